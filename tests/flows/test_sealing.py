"""Every run seals what it wrote and itself; one that is killed between any two steps is sealed by the next."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from core.chain import Entry
from core.pages import Ask, Page
from crawlers.archive import ArchiveWriter, archive_name
from flows import sealing
from flows.run import LeaseLost, Run, begin_run, summary
from settings import CHECKOUT, Settings
from storage import captures, chain, chain_check, runs
from storage.database import Session, open_database
from storage.models import ArchiveFileRow, ChainRow, RunRow

REGISTER = """
office: {id: yx, name: 云溪市司法局}
columns:
  - {id: lan, url: "http://yunxi.example/lan/"}
units:
  - {id: qingshi, name: 云溪市青石街道办事处, level: township, columns: [lan]}
"""
NIGHT = datetime(2026, 4, 2, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the schema and no rows: copying it is quicker than making it."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def settings(tmp_path: Path, empty: Path) -> Settings:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "yx.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "var").mkdir()
    shutil.copy(empty, tmp_path / "var" / "fazhiwatch.db")
    return Settings(home=tmp_path / "var", registry=tmp_path / "registry", now=NIGHT)


def write(run: Run, *bodies: bytes, shard: int = 0) -> str:
    """What a shard does: pages into a file of the run, each noted in the books; the file's name."""
    archive = ArchiveWriter(run.settings.archive_dir, archive_name(run.id, shard, run.now))
    for body in bodies:
        capture = archive.keep(Page(Ask("http://yunxi.example/lan/"), "http://yunxi.example/lan/", 200, body, run.now))
        with run.database.session() as session:
            captures.keep(session, run.id, capture, "article")
    archive.close()
    return capture.warc_file


def looked(settings: Settings, look: Callable[[Session], Any]) -> Any:
    database = open_database(settings.database)
    try:
        with database.session() as session:
            return look(session)
    finally:
        database.close()


def sealed(settings: Settings) -> list[Entry]:
    entries: list[Entry] = looked(settings, lambda session: list(chain.entries(session)))
    return entries


def kinds(settings: Settings) -> list[str]:
    return [entry.kind for entry in sealed(settings)]


def faults(settings: Settings) -> list[str]:
    return [fault.words for fault in looked(settings, chain_check.check)]


def summaries(settings: Settings) -> list[dict[str, Any]]:
    kept = select(RunRow.summary).order_by(RunRow.begun_at)
    noted: list[dict[str, Any]] = looked(settings, lambda session: session.scalars(kept).all())
    return noted


def lease_over(settings: Settings) -> None:
    over = update(RunRow).values(lease_expires_at=datetime.now(UTC) - timedelta(seconds=1))
    looked(settings, lambda session: session.execute(over))


def killed(settings: Settings, work: Callable[[Run], object]) -> None:
    """A run in a process that dies at the end of `work`, or in the midst of it, without a word."""
    child = os.fork()
    if child == 0:
        try:
            with begin_run(settings, kind="nightly") as run:
                work(run)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_every_kind_of_run_is_sealed(settings: Settings) -> None:
    for number, kind in enumerate(["nightly", "backfill", "import", "reparse", "evaluate", "snapshot", "deadlines"]):
        with begin_run(settings, kind=kind) as run:
            name = write(run, b"one", b"two")
        entries = sealed(settings)[2 * number :]
        assert [(e.kind, e.subject) for e in entries] == [("archive_file", name), ("run", run.id)]
        assert f'"kind":"{kind}"' in entries[1].facts
        assert '"captures":{"count":2,' in entries[1].facts
        head = {"seq": entries[1].seq, "head": entries[1].digest}
        assert summary(run)["chain"] == head
        assert summaries(settings)[-1]["chain"] == head
    assert faults(settings) == []


def test_a_night_with_nothing_new_adds_one_entry(settings: Settings) -> None:
    for _ in range(3):
        with begin_run(settings, kind="nightly") as run:
            sealing.seal_so_far(run.database, run.settings.archive_dir, run.id)
    assert kinds(settings) == ["run"] * 3


