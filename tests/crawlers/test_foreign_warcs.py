"""WARC files that others wrote: read record by record; what is wrong with one costs that one, and is said."""

import gzip
import hashlib
import resource
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from crawlers.foreign import NoWarcError, WarcFile, is_warc
from crawlers.foreign_record import MOST_BYTES, Entry, Flaw
from crawlers.records import ASKED
from tests.crawlers.warcs_made import AT, Made

URL = "http://www.example.gov.cn/a/"
TEXT = "青石街道办事处2024年度法治政府建设情况报告".encode() * 40


def read(path: Path) -> list[Entry | Flaw]:
    return [record for record in WarcFile(path).records() if isinstance(record, Entry | Flaw)]


def bodies(path: Path) -> list[bytes | str]:
    """The entity of each entry in order, or what is wrong."""
    return [record.body if isinstance(record, Entry) else record.reason for record in read(path)]


def three(path: Path, *, gzip: bool = True) -> Made:
    made = Made(path, gzip=gzip)
    for number in range(3):
        made.response(f"{URL}{number}", TEXT + b"%d" % number)
    return made


@pytest.mark.parametrize("packed", [True, False])
def test_an_answer_is_had_with_all_that_its_record_says(tmp_path: Path, packed: bool) -> None:
    made = Made(tmp_path / "a.warc", gzip=packed)
    record_id = made.response(URL, TEXT, headers=[("ETag", '"7"')])
    path = made.saved()
    assert is_warc(path)
    [entry] = read(path)
    assert isinstance(entry, Entry)
    assert (entry.url, entry.at, entry.record_id, entry.status) == (URL, AT, record_id, 200)
    assert ("ETag", '"7"') in entry.headers
    assert entry.body == TEXT == WarcFile(path).at(made.offsets[1]).body
    assert entry.offset == made.offsets[1]


