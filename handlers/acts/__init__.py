"""A finished conversation's command → the village. Plain functions over the desk; a refusal is an answer, not a fault.

concerns       kept, filed, restated, amended, withdrawn (concern_clocks: their days)
triage         merged, answered, private, referred, declined, candidate; the digest
correcting     put into the right category: the ears learn from it
merging        two matters made one, taken apart (undoing: undone; supporting: who stands behind an issue now)
alerts         raised, taken, calmed; the duty tree's next step
persons        bound, proved, opted out, erased (following: the account; a poster scanned)
announcements  told to a grid or to all
setting        a candidate set; its title and quotes
declining      put off, declined, handed up
polling        the poll of the first gate
calling        the call for opinions; what is urgent, done first (everybody: the one question to all in scope)
visiting       what was heard at the doors
opinions       what people say for themselves; 别念; told what became of it
backing        is it true what was written down for them
summary        coverage, summary, read back; on to the pre-meeting
pre_meeting    who met, options, sent for review
requests       departments asked; what came back, sent on
linkage        claimed, sent back, put off, answered
reporters      what villagers hear of an answer; a name given by its owner
review         agreed, sent back; a gate opened in writing
leaders        invited, briefed (briefs); residents called the day before (inviting); what they promised to see to (promises)
legal          an opinion given; a question of law answered (counsel: who is asked)
slots          two times asked, absent voices laid ready and read
meeting        opened, moved, not held; votes and minutes
outcome        settled, corrected, confirmed (publishing: the board; objections answered: objections)
assembly       the lawful meeting called and counted; petition: drafted, and its list
rules          drafted, filed (filing), or not needed (rule_vote: the assembly; rules_in_force: told to everybody)
doing          tasks done or moved, a word of progress, done again (promising: a date is a promise)
accepting      finished work looked at, and rated (ratings)
suspending     waiting until a day, and going on
half_year      the page of six figures is ready
leading        what was chosen from one's list begins
telephone      the call list: taken, told, in vain (missed_calls: called back; delivered: how many a message has reached)
sealing        a cadre may be accused
vault          what the unit above decides about sealed words (own_sealed: what their author does with them)

asking         the bot's own questions         told         who hears of a matter, and in which words
timing         clocks set and stopped          clock_hands  what is said when one warns or runs out
clock_things   what a clock runs on            clock_looks  whether it still matters
nudges         said with the next digest       looking_after  every morning, each issue
"""

from collections.abc import Callable
from typing import Any

from handlers import commands as c
from handlers.acts import (
    accepting,
    alerts,
    announcements,
    assembly,
    backing,
    calling,
    concerns,
    correcting,
    count_check,
    declining,
    delivered,
    doing,
    following,
    half_year,
    leaders,
    leading,
    legal,
    linkage,
    meeting,
    merging,
    opinions,
    outcome,
    own_sealed,
    persons,
    polling,
    pre_meeting,
    reporters,
    requests,
    review,
    rules,
    sealing,
    setting,
    summary,
    suspending,
    telephone,
    triage,
    undoing,
    urgent,
    vault,
    visiting,
)
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
    c.Unbind: persons.unbind,
    c.ChooseWho: persons.choose_who,
    c.SetVillage: persons.set_village,
    c.ChooseWay: persons.choose_way,
    c.OptOut: persons.opt_out,
    c.EraseMe: persons.erase_me,
    c.UndoErase: persons.undo_erase,
    c.Announce: announcements.announce,
    c.Recall: announcements.recall,
    c.MakeDigest: triage.digest_now,
    c.Merge: triage.merge,
    c.Decide: triage.decide,
    c.ReplyToAnswer: triage.reply_to_answer,
    **merging.ACTS,
    **undoing.ACTS,
    **correcting.ACTS,
    **following.ACTS,
    **setting.ACTS,
    **declining.ACTS,
    **polling.ACTS,
    **visiting.ACTS,
    **opinions.ACTS,
    **backing.ACTS,
    **summary.ACTS,
    **calling.ACTS,
    **leaders.ACTS,
    **legal.ACTS,
    **rules.ACTS,
    **vault.ACTS,
    **own_sealed.ACTS,
    **pre_meeting.ACTS,
    **requests.ACTS,
    **linkage.ACTS,
    **reporters.ACTS,
    **review.ACTS,
    **meeting.ACTS,
    **outcome.ACTS,
    **urgent.ACTS,
    **assembly.ACTS,
    **count_check.ACTS,
    **doing.ACTS,
    **half_year.ACTS,
    **accepting.ACTS,
    **suspending.ACTS,
    **leading.ACTS,
    **telephone.ACTS,
    **delivered.ACTS,
}


def do(command: object, scene: Scene) -> None:
    """Applies one command to the scene's desk."""
    ACTS[type(command)](command, scene)


__all__ = ["ACTS", "do", "drop_draft", "first_contact"]
