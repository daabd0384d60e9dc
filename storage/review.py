"""The queue of what waits for a person 待核: doubtful posts, reports in doubt or of two years, and posts never had."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session

from storage import decisions
from storage.links import columns_of
from storage.models import (
    ColumnRow,
    DecisionRow,
    ObligationRow,
    PostColumnRow,
    PostRow,
    ReportRow,
    UnitColumnRow,
    UnitRow,
)
from storage.sql import chunks


class Why(StrEnum):
    """Why a post waits 待核原因."""

    DOUBTFUL = "doubtful"
    LOST = "lost"  # a stored report that today's parser does not take for one
    TWO_YEARS = "two_years"
    UNFETCHED = "unfetched"


@dataclass(frozen=True, slots=True)
class Item:
    """A post that waits, or was decided upon. `years`: the report years it may be of; empty where none is known.

    `units`: the ids of those it may belong to; all that its columns serve where none is named (`unit_id` None).
    `held`: there is a page to look at, `capture_id`.
    """

    post_id: int
    url: str
    title: str
    listed_on: date | None
    first_seen_at: datetime
    why: Why | None
    reason: str
    unit_id: str | None
    years: tuple[int, ...]
    capture_id: int | None
    columns: tuple[str, ...]
    units: tuple[str, ...]
    report_ids: tuple[int, ...]

    @property
    def held(self) -> bool:
        return self.capture_id is not None


def queue(
    session: Session,
    offices: Collection[str] | None,
    *,
    why: Why | None = None,
    unit: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Item]:
    """At most `limit` of what waits, newest first; `before`: the number of the last post on the page before.

    Posts that could not be had are asked for every night; they are in it where they are asked for.
    """
    rows = select(PostRow).where(PostRow.id.in_(_waiting(why)), *_visible(offices)).order_by(PostRow.id.desc())
    if before is not None:
        rows = rows.where(PostRow.id < before)
    if unit is not None:
        rows = rows.where(_concerns(select(UnitRow.id).where(UnitRow.id == unit)))
    return _items(session, session.scalars(rows.limit(limit)).all())


def counts(session: Session, offices: Collection[str] | None) -> Mapping[Why, int]:
    """How many posts wait, by why."""
    rows = select(func.count()).select_from(PostRow)
    return {why: session.scalars(rows.where(PostRow.id.in_(_of(why)), *_visible(offices))).one() for why in Why}


def one(session: Session, offices: Collection[str] | None, post_id: int) -> Item | None:
    """A post, whether it waits or not; None where there is none, or it may be only of offices that are not seen."""
    rows = session.scalars(select(PostRow).where(PostRow.id == post_id, *_visible(offices))).all()
    return next(iter(_items(session, rows)), None)


def decided(
    session: Session, offices: Collection[str] | None, *, before: int | None = None, limit: int = 50
) -> list[int]:
    """The numbers of decisions, newest first, on posts that are seen."""
    rows = select(DecisionRow.id).join(PostRow, PostRow.id == DecisionRow.post_id).order_by(DecisionRow.id.desc())
    if before is not None:
        rows = rows.where(DecisionRow.id < before)
    if offices is not None:
        units = select(UnitRow.id).where(UnitRow.office_id.in_(sorted(offices)))
        rows = rows.where(or_(*_visible(offices), DecisionRow.unit_id.in_(units)))
    return list(session.scalars(rows.limit(limit)))


def concerned(session: Session, item: Item) -> frozenset[str]:
    """The offices of all units that the post may belong to."""
    found: set[str] = set()
    for some in chunks(item.units):
        found |= set(session.scalars(select(UnitRow.office_id).where(UnitRow.id.in_(some)).distinct()))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Named:
    """A unit, as a choice."""

    id: str
    name: str
    office_id: str


def named(session: Session, unit_ids: Collection[str]) -> dict[str, Named]:
    """The units, by id."""
    rows = select(UnitRow.id, UnitRow.name, UnitRow.office_id)
    return {
        row[0]: Named(*row)
        for some in chunks(sorted(unit_ids))
        for row in session.execute(rows.where(UnitRow.id.in_(some))).tuples()
    }


def unit_called(session: Session, offices: Collection[str] | None, words: str) -> str | None:
    """The id of the unit with that id or full name, of those that are seen."""
    rows = select(UnitRow.id).where(or_(UnitRow.id == words, UnitRow.name == words), UnitRow.retired_at.is_(None))
    if offices is not None:
        rows = rows.where(UnitRow.office_id.in_(sorted(offices)))
    found = session.scalars(rows.limit(2)).all()
    return found[0] if len(found) == 1 else None


def obligations(session: Session, post_id: int) -> frozenset[tuple[str, int]]:
    """What the post may answer, or may have answered: the units with the report years; of one of which no year is known
    all that its units owe.
    """
    item = one(session, None, post_id)
    if item is None:
        return frozenset()
    reports = select(ReportRow.unit_id, ReportRow.report_year).where(ReportRow.post_id == post_id)
    told = set(session.execute(reports).tuples()) | decisions.confirmed_of(session, post_id)
    for units in chunks(item.units):
        owed = select(ObligationRow.unit_id, ObligationRow.report_year).where(ObligationRow.unit_id.in_(units))
        those = owed.where(ObligationRow.report_year.in_(item.years)) if item.years else owed
        told |= set(session.execute(those).tuples())
    return frozenset(told)


def reason_of(session: Session, post_id: int) -> str | None:
    """Why the post waits for a person, in Chinese; None where it does not."""
    item = one(session, None, post_id)
    return item.reason if item and item.why not in (None, Why.UNFETCHED) else None


def _of(why: Why) -> Select[tuple[int]]:
    doubtful = select(PostRow.id).where(PostRow.review_reason.is_not(None))
    refused = PostRow.id.not_in(decisions.refused_as_listed())
    certain = ReportRow.refused.is_(False)
    return {
        Why.DOUBTFUL: doubtful,
        Why.LOST: select(ReportRow.post_id).where(ReportRow.doubted.is_not(None), certain),
        Why.TWO_YEARS: select(ReportRow.post_id).where(ReportRow.conflict_years.is_not(None), certain),
        Why.UNFETCHED: select(PostRow.id).where(PostRow.state == "failed", refused),
    }[why]


def _waiting(why: Why | None) -> ColumnElement[int] | Select[tuple[int]]:
    if why is not None:
        return _of(why)
    every = union(*(_of(one) for one in Why if one is not Why.UNFETCHED)).subquery()
    return select(every.c[0])


def _visible(offices: Collection[str] | None) -> list[ColumnElement[bool]]:
    if offices is None:
        return []
    return [_concerns(select(UnitRow.id).where(UnitRow.office_id.in_(sorted(offices))))]


def _concerns(units: Select[tuple[str]]) -> ColumnElement[bool]:
    """Whether the post may belong to one of the units: what is one unit's is nobody else's."""
    shown = select(PostColumnRow.post_id).join(UnitColumnRow, UnitColumnRow.column_id == PostColumnRow.column_id)
    theirs = shown.where(UnitColumnRow.retired_at.is_(None), UnitColumnRow.unit_id.in_(units))
    report = exists().where(ReportRow.post_id == PostRow.id, ReportRow.unit_id.in_(units))
    nobodys = PostRow.unit_id.is_(None), theirs.where(PostColumnRow.post_id == PostRow.id).exists()
    return or_(PostRow.unit_id.in_(units), and_(*nobodys), report)


def _items(session: Session, posts: Sequence[PostRow]) -> list[Item]:
    ids = [post.id for post in posts]
    columns = columns_of(session, ids)
    served = _served(session, sorted({c for found in columns.values() for c in found}))
    reports: dict[int, list[ReportRow]] = {}
    for some in chunks(ids):
        for report in session.scalars(select(ReportRow).where(ReportRow.post_id.in_(some)).order_by(ReportRow.id)):
            reports.setdefault(report.post_id, []).append(report)
    return [_item(post, tuple(columns.get(post.id, ())), served, reports.get(post.id, [])) for post in posts]


def _served(session: Session, column_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """The units of each column, in the order of their names."""
    found: dict[str, list[str]] = {}
    rows = select(UnitColumnRow.column_id, UnitColumnRow.unit_id).join(UnitRow, UnitRow.id == UnitColumnRow.unit_id)
    rows = rows.join(ColumnRow, ColumnRow.id == UnitColumnRow.column_id).order_by(UnitRow.name)
    for some in chunks(column_ids):
        those = UnitColumnRow.column_id.in_(some), UnitColumnRow.retired_at.is_(None)
        for column_id, unit_id in session.execute(rows.where(*those)).tuples():
            found.setdefault(column_id, []).append(unit_id)
    return found


def _item(post: PostRow, columns: tuple[str, ...], served: Mapping[str, list[str]], of: Sequence[ReportRow]) -> Item:
    why, reason = _why(post, [report for report in of if not report.refused])
    named = [post.unit_id, *(report.unit_id for report in of if not report.refused)]
    units = [u for u in named if u] or [u for column in columns for u in served.get(column, ())]
    years = [post.report_year, *post.conflict_years, *(y for r in of if not r.refused for y in _years(r))]
    return Item(
        post_id=post.id,
        url=post.url,
        title=post.title,
        listed_on=post.listed_on,
        first_seen_at=post.first_seen_at,
        why=why,
        reason=reason,
        unit_id=post.unit_id,
        years=tuple(sorted({year for year in years if year is not None}, reverse=True)),
        capture_id=post.capture_id if post.state == "held" else None,
        columns=columns,
        units=tuple(dict.fromkeys(units)),
        report_ids=tuple(report.id for report in of),
    )


def _years(report: ReportRow) -> Sequence[int]:
    return [report.report_year, *(report.conflict_years or ())]


def _why(post: PostRow, reports: Sequence[ReportRow]) -> tuple[Why | None, str]:
    if post.review_reason is not None:
        return Why.DOUBTFUL, post.review_reason
    for report in reports:
        if report.doubted is not None:
            return Why.LOST, report.doubted
        if report.conflict_years:
            return Why.TWO_YEARS, f"已按{report.report_year}年度保存，但标题与正文的年度前后不一致"
    if post.state == "failed":
        return Why.UNFETCHED, post.last_reason or "没有取得"
    return None, "；".join(post.reasons)
