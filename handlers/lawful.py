"""A verdict in words: reply keys only. The word 通过 stands in law.passed and nowhere else."""

from handlers.messages import Line
from handlers.village.assembly import Article, Basis, Body, Item
from handlers.village.beforehand import Needed
from handlers.village.four_discussions import Step
from handlers.village.verdict import NotLawful, Passed, Verdict, may_say_passed


def told(verdict: Verdict) -> tuple[Line, ...]:
    """The verdict, every reason with its number or what the law asks next, and the articles."""
    sources = tuple(source(article) for article in verdict.articles)
    if isinstance(verdict, Passed):
        return (_accepted(verdict), *(Line(f"law.next.{duty}") for duty in verdict.duties), *sources)
    head = Line("law.not_lawful" if isinstance(verdict, NotLawful) else "law.failed")
    return (head, *(Line(f"law.{reason.lack}", {"count": str(reason.count)}) for reason in verdict.reasons), *sources)


def _accepted(verdict: Passed) -> Line:
    return Line("law.passed" if may_say_passed(verdict) else "law.reviewed")


def asked(needed: Needed) -> tuple[Line, ...]:
    """Beforehand: how many must come and how many must say yes; one line for each lawful way."""
    return tuple(
        Line(
            "law.need_households" if way.basis is Basis.HOUSEHOLDS else "law.need_people",
            {"count": str(way.present), "yes": str(way.yes)},
        )
        for way in needed.ways
    )


def source(article: Article) -> Line:
    if not article.at:
        return Line("law.custom", {"law": article.law})
    return Line("law.article", {"law": article.law, "at": article.at})


def body_name(body: Body) -> Line:
    return Line(f"body.{body}")


def item_name(item: Item) -> Line:
    return Line(f"item.{item}")


def step_name(step: Step) -> Line:
    return Line(f"law.step.{step}")
