"""The text of the minutes: made from the file, line by line with numbers; and one sentence that mends a line of it."""

import re
from collections.abc import Iterator

from handlers.case import Case
from handlers.issues.amounts import spoken_day
from handlers.issues.guests import guests_around
from handlers.issues.voices import public, unread
from handlers.issues.votes import options
from handlers.look_up import role_of
from handlers.messages import Line, line
from handlers.report import clip
from handlers.village.evidence import Attendance, affected_of, attendance_of
from handlers.village.issue import PaperKind, Task
from handlers.village.people import surname
from nlp.when import number


def minutes_text(case: Case) -> str:
    """时间 地点 主持 应到实到 议程 每项意见 方案 表决 结果 分工 时限, each a numbered line. Offices and surnames, no villager."""
    word = case.scene.word
    return "\n".join(f"{n}. {word(each)}" for n, each in enumerate(_lines(case), start=1))


def _lines(case: Case) -> Iterator[Line]:
    paper = case.file.last(PaperKind.ATTENDANCE)
    unit, host = case.scene.desk.unit(case.issue.village), case.scene.person
    held = (paper.at if paper else case.scene.now).date()
    day = case.issue.session or held
    late = Line("minutes.late") if paper and paper.facts.get("late") == "1" else Line("minutes.in_time")
    yield line("minutes.when", day=spoken_day(day), village=unit.name if unit else "", late=late)
    if host is not None:
        yield line("minutes.host", who=role_of(host, case.scene.desk.staff(case.issue.village)))
    if paper is not None:
        yield from _present(case, attendance_of(paper))
    yield line("minutes.agenda", title=clip(case.issue.title, 20))
    yield from _heard(case)
    yield from _voted(case)
    yield from _settled(case)


def _present(case: Case, there: Attendance) -> Iterator[Line]:
    expected = affected_of(case.issue, case.ground)
    yield line(
        "minutes.present",
        need=str(len(expected)),
        have=str(len(expected & there.households)),
        people=str(there.villagers),
        women=str(there.women),
    )
    if there.women_reason:
        yield line("minutes.women_reason", words=public(case, there.women_reason, 30))
    offices = {g.presence for g in guests_around(case)} & there.guests
    for presence in sorted(offices):
        yield line("minutes.guest", who=Line(f"presence.{presence}"))


def _heard(case: Case) -> Iterator[Line]:
    read = case.file.last(PaperKind.VOICES)
    if read is not None and read.facts.get("read") == "1":
        yield line("minutes.voices", count=read.facts.get("count", "0"), withheld=read.facts.get("withheld", "0"))
    elif left := unread(case):
        yield line("minutes.voices_unread", count=str(left))


def _voted(case: Case) -> Iterator[Line]:
    counted = case.file.since(PaperKind.VOTE, PaperKind.ATTENDANCE)
    for n, option in enumerate(options(case)):
        vote = counted[n].facts if n < len(counted) else None
        words = public(case, option, 40)
        if vote is None:
            yield line("minutes.option", number=str(n + 1), words=words)
        else:
            yield line("minutes.vote", number=str(n + 1), words=words, yes=vote["yes"], no=vote["no"], abstain=vote["abstain"])


def _settled(case: Case) -> Iterator[Line]:
    outcome = case.file.last(PaperKind.OUTCOME)
    if outcome is not None:
        yield line("minutes.outcome", kind=Line(f"outcome.{outcome.facts['kind']}"), words=public(case, outcome.words, 60))
    for task in case.file.tasks:
        yield line("minutes.task", words=public(case, task.what, 30), who=office_of(case, task), day=spoken_day(task.due_on))


def office_of(case: Case, task: Task) -> str | Line:
    """The one who has to do it, by surname and office; a department by its name; a name written freely is cut to its surname."""
    staff = case.scene.desk.staff(case.issue.village)
    cadre = next((p for people in (staff.holders.values() if staff else ()) for p in people if p.id == task.owner), None)
    if cadre is None or cadre.name != task.owner_name:
        return public(case, task.owner_name, 20)
    return role_of(cadre, staff) if cadre.village == case.issue.village else line("role.person", surname=surname(cadre.name))


_MEND = re.compile(
    "(?:改|把)?第(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[条项点][，,。:：是改为成\\s]*(?P<right>[^，,。]+?)[，,]?(?:不是|而不是)(?P<wrong>[^，,。]+)"
)


_REPLACE = re.compile("把?(?P<wrong>[^，,。]+?)(?:改成|改为)(?P<right>[^，,。]+)")


_ITEM = re.compile("^([0-9]{1,2})\\. ")


def mend(text: str, sentence: str) -> str:
    """「改第二条，是三天不是五天」 → line 2 with 三天 for 五天. What cannot be placed is added as a line of its own."""
    lines = text.split("\n")
    found = _MEND.search(sentence) or _REPLACE.search(sentence)
    if found is None:
        return _added(lines, sentence)
    wrong, right = found["wrong"].strip("的了。 "), found["right"].strip("是的 ")
    only = number(found["n"]) if "n" in found.groupdict() else 0
    where = [n for n, each in enumerate(lines) if wrong in each and (not only or _numbered(each) == only)]
    if len(where) != 1:
        return _added(lines, sentence)
    lines[where[0]] = lines[where[0]].replace(wrong, right)
    return "\n".join(lines)


def _numbered(text: str) -> int:
    found = _ITEM.match(text)
    return int(found[1]) if found else 0


def _added(lines: list[str], sentence: str) -> str:
    return "\n".join([*lines, f"{len(lines) + 1}. 更正：{sentence}"])
