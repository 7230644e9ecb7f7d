"""What the ears made of a message, in a form a page can show: the cut, the words that voted, and all that was found."""

from typing import Any

from bot.addresses import cadre_names
from bot.app import App
from bot.pages.glosses import Glosses
from handlers.village.people import Staff
from nlp.reading import Accusation, Reading
from nlp.taxonomy import CATEGORIES

SEALED = {"sealed": True}


def understood(app: App, glosses: Glosses, text: str, staff: Staff | None) -> dict[str, Any] | None:
    """None while the ears are warming. Words that accuse a cadre are never explained, whoever asks."""
    if not app.hearing.ready():
        return None
    reading = app.hearing.read(text, app.clock.village().date(), cadre_names(staff), staff.unit.id if staff else "")
    if reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        return SEALED
    return explained(app.hearing.explain(text, reading), glosses)


def explained(reading: Reading, glosses: Glosses) -> dict[str, Any]:
    category = CATEGORIES[reading.category] if reading.category else None
    return {
        "sealed": False,
        "tokens": [token for token in reading.tokens if token.strip()],
        "votes": [{"word": v.word, "gloss": glosses.of_words(v.word), "weight": round(v.weight, 3)} for v in reading.words],
        "speech": reading.speech.value,
        "category": None if category is None else {"code": category.code, "name": category.name, "gloss": glosses.category(category.code)},
        "sub": category.subs.get(reading.sub or "", "") if category else "",
        "score": round(reading.score, 2),
        "danger": reading.danger.value if reading.danger else None,
        "urgency": reading.urgency,
        "place": reading.place,
        "place_gloss": glosses.of_words(reading.place or ""),
        "since": reading.since,
        "since_gloss": glosses.of_words(reading.since or ""),
        "since_date": reading.since_date.isoformat() if reading.since_date else None,
        "whose": reading.whose.value,
        "flags": sorted(reading.flags),
    }
