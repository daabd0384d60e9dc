"""What goes out is read by a program that knows nothing of ours (FastWARC, as replay tools would): every digest holds,
and every repetition is found under what it repeats.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from flows.archive.export import export
from tests.crawlers.loopback import serve
from tests.flows.archived import Place
from tests.flows.little_town import Town, title

NIGHTS = ("2026-03-20T02:00", "2026-04-02T02:00")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Path]]:
    """An unpublished report, its list kept on two nights; and last year's."""
    folder = tmp_path_factory.mktemp("readers")
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, folder)
        town.shows((title(2024), "/t0.html", "2025-03-12"))
        town.article("/t0.html", title(2024), "2025-03-12 09:00", 2024)
        for at in NIGHTS:
            with town.night(at):
                pass
        for year in (2024, 2025):
            export(town.settings(NIGHTS[1]), "qc", year, folder / f"{year}.warc.gz")
        yield Place(folder), folder


def records(path: Path, **how: Any) -> Iterator[Any]:
    with path.open("rb") as file:
        yield from ArchiveIterator(file, **how)


def test_every_digest_holds_for_another_reader(out: tuple[Place, Path]) -> None:
    place, folder = out
    files = [*place.files, folder / "2024.warc.gz", folder / "2025.warc.gz"]
    assert len(files) == 4
    for path in files:
        blocks = [record.verify_block_digest() for record in records(path, parse_http=False)]
        assert blocks and all(blocks), path
        types = WarcRecordType.response | WarcRecordType.request
        payloads = [
            r.verify_payload_digest() for r in records(path, record_types=types) if "WARC-Payload-Digest" in r.headers
        ]
        assert payloads and all(payloads), path


def test_another_reader_finds_the_pages_and_what_repetitions_refer_to(out: tuple[Place, Path]) -> None:
    place, folder = out
    bodies, repeated = {}, []
    for record in records(folder / "2025.warc.gz", parse_http=True):
        if record.record_type == WarcRecordType.response:
            assert record.http_headers.status_code == 200
            bodies[record.record_id] = record.reader.read()
        elif record.record_type == WarcRecordType.revisit:
            repeated.append(record.headers)
    [repetition] = repeated
    page = bodies[repetition["WARC-Refers-To"]]
    assert repetition["WARC-Payload-Digest"] == f"sha256:{sha256(page).hexdigest()}"
    assert repetition["WARC-Target-URI"].endswith("/l/") and title(2024) in page.decode()
    indexed = {digest for (digest,) in place.sql("SELECT digest FROM captures WHERE role = 'list'")}
    assert {sha256(body).hexdigest() for body in bodies.values()} == indexed
