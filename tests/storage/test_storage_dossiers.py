"""Dossiers: everything that concerns one obligation, with its purpose, and nothing that concerns another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.crawl import FileRead, SecondLook
from core.dossiers import Dossier
from core.duties import Status
from core.pages import Outcome
from core.posts import PostRef
from storage import captures, dossiers, looks, reports, runs, standings, watch
from storage.models import CaptureRow, ChangeRow, PostRow, ReportPostRow, ReportRow, RevisionRow

REPORT = PostRef("http://site.test/1", "甲镇2025年法治报告")
OTHER = PostRef("http://site.test/2", "乙镇2025年法治报告")
FILE = "http://site.test/1.docx"
NIGHT = timedelta(days=1)
DATES = [
    {"kind": "displayed", "value": "2026-02-25", "where": "页面"},
    {"kind": "list", "value": "2026-02-25", "where": "列表"},
]


@pytest.fixture
def town(scene: Any, now: datetime) -> Any:
    """A week of nights over the column of two towns; the first town's report was found, revised, and photographed."""
    scene.keep_list("zhen", PostRef("http://site.test/0", "旧闻"), at=now - 300 * NIGHT)  # of another year
    absent = scene.column_read("zhen", (PostRef("http://site.test/0", "旧闻"),), at=now - NIGHT)
    scene.keep_list("zhen", PostRef("http://site.test/0", "旧闻"), at=now - NIGHT)
    scene.keep_list("zhen", REPORT, OTHER, at=now)
    scene.keep_list(
        "gong", at=now, outcome=Outcome.BLOCKED, complete=False, capture=scene.capture("http://site.test/waf")
    )
    first = scene.keep_article("zhen", REPORT, at=now)
    second = scene.keep_article("zhen", REPORT, at=now + NIGHT)
    scene.keep_article("zhen", OTHER, at=now)
    with scene.session() as session:
        watch.keep_file(session, scene.run_id, _file(scene, now))
        look = SecondLook("zhen", REPORT.url, REPORT.url, Outcome.OK, now, scene.capture(REPORT.url, at=now))
        looks.keep(session, scene.run_id, look)
        absent_id = captures.keep(session, scene.run_id, absent.pages[0].capture, "list")
        _report(session, scene, now, first, second, absent_id)
        captures.mark_all_read(session, list(session.scalars(select(CaptureRow.id))), "1", now)
        mine = scene.standing("zhen-a", Status.PUBLISHED, report_id=1, archive=(_record(session, second),))
        for standing in (mine, scene.standing("zhen-b", Status.UNVERIFIED)):
            alerts = [scene.alert("k1")] if standing is mine else []
            standings.turn(session, run_id=scene.run_id, standing=standing, before=None, now=now, alerts=alerts)
    return scene


def _file(scene: Any, now: datetime) -> FileRead:
    return FileRead("zhen", REPORT.url, FILE, Outcome.OK, "取得", now, scene.capture(FILE, digest="f" * 64, at=now))


def _record(session: Any, capture_id: int) -> str:
    row = session.get_one(CaptureRow, capture_id)
    return str(row.warc_record_id)


def _report(session: Any, scene: Any, now: datetime, first: int, second: int, absent: int) -> None:
    post_id = session.query(PostRow.id).filter(PostRow.url == REPORT.url).scalar()
    row = ReportRow(
        id=1, unit_id="zhen-a", report_year=2025, url=REPORT.url, title="报告", first_seen_at=now, revision=2, flags=[],
        post_id=post_id, absent_at=now - NIGHT, absent_capture_id=absent,
    )  # fmt: skip
    session.add(row)
    session.flush()
    attached = {
        "dates": DATES,
        "attachments": [{"url": FILE, "sha256": "f" * 64}],
        "published_at": "2026-02-25T00:00:00+08:00",
    }
    for number, capture_id in ((1, first), (2, second)):
        session.add(
            RevisionRow(
                report_id=1,
                number=number,
                title="报告",
                body="",
                content=attached,
                capture_id=capture_id,
                parser_version="1",
                made_at=now + (number - 1) * NIGHT,
                run_id=scene.run_id,
                change_kind="appeared" if number == 1 else "edited",
                change_reason="因为",
            )
        )
    change = ChangeRow(report_id=1, kind="edited", reason="正文有改动", at=now + NIGHT, run_id=scene.run_id, revision=2)
    change.capture_id = second
    session.add_all([change, ReportPostRow(report_id=1, post_id=post_id, role="current", since_at=now)])


def of(scene: Any, unit: str = "zhen-a", year: int = 2025) -> Dossier:
    with scene.database.reading() as session:
        found = dossiers.dossier(session, unit, year)
    assert found is not None
    return found


def purposes(dossier: Dossier) -> list[tuple[str, str]]:
    """What each capture is for: the path of its address, and its purposes."""
    return [
        (one.capture.url.removeprefix("http://site.test"), " ".join(f"{p.kind}:{p.detail}" for p in one.purposes))
        for one in dossier.captures
    ]


def test_every_capture_that_concerns_it_and_no_other(town: Any) -> None:
    assert sorted(purposes(of(town))) == [
        ("/1", "revision:1"),
        ("/1", "revision:2 change:edited current: judged: turn:"),
        ("/1", "second:"),
        ("/1.docx", "attachment:1 attachment:2 current:"),
        ("/waf", "check:gong"),
        ("/zhen/", "absent:"),
        ("/zhen/", "list:zhen"),
        ("/zhen/", "list:zhen"),
    ]
    assert sorted(purposes(of(town, "zhen-b"))) == [("/zhen/", "list:zhen")] * 2
    with town.database.reading() as session:
        assert dossiers.dossier(session, "zhen-a", 2019) is None
        assert dossiers.dossier(session, "nobody", 2025) is None
        assert dossiers.years_owed(session, "zhen-a") == [2025]
        assert dossiers.years_owed(session, "xian-fu") == []
        assert dossiers.years_owed(session, "nobody") is None
        assert reports.show_report(session, 1) is not None


