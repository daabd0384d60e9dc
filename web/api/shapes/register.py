"""The register: offices, units, columns."""

from core.kinds import UnitKind
from core.units import Duty, Level
from web.api.shapes.base import Day, Instant, Shape


class OwnDueDate(Shape):
    month: int
    day: int
    since_year: int | None
    source: str | None


class Office(Shape):
    """监督机关 / a supervising office. Whom it notifies is not told here."""

    id: str
    name: str
    units: int
    own_due_date: OwnDueDate | None
    remind_days_before: list[int]
    escalate_days_after: list[int]
    repeat_every_days: int | None
    workdays_only: bool


class Exemption(Shape):
    year: int
    reason: str


class Applies(Shape):
    """当前报告年度适用的规定 / what applies to the running report year."""

    report_year: int
    kind: UnitKind
    duty: Duty
    due_on: Day | None
    rule: str | None
    citation: str


class Unit(Shape):
    """公开主体 / a unit as registered."""

    id: str
    name: str
    office_id: str
    level: Level
    aliases: list[str]
    division_code: str | None
    column_ids: list[str]
    duty: Duty | None
    since_year: int
    valid_from: Day | None
    valid_to: Day | None
    successors: list[str]
    exempt: list[Exemption]
    confirmed: bool
    applies: Applies


class Column(Shape):
    """栏目 / a column, and how its last check ended."""

    id: str
    url: str
    units: list[str]
    platform: str
    platform_found: str | None
    render: str
    confirmed: bool
    last_checked_at: Instant | None
    last_outcome: str | None
    last_reason: str | None
    last_complete_at: Instant | None
    broken_since: Instant | None
