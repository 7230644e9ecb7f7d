"""decide(): whether a meeting's decision stands. 通过 may be said of Passed alone, and the articles it rests on go with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from handlers.village.assembly import Article, Basis, Body, BodyRule, Duty, HeadCount, Item, RulePack, Share


class Lack(StrEnum):
    """What is missing or wrong; each is a reply, "law." before it."""

    COUNT_NEGATIVE = "count_negative"
    COUNT_NOBODY = "count_nobody"
    COUNT_PRESENT = "count_present"
    COUNT_VOTES = "count_votes"
    COUNT_HOUSEHOLDS = "count_households"
    COUNT_REPRESENTED = "count_represented"
    COUNT_ELSEWHERE = "count_elsewhere"
    CONSULTATION = "consultation"
    WRONG_BODY = "wrong_body"
    NOT_DELEGABLE = "not_delegable"
    NO_MANDATE = "no_mandate"
    TOO_SMALL = "too_small"
    NOTICE = "notice"
    ONLINE = "online"
    PROXIES = "proxies"
    SHORT_PEOPLE = "short_people"
    SHORT_HOUSEHOLDS = "short_households"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Reason:
    """count: by how many it is short or too many; 0 where there is nothing to count."""

    lack: Lack
    count: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """decides is False when the body only gives its view (党员大会). duties: what the law asks next."""

    articles: tuple[Article, ...]
    duties: tuple[Duty, ...] = ()
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Failed:
    """A lawful meeting that did not say yes."""

    reasons: tuple[Reason, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class NotLawful:
    """However they voted, it decides nothing; all reasons are told at once."""

    reasons: tuple[Reason, ...]
    articles: tuple[Article, ...]


Verdict = Passed | Failed | NotLawful


def may_say_passed(verdict: Verdict) -> bool:
    return isinstance(verdict, Passed) and verdict.decides


def decide(pack: RulePack, body: Body, item: Item, count: HeadCount) -> Verdict:
    """The verdict on one item at one meeting. A count that cannot be right is refused before anything is reckoned with it."""
    articles = _articles(pack, body, item)
    if muddled := tuple(muddles(count)):
        return NotLawful(muddled, articles)
    rule = pack.bodies.get(body)
    if rule is None:
        return NotLawful((Reason(Lack.WRONG_BODY),), articles)
    if held := (*_competence(pack, body, item, count), *_meeting(rule, count)):
        return NotLawful(held, articles)
    short = majority_of(pack, body, item).least(count.eligible if rule.of_all else count.present) - count.yes
    if short > 0:
        return Failed((Reason(Lack.MAJORITY, short),), articles)
    return Passed(articles, pack.items[item].duties if rule.decides else (), rule.decides)


def muddles(count: HeadCount) -> Iterator[Reason]:
    """What cannot be true of a head count."""
    numbers = (count.eligible, count.present, count.yes, count.no, count.abstain, count.households, count.households_present)
    if min(*numbers, count.online, count.proxies, count.notice_days) < 0:
        yield Reason(Lack.COUNT_NEGATIVE)
        return
    if count.eligible == 0:
        yield Reason(Lack.COUNT_NOBODY)
    if count.present > count.eligible:
        yield Reason(Lack.COUNT_PRESENT, count.present - count.eligible)
    if over := abs(count.yes + count.no + count.abstain - count.present):
        yield Reason(Lack.COUNT_VOTES, over)
    if count.households_present > count.households:
        yield Reason(Lack.COUNT_HOUSEHOLDS, count.households_present - count.households)
    # a household is represented by one person, and nobody represents two
    if count.households_present > count.present:
        yield Reason(Lack.COUNT_REPRESENTED, count.households_present - count.present)
    if count.online + count.proxies > count.present:
        yield Reason(Lack.COUNT_ELSEWHERE, count.online + count.proxies - count.present)


def _competence(pack: RulePack, body: Body, item: Item, count: HeadCount) -> Iterator[Reason]:
    rule = pack.items.get(item)
    if item is Item.CONSULTATION:
        yield Reason(Lack.CONSULTATION)
    elif not pack.bodies[body].decides:
        return
    elif rule is None:
        yield Reason(Lack.WRONG_BODY)
    elif body in rule.delegates:
        if not count.mandated:
            yield Reason(Lack.NO_MANDATE)
    elif body not in (*rule.bodies, *rule.in_group):
        yield Reason(Lack.NOT_DELEGABLE if pack.bodies[body].counts in (Basis.SEATS, Basis.REPRESENTATIVES) else Lack.WRONG_BODY)


def _meeting(rule: BodyRule, count: HeadCount) -> Iterator[Reason]:
    if rule.over and count.eligible <= rule.over:
        yield Reason(Lack.TOO_SMALL, rule.over + 1 - count.eligible)
    if count.notice_days < rule.notice_days and not (rule.urgent_notice and count.urgent):
        yield Reason(Lack.NOTICE, rule.notice_days - count.notice_days)
    # no sentence of the committee laws lets a chat stand for being there: what was said online is an opinion
    if count.online and not rule.online:
        yield Reason(Lack.ONLINE, count.online)
    if count.proxies and not rule.proxy:
        yield Reason(Lack.PROXIES, count.proxies)
    yield from _attendance(rule, count)


def _attendance(rule: BodyRule, count: HeadCount) -> tuple[Reason, ...]:
    """Short by every alternative that was counted; nothing when one is met."""
    short = []
    for quorum in rule.quorum:
        by_households = quorum.basis is Basis.HOUSEHOLDS
        whole, there = (count.households, count.households_present) if by_households else (count.eligible, count.present)
        if whole and quorum.share.met(there, whole):
            return ()
        if whole:
            short.append(Reason(Lack.SHORT_HOUSEHOLDS if by_households else Lack.SHORT_PEOPLE, quorum.share.least(whole) - there))
    return tuple(short)


def majority_of(pack: RulePack, body: Body, item: Item | None) -> Share:
    """The body's own majority, or the stricter one that the law sets for this item (Collective Law Art. 15)."""
    rule = pack.items.get(item) if item else None
    own = pack.bodies[body]
    return rule.majority if rule and rule.majority and own.decides else own.majority


def _articles(pack: RulePack, body: Body, item: Item) -> tuple[Article, ...]:
    rule, named = pack.bodies.get(body), pack.items.get(item)
    own = rule.articles if rule else ()
    # the group's own matters and a review rest on the body's articles alone
    decided = named.articles if named and (rule is None or (rule.decides and body not in named.in_group)) else ()
    return tuple(dict.fromkeys((*own, *decided)))
