"""What is read again as it is stored is marked as read, and nothing else is written, judged or loaded for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update

from core.posts import Kind
from core.reports import Report
from flows.read import read_captures
from flows.run import Run, begin_run
from settings import Settings
from storage import asides
from storage.asides import Aside
from storage.models import CaptureRow, PostRow, ReportRow, RevisionRow
from tests.flows.pages import PAGE, page_of
from tests.flows.saved_pages import NEWS, REGISTER, bring, reparsing, settings_in

STRANGER = page_of("外乡镇")
DOUBTFUL = PAGE.replace("柳溪镇2024年度法治政府建设情况报告", "柳溪镇法治政府建设情况报告").replace("2024年", "去年")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables that are written to meanwhile."""
    found: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        verb, *words = statement.split()
        if verb in ("INSERT", "UPDATE", "DELETE"):
            found.append(f"{verb} {next(word for word in words if word not in ('INTO', 'FROM', 'OR', 'IGNORE'))}")

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def noted(run: Run) -> list[tuple[Any, ...]]:
    with run.database.reading() as session:
        rows = session.scalars(select(PostRow).order_by(PostRow.id))
        return [(p.unit_id, p.kind, p.report_year, p.issuers, p.reasons, p.review_reason) for p in rows]


def all_unread(run: Run) -> None:
    with run.database.session() as session:
        session.execute(update(CaptureRow).values(read_at=None))


@pytest.mark.parametrize("pages", [{}, {"one": PAGE}], ids=["no report", "a report"])
def test_nothing_is_written_but_that_it_was_read(settings: Settings, pages: dict[str, str]) -> None:
    bring(settings, news=NEWS, stranger=STRANGER, doubtful=DOUBTFUL, **pages)
    with begin_run(settings, kind="x") as run:
        before = noted(run)
        all_unread(run)
        with written() as tables:
            assert read_captures(run) == 3 + len(pages)
        assert set(tables) <= {"UPDATE revisions", "UPDATE captures", "UPDATE runs"}
        assert noted(run) == before
        with run.database.reading() as session:
            assert None not in session.scalars(select(CaptureRow.read_at)).all()


def test_a_page_kept_aside_is_settled_anew_once_the_register_names_its_unit(settings: Settings, tmp_path: Path) -> None:
    bring(settings, stranger=STRANGER)
    more = REGISTER + "  - {id: waixiang, name: 柳县外乡镇人民政府, level: township}\n"
    (tmp_path / "registry" / "liu.yaml").write_text(more, encoding="utf-8")
    with reparsing(settings) as (run, summary):
        assert summary["newly_recognised"] == 1
        with run.database.reading() as session:
            assert session.scalars(select(ReportRow.unit_id)).all() == ["waixiang"]


@pytest.mark.parametrize("column, value", [("review_reason", "旧的理由"), ("report_year", 2001), ("unit_id", "liuxi")])
def test_whatever_is_noted_otherwise_is_put_right(settings: Settings, column: str, value: Any) -> None:
    bring(settings, stranger=STRANGER)
    with begin_run(settings, kind="x") as run:
        before = noted(run)
        with run.database.session() as session:
            session.execute(update(PostRow).values({column: value}))
        assert noted(run) != before
        all_unread(run)
        read_captures(run)
        assert noted(run) == before


def test_a_post_that_bears_a_report_is_never_taken_for_one_kept_aside(settings: Settings) -> None:
    """Today's parser sees news; what is noted would say so, but the report that stood there has to be doubted."""
    bring(settings, one=PAGE, news=NEWS)
    with begin_run(settings, kind="x") as run:
        with run.database.session() as session:
            news = session.scalars(select(PostRow).where(PostRow.unit_id.is_(None))).one()
            session.execute(update(RevisionRow).values(capture_id=news.capture_id))
            session.execute(update(ReportRow).values(post_id=news.id, report_year=2023))
            assert news.id not in asides.of_posts(session, [news.id])
        all_unread(run)
        read_captures(run)
        with run.database.reading() as session:
            [was] = session.scalars(select(ReportRow.doubted).where(ReportRow.report_year == 2023))
        assert was and was.startswith("重新识读后不再认作2023年度报告")


def test_what_is_noted_is_what_would_be_noted(settings: Settings) -> None:
    bring(settings, stranger=STRANGER)
    with begin_run(settings, kind="x") as run, run.database.session() as session:
        [post] = session.scalars(select(PostRow.id))
        for aside in (
            Aside(Kind.OTHER, None, "不是报告"),
            Aside(
                Kind.ANNUAL_REPORT, 2024, "待核", ("甲镇", "乙镇"), "liuxi", review=True, conflict_years=(2025, 2023)
            ),
            Aside.of(Report(is_report=False, kind=Kind.NEWS), None, "新闻", review=False),
        ):
            asides.keep(session, post, aside)
            assert asides.of_posts(session, [post]) == {post: aside.row()}


def test_what_was_read_just_so_is_known_by_its_digest_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(settings, one=PAGE)
    monkeypatch.setattr("flows.same.report_readings.revision", None)  # nobody loads what is stored
    with reparsing(settings) as (run, summary):
        assert (summary["read"], summary["unchanged"], _revisions(run)) == (1, 1, 1)


@pytest.mark.parametrize("digest", [None, "of another shape of readings"])
def test_a_reading_without_todays_digest_is_compared_in_full_and_gets_it(
    settings: Settings, digest: str | None
) -> None:
    bring(settings, one=PAGE)
    with begin_run(settings, kind="x") as run, run.database.session() as session:
        [revision] = session.scalars(select(RevisionRow))
        kept, revision.reading_digest = revision.reading_digest, digest
    with reparsing(settings) as (run, summary):
        assert (summary["unchanged"], _revisions(run)) == (1, 1)
        with run.database.reading() as session:
            assert session.scalars(select(RevisionRow.reading_digest)).one() == kept is not None


def _revisions(run: Run) -> int:
    with run.database.reading() as session:
        return len(session.scalars(select(RevisionRow.id)).all())
