"""Archive files read as they lie there: every record in its place, and every kind of damage named without an end."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from core.pages import Ask, Page
from crawlers.archive import ArchiveWriter, read_payload
from crawlers.archive_files import Inspected, inspect, member_bytes, packed_as_ever, read_records, with_request
from crawlers.archive_record import Damage, FileRecord, capture_of

AT = datetime(2026, 3, 11, 18, 0, 0, 123456, tzinfo=UTC)
NAME = "a.warc.gz"
SENT = (("User-Agent", "FazhiWatch-Test"),)
PAGES = tuple(
    Page(
        Ask(f"http://a.example/{n}"), f"http://a.example/{n}", 200, f"第{n}页".encode() * 50, AT, (("ETag", f'"{n}"'),)
    )
    for n in range(4)
)


@pytest.fixture
def good(tmp_path: Path) -> Inspected:
    writer = ArchiveWriter(tmp_path, NAME)
    for page in PAGES:
        writer.keep(page, SENT)
    writer.keep_resource("urn:screenshot:http://a.example/0", b"PNG", "image/png", AT, "由浏览器截取")
    writer.close()
    return inspect(tmp_path, NAME)


def damaged(folder: Path, change: Callable[[bytearray], object]) -> Inspected:
    data = bytearray((folder / NAME).read_bytes())
    change(data)
    (folder / "b.warc.gz").write_bytes(data)
    return inspect(folder, "b.warc.gz")


def ids(found: Inspected) -> list[str]:
    return [record.record_id for record in found.records]


def test_every_record_is_found_where_it_lies(tmp_path: Path, good: Inspected) -> None:
    assert [r.kind for r in good.records] == ["warcinfo", *["response", "request"] * 4, "resource"]
    assert not good.damages
    assert [r.offset for r in good.records[1:]] == [r.offset + r.length for r in good.records[:-1]]
    assert good.records[-1].offset + good.records[-1].length == good.bytes == (tmp_path / NAME).stat().st_size
    response, request = good.records[1:3]
    assert (response.url, response.status, response.at) == ("http://a.example/0", 200, AT)
    assert request.concurrent_to == response.record_id
    assert good.records[-1].origin == "由浏览器截取"


def test_a_record_says_the_row_that_was_made_of_it(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, NAME)
    odd = Page(Ask("http://a.example/年?q=报告 1"), "http://a.example/b;c='x'", 404, b"", AT, (), rendered=True)
    shot = ("urn:print:http://a.example/年", b"%PDF", "application/pdf", AT, "由浏览器打印")
    captures = [*(writer.keep(page, SENT) for page in (*PAGES, odd)), writer.keep_resource(*shot)]
    writer.close()
    kept = [r for r in inspect(tmp_path, NAME).records if r.kind in ("response", "resource")]
    assert [capture_of(NAME, record) for record in kept] == captures


def test_a_member_can_be_copied_byte_for_byte(tmp_path: Path, good: Inspected) -> None:
    copied = b"".join(member_bytes(tmp_path, NAME, record) for record in good.records)
    assert copied == (tmp_path / NAME).read_bytes()
    pair = with_request(tmp_path, NAME, good.records[3].offset, good.records[3].record_id)
    assert [r.record_id for r in pair] == ids(good)[3:5]
    assert with_request(tmp_path, NAME, good.records[3].offset, "<urn:uuid:other>") == []
    assert with_request(tmp_path, NAME, good.records[3].offset + 1, good.records[3].record_id) == []


def cut(data: bytearray) -> None:
    del data[-20:]


def emptied(data: bytearray) -> None:
    data.clear()


def halved(data: bytearray) -> None:
    """A record that a full disk cut short, and the next writer's behind it."""
    second = data.index(b"\x1f\x8b\x08", 400)
    del data[second - 30 : second]


@pytest.mark.parametrize(
    ("change", "kind", "lost"),
    [(cut, "truncated", 1), (emptied, "empty", 10), (halved, "gzip", 1)],
)
def test_damage_costs_its_own_record(
    tmp_path: Path, good: Inspected, change: Callable[[bytearray], None], kind: str, lost: int
) -> None:
    found = damaged(tmp_path, change)
    assert [damage.kind for damage in found.damages] == [kind]
    assert len(found.records) == len(good.records) - lost
    assert set(ids(found)) < set(ids(good)) or lost == 10


@pytest.mark.parametrize("at", [0, 3, 10])
def test_what_was_put_between_records_is_told_with_its_length(tmp_path: Path, good: Inspected, at: int) -> None:
    where = good.records[at].offset if at < 10 else good.bytes
    for garbage in (b"not a record", b"\x1f\x8b\x08\x00 nor this", gzip.compress(b"nor is this"), b"\0" * 70_000):
        found = damaged(tmp_path, lambda data, put=garbage: data.__setitem__(slice(where, where), put))  # type: ignore[misc]
        [damage] = found.damages
        assert damage.offset == where
        assert ids(found) == ids(good)
        assert damage.length in (len(garbage), None if at == 10 else len(garbage))


def test_a_false_digest_is_told_with_its_record(tmp_path: Path, good: Inspected) -> None:
    def forge(data: bytearray) -> None:
        record = good.records[3]
        member = slice(record.offset, record.offset + record.length)
        data[member] = gzip.compress(gzip.decompress(data[member]).replace("第1页".encode(), "第9页".encode(), 1))

    found = damaged(tmp_path, forge)
    [damage] = found.damages
    assert (damage.kind, damage.offset, damage.record_id) == ("digest", good.records[3].offset, ids(good)[3])
    assert [i for i in ids(good) if i not in ids(found)] == [ids(good)[3]]


@pytest.mark.parametrize("more", [b"x", b"\r\n", b"WARC/1.1\r\n"])
def test_a_record_holds_no_more_than_it_says(more: bytes) -> None:
    head = b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-03-11T18:00:00Z\r\nContent-Length: 1\r\n\r\n"
    [whole] = read_records(BytesIO(gzip.compress(head + b"a\r\n\r\n")))
    [odd] = read_records(BytesIO(gzip.compress(head + b"a\r\n\r\n" + more)))
    assert isinstance(whole, FileRecord)
    assert isinstance(odd, Damage) and odd.kind == "malformed"


def test_a_flipped_byte_is_found_in_its_record(tmp_path: Path, good: Inspected) -> None:
    """What the record itself cannot tell (padding, the packing's own header) its packing does."""
    data = (tmp_path / NAME).read_bytes()
    for position in range(0, len(data), 7):
        record = next(r for r in good.records if r.offset <= position < r.offset + r.length)
        found = damaged(tmp_path, lambda flipped, at=position: flipped.__setitem__(at, flipped[at] ^ 0xFF))  # type: ignore[misc]
        odd = [r.record_id for r in found.records if not packed_as_ever(tmp_path, found.name, r)]
        assert found.sha256 != good.sha256
        if found.damages:
            assert [(d.offset, d.length) for d in found.damages] in (
                [(record.offset, record.length)],
                [(record.offset, None)],  # the last one
            )
            assert set(ids(good)) - set(ids(found)) == {record.record_id}
        else:
            assert (odd, ids(found)) == ([record.record_id], ids(good))


def test_payloads_are_those_that_the_reader_gives(tmp_path: Path, good: Inspected) -> None:
    for record in (r for r in good.records if r.kind == "response"):
        assert read_payload(tmp_path, NAME, record.offset).url == record.url
