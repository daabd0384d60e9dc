"""`archive verify`: what was changed is named with its place; what explains itself raises no alarm."""

import gzip
import json
import secrets
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import fazhiwatch
from core.problems import UserProblem
from crawlers.archive import ArchiveWriter
from crawlers.archive_files import inspect
from flows.archive.issues import Books, issues_of
from flows.run import begin_run
from storage import archive_index
from storage.database import open_database
from tests.flows.archived import LIST, REPORT, Night, Place, kinds, two_nights, warcio_check


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return two_nights(tmp_path_factory.mktemp("nights"))


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    return made.copied(tmp_path)


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def test_a_sound_archive_is_said_to_be_sound(made: Place) -> None:
    found = made.verified()
    assert (found.ok, found.faults, found.notes) == (True, (), ())
    assert (found.files, found.records, found.captures) == (2, 15, 7)
    assert found.head and made.verified(found.head).ok and made.verified(f"链首 第4号 {found.head[:16]}").ok


def test_other_peoples_check_passes_on_every_file(made: Place) -> None:
    done = warcio_check(*made.files)
    assert (done.returncode, done.stdout) == (0, "")


def test_any_flipped_byte_is_named_with_its_file_and_where_it_can_be_with_its_record(made: Place) -> None:
    path = made.files[1]
    name, good = made.name(path), path.read_bytes()
    database = open_database(made.settings().database)
    with database.reading() as session:
        books = Books(archive_index.of_files(session, [name])[name], archive_index.sealed(session)[name])
    database.close()
    folder = made.folder / secrets.token_hex(4)
    (folder / name).parent.mkdir(parents=True)
    records = inspect(made.archive, name).records
    assert not issues_of(inspect(made.archive, name), books)
    for at in range(0, len(good), 13):
        (folder / name).write_bytes(flipped(good, at, 1 << at % 7))
        found = [issue for issue in issues_of(inspect(folder, name), books) if issue.fault]
        assert found[0].kind == "file_changed" and found[0].where == name
        record = next(r for r in records if r.offset <= at < r.offset + r.length)
        assert {issue.offset for issue in found[1:]} <= {record.offset}
    shutil.rmtree(folder)


@pytest.mark.parametrize("record", [0, 1, 2, 5])
def test_a_flipped_byte_of_any_record_is_named_with_its_record(place: Place, record: int) -> None:
    path = place.files[0]
    where = inspect(place.archive, place.name(path)).records[record]
    for at in (where.offset + 5, where.offset + where.length // 2, where.offset + where.length - 6):
        good = path.read_bytes()
        path.write_bytes(flipped(good, at))
        faults = place.verified().faults
        assert f"{place.name(path)} 偏移 {where.offset}" in [fault.where for fault in faults]
        path.write_bytes(good)


def test_a_file_that_is_gone_costs_all_its_records(place: Place) -> None:
    gone = place.files[0]
    gone.unlink()
    assert place.faults() == ["file_missing", *["record_lost"] * 3]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE captures SET fetched_at = '2025-03-01 00:00:00' WHERE id = 2", "取得时间"),
        ("UPDATE captures SET digest = 'f' || digest WHERE id = 2", "摘要"),
        ("UPDATE captures SET final_url = 'http://other.example/' WHERE id = 2", "网址"),
        ("UPDATE captures SET url = 'http://other.example/' WHERE id = 2", "请求的网址"),
        ("UPDATE captures SET status = 404 WHERE id = 2", "状态码"),
        ("UPDATE captures SET warc_offset = 293 WHERE id = 2", "偏移"),
        ("UPDATE captures SET warc_record_id = 'urn:x' WHERE id = 2", "没有这条记录"),
    ],
)
def test_a_row_that_was_changed_is_named(place: Place, statement: str, said: str) -> None:
    place.sql(statement)
    faults = place.verified().faults
    assert any(said in fault.detail for fault in faults if fault.kind != "chain_broken")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM captures WHERE id = 7",
        "UPDATE chain SET at = '2026-01-01 00:00:00' WHERE seq = 3",
        "UPDATE archive_files SET sha256 = 'f' || substr(sha256, 2)",
        "DELETE FROM chain WHERE seq = 2",
        "UPDATE runs SET started_at = '2025-01-01 00:00:00' WHERE rowid = 1",
    ],
)
def test_the_chain_tells_what_files_and_rows_do_not(place: Place, statement: str) -> None:
    place.sql("PRAGMA foreign_keys = off")
    place.sql(statement)
    assert "chain_broken" in place.faults()


