"""Similar reports as the command line and programs see them."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.times import local_day
from storage.models import ReportRow, SimilarityRow, UnitRow


def list_similar(session: Session, report_id: int) -> list[dict[str, Any]] | None:
    """The reports that share text with this one, the largest share first; None where there is no such report."""
    if session.get(ReportRow, report_id) is None:
        return None
    mine = or_(SimilarityRow.report_id == report_id, SimilarityRow.other_id == report_id)
    found = session.scalars(select(SimilarityRow).where(mine)).all()
    others = {row.other_id if row.report_id == report_id else row.report_id for row in found}
    rows = select(ReportRow, UnitRow.name).join(UnitRow, UnitRow.id == ReportRow.unit_id)
    named = {row.id: (row, name) for row, name in session.execute(rows.where(ReportRow.id.in_(others))).tuples()}
    shown = [_shape(row, report_id, *named[_other(row, report_id)]) for row in found]
    return sorted(shown, key=lambda row: (-row["share"], row["report_id"], row["later"]))


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
