"""简报: one page for whoever is invited, the evening before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import spoken_day
from handlers.issues.leaders import answers
from handlers.issues.overview import DIVIDED, few, said_lines, tally
from handlers.memory import IssuesAt, PapersOf
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.issue import Issue, Paper, PaperKind, Stance
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.thresholds import Presence

GUESTS = frozenset(
    {
        Office.TOWNSHIP_LEADER,
        Office.DISTRICT_LEADER,
        Office.SPONSOR,
        Office.FIRST_SECRETARY,
        Office.TEAM_LEAD,
        Office.POLICE,
        Office.LIAISON,
    }
)


@dataclass(frozen=True, slots=True)
class ShowBrief:
    issue: str
    presence: Presence


def brief_of(case: Case, presence: Presence) -> Line:
    """One page: what, how many households, for and against (a divided household on neither side), the options, what is asked."""
    options = [paper.words for paper in case.round.since(PaperKind.OPTION, PaperKind.SET)]
    share = 220 // max(1, len(options))
    return line(
        "brief.page",
        title=case.issue.title,
        day=spoken_day(case.issue.session) if case.issue.session else "—",
        reports=str(case.issue.reports),
        households=str(case.issue.households),
        stances=stances_of(case),
        said="".join(f"\n{case.scene.word(each)}" for each in said_lines(case)),
        options="；".join(f"{n}. {words[:share]}" for n, words in enumerate(options, start=1)) or "—",
        asked=Line(f"brief_ask.{presence}"),
    )


def stances_of(case: Case) -> Line:
    """Of fewer than five households only how many answered."""
    stances = tally(case.round.opinions)
    if few(case):
        return line("overview.few", answered=str(sum(stances.values())))
    return line(
        "brief.stances",
        yes=str(stances[Stance.FOR]),
        no=str(stances[Stance.AGAINST]),
        others=str(stances[Stance.CONDITIONAL]),
        divided=str(stances[DIVIDED]),
    )


def invited_soon(scene: Scene) -> list[tuple[Issue, Paper]]:
    """Sessions of today and tomorrow to which the speaker is invited."""
    villages = scene.villages(*{hat.office for hat in scene.hats})
    ready: tuple[Issue, ...] = scene.desk.find(IssuesAt(Stage.READY.value, villages)) if villages else ()
    today = scene.now.date()
    soon = [issue for issue in ready if issue.session in (today, today + timedelta(days=1))]
    scene.desk.need(*(PapersOf(issue.id) for issue in soon))
    papers = [(issue, answers(scene.desk.find(PapersOf(issue.id))).get(scene.actor)) for issue in soon]
    return [(issue, paper) for issue, paper in papers if paper is not None]


def brief(scene: Scene) -> Talk[Any]:
    """简报: the page once more, for whoever was told of it by SMS."""
    mine = invited_soon(scene)
    if not mine:
        return None
    picks = [Pick(issue.id, line("promise.issue", title=issue.title), (issue, paper)) for issue, paper in mine]
    issue, paper = picks[0].value if len(picks) == 1 else (yield from choose("brief.which", picks))
    return ShowBrief(issue.id, Presence(paper.facts["office"]))
