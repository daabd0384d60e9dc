"""The outbox by pages, for those who look at it: the newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.alerts import Audience
from storage import alert_shapes
from storage.models import AlertRow

_OPEN = ("queued", "failed", "silenced")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which alerts. `offices`: those that the asker sees (None: all); `operator`: what operators are told, too."""

    offices: Collection[str] | None = None
    operator: bool = False
    audience: str | None = None
    state: str | None = None
    event: str | None = None
    office: str | None = None
    unit: str | None = None


def page(session: Session, asked: Asked, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """At most `limit` alerts in the contract's shape; `before`: the number of the last one on the page before."""
    rows = select(AlertRow).where(*_which(asked)).order_by(AlertRow.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(AlertRow.id < before)
    return alert_shapes.shapes(session, session.scalars(rows).all())


def open_counts(session: Session, asked: Asked) -> dict[str, int]:
    """How many of them are not sent, by state."""
    counted = select(AlertRow.state, func.count()).where(AlertRow.state.in_(_OPEN), *_which(asked))
    found = dict(session.execute(counted.group_by(AlertRow.state)).tuples().all())
    return {state: found.get(state, 0) for state in _OPEN}


def visible(session: Session, asked: Asked, alert_id: int) -> bool:
    """Whether the asker may know of this alert."""
    return session.scalars(select(AlertRow.id).where(AlertRow.id == alert_id, *_seen(asked))).first() is not None


def _which(asked: Asked) -> list[ColumnElement[bool]]:
    named = {
        AlertRow.audience: asked.audience,
        AlertRow.state: asked.state,
        AlertRow.event: asked.event,
        AlertRow.office_id: asked.office,
        AlertRow.unit_id: asked.unit,
    }
    return [*_seen(asked), *(column == wanted for column, wanted in named.items() if wanted is not None)]


def _seen(asked: Asked) -> list[ColumnElement[bool]]:
    """What concerns no office is for those who see all."""
    told = [AlertRow.audience == Audience.OFFICE.value]
    if asked.offices is not None:
        whose: ColumnElement[bool] = AlertRow.office_id.in_(sorted(asked.offices))
        return [whose] if asked.operator else [whose, *told]
    return [] if asked.operator else told
