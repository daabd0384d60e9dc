"""Decisions by hand on posts: stored first, carried out by a run; the latest on a post counts, all are kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from core.decisions import Decision, Verdict
from storage.models import DecisionRow, PostColumnRow, PostFileRow, PostRow, UnitColumnRow, UnitRow
from storage.shapes import iso
from storage.sql import chunks

Key = tuple[str, int]  # unit id, report year
OVERRULED = "未及执行，已被以后的认定取代"


def store(session: Session, decision: Decision) -> int:
    """Writes down the decision with what the post is now, to be carried out; returns its number."""
    post = session.get_one(PostRow, decision.post_id)
    row = DecisionRow(
        post_id=post.id,
        verdict=decision.verdict.value,
        unit_id=decision.unit_id if decision.confirms else post.unit_id,
        report_year=decision.report_year if decision.confirms else post.report_year,
        reason=decision.reason,
        made_by=decision.by,
        made_at=decision.at,
        title=post.title,
        capture_id=post.capture_id,
        files=_files(session, [post.id]).get(post.id, []),
    )
    session.add(row)
    session.flush()
    earlier = update(DecisionRow).where(DecisionRow.post_id == post.id, DecisionRow.id < row.id)
    earlier = earlier.where(DecisionRow.applied_at.is_(None))
    session.execute(earlier.values(applied_at=decision.at, outcome=OVERRULED))
    return row.id


def latest(session: Session, post_ids: Sequence[int]) -> Mapping[int, Decision]:
    """What counts on each of the posts that anything was decided upon, an undoing as well."""
    found: dict[int, DecisionRow] = {}
    for some in chunks(post_ids):
        for row in session.scalars(_latest().where(DecisionRow.post_id.in_(some))):
            found[row.post_id] = row
    return dict(zip(found, _decisions(session, found.values()), strict=True))


def waiting(session: Session) -> list[Decision]:
    """What no run has carried out yet, in the order in which it was decided."""
    rows = select(DecisionRow).where(DecisionRow.applied_at.is_(None)).order_by(DecisionRow.id)
    return _decisions(session, session.scalars(rows).all())


def applied(session: Session, decision_id: int, *, run_id: str, at: datetime, outcome: str) -> None:
    """The decision was carried out; `outcome`: what came of it, in Chinese."""
    done = update(DecisionRow).where(DecisionRow.id == decision_id)
    session.execute(done.values(applied_at=at, run_id=run_id, outcome=outcome))


def outcome_of(session: Session, decision_id: int) -> str | None:
    """What came of a decision, in Chinese; None while it waits."""
    return session.get_one(DecisionRow, decision_id).outcome


def knows_unit(session: Session, unit_id: str) -> bool:
    """Whether a run has brought the unit in."""
    return session.get(UnitRow, unit_id) is not None


def newest_of(session: Session, unit_id: str, report_year: int) -> int | None:
    """The number of the newest decision in force that names a post as this unit's report of the year."""
    mine = DecisionRow.unit_id == unit_id, DecisionRow.report_year == report_year
    confirmed = _latest().where(DecisionRow.verdict == Verdict.CONFIRMED.value, *mine)
    newest = session.scalars(confirmed.order_by(DecisionRow.id.desc()).limit(1)).first()
    return newest.id if newest else None


def confirmed_of(session: Session, post_id: int) -> frozenset[Key]:
    """What the post was ever confirmed as."""
    rows = select(DecisionRow.unit_id, DecisionRow.report_year).where(DecisionRow.post_id == post_id)
    found = session.execute(rows.where(DecisionRow.verdict == Verdict.CONFIRMED.value)).tuples()
    return frozenset((unit_id, year) for unit_id, year in found if unit_id is not None and year is not None)