def test_what_is_told_is_sealed_before(settings: Settings) -> None:
    with begin_run(settings, kind="nightly") as run:
        write(run, b"one")
        sealing.seal_so_far(run.database, settings.archive_dir, run.id)
        assert kinds(settings) == ["archive_file"]
        write(run, b"two")  # another file: what is sealed is never written again
        assert faults(settings) == []
    assert kinds(settings) == ["archive_file", "archive_file", "run"]


def test_a_killed_run_is_sealed_by_the_next_and_its_files_when_its_lease_is_over(settings: Settings) -> None:
    killed(settings, lambda run: (write(run, b"one"), os._exit(0)))
    with begin_run(settings, kind="evaluate"):
        [entry] = sealed(settings)
        assert (entry.kind, '"state":"abandoned"' in entry.facts) == ("run", True)
    assert kinds(settings) == ["run", "run"]
    assert faults(settings) == []
    lease_over(settings)
    with begin_run(settings, kind="evaluate"):
        pass
    assert kinds(settings) == ["run", "run", "archive_file", "run"]
    assert faults(settings) == []


def test_a_failed_run_is_sealed_and_its_files_when_its_lease_is_over(settings: Settings) -> None:
    """Its shards' threads may still be ending."""
    with pytest.raises(RuntimeError), begin_run(settings, kind="nightly") as run:
        write(run, b"one")
        raise RuntimeError("broken off")
    [entry] = sealed(settings)
    assert '"state":"failed"' in entry.facts
    lease_over(settings)
    with begin_run(settings, kind="evaluate"):
        assert kinds(settings) == ["run", "archive_file"]
    assert faults(settings) == []


# Before which step the run dies; after the last, with everything sealed but itself.
STEPS = [
    (sealing, "seal_left"), (sealing, "seal_files"), (sealing, "measure"), (chain, "seal_files"), (chain, "seal_rows"),
    (runs, "finish"), (chain, "seal_run"), (runs, "note"), (sealing, "seal_so_far"),
]  # fmt: skip


def test_a_kill_between_any_two_steps_leaves_a_chain_that_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (module, step) in enumerate(STEPS):
        real = getattr(module, step)

        def dies(*args: Any, _real: Any = real if step == "seal_so_far" else None) -> Any:
            if _real:
                _real(*args)
            os._exit(0)

        with monkeypatch.context() as patch:
            patch.setattr(module, step, dies)
            killed(settings, lambda run: write(run, b"one", b"two"))
        assert faults(settings) == [], step
        lease_over(settings)
        with begin_run(settings, kind="nightly") as run:
            write(run, str(number).encode())
        assert faults(settings) == [], step
    files = [p.relative_to(settings.archive_dir).as_posix() for p in settings.archive_dir.rglob("run-*")]
    assert {entry.subject for entry in sealed(settings) if entry.kind == "archive_file"} == set(files)
    assert looked(settings, chain.unsealed_runs) == []


def test_what_is_older_than_the_chain_is_sealed_first(settings: Settings) -> None:
    with begin_run(settings, kind="nightly") as old:
        write(old, b"one")
    looked(settings, lambda session: [session.execute(delete(model)) for model in (ChainRow, ArchiveFileRow)])
    looked(settings, lambda session: session.execute(update(RunRow).values(summary={})))
    assert faults(settings) == []
    stranger = settings.archive_dir / "2019" / "01" / "run-20190101T000000-abcd-0.warc.gz"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"of a database that is lost")
    with begin_run(settings, kind="evaluate") as run:
        pass
    assert [entry.kind for entry in sealed(settings)] == ["archive_file", "archive_file", "run", "run"]
    assert '"run":null' in sealed(settings)[0].facts
    assert [entry.subject for entry in sealed(settings)][2:] == [old.id, run.id]
    assert faults(settings) == []


