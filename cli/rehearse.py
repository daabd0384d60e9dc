"""`rehearse`: the calendar played over what is stored; what would be told to whom, and nothing is sent."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click

from cli.chinese import ChineseCommand
from cli.output import json_option, print_json
from core.times import SHANGHAI
from flows.rehearsal.courses import Checks
from flows.rehearsal.posting import Held, Sent
from flows.rehearse import Rehearsal
from flows.rehearse import rehearse as play
from settings import Settings

_KINDS = {
    "mailto": "电子邮件",
    "mailtos": "电子邮件",
    "wecombot": "企业微信",
    "wecom": "企业微信",
    "dingtalk": "钉钉",
    "feishu": "飞书",
    "lark": "飞书",
    "json": "网络接口",
    "jsons": "网络接口",
}
_WEEKDAYS = "一二三四五六日"


class Day(click.ParamType[date]):
    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} 不是日期（应如 2027-03-31）", param, ctx)


@click.command(
    cls=ChineseCommand,
    help="演练：按已入库的事实推演日历，逐日列出会向谁发送什么消息、哪些会暂缓及其原因。不发送任何消息，不改动数据库。",
)
@click.option("--from", "from_on", type=Day(), required=True, metavar="日期", help="从哪一天起（如 2027-03-01）")
@click.option("--to", "to_on", type=Day(), required=True, metavar="日期", help="到哪一天为止（含当日）")
@click.option("--office", metavar="ID", help="只演练这个监督机关")
@click.option(
    "--checks",
    type=click.Choice(list(Checks)),
    default=Checks.NIGHTLY,
    metavar="方式",
    help="nightly（默认）：假定全部栏目每晚都完整检查；none：假定不再检查，看哪些单位会成为未能核实",
)
@json_option
def rehearse(from_on: date, to_on: date, office: str | None, checks: str, as_json: bool) -> None:
    found = play(Settings(), from_on, to_on, office=office, checks=Checks(checks))
    if as_json:
        print_json(_document(found))
        return
    for line in lines(found):
        print(line)


def _document(found: Rehearsal) -> dict[str, Any]:
    return {
        "from": found.from_on,
        "to": found.to_on,
        "checks": found.checks,
        "assumptions": found.assumptions,
        "messages": found.messages,
        "held": found.held,
        "turns": found.turns,
        "waiting": found.waiting,
    }


def lines(found: Rehearsal) -> Iterator[str]:
    """What is printed, in the order of time."""
    yield f"演练 {found.from_on} 至 {found.to_on}"
    yield from (f"  {line}" for line in found.assumptions)
    news: list[Sent | Held] = [*found.messages, *found.held]
    for one in sorted(news, key=lambda one: one.at):
        yield ""
        yield from _sent(one) if isinstance(one, Sent) else _held(one)
    yield ""
    yield from _sum(found)


def _sent(one: Sent) -> Iterator[str]:
    yield f"{_clock(one.at)}  发给 {_whom(one)}：{one.title}"
    yield from (f"    {line}".rstrip() for line in one.body.splitlines())


def _held(one: Held) -> Iterator[str]:
    yield f"{_clock(one.at)}  {'不发给' if one.dropped else '暂缓'} {_whom(one)}：{one.reason}"
    yield from (f"    #{key}" for key in one.alerts)


def _whom(one: Sent | Held) -> str:
    kind = f"（{_KINDS.get(one.channel, one.channel)}）" if one.channel else ""
    return f"{one.to} · {one.recipient}{kind}"


def _clock(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d}（周{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def _sum(found: Rehearsal) -> Iterator[str]:
    days = len({one.at.astimezone(SHANGHAI).date() for one in found.messages})
    told = Counter(one.to for one in found.messages)
    each = "，".join(f"{name} {number} 条" for name, number in told.most_common())
    sent = f"{len(found.messages)} 条消息，在 {days} 天发出" if found.messages else "没有要发的消息"
    yield f"合计：{sent}{f'（{each}）' if each else ''}；状态变化 {len(found.turns)} 次"
    for name, keys in found.waiting.items():
        yield f"到期末仍待发送（{name}）：{len(keys)} 条"
