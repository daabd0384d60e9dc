"""What a registry file may hold: forms, which become the words of core."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from core.alerts import Event
from core.units import Column, Duty, Exemption, Host, Level, Office, OwnDueDate, Recipient, Unit
from registry.fields import (
    Channel,
    Day,
    Days,
    DivisionCode,
    Events,
    HostName,
    Id,
    QuietHours,
    Text,
    Url,
    Window,
    Year,
    check_channel,
    check_unrepeated,
    fault,
)

COMMON_YEAR = 2023  # no 29 February: a due date has to exist in every year


class Form(BaseModel):
    """A key left empty counts as not written."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


class RecipientForm(Form):
    url: Channel
    name: Text | None = None
    after_days: Days = 0
    events: Events = []
    allow_private: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_an_address(cls, data: Any) -> Any:
        """An address alone is a recipient who hears everything at once."""
        return {"url": check_channel(data)} if isinstance(data, str) else data

    def recipient(self) -> Recipient:
        events = tuple(Event(e) for e in self.events)
        return Recipient(self.url, self.name, self.after_days, events, self.allow_private)


class OfficeForm(Form):
    id: Id
    name: Text
    notify: list[RecipientForm] = []
    remind_days_before: list[Days] = [14, 3]
    escalate_days_after: list[Days] = [1, 7, 30]
    repeat_every_days: Annotated[int, Field(ge=1, le=366)] | None = None
    urgent: Events = []
    quiet_hours: QuietHours | None = None
    workdays_only: bool = False


class NationalDueForm(Form):
    rule: Literal["national"]


class OwnDueForm(Form):
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    since_year: Year | None = None
    source: Text | None = None

    @field_validator("day")
    @classmethod
    def _exists_every_year(cls, day: int, info: ValidationInfo) -> int:
        month = info.data.get("month")
        if month and day > calendar.monthrange(COMMON_YEAR, month)[1]:
            raise fault(f"不是每年都有 {month} 月 {day} 日")
        return day


def _due_kind(data: Any) -> str | None:
    if not isinstance(data, dict):
        return None
    return "national" if "rule" in data else "own"


DueForm = Annotated[
    Annotated[NationalDueForm, Tag("national")] | Annotated[OwnDueForm, Tag("own")], Discriminator(_due_kind)
]


class ExpectForm(Form):
    min_posts: Annotated[int, Field(ge=0)] = 1
    since: Day | None = None


class ColumnForm(Form):
    id: Id
    url: Url
    allow_private: bool = False
    expect: ExpectForm = ExpectForm()
    platform: Text = "auto"
    render: Literal["auto", "never", "always"] = "auto"
    confirmed: bool = True

    def column(self) -> Column:
        return Column(
            id=self.id,
            url=self.url,
            allow_private=self.allow_private,
            min_posts=self.expect.min_posts,
            platform=self.platform,
            render=self.render,
            confirmed=self.confirmed,
            since=self.expect.since,
        )


class HostForm(Form):
    host: HostName
    delay: Annotated[float, Field(ge=0, le=3600)] | None = None
    window: Window | None = None
    budget: Annotated[int, Field(ge=1)] | None = None

    def agreed(self) -> Host:
        return Host(self.host, self.delay, self.window, self.budget)


class ExemptForm(Form):
    year: Year
    reason: Text


def _listed(value: Any) -> Any:
    """Mostly there is one; a unit that was split has several."""
    return [value] if isinstance(value, str) else value


class UnitForm(Form):
    id: Id
    name: Text
    level: Literal["province", "city", "county", "township", "department"]
    aliases: list[Text] = []
    division_code: DivisionCode | None = None
    columns: Annotated[list[str], AfterValidator(check_unrepeated)] = []
    duty: Literal["auto", "required", "local", "customary", "none"] = "auto"
    since_year: Year = 2019
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor: Annotated[list[Id], BeforeValidator(_listed), AfterValidator(check_unrepeated)] = []
    exempt: list[ExemptForm] = []
    confirmed: bool = True

    @field_validator("valid_to")
    @classmethod
    def _not_before_it_began(cls, valid_to: date | None, info: ValidationInfo) -> date | None:
        valid_from = info.data.get("valid_from")
        if valid_to and valid_from and valid_to < valid_from:
            raise fault(f"终止日期 {valid_to} 早于起始日期 {valid_from}")
        return valid_to

    @field_validator("exempt")
    @classmethod
    def _one_exemption_a_year(cls, exempt: list[ExemptForm]) -> list[ExemptForm]:
        check_unrepeated([f"{e.year} 年" for e in exempt])
        return exempt

    def unit(self, office_id: str) -> Unit:
        return Unit(
            id=self.id,
            name=self.name,
            office_id=office_id,
            level=Level(self.level),
            aliases=tuple(self.aliases),
            division_code=self.division_code,
            column_ids=tuple(self.columns),
            duty=None if self.duty == "auto" else Duty(self.duty),
            since_year=self.since_year,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            successors=tuple(self.successor),
            exempt=tuple(Exemption(e.year, e.reason) for e in self.exempt),
            confirmed=self.confirmed,
        )


class FileForm(Form):
    """A whole file: the office, its own due date where it has one, the columns, the units, the hosts agreed upon."""

    office: OfficeForm
    due: DueForm = NationalDueForm(rule="national")
    columns: list[ColumnForm] = []
    units: Annotated[list[UnitForm], Field(min_length=1)]
    hosts: list[HostForm] = []

    def supervising_office(self) -> Office:
        own = self.due if isinstance(self.due, OwnDueForm) else None
        return Office(
            id=self.office.id,
            name=self.office.name,
            notify=tuple(entry.recipient() for entry in self.office.notify),
            remind_days_before=tuple(self.office.remind_days_before),
            escalate_days_after=tuple(self.office.escalate_days_after),
            own_due_date=OwnDueDate(own.month, own.day, own.since_year, own.source) if own else None,
            urgent=tuple(Event(event) for event in self.office.urgent),
            quiet_hours=self.office.quiet_hours,
            workdays_only=self.office.workdays_only,
            repeat_every_days=self.office.repeat_every_days,
        )


Forms = Mapping[tuple[str, ...], type[Form]]  # by the keys that lead to them

FORMS: Forms = {
    (): FileForm,
    ("office",): OfficeForm,
    ("office", "notify"): RecipientForm,
    ("due", "national"): NationalDueForm,
    ("due", "own"): OwnDueForm,
    ("columns",): ColumnForm,
    ("columns", "expect"): ExpectForm,
    ("hosts",): HostForm,
    ("units",): UnitForm,
    ("units", "exempt"): ExemptForm,
}


def keys_at(forms: Forms, location: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that may stand at a pydantic location (list positions do not matter)."""
    form = forms.get(tuple(part for part in location if isinstance(part, str)))
    return tuple(form.model_fields) if form else ()
