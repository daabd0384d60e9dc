"""The ways into a site beside the register: navigation, site map, the site's own search."""

import json
import re
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from core.pages import Ask
from crawlers import searches
from demo import chrome, search
from demo.platforms import column_path_of
from demo.posts import REPORT, Post, standing_posts, visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from tests.demo.conftest import visit
from tests.demo.test_town_listings import expected_ref, fetch
from tests.demo.test_town_sites import SOUND, plain, post_url


def links(url: str) -> dict[str, str]:
    """Where the menus of a page lead, by what they say."""
    menus = "".join(re.findall(r'<ul class="menu">.*?</ul>', visit(url).text, re.S))
    return {
        text: urljoin(url, href.replace("&amp;", "&")) for href, text in re.findall(r'href="([^"]+)">([^<]+)', menus)
    }


@pytest.mark.parametrize("site_id", [s.id for s in SOUND])
def test_navigation_leads_to_every_column(town: Town, site_id: str) -> None:
    openness = links(town.base_url(site_id) + "/")["政务公开"]
    contents = links(openness)["法定主动公开内容"]
    found = links(contents)
    path_of = column_path_of(TOWN.sites[site_id].platform)
    for column in TOWN.columns_of(site_id):
        assert town.base_url(site_id) + path_of(column) in found.values()
        assert column.name in found
    beside = [url for name, url in found.items() if name in ("机构职能", "规划计划", "财政预决算")]
    assert len(beside) == 3 and all(visit(url).status == 200 for url in beside)


def test_the_portal_has_a_site_map_and_says_so(town: Town) -> None:
    robots = visit(town.base_url("portal") + "/robots.txt").text
    named = re.search(r"^Sitemap: (\S+)$", robots, re.M)
    assert named and "Disallow: /wzhf/" in robots
    root = ElementTree.fromstring(visit(named[1]).body)
    places = [e.text for e in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert town.column_url("yx-portal") in places
    assert {post_url(town, p) for p in visible_posts("yx-portal", DAYS[-1])} <= set(places)
    assert visit(town.base_url("qinglan") + "/sitemap.xml").status == 404


def test_one_robots_asks_for_patience(town: Town) -> None:
    assert "Crawl-delay: 0.2\n" in visit(town.base_url("shuangdu") + "/robots.txt").text
    assert "Crawl-delay" not in visit(town.base_url("portal") + "/robots.txt").text


def hidden(column_id: str) -> Post:
    """The report that left its column and kept its page."""
    shown = visible_posts(column_id, DAYS[-1])
    (post,) = [p for p in standing_posts(column_id, DAYS[-1]) if p not in shown]
    assert post.kind == REPORT and post.year == 2021
    return post


def test_ss_search_finds_what_no_column_lists(town: Town) -> None:
    base, post = town.base_url("tuiyi"), hidden("yx-tuiyi")
    code = re.search(r'<meta name="SiteIDCode" content="(\d+)">', visit(base + "/").text)
    assert code and code[1] == chrome.site_code(town.view("tuiyi"))
    asked = {"siteCode": code[1], "tab": "", "qt": "法治政府建设", "page": "1", "pageSize": "50"}
    answer = json.loads(visit(base + "/ss/query/s", asked).body)
    found = {doc["data"]["url"]: doc["data"] for doc in answer["resultDocs"]}
    assert answer["ok"] is True and answer["totalHits"] == len(found) > 10
    assert found[post_url(town, post)]["titleO"] == post.title
    assert found[post_url(town, post)]["docDate"] == "2022-03-02"
    assert "<em>法治政府建设</em>" in found[post_url(town, post)]["title"]
    assert post.title in plain(visit(post_url(town, post)))
    second = json.loads(visit(base + "/ss/query/s", asked | {"page": "2", "pageSize": "7"}).body)
    assert [d["data"]["url"] for d in second["resultDocs"]] == list(found)[7:14]
    assert json.loads(visit(base + "/ss/query/s", asked | {"siteCode": "1"}).body)["totalHits"] == 0
    assert visit(base + "/ss/query/s?" + urlencode(asked)).status == 404


def test_hanweb_search_finds_what_no_column_lists(town: Town) -> None:
    base, post = town.base_url("qinglan"), hidden("ql-fzzf")
    box = re.search(r'name="websiteid" value="(\d{15})"', visit(base + "/").text)
    assert box and box[1] == search.website_id(town.view("qinglan"))
    asked = {"websiteid": box[1], "q": "法治政府建设", "pos": "title_text", "p": "1", "pg": "50"}
    api = base + "/search-front-server/api/search/info?"
    result = json.loads(visit(api + urlencode(asked)).body)["data"]["searchResult"]
    rows = {row["data"]["url"]: row["data"] for row in result["dataResults"]}
    path = urlsplit(post_url(town, post)).path
    assert rows[path]["jsearch_date"] == "2022-02-17" and result["totalCount"] >= len(rows)
    none = json.loads(visit(api + urlencode(asked | {"q": "没有这样的标题"})).body)
    assert none["success"] is True and none["data"]["searchResult"] == {"totalCount": 0}
    assert visit(town.base_url("portal") + "/search-front-server/api/search/info").status == 404


@pytest.mark.parametrize("column_id", ["yx-tuiyi", "ql-fzzf"])
def test_the_product_finds_the_hidden_report_by_the_sites_search(town: Town, column_id: str) -> None:
    home = fetch(Ask(town.base_url(TOWN.columns[column_id].site_id) + "/"))
    offer = searches.offered(home, "法治政府建设")
    assert offer
    module, ask = offer
    hits = module.read_hits(fetch(ask))
    posts = list(hits.posts)
    while hits.next:
        hits = module.read_hits(fetch(hits.next))
        posts += hits.posts
    assert expected_ref(town, hidden(column_id)) in posts and len(posts) == hits.total
