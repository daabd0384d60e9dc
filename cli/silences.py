"""`alerts silence`, `silences`, `unsilence`, `ack`: what people decide about alerts, with who, when and why."""

from datetime import datetime, timedelta
from typing import Any

import click

from cli.chinese import ChineseCommand
from cli.looking import changing, looking
from cli.output import json_option, print_json, print_table
from core.alerts import Event
from core.problems import UserProblem
from core.times import day_begins_at
from evidence.words import EVENT_WORDS, minute
from flows.run import load_registry
from settings import Settings
from storage import acknowledgements
from storage import silences as stored
from storage.silences import Silence

_EVENTS = [event.value for event in Event if event not in stored.OF_OUR_WORK]
_KINDS = {"offices": "监督机关", "units": "单位", "columns": "栏目"}
_by_option = click.option("--by", required=True, metavar="姓名", help="由谁决定，必填")
_reason_option = click.option("--reason", required=True, metavar="文字", help="为什么，必填")


@click.command(cls=ChineseCommand, help="静默：一段时间内不发送所指的提醒；到期后仍然成立的补发一次。")
@click.option("--office", metavar="ID", help="这个监督机关的提醒")
@click.option("--unit", metavar="ID", help="这个单位的提醒")
@click.option("--event", type=click.Choice(_EVENTS), help="这种事项的提醒")
@click.option("--column", metavar="ID", help="这个栏目的异常提醒")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="到哪一天为止（含当日）")
@click.option("--days", type=click.IntRange(1, 3660), metavar="天数", help="从现在起几天")
@_reason_option
@_by_option
@json_option
def silence(  # noqa: PLR0917
    office: str | None,
    unit: str | None,
    event: str | None,
    column: str | None,
    until: datetime | None,
    days: int | None,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    settings = Settings()
    if not any((office, unit, event, column)):
        raise UserProblem("请用 --office、--unit、--event、--column 指明静默哪些提醒")
    _known(settings, offices=office, units=unit, columns=column)
    now = settings.clock()
    new = Silence(
        reason=_said(reason, "--reason"),
        by=_said(by, "--by"),
        until_at=_end(until, days, now),
        office_id=office,
        unit_id=unit,
        event=Event(event) if event else None,
        column_id=column,
    )
    with changing(settings) as session:
        number = stored.begin(session, new, now)
        row = next(one for one in stored.in_force(session, now) if one["id"] == number)
    if as_json:
        print_json(row)
    else:
        print(f"静默 {number} 号，至{minute(row['until'])}：{new.reason}")


def _end(until: datetime | None, days: int | None, now: datetime) -> datetime:
    if (until is None) == (days is None):
        raise UserProblem("静默要有期限：请写 --until 日期 或 --days 天数 中的一个")
    end = now + timedelta(days=days) if days else day_begins_at(until.date() + timedelta(days=1)) if until else now
    if end <= now:
        raise UserProblem("静默的期限已经过去，请写以后的日期")
    return end


def _known(settings: Settings, **named: str | None) -> None:
    registry = load_registry(settings)
    for kind, id_ in named.items():
        if id_ is not None and id_ not in getattr(registry, kind):
            raise UserProblem(f"名录中没有这个{_KINDS[kind]}：{id_}")


def _said(text: str, option: str) -> str:
    """What a person wrote, as one line."""
    if not (line := " ".join(text.split())):
        raise UserProblem(f"{option} 不能为空")
    return line


@click.command(cls=ChineseCommand, help="所有静默，新的在后：谁、为什么、到什么时候。")
@json_option
def silences(as_json: bool) -> None:
    settings = Settings()
    with looking(settings) as session:
        rows = stored.list_silences(session, settings.clock())
    if as_json:
        print_json(rows)
        return
    print_table(
        f"静默 {len(rows)} 条，在效 {sum(row['in_force'] for row in rows)} 条",
        ("编号", "在效", "对象", "起", "止", "原因", "由谁"),
        [
            (
                row["id"],
                "是" if row["in_force"] else "否",
                _subject(row),
                minute(row["began_at"]),
                minute(row["ended_at"] or row["until"]),
                row["reason"] + (f"（提前结束：{row['ended_because']}）" if row["ended_because"] else ""),
                row["ended_by"] or row["by"],
            )
            for row in rows
        ],
    )


def _subject(row: dict[str, Any]) -> str:
    if row["kind"] == stored.STORM and not row["division"]:
        return "全部单位和栏目（网络异常）"
    names = {"office": "监督机关", "unit": "单位", "column": "栏目", "division": "区划代码"}
    named = [f"{word} {row[name]}" for name, word in names.items() if row[name]]
    return "，".join([*named, *([EVENT_WORDS[row["event"]]] if row["event"] else [])])


@click.command(cls=ChineseCommand, help="提前结束一个静默；仍然成立的提醒下次发送时补发一次。")
@click.argument("number", type=int, metavar="编号")
@_reason_option
@_by_option
def unsilence(number: int, reason: str, by: str) -> None:
    settings = Settings()
    with changing(settings) as session:
        now = settings.clock()
        ended = stored.end(session, number, by=_said(by, "--by"), reason=_said(reason, "--reason"), now=now)
    if not ended:
        raise UserProblem(f"没有在效的静默 {number} 号：请用 fazhiwatch alerts silences 查看")
    print(f"静默 {number} 号已结束")


@click.command(cls=ChineseCommand, help="签收提醒：同一单位、年度、事项不再催办和上报，直到状态变化。")
@click.argument("numbers", type=int, nargs=-1, required=True, metavar="编号...")
@_by_option
@click.option("--note", required=True, metavar="文字", help="如何处理，必填")
def ack(numbers: tuple[int, ...], by: str, note: str) -> None:
    settings = Settings()
    with changing(settings) as session:
        unknown = acknowledgements.acknowledge(
            session, numbers, by=_said(by, "--by"), note=_said(note, "--note"), now=settings.clock()
        )
    if unknown:
        raise UserProblem(f"没有这些编号的提醒：{'、'.join(map(str, unknown))}；全部都没有签收")
    print(f"已签收 {len(set(numbers))} 条")
