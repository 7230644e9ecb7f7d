"""What WeChat reports of consents to notices, and of notices and template messages it has handed on. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from handlers.messages import Heard

CONSENTS = "consents"  # the key in Heard.extra: JSON, a list of objects with the fields of Consent
ASKED = frozenset({"event.subscribe_msg_popup_event", "event.subscribe_msg_change_event"})
SENT, FINISHED = "event.subscribe_msg_sent_event", "event.TEMPLATESENDJOBFINISH"
ACCEPTED = "accept"


@dataclass(frozen=True, slots=True)
class Consent:
    """One template in one event. status: accept, reject, or what became of a notice; scene: where the person was asked."""

    template: str
    status: str = ""
    scene: str = ""
    msg_id: str = ""
    error_code: str = ""

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message of ours: said is the platform's id of it, reason "" or a short word or number.

    template: of a notice, whose id the platform did not name when it took it: the sender and the template find it again.
    """

    said: str
    delivered: bool
    reason: str = ""
    template: str = ""


def consents_of(heard: Heard) -> tuple[Consent, ...]:
    """What the person has just allowed or refused, template by template; () for every other event."""
    return _listed(heard) if heard.kind in ASKED else ()


def fates_of(heard: Heard) -> tuple[Fate, ...]:
    """What became of template messages and notices that the platform had taken; () for every other event."""
    if heard.kind == SENT:
        return tuple(Fate(each.msg_id, not _code(each), _code(each), each.template) for each in _listed(heard))
    if heard.kind != FINISHED:
        return ()
    status = heard.extra.get("status", "")  # "success", "failed:user block", "failed: system failed"
    reason = status.partition(":")[2].strip().replace(" ", "_")
    return (Fate(heard.extra.get("msg_id", ""), status == "success", reason),)


def _code(told: Consent) -> str:
    return "" if told.error_code == "0" else told.error_code


def _listed(heard: Heard) -> tuple[Consent, ...]:
    found: list[dict[str, Any]] = json.loads(heard.extra.get(CONSENTS, "[]"))
    return tuple(Consent(**each) for each in found)
