"""Full disks and kills: whatever is told has its bytes, and what is left half done is named and mended."""

import contextlib
import os
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from flows.run import begin_run
from tests.flows.archived import REGISTER, SITE, Night, Place, kinds, two_nights


@pytest.fixture
def empty(tmp_path: Path) -> Place:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "a.yaml").write_text(REGISTER, encoding="utf-8")
    return Place(tmp_path)


def in_a_child(work: Callable[[], object]) -> int:
    """The way a forked child ended: what it dies of, dies alone."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def a_night_on_a_full_disk(place: Place) -> None:
    """Every file ends after 5,000 bytes, in the middle of whatever is being written."""
    with begin_run(place.settings(11), kind="nightly") as run:
        night = Night(run)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for number in range(12):
            hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
            with contextlib.suppress(OSError):
                capture = night.archived(f"{SITE}/l/{number}.html", os.urandom(400))
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
                night.told(f"{SITE}/l/{number}.html", capture)
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        night.writer.close()


def test_a_full_disk_costs_what_was_under_way(empty: Place) -> None:
    assert in_a_child(lambda: a_night_on_a_full_disk(empty)) == 0
    told = empty.sql("SELECT count(*) FROM captures WHERE role = 'article'")[0][0]
    assert 4 <= told < 12 and len(empty.files) > 1
    found = empty.verified()
    assert (found.ok, found.captures) == (True, told)
    assert "record_damaged" in kinds(found.notes)
    assert {action.kind for action in empty.repaired().actions} <= {"record_unindexed"}
    after = empty.verified()
    assert after.ok and not empty.repaired().actions


class Killer:
    """Ends its own process at the n-th of all steps that leave something on the disk, before or after it."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, *_: Any) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        sync = os.fsync

        def fsync(fd: Any) -> None:
            self.step()
            sync(fd)
            self.step()

        os.fsync = fsync
        event.listen(Engine, "commit", self.step)


@pytest.mark.parametrize("at", (2, 9, 17, 24, 33, 42))
def test_a_kill_between_any_two_steps_leaves_no_row_without_its_bytes(empty: Place, at: int) -> None:
    def nights() -> None:
        Killer(at).watch()
        two_nights(empty.folder)

    assert in_a_child(nights) == -signal.SIGKILL
    assert [fault for fault in empty.verified().faults if fault.kind != "chain_broken"] == []
    for state, kept in empty.sql("SELECT state, capture_id FROM posts"):
        assert (state == "held") == (kept is not None)
    empty.repaired()
    found = empty.verified()
    assert (found.faults, found.ok) == ((), True)
