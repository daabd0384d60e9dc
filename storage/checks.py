"""Checks of columns: what comes out as it did before lengthens a row, which keeps the time and the run of every one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Integer, Row, ScalarSelect, Text, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from core.chain import canonical
from core.checks import Moment, Spell, list_digest, moments, month_of, second_of
from core.crawl import ColumnRead, Depth
from core.pages import Outcome
from core.problems import UserProblem
from storage.models import CheckRow, ColumnRow, ListPageRow, PostColumnRow, PostRow, RunRow
from storage.sql import chunks, insert_for, key_of, table_of

_SOUND = frozenset(outcome.value for outcome in Outcome if outcome.sound)
_STATE = 32  # hex digits: enough to tell apart what one column gives in a month


class DamagedChecks(UserProblem):
    """A row of checks was changed from outside: its times do not fit together."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Absence:
    """A column's list, sound, complete and walked to its end, did not show a post; `capture_id` leads to its bytes."""

    at: datetime
    capture_id: int | None


def keep(
    session: Session, run_id: str, reads: Sequence[ColumnRead], seen: Mapping[str, int], kept: Mapping[str, int]
) -> None:
    """Keeps a check of each reading. `seen`: posts by column; `kept`: captures by WARC record.

    In one run, a check that comes out alike is another one only if it is later: what is kept twice counts once. The
    list pages are kept already: the first of them leads a sound check to the bytes that it saw.
    """
    if not reads:
        return
    run = session.scalars(select(RunRow.number).where(RunRow.id == run_id)).one()
    session.execute(_noting(session), [_row(run, read, seen[read.column_id], kept) for read in reads])


def _noting(session: Session) -> Insert:
    """Makes a row, or lengthens the one that is there."""
    known, insert = table_of(CheckRow).c, insert_for(session, CheckRow)
    new = insert.excluded
    gap = cast(new.last_second - known.last_second, Text) + literal("/") + cast(new.last_run - known.last_run, Text)
    again = {
        "last_second": new.last_second,
        "last_run": new.last_run,
        "checks": known.checks + 1,
        "times": known.times + literal(" ") + gap,
    }
    later = or_(new.last_run != known.last_run, new.last_second > known.last_second)
    capture = func.coalesce(bindparam("failed_capture", type_=Integer), _first_page())
    alike = ["column_id", "month", "state"]
    return insert.values(capture_id=capture).on_conflict_do_update(index_elements=alike, set_=again, where=later)


def _first_page() -> ScalarSelect[int | None]:
    """The capture of the list's first page, as it is known."""
    first = ListPageRow.column_id == bindparam("in_column"), ListPageRow.ask_key == bindparam("first_page")
    return select(ListPageRow.capture_id).where(*first).scalar_subquery()


def _row(run: int, read: ColumnRead, seen: int, kept: Mapping[str, int]) -> Mapping[str, object]:
    failed = read.capture.warc_record_id if read.capture else None
    pages = [page.digest for page in read.pages]
    alike = {
        "outcome": read.outcome.value,
        "reason": read.reason,
        "complete": read.complete,
        "whole": read.depth is Depth.WHOLE,
        "platform": read.platform,
        "posts_seen": read.listed if read.complete and read.listed is not None else seen,
        "digest": list_digest([*pages, read.capture.digest] if read.capture else pages),
    }
    second = second_of(read.checked_at)
    return alike | {
        "column_id": read.column_id,
        "month": month_of(read.checked_at),
        "state": key_of(canonical([*alike.values(), failed]))[:_STATE],
        "first_second": second,
        "first_run": run,
        "last_second": second,
        "last_run": run,
        "checks": 1,
        "times": "",
        "in_column": read.column_id,
        "first_page": key_of(read.pages[0].ask.key) if read.outcome.sound and read.pages else None,
        "failed_capture": kept[failed] if failed else None,
    }


def moments_of(row: CheckRow | Row[Any]) -> list[Moment]:
    """Every check of a row. Raises DamagedChecks."""
    spell = Spell(row.first_second, row.first_run, row.last_second, row.last_run, row.checks, row.times)
    try:
        return moments(spell)
    except ValueError:
        raise damaged(row) from None


