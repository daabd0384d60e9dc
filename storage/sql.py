"""Statements that SQLAlchemy spells differently for each database, and bulk habits."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import Base, storable

T = TypeVar("T")

# PostgreSQL advisory locks: any numbers of ours, the same in every process.
MIGRATING = 0x66617A6869
WATCHING = MIGRATING + 1

CHUNK = 900  # the oldest SQLite in use takes 999 parameters in a statement


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """`items` in slices that fit into one IN clause."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def key_of(text: str) -> str:
    """A short unique stand-in (SHA-256) for text that may be too long for an index."""
    return sha256(storable(text).encode()).hexdigest()


def insert_for(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the words of the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table_of(model))
    return sqlite.insert(table_of(model))


def hits(
    session: Session, statement: Executable, rows: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
) -> int:
    """Executes a writing statement; how many rows it hit."""
    result = session.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", result).rowcount


def take_turn(connection: Connection, turn: int) -> None:
    """Lets the transactions that take this turn pass one by one, so that none waits for another in a circle.

    On SQLite every writing transaction has the file to itself anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(turn)))


def insert_new(session: Session, model: type[Base], unique: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows whose `unique` columns are not there yet; how many were."""
    if not rows:
        return 0
    return hits(session, insert_for(session, model).on_conflict_do_nothing(index_elements=list(unique)), rows)
