"""「…有什么规定」: the village's own rule with number and date, or what the law says, with its article; or that there is none."""

import re
from collections.abc import Mapping

from handlers.issues.rules_kept import in_force, short_day
from handlers.lawful import body_name, source
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.assembly import Body, BodyRule, RulePack, Share
from handlers.village.issue import Rule
from nlp.reading import Accusation

LONGEST = 30  # characters: a longer sentence tells something, it does not look something up
MOST = 3
_END = "(?:没有|吗|呢|呀|啊|了|来着)*[?？。]*"
_RULES = re.compile(f"(?P<what>.{{0,20}}?)(?:上|方面)?(?:(?:有|是)?(?:什么|啥|甚|哪些)(?:规定|规矩|村规)|有(?:没有|无)(?:规定|规矩)){_END}")
_ALL_RULES = re.compile(f"咱?们?村?的?(?:村规民约|居民公约|村规|规矩){_END}")
_FILLER = re.compile("咱们?|我们|村里?|社区|的|对|关于|现在|到底|请问|这个|那个")
_QUORUM = re.compile("(?:要|得|需要)?(?:到|来|够)?(?:几个|多少|几)人.{0,4}(?:能开|才开|算数|才算|能行|作数|通过|定)|几个?人(?:能开|算数)")
_NOTICE = re.compile("提前(?:几|多少)(?:天|日)|(?:几|多少)天前通知")
_BOARD = re.compile("公示(?:要|得)?(?:多少|几)(?:天|日)|公示(?:要|得)?多久")

# Longest first: 村民代表会议 is no 村民会议.
BODIES: Mapping[str, Body] = {
    "村民代表会": Body.VILLAGERS_REPRESENTATIVES,
    "村民小组会": Body.GROUP_ASSEMBLY,
    "居民代表会": Body.RESIDENTS_REPRESENTATIVES,
    "成员代表大会": Body.MEMBERS_REPRESENTATIVES,
    "成员代表会": Body.MEMBERS_REPRESENTATIVES,
    "党员大会": Body.PARTY_MEMBERS,
    "成员大会": Body.MEMBERS_ASSEMBLY,
    "居民会": Body.RESIDENTS_ASSEMBLY,
    "村民会": Body.VILLAGERS_ASSEMBLY,
}
_NUMERALS = dict(zip(range(1, 11), "一二三四五六七八九十", strict=True))


def rules_asked(scene: Scene, words: str) -> list[Line]:
    """The answer to a question about rules; () when the words ask none."""
    if len(words) > LONGEST or scene.reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        return []
    if found := of_the_law(scene, words):
        return found
    if _ALL_RULES.fullmatch(words):
        return of_the_village(scene, "")
    asked = _RULES.fullmatch(words)
    return of_the_village(scene, _FILLER.sub("", asked["what"])) if asked else []


# ---------------------------------------------------------------- the village's own


def of_the_village(scene: Scene, topic: str) -> list[Line]:
    if not scene.village:
        return [Line("rules.which_village")]
    rules = in_force(scene, scene.village)
    fitting = sorted((r for r in rules if not topic or likeness(topic, r)), key=lambda r: -likeness(topic, r))
    if not fitting:
        return [Line("rules.none"), Line("rules.how")]
    return [shown for rule in fitting[: 1 if scene.small else MOST] for shown in told(scene, rule)]


def likeness(topic: str, rule: Rule) -> int:
    """Pairs of characters that the question and the rule have in common."""
    text = rule.title + rule.text
    return sum(topic[n : n + 2] in text for n in range(len(topic) - 1)) if len(topic) > 1 else int(topic in text)


def told(scene: Scene, rule: Rule) -> list[Line]:
    """Its sentences, its title, its number and from which day on; on SMS the first sentence only."""
    words = clip(rule.text, 26) if scene.small else rule.text
    day = rule.effective_on or rule.made_at.date()
    return [line("rules.is", title=rule.title, words=words, number=rule.filing_number, day=short_day(day))]


# ---------------------------------------------------------------- what the law says


def of_the_law(scene: Scene, words: str) -> list[Line]:
    pack, body = body_named(scene, words)
    if pack is not None and body is not None:
        rule = pack.bodies[body]
        if _NOTICE.search(words) and rule.notice_days:
            return [line("rules.notice", body=body_name(body), count=str(rule.notice_days)), source(rule.articles[0])]
        if _QUORUM.search(words):
            return [*quorum(rule, body), *(source(article) for article in rule.articles[: 1 if scene.small else None])]
    if _BOARD.search(words):
        return board(scene)
    return []


def body_named(scene: Scene, words: str) -> tuple[RulePack | None, Body | None]:
    """The body the words name, and the pack in force that knows it."""
    book = scene.statutes.book
    body = next((body for name, body in BODIES.items() if name in words), None)
    packs = (book.village, book.community, book.collective) if book else ()
    return next((pack for pack in packs if body in pack.bodies), None), body


def quorum(rule: BodyRule, body: Body) -> list[Line]:
    """Who must come, each lawful way, and how many must say yes."""
    ways = [line("rules.way", share=share_of(each.share), basis=Line(f"voters.{each.basis}")) for each in rule.quorum]
    if not ways:
        ways = [line("rules.way", share=share_of(rule.majority), basis=Line(f"voters.{rule.counts}"))]
    whose = Line(f"voters.{rule.counts}") if rule.of_all else Line("voters.there")
    first: str | Line = ways[0] if len(ways) == 1 else line("rules.either", first=ways[0], other=ways[1])
    return [line("rules.quorum", body=body_name(body), first=first, basis=whose, share=share_of(rule.majority))]


def share_of(share: Share) -> Line:
    """过半数, or 三分之二以上."""
    if share.strict and share.ratio * 2 == 1:
        return Line("share.over_half")
    part, whole = _NUMERALS[share.ratio.numerator], _NUMERALS[share.ratio.denominator]
    return line("share.over" if share.strict else "share.at_least", part=part, whole=whole)


def board(scene: Scene) -> list[Line]:
    """How long what was settled stays up, by the law of the speaker's own place."""
    book, unit = scene.statutes.book, scene.desk.unit(scene.village or "")
    packs = book.packs(unit.kind) if book and unit else ()
    pack = next((each for each in packs if each.board_article is not None), None)
    if pack is None or pack.board_article is None:
        return []
    return [line("rules.board", count=str(pack.board_days)), source(pack.board_article)]
