"""Kept pages read again: what changes, what does not, what is no longer recognised; and copies among reports."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from core.duties import Status
from flows.judge import judge
from flows.read import read_captures
from flows.rereading import kind_of, reread
from flows.run import Run, begin_run
from flows.similar import find_copies
from parsers import PARSER_VERSION
from settings import Settings
from storage import captures, reports, similar_views, standings
from storage.models import (
    AlertRow,
    CaptureRow,
    FingerprintRow,
    PostRow,
    ReportRow,
    RevisionRow,
    SectionRow,
    SimilarityRow,
)
from tests.flows.pages import PAGE, page_of
from tests.flows.saved_pages import NEWS, REGISTER, bring, reparsing, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def imported(settings: Settings) -> Callable[..., None]:
    return partial(bring, settings)


def older_parser(run: Run, **content: Any) -> None:
    """Leaves the one report as an older parser would have stored it: without what `content` replaces."""
    with run.database.session() as session:
        [revision] = session.scalars(select(RevisionRow))
        revision.content = revision.content | content
        revision.parser_version, revision.reading_digest = "0", None
        session.execute(update(CaptureRow).values(parser_version="0"))
        if "outline" in content:
            session.execute(delete(SectionRow))


def revisions(run: Run) -> list[tuple[int, str, str, str]]:
    with run.database.reading() as session:
        rows = session.scalars(select(RevisionRow).order_by(RevisionRow.id))
        return [(r.number, r.change_kind, r.change_reason, r.parser_version) for r in rows]


def alerts(run: Run) -> list[str]:
    with run.database.reading() as session:
        return list(session.scalars(select(AlertRow.key).order_by(AlertRow.id)))


def row(run: Run) -> ReportRow:
    with run.database.reading() as session:
        return session.scalars(select(ReportRow)).one()


def test_the_same_reading_changes_nothing_and_is_counted(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=NEWS)
    with reparsing(settings) as (run, summary):
        counts = {name: summary[name] for name in ("read", "unchanged", "changed", "newly_recognised")}
        assert counts == {"read": 2, "unchanged": 2, "changed": 0, "newly_recognised": 0}
        assert (summary["no_longer_recognised"], summary["review"]) == (0, 0)
        assert (summary["by_field"], summary["examples"]) == ({}, [])
        assert [r[:2] for r in revisions(run)] == [(1, "appeared")]


def test_an_old_reading_is_corrected_by_a_revision_that_says_so(
    settings: Settings, imported: Callable[..., None]
) -> None:
    imported(one=PAGE)
    with begin_run(settings, kind="x") as run:
        first_seen_at = row(run).first_seen_at
        judge(run)
        told = alerts(run)
        older_parser(run, source="别处", outline=[], made_title="旧题")
    with reparsing(settings) as (run, summary):
        assert (summary["read"], summary["changed"], summary["unchanged"]) == (1, 1, 0)
        assert summary["by_field"] == {"title": 1, "source": 1, "outline": 1}
        [example] = summary["examples"]
        assert (example["unit"], example["year"], set(example["fields"])) == ("liuxi", 2024, set(summary["by_field"]))
        assert revisions(run)[1:] == [(2, "reread", "标题、来源、提纲重新识读有更正", PARSER_VERSION)]
        assert (row(run).first_seen_at, row(run).flags) == (first_seen_at, [])
        assert run.tally.reports == {"reread": 1}
        assert alerts(run) == told
    with reparsing(settings) as (run, summary):
        assert (summary["changed"], len(revisions(run))) == (0, 2)


def test_words_of_ours_make_no_revision(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE)
    with begin_run(settings, kind="x") as run:
        older_parser(run, reasons=["旧的理由"], provenance={}, published_reason=None)
    with reparsing(settings) as (run, summary):
        assert (summary["unchanged"], summary["by_field"]) == (1, {})
        assert revisions(run)[0][1::2] == ("appeared", PARSER_VERSION)


def test_a_night_after_an_upgrade_reads_again_too(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE)
    with begin_run(settings, kind="nightly") as run:
        older_parser(run, source="别处")
        assert read_captures(run) == 1
        assert run.tally.reports == {"reread": 1}
        assert read_captures(run) == 0


def test_what_is_no_longer_recognised_waits_for_a_person(settings: Settings, imported: Callable[..., None]) -> None:
    """An older parser took the page for the report of 2023, today's reads another year."""
    imported(one=PAGE)
    with begin_run(settings, kind="x") as run, run.database.session() as session:
        session.execute(update(ReportRow).values(report_year=2023))
    with reparsing(settings) as (run, summary):
        assert (summary["newly_recognised"], summary["no_longer_recognised"]) == (1, 1)
        with run.database.reading() as session:
            old, new = session.scalars(select(ReportRow).order_by(ReportRow.report_year))
            assert (old.doubted, new.doubted) == (
                "重新识读后不再认作2023年度报告：认作柳县柳溪镇人民政府2024年度的报告",
                None,
            )
            board = {r["report_year"]: r["status"] for r in standings.board(session) if r["unit"] == "liuxi"}
        assert board[2023] == Status.UNVERIFIED
        assert board[2024] == Status.PUBLISHED


