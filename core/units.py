"""Who is watched, for whom: the register as the rest of the product sees it."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING

from core.addresses import document_key
from core.alerts import Event

if TYPE_CHECKING:
    from core.rules import Rule


class Level(StrEnum):
    """Administrative level of a unit 层级."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"


class Duty(StrEnum):
    """How far a unit is bound to publish 公开义务程度; only REQUIRED and LOCAL can become overdue."""

    REQUIRED = "required"
    LOCAL = "local"
    CUSTOMARY = "customary"
    NONE = "none"

    @property
    def binding(self) -> bool:
        return self in (Duty.REQUIRED, Duty.LOCAL)


@dataclass(frozen=True, slots=True)
class OwnDueDate:
    """An office's own due date 本级规定期限: `month`/`day` of the year after the report year, from `since_year` on."""

    month: int
    day: int
    since_year: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told for an office 收件人. `url` is an Apprise address as written, `${VARIABLES}` not yet filled in.

    `after_days` is a grace 宽限: days since a fault began before this one hears of it. `events`: of these alone (none
    named: of all). `allow_private`: a name in the address may lead into a private network.
    """

    url: str = field(repr=False)  # a secret, once it is filled in
    name: str | None = None
    after_days: int = 0
    events: tuple[Event, ...] = ()
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """A supervising office 监督机关. `urgent` is told in a message of its own whatever the hour; the rest waits for the
    end of the `quiet_hours` (Shanghai time, may span midnight) and, with `workdays_only`, for a working day.
    `repeat_every_days`: how often an overdue report is told again after the last escalation (None: no more).
    """

    id: str
    name: str
    notify: tuple[Recipient, ...] = ()
    remind_days_before: tuple[int, ...] = (14, 3)
    escalate_days_after: tuple[int, ...] = (1, 7, 30)
    own_due_date: OwnDueDate | None = None
    urgent: tuple[Event, ...] = ()
    quiet_hours: tuple[time, time] | None = None
    workdays_only: bool = False
    repeat_every_days: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A disclosure column 栏目: one list page (with its following pages) that is read every night."""

    id: str
    url: str
    allow_private: bool = False
    min_posts: int = 1
    platform: str = "auto"
    render: str = "auto"  # auto | never | always
    confirmed: bool = True
    since: date | None = None  # what was seen of the list before is no measure of it: the site was rebuilt


@dataclass(frozen=True, slots=True)
class Host:
    """How a host wants to be visited 访问约定, as its operator or ours wrote it; None: as everywhere.

    `window` are local times; it may span midnight. `budget` is a number of requests a run.
    """

    host: str
    delay: float | None = None  # seconds between two requests
    window: tuple[time, time] | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """A report year that a unit does not owe 免除, with the reason a person gave."""

    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A disclosing unit 公开主体. `duty` None means: by level and rule.

    It is there from `valid_from` to `valid_to`, both days included; `successors` took over what it owed.
    """

    id: str
    name: str
    office_id: str
    level: Level
    aliases: tuple[str, ...] = ()
    division_code: str | None = None
    column_ids: tuple[str, ...] = ()
    duty: Duty | None = None
    since_year: int = 2019
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    confirmed: bool = True

    def alive_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Registry:
    """The whole register 名录: ids are unique over all offices."""

    offices: dict[str, Office] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    hosts: dict[str, Host] = field(default_factory=dict)
    rules: "tuple[Rule, ...]" = ()

    def documents(self) -> frozenset[str]:
        """What the columns' addresses are, however they are spelled."""
        return frozenset(document_key(column.url) for column in self.columns.values())

    def units_of_column(self, column_id: str) -> tuple[Unit, ...]:
        return tuple(u for u in self.units.values() if column_id in u.column_ids)
