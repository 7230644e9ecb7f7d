"""A finished conversation's command → the village. Plain functions over the desk; a refusal is an answer, not a fault.

concerns       kept, filed, restated, amended, withdrawn
triage         merged, answered, private, referred, declined, candidate; the digest
alerts         raised, taken, calmed; the duty tree's next step
persons        bound, proved, opted out, erased
announcements  told to a grid or to all
sealing        a cadre may be accused
"""

from collections.abc import Callable
from typing import Any

from handlers import commands as c
from handlers.acts import alerts, announcements, concerns, persons, sealing, triage
from handlers.acts.concerns import drop_draft
from handlers.acts.persons import first_contact
from handlers.scene import Scene

ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    c.KeepDraft: concerns.keep_draft,
    c.Supplement: concerns.supplement,
    c.FileConcern: concerns.file_concern,
    c.Restate: concerns.restate,
    c.Withdraw: concerns.withdraw,
    c.Amend: concerns.amend,
    c.HandOver: concerns.hand_over,
    c.Seal: sealing.seal,
    c.RaiseAlert: alerts.raise_alert,
    c.TellPlace: alerts.tell_place,
    c.CalmAlert: alerts.calm,
    c.TakeAlert: alerts.take,
    c.Bind: persons.bind,
    c.SendCode: persons.send_code,
    c.CheckCode: persons.check_code,
    c.Claim: persons.claim,
    c.ChooseWho: persons.choose_who,
    c.SetVillage: persons.set_village,
    c.ChooseWay: persons.choose_way,
    c.OptOut: persons.opt_out,
    c.Follow: persons.follow,
    c.EraseMe: persons.erase_me,
    c.UndoErase: persons.undo_erase,
    c.Announce: announcements.announce,
    c.MakeDigest: triage.digest_now,
    c.Merge: triage.merge,
    c.Decide: triage.decide,
    c.ReplyToAnswer: triage.reply_to_answer,
}


def do(command: object, scene: Scene) -> None:
    """Applies one command to the scene's desk."""
    ACTS[type(command)](command, scene)


__all__ = ["ACTS", "do", "drop_draft", "first_contact"]