def these(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Decisions by their numbers, in that order, to be shown, with the title and address of their posts."""
    rows = select(DecisionRow, PostRow.url).join(PostRow, PostRow.id == DecisionRow.post_id)
    found = {
        row.id: _shape(row) | {"title": row.title, "url": url}
        for some in chunks(ids)
        for row, url in session.execute(rows.where(DecisionRow.id.in_(some))).tuples()
    }
    return [found[id_] for id_ in ids if id_ in found]


def of_posts(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[dict[str, Any]]]:
    """Every decision on each of the posts, newest first, to be shown."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for some in chunks(post_ids):
        rows = select(DecisionRow).where(DecisionRow.post_id.in_(some)).order_by(DecisionRow.id.desc())
        for row in session.scalars(rows):
            found[row.post_id].append(_shape(row))
    return found


def refused_posts() -> Select[tuple[int]]:
    """The posts that are no reports by a decision that was carried out."""
    return select(DecisionRow.post_id).where(DecisionRow.id.in_(_refused_now()))


def refused_as_listed() -> Select[tuple[int]]:
    """Those of them that their lists show under the title by which they were refused."""
    return refused_posts().join(PostRow, PostRow.id == DecisionRow.post_id).where(PostRow.title == DecisionRow.title)


def refused_since(report_year: int) -> Select[tuple[int]]:
    """Those of them that were waited for as reports of that year or a later one, or of none that was known."""
    year = func.coalesce(DecisionRow.report_year, report_year)
    return refused_posts().where(year >= report_year)


def refused_of(session: Session, keys: Collection[Key]) -> Mapping[Key, int]:
    """How many of them were waited for as each unit's report of the year: its own, or in its columns as nobody's."""
    units = {unit_id for unit_id, _ in keys}
    rows = select(DecisionRow.post_id, DecisionRow.unit_id, DecisionRow.report_year)
    found = session.execute(rows.where(DecisionRow.id.in_(_refused_now()))).tuples().all()
    nobodys = _served(session, [post_id for post_id, unit_id, _ in found if unit_id is None])
    whose = ((u, year) for post, unit_id, year in found for u in ([unit_id] if unit_id else nobodys.get(post, ())))
    return Counter((u, year) for u, year in whose if year is not None and u in units and (u, year) in keys)


def about(session: Session, unit_id: str, report_year: int) -> list[dict[str, Any]]:
    """The decisions on posts that are, or were, the unit's of that year or in its columns as nobody's, newest first."""
    served = select(PostColumnRow.post_id).join(UnitColumnRow, UnitColumnRow.column_id == PostColumnRow.column_id)
    served = served.where(UnitColumnRow.unit_id == unit_id, UnitColumnRow.retired_at.is_(None))
    nobodys = and_(DecisionRow.unit_id.is_(None), DecisionRow.post_id.in_(served))
    mine = or_(DecisionRow.unit_id == unit_id, nobodys), DecisionRow.report_year == report_year
    return these(session, session.scalars(select(DecisionRow.id).where(*mine).order_by(DecisionRow.id.desc())).all())


def _refused_now() -> Select[tuple[int]]:
    refused = DecisionRow.verdict == Verdict.REFUSED.value, DecisionRow.applied_at.is_not(None)
    return select(DecisionRow.id).where(DecisionRow.id.in_(_numbers()), *refused)


def _served(session: Session, post_ids: Sequence[int]) -> Mapping[int, set[str]]:
    """The units whose columns show each of the posts."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = select(PostColumnRow.post_id, UnitColumnRow.unit_id).where(UnitColumnRow.retired_at.is_(None))
    rows = rows.join(UnitColumnRow, UnitColumnRow.column_id == PostColumnRow.column_id)
    for some in chunks(post_ids):
        for post_id, unit_id in session.execute(rows.where(PostColumnRow.post_id.in_(some))).tuples():
            found[post_id].add(unit_id)
    return found


def _numbers() -> Select[tuple[int]]:
    return select(func.max(DecisionRow.id)).group_by(DecisionRow.post_id)


def _latest() -> Select[tuple[DecisionRow]]:
    return select(DecisionRow).where(DecisionRow.id.in_(_numbers())).order_by(DecisionRow.id)


def _files(session: Session, post_ids: Sequence[int]) -> Mapping[int, list[int]]:
    """The captures of the attachments that are held of each post."""
    found: dict[int, list[int]] = defaultdict(list)
    for some in chunks(post_ids):
        rows = select(PostFileRow.post_id, PostFileRow.capture_id).where(PostFileRow.post_id.in_(some))
        for post_id, capture_id in session.execute(rows.order_by(PostFileRow.capture_id)).tuples():
            if capture_id is not None:
                found[post_id].append(capture_id)
    return found


def _decisions(session: Session, rows: Iterable[DecisionRow]) -> list[Decision]:
    rows = list(rows)
    held = _files(session, [row.post_id for row in rows])
    return [_decision(row, held.get(row.post_id, [])) for row in rows]


def _decision(row: DecisionRow, held: Sequence[int]) -> Decision:
    return Decision(
        post_id=row.post_id,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        by=row.made_by,
        at=row.made_at,
        unit_id=row.unit_id,
        report_year=row.report_year,
        capture_id=row.capture_id,
        id=row.id,
        applied_at=row.applied_at,
        files_as_then=row.files == list(held),
    )


def _shape(row: DecisionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "post": row.post_id,
        "verdict": row.verdict,
        "unit": row.unit_id,
        "report_year": row.report_year,
        "reason": row.reason,
        "by": row.made_by,
        "at": row.made_at.isoformat(),
        "applied_at": iso(row.applied_at),
        "outcome": row.outcome,
    }
