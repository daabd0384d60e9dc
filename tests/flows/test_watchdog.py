"""Runs that fail, die or do not happen: the operator is told, once, and is reached although the night never ended."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname
from typing import Any

import pytest

from core.problems import UserProblem
from flows.run import LEASE, begin_run
from flows.watching import look_and_tell
from settings import Settings
from storage import outbox, runs
from storage.database import Database, open_database
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.flows.watched import at

REGISTER = "office: {id: sfj, name: 晴川县司法局}\nunits:\n  - {id: qc, name: 晴川镇人民政府, level: township}\n"
At = Callable[[str], Settings]


@pytest.fixture
def inbox() -> Iterator[Site]:
    with serve() as site:
        site.pages["/operator"] = lambda _: Reply(b"{}")
        yield site


@pytest.fixture
def when(tmp_path: Path, inbox: Site, migrated: Callable[[Path], None]) -> At:
    """The settings at an instant."""
    migrated(tmp_path / "var")
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "a.yaml").write_text(REGISTER, encoding="utf-8")
    receiver = f"json://{inbox.host}:{inbox.port}/operator"
    return lambda now: Settings(
        home=tmp_path / "var", registry=tmp_path / "registry", now=at(now), operator_urls=(receiver,)
    )


def heard(inbox: Site) -> list[str]:
    def title(asked: Asked) -> str:
        return str(json.loads(asked.body)["title"])

    return [title(asked) for asked in inbox.asked]


def alerts(settings: Settings) -> list[dict[str, Any]]:
    database = open_database(settings.database)
    try:
        with database.session() as session:
            return outbox.list_alerts(session)
    finally:
        database.close()


def fail(settings: Settings, error: BaseException, kind: str = "nightly", *, deliver: bool = True) -> str:
    with pytest.raises(type(error)), begin_run(settings, kind=kind, deliver=deliver) as run:
        raise error
    return run.id


def test_a_run_that_fails_says_so_itself_and_at_once(when: At, inbox: Site) -> None:
    run_id = fail(when("2026-03-01T02:00"), ValueError("https://user:secret@host/"))
    (alert,) = alerts(when("2026-03-01T09:00"))
    assert (alert["key"], alert["state"], alert["audience"]) == (f"run_failed:{run_id}", "sent", "operator")
    assert "ValueError" in alert["body"]
    assert "secret" not in alert["body"]
    assert heard(inbox) == ["【任务失败】夜间任务没有完成"]


def test_without_delivery_it_waits_for_the_next(when: At, inbox: Site) -> None:
    fail(when("2026-03-01T02:00"), UserProblem("磁盘已满"), deliver=False)
    assert heard(inbox) == []
    (alert,) = alerts(when("2026-03-01T09:00"))
    assert alert["state"] == "queued"
    assert "磁盘已满" in alert["body"]
    look_and_tell(when("2026-03-01T09:00"), datetime.now(UTC))
    assert heard(inbox) == ["【任务失败】夜间任务没有完成"]


def test_who_ends_a_run_by_hand_is_not_told(when: At, inbox: Site) -> None:
    fail(when("2026-03-01T02:00"), KeyboardInterrupt())
    assert alerts(when("2026-03-01T09:00")) == []
    assert heard(inbox) == []


def test_an_operator_who_cannot_be_reached_does_not_hide_the_error(when: At, inbox: Site) -> None:
    inbox.pages["/operator"] = lambda _: Reply(status=500)
    fail(when("2026-03-01T02:00"), ValueError("the real reason"))
    assert [a["state"] for a in alerts(when("2026-03-01T09:00"))] == ["queued"]


def dead_run(settings: Settings, lease: timedelta = LEASE) -> str:
    """A nightly run whose process is no more."""
    database: Database = open_database(settings.database)
    with database.session() as session:
        run_id = runs.begin(
            session, kind="nightly", now=settings.clock(), real_now=datetime.now(UTC), lease=lease,
            holder=f"{gethostname()}:{2**22 + 1}",
        )  # fmt: skip
    database.close()
    return run_id


def test_a_run_whose_process_is_gone_is_told_of_by_the_next(when: At) -> None:
    run_id = dead_run(when("2026-03-01T02:00"))
    for night in ("2026-03-02T02:00", "2026-03-03T02:00"):
        with begin_run(when(night), kind="nightly"):
            pass
    assert [a["key"] for a in alerts(when("2026-03-03T09:00"))] == [f"run_failed:{run_id}"]


def test_or_by_the_watchdog_once_for_both(when: At, inbox: Site) -> None:
    run_id = dead_run(when("2026-03-01T02:00"), timedelta(seconds=-1))
    for _ in range(2):
        seen = look_and_tell(when("2026-03-01T08:30"), datetime.now(UTC))
        assert (seen.state, seen.ok) == ("failed", False)
    with begin_run(when("2026-03-01T09:00"), kind="nightly"):
        pass
    assert [a["key"] for a in alerts(when("2026-03-01T10:00"))] == [f"run_failed:{run_id}"]
    assert heard(inbox) == ["【任务失败】夜间任务没有完成"]
    assert look_and_tell(when("2026-03-01T10:00"), datetime.now(UTC)).ok


def test_a_run_under_way_is_no_trouble(when: At) -> None:
    dead_run(when("2026-03-01T02:00"))  # its lease still holds: of another machine nothing else is known
    assert look_and_tell(when("2026-03-01T08:30"), datetime.now(UTC)).ok


def test_a_night_that_did_not_happen_is_told_once(when: At, inbox: Site) -> None:
    with begin_run(when("2026-03-01T02:00"), kind="nightly"):
        pass
    with begin_run(when("2026-03-02T09:00"), kind="deadlines"):  # looks at the calendar, not at the sites
        pass
    looks = ("2026-03-01T08:30", "2026-03-02T08:30", "2026-03-02T12:00", "2026-03-03T08:30")
    assert [look_and_tell(when(now), datetime.now(UTC)).state for now in looks] == ["ok", *["missing"] * 3]
    assert heard(inbox) == ["【任务未运行】夜间任务没有按时运行"] * 2  # a day each
    assert [a["key"] for a in alerts(when("2026-03-03T09:00"))] == ["run_missing:2026-03-02", "run_missing:2026-03-03"]


def test_an_installation_without_any_run_has_a_day(when: At, inbox: Site, tmp_path: Path) -> None:
    looks = ("2026-03-01T08:30", "2026-03-02T08:30", "2026-03-02T11:00")
    assert [look_and_tell(when(now), datetime.now(UTC)).state for now in looks] == ["waiting", "waiting", "missing"]
    assert heard(inbox) == ["【任务未运行】夜间任务没有按时运行"]


def test_a_register_that_cannot_be_read_stops_no_watchdog(when: At, inbox: Site, tmp_path: Path) -> None:
    with begin_run(when("2026-03-01T02:00"), kind="nightly"):
        pass
    (tmp_path / "registry" / "a.yaml").write_text("office: [", encoding="utf-8")
    assert not look_and_tell(when("2026-03-02T08:30"), datetime.now(UTC)).ok
    assert len(heard(inbox)) == 1
