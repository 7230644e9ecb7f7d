"""What a text is taken to be about, as a cadre reads it: the category, and what it is within it."""

from handlers.messages import Line, line
from handlers.village.matter import Concern


def about(code: str | None) -> Line:
    """道路交通·路面破损塌方 for "01.1", 道路交通 for "01"."""
    if not code:
        return Line("category.none")
    named = Line(f"category.{code[:2]}")
    return line("category.with_sub", category=named, sub=Line(f"category.{code}")) if "." in code else named


def code_of(concern: Concern) -> str | None:
    """The finest code that is known of it."""
    return concern.sub if concern.category and concern.sub else concern.category
