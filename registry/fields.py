"""The single values of a registry file: what each may be, and what is said in Chinese when it is not."""

import re
from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.addresses import address_fault
from core.alerts import Event
from registry.channels import channel_fault
from registry.problems import quoted

FAULT = "registry"  # the error type whose message is already ours

# What an office is told; the rest is the operator's.
OFFICE_EVENTS = tuple(
    event.value
    for event in (
        Event.PUBLISHED,
        Event.PUBLISHED_LATE,
        Event.DUE_SOON,
        Event.OVERDUE,
        Event.REVISED,
        Event.WITHDRAWN,
        Event.BACKDATED,
        Event.INCOMPLETE,
        Event.COPIED,
    )
)
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]*:[0-9a-f:.]*")
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_WINDOW = re.compile(rf"{_CLOCK}-(?!24:(?!00))([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


def fault(message: str) -> PydanticCustomError:
    return PydanticCustomError(FAULT, "{text}", {"text": message})


def _check_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise fault("编号只能用小写字母、数字和连字符，并以字母或数字开头")
    return value


def _check_division_code(value: str) -> str:
    if not value.isascii() or not value.isdigit() or len(value) not in (2, 4, 6, 9, 12):
        raise fault("行政区划代码应为 2、4、6、9 或 12 位数字")
    return value


def check_channel(value: str) -> str:
    if wrong := channel_fault(value):
        raise fault(wrong)
    return value


def _check_url(value: str) -> str:
    if wrong := address_fault(value):
        raise fault(wrong)
    return value


def _read_date(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise fault(f"没有 {value} 这一天") from None
    raise fault("日期应写成 2026-01-25 的形式")


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise fault("网站应写成小写的域名或 IP 地址，如 www.example.gov.cn，不带 http:// 和端口")
    return value


def _read_window(value: object) -> tuple[time, time]:
    return _hours(value, "时段应写成 22:00-06:00 的形式", "时段的起止时间相同；全天都可以访问就不用写")


def _read_quiet_hours(value: object) -> tuple[time, time]:
    return _hours(
        value,
        "免打扰时段应写成 20:00-08:00 的形式（北京时间），可以跨零点",
        "免打扰时段的起止时间相同，提醒会一直发不出去；不需要免打扰就不用写",
    )


def _hours(value: object, shape: str, empty: str) -> tuple[time, time]:
    """Two times of day; `shape` and `empty` say what is wrong where they are no two times, or one and the same."""
    hours = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    if hours is None:
        raise fault(shape)
    start, end = time(int(hours[1]), int(hours[2])), time(int(hours[3]) % 24, int(hours[4]))
    if start == end:
        raise fault(empty)
    return start, end


def _check_event(value: str) -> str:
    if value not in OFFICE_EVENTS:
        raise fault(f"提醒事项应为 {'、'.join(OFFICE_EVENTS)} 之一，现为{quoted(value)}")
    return value


def check_unrepeated(values: list[str]) -> list[str]:
    repeated = {value for value in values if values.count(value) > 1}
    if repeated:
        raise fault(f"重复列出：{'、'.join(sorted(repeated))}")
    return values


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Id = Annotated[str, AfterValidator(_check_id)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Days = Annotated[int, Field(ge=0, le=366)]
Day = Annotated[date, BeforeValidator(_read_date)]
DivisionCode = Annotated[str, AfterValidator(_check_division_code)]
Channel = Annotated[str, AfterValidator(check_channel)]
HostName = Annotated[str, AfterValidator(_check_host)]
QuietHours = Annotated[tuple[time, time], BeforeValidator(_read_quiet_hours)]
EventName = Annotated[str, AfterValidator(_check_event)]
Events = Annotated[list[EventName], AfterValidator(check_unrepeated)]
Window = Annotated[tuple[time, time], BeforeValidator(_read_window)]
Url = Annotated[str, AfterValidator(_check_url)]
