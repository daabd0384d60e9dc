"""Many judges at once, and judges that are killed: each turn once, and never a turn without its alert.

`FAZHIWATCH_TEST_RACERS=8x1000` (processes and obligations) and `FAZHIWATCH_TEST_KILLS=25` (of each point) are the full
sizes.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import update

from core.duties import Status
from core.units import Level, Unit
from flows import judging
from flows.judge import judge_touched
from flows.run import Run
from registry import packaged_rules
from settings import Settings
from storage import outbox, register, rejudging, standings, turning
from storage.database import open_database
from storage.models import AlertRow, ColumnRow, ObligationRow, RejudgeRow, TransitionRow

PROCESSES, OBLIGATIONS = map(int, os.environ.get("FAZHIWATCH_TEST_RACERS", "4x40").split("x"))
KILLS = int(os.environ.get("FAZHIWATCH_TEST_KILLS", "1"))
BEFORE = datetime(2026, 4, 1, 18, tzinfo=UTC)  # 2 April in the morning: still unverified
OVERDUE = datetime(2026, 4, 2, 18, tzinfo=UTC)
KEYS = {f"overdue:u{n:04}:2025" for n in range(OBLIGATIONS)}


@pytest.fixture
def county(scene: Any) -> Any:
    """Many units with one column, their reports lacking; judged before anybody looked after the due date."""
    towns = [
        Unit(f"u{n:04}", f"第{n}镇人民政府", "xian", Level.TOWNSHIP, column_ids=("zhen",), since_year=2025)
        for n in range(OBLIGATIONS)
    ]
    scene.registry = replace(scene.registry, units={town.id: town for town in towns}, rules=packaged_rules())
    with scene.session() as session:
        register.sync(session, scene.registry, BEFORE)
    judge_touched(run_at(scene, BEFORE))
    scene.keep_list("zhen", at=OVERDUE)
    assert {row["status"] for row in scene.rows(ObligationRow) if row["report_year"] == 2025} == {"unverified"}
    return scene


def run_at(scene: Any, now: datetime, database: Any = None) -> Run:
    units, columns = tuple(scene.registry.units.values()), tuple(scene.registry.columns.values())
    return Run(Settings(now=now), scene.registry, database or scene.database, scene.run_id, now, units, columns)


def forked(work: Callable[[], None]) -> int:
    """A process that does it and is gone."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def judge_alone(scene: Any) -> None:
    """With connections of its own."""
    database = open_database(scene.url)
    judge_touched(run_at(scene, OVERDUE, database))


def turns(scene: Any) -> list[str]:
    rows = scene.rows(TransitionRow)
    return sorted(f"overdue:{row['unit_id']}:{row['report_year']}" for row in rows if row["after"] == "overdue")


def alerts(scene: Any) -> list[str]:
    return sorted(row["key"] for row in scene.rows(AlertRow) if row["event"] == "overdue")


def test_of_many_judges_each_turn_is_made_once(county: Any) -> None:
    county.database.close()
    racers = [forked(lambda: judge_alone(county)) for _ in range(PROCESSES)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(racer, 0)[1]) for racer in racers]
    assert codes == [0] * PROCESSES
    assert turns(county) == alerts(county) == sorted(KEYS)
    assert county.rows(RejudgeRow) == []


# What is done in a batch, in its order: a judge is killed right before or after it.
POINTS = (
    (rejudging, "mark_columns", "after"),
    (standings, "facts", "before"),
    (turning, "_update", "before"),
    (turning, "_update", "after"),
    (turning, "_silence_stale", "after"),
    (outbox, "queue", "before"),
    (outbox, "queue", "after"),
    (rejudging, "done", "after"),
)


@contextmanager
def killed_at(module: Any, name: str, when: str, number: int) -> Iterator[None]:
    """The process ends without a word when it comes there for the `number`th time."""
    work, left = getattr(module, name), [number]

    def stopped(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = work(*args, **more)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with patch.object(module, name, stopped):
        yield


@pytest.mark.timeout(180 + 60 * KILLS)
def test_killed_anywhere_no_turn_is_without_its_alert(county: Any) -> None:
    county.database.close()
    batch = max(OBLIGATIONS // (len(POINTS) * KILLS + 2), 1)

    def killed(point: tuple[Any, str, str], number: int) -> None:
        with patch.object(judging, "BATCH", batch), killed_at(*point, number):
            judge_alone(county)

    for attempt, point in enumerate(point for point in POINTS for _ in range(KILLS)):
        number = 1 if point is POINTS[0] else 1 + attempt % 2  # of a second batch, with the first one written
        child = forked(partial(killed, point, number))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, (point, number)
        assert turns(county) == alerts(county)
    assert len(turns(county)) < OBLIGATIONS
    judge_alone(county)
    assert turns(county) == alerts(county) == sorted(KEYS)
    assert county.rows(RejudgeRow) == []


def test_a_thousand_judgings_of_the_same_facts_leave_one_turn(county: Any) -> None:
    judge_touched(run_at(county, OVERDUE))
    before = county.dump()
    key = ("u0000", 2025)
    for _ in range(1000 if KILLS > 1 else 5):
        with county.session() as session:
            session.execute(
                update(ObligationRow).where(ObligationRow.unit_id == key[0]).values(judge_on=OVERDUE.date())
            )
        judge_touched(run_at(county, OVERDUE))
    after = county.dump()
    assert (after["transitions"], after["alerts"]) == (before["transitions"], before["alerts"])


def test_after_a_deadline_slept_through_nobody_is_overdue_before_a_check(scene: Any) -> None:
    units = {u.id: replace(u, since_year=2025) for u in scene.registry.units.values()}
    scene.registry = replace(scene.registry, units=units, rules=packaged_rules())
    with scene.session() as session:
        register.sync(session, scene.registry, BEFORE)
    checked, woken = datetime(2026, 2, 1, 18, tzinfo=UTC), datetime(2026, 5, 3, 0, tzinfo=UTC)
    for column in ("zhen", "gong", "ju"):
        scene.keep_list(column, at=checked)
    judge_touched(run_at(scene, checked))

    def now(at: datetime) -> dict[str, str]:
        judge_touched(run_at(scene, at))
        return {row["unit_id"]: row["status"] for row in scene.rows(ObligationRow) if row["report_year"] == 2025}

    assert set(now(woken).values()) == {"unverified"}
    scene.keep_list("zhen", at=woken)
    one = now(woken)
    assert one == {"zhen-a": "unverified", "zhen-b": "overdue", "xian-fu": "unverified", "shi-ju": "unverified"}
    with scene.session() as session:  # a sound check that did not go to the end is no witness
        session.execute(update(ColumnRow).where(ColumnRow.id == "gong").values(last_checked_at=woken))
    assert now(woken) == one
    scene.keep_list("gong", at=woken)
    assert [now(woken)[unit] for unit in ("zhen-a", "xian-fu", "shi-ju")] == ["overdue", "overdue", "unverified"]
    assert not [row for row in scene.rows(AlertRow) if row["unit_id"] == "shi-ju" and row["event"] == "overdue"]
    assert Status.OVERDUE.value in {row["after"] for row in scene.rows(TransitionRow)}
