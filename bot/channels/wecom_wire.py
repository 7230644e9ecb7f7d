"""A WeCom application's wire: always enciphered, proved by msg_signature alone, the receiver in the cipher is the corp_id."""

import json

from multidict import MultiMapping

from bot.channels import NotOurs
from bot.channels.wechat_letter import Letter, read_letter
from bot.channels.wechat_wire import Seal, opened, stamp, text_reply


class WeComWire:
    """Opens callbacks and seals replies of one application (document/path/90930 and 90968).

    Raises ValueError when a setting cannot be right.
    """

    def __init__(self, *, corp_id: str, token: str, aes_key: str, max_skew_s: float) -> None:
        if not aes_key:
            raise ValueError("aes_key must be the EncodingAESKey of 43 letters and digits")
        self._seal = Seal(token=token, aes_key=aes_key, receive_id=corp_id, max_skew_s=max_skew_s)

    def echo(self, query: MultiMapping[str], now: float) -> str:
        """The words inside the echostr of the platform's GET. Raises NotOurs: 403 (signature, cipher), 401 (stale)."""
        timestamp, nonce = stamp(query)
        # base64 has no blanks: one here was a "+" that somebody between us and the platform took for one
        sealed = query.get("echostr", "").replace(" ", "+")
        self._seal.prove(query.get("msg_signature"), timestamp, nonce, sealed)
        self._seal.fresh(timestamp, now)
        return self._seal.decipher(sealed)

    def open(self, query: MultiMapping[str], body: bytes, now: float) -> Letter:
        """The message in a callback. Raises NotOurs in the contract's order: 403, 401, 400 (JSON; unreadable inside the cipher)."""
        stamp(query)
        try:
            encrypt = read_letter(body).top.get("Encrypt", "")
        except NotOurs as fault:
            if fault.reason == "json":
                self._judge_json(query, body, now)
            # what proves a request lies inside what cannot be read: nobody has proved anything
            raise NotOurs(403, "signature") from None
        return opened(self._seal, query, encrypt, now)

    def reply(self, *, receiver: str, sender: str, text: str, now: float, nonce: str) -> str:
        """The XML that carries text back in the response, enciphered. text is cut to fit."""
        return self._seal.envelope(text_reply(receiver=receiver, sender=sender, text=text, now=now), now, nonce)

    def _judge_json(self, query: MultiMapping[str], body: bytes, now: float) -> None:
        """The console can push JSON, which we do not take: said clearly, to a stranger only where there is nothing to prove."""
        try:
            words = json.loads(body)
        except (ValueError, RecursionError):
            words = None
        names = {name.lower(): value for name, value in words.items()} if isinstance(words, dict) else {}
        encrypt = names.get("encrypt")
        if isinstance(encrypt, str):
            timestamp, nonce = stamp(query)
            self._seal.prove(query.get("msg_signature"), timestamp, nonce, encrypt)
            self._seal.fresh(timestamp, now)
        raise NotOurs(400, "json")
