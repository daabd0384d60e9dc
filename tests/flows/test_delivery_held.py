"""What waits and why, who is told later, which channel is off: over real receivers and a real database."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from alerts.channels import channel_key
from bench.delivery import measure
from cli.main import fazhiwatch
from core.alerts import Alert, Audience, Event
from core.duties import Standing, Status
from core.units import Duty, Level, Recipient, Unit
from flows.channel_checks import channel_checks
from flows.deliver import Delivered, deliver
from flows.sending import short
from settings import Settings
from storage import channel_states, outbox, register, runs, silences, standings
from storage.database import open_database
from tests.alerts.receiving import MailBox, mail_server, parts
from tests.flows.test_delivery import NOW, Outbox, Receiver

DAY = timedelta(days=1)
NIGHT, MORNING = NOW, NOW + timedelta(hours=6)  # 02:00 and 08:00 in Shanghai
UNIT = Unit("zhen", "青石街道办事处", "xian", Level.TOWNSHIP)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    settings = Settings(home=tmp_path, registry=tmp_path, now=NOW)
    database = open_database(settings.database)
    yield Outbox(database, settings)
    database.close()


def _turn(box: Outbox, status: Status, before: Status | None, at: datetime, *keys: str) -> None:
    registry = replace(box.registry(), units={UNIT.id: UNIT})
    standing = Standing(UNIT.id, "xian", 2025, status, Duty.LOCAL, "national-2019", None, "逾期")
    alerts = [
        Alert(k, Event(status.value), Audience.OFFICE, "xian", f"标题 {k}", "正文", at, UNIT.id, 2025) for k in keys
    ]
    with box.database.session() as session:
        register.sync(session, registry, NOW)
        run_id = runs.begin(session, kind="nightly", now=at, real_now=at, lease=NOW - NOW)
        standings.turn(session, run_id=run_id, standing=standing, before=before, now=at, alerts=alerts)


def test_a_quiet_night_holds_all_but_the_urgent(box: Outbox, receiver: Receiver) -> None:
    box.office = replace(box.office, quiet_hours=(time(20), time(8)), urgent=(Event.WITHDRAWN,))
    box.queue("a", "b")
    with box.database.session() as session:
        urgent = Alert("w", Event.WITHDRAWN, Audience.OFFICE, "xian", "标题", "正文", NOW)
        outbox.queue(session, [urgent], run_id=None)
    assert box.deliver(receiver.url("a"), force=True, at=NIGHT) == Delivered(sent=1, held=2)
    assert receiver.heard == [("/a", ["w"])]
    assert [row["held_because"] for row in box.listed()] == ["免打扰时段，2026年4月2日08:00起发送"] * 2 + [None]
    assert box.deliver(receiver.url("a"), at=MORNING) == Delivered(sent=2)
    assert receiver.heard == [("/a", ["w"]), ("/a", ["a", "b"])]
    assert [row["held_because"] for row in box.listed()] == [None] * 3


def test_the_superior_hears_a_month_later_and_of_the_end_at_once(box: Outbox, receiver: Receiver) -> None:
    notify = (receiver.url("clerk"), Recipient(receiver.url("superior"), "分管领导", after_days=30))
    _turn(box, Status.OVERDUE, None, NIGHT, "overdue")
    assert box.deliver(*notify, force=True, at=NIGHT) == Delivered(held=1)
    assert receiver.heard == [("/clerk", ["overdue"])]
    assert box.only("state", "held_because") == ("queued", "分管领导满30天后才告知，5月2日起")
    assert box.deliver(*notify, force=True, at=NIGHT + 29 * DAY) == Delivered(held=1)
    assert box.deliver(*notify, at=NIGHT + 30 * DAY) == Delivered(sent=1)
    _turn(box, Status.PUBLISHED_LATE, Status.OVERDUE, NIGHT + 31 * DAY, "late")
    assert box.deliver(*notify, at=NIGHT + 31 * DAY) == Delivered(sent=1)
    assert receiver.heard[1:] == [("/superior", ["overdue"]), ("/clerk", ["late"]), ("/superior", ["late"])]


def test_what_was_solved_in_its_grace_never_reaches_the_superior(box: Outbox, receiver: Receiver) -> None:
    notify = (receiver.url("clerk"), Recipient(receiver.url("superior"), after_days=30, events=(Event.OVERDUE,)))
    _turn(box, Status.OVERDUE, None, NIGHT, "overdue")
    box.deliver(*notify, at=NIGHT)
    _turn(box, Status.PUBLISHED_LATE, Status.OVERDUE, NIGHT + DAY, "late")
    assert box.deliver(*notify, at=NIGHT + 60 * DAY) == Delivered(sent=2)
    assert {path for path, _ in receiver.heard} == {"/clerk"}
    assert {row["state"] for row in box.listed()} == {"sent"}


def test_what_nobody_wants_is_silenced_with_its_reason(box: Outbox, receiver: Receiver) -> None:
    box.queue("k")
    assert box.deliver(Recipient(receiver.url("a"), events=(Event.REVISED,))) == Delivered()
    assert box.only("state", "held_because") == ("silenced", "该收件人不接收此类提醒")


def test_a_silence_that_is_over_is_told_by_the_next_delivery(box: Outbox, receiver: Receiver) -> None:
    _turn(box, Status.OVERDUE, None, NIGHT)
    with box.database.session() as session:
        silences.begin(session, silences.Silence("演练", "王某", NIGHT + DAY, office_id="xian"), NIGHT)
    _turn(box, Status.OVERDUE, Status.OVERDUE, NIGHT, "k")
    assert box.deliver(receiver.url("a"), force=True, at=NIGHT) == Delivered()
    assert box.only("state") == ("silenced",)
    for _ in range(2):
        box.deliver(receiver.url("a"), at=NIGHT + DAY)
    assert receiver.heard == [("/a", ["k"])]


def test_a_mail_has_the_ledger_with_it_and_a_chat_is_short(box: Outbox) -> None:
    _turn(box, Status.OVERDUE, None, NIGHT, "k")
    mails = MailBox()
    with mail_server(mails) as port:
        url = f"mailto://127.0.0.1:{port}/?from=watch@example.cn&to=clerk@example.cn"
        assert box.deliver(url, at=MORNING) == Delivered(sent=1)
    [mail] = mails.mails
    _, name, content = parts(mail)
    assert name == "xian-2025.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert UNIT.name in {cell.value for row in sheet.iter_rows() for cell in row}
    assert short("逾期。\n检查栏目：http://a/\n链接：http://b/\n\n附注") == "逾期。\n链接：http://b/"


def test_a_disabled_channel_tells_the_operator_once_and_is_enabled_by_a_test(
    box: Outbox, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.status = 404
    box.queue("k")
    operated = box.settings.model_copy(update={"operator_urls": (receiver.url("operator"),)})
    assert deliver(box.database, box.registry(receiver.url("a")), operated, force=True) == Delivered(failed=2)
    assert {path for path, _ in receiver.heard} == {"/a", "/operator"}
    box.queue("later")
    receiver.heard.clear()
    assert box.deliver(receiver.url("a"), force=True) == Delivered(failed=2)
    assert receiver.heard == []
    with box.database.reading() as session:
        told = outbox.list_alerts(session, event="channel_disabled")
    assert sorted(row["office"] or "" for row in told) == ["", "xian"]

    receiver.status = 200
    notify = f'office: {{id: xian, name: 某县司法局, notify: ["{receiver.url("a")}"]}}'
    units = "units: [{id: zhen, name: 青石街道办事处, level: township}]"
    (tmp_path / "xian.yaml").write_text(f"{notify}\n{units}\n", encoding="utf-8")
    for name, value in (("HOME", tmp_path), ("REGISTRY", tmp_path)):
        monkeypatch.setenv(f"FAZHIWATCH_{name}", str(value))
    done = CliRunner().invoke(fazhiwatch, ["alerts", "test", "xian"], standalone_mode=False)
    assert "恢复启用" in done.output
    assert box.deliver(receiver.url("a")) == Delivered(sent=2)
    assert receiver.times()["/a", "k"] == receiver.times()["/a", "later"] == 1


def test_every_alert_arrives_though_channels_fail_and_deliverers_are_killed() -> None:
    """A small one of `bench/delivery.py`: what was sent and not yet marked as sent arrives again, nothing is lost."""
    found = measure(offices=3, alerts=12, kills=2, failing=0.2)
    assert (found.missing, found.states) == (0, {"sent": 12})
    assert found.killed
    assert 4 <= found.repeated <= found.killed * 4  # a kill repeats one message, which carries an office's four alerts


def test_without_kills_nothing_arrives_twice() -> None:
    found = measure(offices=3, alerts=12, kills=0, failing=0.2)
    assert (found.missing, found.repeated, found.states) == (0, 0, {"sent": 12})


def test_decisions_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the command line: an end, a reason and a name are required, and each change says who, when and why."""
    (tmp_path / "xian.yaml").write_text(
        "office: {id: xian, name: 某县司法局}\nunits: [{id: zhen, name: 青石街道办事处, level: township}]\n"
    )
    for name, value in (("HOME", tmp_path), ("REGISTRY", tmp_path), ("NOW", "2026-04-02T02:00:00")):
        monkeypatch.setenv(f"FAZHIWATCH_{name}", str(value))

    def run(*words: str) -> Any:
        return CliRunner().invoke(fazhiwatch, ["alerts", *words], standalone_mode=False)

    whom = ("--by", "王某", "--reason", "机构改革")
    assert "期限" in str(run("silence", "--unit", "zhen", *whom).exception)
    assert "以后的日期" in str(run("silence", "--unit", "zhen", "--until", "2026-04-01", *whom).exception)
    assert "指明" in str(run("silence", "--days", "3", *whom).exception)
    assert "没有这个单位" in str(run("silence", "--unit", "nobody", "--days", "3", *whom).exception)
    assert "reason" in str(run("silence", "--unit", "zhen", "--days", "3", "--by", "王某").exception)
    made = json.loads(run("silence", "--unit", "zhen", "--until", "2026-04-10", *whom, "--json").output)
    assert (made["by"], made["reason"], made["until"]) == ("王某", "机构改革", "2026-04-10T16:00:00+00:00")
    assert "已结束" in run("unsilence", str(made["id"]), "--by", "李某", "--reason", "已完成").output
    assert "没有在效的静默" in str(run("unsilence", "1", "--by", "李某", "--reason", "x").exception)
    [row] = json.loads(run("silences", "--json").output)
    assert (row["ended_by"], row["ended_because"], row["in_force"]) == ("李某", "已完成", False)
    assert "没有这些编号的提醒：7" in str(run("ack", "7", "--by", "王某", "--note", "在催").exception)


def test_doctor_tells_of_disabled_channels_and_of_an_unknown_year(box: Outbox) -> None:
    url = "json://127.0.0.1:9/hook"
    registry = box.registry(url)
    registry.offices["xian"] = replace(registry.offices["xian"], workdays_only=True)
    with box.database.session() as session:
        register.sync(session, registry, NOW)
        channel_states.disable(session, channel_key(url), office_id="xian", reason="机器人地址无效", now=NOW)
    later = box.settings.model_copy(update={"now": datetime(2059, 3, 1, tzinfo=UTC)})
    checks = {name: (state, detail) for name, state, detail, _ in channel_checks(registry, later)}
    assert checks["通知 xian"] == ("failed", f"{channel_key(url)} 已停用：机器人地址无效")
    assert checks["工作日历"] == ("warning", "2059年放假安排尚未收录，暂按周六、周日休息计算")
    assert checks["运维通知"][0] == "warning"
