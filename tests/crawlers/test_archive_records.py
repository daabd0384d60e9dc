"""The WARC archive: what is kept can be had again, byte for byte, by us and by other people's tools."""

import gzip
import hashlib
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from core.pages import Ask, Capture, Page
from crawlers import archive
from crawlers.archive import ArchiveError, ArchiveWriter, archive_name, read_payload
from crawlers.records import replayable

AT = datetime(2025, 3, 31, 16, 30, tzinfo=UTC)  # already 1 April in Shanghai
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("ETag", '"v1"'),
    ("Last-Modified", "Mon, 31 Mar 2025 08:00:00 GMT"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", "33"),
)


def a_page(body: bytes = "你好".encode() * 500, url: str = "http://a.example/list/", ask: Ask | None = None) -> Page:
    return Page(ask or Ask(url), url, 200, body, AT, HEADERS)


def written(folder: Path, *pages: Page) -> list[Capture]:
    writer = ArchiveWriter(folder, archive_name("run1", 0, AT))
    captures = [writer.keep(page, (("User-Agent", "FazhiWatch-Test"),)) for page in pages]
    writer.close()
    return captures


def records(folder: Path, capture: Capture) -> list[tuple[str, str, dict[str, str]]]:
    """(type, HTTP status or request line, WARC headers) of each record of the file."""
    with (folder / capture.warc_file).open("rb") as file:
        return [
            (r.rec_type, r.http_headers.statusline if r.http_headers else "", dict(r.rec_headers.headers))
            for r in ArchiveIterator(file)
        ]


def test_a_page_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    page = a_page()
    (capture,) = written(tmp_path, page)
    stored = read_payload(tmp_path, capture.warc_file, capture.warc_offset)
    assert (stored.body, stored.status, stored.url) == (page.body, 200, page.url)
    assert capture.digest == hashlib.sha256(page.body).hexdigest()
    assert (capture.media_type, capture.etag, capture.last_modified) == ("text/html", '"v1"', HEADERS[2][1])


def test_file_lies_in_the_month_of_shanghai(tmp_path: Path) -> None:
    (capture,) = written(tmp_path, a_page())
    assert capture.warc_file == "2025/04/run-run1-0.warc.gz"


def test_headers_agree_with_the_stored_body(tmp_path: Path) -> None:
    page = a_page()
    (capture,) = written(tmp_path, page)
    headers = dict(read_payload(tmp_path, capture.warc_file, capture.warc_offset).headers)
    assert headers["Content-Length"] == str(len(page.body))
    assert "Content-Encoding" not in headers
    assert (headers["X-Archive-Orig-Content-Encoding"], headers["X-Archive-Orig-Content-Length"]) == ("gzip", "33")


def test_a_header_changed_in_the_archive_is_told_as_changed_bytes_are(tmp_path: Path) -> None:
    (capture,) = written(tmp_path, a_page())
    file = tmp_path / capture.warc_file
    kept, member = file.read_bytes(), zlib.decompressobj(16 + zlib.MAX_WBITS)
    record = member.decompress(kept[capture.warc_offset :])
    forged = record.replace(b"Content-Encoding: gzip", b"Content-Encoding: zip!")
    assert forged != record
    file.write_bytes(kept[: capture.warc_offset] + gzip.compress(forged) + member.unused_data)
    with pytest.raises(ArchiveError, match="改动"):
        read_payload(tmp_path, capture.warc_file, capture.warc_offset)


def test_a_right_content_length_is_not_called_original() -> None:
    assert replayable((("content-length", "2"), ("Server", "x")), b"ab") == (("Server", "x"), ("Content-Length", "2"))


