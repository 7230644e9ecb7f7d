"""Everybody whom an assembly is called from hears of it: a lawful notice is not one that only those heard who had spoken."""

from collections.abc import Callable

from handlers.acts.everybody import way
from handlers.case import Case
from handlers.issues.bodies import entitled
from handlers.issues.rule_vote import adults
from handlers.memory import Address, AddressesIn
from handlers.messages import Line, Reach, Say
from handlers.village.assembly import Body
from handlers.village.people import Person


def tell_homes(case: Case, body: Body, words: Callable[[Person], Line]) -> tuple[int, int]:
    """One line to every adult of the entitled households (Village Committee Law Art. 25), a shared telephone once.

    How many households were told, and how many have no way: those the village tells at their door.
    """
    scene, homes = case.scene, entitled(case, body)
    ways: dict[str, list[Address]] = {}
    for address in scene.desk.find(AddressesIn(case.issue.village)):
        for key in address.persons:
            ways.setdefault(key, []).append(address)
    people = [p for p in adults(case.persons, scene.now.date()) if p.household in homes and way(p, ways.get(p.id, [])) is not None]
    own = next((p for p in case.persons if p.id == scene.actor), None)
    phones = {own.phone if own and own.phone else ""}
    reached = {p.household for p in people} | ({own.household} if own else set())
    for person in people:
        if person.id == scene.actor or (person.phone and person.phone in phones):
            continue
        phones.add(person.phone or "")
        scene.desk.say(Say(f"person:{person.id}", (words(person),), about=case.issue.id, reach=Reach.LAWFUL))
    told = len(homes & reached)
    return told, len(homes) - told
