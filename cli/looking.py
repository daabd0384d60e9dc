"""The database for a command: looked into without waiting for a run that writes, or changed, and closed again."""

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


@contextmanager
def changing(settings: Settings) -> Iterator[Session]:
    """A session whose changes are kept when all went well. Raises DatabaseProblem."""
    database = open_database(settings.database)
    try:
        with database.session() as session:
            yield session
    finally:
        database.close()
