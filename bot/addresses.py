"""Who is at the other end: an address's id, the people a new one belongs to, the cadres around a village."""

from datetime import datetime

from handlers.memory import Address
from handlers.messages import Heard
from handlers.village.people import Office, Staff

# Whose name makes a sentence one about a cadre: everybody in office but the many who only represent their neighbours.
CALLED_CADRES = frozenset(Office) - {Office.REPRESENTATIVE}


def cadre_names(staff: Staff | None) -> tuple[str, ...]:
    """The names that make a sentence one about a cadre: those who hold an office around the village."""
    if staff is None:
        return ()
    return tuple(sorted({p.name for office in CALLED_CADRES for p in staff.holders.get(office, ())}))


def address_id(heard: Heard) -> str:
    return f"{heard.channel}:{heard.account}:{heard.sender}"


def new_address(where: str, heard: Heard, owners: list[tuple[str, str | None]], now: datetime) -> Address:
    """An address heard for the first time. A talk belongs to the person when the address has exactly one, else to the address.

    An unknown caller belongs to the village whose line was called.
    """
    one = owners[0] if len(owners) == 1 else None
    return Address(
        where,
        heard.channel.value,
        heard.account,
        heard.sender,
        f"p:{one[0]}" if one else f"a:{where}",
        now,
        persons=tuple(person for person, _ in owners),
        village=owners[0][1] if owners else heard.extra.get("village"),
        trusted=bool(owners),
    )
