"""通知到了吗: how many the last announcement, or what was said of an issue, has reached, and who still has to be called."""

from dataclasses import dataclass

from handlers.memory import AnnouncementsOf, IssuesOf
from handlers.messages import Line, line
from handlers.plain import PUBLIC
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.issue import Issue
from handlers.village.matter import Announcement
from handlers.village.people import Office
from handlers.village.roles import Level


@dataclass(frozen=True, slots=True)
class ShowDelivery:
    about: str
    village: str


def villages(scene: Scene) -> list[str]:
    return [hat.unit for hat in scene.hats if hat.office is Office.SECRETARY and hat.level is Level.VILLAGE]


def matters(scene: Scene) -> list[Pick]:
    """The latest announcement of each village, then the issues that people have been told of."""
    scene.desk.need(*(lookup(village) for village in villages(scene) for lookup in (AnnouncementsOf, IssuesOf)))
    found = []
    for village in villages(scene):
        announced: tuple[Announcement, ...] = scene.desk.find(AnnouncementsOf(village))
        issues: tuple[Issue, ...] = scene.desk.find(IssuesOf(village))
        found += [
            Pick(each.id, line("delivered.announcement", words=clip(each.words, 16)), ShowDelivery(each.id, village))
            for each in announced[:1]
        ]
        found += [
            Pick(each.id, line("delivered.issue", title=clip(each.title, 16)), ShowDelivery(each.id, village))
            for each in issues
            if each.stage in PUBLIC
        ]
    return found


def delivered(scene: Scene) -> Talk[ShowDelivery]:
    found = matters(scene)
    shown: ShowDelivery = found[0].value if len(found) == 1 else (yield from choose("delivered.which", found))
    return shown


def words_of(state: str, count: int) -> Line:
    return line(f"standing.{state}", count=str(count))
