"""The rule packs say what the statutes say, and one that cannot be right is refused by file and key."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.law_in_words import makeup_in_words
from bot.packs import FOLDER, load_pack, load_packs
from bot.settings import SettingsError
from handlers.village.assembly import Article, Basis, Body, BodyRule, Often, Publicity, RulePack, Share
from handlers.village.people import UnitKind

BOOK = load_packs()


def said(share: Share) -> str:
    return f"{'>' if share.strict else '>='}{share.ratio}"


def row(rule: BodyRule) -> str:
    """A body's numbers in one line, to be held against the statute."""
    quorum = "|".join(f"{each.basis}{said(each.share)}" for each in rule.quorum) or "-"
    switches = "".join(letter for letter, on in zip("uopd", (rule.urgent_notice, rule.online, rule.proxy, rule.decides), strict=True) if on)
    return f"{quorum} {'all' if rule.of_all else 'present'}{said(rule.majority)} {rule.notice_days} {rule.min_per_year} {switches or '-'}"


# quorum, majority, days of notice, meetings a year; u urgent notice, o online, p proxy, d decides
NUMBERS = {
    Body.VILLAGERS_ASSEMBLY: "adults>1/2|households>=2/3 present>1/2 10 1 ud",
    Body.VILLAGERS_REPRESENTATIVES: "seats>=2/3 present>1/2 0 4 d",
    Body.GROUP_ASSEMBLY: "adults>=2/3|households>=2/3 present>1/2 0 0 d",
    Body.PARTY_MEMBERS: "members>=2/3 all>=1/2 3 0 -",
    Body.MEMBERS_ASSEMBLY: "members>=2/3 all>=2/3 10 1 opd",
    Body.MEMBERS_REPRESENTATIVES: "- all>=2/3 0 0 d",
    Body.RESIDENTS_ASSEMBLY: "adults>1/2|households>1/2 present>1/2 10 0 ud",
    Body.RESIDENTS_REPRESENTATIVES: "seats>=2/3 present>1/2 0 2 d",
}


def test_every_body_stands_in_one_pack_with_the_numbers_of_its_law() -> None:
    found = [(body, row(rule)) for pack in (BOOK.village, BOOK.community, BOOK.collective) for body, rule in pack.bodies.items()]
    assert len(found) == len(dict(found))
    assert dict(found) == NUMBERS


@pytest.mark.parametrize(
    ("pack", "law", "since", "board"),
    [
        (BOOK.village, "村民委员会组织法", date(2026, 1, 1), (15, Article("村民委员会组织法", "第三十五条"))),
        (BOOK.community, "城市居民委员会组织法", date(2026, 1, 1), (15, Article("城市居民委员会组织法", "第三十四条"))),
        (BOOK.collective, "农村集体经济组织法", date(2025, 5, 1), (0, None)),
    ],
    ids=["village", "community", "collective"],
)
def test_a_pack_names_its_law_its_day_and_how_long_a_result_stays_up(
    pack: RulePack, law: str, since: date, board: tuple[int, Article | None]
) -> None:
    assert (pack.law, pack.effective_from, (pack.board_days, pack.board_article)) == (law, since, board)


MADE_UP = [
    (BOOK.village.bodies[Body.VILLAGERS_REPRESENTATIVES], (5, 15), ">=4/5", ">=1/3", ["第二十九条"]),
    (BOOK.community.bodies[Body.RESIDENTS_REPRESENTATIVES], (20, 50), ">=4/5", None, ["第十三条", "第二十八条"]),
    (BOOK.collective.bodies[Body.MEMBERS_REPRESENTATIVES], (5, 15), None, None, ["第二十八条"]),
]


@pytest.mark.parametrize(("rule", "households", "share", "women", "articles"), MADE_UP)
def test_representatives_are_so_many_and_so_many_of_them_women(
    rule: BodyRule, households: tuple[int, int], share: str | None, women: str | None, articles: list[str]
) -> None:
    made = rule.makeup
    assert made is not None
    assert (made.fewest, made.most, [article.at for article in made.articles]) == (*households, articles)
    assert [each and said(each) for each in (made.representatives, made.women)] == [share, women]


@pytest.mark.parametrize(
    ("rule", "households", "seats"),
    [(MADE_UP[0][0], 126, (9, 31)), (MADE_UP[0][0], 3, (1, 1)), (MADE_UP[1][0], 800, (16, 50)), (MADE_UP[2][0], 150, (10, 30))],
)
def test_a_place_of_so_many_households_has_so_many_seats(rule: BodyRule, households: int, seats: tuple[int, int]) -> None:
    assert rule.makeup is not None
    assert rule.makeup.seats(households) == seats


@pytest.mark.parametrize(("seats", "women"), [(30, 10), (31, 11), (15, 5), (3, 1)])
def test_women_are_a_third_of_all_seats_and_not_of_the_representatives_alone(seats: int, women: int) -> None:
    """Village Committee Law Art. 29: of thirty who make up the body ten are women, though only twenty-four are representatives."""
    makeup = MADE_UP[0][0].makeup
    assert makeup is not None
    assert makeup.women is not None
    assert makeup.women.least(seats) == women
    assert makeup_in_words(makeup).endswith("妇女代表占组成人员1/3以上")


def test_a_village_makes_its_affairs_public_by_the_quarter_the_month_and_at_once() -> None:
    assert BOOK.village.rhythm == {Publicity.USUAL: Often.QUARTERLY, Publicity.ACCOUNTS: Often.MONTHLY, Publicity.GREAT: Often.AT_ONCE}
    assert BOOK.collective.rhythm == {}


