"""What can be done about a shut gate: each step one digit on the card, and at the table what the host can mend at once."""

from dataclasses import dataclass

from handlers.case import Case, shut_line
from handlers.issues import leaders, reading_aloud, requests, setting, slots, summary, visiting
from handlers.issues.slots import AskSlots
from handlers.issues.steps import Step
from handlers.issues.voices import voices
from handlers.messages import Line, line
from handlers.talk import Pick, Talk, choose
from handlers.village.evidence import Attendance, times_asked, times_lacking
from handlers.village.gates import Shut
from handlers.village.matter import Stage

# every conversation that a shut gate's step can name before the meeting
STEPS: tuple[Step, ...] = (
    *setting.STEPS,
    *visiting.STEPS,
    *summary.STEPS,
    *requests.STEPS,
    *leaders.STEPS,
    *slots.STEPS,
    *reading_aloud.STEPS,
)
# what the host mends in the room, while people sit there
AT_ONCE = {"voices": Line("meeting.mend_voices"), "slots": Line("meeting.mend_slots")}


@dataclass(frozen=True, slots=True)
class Mended:
    """What the host has done at the table; nothing of it is written before everything is."""

    lay: bool = False
    times: AskSlots | None = None


def steps_for(case: Case, shut: tuple[Shut, ...]) -> list[Pick]:
    """One digit for each step that would mend something, where the speaker may take it now."""
    ready = {step.name for step in STEPS if step.now(case) and case.may(step.action)}
    names = dict.fromkeys(each.step for each in shut if each.step in ready)
    return [Pick(f"step:{name}", Line(f"step.{name}"), name) for name in names]


def at_the_table(case: Case, there: Attendance) -> Talk[Mended | None]:
    """Asked only when nothing else is lacking: a meeting that could be held is not sent home for a paper."""
    held = case.could(Stage.MEETING, there)
    shut, done = held.shut if held is not None else (), Mended()
    if not shut or not all(each.what in AT_ONCE for each in shut):
        return None
    for each in shut:
        picks = (Pick("mend", AT_ONCE[each.what], True), Pick("not", Line("meeting.not_today"), False))
        known = read_out(case, there) if each.what == "voices" else []
        if not (yield from choose(f"meeting.lacks#{each.what}", picks, before=[shut_line(each), *known])):
            return None
        if each.what == "voices":
            done = Mended(True, done.times)
        elif (times := (yield from ask_the_room(case))) is not None:
            done = Mended(done.lay, times)
        else:
            return None
    return done


def read_out(case: Case, there: Attendance) -> list[Line]:
    found = voices(case, there.households)
    return [*(found.pages() or ((),))[0], *reading_aloud.counted(found)]


def ask_the_room(case: Case) -> Talk[AskSlots | None]:
    """Which of two times suits, said by households with their names, until enough have; None: the host leaves it."""
    first, second = yield from slots.two_times(case.scene)
    said, again = AskSlots(case.issue.id, first, second, True), 0
    while True:
        said = yield from slots.by_mouth(case, said, again)
        named = times_asked(case.round, case.ground) | {*said.for_first, *said.for_second}
        lacking = times_lacking(case.round, case.ground, frozenset(named))
        if not lacking:
            return said
        again += 1
        picks = (Pick("more", Line("slots.more"), True), Pick("not", Line("meeting.not_today"), False))
        before = [line("slots.lacking", have=str(len(named)), lacking=str(lacking))]
        if not (yield from choose(f"slots.again#{again}", picks, before=before)):
            return None