def test_who_archived_a_page_is_nobodys_business(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.warc")
    secret = URL.replace("://", "://zhang:geheim@")
    made.response(secret, TEXT, warc={ASKED: secret})
    [entry] = read(made.saved())
    assert isinstance(entry, Entry)
    assert (entry.url, entry.asked_url) == (URL, URL)


def chunked(data: bytes) -> bytes:
    parts = [data[start : start + 700] for start in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("pack", "headers"),
    [
        (gzip.compress, [("Content-Encoding", "gzip")]),
        (zlib.compress, [("Content-Encoding", "deflate")]),
        (brotli.compress, [("Content-Encoding", "br")]),
        (chunked, [("Transfer-Encoding", "chunked")]),
        (lambda data: chunked(gzip.compress(data)), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
        (lambda data: data, [("Content-Encoding", "gzip")]),  # a writer that unpacked, and left the header
    ],
    ids=["gzip", "deflate", "br", "chunked", "both", "unpacked"],
)
def test_encodings_are_undone(tmp_path: Path, pack: Callable[[bytes], bytes], headers: list[tuple[str, str]]) -> None:
    made = Made(tmp_path / "a.warc.gz")
    made.response(URL, pack(TEXT), headers=headers)
    assert bodies(made.saved()) == [TEXT]


def test_wrong_digests_future_codings_and_half_answers_are_refused_by_name(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.warc.gz")
    made.response(URL, TEXT, warc={"WARC-Payload-Digest": "sha1:" + "A" * 32})
    made.response(URL, TEXT, warc={"WARC-Block-Digest": "sha256:" + "0" * 64})
    made.response(URL, TEXT, headers=[("Content-Encoding", "zstd")])
    made.response(URL, TEXT, warc={"WARC-Truncated": "length"})
    made.response(URL, TEXT, warc={"WARC-Date": "yesterday"})
    made.response(URL, TEXT, warc={"WARC-Payload-Digest": "blake9:beef"})  # nobody can check it
    made.response(URL, TEXT)
    found = read(made.saved())
    assert [flaw.offset for flaw in found[:5]] == made.offsets[1:6]
    reasons = [flaw.reason for flaw in found if isinstance(flaw, Flaw)]
    for reason, words in zip(reasons, ["摘要不符", "摘要不符", "zstd", "不完整", "日期不对"], strict=True):
        assert words in reason
    assert bodies(made.path)[5:] == [TEXT, TEXT]


def test_a_digest_may_be_of_the_bytes_as_sent_or_as_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT)
    made = Made(tmp_path / "a.warc.gz")
    for form in (TEXT, packed):
        digest = f"sha256:{hashlib.sha256(form).hexdigest()}"
        made.response(URL, packed, headers=[("Content-Encoding", "gzip")], warc={"WARC-Payload-Digest": digest})
    assert bodies(made.saved()) == [TEXT, TEXT]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_short_loses_its_tail_and_says_so(tmp_path: Path, packed: bool) -> None:
    made = three(tmp_path / "a.warc", gzip=packed)
    whole = made.saved().read_bytes()
    for cut in (made.offsets[3] + 4, made.offsets[3] + 150, len(whole) - 30):
        made.path.write_bytes(whole[:cut])
        *kept, last = bodies(made.path)
        assert kept == [TEXT + b"0", TEXT + b"1"], cut
        assert "中断" in str(last)


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_costs_itself_only(tmp_path: Path, packed: bool) -> None:
    made = three(tmp_path / "a.warc", gzip=packed)
    whole = bytearray(made.saved().read_bytes())
    middle = (made.offsets[2] + made.offsets[3]) // 2
    whole[middle : middle + 8] = b"\xff\x00\xff\x00damn"
    made.path.write_bytes(whole)
    first, flaw, third = read(made.path)
    assert isinstance(first, Entry) and isinstance(third, Entry)
    assert (first.body, third.body) == (TEXT + b"0", TEXT + b"2")
    assert isinstance(flaw, Flaw) and flaw.offset == made.offsets[2]


def test_damage_that_hides_where_the_next_record_begins_costs_no_other(tmp_path: Path) -> None:
    """What broken bytes unpack to depends on those around them, here on the random ids of records: one of sixty."""
    for n in range(300):
        made = three(tmp_path / f"{n}.warc", gzip=True)
        whole = bytearray(made.saved().read_bytes())
        middle = (made.offsets[2] + made.offsets[3]) // 2
        whole[middle : middle + 8] = b"\xff\x00\xff\x00damn"
        made.path.write_bytes(whole)
        assert [type(found) for found in read(made.path)] == [Entry, Flaw, Entry]


def test_garbage_between_and_behind_records(tmp_path: Path) -> None:
    made = Made(tmp_path / "a.warc.gz")
    made.response(f"{URL}0", TEXT)
    made.raw(b"\x1f\x8b\x08 no member at all")
    made.response(f"{URL}1", TEXT)
    made.raw(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999\r\n\r\nshort"))
    made.response(f"{URL}2", TEXT)
    made.raw(b"\0" * 100)
    found = read(made.saved())
    assert [entry.url[-1] for entry in found if isinstance(entry, Entry)] == ["0", "1", "2"]
    assert {flaw.offset for flaw in found if isinstance(flaw, Flaw)} == {
        made.offsets[2], made.offsets[4], made.offsets[6],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"%PDF-1.4", "不是 WARC"),
        (gzip.compress(b"<html>", mtime=0), "不是 WARC"),
        (b"\x28\xb5\x2f\xfd....", "zstd"),
    ],
)
def test_what_is_no_warc_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert not is_warc(tmp_path / "a.warc.gz")
    with pytest.raises(NoWarcError, match=said):
        read(tmp_path / "a.warc.gz")


def test_one_gzip_block_over_all_is_told(tmp_path: Path) -> None:
    made = three(tmp_path / "a.warc", gzip=False)
    made.path.write_bytes(gzip.compress(made.saved().read_bytes()))
    assert "gunzip" in bodies(made.path)[-1]


def test_bombs_are_passed_over_in_little_memory(tmp_path: Path) -> None:
    """A record of 4 GB, headers without an end, and pages that unpack to gigabytes, by gzip and by brotli."""
    made = Made(tmp_path / "a.warc.gz")
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 4294967296\r\n\r\n"
    )
    zeros = _member(b"", 48 << 20)
    made.raw(_member(head, 48 << 20))
    made.raw(_member(b"WARC/1.0\r\nX: ", 48 << 20))
    made.response(URL, zeros, headers=[("Content-Encoding", "gzip")])
    made.response(URL, brotli.compress(bytes(100 << 20), quality=1), headers=[("Content-Encoding", "br")])
    made.response(f"{URL}last", TEXT)
    made.saved()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(made.path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [isinstance(record, Entry) for record in found] == [False] * 4 + [True]
    assert grown < 6 * (MOST_BYTES >> 10)


def _member(head: bytes, zeros: int) -> bytes:
    """A gzip member of `head` and many zeros, made without holding them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return packer.compress(head) + b"".join(packer.compress(block) for _ in range(zeros >> 20)) + packer.flush()
