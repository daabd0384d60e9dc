"""All that is known of one obligation 卷宗, as evidence: checks, kept bytes, dates, changes, what was told."""

from dataclasses import dataclass
from datetime import date, datetime

from core.duties import Standing
from core.pages import Capture
from core.reports import DateSeen


@dataclass(frozen=True, slots=True)
class Check:
    """One reading of a column's list 检查. `record_id`: of the page that failed, where bytes of it came; of a sound
    reading, of the first list page, whose bytes it saw.
    """

    column_id: str
    checked_at: datetime
    outcome: str
    reason: str
    complete: bool
    posts_seen: int
    run_id: str
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class WatchedColumn:
    """A column of the unit as its latest check left it 栏目. `retired_at`: since when the unit is not served by it."""

    column_id: str
    url: str
    retired_at: datetime | None
    last_complete_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    broken_since: datetime | None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a capture concerns an obligation 存档用途. `kind`: revision (`detail` its number), attachment (the number of
    the revision that was read with it), current, second, doubt, list (the column), check (the column), judged, turn,
    absent, gone, change (its kind), screenshot, print.
    """

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """A capture with what it is evidence of 存档证据."""

    id: int
    capture: Capture
    role: str
    run_id: str
    origin: str | None
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class RevisionSeen:
    """A report as it once read 版本, with every date found with it and why one of them was chosen."""

    number: int
    title: str | None
    made_at: datetime
    kind: str
    reason: str
    parser_version: str
    record_id: str
    published_at: datetime | None
    published_precision: str | None
    published_basis: str | None
    published_reason: str | None
    signed_on: date | None
    dates: tuple[DateSeen, ...]


@dataclass(frozen=True, slots=True)
class ReportFound:
    """The report that answers an obligation 报告, as its row says. `absent_at`: the last sound check without it."""

    id: int
    title: str | None
    url: str
    first_seen_at: datetime
    doubted: str | None
    absent_at: datetime | None
    absent_record_id: str | None
    gone_since: datetime | None
    withdrawn_at: datetime | None
    revisions: tuple[RevisionSeen, ...]
    refused: bool = False  # a person has said that it is none


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """A change of the report 变化."""

    kind: str
    reason: str
    at: datetime
    run_id: str
    revision: int | None
    url: str | None
    record_id: str | None


@dataclass(frozen=True, slots=True)
class Address:
    """Where the report stands or stood 地址. `role`: current, former, mirror."""

    url: str
    role: str
    since_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A standing that turned 状态变化."""

    before: str | None
    after: str
    at: datetime
    reason: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that was written 告知. `state`: queued, sent, failed, silenced."""

    event: str
    audience: str
    title: str
    created_at: datetime
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An obligation with all that bears on it. `checks` are those since `checks_since`, by column and time."""

    unit_name: str
    level: str
    office_name: str
    standing: Standing
    judged_at: datetime
    turned_at: datetime
    columns: tuple[WatchedColumn, ...]
    checks_since: datetime
    checks: tuple[Check, ...]
    captures: tuple[KeptCapture, ...]
    report: ReportFound | None = None
    changes: tuple[ChangeSeen, ...] = ()
    addresses: tuple[Address, ...] = ()
    turns: tuple[Turn, ...] = ()
    told: tuple[Told, ...] = ()
    doubts: tuple[str, ...] = ()
