"""What a parser has yet to read."""

from datetime import date, datetime, timedelta
from typing import Any

from core.pages import Outcome
from core.posts import PostRef
from storage import captures
from storage.models import CaptureRow, PostRow
from storage.reading_order import waiting

REPORT = PostRef("http://site.test/1", "甲镇2025年法治报告", date(2026, 3, 2))
OTHER = PostRef("http://site.test/2", "乙镇2025年法治报告")


def _unread(scene: Any, **more: Any) -> list[captures.UnreadCapture]:
    with scene.database.reading() as session:
        return captures.these(session, waiting(session, **more))


def test_an_article_is_unread_until_it_is_marked(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT, OTHER)
    scene.keep_list("gong", REPORT)
    first = scene.keep_article("zhen", REPORT, at=now + timedelta(minutes=1))
    second = scene.keep_article("zhen", OTHER)
    one, two = _unread(scene)
    assert (one.capture_id, two.capture_id) == (first, second)
    assert (one.url, one.list_title, one.listed_on) == (REPORT.url, REPORT.title, REPORT.listed_on)
    assert one.column_ids == ("gong", "zhen")
    assert (one.first_seen_at, one.fetched_at) == (now, now + timedelta(minutes=1))
    assert one.warc_offset > 2**32
    with scene.session() as session:
        assert waiting(session)[:1] == [first]
        captures.mark_read(session, one.capture_id, "1", now)
    assert _unread(scene) == [two]


def test_another_parser_version_reads_again(scene: Any, now: datetime) -> None:
    capture_id = scene.keep_article("zhen", REPORT)
    with scene.session() as session:
        captures.mark_read(session, capture_id, "1", now)
    assert _unread(scene, parser_version="1") == []
    assert [c.capture_id for c in _unread(scene, parser_version="2")] == [capture_id]


def test_lists_failures_and_superseded_captures_are_not_read(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT, OTHER)
    scene.keep_article("zhen", OTHER, Outcome.BLOCKED)
    scene.keep_article("zhen", REPORT)
    newest = scene.keep_article("zhen", REPORT, at=now + timedelta(days=1))
    assert [c.capture_id for c in _unread(scene)] == [newest]


def test_a_record_is_kept_once(scene: Any) -> None:
    capture = scene.capture("http://site.test/1")
    with scene.session() as session:
        ids = {captures.keep(session, scene.run_id, capture, "article") for _ in range(3)}
    assert len(ids) == len(scene.rows(CaptureRow)) == 1


def test_reading_anew_takes_every_held_article(scene: Any, now: datetime) -> None:
    ids = [scene.keep_article("zhen", REPORT), scene.keep_article("zhen", OTHER)]
    with scene.session() as session:
        for capture_id in ids:
            captures.mark_read(session, capture_id, "1", now)
        assert captures.forget_reading(session) == 2
    assert [c.capture_id for c in _unread(scene)] == ids


def test_damaged_bytes_are_fetched_again(scene: Any, now: datetime) -> None:
    capture_id = scene.keep_article("zhen", REPORT)
    with scene.session() as session:
        captures.mark_damaged(session, capture_id, "存档读不出", now)
    assert _unread(scene) == []
    [post] = scene.rows(PostRow)
    assert (post["state"], post["last_outcome"], post["last_reason"]) == ("failed", "unreadable", "存档读不出")
