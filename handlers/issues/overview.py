"""What a file says at a glance: how many were asked, what they think, which options there are, what is still lacking."""

from collections import Counter
from collections.abc import Iterable, Mapping

from handlers.case import Case
from handlers.issues.coverage import SMALLEST_GROUP
from handlers.issues.quoting import masked, quotable
from handlers.messages import Line, line
from handlers.report import clip
from handlers.village.evidence import reached, scope_of
from handlers.village.issue import Opinion, PaperKind, Request, RequestState, Stance
from nlp.digest import medoids

DIVIDED = "divided"  # 意见不一: members of one household say different things, and nobody's word overwrites another's
MOST_QUOTES = 2
COSTS = {"free": Line("cost.free"), "unknown": Line("cost.unknown")}


def tally(opinions: Iterable[Opinion]) -> Counter[str]:
    """Households by stance (DIVIDED for those not of one mind); entries not yet confirmed by the household are left out."""
    stances: dict[str, set[Stance]] = {}
    for opinion in opinions:
        if opinion.counted and opinion.stance is not None:
            stances.setdefault(opinion.household, set()).add(opinion.stance)
    return Counter(str(*said) if len(said) == 1 else DIVIDED for said in stances.values())


def quoted(case: Case, words: str, most: int = 40) -> str:
    """An office's words as other offices may read them: shortened, without numbers and without anybody's name."""
    return clip(masked(case, words), most)


def few(case: Case) -> bool:
    """Fewer than five households have answered: which side anybody is on would say who."""
    return sum(tally(case.round.opinions).values()) < SMALLEST_GROUP


def asked_lines(case: Case) -> list[Line]:
    """How many households were asked, those it touches and all in scope, and what all of them think."""
    stances = Line("overview.few", numbers(case)) if few(case) else Line("overview.stances", numbers(case))
    return [line("overview.asked", title=case.issue.title, **numbers(case)), stances]


def numbers(case: Case) -> dict[str, str]:
    """Households. near: those it touches, of them have were reached; scope: all who may speak, of them people; stances are of scope."""
    counted, seen, scope = tally(case.round.opinions), case.evidence(), scope_of(case.issue, case.ground)
    return {
        "near": str(seen.affected),
        "have": str(seen.affected_reached),
        "households": str(seen.scope),
        "people": str(len(reached(case.file) & scope)),
        "yes": str(counted[Stance.FOR]),
        "no": str(counted[Stance.AGAINST]),
        "conditional": str(counted[Stance.CONDITIONAL]),
        "silent": str(counted[Stance.NO_VIEW]),
        "divided": str(counted[DIVIDED]),
        "answered": str(sum(counted.values())),
    }


def said_lines(case: Case) -> list[Line]:
    """Each view by the words most like all of that view; what they asked not to be quoted stays out, and of few the side too."""
    if few(case):
        words = _words(case, *Stance)
        return [line("overview.said", words=words)] if words else []
    found = []
    if words := _words(case, Stance.FOR):
        found.append(line("overview.for", words=words))
    if words := _words(case, Stance.AGAINST):
        found.append(line("overview.against", words=words))
    if words := _words(case, Stance.CONDITIONAL):
        found.append(line("overview.conditional", words=words))
    return found


def _words(case: Case, *stances: Stance) -> str:
    given = [o for o in case.round.opinions if o.stance in stances and o.counted and o.words and not o.withheld]
    shown = list(dict.fromkeys(words for words in (quotable(case, o.words) for o in given) if words))
    return "；".join(f"“{clip(shown[at], 24)}”" for at in medoids(shown, MOST_QUOTES))


def options_lines(case: Case) -> list[Line]:
    """Every option with what it costs, who pays and what those against it say."""
    found = []
    for n, paper in enumerate(case.round.since(PaperKind.OPTION, PaperKind.SET), start=1):
        payer = Line(f"payer.{paper.facts.get('payer', 'other')}")
        found.append(line("overview.option", number=str(n), words=quoted(case, paper.words), cost=cost(paper.facts), payer=payer))
        if against := paper.facts.get("against"):
            found.append(line("overview.option_against", words=quoted(case, against)))
    return found


def cost(facts: Mapping[str, str]) -> Line:
    """不花钱, 还没算出来 or so many yuan."""
    amount = facts.get("cost", "unknown")
    return COSTS.get(amount) or line("cost.yuan", count=amount)


def waiting(case: Case) -> tuple[Request, ...]:
    """Requests that no department has answered yet."""
    return tuple(request for request in case.file.requests if request.state is not RequestState.ANSWERED)


def lacking_lines(case: Case) -> list[Line]:
    """What is still missing, each with its number; one line that nothing is."""
    seen = case.evidence()
    found = []
    if seen.affected_reached < seen.affected:
        found.append(line("overview.unasked", count=str(seen.affected - seen.affected_reached)))
    found += [line("overview.unanswered", department=request.department) for request in waiting(case)]
    found += [line("overview.overridden", words=quoted(case, p.words, 60)) for p in case.file.since(PaperKind.OVERRIDE, PaperKind.SET)]
    return found or [Line("overview.complete")]


def screen(case: Case) -> list[Line]:
    """One screen of the whole matter, as the township reads it; the village's name first."""
    unit, options = case.scene.desk.unit(case.issue.village), str(case.evidence().options)
    gaps = {"village": unit.name if unit else "", "title": case.issue.title, "count": options, **numbers(case)}
    head = line("overview.head_few" if few(case) else "overview.head", **gaps)
    return [head, *options_lines(case), *answered_lines(case), *lacking_lines(case)]


def answered_lines(case: Case) -> list[Line]:
    """What the departments have said."""
    return [told(request, case) for request in case.file.requests if request.state is RequestState.ANSWERED]


def told(request: Request, case: Case) -> Line:
    """One department's answer: can or cannot, on what basis, by when, and which role answers for it."""
    basis, role, words = clip(request.basis, 40), clip(request.role, 16), clip(request.words, 60)
    if not request.can:
        return line("overview.cannot", department=request.department, basis=basis, role=role, words=words)
    return line("overview.can", department=request.department, day=day_of(request, case), basis=basis, role=role, words=words)


def day_of(request: Request, case: Case) -> str:
    """The promised day; with its year when that is not this one."""
    day = request.ready_on
    if day is None:
        return "—"
    return f"{day.month}月{day.day}日" if day.year == case.scene.now.year else f"{day.year}年{day.month}月{day.day}日"
