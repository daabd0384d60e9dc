"""The lease of a run: kept while the run lives, however long it says nothing; a run that lost it stops."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core.problems import UserProblem
from flows import run as running
from flows.run import begin_run
from settings import Settings
from storage.database import open_database
from storage.models import RunRow
from storage.runs import RunInProgress, latest

REGISTER = """
office: {id: xian, name: 某县司法局}
due: {rule: national}
columns:
  - {id: lie, url: "http://site.example/lie/"}
units:
  - {id: zhen, name: 某县甲镇人民政府, level: township, columns: [lie]}
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(running, "LEASE", timedelta(seconds=2))
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "xian.yaml").write_text(REGISTER, encoding="utf-8")
    return Settings(home=tmp_path / "var", registry=tmp_path / "registry")


def _state(settings: Settings) -> str | None:
    database = open_database(settings.database)
    with database.reading() as session:
        last = latest(session)
    database.close()
    return last["state"] if last else None


def test_a_run_that_says_nothing_keeps_its_lease(settings: Settings) -> None:
    with begin_run(settings, kind="nightly") as run:
        time.sleep(3)  # longer than the lease
        with pytest.raises(RunInProgress), begin_run(settings, kind="nightly"):
            pass
        run.beat()
    with begin_run(settings, kind="nightly"):
        pass
    assert _state(settings) == "finished"


def test_a_run_that_lost_its_lease_stops_at_its_next_beat(settings: Settings) -> None:
    with pytest.raises(UserProblem, match="租约"), begin_run(settings, kind="nightly") as run:
        run.beat()
        with run.database.session() as session:
            session.execute(update(RunRow).values(state="abandoned"))
        time.sleep(1)
        run.beat()
    assert _state(settings) == "abandoned"
