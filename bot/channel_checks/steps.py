"""One line of a check: what was tried, whether it holds, what to do next; always in both languages."""

from dataclasses import dataclass

Words = tuple[str, str]  # the same in English and in Chinese


@dataclass(frozen=True, slots=True)
class Step:
    """good: None for what could not be tried, or is only worth knowing. mend: what to do next."""

    good: bool | None
    what: Words
    mend: Words | None = None

    def lines(self) -> str:
        """As it is printed."""
        mark = {True: "✓", False: "✗", None: "–"}[self.good]
        told = f"{mark} {self.what[0]} · {self.what[1]}\n"
        return told if self.mend is None else f"{told}  → {self.mend[0]} · {self.mend[1]}\n"


def passed(english: str, chinese: str) -> Step:
    return Step(True, (english, chinese))


def failed(what: Words, mend: Words) -> Step:
    return Step(False, what, mend)


def note(english: str, chinese: str) -> Step:
    """Neither right nor wrong: what nobody can see from here."""
    return Step(None, (english, chinese))
