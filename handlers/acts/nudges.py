"""A nudge: something a cadre is reminded of with the next morning's digest, if it still waits by then. It takes no digits."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from handlers.memory import Ask, Due, OpenAsks
from handlers.scene import Scene

DIGEST_TIME = time(7, 30)
STILL_MORNING = time(7, 45)  # clocks warn at half past seven too: what they say joins that same morning's digest
LASTS = timedelta(days=7)


def nudge(scene: Scene, person: str, clock: str, party: str = "") -> None:
    """clock is "KIND:thing id". The words are made when the digest is: what is settled by then is not said.

    party: as whom the person hears that the clock has run out; "" for whoever has to act and is reminded before.
    """
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    same = [ask for ask in asks if ask.script == "nudge" and (ask.args["clock"], ask.args.get("party", "")) == (clock, party)]
    if any(not ask.args.get("said") and ask.answered_at is None for ask in same):
        return
    for ask in same:  # heard before: the same clock has run anew
        scene.desk.put(replace(ask, answered_at=scene.now))
    args = {"clock": clock, "party": party}
    scene.desk.put(Ask(scene.fresh.id("ask"), person, "nudge", "nudge", scene.now, scene.now + LASTS, args))
    digest_for(scene, person)


def digest_for(scene: Scene, person: str) -> None:
    """Sees to it that a person gets the next morning's digest; one a day, however many villages they serve."""
    today = Due(digest_day(person, scene.now.date()), "digest_of", person, scene.now)
    had = scene.desk.get(Due, today.id)
    if DIGEST_TIME <= scene.now.time() < STILL_MORNING and (had is None or not had.done):
        scene.desk.put(today)
    elif not (had is not None and not had.done):
        at = next_morning(scene.now)
        scene.desk.put(Due(digest_day(person, at.date()), "digest_of", person, at))


def digest_day(person: str, day: date) -> str:
    """The moment of a person's digest of one day."""
    return f"digest_of:{person}:{day}"


def next_morning(now: datetime) -> datetime:
    """The next 07:30 after now."""
    today = datetime.combine(now.date(), DIGEST_TIME, now.tzinfo)
    return today if now < today else today + timedelta(days=1)
