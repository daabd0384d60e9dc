"""`archive export`: one WARC with all that concerns an obligation, which other people's tools open."""

import gzip
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from core.problems import UserProblem
from crawlers.archive_files import inspect
from flows.archive.export import Place as Spot
from flows.archive.export import collect, export
from storage import archive_index
from storage.database import open_database
from tests.flows.archived import LIST, REPORT, Place, two_nights, warcio_check


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return two_nights(tmp_path_factory.mktemp("nights"))


def test_what_goes_out_is_what_lies_there(made: Place, tmp_path: Path) -> None:
    path = tmp_path / "证据.warc.gz"
    done = export(made.settings(), "qingshi", 2024, path)
    assert (done.lost, done.bytes) == ((), path.stat().st_size)
    assert warcio_check(path).returncode == 0
    out = inspect(tmp_path, path.name)
    assert not out.damages
    assert [r.kind for r in out.records[:3]] == ["warcinfo", "response", "request"]
    assert out.records[1].at <= out.records[-1].at
    assert LIST in {r.url for r in out.records}
    there = b"".join(file.read_bytes() for file in made.files)
    data = path.read_bytes()
    assert all(data[r.offset : r.offset + r.length] in there for r in out.records[1:])
    assert len({r.record_id for r in out.records}) == len(out.records) == done.records + 1


def test_every_answer_goes_with_its_request(made: Place, tmp_path: Path) -> None:
    path = tmp_path / "out.warc.gz"
    export(made.settings(), "qingshi", 2024, path)
    with path.open("rb") as file:
        headers = [(record.rec_type, record.rec_headers.get_header) for record in ArchiveIterator(file)]
    answers = [said("WARC-Record-ID") for kind, said in headers if kind == "response"]
    assert [said("WARC-Concurrent-To") for kind, said in headers if kind == "request"] == answers


def test_a_place_named_twice_goes_out_once_and_a_lost_one_is_told(made: Place, tmp_path: Path) -> None:
    place = made.copied(tmp_path)
    database = open_database(place.settings().database)
    with database.reading() as session:
        rows = archive_index.of_files(session, [place.name(place.files[0])])[place.name(place.files[0])]
        spots = [Spot(r.warc_file, r.warc_offset, r.record_id, r.final_url) for r in (*rows, rows[0])]
        data = bytearray(place.files[0].read_bytes())
        data[rows[1].warc_offset + 40] ^= 1
        place.files[0].write_bytes(data)
        copies, lost = collect(session, place.archive, spots)
    database.close()
    assert [copy.record.url for copy in copies] == [LIST, LIST, REPORT, REPORT]
    assert lost == [f"{REPORT}（{rows[1].warc_file} 偏移 {rows[1].warc_offset}）"]


def test_mistakes_are_told(made: Place, tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="nobody"):
        export(made.settings(), "nobody", 2024, tmp_path / "x.warc.gz")
    with pytest.raises(UserProblem, match="写不了文件"):
        export(made.settings(), "qingshi", 2024, tmp_path / "no" / "x.warc.gz")
    assert not list(tmp_path.iterdir())


def test_the_first_record_says_what_the_file_is(made: Place, tmp_path: Path) -> None:
    path = tmp_path / "out.warc.gz"
    export(made.settings(), "qingshi", 2024, path)
    head = gzip.decompress(path.read_bytes())[:400].decode()
    assert "WARC-Type: warcinfo" in head and "WARC-Filename: out.warc.gz" in head
