"""WeChat's side of the wire for the simulator: what the platform posts to us for a person who wrote, and how it reads our answer."""

from collections.abc import Mapping
from hashlib import sha1

from wechatpy.crypto import PrpCrypto, WeChatCrypto

from bot.channels.wechat_letter import read_letter
from bot.settings import WeChatAccount

ORIGINAL_ID = "gh_demo00000000"  # an account's own name on the platform


def text_message(openid: str, text: str, message_id: int, sent_at: int) -> str:
    """The XML of one text; sent_at in wire seconds."""
    fields = {"ToUserName": ORIGINAL_ID, "FromUserName": openid, "MsgType": "text", "Content": text}
    words = "".join(f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>" for name, value in fields.items())
    return f"<xml>{words}<CreateTime>{sent_at}</CreateTime><MsgId>{message_id}</MsgId></xml>"


def callback(account: WeChatAccount, openid: str, xml: str, now: int, nonce: str) -> tuple[Mapping[str, str], bytes]:
    """Query and body of the POST that carries xml, signed and enciphered as the account's mode asks; now in wire seconds."""
    stamp = str(now)
    query = {"timestamp": stamp, "nonce": nonce, "openid": openid, "signature": _sign(account.token, stamp, nonce)}
    if account.mode == "plain":
        return query, xml.encode()
    sealed: str = _cipher(account).encrypt(xml, account.app_id).decode("ascii")
    query |= {"encrypt_type": "aes", "msg_signature": _sign(account.token, stamp, nonce, sealed)}
    body = f"<xml><ToUserName><![CDATA[{ORIGINAL_ID}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return query, body.encode()


def shown(account: WeChatAccount, answer: str) -> str:
    """The text of a passive reply, "" when the answer carries none. What the platform cannot verify it never shows."""
    if answer in ("", "success"):
        return ""
    letter = read_letter(answer)
    if account.mode != "plain":
        sealed = letter.top.get("Encrypt", "")
        stamp, nonce = letter.top.get("TimeStamp", ""), letter.top.get("Nonce", "")
        if letter.top.get("MsgSignature") != _sign(account.token, stamp, nonce, sealed):
            return ""
        letter = read_letter(_cipher(account).decrypt(sealed, account.app_id))
    return letter.top.get("Content", "")


def _cipher(account: WeChatAccount) -> PrpCrypto:
    return PrpCrypto(WeChatCrypto(account.token, account.aes_key, account.app_id).key)


def _sign(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
