"""Pairs that may be one: kept once, renewed by night, refused for good, gone with what is sealed; the same on both databases."""

from dataclasses import replace

from sqlalchemy import select

from bot.duplicates import pairs
from handlers.memory import AlikesOf, VillagesAlike
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Alike, Stage, alike_id
from storage import alike
from storage.database import Database
from storage.seal import _stood_in
from storage.tables import alikes, papers
from tests.storage.test_contract import NOW, concern, put, work_on


def pair(one: str, other: str, likeness: float = 0.5, **more: object) -> Alike:
    return replace(Alike(alike_id(one, other), "v001", one, other, likeness, NOW), **more)  # type: ignore[arg-type]


async def waiting(database: Database) -> list[str]:
    async with database.write() as connection:
        work = work_on(connection, database)
        await work.load([AlikesOf("v001"), VillagesAlike()])
        found = [each.id for each in work.find(AlikesOf("v001"))]
        assert work.find(VillagesAlike()) == (("v001",) if found else ())
        return found


async def test_the_likeliest_comes_first_and_the_refused_not_at_all(database: Database) -> None:
    await put(database, pair("a", "b", 0.4), pair("a", "c", 0.9), pair("b", "c", 0.7, refused=True))
    assert await waiting(database) == ["a+c", "a+b"]


async def test_the_night_renews_and_keeps_what_was_refused(database: Database) -> None:
    await put(database, pair("a", "b"), pair("c", "d", refused=True))
    async with database.write() as connection:
        await alike.renew(connection, "v001", [pair("c", "d"), pair("e", "f")])
        assert await alike.refused(connection, "v001") == [("c", "d")]
    assert await waiting(database) == ["e+f"]


async def test_a_cadre_refuses_what_is_kept_already(database: Database) -> None:
    await put(database, pair("a", "b"))
    await put(database, pair("a", "b", refused=True))
    assert await waiting(database) == []


async def test_nothing_is_like_what_was_sealed(database: Database) -> None:
    await put(database, pair("a", "b"), pair("i", "c"), pair("i", "d", refused=True), pair("e", "f"))
    async with database.write() as connection:
        await alike.forget(connection, "a", "i")
        assert set((await connection.execute(select(alikes.c.id))).scalars()) == {"d+i", "e+f"}


async def test_a_concern_s_words_are_looked_for_wherever_it_once_stood(database: Database) -> None:
    leaf = {"at": 1, "author": "p", "words": "", "seq": 1, "version": 0}
    moved = {"joined": '{"moved":"c1|merged|i1 c2|received|","one":"i1","other":"i2"}', "split": '{"moved":"c1|merged|i2"}'}
    async with database.write() as connection:
        for issue, kind in (("i2", PaperKind.JOINED.value), ("i3", PaperKind.SPLIT.value)):
            await connection.execute(papers.insert(), [leaf | {"id": kind, "issue": issue, "kind": kind, "facts": moved[kind]}])
        assert set(await _stood_in(connection, "c1", None)) == {"i1", "i2", "i3"}
        assert set(await _stood_in(connection, "c2", "i9")) == {"i2", "i9"}


async def test_only_what_is_open_is_compared(database: Database) -> None:
    here = {"village": "v001", "stage": Stage.RECEIVED}
    await put(
        database,
        Issue("open", "v001", "路", NOW),
        Issue("road", "v001", "路", NOW, stage=Stage.CALLED),
        concern(1, **here),
        concern(2, **here | {"stage": Stage.SEALED, "text": ""}),
        concern(3, **here | {"stage": Stage.MERGED, "issue": "open"}),
        concern(4, **here | {"stage": Stage.MERGED, "issue": "road"}),
        concern(5, **here | {"village": "v002"}),
    )
    async with database.read() as connection:
        assert [each.id for each in await alike.open_concerns(connection, "v001")] == ["c3", "c1"]
        assert await alike.villages_with_concerns(connection) == ("v001", "v002")


def test_the_night_finds_what_shares_rare_words_once_a_pair_and_not_what_was_refused() -> None:
    told = [concern(n, text=f"村口的路塌了{n}块，三轮车上不来", place="村口", category="01", sub="01.1", address=f"a{n}") for n in range(4)]
    told = [*told[:2], replace(told[2], issue="i"), replace(told[3], flags=frozenset({"private"}))]
    kept = {each.id: frozenset({"@村口", "塌了", "三轮车"}) for each in told}
    assert {each for each, _ in pairs(told, kept)} == {("c0", "c1"), ("c0", "i"), ("c1", "i")}
    assert {each for each, _ in pairs(told, kept, [("c2", "c0")])} == {("c0", "c1"), ("c1", "i")}
