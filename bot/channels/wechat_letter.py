"""The XML of one callback → flat fields. Hand-made round expat: what is deep, wide, doubled or declared never gets further."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from bot.channels import NotOurs

MAX_DEPTH = 8  # the deepest thing the platform sends is SendPicsInfo/PicList/item/PicMd5Sum
MAX_ELEMENTS = 256  # nine pictures make about forty; a million empty siblings would hold the loop for seconds

# Not XML 1.0 characters. WeChat passes such keystrokes on as they are (0x1D was seen), and the person would get no answer.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# What must be words and nothing else: a child element here would reach the conversation as something that is not text.
_WORDS_ONLY = frozenset(
    {
        *("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Encrypt"),
        *("Content", "MediaId", "Recognition", "PicUrl", "Title", "Description", "Url", "bizmsgmenuid"),
        *("Event", "EventKey", "Ticket", "MsgID", "Status", "TemplateId"),
        *("Location_X", "Location_Y", "Latitude", "Longitude", "Label"),
    }
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One XML body, read: top holds the fields directly under <xml>, deep the leaves below them.

    A leaf that comes more than once below (one per template, one per picture) is joined with commas, in order. items holds
    the same leaves element by element, for what belongs together: a template and the answer to it.
    """

    top: Mapping[str, str] = field(default_factory=dict)
    deep: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Mapping[str, str], ...] = ()


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
        parser.Parse(NOT_XML.sub("", text), True)
    except (expat.ExpatError, ValueError):
        raise NotOurs(400, "json" if body.lstrip()[:1] in ("{", b"{") else "xml") from None
    return Letter(reader.top, reader.deep, tuple(reader.items))


class _Reader:
    """Expat's handlers for one body: leaves become fields."""

    __slots__ = ("count", "deep", "item", "items", "leaf", "path", "top", "words")

    def __init__(self) -> None:
        self.top: dict[str, str] = {}
        self.deep: dict[str, str] = {}
        self.item: dict[str, str] = {}
        self.items: list[Mapping[str, str]] = []
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
            self.item[name] = value
        if not self.leaf and self.item:
            self.items.append(self.item)
            self.item = {}
        self.words.clear()
        self.leaf = False


def _refuse_doctype(*_: object) -> None:
    raise NotOurs(400, "doctype")
