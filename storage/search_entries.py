"""Keeping the index of texts in step with the reports and with the names of their units."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, Text, cast, delete, insert, or_, select
from sqlalchemy.orm import Session

from core.search_text import counted, levels
from core.times import local_day
from storage import search_index as index
from storage.models import OfficeRow, ReportRow, RevisionRow, SearchRow, UnitRow
from storage.sql import table_of

_AT_ONCE = 100  # reports whose texts are held


def follow(session: Session, report_id: int) -> None:
    """Indexes a report's newest revision in the place of what was indexed of it."""
    session.flush()
    found = session.execute(_reports().where(ReportRow.id == report_id)).one()
    known = session.scalars(select(SearchRow).where(SearchRow.report_id == report_id)).one_or_none()
    entry = _entry(found)
    if known is not None:
        if all(getattr(known, name) == value for name, value in entry.items()):
            return
        _take_out(session, known)
    _put_in(session, entry, found.body)


def follow_units(session: Session) -> None:
    """Indexes anew the reports of units that have other names, another level or another office than they had."""
    now_and_then = (
        (UnitRow.name, SearchRow.unit_name),
        (cast(UnitRow.aliases, Text), cast(SearchRow.aliases, Text)),
        (UnitRow.level, SearchRow.level),
        (UnitRow.office_id, SearchRow.office_id),
        (OfficeRow.name, SearchRow.office_name),
    )
    others = select(SearchRow.report_id).join(UnitRow, UnitRow.id == SearchRow.unit_id)
    others = others.join(OfficeRow, OfficeRow.id == UnitRow.office_id)
    changed = others.where(or_(*(now != then for now, then in now_and_then)))
    for report_id in session.scalars(changed).all():
        follow(session, report_id)


def rebuild(session: Session) -> int:
    """Makes the index anew from the stored reports, some at a time; how many there are."""
    index.empty(session)
    session.execute(delete(SearchRow))
    last = made = 0
    some = _reports().order_by(ReportRow.id).limit(_AT_ONCE)
    while found := session.execute(some.where(ReportRow.id > last)).all():
        for row in found:
            _put_in(session, _entry(row), row.body)
        last, made = found[-1].report_id, made + len(found)
    return made


def _reports() -> Select[Any]:
    """What the index has to know of reports; only columns that were there when there first was an index."""
    return (
        select(
            ReportRow.id.label("report_id"),
            ReportRow.revision,
            ReportRow.title,
            ReportRow.unit_id,
            ReportRow.report_year,
            ReportRow.published_at,
            ReportRow.first_seen_at,
            UnitRow.name.label("unit_name"),
            UnitRow.aliases,
            UnitRow.level,
            UnitRow.office_id,
            OfficeRow.name.label("office_name"),
            RevisionRow.body,
        )
        .join_from(ReportRow, UnitRow, UnitRow.id == ReportRow.unit_id)
        .join(OfficeRow, OfficeRow.id == UnitRow.office_id)
        .join(RevisionRow, (RevisionRow.report_id == ReportRow.id) & (RevisionRow.number == ReportRow.revision))
    )


def _entry(found: Row[Any]) -> dict[str, Any]:
    """The row of `SearchRow`."""
    day = local_day(found.published_at or found.first_seen_at)
    names = table_of(SearchRow).columns.keys()
    known = {name: value for name, value in found._mapping.items() if name in names}
    return {"doc": index.number(day, found.report_id), **known}


def _put_in(session: Session, entry: dict[str, Any], body: str) -> None:
    session.execute(insert(table_of(SearchRow)), entry)
    index.put(session, entry["doc"], list(_tokens(SearchRow(**entry), body)))


def _take_out(session: Session, known: SearchRow) -> None:
    """The text that was indexed is that of its revision, which is kept for ever."""
    revision = RevisionRow.report_id == known.report_id, RevisionRow.number == known.revision
    body = session.scalars(select(RevisionRow.body).where(*revision)).one()
    index.drop(session, known.doc, list(_tokens(known, body)))
    session.delete(known)
    session.flush()


def _tokens(row: SearchRow, body: str) -> Iterator[str]:
    """A report's tokens, each once."""
    text = counted(body)
    own = counted(f"{row.title or ''}\n{row.names}")
    yield from {*text, *own, *counted(row.office_name)}
    yield from (f"_{level}{gram}" for level, gram in levels(text, len(body)))
    yield from (f"_4{gram}" for gram in own)
    yield index.mark("u", row.unit_id)
    yield index.mark("o", row.office_id)
    yield index.mark("l", row.level)
    yield index.mark("y", row.report_year)