def test_a_village_and_a_community_live_by_their_own_law_and_by_the_collectives() -> None:
    assert BOOK.packs(UnitKind.VILLAGE) == (BOOK.village, BOOK.collective)
    assert BOOK.packs(UnitKind.COMMUNITY) == (BOOK.community, BOOK.collective)
    assert BOOK.packs(UnitKind.TOWNSHIP) == BOOK.packs(UnitKind.DISTRICT) == BOOK.packs(UnitKind.STREET) == ()


def test_no_number_of_a_statute_is_in_the_code() -> None:
    for file in ("assembly.py", "beforehand.py", "verdict.py", "petition.py", "four_discussions.py"):
        code = (FOLDER.parent / file).read_text(encoding="utf-8")
        assert "Fraction(" not in code
    counting = sorted((FOLDER.parent / "evidence").glob("*.py"))
    assert counting
    for file in (FOLDER.parent / "gates.py", FOLDER.parent / "road.py", *counting):
        code = file.read_text(encoding="utf-8")
        assert not re.search(r"\b1[05]\b", code)


@pytest.mark.parametrize(
    ("share", "whole", "least"),
    [
        (Share(Fraction(1, 2), strict=True), 10, 6),
        (Share(Fraction(1, 2), strict=True), 11, 6),
        (Share(Fraction(2, 3), strict=False), 9, 6),
        (Share(Fraction(2, 3), strict=False), 10, 7),
        (Share(Fraction(1, 10), strict=False), 1, 1),
    ],
)
def test_more_than_half_is_strict_and_two_thirds_and_above_includes_the_number(share: Share, whole: int, least: int) -> None:
    assert share.least(whole) == least
    assert [share.met(part, whole) for part in range(whole + 1)] == [part >= least for part in range(whole + 1)]


GOOD = """
pack: hill
law: 山法
effective_from: 2026-01-01
bodies:
  group_assembly:
    counts: adults
    quorum: [{of: adults, share: ">=2/3"}]
    majority: {of: present, share: ">1/2"}
    articles: [第三条]
    demand: [{of: adults, share: ">=1/10", article: 第三条}]
items:
  other: {bodies: [group_assembly], articles: [第四条第（一）项]}
"""


def loaded(folder: Path, text: str) -> RulePack:
    file = folder / "hill.yaml"
    file.write_text(text, encoding="utf-8")
    return load_pack(file)


def test_a_small_pack_is_read(tmp_path: Path) -> None:
    pack = loaded(tmp_path, GOOD)
    rule = pack.bodies[Body.GROUP_ASSEMBLY]
    assert row(rule) == "adults>=2/3 present>1/2 0 0 d"
    assert rule.articles == (Article("山法", "第三条"),)
    assert rule.demands[0].basis is Basis.ADULTS


@pytest.mark.parametrize(
    ("good", "bad", "key", "why"),
    [
        ("pack: hill", "pack: dale", "pack", "name of its file"),
        ("law: 山法\n", "", "law", "required"),
        ("2026-01-01", "soon", "effective_from", "date"),
        ("group_assembly:\n", "crowd:\n", "bodies.crowd", "villagers_assembly"),
        ('">=2/3"', '"2/3"', "bodies.group_assembly.quorum.0.share", "write a share"),
        ('">=2/3"', "0.66", "bodies.group_assembly.quorum.0.share", "write a share"),
        ('">=2/3"', '">=2/0"', "bodies.group_assembly.quorum.0.share", "write a share"),
        ('">=2/3"', '">=3/2"', "bodies.group_assembly.quorum.0.share", "at most everybody"),
        ('">=2/3"', '">1/1"', "bodies.group_assembly.quorum.0.share", "at most everybody"),
        ('{of: adults, share: ">=2/3"}', '{of: seats, share: ">=2/3"}', "bodies.group_assembly", "of those the body counts"),
        ('">1/2"', '">=1/3"', "bodies.group_assembly.majority.share", "at least a half"),
        ("of: present", "of: everyone", "bodies.group_assembly.majority.of", "present"),
        ("articles: [第三条]", "articles: [3]", "bodies.group_assembly.articles.0", "string"),
        ("articles: [第三条]", "articles: [Art. 3]", "bodies.group_assembly.articles.0", "pattern"),
        ("    articles: [第三条]\n", "", "bodies.group_assembly", "name its articles"),
        ("    counts: adults\n", "    counts: adults\n    notice_days: -1\n", "bodies.group_assembly.notice_days", "greater"),
        ("    counts: adults\n", "    counts: adults\n    qourum: []\n", "bodies.group_assembly.qourum", "not permitted"),
        ("  other:", "  road:", "items.road", "village_building"),
        ("  other:", "  consultation:", "pack", "items.consultation"),
        ("bodies: [group_assembly]", "bodies: [members_assembly]", "pack", "items.other: members_assembly"),
        ("    counts: adults\n", "    counts: adults\n    decides: false\n", "pack", "items.other: group_assembly"),
        ("bodies: [group_assembly]", "bodies: []", "items.other.bodies", "at least 1"),
    ],
)
def test_a_bad_pack_is_refused_by_file_and_key(tmp_path: Path, good: str, bad: str, key: str, why: str) -> None:
    assert GOOD.count(good) >= 1
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, GOOD.replace(good, bad, 1))
    assert str(tmp_path / "hill.yaml") in refused.value.english
    assert f"{key}: " in refused.value.english
    assert why in refused.value.english
    assert f"“{key}”" in refused.value.chinese


@pytest.mark.parametrize("text", ["", "- 1", "a: [", "just words"])
def test_what_is_no_pack_at_all_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"hill\.yaml"):
        loaded(tmp_path, text)


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"village_2026\.yaml"):
        load_packs(tmp_path)
