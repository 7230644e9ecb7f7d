"""What of people's words may stand in public: shortened, without names, numbers or what points at one household."""

import re

from handlers.case import Case
from handlers.for_others import for_others
from handlers.report import clip
from handlers.village.matter import Concern, Stage
from nlp.flags import PRIVATE, SENSITIVE, THIRD_PARTY
from nlp.reading import Accusation, Reading
from nlp.redact import redact

QUOTE = 40  # characters: enough for a sentence, too short for a story by which a house is known
_KEEP_BACK = re.compile(
    "(?:^|(?<=[\\s，,。；;！!、：:（(]))(?:请|就|可|但是?|不过|只是)*(?:别|不要|不用|甭|莫|不想|不让)(?:给我|把我(?:的|这)?(?:话|句)?)?"
    "(?:念|公开|往外说|说出去)(?:出来|出去|我的?(?:话|名字?)?|给大家听|了|啊|呀|哈|吧|哦)*(?=[\\s，,。；;！!、：:）)]|$)[\\s，,。；;！!、：:）)]*"
)
KEPT_BACK = "kept_back"  # a report's flag: 别念 was said of it
_TELLING = frozenset({PRIVATE, SENSITIVE, THIRD_PARTY})


def names_around(case: Case) -> tuple[str, ...]:
    """Everybody of the village and whoever serves it."""
    staff = case.scene.desk.staff(case.issue.village)
    holders = [person.name for people in staff.holders.values() for person in people] if staff else []
    return tuple(sorted({person.name for person in case.persons} | set(holders)))


def masked(case: Case, words: str) -> str:
    """A cadre's own words as everybody may read them: no number, and of a name only the surname, whoever bears it."""
    return for_others(case.scene, case.issue.village, words, names_around(case))


def keep_back(words: str) -> tuple[str, bool]:
    """What was said without the wish not to have it read out; and whether that was wished: 同意，别念."""
    bare, wishes = _KEEP_BACK.subn("", words)
    return (bare.strip().rstrip("，,；;、（("), True) if wishes else (words, False)


def quotable(case: Case, words: str) -> str:
    """The words as they may be shown; "" when they may not be, because what would be left still tells of somebody."""
    shown = clip(redact(words.split("\n", 1)[0]), QUOTE)  # only the numbers: a name keeps the sentence out altogether
    heard = case.scene.ears(shown)
    accuses = heard.accusation in (Accusation.ACCUSED, Accusation.UNSURE)
    return "" if accuses or kept_back(case, words) or not _of_nobody(case, shown, heard) else shown


def kept_back(case: Case, words: str) -> bool:
    """别念, said in these very words or later of the report they come from."""
    return keep_back(words)[1] or any(c.text == words and KEPT_BACK in c.flags for c in case.file.concerns)


def clean(case: Case, title: str) -> bool:
    """No private data in what everybody will read: no name, no number, no illness."""
    return redact(title) == title and _of_nobody(case, title, case.scene.ears(title))


def _of_nobody(case: Case, words: str, heard: Reading) -> bool:
    """Neither a name (a masked one is still known in a small place) nor a door's number nor an illness."""
    named = masked(case, words) != words or any(household.number in words for household in case.households)
    return not named and not heard.flags & _TELLING


def standing(case: Case) -> tuple[Concern, ...]:
    """The concerns that carry the issue."""
    return tuple(c for c in case.file.concerns if c.stage in (Stage.CANDIDATE, Stage.MERGED))
