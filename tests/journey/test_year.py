"""A year of a village of three thousand: every filed concern stands in one place, nothing lies past its date, nights are quiet."""

from collections import Counter
from pathlib import Path

import pytest
import uvloop

from bot.parts import Hearing
from handlers.village.issue import Issue
from handlers.village.matter import Alert, Concern, Entry, EntryKind, Stage
from handlers.village.standing import Standing, tally
from storage import audit
from tests.journey.year import World, open_world
from tests.journey.year_play import Played, play
from tests.journey.year_silence import alarms_unanswered, drowned, never_told
from tests.journey.year_village import roster
from tests.journey.year_words import Sort

YEAR, MONTH = 364, 30


async def filed(world: World) -> list[Concern]:
    """Independently of where they stand: what has a receipt, and what has rung somebody."""
    entries = {entry.concern for entry in await world.every(Entry, kind=EntryKind.FILED.value)}
    rung = {alert.concern for alert in await world.every(Alert)}
    return [concern for concern in await world.every(Concern) if concern.id in entries | rung]


async def every_concern_stands_in_one_place(world: World) -> Counter[Standing]:
    concerns, issues = await filed(world), {issue.id: issue for issue in await world.every(Issue)}
    found = tally(concerns, issues)
    assert sum(found.values()) == len(concerns)
    drafts = [concern for concern in await world.every(Concern) if concern not in concerns]
    assert {concern.stage for concern in drafts} <= {Stage.DRAFT, Stage.WITHDRAWN, Stage.SEALED}
    return found


async def nothing_is_silent(played: Played) -> None:
    """Nothing lay past its moment on any evening; what ran out was passed on that hour; everybody has heard what became of theirs."""
    assert played.silence.lying == []
    unheard = played.silence.unheard()
    assert unheard == [], "\n".join(unheard)
    assert await never_told(played.world, await filed(played.world)) == []
    assert await alarms_unanswered(played.world) == []
    assert await drowned(played.world) == []


def nights_are_quiet(played: Played) -> None:
    """At most two false alarms a month for a thousand residents; what was true danger rang."""
    residents = sum(person.household is not None for person in played.world.roster.persons)
    months = Counter(telling.day.month for telling in played.false_alarms)
    assert all(count * 1000 <= 2 * residents for count in months.values()), months
    said = [t for t in played.tellings if t.told.sort is Sort.DANGER and t.day <= played.world.today]
    assert len(played.rang) == len(said)


async def the_chain_holds(world: World) -> None:
    async with world.app.database.read() as connection:
        broken, _ = await audit.verify(connection)
    assert broken is None


@pytest.mark.slow
def test_a_year_of_three_thousand_people_leaves_nothing_silent_and_nothing_uncounted(hearing: Hearing, tmp_path: Path):
    uvloop.run(a_year(hearing, tmp_path))


def test_a_month_of_a_small_village_leaves_nothing_silent_and_nothing_uncounted(hearing: Hearing, tmp_path: Path):
    uvloop.run(a_month(hearing, tmp_path))


async def a_year(hearing: Hearing, folder: Path) -> None:
    world = await open_world(folder, hearing, roster())
    try:
        played = await play(world, YEAR)
        found = await every_concern_stands_in_one_place(world)
        counts = world.counts
        alarms, ran_out = len(played.false_alarms), Counter(wait.kind for wait in played.silence.waits)
        print(f"\nfiled {sum(found.values())}: {dict(found)}\nran out {dict(ran_out)}\nfalse alarms at night {alarms}\n{dict(counts)}")
        await nothing_is_silent(played)
        nights_are_quiet(played)
        await the_chain_holds(world)
        assert sum(found.values()) >= 300
        assert len(played.sessions) == 24
        assert counts["held"] >= 10
        for gate in ("close", "visited", "partaken", "attended"):
            assert any(gate in name and n for name, n in counts.items() if name.startswith("refused"))
        for once in ("reopened", "resumed", "sent back", *(f"{each} by digits" for each in ("chosen", "opened", "doors", "decided"))):
            assert counts[once], once
        assert len({wait.kind for wait in played.silence.waits}) >= 6  # the cadres were late with many things
    finally:
        await world.end()


async def a_month(hearing: Hearing, folder: Path) -> None:
    world = await open_world(folder, hearing, roster(households=200, grids=4))
    try:
        played = await play(world, MONTH)
        found = await every_concern_stands_in_one_place(world)
        await nothing_is_silent(played)
        nights_are_quiet(played)
        await the_chain_holds(world)
        assert sum(found.values()) >= 20
        assert played.road.chosen
    finally:
        await world.end()
