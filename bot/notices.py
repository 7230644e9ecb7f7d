"""Notices outside the chat's window: which templates an account has, and what of a message fits into one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """How the platform allows it."""

    TEMPLATE = "template"  # a template message: to every follower of a certified service account
    LASTING = "lasting"  # a long-term subscription: allowed once, until it is taken back (政务民生 only)
    ONCE = "once"  # one consent, one notice


@dataclass(frozen=True, slots=True)
class Notice:
    """One approved template. fields: the template's own names ("thing1") → "text", "time", or words of its own."""

    template: str
    kind: NoticeKind
    fields: Mapping[str, str] = field(default_factory=dict)

    def filled(self, text: str, now: datetime) -> dict[str, str]:
        """now is village time; what does not fit is cut by the channel: whoever wants to read on asks in the chat."""
        given = {"text": " ".join(text.split()), "time": f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"}
        return {name: given.get(what, what) for name, what in self.fields.items()}


Notices = Mapping[tuple[str, str], Notice]  # account, template


def notice_id(template: str) -> str:
    """What stands for the provider's id of a subscription notice, which has none: receiver and template find it again."""
    return f"notice:{template}"[:200]
