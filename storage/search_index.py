"""The index of texts: which report has which tokens. On SQLite an FTS5 table without its content, on PostgreSQL an
inverted index over numbers that stand for the tokens; both only say *which* reports, the texts are looked at elsewhere.

Tokens are grams (`core.search_text`) and marks: `_4` a gram of title or names, `_3` and `_2` one that the text says
often, `_u…` the unit, `_o…` the office, `_l…` the level, `_y…` the report year.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2s
from typing import Any
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.orm import Session

TABLE = "search_grams"
"""The table itself; on SQLite others that begin so belong to it."""

Clause = Sequence[frozenset[str]]
"""Any of these, with all its tokens."""

_LAST_DAY = date(9999, 12, 31).toordinal()
_REPORT_BITS = 27  # the fewer, the smaller is the index
_JOINED = (
    " JOIN search_reports s ON s.doc = {doc}"
    " JOIN obligations o ON o.unit_id = s.unit_id AND o.report_year = s.report_year"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Reports that fulfil all `clauses`, but for those that fulfil all of `without` (where there are any).

    `standing` and `flag`: of the obligation that they answer.
    """

    clauses: tuple[Clause, ...]
    without: tuple[Clause, ...] = ()
    standing: str | None = None
    flag: str | None = None


@dataclass(slots=True)
class _Question:
    """The name of the number's column, conditions, and what they are about."""

    doc: str
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    joined: str = ""

    def value(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def number(day: date, report_id: int) -> int:
    """A report's number in the index: those in ascending order are reports in descending order of their days."""
    if report_id >> _REPORT_BITS:
        raise ValueError(f"the index of texts has no number for report {report_id}")
    return (_LAST_DAY - day.toordinal()) << _REPORT_BITS | report_id


def mark(kind: str, value: str | int) -> str:
    """A token for what is no text: `kind` is one letter."""
    digest = blake2s(str(value).encode("utf-8", "replace"), digest_size=6)
    return f"_{kind}{digest.hexdigest()}"


def put(session: Session, doc: int, tokens: Collection[str]) -> None:
    if _is_sqlite(session):
        statement, held = "INSERT INTO search_grams (rowid, tokens) VALUES (:doc, :held)", " ".join(tokens)
        session.execute(text(statement), {"doc": doc, "held": held})
    else:
        statement = "INSERT INTO search_grams (doc, tokens) VALUES (:doc, CAST(:held AS integer[]))"
        session.execute(text(statement), {"doc": doc, "held": _numbers(tokens)})


def drop(session: Session, doc: int, tokens: Collection[str]) -> None:
    """Takes a report out; `tokens` have to be those that it was put in with: SQLite's index does not remember them."""
    if _is_sqlite(session):
        statement = "INSERT INTO search_grams (search_grams, rowid, tokens) VALUES ('delete', :doc, :held)"
        session.execute(text(statement), {"doc": doc, "held": " ".join(tokens)})
    else:
        session.execute(text("DELETE FROM search_grams WHERE doc = :doc"), {"doc": doc})


def empty(session: Session) -> None:
    own = "INSERT INTO search_grams (search_grams) VALUES ('delete-all')"
    session.execute(text(own if _is_sqlite(session) else "DELETE FROM search_grams"))


def count(session: Session, wanted: Wanted) -> int:
    asked = _question(session, wanted)
    where = " AND ".join(asked.conditions)
    statement = f"SELECT count(*) FROM search_grams{asked.joined} WHERE {where}"
    with _by_the_index(session):
        return int(session.execute(text(statement), asked.values).scalar_one())


def documents(session: Session, wanted: Wanted, after: int = -1, most: int = -1) -> Sequence[int]:
    """The numbers of the reports above `after` in ascending order, at most so many (-1: all)."""
    asked = _question(session, wanted)
    where = " AND ".join(asked.conditions)
    found = f"SELECT {asked.doc} AS doc FROM search_grams{asked.joined} WHERE {where}"
    if _is_sqlite(session):  # gives them in their order, and ends with the last one wanted
        statement = f"{found} AND {asked.doc} > {asked.value(after)} ORDER BY {asked.doc}"
    else:
        found = f"WITH found AS MATERIALIZED ({found})"
        statement = f"{found} SELECT doc FROM found WHERE doc > {asked.value(after)} ORDER BY doc"
    if most >= 0:
        statement += f" LIMIT {asked.value(most)}"
    with _by_the_index(session):
        return session.execute(text(statement), asked.values).scalars().all()


@contextmanager
def _by_the_index(session: Session) -> Iterator[None]:
    """PostgreSQL must not read all rows, few pages though they take: it does not reckon with their long arrays."""
    if _is_sqlite(session):
        yield
        return
    session.execute(text("SET LOCAL enable_seqscan = off"))
    yield
    session.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _question(session: Session, wanted: Wanted) -> _Question:
    if _is_sqlite(session):
        asked = _Question("search_grams.rowid")
        asked.conditions.append(f"search_grams MATCH {asked.value(_expression(wanted))}")
    else:
        asked = _Question("search_grams.doc")
        asked.conditions += [_holds(asked, clause) for clause in wanted.clauses]
        if wanted.without:
            others = " AND ".join(_holds(asked, clause) for clause in wanted.without)
            asked.conditions.append(f"search_grams.doc NOT IN (SELECT doc FROM search_grams WHERE {others})")
    if wanted.standing is not None:
        asked.conditions.append(f"o.status = {asked.value(wanted.standing)}")
    if wanted.flag is not None:
        asked.conditions.append(f"CAST(o.flags AS TEXT) LIKE {asked.value(_in_json(wanted.flag))} ESCAPE '/'")
    if wanted.standing is not None or wanted.flag is not None:
        asked.joined = _JOINED.format(doc=asked.doc)
    return asked


def _in_json(flag: str) -> str:
    plain = "".join(f"/{c}" if c in "/%_" else c for c in flag if c not in '"\\\0')
    return f'%"{plain}"%'


def _expression(wanted: Wanted) -> str:
    """In the words of FTS5."""
    found = _all(map(_any, wanted.clauses))
    return f"({found}) NOT ({_all(map(_any, wanted.without))})" if wanted.without else found


def _any(clause: Clause) -> str:
    return "(" + " OR ".join(f"({_all(map(_quoted, sorted(tokens)))})" for tokens in clause) + ")"


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _quoted(token: str) -> str:
    return f'"{token}"'


def _holds(asked: _Question, clause: Clause) -> str:
    """In the words of PostgreSQL's arrays."""
    if all(len(tokens) == 1 for tokens in clause):
        some = asked.value(_numbers(token for tokens in clause for token in tokens))
        return f"search_grams.tokens && CAST({some} AS integer[])"
    each = (asked.value(_numbers(tokens)) for tokens in clause)
    return "(" + " OR ".join(f"search_grams.tokens @> CAST({some} AS integer[])" for some in each) + ")"


def _numbers(tokens: Iterable[str]) -> list[int]:
    """Two tokens may share a number, once in billions of pairs: who shows a text looks at it first."""
    return sorted({crc32(token.encode()) - 2**31 for token in tokens})
