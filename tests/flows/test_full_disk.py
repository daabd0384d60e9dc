"""A disk that is really full, under the archive or the database: named, contained, and made good by the next run."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.pages import Outcome
from core.problems import UserProblem
from flows.archive.verify import verify
from storage.database import open_database
from tests.crawlers.loopback import serve
from tests.flows.archived import Place
from tests.flows.county import NIGHTS, County
from tests.flows.county_nights import Watch

Mount = Callable[[Path, int], None]


@pytest.fixture
def county() -> Iterator[County]:
    with serve() as gov, serve() as street:
        county = County(gov, street)
        county.stand(0)
        yield county


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mounts a disk of so many KiB, empty, on a folder."""
    mounted: list[Path] = []

    def make(folder: Path, size: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], check=False)
        if done.returncode:
            pytest.skip("no right to mount a disk here")
        mounted.append(folder)

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)


def grown(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)


REPORTS = (
    "SELECT r.unit_id, r.report_year, r.url, r.title, r.published_at, r.revision, v.body, c.digest FROM reports r"
    " JOIN revisions v ON v.report_id = r.id JOIN captures c ON c.id = v.capture_id ORDER BY 1, 2"
)


def reports(watch: Watch) -> list[tuple[object, ...]]:
    """Every report with its text and the digest of its page."""
    return Place(watch.folder).sql(REPORTS)


def test_a_full_archive_is_named_and_made_good(county: County, tmp_path: Path, mount: Mount) -> None:
    plenty = Watch(county, tmp_path / "plenty")
    plenty.night(NIGHTS[0])
    watch = Watch(county, tmp_path / "full")
    archive = watch.settings().archive_dir
    mount(archive, 16)
    county.stand(0)
    tally = watch.night(NIGHTS[0])
    [note] = tally.summary()["notes"]
    assert note.startswith("存档没有写进磁盘：") and "腾出空间后再运行一次即可补齐" in note
    lost = sum(counted["not_kept"] for counted in (tally.outcomes, tally.articles, tally.files))
    assert lost and f"{lost}个" in note
    reasons = {f["reason"] for f in tally.failures if f["outcome"] == Outcome.NOT_KEPT}
    assert reasons <= {"存档没有写进磁盘（磁盘空间已满）"}
    assert verify(watch.settings()).faults == ()
    assert all(path.stat().st_size for path in archive.rglob("*.warc.gz"))
    assert len(reports(watch)) < len(reports(plenty)) == 5
    grown(archive)
    county.stand(0)
    assert watch.night(NIGHTS[0]).summary()["notes"] == []
    assert reports(watch) == reports(plenty)
    assert verify(watch.settings()).faults == ()


def test_a_full_database_ends_the_night_in_one_line(county: County, tmp_path: Path, mount: Mount) -> None:
    watch = Watch(county, tmp_path / "full")
    home = watch.settings().home
    mount(home, 64 << 10)
    open_database(watch.settings().database).close()
    (tmp_path / "archive").mkdir()
    (home / "archive").symlink_to(tmp_path / "archive")
    free = os.statvfs(home)
    (home / "filler").write_bytes(bytes(free.f_bavail * free.f_bsize - (80 << 10)))
    with pytest.raises(UserProblem, match=r"^数据库不可用（.*）：磁盘已满$") as told:
        watch.night(NIGHTS[0])
    assert told.value.exit_code == 1
    (home / "filler").unlink()
    assert verify(watch.settings()).faults == ()
    county.stand(0)
    watch.night(NIGHTS[0])
    assert verify(watch.settings()).faults == ()
    assert len(reports(watch)) == 5
