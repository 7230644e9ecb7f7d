"""The safe mode's envelope, by hand: both sides of the benchmark use it, so that it measures neither of the libraries."""

import base64
import hashlib
import hmac
import os
import struct
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID, TOKEN = "wx1234567890abcdef", "benchtoken"
AES_KEY = base64.b64encode(bytes(range(32))).decode()[:43]
BLOCK = 32

_key = base64.b64decode(AES_KEY + "=")
_cipher = Cipher(algorithms.AES(_key), modes.CBC(_key[:16]))


class Refused(Exception):
    """Not signed with our token, or not for our account."""


def sign(timestamp: str, nonce: str, sealed: str) -> str:
    return hashlib.sha1("".join(sorted((TOKEN, timestamp, nonce, sealed))).encode()).hexdigest()


def fields(xml: bytes) -> dict[str, str]:
    """The leaves directly below the root; a document type is refused."""
    if b"<!DOCTYPE" in xml:
        raise Refused("doctype")
    return {leaf.tag: leaf.text or "" for leaf in ElementTree.fromstring(xml)}


def encrypt(xml: str) -> str:
    content = xml.encode()
    plain = os.urandom(16) + struct.pack(">I", len(content)) + content + APP_ID.encode()
    pad = BLOCK - len(plain) % BLOCK
    out = _cipher.encryptor()
    return base64.b64encode(out.update(plain + bytes((pad,)) * pad) + out.finalize()).decode()


def unseal(body: bytes, signature: str, timestamp: str, nonce: str) -> dict[str, str]:
    """Verify, decrypt, parse."""
    sealed = fields(body).get("Encrypt", "")
    if not hmac.compare_digest(sign(timestamp, nonce, sealed), signature):
        raise Refused("signature")
    out = _cipher.decryptor()
    plain = out.update(base64.b64decode(sealed)) + out.finalize()
    end = 20 + int.from_bytes(plain[16:20], "big")
    if plain[end : len(plain) - plain[-1]] != APP_ID.encode():
        raise Refused("account")
    return fields(plain[20:end])


def seal(xml: str, timestamp: str, nonce: str) -> bytes:
    sealed = encrypt(xml)
    return (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{sign(timestamp, nonce, sealed)}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def text_xml(receiver: str, sender: str, second: int, text: str, more: str = "") -> str:
    safe = text.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<xml><ToUserName><![CDATA[{receiver}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{second}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{safe}]]></Content>{more}</xml>"
    )
