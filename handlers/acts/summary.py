"""What the visits came to: the coverage bar, 征求意见汇总表 as it is read to villagers, and the step to the pre-meeting."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from handlers.case import Case, case_of, told_shut
from handlers.issues.coverage import SMALLEST_GROUP, Coverage, away_answered, by_grid, coverage_of, others, pending, touched
from handlers.issues.quoting import quotable
from handlers.issues.rounds import head_of, in_reach
from handlers.issues.summary import MakeSummary, NothingToRead, ReadBack, ShowCoverage, SignNoDissent, ToPreMeeting, found_wrong, spoke
from handlers.memory import ConcernsToTriage, IssuesOf, OpinionsOn
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.evidence import asked, scope_of
from handlers.village.issue import Backing, Issue, Opinion, PaperKind, Stance
from handlers.village.matter import Stage
from handlers.village.people import Grid
from handlers.village.roles import Action
from nlp.digest import medoids, standing_out

MOST_FOR = 5  # reasons of one side that are quoted; those against, and those with a condition, are never dropped
COUNTED = {Stance.FOR: "yes", Stance.AGAINST: "no", Stance.CONDITIONAL: "conditional", Stance.NO_VIEW: "none"}


def opened(scene: Scene, issue: str, action: Action | None) -> Case | None:
    """The case while its doors are open, for whom it is theirs; answers and returns None otherwise."""
    case = case_of(scene, issue)
    if case is None or case.issue.stage is not Stage.VISITING:
        scene.desk.answer(Line("kit.closed"))
        return None
    # a visitor's right is that of any door: a grid worker has it in the own grid, and the issue may be the whole village's
    allowed = case.may(action) if action is not None else bool(in_reach(case))
    if not allowed:
        scene.desk.answer(Line("held.not_yours"))
        return None
    return case


# ---------------------------------------------------------------- 覆盖


def show_coverage(command: ShowCoverage, scene: Scene) -> None:
    case = opened(scene, command.issue, Action.CALL_OPINIONS)
    if case is not None:
        scene.desk.answer(*coverage_lines(case))


def coverage_lines(case: Case) -> list[Line]:
    """Households and persons both; 待核 apart; a grid with fewer than five answers is not split."""
    near, rest, (away, answered) = coverage_of(case, touched(case)), others(case), away_answered(case)
    whole = coverage_of(case, scope_of(case.issue, case.ground))
    gaps = {"title": case.issue.title, "away": str(away), "answered": str(answered)}
    lines = [Line("coverage.asked", gaps | {"asked": str(near.asked), "all": str(near.households)})]
    if rest:
        lines.append(line("coverage.others", asked=str(len(rest & asked(case.file))), all=str(len(rest))))
    lines += [Line("coverage.households", stances(whole.by_household) | {"divided": str(whole.divided)})]
    lines += [Line("coverage.persons", stances(whole.by_person)), line("coverage.pending", count=str(whole.pending))]
    grids = by_grid(case)
    return lines + ([grid_line(case, grid, grids[grid]) for grid in grids] if len(grids) > 1 else [])


def stances(counted: Mapping[Stance, int]) -> dict[str, str | Line]:
    return {gap: str(counted.get(stance, 0)) for stance, gap in COUNTED.items()}


def grid_line(case: Case, grid: str, households: Iterable[str]) -> Line:
    """Fewer than five answers would tell whose they are."""
    found, own = case.scene.desk.get(Grid, grid), coverage_of(case, households)
    values: dict[str, str | Line] = {"grid": found.name if found else grid, "asked": str(own.asked), "all": str(own.households)}
    if own.answered < SMALLEST_GROUP:
        return Line("coverage.small_grid", values)
    return Line("coverage.grid", values | stances(own.by_household) | {"divided": str(own.divided)})


# ---------------------------------------------------------------- 汇总


def make_summary(command: MakeSummary, scene: Scene) -> None:
    """征求意见汇总表: numbers and reasons, in the villagers' words; not a vote."""
    case = opened(scene, command.issue, Action.CALL_OPINIONS)
    if case is None:
        return
    whole = coverage_of(case, scope_of(case.issue, case.ground))
    words = summary_words(case, whole)
    people, households = sum(whole.by_person.values()), whole.answered
    facts = {gap: str(whole.by_household.get(stance, 0)) for stance, gap in COUNTED.items()}
    facts |= {"households": str(households), "persons": str(people), "divided": str(whole.divided), "pending": str(whole.pending)}
    case.write(PaperKind.SUMMARY, words, **facts)
    scene.desk.answer(line("summary.text", words=words), Line("summary.made"))


def summary_words(case: Case, whole: Coverage) -> str:
    """As it is read aloud: one paragraph a side; of fewer than five households no sides, which would say whose they are."""
    gaps = {"households": str(whole.answered), "people": str(sum(whole.by_person.values())), "title": case.issue.title}
    told = unsplit(case) if whole.answered < SMALLEST_GROUP else by_stance(case, whole)
    lines = [Line("summary.head", gaps), *told]
    if whole.pending:
        lines.append(line("summary.pending", count=str(len({o.household for o in pending(case)}))))
    return "\n".join(case.scene.word(each) for each in lines)


