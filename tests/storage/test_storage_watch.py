"""Columns and articles as they are read, and what the next night is told of them."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.changes import Change, ChangeKind
from core.crawl import ColumnJob, ColumnRead, Depth, ListPageRead
from core.pages import Ask, Outcome
from core.posts import Listing, PostRef, Recognition
from core.reports import Report
from storage import columns, jobs, reports
from storage.models import CaptureRow, CheckRow, ColumnRow, ListPageRow, PostColumnRow, PostRow

REPORT = PostRef("http://site.test/1", "甲镇2025年法治政府建设年度报告", date(2026, 3, 2))
NEWS = PostRef("http://site.test/2", "召开会议")
DAY = timedelta(days=1)


def _jobs(scene: Any, now: datetime, *column_ids: str, **more: Any) -> list[ColumnJob]:
    columns = [scene.registry.columns[c] for c in column_ids]
    with scene.database.reading() as session:
        return jobs.column_jobs(session, columns, now=now, cycle_year=2025, reread_after=timedelta(hours=12), **more)


def _post(scene: Any, ref: PostRef) -> dict[str, Any]:
    return next(row for row in scene.rows(PostRow) if row["url"] == ref.url)


def _column(scene: Any, column_id: str) -> dict[str, Any]:
    return next(row for row in scene.rows(ColumnRow) if row["id"] == column_id)


def _keep_report(scene: Any, make_report: Callable[..., Report], ref: PostRef, capture_id: int, now: datetime) -> int:
    with scene.session() as session:
        return reports.keep(
            session,
            run_id=scene.run_id,
            unit_id="zhen-a",
            report=make_report(),
            changes=(Change(ChangeKind.APPEARED, "首次发现"),),
            url=ref.url,
            post_id=_post(scene, ref)["id"],
            capture_id=capture_id,
            parser_version="1",
            first_seen_at=now,
            now=now,
        )


def test_new_posts_are_recognised_once(scene: Any, now: datetime) -> None:
    asked: list[str] = []

    def recognise(ref: PostRef) -> Recognition:
        asked.append(ref.url)
        found: Recognition = scene.recognise(ref)
        return found

    from_list = scene.column_read("zhen", (REPORT, NEWS, REPORT))
    for _ in range(2):
        with scene.session() as session:
            counts = columns.keep(session, scene.run_id, [from_list], recognise)
    assert sorted(asked) == [REPORT.url, NEWS.url]
    assert (counts.seen, counts.new) == (2, 0)
    wanted, seen = _post(scene, REPORT), _post(scene, NEWS)
    assert (wanted["state"], wanted["kind"], wanted["report_year"]) == ("wanted", "annual_report", 2025)
    assert (wanted["issuers"], wanted["reasons"]) == (["甲镇人民政府"], ["标题含法治"])
    assert (seen["state"], seen["kind"]) == ("seen", "news")


def test_the_same_reading_twice_adds_nothing(scene: Any) -> None:
    read = scene.column_read("zhen", (REPORT, NEWS))
    with scene.session() as session:
        columns.keep(session, scene.run_id, [read], scene.recognise)
    once = scene.dump()
    with scene.session() as session:
        columns.keep(session, scene.run_id, [read], scene.recognise)
    assert scene.dump() == once


def test_a_doubtful_post_is_wanted(scene: Any) -> None:
    doubtful = PostRef("http://site.test/3", "疑")
    scene.keep_list("zhen", doubtful)
    assert (_post(scene, doubtful)["state"], _post(scene, doubtful)["doubtful"]) == ("wanted", True)


def test_title_and_date_follow_the_list_but_are_not_lost(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    scene.keep_list("zhen", PostRef(REPORT.url, "新标题"), at=now + DAY)
    post = _post(scene, REPORT)
    assert (post["title"], post["listed_on"]) == ("新标题", REPORT.listed_on)
    assert (post["first_seen_at"], post["last_seen_at"]) == (now, now + DAY)
    assert post["kind"] == "news"  # another title is recognised anew
    scene.keep_list("zhen", REPORT, at=now + DAY / 2)
    assert _post(scene, REPORT)["last_seen_at"] == now + DAY
    assert scene.rows(PostColumnRow)[0]["last_seen_at"] == now + DAY


def test_a_held_address_with_a_new_report_title_is_asked_for_again(scene: Any, now: datetime) -> None:
    """A site that puts this year's report where last year's stood."""
    old = PostRef("http://site.test/report", "法治2024")
    scene.keep_list("zhen", old)
    scene.keep_article("zhen", old)
    scene.keep_list("zhen", PostRef(old.url, "法治2025"), at=now + DAY)
    (job,) = _jobs(scene, now + DAY, "zhen")
    assert [article.ref.title for article in job.again] == ["法治2025"]
    assert job.held == ()


def test_a_dead_candidate_that_the_list_dropped_is_not_waited_for(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    scene.keep_article("zhen", REPORT, Outcome.NOT_FOUND, fetched=False)
    scene.keep_list("zhen", PostRef("http://site.test/other", "法治2023"), at=now + DAY, complete=False)
    assert _post(scene, REPORT)["state"] == "failed"  # an incomplete list proves nothing
    scene.keep_list("zhen", PostRef("http://site.test/other", "法治2023"), at=now + 2 * DAY)
    assert _post(scene, REPORT)["state"] == "gone"
    scene.keep_list("zhen", REPORT, at=now + 3 * DAY)
    assert _post(scene, REPORT)["state"] == "wanted"


def test_a_dead_candidate_that_another_list_still_shows_is_waited_for(scene: Any, now: datetime) -> None:
    """That list did not change: nothing of it is noted again, and it shows the post all the same."""
    other = PostRef("http://site.test/other", "法治2023")
    scene.keep_list("zhen", REPORT)
    scene.keep_list("gong", REPORT)
    scene.keep_article("zhen", REPORT, Outcome.NOT_FOUND, fetched=False)
    scene.keep_list("gong", at=now + DAY, outcome=Outcome.NOT_MODIFIED, listed=1)
    scene.keep_list("zhen", other, at=now + DAY)
    assert _post(scene, REPORT)["state"] == "failed"
    scene.keep_list("gong", other, at=now + 2 * DAY)
    assert _post(scene, REPORT)["state"] == "gone"


def test_a_post_in_two_columns_is_one_post(scene: Any) -> None:
    assert scene.keep_list("zhen", REPORT).new == 1
    assert scene.keep_list("gong", REPORT).new == 0
    assert len(scene.rows(PostRow)) == 1
    assert {row["column_id"] for row in scene.rows(PostColumnRow)} == {"zhen", "gong"}


def test_an_article_before_its_list_is_recognised_when_the_list_comes(scene: Any) -> None:
    scene.keep_article("zhen", REPORT)
    assert _post(scene, REPORT)["kind"] is None
    counts = scene.keep_list("zhen", REPORT)
    assert (counts.seen, counts.new) == (1, 1)
    post = _post(scene, REPORT)
    assert (post["kind"], post["report_year"], post["state"]) == ("annual_report", 2025, "held")
    assert scene.keep_list("zhen", REPORT).new == 0


def test_an_unknown_column_is_refused(scene: Any) -> None:
    read = ColumnRead("nowhere", Outcome.OK, "", True, scene.column_read("zhen", ()).checked_at, None, ())
    with pytest.raises(IntegrityError), scene.session() as session:
        columns.keep(session, scene.run_id, [read], scene.recognise)


def test_a_column_breaks_stays_broken_and_heals(scene: Any, now: datetime) -> None:
    def broken() -> list[columns.BrokenColumn]:
        with scene.database.reading() as session:
            return columns.broken(session, ["zhen", "gong"])

    scene.keep_list("zhen", at=now, outcome=Outcome.BLOCKED, complete=False)
    scene.keep_list("zhen", NEWS, at=now + DAY, outcome=Outcome.INCOMPLETE, complete=False)
    assert broken() == [columns.BrokenColumn("zhen", now, "incomplete", "列表不完整")]
    assert _column(scene, "zhen")["last_complete_at"] is None
    scene.keep_list("zhen", NEWS, at=now + 2 * DAY)
    assert broken() == []
    assert _column(scene, "zhen")["last_complete_at"] == now + 2 * DAY
    scene.keep_list("zhen", at=now + 3 * DAY, outcome=Outcome.TIMEOUT, complete=False)
    assert [b.broken_since for b in broken()] == [now + 3 * DAY]
    assert _column(scene, "zhen")["last_complete_at"] == now + 2 * DAY
    checks = sorted(scene.rows(CheckRow), key=lambda row: row["first_second"])
    outcomes = [(row["outcome"], row["complete"], row["posts_seen"]) for row in checks]
    assert outcomes == [("blocked", False, 0), ("incomplete", False, 1), ("ok", True, 1), ("timeout", False, 0)]


def test_the_failed_page_is_kept_as_evidence(scene: Any) -> None:
    capture = scene.capture("http://site.test/zhen/", status=412)
    scene.keep_list("zhen", outcome=Outcome.BLOCKED, complete=False, capture=capture)
    [check] = scene.rows(CheckRow)
    [kept] = scene.rows(CaptureRow)
    assert (check["capture_id"], kept["status"], kept["role"]) == (kept["id"], 412, "list")
    assert kept["warc_offset"] == capture.warc_offset


def test_list_pages_come_back_as_they_were(scene: Any, now: datetime) -> None:
    form = Ask("http://site.test/api", "POST", (("viewstate", "v" * 9000), ("page", "2")), (("X-A", "b"),), True)
    listing = Listing((REPORT, NEWS), next=form, total=31, pages=2)
    first = ListPageRead(
        Ask("http://site.test/zhen/"), listing, "trs-1", "d1", False, scene.capture("a"), '"e1"', "Mon"
    )
    second = ListPageRead(form, Listing((NEWS,)), "trs-1", "d2", False, scene.capture("b"))
    read = ColumnRead("zhen", Outcome.OK, "", True, now, "trs", (first, second))
    with scene.session() as session:
        columns.keep(session, scene.run_id, [read], scene.recognise)
    [job] = _jobs(scene, now, "zhen")
    assert [(p.ask, p.listing, p.reader, p.digest) for p in job.pages] == [
        (first.ask, listing, "trs-1", "d1"),
        (form, Listing((NEWS,)), "trs-1", "d2"),
    ]
    assert (job.pages[0].etag, job.pages[0].last_modified) == ('"e1"', "Mon")


def test_an_unchanged_page_keeps_its_validators_and_its_evidence(scene: Any, now: datetime) -> None:
    def keep(digest: str, etag: str | None, *, kept: bool) -> dict[str, Any]:
        capture = scene.capture("a") if kept else None
        page = ListPageRead(Ask("http://site.test/zhen/"), Listing((NEWS,)), "trs-1", digest, not kept, capture, etag)
        with scene.session() as session:
            read = ColumnRead("zhen", Outcome.OK, "", True, now, "trs", (page,))
            columns.keep(session, scene.run_id, [read], scene.recognise)
        row: dict[str, Any] = scene.rows(ListPageRow)[0]
        return row

    first = keep("d1", '"e1"', kept=True)
    again = keep("d1", None, kept=False)
    assert (again["etag"], again["capture_id"]) == ('"e1"', first["capture_id"])
    changed = keep("d2", None, kept=True)
    assert changed["etag"] is None
    assert changed["capture_id"] != first["capture_id"]


def test_the_browser_and_the_platform_are_remembered(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", NEWS, needs_browser=True)
    scene.keep_list("zhen", NEWS)
    assert _jobs(scene, now, "zhen")[0].needs_browser
    assert not _jobs(scene, now, "gong")[0].needs_browser
    assert _column(scene, "zhen")["platform_found"] == "trs"


# article states


def test_an_article_is_held_once_it_came(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    capture_id = scene.keep_article("zhen", REPORT, at=now + DAY)
    post = _post(scene, REPORT)
    assert (post["state"], post["capture_id"], post["asked_at"]) == ("held", capture_id, now + DAY)


@pytest.mark.parametrize("outcome", [Outcome.NOT_MODIFIED, Outcome.OK])
def test_an_unchanged_article_keeps_its_capture(scene: Any, now: datetime, outcome: Outcome) -> None:
    first = scene.keep_article("zhen", REPORT)
    assert scene.keep_article("zhen", REPORT, outcome, at=now + DAY, fetched=False) is None
    post = _post(scene, REPORT)
    assert (post["state"], post["capture_id"], post["asked_at"]) == ("held", first, now + DAY)


def test_an_edited_article_points_to_its_new_capture(scene: Any, now: datetime) -> None:
    first = scene.keep_article("zhen", REPORT)
    second = scene.keep_article("zhen", REPORT, at=now + DAY)
    assert second not in (None, first)
    assert _post(scene, REPORT)["capture_id"] == second
    assert len(scene.rows(CaptureRow)) == 2


def test_a_failure_is_recorded_and_never_undoes_what_is_held(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    assert scene.keep_article("zhen", REPORT, Outcome.BLOCKED) is None
    failed = _post(scene, REPORT)
    assert (failed["state"], failed["last_outcome"], failed["capture_id"]) == ("failed", "blocked", None)
    assert failed["last_reason"] == "结果 blocked"
    held = scene.keep_article("zhen", REPORT)
    scene.keep_article("zhen", REPORT, Outcome.TIMEOUT, at=now + DAY, fetched=False)
    post = _post(scene, REPORT)
    assert (post["state"], post["capture_id"], post["last_outcome"]) == ("held", held, "timeout")
    assert post["asked_at"] == now


# jobs


def test_what_was_never_fetched_is_asked_again(scene: Any, now: datetime) -> None:
    failing = PostRef("http://site.test/4", "乙镇2024年法治报告")
    scene.keep_list("zhen", REPORT, NEWS, failing)
    scene.keep_article("zhen", failing, Outcome.TIMEOUT, fetched=False)
    [job] = _jobs(scene, now, "zhen")
    assert job.held == ()
    assert [(a.ref, a.digest, a.etag) for a in job.again] == [(REPORT, None, None), (failing, None, None)]


def test_reports_of_the_running_cycle_are_asked_again_conditionally(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    scene.keep_list("zhen", REPORT, NEWS)
    capture_id = scene.keep_article("zhen", REPORT, digest="f" * 64)
    scene.keep_article("zhen", NEWS)
    _keep_report(scene, make_report, REPORT, capture_id, now)
    assert _jobs(scene, now + timedelta(hours=11), "zhen")[0].again == ()
    [job] = _jobs(scene, now + timedelta(hours=12), "zhen")
    assert set(job.held) == {REPORT.url, NEWS.url}
    [article] = job.again
    capture = next(row for row in scene.rows(CaptureRow) if row["id"] == capture_id)
    assert (article.ref, article.digest) == (REPORT, "f" * 64)
    assert (article.etag, article.last_modified) == (capture["etag"], capture["last_modified"])
    scene.keep_article("zhen", REPORT, Outcome.NOT_MODIFIED, at=now + DAY, fetched=False)
    assert _jobs(scene, now + DAY + timedelta(hours=1), "zhen")[0].again == ()


def test_reports_of_past_cycles_are_read_again_with_the_weekly_walk_alone(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    scene.keep_list("zhen", REPORT)
    _keep_report(scene, make_report, REPORT, scene.keep_article("zhen", REPORT), now)
    columns = [scene.registry.columns["zhen"]]
    asked = {}
    for days in range(1, 8):
        with scene.database.reading() as session:
            [job] = jobs.column_jobs(
                session, columns, now=now + days * DAY, cycle_year=2026, reread_after=timedelta(hours=12)
            )
        assert job.held == (REPORT.url,)
        asked[days] = (job.depth, [article.ref.url for article in job.again])
    assert asked[7] == (Depth.WHOLE, [REPORT.url])  # a week later at the latest
    for depth, again in (asked[days] for days in range(1, 7)):
        assert again == ([] if depth is Depth.NEWEST else again)
    assert sum(depth is Depth.NEWEST for depth, _ in asked.values()) == 5  # and once on the column's own weekday


def test_a_post_of_two_columns_is_asked_for_by_one(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    scene.keep_list("gong", REPORT)
    gong, zhen, ju = _jobs(scene, now, "gong", "zhen", "ju")
    assert [len(job.again) for job in (gong, zhen, ju)] == [1, 0, 0]
    assert gong.column == scene.registry.columns["gong"]


def test_shards_side_by_side_do_not_block_each_other_for_good(scene: Any) -> None:
    """Columns that show the same posts, in opposite order, kept at once: a deadlock would cost one of them."""
    refs = [PostRef(f"http://site.test/{n}", f"法治{2000 + n % 26}") for n in range(60)]
    problems: list[Exception] = []
    barrier = threading.Barrier(6)

    def shard(number: int) -> None:
        column_id = ("zhen", "gong", "ju")[number % 3]
        barrier.wait()
        try:
            for _ in range(3):
                scene.keep_list(column_id, *(refs if number % 2 else refs[::-1]))
                scene.keep_article(column_id, refs[number])
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=shard, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(scene.rows(PostRow)) == 60
    assert len(scene.rows(PostColumnRow)) == 180
    assert [row["checks"] for row in scene.rows(CheckRow)] == [1, 1, 1], "one instant of one run is one check"


# whatever comes, in whatever order

URLS = [f"http://site.test/{n}" for n in range(6)]
TITLES = {url: f"法治{2020 + n}" for n, url in enumerate(URLS)}
READS = st.lists(
    st.one_of(
        st.tuples(
            st.just("list"),
            st.sampled_from(["zhen", "gong"]),
            st.lists(st.sampled_from(URLS), max_size=5),
            st.booleans(),
        ),
        st.tuples(
            st.just("article"),
            st.sampled_from(["zhen", "gong"]),
            st.sampled_from(URLS),
            st.sampled_from([Outcome.OK, Outcome.NOT_MODIFIED, Outcome.TIMEOUT, Outcome.NOT_FOUND]),
        ),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reads=READS)
def test_whatever_comes_nothing_is_lost_or_doubled(
    open_scene: Callable[[], Any], now: datetime, reads: list[tuple[Any, ...]]
) -> None:
    scene = open_scene()
    scene.begin()
    new, listed, urls, links, fetched = 0, set[str](), set[str](), set[tuple[str, str]](), set[str]()
    for step, (what, column_id, about, how) in enumerate(reads):
        at = now + timedelta(hours=step)
        if what == "list":
            refs = [PostRef(url, TITLES[url]) for url in about]
            outcome = Outcome.OK if how else Outcome.INCOMPLETE
            new += scene.keep_list(column_id, *refs, at=at, complete=how, outcome=outcome).new
            listed |= set(about)
            urls |= set(about)
            links |= {(column_id, url) for url in about}
        else:
            scene.keep_article(column_id, PostRef(about, TITLES[about]), how, at=at, fetched=how is Outcome.OK)
            urls.add(about)
            links.add((column_id, about))
            fetched |= {about} if how is Outcome.OK else set()
    posts = {row["id"]: row for row in scene.rows(PostRow)}
    assert sorted(row["url"] for row in posts.values()) == sorted(urls)
    assert new == len(listed)
    assert {(row["column_id"], posts[row["post_id"]]["url"]) for row in scene.rows(PostColumnRow)} == links
    assert {row["url"] for row in posts.values() if row["state"] == "held"} == fetched
    assert all(row["first_seen_at"] <= row["last_seen_at"] for row in posts.values())
    assert {row["url"] for row in posts.values() if row["kind"]} == listed
    jobs = _jobs(scene, now + timedelta(hours=8), "zhen", "gong")
    assert {url for job in jobs for url in job.held} == fetched
    again = [article.ref.url for job in jobs for article in job.again]
    gone = {row["url"] for row in posts.values() if row["state"] == "gone"}
    assert gone.isdisjoint(fetched)
    assert sorted(again) == sorted(urls - fetched - gone)
    scene.database.close()
