"""What was said to "where?" and "since when?": a place, a time, that nobody remembers, or none of these; and how a time reads."""

from dataclasses import dataclass
from typing import Any

from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Open
from nlp import when, when_told
from nlp.late import late

_STOPS = "，。！、,.! "
_AT = late("^就?是?在(?=.)")


@dataclass(frozen=True, slots=True)
class Heard:
    """The place and the time as far as known now; why, when neither was said: the question is then asked once more."""

    place: str = ""
    since: str = ""
    why: Line | None = None
    unknown: bool = False  # nobody remembers: nothing is better than 从记不得了起


def where_told(scene: Scene, answer: str, since: str) -> Heard:
    """What was said to "where?": whoever says only since when is not asked that again, and has said no place."""
    said = answer.strip(_STOPS)
    found = when.since(said, scene.now.date())
    if found and found[0] == said:
        return Heard("", since or said)
    return Heard("", since) if when_told.forgotten(said) and scene.ears(said).place is None else Heard(answer, since)


def since_told(scene: Scene, answer: str, place: str) -> Heard:
    """What was said to "since when?": only a time is one. A place is taken where none is known."""
    said = answer.strip(_STOPS)
    if not said:
        return Heard(place)
    asks = when_told.asks_back(answer.strip())
    since = "" if asks else when_told.time_in(said, scene.now.date())
    if since:
        return Heard(place or (scene.ears(said).place or ""), since)
    if when_told.forgotten(said):
        return Heard(place, unknown=True)
    there = "" if place or asks else scene.ears(said).place or ""
    if there:
        return Heard(_AT.sub("", said) if len(said) <= when_told.LONGEST else there, why=Line("report.place_kept"))
    return Heard(place, why=Line("report.no_time"))


def partial(scene: Scene, waiting: Open | None) -> dict[str, Any]:
    """What a half-finished report already knows: an unconfirmed draft is filed with it."""
    if waiting is None:
        return {}
    answers = dict(waiting.answers)
    told = where_told(scene, answers.get("report.where") or "", waiting.args.get("since") or "")
    place, since = told.place or waiting.args.get("place") or "", told.since
    for name in () if since else ("report.since", "report.since_again"):
        heard = since_told(scene, answers.get(name) or "", place)
        place, since = heard.place, heard.since or since
    return {"village": answers.get("report.village") or None, "place": place or None, "since": since or None}


def detail(place: str, since: str) -> Line:
    """Where and since when, as far as known."""
    if place and since:
        return line("report.where_since", place=place, since=since_line(since))
    if place:
        return line("report.only_where", place=place)
    return line("report.only_since", since=since_line(since)) if since else Line("report.no_detail")


def since_line(since: str) -> Line:
    """从前天起; 已经三天; 一直这样. The words stay the speaker's own."""
    if span := when_told.span_of(since):
        return line("report.for_so_long", since=span)
    if when_told.is_always(since):
        return line("report.always", since=since)
    return line("report.from", since=when_told.bare(since))