def test_a_run_that_lost_its_place_can_write_nothing(settings: Settings) -> None:
    """Or its rows would stand in a run that is sealed already."""
    with pytest.raises(LeaseLost), begin_run(settings, kind="nightly") as run:
        lease_over(settings)
        with begin_run(settings, kind="evaluate"):
            pass
        write(run, b"late")
    assert faults(settings) == []
    assert ['"state":"abandoned"' in entry.facts for entry in sealed(settings)] == [True, False]


def test_a_file_that_cannot_be_read_costs_itself_only(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sealing.measure

    def measure(archive: Path, name: str, run_id: str | None) -> Any:
        if name.endswith("-1.warc.gz"):
            raise OSError("I/O error")
        return real(archive, name, run_id)

    with begin_run(settings, kind="nightly") as run:
        write(run, b"one")
        write(run, b"two", shard=1)
        monkeypatch.setattr(sealing, "measure", measure)
    assert kinds(settings) == ["archive_file", "run"]
    monkeypatch.undo()
    with begin_run(settings, kind="nightly"):
        pass
    assert kinds(settings) == ["archive_file", "run", "archive_file", "run"]


def test_a_file_is_measured_as_common_tools_would(settings: Settings, tmp_path: Path) -> None:
    with begin_run(settings, kind="nightly") as run:
        name = write(run, b"one", os.urandom(3 << 20))
    whole = settings.archive_dir / name
    found = sealing.measure(settings.archive_dir, name, run.id)
    assert (found.bytes, found.sha256) == (whole.stat().st_size, hashlib.sha256(whole.read_bytes()).hexdigest())
    assert found.records == 1 + 2 * 2  # the file's own, and two answers with their requests
    (tmp_path / "cut").write_bytes(whole.read_bytes()[:-9])
    assert sealing.measure(tmp_path, "cut", None).records == 4
    (tmp_path / "bad").write_bytes(whole.read_bytes() + b"nothing of ours")
    assert sealing.measure(tmp_path, "bad", None).records == 5


BY_HAND = re.findall(r"^```sh\n(.*?)^```", (CHECKOUT / "docs" / "evidence.md").read_text(), re.MULTILINE | re.DOTALL)


def by_hand(script: str, folder: Path) -> list[str]:
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_third_party_checks_its_piece_of_the_chain_as_documented(settings: Settings, tmp_path: Path) -> None:
    for _ in range(3):
        with begin_run(settings, kind="nightly") as run:
            write(run, b"one")
    entries = sealed(settings)
    links = [entries[0].digest, *(entry.content for entry in entries[1:]), entries[-1].digest]
    (tmp_path / "chain-links.txt").write_text("".join(f"{link}\n" for link in links))
    (tmp_path / "chain.jsonl").write_text(entries[1].line + entries[4].line)
    assert by_hand(BY_HAND[0], tmp_path) == ["相符"]
    (tmp_path / "chain.jsonl").write_text(entries[1].line + entries[4].line.replace("archive_file", "archive_life"))
    assert [said[:4] for said in by_hand(BY_HAND[0], tmp_path)] == ["不在链里", "相符"]
    links[2], links[3] = links[3], links[2]
    (tmp_path / "chain-links.txt").write_text("".join(f"{link}\n" for link in links))
    assert "相符" not in by_hand(BY_HAND[0], tmp_path)


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 here")
def test_the_whole_chain_is_checked_as_documented(settings: Settings) -> None:
    for _ in range(2):
        with begin_run(settings, kind="nightly") as run:
            write(run, b"one")
    looked(settings, lambda session: chain.seal_losses(session, {"“甲”/b": {"reason": "磁盘“损坏”\n\\ 了"}}, NIGHT))
    assert by_hand(BY_HAND[1], settings.home) == [f"链首 {sealed(settings)[-1].digest}"]
    looked(settings, lambda session: session.execute(text("UPDATE chain SET at = '2026-04-02 18:00:41' WHERE seq = 2")))
    assert by_hand(BY_HAND[1], settings.home)[0].startswith('不符：{"at":"2026-04-02T18:00:41+00:00"')
