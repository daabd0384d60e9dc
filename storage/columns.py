"""Columns as they were read: checks, and what each reading teaches of the column."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, case, func, not_, or_, select, update
from sqlalchemy.orm import Session

from core.crawl import ColumnRead, Depth
from core.pages import Capture, Outcome
from storage import captures, checks, links, list_pages, posts
from storage.list_pages import ReadPage
from storage.models import ColumnRow
from storage.posts import Listed, PostCounts, Recognise
from storage.sql import WATCHING, chunks, table_of, take_turn

_REMEMBERED = 15  # complete walks whose numbers of posts say how many the list usually holds


@dataclass(frozen=True, slots=True)
class BrokenColumn:
    """A column whose last check was unsound or incomplete, and since when it has been so."""

    column_id: str
    broken_since: datetime
    outcome: str
    reason: str


def usual(counts: Sequence[int] | None) -> int | None:
    """How many posts a list holds as a rule: the median of its latest complete walks, None before the first."""
    return int(median(counts)) if counts else None


def keep(session: Session, run_id: str, reads: Sequence[ColumnRead], recognise: Recognise) -> PostCounts:
    """Keeps readings of columns as if one by one, in order: a check always, and whatever their pages showed soundly.

    `recognise` is asked about posts never recognised before, and about no others. A reading that found nothing new
    touches no post: what is known stands as it is. Another list in its place is not what the next one is measured by,
    or it would be believed on its second night.
    """
    take_turn(session.connection(), WATCHING)
    counts = [_keep(session, run_id, some, dead, recognise) for some, dead in _at_once(session, reads)]
    return PostCounts(sum(c.seen for c in counts), sum(c.new for c in counts), sum(c.vanished for c in counts))


def _at_once(session: Session, reads: Sequence[ColumnRead]) -> Iterator[tuple[Sequence[ColumnRead], frozenset[str]]]:
    """Readings that cannot tell whether they are kept together, and those of their columns that may have dead posts.

    A column comes once. One that may let go a dead post is the last: the next list that shows the post takes it up.
    """
    while reads:
        some = _with_surplus_changed(session, reads[: _first_repeated(reads)])
        dead = links.with_dead_posts(session, _complete(some).keys())
        end = next((n for n, read in enumerate(some, 1) if read.column_id in dead), len(some))
        yield some[:end], dead
        reads = reads[end:]


def _with_surplus_changed(session: Session, reads: Sequence[ColumnRead]) -> list[ColumnRead]:
    """A walk to the end that finds every page as it was, but fewer posts than are noted, is one that changed: a walk to
    the newest posts has seen the pages so before, and could let nothing go.
    """
    listed = {r.column_id: r.listed or 0 for r in reads if r.complete and r.depth is Depth.WHOLE and _unchanged(r)}
    surplus = {id_ for id_, noted in links.numbers(session, listed.keys()).items() if noted > listed[id_]}
    return [replace(read, outcome=Outcome.OK) if read.column_id in surplus else read for read in reads]


def _first_repeated(reads: Sequence[ColumnRead]) -> int:
    """Where a column comes for the second time; behind the last reading if none does."""
    seen: set[str] = set()
    for number, read in enumerate(reads):
        if read.column_id in seen:
            return number
        seen.add(read.column_id)
    return len(reads)


def _complete(reads: Iterable[ColumnRead]) -> dict[str, datetime]:
    """The lists that were walked anew and completely to their ends, with when each walk began."""
    whole = (read for read in reads if read.complete and read.depth is Depth.WHOLE and not _unchanged(read))
    return {read.column_id: read.checked_at for read in whole}


def _unchanged(read: ColumnRead) -> bool:
    """Whether every page is as it was. A walk into the past tells its pages otherwise."""
    tonight = read.depth is not Depth.HISTORY
    return tonight and read.outcome is Outcome.NOT_MODIFIED and all(page.not_modified for page in read.pages)


def _keep(
    session: Session, run_id: str, reads: Sequence[ColumnRead], dead: Collection[str], recognise: Recognise
) -> PostCounts:
    same, changed = [r for r in reads if _unchanged(r)], [r for r in reads if not _unchanged(r)]
    kept = captures.keep_all(session, run_id, (c for read in reads for c in _captures(read)), "list")
    list_pages.keep(session, _pages(r for r in changed if r.outcome is not Outcome.RESTRUCTURED), kept)
    list_pages.note(session, _pages(same), kept)
    counts = posts.keep_listed(session, [_listed(read) for read in changed], recognise)
    seen = {read.column_id: read.listed or 0 for read in same}
    seen |= {read.column_id: count.seen for read, count in zip(changed, counts, strict=True)}
    checks.keep(session, run_id, reads, seen, kept)
    _learn(session, reads)
    _remember_counts(session, changed)
    complete = _complete(changed)
    list_pages.forget(session, complete)
    return PostCounts(sum(seen.values()), sum(c.new for c in counts), links.let_go(session, complete, dead))


def _captures(read: ColumnRead) -> Iterator[Capture]:
    for capture in (*(page.capture for page in read.pages), read.capture):
        if capture is not None:
            yield capture


def _pages(reads: Iterable[ColumnRead]) -> list[ReadPage]:
    return [
        ReadPage(read.column_id, page, read.checked_at, position)
        for read in reads
        for position, page in enumerate(read.pages)
    ]


def _listed(read: ColumnRead) -> Listed:
    """What another list in its place shows was found there, but does not stand in this one."""
    refs = [ref for page in read.pages for ref in page.listing.posts]
    return Listed(read.column_id, refs, read.checked_at, found=read.outcome is Outcome.RESTRUCTURED)


def _learn(session: Session, reads: Sequence[ColumnRead]) -> None:
    columns = table_of(ColumnRow)
    needed = or_(columns.c.needs_browser, _flag("drawn"))
    news = {
        "platform_found": func.coalesce(bindparam("read_by"), columns.c.platform_found),
        "needs_browser": and_(needed, not_(_flag("no_browser"))),
        "last_checked_at": bindparam("at"),
        "last_outcome": bindparam("outcome"),
        "last_reason": bindparam("reason"),
        "broken_since": case((_flag("sound"), None), else_=func.coalesce(columns.c.broken_since, bindparam("at"))),
        "last_complete_at": func.coalesce(_instant("complete_at"), columns.c.last_complete_at),
        "walked_at": func.coalesce(_instant("walked_at"), columns.c.walked_at),
        "rejudge_at": case((_told_otherwise(columns.c), bindparam("at")), else_=columns.c.rejudge_at),
    }
    learned = update(columns).where(columns.c.id == bindparam("column")).values(news)
    session.execute(learned, [_taught(read) for read in reads])


def _told_otherwise(known: Any) -> ColumnElement[bool]:
    """Whether a reading changes what standings rest on: it broke, is sound again, fails in another way, or is complete
    after one that was not.
    """
    same = (
        known.last_outcome.is_not_distinct_from(bindparam("outcome")),
        known.last_reason.is_not_distinct_from(bindparam("reason")),
    )
    first = or_(known.last_complete_at.is_(None), known.last_complete_at < known.last_checked_at)
    sound, broken = _flag("sound"), known.broken_since.is_not(None)
    return or_(and_(sound, broken), and_(not_(sound), not_(and_(broken, *same))), and_(_flag("complete"), first))


def _flag(name: str) -> ColumnElement[bool]:
    return bindparam(name, type_=Boolean)


def _instant(name: str) -> ColumnElement[datetime | None]:
    """SQLite compares instants as texts: all have to be written alike."""
    return bindparam(name, type_=table_of(ColumnRow).c.last_checked_at.type)


def _taught(read: ColumnRead) -> dict[str, object]:
    lacks_browser = read.outcome in (Outcome.BROWSER_MISSING, Outcome.BROWSER_FAILED)
    return {
        "column": read.column_id,
        "read_by": read.platform or None,
        "at": read.checked_at,
        "outcome": read.outcome.value,
        "reason": read.reason,
        "sound": read.outcome.sound,
        "complete": read.complete,
        "complete_at": read.checked_at if read.complete else None,
        "walked_at": read.checked_at if read.complete and read.depth is not Depth.NEWEST else None,
        "drawn": read.complete and read.needs_browser,
        "no_browser": lacks_browser and not read.complete,  # the static page gets its chance again tomorrow
    }


def _remember_counts(session: Session, reads: Iterable[ColumnRead]) -> None:
    """How many posts complete lists held, for `usual`."""
    listed = {read.column_id: read.listed for read in reads if read.complete and read.listed is not None}
    rows: list[dict[str, Any]] = []
    for some in chunks(list(listed)):
        known = select(ColumnRow.id, ColumnRow.recent_counts).where(ColumnRow.id.in_(some))
        for id_, counts in session.execute(known).tuples():
            rows.append({"column": id_, "counts": [listed[id_], *(counts or ())][:_REMEMBERED]})
    if rows:
        columns = table_of(ColumnRow)
        remembered = update(columns).where(columns.c.id == bindparam("column"))
        session.execute(remembered.values(recent_counts=bindparam("counts")), rows)


def broken(session: Session, column_ids: Collection[str]) -> list[BrokenColumn]:
    """Which of the columns are broken."""
    rows = select(ColumnRow).where(ColumnRow.broken_since.is_not(None)).order_by(ColumnRow.id)
    return [
        BrokenColumn(row.id, row.broken_since, row.last_outcome or "", row.last_reason or "")
        for some in chunks(sorted(column_ids))
        for row in session.scalars(rows.where(ColumnRow.id.in_(some)))
        if row.broken_since
    ]