def test_a_head_once_published_must_still_stand(place: Place) -> None:
    head = place.verified().head
    place.sql("DELETE FROM chain WHERE seq > 2")
    place.sql("DELETE FROM archive_files WHERE name = ?", place.name(place.files[1]))
    place.sql("UPDATE runs SET summary = NULL")
    assert "head_unknown" in kinds(place.verified(head).faults)
    with pytest.raises(UserProblem, match="--head"):
        place.verified("第4号")


def test_a_run_under_way_raises_no_alarm(place: Place) -> None:
    with begin_run(place.settings(13), kind="nightly") as run:
        writer = ArchiveWriter(place.archive, f"2025/03/run-{run.id}-0.warc.gz")
        night = Night(run)
        night.writer = writer
        night.article(REPORT, b"<html>half told</html>")
        night.archived(LIST, b"not yet told")
        with (place.archive / f"2025/03/run-{run.id}-0.warc.gz").open("ab") as file:
            file.write(gzip.compress(b"WARC/1.1")[:9])
        found = place.verified()
        assert (found.ok, kinds(found.notes), found.files) == (True, ["file_running"], 2)
        writer.close()


def test_what_a_kill_left_behind_is_a_note(place: Place) -> None:
    """A record that was written and never told of, and half of another."""
    run_id = "20250314T020000-abcd"
    writer = ArchiveWriter(place.archive, f"2025/03/run-{run_id}-0.warc.gz")
    with begin_run(place.settings(13), kind="nightly") as run:
        night = Night(run)
        night.writer = writer
        night.archived(LIST, b"never told")
        writer.close()
    path = place.files[-1]
    place.sql("DELETE FROM archive_files WHERE name = ?", place.name(path))
    place.sql("DELETE FROM chain WHERE kind = 'archive_file' AND subject = ?", place.name(path))
    path.write_bytes(path.read_bytes()[:-9])
    found = place.verified()
    assert not [fault for fault in found.faults if fault.kind != "chain_broken"]
    assert kinds(found.notes) == ["file_unsealed", "record_unindexed", "record_damaged"]


def test_what_others_put_into_the_folder_is_named(place: Place) -> None:
    (place.archive / "2025/03/notes.txt").write_text("not an archive", encoding="utf-8")
    (place.archive / "2025/03/forged.warc.gz").write_text("nor is this", encoding="utf-8")
    found = place.verified()
    assert [(fault.kind, fault.where) for fault in found.faults] == [
        ("record_damaged", "2025/03/forged.warc.gz 偏移 0"),
    ]
    assert [(note.kind, note.where) for note in found.notes] == [
        ("file_strange", "2025/03/notes.txt"),
        ("file_unsealed", "2025/03/forged.warc.gz"),
    ]


def test_the_command_tells_people_and_programs(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOME", place.folder / "var"), ("REGISTRY", place.folder / "registry")):
        monkeypatch.setenv(f"FAZHIWATCH_{name}", str(value))
    good = CliRunner().invoke(fazhiwatch, ["archive", "verify", "--json"])
    document = json.loads(good.stdout)
    assert (good.exit_code, document["ok"], document["faults"]) == (0, True, [])
    path = place.files[0]
    path.write_bytes(flipped(path.read_bytes(), 500))
    bad = CliRunner().invoke(fazhiwatch, ["archive", "verify"])
    assert bad.exit_code == 1
    assert f"问题：{place.name(path)}" in bad.stdout and "SHA-256" in bad.stdout
