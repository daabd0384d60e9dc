"""The stages as plain functions over the town: what is kept when something breaks between or inside them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname
from typing import Any

import pytest

from core.duties import Status
from core.pages import Outcome
from core.units import Recipient
from demo import register
from demo.script import DAYS
from demo.sites import Town
from flows import crawl, deliver, judge, read
from flows.run import Run, begin_run
from settings import Settings
from storage import outbox, runs, standings
from storage.database import open_database
from storage.runs import RunInProgress


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(day=DAYS[0]).serve() as served:
        register.write(tmp_path / "registry", served)
        yield served


@pytest.fixture
def settings(tmp_path: Path, town: Town) -> Settings:
    return Settings(
        home=tmp_path / "var", registry=tmp_path / "registry", download_delay=0,
        operator_urls=(town.receiver_url("operator"),),
    )  # fmt: skip


@contextmanager
def night(settings: Settings, town: Town, at: datetime, *units: str) -> Iterator[Run]:
    town.day = at
    with begin_run(settings.model_copy(update={"now": at}), kind="nightly", unit_ids=units) as run:
        yield run


def whole(run: Run) -> None:
    for number, columns in enumerate(crawl.plan_shards(run.columns)):
        crawl.crawl_shard(run, number, columns)
    read.read_captures(run)
    judge.judge_and_tell(run)


def status(run: Run, unit: str, year: int = 2025) -> Status:
    with run.database.session() as session:
        return standings.current(session)[unit, year].status


def alerts(run: Run) -> list[dict[str, Any]]:
    with run.database.session() as session:
        return outbox.list_alerts(session)


def test_what_was_crawled_is_read_by_the_next_run(settings: Settings, town: Town) -> None:
    with pytest.raises(RuntimeError), night(settings, town, DAYS[1], "yx-zhuli") as run:
        crawl.crawl_shard(run, 0, run.columns)
        raise RuntimeError("killed between crawling and reading")
    asked = sum(town.requests.values())
    with night(settings, town, DAYS[1], "yx-zhuli") as run:
        assert read.read_captures(run) > 0
        judge.judge_and_tell(run)
        assert status(run, "yx-zhuli", 2023) is Status.PUBLISHED
    assert sum(town.requests.values()) == asked


def test_a_message_that_cannot_be_sent_waits_and_is_sent_once(settings: Settings, town: Town, tmp_path: Path) -> None:
    with night(settings, town, DAYS[2], "yx-zhuli") as run:
        whole(run)
        queued = {alert["key"] for alert in alerts(run) if alert["audience"] == "office"}
        assert queued
        deaf = {
            i: replace(o, notify=(Recipient("json://127.0.0.1:9/nobody"),)) for i, o in run.registry.offices.items()
        }
        nobody = deliver.deliver(run.database, replace(run.registry, offices=deaf), run.settings)
        assert nobody.sent == 0
        assert nobody.failed == len(queued)
        assert {a["state"] for a in alerts(run) if a["audience"] == "office"} == {"queued"}
        heard = len(town.inbox)
        assert deliver.deliver(run.database, run.registry, run.settings, force=True).sent >= len(queued)
        assert deliver.deliver(run.database, run.registry, run.settings, force=True).sent == 0
    letters = [letter for letter in town.inbox[heard:] if "office" in letter.path]
    keys = [line[1:] for letter in letters for line in letter.body.splitlines() if line.startswith("#")]
    assert sorted(keys) == sorted(queued)


def test_a_broken_column_is_told_once_then_each_week_and_accuses_nobody(settings: Settings, town: Town) -> None:
    for day in DAYS:
        with night(settings, town, day, "yx-zrj") as run:
            whole(run)
    with night(settings, town, DAYS[-1], "yx-zrj") as run:
        whole(run)
        assert status(run, "yx-zrj") is Status.UNVERIFIED
        told = [alert for alert in alerts(run) if alert["event"] == "column_broken"]
        first, *reminders = told
        weeks = [(told_at(alert) - told_at(first)) // timedelta(days=7) for alert in reminders]
        assert weeks == sorted(set(weeks) - {0})  # one a week at most
        assert [alert["key"] for alert in reminders] == [f"{first['key']}:{week}" for week in weeks]
        assert {alert["audience"] for alert in told} == {"operator"}
        assert run.tally.outcomes[Outcome.BLOCKED.value] == 1
        assert {alert["event"] for alert in alerts(run) if alert["audience"] == "office"} == {"due_soon"}


def told_at(alert: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(alert["created_at"])


def test_one_run_at_a_time(settings: Settings, town: Town) -> None:
    another = night(settings, town, DAYS[0], "yx-zhuli")
    with night(settings, town, DAYS[0], "yx-zhuli"), pytest.raises(RunInProgress), another:
        pass
    with night(settings, town, DAYS[0], "yx-zhuli") as run:
        assert run.id


def test_a_run_whose_process_was_killed_makes_way(settings: Settings, town: Town) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with open_database(settings.database).session() as session:
        runs.begin(
            session, kind="nightly", now=DAYS[0], real_now=datetime.now(UTC), lease=timedelta(minutes=10),
            holder=f"{gethostname()}:{dead.pid}",
        )  # fmt: skip
    with night(settings, town, DAYS[0], "yx-zhuli") as run:
        assert run.id


def test_columns_of_one_host_stay_in_one_shard(settings: Settings, town: Town) -> None:
    with night(settings, town, DAYS[0]) as run:
        shards = crawl.plan_shards(run.columns, 3)
    hosts = [{column.url.split("/")[2] for column in shard} for shard in shards]
    assert sorted(c.id for shard in shards for c in shard) == sorted(c.id for c in run.columns)
    assert sum(len(h) for h in hosts) == len(set().union(*hosts))