def test_request_stands_with_its_answer(tmp_path: Path) -> None:
    ask = Ask("http://a.example/api?x=1", "POST", (("名", "值"),))
    (capture,) = written(tmp_path, a_page(url=ask.url, ask=ask))
    (_, _, info), (kind, status, response), (asked, line, request) = records(tmp_path, capture)
    assert info["WARC-Type"] == "warcinfo"
    assert (kind, status, asked, line) == ("response", "200 OK", "request", "/api?x=1 HTTP/1.1")
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"] == capture.warc_record_id
    assert response["WARC-Date"] == request["WARC-Date"] == "2025-03-31T16:30:00Z"
    assert response["WARC-Payload-Digest"] == f"sha256:{capture.digest}"
    raw = gzip.decompress((tmp_path / capture.warc_file).read_bytes())
    assert raw.startswith(b"WARC/1.1\r\n")
    assert b"\r\n\r\nPOST /api?x=1 HTTP/1.1\r\n" in raw
    assert b"%E5%90%8D=%E5%80%BC" in raw and b"User-Agent: FazhiWatch-Test" in raw


def test_redirected_and_drawn_pages_say_so(tmp_path: Path) -> None:
    page = Page(Ask("http://a.example/old"), "http://a.example/new", 200, b"x", AT, (), rendered=True)
    (capture,) = written(tmp_path, page)
    headers = records(tmp_path, capture)[1][2]
    assert headers["WARC-Target-URI"] == "http://a.example/new"
    assert (headers["FazhiWatch-Asked-URI"], headers["FazhiWatch-Rendered"]) == ("http://a.example/old", "true")
    assert (capture.url, capture.final_url, capture.rendered) == (page.ask.url, page.url, True)


def test_other_peoples_tools_accept_the_file(tmp_path: Path) -> None:
    refused = Page(Ask("http://b.example/"), "http://b.example/", 521, b"!", AT)
    captures = written(tmp_path, a_page(), a_page(b""), refused)
    file = str(tmp_path / captures[0].warc_file)
    assert _warcio(["check", "-v", file]).count("digest pass") == 7
    index = _warcio(["index", "-f", "offset,warc-type,http:status", file])
    assert [f'"{c.warc_offset}"' in index for c in captures] == [True] * 3


def _warcio(arguments: list[str]) -> str:
    ran = subprocess.run([sys.executable, "-m", "warcio.cli", *arguments], capture_output=True, text=True, check=True)
    return ran.stdout


def test_a_brought_file_is_a_resource(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "imported.warc.gz")
    capture = writer.keep_resource("file:///report.docx", b"PK\3\4" * 9, "application/zip", AT)
    stored = read_payload(tmp_path, capture.warc_file, capture.warc_offset)
    assert (stored.body, stored.status, stored.url) == (b"PK\3\4" * 9, 200, "file:///report.docx")
    assert [kind for kind, _, _ in records(tmp_path, capture)] == ["warcinfo", "resource"]


def test_nothing_kept_leaves_no_file(tmp_path: Path) -> None:
    ArchiveWriter(tmp_path, archive_name("run1", 0, AT)).close()
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_never_continues_a_file(tmp_path: Path) -> None:
    (first,), (second,), (third,) = (written(tmp_path, a_page()) for _ in range(3))
    assert [first.warc_file, second.warc_file, third.warc_file] == [
        "2025/04/run-run1-0.warc.gz",
        "2025/04/run-run1-0-2.warc.gz",
        "2025/04/run-run1-0-3.warc.gz",
    ]
    assert read_payload(tmp_path, first.warc_file, first.warc_offset).body == a_page().body


def test_what_was_told_is_on_the_disk_before_the_writer_ends(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "open.warc.gz")
    captures = [writer.keep(a_page(bytes([n]) * 100)) for n in range(3)]
    bodies = [read_payload(tmp_path, c.warc_file, c.warc_offset).body for c in captures]
    assert bodies == [bytes([n]) * 100 for n in range(3)]


def test_a_disk_that_fails_once_costs_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError("no space left on device")

    writer = ArchiveWriter(tmp_path, "full.warc.gz")
    before = writer.keep(a_page(b"before"))
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr("crawlers.archive.os.fsync", full)
        writer.keep(a_page(b"lost"))
    after = writer.keep(a_page(b"after"))
    assert (before.warc_file, after.warc_file) == ("full.warc.gz", "full-2.warc.gz")
    assert [read_payload(tmp_path, c.warc_file, c.warc_offset).body for c in (before, after)] == [b"before", b"after"]


