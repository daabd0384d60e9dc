"""The rehearsal 演练: the calendar played over what is stored, through the rules, words and routes of a real night.

Everything happens in memory. The database is only read, no channel is opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.problems import UserProblem
from flows.rehearsal import stored
from flows.rehearsal.courses import Checks, course
from flows.rehearsal.posting import Held, Sent
from flows.rehearsal.stage import Stage, Turned
from flows.run import load_registry, select_units
from settings import Settings
from storage.database import open_database

LONGEST = timedelta(days=800)
_ASSUMED = {
    Checks.NIGHTLY: "假定登记的全部栏目每晚都完整检查成功，期间没有新的报告公布（已入库的报告按其发现日期计入）。",
    Checks.NONE: "假定演练期间不再检查任何栏目：只按已入库的检查记录和日历推演，期满后没有完整检查的，认定为未能核实。",
}
_ALWAYS = (
    "每晚2时认定并发送，白天8时至20时每小时再发送一次；待核材料、静默和签收按现状计，不会有人处理。",
    "运维每周的汇总提醒、栏目异常和任务异常不在演练之列；实际消息末尾另有证据链链首。",
    "本次演练没有发送任何消息，也没有改动数据库。",
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All that would happen, in order. `waiting`: keys of what still waits at the end, by desk."""

    from_on: date
    to_on: date
    checks: Checks
    assumptions: tuple[str, ...]
    messages: tuple[Sent, ...]
    held: tuple[Held, ...]
    turns: tuple[Turned, ...]
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def rehearse(
    settings: Settings, from_on: date, to_on: date, *, office: str | None = None, checks: Checks = Checks.NIGHTLY
) -> Rehearsal:
    """Plays the nights from `from_on` to `to_on`. Raises UserProblem for days in the wrong order, too many of them, and
    an office that nobody registered.
    """
    if to_on < from_on:
        raise UserProblem(f"起止日期颠倒：{from_on} 晚于 {to_on}")
    if to_on - from_on > LONGEST:
        raise UserProblem(f"演练最长{LONGEST.days}天")
    registry = load_registry(settings)
    units = select_units(registry, (), [office] if office else ())
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            stage = Stage(session, registry, settings, from_on, office)
            for owed in stored.owed(session, registry, units, from_on, to_on):
                told_of = replace(owed, pages_url=settings.web_url)
                stage.follow(told_of, course(told_of, from_on, to_on, checks))
            stage.play(from_on, to_on)
    finally:
        database.close()
    return Rehearsal(
        from_on,
        to_on,
        checks,
        (_ASSUMED[checks], *_ALWAYS),
        tuple(one for one in stage.told if isinstance(one, Sent)),
        tuple(one for one in stage.told if isinstance(one, Held)),
        tuple(stage.turns),
        stage.waiting(),
    )
