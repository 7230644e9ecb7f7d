"""A store that lasts as long as one script: a file in a folder of its own, or on PostgreSQL a schema that is dropped at the end."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from bot.app import App, chance
from bot.settings import Settings
from bot.stage import scratch_app
from storage.database import Database, open_database


@asynccontextmanager
async def scratch(settings: Settings) -> AsyncIterator[App]:
    """The kind of database the settings name, never their data. Raises SettingsError when it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        if not settings.database.url.startswith("postgresql"):
            yield await scratch_app(settings, Path(folder))
            return
        schema = f"shuoshi_script_{chance(6).hex()}"
        ours = open_database(settings.database.url)
        try:
            await _run(ours, CreateSchema(schema))
            url = make_url(settings.database.url).update_query_dict({"schema": schema})
            yield await scratch_app(settings, Path(folder), url=url.render_as_string(hide_password=False))
        finally:
            await _run(ours, DropSchema(schema, cascade=True, if_exists=True))
            await ours.close()


async def _run(database: Database, statement: CreateSchema | DropSchema) -> None:
    async with database.write() as connection:
        await connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        await connection.execute(statement)
