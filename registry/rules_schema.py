"""What a file of rules may hold: forms, which become the rules of core."""

import calendar
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator, model_validator

from core.kinds import UnitKind
from core.rules import Rule
from core.units import Duty, Level
from registry.fields import DivisionCode, Id, Text, Year, check_unrepeated, fault
from registry.schema import COMMON_YEAR, Form, Forms

LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
_Duty = Literal["required", "local", "customary", "none"]
_Level = Literal["province", "city", "county", "township", "department"]


class DayForm(Form):
    """A day of the year after the report year."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _exists_every_year(self) -> Self:
        if self.day > calendar.monthrange(COMMON_YEAR, self.month)[1]:
            raise fault(f"不是每年都有 {self.month} 月 {self.day} 日")
        return self

    @property
    def on(self) -> date:
        return date(COMMON_YEAR, self.month, self.day)

    @property
    def pair(self) -> tuple[int, int]:
        return self.month, self.day


class DutyForm(Form):
    government: _Duty | None = None
    department: _Duty | None = None
    town: _Duty | None = None
    subdistrict: _Duty | None = None
    zone: _Duty | None = None
    vertical: _Duty | None = None
    institution: _Duty | None = None
    other: _Duty | None = None

    def by_kind(self) -> dict[UnitKind, Duty]:
        stated = {kind: getattr(self, kind.value) for kind in UnitKind}
        return {kind: Duty(duty) for kind, duty in stated.items() if duty is not None}


class RuleForm(Form):
    id: Id
    title: Text
    citation: LongText
    source: LongText
    scope: Text
    confirmed: bool
    from_year: Year
    to_year: Year | None = None
    jurisdiction: Annotated[list[DivisionCode], AfterValidator(check_unrepeated)] = Field(default_factory=list)
    levels: Annotated[list[_Level], AfterValidator(check_unrepeated)] = Field(default_factory=list)
    due: DayForm | None = None
    borderline: DayForm | None = None
    duty: DutyForm = DutyForm()
    contents: bool = False

    @field_validator("to_year")
    @classmethod
    def _not_before_it_began(cls, to_year: int | None, info: ValidationInfo) -> int | None:
        from_year = info.data.get("from_year")
        if to_year and from_year and to_year < from_year:
            raise fault(f"最后年度 {to_year} 早于最早年度 {from_year}")
        return to_year

    @field_validator("borderline")
    @classmethod
    def _follows_the_last_day(cls, borderline: DayForm | None, info: ValidationInfo) -> DayForm | None:
        due = info.data.get("due")
        if borderline and "due" in info.data and (due is None or borderline.on != due.on + timedelta(days=1)):
            raise fault("临界日应为期限（due）的次日")
        return borderline

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.jurisdiction and self.due is None:
            raise fault("全国性规定要写明期限（due）")
        if self.due is None and not self.duty.by_kind():
            raise fault("没有写明任何要求：地方规定至少要写期限（due）或公开义务（duty）")
        return self

    def rule(self) -> Rule:
        return Rule(
            id=self.id,
            title=self.title,
            citation=self.citation,
            source=self.source,
            scope=self.scope,
            confirmed=self.confirmed,
            from_year=self.from_year,
            to_year=self.to_year,
            jurisdiction=tuple(_significant(code) for code in self.jurisdiction),
            levels=tuple(Level(level) for level in self.levels),
            due=self.due.pair if self.due else None,
            borderline=self.borderline.pair if self.borderline else None,
            duties=self.duty.by_kind(),
            contents=self.contents,
        )


def _significant(code: str) -> str:
    """440300 is written for all of 4403, 500000 for all of 50."""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


class RulesForm(Form):
    rules: Annotated[list[RuleForm], Field(min_length=1)]


FORMS: Forms = {
    (): RulesForm,
    ("rules",): RuleForm,
    ("rules", "due"): DayForm,
    ("rules", "borderline"): DayForm,
    ("rules", "duty"): DutyForm,
}
