"""Databases compared table by table: rows are known by what they say, not by the numbers they happen to have."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, Table, select
from sqlalchemy.orm import Session

from storage.base import Base
from storage.database import Database

# The run log: when runs began and ended, and the chain, whose entries are numbered and timed as they were sealed.
RUN_LOG = {"runs", "chain", "archive_files"}
# Where in the archive bytes lie, and under which random name, hangs on the order in which they came.
PLACES = {"captures": {"warc_file", "warc_offset", "warc_record_id"}}
# What a row is known by where others point to it.
NAMES = {
    "captures": ("run_id", "role", "url", "fetched_at", "digest"),
    "posts": ("url_key",),
    "reports": ("unit_id", "report_year"),
    "revisions": ("report_id", "number"),
    "alerts": ("key",),
}
_RECORD = re.compile(r"<?(urn:uuid:[0-9a-f-]{36})>?")
_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")


def likeness(database: Database) -> dict[str, list[str]]:
    """Every table but the run log, its rows in words and in order."""
    with database.reading() as session:
        names = _Names(session)
        tables = [table for table in Base.metadata.sorted_tables if table.name not in RUN_LOG]
        return {table.name: sorted(names.row(row, table) for row in _rows(session, table)) for table in tables}


def _rows(session: Session, table: Table) -> list[Mapping[str, Any]]:
    return [row._asdict() for row in session.execute(select(table))]


class _Names:
    """What numbers, records and runs stand for."""

    def __init__(self, session: Session) -> None:
        self._tables = {table.name: table for table in Base.metadata.sorted_tables}
        self._rows = {name: {row["id"]: row for row in _rows(session, self._tables[name])} for name in NAMES}
        self._runs = {row["id"]: f"run {row['number']}" for row in _rows(session, self._tables["runs"])}
        captures = self._rows["captures"].values()
        self._records = {row["warc_record_id"]: f"{row['role']} {row['url']} {row['digest']}" for row in captures}

    def row(self, row: Mapping[str, Any], table: Table) -> str:
        left_out = PLACES.get(table.name, set()) | ({"id"} if _numbered(table) else set())
        told = {name: self._value(table, name, value) for name, value in row.items() if name not in left_out}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)

    def _value(self, table: Table, name: str, value: Any) -> Any:
        targets = {key.column.table.name for key in table.c[name].foreign_keys}
        target = next(iter(targets & NAMES.keys()), None)
        if target and value is not None:
            row = self._rows[target][value]
            return [target, *(self._value(self._tables[target], part, row[part]) for part in NAMES[target])]
        return self._said(value)

    def _said(self, value: Any) -> Any:
        """Text, and what holds text, with runs and records by what they are; records are listed in no order."""
        if isinstance(value, str):
            return _RUN.sub(lambda m: self._runs[m[0]], _RECORD.sub(lambda m: self._records[f"<{m[1]}>"], value))
        if isinstance(value, list):
            return self._all(value)
        if isinstance(value, dict):
            return {self._said(key): self._said(one) for key, one in value.items()}
        return value

    def _all(self, values: Iterable[Any]) -> list[Any]:
        told = [self._said(value) for value in values]
        return sorted(told) if all(isinstance(v, str) and _RECORD.fullmatch(v) for v in values) else told


def _numbered(table: Table) -> bool:
    return "id" in table.c and isinstance(table.c.id.type, Integer)
