"""The Official Account's wire: who signed, what is inside the cipher, what the XML says, and the answer on its way back.

wechatpy brings the cipher and the reply's XML. The rest is ours, because wechatpy compares signatures byte by byte, takes
any timestamp and an empty token, hands lists and dicts to its callers, and renders a reply with "]]>" in it as broken XML.
"""

import hmac
import re
from enum import StrEnum
from hashlib import sha1

from multidict import MultiMapping
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.replies import TextReply

from bot.channels import NotOurs
from bot.channels.wechat_letter import NOT_XML, Letter, read_letter

MAX_REPLY_BYTES = 2000  # the platform's text limit is 2,048 bytes of UTF-8

_TIMESTAMP = re.compile(r"[0-9]{10}")
_NONCE = re.compile(r"[0-9A-Za-z]{1,32}")
_ECHO = re.compile(r"[\x21-\x7e]{1,256}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")


class Mode(StrEnum):
    """How the account is set in the platform's console. The configuration decides it, never a request."""

    SAFE = "safe"
    COMPAT = "compat"
    PLAIN = "plain"


class Seal:
    """Signature, age and cipher of one account: the same on both of the company's platforms.

    aes_key is the console's EncodingAESKey (43 letters and digits; "" where nothing is enciphered); receive_id is what the
    cipher names as its receiver, the app_id or the corp_id; max_skew_s is how far, in seconds, the signed timestamp may be
    from wire time. Raises ValueError when a setting cannot be right.
    """

    def __init__(self, *, token: str, aes_key: str, receive_id: str, max_skew_s: float) -> None:
        if not token or not receive_id:
            raise ValueError("token and app_id (corp_id) must not be empty: with an empty token anybody can sign")
        if aes_key and not _AES_KEY.fullmatch(aes_key):
            raise ValueError("aes_key must be the EncodingAESKey of 43 letters and digits")
        self._receive_id = receive_id
        self._token = token
        self._max_skew_s = max_skew_s
        self._cipher = PrpCrypto(WeChatCrypto(token, aes_key, receive_id).key) if aes_key else None

    def prove(self, given: str | None, *parts: str) -> None:
        """Raises NotOurs(403) unless the token's owner signed these parts."""
        right = signature(self._token, *parts).encode("ascii")
        if not hmac.compare_digest(right, (given or "").encode("utf-8", "replace")):
            raise NotOurs(403, "signature")

    def fresh(self, timestamp: str, now: float) -> None:
        """Raises NotOurs(401)."""
        if abs(now - int(timestamp)) > self._max_skew_s:
            raise NotOurs(401, "stale")

    def decipher(self, encrypt: str) -> str:
        """What is inside, meant for us. Raises NotOurs(403)."""
        assert self._cipher is not None
        try:
            inside: str = self._cipher.decrypt(encrypt, self._receive_id)
        except Exception:  # wechatpy raises seven kinds here; one answer for all, so that no answer says what was wrong
            raise NotOurs(403, "cipher") from None
        return inside

    def envelope(self, xml: str, now: float, nonce: str) -> str:
        """xml enciphered and signed, as the XML that goes back in the response."""
        assert self._cipher is not None
        timestamp = str(int(now))
        encrypt: str = self._cipher.encrypt(xml, self._receive_id).decode("ascii")
        return (
            f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature(self._token, timestamp, nonce, encrypt)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )


class Wire:
    """Opens callbacks and seals replies for one account; aes_key may be "" in plain mode."""

    def __init__(self, *, app_id: str, token: str, aes_key: str, mode: str, max_skew_s: float) -> None:
        self.mode = Mode(mode)
        if not aes_key and self.mode is not Mode.PLAIN:
            raise ValueError("aes_key must be the EncodingAESKey of 43 letters and digits")
        self._seal = Seal(token=token, aes_key=aes_key, receive_id=app_id, max_skew_s=max_skew_s)

    def echo(self, query: MultiMapping[str], now: float) -> str:
        """The echostr of the platform's GET, proved. Raises NotOurs: 403 signature, 401 stale, 400 unreadable."""
        timestamp, nonce = stamp(query)
        self._seal.prove(query.get("signature"), timestamp, nonce)
        self._seal.fresh(timestamp, now)
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):
            raise NotOurs(400, "echostr")
        return echo

    def open(self, query: MultiMapping[str], body: bytes, now: float) -> Letter:
        """The message in a callback, proved, deciphered and read.

        now is wire time, seconds since 1970. Raises NotOurs in the contract's order: 403 (signature, cipher), 401
        (stale), 400 (unreadable, or a query key sent twice).
        """
        timestamp, nonce = stamp(query)
        if self.mode is Mode.PLAIN:
            self._seal.prove(query.get("signature"), timestamp, nonce)
            self._seal.fresh(timestamp, now)
            return read_letter(body)
        signed = "signature" in query
        if signed:  # before the XML is touched: strangers are not worth a parser
            self._seal.prove(query["signature"], timestamp, nonce)
        try:
            encrypt = read_letter(body).top.get("Encrypt", "")
        except NotOurs:
            if not signed:
                raise NotOurs(403, "signature") from None
            self._seal.fresh(timestamp, now)
            raise
        return opened(self._seal, query, encrypt, now)

    def reply(self, *, receiver: str, sender: str, text: str, now: float, nonce: str) -> str:
        """The XML that carries text back in the response: enciphered, but in plain mode. text is cut to fit."""
        xml = text_reply(receiver=receiver, sender=sender, text=text, now=now)
        return xml if self.mode is Mode.PLAIN else self._seal.envelope(xml, now, nonce)


def opened(seal: Seal, query: MultiMapping[str], encrypt: str, now: float) -> Letter:
    """What msg_signature proves: the letter inside the cipher. Raises NotOurs: 403, 401, 400 in this order."""
    timestamp, nonce = stamp(query)
    if not encrypt:  # without this part msg_signature would be the plain signature, which anybody may have seen
        raise NotOurs(403, "cipher")
    seal.prove(query.get("msg_signature"), timestamp, nonce, encrypt)
    seal.fresh(timestamp, now)
    return read_letter(seal.decipher(encrypt))


def text_reply(*, receiver: str, sender: str, text: str, now: float) -> str:
    """The clear XML of a passive text, cut to fit."""
    names = {"source": _cdata(sender), "target": _cdata(receiver), "time": int(now)}
    xml: str = TextReply(content=_cdata(fit(text)), **names).render()
    return xml


def fit(text: str) -> str:
    """text without what XML cannot carry, cut on a character boundary to what one message may hold."""
    return NOT_XML.sub("", text).encode("utf-8", "ignore")[:MAX_REPLY_BYTES].decode("utf-8", "ignore")


def stamp(query: MultiMapping[str]) -> tuple[str, str]:
    """timestamp and nonce in their only forms. Raises NotOurs: 400 (a key sent twice), 403."""
    # The parts are signed without a separator: only fixed forms keep ts=12 nonce=34 apart from ts=123 nonce=4.
    if len(query) != len(set(query)):
        raise NotOurs(400, "query_twice")
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise NotOurs(403, "signature")
    return timestamp, nonce


def signature(*parts: str) -> str:
    """What the platform signs with: sha1 over the sorted parts, the token among them."""
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")
