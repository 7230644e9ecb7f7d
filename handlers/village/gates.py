"""四不开: the four gates of the 说事议事会, and what else a step needs. A gate is a sentence that is true when it is open.

Each returns everything that is lacking, so that all shut gates can be told at once: with the number, who can mend it and the
next step to offer. () is open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from handlers.village.evidence import Evidence
from handlers.village.issue import OutcomeKind, Track
from handlers.village.thresholds import GREAT, NEAR, Presence, Thresholds


class GateName(StrEnum):
    """The four, in the practice's order."""

    CLOSE = "close"  # 议题确定不贴近民意不开
    VISITED = "visited"  # 走访调研不到位不开
    PARTAKEN = "partaken"  # 群众参与不充分不开
    ATTENDED = "attended"  # 区乡干部不参与不开


class Mender(StrEnum):
    """Who can mend what is lacking."""

    SECRETARY = "secretary"
    VISITORS = "visitors"
    HOST = "host"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    SUPERVISORS = "supervisors"
    OWNERS = "owners"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Shut:
    """One thing lacking: what is the reply key after "shut.", have and need in its own unit, step the script offered ("" none)."""

    what: str
    have: int
    need: int
    mender: Mender
    step: str = ""
    gate: GateName | None = None

    @property
    def lacking(self) -> int:
        return max(1, self.need - self.have)


Gate = Callable[[Evidence, Thresholds], tuple[Shut, ...]]
_Rows = list[tuple[str, int, int, Mender, str]]


def _lacking(rows: _Rows, gate: GateName | None = None) -> tuple[Shut, ...]:
    return tuple(Shut(what, have, need, mender, step, gate) for what, have, need, mender, step in rows if have < need)


