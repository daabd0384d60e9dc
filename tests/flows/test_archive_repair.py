"""`archive repair`: rows made again from records, losses acknowledged once, files never touched, nothing twice."""

import hashlib
import shutil
from pathlib import Path

import pytest

from crawlers.archive_files import inspect
from flows.archive.repair import plan
from flows.run import begin_run
from storage import archive_index
from storage.database import open_database
from storage.runs import RunInProgress
from tests.flows.archived import FILE, LIST, POINTER, REPORT, Night, Place, kinds, two_nights


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return two_nights(tmp_path_factory.mktemp("nights"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, made: Place) -> Place:
    """The same, where nothing was ever run: a database without a row, to be put under the files."""
    place = Place(tmp_path_factory.mktemp("empty"))
    shutil.copytree(made.folder / "registry", place.folder / "registry")
    with begin_run(place.settings(10), kind="evaluate"):
        pass
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    return made.copied(tmp_path)


def fingerprints(place: Place) -> dict[str, str]:
    return {place.name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in place.files}


def settled(place: Place) -> None:
    """After a repair all is well, and another one finds nothing to do."""
    found = place.verified()
    assert (found.ok, found.faults) == (True, ())
    again = place.repaired()
    assert (again.actions, again.left) == ((), ())
    assert place.verified().ok


def post(place: Place, url: str) -> tuple[str, str]:
    """What the post's state is, and the capture's role."""
    [found] = place.sql(
        "SELECT p.state, c.role FROM posts p JOIN captures c ON c.id = p.capture_id WHERE p.url = ?", url
    )
    return tuple(found)


def test_a_database_older_than_its_files_gets_its_rows_again(made: Place, before: Place, tmp_path: Path) -> None:
    """Restored from the backup of an earlier day: even the posts are unknown, but the report can be told by reading."""
    place = before.copied(tmp_path)
    shutil.copytree(made.archive, place.archive)
    was, files = place.verified(), fingerprints(place)
    assert (was.ok, sorted(set(kinds(was.notes)))) == (True, ["file_unsealed", "record_unindexed"])
    done = place.repaired()
    assert [action.detail.rpartition("：")[2] for action in done.actions] == [
        "列表页", "文章", "复看", "列表页", "不知属于哪个栏目或文章，只作为当时的证据入库",
        "不知属于哪个栏目或文章，只作为当时的证据入库", "截图",
    ]  # fmt: skip
    columns = "warc_record_id, url, final_url, status, fetched_at, digest, warc_file, warc_offset, media_type, etag"
    rows = f"SELECT {columns} FROM captures ORDER BY warc_file, warc_offset"
    assert place.sql(rows) == made.sql(rows)
    assert post(place, REPORT) == ("held", "article")
    assert place.sql("SELECT kind, state FROM runs WHERE id LIKE '202503%' ORDER BY id")[1:3] == [
        ("recovered", "abandoned"),
        ("recovered", "abandoned"),
    ]
    assert fingerprints(place) == files
    settled(place)


def test_posts_that_are_known_get_their_articles_and_files(place: Place) -> None:
    """A night that was kept but not told of: the process was killed before the database heard of it."""
    place.sql("PRAGMA foreign_keys = off")
    lost = place.sql("SELECT id FROM captures WHERE url IN (?, ?)", POINTER, FILE)
    ids = ",".join(str(id_) for (id_,) in lost)
    for statement in (
        f"UPDATE posts SET state = 'wanted', capture_id = NULL WHERE capture_id IN ({ids})",
        f"UPDATE post_files SET state = 'wanted', capture_id = NULL WHERE capture_id IN ({ids})",
        f"DELETE FROM captures WHERE id IN ({ids})",
        "DELETE FROM chain WHERE seq >= (SELECT seq FROM chain WHERE subject LIKE '%run-20250312%')",
        "DELETE FROM archive_files WHERE name LIKE '%20250312%'",
        "UPDATE runs SET state = 'abandoned', summary = NULL WHERE id LIKE '20250312%'",
    ):
        place.sql(statement)
    assert kinds(place.repaired().actions) == ["record_unindexed"] * 2
    assert post(place, POINTER) == ("held", "article")
    assert place.sql("SELECT state, capture_id IS NOT NULL FROM post_files WHERE url = ?", FILE) == [("held", 1)]
    settled(place)


def test_an_article_never_takes_the_place_of_a_newer_one(place: Place) -> None:
    with begin_run(place.settings(13), kind="nightly") as run:
        night = Night(run)
        night.article(REPORT, b"<html>" + b"newer" * 99 + b"</html>")
        night.writer.close()
    place.sql("PRAGMA foreign_keys = off")
    newest = place.sql("SELECT capture_id FROM posts WHERE url = ?", REPORT)
    place.sql("UPDATE second_looks SET capture_id = 1")
    place.sql("DELETE FROM captures WHERE id = 2")
    place.repaired()
    assert place.sql("SELECT capture_id FROM posts WHERE url = ?", REPORT) == newest
    assert place.sql("SELECT role FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1", REPORT) == [("article",)]


def test_records_that_are_lost_are_acknowledged_and_asked_for_again(place: Place) -> None:
    path = place.files[0]
    records = inspect(place.archive, place.name(path)).records
    data = bytearray(path.read_bytes())
    for record in records[1:4:2]:  # the list and the article
        data[record.offset + record.length // 2] ^= 1
    path.write_bytes(data)
    [lost] = place.sql("SELECT warc_record_id FROM captures WHERE id = 2")
    assert sorted(set(place.faults())) == ["file_changed", "record_lost"]
    planned = kinds(plan(place.settings()).actions)
    done, files = place.repaired(), fingerprints(place)
    assert kinds(done.actions) == planned == ["file_changed", "record_lost", "record_lost"]
    assert post(place, REPORT) == ("failed", "article")
    assert place.sql("SELECT etag, digest FROM list_pages WHERE capture_id IS NULL") == []  # a newer one stands there
    found = place.verified()
    assert sorted(kinds(found.notes)) == ["file_changed", "record_lost", "record_lost"]
    assert all("已由 archive repair 记为损失" in note.detail for note in found.notes)
    database = open_database(place.settings().database)
    with database.reading() as session:
        assert "压缩数据已损坏" in archive_index.losses_of(session, {*lost, "urn:other"})[lost[0]]
    database.close()
    settled(place)
    assert fingerprints(place) == files


def test_a_file_lost_and_then_another_change_are_two_things(place: Place) -> None:
    first, second = place.files
    first.unlink()
    place.repaired()
    assert place.sql("SELECT state FROM posts WHERE url = ?", REPORT) == [("failed",)]
    settled(place)
    second.write_bytes(second.read_bytes()[:-40])
    assert place.faults() == ["file_changed", "record_lost"]
    place.repaired()
    settled(place)
    second.write_bytes(second.read_bytes()[:-1])
    assert place.faults() == ["file_changed"]
    place.repaired()
    settled(place)
    assert len(place.losses()) == 7  # the file and its three rows, then the cut and its row, then the other cut


def test_a_list_page_that_is_lost_is_asked_for_without_validators(place: Place) -> None:
    place.files[1].unlink()
    place.repaired()
    assert place.sql("SELECT capture_id, digest, etag, last_modified FROM list_pages") == [(None, "", None, None)]
    assert place.sql("SELECT state FROM post_files WHERE url = ?", FILE) == [("failed",)]
    settled(place)


def test_rows_are_put_right_after_their_records(place: Place) -> None:
    good = place.sql("SELECT * FROM captures")
    place.sql("UPDATE captures SET fetched_at = '2025-01-01 00:00:00', warc_offset = 7, url = 'http://x/' WHERE id = 2")
    assert kinds(place.repaired().actions) == ["row_differs"]
    assert place.sql("SELECT * FROM captures") == good
    [loss] = place.losses()
    assert loss["changed"]["偏移"][0] == "7" and loss["changed"]["请求的网址"][0] == "http://x/"
    settled(place)


def test_a_row_that_was_deleted_is_made_again_where_it_was(place: Place) -> None:
    """Its run is sealed with it: the chain holds again only if the row is what it was."""
    columns = "run_id, role, url, status, fetched_at, digest, warc_file, warc_offset, warc_record_id, origin"
    good = place.sql(f"SELECT {columns} FROM captures ORDER BY id")
    place.sql("DELETE FROM captures WHERE id = 7")
    assert place.faults() == ["chain_broken"]
    assert kinds(place.repaired().actions) == ["record_unindexed"]
    assert place.sql(f"SELECT {columns} FROM captures ORDER BY id") == good
    settled(place)


def test_planning_changes_nothing(place: Place) -> None:
    place.files[0].unlink()
    was = place.sql("SELECT * FROM chain"), place.sql("SELECT * FROM runs"), place.sql("SELECT * FROM posts")
    assert len(plan(place.settings()).actions) == 4
    assert was == (place.sql("SELECT * FROM chain"), place.sql("SELECT * FROM runs"), place.sql("SELECT * FROM posts"))


def test_what_breaks_the_chain_is_not_mended_but_named(place: Place) -> None:
    place.sql("UPDATE chain SET at = '2026-01-01 00:00:00' WHERE seq = 2")
    assert "chain_broken" in kinds(place.repaired().left)


def test_two_at_once_are_kept_apart(place: Place) -> None:
    with begin_run(place.settings(), kind="repair"), pytest.raises(RunInProgress, match="修复存档"):
        place.repaired()


def test_a_recovered_list_is_no_post(place: Place) -> None:
    place.sql("PRAGMA foreign_keys = off")
    place.sql("UPDATE list_pages SET capture_id = NULL")
    place.sql("DELETE FROM captures WHERE id = 4")
    place.repaired()
    assert place.sql("SELECT role FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1", LIST) == [("list",)]
    assert place.sql("SELECT count(*) FROM posts WHERE url = ?", LIST) == [(0,)]
