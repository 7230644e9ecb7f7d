"""A fresh database for each test, once on SQLite and once on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.servers import Stores


@pytest.fixture
async def database(stores: Stores, tmp_path: Path, dialect: str) -> AsyncIterator[Database]:
    opened = open_database(await stores.fresh(dialect, tmp_path))
    yield opened
    await opened.close()


@pytest.fixture
async def empty(stores: Stores, tmp_path: Path, dialect: str) -> AsyncIterator[Database]:
    """Without any table."""
    opened = open_database(await stores.empty(dialect, tmp_path))
    yield opened
    await opened.close()
