"""Reports that their addresses no longer give, and that are not withdrawn yet: where they are looked for nightly."""

from sqlalchemy import CompoundSelect, Select, select, union
from sqlalchemy.orm import Session

from storage.models import PostColumnRow, PostRow, ReportPostRow, ReportRow, UnitColumnRow


def _reports() -> CompoundSelect[tuple[int]]:
    """In two parts, so that each finds its few rows by an index."""
    waits = ReportRow.withdrawn_at.is_(None), ReportRow.doubted.is_(None)
    noted = select(ReportRow.id).where(ReportRow.gone_since.is_not(None), *waits)
    dead = select(PostRow.id).where(PostRow.gone_capture_id.is_not(None))
    return union(noted, select(ReportRow.id).where(ReportRow.post_id.in_(dead), *waits))


def posts() -> CompoundSelect[tuple[int]]:
    """The posts where they stand or stood last, and those beside them."""
    own = select(ReportRow.post_id).where(ReportRow.id.in_(_reports()))
    return union(own, _beside().where(ReportPostRow.report_id.in_(_reports())))


def columns(session: Session) -> frozenset[str]:
    """The columns that show them or did, and all of their units': there they are found, or proven absent."""
    showing = select(PostColumnRow.column_id).where(PostColumnRow.post_id.in_(posts()))
    theirs = select(UnitColumnRow.column_id).join(ReportRow, ReportRow.unit_id == UnitColumnRow.unit_id)
    theirs = theirs.where(ReportRow.id.in_(_reports()), UnitColumnRow.retired_at.is_(None))
    return frozenset(session.scalars(union(showing, theirs)))


def beside(cycle_year: int) -> Select[tuple[int]]:
    """The other addresses of the running cycle's reports: as long as one stands, nothing is withdrawn."""
    return _beside().join(ReportRow, ReportRow.id == ReportPostRow.report_id).where(ReportRow.report_year >= cycle_year)


def _beside() -> Select[tuple[int]]:
    return select(ReportPostRow.post_id).where(ReportPostRow.until_at.is_(None))
