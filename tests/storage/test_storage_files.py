"""Attachments of posts: asked for until they are held, kept through bad days, read again when they change."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect

from core.crawl import FileRead, KnownFile
from core.pages import Outcome
from core.posts import PostRef
from storage import captures, engines, files, jobs, recovery, schema, standings, watch
from storage.database import _address
from storage.models import CaptureRow, PostFileRow
from storage.reading_order import waiting

REPORT = PostRef("http://site.test/1", "甲镇2025年法治报告")
FILE = "http://site.test/1.docx"
DAY = timedelta(days=1)


def _keep_file(
    scene: Any, outcome: Outcome = Outcome.OK, *, at: datetime, fetched: bool = True, url: str = FILE
) -> Any:
    capture = scene.capture(url, at=at) if fetched else None
    with scene.session() as session:
        read = FileRead("zhen", REPORT.url, url, outcome, f"结果 {outcome.value}", at, capture)
        watch.keep_file(session, scene.run_id, read)
    return capture


def _article_read(scene: Any, now: datetime) -> int:
    scene.keep_list("zhen", REPORT)
    capture_id: int = scene.keep_article("zhen", REPORT)
    with scene.session() as session:
        captures.mark_read(session, capture_id, "1", now)
    return capture_id


def _row(scene: Any) -> dict[str, Any]:
    [row] = scene.rows(PostFileRow)
    return dict(row)


def _unread(scene: Any) -> list[captures.UnreadCapture]:
    with scene.database.reading() as session:
        return captures.these(session, waiting(session, parser_version="1"))


def _again(scene: Any, at: datetime) -> list[Any]:
    with scene.database.reading() as session:
        columns = [scene.registry.columns["zhen"]]
        [job] = jobs.column_jobs(session, columns, now=at, cycle_year=2026, reread_after=timedelta(hours=12))
    return list(job.again)


def _doubts(scene: Any) -> tuple[str, ...]:
    with scene.database.reading() as session:
        found: tuple[str, ...] = standings.facts(session, [("zhen-a", 2025)])["zhen-a", 2025].doubts
    return found


def test_a_file_that_came_makes_its_post_unread(scene: Any, now: datetime) -> None:
    article = _article_read(scene, now)
    assert _unread(scene) == []
    capture = _keep_file(scene, at=now)
    [unread] = _unread(scene)
    assert unread.capture_id == article
    assert unread.files == (files.PostFile(FILE, "结果 ok", capture.warc_file, capture.warc_offset),)
    assert [row["role"] for row in scene.rows(CaptureRow) if row["url"] == FILE] == ["attachment"]


def test_an_unchanged_file_leaves_its_post_alone(scene: Any, now: datetime) -> None:
    article = _article_read(scene, now)
    _keep_file(scene, at=now)
    with scene.session() as session:
        captures.mark_read(session, article, "1", now)
    held = _row(scene)["capture_id"]
    _keep_file(scene, Outcome.NOT_MODIFIED, at=now + DAY, fetched=False)
    assert _unread(scene) == []
    assert (_row(scene)["capture_id"], _row(scene)["checked_at"]) == (held, now + DAY)
    _keep_file(scene, at=now + 2 * DAY)
    assert [c.capture_id for c in _unread(scene)] == [article]
    assert _row(scene)["capture_id"] != held


@pytest.mark.parametrize("fetched", [True, False], ids=["an error page came", "nothing came"])
def test_a_failure_is_recorded_and_never_undoes_what_is_held(scene: Any, now: datetime, fetched: bool) -> None:
    _article_read(scene, now)
    _keep_file(scene, Outcome.SOFT_404, at=now, fetched=fetched)
    failed = _row(scene)
    assert (failed["state"], failed["last_outcome"], failed["capture_id"]) == ("failed", "soft_404", None)
    assert _unread(scene) == []
    _keep_file(scene, at=now + DAY)
    held = _row(scene)["capture_id"]
    _keep_file(scene, Outcome.BLOCKED, at=now + 2 * DAY, fetched=fetched)
    row = _row(scene)
    assert (row["state"], row["last_outcome"], row["capture_id"]) == ("held", "blocked", held)


def test_a_lacking_file_is_a_doubt_and_asked_for_again_whatever_the_year(scene: Any, now: datetime) -> None:
    _article_read(scene, now)
    assert (_again(scene, now + DAY), _doubts(scene)) == ([], ())
    _keep_file(scene, Outcome.NOT_FOUND, at=now, fetched=False)
    assert _again(scene, now + timedelta(hours=11)) == []
    [article] = _again(scene, now + DAY)
    assert (article.ref, article.files) == (REPORT, (KnownFile(FILE),))
    assert article.digest is not None
    assert _doubts(scene) == ("《甲镇2025年法治报告》的正文或附件尚未读到",)
    capture = _keep_file(scene, at=now + DAY)
    with scene.session() as session:
        captures.mark_read(session, _unread(scene)[0].capture_id, "1", now)
    assert (_again(scene, now + 2 * DAY), _doubts(scene)) == ([], ())
    with scene.database.reading() as session:
        post_id = _row(scene)["post_id"]
        known = files.known(session, [post_id])
        assert known == {post_id: [KnownFile(FILE, capture.etag, capture.last_modified, capture.digest)]}
        assert files.records(session, [post_id]) == {post_id: [capture.warc_record_id]}


def test_a_file_that_we_lost_ourselves_is_asked_for_at_once(scene: Any, now: datetime) -> None:
    """Or a run that comes after a full disk or a kill would leave it for the next night."""
    _article_read(scene, now)
    with scene.session() as session:
        recovery.want_files(session, REPORT.url, [FILE])
    soon = now + timedelta(minutes=5)
    assert [article.ref for article in _again(scene, soon)] == [REPORT]
    for outcome, wanted in ((Outcome.NOT_KEPT, [REPORT]), (Outcome.CRASHED, [REPORT]), (Outcome.TIMEOUT, [])):
        _keep_file(scene, outcome, at=now, fetched=False)
        assert [article.ref for article in _again(scene, soon)] == wanted


def test_a_page_may_come_to_need_other_files(scene: Any, now: datetime) -> None:
    _article_read(scene, now)
    _keep_file(scene, at=now)
    held = _row(scene)
    with scene.session() as session:
        files.want(session, held["post_id"], [FILE, FILE + "?v=2"])
        files.want(session, held["post_id"], [FILE, FILE + "?v=2"])
    assert [(row["url"], row["state"]) for row in scene.rows(PostFileRow)] == [
        (FILE, "held"), (FILE + "?v=2", "wanted"),
    ]  # fmt: skip
    with scene.session() as session:
        files.want(session, held["post_id"], [FILE])
    assert _row(scene) == held
    with scene.session() as session:
        files.want(session, held["post_id"], [])
    assert scene.rows(PostFileRow) == []
    assert [row["role"] for row in scene.rows(CaptureRow) if row["id"] == held["capture_id"]] == ["attachment"]


def test_damaged_bytes_are_asked_for_anew(scene: Any, now: datetime) -> None:
    _article_read(scene, now)
    _keep_file(scene, at=now)
    with scene.session() as session:
        files.mark_damaged(session, _row(scene)["post_id"], FILE, "存档读不出")
    row = _row(scene)
    assert (row["state"], row["capture_id"], row["last_reason"]) == ("failed", None, "存档读不出")
    assert _again(scene, now + DAY)[0].files == (KnownFile(FILE),)


def test_an_endless_address_is_kept(scene: Any, now: datetime) -> None:
    _article_read(scene, now)
    _keep_file(scene, at=now, url="http://site.test/" + "长" * 9000 + "\ud800.pdf")
    _keep_file(
        scene, Outcome.NOT_MODIFIED, at=now + DAY, fetched=False, url="http://site.test/" + "长" * 9000 + "\ud800.pdf"
    )
    assert _row(scene)["state"] == "held"


def test_the_table_comes_and_goes(servers: Any) -> None:
    engine = engines.make(_address(servers.empty()), migrating=True)
    with engine.begin() as connection:
        for step, there in ((command.upgrade, True), (command.downgrade, False), (command.upgrade, True)):
            step(schema.config(connection), "r0002" if there else "r0001")
            assert ("post_files" in inspect(connection).get_table_names()) is there
    engine.dispose()
