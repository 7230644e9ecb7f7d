"""Who has heard of what ran out: residents in that hour, cadres with the next morning's digest, if it still waits by then."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from handlers.village.clocks import CLOCKS, ClockKind, Party
from handlers.village.people import Office
from handlers.village.working_days import DIGESTS_FROM, VILLAGE_ZONE
from storage.records import to_ms
from storage.tables import audit as chain
from storage.tables import outbox
from tests.journey.year import World

ANY_OF: Mapping[Party, tuple[Office, ...]] = {
    Party.SECRETARY: (Office.SECRETARY, Office.COMMITTEE),
    Party.TOWNSHIP: (Office.REVIEWER, Office.TOWNSHIP_LEADER),
    Party.DISTRICT: (Office.DISTRICT_LEADER,),
    Party.SUPERVISORS: (Office.SUPERVISOR,),
    Party.JUSTICE_OFFICE: (Office.LIAISON, Office.REVIEWER),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """A promise of time that is over while the thing still waits. told: the residents who must hear of it themselves."""

    kind: ClockKind
    thing: str
    about: str
    due: datetime
    told: frozenset[str] = frozenset()
    title: str = ""

    @property
    def morning(self) -> datetime:
        """The first digest after it: cadres hear once a day."""
        same = datetime.combine(self.due.date(), DIGESTS_FROM, VILLAGE_ZONE)
        return same if self.due <= same else same + timedelta(days=1)


@dataclass
class Told:
    """All that was said in a year, and every line of the chain that says a clock ran out.

    Read every evening: what is sealed later is emptied wherever it was shown, other people's lines beside it too.
    """

    world: World
    until: int = 0  # village milliseconds
    ran_out: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    about: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))  # who was told of a thing at a moment
    to: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))  # receiver → moment and lines

    async def evening(self) -> None:
        rows = select(chain.c.action, chain.c.thing, chain.c.at).where(chain.c.action.startswith("ran_out_"), chain.c.at > self.until)
        for action, thing, at in await self.world.sql(rows):
            self.ran_out[action, thing].append(at)
        said = select(outbox.c.about, outbox.c.made_at, outbox.c.receiver, outbox.c.say).where(outbox.c.made_at > self.until)
        for about, at, receiver, say in await self.world.sql(said):
            self.about[about, at].add(receiver)
            self.to[receiver].append((at, say))
        self.until = to_ms(self.world.now)

    def unheard(self, waits: Mapping[Wait, datetime]) -> list[str]:
        """Every wait of which no line stands in the chain, or of which somebody heard nothing who has to.

        Values: when it was last seen waiting.
        """
        problems = {wait: self._problem(wait, seen) for wait, seen in waits.items()}
        return [f"{wait.kind} of {wait.thing} ran out on {wait.due} {what}" for wait, what in problems.items() if what]

    def _problem(self, wait: Wait, last_seen: datetime) -> str:
        within = range(to_ms(wait.due), to_ms(wait.due + timedelta(hours=1)) + 1)
        moments = [at for at in self.ran_out[f"ran_out_{wait.kind}", wait.thing] if at in within]
        if not moments:
            return "and no hand moved"
        parties = CLOCKS[wait.kind].escalates_to if last_seen > wait.morning else ()
        for party in parties:
            if party is not Party.REPORTER and not self._named(wait, party):
                return f"and the {party} heard nothing"
        heard = {receiver for at in moments for receiver in self.about[wait.about, at]}
        return f"and {sorted(missed)} never heard" if (missed := wait.told - heard) else ""

    def _named(self, wait: Wait, party: Party) -> bool:
        """Does what one of the party was told until that morning name the matter?"""
        until = range(to_ms(wait.due), to_ms(wait.morning + timedelta(minutes=20)))
        people = [person.id for office in ANY_OF[party] for person in self.world.holders(office)]
        return any(at in until and wait.title in lines for person in people for at, lines in self.to[f"person:{person}"])
