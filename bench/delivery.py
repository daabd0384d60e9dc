"""Queued alerts to many offices, over a webhook and a real mail server, while channels fail and deliverers are killed.

Does every alert arrive over every channel, and how often does one arrive twice? Channels refuse a share of all messages
at random. Deliverers are killed (kill -9) amid their work: half of them in the very moment in which a service has a
message and has not answered yet, which is the one that cannot be told from a message that was lost: it is sent again,
with the same keys. Without kills nothing may arrive twice.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.sides.post import Post, listening
from core.alerts import Alert, Audience, Event
from core.duties import Standing, Status
from core.units import Duty, Level, Office, Recipient, Registry, Unit
from flows.deliver import deliver
from settings import Settings
from storage import outbox, register, runs, standings
from storage.database import open_database

NOW = datetime(2026, 4, 2, 0, tzinfo=UTC)
ROUNDS = 60  # a message that is refused every fifth time is taken long before


@dataclass(frozen=True, slots=True)
class Measured:
    """`missing` and `repeated` count alerts a channel; `killed` the deliverers that did not come to their end."""

    seconds: float
    megabytes: float
    expected: int
    missing: int
    repeated: int
    killed: int
    messages: int
    refused: int
    states: dict[str, int]


def measure(offices: int, alerts: int, kills: int, failing: float) -> Measured:
    with tempfile.TemporaryDirectory() as folder, listening(Post(failing)) as (post, web, mail):
        settings = Settings(home=Path(folder), registry=Path(folder), now=NOW, operator_urls=())
        registry = register_of(offices, alerts, web, mail)
        keys = fill(settings, registry, alerts)
        began = time.monotonic()
        killed, kilobytes = deliver_all(settings, registry, post, kills)
        seconds = time.monotonic() - began
        expected = [(f"{kind}/{office}", key) for office, key in keys for kind in ("web", "mail")]
        database = open_database(settings.database)
        with database.reading() as session:
            states = Counter(row["state"] for row in outbox.list_alerts(session))
        database.close()
    missing = sum(post.heard[one] == 0 for one in expected)
    repeated = sum(count - 1 for count in post.heard.values() if count > 1)
    return Measured(
        seconds, kilobytes / 1024, len(expected), missing, repeated, killed, post.messages, post.refused, dict(states)
    )


def register_of(offices: int, alerts: int, web: int, mail: int) -> Registry:
    found = {f"o{n}": _office(f"o{n}", web, mail) for n in range(offices)}
    units = {f"u{n}": Unit(f"u{n}", f"第{n}镇人民政府", f"o{n % offices}", Level.TOWNSHIP) for n in range(alerts)}
    return Registry(offices=found, columns={}, units=units)


def _office(name: str, web: int, mail: int) -> Office:
    address = f"mailto://127.0.0.1:{mail}/?from=watch@example.cn&to={name}@example.cn"
    return Office(name, f"{name}司法局", (Recipient(f"json://127.0.0.1:{web}/{name}"), Recipient(address)))


def fill(settings: Settings, registry: Registry, alerts: int) -> list[tuple[str, str]]:
    """An overdue obligation a unit, with its alert; returns office and key of each."""
    database = open_database(settings.database)
    told = []
    with database.session() as session:
        register.sync(session, registry, NOW)
        run_id = runs.begin(session, kind="nightly", now=NOW, real_now=NOW, lease=NOW - NOW)
        for unit in registry.units.values():
            told.append((unit.office_id, f"overdue:{unit.id}:2025"))
            standing = Standing(
                unit.id, unit.office_id, 2025, Status.OVERDUE, Duty.REQUIRED, "national-2019", date(2026, 3, 31), "逾期"
            )
            news = [_alert(unit, told[-1][1])]
            standings.turn(session, run_id=run_id, standing=standing, before=None, now=NOW, alerts=news)
    database.close()
    return told


def _alert(unit: Unit, key: str) -> Alert:
    body = f"{unit.name}2025年度法治政府建设情况报告：应于2026年3月31日前公布，至今未见公布。\n检查栏目：http://a.test/\n\n请核实。"
    title = f"【逾期未公布】{unit.name}"
    return Alert(key, Event.OVERDUE, Audience.OFFICE, unit.office_id, title, body, NOW, unit.id, 2025)


def deliver_all(settings: Settings, registry: Registry, post: Post, kills: int) -> tuple[int, int]:
    """Deliverers one after the other until one comes to its end; how many were killed, and the peak memory in KB."""
    killed = 0
    while True:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _work(settings, registry, writing)
        os.close(writing)
        if killed < kills:
            post.lie_in_wait(pid, most=len(registry.offices) * 2 // (kills + 1))
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        post.give_up()
        with os.fdopen(reading) as told:
            if ended == 0:
                return killed, int(told.read())
        if ended != -signal.SIGKILL:
            raise SystemExit(f"the deliverer ended with {ended}")
        killed += 1


def _work(settings: Settings, registry: Registry, writing: int) -> None:
    code = 1
    try:
        database = open_database(settings.database)
        for _ in range(ROUNDS):
            if not deliver(database, registry, settings, force=True).failed:
                code = 0
                break
        os.write(writing, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())
    finally:
        os._exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offices", type=int, default=500)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--failing", type=float, default=0.2, help="share of messages that a channel refuses")
    options = parser.parse_args()
    wrong = False
    for kills in (0, options.kills):
        found = measure(options.offices, options.alerts, kills, options.failing)
        print(f"{options.alerts} alerts, {options.offices} offices, webhook and mail, {options.failing:.0%} refused:")
        print(f"  {found.killed} deliverers killed, {found.messages} messages taken, {found.refused} refused")
        print(f"  {found.expected} expected, {found.missing} missing, {found.repeated} arrived again; {found.states}")
        print(f"  {found.seconds:.1f} s, {found.megabytes:.0f} MB at the peak")
        wrong |= bool(found.missing) or (not kills and bool(found.repeated))
    sys.exit(wrong)


if __name__ == "__main__":
    main()
