"""One run at a time, whatever dies."""

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import runs
from storage.models import RunRow
from storage.runs import RunInProgress

LEASE = timedelta(minutes=10)


def _begin(scene: Any, now: datetime, real_now: datetime) -> str:
    with scene.session() as session:
        return runs.begin(session, kind="evaluate", now=now, real_now=real_now, lease=LEASE)


def test_a_run_id_tells_its_local_time(scene: Any) -> None:
    assert re.fullmatch(r"20260302T020000-[0-9a-f]{4}", scene.run_id)


def test_a_second_run_of_any_kind_is_refused_in_words(scene: Any, now: datetime) -> None:
    with pytest.raises(RunInProgress, match=r"夜间任务.*开始于 2026-03-02 02:00:00") as raised:
        _begin(scene, now, now + LEASE - timedelta(seconds=1))
    assert scene.run_id in str(raised.value)


def test_a_dead_run_makes_way_when_its_lease_is_over(scene: Any, now: datetime) -> None:
    """The lease lives by the real clock: a rehearsed one that stands still does not keep it alive."""
    second = _begin(scene, now, now + LEASE)
    states = {row["id"]: row["state"] for row in scene.rows(RunRow)}
    assert states == {scene.run_id: "abandoned", second: "running"}
    with scene.session() as session:
        assert not runs.beat(session, scene.run_id, now + LEASE, LEASE)
        assert runs.beat(session, second, now + LEASE, LEASE)


def test_a_beating_run_keeps_its_lease(scene: Any, now: datetime) -> None:
    with scene.session() as session:
        assert runs.beat(session, scene.run_id, now + LEASE / 2, LEASE)
    with pytest.raises(RunInProgress):
        _begin(scene, now, now + LEASE)


def test_a_finished_run_makes_way_and_is_remembered(scene: Any, now: datetime) -> None:
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=now, state="finished", summary={"posts": {"new": 3}})
        latest = runs.latest(session)
    assert latest is not None
    assert (latest["run_id"], latest["state"], latest["summary"]) == (scene.run_id, "finished", {"posts": {"new": 3}})
    earlier = now - timedelta(days=300)
    second = _begin(scene, earlier, now + timedelta(minutes=1))
    with scene.session() as session:
        latest = runs.latest(session)
    assert latest is not None
    assert latest["run_id"] == second, "the last by the real clock, though its rehearsed one is earlier"


def test_of_eight_beginning_at_once_one_begins(scene: Any, now: datetime) -> None:
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=now, state="finished", summary={})
    barrier = threading.Barrier(8)
    answers: list[str] = []

    def begin() -> None:
        barrier.wait()
        try:
            answers.append(_begin(scene, now, now))
        except RunInProgress:
            answers.append("refused")

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("refused") == 7
    assert [row["state"] for row in scene.rows(RunRow)].count("running") == 1
