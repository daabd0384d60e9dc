"""Pages and files brought in: known again, never older than what is held, never seen before they came."""

from datetime import datetime, timedelta
from typing import Any

from core.crawl import FileRead
from core.pages import Outcome
from core.posts import PostRef
from storage import captures, imports, watch
from storage.models import CaptureRow, PostRow
from storage.origins import unit_of, with_unit

DAY = timedelta(days=1)
REPORT = PostRef("http://site.test/1", "2025年法治政府建设年度报告")


def brought(scene: Any, url: str, at: datetime, origin: str = "人工导入：页面.html", **more: Any) -> Any:
    capture = scene.capture(url, at=at, **more)
    with scene.session() as session:
        return capture, imports.keep_page(session, scene.run_id, capture, origin, at + 9 * DAY)


def test_an_import_is_kept_read_and_known_again(scene: Any, now: datetime) -> None:
    capture, unread = brought(scene, "urn:sha256:1", now, digest="a" * 64, status=0)
    assert (unread.url, unread.list_title, unread.column_ids) == ("urn:sha256:1", None, ())
    with scene.session() as session:
        assert not imports.is_read(session, capture.url, capture.digest)  # killed here, it is brought in once more
        captures.mark_read(session, unread.capture_id, "1", now)
    with scene.session() as session:
        assert imports.is_read(session, capture.url, capture.digest)
        assert not imports.is_read(session, capture.url, "b" * 64)
        assert imports.latest(session, capture.url, "b" * 64) is None
    assert [(post["state"], post["first_seen_at"]) for post in scene.rows(PostRow)] == [("held", now + 9 * DAY)]
    assert [row["origin"] for row in scene.rows(CaptureRow)] == ["人工导入：页面.html"]


def test_what_another_archive_had_long_ago_came_to_us_today(scene: Any, now: datetime) -> None:
    capture, unread = brought(scene, REPORT.url, now - 300 * DAY)
    assert unread.fetched_at == now  # when the run began that brought it
    assert capture.fetched_at == now - 300 * DAY == scene.rows(CaptureRow)[0]["fetched_at"]


def test_an_older_page_is_evidence_and_takes_nobodys_place(scene: Any, now: datetime) -> None:
    held = scene.keep_article("zhen", REPORT)
    capture, unread = brought(scene, REPORT.url, now - DAY)
    assert unread is None
    assert [post["capture_id"] for post in scene.rows(PostRow)] == [held]
    with scene.session() as session:
        assert imports.is_read(session, REPORT.url, capture.digest)
    _, newer = brought(scene, REPORT.url, now + DAY)
    assert [post["capture_id"] for post in scene.rows(PostRow)] == [newer.capture_id]


def test_an_address_is_known_by_either_scheme(scene: Any) -> None:
    scene.keep_list("zhen", REPORT)
    with scene.session() as session:
        known = imports.known_as(session, "https://site.test/1")
        assert (known.url, known.awaited) == (REPORT.url, True)
        assert imports.known_as(session, "https://site.test/2").post_id is None
        assert imports.known_as(session, "urn:sha256:2").url == "urn:sha256:2"


def test_a_file_goes_to_the_posts_that_lack_it(scene: Any, now: datetime) -> None:
    scene.keep_article("zhen", REPORT)
    url = "http://site.test/1.pdf"
    with scene.session() as session:
        watch.keep_file(session, scene.run_id, FileRead("zhen", REPORT.url, url, Outcome.BLOCKED, "验证页", now))
        assert (imports.lacking(session), imports.lacking_posts(session, url)) == (frozenset({url}), [REPORT.url])
        assert imports.lacking_files(session, REPORT.url, [url, "other"]) == [url, "other"]
        capture_id = imports.keep_file(session, scene.run_id, scene.capture(url), "甲.warc")
        assert imports.file_at(session, url) == capture_id
        imports.give_file(session, REPORT.url, url, capture_id, now)
    with scene.session() as session:
        assert imports.lacking_posts(session, url) == []
        assert imports.lacking_files(session, REPORT.url, [url, "other"]) == ["other"]
        page = imports.latest(session, REPORT.url)
        assert page is not None
        assert [file.url for file in page.files] == [url]


def test_a_persons_word_on_the_unit_is_read_out_of_the_origin() -> None:
    assert unit_of(with_unit("人工导入：页面 1.html", "yx-qinglan")) == "yx-qinglan"
    assert unit_of(with_unit("人工导入：页面 1.html", None)) is None
    assert unit_of(None) is None
