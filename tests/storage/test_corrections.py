"""Corrections: kept as they were made, learnt from with the words as they stand, silent once these are gone; on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from handlers.village.matter import Correction, Stage
from storage import corrections
from storage.database import Database
from storage.erase import erase_talk
from storage.tables import concerns
from storage.tables import corrections as table
from tests.storage.test_contract import NOW, WHERE, concern, get, put

HERE = {"village": "v001", "stage": Stage.RECEIVED}


def correction(n: int, code: str = "02", **more: object) -> Correction:
    return replace(Correction(f"k{n}", f"c{n}", "01", code, "p1", NOW + timedelta(seconds=n)), **more)  # type: ignore[arg-type]


async def taught(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as connection:
        return [(each.id, each.text, each.code) for each in await corrections.usable(connection)]


async def test_a_correction_comes_back_as_it_was(database: Database) -> None:
    await put(database, correction(1), correction(2, old=None))
    assert await get(database, Correction, "k1") == correction(1)
    assert await get(database, Correction, "k2") == correction(2, old=None)


async def test_the_last_word_about_a_concern_counts_and_the_oldest_comes_first(database: Database) -> None:
    again = correction(9, "03", concern="c1")
    await put(database, concern(1, **HERE), concern(2, **HERE), correction(1), again, correction(2), correction(3))
    assert await taught(database) == [("k2", "水渠堵了", "02"), ("k9", "水渠堵了", "03")]


async def test_the_words_are_those_of_today(database: Database) -> None:
    await put(database, concern(1, **HERE), correction(1))
    async with database.write() as connection:
        await connection.execute(update(concerns).values(text="渠又堵了"))
    assert await taught(database) == [("k1", "渠又堵了", "02")]


async def test_what_is_taken_back_teaches_nothing(database: Database) -> None:
    gone = [concern(n, **HERE | {"stage": stage}) for n, stage in enumerate((Stage.DRAFT, Stage.WITHDRAWN, Stage.SEALED), 1)]
    await put(database, *gone, concern(4, **HERE | {"text": ""}), *(correction(n) for n in range(1, 5)))
    assert await taught(database) == []


async def test_what_is_erased_teaches_nothing(database: Database) -> None:
    await put(database, concern(1, **HERE), correction(1))
    async with database.write() as connection:
        await erase_talk(connection, f"a:{WHERE}")
    assert await taught(database) == []
    assert await get(database, Correction, "k1") == correction(1)


async def test_of_a_sealed_concern_no_correction_is_kept(database: Database) -> None:
    await put(database, concern(1, **HERE), concern(2, **HERE | {"address": "b", "author": "a:b"}), correction(1), correction(2))
    async with database.write() as connection:
        await corrections.forget(connection, "c1")
        assert (await connection.execute(select(table.c.id))).scalars().all() == ["k2"]
    assert [key for key, _, _ in await taught(database)] == ["k2"]
