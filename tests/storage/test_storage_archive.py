"""The archive as the database knows it, and what a repair writes, on both databases."""

from typing import Any

from core.posts import PostRef
from storage import archive_index, chain, recovery, runs
from storage.models import CaptureRow, ListPageRow, PostRow, RunRow

REPORT = PostRef("http://site.test/zhen/1.html", "甲镇人民政府2025年法治政府建设年度报告")
FILE = "2026/03/run.warc.gz"
LOST = "20260228T020000-abcd"


def test_rows_are_found_by_file_and_by_record(scene: Any) -> None:
    scene.keep_list("zhen", REPORT)
    scene.keep_article("zhen", REPORT)
    with scene.session() as session:
        assert (archive_index.names(session), archive_index.count(session)) == ({FILE}, 2)
        rows = archive_index.of_files(session, [FILE, "other"])[FILE]
        assert [row.role for row in rows] == ["list", "article"]
        assert archive_index.with_records(session, [rows[1].record_id, "urn:x"]) == {rows[1].record_id: rows[1]}
        assert recovery.list_addresses(session) >= {"http://site.test/zhen/", "http://site.test/gong/"}
        post = recovery.post_at(session, REPORT.url)
        assert post and post.held and (post.title, post.held.digest) == (REPORT.title, rows[1].digest)
        assert recovery.post_at(session, "http://site.test/zhen/2.html") is None


def test_what_is_lost_is_asked_for_again_and_told_by_its_record(scene: Any, now: Any) -> None:
    scene.keep_list("zhen", REPORT)
    article = scene.keep_article("zhen", REPORT)
    listed, kept = scene.rows(CaptureRow)
    with scene.session() as session:
        for row in (listed, kept):
            recovery.lose(session, row["id"], "记录已损坏", "3", now)
        chain.seal_losses(session, {kept["warc_record_id"]: {"reason": "记录已损坏"}}, now)
    [post], [page] = scene.rows(PostRow), scene.rows(ListPageRow)
    assert (post["state"], post["capture_id"]) == ("failed", article)
    assert (page["capture_id"], page["digest"], page["etag"]) == (None, "", None)
    with scene.session() as session:
        records = {row["warc_record_id"] for row in (listed, kept)}
        assert archive_index.losses_of(session, records) == {kept["warc_record_id"]: "记录已损坏"}
        assert list(archive_index.losses(session)) == [kept["warc_record_id"]]
        head = chain.head(session)
        assert archive_index.stands(session, head.digest[:16]) and not archive_index.stands(session, "0" * 16)


def test_a_recovered_record_is_booked_to_the_run_that_wrote_it(scene: Any, now: Any) -> None:
    with scene.session() as session:
        assert recovery.run_for(session, None, scene.run_id) == scene.run_id
        assert recovery.run_for(session, LOST, scene.run_id) == LOST
        assert recovery.recovered_runs(session) == [LOST]
        chain.seal_run(session, LOST, now)
        assert recovery.run_for(session, LOST, scene.run_id) == scene.run_id  # its books are closed, and nothing lacks
    [lost] = [row for row in scene.rows(RunRow) if row["id"] == LOST]
    assert (lost["kind"], lost["state"]) == ("recovered", "abandoned")
    assert f"{lost['started_at']:%Y-%m-%d %H}" == "2026-02-27 18"  # two in the morning in Shanghai
    with scene.session() as session:
        assert [row[0] for row in archive_index.running(session)] == [scene.run_id]
        runs.finish(session, scene.run_id, now=now, state="finished", summary={})
        assert list(archive_index.running(session)) == []
