"""person find, show, erase; office hand-over."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    person = top.group("person", "one person's data", "find|show|erase")
    for made, argument in (
        (person.add("find", "persons:find", "who fits: id, name, number, household"), "words"),
        (person.add("show", "persons:show", "everything kept of one person, as JSON; sealed words never"), "id"),
        (person.add("erase", "persons:erase", "words and phones go, counts stay"), "id"),
    ):
        made.add_argument(argument)
        made.add_argument("--why", help="the purpose: it stands in the audit chain")
    office = top.group("office", "who holds it", "hand-over")
    hands = office.add("hand-over", "offices:hand_over", "an office changes hands, open duties move")
    hands.add_argument("--office", required=True)
    hands.add_argument("--unit", required=True)
    hands.add_argument("--from", dest="old", required=True, help="id or name")
    hands.add_argument("--to", dest="new", required=True, help="id or name")
    hands.add_argument("--grid", help="only this grid's")
    hands.add_argument("--why", help="stands in the audit chain")
