"""One test greets every platform module; the registry of the folder; what holds for any page at all."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers import platforms
from crawlers.platforms._paging import reachable
from crawlers.platforms._reading import absolute, distinct, read_date, with_query

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ADDRESSES = (
    "http://www.example.gov.cn/zwgk/fzbg/",
    "http://www.example.gov.cn/col/col77/index.html",
    "http://www.example.gov.cn/module/jpage/dataproxy.jsp?startrecord=1&endrecord=5&perpage=5",
    "http://www.example.gov.cn/module/jpage/dataproxy.jsp?page=2&columnid=77",
    "http://www.example.gov.cn/gkmlpt/index",
    "http://www.example.gov.cn/gkmlpt/api/all/5?page=1&sid=2",
    "http://www.example.gov.cn/common/search/0f1e2d3c4b5a69788796a5b4c3d2e1f0?page=1",
    "http://www.example.gov.cn/jz/contents/13508/",
    "http://www.example.gov.cn/public/column/66?type=4&action=list&catId=3",
    "http://www.example.gov.cn/site/label/8888?labelName=publicInfoList&pageSize=1&pageIndex=2",
    "http://www.example.gov.cn/truecms/messageController/getMessage.do?startrecord=1&endrecord=5&perpage=5",
    "http://www.example.gov.cn/e/action/ListInfo/index.php?page=1&classid=12",
    "http://www.example.gov.cn/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15",
)


def page_of(body: bytes, url: str, content_type: str = "text/html") -> Page:
    return Page(Ask(url), url, 200, body, NOW, (("Content-Type", content_type),))


@pytest.mark.parametrize("name", platforms.names())
def test_a_platform_shows_its_face(name: str) -> None:
    module = platforms.platform(name)
    assert name == module.NAME
    assert module.VERSION
    assert module.SIGNS
    column = Column("c", "http://www.example.gov.cn/zwgk/fzbg/#12")
    assert module.first(column) == Ask(column.url)
    assert module.first(Column("c", column.url, render="always")).render
    assert platforms.reader_id(module) == f"{name}/{module.VERSION}"
    with pytest.raises(platforms.Unreadable) as refused:
        module.read_listing(page_of(b"\x00\x01 plain words", column.url, "text/plain"))
    assert any("\u4e00" <= c <= "\u9fff" for c in str(refused.value)), "the reason is for a Chinese reader"


def test_the_folder_is_the_registry() -> None:
    assert {"trs", "jpage", "gkmlpt", "contents", "ucap", "generic"} <= set(platforms.names())
    assert {"lonsun", "truecms", "ecms", "szinf"} <= set(platforms.names())
    assert platforms.names()[-1] == "generic"
    assert not any(name.startswith("_") for name in platforms.names())


def test_the_vendor_name_is_an_alias() -> None:
    assert platforms.platform("hanweb") is platforms.platform("jpage")


def test_an_unknown_platform_names_the_known_ones() -> None:
    with pytest.raises(KeyError) as error:
        platforms.platform("wordpress")
    assert "wordpress" in str(error.value)
    assert "trs" in str(error.value)


FRAGMENTS = st.sampled_from(
    [
        b"<ul>", b"</ul>", b"<li>", b"<a href='t20240101_1.html' title='x'>", b"<a href=\"//[::1\">", b"</a>",
        b"<p>", b"<td>", b"[", b"<!--", b"-->", b"\xff\xfe", b"\x00", b"2024-13-40", b"SID: '12'", b"countPage=3",
        b"<script>createPageHTML(", b"3, 0, 'index', 'html')</script>", b"createPageHTML('', 1)",
        b"<datastore>", b"<recordset><record><![CDATA[", b"]]></record></recordset>", b"</datastore>",
        b".jpage({totalRecord:9,perPage:1,proxyUrl:'/p.jsp',columnid:1,unitid:2})", b"<totalrecord>9</totalrecord>",
        b'{"articles":[{"title":1,"url":2}],"total":"x"}', b'{"data":{"results":[null,{"url":"//a","title":"t"}]}}',
        b"<?xml version='1.0' encoding='gb2312'?>", b"<base href='http://['>",
        b'raw({"result":"<datastore><totalrecord>9</totalrecord><record><a href=/1.html>t</a></record></datastore>"})',
        b".jpage({proxyUrl:'/x/messageController/getMessage.do',columnId:'a-1'})", b"pageCount:3,total:9",
        b"'/site/label/8?labelName=publicInfoList'", b"<a href='/e/action/ShowInfo.php?id=12'>",
        b'{"data":{"totalPage":2,"list":[{"URL":"/1","TITLE":"t"},1]}}', b"<iframe src='/a/b.html'>",
        "下一页".encode(), "共 9 条 1/3页".encode("gbk"),
    ]
)  # fmt: skip
BODIES = st.one_of(st.binary(max_size=300), st.lists(FRAGMENTS, max_size=12).map(b"".join))


@pytest.mark.parametrize("name", platforms.names())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES, url=st.sampled_from(ADDRESSES))
def test_any_bytes_give_a_listing_or_unreadable(name: str, body: bytes, url: str) -> None:
    module, page = platforms.platform(name), page_of(body, url)
    assert module.recognises(page) in (True, False)
    try:
        listing = module.read_listing(page)
    except platforms.Unreadable:
        return
    assert isinstance(listing, Listing)
    if listing.next is not None:
        assert urlsplit(listing.next.url).netloc == urlsplit(url).netloc
    for post in listing.posts:
        assert urlsplit(post.url).scheme in ("http", "https")
        assert "#" not in post.url
        assert post.title == " ".join(post.title.split())
    assert len({post.url for post in listing.posts}) == len(listing.posts)


@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=200), url=st.sampled_from(ADDRESSES))
def test_fingerprint_always_answers(body: bytes, url: str) -> None:
    module, reason = platforms.fingerprint(page_of(body, url))
    assert module.NAME in platforms.names()
    assert reason


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-03-25", date(2024, 3, 25)),
        ("[2024/3/5]", date(2024, 3, 5)),
        ("发布时间：2024年03月25日 09:00", date(2024, 3, 25)),
        ("2024.3.25", date(2024, 3, 25)),
        (1711324799, date(2024, 3, 25)),  # 23:59:59 in Shanghai is still the evening before in UTC
        ("1711324799000", date(2024, 3, 25)),
        ("03-25", None),
        ("2024-02-30", None),
        ("1970年01月01日", None),
        ("7070年01月01日", None),
        (0, None),
        (True, None),
        (10**400, None),
        (float("nan"), None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_list_dates(written: object, day: date | None) -> None:
    assert read_date(written) == day


@given(
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["{:%Y-%m-%d}", "[{:%Y/%m/%d}]", "{:%Y年%m月%d日}"]),
)
def test_a_date_is_read_back(day: date, form: str) -> None:
    assert read_date(form.format(day)) == day


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./a.html#x", "http://h.cn/d/a.html"),
        ("../b c.html", "http://h.cn/b%20c.html"),
        ("//k.cn/x", "http://k.cn/x"),
        ("?page=2", "http://h.cn/d/?page=2"),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("#", None),
        ("", None),
        ("http://[bad/", None),
        ("{{item.url}}", None),
        ("<?=el.link?>", None),
    ],
)
def test_absolute_addresses(href: str, url: str | None) -> None:
    assert absolute("http://h.cn/d/", href) == url


def test_with_query_leaves_other_parameters_as_written() -> None:
    url = "http://h.cn/p.jsp?page=1&webname=%B9%FA&path=/&perpage=15"
    assert with_query(url, page=2) == "http://h.cn/p.jsp?page=2&webname=%B9%FA&path=/&perpage=15"
    assert with_query("http://h.cn/p.jsp", page=2, sid=7) == "http://h.cn/p.jsp?page=2&sid=7"


@pytest.mark.parametrize(
    ("total", "pages", "rows", "last", "kept"),
    [
        (45, 3, 15, False, 45),
        (46, 3, 15, False, None),  # more than the pages can show
        (31, 3, 1, True, 31),  # the last page is short
        (35, None, 20, False, 35),
        (5, None, 20, False, None),  # fewer than stand here: another count
        (0, 1, 0, True, 0),
        (None, 3, 15, False, None),
    ],
)
def test_a_stated_total_must_be_possible(
    total: int | None, pages: int | None, rows: int, last: bool, kept: int | None
) -> None:
    assert reachable(total, pages, rows, last) == kept


def test_distinct_keeps_the_fuller_mention() -> None:
    posts = [PostRef("u", "短标题"), PostRef("v", "其他"), PostRef("u", "短标题的全文", date(2024, 1, 1))]
    assert distinct(posts) == (PostRef("u", "短标题的全文", date(2024, 1, 1)), PostRef("v", "其他"))
