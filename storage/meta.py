"""A few values the whole store shares: salt, the chain's head, the roster's version, how far village time has been moved."""

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import GENESIS, HEAD, SALT
from storage.tables import audit, meta

__all__ = ["CLOCK_OFFSET", "ROSTER_VERSION", "SALT", "begin", "bump", "forget_history", "get", "put"]

ROSTER_VERSION = "roster_version"
CLOCK_OFFSET = "clock_offset_ms"


async def get(connection: AsyncConnection, key: str) -> str | None:
    value: str | None = (await connection.execute(select(meta.c.value).where(meta.c.id == key))).scalar()
    return value


async def put(connection: AsyncConnection, key: str, value: str) -> None:
    changed = await connection.execute(update(meta).where(meta.c.id == key).values(value=value))
    if changed.rowcount == 0:
        await connection.execute(insert(meta).values(id=key, value=value))


async def bump(connection: AsyncConnection, key: str) -> None:
    await put(connection, key, str(int(await get(connection, key) or "0") + 1))


async def begin(connection: AsyncConnection, salt: bytes) -> bytes:
    """The salt in force; at the very first start the one given, and the chain's beginning."""
    kept = await get(connection, SALT)
    if kept is None:
        await put(connection, SALT, salt.hex())
        await put(connection, HEAD, f"0:{GENESIS}")
        return salt
    return bytes.fromhex(kept)


async def forget_history(connection: AsyncConnection) -> None:
    """Demo only: the chain begins anew. The trigger that protects it is lifted for this one statement."""
    sqlite = connection.dialect.name == "sqlite"
    await connection.execute(text("DROP TRIGGER audit_no_delete" + ("" if sqlite else " ON audit")))
    await connection.execute(delete(audit))
    await connection.execute(text(AUDIT_NO_DELETE_SQLITE if sqlite else AUDIT_NO_DELETE_POSTGRESQL))
    await put(connection, HEAD, f"0:{GENESIS}")


AUDIT_NO_DELETE_SQLITE = (
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is only added to'); END"
)
AUDIT_NO_DELETE_POSTGRESQL = "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
