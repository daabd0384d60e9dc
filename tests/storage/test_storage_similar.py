"""Comparing, on both databases: what waits, who are candidates, what is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.changes import Change, ChangeKind
from core.posts import PostRef
from core.reports import Report, Section
from storage import report_readings, reports, similar, similar_views, standings
from storage.models import BandRow, FingerprintRow, PostRow, ReportRow, RevisionRow, SimilarityRow
from storage.similar import Compared, Finding

TOP = (Section(1, "一", "主要举措", "总说。", start=3, end=9, children=(Section(2, "一", "学习", ""),)),)


def keep(scene: Any, report: Report, unit: str, now: datetime, kind: ChangeKind = ChangeKind.APPEARED) -> int:
    ref = PostRef(f"http://site.test/{unit}/{report.report_year}", "法治 2025")
    capture_id = scene.keep_article("zhen", ref, at=now)
    post_id = next(row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url)
    with scene.session() as session:
        return reports.keep(
            session,
            run_id=scene.run_id,
            unit_id=unit,
            report=report,
            changes=(Change(kind, "因为"),),
            url=ref.url,
            post_id=post_id,
            capture_id=capture_id,
            parser_version="1",
            first_seen_at=now,
            now=now,
        )


def one(scene: Any, report_id: int) -> Compared:
    with scene.database.reading() as session:
        [found] = similar.compared(session, [report_id])
    assert isinstance(found, Compared)
    return found


def file(scene: Any, report_id: int, bands: tuple[int, ...], *findings: Finding, old: tuple[int, ...] = ()) -> None:
    report = one(scene, report_id)
    with scene.session() as session:
        similar.keep(session, report, b"\x01" * 8, old_bands=old, bands=bands, findings=findings)


def flags(scene: Any) -> dict[str, list[str]]:
    return {row["unit_id"]: row["flags"] for row in scene.rows(ReportRow)}


def waiting(scene: Any) -> list[int]:
    with scene.session() as session:
        return similar.uncompared(session, 10)


def test_every_newest_revision_is_compared_once(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    a = keep(scene, make_report(outline=TOP), "zhen-a", now)
    b = keep(scene, make_report(), "zhen-b", now)
    assert waiting(scene) == [a, b]
    file(scene, a, (1, 2, 2))
    assert waiting(scene) == [b]
    assert [(r["band"], r["report_id"]) for r in scene.rows(BandRow)] == [(1, a), (2, a)]
    keep(scene, make_report(body="改过"), "zhen-a", now, ChangeKind.REREAD)
    assert waiting(scene) == [a, b]
    file(scene, a, (-(2**63), 2**63 - 1), old=(1, 2))
    assert [r["band"] for r in scene.rows(BandRow)] == [-(2**63), 2**63 - 1]
    assert len(scene.rows(FingerprintRow)) == 1


def test_what_is_compared_is_the_newest_text(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    later = now + timedelta(days=40)
    a = keep(scene, make_report(outline=TOP, signed_by=("甲镇",)), "zhen-a", now)
    keep(scene, make_report(body="改过", published_at=later), "zhen-a", now, ChangeKind.EDITED)
    b = keep(scene, make_report(outline=TOP), "zhen-b", now)
    report = one(scene, a)
    assert (report.body, report.issuers, report.signed_by, report.headings) == ("改过", ("甲镇人民政府",), (), ())
    assert report.public_on == later.date() + timedelta(days=1)  # past midnight in Shanghai
    assert one(scene, b).public_on == now.date() + timedelta(days=1)
    assert one(scene, b).headings == (("一", "主要举措", 3),)


def test_candidates_share_a_band_or_the_unit(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    a, b, c = (keep(scene, make_report(), unit, now) for unit in ("zhen-a", "zhen-b", "shi-ju"))
    last = keep(scene, make_report(report_year=2024), "zhen-a", now)
    file(scene, a, (1, 2, 3))
    file(scene, b, (3, 4))
    file(scene, c, (5,))
    with scene.session() as session:
        assert [r.report_id for r in similar.candidates(session, one(scene, a), (1, 2, 3))] == [b, last]
        assert [r.report_id for r in similar.candidates(session, one(scene, c), (5, 6))] == []
        assert [u for u, _ in similar.bodies(session, 2025, 9)] == ["zhen-a", "zhen-b", "shi-ju", "zhen-a"]
        assert similar.hashes(session, a) == b"\x01" * 8
        assert similar.hashes(session, last) is None


def test_the_flag_follows_the_findings(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    a, b = (keep(scene, make_report(flags=("date_missing",)), unit, now) for unit in ("zhen-a", "zhen-b"))
    section = {"title": "一、主要举措", "share": 0.9, "other_title": None, "passages": []}
    finding = Finding(one(scene, b), one(scene, a), 0.9, True, [section])
    file(scene, a, (1,), finding)  # found while comparing the earlier one
    assert flags(scene) == {"zhen-a": ["date_missing"], "zhen-b": ["date_missing", "copied"]}
    with scene.session() as session:
        [mine] = similar_views.list_similar(session, b) or []
        [theirs] = similar_views.list_similar(session, a) or []
    assert (mine["later"], mine["unit"], mine["share"], mine["sections"]) == ("self", "zhen-a", 0.9, [section])
    assert (theirs["later"], theirs["unit_name"]) == ("other", "乙镇人民政府")
    keep(scene, make_report(body="改过"), "zhen-b", now, ChangeKind.REREAD)
    assert flags(scene)["zhen-b"] == ["copied"]  # until it is compared again
    file(scene, b, (1,), Finding(one(scene, b), one(scene, a), 0.3, False, []))
    assert flags(scene)["zhen-b"] == []
    assert [(r["share"], r["copied"]) for r in scene.rows(SimilarityRow)] == [(0.3, False)]
    with scene.session() as session:
        assert similar_views.list_similar(session, 99) is None


def test_a_stored_reading_equals_what_was_read(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    report = make_report(outline=TOP, body="有\x00空字符", title="题\ud800目")
    report_id = keep(scene, report, "zhen-a", now)
    with scene.session() as session:
        assert report_readings.reading(session, report_id) == report_readings.reading_of(report)


@pytest.mark.parametrize(
    "told",
    [{"body": "另文"}, {"outline": TOP}, {"flags": ("date_missing",)}, {"source": "别处"}, {"report_year": 2023}],
)
def test_readings_that_differ_to_a_reader_have_other_digests(
    make_report: Callable[..., Report], told: dict[str, Any]
) -> None:
    assert report_readings.digest_of(make_report()) != report_readings.digest_of(make_report(**told))


def test_words_of_ours_are_in_no_digest_and_what_cannot_be_stored_has_none(make_report: Callable[..., Report]) -> None:
    ours = make_report(reasons=("别的理由",), published_reason="别的理由", provenance={"title": "别处"})
    assert report_readings.digest_of(ours) == report_readings.digest_of(make_report())
    assert report_readings.digest_of(make_report(body="\ud800")) is None


def test_a_digest_stands_for_what_is_stored_until_that_is_read_anew(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    def digest() -> Any:
        with scene.session() as session:
            return session.scalars(select(RevisionRow.reading_digest)).one()

    report = make_report()
    keep(scene, report, "zhen-a", now)
    assert digest() == report_readings.digest_of(report)
    [revision_id] = [row["id"] for row in scene.rows(RevisionRow)]
    for known in (None, "another", "another"):
        with scene.session() as session:
            report_readings.mark_same(session, {revision_id: known}, "parser 9")
        assert digest() == known
    assert [row["parser_version"] for row in scene.rows(RevisionRow)] == ["parser 9"]
    keep(scene, report, "zhen-a", now, ChangeKind.UNCHANGED)
    assert digest() is None


def test_a_doubted_report_answers_nothing_until_it_is_read_so_again(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    report_id = keep(scene, make_report(), "zhen-a", now)

    def facts() -> tuple[bool, int]:
        with scene.session() as session:
            found = standings.facts(session, [("zhen-a", 2025)])["zhen-a", 2025]
        return found.published is not None, len(found.doubts)

    before = facts()
    with scene.session() as session:
        reports.doubt(session, report_id, "重新识读后不再认作报告")
    assert (before[0], facts()) == (True, (False, before[1] + 1))
    with scene.session() as session:
        assert reports.known(session, "zhen-a", 2025).doubted  # type: ignore[union-attr]
        assert reports.list_reports(session)[0]["doubted"]
    keep(scene, make_report(), "zhen-a", now, ChangeKind.UNCHANGED)
    assert facts() == before
