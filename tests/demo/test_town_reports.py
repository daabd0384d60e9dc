"""The product's own parser gives back of every generated page what its clerk wrote."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from core.pages import Ask
from core.posts import Kind
from core.reports import Coverage, Report, Section
from core.times import local_day
from core.units import Registry
from demo import register
from demo.filed import file_path
from demo.platforms import post_path_of
from demo.posts import REPORT, Post, all_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from demo.writing import Draft
from parsers import read_report
from registry import Candidates, assign, load
from tests.demo.test_town_listings import fetch

Heading = tuple[int, str, str | None, bool]


def reports_of(unit_id: str) -> list[Post]:
    column_id = TOWN.units[unit_id].column_id
    return [p for p in all_posts(column_id) if p.kind == REPORT and p.unit_id == unit_id]


_READ: dict[int, Report] = {}  # every page is fetched and read once


def read(town: Town, post: Post) -> Report:
    """What the parser makes of the post's page, on the first night on which its site shows it."""
    if post.number not in _READ:
        _READ[post.number] = read_now(town, post)
    return _READ[post.number]


def read_now(town: Town, post: Post) -> Report:
    """The page handed to the parser as the nightly job does."""
    site = TOWN.site_of(post.column_id)
    town.day = next(day for day in DAYS if post.standing(day) and site.trouble(day) is None)
    page = fetch(Ask(town.base_url(site.id) + post_path_of(site.platform)(post)))
    dated = post.shown_at is not None and site.platform != "gbk"
    file = fetch(Ask(town.base_url(site.id) + file_path(post))) if post.file_name else None
    return read_report(
        page.body,
        url=page.url,
        media_type=page.header("content-type"),
        list_title=post.title,
        listed_on=local_day(post.shown_at) if dated and post.shown_at else None,
        last_modified=page.header("last-modified"),
        files={file.url: file.body} if file else None,
    )


def flat(sections: Iterable[Section]) -> Iterator[Heading]:
    for section in sections:
        yield section.level, section.number, section.title, section.run_in
        yield from flat(section.children)


def written(draft: Draft) -> list[Heading]:
    return [(p.level, p.number, p.title, bool(p.text)) for p in draft.paras if p.level]


def readable(unit_id: str) -> bool:
    site = TOWN.site_of(TOWN.units[unit_id].column_id)
    return any(site.trouble(day) is None for day in DAYS)


@pytest.fixture(scope="module")
def registry(served: Town, tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder: Path = tmp_path_factory.mktemp("registry")
    register.write(folder, served)
    return load(folder)


READABLE = [unit_id for unit_id in TOWN.units if readable(unit_id)]


def seen_reports(unit_id: str) -> list[Post]:
    site = TOWN.site_of(TOWN.units[unit_id].column_id)
    return [p for p in reports_of(unit_id) if any(p.visible(d) and site.trouble(d) is None for d in DAYS)]


@pytest.mark.parametrize("unit_id", READABLE)
def test_every_report_is_read_as_written(town: Town, registry: Registry, unit_id: str) -> None:
    for post in seen_reports(unit_id):
        report, draft = read(town, post), post.draft(DAYS[0])
        assert (report.is_report, report.kind, report.doubtful) == (True, Kind.ANNUAL_REPORT, False)
        assert (report.title, report.report_year) == (draft.title, post.year)
        assert report.body == draft.body
        assert list(flat(report.outline)) == written(draft)
        assert report.recipient == draft.recipient
        assert (report.signed_by, report.signed_on) == (draft.signed_by, draft.signed_on)
        found = assign(
            report.issuers, report.title, report.source, Candidates(registry.units_of_column(post.column_id))
        )
        assert (found.unit_id, found.doubtful) == (unit_id, False), found.reason


@pytest.mark.parametrize("unit_id", READABLE)
def test_dates_and_sources_are_those_shown(town: Town, unit_id: str) -> None:
    for post in seen_reports(unit_id):
        report, platform = read(town, post), TOWN.site_of(post.column_id).platform
        if post.shown_at is None:
            assert report.published_at is None and "date_missing" in report.flags
            continue
        assert report.published_at is not None and report.published_basis == "displayed"
        assert local_day(report.published_at) == local_day(post.shown_at)
        if platform not in ("gkmlpt", "gbk"):
            assert f"{report.published_at:%H:%M}" == f"{post.shown_at:%H:%M}"
        assert report.source == ("本站" if platform == "gbk" else post.source)


@pytest.mark.parametrize("unit_id", READABLE)
def test_the_statutory_contents_are_found(town: Town, unit_id: str) -> None:
    post = seen_reports(unit_id)[-1]
    coverage = read(town, post).coverage or {}
    left_out = {"leadership"} if post.unit.style.three_items else set()
    for item in {"measures", "problems", "leadership", "plans"} - left_out:
        assert coverage[item] is Coverage.SECTION
    for item in left_out:
        assert coverage[item] is not Coverage.SECTION


def test_a_title_and_a_heading_of_different_years_are_flagged(town: Town) -> None:
    reports = {p.year: read(town, p) for p in seen_reports("ql-hetang")}
    assert [year for year, report in reports.items() if "year_conflict" in report.flags] == [2025]
