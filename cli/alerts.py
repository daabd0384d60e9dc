"""`alerts`: the outbox."""

import click

from alerts import channels, wording
from cli.chinese import ChineseGroup
from cli.looking import looking
from cli.output import json_option, local_time, print_json, print_table
from core.problems import UserProblem
from flows import deliver as delivering
from flows.run import load_registry
from registry import expand_channels
from settings import Settings, environment
from storage import outbox
from storage.database import open_database

EVENT_WORDS = {
    "published": "已公布",
    "published_late": "迟公布",
    "due_soon": "即将到期",
    "overdue": "逾期未公布",
    "revised": "已修改",
    "withdrawn": "已撤下",
    "backdated": "日期存疑",
    "incomplete": "内容不全",
    "copied": "雷同",
    "column_broken": "栏目异常",
    "unverified": "未能核实",
}
STATE_WORDS = {"queued": "待发", "sent": "已发", "failed": "未送达", "silenced": "静默"}


@click.group(cls=ChineseGroup, help="提醒：发件箱、发送、试发。")
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
        ("编号", "时间", "对象", "事项", "标题", "状态", "次数", "最近错误"),
        [
            (
                row["id"],
                local_time(row["created_at"]),
                "运维" if row["audience"] == "operator" else row["office"],
                EVENT_WORDS[row["event"]],
                row["title"],
                STATE_WORDS[row["state"]],
                row["attempts"],
                row["last_error"],
            )
            for row in rows
        ],
    )


@alerts.command(help="立即发送发件箱里所有待发和未送达的提醒。")
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
        print(f"已发送 {done.sent}，未送达 {done.failed}（留在发件箱，以后再发），渠道未设置 {done.without_channel}")
    if done.failed:
        raise SystemExit(1)


@alerts.command(help="向一个监督机关的每个通知渠道发送一条注明“测试”的消息。")
@click.argument("office", metavar="监督机关ID")
def test(office: str) -> None:
    settings = Settings()
    registry = load_registry(settings)
    if office not in registry.offices:
        raise UserProblem(f"名录中没有这个监督机关：{office}")
    urls, missing = expand_channels(registry.offices[office].notify, environment())
    if missing:
        print(f"环境变量未设置：{'、'.join(missing)}")
    if not urls:
        raise UserProblem(f"监督机关 {office} 没有可用的通知渠道：请在环境或 .env 中设置通知地址")
    message = wording.marked_test_message(registry.offices[office].name, settings.clock())
    failed = 0
    for url in urls:
        result = channels.send(url, message)
        failed += not result.ok
        print(f"{channels.channel_key(url)}：{'已送达' if result.ok else f'未送达：{result.error}'}")
    if failed:
        raise SystemExit(1)
