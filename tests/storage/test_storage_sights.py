"""Who sees which report and which kept answer: an office sees what concerns its own units."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.changes import Change, ChangeKind
from core.duties import Status
from core.posts import PostRef
from core.problems import UserProblem
from core.reports import Attachment, Report
from storage import captures, compared, reading_room, reports, sights, similar_views, standings
from storage.models import CaptureRow, PostRow, RevisionRow, SimilarityRow

TOWN = PostRef("http://site.test/1", "甲镇人民政府2025年法治政府建设年度报告")
BUREAU = PostRef("http://site.test/2", "某市财政局2025年法治政府建设年度报告")
NEWS = PostRef("http://site.test/3", "某项工作动态")
FOUND = (Change(ChangeKind.APPEARED, "首次发现"),)
XIAN, SHI, BOTH = frozenset({"xian"}), frozenset({"shi"}), frozenset({"xian", "shi"})


@pytest.fixture
def shared(open_scene: Callable[[], Any]) -> Any:
    """The column `gong` serves units of both offices."""
    scene = open_scene()
    units = scene.registry.units
    units["shi-ju"] = replace(units["shi-ju"], column_ids=("ju", "gong"))
    scene.begin()
    return scene


def _keep(scene: Any, column_id: str, ref: PostRef, unit_id: str, report: Report, at: datetime) -> tuple[int, int]:
    """The ids of the report and of the page that it was read from."""
    capture_id = scene.keep_article(column_id, ref, at=at)
    post_id = next(row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url)
    with scene.session() as session:
        report_id = reports.keep(
            session, run_id=scene.run_id, unit_id=unit_id, report=report, changes=FOUND,
            url=ref.url, post_id=post_id, capture_id=capture_id, parser_version="1", first_seen_at=at, now=at,
        )  # fmt: skip
    return report_id, capture_id


def _seen(scene: Any, capture_id: int) -> list[str]:
    """Which of the offices see a capture; one that none has, and one without any, never do."""
    with scene.session() as session:
        assert sights.of_capture(session, capture_id, None) is not None
        assert sights.of_capture(session, capture_id, frozenset()) is None
        assert sights.of_capture(session, capture_id, frozenset({"anders"})) is None
        both = sights.of_capture(session, capture_id, BOTH)
        found = [office for office in ("shi", "xian") if sights.of_capture(session, capture_id, {office})]
    assert bool(both) == bool(found)
    return found


def _extra(scene: Any, url: str, role: str, digest: str | None = None) -> int:
    with scene.session() as session:
        return captures.keep(session, scene.run_id, scene.capture(url, digest=digest), role)


def test_a_report_is_seen_by_its_units_office(shared: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    report_id, capture_id = _keep(shared, "gong", TOWN, "zhen-a", make_report(), now)
    with shared.session() as session:
        for offices, seen in ((None, True), (XIAN, True), (BOTH, True), (SHI, False), (frozenset(), False)):
            assert sights.of_report(session, report_id, offices) is seen
            assert (reading_room.room(session, report_id, offices=offices) is not None) is seen
            assert (similar_views.list_similar(session, report_id, offices) is not None) is seen
        assert not sights.of_report(session, report_id + 1, None)
        assert compared.load(session, report_id, None, None, XIAN).old is None
        with pytest.raises(UserProblem, match="没有编号为"):
            compared.load(session, report_id, None, None, SHI)
        assert [one["id"] for one in sights.reports_of(session, capture_id, XIAN)] == [report_id]
        assert sights.reports_of(session, capture_id, SHI) == []


def test_a_list_page_is_seen_by_every_office_whose_units_it_serves(shared: Any, now: datetime) -> None:
    for column_id in ("gong", "zhen", "ju"):
        shared.keep_list(column_id, replace(NEWS, url=f"http://site.test/{column_id}/n"))
    older = {row["url"]: row["id"] for row in shared.rows(CaptureRow)}
    shared.keep_list("gong", replace(NEWS, url="http://site.test/gong/n2"), at=now + timedelta(days=1))
    assert _seen(shared, older["http://site.test/gong/"]) == ["shi", "xian"]
    assert _seen(shared, older["http://site.test/zhen/"]) == ["xian"]
    assert _seen(shared, older["http://site.test/ju/"]) == ["shi"]
    assert _seen(shared, max(row["id"] for row in shared.rows(CaptureRow))) == ["shi", "xian"]


def test_an_article_of_a_shared_list_is_its_units_once_that_is_known(
    shared: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    shared.keep_list("gong", TOWN, BUREAU, NEWS)
    news = shared.keep_article("gong", NEWS)
    before = shared.keep_article("gong", TOWN)
    assert _seen(shared, news) == _seen(shared, before) == ["shi", "xian"]
    _, town = _keep(shared, "gong", TOWN, "zhen-a", make_report(), now)
    _, bureau = _keep(shared, "gong", BUREAU, "shi-ju", make_report(title=BUREAU.title), now)
    assert _seen(shared, town) == _seen(shared, before) == ["xian"]
    assert _seen(shared, bureau) == ["shi"]
    assert _seen(shared, news) == ["shi", "xian"]


def test_files_and_pictures_belong_to_the_report_that_they_are_of(
    shared: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    file = Attachment("附件.pdf", "http://site.test/a.pdf", "application/pdf", sha256="ab" * 32)
    _keep(shared, "gong", TOWN, "zhen-a", make_report(attachments=(file,)), now)
    assert _seen(shared, _extra(shared, file.url, "attachment", digest="ab" * 32)) == ["xian"]
    assert _seen(shared, _extra(shared, file.url, "attachment", digest="cd" * 32)) == []
    assert _seen(shared, _extra(shared, f"urn:screenshot:{TOWN.url}", "screenshot")) == ["xian"]
    assert _seen(shared, _extra(shared, f"urn:print:{TOWN.url}", "print")) == ["xian"]
    assert _seen(shared, _extra(shared, "http://site.test/nobodys", "article")) == []


@pytest.mark.parametrize("role", ["screenshot", "print"])
def test_the_picture_of_a_column_is_seen_by_its_offices_even_where_it_was_never_read(shared: Any, role: str) -> None:
    pictures = {id_: _extra(shared, f"urn:{role}:http://site.test/{id_}/", role) for id_ in ("gong", "zhen", "ju")}
    before = {id_: _seen(shared, picture) for id_, picture in pictures.items()}
    shared.keep_list("zhen", replace(NEWS, url="http://site.test/zhen/n"))
    assert before == {"gong": ["shi", "xian"], "zhen": ["xian"], "ju": ["shi"]}
    assert _seen(shared, pictures["zhen"]) == ["xian"]
    page = replace(NEWS, url="http://site.test/zhen/index_1.html")
    assert _seen(shared, _extra(shared, f"urn:{role}:{page.url}", role)) == []


def test_what_a_standing_rested_on_is_seen_by_its_office(shared: Any, now: datetime) -> None:
    """A later page that was asked for by a form, as it was once: no list of today leads to it."""
    old, older = (_extra(shared, "http://site.test/dataproxy.jsp", "list", digest) for digest in ("ab" * 32, "cd" * 32))
    records = {row["id"]: row["warc_record_id"] for row in shared.rows(CaptureRow)}
    assert _seen(shared, old) == _seen(shared, older) == []
    with shared.session() as session:
        for before, status, page in ((None, Status.OVERDUE, older), (Status.OVERDUE, Status.UNVERIFIED, old)):
            standing = shared.standing("zhen-a", status, archive=(records[page],))
            standings.turn(session, run_id=shared.run_id, standing=standing, before=before, now=now, alerts=())
    assert _seen(shared, old) == _seen(shared, older) == ["xian"]


def test_a_similar_report_of_another_office_is_not_named(
    shared: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    town, _ = _keep(shared, "gong", TOWN, "zhen-a", make_report(), now)
    bureau, _ = _keep(shared, "gong", BUREAU, "shi-ju", make_report(title=BUREAU.title), now)
    with shared.session() as session:
        revisions = {row.report_id: row.id for row in session.scalars(select(RevisionRow))}
        session.add(
            SimilarityRow(
                report_id=town,
                other_id=bureau,
                revision_id=revisions[town],
                other_revision_id=revisions[bureau],
                share=0.7,
                copied=True,
                sections=[],
            )
        )
    with shared.session() as session:
        for offices, found in ((None, [bureau]), (BOTH, [bureau]), (XIAN, [])):
            rows = similar_views.list_similar(session, town, offices)
            assert rows is not None
            assert [row["report_id"] for row in rows] == found
        bodies = similar_views.bodies(session, town, bureau)
        assert bodies is not None
        assert bodies.newest
        assert similar_views.bodies(session, bureau, town) is None
