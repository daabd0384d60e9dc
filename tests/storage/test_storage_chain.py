"""Sealed rows: nothing of them can be changed by plain SQL without its name; sealing goes on after anything."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from core.chain import Head, Kind, faults
from core.duties import Status
from core.posts import PostRef
from storage import captures, chain, chain_check, chain_segment, runs, standings
from storage.chain import ChainForked, SealedFile
from storage.database import Session
from storage.models import (
    ArchiveFileRow,
    CaptureRow,
    ChainRow,
    ChangeRow,
    CheckRow,
    ObligationRow,
    PostRow,
    ReportRow,
    RevisionRow,
    RunRow,
    TransitionRow,
)

FILE = SealedFile("2026/03/run.warc.gz", None, 1200, "a" * 64, 7)
DAY = timedelta(days=1)


def words(scene: Any, *heads: Head) -> list[str]:
    with scene.database.reading() as session:
        return [fault.words for fault in chain_check.check(session, heads)]


def told(scene: Any) -> str:
    """The one thing that does not hold."""
    [only] = words(scene)
    return only


def kinds(scene: Any) -> list[str]:
    return [row["kind"] for row in scene.rows(ChainRow)]


def found(scene: Any, now: datetime) -> None:
    """A list with a report, read, judged: rows of every kind."""
    ref = PostRef("http://site.test/zhen/1", "甲镇2025年度法治政府建设情况报告")
    scene.keep_list("zhen", ref)
    with scene.session() as session:
        capture_id = captures.keep(session, scene.run_id, scene.capture(ref.url), "article")
        post = session.scalars(select(PostRow)).one()
        report = ReportRow(
            unit_id="zhen-a", report_year=2025, url=ref.url, first_seen_at=now, revision=1, flags=[], post_id=post.id
        )
        session.add(report)
        session.flush()
        happened = {"run_id": scene.run_id, "capture_id": capture_id, "report_id": report.id}
        content = {"published_at": "2026-02-27T10:00:00+08:00", "attachments": []}
        session.add(
            RevisionRow(
                **happened, number=1, title="题", body="文", content=content, parser_version="1",
                made_at=now, change_kind="appeared", change_reason="首次读到",
            )
        )  # fmt: skip
        session.add(ChangeRow(**happened, kind="appeared", reason="首次读到", at=now, revision=1, details={"a": 1}))
        record = session.scalars(select(CaptureRow.warc_record_id).where(CaptureRow.id == capture_id)).one()
        standing = scene.standing("zhen-a", Status.PUBLISHED, archive=(record,))
        standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=now, alerts=[])


def finish(scene: Any, now: datetime, state: str = "finished") -> Head:
    """The end of a run, as the flow makes it."""
    with scene.session() as session:
        chain.seal_files(session, [FILE], now)
        assert runs.finish(session, scene.run_id, now=now, state=state, summary={})
        head = chain.seal_run(session, scene.run_id, now)
        runs.note(session, scene.run_id, {"chain": {"seq": head.seq, "head": head.digest}})
    return head


@pytest.fixture
def sealed(scene: Any, now: datetime) -> Any:
    found(scene, now)
    finish(scene, now)
    return scene


def test_a_run_is_sealed_with_all_that_it_found(sealed: Any) -> None:
    assert kinds(sealed) == ["archive_file", "revision", "change", "statement", "run"]
    assert words(sealed) == []
    with sealed.database.reading() as session:
        entries = list(chain.entries(session))
        assert list(faults(entries)) == []
        assert chain.head(session) == entries[-1].head
        assert chain.unsealed_runs(session) == []
    assert '"captures":{"count":2,' in entries[-1].facts
    assert '"archive":["<urn:uuid:' in entries[3].facts


def test_sealing_twice_adds_nothing(sealed: Any, now: datetime) -> None:
    before = sealed.dump()
    with sealed.session() as session:
        assert chain.seal_files(session, [FILE], now + DAY) == 0
        assert chain.seal_rows(session, sealed.run_id, now + DAY) == 0
        chain.seal_run(session, sealed.run_id, now + DAY)
    assert sealed.dump() == before


def test_what_is_sealed_before_telling_is_not_sealed_again_at_the_end(scene: Any, now: datetime) -> None:
    found(scene, now)
    with scene.session() as session:
        assert chain.seal_rows(session, scene.run_id, now) == 3
    assert words(scene) == []
    finish(scene, now)
    assert kinds(scene) == ["revision", "change", "statement", "archive_file", "run"]
    assert words(scene) == []


def test_an_ordinary_night_adds_one_entry(sealed: Any, now: datetime) -> None:
    with sealed.session() as session:
        sealed.run_id = runs.begin(session, kind="nightly", now=now + DAY, real_now=now + DAY, lease=DAY)
    sealed.keep_list("zhen", PostRef("http://site.test/zhen/1", "甲镇2025年度法治政府建设情况报告"), at=now + DAY)
    finish(sealed, now + DAY)
    assert kinds(sealed)[5:] == ["run"]


LATER = "2026-03-05 00:00:00"

# A column changed by plain SQL, and what is said of it.
CHANGED = [
    (TransitionRow, "at", LATER, "第4环（认定 {id}，zhen-a 2025年度）封存之后被改动：时间"),
    (TransitionRow, "after", "overdue", "认定结果"),
    (TransitionRow, "reason", "别的", "理由"),
    (TransitionRow, "archive", "[]", "所依据的存档记录"),
    (TransitionRow, "report_year", 2024, "年度"),
    (RevisionRow, "made_at", LATER, "第2环（报告版本 {id}，zhen-a 2025年度）封存之后被改动：形成时间"),
    (RevisionRow, "body", "另一段文字", "标题和正文的摘要"),
    (RevisionRow, "title", "另一个标题", "标题和正文的摘要"),
    (RevisionRow, "content", '{"published_at": "2026-03-31T10:00:00+08:00"}', "公布日期"),
    (RevisionRow, "number", 2, "版本号"),
    (ChangeRow, "at", LATER, "第3环（变化 {id}，zhen-a 2025年度）封存之后被改动：时间"),
    (ChangeRow, "details", '{"a": 2}', "变化详情"),
    (ChangeRow, "url", "http://other.test/", "网址"),
    (RunRow, "started_at", LATER, "第5环（任务 {id}）封存之后被改动：开始时间"),
    (RunRow, "finished_at", LATER, "结束时间"),
    (RunRow, "begun_at", LATER, "实际开始时间"),
    (RunRow, "state", "failed", "状态"),
    (CaptureRow, "fetched_at", LATER, "第5环（任务 {run}）封存之后被改动：本次任务的存档清单"),
    (CaptureRow, "status", 404, "本次任务的存档清单"),
    (CaptureRow, "final_url", "http://other.test/", "本次任务的存档清单"),
    (CaptureRow, "origin", "人工导入", "本次任务的存档清单"),
    (CheckRow, "first_second", 1, "第5环（任务 {run}）封存之后被改动：本次任务的检查清单"),
    (CheckRow, "last_second", 1, "本次任务的检查清单"),
    (CheckRow, "times", " 1/x", "本次任务的检查清单"),
    (CheckRow, "checks", 2, "本次任务的检查清单"),
    (CheckRow, "outcome", "blocked", "本次任务的检查清单"),
    (CheckRow, "reason", "别的", "本次任务的检查清单"),
    (CheckRow, "digest", "b" * 64, "本次任务的检查清单"),
    (CheckRow, "capture_id", None, "本次任务的检查清单"),
    (CheckRow, "whole", False, "本次任务的检查清单"),
    (CheckRow, "complete", False, "本次任务的检查清单"),
    (ArchiveFileRow, "sha256", "b" * 64, "第1环（存档文件 2026/03/run.warc.gz）封存之后被改动：摘要"),
    (ArchiveFileRow, "bytes", 1201, "字节数"),
    (ArchiveFileRow, "records", 8, "记录数"),
]


@contextmanager
def undone(scene: Any) -> Iterator[tuple[Session, Callable[[], list[str]]]]:
    """What is done in the block is checked there, and then taken back."""
    with scene.session() as session:
        trial = session.begin_nested()
        yield session, lambda: [fault.words for fault in chain_check.check(session)]
        trial.rollback()


def test_what_is_changed_by_plain_sql_is_named(sealed: Any) -> None:
    for model, column, value, said in CHANGED:
        row = sealed.rows(model)[0]
        key = {ArchiveFileRow: "name", CheckRow: "state"}.get(model, "id")
        json = column in ("archive", "content", "details") and sealed.database.kind == "postgresql"
        new = "CAST(:value AS JSON)" if json else ":value"
        with undone(sealed) as (session, check):
            plain = text(f"UPDATE {model.__tablename__} SET {column} = {new} WHERE {key} = :key")
            session.execute(plain, {"value": value, "key": row[key]})
            [told] = check()
        assert said.format(id=row[key], run=sealed.run_id) in told, (model, column)
    assert words(sealed) == []


def test_captures_that_change_places_are_named(sealed: Any) -> None:
    first, second = (row["id"] for row in sealed.rows(CaptureRow))
    records = [row["warc_record_id"] for row in sealed.rows(CaptureRow)]
    with sealed.session() as session:
        for own, record in ((first, "x"), (second, records[0]), (first, records[1])):
            session.execute(update(CaptureRow).where(CaptureRow.id == own).values(warc_record_id=record))
    assert any("本次任务的存档清单" in said for said in words(sealed))


GONE = [
    (TransitionRow, "第4环所封存的认定 {id}，zhen-a 2025年度已不在数据库中"),
    (ChangeRow, "第3环所封存的变化 {id}，zhen-a 2025年度已不在数据库中"),
    (CheckRow, "本次任务的检查清单"),
    (ArchiveFileRow, "第1环所封存的存档文件 {name}已不在数据库中"),
]


def test_sealed_rows_that_are_gone_are_named(sealed: Any) -> None:
    for model, said in GONE:
        row = sealed.rows(model)[0]
        with undone(sealed) as (session, check):
            session.execute(delete(model))
            [told] = check()
        assert said.format(**row) in told


def test_rows_put_into_a_sealed_run_are_named_and_never_sealed(sealed: Any, now: datetime) -> None:
    late = {"unit_id": "zhen-a", "report_year": 2025, "after": "overdue", "at": now, "reason": "补上的"}
    with sealed.session() as session:
        session.execute(insert(TransitionRow), [{**late, "run_id": sealed.run_id, "before": "published"}])
    assert "没有封存过" in told(sealed)
    with sealed.session() as session:
        assert chain.unsealed_runs(session) == []
    with sealed.session() as session:
        captures.keep(session, sealed.run_id, sealed.capture("http://site.test/late"), "article")
    assert len(words(sealed)) == 2


def test_an_entry_that_is_taken_out_is_named(sealed: Any) -> None:
    for seq in range(1, 6):
        with undone(sealed) as (session, check):
            session.execute(delete(ChainRow).where(ChainRow.seq == seq))
            told = check()
        assert any(f"第{seq}环" in said for said in told)
        assert any("没有封存过" in said for said in told)


def test_a_chain_that_is_cut_short_or_wiped_out_is_named(sealed: Any) -> None:
    with sealed.session() as session:
        session.execute(delete(ChainRow).where(ChainRow.seq > 3))
    assert "缺少曾经公布过的第5环，链现在止于第3环" in words(sealed)
    with sealed.session() as session:
        session.execute(delete(ChainRow))
    assert "缺少曾经公布过的第5环，链现在止于第0环" in words(sealed)


def test_facts_changed_in_the_chain_itself_are_named(sealed: Any) -> None:
    with sealed.session() as session:
        facts = session.scalars(select(ChainRow.facts).where(ChainRow.seq == 4)).one()
        changed = update(ChainRow).where(ChainRow.seq == 4)
        session.execute(changed.values(facts=facts.replace("published", "overdue__")))
    assert "第4环（认定" in words(sealed)[0]
    assert any("认定结果" in said for said in words(sealed))
    with sealed.session() as session:
        session.execute(update(ChainRow).where(ChainRow.seq == 4).values(facts="{", kind="xx"))
    assert any("第4环" in said for said in words(sealed))


def test_a_head_that_was_told_must_still_be_there(sealed: Any) -> None:
    with sealed.database.reading() as session:
        head = chain.head(session)
    assert words(sealed, Head(head.seq, head.digest[:16])) == []
    assert len(words(sealed, Head(head.seq, "0123456789abcdef"), Head(9, "ab"))) == 2


def test_runs_that_wait_to_be_sealed_are_no_fault(scene: Any, now: datetime) -> None:
    """Under way, or cut off a moment ago, or from before there was a chain."""
    found(scene, now)
    assert words(scene) == []
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=now, state="finished", summary={"posts": {}})
    assert words(scene) == []
    with scene.session() as session:
        assert chain.unsealed_runs(session) == [scene.run_id]
        chain.seal_run(session, scene.run_id, now + DAY)
    assert words(scene) == []


def test_a_run_that_later_ones_passed_over_is_named(sealed: Any, now: datetime) -> None:
    old = {"kind": "nightly", "state": "finished", "started_at": now - DAY, "finished_at": now - DAY, "holder": ""}
    with sealed.session() as session:
        session.execute(
            insert(RunRow),
            [{**old, "id": "old", "number": 9, "begun_at": now - DAY, "lease_expires_at": now - DAY, "summary": {}}],
        )
    assert "任务 old没有封存过" in told(sealed)


def test_files_of_runs_at_rest_are_told_from_those_being_written(scene: Any, now: datetime) -> None:
    with scene.session() as session:
        assert chain.runs_at_rest(session, now + DAY) == {scene.run_id: False}, "it is running, whatever its lease says"
        session.execute(update(RunRow).values(state="abandoned"))
        assert chain.runs_at_rest(session, now) == {scene.run_id: False}, "its shards may outlive it"
        assert chain.runs_at_rest(session, now + timedelta(minutes=10)) == {scene.run_id: True}
        session.execute(update(RunRow).values(state="finished"))
        assert chain.runs_at_rest(session, now) == {scene.run_id: True}


def test_losses_are_sealed_once(sealed: Any, now: datetime) -> None:
    with sealed.session() as session:
        assert chain.seal_losses(session, {"<urn:uuid:1>": {"reason": "磁盘损坏"}}, now + DAY) == 1
        assert chain.seal_losses(session, {"<urn:uuid:1>": {"reason": "又一次"}}, now + DAY) == 0
    assert kinds(sealed)[-1] == "loss"
    assert words(sealed) == []


def test_a_segment_shows_an_obligation_under_the_head(sealed: Any, now: datetime) -> None:
    other = sealed.standing("zhen-b", Status.OVERDUE)
    with sealed.session() as session:
        sealed.run_id = runs.begin(session, kind="nightly", now=now + DAY, real_now=now + DAY, lease=DAY)
        standings.turn(session, run_id=sealed.run_id, standing=other, before=None, now=now, alerts=[])
    head = finish(sealed, now + DAY)
    with sealed.database.reading() as session:
        segment = chain_segment.segment(session, "zhen-a", 2025)
        assert chain_segment.segment(session, "xian-fu", 2025).entries == ()
    assert segment.holds
    assert segment.head == head
    assert [(e.seq, e.kind) for e in segment.entries] == [
        (1, Kind.ARCHIVE_FILE), (2, Kind.REVISION), (3, Kind.CHANGE), (4, Kind.STATEMENT), (5, Kind.RUN)
    ]  # fmt: skip
    assert len(segment.contents) == head.seq


def test_two_that_seal_at_once_make_one_chain(open_scene: Callable[[], Any], now: datetime) -> None:
    scene = open_scene()
    scene.begin()
    barrier = threading.Barrier(4)

    def seal(number: int) -> None:
        barrier.wait()
        for n in range(5):
            with scene.session() as session:
                chain.seal_files(session, [SealedFile(f"run-{number}-{n}", None, 1, "c" * 64, 1)], now)

    threads = [threading.Thread(target=seal, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row["seq"] for row in scene.rows(ChainRow)] == list(range(1, 21))
    assert words(scene) == []


def test_a_fork_fails_and_says_so(sealed: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a writer had read the head before another wrote, past lease and turn."""
    stale = chain._last
    with sealed.database.reading() as session:
        last = stale(session)
    with sealed.session() as session:
        chain.seal_losses(session, {"a": {}}, now)
    monkeypatch.setattr(chain, "_last", lambda session: last)
    with pytest.raises(ChainForked, match="第6环已被另一程序写入"), sealed.session() as session:
        chain.seal_losses(session, {"b": {}}, now)
    monkeypatch.undo()
    assert [row["subject"] for row in sealed.rows(ChainRow)][5:] == ["a"]
    assert words(sealed) == []


def test_a_run_that_lost_its_place_writes_nothing_more(sealed: Any, now: datetime) -> None:
    with sealed.session() as session:
        assert not runs.finish(session, sealed.run_id, now=now, state="failed", summary={})
        assert not runs.under_way(session, sealed.run_id)
        lost = runs.begin(session, kind="nightly", now=now, real_now=now, lease=DAY)
        assert runs.under_way(session, lost)
    assert sealed.rows(ObligationRow)
