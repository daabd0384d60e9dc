"""Looking into the database: opened, read without waiting for a run that writes, closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from settings import Settings
from storage.database import Session, open_database


@contextmanager
def looking(settings: Settings) -> Iterator[Session]:
    """A session that may only read. Raises DatabaseProblem."""
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            yield session
    finally:
        database.close()
