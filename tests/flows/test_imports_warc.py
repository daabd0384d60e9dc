"""WARC files from elsewhere: reports and what they stand in are kept with their origin, the rest is counted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.pages import Ask, Page
from crawlers.archive import ArchiveWriter, read_payload
from flows.imports import Imported
from settings import Settings
from tests.crawlers.warcs_made import AT, Made
from tests.flows.bringing import (
    SITE,
    bring,
    kept,
    outcomes,
    pointer_page,
    posts,
    report_page,
    settings_of,
    stored,
    title_of,
)
from tests.flows.little_town import docx_of

PAGE, POINTER, FILE = f"{SITE}/qs/1.html", f"{SITE}/ql/2.html", f"{SITE}/ql/P0250220.docx"
NEWS = (
    "<html><head><title>云溪市召开会议</title></head><body><h1>云溪市召开会议</h1><p>会议听取了汇报。</p></body></html>"
)
LATER = timedelta(days=5)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


def a_crawl(path: Path) -> Made:
    """What a crawler brings home: the attachment before its page, and much that is no report."""
    made = Made(path)
    made.response(FILE, docx_of(2024), media_type="application/msword")
    first = made.response(
        PAGE, report_page(), headers=[("ETag", '"7"'), ("Last-Modified", "Thu, 20 Feb 2025 01:30:00 GMT")]
    )
    made.response(POINTER, pointer_page(title=title_of("qinglan")))
    made.response(f"{SITE}/news/1.html", NEWS.encode())
    for number in range(40):
        made.response(f"{SITE}/i/{number}.png", b"\x89PNG\r\n\x1a\n" + b"0" * 60, media_type="image/png")
    made.response(f"{SITE}/a.css", b"body { margin: 0 }", media_type="text/css")
    made.response(f"{SITE}/gone", b"gone", status="404 Not Found")
    made.revisit(PAGE, report_page(), at=AT + LATER, refers_to=first)
    made.revisit(f"{SITE}/other", b"other", refers_to="<urn:uuid:00000000-0000-0000-0000-000000000000>")
    made.response(f"{SITE}/bad", report_page(), warc={"WARC-Payload-Digest": "sha1:" + "A" * 32})
    return made


def told(results: list[Imported], outcome: str) -> list[Imported]:
    return [result for result in results if result.outcome == outcome]


def test_a_crawl_of_others_is_brought_in_once_with_all_that_it_says(settings: Settings, tmp_path: Path) -> None:
    made = a_crawl(tmp_path / "crawl.warc.gz")
    results = bring(settings, made.saved())
    assert {result.url for result in told(results, "new")} == {PAGE, POINTER}
    [bad] = told(results, "unreadable")
    assert f"偏移 {made.offsets[-1]}" in bad.reason and "摘要不符" in bad.reason
    rest = {result.reason: result.count for result in told(results, "not_report")}
    assert len(rest) == 5 and sum(rest.values()) == 1 + 41 + 1 + 1 + 1
    assert len(results) == 2 + 1 + 5  # forty pictures are one line

    file, page, pointer = sorted(kept(settings), key=lambda capture: (capture.role, capture.id))
    assert (file.role, file.url, page.role) == ("attachment", FILE, "import")
    assert (page.url, page.fetched_at, page.etag) == (PAGE, AT, '"7"')
    assert page.last_modified == "Thu, 20 Feb 2025 01:30:00 GMT"
    assert page.origin == f"crawl.warc.gz · {made.ids[2]} · 由 Wget/1.21 软件制作"
    kept_page = read_payload(settings.archive_dir, page.warc_file, page.warc_offset)
    assert (kept_page.body, kept_page.status, kept_page.url) == (report_page(), 200, PAGE)
    assert pointer.url == POINTER

    reports = {report["unit"]: report for report in stored(settings)}
    assert set(reports) == {"qingshi", "qinglan"}
    assert reports["qinglan"]["body_file"] is not None
    assert [c["url"] for c in reports["qinglan"]["captures"]] == [POINTER, FILE]
    assert reports["qingshi"]["captures"][0]["fetched_at"] == AT.isoformat()
    assert reports["qingshi"]["captures"][0]["origin"] == page.origin
    # another's archive is no witness of ours: we have seen the report since today
    assert reports["qingshi"]["first_seen_at"] == settings.clock().isoformat()

    before = [(capture.id, capture.digest) for capture in kept(settings)]
    again = bring(settings, made.path)
    assert outcomes(again)[:2] == ["unchanged", "unchanged"]
    assert [(capture.id, capture.digest) for capture in kept(settings)] == before
    assert [report["revisions"] for report in stored(settings)] == [1, 1]


def test_pages_and_attachments_may_come_in_any_order_and_from_several_files(settings: Settings, tmp_path: Path) -> None:
    """The page, then in another archive its file: then it can be read."""
    page, file = Made(tmp_path / "1.warc"), Made(tmp_path / "2.warc")
    page.response(POINTER, pointer_page(title=title_of("qinglan")))
    file.resource(FILE, docx_of(2024), "application/msword")
    assert outcomes(bring(settings, page.saved())) == ["review"]
    [given] = bring(settings, file.saved())
    assert (given.outcome, given.unit) == ("new", "qinglan")
    assert outcomes(bring(settings, page.path, file.path)) == ["unchanged", "unchanged"]


def test_a_file_that_came_first_is_found_by_its_page(settings: Settings, tmp_path: Path) -> None:
    page, file = Made(tmp_path / "1.warc"), Made(tmp_path / "2.warc")
    page.response(POINTER, pointer_page(title=title_of("qinglan")))
    file.response(FILE, docx_of(2024), media_type="application/msword")
    bring(settings, file.saved())
    bring(settings, page.saved())
    [report] = stored(settings)
    assert (report["unit"], report["body_file"] is not None) == ("qinglan", True)
    assert {post.state for post in posts(settings)} == {"held"}


def test_the_past_never_takes_the_place_of_the_present(settings: Settings, tmp_path: Path) -> None:
    """Two states of one page, in whichever order they come: the later one stands, the earlier is evidence."""
    made = Made(tmp_path / "a.warc.gz")
    made.response(PAGE, report_page(more="后来补充了一段说明，介绍了执法监督的新做法。"), at=AT + timedelta(days=3))
    made.response(PAGE.replace("http:", "https:"), report_page(), at=AT)
    results = bring(settings, made.saved())
    assert outcomes(results) == ["new", "revised"]  # in the order of their dates
    older = Made(tmp_path / "b.warc.gz")
    older.response(PAGE, report_page(more="最初的版本另有一段话，后来删去了。"), at=AT - timedelta(days=3))
    [result] = bring(settings, older.saved())
    assert result.outcome == "unchanged" and "证据" in result.reason
    [report] = stored(settings)
    assert report["revisions"] == 2 and "后来补充" in report["body"]
    assert [capture.fetched_at for capture in kept(settings)] == [AT, AT + timedelta(days=3), AT - timedelta(days=3)]
    assert len(posts(settings)) == 1  # http or https, it is one page


def test_what_stands_at_an_address_in_its_pages_stead_is_not_kept(settings: Settings, tmp_path: Path) -> None:
    made = Made(tmp_path / "a.warc.gz")
    missing = f"<html><head><title>{title_of()}</title></head><body><h1>404 您访问的页面不存在</h1></body></html>"
    made.response(PAGE, missing.encode())
    made.response(POINTER, report_page(), at=datetime(2031, 1, 1, tzinfo=UTC))
    bring(settings, made.saved())
    assert [capture for capture in kept(settings) if capture.url == POINTER] == []
    assert stored(settings) == []


def test_an_archive_of_ours_can_be_brought_in_elsewhere(settings: Settings, tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run-1-0.warc.gz")
    html = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
    asked = f"{SITE}/go?2"
    writer.keep(Page(Ask(asked), POINTER, 200, pointer_page(title=title_of("qinglan")), AT, html))
    writer.keep(Page(Ask(FILE), FILE, 200, docx_of(2024), AT, (("Content-Type", "application/msword"),)))
    writer.keep(Page(Ask(SITE), SITE, 304, b"", AT))
    writer.keep_resource("urn:sha256:1", report_page(), "text/html", AT, "人工导入：页面.html")
    writer.keep_resource(f"urn:screenshot:{PAGE}", b"\x89PNG\r\n\x1a\n", "image/png", AT)
    writer.close()
    results = bring(settings, tmp_path / "run-1-0.warc.gz")
    assert outcomes(results) == ["new", "new", "not_report"]
    pages = [capture for capture in kept(settings) if capture.role == "import"]
    assert [(page.url, page.final_url) for page in pages] == [(asked, POINTER), ("urn:sha256:1", "urn:sha256:1")]
    assert all("由 FazhiWatch/" in (page.origin or "") for page in pages)


def test_killed_in_the_middle_the_next_run_finishes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_crawl(tmp_path / "crawl.warc.gz")
    settled: list[object] = []

    def die(*args: object) -> object:
        settled.append(args)
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.imports.keeping.settle", die)
    with pytest.raises(KeyboardInterrupt):
        bring(settings, made.saved())
    assert len(settled) == 1 and kept(settings)
    monkeypatch.undo()
    results = bring(settings, made.path)
    assert outcomes(results)[:2] == ["new", "new"]
    assert [report["revisions"] for report in stored(settings)] == [1, 1]


def test_a_file_that_is_no_warc_or_cut_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "no.warc").write_bytes(b"no")
    made = Made(tmp_path / "cut.warc.gz")
    made.response(PAGE, report_page())
    made.response(POINTER, report_page(title_of("qinglan")))
    whole = made.saved().read_bytes()
    made.path.write_bytes(whole[: made.offsets[2] + 300])
    no, page, cut = bring(settings, tmp_path / "no.warc", made.path)
    assert (no.file, no.outcome, no.reason) == (str(tmp_path / "no.warc"), "unreadable", "不是 WARC 文件")
    assert (page.outcome, page.url) == ("new", PAGE)
    assert cut.outcome == "unreadable" and "中断" in cut.reason and str(made.offsets[2]) in cut.reason
