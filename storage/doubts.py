"""What a person has yet to look at, or nobody has read yet: whose report of which year it may be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, and_, bindparam, or_, select, union
from sqlalchemy.orm import Session

from storage import decisions, files
from storage.links import columns_of
from storage.models import CaptureRow, PostColumnRow, PostFileRow, PostRow, ReportRow, UnitColumnRow
from storage.sql import chunks

Key = tuple[str, int]  # unit id, report year
_FEW = 50  # units
_UNITS: BindParameter[str] = bindparam("units", expanding=True)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the report of a unit (None: of any in the columns that show the post) and year (None: any) may be there."""

    post_id: int
    unit_id: str | None
    columns: tuple[str, ...]
    years: frozenset[int] | None
    reason: str


class Waiting:
    """All that waits, gathered once: few by nature. `units`: only what may concern these."""

    def __init__(self, session: Session, units: Sequence[str] | None = None) -> None:
        self._found = tuple(_all(session, units))
        self._by_unit: dict[str, list[int]] = defaultdict(list)
        self._by_column: dict[str, list[int]] = defaultdict(list)
        for number, doubt in enumerate(self._found):
            if doubt.unit_id:
                self._by_unit[doubt.unit_id].append(number)
            else:
                for column in doubt.columns:
                    self._by_column[column].append(number)

    def of(self, session: Session, keys: Collection[Key]) -> Mapping[Key, list[Doubt]]:
        """The doubts that concern the obligations, of those that have any."""
        years: dict[str, list[int]] = defaultdict(list)
        for unit_id, year in keys:
            years[unit_id].append(year)
        columns = self._columns(session, sorted(years)) if self._by_column else {}
        by_key: dict[Key, list[Doubt]] = defaultdict(list)
        for unit_id, asked in years.items():
            numbers = {*self._by_unit.get(unit_id, ()), *columns.get(unit_id, ())}
            for doubt in (self._found[number] for number in sorted(numbers)):
                for year in asked:
                    if doubt.years is None or year in doubt.years:
                        by_key[unit_id, year].append(doubt)
        return by_key

    def units(self, session: Session) -> frozenset[str]:
        """The units that some doubt may concern."""
        links = select(UnitColumnRow.unit_id).where(UnitColumnRow.retired_at.is_(None))
        found = set(self._by_unit)
        for some in chunks(sorted(self._by_column)):
            found |= set(session.scalars(links.where(UnitColumnRow.column_id.in_(some))))
        return frozenset(found)

    def _columns(self, session: Session, units: Sequence[str]) -> Mapping[str, list[int]]:
        """What waits in each unit's columns."""
        found: dict[str, list[int]] = defaultdict(list)
        links = select(UnitColumnRow.unit_id, UnitColumnRow.column_id).where(UnitColumnRow.retired_at.is_(None))
        for some in chunks(units):
            for unit_id, column_id in session.execute(links.where(UnitColumnRow.unit_id.in_(some))).tuples():
                found[unit_id] += self._by_column.get(column_id, ())
        return found


def doubts(session: Session, units: Sequence[str], years: Collection[int]) -> Mapping[Key, list[Doubt]]:
    """The doubts that concern the units' reports of the years."""
    few = units if len(units) <= _FEW else None
    return Waiting(session, few).of(session, [(unit, year) for unit in units for year in years])


def digest(reasons: Sequence[str]) -> str | None:
    """What tells these doubts from others; None for none."""
    return blake2b("\n".join(reasons).encode(), digest_size=16).hexdigest() if reasons else None


def _all(session: Session, units: Sequence[str] | None) -> Iterator[Doubt]:
    """Few by nature: posts that wait, or are not read to their end, and reports that contradict their own year. What a
    person has decided against waits for nobody, as long as it is what it was then.
    """
    posts, contradicting, doubted = _EVERYWHERE if units is None else _AMONG_FEW
    given = {} if units is None else {"units": list(units)}
    waiting = session.scalars(posts, given).all()
    columns = columns_of(session, [post.id for post in waiting])
    for post in waiting:
        years = None if post.report_year is None else frozenset((post.report_year, *post.conflict_years))
        yield Doubt(post.id, post.unit_id, tuple(columns.get(post.id, ())), years, _waiting(post))
    for report in session.scalars(contradicting, given):
        reason = f"《{report.title or report.url}》的年度前后不一致，可能属于这一年度"
        yield Doubt(report.post_id, report.unit_id, (), frozenset(report.conflict_years or ()), reason)
    for report in session.scalars(doubted, given):
        reason = f"《{report.title or report.url}》待人工确认：{report.doubted}"
        yield Doubt(report.post_id, report.unit_id, (), frozenset((report.report_year,)), reason)


def _posts(*, few: bool) -> Select[tuple[PostRow]]:
    """The posts that wait. Of `few` units: one way after the other among their few posts, not among all there are."""
    to_review = select(PostRow.id).where(PostRow.review_reason.is_not(None))
    failed = and_(PostRow.state == "failed", PostRow.id.not_in(decisions.refused_as_listed()))
    to_fetch = select(PostRow.id).where(or_(PostRow.state == "wanted", failed))
    unread = CaptureRow.id == PostRow.capture_id, CaptureRow.read_at.is_(None), PostRow.state == "held"
    to_read = select(PostRow.id).join(CaptureRow, unread[0]).where(*unread[1:])
    lacking = files.lacking().where(PostFileRow.post_id.not_in(decisions.refused_posts()))
    ways = [to_review, to_fetch, to_read, lacking]
    if few:
        selected = (PostRow.id, PostRow.id, PostRow.id, PostFileRow.post_id)
        ways = [way.where(column.in_(_near())) for way, column in zip(ways, selected, strict=True)]
    return select(PostRow).where(PostRow.id.in_(union(*ways))).order_by(PostRow.id)


def _near() -> CompoundSelect[tuple[int]]:
    """The posts that are known to be these units', and all that their columns show."""
    own = select(PostRow.id).where(PostRow.unit_id.in_(_UNITS))
    linked = select(UnitColumnRow.column_id).where(UnitColumnRow.unit_id.in_(_UNITS))
    return union(own, select(PostColumnRow.post_id).where(PostColumnRow.column_id.in_(linked)))


def _reports(which: ColumnElement[bool], *, few: bool) -> Select[tuple[ReportRow]]:
    rows = select(ReportRow).where(ReportRow.refused.is_(False), which).order_by(ReportRow.id)
    return rows.where(ReportRow.unit_id.in_(_UNITS)) if few else rows


# Posts that wait, reports that contradict their own year, reports that are doubted.
_EVERYWHERE, _AMONG_FEW = (
    (
        _posts(few=few),
        _reports(ReportRow.conflict_years.is_not(None), few=few),
        _reports(ReportRow.doubted.is_not(None), few=few),
    )
    for few in (False, True)
)


def _waiting(post: PostRow) -> str:
    title = "人工导入的页面" if post.url.startswith("urn:") else f"《{post.title or post.url}》"
    if post.review_reason:
        return f"{title}待人工确认：{post.review_reason}"
    if post.state == "failed":
        return f"{title}未能取得：{post.last_reason}"
    return f"{title}的正文或附件尚未读到" if post.state == "held" else f"{title}尚未取得"