def test_lists_belong_to_it_as_long_as_the_report_was_not_there(town: Any, now: datetime) -> None:
    """Each as it was kept, whatever the column shows by now; one that was not read completely shows no absence."""
    more = [PostRef(f"http://site.test/m{n}", "新闻") for n in range(3)]
    town.keep_list("zhen", REPORT, OTHER, more[0], at=now + NIGHT)
    town.keep_list("zhen", REPORT, OTHER, *more[:2], at=now + 2 * NIGHT, complete=False)
    town.keep_list("zhen", OTHER, *more, at=now + 3 * NIGHT)
    nights = {"zhen-b": [-1, 0, 1, 3], "zhen-a": [-1, 0, 3]}
    for unit, those in nights.items():
        lists = [one.capture.fetched_at for one in of(town, unit).captures if "list" in {p.kind for p in one.purposes}]
        assert lists == [now + night * NIGHT for night in those], unit
    with town.session() as session:
        session.get_one(ReportRow, 1).gone_since = now + NIGHT
    assert len([one for one in of(town).captures if "list" in {p.kind for p in one.purposes}]) == 4


def test_pictures_of_the_report_and_no_others(town: Any, now: datetime) -> None:
    with town.session() as session:
        runs.finish(session, town.run_id, now=now, state="finished", summary={})
        photo = runs.begin(session, kind="snapshot", now=now, real_now=datetime.now(UTC), lease=NIGHT)
        for url in (REPORT.url, OTHER.url):
            for role in ("screenshot", "print"):
                captures.keep(session, photo, town.capture(f"urn:{role}:{url}"), role)
    pictures = [(url, kinds) for url, kinds in purposes(of(town)) if url.startswith("urn:")]
    assert sorted(pictures) == [
        (f"urn:print:{REPORT.url}", "print:"),
        (f"urn:screenshot:{REPORT.url}", "screenshot:"),
    ]


def test_material_that_waits_for_a_person_belongs_to_it(town: Any, now: datetime) -> None:
    for number, (unit, year) in enumerate([(None, None), ("zhen-b", 2025), ("zhen-b", 2024), ("zhen-a", 2025)]):
        ref = PostRef(f"http://site.test/d{number}", "疑似报告")
        town.keep_list("zhen", ref, at=now)
        capture_id = town.keep_article("zhen", ref, at=now)
        with town.session() as session:
            captures.mark_read(session, capture_id, "1", now)
            post = session.query(PostRow).filter(PostRow.capture_id == capture_id).one()
            post.review_reason, post.unit_id, post.report_year = "标题不能确定", unit, year
    doubts = [url for url, kinds in purposes(of(town, "zhen-b")) if "doubt:" in kinds]
    assert sorted(doubts) == ["/d0", "/d1"]
    assert of(town, "zhen-b").doubts == ("《疑似报告》待人工确认：标题不能确定",) * 2


def checked(town: Any, now: datetime, dossier: Dossier) -> None:
    """The checks since it could have appeared."""
    assert [(c.column_id, c.checked_at, c.outcome, c.complete) for c in dossier.checks] == [
        ("zhen", now - NIGHT, "ok", True),
        ("zhen", now, "ok", True),
        ("gong", now, "blocked", False),
    ]
    assert dossier.checks_since == datetime(2025, 11, 30, 16, tzinfo=UTC)
    assert [c.record_id for c in dossier.checks if not c.complete] == [
        one.capture.warc_record_id for one in dossier.captures if one.purposes[0].kind == "check"
    ]
    assert {one.run_id for one in dossier.checks} == {town.run_id}


def test_a_report_that_came_before_its_year_was_over_brings_its_checks(town: Any, now: datetime) -> None:
    early = now - 301 * NIGHT
    with town.session() as session:
        session.get_one(ReportRow, 1).absent_at = early
    dossier = of(town)
    assert dossier.checks_since == early
    assert len(dossier.checks) == 4


def test_what_is_said_and_what_was_checked(town: Any, now: datetime) -> None:
    dossier = of(town)
    checked(town, now, dossier)
    report = dossier.report
    assert report is not None
    assert (report.absent_at, report.withdrawn_at) == (now - NIGHT, None)
    [absent] = [one.capture for one in dossier.captures if one.purposes[0].kind == "absent"]
    assert report.absent_record_id == absent.warc_record_id
    assert [(r.number, r.kind, [d.kind for d in r.dates]) for r in report.revisions] == [
        (1, "appeared", ["displayed", "list"]),
        (2, "edited", ["displayed", "list"]),
    ]
    assert report.revisions[0].published_at == datetime(2026, 2, 24, 16, tzinfo=UTC)
    assert [(c.kind, c.revision, c.record_id) for c in dossier.changes] == [
        ("edited", 2, report.revisions[1].record_id)
    ]
    assert [(a.url, a.role) for a in dossier.addresses] == [(REPORT.url, "current")]
    assert [(t.before, t.after) for t in dossier.turns] == [(None, "published")]
    assert [(t.event, t.state) for t in dossier.told] == [("overdue", "queued")]
    assert (dossier.unit_name, dossier.office_name) == ("甲镇人民政府", "某县司法局")
