"""Statements that SQLAlchemy spells differently for each database, and bulk habits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar, cast

from sqlalchemy import JSON, ColumnElement, Connection, CursorResult, Executable, Table, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.addresses import document_key
from storage.base import Base, storable

T = TypeVar("T")

# PostgreSQL advisory locks: any numbers of ours, the same in every process.
MIGRATING = 0x66617A6869
WATCHING = MIGRATING + 1
JUDGING = MIGRATING + 2
LOGGING_IN = MIGRATING + 3

CHUNK = 900  # the oldest SQLite in use takes 999 parameters in a statement


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """`items` in slices that fit into one IN clause."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def by_year(keys: Iterable[tuple[str, int]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Units and years as the units of one year each time, as many as fit into one IN clause."""
    years: dict[int, set[str]] = defaultdict(set)
    for unit_id, year in keys:
        years[year].add(unit_id)
    for year in sorted(years):
        yield from ((year, some) for some in chunks(sorted(years[year])))


def one_of(session: Session, column: ColumnElement[T] | InstrumentedAttribute[T], name: str) -> ColumnElement[bool]:
    """Whether `column` has one of the values in the parameter `name`: a list of any length.

    As one parameter it can stand in a statement that is executed for many rows at once, each with a list of its own.
    """
    if _speaks_postgresql(session):
        return column == any_(_array(name, column))
    return column.in_(select(each_of(session, column, name)))


def each_of(session: Session, column: ColumnElement[T] | InstrumentedAttribute[T], name: str) -> ColumnElement[T]:
    """The values in the parameter `name`, a list of any length, as rows to select; they are such as `column` has."""
    if _speaks_postgresql(session):
        return func.unnest(_array(name, column)).column_valued()
    return func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value


def _array(name: str, column: ColumnElement[T] | InstrumentedAttribute[T]) -> ColumnElement[Any]:
    return bindparam(name, type_=postgresql.ARRAY(column.type))


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def key_of(text: str) -> str:
    """A short unique stand-in (SHA-256) for text that may be too long for an index."""
    return sha256(storable(text).encode()).hexdigest()


def document_of(url: str) -> str:
    """What a post or an attachment is known by: the same for all spellings of its address."""
    return key_of(document_key(url))


def insert_for(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the words of the session's database."""
    if _speaks_postgresql(session):
        return postgresql.insert(table_of(model))
    return sqlite.insert(table_of(model))


def _speaks_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


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
