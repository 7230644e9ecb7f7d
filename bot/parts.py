"""The parts that need no clock and no chance of their own: words, limits, calendar, ears."""

import gc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from bot.ears_file import EarsFile
from bot.levels import load_thresholds
from bot.notices import Notice
from bot.packs import load_packs
from bot.pulse import Watched
from bot.rates import Limit
from bot.settings import Settings, SettingsError
from bot.ways import Exits
from bot.yaml_file import parse
from handlers.scene import Limits, Statutes
from handlers.village.clocks import check_overrides
from handlers.village.working_days import HOLIDAYS_2026, Calendar
from handlers.wording import Wording
from nlp import segment
from nlp.ears import Ears
from nlp.gazetteer import Gazetteer
from nlp.place import as_said
from nlp.reading import Reading, Vote
from nlp.skeleton import skeleton


def load_wording(replies: Path) -> Wording:
    """replies.yaml and, beside it, the English glosses. Raises SettingsError."""
    gloss = replies.with_name("replies.en.yaml")
    try:
        said = _texts(replies.read_text(encoding="utf-8"))
        english = _texts(gloss.read_text(encoding="utf-8")) if gloss.exists() else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise SettingsError(f"cannot read {replies}: {type(fault).__name__}", f"读不了 {replies}，请检查文件") from None
    if said is None:
        raise SettingsError(f"{replies} must hold keys and texts", f"{replies} 里应当是“名字: 话”")
    return Wording(said, english or {})


@lru_cache(maxsize=4)
def _texts(written: str) -> dict[str, str] | None:
    """Key → text; None when the file holds something else. The same words are not read twice."""
    tree = parse(written)
    return {str(k): str(v) for k, v in tree.items()} if isinstance(tree, dict) else None


def limits_of(settings: Settings) -> Limits:
    v = settings.village
    return Limits(**{each.name: getattr(v, each.name) for each in fields(Limits)})


def statutes_of(settings: Settings) -> Statutes:
    """The rule packs in force and our own thresholds. Raises SettingsError."""
    v = settings.village
    if problems := check_overrides(v.clocks):
        raise SettingsError(f"village.clocks: {'; '.join(problems)}", f"village.clocks 里有不对的：{'、'.join(v.clocks)}")
    return Statutes(load_thresholds(settings.thresholds), load_packs(), v.session_days, v.clocks)


def calendar_of(settings: Settings) -> Calendar:
    """The table we ship and the days that config.yaml adds for years we have none for."""
    off = set(settings.village.holidays)
    on = set(settings.village.makeup_days)
    years = HOLIDAYS_2026.known_years | {day.year for day in off}
    return Calendar(HOLIDAYS_2026.holidays | off, HOLIDAYS_2026.makeup_days | on, frozenset(years))


def exits_of(settings: Settings, channels: Iterable[tuple[str, str]]) -> Exits:
    """By which accounts numbers are reached: a gateway abroad writes to numbers abroad only."""
    names = {kind: [name for what, name in channels if what == kind] for kind in ("sms", "phone")}
    abroad = [name for name in names["sms"] if name in settings.sms and settings.sms[name].kind == "twilio"]
    home = [name for name in names["sms"] if name not in abroad]
    return Exits(tuple(home), tuple(abroad), tuple(names["phone"]), notices_of(settings))


def notices_of(settings: Settings) -> dict[tuple[str, str], Notice]:
    """Account and template → the notice it makes."""
    return {
        (name, template): Notice(template, part.kind, part.fields)
        for name, account in settings.wechat.items()
        for template, part in account.notices.items()
    }


def sending_limits(settings: Settings) -> dict[tuple[str, str], Limit]:
    """What config.yaml says of an account's pace, where it says anything."""
    return {("sms", name): Limit(part.per_second, part.per_day) for name, part in settings.sms.items()}


def watched_of(settings: Settings) -> dict[str, Watched]:
    return {name: Watched(part.silent_h, part.unit) for name, part in settings.sms.items() if part.silent_h}


@dataclass
class Hearing:
    """The ears, warming in the background: until then messages are kept, not read."""

    folder: Path
    places: tuple[str, ...] = ()
    ears: Ears | None = None
    villages: Mapping[str, Gazetteer] = field(default_factory=dict)  # unit id → its places; replaced when they change

    def warm(self) -> None:
        """Blocks for about a second: call it in a thread."""
        segment.warm(self.folder)
        own = EarsFile(self.folder).load()
        ears = Ears(places=self.places) if own is None else Ears(places=self.places, model=own)
        ears.read("村口的路塌了半边，三轮车上不来", date(2026, 1, 1))
        self.ears = ears
        # the dictionary stays for good: the collector need not walk through it again and again
        gc.collect()
        gc.freeze()

    def spots(self, village: str) -> tuple[str, ...]:
        """What the places of a unit are called, by its id, and those that the ears know everywhere."""
        known = self.villages.get(village)
        return (*self.places, *(known.names if known else ()))

    def ready(self) -> bool:
        return self.ears is not None

    def explain(self, text: str, reading: Reading) -> Reading:
        """The reading with the words that decided it."""
        assert self.ears is not None
        return self.ears.explain(text, reading)

    def deciding(self, text: str) -> tuple[Vote, ...]:
        """The words of a text that speak for its likeliest category, and against it."""
        return self.explain(text, Reading()).words

    def read(self, text: str, today: date, names: tuple[str, ...] = (), village: str = "") -> Reading:
        """village: the id of the unit whose names for places count; "" for none."""
        assert self.ears is not None
        reading = self.ears.read(text, today, cadre_names=names)
        bones = skeleton(text) if village in self.villages else ""
        known = self.villages[village].find(bones) if bones else None
        if known is None or self._known_everywhere(reading.place or ""):
            return reading
        return replace(reading, place=as_said(bones, known))

    def _known_everywhere(self, place: str) -> bool:
        """石桥 and what is further from it, or 下石桥: the words stay as they are."""
        return bool(self.places) and (place.startswith(self.places) or place[1:].startswith(self.places))
