"""支部研究: who of the branch met, on which day, and what they came to; asked alike of a topic, of an outcome and of what was urgent."""

from handlers.issues.rule_draft import Study, days_back
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose

BRANCH = 8  # so many at the branch's table have a digit of their own; for more somebody writes


def branch_study(scene: Scene, agreed: Line) -> Talk[Study]:
    """agreed: the conclusion most branches come to."""
    counts = tuple(Pick(f":{n}", line("setting.met_count", count=str(n))) for n in range(1, BRANCH + 1))
    met = worded(scene, (yield from ask("branch.met", picks=counts)), counts)
    days = [Pick(day.isoformat(), line("calling.day", day=f"{day.month}月{day.day}日"), day) for day in days_back(scene.now.date())]
    day = yield from choose("branch.met_on", days)
    usual = (Pick(":agreed", agreed),)
    return Study(met, day, worded(scene, (yield from ask("branch.conclusion", picks=usual)), usual))


def worded(scene: Scene, given: str | None, picks: tuple[Pick, ...]) -> str:
    """Free words as they are; an offered sentence as it reads."""
    return next((scene.word(pick.line) for pick in picks if pick.token == given), given or "")
