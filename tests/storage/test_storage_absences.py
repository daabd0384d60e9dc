"""Reports that were gone when last asked for: what one night shows of them, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.absence import Address, ColumnTonight
from core.changes import Change, ChangeKind
from core.crawl import Depth
from core.pages import Outcome
from core.posts import PostRef
from core.reports import Report
from storage import absences, changes, columns, jobs, lost, register, report_posts, reports, runs, standings
from storage.absences import Missed
from storage.models import CaptureRow, PostRow, ReportRow

OURS = PostRef("http://site.test/t1.html", "甲镇2025年法治政府建设年度报告")
BESIDE = PostRef("http://site.test/m1.html", "甲镇2025年法治政府建设年度报告")
NEWS = PostRef("http://site.test/n1.html", "其他工作信息")


@pytest.fixture
def town(scene: Any, now: datetime, make_report: Callable[..., Report]) -> Any:
    """The report of zhen-a stands in the column zhen; another night has begun."""
    scene.keep_list("zhen", OURS, NEWS)
    capture_id = scene.keep_article("zhen", OURS)
    with scene.session() as session:
        post = session.query(PostRow).filter(PostRow.url == OURS.url).one()
        reports.keep(
            session, run_id=scene.run_id, unit_id="zhen-a", report=make_report(),
            changes=(Change(ChangeKind.APPEARED, "首次发现"),), url=OURS.url, post_id=post.id, capture_id=capture_id,
            parser_version="1", first_seen_at=now, now=now,
        )  # fmt: skip
        session.query(CaptureRow).update({"read_at": now})
    next_night(scene, now + timedelta(days=1))
    return scene


def next_night(scene: Any, at: datetime) -> None:
    with scene.session() as session:
        runs.finish(session, scene.run_id, now=at, state="finished", summary={})
        scene.run_id = runs.begin(session, kind="nightly", now=at, real_now=at, lease=timedelta(minutes=10))
    scene.tonight = at


def missed(scene: Any) -> list[Missed]:
    with scene.session() as session:
        return absences.missed(session, scene.run_id, scene.tonight, {"zhen-a"})


def test_whether_every_address_is_dead_and_which_columns_are_broken(town: Any) -> None:
    town.keep_list("zhen", at=town.tonight, outcome=Outcome.TIMEOUT, complete=False)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    (found,) = missed(town)
    assert (found.dead, found.broken) == (True, {"zhen": town.tonight})
    next_night(town, town.tonight + timedelta(days=1))
    (found,) = missed(town)  # nobody asked tonight: what was said last stands
    assert (found.dead, found.night.addresses) == (True, (Address(),))


def test_what_stands_is_not_looked_at(town: Any) -> None:
    town.keep_list("zhen", OURS, NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_MODIFIED, at=town.tonight, fetched=False)
    assert missed(town) == []


def test_a_night_that_misses_it(town: Any) -> None:
    """The column that showed it, the unit's other one, and the address, each as of this night."""
    at = town.tonight
    town.keep_list("zhen", NEWS, at=at)
    gone = town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=at + timedelta(minutes=1))
    assert gone is None  # what is held is no worse for it
    (found,) = missed(town)
    assert found.night.addresses == (Address(gone_at=at + timedelta(minutes=1)),)
    assert dict(zip(found.columns, found.night.columns, strict=True)) == {
        "gong": ColumnTonight(showed=False, listed=False),
        "zhen": ColumnTonight(showed=True, listed=False, read_at=at, whole=True),
    }
    assert not found.night.elsewhere
    town.keep_list("gong", NEWS, at=at, complete=False, depth=Depth.NEWEST)
    (found,) = missed(town)
    assert found.night.columns[0] == ColumnTonight(showed=False, listed=False, read_at=at)


