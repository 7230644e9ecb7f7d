"""What an account keeps at the platform: files, templates, QR tickets, its menu. The limits are the platform's own."""

from collections.abc import Callable
from typing import Any

from bot.standins.qr_picture import picture
from bot.standins.wechat_doors import Asked, Refused, Said

MEDIA_LASTS_S = 3 * 86400
MOST = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}  # bytes
TYPES = {"image": ("image/jpeg", "image/png", "image/gif"), "voice": ("audio/amr", "audio/mpeg"), "video": ("video/mp4",)}
FIELD = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10}  # characters of a template's field
OK = {"errcode": 0, "errmsg": "ok"}


class Account:
    """now is its clock. templates: those it has; ips: where callbacks come from; menu: as it was set last."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._media: dict[str, tuple[bytes, str, float]] = {}
        self.templates: set[str] = set()
        self.tickets: dict[str, dict[str, Any]] = {}  # ticket: what was asked for
        self.menu: dict[str, Any] | None = None
        self.ips: list[Any] = ["127.0.0.1", "127.0.0.0/8"]

    def keep(self, content: bytes, content_type: str) -> str:
        media_id = f"media-{len(self._media) + 1}"
        self._media[media_id] = (content, content_type, self._now() + MEDIA_LASTS_S)
        return media_id

    def check_file(self, media_id: str, kind: str) -> None:
        """Raises Refused for a file that has gone, or is of another kind."""
        if self._held(media_id)[1] not in TYPES[kind]:
            raise Refused(40007)

    def filled(self, words: dict[str, Any]) -> str:
        """A template's fields as a phone shows them. Raises Refused."""
        if words.get("template_id") not in self.templates:
            raise Refused(40037)
        lines = []
        for name, field in dict(words.get("data") or {}).items():
            value = field.get("value") if isinstance(field, dict) else None
            if not isinstance(value, str) or "\n" in value or len(value) > FIELD.get(name.rstrip("0123456789"), 200):
                raise Refused(47003)
            lines.append(f"{name}：{value}")
        return "\n".join(lines)

    def media(self, asked: Asked) -> Said:
        """A file; of a film its address, which lies elsewhere."""
        media_id = asked.query.get("media_id", "")
        content, content_type = self._held(media_id)
        if content_type.startswith("video/"):
            return {"video_url": f"{asked.at}/cgi-bin/media/film?id={media_id}"}
        return content, content_type

    def film(self, asked: Asked) -> Said:
        return self._held(asked.query.get("id", ""))

    def upload(self, asked: Asked) -> Said:
        kind = asked.query.get("type", "")
        if kind not in TYPES:
            raise Refused(40004)
        content, content_type = _file_in(asked)
        if content_type not in TYPES[kind]:
            raise Refused(40005)
        if not 0 < len(content) <= MOST[kind]:
            raise Refused(40006)
        return {"type": kind, "media_id": self.keep(content, content_type), "created_at": int(self._now())}

    def qrcode_create(self, asked: Asked) -> Said:
        words = asked.words()
        scene = words["action_info"]["scene"].get("scene_str")
        lasts = words.get("expire_seconds", 60)
        if words.get("action_name") not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE") or not isinstance(scene, str):
            raise Refused(40053)
        if not 1 <= len(scene) <= 64 or not 1 <= lasts <= 2_592_000:
            raise Refused(40053)
        ticket = f"gQ+{len(self.tickets) + 1}/=="  # the real ones too need quoting in an address
        self.tickets[ticket] = words
        answer = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{len(self.tickets)}"}
        return answer | ({"expire_seconds": lasts} if words["action_name"] == "QR_STR_SCENE" else {})

    def qrcode_picture(self, asked: Asked) -> Said:
        ticket = asked.query.get("ticket", "")
        if ticket not in self.tickets:
            raise Refused(40001)
        return picture(ticket), "image/png"

    def menu_create(self, asked: Asked) -> Said:
        words = asked.words()
        _check_buttons(words["button"], most=3, name=16)
        self.menu = words
        return OK

    def menu_get(self, asked: Asked) -> Said:
        if self.menu is None:
            raise Refused(46003)
        return {"menu": self.menu}

    def menu_delete(self, asked: Asked) -> Said:
        self.menu = None
        return OK

    def callback_ips(self, asked: Asked) -> Said:
        return {"ip_list": self.ips}

    def _held(self, media_id: str) -> tuple[bytes, str]:
        content, content_type, ends_at = self._media.get(media_id, (b"", "", 0.0))
        if ends_at <= self._now():
            raise Refused(40007)
        return content, content_type


def _file_in(asked: Asked) -> tuple[bytes, str]:
    """The one part "media" of a multipart body, which must have a file name."""
    boundary = asked.content_type.partition("multipart/form-data; boundary=")[2].encode()
    head, _, rest = asked.body.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    end = b"\r\n--" + boundary + b"--\r\n"
    if not boundary or lines[0] != b"--" + boundary or not rest.endswith(end):
        raise Refused(41005)
    fields = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines[1:])}
    named = fields.get(b"content-disposition", b"")
    if b'name="media"' not in named or b'filename="' not in named:
        raise Refused(41005)
    return rest.removesuffix(end), fields.get(b"content-type", b"").decode()


def _check_buttons(buttons: list[dict[str, Any]], most: int, name: int) -> None:
    if not 1 <= len(buttons) <= most:
        raise Refused(40016 if most == 3 else 40023)
    for button in buttons:
        if not 1 <= len(button["name"].encode()) <= name:
            raise Refused(40018 if most == 3 else 40025)
        if len(button.get("key", "").encode()) > 128:
            raise Refused(40019)
        if len(button.get("url", "").encode()) > 1024:
            raise Refused(40020)
        if "sub_button" in button:
            _check_buttons(button["sub_button"], most=5, name=60)
