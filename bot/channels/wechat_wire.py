"""The Official Account's wire: who signed, what is inside the cipher, what the XML says, and the answer on its way back.

wechatpy brings the cipher and the reply's XML. The rest is ours, because wechatpy compares signatures byte by byte, takes
any timestamp and an empty token, hands lists and dicts to its callers, and renders a reply with "]]>" in it as broken XML.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha1
from xml.parsers import expat

from multidict import MultiMapping
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.replies import TextReply

from bot.channels import NotOurs

MAX_DEPTH = 8  # the deepest thing the platform sends is SendPicsInfo/PicList/item/PicMd5Sum
MAX_ELEMENTS = 256  # nine pictures make about forty; a million empty siblings would hold the loop for seconds
MAX_REPLY_BYTES = 2000  # the platform's text limit is 2,048 bytes of UTF-8

# Not XML 1.0 characters. WeChat passes such keystrokes on as they are (0x1D was seen), and the person would get no answer.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TIMESTAMP = re.compile(r"[0-9]{10}")
_NONCE = re.compile(r"[0-9A-Za-z]{1,32}")
_ECHO = re.compile(r"[\x21-\x7e]{1,256}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")

# What must be words and nothing else: a child element here would reach the conversation as something that is not text.
_WORDS_ONLY = frozenset(
    {
        *("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Encrypt"),
        *("Content", "MediaId", "Recognition", "PicUrl", "Title", "Description", "Url", "bizmsgmenuid"),
        *("Event", "EventKey", "Ticket", "MsgID", "Status", "TemplateId"),
        *("Location_X", "Location_Y", "Latitude", "Longitude", "Label"),
    }
)


class Mode(StrEnum):
    """How the account is set in the platform's console. The configuration decides it, never a request."""

    SAFE = "safe"
    COMPAT = "compat"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Letter:
    """One XML body, read: top holds the fields directly under <xml>, deep the leaves below them.

    A leaf that comes more than once below (one per template, one per picture) is joined with commas, in order.
    """

    top: Mapping[str, str] = field(default_factory=dict)
    deep: Mapping[str, str] = field(default_factory=dict)


