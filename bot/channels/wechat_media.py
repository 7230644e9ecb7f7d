"""Voices, pictures and films, up and down: judged by their bytes and their size, never by what somebody calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.channels.wechat_errors import ACTIONS, Action, Fault
from bot.channels.wechat_exchange import Answer, checked

MAX_MEDIA = 10 * 1024 * 1024  # bytes: the platform's own limit for films and pictures
MOST = {"image": MAX_MEDIA, "voice": 2 * 1024 * 1024, "video": MAX_MEDIA}  # api_uploadtempmedia
KEPT_S = 3 * 86400  # how long the platform keeps what was uploaded

# head of the file → kind, content type, ending
_HEADS = {
    b"\xff\xd8\xff": ("image", "image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image", "image/png", "png"),
    b"GIF8": ("image", "image/gif", "gif"),
    b"#!AMR\n": ("voice", "audio/amr", "amr"),
    b"ID3": ("voice", "audio/mpeg", "mp3"),
    b"\xff\xfb": ("voice", "audio/mpeg", "mp3"),
    b"\xff\xf3": ("voice", "audio/mpeg", "mp3"),
}
_FILM_HOSTS = (".qq.com", ".qpic.cn")  # where the platform says its films lie; nowhere else do we go


@dataclass(frozen=True, slots=True)
class Media:
    """One file: kind is "image", "voice" or "video"; content_type is what its bytes say."""

    content: bytes
    kind: str
    content_type: str
    ending: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file the platform keeps for us; ends_at is seconds since 1970, three days from now."""

    media_id: str
    ends_at: float


def media_of(content: bytes) -> Media:
    """What the bytes are. Raises Fault: "not_media", "too_large" (10 MB, a voice 2 MB)."""
    if content[4:8] == b"ftyp":
        kind, content_type, ending = "video", "video/mp4", "mp4"
    else:
        known = next((known for head, known in _HEADS.items() if content.startswith(head)), None)
        if known is None:
            raise Fault("not_media", Action.DROP)
        kind, content_type, ending = known
    if len(content) > MOST[kind]:
        raise Fault("too_large", Action.DROP)
    return Media(content, kind, content_type, ending)


def answered(answer: Answer, table: Mapping[int, Action] = ACTIONS) -> Media | str:
    """What media/get gave: a file, or the address of a film. Raises Fault; an error comes as JSON with HTTP 200."""
    if answer.content[:1] == b"{" or answer.content_type in ("application/json", "text/plain"):
        film = checked(answer.content, table).get("video_url")
        if not isinstance(film, str):
            raise Fault("not_media", Action.DROP)
        return film
    if answer.content_type == "text/html" or not answer.content:
        raise Fault("unreadable", Action.LATER)
    return media_of(answer.content)


def film_at(url: str, base: str) -> str:
    """The film's address, when it is the platform's own: whoever answers for it must not send us round the village's network.

    Raises Fault("foreign_host").
    """
    try:
        there, here = urlsplit(url), urlsplit(base)
        ours = (there.hostname, there.port) == (here.hostname, here.port)
        theirs = (there.hostname or "").endswith(_FILM_HOSTS) and there.port in (None, 80, 443)
    except ValueError:
        ours = theirs = False
    if not (ours or theirs) or there.scheme not in ("http", "https") or there.username is not None:
        raise Fault("foreign_host", Action.DROP)
    return url


def uploaded(answer: Mapping[str, Any], now: float) -> Uploaded:
    """What media/upload gave. Raises Fault("unreadable")."""
    media_id, created_at = answer.get("media_id"), answer.get("created_at")
    if not isinstance(media_id, str) or not media_id:
        raise Fault("unreadable", Action.LATER)
    return Uploaded(media_id, (created_at if type(created_at) is int else now) + KEPT_S)
