"""The self-check of notifications: channels that are set up or disabled, and the calendar of working days."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from alerts.channels import channel_key
from alerts.workdays import fallback_note
from core.alerts import Audience
from core.times import local_day
from core.units import Registry
from flows.desks import Desk, desks
from settings import Settings, environment
from storage import channel_states
from storage.database import DatabaseProblem, open_database

Found = tuple[str, str, str, str]  # name, state, detail, advice

_AHEAD = timedelta(days=45)  # a new year's holidays are looked for before it begins


def channel_checks(registry: Registry, settings: Settings) -> Iterator[Found]:
    disabled = _disabled(settings)
    for desk in desks(registry, settings, environment()):
        yield _desk(desk, disabled)
    if any(office.workdays_only for office in registry.offices.values()):
        yield _calendar(settings)


def _disabled(settings: Settings) -> Mapping[str, str]:
    try:
        database = open_database(settings.database)
    except DatabaseProblem:  # told by a check of its own
        return {}
    try:
        with database.reading() as session:
            return channel_states.disabled(session)
    finally:
        database.close()


def _desk(desk: Desk, disabled: Mapping[str, str]) -> Found:
    operator = desk.audience is Audience.OPERATOR
    name = "运维通知" if operator else f"通知 {desk.office.id}"
    off = [f"{key} 已停用：{disabled[key]}" for one in desk.recipients if (key := channel_key(one.url)) in disabled]
    if desk.unset:
        return name, "warning", f"环境变量未设置：{'、'.join(desk.unset)}", "在环境或 .env 中设置"
    if off:
        return name, "failed", "；".join(off), f"改正后运行 fazhiwatch alerts test {desk.office.id}"
    if desk.recipients:
        return name, "ok", f"{len(desk.recipients)} 个渠道", ""
    if operator:
        return name, "warning", "没有设置，运维提醒留在发件箱", "设置 FAZHIWATCH_OPERATOR_URLS"
    return name, "warning", "没有通知渠道", "在名录的 notify 中填写"


def _calendar(settings: Settings) -> Found:
    today = local_day(settings.clock())
    note = fallback_note(today) or fallback_note(today + _AHEAD)
    if note is None:
        return "工作日历", "ok", "已收录今年的放假安排", ""
    return "工作日历", "warning", note, "国务院公布放假安排后，升级依赖包 chinesecalendar"
