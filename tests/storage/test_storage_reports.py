"""Reports, their revisions, and pages kept aside."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.changes import Change, ChangeKind, Reading, decide
from core.posts import Kind, PostRef
from core.reports import Attachment, Coverage, DateSeen, Indicator, Item, Report, Section, TextWarning
from core.times import SHANGHAI
from storage import asides, reports
from storage.asides import Aside
from storage.models import PostRow, ReportRow, RevisionRow, SectionRow

REF = PostRef("http://site.test/1", "甲镇人民政府2025年法治政府建设年度报告")
OUTLINE = (
    Section(1, "一", "主要举措", "总说。", item=Item.MEASURES, children=(
        Section(2, "一", "学习", "抓实学习。", children=(Section(3, "1", None, "带头学。", run_in=True),)),
        Section(2, "二", "执法", "规范执法。"),
    )),
    Section(1, "二", "不足", "还有不足。", item=Item.PROBLEMS),
)  # fmt: skip
FULL = {
    "published_at": datetime(2026, 3, 25, 14, tzinfo=SHANGHAI),
    "published_precision": "minute",
    "published_basis": "displayed",
    "source": "本站",
    "recipient": "县委、县政府",
    "signed_by": ("甲镇人民政府",),
    "signed_on": date(2026, 2, 22),
    "dates": (DateSeen("displayed", "2026-03-25T14:00", "发布时间"),),
    "outline": OUTLINE,
    "coverage": {"measures": Coverage.SECTION, "plans": Coverage.MISSING},
    "indicators": (Indicator("litigation_cases", 31, "件", "行政诉讼案件共31件", 3, 12, year=2025),),
    "attachments": (Attachment("附件.pdf", "http://site.test/a.pdf", "application/pdf"),),
    "warnings": (TextWarning("dropped_character", "少一字", 1, 2),),
    "reasons": ("标题含法治政府建设",),
}


def keep(scene: Any, report: Report, change: ChangeKind, now: datetime, *, version: str = "1", **more: Any) -> int:
    ref = more.pop("ref", REF)
    capture_id = scene.keep_article("zhen", ref, at=now)
    post_id = next(row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url)
    with scene.session() as session:
        return reports.keep(
            session,
            run_id=scene.run_id,
            unit_id=more.pop("unit_id", "zhen-a"),
            report=report,
            changes=(Change(change, "因为"),),
            url=ref.url,
            post_id=post_id,
            capture_id=capture_id,
            parser_version=version,
            first_seen_at=now,
            now=now,
        )


def show(scene: Any, report_id: int, revision: int | None = None) -> dict[str, Any]:
    with scene.database.reading() as session:
        shown = reports.show_report(session, report_id, revision)
    assert shown is not None
    return shown


def test_a_report_is_shown_in_the_contracts_shape(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    report_id = keep(scene, make_report(**FULL), ChangeKind.APPEARED, now)
    shown = show(scene, report_id)
    assert set(shown) >= {
        "id", "unit", "revision", "revisions", "url", "captures",
        "is_report", "kind", "title", "issuers", "report_year", "published_at", "published_precision", "source",
        "doc_no", "index_no", "recipient", "signed_by", "signed_on", "dates", "body", "outline", "coverage",
        "indicators", "attachments", "warnings",
    }  # fmt: skip
    assert (shown["unit"], shown["revision"], shown["revisions"]) == ("zhen-a", 1, 1)
    assert shown["published_at"] == "2026-03-25T14:00:00+08:00"
    assert (shown["signed_on"], shown["kind"], shown["doc_no"]) == ("2026-02-22", "annual_report", None)
    assert shown["coverage"] == {"measures": "section", "plans": "missing"}
    assert shown["indicators"][0] | {"value": 31, "start": 3, "year": 2025} == shown["indicators"][0]
    measures, problems = shown["outline"]
    assert (measures["item"], problems["item"], problems["children"]) == ("measures", "problems", [])
    assert [child["title"] for child in measures["children"]] == ["学习", "执法"]
    deepest = measures["children"][0]["children"][0]
    assert (deepest["level"], deepest["number"], deepest["title"], deepest["text"]) == (3, "1", None, "带头学。")
    [capture] = shown["captures"]
    assert capture["record_id"].startswith("<urn:uuid:")
    assert capture["fetched_at"] == now.isoformat()


def test_sections_are_rows(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    keep(scene, make_report(**FULL), ChangeKind.APPEARED, now)
    rows = [(row["position"], row["parent"], row["level"], row["number"]) for row in scene.rows(SectionRow)]
    assert rows == [(0, None, 1, "一"), (1, 0, 2, "一"), (2, 1, 3, "1"), (3, 0, 2, "二"), (4, None, 1, "二")]


def test_what_is_known_decides_that_nothing_changed(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    report = make_report(**FULL)
    report_id = keep(scene, report, ChangeKind.APPEARED, now)
    with scene.database.reading() as session:
        known = reports.known(session, "zhen-a", 2025)
        assert reports.known(session, "zhen-a", 2024) is None
        assert known is not None
        standing = reports.standing(session, known)
    assert (known[0], known[1], known.post_id) == (report_id, REF.url, scene.rows(PostRow)[0]["id"])
    assert _kinds(decide(standing, Reading(report, REF.url))) == [ChangeKind.UNCHANGED]
    for field in ({"body": "改了"}, {"title": "改了"}, {"attachments": ()}):
        edited = make_report(**(FULL | field))
        assert _kinds(decide(standing, Reading(edited, REF.url))) == [ChangeKind.EDITED]
    undated = make_report(**(FULL | {"published_at": None}))
    assert _kinds(decide(standing, Reading(undated, REF.url))) == [ChangeKind.REDATED]


def _kinds(changes: Sequence[Change]) -> list[ChangeKind]:
    return [change.kind for change in changes]


def test_an_edit_adds_a_revision_and_keeps_the_first_sight(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    later = now + timedelta(days=3)
    moved = PostRef("http://site.test/moved", "新地址")
    report_id = keep(scene, make_report(**FULL), ChangeKind.APPEARED, now)
    edited = make_report(body="改过的正文", title="改过的标题", flags=("date_missing",))
    assert keep(scene, edited, ChangeKind.EDITED, later, ref=moved) == report_id
    [row] = scene.rows(ReportRow)
    assert (row["title"], row["url"], row["revision"]) == ("改过的标题", REF.url, 2)
    assert (row["first_seen_at"], row["published_at"], row["flags"]) == (now, None, ["date_missing"])
    assert keep(scene, edited, ChangeKind.MOVED, later, ref=moved) == report_id
    [row] = scene.rows(ReportRow)
    assert (row["url"], row["revision"], row["first_seen_at"]) == (moved.url, 2, now)
    assert [(a["url"], a["role"]) for a in show(scene, report_id)["addresses"]] == [
        (moved.url, "current"),
        (REF.url, "former"),
    ]
    assert [(c["kind"], c["revision"]) for c in show(scene, report_id)["changes"]] == [
        ("appeared", 1),
        ("edited", 2),
        ("moved", None),
    ]
    assert [(r["number"], r["change_kind"]) for r in scene.rows(RevisionRow)] == [(1, "appeared"), (2, "edited")]
    assert show(scene, report_id)["body"] == "改过的正文"
    assert show(scene, report_id, 1)["body"] == make_report().body
    assert len(show(scene, report_id, 1)["outline"]) == 2
    assert [c["revision"] for c in show(scene, report_id)["captures"]] == [1, 2]
    with scene.database.reading() as session:
        assert reports.show_report(session, report_id, 3) is None
        assert reports.show_report(session, report_id + 1) is None


def test_an_unchanged_report_stays_as_it_is(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    report_id = keep(scene, make_report(**FULL), ChangeKind.APPEARED, now)
    before = scene.rows(ReportRow), scene.rows(RevisionRow), scene.rows(SectionRow)
    again = make_report(**(FULL | {"outline": (), "source": "别处"}))
    assert keep(scene, again, ChangeKind.UNCHANGED, now + timedelta(days=1)) == report_id
    assert (scene.rows(ReportRow), scene.rows(RevisionRow), scene.rows(SectionRow)) == before


def test_a_mended_parser_replaces_the_reading_not_the_history(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    report_id = keep(scene, make_report(**(FULL | {"outline": OUTLINE[1:]})), ChangeKind.APPEARED, now)
    keep(scene, make_report(**(FULL | {"source": "县政府网"})), ChangeKind.UNCHANGED, now, version="2")
    shown = show(scene, report_id)
    assert (shown["revisions"], shown["source"], len(shown["outline"])) == (1, "县政府网", 2)
    [revision] = scene.rows(RevisionRow)
    assert (revision["parser_version"], revision["made_at"]) == ("2", now)


def test_one_report_a_unit_and_year(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    keep(scene, make_report(), ChangeKind.APPEARED, now)
    with pytest.raises(IntegrityError):
        keep(scene, make_report(), ChangeKind.APPEARED, now)
    with pytest.raises(ValueError, match="without a year"):
        keep(scene, make_report(report_year=None), ChangeKind.APPEARED, now)


def test_the_list_is_filtered_by_unit_year_and_office(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    keep(scene, make_report(**FULL), ChangeKind.APPEARED, now)
    keep(scene, make_report(report_year=2024), ChangeKind.APPEARED, now, ref=PostRef("http://site.test/2", "二"))
    keep(scene, make_report(), ChangeKind.APPEARED, now, ref=PostRef("http://site.test/3", "三"), unit_id="shi-ju")

    def listed(**filters: Any) -> list[tuple[str, int]]:
        with scene.database.reading() as session:
            return [(row["unit"], row["report_year"]) for row in reports.list_reports(session, **filters)]

    assert listed() == [("shi-ju", 2025), ("zhen-a", 2024), ("zhen-a", 2025)]
    assert listed(year=2025) == [("shi-ju", 2025), ("zhen-a", 2025)]
    assert listed(unit="zhen-a", year=2024) == [("zhen-a", 2024)]
    assert listed(office="shi") == [("shi-ju", 2025)]
    with scene.database.reading() as session:
        [row] = reports.list_reports(session, unit="zhen-a", year=2025)
    assert set(row) == {
        "id", "unit", "report_year", "title", "published_on", "first_seen_at", "revisions", "url", "flags", "doubted",
    }  # fmt: skip
    assert row["published_on"] == "2026-03-25"


def test_midnight_in_shanghai_is_that_day(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    keep(scene, make_report(published_at=datetime(2026, 4, 1, tzinfo=SHANGHAI)), ChangeKind.APPEARED, now)
    with scene.database.reading() as session:
        assert reports.list_reports(session)[0]["published_on"] == "2026-04-01"


def test_a_page_kept_aside_waits_or_not(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    scene.keep_list("zhen", REF)

    def aside(reason: str, **more: Any) -> dict[str, Any]:
        with scene.session() as session:
            said = Aside(Kind.ANNUAL_REPORT, 2024, reason, ("乙镇",), **more)
            asides.keep(session, scene.rows(PostRow)[0]["id"], said)
        row: dict[str, Any] = scene.rows(PostRow)[0]
        return row

    post = aside("认不出单位", review=True)
    assert (post["review_reason"], post["report_year"], post["issuers"]) == ("认不出单位", 2024, ["乙镇"])
    post = aside("与已存的重复", unit_id="zhen-b")
    assert (post["review_reason"], post["reasons"], post["unit_id"]) == (None, ["与已存的重复"], "zhen-b")
    aside("认不出单位", review=True)
    keep(scene, make_report(), ChangeKind.APPEARED, now)
    post = scene.rows(PostRow)[0]
    assert (post["review_reason"], post["unit_id"], post["report_year"]) == (None, "zhen-a", 2025)


STORABLE = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
TEXT = st.text(STORABLE, max_size=20)
ITEMS = st.none() | st.sampled_from(Item)
SECTIONS = st.recursive(
    st.builds(Section, st.integers(1, 4), TEXT, st.none() | TEXT, TEXT, st.booleans(), ITEMS),
    lambda inner: st.builds(
        Section, st.integers(1, 4), TEXT, st.none() | TEXT, TEXT, children=st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outline=st.lists(SECTIONS, max_size=3).map(tuple), body=st.text(STORABLE, max_size=200))
def test_any_report_comes_back_whole(
    scene: Any, now: datetime, make_report: Callable[..., Report], outline: tuple[Section, ...], body: str
) -> None:
    report = make_report(outline=outline, body=body)
    with scene.database.reading() as session:
        known = reports.known(session, "zhen-a", 2025)
    kind = ChangeKind.EDITED if known else ChangeKind.APPEARED
    shown = show(scene, keep(scene, report, kind, now))
    assert shown["body"] == body
    assert _plain(shown["outline"]) == _plain_sections(outline)


def _plain(nodes: list[dict[str, Any]]) -> list[Any]:
    return [
        (n["level"], n["number"], n["title"], n["item"], n["text"], n["run_in"], _plain(n["children"])) for n in nodes
    ]


def _plain_sections(sections: tuple[Section, ...]) -> list[Any]:
    return [(s.level, s.number, s.title, s.item, s.text, s.run_in, _plain_sections(s.children)) for s in sections]