def damaged(row: CheckRow | Row[Any]) -> DamagedChecks:
    told = f"{row.column_id}（{row.month // 100}年{row.month % 100}月，{row.outcome}）"
    return DamagedChecks(f"栏目{told}的检查记录前后不符，数据库被改动过；请运行 fazhiwatch archive verify")


_SINCE = select(table_of(CheckRow)).where(
    CheckRow.column_id.in_(bindparam("columns", expanding=True)), CheckRow.month >= bindparam("month")
)


def of_column(session: Session, column_id: str, since: datetime) -> list[tuple[Moment, Row[Any]]]:
    """Every check of the column since then, oldest first."""
    return of_columns(session, [column_id], since)


def of_columns(session: Session, column_ids: Sequence[str], since: datetime) -> list[tuple[Moment, Row[Any]]]:
    """Every check of the columns since then, by column in the order given, oldest first."""
    places = {column_id: place for place, column_id in enumerate(column_ids)}
    given = ({"columns": some, "month": month_of(since)} for some in chunks(list(places)))
    found = [(moment, row) for one in given for row in session.execute(_SINCE, one) for moment in moments_of(row)]
    later = (one for one in found if one[0].second >= second_of(since))
    return sorted(later, key=lambda one: (places[one[1].column_id], one[0].second, one[0].run, one[1].state))


def last_absence(session: Session, post_ids: Sequence[int]) -> dict[int, Absence | None]:
    """For each post, an instant before which it stood in none of its columns, as their lists show.

    That is the earliest, over all columns that show the post, of their last checks before it was first seen that can
    prove an absence. None where a column had no such check, or the clock was set back meanwhile.
    """
    found: dict[int, Absence | None] = {}
    for some in chunks(post_ids):
        places = _places(session, some)
        columns = _histories(session, sorted({column_id for stands in places.values() for column_id, _, _ in stands}))
        for post_id in some:
            each = [columns[column_id].before(seen, moved) for column_id, seen, moved in places.get(post_id, ())]
            proven = [absence for absence in each if absence is not None]
            found[post_id] = min(proven, key=lambda a: a.at) if proven and len(proven) == len(each) else None
    return found


def _places(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[tuple[str, int, int]]]:
    """For each post its columns, the second when it was first seen, and since when the list is the one that it is."""
    rows = select(PostRow.id, ColumnRow.id, PostRow.first_seen_at, ColumnRow.moved_at)
    rows = rows.join(PostColumnRow, PostColumnRow.post_id == PostRow.id)
    rows = rows.join(ColumnRow, ColumnRow.id == PostColumnRow.column_id).where(PostRow.id.in_(post_ids))
    places: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for post_id, column_id, seen_at, moved_at in session.execute(rows).tuples():
        places[post_id].append((column_id, second_of(seen_at), second_of(moved_at) + 1 if moved_at else 0))
    return places


class _History:
    """The checks of one column."""

    def __init__(self) -> None:
        self._damaged = False
        self._all: list[Moment] = []
        self._proving: list[tuple[int, int, int | None]] = []  # second, run, capture

    def add(self, row: CheckRow) -> None:
        try:
            made = moments_of(row)
        except DamagedChecks:  # verifying the archive names it; here it proves nothing
            self._damaged = True
            return
        self._all += made
        if row.complete and row.whole and row.outcome in _SOUND:
            self._proving += ((moment.second, moment.run, row.capture_id) for moment in made)

    def before(self, seen: int, moved: int) -> Absence | None:
        """The last check before the second `seen` that can prove an absence.

        A run after that which was the first to check then or later came after the post, whatever its clock said.
        """
        last_run = min((moment.run for moment in self._all if moment.second >= seen), default=None)
        able = [one for one in self._proving if moved <= one[0] < seen and (last_run is None or one[1] <= last_run)]
        if not able or self._damaged:
            return None
        second, run, capture_id = max(able, key=lambda one: one[:2])
        return Absence(Moment(second, run).at, capture_id)


def _histories(session: Session, column_ids: Iterable[str]) -> Mapping[str, _History]:
    histories: dict[str, _History] = defaultdict(_History)
    for some in chunks(list(column_ids)):
        for row in session.scalars(select(CheckRow).where(CheckRow.column_id.in_(some))):
            histories[row.column_id].add(row)
    return histories