def test_a_page_that_is_no_report_any_more_waits_too(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=NEWS)
    with begin_run(settings, kind="x") as run, run.database.session() as session:
        news = session.scalars(select(PostRow).where(PostRow.unit_id.is_(None))).one()
        session.execute(update(RevisionRow).values(capture_id=news.capture_id, parser_version="0"))
        session.execute(update(ReportRow).values(post_id=news.id, report_year=2023))
    for _ in range(2):
        with reparsing(settings) as (run, summary):
            assert (summary["no_longer_recognised"], summary["review"]) == (1, 1)
            with run.database.reading() as session:
                [wrong] = session.scalars(select(ReportRow).where(ReportRow.report_year == 2023))
                assert wrong.doubted and wrong.doubted.startswith("重新识读后不再认作2023年度报告：")
                post = session.get(PostRow, wrong.post_id)
                assert post is not None
                assert (post.unit_id, post.report_year, post.review_reason) == ("liuxi", 2023, wrong.doubted)
                board = {(r["unit"], r["report_year"]): r["status"] for r in standings.board(session)}
                assert board["liuxi", 2023] == Status.UNVERIFIED


def test_a_unit_that_left_the_register_keeps_its_reports(
    settings: Settings, imported: Callable[..., None], tmp_path: Path
) -> None:
    imported(one=PAGE)
    register = tmp_path / "registry" / "liu.yaml"
    register.write_text(REGISTER.replace("liuxi", "bailu").replace("柳溪", "白鹭"), encoding="utf-8")
    with reparsing(settings) as (run, summary):
        assert (summary["no_longer_recognised"], summary["review"]) == (0, 0)
        assert row(run).doubted is None


def test_a_broken_off_walk_goes_on_where_it_was(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=NEWS, three=page_of("青石镇"))

    class Killed(BaseException):
        pass

    def kill(*_: Any) -> None:
        raise Killed

    with ExitStack() as stack:
        stack.enter_context(pytest.raises(Killed))
        run = stack.enter_context(begin_run(settings, kind=kind_of((), None)))
        with run.database.session() as session:
            assert captures.forget_reading(session) == 3
        read_captures(run, kill)
    with reparsing(settings) as (run, summary):
        assert summary["read"] == 2
    with reparsing(settings) as (run, summary):
        assert summary["read"] == 3


def test_only_the_unit_and_year_asked_for(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=page_of("青石镇"), three=page_of("青石镇", year=2023))
    for units, year, count in ((("liuxi",), None, 1), ((), 2023, 1), (("qingshi",), None, 2), (("liuxi",), 2023, 0)):
        with begin_run(settings, kind=kind_of(units, year)) as run:
            assert reread(run, units, year).summary()["read"] == count


def test_the_later_of_two_like_reports_is_flagged(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=page_of("青石镇", day="2025-03-20"))
    with begin_run(settings, kind="x") as run:
        judge(run)
        with run.database.reading() as session:
            flags = {r["unit"]: r["flags"] for r in reports.list_reports(session)}
            ids = {r["unit"]: r["id"] for r in reports.list_reports(session)}
            board = {r["unit"]: r["flags"] for r in standings.board(session, year=2024)}
            [mine] = similar_views.list_similar(session, ids["qingshi"]) or []
            [theirs] = similar_views.list_similar(session, ids["liuxi"]) or []
            assert reports.show_report(session, ids["qingshi"])["flags"] == ["copied"]  # type: ignore[index]
            assert similar_views.list_similar(session, 99) is None
        assert flags == board == {"liuxi": [], "qingshi": ["copied"]}
        assert (mine["later"], theirs["later"], mine["copied"]) == ("self", "other", True)
        assert mine["share"] == theirs["share"] > 0.9
        assert (mine["unit"], theirs["unit_name"]) == ("liuxi", "柳县青石镇人民政府")
        body = page_of("青石镇")
        assert all(p["quote"] in body for s in mine["sections"] for p in s["passages"])
        assert json.dumps(mine, ensure_ascii=False)
        assert find_copies(run) == 0


def test_an_edit_that_mends_the_copy_takes_the_flag_away(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=page_of("青石镇", day="2025-03-20"))
    own = "青石镇2024年度把山塘清淤和古道修缮写进议事清单，逐村签字，逐段验收，群众代表全程在场。\n" * 2
    with begin_run(settings, kind="x") as run:
        with run.database.session() as session:
            [copier] = session.scalars(select(ReportRow).where(ReportRow.unit_id == "qingshi"))
            [revision] = session.scalars(select(RevisionRow).where(RevisionRow.report_id == copier.id))
            revision.body = own
            session.execute(delete(FingerprintRow).where(FingerprintRow.report_id == copier.id))
        assert find_copies(run) == 1
        with run.database.reading() as session:
            assert session.scalars(select(SimilarityRow)).all() == []
            assert all(not r["flags"] for r in reports.list_reports(session))


def test_a_report_that_copies_last_years_is_flagged(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=page_of("柳溪镇", year=2023, day="2024-03-05"))
    with begin_run(settings, kind="x") as run, run.database.reading() as session:
        assert {r["report_year"]: r["flags"] for r in reports.list_reports(session)} == {2024: ["copied"], 2023: []}


def test_of_one_day_either_may_be_the_copy(settings: Settings, imported: Callable[..., None]) -> None:
    imported(one=PAGE, two=page_of("青石镇"))
    with begin_run(settings, kind="x") as run, run.database.reading() as session:
        assert [r["flags"] for r in reports.list_reports(session)] == [["copied"], ["copied"]]
