"""One person, many addresses: what was said at an address follows it to the person it is proved to be, and back."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import concerns, entries


async def move(connection: AsyncConnection, address: str, old: str, new: str) -> None:
    """Matters of the talk `old` that came by this address are the talk `new`'s; what came by other addresses stays."""
    here = select(concerns.c.id).where(concerns.c.address == address, concerns.c.author == old)
    mine = list((await connection.execute(here)).scalars())
    if mine:
        await connection.execute(update(entries).where(entries.c.concern.in_(mine), entries.c.author == old).values(author=new))
        person = new[2:] if new.startswith("p:") else None
        moved = {"author": new, "person": person, "version": concerns.c.version + 1}
        await connection.execute(update(concerns).where(concerns.c.id.in_(mine)).values(**moved))
