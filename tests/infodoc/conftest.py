"""The register on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator

import pytest
from registers import NOW, Opened

from assistant.settings import Settings
from assistant.storage import open_database


@pytest.fixture
def opened(database_settings: Settings) -> Iterator[Opened]:
    """An empty register, on one database then on the other."""
    database = open_database(database_settings)
    yield Opened(database, database_settings, NOW)
    database.close()
