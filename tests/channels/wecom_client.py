"""WeCom's hand, written from its public description alone: signs, enciphers and sends callbacks, reads replies.

It imports nothing of the product, so that a mistake in one is not mirrored in the other.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from xml.etree import ElementTree

from Crypto.Cipher import AES

from tests.channels.wechat_client import Post, xml_of

CORP_ID = "ww0123456789abcdef"
MEMBER = "WangJianGuo"
AGENT = 1000002


def sha1_of(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@dataclass
class Company:
    """One application in the company's console."""

    token: str
    aes_key: str
    corp_id: str = CORP_ID
    time: int = 1_800_000_000
    nonce: str = "1372623149"

    def message(self, msg_type: str = "text", msg_id: int | None = 7_000_000_000_000_000_001, **fields: object) -> str:
        """The inner XML of a message (or, with msg_id=None, of an event)."""
        if msg_type == "text" and "Content" not in fields:
            fields = {"Content": "东坡组的路灯坏了"} | fields
        head = {"ToUserName": self.corp_id, "FromUserName": MEMBER, "CreateTime": self.time, "MsgType": msg_type}
        return xml_of(**(head | fields | ({} if msg_id is None else {"MsgId": msg_id}) | {"AgentID": AGENT}))

    def event(self, name: str, **fields: object) -> str:
        return self.message("event", msg_id=None, Event=name, **fields)

    def post(self, xml: str | bytes, **changed: str) -> Post:
        """The callback that carries xml; changed: parts that somebody else would have put there."""
        encrypt = self.encipher(xml.encode() if isinstance(xml, str) else xml, **changed)
        outer = xml_of(ToUserName=self.corp_id, AgentID=str(AGENT), Encrypt=encrypt)
        return Post(self.signed(encrypt), outer.encode())

    def signed(self, sealed: str) -> dict[str, str]:
        stamp = str(self.time)
        return {"msg_signature": sha1_of(self.token, stamp, self.nonce, sealed), "timestamp": stamp, "nonce": self.nonce}

    def check(self, words: str = "1616140317555161061") -> dict[str, str]:
        """The query of the GET that is sent when the URL is entered."""
        echostr = self.encipher(words.encode())
        return self.signed(echostr) | {"echostr": echostr}

    def encipher(self, message: bytes, *, receive_id: str | None = None, pad: int | None = None, length: int | None = None) -> str:
        body = b"fedcba9876543210" + struct.pack(">I", len(message) if length is None else length)
        body += message + (self.corp_id if receive_id is None else receive_id).encode()
        fill = 32 - len(body) % 32
        return base64.b64encode(self._cipher().encrypt(body + bytes([fill if pad is None else pad]) * fill)).decode()

    def read_reply(self, body: str) -> dict[str, str]:
        """The fields the phone is shown; checks everything the platform checks."""
        outer = {child.tag: child.text or "" for child in ElementTree.fromstring(body)}
        assert outer["MsgSignature"] == sha1_of(self.token, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        plain = self._cipher().decrypt(base64.b64decode(outer["Encrypt"]))
        pad = plain[-1]
        assert 1 <= pad <= 32
        assert plain[-pad:] == bytes([pad]) * pad
        (length,) = struct.unpack(">I", plain[16:20])
        assert plain[20 + length : -pad].decode() == self.corp_id
        inner = ElementTree.fromstring(plain[20 : 20 + length].decode())
        assert len({child.tag for child in inner}) == len(inner), "a field twice: somebody's words became markup"
        return {child.tag: child.text or "" for child in inner}

    def _cipher(self):
        key = base64.b64decode(self.aes_key + "=")
        return AES.new(key, AES.MODE_CBC, key[:16])
