"""A year of a village of three thousand: every filed concern stands in one place, nothing lies past its date, nights are quiet."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.parts import Hearing
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Entry, EntryKind, Stage
from handlers.village.standing import Standing, tally
from storage import audit
from storage.tables import alerts, outbox
from storage.tables import audit as chain
from tests.journey.year import World, open_world
from tests.journey.year_play import Played, play
from tests.journey.year_village import roster

YEAR, MONTH = 364, 30


async def filed(world: World) -> list[Concern]:
    """Independently of where they stand: what has a receipt, and what has rung somebody."""
    entries = {entry.concern for entry in await world.every(Entry, kind=EntryKind.FILED.value)}
    rung = {row[0] for row in await world.sql(select(alerts.c.concern))}
    return [concern for concern in await world.every(Concern) if concern.id in entries | rung]


async def every_concern_stands_in_one_place(world: World) -> Counter[Standing]:
    concerns, issues = await filed(world), {issue.id: issue for issue in await world.every(Issue)}
    found = tally(concerns, issues)
    assert sum(found.values()) == len(concerns)
    drafts = [c for c in await world.every(Concern) if c not in concerns]
    assert {c.stage for c in drafts} <= {Stage.DRAFT, Stage.WITHDRAWN, Stage.SEALED}
    return found


async def nothing_is_silent(played: Played) -> None:
    """No clock lay past its moment at any day's end; whatever waited longer than its triage was passed on; everybody heard."""
    world = played.world
    assert played.overdue == []
    ran_out = {row[0] for row in await world.sql(select(chain.c.thing).where(chain.c.action == f"ran_out_{ClockKind.TRIAGE}"))}
    moved = {row[0] for row in await world.sql(select(chain.c.thing).where(chain.c.action.startswith("decide_")))}
    merged = {row[0] for row in await world.sql(select(chain.c.thing).where(chain.c.action == "merge"))}
    concerns = await filed(world)
    for concern in concerns:
        waited = world.calendar.add_working_days(concern.received_at.date(), 3) < world.today
        if concern.stage is Stage.RECEIVED and waited and concern.id not in moved | merged:
            assert concern.id in ran_out, f"{concern.text[:12]} lies unseen and nobody was told"
    township = {row[0] for row in await world.sql(select(outbox.c.about).where(outbox.c.about.in_(ran_out)))}
    assert ran_out <= township
    answered = {concern.id for concern in concerns if concern.stage not in (Stage.RECEIVED, Stage.EMERGENCY, Stage.WITHDRAWN, Stage.SEALED)}
    told = {row[0] for row in await world.sql(select(outbox.c.about).where(outbox.c.about.is_not(None)))}
    assert answered <= told | {c.id for c in concerns if c.issue in told}


async def the_chain_holds(world: World) -> None:
    async with world.app.database.read() as connection:
        broken, _ = await audit.verify(connection)
    assert broken is None


@pytest.mark.slow
async def test_a_year_of_three_thousand_people_leaves_nothing_silent_and_nothing_uncounted(hearing: Hearing, tmp_path: Path):
    world = await open_world(tmp_path, hearing, roster())
    try:
        played = await play(world, YEAR)
        found = await every_concern_stands_in_one_place(world)
        await nothing_is_silent(played)
        await the_chain_holds(world)
        counts = world.counts
        print(f"\nfiled {sum(found.values())}: {dict(found)}\n{dict(counts)}")
        assert sum(found.values()) >= 300
        assert len(played.sessions) == 24
        assert counts["held"] >= 10
        for gate in ("close", "visited", "partaken", "attended"):
            assert any(gate in name and n for name, n in counts.items() if name.startswith("refused"))
        assert counts["reopened"] and counts["resumed"] and counts["sent back"]
        assert counts["chosen by digits"] and counts["opened by digits"] and counts["doors by digits"] and counts["decided by digits"]
        assert len(played.alarms) <= 2 * 12 * 3
    finally:
        await world.end()


async def test_a_month_of_a_small_village_leaves_nothing_silent_and_nothing_uncounted(hearing: Hearing, tmp_path: Path):
    world = await open_world(tmp_path, hearing, roster(households=200, grids=4))
    try:
        played = await play(world, MONTH)
        found = await every_concern_stands_in_one_place(world)
        await nothing_is_silent(played)
        await the_chain_holds(world)
        assert sum(found.values()) >= 20
        assert played.road.chosen
        assert len(played.alarms) <= 2
    finally:
        await world.end()