def test_what_is_missing_is_looked_for_every_night(town: Any) -> None:
    """In all columns of the unit, to their ends; once it is withdrawn, as any other report of its year."""
    both = [town.registry.columns[c] for c in ("gong", "zhen")]

    def asked() -> list[tuple[Depth, bool, list[bool]]]:
        with town.session() as session:
            made = jobs.column_jobs(session, both, now=nights, cycle_year=2025, reread_after=timedelta(hours=12))
        return [(job.depth, job.prove, [article.withdrawn for article in job.again]) for job in made]

    town.keep_list("gong", NEWS, at=town.tonight)
    town.keep_list("zhen", OURS, NEWS, at=town.tonight)
    nights = town.tonight + timedelta(days=1)
    while any(depth is Depth.WHOLE for depth, _, _ in asked()):
        nights += timedelta(days=1)  # one of them has its day
    assert asked() == [(Depth.NEWEST, False, []), (Depth.NEWEST, False, [False])]
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=nights)
    assert asked() == [(Depth.WHOLE, True, []), (Depth.WHOLE, True, [False])]
    with town.session() as session:
        session.query(ReportRow).update({"gone_since": nights, "withdrawn_at": nights})
    assert asked() == [(Depth.NEWEST, False, []), (Depth.NEWEST, False, [True])]


def test_asking_for_the_article_does_not_list_it(town: Any) -> None:
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.SOFT_404, at=town.tonight + timedelta(minutes=1))
    assert [c.listed for c in missed(town)[0].night.columns] == [False, False]


def test_what_was_asked_or_read_on_another_night_is_no_witness(town: Any) -> None:
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    next_night(town, town.tonight + timedelta(days=1))
    (found,) = missed(town)
    assert found.night.addresses == (Address(),)
    assert all(column.read_at is None for column in found.night.columns)


def test_a_list_that_failed_after_it_was_read(town: Any) -> None:
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    town.keep_list("zhen", at=town.tonight + timedelta(minutes=1), outcome=Outcome.TIMEOUT, complete=False)
    assert missed(town)[0].night.columns[1] == ColumnTonight(showed=True, listed=False)


def test_a_failure_that_says_nothing(town: Any) -> None:
    town.keep_list("zhen", NEWS, at=town.tonight)
    for outcome in (Outcome.TIMEOUT, Outcome.BLOCKED, Outcome.SERVER_ERROR, Outcome.HTTP_ERROR):
        town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
        town.keep_article("zhen", OURS, outcome, at=town.tonight, fetched=outcome is not Outcome.TIMEOUT)
        assert missed(town) == []


def test_the_same_bytes_judged_otherwise_are_no_witness(town: Any) -> None:
    """What we take for a soft 404 today, and held as the report yesterday, was not put there by anybody."""
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.SOFT_404, at=town.tonight, fetched=False)
    assert missed(town) == []


def test_its_other_address(town: Any, now: datetime) -> None:
    """It answers with it, or did not say that it is gone."""
    town.keep_list("gong", BESIDE, at=now)
    town.keep_article("gong", BESIDE, at=now)
    with town.session() as session:
        beside = session.query(PostRow).filter(PostRow.url == BESIDE.url).one()
        beside.kind, beside.unit_id, beside.report_year = "annual_report", "zhen-a", 2025
        session.query(CaptureRow).update({"read_at": now})
        report_posts.mirrored(session, session.query(ReportRow.id).scalar(), beside.id, now)
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    (found,) = missed(town)
    assert sorted(found.night.addresses, key=str) == sorted([Address(gone_at=town.tonight), Address()], key=str)
    assert found.night.columns[0].listed  # in gong
    town.keep_article("gong", BESIDE, Outcome.NOT_MODIFIED, at=town.tonight, fetched=False)
    assert Address(there_at=town.tonight) in missed(town)[0].night.addresses
    with town.session() as session:
        both = [town.registry.columns[c] for c in ("gong", "zhen")]
        asked = jobs.column_jobs(
            session, both, now=town.tonight + timedelta(days=1), cycle_year=2030, reread_after=timedelta(0)
        )
    assert {a.ref.url for job in asked for a in job.again} == {OURS.url, BESIDE.url}


def test_another_page_at_its_address_is_not_the_report(town: Any) -> None:
    with town.session() as session:
        session.query(ReportRow).update({"gone_since": town.tonight - timedelta(days=1)})
        post = session.query(PostRow).filter(PostRow.url == OURS.url).one()
        post.review_reason = "不再是报告"
    town.keep_article("zhen", OURS, at=town.tonight)
    assert missed(town)[0].night.addresses == (Address(),)


