"""The villagers' part of a year: who says what on which evening, and how they answer what the bot asks back."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.village.issue import Stance
from handlers.village.people import Person
from tests.journey.year import FIRST_DAY, World
from tests.journey.year_words import SINGLE, TOPICS, Sort, Told

NIGHT = (22.6, 23.2, 5.2)
DAYLIGHT = (8.4, 10.2, 12.6, 16.3, 19.1, 20.2)
ROUNDS = (5, 4)  # families that tell a matter the first time, and when another grid tells it again
SECOND_ROUND = 14  # topics
WHOLE_VILLAGE = (9,)  # one matter is told from every grid: it asks seventeen hundred telephones
REPLIES = (("在哪儿", "就在家门口那截"), ("啥时候", "上个月"), ("从什么时候", "上个月"), ("哪一家", "0"), ("谁家", "1"))


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing said by one person: on which day, at which hour, by which channel."""

    day: date
    hour: float
    person: Person
    told: Told
    by: str

    @property
    def at_night(self) -> bool:
        return self.hour in NIGHT


def planned(world: World, days: int) -> list[Telling]:
    """Everything that will be said, in order of time: shared matters in bursts of ten days, the rest all over the year."""
    people = [p for p in world.roster.persons if p.household and p.phone and p.id not in world.cadres and not p.away]
    tellings = [*_shared(world, people, days), *_single(world, people, days)]
    return sorted((t for t in tellings if (t.day - FIRST_DAY).days < days), key=lambda t: (t.day, t.hour, t.person.id))


def _shared(world: World, people: list[Person], days: int) -> list[Telling]:
    grids = [grid.id for grid in world.roster.grids]
    found, span = [], max(1, min(days, 364) - 20)
    topics = list(TOPICS)
    waves = [(topic, ROUNDS[0]) for topic in topics] + [(topic, ROUNDS[1]) for topic in topics[:SECOND_ROUND]]
    for n, (topic, families) in enumerate(waves):
        begins = FIRST_DAY + timedelta(days=n * span // len(waves))
        grid = grids[(n * 7) % len(grids)] if n not in WHOLE_VILLAGE else None
        near = [p for p in people if grid is None or world.grid_of[p.household or ""] == grid]
        tellers = {p.household: p for p in world.chance.sample(near, 3 * families)}
        for person, told in zip(list(tellers.values())[:families], TOPICS[topic], strict=False):
            day = begins + timedelta(days=world.chance.randrange(9))
            found.append(_telling(world, day, person, told))
    return found


def _single(world: World, people: list[Person], days: int) -> list[Telling]:
    found = []
    for sort, bank in SINGLE.items():
        for told in (*bank, *(bank if sort in (Sort.ORDINARY, Sort.HARMLESS, Sort.QUESTION) else ())):
            day = FIRST_DAY + timedelta(days=world.chance.randrange(max(1, min(days, 364) - 6)))
            found.append(_telling(world, day, world.chance.choice(people), told))
    return found


def _telling(world: World, day: date, person: Person, told: Told) -> Telling:
    night = told.sort is Sort.HARMLESS or (told.sort is not Sort.DANGER and world.chance.random() < 0.1)
    hour = world.chance.choice(NIGHT if night else DAYLIGHT)
    return Telling(day, hour, person, told, "wechat" if world.chance.random() < 0.3 else "sms")


# ---------------------------------------------------------------- saying it


async def tell(world: World, telling: Telling) -> None:
    """Says it; then answers what is asked, takes it back, or puts the telephone away after the first sentence."""
    name, by = telling.person.name, telling.by
    await world.say(name, telling.told.words, by, echo=False)
    mood = world.chance.random()
    if mood < 0.35:
        world.counts["put the phone away"] += 1
        return
    if mood < 0.37:
        await world.say(name, "取消", by, echo=False)
        world.counts["cancelled"] += 1
        return
    for _ in range(4):
        asked = world.heard(telling.person)
        answer = next((words for part, words in REPLIES if part in asked), None)
        if answer is None:
            answer = "对" if "对吧" in asked or "是这个事吧" in asked else None
        if answer is None:
            return
        await world.say(name, answer, by, echo=False)


async def answer_questions(world: World) -> None:
    """Evening: of those whom the bot asked something today, some answer; the rest never do."""
    for script, tokens, share in (
        ("answered", ("content", "content", "content", "more"), 0.5),
        ("backing", ("right", "right", "wrong", "quiet"), 0.04),
        ("called", ("came", "came", "came", "nobody"), 0.5),
        ("slot", ("first", "second"), 0.3),
        ("rating", ("good", "good", "fair"), 0.35),
    ):
        for ask in await world.open_asks(script):
            if ask.made_at.date() < world.today - timedelta(days=1) or world.chance.random() > share:
                continue
            token = world.chance.choice(tokens)
            more = "还是没办好，再看看" if token == "more" else ""
            await world.reply(ask, token, more=more)


async def hear_the_poll(world: World, issue: str, wanted: int) -> None:
    """So many households say whether it touches them."""
    open_ones = await world.open_asks("poll", issue=issue)
    homes = {world.person[ask.person].household: ask for ask in world.chance.sample(open_ones, len(open_ones))}
    for n, ask in enumerate(list(homes.values())[:wanted]):
        await world.reply(ask, "no" if n % 6 == 5 else "yes")


async def hear_opinions(world: World, issue: str, wanted: int) -> None:
    """So many people say what they think; one in five is against it, with a reason."""
    open_ones = await world.open_asks("opinions", issue=issue)
    for n, ask in enumerate(world.chance.sample(open_ones, min(wanted, len(open_ones)))):
        stance = Stance.AGAINST if n % 5 == 4 else Stance.FOR
        await world.reply(ask, f":{stance}", more="先把要紧的办了" if stance is Stance.AGAINST else "")