class Wire:
    """Opens callbacks and seals replies for one account.

    aes_key is the console's EncodingAESKey (43 letters and digits; may be "" in plain mode); max_skew_s is how far, in
    seconds, the signed timestamp may be from wire time. Raises ValueError when a setting cannot be right.
    """

    def __init__(self, *, app_id: str, token: str, aes_key: str, mode: str, max_skew_s: float) -> None:
        if not token or not app_id:
            raise ValueError("token and app_id must not be empty: with an empty token anybody can sign")
        self.mode = Mode(mode)
        if not _AES_KEY.fullmatch(aes_key) and (aes_key or self.mode is not Mode.PLAIN):
            raise ValueError("aes_key must be the EncodingAESKey of 43 letters and digits")
        self._app_id = app_id
        self._token = token
        self._max_skew_s = max_skew_s
        self._cipher = PrpCrypto(WeChatCrypto(token, aes_key, app_id).key) if aes_key else None

    def echo(self, query: MultiMapping[str], now: float) -> str:
        """The echostr of the platform's GET, proved. Raises NotOurs: 403 signature, 401 stale, 400 unreadable."""
        timestamp, nonce = _stamp(query)
        self._prove(query.get("signature"), timestamp, nonce)
        self._fresh(timestamp, now)
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):
            raise NotOurs(400, "echostr")
        return echo

    def open(self, query: MultiMapping[str], body: bytes, now: float) -> Letter:
        """The message in a callback, proved, deciphered and read.

        now is wire time, seconds since 1970. Raises NotOurs in the contract's order: 403 (signature, cipher), 401
        (stale), 400 (unreadable, or a query key sent twice).
        """
        timestamp, nonce = _stamp(query)
        if self.mode is Mode.PLAIN:
            self._prove(query.get("signature"), timestamp, nonce)
            self._fresh(timestamp, now)
            return read_letter(body)
        signed = "signature" in query
        if signed:  # before the XML is touched: strangers are not worth a parser
            self._prove(query["signature"], timestamp, nonce)
        try:
            encrypt = read_letter(body).top.get("Encrypt", "")
        except NotOurs:
            if not signed:
                raise NotOurs(403, "signature") from None
            self._fresh(timestamp, now)
            raise
        if not encrypt:  # without this part msg_signature would be the plain signature, which anybody may have seen
            raise NotOurs(403, "cipher")
        self._prove(query.get("msg_signature"), timestamp, nonce, encrypt)
        self._fresh(timestamp, now)
        return read_letter(self._decipher(encrypt))

    def reply(self, *, receiver: str, sender: str, text: str, now: float, nonce: str) -> str:
        """The XML that carries text back in the response: enciphered, but in plain mode. text is cut to fit."""
        names = {"source": _cdata(sender), "target": _cdata(receiver), "time": int(now)}
        xml: str = TextReply(content=_cdata(fit(text)), **names).render()
        if self.mode is Mode.PLAIN:
            return xml
        assert self._cipher is not None
        timestamp = str(int(now))
        encrypt: str = self._cipher.encrypt(xml, self._app_id).decode("ascii")
        return (
            f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{_sign(self._token, timestamp, nonce, encrypt)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _prove(self, signature: str | None, *parts: str) -> None:
        right = _sign(self._token, *parts).encode("ascii")
        if not hmac.compare_digest(right, (signature or "").encode("utf-8", "replace")):
            raise NotOurs(403, "signature")

    def _fresh(self, timestamp: str, now: float) -> None:
        if abs(now - int(timestamp)) > self._max_skew_s:
            raise NotOurs(401, "stale")

    def _decipher(self, encrypt: str) -> str:
        assert self._cipher is not None
        try:
            xml: str = self._cipher.decrypt(encrypt, self._app_id)
        except Exception:  # wechatpy raises seven kinds here; one answer for all, so that no answer says what was wrong
            raise NotOurs(403, "cipher") from None
        return xml


def read_letter(body: bytes | str) -> Letter:
    """The fields of one XML body of at most 64 KiB. Raises NotOurs(400).

    Refused: what is not UTF-8, JSON, any DOCTYPE (and with it every entity), attributes, a field sent twice, an element
    where words belong, more than MAX_DEPTH levels or MAX_ELEMENTS elements.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words.append
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        text = body if isinstance(body, str) else body.decode("utf-8-sig")
        parser.Parse(_NOT_XML.sub("", text), True)
    except (expat.ExpatError, ValueError):
        raise NotOurs(400, "json" if body.lstrip()[:1] in ("{", b"{") else "xml") from None
    return Letter(reader.top, reader.deep)


def fit(text: str) -> str:
    """text without what XML cannot carry, cut on a character boundary to what one message may hold."""
    return _NOT_XML.sub("", text).encode("utf-8", "ignore")[:MAX_REPLY_BYTES].decode("utf-8", "ignore")


class _Reader:
    """Expat's handlers for one body: leaves become fields."""

    __slots__ = ("count", "deep", "leaf", "path", "top", "words")

    def __init__(self) -> None:
        self.top: dict[str, str] = {}
        self.deep: dict[str, str] = {}
        self.path: list[str] = []
        self.words: list[str] = []
        self.leaf = False
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        path = self.path
        self.count += 1
        if attributes or self.count > MAX_ELEMENTS or len(path) >= MAX_DEPTH:
            raise NotOurs(400, "xml_shape")
        if not path and name != "xml":
            raise NotOurs(400, "xml_root")
        if len(path) == 2 and path[1] in _WORDS_ONLY:
            raise NotOurs(400, "xml_shape")
        if len(path) == 1 and name in self.top:
            raise NotOurs(400, "xml_twice")
        path.append(name)
        self.words.clear()
        self.leaf = True

    def end(self, name: str) -> None:
        depth = len(self.path)
        self.path.pop()
        if depth == 2:
            # a field with children is marked as seen, so that a second one of its name is refused as well
            self.top[name] = "".join(self.words) if self.leaf else ""
        elif depth > 2 and self.leaf:
            value = "".join(self.words).strip()
            self.deep[name] = f"{self.deep[name]},{value}" if name in self.deep else value
        self.words.clear()
        self.leaf = False


def _refuse_doctype(*_: object) -> None:
    raise NotOurs(400, "doctype")


def _stamp(query: MultiMapping[str]) -> tuple[str, str]:
    # The parts are signed without a separator: only fixed forms keep ts=12 nonce=34 apart from ts=123 nonce=4.
    if len(query) != len(set(query)):
        raise NotOurs(400, "query_twice")
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise NotOurs(403, "signature")
    return timestamp, nonce


def _sign(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")