def test_what_waits_to_be_read_may_be_it(town: Any) -> None:
    town.keep_list("zhen", PostRef("http://site.test/t9.html", "甲镇2025年法治政府建设报告"), NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    assert missed(town)[0].night.elsewhere


def registered(scene: Any, **parts: Any) -> None:
    scene.registry = replace(scene.registry, **parts)
    with scene.session() as session:
        register.sync(session, scene.registry, scene.tonight)


def test_a_retired_column_is_no_witness(town: Any) -> None:
    kept = {id_: column for id_, column in town.registry.columns.items() if id_ != "zhen"}
    units = {
        id_: replace(unit, column_ids=tuple(c for c in unit.column_ids if c != "zhen"))
        for id_, unit in town.registry.units.items()
    }
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    registered(town, columns=kept, units=units)
    assert missed(town)[0].night.columns == (ColumnTonight(showed=False, listed=False),)  # gong


def test_a_column_that_is_another_units_now_still_saw_it(town: Any) -> None:
    units = town.registry.units | {"zhen-a": replace(town.registry.units["zhen-a"], column_ids=("gong",))}
    registered(town, units=units)
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    assert [c.showed for c in missed(town)[0].night.columns] == [False, True]


def test_a_column_at_another_address_never_showed_it(town: Any) -> None:
    zhen = replace(town.registry.columns["zhen"], url="http://site.test/zhen-new/")
    registered(town, columns=town.registry.columns | {"zhen": zhen})
    town.keep_list("zhen", NEWS, at=town.tonight + timedelta(minutes=1))
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight + timedelta(minutes=1))
    assert [c.showed for c in missed(town)[0].night.columns] == [False, False]


def test_a_walk_to_the_end_lets_go_what_a_shorter_one_missed(town: Any) -> None:
    """The pages are as the shorter walk left them, and yet they tell something new."""
    newest = town.column_read("zhen", (NEWS,), at=town.tonight, complete=False, depth=Depth.NEWEST, listed=2)
    whole = replace(newest, checked_at=town.tonight + timedelta(minutes=1), complete=True, depth=Depth.WHOLE, listed=1)
    whole = replace(whole, outcome=Outcome.NOT_MODIFIED, pages=(replace(newest.pages[0], not_modified=True),))
    for read in (newest, whole):
        with town.session() as session:
            columns.keep(session, town.run_id, [read], town.recognise)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight + timedelta(minutes=2))
    assert missed(town)[0].night.columns[1] == ColumnTonight(
        showed=True, listed=False, read_at=town.tonight + timedelta(minutes=1), whole=True
    )


def test_what_is_noted_is_evidence(town: Any) -> None:
    """The last page that was had stands first, then both nights' answers and the lists."""
    at = town.tonight
    town.keep_list("zhen", NEWS, at=at)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=at)
    (first,) = missed(town)
    with town.session() as session:
        absences.note(session, first.report_id, gone_since=at, gone_capture_id=first.gone_capture_id)
        assert lost.columns(session) == {"gong", "zhen"}
    next_night(town, at + timedelta(days=1))
    town.keep_list("zhen", NEWS, at=town.tonight)
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    (second,) = missed(town)
    with town.session() as session:
        records = absences.records(session, second)
        vanished = Change(ChangeKind.VANISHED, "两夜未见", details={"records": records})
        changes.add(
            session, second.report_id, [vanished], run_id=town.run_id, at=town.tonight, capture_id=second.capture_id
        )
        absences.note(session, second.report_id, withdrawn_at=town.tonight)
        fact = standings.facts(session, [("zhen-a", 2025)])["zhen-a", 2025].published
        dead = [c.warc_record_id for c in session.query(CaptureRow).filter(CaptureRow.url == OURS.url)]
        assert lost.columns(session) == frozenset()
    assert fact
    assert (fact.gone_since, fact.withdrawn_at) == (at, town.tonight)
    assert fact.archive[0] == dead[0]
    assert list(fact.archive[1:3]) == dead[1:] == records[:2]
    assert len(fact.archive) == 4  # with the list page


def test_only_the_units_asked_for_and_no_doubted_report(town: Any) -> None:
    town.keep_article("zhen", OURS, Outcome.NOT_FOUND, at=town.tonight)
    with town.session() as session:
        assert absences.missed(session, town.run_id, town.tonight, {"zhen-b"}) == []
        session.query(ReportRow).update({"doubted": "另有原因"})
    assert missed(town) == []
