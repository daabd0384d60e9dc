"""Kill -9 between any two steps of a night: no report without its bytes, nothing dropped, nothing twice.

A few steps are tried, each time others; `FAZHIWATCH_TEST_KILLS` is a number of them, or `all` (some 330).
"""

import json
import os
import random
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers.archive import read_payload
from crawlers.records import digest_of
from flows.archive.repair import repair
from flows.archive.verify import Verified, verify
from flows.run import begin_run
from storage.database import open_database
from tests.crawlers.loopback import serve
from tests.flows.archived import Place
from tests.flows.county import NIGHTS, County
from tests.flows.county_nights import Watch
from tests.flows.killing import Killer
from tests.flows.likeness import likeness

KILLS = os.environ.get("FAZHIWATCH_TEST_KILLS", "3")
SAID = ("reports", "revisions", "sections", "changes", "posts", "post_files", "report_posts")
# When something was asked for hangs on the kill; of what a report is a copy, on what there was to compare it with.
LOOSE = {"asked_at", "checked_at", "last_seen_at", "last_outcome", "last_reason", "flags"}


@dataclass(frozen=True)
class Played:
    """Nights that nobody disturbed: the data folder before each, what each left, and how many steps it took."""

    county: County
    before: list[Path]
    left: list[dict[str, list[str]]]
    steps: list[int]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with serve() as gov, serve() as street:
        county = County(gov, street, copied=False)  # which of two is the report's own hangs on who is seen first
        watch = Watch(county, folder / "played")
        steps, left = [], []
        for night, at in enumerate(NIGHTS):
            county.stand(night)
            shutil.copytree(watch.folder, folder / str(night))
            killer = Killer()
            assert killer.watched(lambda at=at: watch.night(at)) == 0  # type: ignore[misc]
            steps.append(killer.steps)
            left.append(said(watch))
        yield Played(county, [folder / str(night) for night in range(len(NIGHTS))], left, steps)


def said(watch: Watch) -> dict[str, list[str]]:
    """What is said of reports and posts, in whatever run it was found, and whenever it was asked for once more."""
    database = open_database(watch.settings().database)
    try:
        all_ = likeness(database)
    finally:
        database.close()
    return {table: sorted(map(_lasting, all_[table])) for table in SAID}


def _lasting(row: str) -> str:
    told = json.loads(re.sub(r"run \d+", "run", row))
    return repr({name: value for name, value in told.items() if name not in LOOSE})


def chosen(steps: list[int]) -> list[tuple[int, int, bool]]:
    """Nights, their steps at which to strike, and whether only the process that comes there."""
    every = [(night, step) for night, count in enumerate(steps) for step in range(1, count + 1)]
    some = every if KILLS == "all" else random.sample(every, int(KILLS))
    return [(night, step, random.random() < 0.5) for night, step in some]


@pytest.mark.timeout(0 if KILLS == "all" else 180 + 20 * int(KILLS))
def test_a_kill_at_any_step_leaves_no_report_without_its_bytes(played: Played, tmp_path: Path) -> None:
    for number, (night, step, alone) in enumerate(chosen(played.steps)):
        place = tmp_path / f"{night}-{step}"
        shutil.copytree(played.before[night], place)
        watch = Watch(played.county, place)
        played.county.stand(night)
        killer = Killer(step, alone=alone)
        code = killer.watched(lambda: watch.night(NIGHTS[night]))  # noqa: B023
        where = f"night {night}, step {step} of {played.steps[night]}{', alone' if alone else ''}"
        missed = killer.steps < step  # lines that came a moment later went into fewer transactions
        assert code == -signal.SIGKILL or (code == 0 and (alone or missed)), where
        every_report_has_its_bytes(watch, where)
        mended_first = number % 2 == 0
        if mended_first:
            mended(watch, NIGHTS[night])
        played.county.stand(night)
        watch.night(NIGHTS[night])
        every_report_has_its_bytes(watch, where)
        if not mended_first:
            mended(watch, NIGHTS[night])
        now = said(watch)
        for table, rows in played.left[night].items():
            assert now[table] == rows, (where, table)
        shutil.rmtree(place)


def every_report_has_its_bytes(watch: Watch, where: str) -> None:
    found = verify(watch.settings())
    assert found.faults == (), where
    place = Place(watch.folder)
    read = "SELECT c.warc_file, c.warc_offset, c.digest FROM revisions r LEFT JOIN captures c ON c.id = r.capture_id"
    for file, offset, digest in place.sql(read):
        assert digest_of(read_payload(place.archive, file, offset).body) == digest, where
    for state, kept in place.sql("SELECT state, capture_id FROM posts"):
        assert (state == "held") == (kept is not None), where


def mended(watch: Watch, at: str) -> Verified:
    """After a repair, nothing is left to be mended."""
    with begin_run(watch.settings(at), kind="repair") as run:
        assert repair(run).left == ()
    found = verify(watch.settings())
    assert found.ok
    assert {note.kind for note in found.notes} <= {"record_damaged", "file_unsealed"}
    return found
