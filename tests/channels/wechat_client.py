"""The platform's hand, written from its public description alone: signs, enciphers and sends callbacks, reads replies.

It imports nothing of the product, so that a mistake in one is not mirrored in the other.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass, field
from xml.etree import ElementTree

from Crypto.Cipher import AES

OPENID = "oVillager000000000000000001"
ACCOUNT = "gh_0123456789ab"


def sha1_of(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def xml_of(**fields: object) -> str:
    """<xml> with one element a field: numbers bare, strings in CDATA, dicts and lists of dicts nested."""
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: dict) -> str:
    lines = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                inner = _elements(one)
            elif isinstance(one, int):
                inner = str(one)
            else:
                inner = f"<![CDATA[{one}]]>"
            lines.append(f"<{name}>{inner}</{name}>")
    return "".join(lines)


@dataclass
class Post:
    """One callback as it goes over the wire; tests change it before it is sent."""

    query: dict[str, str]
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})


@dataclass
class Platform:
    """One account in the platform's console."""

    app_id: str
    token: str
    aes_key: str
    mode: str = "safe"
    time: int = 1_800_000_000
    nonce: str = "1320562132"

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.aes_key + "=")

    def message(self, msg_type: str = "text", msg_id: int | None = 7_000_000_000_000_000_001, **fields: object) -> str:
        """The inner XML of a message (or, with msg_id=None, of an event)."""
        if msg_type == "text" and "Content" not in fields:
            fields = {"Content": "村口的路灯坏了"} | fields
        head = {"ToUserName": ACCOUNT, "FromUserName": OPENID, "CreateTime": self.time, "MsgType": msg_type}
        return xml_of(**(head | fields | ({} if msg_id is None else {"MsgId": msg_id})))

    def event(self, name: str, **fields: object) -> str:
        return self.message("event", msg_id=None, Event=name, **fields)

    def post(self, xml: str | bytes) -> Post:
        """The callback that carries xml in this account's mode."""
        raw = xml.encode() if isinstance(xml, str) else xml
        if self.mode == "plain":
            return Post(self.signed_query(), raw)
        encrypt = self.encipher(raw)
        outer = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()
        if self.mode == "compat":
            outer = raw.replace(b"</xml>", f"<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode())
        query = self.signed_query() | {"encrypt_type": "aes", "msg_signature": sha1_of(self.token, str(self.time), self.nonce, encrypt)}
        return Post(query, outer)

    def signed_query(self) -> dict[str, str]:
        signature = sha1_of(self.token, str(self.time), self.nonce)
        return {"signature": signature, "timestamp": str(self.time), "nonce": self.nonce, "openid": OPENID}

    def encipher(self, message: bytes, *, app_id: str | None = None, length: int | None = None) -> str:
        body = b"0123456789abcdef" + struct.pack(">I", len(message) if length is None else length)
        body += message + (app_id or self.app_id).encode()
        pad = 32 - len(body) % 32
        return base64.b64encode(self._cipher().encrypt(body + bytes([pad]) * pad)).decode()

    def decipher(self, encrypt: str) -> str:
        body = self._cipher().decrypt(base64.b64decode(encrypt))
        pad = body[-1]
        assert 1 <= pad <= 32
        assert body[-pad:] == bytes([pad]) * pad
        (length,) = struct.unpack(">I", body[16:20])
        assert body[20 + length : -pad].decode() == self.app_id
        return body[20 : 20 + length].decode()

    def read_reply(self, body: str) -> dict[str, str]:
        """The fields the phone is shown; checks everything the platform checks."""
        fields = {child.tag: child.text or "" for child in ElementTree.fromstring(body)}
        if self.mode == "plain":
            return fields
        assert fields["MsgSignature"] == sha1_of(self.token, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
        inner = ElementTree.fromstring(self.decipher(fields["Encrypt"]))
        assert len({child.tag for child in inner}) == len(inner), "a field twice: somebody's words became markup"
        return {child.tag: child.text or "" for child in inner}

    def _cipher(self):
        return AES.new(self.key, AES.MODE_CBC, self.key[:16])
