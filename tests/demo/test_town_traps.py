"""What the makes of site do to a careless reader, asked plainly over real sockets."""

import json
import re
import urllib.request
from urllib.parse import quote, urlencode, urljoin, urlsplit

from demo.platforms import epoint, jpaas, truecms, ucap
from demo.posts import visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from tests.demo.conftest import visit
from tests.demo.test_town_sites import post_url


def test_jpaas_pages_by_param_json_alone(town: Town) -> None:
    page = visit(town.column_url("yx-wenlv")).text
    tag = re.search(r'<script src="[^"]+unitbuild\.js" url="([^"]+)" queryData="(\{\'[^"]+\'\})"', page)
    assert tag and "法治政府建设年度报告</a></li>" not in page and "art_" not in page
    asked = json.loads(tag[2].replace("'", '"'))
    api = urljoin(town.base_url("wenlv"), tag[1])

    def rows(**more: str) -> list[str]:
        answer = json.loads(visit(f"{api}?{urlencode(asked | more)}").body)
        assert answer["success"] is True and f'rows="{jpaas.SIZE}"' in answer["data"]["html"]
        return re.findall(r"art_(\w{32})\.html", answer["data"]["html"])

    first, second = rows(), rows(paramJson='{"pageNo":2,"pageSize":"15"}')
    assert len(first) == 15 and second and not set(first) & set(second)
    assert rows(pageNo="2") == rows(page="2") == rows(paramJson="{}") == first
    assert rows(paramJson='{"pageNo":9,"pageSize":"15"}') == []
    assert json.loads(visit(f"{api}?{urlencode(asked | {'webId': '1'})}").body)["success"] is False


def test_nfcms_shows_dates_that_mean_nothing(town: Town) -> None:
    first = visit(town.column_url("yx-shangwu"))
    assert "1970年01月01日" in first.text and "7070年01月01日" in first.text
    assert urljoin(town.base_url("shangwu"), "/zwgk/fzzfjs/index_2.html") in first.text
    assert visit(town.base_url("shangwu") + "/zwgk/fzzfjs/index_1.html").body == first.body
    post = visible_posts("yx-shangwu", DAYS[-1])[0]
    page, small = (
        visit(f"{town.base_url('shangwu')}/zwgk/fzzfjs/content/{n}post_{post.number}.html") for n in ("", "m")
    )
    assert page.body == small.body


def test_vsb_counts_down(town: Town) -> None:
    url = town.column_url("yx-yanhui")
    names = [urlsplit(url).path]
    while following := re.search(r'<span class="p_next p_fun"><a href="([^"]+)"', visit(url).text):
        url = urljoin(url, following[1])
        names.append(urlsplit(url).path)
    assert names == ["/xxgk/fzjs.htm", "/xxgk/fzjs/3.htm", "/xxgk/fzjs/2.htm", "/xxgk/fzjs/1.htm"]
    assert visit(town.base_url("yanhui") + "/xxgk/fzjs/4.htm").status == 404
    link = re.search(r'href="(\.\./\.\./info/\d+/\d+\.htm)"', visit(url).text)
    assert link and visit(urljoin(url, link[1])).status == 200


def test_epoint_takes_json_and_gives_no_more_than_its_ceiling(town: Town) -> None:
    base = town.base_url("cuiping")
    assert re.search(
        r'var siteInfo = \{"projectName": "/EWB-FRONT", "siteGuid": "[\w-]{36}"\};',
        visit(base + "/js/webBuilderCommon.js").text,
    )

    def ask(**more: object) -> dict[str, object]:
        body = {"deptcode": "CPZ", "categorynum": "003004005", "siteGuid": epoint.GUID, "pageIndex": 0, "pageSize": 15}
        url = f"{base}/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
        named = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(body | more).encode(), named)
        with urllib.request.urlopen(request, timeout=10) as answer:
            custom: dict[str, object] = json.loads(answer.read())["custom"]
            return custom

    total = len(visible_posts("ql-cuiping", DAYS[-1]))
    assert [len(ask(pageIndex=n)["data"]) for n in (0, 1, 2)] == [15, total - 15, 0]  # type: ignore[arg-type]
    assert len(ask(pageSize=1000)["data"]) == epoint.CEILING < total  # type: ignore[arg-type]
    assert ask(siteGuid="other") == ask(deptcode="") == {"total": 0, "data": []}
    assert visit(f"{base}/EWB-FRONT/rest/lightfrontaction/getgovinfolist?deptcode=CPZ").status == 404


