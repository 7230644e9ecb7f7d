"""The road of the matters chosen in a year. The first are walked by digits; each later one has a trouble of its own, so that
every gate is met shut."""

from dataclasses import dataclass

from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.people import Person
from tests.journey.year import World

TROUBLES = (
    "digits",
    "digits",
    "no_poll",
    "no_doors",
    "no_leaders",
    "sent_back",
    "nobody_came",
    "bad_work",
    "waits",
    "departments",
    "slow_department",
    "not_done",
    "put_off",
    "late_work",
    "silent_reviewer",
    "silent_supervisors",
    "",
    "rule",
    "bad_work",
)


@dataclass
class Road:
    """All matters chosen so far, in order, each with its trouble; what has already happened once."""

    world: World
    chosen: dict[str, str]
    seen: set[str]

    @property
    def secretary(self) -> Person:
        return self.world.secretary

    async def act(self, command: object, person: Person | None = None) -> str:
        return await self.world.act(person or self.secretary, command)

    def trouble(self, issue: Issue) -> str:
        return self.chosen.get(issue.id, "")

    def once(self, issue: Issue, what: str) -> bool:
        """True the first time."""
        key = f"{issue.id}:{what}"
        new = key not in self.seen
        self.seen.add(key)
        return new

    def this_week(self, issue: Issue, what: str) -> bool:
        """Whoever was refused tries again, though not every morning."""
        return self.once(issue, f"{what} {self.world.today.isocalendar().week}")

    def refused(self, gate: str, answer: str) -> None:
        """Counts what was lacking, when the gate was shut."""
        if "held.shut" in answer:
            self.world.counts.update([f"refused: {gate}", *(f"{gate} lacks {key}" for key in answer.split() if key.startswith("shut."))])

    async def scope(self, issue: Issue) -> list[str]:
        homes = self.world.grid_of
        return [h for h, grid in homes.items() if issue.grid in (None, grid)]

    async def papers(self, issue: Issue, kind: PaperKind) -> list[Paper]:
        return await self.world.every(Paper, issue=issue.id, kind=kind.value)
