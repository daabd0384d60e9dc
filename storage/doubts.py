"""What a person has yet to look at, or nobody has read yet: whose report of which year it may be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from storage import files
from storage.links import columns_of
from storage.models import CaptureRow, PostRow, ReportRow, UnitColumnRow
from storage.sql import chunks

Key = tuple[str, int]  # unit id, report year


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the report of a unit (None: of any in the columns that show the post) and year (None: any) may be there."""

    post_id: int
    unit_id: str | None
    columns: tuple[str, ...]
    years: frozenset[int] | None
    reason: str


def doubts(session: Session, units: Sequence[str], years: Collection[int]) -> Mapping[Key, list[Doubt]]:
    """The doubts that concern the units' reports of the years."""
    found = list(_all(session))
    served = _served(session, units, {column for doubt in found for column in doubt.columns})
    asked = set(units)
    by_key: dict[Key, list[Doubt]] = defaultdict(list)
    for doubt in found:
        those = {doubt.unit_id} & asked if doubt.unit_id else {u for c in doubt.columns for u in served.get(c, ())}
        for unit in those:
            for year in years if doubt.years is None else doubt.years.intersection(years):
                by_key[unit, year].append(doubt)
    return by_key


def _served(session: Session, units: Sequence[str], columns: Collection[str]) -> Mapping[str, list[str]]:
    """The units that each of the columns serves."""
    served: dict[str, list[str]] = defaultdict(list)
    links = select(UnitColumnRow.column_id, UnitColumnRow.unit_id).where(UnitColumnRow.retired_at.is_(None))
    for some in chunks(sorted(columns)):
        for column_id, unit_id in session.execute(links.where(UnitColumnRow.column_id.in_(some))).tuples():
            served[column_id].append(unit_id)
    asked = set(units)
    return {column: [unit for unit in theirs if unit in asked] for column, theirs in served.items()}


def _all(session: Session) -> Iterator[Doubt]:
    """Few by nature: posts that wait, or are not read to their end, and reports that contradict their own year."""
    to_review = select(PostRow.id).where(PostRow.review_reason.is_not(None))
    to_fetch = select(PostRow.id).where(PostRow.state.in_(["wanted", "failed"]))
    unread = CaptureRow.id == PostRow.capture_id, CaptureRow.read_at.is_(None), PostRow.state == "held"
    to_read = select(PostRow.id).join(CaptureRow, unread[0]).where(*unread[1:])
    waits: CompoundSelect[tuple[int]] = union(to_review, to_fetch, to_read, files.lacking())
    waiting = session.scalars(select(PostRow).where(PostRow.id.in_(waits)).order_by(PostRow.id)).all()
    columns = columns_of(session, [post.id for post in waiting])
    for post in waiting:
        years = None if post.report_year is None else frozenset((post.report_year, *post.conflict_years))
        yield Doubt(post.id, post.unit_id, tuple(columns.get(post.id, ())), years, _waiting(post))
    conflicting = select(ReportRow).where(ReportRow.conflict_years.is_not(None)).order_by(ReportRow.id)
    for report in session.scalars(conflicting):
        reason = f"《{report.title or report.url}》的年度前后不一致，可能属于这一年度"
        yield Doubt(report.post_id, report.unit_id, (), frozenset(report.conflict_years or ()), reason)
    for report in session.scalars(select(ReportRow).where(ReportRow.doubted.is_not(None)).order_by(ReportRow.id)):
        reason = f"《{report.title or report.url}》待人工确认：{report.doubted}"
        yield Doubt(report.post_id, report.unit_id, (), frozenset((report.report_year,)), reason)


def _waiting(post: PostRow) -> str:
    title = "人工导入的页面" if post.url.startswith("urn:") else f"《{post.title or post.url}》"
    if post.review_reason:
        return f"{title}待人工确认：{post.review_reason}"
    if post.state == "failed":
        return f"{title}未能取得：{post.last_reason}"
    return f"{title}的正文或附件尚未读到" if post.state == "held" else f"{title}尚未取得"
