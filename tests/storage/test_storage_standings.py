"""Facts, standings and the board: each obligation turns once, whoever judges it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.changes import Change, ChangeKind
from core.duties import ColumnFact, Facts, Status
from core.pages import Outcome
from core.posts import Kind, PostRef
from core.reports import Report, TextWarning
from core.times import SHANGHAI
from storage import asides, captures, register, reports, standings
from storage.asides import Aside
from storage.models import AlertRow, CaptureRow, ObligationRow, PostRow, TransitionRow

REPORT = PostRef("http://site.test/1", "甲镇2025年法治报告")
DAY = timedelta(days=1)


def _facts(scene: Any, units: list[str] | None = None, years: tuple[int, ...] = (2024, 2025)) -> dict[Any, Facts]:
    with scene.database.reading() as session:
        asked = scene.registry.units if units is None else units
        return standings.facts(session, [(unit_id, year) for unit_id in asked for year in years])


def _keep_report(scene: Any, report: Report, now: datetime, ref: PostRef = REPORT) -> int:
    capture_id = scene.keep_article("zhen", ref, at=now)
    post_id = next(row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url)
    with scene.session() as session:
        captures.mark_read(session, capture_id, "1", now)
        known = reports.known(session, "zhen-a", report.report_year or 0)
        return reports.keep(
            session,
            run_id=scene.run_id,
            unit_id="zhen-a",
            report=report,
            changes=(Change(ChangeKind.EDITED if known else ChangeKind.APPEARED, "因为"),),
            url=ref.url,
            post_id=post_id,
            capture_id=capture_id,
            parser_version="1",
            first_seen_at=now,
            now=now,
        )


# facts


def test_every_unit_and_year_asked_for_has_facts(scene: Any) -> None:
    assert set(_facts(scene)) == {(u, y) for u in ("zhen-a", "zhen-b", "xian-fu", "shi-ju") for y in (2024, 2025)}
    assert set(_facts(scene, ["zhen-b"], (2025,))) == {("zhen-b", 2025)}
    assert _facts(scene, [], (2025,)) == {}


def test_columns_tell_their_last_complete_check(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", PostRef("http://site.test/9", "新闻"), at=now)
    scene.keep_list("zhen", at=now + DAY, outcome=Outcome.BLOCKED, complete=False)
    zhen = ColumnFact("zhen", now, "blocked", "列表不完整", True, ("<urn:uuid:1>",), now + DAY, watched=((now, now),))
    assert _facts(scene)["zhen-a", 2025].columns == (
        replace(zhen, bare=True),
        ColumnFact("gong", None, None, None, bare=True),
    )


def test_a_column_is_bare_until_it_lists_anybodys_report(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", PostRef("http://site.test/9", "青石镇召开普法工作会议"), at=now)
    assert [c.bare for c in _facts(scene)["zhen-a", 2025].columns] == [True, True]
    scene.keep_list("zhen", PostRef("http://site.test/8", "远山镇2019年度法治政府建设情况报告"), at=now + DAY)
    assert [c.bare for c in _facts(scene)["zhen-a", 2025].columns] == [False, True]


def test_a_retired_unit_or_column_is_no_longer_a_fact(scene: Any, now: datetime) -> None:
    del scene.registry.units["zhen-b"]
    del scene.registry.columns["gong"]
    with scene.session() as session:
        for unit_id in ("zhen-a", "xian-fu"):
            unit = scene.registry.units[unit_id]
            columns = tuple(c for c in unit.column_ids if c != "gong")
            scene.registry.units[unit_id] = replace(unit, column_ids=columns)
        register.sync(session, scene.registry, now)
    facts = _facts(scene)
    assert ("zhen-b", 2025) not in facts
    assert [c.column_id for c in facts["zhen-a", 2025].columns] == ["zhen"]


def test_a_report_is_a_fact_with_its_evidence(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    published = datetime(2026, 3, 25, 0, 10, tzinfo=SHANGHAI)
    first = make_report(published_at=published, published_basis="displayed", flags=("date_missing",))
    report_id = _keep_report(scene, first, now)
    _keep_report(scene, make_report(published_at=published, published_basis="meta", body="改了"), now + DAY)
    fact = _facts(scene)["zhen-a", 2025].published
    assert fact is not None
    assert (fact.report_id, fact.url, fact.basis, fact.flags) == (report_id, REPORT.url, "meta", ())
    assert (fact.published_on, fact.first_seen_at) == (date(2026, 3, 25), now)
    newest = scene.rows(CaptureRow)[-1]["warc_record_id"]
    assert fact.archive == (newest,)
    assert _facts(scene)["zhen-a", 2024].published is None
    assert _facts(scene)["zhen-b", 2025].published is None


def test_posts_that_wait_are_doubts_of_the_units_they_may_belong_to(scene: Any) -> None:
    unsure = PostRef("http://site.test/2", "疑")
    scene.keep_list("zhen", REPORT, unsure, PostRef("http://site.test/3", "新闻"))
    scene.keep_article("zhen", unsure, Outcome.TIMEOUT, fetched=False)
    facts = _facts(scene)
    of_any_year = ("《疑》未能取得：结果 timeout",)
    assert set(facts["zhen-a", 2025].doubts) == {*of_any_year, "《甲镇2025年法治报告》尚未取得"}
    assert facts["zhen-b", 2025].doubts == facts["zhen-a", 2025].doubts
    assert facts["zhen-a", 2024].doubts == of_any_year
    assert facts["xian-fu", 2025].doubts == ()


def test_a_post_under_review_doubts_its_unit_alone_once_that_is_known(scene: Any, now: datetime) -> None:
    scene.keep_list("zhen", REPORT)
    capture_id = scene.keep_article("zhen", REPORT)
    assert _facts(scene)["zhen-a", 2025].doubts == ("《甲镇2025年法治报告》的正文或附件尚未读到",)
    with scene.session() as session:
        captures.mark_read(session, capture_id, "1", now)
    assert _facts(scene)["zhen-a", 2025].doubts == ()

    def review(unit_id: str | None, year: int | None, *, review: bool = True, **more: Any) -> dict[Any, Facts]:
        with scene.session() as session:
            post_id = scene.rows(PostRow)[0]["id"]
            aside = Aside(Kind.ANNUAL_REPORT, year, "认不出", unit_id=unit_id, review=review, **more)
            asides.keep(session, post_id, aside)
        return _facts(scene)

    words = ("《甲镇2025年法治报告》待人工确认：认不出",)
    facts = review("zhen-b", 2025)
    assert (facts["zhen-a", 2025].doubts, facts["zhen-b", 2025].doubts) == ((), words)
    assert facts["zhen-b", 2024].doubts == ()
    facts = review(None, None)
    assert {key for key, fact in facts.items() if fact.doubts} == {
        (u, y) for u in ("zhen-a", "zhen-b") for y in (2024, 2025)
    }
    facts = review("xian-fu", 2025, conflict_years=(2024,))
    assert {key for key, fact in facts.items() if fact.doubts} == {("xian-fu", 2024), ("xian-fu", 2025)}
    assert not any(fact.doubts for fact in review(None, 2025, review=False).values())


@pytest.mark.parametrize(
    ("detail", "years"),
    [("标题为2025年，正文标题为2024年", {2024}), ("年度不一致", {2024, 2026}), ("纲要（2022—2025年）", {2022})],
)
def test_a_year_conflict_casts_doubt_on_the_other_years(
    scene: Any, now: datetime, make_report: Callable[..., Report], detail: str, years: set[int]
) -> None:
    warnings = (TextWarning("year_conflict", detail),)
    _keep_report(scene, make_report(flags=("year_conflict",), warnings=warnings), now)
    facts = _facts(scene, None, tuple(range(2020, 2028)))
    assert {year for (unit, year), fact in facts.items() if fact.doubts and unit == "zhen-a"} == years
    assert {unit for (unit, _), fact in facts.items() if fact.doubts} == {"zhen-a"}
    published = facts["zhen-a", 2025].published
    assert published is not None
    assert published.flags == ("year_conflict",)


# standings


def _turn(
    scene: Any, unit_id: str, status: Status, before: Status | None, now: datetime, *alerts: Any, **more: Any
) -> bool:
    with scene.session() as session:
        standing = scene.standing(unit_id, status, **more)
        return standings.turn(session, run_id=scene.run_id, standing=standing, before=before, now=now, alerts=alerts)


def _transitions(scene: Any) -> list[tuple[str | None, str]]:
    return [(row["before"], row["after"]) for row in scene.rows(TransitionRow)]


def test_a_standing_turns_once_with_its_alert(scene: Any, now: datetime) -> None:
    assert _turn(scene, "zhen-a", Status.DUE_SOON, None, now, scene.alert("a"))
    assert not _turn(scene, "zhen-a", Status.DUE_SOON, None, now, scene.alert("b"))
    assert _turn(scene, "zhen-a", Status.OVERDUE, Status.DUE_SOON, now + DAY, scene.alert("c"))
    assert not _turn(scene, "zhen-a", Status.OVERDUE, Status.DUE_SOON, now + DAY, scene.alert("d"))
    assert not _turn(scene, "zhen-b", Status.OVERDUE, Status.DUE_SOON, now, scene.alert("e")), "never judged yet"
    assert _transitions(scene) == [(None, "due_soon"), ("due_soon", "overdue")]
    assert [row["key"] for row in scene.rows(AlertRow)] == ["a", "c"]
    last = scene.rows(TransitionRow)[-1]
    assert (last["at"], last["run_id"], last["reason"]) == (now + DAY, scene.run_id, "因为")


def test_an_unchanged_status_is_refreshed_without_a_transition(scene: Any, now: datetime) -> None:
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, scene.alert("a"))
    more = {"days_late": 2, "reason": "仍未公布", "last_complete_check_at": now + DAY, "flags": ("borderline",)}
    again = (scene.alert("a"), scene.alert("reminder"))
    assert _turn(scene, "zhen-a", Status.OVERDUE, Status.OVERDUE, now + DAY, *again, **more)
    assert _transitions(scene) == [(None, "overdue")]
    assert [row["key"] for row in scene.rows(AlertRow)] == ["a", "reminder"]
    [row] = scene.rows(ObligationRow)
    assert (row["days_late"], row["reason"], row["flags"]) == (2, "仍未公布", ["borderline"])
    assert (row["turned_at"], row["judged_at"]) == (now, now + DAY)


def test_a_failing_alert_takes_the_turn_back(scene: Any, now: datetime) -> None:
    """Turn and alert are one transaction: an alert that cannot be written leaves no transition without it."""
    broken = replace(scene.alert("a"), office_id="nobody")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        _turn(scene, "zhen-a", Status.OVERDUE, None, now, broken)
    assert (scene.rows(ObligationRow), scene.rows(TransitionRow), scene.rows(AlertRow)) == ([], [], [])


def test_a_stored_standing_comes_back_whole(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    report_id = _keep_report(scene, make_report(), now)
    standing = scene.standing(
        "zhen-a",
        Status.PUBLISHED,
        days_late=0,
        published_on=date(2026, 3, 25),
        published_basis="displayed",
        first_seen_at=now,
        report_id=report_id,
        url=REPORT.url,
        flags=("borderline",),
        last_complete_check_at=now,
        columns=("zhen", "gong"),
        archive=("<urn:uuid:1>",),
    )
    with scene.session() as session:
        standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=now, alerts=())
        stored = standings.current(session)
        assert standings.current(session, [2024]) == {}
        assert standings.current(session, [2025], ["zhen-a"]) == stored
        assert standings.current(session, unit_ids=["zhen-b"]) == {}
    assert set(stored) == {("zhen-a", 2025)}
    assert stored["zhen-a", 2025].status is Status.PUBLISHED
    assert stored["zhen-a", 2025].standing == standing


def test_the_board_is_ordered_and_in_the_contracts_shape(scene: Any, now: datetime) -> None:
    for unit_id in ("zhen-b", "shi-ju", "zhen-a", "xian-fu"):
        _turn(scene, unit_id, Status.DUE_SOON, None, now, columns=("zhen",), last_complete_check_at=now)
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, year=2024)

    def board(**filters: Any) -> list[dict[str, Any]]:
        with scene.database.reading() as session:
            return standings.board(session, **filters)

    assert [row["unit"] for row in board(year=2025)] == ["shi-ju", "xian-fu", "zhen-b", "zhen-a"]
    assert [(row["unit"], row["report_year"]) for row in board(office="xian")][-2:] == [
        ("zhen-a", 2024),
        ("zhen-a", 2025),
    ]
    row = board(year=2025)[-1]
    assert set(row) >= {
        "unit", "unit_name", "office", "report_year", "due_on", "rule", "status", "days_late", "published_on",
        "first_seen_at", "report_id", "url", "duty", "published_basis", "flags", "evidence",
    }  # fmt: skip
    assert (row["unit_name"], row["office"], row["due_on"]) == ("甲镇人民政府", "xian", "2026-03-31")
    assert row["evidence"] == {"last_complete_check_at": now.isoformat(), "columns": ["zhen"], "archive": []}


def test_eight_judges_turn_fifty_obligations_once(scene: Any, now: datetime) -> None:
    years = range(1976, 2026)
    barrier = threading.Barrier(8)
    turned: list[bool] = []

    def judge(first: int) -> None:
        barrier.wait()
        for year in [*years[first:], *years[:first]]:
            with scene.session() as session:
                alert = replace(scene.alert(f"overdue:{year}"), report_year=year)
                stored = standings.current(session, [year]).get(("zhen-a", year))
                before = stored.status if stored else None
                if before is not Status.OVERDUE:
                    standing = scene.standing("zhen-a", Status.OVERDUE, year=year)
                    turned.append(
                        standings.turn(
                            session, run_id=scene.run_id, standing=standing, before=before, now=now, alerts=[alert]
                        )
                    )

    threads = [threading.Thread(target=judge, args=(n * 6,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert turned.count(True) == 50
    assert len(scene.rows(TransitionRow)) == len(scene.rows(AlertRow)) == len(scene.rows(ObligationRow)) == 50
