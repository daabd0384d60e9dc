"""Turning: what was judged is written where the stored status is still the one that it was judged against.

Deciding happens once: of rivals with the same status before them one succeeds, and with it, in the same transaction,
go the transition and the alerts. Rows are taken in the order of unit and year, so that nobody waits in a circle.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from core.alerts import Alert
from core.duties import Standing, Status
from storage import board_edition, outbox
from storage.doubts import Key
from storage.models import AlertRow, DeliveryRow, ObligationRow, TransitionRow
from storage.sql import by_year, chunks, insert_for, table_of

TURNED = "状态已经改变，不再发送"
_ACCUSING = frozenset(s.value for s in (Status.DUE_SOON, Status.OVERDUE, Status.WITHDRAWN, Status.UNVERIFIED))


@dataclass(frozen=True, slots=True)
class Turn:
    """What an obligation was judged to be, against the stored status `before` (None: not judged yet).

    `judge_on`: the next day on which the same facts may read otherwise. `doubts`: the digest of those it was judged by.
    """

    standing: Standing
    before: Status | None
    alerts: tuple[Alert, ...] = ()
    judge_on: date | None = None
    doubts: str | None = None

    @property
    def key(self) -> Key:
        return self.standing.unit_id, self.standing.report_year

    @property
    def turned(self) -> bool:
        return self.before is not self.standing.status


def statuses(session: Session, keys: Collection[Key]) -> dict[Key, Status]:
    """The stored statuses of the obligations, of those that were judged; nobody else turns them meanwhile."""
    held: dict[Key, Status] = {}
    rows = select(ObligationRow.unit_id, ObligationRow.report_year, ObligationRow.status)
    rows = rows.order_by(ObligationRow.unit_id).with_for_update()
    for year, units in by_year(keys):
        theirs = rows.where(ObligationRow.unit_id.in_(units), ObligationRow.report_year == year)
        held |= {(unit_id, y): Status(status) for unit_id, y, status in session.execute(theirs).tuples()}
    return held


def turn_all(
    session: Session, turns: Sequence[Turn], held: Mapping[Key, Status], *, run_id: str, now: datetime
) -> list[Turn]:
    """Writes what still stood as it was judged against; those that were written. `held`: what `statuses` gave in this
    transaction, of all of them.

    A status that differs leaves a transition, and alerts that it turned away from are not sent. Alerts are queued by
    key, each once, so an unchanged standing may carry reminders.
    """
    turns = sorted(turns, key=lambda turn: (turn.key[1], turn.key[0]))
    same = [turn for turn in turns if turn.before is not None and held.get(turn.key) is turn.before]
    _update(session, same, now)
    new = {turn.key for turn in same} | _insert(session, [t for t in turns if t.before is None], now)
    written = [turn for turn in turns if turn.key in new]
    if written:
        board_edition.changed(session)
    turned = [turn for turn in written if turn.turned]
    if turned:
        session.execute(insert(table_of(TransitionRow)), [_transition(turn, run_id, now) for turn in turned])
        _silence_stale(session, {turn.key: turn.standing.status for turn in turned})
    outbox.queue(session, [alert for turn in written for alert in turn.alerts], run_id=run_id)
    return written


def _insert(session: Session, turns: Sequence[Turn], now: datetime) -> set[Key]:
    if not turns:
        return set()
    rows = [
        {"unit_id": turn.key[0], "report_year": turn.key[1], "turned_at": now, **_fields(turn, now)} for turn in turns
    ]
    table = table_of(ObligationRow)
    new = insert_for(session, ObligationRow).on_conflict_do_nothing(index_elements=["unit_id", "report_year"])
    return {
        (unit_id, year)
        for unit_id, year in session.execute(new.returning(table.c.unit_id, table.c.report_year), rows).tuples()
    }


def _update(session: Session, turns: Sequence[Turn], now: datetime) -> None:
    """Those that turned and those that did not differ by one column."""
    table = table_of(ObligationRow)
    for some in ([t for t in turns if t.turned], [t for t in turns if not t.turned]):
        rows = [_fields(turn, now) | ({"turned_at": now} if turn.turned else {}) for turn in some]
        if not rows:
            continue
        mine = table.c.unit_id == bindparam("of_unit"), table.c.report_year == bindparam("of_year")
        keys = ({"of_unit": turn.key[0], "of_year": turn.key[1]} for turn in some)
        values = {name: bindparam(name, type_=table.c[name].type) for name in rows[0]}
        session.execute(
            update(table).where(*mine).values(values), [row | key for row, key in zip(rows, keys, strict=True)]
        )


def _fields(turn: Turn, now: datetime) -> dict[str, Any]:
    standing = turn.standing
    return {
        "office_id": standing.office_id,
        "status": standing.status.value,
        "duty": standing.duty.value,
        "rule": standing.rule,
        "due_on": standing.due_on,
        "reason": standing.reason,
        "days_late": standing.days_late,
        "published_on": standing.published_on,
        "published_basis": standing.published_basis,
        "first_seen_at": standing.first_seen_at,
        "report_id": standing.report_id,
        "url": standing.url,
        "flags": list(standing.flags),
        "last_complete_check_at": standing.last_complete_check_at,
        "columns": list(standing.columns),
        "archive": list(standing.archive),
        "judged_at": now,
        "judge_on": turn.judge_on,
        "doubts_digest": turn.doubts,
    }


def _transition(turn: Turn, run_id: str, now: datetime) -> dict[str, Any]:
    return {
        "unit_id": turn.key[0],
        "report_year": turn.key[1],
        "before": turn.before.value if turn.before else None,
        "after": turn.standing.status.value,
        "at": now,
        "run_id": run_id,
        "reason": turn.standing.reason,
        "archive": list(turn.standing.archive),
    }


def _silence_stale(session: Session, turned: Mapping[Key, Status]) -> None:
    """Reminders and accusations that wait in the outbox while the standing turned away from them are not sent."""
    rows = select(AlertRow.id, AlertRow.unit_id, AlertRow.event, AlertRow.state).order_by(AlertRow.id)
    stale: list[int] = []
    for year, units in by_year(turned):  # asked for by unit and year alone, which leaves no doubt about the index
        told = session.execute(rows.where(AlertRow.unit_id.in_(units), AlertRow.report_year == year)).tuples()
        stale += [
            id_
            for id_, unit_id, event, state in told
            if state == "queued" and unit_id and event in _ACCUSING and turned[unit_id, year].value != event
        ]
    begun = select(DeliveryRow.alert_id).where(DeliveryRow.state.in_(["sent", "claimed"]))
    for ids in chunks(sorted(stale)):
        waiting = AlertRow.id.in_(ids), AlertRow.state == "queued", AlertRow.id.not_in(begun)
        held = select(AlertRow.id).where(*waiting).order_by(AlertRow.id).with_for_update()
        silenced = update(AlertRow).where(AlertRow.id.in_(session.scalars(held).all()))
        session.execute(silenced.values(state="silenced"), execution_options={"synchronize_session": False})


def drop_unowed(session: Session, owed: Mapping[str, Collection[int]]) -> None:
    """Standings of the units for report years that they no longer owe leave the board; their history stays."""
    rows = select(ObligationRow.id, ObligationRow.unit_id, ObligationRow.report_year)
    unowed: list[int] = []
    for units in chunks(sorted(owed)):
        theirs = session.execute(rows.where(ObligationRow.unit_id.in_(units))).tuples()
        unowed += [id_ for id_, unit_id, year in theirs if year not in owed[unit_id]]
    if unowed:
        board_edition.changed(session)
    for ids in chunks(unowed):
        gone = delete(ObligationRow).where(ObligationRow.id.in_(ids))
        session.execute(gone, execution_options={"synchronize_session": False})