def by_stance(case: Case, whole: Coverage) -> Iterator[Line]:
    yield Line("summary.counts", stances(whole.by_household) | {"divided": str(whole.divided)})
    for stance, most in ((Stance.FOR, MOST_FOR), (Stance.AGAINST, None), (Stance.CONDITIONAL, None)):
        quotes, unread = reasons(case, stance)
        shown = [quotes[at] for at in medoids(quotes, most or len(quotes))]
        if shown:
            yield line("summary.reasons", stance=Line(f"stance.{stance}"), words=in_marks(shown))
            yield from how_many(case, stance)
            if words := standing_out(
                [quote.removesuffix(case.scene.word(Line("summary.mark"))) for quote in quotes], said_elsewhere(case, stance)
            ):
                yield line("summary.words", words="、".join(words))
        if unread and stance is not Stance.FOR:
            yield line("summary.unread", stance=Line(f"stance.{stance}"), count=str(unread))


def how_many(case: Case, *sides: Stance) -> Iterator[Line]:
    """12条意见，来自9户: of those whose words are told, what nobody may read out among them."""
    given = told_of(case, sides)
    yield line("summary.from", count=str(len(given)), households=str(len({o.household for o in given})))


def said_elsewhere(case: Case, stance: Stance) -> list[str]:
    """What else the village says: the reports of this matter and those that wait, and other views of it and of other matters."""
    scene, village = case.scene, case.issue.village
    issues: tuple[Issue, ...] = scene.desk.find(IssuesOf(village))
    others = [issue.id for issue in issues if issue.id != case.issue.id]
    scene.desk.need(ConcernsToTriage(village), *(OpinionsOn(key) for key in others))
    texts = [c.text for c in (*case.file.concerns, *scene.desk.find(ConcernsToTriage(village)))]
    texts += [o.words for o in case.round.opinions if o.stance is not stance]
    return [*texts, *(o.words for key in others for o in scene.desk.find(OpinionsOn(key)))]


def unsplit(case: Case) -> Iterator[Line]:
    yield Line("summary.few")
    quotes, unread = reasons(case, *Stance)
    if quotes:
        yield line("summary.said", words=in_marks(quotes))
        yield from how_many(case, *Stance)
    if unread:
        yield line("summary.unread_few", count=str(unread))


def in_marks(quotes: Iterable[str]) -> str:
    return "".join(f"“{each}”" for each in quotes)


def reasons(case: Case, *sides: Stance) -> tuple[list[str], int]:
    """What those of these sides said, shortened and without what points at anybody; and how many must not be read out.

    An entry that nobody has backed yet is a reason too, marked as such; a disputed one is none.
    """
    given = told_of(case, sides)
    shown = [(o, "" if o.withheld else quotable(case, without_doors(case, o.words))) for o in given]
    mark = case.scene.word(Line("summary.mark"))
    quotes = [text + (mark if o.backing is Backing.PENDING else "") for o, text in shown if text]
    return list(dict.fromkeys(quotes)), len([text for _, text in shown if not text])


def told_of(case: Case, sides: Collection[Stance]) -> list[Opinion]:
    return [o for o in case.round.opinions if o.stance in sides and o.words and o.backing is not Backing.DISPUTED]


def without_doors(case: Case, words: str) -> str:
    """A house number is a name too."""
    for household in case.households:
        words = words.replace(household.number, "×") if household.number else words
    return words


def read_back(command: ReadBack, scene: Scene) -> None:
    """What one villager says of the summary; one who finds it wrong sends it back to be made again."""
    case = opened(scene, command.issue, None)
    if case is None or case.round.last(PaperKind.SUMMARY) is None:
        return
    head = head_of(case, command.household)
    person = head.id if head else command.household
    case.write(PaperKind.READ_BACK, household=command.household, person=person, right="1" if command.right else "0")
    if not command.right:
        scene.desk.answer(Line("read_back.again"))
        return
    needed = min(case.thresholds.read_back, max(1, case.evidence().scope))
    scene.desk.answer(line("read_back.kept", count=str(case.evidence().read_back), need=str(needed)))


def nothing_to_read(command: NothingToRead, scene: Scene) -> None:
    scene.desk.answer(Line("read_back.again" if command.wrong else "read_back.none"))


def sign_no_dissent(command: SignNoDissent, scene: Scene) -> None:
    """Only whoever has been at the doors can say that nobody there was against it."""
    case = opened(scene, command.issue, None)
    if case is None:
        return
    if any(o.stance is Stance.AGAINST and o.spoken for o in case.round.opinions):
        scene.desk.answer(Line("dissent.there_is"))
    elif not any(v.by == scene.actor and v.reached for v in case.file.visits):
        scene.desk.answer(Line("dissent.no_visit"))
    else:
        case.write(PaperKind.NO_DISSENT)
        scene.desk.answer(Line("dissent.signed"))


# ---------------------------------------------------------------- 会前小议


def to_pre_meeting(command: ToPreMeeting, scene: Scene) -> None:
    """VISITING → PRE_MEETING, or everything the second gate still lacks and the first step that mends it."""
    case = opened(scene, command.issue, Action.CALL_OPINIONS)
    if case is None:
        return
    if found_wrong(case):
        scene.desk.answer(Line("read_back.again"))
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": "summary"})
        return
    held = case.move(Stage.PRE_MEETING)
    if held is None:
        households = str(len(spoke(case)))
        scene.desk.answer(line("visiting.over", title=case.issue.title, households=households))
        return
    scene.desk.answer(*told_shut(held))
    step = next((shut.step for shut in held.shut if shut.step in OFFERED), "")
    if step:
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": step})


OFFERED = frozenset({"doors", "away", "read_back", "summary", "dissent"})

ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    ShowCoverage: show_coverage,
    MakeSummary: make_summary,
    ReadBack: read_back,
    NothingToRead: nothing_to_read,
    SignNoDissent: sign_no_dissent,
    ToPreMeeting: to_pre_meeting,
}
