"""Obligations, and the rates made of them."""

from pydantic import Field

from core.duties import Status
from core.units import Duty, Level
from web.api.shapes.base import Day, Instant, Shape


class Evidence(Shape):
    """凭据 / what the standing rests on."""

    last_complete_check_at: Instant | None
    columns: list[str]
    archive: list[str] = Field(description="WARC 记录编号 / WARC record ids")


class Obligation(Shape):
    """一个单位一个报告年度的公开义务和办理状态 / one a unit and report year."""

    unit: str
    unit_name: str
    office: str
    level: Level
    report_year: int
    due_on: Day | None
    rule: str | None
    status: Status
    reason: str = Field(description="为什么这样认定（中文） / why it stands so, in Chinese")
    days_late: int
    published_on: Day | None
    first_seen_at: Instant | None
    report_id: int | None
    url: str | None
    duty: Duty
    published_basis: str | None
    flags: list[str]
    evidence: Evidence


class Rates(Shape):
    """各种状态的单位数和按时率 / units by standing. Undecided units are in the divisor and never count as late."""

    report_year: int
    office: str | None
    level: Level | None
    division: str | None
    units: int
    owing: int = Field(description="应公布 / bound and not exempt: the divisor of the rate")
    on_time: int
    questioned: int = Field(
        description="按时公布中公布日期或者报告年度待核对的 / of those on time, whose day or year is to be checked"
    )
    late: int
    overdue: int
    withdrawn: int
    unverified: int
    pending: int = Field(description="未到期 / not due yet, or due soon")
    exempt: int
    unbound: int
    unbound_published: int
    rate: float | None = Field(ge=0, le=1, description="按时率，没有应公布的单位时为 null / null where nobody owes")
    highest: float | None = Field(ge=0, le=1, description="最高可达 / the rate if all undecided were on time")
