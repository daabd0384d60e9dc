"""Similar reports as the command line and programs see them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from core.times import local_day
from storage import sights
from storage.models import ReportRow, RevisionRow, SimilarityRow, UnitRow

_FOUND = select(SimilarityRow).where(
    or_(SimilarityRow.report_id == bindparam("report"), SimilarityRow.other_id == bindparam("report"))
)
_OTHERS = (
    select(ReportRow, UnitRow.name)
    .join(UnitRow, UnitRow.id == ReportRow.unit_id)
    .where(ReportRow.id.in_(bindparam("ids", expanding=True)))
)


def list_similar(
    session: Session, report_id: int, offices: Collection[str] | None = None
) -> list[dict[str, Any]] | None:
    """The reports that share text with this one, the largest share first; None where there is no such report.

    `offices`: whose units may be seen (None: all).
    """
    if not sights.of_report(session, report_id, offices):
        return None
    found = session.scalars(_FOUND, {"report": report_id}).all()
    others = {row.other_id if row.report_id == report_id else row.report_id for row in found}
    if not others:
        return []
    rows = _OTHERS if offices is None else _OTHERS.where(UnitRow.office_id.in_(offices))
    named = {row.id: (row, name) for row, name in session.execute(rows, {"ids": list(others)}).tuples()}
    seen = [row for row in found if _other(row, report_id) in named]
    shown = [_shape(row, report_id, *named[_other(row, report_id)]) for row in seen]
    return sorted(shown, key=lambda row: (-row["share"], row["report_id"], row["later"]))


@dataclass(frozen=True, slots=True)
class Bodies:
    """The two texts that were compared; `newest`: each is still its report's newest revision."""

    later: str
    earlier: str
    newest: bool


def bodies(session: Session, later_id: int, earlier_id: int) -> Bodies | None:
    """What `sections` of a similarity are offsets into; None where the two were not found to be similar."""
    found = session.get(SimilarityRow, (later_id, earlier_id))
    if found is None:
        return None
    later, earlier = (session.get_one(RevisionRow, id_) for id_ in (found.revision_id, found.other_revision_id))
    numbers = (session.get_one(ReportRow, id_).revision for id_ in (later_id, earlier_id))
    return Bodies(later.body, earlier.body, (later.number, earlier.number) == tuple(numbers))


def _other(row: SimilarityRow, report_id: int) -> int:
    return row.other_id if row.report_id == report_id else row.report_id


def _shape(row: SimilarityRow, report_id: int, other: ReportRow, unit_name: str) -> dict[str, Any]:
    """`later`: which of the two came later (`self` or `other`); `share` and passages are of that one's text."""
    return {
        "report_id": other.id,
        "unit": other.unit_id,
        "unit_name": unit_name,
        "report_year": other.report_year,
        "title": other.title,
        "url": other.url,
        "published_on": local_day(other.published_at).isoformat() if other.published_at else None,
        "later": "self" if row.report_id == report_id else "other",
        "share": row.share,
        "copied": row.copied,
        "sections": row.sections,
    }
