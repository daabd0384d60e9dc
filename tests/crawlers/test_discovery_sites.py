"""A scout on a real loopback site: it finds the true column first, and keeps within its bounds and manners."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.discovery import Discovery, Proposal, Rank, ScoutStep, Trail
from core.pages import Outcome
from crawlers.discovery.judging import BY_YEAR
from crawlers.discovery.snippet import snippet
from tests.crawlers.discovered_site import COLUMN, TITLES, build, page, put_search, reports, rows, send_scout
from tests.crawlers.loopback import Reply, Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as elsewhere, serve() as served:
        build(served, elsewhere)
        yield served


@dataclass(frozen=True)
class Visit:
    """A site and another one, after a scout was there, and what it told."""

    site: Site
    elsewhere: Site
    found: Discovery
    told: list[Proposal]
    steps: list[ScoutStep]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with serve() as elsewhere, serve() as site:
        build(site, elsewhere)
        yield Visit(site, elsewhere, *send_scout(tmp_path_factory.mktemp("scout"), site.url("/")))


def test_the_column_three_clicks_deep_comes_first(visit: Visit) -> None:
    best = visit.found.proposals[0]
    assert (best.url, best.name, best.rank) == (visit.site.url(COLUMN), "法治政府建设年度报告", Rank.PROVEN)
    assert (best.posts, best.total, best.complete, best.outcome) == (5, 5, True, Outcome.OK)
    assert [report.title for report in best.reports] == list(TITLES)
    assert best.newest_report_year == 2024
    assert best.issuers[0] == "青石街道办事处"  # with two reports the most frequent
    assert set(best.issuers) >= {"青岚区人民政府", "青岚区柳溪镇人民政府", "青岚区司法局"}
    assert any("按发文机关归属" in reason for reason in best.reasons)
    assert best.found_by == (Trail.NAVIGATION,)
    assert best.platform
    assert best.known_by
    assert visit.found.site_name == "青岚区人民政府"
    assert best in visit.told
    assert len(visit.steps) == visit.found.requests


def test_look_alikes_and_news_are_never_proven(visit: Visit) -> None:
    proposals = visit.found.proposals
    assert [p.url for p in proposals if p.rank is Rank.PROVEN] == [visit.site.url(COLUMN)]
    assert visit.site.url("/zwgk/xxgknb/") not in {p.url for p in proposals}
    assert "/zwgk/xxgknb/" not in visit.site.paths()  # 政府信息公开年报 is another duty's


def test_other_hosts_and_forbidden_parts_are_not_asked_and_a_calendar_ends(visit: Visit) -> None:
    paths = visit.site.paths()
    assert visit.elsewhere.asked == []
    assert not [path for path in paths if path.startswith("/zwgk/secret/")]
    assert "/login" not in paths
    assert len([path for path in paths if path.startswith("/rili")]) <= 10
    assert len(paths) <= 40
    assert visit.site.most_active == 1
    forbidden = [p for p in visit.found.proposals if "secret" in p.url]
    assert all(p.outcome is Outcome.ROBOTS and p.rank is Rank.PROBABLE for p in forbidden)


def test_requests_are_bounded_and_the_bound_is_told(site: Site, tmp_path: Path) -> None:
    found, _, _ = send_scout(tmp_path, site.url("/"), max_requests=6)
    asked_by_scrapy_itself = 1  # robots.txt
    assert len(site.asked) <= 6 + asked_by_scrapy_itself
    assert found.requests <= 6
    assert found.bounded_by
    assert "上限" in found.bounded_by


def test_a_column_below_menus_deeper_than_is_looked_around(site: Site, tmp_path: Path) -> None:
    """Four clicks to a menu called after the subject, a fifth to the reports, which are called 年度报告 only."""
    menus = {
        "/zwgk/fdzdgknr/": ("/zwgk/fdzdgknr/qt/", "其他法定信息"),
        "/zwgk/fdzdgknr/qt/": ("/zwgk/fdzdgknr/qt/fzjs/", "法治政府建设"),
        "/zwgk/fdzdgknr/qt/fzjs/": ("/zwgk/fdzdgknr/qt/fzjs/nb/", "年度报告"),
    }
    for path, further in menus.items():
        site.put(path, page("信息公开", [further], body="<p>青岚区人民政府依法主动公开的各类信息，按栏目分列。</p>"))
    hidden = "/zwgk/fdzdgknr/qt/fzjs/nb/"
    site.put(hidden, page("年度报告", [], body=rows(reports(hidden), total=5)))
    found, _, _ = send_scout(tmp_path, site.url("/"))
    best = found.proposals[0]
    assert (best.url, best.rank) == (site.url(hidden), Rank.PROVEN)
    assert any("法治政府建设" in reason for reason in best.reasons)
    assert site.url("/zwgk/fdzdgknr/qt/fzjs/") not in [p.url for p in found.proposals], "a menu, not a column"


def test_columns_of_single_years_say_that_the_next_needs_another(site: Site, tmp_path: Path) -> None:
    years = [(f"/zwgk/fzzfjs/{year}/", f"{year}年") for year in (2024, 2023)]
    site.put("/zwgk/", page("政务公开", years, body="<p>青岚区人民政府依法主动公开的各类信息，按栏目分列。</p>"))
    for folder, name in years:
        site.put(folder, page(name, years, body=rows(reports(folder), total=5)))
    found, _, _ = send_scout(tmp_path, site.url("/"))
    assert {p.url for p in found.proposals if BY_YEAR in p.reasons} >= {site.url(folder) for folder, _ in years}
    assert f"# {BY_YEAR}" in snippet(found)


def test_a_column_that_no_menu_names_is_found_by_search(site: Site, tmp_path: Path) -> None:
    hidden = "/jg/sfj/gzbg/"
    site.put("/zwgk/fdzdgknr/", page("法定主动公开内容", []))
    site.put(hidden, page("工作文档", [], body=rows(reports(hidden), total=5)))
    crumb = (
        "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/jg/sfj/gzbg/'>工作文档</a></div><h1>报告</h1>"
    )
    for href, title in reports(hidden):
        site.put(href, page(title, [], body=crumb))
    put_search(site, reports(hidden))
    found, _, _ = send_scout(tmp_path, site.url("/"))
    best = found.proposals[0]
    assert (best.url, best.rank, best.found_by) == (site.url(hidden), Rank.PROVEN, (Trail.SEARCH,))
    assert best.name == "工作文档"
    assert any("站内搜索" in line and "5 条" in line for line in found.tried)


def test_a_column_is_found_by_the_site_map_and_its_slug(site: Site, tmp_path: Path) -> None:
    site.put("/zwgk/fdzdgknr/", page("法定主动公开内容", []))
    hidden = "/a/b/qzf_fzzfjsndbg/"
    site.put(hidden, page("年报", [], body=rows(reports(hidden), total=5)))
    locs = "".join(
        f"<url><loc>{site.url(path)}</loc></url>" for path in ("/zwgk/", hidden, hidden + "202503/t20250301_9.html")
    )
    site.put("/maps/1.xml", f"<?xml version='1.0'?><urlset>{locs}</urlset>", headers=(("Content-Type", "text/xml"),))
    site.put(
        "/robots.txt", f"User-agent: *\nSitemap: {site.url('/maps/1.xml')}\n", headers=(("Content-Type", "text/plain"),)
    )
    found, _, _ = send_scout(tmp_path, site.url("/"))
    best = found.proposals[0]
    assert (best.url, best.rank) == (site.url(hidden), Rank.PROVEN)
    assert set(best.found_by) == {Trail.SITEMAP, Trail.SLUG}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(b"<html><script>var $_ts={};</script><body></body></html>", 412), Outcome.BLOCKED),
        (Reply(b"<html><title>x</title><body>oops</body></html>", 404), Outcome.NOT_FOUND),
    ],
)
def test_a_home_page_that_does_not_let_us_in_is_named(reply: Reply, outcome: Outcome, tmp_path: Path) -> None:
    with serve() as site:
        site.pages["/"] = reply
        found, _, _ = send_scout(tmp_path, site.url("/"))
    assert (found.outcome, found.proposals) == (outcome, ())
    assert found.reason


def test_robots_that_forbid_the_home_page_are_obeyed(tmp_path: Path) -> None:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow: /\n", headers=(("Content-Type", "text/plain"),))
        found, _, _ = send_scout(tmp_path, site.url("/"))
        assert found.outcome is Outcome.ROBOTS
        assert site.paths() == ["/robots.txt"]


def test_a_private_address_is_not_asked_unless_that_is_allowed(site: Site, tmp_path: Path) -> None:
    found, _, _ = send_scout(tmp_path, site.url("/"), allow_private=False)
    assert found.outcome is Outcome.PRIVATE_ADDRESS
    assert site.asked == []


def test_categories_of_a_guangdong_site_are_columns_of_their_own(tmp_path: Path) -> None:
    """They differ by what stands behind the # only, and their lists are JSON."""
    tree = '[{"id": 7, "name": "法定主动公开内容", "children": [{"id": 30, "name": "法治政府建设年度报告"}]}]'
    articles = [{"title": title, "url": f"/gkmlpt/content/1/{n}/post_{n}.html"} for n, title in enumerate(TITLES)]
    with serve() as site:
        site.put("/", page("首页", [("/gkmlpt/index", "政务公开"), ("/bszn/", "办事指南"), ("/hd/", "互动交流")]))
        site.put(
            "/gkmlpt/index",
            f"<html><script>window._CONFIG = {{SID: '9', TREE: {tree}}};</script><div id='app'></div></html>",
        )
        answer = json.dumps({"articles": articles, "total": len(articles)})
        site.put("/gkmlpt/api/all/30?page=1&sid=9", answer, headers=(("Content-Type", "application/json"),))
        found, _, _ = send_scout(tmp_path, site.url("/"))
        best = found.proposals[0]
        assert (best.url, best.name) == (site.url("/gkmlpt/index#30"), "法治政府建设年度报告")
        assert (best.platform, best.posts, best.rank, best.complete) == ("gkmlpt", 5, Rank.PROVEN, True)
        assert site.paths().count("/gkmlpt/index") == 1
