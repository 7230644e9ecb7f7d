"""A month against the platform's own rules: it never has to refuse, and as many SMS are sent as were planned."""

from collections import Counter
from pathlib import Path

import pytest

from storage.database import open_database
from tests.delivery.month import SAID, month, planned
from tests.servers import Stores

REFUSED = (45015, 45047, 45009)  # outside the window, its messages used up, the day's quota used up


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_the_platform_never_refuses_and_the_sms_are_those_of_the_plan(stores: Stores, tmp_path: Path, count: int) -> None:
    database = open_database(await stores.fresh("sqlite", tmp_path))
    async with month(database, count) as played:
        begins = played.world.clock.village()
        await played.play()
        rows = await played.world.rows()
        plan = planned(played.people, begins)
        sms = sum(len(played.world.providers["sms", name].taken) for name in ("a", "b", "abroad"))
        shown = sum(len(played.platform.inbox(v.openid)) for v in played.people if v.openid)
        print(f"{count} people, {len(rows)} messages: planned {dict(plan)}, sms {sms}, refused {dict(played.platform.refused)}")
        assert {code: played.platform.refused[code] for code in REFUSED} == dict.fromkeys(REFUSED, 0)
        assert (sms, shown) == (plan["sms"], plan["wechat"])
        states = Counter(row["state"] for row in rows)
        # what a telephone never confirmed is listed besides, a day later
        unproven = sum(row["state"] == "listed" and row["way"] is not None for row in rows)
        assert states["listed"] - unproven == plan["listed"]
        assert (states["spared"], sum(states.values())) == (plan["spared"], count * len(SAID))
    await database.close()
