"""JPaaS, Epoint, NFCMS and VSB walked page by page: every post once, and nothing whole where a site holds back."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms
from crawlers.soundness import Expected, judge_listing, repeats
from tests.crawlers.portals import HOST, TRAPS, Site, epoint_site, jpaas_site, nfcms_site, title, vsb_site

JPAAS, EPOINT = f"{HOST}/col/col1229300001/index.html", f"{HOST}/zwgk/govInfoPub.html?categorynum=003010"


def page_of(ask: Ask, body: str) -> Page:
    kind = "application/json" if body.startswith("{") else "text/html; charset=utf-8"
    return Page(ask, ask.url, 200, body.encode(), datetime(2026, 3, 1, tzinfo=UTC), (("Content-Type", kind),))


def walk(platform: str, url: str, site: Site) -> tuple[list[str], bool]:
    """Titles in order, and whether the list is taken for whole: by the rules that the crawl walks by."""
    reader, ask, listings, seen = platforms.platform(platform), Ask(url), list[Listing](), set[str]()
    while ask.key not in seen and len(listings) < 200:
        seen.add(ask.key)
        page = page_of(ask, site(ask))
        assert listings or platform == platforms.fingerprint(page)[0].NAME
        try:
            listing = reader.read_listing(page)
        except platforms.Unreadable:
            break
        if listings and repeats(listings[-1], listing):
            break
        listings.append(listing)
        if listing.next is None:
            return titles(listings), judge_listing(listings, Expected(0), ended=True)[2]
        ask = listing.next
    return titles(listings), False


def titles(listings: list[Listing]) -> list[str]:
    return [post.title for listing in listings for post in listing.posts]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 15), st.sampled_from(TRAPS), st.booleans(), st.booleans(), st.booleans())
def test_interfaces_give_every_post_once(
    n: int, default: int, trap: str, counted: bool, in_page: bool, epoint: bool
) -> None:
    if epoint:
        read, whole = walk("epoint", EPOINT, epoint_site(n, default, trap, counted=counted))
    else:
        read, whole = walk("jpaas", JPAAS, jpaas_site(n, default, trap, counted=counted, in_page=in_page))
    wanted = [title(i) for i in range(n)]
    few = default < 5  # a first page of so few is taken for the whole list where no total says otherwise
    if trap == "none":
        assert (read, whole) == (wanted, counted or n <= min(default, 4))
    hidden = trap == "stops_early" and not counted and few  # what nothing tells of cannot be known
    if whole and not hidden:
        assert read == wanted


@pytest.mark.parametrize("trap", TRAPS[1:])
def test_a_trap_is_never_a_whole_list(trap: str) -> None:
    assert not walk("jpaas", JPAAS, jpaas_site(23, 5, trap, counted=True, in_page=False))[1]
    assert not walk("jpaas", JPAAS, jpaas_site(23, 5, trap, counted=True, in_page=True))[1]
    assert not walk("epoint", EPOINT, epoint_site(23, 5, trap, counted=True))[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(1, 12))
def test_static_lists_give_every_post_once(n: int, size: int) -> None:
    wanted = ([title(i) for i in range(n)], True)
    assert walk("nfcms", f"{HOST}/zwgk/fzzf/index.html", nfcms_site(n, size, 99)) == wanted
    assert walk("vsb", f"{HOST}/tzgg.htm", vsb_site(n, size)) == wanted


def test_a_list_that_its_site_cuts_is_not_whole() -> None:
    read, whole = walk("nfcms", f"{HOST}/zwgk/fzzf/index.html", nfcms_site(31, 5, 3))
    assert (read, whole) == ([title(i) for i in range(15)], False)


ADDRESSES = (
    f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?pageId=1&paramJson=%7B%22pageNo%22%3A%222%22%7D",
    f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?paramJson=[[",
    f"{HOST}/zwgk/govInfoPub.html?categorynum=003&deptcode=%5B",
    f"{HOST}/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
    f"{HOST}/js/webBuilderCommon.js",
    f"{HOST}/tzgg/7.htm",
    f"{HOST}/list.jsp?PAGENUM=2&totalpage=9&wbtreeid=1",
    f"{HOST}/gkml_list.jsp?a18t=4&a18p=0&a18c=0&wbtreeid=1",
    f"{HOST}/ywtz/index_2.html",
)
FRAGMENTS = st.sampled_from(
    [
        "<ul>", "</ul>", "<li><a href='/info/1/2.htm'>标题</a>2024-01-01", "<a href='content/post_1.html'>", "</a>",
        "<div querydata=\"{'webId':'1','pageId':'2','tagId':'列表'}\" count='9' rows='0' uniturl='//[::1'>", "</div>",
        "<script url='http://other.example/u' queryData=\"{'webId':1,'pageId':'(','tagId':'信息列表'}\"></script>",
        '{"success":true,"data":{"html":"<ul><li><a href=\'//[\'>x</a>"}}', '{"success":true,"data":{"html":null}}',
        '{"custom":{"data":[null,{"infourl":1,"title":2},{"infourl":"x","title":"t"}],"total":-1}}', '{"custom":"{"}',
        'var siteInfo = {"siteGuid":"01234567","projectName":"//other.example"}', "webBuilderCommon.js EWB-FRONT",
        "<script src='//other.example/js/webBuilderCommon.js'></script>", "pages=Math.ceil(9/0)",
        "totalPage = Math.ceil(12/5)", "createPageHTML(3, x)", "NFCMS_SITE_ID", "共 9 条 下页", "\x00",
        "<!--Announced by Visual SiteBuilder 9-->", "<a href='../tzgg.htm'>首页</a>",
    ]
)  # fmt: skip
BODIES = st.text(max_size=40) | st.lists(FRAGMENTS, max_size=8).map("".join)


@pytest.mark.parametrize("name", ["jpaas", "nfcms", "vsb", "epoint"])
@settings(max_examples=80, deadline=None)
@given(body=BODIES, url=st.sampled_from(ADDRESSES), json=st.sampled_from([None, "{", "[]", '{"pageIndex":0}']))
def test_any_answer_gives_a_listing_or_a_reason(name: str, body: str, url: str, json: str | None) -> None:
    module, page = platforms.platform(name), page_of(Ask(url, json=json), body)
    assert module.recognises(page) in (True, False)
    try:
        listing = module.read_listing(page)
    except platforms.Unreadable as refused:
        assert any("\u4e00" <= c <= "\u9fff" for c in str(refused)), "the reason is for a Chinese reader"
        return
    assert listing.next is None or urlsplit(listing.next.url).netloc == urlsplit(url).netloc
    assert all(urlsplit(post.url).scheme in ("http", "https") and "#" not in post.url for post in listing.posts)
    assert len({post.url for post in listing.posts}) == len(listing.posts)