def test_lonsun_keeps_a_list_for_each_unit(town: Town) -> None:
    first, other = (visit(town.column_url(c)).text for c in ("ql-hetang", "ql-meiling"))
    articles = r"/public/(\d+)/\d+\.html"
    assert set(re.findall(articles, first)) == {"6596101"} and set(re.findall(articles, other)) == {"6596102"}
    beyond = visit(town.column_url("ql-hetang") + "&pageIndex=9")
    assert beyond.status == 200 and not re.findall(articles, beyond.text)
    assert visit(town.column_url("ql-hetang").replace("6596101", "6596102").replace("7065101", "1")).status == 404


def test_truecms_wants_a_referer_and_has_a_ceiling(town: Town) -> None:
    page, column = town.column_url("yx-caizheng"), TOWN.columns["yx-caizheng"]
    assert f"columnId:'{truecms.column_id(column)}'" in visit(page).text
    api = f"{town.base_url('caizheng')}/truecms/messageController/getMessage.do?columnId={truecms.column_id(column)}"
    window = "&startrecord=1&endrecord=20&perpage=20&callback=cb"
    answer = visit(api + window, Referer=page)
    called = re.fullmatch(r"cb\((.*)\)", answer.text)
    assert called and json.loads(called[1])["result"].count("<record><![CDATA[<li>") == 20
    assert visit(api + window).status == 404
    assert visit(api + "&startrecord=1&endrecord=50&perpage=50", Referer=page).status == 404
    beyond = json.loads(visit(api + "&startrecord=101&endrecord=120", Referer=page).body)["result"]
    assert "<recordset></recordset>" in beyond


def test_ecms_repeats_its_last_page_in_gbk(town: Town) -> None:
    url = town.column_url("yx-shanshu")
    pages = [visit(f"{url}&page={n}") for n in range(5)]
    assert visit(url).body == pages[0].body
    assert len({page.body for page in pages}) == 3 and pages[2].body == pages[4].body
    assert "杉树湾" in pages[0].body.decode("gbk") and "charset" not in pages[0].headers["content-type"]


def test_ucap_lists_by_the_channel_of_the_page(town: Town) -> None:
    page, column = visit(town.column_url("yx-tuiyi")).text, TOWN.columns["yx-tuiyi"]
    assert f'<meta name="channelid" content="{ucap.channel(column)}">' in page
    api = f"{town.base_url('tuiyi')}/common/search/{ucap.channel(column)}?_isJson=true&_pageSize=500&page="
    first, second = (json.loads(visit(api + n).body)["data"] for n in "12")
    assert len(first["results"]) == first["rows"] == ucap.CEILING
    assert len(second["results"]) == first["total"] - ucap.CEILING
    assert first["results"][0]["url"].startswith("//127.")


def test_the_framed_list_stands_on_the_same_host(town: Town) -> None:
    url = town.column_url("yx-shenji")
    shell = visit(url)
    frames = re.findall(r'<iframe[^>]+src="([^"]+)"', shell.text)
    assert frames[0] == "about:blank" and "<li><span>" not in shell.text
    newest = visible_posts("yx-shenji", DAYS[-1])[0]
    assert newest.title in visit(urljoin(url, frames[1])).text
    since = shell.headers["last-modified"]
    town.day = DAYS[0]
    assert visit(url, If_Modified_Since=since).status == 304


def test_a_bad_night_shows_nothing_or_the_older_posts(town: Town) -> None:
    town.day = DAYS[5]
    half = re.findall(r"post_(\d+)\.html", visit(town.column_url("yx-shangwu")).text)
    whole = [str(p.number) for p in visible_posts("yx-shangwu", town.day)]
    assert 0 < len(half) * 2 < len(whole) and half == whole[-len(half) :]
    api = town.base_url("wenlv") + "/api-gateway/jpaas-publish-server/front/page/build/unit"
    asked = {"webId": jpaas.WEB_ID, "tplSetId": jpaas.TEMPLATES, "tagId": jpaas.TAG, "pageId": "1560012"}
    empty = visit(f"{api}?{urlencode(asked, quote_via=quote)}")
    assert empty.status == 200 and 'count="0"' in json.loads(empty.body)["data"]["html"]


def test_a_bad_night_gives_shells_for_following_pages(town: Town) -> None:
    town.day = DAYS[5]
    first, second = visit(town.column_url("yx-yanhui")), visit(town.base_url("yanhui") + "/xxgk/fzjs/2.htm")
    assert first.status == second.status == 200
    assert "fzjs/3.htm" in first.text and len(second.body) < 400 and "<li" not in second.text
    post = visible_posts("yx-yanhui", town.day)[-1]
    assert post.title in visit(post_url(town, post)).text
