"""Who can force a meeting: shares of villagers, households or representatives, and names that two people entered alike."""

from dataclasses import dataclass

from handlers.village.assembly import Body, Demand, RulePack


@dataclass(frozen=True, slots=True)
class SignedList:
    """The signatures of one paper list, copied twice: each person's id and the names (or household ids) they read."""

    first_by: str
    first: frozenset[str]
    second_by: str
    second: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signers:
    both: frozenset[str]
    only_first: frozenset[str]
    only_second: frozenset[str]


@dataclass(frozen=True, slots=True)
class Petition:
    """short: how many more are wanted. same_hand: one person entered both lists, so nothing was checked and it is not met."""

    signers: Signers
    needed: int
    short: int
    same_hand: bool

    @property
    def met(self) -> bool:
        return self.short == 0 and not self.same_hand


def who_can_demand(pack: RulePack, body: Body) -> tuple[Demand, ...]:
    """The alternatives, one suffices; none where the law gives nobody the right."""
    rule = pack.bodies.get(body)
    return rule.demands if rule else ()


def petition_met(demand: Demand, signed: int, whole: int) -> bool:
    """whole: how many there are of the demand's basis; of nobody nothing is a share."""
    return whole > 0 and demand.share.met(signed, whole)


def signers(entered: SignedList) -> Signers:
    return Signers(entered.first & entered.second, entered.first - entered.second, entered.second - entered.first)


def weigh(demand: Demand, entered: SignedList, whole: int) -> Petition:
    """Only a name that two different people read on the list counts; the rest is looked at again. ValueError: whole < 1."""
    if whole < 1:
        raise ValueError("a share of nobody")
    found, least = signers(entered), demand.share.least(whole)
    return Petition(found, least, max(0, least - len(found.both)), entered.first_by == entered.second_by)
