"""Decisions by hand, the review queue, the worklist, the outbox and the runs by pages: on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.alerts import Audience, Event
from core.changes import Change, ChangeKind
from core.decisions import Decision, Verdict
from core.pages import Outcome
from core.posts import Kind, PostRef
from storage import alert_pages, asides, captures, decisions, outbox, reports, review, run_views, runs, worklist
from storage.asides import Aside
from storage.doubts import doubts
from storage.models import PostRow
from storage.review import Why

TITLE = "法治建设总结2025疑"


@pytest.fixture
def post(scene: Any) -> int:
    """A doubtful post of the column that three units of one office share in part."""
    ref = PostRef("http://site.test/p/1", TITLE)
    scene.keep_list("zhen", ref)
    scene.keep_article("zhen", ref)
    with scene.session() as session:
        id_ = session.query(PostRow.id).scalar()
        assert id_ is not None
        aside(session, id_)
    return int(id_)


def aside(session: Any, post_id: int) -> None:
    asides.keep(session, post_id, Aside(Kind.OTHER, 2025, "标题不能确定", review=True))


def said(session: Any, post_id: int, verdict: Verdict, now: datetime, **more: Any) -> int:
    return decisions.store(session, Decision(post_id, verdict, "看过原件", "张晓", now, **more))


def test_the_latest_decision_counts_and_all_are_kept(scene: Any, post: int, now: datetime) -> None:
    with scene.session() as session:
        first = said(session, post, Verdict.CONFIRMED, now, unit_id="zhen-a", report_year=2025)
        second = said(session, post, Verdict.CONFIRMED, now, unit_id="zhen-b", report_year=2024)
        assert [d.id for d in decisions.waiting(session)] == [second]
        assert decisions.newest_of(session, "zhen-a", 2025) is None
        assert decisions.newest_of(session, "zhen-b", 2024) == second
        assert decisions.confirmed_of(session, post) == {("zhen-a", 2025), ("zhen-b", 2024)}
        decisions.applied(session, second, run_id=scene.run_id, at=now, outcome="已保存")
        assert decisions.waiting(session) == []
        known = decisions.latest(session, [post])[post]
        assert (known.verdict, known.unit_id, known.applied_at, known.files_as_then) == (
            "confirmed",
            "zhen-b",
            now,
            True,
        )
        told = [(row["id"], row["outcome"]) for row in decisions.of_posts(session, [post])[post]]
        assert told == [(second, "已保存"), (first, decisions.OVERRULED)]
        assert [row["title"] for row in decisions.these(session, [second, 999])] == [TITLE]
        [capture] = captures.these(session, [known.capture_id or 0])
        assert capture.decision == known


def test_what_is_refused_waits_for_nobody_until_it_has_another_title(scene: Any, now: datetime) -> None:
    ref = PostRef("http://site.test/p/2", "2025年法治政府建设报告")
    scene.keep_list("zhen", ref)
    scene.keep_article("zhen", ref, Outcome.SERVER_ERROR, fetched=False)
    keys = ["zhen-a", "zhen-b"]
    with scene.session() as session:
        post_id = session.query(PostRow.id).scalar()
        assert len(doubts(session, keys, {2025})) == 2
        number = said(session, post_id, Verdict.REFUSED, now)
        assert len(doubts(session, keys, {2025})) == 2  # nobody has carried it out yet
        assert not decisions.refused_of(session, {("zhen-a", 2025)})
        decisions.applied(session, number, run_id=scene.run_id, at=now, outcome="不再等待")
        assert not doubts(session, keys, {2025})
        year = session.get_one(PostRow, post_id).report_year
        asked = {("zhen-a", year or 0), ("zhen-a", 2020), ("shi-ju", year or 0)}
        assert decisions.refused_of(session, asked) == ({("zhen-a", year): 1} if year else {})
        assert [row["id"] for row in decisions.about(session, "zhen-b", year or 0)] == ([number] if year else [])
        assert decisions.about(session, "shi-ju", year or 0) == []
        assert list(session.scalars(decisions.refused_since(2025))) == [post_id]
        assert list(session.scalars(decisions.refused_since(2026))) == []
        assert review.counts(session, None)[Why.UNFETCHED] == 0
    scene.keep_list("zhen", PostRef(ref.url, "2025年法治政府建设年度报告"))
    with scene.session() as session:
        assert len(doubts(session, keys, {2025})) == 2
        undone = said(session, post_id, Verdict.UNDONE, now)
        decisions.applied(session, undone, run_id=scene.run_id, at=now, outcome="恢复")
        assert list(session.scalars(decisions.refused_posts())) == []


def test_a_report_that_a_person_refused_answers_nothing_and_doubts_nobody(
    scene: Any, post: int, now: datetime, make_report: Any
) -> None:
    with scene.session() as session:
        kept: dict[str, Any] = {"run_id": scene.run_id, "unit_id": "zhen-a", "url": "http://site.test/p/1"}
        capture = session.query(PostRow.capture_id).scalar()
        captures.mark_read(session, capture or 0, "1", now)
        kept |= {"post_id": post, "capture_id": capture, "parser_version": "1", "first_seen_at": now, "now": now}
        made = (Change(ChangeKind.APPEARED, "首次发现"),)
        report_id = reports.keep(session, report=make_report(), changes=made, **kept)
        reports.doubt(session, report_id, "重新识读后不再认作")
        assert ("zhen-a", 2025) in doubts(session, ["zhen-a"], {2025})
        assert [item.why for item in review.queue(session, None)] == [Why.LOST]
        reports.doubt(session, report_id, "经人工认定不是", refused=True)
        assert not doubts(session, ["zhen-a"], {2025})
        assert review.queue(session, None) == []
        reports.keep(session, report=make_report(), changes=(Change(ChangeKind.REREAD, "更正"),), **kept)
        known = reports.with_id(session, report_id)
        assert known is not None
        assert known.doubted is None
        reports.doubt(session, report_id, "重新识读后不再认作")
        assert [item.why for item in review.queue(session, None)] == [Why.LOST]


def test_who_sees_a_post_is_who_has_a_unit_that_it_may_be_of(scene: Any, post: int) -> None:
    with scene.session() as session:
        [item] = review.queue(session, {"xian"})
        assert (item.post_id, item.units, item.years) == (post, ("zhen-b", "zhen-a"), (2025,))
        assert set(item.units) == {"zhen-a", "zhen-b"}
        assert review.concerned(session, item) == {"xian"}
        assert review.queue(session, {"shi"}) == []
        assert review.one(session, {"shi"}, post) is None
        assert len(review.queue(session, None, unit="zhen-a")) == 1
        assert review.queue(session, None, unit="shi-ju") == []
        assert review.queue(session, None, before=post) == []
        assert review.counts(session, {"xian"})[Why.DOUBTFUL] == 1
        assert review.counts(session, {"shi"})[Why.DOUBTFUL] == 0
        assert review.reason_of(session, post) == "标题不能确定"


def test_the_worklist_goes_by_pages_and_filters(scene: Any, now: datetime) -> None:
    for number, (column_id, outcome) in enumerate(
        (("zhen", Outcome.BLOCKED), ("ju", Outcome.DNS), ("gong", Outcome.DNS))
    ):
        at = now + timedelta(hours=number)
        capture = scene.capture(f"http://site.test/{column_id}/", at=at) if outcome is Outcome.BLOCKED else None
        scene.keep_list(column_id, at=at, outcome=outcome, complete=False, capture=capture)
    asked = worklist.Asked()
    with scene.session() as session:
        first = worklist.page(session, asked, now, limit=2)
        assert [column.column_id for column in first] == ["gong", "ju"]
        after = worklist.After(first[-1].broken_since, "ju")
        [last] = worklist.page(session, asked, now, after=after)
        assert (last.column_id, last.waiting, [name for _, name in last.units]) == (
            "zhen",
            2,
            ["乙镇人民政府", "甲镇人民政府"],
        )
        assert last.capture_id is not None
        assert last.picture is None
        assert worklist.counts(session, asked) == {"dns": 2, "blocked": 1}
        assert [c.column_id for c in worklist.page(session, worklist.Asked(outcome="dns"), now)] == ["gong", "ju"]
        assert [c.column_id for c in worklist.page(session, worklist.Asked(offices={"shi"}), now)] == ["ju"]
        assert [c.column_id for c in worklist.page(session, worklist.Asked(office="shi"), now)] == ["ju"]
        assert len(worklist.page(session, worklist.Asked(host="site.test"), now)) == 3
        assert worklist.page(session, worklist.Asked(host="ite.test"), now) == []
        captures.keep(session, scene.run_id, scene.capture("urn:screenshot:http://site.test/ju/"), "screenshot")
        assert worklist.page(session, worklist.Asked(office="shi"), now)[0].picture is not None


def test_the_outbox_goes_by_pages_and_says_nothing_of_others(scene: Any) -> None:
    with scene.session() as session:
        told = [scene.alert(f"k{n}") for n in range(3)]
        told.append(scene.alert("o", event=Event.COLUMN_BROKEN, audience=Audience.OPERATOR))
        outbox.queue(session, told, run_id=scene.run_id)
        mine = alert_pages.Asked({"xian"})
        keys = [row["key"] for row in alert_pages.page(session, mine, limit=2)]
        assert keys == ["k2", "k1"]
        last = alert_pages.page(session, mine, limit=2)[-1]["id"]
        assert [row["key"] for row in alert_pages.page(session, mine, before=last)] == ["k0"]
        assert alert_pages.page(session, alert_pages.Asked({"shi"}, operator=True)) == []
        assert len(alert_pages.page(session, alert_pages.Asked(None, operator=True))) == 4
        assert alert_pages.open_counts(session, mine) == {"queued": 3, "failed": 0, "silenced": 0}
        assert alert_pages.page(session, alert_pages.Asked(event="overdue", state="sent")) == []
        assert alert_pages.visible(session, mine, last)
        assert not alert_pages.visible(session, alert_pages.Asked({"shi"}), last)


def test_a_run_tells_how_far_it_is_as_long_as_it_lasts(scene: Any, now: datetime) -> None:
    lease = timedelta(minutes=10)
    told = {"stages": [], "columns": {"done": 3, "asked": 9}}
    with scene.session() as session:
        assert runs.beat(session, scene.run_id, now, lease, told)
        running = run_views.running(session)
        assert running is not None
        assert (running.progress, running.alive(now), running.alive(now + lease)) == (told, True, False)
        assert runs.beat(session, scene.run_id, now, lease)
        assert runs.finish(session, scene.run_id, now=now, state="finished", summary={"outcomes": {"ok": 2}})
        assert run_views.running(session) is None
        run = run_views.one(session, scene.run_id)
        assert run is not None
        assert (run.progress, run.outcomes) == (None, {"ok": 2})
        second = runs.begin(session, kind="reparse:zhen-a:2025", now=now, real_now=now, lease=lease)
        assert [row.run_id for row in run_views.page(session, limit=1)] == [second]
        assert [row.run_id for row in run_views.page(session, before=2)] == [scene.run_id]
        assert [row.run_id for row in run_views.page(session, kind="nightly")] == [scene.run_id]
        assert run_views.page(session, state="failed") == []
        assert run_views.one(session, "nothing") is None
    assert runs.kind_words("reparse:zhen-a:2025") == "重新识读（zhen-a、2025）"
