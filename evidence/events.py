"""What happened, in the order of time: standings that turned, changes of the report, what was told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.dossiers import ChangeSeen, Dossier, Told, Turn
from core.duties import Status
from evidence.words import AUDIENCE_WORDS, CHANGE_WORDS, STATUS_WORDS, TOLD_WORDS


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story 经过."""

    at: datetime
    text: str
    record_id: str | None = None
    url: str | None = None


def events(dossier: Dossier) -> list[Event]:
    """The site's doings come before our judgement of the same moment, and that before what was told of it."""
    story = (*_changes(dossier), *map(_turn, dossier.turns), *map(_told, dossier.told))
    return sorted(story, key=lambda event: event.at)


def _changes(dossier: Dossier) -> Iterator[Event]:
    """Revisions tell of themselves where no changes were noted (they are older than the noting)."""
    noted = {change.revision for change in dossier.changes}
    for revision in dossier.report.revisions if dossier.report else ():
        if revision.number not in noted:
            yield _change(
                ChangeSeen(
                    kind=revision.kind,
                    reason=revision.reason,
                    at=revision.made_at,
                    run_id="",
                    revision=revision.number,
                    url=None,
                    record_id=revision.record_id,
                )
            )
    yield from map(_change, dossier.changes)


def _change(change: ChangeSeen) -> Event:
    name = CHANGE_WORDS.get(change.kind, change.kind)
    said = name if change.reason == name else f"{name}：{change.reason}"
    told = f"{said}，第{change.revision}版" if change.revision else said
    return Event(change.at, told, change.record_id, change.url)


def _turn(turn: Turn) -> Event:
    before = f"由“{STATUS_WORDS[Status(turn.before)]}”" if turn.before else ""
    return Event(turn.at, f"{before}认定为“{STATUS_WORDS[Status(turn.after)]}”：{turn.reason}")


def _told(told: Told) -> Event:
    whom = f"告知{AUDIENCE_WORDS[told.audience]}（{TOLD_WORDS[told.state]}）"
    return Event(told.sent_at or told.created_at, f"{whom}：{told.title}")
