"""The pure part of discovery: what names and addresses promise, where pages lead, what is proposed and pasted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.crawl import ColumnRead, ListPageRead
from core.discovery import Discovery, Proposal, Rank, Trail
from core.pages import Ask, Outcome, Page
from core.posts import Listing, PostRef
from core.units import Level
from crawlers import platforms
from crawlers.discovery import maps, parents
from crawlers.discovery.frontier import Candidate, Frontier, key_of
from crawlers.discovery.judging import propose, ranked
from crawlers.discovery.links import Lead, breadcrumb_of, leads_of
from crawlers.discovery.snippet import snippet
from crawlers.discovery.words import LIKELY, TOPIC, worth
from registry import load

AT = datetime(2026, 3, 1, tzinfo=UTC)
HOME = "https://www.qinglan.gov.cn/"


def html(text: str, url: str = HOME) -> Page:
    return Page(Ask(url), url, 200, f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode(), AT)


@pytest.mark.parametrize(
    ("name", "path", "least", "most"),
    [
        ("法治政府建设年度报告", "/a/", 100, 100),
        ("法治政府建设", "/a/", TOPIC, 99),
        ("依法行政", "/a/", TOPIC, 99),
        ("2024年", "/zwgk/fzzfjsndbg/", TOPIC, 99),
        ("", "/zwgk/qzf_fzzffjc/", TOPIC, 99),
        ("更多", "/yzq_fzzfjsndbg/", TOPIC, 99),
        ("工作报告", "/a/", LIKELY, TOPIC - 1),
        ("通知公告", "/a/", LIKELY, TOPIC - 1),
        ("法治财政", "/a/", LIKELY, TOPIC - 1),
        ("法治宣传教育", "/a/", 0, 0),
        ("街道公开", "/a/", 1, LIKELY - 1 + 32),
        ("政府信息公开年报", "/a/", 0, 0),
        ("政府信息公开工作年度报告", "/zwgk/fzzfjs/", 0, 0),
        ("政府网站工作年度报表", "/a/", 0, 0),
        ("行政执法年度报告", "/a/", 0, 0),
        ("政府工作报告", "/a/", 0, 0),
        ("下一页", "/zwgk/fzzfjs/index_1.html", 0, 0),
        ("工作报告", "/gkmlpt/api/all/6101?page=1&sid=9", LIKELY, TOPIC - 1),
        ("工作报告", "/gkmlpt/api/all/6101?page=12&sid=9", 0, 0),
        ("2", "/zwgk/fzzfjs/index_1.html", 0, 0),
        ("青岚区人民政府关于2024年度法治政府建设情况的报告", "/zwgk/fzzfjs/202503/t20250301_9.html", 0, 0),
        ("报告原文", "/zwgk/fzzfjs/202503/t20250301_9.pdf", 0, 0),
        ("办事指南", "/bszn/", 0, 0),
        ("青石街道2024年法治政府建设年度报告", "/show.asp?id=1", 0, 0),
        ("青岚区召开法治政府建设推进会", "/show.asp?id=2", 0, 0),
        ("2024年度", "/zwgk/fzzfjs/2024/", TOPIC, 99),
    ],
)
def test_what_a_link_promises(name: str, path: str, least: int, most: int) -> None:
    found = worth(name, HOME + path.lstrip("/"))
    assert least <= found.points <= most
    assert bool(found.points) == bool(found.reason)


def test_links_frames_menus_and_categories_lead_on() -> None:
    page = html(
        '<a href="/zwgk/">政务公开</a><iframe src="/frame/list.html"></iframe><a href="javascript:go()">x</a>'
        '<script>var nodes=[{id:1,pId:0,name:"法治政府建设",url:"\\/zwgk\\/fz\\/"},{"title":"无地址"}];</script>'
    )
    assert {lead.url.removeprefix(HOME): lead.name for lead in leads_of(page)} == {
        "zwgk/": "政务公开",
        "frame/list.html": "",
        "zwgk/fz/": "法治政府建设",
    }
    index = HOME + "qsjd/gkmlpt/index"
    script = """<script>window._CONFIG = {SID: '9', TREE: [{"id":1,"name":"法定主动公开内容","children":
        [{"id":30,"name":"法治政府建设年度报告","children":[]}]}], AREA: 1};</script>"""
    assert leads_of(html(script, index)) == (
        Lead(index + "#1", "法定主动公开内容"),
        Lead(index + "#30", "法治政府建设年度报告"),
    )


@pytest.mark.parametrize(
    ("post", "column"),
    [
        ("zwgk/fzbg/202503/t20250301_9.html", "zwgk/fzbg/"),
        ("zwgk/fzbg/2025/03/01/9.html", "zwgk/fzbg/"),
        ("zwgk/fzbg/2025-03-01/content_9.html", "zwgk/fzbg/"),
        ("art/2025/3/1/art_88_901.html", "col/col88/index.html"),
        ("qsjd/contents/13/901.html", "qsjd/contents/13/"),
        ("info/1021/2001.htm", None),
        ("content.jsp?wbnewsid=9", None),
        ("t20250301_9.html", None),
    ],
)
def test_the_column_above_a_post_by_its_address(post: str, column: str | None) -> None:
    assert parents.by_address(HOME + post) == (HOME + column if column else None)


def test_the_column_above_a_post_by_its_breadcrumb() -> None:
    crumb = (
        "<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; <a href='/zwgk/fz.htm'>法治政府建设</a> &gt; 正文"
    )
    for box in (
        f"<div class='crumbs'>{crumb}</div>",
        f"<p>您的位置：{crumb}</p>",
        f"<div><span>当前位置：</span>{crumb}</div>",
    ):
        page = html(f"<ul class='nav path'><li><a href='/x/'>要闻</a></li></ul>{box}<p>正文</p>", HOME + "info/1/2.htm")
        assert [lead.name for lead in breadcrumb_of(page)] == ["政务公开", "法治政府建设"]
        assert parents.by_breadcrumb(page) == Lead(HOME + "zwgk/fz.htm", "法治政府建设")
    assert parents.by_breadcrumb(html("<p>正文</p>")) is None


def test_site_maps_are_read_and_anything_else_is_none() -> None:
    robots = Page(Ask(HOME + "robots.txt"), HOME, 200, b"User-agent: *\nSitemap: /m/a.xml\nsitemap: /m/b.xml", AT)
    assert maps.maps_named(robots, HOME) == (HOME + "m/a.xml", HOME + "m/b.xml")
    assert maps.maps_named(None, HOME) == (HOME + "sitemap.xml",)
    locs = "<url><loc> /a/?x=1&amp;y=2 </loc></url><url><loc><![CDATA[/b/]]></loc></url>"
    url_set = f"<?xml version='1.0'?><urlset>{locs}</urlset>"
    as_page = Page(Ask(HOME), HOME, 200, url_set.encode(), AT)
    assert maps.read_map(as_page) == ((), (HOME + "a/?x=1&y=2", HOME + "b/"))
    index = Page(Ask(HOME), HOME, 200, b"<sitemapindex><sitemap><loc>/m/1.xml</loc></sitemap></sitemapindex>", AT)
    assert maps.read_map(index) == ((HOME + "m/1.xml",), ())
    assert maps.read_map(html("<loc>/x/</loc>")) == ((), ())


def test_one_page_under_several_addresses_is_one() -> None:
    same = {
        key_of(u) for u in ("http://qinglan.gov.cn/zwgk/", HOME + "zwgk/index.html", HOME + "zwgk/#top", HOME + "zwgk")
    }
    assert len(same) == 1
    assert key_of(HOME + "gkmlpt/index#1") != key_of(HOME + "gkmlpt/index#2")


def test_the_frontier_ends_whatever_a_site_makes_up() -> None:
    frontier = Frontier(max_depth=3)
    frontier.add((Lead(f"{HOME}rl/?d={n}", f"{n}日通知公告") for n in range(1000)), 1, Trail.NAVIGATION)
    frontier.add([Lead(HOME + "deep/", "政务公开")], 4, Trail.NAVIGATION)
    gone = []
    while (way := frontier.next()) is not None:
        gone.append(way)
    assert 0 < len(gone) <= 3
    assert len(frontier.candidates) <= 6


def test_a_home_page_is_no_column_whatever_a_breadcrumb_calls_it() -> None:
    frontier = Frontier(max_depth=3)
    frontier.add([Lead(HOME, "法定主动公开内容"), Lead(HOME + "index.html", "法治政府建设")], 1, Trail.NAVIGATION)
    assert frontier.candidates == {}


def read(posts: tuple[PostRef, ...], outcome: Outcome = Outcome.OK) -> ColumnRead:
    pages = (ListPageRead(Ask(HOME), Listing(posts, total=len(posts)), "trs/2", "", False, None),) if posts else ()
    return ColumnRead("discover", outcome, "", outcome is Outcome.OK, AT, "trs", pages, known_by="页面脚本")


def proposal(path: str, titles: list[str], *, topical: bool = True, points: int = 85) -> Proposal | None:
    candidate = Candidate(HOME + path, "法治政府建设" if topical else "通知公告", points, topical, [Trail.NAVIGATION])
    posts = tuple(PostRef(f"{HOME}{path}t2025030{n}_{n}.html", title) for n, title in enumerate(titles))
    return propose(candidate, read(posts), "")


REPORT, OTHER = "青石街道办事处2024年法治政府建设情况报告", "关于开展防汛演练的通知"


def test_proven_before_probable_before_possible_and_nothing_without_a_clue() -> None:
    proven, weaker = (
        proposal("a/", [REPORT]),
        proposal("b/", [REPORT.replace("青石", "柳溪"), *[OTHER] * 9], topical=False),
    )
    probable, possible = proposal("c/", [OTHER]), proposal("d/", [OTHER], topical=False, points=30)
    assert proposal("e/", [], topical=False) is None
    order = ranked(p for p in (possible, probable, weaker, proven) if p)
    assert [p.rank for p in order] == [Rank.PROVEN, Rank.PROVEN, Rank.PROBABLE, Rank.POSSIBLE]
    assert order[0] == proven
    scores = [p.score for p in order]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 100


def test_a_report_about_disclosure_proves_nothing() -> None:
    found = proposal("a/", ["青岚区2024年政府信息公开工作年度报告"], topical=False, points=40)
    assert found
    assert (found.rank, found.reports) == (Rank.POSSIBLE, ())


def test_two_addresses_of_one_list_are_one_proposal() -> None:
    one, other = proposal("a/", [REPORT]), proposal("a/", [REPORT])
    assert one
    assert other
    twin = Proposal(**{**{f: getattr(other, f) for f in other.__slots__}, "url": HOME + "mirror/list.html"})
    (kept,) = ranked([twin, one])
    assert kept.url == one.url
    assert any("mirror" in reason for reason in kept.reasons)


def test_the_snippet_passes_the_register_s_own_check(tmp_path: Path) -> None:
    titles = [
        REPORT,
        "中共青岚区委 青岚区人民政府关于2024年法治政府建设情况的报告",
        "青岚区司法局2023年法治政府建设工作报告",
    ]
    also = ["云溪市青岚区青石街道办事处2022年法治政府建设年度报告", "青岚区柳溪镇人民政府2022年法治政府建设年度报告"]
    found = [
        p for p in (proposal("zwgk/fzzfjs/", titles), proposal("b/zwgk/fzzfjs/", also), proposal("c/", [OTHER])) if p
    ]
    text = snippet(Discovery(HOME, Outcome.OK, "", "青岚区人民政府", tuple(found)))
    (tmp_path / "q.yaml").write_text("office:\n  id: q\n  name: 青岚区司法局\n" + text, encoding="utf-8")
    register = load(tmp_path, platforms=platforms.names())
    assert [c.url for c in register.columns.values()] == [p.url for p in found]
    assert {c.id for c in register.columns.values()} == {"qinglan-fzzfjs", "qinglan-b-fzzfjs", "qinglan-c"}
    units = {u.name: u for u in register.units.values()}
    assert set(units) == {"青石街道办事处", "青岚区人民政府", "青岚区司法局", "青岚区柳溪镇人民政府"}
    street = units["青石街道办事处"]
    assert (street.level, street.aliases) == (Level.TOWNSHIP, ("云溪市青岚区青石街道办事处",))
    assert street.column_ids == ("qinglan-fzzfjs", "qinglan-b-fzzfjs")
    assert (units["青岚区人民政府"].level, units["青岚区司法局"].level) == (Level.COUNTY, Level.DEPARTMENT)
    assert not any(unit.confirmed for unit in units.values())
    assert not any(column.confirmed for column in register.columns.values())


def test_without_reports_the_site_s_own_organ_is_proposed(tmp_path: Path) -> None:
    found = proposal("fzzfjs/", [])
    assert found
    text = snippet(Discovery(HOME, Outcome.OK, "", "青岚区人民政府门户网站", (found,)), allow_private=True)
    (tmp_path / "q.yaml").write_text("office:\n  id: q\n  name: 青岚区司法局\n" + text, encoding="utf-8")
    register = load(tmp_path)
    assert [u.name for u in register.units.values()] == ["青岚区人民政府"]
    assert all(c.allow_private for c in register.columns.values())
    assert "没有看到发文机关" in snippet(Discovery(HOME, Outcome.OK, "", None, (found,)))
    assert snippet(Discovery(HOME, Outcome.OK, "", None, ())) == ""
