"""What has to be judged again: what is marked, what the calendar turns, and what the register was judged as.

A mark is taken away by its number, with the judgement that has seen its fact. So a fact that is changed meanwhile keeps
its mark, and neither side ever waits for the other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.doubts import Key, Waiting, digest
from storage.models import ColumnRow, ObligationRow, OfficeRow, RejudgeRow, UnitRow
from storage.sql import JUDGING, by_year, chunks, table_of, take_turn

_REST_ON_COLUMNS = ("unverified", "overdue")


def begin(session: Session) -> None:
    """Judges pass one by one: none waits for another in a circle."""
    take_turn(session.connection(), JUDGING)


def marks(session: Session, keys: Collection[Key]) -> list[int]:
    """The numbers of the marks on these obligations. To be asked for before their facts."""
    rows = select(RejudgeRow.id)
    theirs = (rows.where(RejudgeRow.unit_id.in_(units), RejudgeRow.report_year == y) for y, units in by_year(keys))
    return [id_ for some in theirs for id_ in session.scalars(some)]


def done(session: Session, mark_ids: Sequence[int]) -> None:
    for ids in chunks(mark_ids):
        session.execute(delete(table_of(RejudgeRow)).where(RejudgeRow.id.in_(ids)))


def marked(session: Session, after: int, limit: int) -> tuple[int, frozenset[Key]]:
    """Marked obligations, some at a time: up to which number these are, and which."""
    rows = select(RejudgeRow.id, RejudgeRow.unit_id, RejudgeRow.report_year).where(RejudgeRow.id > after)
    found = session.execute(rows.order_by(RejudgeRow.id).limit(limit)).tuples().all()
    return found[-1][0] if found else after, frozenset((unit_id, year) for _, unit_id, year in found)


def due(session: Session, today: date) -> list[Key]:
    """The obligations that the calendar may have turned."""
    rows = select(ObligationRow.unit_id, ObligationRow.report_year).where(ObligationRow.judge_on <= today)
    return [(unit_id, year) for unit_id, year in session.execute(rows).tuples()]


def columns_changed(session: Session) -> list[tuple[str, datetime]]:
    """The columns where standings may rest on something else since, each with its sign."""
    rows = select(ColumnRow.id, ColumnRow.rejudge_at).where(ColumnRow.rejudge_at.is_not(None))
    return [(id_, at) for id_, at in session.execute(rows.order_by(ColumnRow.id)).tuples() if at]


def mark_columns(session: Session, signs: Iterable[tuple[str, datetime]], unit_ids: Collection[str]) -> None:
    """Turns the columns' signs into marks on what rests on them: standings of the units that say what was not found."""
    rests = select(ObligationRow.unit_id, ObligationRow.report_year).where(ObligationRow.status.in_(_REST_ON_COLUMNS))
    for some in chunks(sorted(unit_ids)):
        theirs = rests.where(ObligationRow.unit_id.in_(some))
        session.execute(insert(table_of(RejudgeRow)).from_select(["unit_id", "report_year"], theirs))
    columns = table_of(ColumnRow)
    same = columns.c.id == bindparam("column"), columns.c.rejudge_at == bindparam("at")
    rows = [{"column": column_id, "at": at} for column_id, at in signs]
    session.execute(update(columns).where(*same).values(rejudge_at=None), rows)


def doubted_otherwise(session: Session, waiting: Waiting) -> Iterator[Key]:
    """Obligations that were judged by other doubts than there are now."""
    judged = select(ObligationRow.unit_id).where(ObligationRow.doubts_digest.is_not(None)).distinct()
    rows = select(ObligationRow.unit_id, ObligationRow.report_year, ObligationRow.doubts_digest)
    for units in chunks(sorted({*waiting.units(session), *session.scalars(judged)})):
        known = {(u, y): said for u, y, said in session.execute(rows.where(ObligationRow.unit_id.in_(units))).tuples()}
        now = waiting.of(session, known)
        yield from (key for key, said in known.items() if said != digest([d.reason for d in now.get(key, ())]))


def bases(session: Session) -> dict[str, tuple[str | None, int | None]]:
    """What the registered units were judged as, and up to which calendar year."""
    rows = select(UnitRow.id, UnitRow.judged_as, UnitRow.judged_to).where(UnitRow.retired_at.is_(None))
    return {id_: (judged_as, judged_to) for id_, judged_as, judged_to in session.execute(rows).tuples()}


def note_bases(session: Session, bases: Mapping[str, str], year: int) -> None:
    """All that these units owe was judged, in this calendar year."""
    units = table_of(UnitRow)
    judged = update(units).where(units.c.id == bindparam("unit"))
    rows = [{"unit": unit_id, "basis": basis, "year": year} for unit_id, basis in sorted(bases.items())]
    session.execute(judged.values(judged_as=bindparam("basis"), judged_to=bindparam("year")), rows)


def note_offices(session: Session, office_ids: Collection[str], at: datetime) -> None:
    """All units of these offices were judged, or stand as they were judged before."""
    for some in chunks(sorted(office_ids)):
        session.execute(update(table_of(OfficeRow)).where(OfficeRow.id.in_(some)).values(judged_at=at))


def forget_retired(session: Session) -> None:
    """What is no longer registered is judged anew when it comes back, and until then not at all."""
    retired = select(UnitRow.id).where(UnitRow.retired_at.is_not(None))
    judged = UnitRow.retired_at.is_not(None), UnitRow.judged_as.is_not(None)
    session.execute(update(table_of(UnitRow)).where(*judged).values(judged_as=None))
    session.execute(delete(table_of(RejudgeRow)).where(RejudgeRow.unit_id.in_(retired)))