def test_a_disk_that_takes_nothing_is_left_without_empty_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: object, record: object) -> None:
        raise OSError("no space left on device")

    writer = ArchiveWriter(tmp_path, "full.warc.gz")
    before = writer.keep(a_page(b"before"))
    real = archive._write
    for _ in range(3):
        with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
            patch.setattr(
                archive, "_write", lambda file, r: real(file, r) if r.rec_type == "warcinfo" else full(file, r)
            )
            writer.keep(a_page(b"lost"))
    after = writer.keep(a_page(b"after"))
    writer.close()
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["full-2.warc.gz", "full.warc.gz"]
    assert [read_payload(tmp_path, c.warc_file, c.warc_offset).body for c in (before, after)] == [b"before", b"after"]


def test_a_last_record_cut_short_harms_no_other(tmp_path: Path) -> None:
    first, last = written(tmp_path, a_page(b"first"), a_page(b"last" * 99))
    file = tmp_path / first.warc_file
    file.write_bytes(file.read_bytes()[: last.warc_offset + 60])
    assert read_payload(tmp_path, first.warc_file, first.warc_offset).body == b"first"
    with pytest.raises(ArchiveError, match=rf"{last.warc_file} 偏移 {last.warc_offset}"):
        read_payload(tmp_path, last.warc_file, last.warc_offset)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    (capture,) = written(tmp_path, a_page())
    with pytest.raises(ArchiveError, match=r"存档 2025/05/none\.warc\.gz 偏移 7：文件不存在"):
        read_payload(tmp_path, "2025/05/none.warc.gz", 7)
    with pytest.raises(ArchiveError, match="偏移 99999：此处没有记录"):
        read_payload(tmp_path, capture.warc_file, 99999)
    with pytest.raises(ArchiveError, match="偏移 3："):
        read_payload(tmp_path, capture.warc_file, 3)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_changed_byte_is_found_or_changes_nothing(tmp_path: Path, where: float, flip: int) -> None:
    file = tmp_path / "2025/04/run-run1-0.warc.gz"
    if not file.exists():
        written(tmp_path, a_page(), a_page(b"next"))
    good = file.read_bytes()
    with file.open("rb") as stream:
        offsets = [(it.get_record_offset(), r.rec_type) for it in [ArchiveIterator(stream)] for r in it]
    start, end = offsets[1][0], offsets[2][0]
    damaged = bytearray(good)
    damaged[start + int(where * (end - start))] ^= flip
    (tmp_path / "damaged.warc.gz").write_bytes(damaged)
    try:
        assert read_payload(tmp_path, "damaged.warc.gz", start) == read_payload(file.parent, file.name, start)
    except ArchiveError as error:
        assert f"damaged.warc.gz 偏移 {start}" in str(error)


def test_headers_of_any_bytes_are_kept_as_a_header_may_hold_them(tmp_path: Path) -> None:
    """A cookie named in GBK, a µ in its value: old sites send them, and get them back with the next request."""
    odd = "单位=云溪".encode("gbk").decode("latin-1")
    page = replace(a_page(), headers=(*HEADERS, ("Set-Cookie", odd), ("Set-Cookie", "\xb5=\xff"), ("X-Plain", "100%")))
    writer = ArchiveWriter(tmp_path, archive_name("run1", 0, AT))
    capture = writer.keep(page, (("Cookie", odd), ("X-名", "值")))
    writer.close()
    stored = read_payload(tmp_path, capture.warc_file, capture.warc_offset)
    assert stored.body == page.body
    kept = [value for name, value in stored.headers if name in ("Set-Cookie", "X-Plain")]
    assert kept == ["%B5%A5%CE%BB=%D4%C6%CF%AA", "%B5=%FF", "100%"]
