"""What proves an absence is kept: each unchanged page of a list as it was asked for after the due date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import ArchiveError, read_payload
from crawlers.archive_files import inspect
from flows.archive.export import export
from flows.archive.verify import verify
from tests.crawlers.loopback import serve
from tests.flows.archived import Place, warcio_check
from tests.flows.little_town import Town, title

BEFORE, PROVING, AFTER = "2026-03-20T02:00", "2026-04-02T02:00", "2026-04-03T02:00"
FIRST = "SELECT warc_file, warc_offset FROM captures WHERE role = 'list' ORDER BY id LIMIT 1"
LAST = "SELECT warc_record_id, fetched_at, warc_file, warc_offset FROM captures WHERE role = 'list' ORDER BY id DESC"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path_factory.mktemp("witnesses"))
        town.shows((title(2024), "/t0.html", "2025-03-12"))
        town.article("/t0.html", title(2024), "2025-03-12 09:00", 2024)
        for at in (BEFORE, PROVING, AFTER):
            with town.night(at):
                pass
        yield town


def records(town: Town) -> list[tuple[str, str]]:
    """Kind and address of what each file holds of answers."""
    folder = town.settings(None).archive_dir
    files = sorted(folder.rglob("*.warc.gz"))
    found = [record for file in files for record in inspect(folder, file.relative_to(folder).as_posix()).records]
    return [(r.kind, r.url) for r in found if r.kind in ("response", "revisit") and r.url.endswith("/l/")]


def test_only_what_is_to_prove_an_absence_is_kept_again(town: Town) -> None:
    assert [kind for kind, _ in records(town)] == ["response", "revisit"]


def test_the_statement_rests_on_bytes_asked_for_after_the_due_date(town: Town) -> None:
    place = Place(town.folder)
    [(status, archive)] = place.sql("SELECT status, archive FROM obligations WHERE report_year = 2025")
    newest, at, *where = place.sql(LAST)[0]
    assert (status, at[:13]) == ("overdue", "2026-04-01 18")  # the second of April in Shanghai
    assert newest in archive
    [first] = place.sql(FIRST)
    folder = town.settings(None).archive_dir
    assert read_payload(folder, *where).body == read_payload(folder, *first).body


def test_a_repetition_goes_out_with_what_it_refers_to(town: Town, tmp_path: Path) -> None:
    settings = town.settings(AFTER)
    assert verify(settings).faults == ()
    done = export(settings, "qc", 2025, tmp_path / "out.warc.gz")
    out = inspect(tmp_path, "out.warc.gz")
    [revisit] = [r for r in out.records if r.kind == "revisit"][-1:]
    assert revisit.refers_to in {r.record_id for r in out.records if r.kind == "response"}
    assert done.lost == () and warcio_check(tmp_path / "out.warc.gz").returncode == 0


def damaged(place: Place) -> tuple[str, int]:
    """The list's first record, which no longer can be read; where it lies."""
    [(file, offset)] = place.sql(FIRST)
    data = bytearray((place.archive / file).read_bytes())
    data[offset + 60] ^= 1
    (place.archive / file).write_bytes(data)
    return file, offset


def test_whoever_reads_a_repetition_is_told_what_is_missing(town: Town, tmp_path: Path) -> None:
    place = Place(town.folder).copied(tmp_path)
    file, offset = damaged(place)
    with pytest.raises(ArchiveError, match=f"所引用的 {file} 偏移 {offset}"):
        read_payload(place.archive, *place.sql(LAST)[0][2:])


def test_nothing_refers_to_what_is_lost(town: Town, tmp_path: Path) -> None:
    moved = Town(town.site, tmp_path)
    with moved.night(BEFORE):
        pass
    damaged(Place(tmp_path))
    with moved.night(PROVING):
        pass
    assert [kind for kind, _ in records(moved)] == ["response"]  # the first one is not to be read
