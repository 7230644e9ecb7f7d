"""What the ears return: one frozen value per message, everything in it explainable to a cadre."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Speech(StrEnum):
    """What kind of utterance a message is; only CONCERN and QUESTION can become a concern."""

    CONCERN = "concern"
    QUESTION = "question"
    PRAISE = "praise"
    GREETING = "greeting"
    THANKS = "thanks"
    ABUSE = "abuse"
    ADVERTISEMENT = "advertisement"
    ENGLISH = "english"
    UNCLEAR = "unclear"  # digits alone, emoji alone, a word or two that say nothing


class Danger(StrEnum):
    """Dangers that get an emergency number in the first answer."""

    FIRE = "fire"
    COLLAPSE = "collapse"
    DROWNING = "drowning"
    GAS = "gas"
    ELECTRIC = "electric"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    VIOLENCE_AT_HOME = "violence_at_home"
    SELF_HARM = "self_harm"
    LOST_CHILD = "lost_child"
    FRAUD = "fraud"


class Accusation(StrEnum):
    """Is a cadre accused? A doubt counts as yes until a township reviewer says otherwise."""

    NONE = "none"
    NAMED = "named"  # a cadre is only the one asked or not reached
    UNSURE = "unsure"
    ACCUSED = "accused"


class Whose(StrEnum):
    """For whom the speaker seems to speak."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True, slots=True)
class Vote:
    """One word of the message that voted for a category; weight is what its absence would take from the score."""

    word: str
    category: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One message as heard.

    category and sub are codes of the taxonomy ("01", "01.2"), None when the ears abstain; score is 0…1.
    words are the deciding words, strongest first. danger is None unless someone may be hurt now; only a sure one breaks into a
    talk about something else.
    urgency: 0 can wait, 1 harm within the day, 2 danger to life. place and since are in the villager's own words;
    since_date is the day meant, reckoned from the `today` given. flags are the cross-cutting marks
    (xinfang, litigation, mass_incident_risk, child, contains_third_party_name, contains_sensitive_pii, private …).
    """

    tokens: tuple[str, ...] = ()
    speech: Speech = Speech.UNCLEAR
    category: str | None = None
    sub: str | None = None
    score: float = 0.0
    words: tuple[Vote, ...] = ()
    danger: Danger | None = None
    sure: bool = False
    urgency: int = 0
    accusation: Accusation = Accusation.NONE
    flags: frozenset[str] = field(default_factory=frozenset)
    place: str | None = None
    since: str | None = None
    since_date: date | None = None
    whose: Whose = Whose.SELF

    @property
    def abstains(self) -> bool:
        return self.category is None
