"""A stored report with all that its page tells 阅览室."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage import captures, provenance, similar_views
from storage.dossier_captures import pictures_of
from storage.models import ObligationRow, OfficeRow, ReportRow, UnitRow
from storage.report_views import show_report


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (`screenshot`) or a print of the report's page that we made."""

    capture_id: int
    role: str
    at: datetime


class Stands(NamedTuple):
    """Where the unit's obligation stands, as it was last judged; these two do not move by themselves."""

    status: str
    duty: str


@dataclass(frozen=True, slots=True)
class Room:
    """`report` in the contract's shape; `captures`: ids by WARC record.

    `revisions` as `provenance` tells them, where there are several; `similar` as `similar_views` does.
    """

    report: Mapping[str, Any]
    unit_name: str
    office_name: str
    standing: Stands | None
    refused: bool  # a person has decided that the page is not this report
    gone_since: datetime | None
    withdrawn_at: datetime | None
    revisions: Sequence[Mapping[str, Any]]
    captures: Mapping[str, int]
    pictures: Sequence[Picture]
    similar: Sequence[Mapping[str, Any]]


_WHOSE = (
    select(ReportRow, UnitRow.office_id, UnitRow.name, OfficeRow.name)
    .join(UnitRow, UnitRow.id == ReportRow.unit_id)
    .join(OfficeRow, OfficeRow.id == UnitRow.office_id)
    .where(ReportRow.id == bindparam("report"))
)
_STANDS = select(ObligationRow.status, ObligationRow.duty).where(
    ObligationRow.unit_id == bindparam("unit"), ObligationRow.report_year == bindparam("year")
)


def room(
    session: Session, report_id: int, revision: int | None = None, offices: Collection[str] | None = None
) -> Room | None:
    """A report by its newest revision or the one named; None where there is none of a unit of the offices."""
    found = session.execute(_WHOSE, {"report": report_id}).tuples().one_or_none()
    if found is None or (offices is not None and found[1] not in offices):
        return None
    row, _, unit_name, office_name = found
    shown = show_report(session, report_id, revision)
    if shown is None:
        return None
    history = provenance.revisions(session, report_id) if row.revision > 1 else []
    return Room(
        report=shown,
        unit_name=unit_name,
        office_name=office_name,
        standing=_stands(session, row),
        refused=row.refused,
        gone_since=row.gone_since,
        withdrawn_at=row.withdrawn_at,
        revisions=history,
        captures=captures.ids_of(session, _records(shown, history)),
        pictures=_pictures(session, shown["addresses"]),
        similar=similar_views.list_similar(session, report_id, offices) or [],
    )


def _stands(session: Session, row: ReportRow) -> Stands | None:
    found = session.execute(_STANDS, {"unit": row.unit_id, "year": row.report_year}).one_or_none()
    return Stands(*found) if found else None


def _records(shown: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> list[str | None]:
    rows = (*shown["captures"], *shown["changes"], *(one["page"] for one in history))
    return [row["record_id"] for row in rows]


def _pictures(session: Session, addresses: Sequence[Mapping[str, Any]]) -> list[Picture]:
    made = pictures_of(session, {address["url"] for address in addresses})
    return [Picture(row.id, row.role, row.fetched_at) for row in made]
