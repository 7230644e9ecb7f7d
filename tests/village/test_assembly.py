"""Whether a meeting's decision stands, counted a second time by pointing at people one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import load_packs
from handlers.lawful import asked, told
from handlers.village.assembly import Article, Basis, Body, Duty, HeadCount, Item, RulePack
from handlers.village.beforehand import Deciding, Way, body_for, needed, overdue
from handlers.village.four_discussions import FOUR_DISCUSSIONS, Step, still_missing, too_early
from handlers.village.issue import Level
from handlers.village.people import UnitKind
from handlers.village.petition import SignedList, petition_met, weigh, who_can_demand
from handlers.village.verdict import Failed, Lack, NotLawful, Passed, Reason, decide, may_say_passed

BOOK = load_packs()
PACKS = {
    Body.VILLAGERS_ASSEMBLY: BOOK.village,
    Body.VILLAGERS_REPRESENTATIVES: BOOK.village,
    Body.GROUP_ASSEMBLY: BOOK.village,
    Body.PARTY_MEMBERS: BOOK.village,
    Body.MEMBERS_ASSEMBLY: BOOK.collective,
    Body.MEMBERS_REPRESENTATIVES: BOOK.collective,
    Body.RESIDENTS_ASSEMBLY: BOOK.community,
    Body.RESIDENTS_REPRESENTATIVES: BOOK.community,
}
# something that every body may decide, the representatives with a mandate
ITEMS = dict.fromkeys(PACKS, Item.PUBLIC_WORKS) | {
    Body.MEMBERS_ASSEMBLY: Item.DISTRIBUTION,
    Body.MEMBERS_REPRESENTATIVES: Item.DISTRIBUTION,
}
BY_HOUSEHOLDS = (Body.VILLAGERS_ASSEMBLY, Body.GROUP_ASSEMBLY, Body.RESIDENTS_ASSEMBLY)
VILLAGE, COMMUNITY, COLLECTIVE = "村民委员会组织法", "城市居民委员会组织法", "农村集体经济组织法"


# ---------------------------------------------------------------- the second count: whole people, no fractions


def more_than_half(some: int, of: int) -> bool:
    return some > of - some


def two_thirds(some: int, of: int) -> bool:
    """Deal everybody into three heaps; two of them must be covered."""
    return 3 * some >= of + of


def enough_came(body: Body, eligible: int, present: int, households: int, there: int) -> bool:
    match body:
        case Body.VILLAGERS_ASSEMBLY:  # Art. 26
            return more_than_half(present, eligible) or (households > 0 and two_thirds(there, households))
        case Body.RESIDENTS_ASSEMBLY:  # Art. 27
            return more_than_half(present, eligible) or (households > 0 and more_than_half(there, households))
        case Body.GROUP_ASSEMBLY:  # Art. 32
            return two_thirds(present, eligible) or (households > 0 and two_thirds(there, households))
        case Body.MEMBERS_REPRESENTATIVES:  # Art. 28: more than twenty representatives; no word of who must come
            return eligible > 20
    return two_thirds(present, eligible)  # Art. 30, Art. 29 and the collective's Art. 27


def enough_said_yes(body: Body, eligible: int, present: int, yes: int) -> bool:
    match body:
        case Body.MEMBERS_ASSEMBLY | Body.MEMBERS_REPRESENTATIVES:
            return two_thirds(yes, eligible)
        case Body.PARTY_MEMBERS:
            return yes >= eligible - yes
    return more_than_half(yes, present)


def stands(body: Body, count: HeadCount) -> bool:
    came = enough_came(body, count.eligible, count.present, count.households, count.households_present)
    return came and enough_said_yes(body, count.eligible, count.present, count.yes)


def counted(eligible: int, present: int, yes: int, households: int = 0, there: int = 0) -> HeadCount:
    """A meeting with nothing wrong but its numbers; the rest of the votes are dealt out as no and abstained by turns."""
    rest = present - yes
    abstain = (0, rest, rest // 2)[(eligible + yes) % 3]
    return HeadCount(eligible, present, yes, rest - abstain, abstain, households, there, notice_days=10, mandated=True)


def test_the_second_count_of_two_thirds_and_of_half_is_right() -> None:
    people = ["here"] * 4 + ["away"] * 2
    assert two_thirds(people.count("here"), len(people))
    assert not two_thirds(3, 6)
    assert not two_thirds(3, 5)
    assert not more_than_half(3, 6)
    assert more_than_half(4, 6)


@pytest.mark.parametrize("body", Body)
def test_every_count_up_to_sixty_is_decided_as_the_second_count_says(body: Body) -> None:
    pack, item = PACKS[body], ITEMS[body]
    for eligible in range(1, 61):
        for present in range(eligible + 1):
            came = enough_came(body, eligible, present, 0, 0)
            for yes in range(present + 1):
                verdict = decide(pack, body, item, counted(eligible, present, yes))
                expected = (Passed if enough_said_yes(body, eligible, present, yes) else Failed) if came else NotLawful
                assert type(verdict) is expected, (eligible, present, yes)


@pytest.mark.parametrize("body", BY_HOUSEHOLDS)
def test_every_count_of_households_up_to_sixty_is_decided_as_the_second_count_says(body: Body) -> None:
    pack, item = PACKS[body], ITEMS[body]
    for households in range(1, 61):
        for there in range(households + 1):
            came = enough_came(body, 500, there, households, there)
            for yes in {0, there // 2, min(there, there // 2 + 1), there}:
                verdict = decide(pack, body, item, counted(500, there, yes, households, there))
                expected = (Passed if more_than_half(yes, there) else Failed) if came else NotLawful
                assert type(verdict) is expected, (households, there, yes)


def borders(eligible: int) -> Iterator[tuple[int, int]]:
    """Present and yes just below, at and above a half and two thirds, of those entitled and of those present."""

    def around(whole: int) -> set[int]:
        middles = (whole // 2, -(-2 * whole // 3))
        return {n for middle in middles for n in (middle - 1, middle, middle + 1) if 0 <= n <= whole} | {whole}

    for present in around(eligible):
        for yes in around(present) | {n for n in around(eligible) if n <= present}:
            yield present, yes


@pytest.mark.parametrize("body", Body)
def test_at_every_border_up_to_two_thousand_the_second_count_agrees(body: Body) -> None:
    pack, item = PACKS[body], ITEMS[body]
    for eligible in (*range(61, 1990, 5), *range(1990, 2001)):
        for present, yes in borders(eligible):
            count = counted(eligible, present, yes)
            assert isinstance(decide(pack, body, item, count), Passed) is stands(body, count), (eligible, present, yes)


sizes = st.integers(1, 3000)


@st.composite
def head_counts(draw: st.DrawFn) -> HeadCount:
    eligible = draw(sizes)
    present = draw(st.integers(0, eligible))
    yes = draw(st.integers(0, present))
    households = draw(st.integers(0, eligible))
    return counted(eligible, present, yes, households, draw(st.integers(0, min(households, present))))


@given(st.sampled_from(Body), head_counts())
def test_passed_never_when_the_second_count_says_no_and_always_when_it_says_yes(body: Body, count: HeadCount) -> None:
    verdict = decide(PACKS[body], body, ITEMS[body], count)
    assert isinstance(verdict, Passed) is stands(body, count)
    assert verdict.articles


numbers = st.integers(-3, 40)


@given(
    st.sampled_from([BOOK.village, BOOK.community, BOOK.collective]),
    st.sampled_from(Body),
    st.sampled_from(Item),
    st.builds(
        HeadCount, numbers, numbers, numbers, numbers, numbers, numbers, numbers, numbers, numbers, numbers, st.booleans(), st.booleans()
    ),
)
def test_no_numbers_at_all_make_a_fault_and_nonsense_never_passes(pack: RulePack, body: Body, item: Item, count: HeadCount) -> None:
    verdict = decide(pack, body, item, count)
    if isinstance(verdict, Passed):
        assert count.yes + count.no + count.abstain == count.present <= count.eligible
        assert body in pack.bodies
    else:
        assert verdict.reasons


# ---------------------------------------------------------------- what is needed beforehand


@pytest.mark.parametrize("body", Body)
def test_what_is_needed_beforehand_is_just_enough(body: Body) -> None:
    pack, item = PACKS[body], ITEMS[body]
    for whole in (*range(21, 121), 500, 1999, 2000):
        for way in needed(pack, body, whole, whole).ways:
            by_households = way.basis is Basis.HOUSEHOLDS
            eligible, households = (9999, whole) if by_households else (whole, 0)

            def at(present: int, yes: int) -> bool:
                there = present if by_households else 0  # noqa: B023
                return isinstance(decide(pack, body, item, counted(eligible, present, yes, households, there)), Passed)  # noqa: B023

            assert at(way.present, way.yes)
            assert not at(way.present, way.yes - 1)
            assert not at(way.present - 1, min(way.yes, way.present - 1))


def test_a_village_of_301_adults_and_90_households_may_meet_in_two_ways() -> None:
    found = needed(BOOK.village, Body.VILLAGERS_ASSEMBLY, 301, 90)
    assert found.ways == (Way(Basis.ADULTS, 151, 76), Way(Basis.HOUSEHOLDS, 60, 31))
    assert (found.notice_days, found.urgent_notice) == (10, True)
    assert found.articles == (Article(VILLAGE, "第二十五条"), Article(VILLAGE, "第二十六条"))


def test_households_nobody_counted_are_no_way() -> None:
    assert [way.basis for way in needed(BOOK.village, Body.VILLAGERS_ASSEMBLY, 301).ways] == [Basis.ADULTS]


def test_the_collective_needs_two_thirds_of_all_its_members_and_three_quarters_for_a_guest() -> None:
    assert needed(BOOK.collective, Body.MEMBERS_ASSEMBLY, 100).ways == (Way(Basis.MEMBERS, 67, 67),)
    assert needed(BOOK.collective, Body.MEMBERS_ASSEMBLY, 100, item=Item.GUEST_RIGHTS).ways == (Way(Basis.MEMBERS, 75, 75),)
    assert needed(BOOK.collective, Body.MEMBERS_REPRESENTATIVES, 30).ways == (Way(Basis.REPRESENTATIVES, 20, 20),)


def test_the_party_members_need_two_thirds_there_and_half_of_all_in_favour() -> None:
    assert needed(BOOK.village, Body.PARTY_MEMBERS, 30).ways == (Way(Basis.MEMBERS, 20, 15),)


# ---------------------------------------------------------------- what may be decided, by whom, on which article

GOOD = counted(30, 30, 30)

# item: who decides by their own right, who when given it, and where that stands
VILLAGE_ITEMS = """
village_building      villagers_assembly villagers_representatives 第二十八条第（一）项
lost_work_pay         villagers_assembly villagers_representatives 第二十八条第（二）项
collective_money      villagers_assembly villagers_representatives 第二十八条第（三）项
public_works          villagers_assembly villagers_representatives 第二十八条第（四）项
key_support           villagers_assembly villagers_representatives 第二十八条第（五）项
other                 villagers_assembly villagers_representatives 第二十八条第（六）项
village_rules         villagers_assembly -                         第三十一条
work_report           villagers_assembly villagers_representatives 第二十七条
undo_committee        villagers_assembly villagers_representatives 第二十七条
undo_representatives  villagers_assembly -                         第二十七条
"""
COLLECTIVE_ITEMS = """
charter               members_assembly   -                         第二十条,第二十六条第（一）项
membership            members_assembly   -                         第十二条,第二十六条第（三）项
budget                members_assembly   members_representatives   第二十六条第（七）项
distribution          members_assembly   members_representatives   第二十六条第（七）项
land_plan             members_assembly   -                         第二十六条第（八）项
operating_land        members_assembly   members_representatives   第二十六条第（九）项
land_compensation     members_assembly   -                         第二十六条第（十）项
investment            members_assembly   members_representatives   第二十六条第（十一）项
merger                members_assembly   -                         第二十三条,第二十四条,第二十六条第（十二）项
guest_rights          members_assembly   -                         第十五条
collective_other      members_assembly   members_representatives   第二十六条
"""
COMMUNITY_ITEMS = """
residents_rules       residents_assembly residents_representatives 第三十条,第三十一条
work_report           residents_assembly residents_representatives 第三十条
undo_committee        residents_assembly,residents_representatives - 第三十条
undo_representatives  residents_assembly -                         第三十条
public_works          residents_assembly residents_representatives 第三十条
other                 residents_assembly residents_representatives 第三十条
"""
TABLES = ((BOOK.village, VILLAGE_ITEMS), (BOOK.collective, COLLECTIVE_ITEMS), (BOOK.community, COMMUNITY_ITEMS))
ROWS: list[tuple[Any, ...]] = [(pack, *row.split()) for pack, table in TABLES for row in table.strip().splitlines()]
BODY_ARTICLES = {
    Body.VILLAGERS_ASSEMBLY: ("第二十五条", "第二十六条"),
    Body.VILLAGERS_REPRESENTATIVES: ("第二十九条", "第三十条"),
    Body.GROUP_ASSEMBLY: ("第三十二条",),
    Body.MEMBERS_ASSEMBLY: ("第二十七条",),
    Body.MEMBERS_REPRESENTATIVES: ("第二十八条",),
    Body.RESIDENTS_ASSEMBLY: ("第二十六条", "第二十七条"),
    Body.RESIDENTS_REPRESENTATIVES: ("第二十八条", "第二十九条"),
}


def reasons(pack: RulePack, body: Body, item: Item, count: HeadCount) -> tuple[Reason, ...]:
    verdict = decide(pack, body, item, count)
    assert isinstance(verdict, NotLawful)
    return verdict.reasons


@pytest.mark.parametrize(("pack", "item", "bodies", "delegates", "articles"), ROWS, ids=lambda value: getattr(value, "name", value))
def test_an_item_is_decided_by_the_bodies_the_law_names(pack: RulePack, item: str, bodies: str, delegates: str, articles: str) -> None:
    own = {Body(each) for each in bodies.split(",")}
    given_it = {Body(delegates)} if delegates != "-" else set()
    for body in pack.bodies.keys() - {Body.PARTY_MEMBERS, Body.GROUP_ASSEMBLY}:
        verdict = decide(pack, body, Item(item), GOOD)
        assert isinstance(verdict, Passed) is (body in own | given_it), body
        at = tuple(dict.fromkeys((*BODY_ARTICLES[body], *articles.split(","))))
        assert verdict.articles == tuple(Article(pack.law, each) for each in at)
        without = decide(pack, body, Item(item), replace(GOOD, mandated=False))
        assert isinstance(without, Passed) is (body in own)


def test_the_tables_here_know_every_item() -> None:
    listed = {(pack.name, item) for pack, item, *_ in ROWS}
    assert listed == {(pack.name, item) for pack, _ in TABLES for item in pack.items}
    assert {item for _, item in listed} | {Item.CONSULTATION} == set(Item)


@pytest.mark.parametrize("item", [Item.CHARTER, Item.MEMBERSHIP, Item.LAND_PLAN, Item.LAND_COMPENSATION, Item.MERGER, Item.GUEST_RIGHTS])
def test_what_is_never_delegable_representatives_cannot_decide_whoever_gave_it_to_them(item: Item) -> None:
    assert reasons(BOOK.collective, Body.MEMBERS_REPRESENTATIVES, item, GOOD) == (Reason(Lack.NOT_DELEGABLE),)


def test_village_rules_are_the_assemblys_alone_and_then_filed_with_the_township() -> None:
    assert reasons(BOOK.village, Body.VILLAGERS_REPRESENTATIVES, Item.VILLAGE_RULES, GOOD) == (Reason(Lack.NOT_DELEGABLE),)
    verdict = decide(BOOK.village, Body.VILLAGERS_ASSEMBLY, Item.VILLAGE_RULES, GOOD)
    assert isinstance(verdict, Passed)
    assert verdict.duties == (Duty.FILED_WITH_TOWNSHIP,)


def test_residents_rules_may_go_to_the_representatives_and_are_filed_with_the_street() -> None:
    verdict = decide(BOOK.community, Body.RESIDENTS_REPRESENTATIVES, Item.RESIDENTS_RULES, GOOD)
    assert isinstance(verdict, Passed)
    assert verdict.duties == (Duty.FILED_WITH_STREET,)


def test_representatives_without_a_mandate_decide_nothing_of_the_assemblys() -> None:
    count = replace(GOOD, mandated=False)
    assert reasons(BOOK.village, Body.VILLAGERS_REPRESENTATIVES, Item.PUBLIC_WORKS, count) == (Reason(Lack.NO_MANDATE),)


@pytest.mark.parametrize("item", [Item.LAND_COMPENSATION, Item.RESIDENTS_RULES])
@pytest.mark.parametrize("body", [Body.VILLAGERS_ASSEMBLY, Body.MEMBERS_ASSEMBLY])
def test_a_body_decides_nothing_that_its_law_does_not_give_it(item: Item, body: Body) -> None:
    assert reasons(BOOK.village, body, item, GOOD) == (Reason(Lack.WRONG_BODY),)


def test_the_group_decides_its_own_matters_on_its_own_article_and_no_others() -> None:
    verdict = decide(BOOK.village, Body.GROUP_ASSEMBLY, Item.PUBLIC_WORKS, GOOD)
    assert verdict == Passed((Article(VILLAGE, "第三十二条"),))
    assert reasons(BOOK.village, Body.GROUP_ASSEMBLY, Item.VILLAGE_RULES, GOOD) == (Reason(Lack.WRONG_BODY),)


@pytest.mark.parametrize("body", [Body.VILLAGERS_ASSEMBLY, Body.PARTY_MEMBERS])
def test_nobody_votes_on_a_consultation(body: Body) -> None:
    assert reasons(BOOK.village, body, Item.CONSULTATION, GOOD) == (Reason(Lack.CONSULTATION),)


def test_the_party_members_review_anything_and_decide_nothing() -> None:
    for item in (Item.VILLAGE_RULES, Item.LAND_COMPENSATION):
        verdict = decide(BOOK.village, Body.PARTY_MEMBERS, item, GOOD)
        assert verdict == Passed((Article("四议两公开工作法", ""),), decides=False)
        assert not may_say_passed(verdict)


def test_a_stricter_majority_binds_those_who_decide_and_not_those_who_review() -> None:
    both = replace(BOOK.village, items={**BOOK.village.items, **BOOK.collective.items})
    assert isinstance(decide(both, Body.PARTY_MEMBERS, Item.GUEST_RIGHTS, counted(30, 30, 15)), Passed)


# ---------------------------------------------------------------- notice, chat, proxies, size


@pytest.mark.parametrize("body", [Body.VILLAGERS_ASSEMBLY, Body.RESIDENTS_ASSEMBLY, Body.MEMBERS_ASSEMBLY])
def test_ten_days_notice_are_enough_and_nine_are_one_short(body: Body) -> None:
    assert isinstance(decide(PACKS[body], body, ITEMS[body], replace(GOOD, notice_days=10)), Passed)
    assert reasons(PACKS[body], body, ITEMS[body], replace(GOOD, notice_days=9)) == (Reason(Lack.NOTICE, 1),)


def test_in_a_special_case_the_villagers_may_be_told_at_short_notice_but_not_the_members() -> None:
    hurried = replace(GOOD, notice_days=0, urgent=True)
    assert isinstance(decide(BOOK.village, Body.VILLAGERS_ASSEMBLY, Item.PUBLIC_WORKS, hurried), Passed)
    assert isinstance(decide(BOOK.community, Body.RESIDENTS_ASSEMBLY, Item.PUBLIC_WORKS, hurried), Passed)
    assert reasons(BOOK.collective, Body.MEMBERS_ASSEMBLY, Item.BUDGET, hurried) == (Reason(Lack.NOTICE, 10),)
    assert reasons(BOOK.village, Body.PARTY_MEMBERS, Item.PUBLIC_WORKS, hurried) == (Reason(Lack.NOTICE, 3),)


@pytest.mark.parametrize("body", sorted(set(Body) - {Body.MEMBERS_ASSEMBLY}))
def test_who_was_online_or_sent_another_gave_an_opinion_only(body: Body) -> None:
    count = replace(GOOD, online=4, proxies=2)
    assert reasons(PACKS[body], body, ITEMS[body], count) == (Reason(Lack.ONLINE, 4), Reason(Lack.PROXIES, 2))


def test_the_members_assembly_counts_who_is_online_and_who_is_represented() -> None:
    count = replace(GOOD, online=20, proxies=10)
    assert isinstance(decide(BOOK.collective, Body.MEMBERS_ASSEMBLY, Item.LAND_COMPENSATION, count), Passed)


def test_twenty_representatives_of_the_members_are_one_too_few() -> None:
    assert reasons(BOOK.collective, Body.MEMBERS_REPRESENTATIVES, Item.BUDGET, counted(20, 20, 20)) == (Reason(Lack.TOO_SMALL, 1),)
    assert isinstance(decide(BOOK.collective, Body.MEMBERS_REPRESENTATIVES, Item.BUDGET, counted(21, 21, 14)), Passed)


def test_an_outsider_shares_when_three_quarters_of_all_members_agree() -> None:
    assert isinstance(decide(BOOK.collective, Body.MEMBERS_ASSEMBLY, Item.GUEST_RIGHTS, counted(100, 100, 75)), Passed)
    verdict = decide(BOOK.collective, Body.MEMBERS_ASSEMBLY, Item.GUEST_RIGHTS, counted(100, 100, 74))
    assert verdict == Failed((Reason(Lack.MAJORITY, 1),), (Article(COLLECTIVE, "第二十七条"), Article(COLLECTIVE, "第十五条")))


def test_everything_that_is_wrong_is_told_at_once_with_its_number() -> None:
    count = HeadCount(300, 100, 90, 5, 5, 90, 40, online=3, notice_days=4)
    assert reasons(BOOK.village, Body.VILLAGERS_REPRESENTATIVES, Item.PUBLIC_WORKS, count) == (
        Reason(Lack.NO_MANDATE),
        Reason(Lack.ONLINE, 3),
        Reason(Lack.SHORT_PEOPLE, 100),
    )
    assert reasons(BOOK.village, Body.VILLAGERS_ASSEMBLY, Item.PUBLIC_WORKS, count) == (
        Reason(Lack.NOTICE, 6),
        Reason(Lack.ONLINE, 3),
        Reason(Lack.SHORT_PEOPLE, 51),
        Reason(Lack.SHORT_HOUSEHOLDS, 20),
    )


def test_a_lawful_meeting_that_says_no_is_told_how_many_were_wanting() -> None:
    verdict = decide(BOOK.village, Body.VILLAGERS_ASSEMBLY, Item.PUBLIC_WORKS, counted(60, 40, 20))
    assert isinstance(verdict, Failed)
    assert verdict.reasons == (Reason(Lack.MAJORITY, 1),)


MUDDLES = [
    ({"no": -1}, (Reason(Lack.COUNT_NEGATIVE),)),
    ({"notice_days": -1}, (Reason(Lack.COUNT_NEGATIVE),)),
    ({"eligible": 0, "present": 0, "yes": 0}, (Reason(Lack.COUNT_NOBODY),)),
    ({"eligible": 29}, (Reason(Lack.COUNT_PRESENT, 1),)),
    ({"eligible": 28}, (Reason(Lack.COUNT_PRESENT, 2),)),
    ({"yes": 27}, (Reason(Lack.COUNT_VOTES, 3),)),
    ({"abstain": 3}, (Reason(Lack.COUNT_VOTES, 3),)),
    ({"households": 9, "households_present": 10}, (Reason(Lack.COUNT_HOUSEHOLDS, 1),)),
    ({"households": 90, "households_present": 31}, (Reason(Lack.COUNT_REPRESENTED, 1),)),
    ({"online": 20, "proxies": 11}, (Reason(Lack.COUNT_ELSEWHERE, 1),)),
]


@pytest.mark.parametrize(("wrong", "expected"), MUDDLES)
def test_numbers_that_cannot_be_are_refused_before_anything_is_reckoned(wrong: dict[str, Any], expected: tuple[Reason, ...]) -> None:
    assert reasons(BOOK.village, Body.VILLAGERS_ASSEMBLY, Item.PUBLIC_WORKS, replace(GOOD, **wrong)) == expected


# ---------------------------------------------------------------- where an item goes


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("kind", UnitKind)
def test_a_consultation_needs_no_vote_anywhere(kind: UnitKind, level: Level) -> None:
    assert body_for(BOOK, kind, Item.CONSULTATION, level) is None


@pytest.mark.parametrize(
    ("kind", "item", "level", "bodies", "delegates", "article"),
    [
        ("village", "public_works", "village", ["villagers_assembly"], ["villagers_representatives"], (VILLAGE, "第二十八条第（四）项")),
        ("village", "public_works", "grid", ["group_assembly"], [], (VILLAGE, "第三十二条")),
        ("community", "public_works", "grid", ["residents_assembly"], ["residents_representatives"], (COMMUNITY, "第三十条")),
        ("village", "village_rules", "grid", ["villagers_assembly"], [], (VILLAGE, "第三十一条")),
        ("village", "land_compensation", "grid", ["members_assembly"], [], (COLLECTIVE, "第二十六条第（十）项")),
        ("community", "land_compensation", "village", ["members_assembly"], [], (COLLECTIVE, "第二十六条第（十）项")),
        ("community", "residents_rules", "village", ["residents_assembly"], ["residents_representatives"], (COMMUNITY, "第三十条")),
        ("village", "other", "district", ["villagers_assembly"], ["villagers_representatives"], (VILLAGE, "第二十八条第（六）项")),
    ],
)
def test_the_law_says_who_decides(
    kind: str, item: str, level: str, bodies: list[str], delegates: list[str], article: tuple[str, str]
) -> None:
    found = body_for(BOOK, UnitKind(kind), Item(item), Level(level))
    assert found is not None
    assert (list(found.bodies), list(found.delegates), found.articles[0]) == (bodies, delegates, Article(*article))


@pytest.mark.parametrize(
    ("kind", "item"), [(UnitKind.COMMUNITY, Item.VILLAGE_RULES), (UnitKind.VILLAGE, Item.RESIDENTS_RULES), (UnitKind.TOWNSHIP, Item.OTHER)]
)
def test_where_no_body_may_decide_none_is_named(kind: UnitKind, item: Item) -> None:
    assert body_for(BOOK, kind, item) == Deciding()


# ---------------------------------------------------------------- petitions

DEMANDS = [
    (BOOK.village, Body.VILLAGERS_ASSEMBLY, [("adults", 10, "第二十五条"), ("representatives", 3, "第二十五条")]),
    (BOOK.village, Body.VILLAGERS_REPRESENTATIVES, [("representatives", 5, "第三十条")]),
    (
        BOOK.community,
        Body.RESIDENTS_ASSEMBLY,
        [("adults", 10, "第二十六条"), ("households", 10, "第二十六条"), ("representatives", 3, "第二十六条")],
    ),
    (BOOK.community, Body.RESIDENTS_REPRESENTATIVES, [("representatives", 5, "第二十八条")]),
]


@pytest.mark.parametrize(("pack", "body", "expected"), DEMANDS, ids=lambda value: str(value) if isinstance(value, Body) else "")
def test_the_law_says_how_many_can_force_a_meeting(pack: RulePack, body: Body, expected: list[tuple[str, int, str]]) -> None:
    found = who_can_demand(pack, body)
    assert [(each.basis, each.article) for each in found] == [(basis, Article(pack.law, at)) for basis, _, at in expected]
    for demand, (_, parts, _) in zip(found, expected, strict=True):
        for whole in range(1, 301):
            for signed in range(whole + 1):
                assert petition_met(demand, signed, whole) is (signed * parts >= whole), (signed, whole)


@pytest.mark.parametrize("body", [Body.GROUP_ASSEMBLY, Body.MEMBERS_ASSEMBLY, Body.RESIDENTS_ASSEMBLY])
def test_where_the_law_gives_nobody_the_right_nobody_can_demand(body: Body) -> None:
    assert who_can_demand(BOOK.village, body) == ()


TENTH = who_can_demand(BOOK.village, Body.VILLAGERS_ASSEMBLY)[0]


def test_only_a_name_that_two_people_read_alike_counts() -> None:
    entered = SignedList("王会计", frozenset({"李四", "张三", "赵五"}), "刘干事", frozenset({"李四", "张三", "越五"}))
    petition = weigh(TENTH, entered, 21)
    assert petition.signers.both == {"李四", "张三"}
    assert petition.signers.only_first == {"赵五"}
    assert petition.signers.only_second == {"越五"}
    assert (petition.needed, petition.short, petition.met) == (3, 1, False)
    assert weigh(TENTH, entered, 20).met


def test_one_person_entering_a_list_twice_has_checked_nothing() -> None:
    names = frozenset({"李四", "张三"})
    petition = weigh(TENTH, SignedList("王会计", names, "王会计", names), 20)
    assert petition.same_hand
    assert petition.short == 0
    assert not petition.met


def test_of_nobody_there_is_no_share() -> None:
    assert not petition_met(TENTH, 0, 0)
    with pytest.raises(ValueError, match="nobody"):
        weigh(TENTH, SignedList("a", frozenset(), "b", frozenset()), 0)


# ---------------------------------------------------------------- 四议两公开


def test_the_four_discussions_are_taken_in_their_order() -> None:
    assert still_missing(()) == FOUR_DISCUSSIONS
    assert still_missing({Step.BRANCH_PROPOSES, Step.PARTY_MEMBERS_REVIEW})[0] is Step.COMMITTEES_CONSULT
    assert still_missing(FOUR_DISCUSSIONS) == ()


@pytest.mark.parametrize("first", [Step.BRANCH_PROPOSES, Step.COMMITTEES_CONSULT])
def test_where_one_person_heads_both_the_first_two_may_be_one_sitting(first: Step) -> None:
    assert still_missing([first], one_head=True) == FOUR_DISCUSSIONS[2:]
    assert len(still_missing([first])) == 5
    assert still_missing([], one_head=True) == FOUR_DISCUSSIONS


def test_a_step_taken_before_its_turn_is_named() -> None:
    assert too_early(FOUR_DISCUSSIONS) == ()
    assert too_early([Step.BRANCH_PROPOSES, Step.COMMITTEES_CONSULT, Step.ASSEMBLY_DECIDES, Step.PARTY_MEMBERS_REVIEW]) == (
        Step.ASSEMBLY_DECIDES,
    )
    assert too_early([Step.BRANCH_PROPOSES, Step.PARTY_MEMBERS_REVIEW]) == (Step.PARTY_MEMBERS_REVIEW,)
    assert too_early([Step.BRANCH_PROPOSES, Step.PARTY_MEMBERS_REVIEW], one_head=True) == ()
    assert too_early([Step.COMMITTEES_CONSULT], one_head=True) == ()


# ---------------------------------------------------------------- the word 通过


@given(st.sampled_from(Body), st.sampled_from(Item), head_counts(), st.booleans())
def test_the_reply_that_says_passed_is_said_of_a_lawful_decision_only(body: Body, item: Item, count: HeadCount, mandated: bool) -> None:
    verdict = decide(PACKS[body], body, item, replace(count, mandated=mandated))
    said = [line.key for line in told(verdict)]
    assert ("law.passed" in said) is may_say_passed(verdict)
    assert not may_say_passed(verdict) or (stands(body, count) and body is not Body.PARTY_MEMBERS)


def test_a_verdict_is_told_with_its_reasons_what_comes_next_and_its_source() -> None:
    def said(body: Body, item: Item, count: HeadCount) -> list[str]:
        return [line.key for line in told(decide(PACKS[body], body, item, count))]

    article = "law.article"
    assert said(Body.VILLAGERS_ASSEMBLY, Item.VILLAGE_RULES, GOOD) == ["law.passed", "law.next.filed_with_township", *[article] * 3]
    assert said(Body.PARTY_MEMBERS, Item.OTHER, GOOD) == ["law.reviewed", "law.custom"]
    assert said(Body.GROUP_ASSEMBLY, Item.OTHER, counted(30, 30, 10)) == ["law.failed", "law.majority", article]
    assert said(Body.GROUP_ASSEMBLY, Item.OTHER, counted(30, 10, 10)) == ["law.not_lawful", "law.short_people", article]
    assert [line.key for line in asked(needed(BOOK.village, Body.GROUP_ASSEMBLY, 30, 9))] == ["law.need_people", "law.need_households"]


# ---------------------------------------------------------------- so many times a year

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("met", "wanted"),
    [
        ({}, {Body.VILLAGERS_ASSEMBLY, Body.VILLAGERS_REPRESENTATIVES}),
        ({Body.VILLAGERS_ASSEMBLY: date(2026, 1, 9)}, {Body.VILLAGERS_REPRESENTATIVES}),
        ({Body.VILLAGERS_ASSEMBLY: date(2025, 11, 25), Body.VILLAGERS_REPRESENTATIVES: date(2026, 8, 26)}, set()),
        ({Body.VILLAGERS_ASSEMBLY: date(2025, 11, 24), Body.VILLAGERS_REPRESENTATIVES: date(2026, 8, 26)}, {Body.VILLAGERS_ASSEMBLY}),
        ({Body.VILLAGERS_ASSEMBLY: TODAY, Body.VILLAGERS_REPRESENTATIVES: date(2026, 8, 24)}, {Body.VILLAGERS_REPRESENTATIVES}),
    ],
)
def test_an_assembly_that_must_meet_so_often_is_due_when_it_has_not(met: dict[Body, date], wanted: set[Body]) -> None:
    assert set(overdue(BOOK.village, Item.PUBLIC_WORKS, met, TODAY)) == wanted


def test_what_no_law_counts_by_the_year_is_never_due() -> None:
    assert overdue(BOOK.community, Item.UNDO_REPRESENTATIVES, {}, TODAY) == ()
