"""`alerts`: the outbox."""

from collections.abc import Sequence
from getpass import getuser
from typing import Any

import click

from alerts import channels, wording
from cli.chinese import ChineseGroup
from cli.looking import changing, looking
from cli.output import json_option, print_json, print_table
from cli.silences import ack, silence, silences, unsilence
from core.problems import UserProblem
from evidence.words import EVENT_WORDS, minute
from flows import deliver as delivering
from flows.desks import Desk, desks
from flows.run import load_registry
from settings import Settings, environment
from storage import channel_states, outbox
from storage.database import open_database

STATE_WORDS = {"queued": "待发", "sent": "已发", "failed": "未送达", "silenced": "静默"}


@click.group(cls=ChineseGroup, help="提醒：发件箱、发送、试发、静默、签收。")
def alerts() -> None:
    pass


@alerts.command("list", help="发件箱里的提醒，新的在后。")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@click.option("--state", type=click.Choice(list(STATE_WORDS)), help="只看这种状态")
@click.option("--event", type=click.Choice(list(EVENT_WORDS)), help="只看这种事项")
@json_option
def list_(office: str | None, state: str | None, event: str | None, as_json: bool) -> None:
    with looking(Settings()) as session:
        rows = outbox.list_alerts(session, state=state, office=office, event=event)
    if as_json:
        print_json(rows)
        return
    print_table(
        f"提醒 {len(rows)} 条",
        ("编号", "时间", "对象", "事项", "标题", "状态", "次数", "说明"),
        [
            (
                row["id"],
                minute(row["created_at"]),
                "运维" if row["audience"] == "operator" else row["office"],
                EVENT_WORDS[row["event"]],
                row["title"],
                STATE_WORDS[row["state"]],
                row["attempts"],
                _remarks(row),
            )
            for row in rows
        ],
    )


def _remarks(row: dict[str, Any]) -> str:
    """Why it was not sent, and who took note of it."""
    silence = row["silence"]
    words = [
        f"静默至{minute(silence['until'])}：{silence['reason']}" if silence and row["state"] == "silenced" else None,
        row["held_because"],
        row["last_error"],
        f"已由{row['acknowledged_by']}签收" if row["acknowledged_by"] else None,
    ]
    return "；".join(word for word in words if word)


@alerts.command(help="立即发送发件箱里所有待发和未送达的提醒；免打扰时段、休息日、静默和停用的渠道除外。")
@json_option
def deliver(as_json: bool) -> None:
    settings = Settings()
    registry = load_registry(settings)
    database = open_database(settings.database)
    try:
        done = delivering.deliver(database, registry, settings, force=True)
    finally:
        database.close()
    if as_json:
        print_json(done)
    else:
        print(
            f"已发送 {done.sent}，未送达 {done.failed}（留在发件箱，以后再发），渠道未设置 {done.without_channel}，"
            f"未到时间 {done.held}"
        )
    if done.failed:
        raise SystemExit(1)


@alerts.command(help="向一个监督机关（或 operator：运维）的每个通知渠道发送一条注明“测试”的消息；送达的渠道恢复启用。")
@click.argument("office", metavar="监督机关ID")
def test(office: str) -> None:
    settings = Settings()
    desk = _desk(office, settings)
    if desk.unset:
        print(f"环境变量未设置：{'、'.join(desk.unset)}")
    if not desk.recipients:
        raise UserProblem(f"监督机关 {office} 没有可用的通知渠道：请在环境或 .env 中设置通知地址")
    message = wording.marked_test_message(desk.office.name, settings.clock())
    results = [(one, channels.send(one.url, message, allow_private=one.allow_private)) for one in desk.recipients]
    for recipient, result in results:
        name = channels.channel_key(recipient.url)
        print(f"{name}：{'已送达' if result.ok else f'未送达：{result.error}'}")
    _enable([channels.channel_key(recipient.url) for recipient, result in results if result.ok], settings)
    if not all(result.ok for _, result in results):
        raise SystemExit(1)


def _desk(office: str, settings: Settings) -> Desk:
    found = (desk for desk in desks(load_registry(settings), settings, environment()) if desk.office.id == office)
    desk = next(found, None)
    if desk is None:
        raise UserProblem(f"名录中没有这个监督机关：{office}")
    return desk


def _enable(names: Sequence[str], settings: Settings) -> None:
    with changing(settings) as session:
        for name in names:
            if channel_states.enable(session, name, by=f"alerts test（{getuser()}）", now=settings.clock()):
                print(f"{name}：恢复启用，积压的提醒下次发送")


alerts.add_command(silence)
alerts.add_command(silences)
alerts.add_command(unsilence)
alerts.add_command(ack)
