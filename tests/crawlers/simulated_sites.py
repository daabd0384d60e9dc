"""Small pure sites, one for each way a platform pages: each turns an Ask into an answer as its platform would."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from core.pages import Ask
from tests.crawlers.simulated_lists import (
    HOST,
    Answer,
    Book,
    Site,
    day,
    document,
    file_number,
    item,
    listed,
    number_in,
    pager,
    title,
)


def _trs(book: Book, ask: Ask) -> Answer:
    at = book.shown(file_number(ask) + 1)
    script = f'<script>createPageHTML({book.pages}, {at - 1}, "index", "html");</script>'
    words = f'<div class="page">{book.words} 第{at}页</div>'
    return document(listed(book, at, TRS.post) + words + script), "text/html"


def _trs_box(book: Book, ask: Ask) -> Answer:
    at = book.shown(file_number(ask) or 1)
    total = "" if book.silent else f",{book.total}"
    script = f"<script>createPageHTML('box',{book.pages},{at},'list','shtml'{total});</script>"
    return document(listed(book, at, TRS.post) + script), "text/html"


def _store(book: Book, numbers: list[int], post: Callable[[int], str], extra: str = "") -> str:
    records = "".join(f"<record><![CDATA[{item(n, post(n))}]]></record>" for n in numbers)
    total = "" if book.silent else f"<totalrecord>{book.total}</totalrecord>"
    return f"<datastore>{extra}{total}<recordset>{records}</recordset></datastore>"


_SETTINGS = "webid:1,path:'/',columnid:77,unitid:5,permissiontype:0"


def _jpage_column(book: Book, settings: str = _SETTINGS, extra: str = "") -> Answer:
    store = _store(book, book.rows(1), JPAGE.post, extra)
    proxy = "proxyUrl:'/module/web/jpage/dataproxy.jsp'"
    total = "" if book.silent else f"totalRecord:{book.total},"
    call = f"$('#5').jpage({{{total}perPage:{book.size},{proxy},ajaxParam:{{{settings}}}}});"
    return document(f"<div id='5'><script type='text/xml'>{store}</script></div><script>{call}</script>"), "text/html"


def _jpage_by_records(book: Book, ask: Ask) -> Answer:
    if "dataproxy" not in ask.url:
        return _jpage_column(book)
    assert ask.method == "POST" and ("columnid", "77") in ask.form and ask.headers == (("Referer", JPAGE.start),)
    given = book.records(number_in(ask, "startrecord", 1), number_in(ask, "endrecord", 1))
    return _store(book, given, JPAGE.post), "text/xml"


def _jpage_by_pages(book: Book, ask: Ask) -> Answer:
    """A build that does not heed records."""
    if "dataproxy" not in ask.url:
        return _jpage_column(book)
    pages = f"<totalpage>{book.pages}</totalpage>"
    return _store(book, book.rows(number_in(ask, "page", 1)), JPAGE.post, pages), "text/xml"


def _jpage_by_links(book: Book, ask: Ask) -> Answer:
    """Encrypted numbers: another one for every page, and whoever makes up his own gets an empty shell."""

    def group(at: int) -> str:
        link = f"/module/web/jpage/dataproxy.jsp?page={at + 1}&columnid=c%2B{at + 1}w%3D&unitid=u%2Fx%3D"
        return f"<nextgroup><![CDATA[<a href='{link}'></a>]]></nextgroup>" if at < book.pages else ""

    if "dataproxy" not in ask.url:
        return _jpage_column(book, "columnid:'c+1w=',unitid:'u/x='", group(1))
    at = number_in(ask, "page", 1)
    if f"columnid=c%2B{at}w%3D" not in ask.url:
        return "<datastore><recordset></recordset></datastore>", "text/xml"
    return _store(book, book.rows(at), JPAGE.post, group(book.shown(at))), "text/xml"


def _ucap(book: Book, ask: Ask) -> Answer:
    at = number_in(ask, "page", 1)
    results = [
        {"title": title(n), "url": f"//www.yunxi.example{UCAP.post(n)}", "publishedTimeStr": f"{day(n)} 09:00:00"}
        for n in book.rows(at)
    ]
    data = {"total": book.total, "page": book.shown(at), "rows": book.size, "results": results}
    return json.dumps({"data": data}), "application/json"


def _contents(book: Book, ask: Ask) -> Answer:
    at = book.shown(file_number(ask) or 1)

    def href(n: int) -> str:
        return f"13508_{n}.html" if n > 1 else "13508.html"

    return document(listed(book, at, CONTENTS.post) + pager(book, at, href)), "text/html"


def _ecms(book: Book, ask: Ask) -> Answer:
    at = book.shown(number_in(ask, "page", 0) + 1)
    total = "" if book.silent else f'<a title="总数">&nbsp;<b>{book.total}</b> </a>'

    def href(n: int) -> str:
        return f"/e/action/ListInfo/index.php?page={n - 1}&amp;classid=12&amp;totalnum={book.total}"

    pages = pager(book, at, href)
    pages = pages.replace(book.words, total) if book.words else pages
    return document(listed(book, at, ECMS.post) + pages), "text/html; charset=gb2312"


def _lonsun_pager(book: Book, at: int) -> str:
    total = "" if book.silent else f",total:{book.total}"
    settings = f"{{pageIndex:{at},pageSize:{book.size},pageCount:{book.pages}{total}}}"
    return f'<div id="page_public_info"></div><script>$("#page_public_info").paging({settings});</script>'


def _lonsun(book: Book, ask: Ask) -> Answer:
    at = book.shown(number_in(ask, "pageIndex", 1))
    return document(listed(book, at, LONSUN.post) + _lonsun_pager(book, at)), "text/html"


def _lonsun_pieces(book: Book, ask: Ask) -> Answer:
    if "/site/label/" not in ask.url:
        label = (
            f"/site/label/8888?labelName=publicInfoList&siteId=1&pageSize={book.size}&pageIndex=1&organId=66&catId=3"
        )
        return document(
            f'<div id="l"></div><script>$("#l").load("{label}"); var pageCount={book.pages};</script>'
        ), "text/html"
    assert ask.headers == (("Referer", LONSUN.start),)
    at = book.shown(number_in(ask, "pageIndex", 1))
    return listed(book, at, LONSUN.post) + _lonsun_pager(book, at), "text/html"


def _truecms(book: Book, ask: Ask) -> Answer:
    if "getMessage.do" in ask.url:
        assert ask.headers == (("Referer", TRUECMS.start),)
        given = book.records(number_in(ask, "startrecord", 1), number_in(ask, "endrecord", 1))
        return f"raw({json.dumps({'result': _store(book, given, TRUECMS.post)})})", "text/javascript"
    hidden = f'<div id="initData" style="display:none">{listed(book, 1, TRUECMS.post)}</div>'
    proxy = "proxyUrl:'/truecms/messageController/getMessage.do'"
    rest = f"perPage:{book.size},groupSize:1,ajaxParam:{{columnId:'0f3a-77'}}"
    return document(
        f"{hidden}<script>$('#m').jpage({{totalRecord:{book.total},{proxy},{rest}}});</script>"
    ), "text/html"


def _szinf(book: Book, ask: Ask) -> Answer:
    if ask.method == "GET":
        script = '$.post("/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15", {channel_id: "%s", pageIndex: p}, draw)'
        return document(f"<div id='list'></div><script>{script % ('0a' * 16)}</script>"), "text/html"
    assert ask.headers == (("Referer", SZINF.start),) and ("channel_id", "0a" * 16) in ask.form
    rows = [
        {"TITLE": title(n), "URL": SZINF.post(n), "PUBLISHED_TIME_FORMAT": str(day(n))}
        for n in book.rows(int(dict(ask.form)["pageIndex"]))
    ]
    data = {"allRow": None if book.silent else book.total, "totalPage": book.pages, "list": rows}
    return json.dumps({"data": data}), "application/json"


def _generic(book: Book, ask: Ask) -> Answer:
    at = book.shown(file_number(ask) or 1)

    def href(n: int) -> str:
        return f"index_{n}.html" if n > 1 else "./"

    return document(listed(book, at, GENERIC.post) + pager(book, at, href)), "text/html"


def _framed(book: Book, ask: Ask) -> Answer:
    """A frame in a frame around the list."""
    inner = {"/fz/shell.html": "/fz/inner.html", "/fz/inner.html": "/fz/"}.get(urlsplit(ask.url).path)
    frames = f'<iframe src="/tj/count.html"></iframe><iframe src="{inner}" width="100%"></iframe>'
    return (document(frames), "text/html") if inner else _generic(book, ask)


TRS = Site("trs", f"{HOST}/fz/", lambda n: f"/fz/202603/t20260301_{1000 + n}.html", _trs)
TRS_BOX = Site("trs", f"{HOST}/fz/list.shtml", TRS.post, _trs_box)
JPAGE = Site(
    "jpage", f"{HOST}/col/col77/index.html", lambda n: f"/art/2026/3/1/art_77_{n}.html", _jpage_by_records, True
)
JPAGE_PAGES = Site("jpage", JPAGE.start, JPAGE.post, _jpage_by_pages)
JPAGE_LINKS = Site("jpage", JPAGE.start, JPAGE.post, _jpage_by_links)
UCAP = Site("ucap", f"{HOST}/common/search/{'0f' * 16}?_pageSize=20&page=1", lambda n: f"/c/{1000 + n}.shtml", _ucap)
CONTENTS = Site("contents", f"{HOST}/channels/13508.html", lambda n: f"/contents/13508/{n}.html", _contents)
ECMS = Site(
    "ecms",
    f"{HOST}/e/action/ListInfo/?classid=12",
    lambda n: f"/e/action/ShowInfo.php?classid=12&id={1000 + n}",
    _ecms,
    encoding="gbk",
)
LONSUN = Site(
    "lonsun", f"{HOST}/public/column/66?type=4&action=list&catId=3", lambda n: f"/public/66/{1000 + n}.html", _lonsun
)
LONSUN_PIECES = Site("lonsun", LONSUN.start, LONSUN.post, _lonsun_pieces)
TRUECMS = Site("truecms", f"{HOST}/sj/fz/fz.html", lambda n: f"/sj/fz/content/0f3a-{n:08d}.html", _truecms, True)
SZINF = Site("szinf", f"{HOST}/fz/nav_list.shtml", lambda n: f"/fz/{1000 + n}.shtml", _szinf)
GENERIC = Site("generic", f"{HOST}/fz/", lambda n: f"/fz/show/{1000 + n}.html", _generic)
FRAMED = Site("generic", f"{HOST}/fz/shell.html", GENERIC.post, _framed)

SITES = {
    "trs": TRS,
    "trs with a named box": TRS_BOX,
    "jpage by records": JPAGE,
    "jpage by pages": JPAGE_PAGES,
    "jpage by links": JPAGE_LINKS,
    "ucap": UCAP,
    "contents": CONTENTS,
    "ecms": ECMS,
    "lonsun": LONSUN,
    "lonsun in pieces": LONSUN_PIECES,
    "truecms": TRUECMS,
    "szinf": SZINF,
    "generic": GENERIC,
    "framed": FRAMED,
}

SILENT = ("trs", "trs with a named box", "jpage by links", "contents", "ecms", "lonsun", "lonsun in pieces", "szinf")
SILENT_SITES = {name: SITES[name] for name in (*SILENT, "generic", "framed")}