def close_to_the_people(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """G1. A petition or danger needs no supporters; a private matter is never an issue."""
    spoken_for = e.petition or e.urgent or e.supporting >= t.supporters(e.scope) or e.reports >= t.reports
    rows: _Rows = [
        ("supporters", e.supporting if not spoken_for else t.supporters(e.scope), t.supporters(e.scope), Mender.SECRETARY, "poll"),
        ("not_private", int(not e.private), 1, Mender.SECRETARY, ""),
        ("clean_title", int(e.clean_title), 1, Mender.SECRETARY, "title"),
        ("short_title", min(t.title_length, 2 * t.title_length - e.title_length), t.title_length, Mender.SECRETARY, "title"),
        ("quotes", e.quotes, min(t.quotes, max(1, e.scope)), Mender.SECRETARY, "quotes"),
    ]
    if not (e.petition or e.urgent):
        rows += [
            ("poll_answers", e.polled, t.answers(e.scope), Mender.SECRETARY, "poll"),
            ("poll_ours", e.ours, ceil(t.poll_share * e.polled), Mender.SECRETARY, "poll"),
        ]
    return _lacking(rows, GateName.CLOSE)


def visits_done(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """G2. Asked is not reached: two tries on two ways count as asked, but most must truly have been spoken to."""
    rows: _Rows = [
        ("affected_asked", e.affected_asked, ceil(t.affected_asked * e.affected), Mender.VISITORS, "doors"),
        ("affected_reached", e.affected_reached, ceil(t.affected_reached * e.affected), Mender.VISITORS, "doors"),
        ("others_asked", e.others_asked, t.others(e.others, e.scope), Mender.VISITORS, "doors"),
        ("grids_heard", e.grids_heard, e.grids, Mender.VISITORS, "doors"),
        ("away_tried", e.away_tried, ceil(t.away_tried * e.away), Mender.VISITORS, "away"),
        ("vulnerable_seen", e.vulnerable_seen, e.vulnerable, Mender.VISITORS, "doors"),
        ("dissent", int(e.dissent), 1, Mender.VISITORS, "dissent"),
        ("summary", int(e.summary), 1, Mender.SECRETARY, "summary"),
        ("read_back", e.read_back, min(t.read_back, max(1, e.scope)), Mender.VISITORS, "read_back"),
    ]
    again = _lacking([("denied", -e.denied, 0, Mender.VISITORS, "doors")], GateName.VISITED)
    return _lacking(rows, GateName.VISITED) + again


def small(e: Evidence) -> bool:
    """小事小议: of a building or a grid, of at most a third of the village, and nothing that the law leaves to an assembly."""
    near = e.level in NEAR and e.affected <= GREAT * e.village
    return e.track is Track.MINOR and near and not e.vote_planned


def people_take_part(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """G3. On a small matter (小事小议) those who are touched and present are enough.

    Half of those present, guests among them, are touched by it; or all of them are there: one household cannot be half of fifteen.
    """
    # Persons are present, households are touched: a household speaks once however many of it came, so a family of five is no crowd.
    touched = min(e.affected, ceil(t.touched_share * e.present))
    rows: _Rows = [
        ("affected_heard", e.affected_heard, e.affected, Mender.HOST, "voices"),
        ("voices", int(e.voices_ready), 1, Mender.HOST, "voices"),
        ("villagers", e.present_villagers, ceil(t.villagers_share * e.present), Mender.HOST, "slots"),
        ("touched", e.present_touched, touched, Mender.HOST, "slots"),
    ]
    if small(e):
        rows.append(("attendance", e.present_villagers, 1, Mender.HOST, ""))
        return _lacking(rows, GateName.PARTAKEN)
    women = ceil(t.women_share * e.present_villagers)
    rows += [
        # a share of the households is filled by those who live there: guests are of none
        ("attendance", e.present_villagers if t.of_scope else e.present, t.attending(e.affected, e.scope), Mender.HOST, "slots"),
        ("grids_present", e.affected_grids_present, e.affected_grids, Mender.HOST, "slots"),
        ("women", women if e.women_reason else e.present_women, women, Mender.HOST, "women_reason"),
        ("slots", e.slots, e.slots_wanted, Mender.SECRETARY, "slots"),
    ]
    return _lacking(rows, GateName.PARTAKEN)


def hurried(e: Evidence) -> bool:
    """急事快议: chosen, and either danger was reported or the township has agreed in writing."""
    return e.track is Track.URGENT and e.urgent


def leaders_come(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """G4, by the host's head count, never by anybody's telephone."""
    groups = t.leaders + (() if small(e) or hurried(e) else t.major_leaders)
    rows: _Rows = [(f"guest_{min(group)}", int(bool(group & e.guests)), 1, Mender.TOWNSHIP, "invite") for group in groups]
    rows += [
        ("police", int(not e.legal or Presence.POLICE in e.guests), 1, Mender.TOWNSHIP, "invite"),
        ("department_there", -e.departments_missing, 0, Mender.DEPARTMENT, "requests"),
    ]
    return _lacking(rows, GateName.ATTENDED)


FOUR: dict[GateName, Gate] = {
    GateName.CLOSE: close_to_the_people,
    GateName.VISITED: visits_done,
    GateName.PARTAKEN: people_take_part,
    GateName.ATTENDED: leaders_come,
}

# ---------------------------------------------------------------- what else a step needs


def set_with_reasons(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """党建引领: level, participants and reasons are written, and the branch has studied it (Village Committee Law Art. 28).

    What is too great for it is not set as a small matter.
    """
    rows: _Rows = [
        ("reasoned", int(e.reasoned), 1, Mender.SECRETARY, "set"),
        ("small", int(e.track is not Track.MINOR or small(e)), 1, Mender.SECRETARY, ""),
        ("branch_set", int("set" in e.branch), 1, Mender.SECRETARY, "set"),
    ]
    return _lacking(rows)


def notice_elapsed(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("notice_days", e.called_days if e.called_days is not None else -1, t.notice_days, Mender.TIME, "")])


def pre_meeting_held(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """会前小议是基础: village cadres, party representatives and people's representatives, and at least one option."""
    rows: _Rows = [
        ("pre_met", int(e.pre_met), 1, Mender.SECRETARY, "pre_meeting"),
        ("options", e.options, 1, Mender.SECRETARY, "options"),
    ]
    return _lacking(rows)


def small_enough(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """小事小议 needs no township review: only a small matter of a building or a grid goes this road."""
    return _lacking([("small", int(small(e)), 1, Mender.SECRETARY, "")])


def urgent_matter(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """急事快议: act first, report at the next session. What the law leaves to an assembly is no such matter, however it hurries."""
    rows: _Rows = [
        ("urgent", int(hurried(e)), 1, Mender.TOWNSHIP, ""),
        ("no_vote", int(not e.vote_planned), 1, Mender.SECRETARY, ""),
        ("not_private", int(not e.private), 1, Mender.SECRETARY, ""),
        ("clean_title", int(e.clean_title), 1, Mender.SECRETARY, "title"),
    ]
    return _lacking(rows)


def needs_departments(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("departments", e.departments, 1, Mender.SECRETARY, "requests")])


def departments_answered(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("unanswered", -e.unanswered, 0, Mender.DEPARTMENT, "requests")])


def township_agreed(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """乡镇把关: silence is no agreement."""
    return _lacking([("agreed", int(e.agreed), 1, Mender.TOWNSHIP, "")])


def minutes_confirmed(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """By the host and a supervisor, two different people; and the branch has studied the outcome."""
    rows: _Rows = [
        ("host_confirmed", int("host" in e.confirmed), 1, Mender.HOST, "minutes"),
        ("supervisor_confirmed", int("supervisor" in e.confirmed), 1, Mender.SUPERVISORS, "minutes"),
        ("branch_outcome", int("outcome" in e.branch), 1, Mender.SECRETARY, "outcome"),
    ]
    return _lacking(rows)


def result_stands(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """What may hang as a result: an assembly's count, what was urgent and is done and looked at, else confirmed minutes."""
    done = hurried(e) and e.tasks > 0 and e.tasks_unaccepted == 0
    return () if done or e.lawful is not None else minutes_confirmed(e, t)


def settled_to_do(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("settled_do", int(e.outcome is OutcomeKind.DO and not e.vote_planned), 1, Mender.SECRETARY, "outcome")])


def needs_a_lawful_vote(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    planned = e.outcome is OutcomeKind.VOTE_BY_LAW and e.vote_planned
    return _lacking([("settled_vote", int(planned), 1, Mender.SECRETARY, "outcome")])


def obliged_by_law(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """联名: enough signatures, read alike by two people; or 到了该开的时候: so many times a year (Village Committee Law Art. 25, 30)."""
    return _lacking([("petition", int(e.petition or e.period), 1, Mender.SECRETARY, "")])


def passed_by_law(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """通过: only a head count entered for a lawful meeting, held to the rule pack."""
    return _lacking([("lawful", int(e.lawful is True), 1, Mender.HOST, "assembly")])


def not_passed_by_law(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("unlawful", int(e.lawful is False), 1, Mender.HOST, "assembly")])


def still_to_do(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """重办: only what was to be done before: by consensus, by a lawful yes, or because it could not wait."""
    agreed = e.lawful is True if e.vote_planned else e.outcome is OutcomeKind.DO or hurried(e)
    return _lacking([("still_to_do", int(agreed), 1, Mender.SECRETARY, "redo")])


def left_to_an_assembly(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """重办 of what the law leaves to an assembly: it votes again."""
    return _lacking([("settled_vote", int(e.vote_planned), 1, Mender.SECRETARY, "")])


def settled_otherwise(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    other = e.outcome in (OutcomeKind.POSTPONE, OutcomeKind.NOT)
    return _lacking([("settled_other", int(other), 1, Mender.SECRETARY, "outcome")])


def published(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("published", int(e.notice_days is not None), 1, Mender.SECRETARY, "publish")])


def notice_kept_up(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """公布期限: as many days on the board as the rule pack says, and every objection answered. Without a pack nothing comes down."""
    days = e.notice_days if e.notice_days is not None else -1
    rows: _Rows = [
        ("notice_up", days, days + 1 if e.board_days is None else e.board_days, Mender.TIME, ""),
        ("objections", -e.objections, 0, Mender.SECRETARY, "objections"),
    ]
    return _lacking(rows)


def tasks_done(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    rows: _Rows = [("tasks", e.tasks, 1, Mender.SECRETARY, "tasks"), ("tasks_open", -e.tasks_open, 0, Mender.OWNERS, "tasks")]
    return _lacking(rows)


def work_accepted(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("unaccepted", -e.tasks_unaccepted, 0, Mender.SUPERVISORS, "acceptance")])


def rated(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """Satisfied, or seven days without an answer (未评, never 满意); nobody unhappy left unheard."""
    window_over = e.rating_days is not None and e.rating_days >= RATING_DAYS
    rows: _Rows = [
        ("rated", int(window_over), 1, Mender.TIME, ""),
        ("unhappy", -int(too_many_unhappy(e)), 0, Mender.SECRETARY, "redo"),
    ]
    return _lacking(rows)


RATING_DAYS = 7


def too_many_unhappy(e: Evidence) -> bool:
    """One in five of those who answered."""
    return e.unhappy * 5 >= e.rated and e.unhappy > 0


def rule_settled(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    """建章立制是目的: a rule on file, or the reason why none is needed."""
    return _lacking([("rule", int(e.rule_settled), 1, Mender.SECRETARY, "rule")])


def rule_studied(e: Evidence, t: Thresholds) -> tuple[Shut, ...]:
    return _lacking([("branch_rule", int("rule" in e.branch), 1, Mender.SECRETARY, "rule")])
