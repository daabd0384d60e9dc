"""Who owes what, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.units import Duty


class Status(StrEnum):
    """Where an obligation stands 办理状态."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    OVERDUE = "overdue"
    UNVERIFIED = "unverified"
    WITHDRAWN = "withdrawn"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Forerunner:
    """A unit that became this one 前身单位. Where its report does not surely answer for this one, a person looks."""

    unit_id: str
    name: str
    ended_on: date
    answers: bool


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a unit owes for a report year 公开义务.

    `due_on` is the last day that is certainly on time; `borderline_on` a following day whose timeliness is arguable
    (1 April under 「4月1日之前」), else None. Without a rule for the year `due_on` is None and nothing can be late.
    `citation` names the rule to a reader, `bound` (Chinese) whom it binds where it does not bind this unit; `contents`:
    it says what a report has to contain.
    `ended_on`: the unit's last day, after which it is not accused of anything; `heirs` are the names of its successors.
    """

    unit_id: str
    office_id: str
    report_year: int
    duty: Duty
    rule: str | None
    due_on: date | None
    borderline_on: date | None = None
    remind_days_before: tuple[int, ...] = ()
    exempt_reason: str | None = None
    citation: str = ""
    bound: str | None = None
    contents: bool = False
    escalate_days_after: tuple[int, ...] = ()
    repeat_every_days: int | None = None
    ended_on: date | None = None
    heirs: tuple[str, ...] = ()
    forerunners: tuple[Forerunner, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """A stored report that answers an obligation; `published_on` by the stated `basis`."""

    report_id: int
    url: str
    published_on: date | None
    basis: str | None  # displayed | meta | list | url
    first_seen_at: datetime
    flags: tuple[str, ...] = ()
    archive: tuple[str, ...] = ()  # WARC record ids
    listed_at: datetime | None = None  # when a list first showed its address, whatever stood there then
    published_at: datetime | None = None
    published_precision: str | None = None  # second | minute | day
    absent_at: datetime | None = None  # the last sound check of its columns that did not show it, before it was seen
    absent_archive: tuple[str, ...] = ()  # WARC record ids of that check
    revision: int = 1
    revised_at: datetime | None = None  # the last change of its text, dates or attachments on the site
    revised_how: str | None = None  # what changed then, in Chinese
    gone_since: datetime | None = None  # the first sound night on which it was missing everywhere
    withdrawn_at: datetime | None = None  # the sound night on which that was sure
    answered_at: datetime | None = None  # the last time that its address answered with it
    kept_at: datetime | None = None  # when the last page that was had of it came into the archive
    forerunner: str | None = None  # the name of the unit that published it, where that was the forerunner


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """What is known of one column of the unit: the last complete sound check, and what the latest check was.

    Where no report was found also how far back its list goes. `watched`: the first and the last complete check of one
    and the same list, from the December of the report year to the end of the next; `listed`: the days of all posts that
    it was ever seen to list, oldest first, where these were asked for. `bare`: it never listed a yearly report of
    anybody.
    """

    column_id: str
    last_complete_at: datetime | None
    last_outcome: str | None = None
    last_reason: str | None = None
    broken: bool = False  # the latest check was not complete: what it last showed may be out of date
    archive: tuple[str, ...] = ()  # WARC record ids of its list pages
    last_checked_at: datetime | None = None
    watched: tuple[tuple[datetime, datetime], ...] = ()
    listed: tuple[date, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that judging one obligation may look at 判断依据.

    `doubts`: reasons (Chinese) why a report for this unit and year may stand among the posts that a person has yet to
    look at (a doubtful title, a year conflict, a candidate that could not be fetched). `interim`: titles of half-year
    and quarterly material of the unit and year, which answers nothing. `refused`: how many pages a person has said not
    to be its report.
    """

    published: PublishedFact | None
    columns: tuple[ColumnFact, ...]
    doubts: tuple[str, ...] = ()
    interim: tuple[str, ...] = ()
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The judgement 认定结果, with its reason in one Chinese sentence and its evidence."""

    unit_id: str
    office_id: str
    report_year: int
    status: Status
    duty: Duty
    rule: str | None
    due_on: date | None
    reason: str
    days_late: int = 0
    published_on: date | None = None
    published_basis: str | None = None
    first_seen_at: datetime | None = None
    report_id: int | None = None
    url: str | None = None
    flags: tuple[str, ...] = ()
    last_complete_check_at: datetime | None = None
    columns: tuple[str, ...] = ()
    archive: tuple[str, ...] = ()
    absent_at: datetime | None = None
    revision: int = 1
    revised_at: datetime | None = None
    revised_how: str | None = None
