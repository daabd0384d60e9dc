"""What a page that came must be judged as: written pages, each with the outcome and a word of the reason."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pages import Ask, Outcome, Page
from crawlers.soundness import judge_page, needs_browser

LIST = "http://www.qinghe.example/zwgk/fzbg/"
ARTICLE = "http://www.qinghe.example/zwgk/fzbg/202503/t20250310_1.html"
HTML = "text/html; charset=utf-8"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def page_of(
    body: bytes | str,
    *,
    asked: str = LIST,
    url: str | None = None,
    status: int = 200,
    content_type: str = HTML,
    rendered: bool = False,
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(Ask(asked), url or asked, status, raw, NOW, (("Content-Type", content_type),), rendered)


def html(body: str, title: str = "", head: str = "") -> str:
    inside = f"<meta charset='utf-8'><title>{title}</title>{head}"
    return f"<!DOCTYPE html><html><head>{inside}</head><body>{body}</body></html>"


MENU = "".join(f"<li><a href='/c{i}/'>栏目{i}</a></li>" for i in range(30))
FOOT = "<div class='foot'>主办：青禾区人民政府 承办：区政府办公室 标识码5009990001 电话000-12345678</div>"
ROWS = "".join(
    f"<li><a href='./2025/t2025030{i}_{i}.html'>青禾区第{i}镇2024年法治政府建设报告</a><span>2025-03-0{i}</span></li>"
    for i in range(1, 9)
)
PROSE = "<p>" + "一年来，区政府坚持依法行政，持续完善制度，规范行政执法，化解行政争议，取得积极成效。" * 20 + "</p>"
GOOD_LIST = html(f"<ul>{MENU}</ul><ul class='list'>{ROWS}</ul>{FOOT}", "年度报告_青禾区人民政府")
GOOD_ARTICLE = html(f"<ul>{MENU}</ul><h1>2024年法治政府建设情况报告</h1>{PROSE}{FOOT}", "2024年法治政府建设情况报告")

RUISHU = html("", head="<meta content='x9' r='m'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script>")
JSL = "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname+location.search</script>"
JSL_NAMED = "<script>document.cookie='__jsl_clearance_s=17.1|0|abc;max-age=3600;path=/';location.reload()</script>"
WZWS = html("<noscript><h1>请开启JavaScript并刷新该页.</h1></noscript><script>eval(x)</script>", "")
SLIDER = html(
    "<div id='box'><p>访问验证</p><p>请按住滑块，拖动到最右边</p></div><script src='/captcha.js'></script>", "访问验证"
)
WORD_CAPTCHA = html(
    "<form><p>为保障网站安全，请输入图中验证码后继续访问</p><img src='/v.jpg'><input name='c'></form>", "安全检查"
)
CLOUDFLARE = html(
    "<div id='cf-wrapper'>Checking your browser before accessing www.qinghe.example.</div>"
    "<script src='/cdn-cgi/challenge-platform/x.js'></script>",
    "Just a moment...",
)
AWS = html("<div id='challenge-container'></div><script>window.awsWafCookieDomainList=[];window.gokuProps={};</script>")
ALIYUN = "<html><script>var arg1='0A1B';document.cookie='acw_sc__v2='+x;document.location.reload()</script></html>"
WAF_WORDS = html("<h2>您的访问请求可能对网站造成威胁，请求已被拦截</h2><p>事件编号：20250301-7781</p>", "访问被拦截")
TOO_OFTEN = html("<p>您的访问过于频繁，请稍后再试。</p>", "提示")

GONE_TITLE = html(f"<ul>{MENU}</ul><div>返回首页或联系管理员</div>{FOOT}", "404 Not Found")
GONE_BODY = html("<p>抱歉，您访问的页面不存在或已被删除！</p><a href='/'>返回首页</a>", "青禾区人民政府")
GONE_IN_CHROME = html(f"<ul>{MENU}</ul><div>很抱歉，您要查看的信息已被删除。</div>{FOOT}", "青禾区人民政府")
GONE_FILE = html("<h2>错误代码：404</h2><p>无法找到该网页</p>", "系统提示")
LOGIN = html(
    "<form><h3>用户登录</h3><input name='u'><input type='password' name='p'><button>登录</button></form>",
    "统一身份认证平台",
)
LOGIN_CAPTCHA = html("<form>用户登录 <input type='password'> 请输入验证码 <input name='code'></form>", "登录")
MAINTENANCE = html(
    "<h1>系统升级维护中</h1><p>为提供更好的服务，网站将于近日进行升级，给您带来不便敬请谅解。</p>", "系统维护"
)
CLOSED = html("<p>因机房检修，本网站于3月1日22时至3月2日6时暂停服务。</p>", "公告")

Expect = Literal["list", "article", "file"]
BAD: list[tuple[str, Page, Expect, Outcome, str]] = [
    ("not modified", page_of(b"", status=304), "list", Outcome.NOT_MODIFIED, "304"),
    ("404", page_of(html("<h1>Not Found</h1>"), status=404), "list", Outcome.NOT_FOUND, "404"),
    ("410", page_of(b"", status=410), "article", Outcome.NOT_FOUND, "410"),
    ("404 of a protected site", page_of(RUISHU, status=404), "list", Outcome.NOT_FOUND, "404"),
    ("403", page_of(html("<h1>403 Forbidden</h1>"), status=403), "list", Outcome.BLOCKED, "403"),
    ("412 瑞数", page_of(RUISHU, status=412), "list", Outcome.BLOCKED, "瑞数"),
    ("429", page_of(b"slow down", status=429), "list", Outcome.BLOCKED, "429"),
    ("521 加速乐", page_of(JSL, status=521), "list", Outcome.BLOCKED, "521"),
    ("512 without a body", page_of(b"", status=512), "list", Outcome.BLOCKED, "512"),
    ("202 with a script", page_of(RUISHU, status=202), "list", Outcome.BLOCKED, "202"),
    ("400 瑞数", page_of(RUISHU, status=400), "list", Outcome.BLOCKED, "瑞数"),
    ("503 that is a challenge", page_of(CLOUDFLARE, status=503), "list", Outcome.BLOCKED, "Cloudflare"),
    ("503", page_of(html("<h1>503 Service Unavailable</h1>"), status=503), "list", Outcome.SERVER_ERROR, "503"),
    ("500", page_of(b"", status=500), "article", Outcome.SERVER_ERROR, "500"),
    ("400", page_of(html("<h1>Bad Request</h1>"), status=400), "list", Outcome.HTTP_ERROR, "400"),
    ("401", page_of(b"", status=401), "list", Outcome.HTTP_ERROR, "401"),
    ("302 left over", page_of(b"", status=302), "list", Outcome.HTTP_ERROR, "302"),
    ("瑞数", page_of(RUISHU), "list", Outcome.BLOCKED, "瑞数"),
    ("加速乐 in pieces", page_of(JSL), "list", Outcome.BLOCKED, "Cookie"),
    ("加速乐 by name", page_of(JSL_NAMED), "article", Outcome.BLOCKED, "加速乐"),
    ("WZWS", page_of(WZWS), "list", Outcome.BLOCKED, "网站卫士"),
    ("WZWS in GBK", page_of(WZWS.replace("utf-8", "gbk").encode("gbk")), "list", Outcome.BLOCKED, "网站卫士"),
    ("slider", page_of(SLIDER), "list", Outcome.BLOCKED, "访问验证"),
    ("words in a picture", page_of(WORD_CAPTCHA), "article", Outcome.BLOCKED, "验证码"),
    ("Cloudflare", page_of(CLOUDFLARE), "list", Outcome.BLOCKED, "Cloudflare"),
    ("AWS WAF", page_of(AWS), "list", Outcome.BLOCKED, "AWS"),
    ("Aliyun", page_of(ALIYUN), "list", Outcome.BLOCKED, "阿里云"),
    ("WAF in words", page_of(WAF_WORDS), "list", Outcome.BLOCKED, "拦截"),
    ("too often", page_of(TOO_OFTEN), "list", Outcome.BLOCKED, "频繁"),
    ("gone by title", page_of(GONE_TITLE), "list", Outcome.SOFT_404, "404"),
    ("gone by body", page_of(GONE_BODY, asked=ARTICLE), "article", Outcome.SOFT_404, "页面不存在"),
    ("gone inside of the site", page_of(GONE_IN_CHROME, asked=ARTICLE), "article", Outcome.SOFT_404, "已被删除"),
    ("gone by code", page_of(GONE_FILE), "list", Outcome.SOFT_404, "404"),
    (
        "led to an error page",
        page_of(GOOD_LIST, url="http://www.qinghe.example/error.html"),
        "list",
        Outcome.SOFT_404,
        "报错",
    ),
    ("login", page_of(LOGIN, url="http://sso.qinghe.example/cas/login"), "list", Outcome.LOGIN, "登录"),
    ("login with a captcha", page_of(LOGIN_CAPTCHA), "list", Outcome.LOGIN, "登录"),
    ("maintenance", page_of(MAINTENANCE), "list", Outcome.MAINTENANCE, "维护"),
    ("closed for a night", page_of(CLOSED), "list", Outcome.MAINTENANCE, "暂停服务"),
    ("sent home", page_of(GOOD_LIST, url="http://www.qinghe.example/"), "list", Outcome.REDIRECTED_HOME, "首页"),
    (
        "sent to another home",
        page_of(GOOD_LIST, url="https://m.qinghe.example/index.shtml"),
        "list",
        Outcome.REDIRECTED_HOME,
        "首页",
    ),
    (
        "article sent home",
        page_of(GOOD_LIST, asked=ARTICLE, url="http://www.qinghe.example"),
        "article",
        Outcome.REDIRECTED_HOME,
        "首页",
    ),
    ("nothing", page_of(b""), "list", Outcome.UNREADABLE, "为空"),
    ("blanks", page_of(b" \r\n "), "article", Outcome.UNREADABLE, "为空"),
    ("54 bytes", page_of(b"<html><head></head><body>\n\n\n</body></html>"), "list", Outcome.UNREADABLE, "字节"),
    ("stub", page_of(html("<div><div></div></div>")), "list", Outcome.UNREADABLE, "字节"),
    (
        "article without text",
        page_of(html("<div></div>", "青禾区人民政府"), asked=ARTICLE),
        "article",
        Outcome.UNREADABLE,
        "字节",
    ),
    ("a file for a list", page_of(b"%PDF-1.7 ...", content_type="application/pdf"), "list", Outcome.UNREADABLE, "文件"),
    (
        "a page for a PDF",
        page_of(html("<p>下载失败，请联系管理员处理此问题</p>" + PROSE), asked="http://www.qinghe.example/a/1.pdf"),
        "article",
        Outcome.UNREADABLE,
        "附件",
    ),
    ("a page called PDF", page_of(GOOD_LIST, content_type="application/pdf"), "article", Outcome.UNREADABLE, "附件"),
    ("file: a page", page_of(GOOD_ARTICLE, asked="http://q.example/down?id=1"), "file", Outcome.UNREADABLE, "附件"),
    ("file: data", page_of('{"code":404}', asked="http://q.example/1.pdf"), "file", Outcome.UNREADABLE, "接口"),
    ("file: nothing", page_of(b" ", asked="http://q.example/1.pdf"), "file", Outcome.UNREADABLE, "空"),
    ("file: refused", page_of(b"%PDF", status=403, asked="http://q.example/1.pdf"), "file", Outcome.BLOCKED, "403"),
]

ABOUT_CAPTCHAS = html(
    f"<h1>关于防范短信验证码诈骗的提示</h1>{PROSE}<p>请勿泄露验证码，遇滑动验证请核对网址。</p>",
    "关于防范短信验证码诈骗的提示",
)
BEHIND_RUISHU = html(f"<ul>{MENU}</ul><ul>{ROWS}</ul>{PROSE}", "年度报告", "<script>$_ts=window['$_ts'];</script>")
ABOUT_404 = html(f"<h1>404户居民喜迁新居</h1>{PROSE}", "404户居民喜迁新居_青禾区人民政府")
ABOUT_UPGRADE = html(
    "<h1>关于政务服务系统升级暂停服务的公告</h1><p>系统将于3月1日升级，暂停服务一天。</p>",
    "公告",
    "<meta name='ArticleTitle' content='关于系统升级暂停服务的公告'><meta name='PubDate' content='2025-03-01 09:00'>",
)
PORTAL_WITH_LOGIN_BOX = html(
    f"<ul>{MENU}</ul><form>登录<input type='password'></form><ul>{ROWS}</ul>{FOOT}", "年度报告"
)
SMALL_SITE = html(
    "<a href='/'>首页</a><ul>" + ROWS[: ROWS.index("</li>") + 5] + "</ul><p>网站维护：区信息中心 防护：某云防护</p>",
    "法治政府建设年度报告",
)
SCANNED = html("<h1>报告</h1><img src='1.jpg'><img src='2.jpg'>", "2024年法治政府建设情况报告")
WORD_DOC = "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body>" + PROSE + "</body></html>"
FINE: list[tuple[str, Page, Expect]] = [
    ("list", page_of(GOOD_LIST), "list"),
    ("list in GBK", page_of(GOOD_LIST.replace("utf-8", "gb2312").encode("gbk"), content_type="text/html"), "list"),
    ("article", page_of(GOOD_ARTICLE, asked=ARTICLE), "article"),
    ("article about captchas", page_of(ABOUT_CAPTCHAS, asked=ARTICLE), "article"),
    ("list behind 瑞数, passed", page_of(BEHIND_RUISHU), "list"),
    ("article with 404 in its title", page_of(ABOUT_404, asked=ARTICLE), "article"),
    ("small list, kept up by a company", page_of(SMALL_SITE), "list"),
    ("article titled like an error", page_of(html(PROSE * 3, "出错了"), asked=ARTICLE), "article"),
    ("short article about an upgrade", page_of(ABOUT_UPGRADE, asked=ARTICLE), "article"),
    ("list with a login box", page_of(PORTAL_WITH_LOGIN_BOX), "list"),
    ("scanned report", page_of(SCANNED, asked=ARTICLE), "article"),
    ("PDF", page_of(b"%PDF-1.7 ...", asked="http://q.example/1.pdf", content_type="application/pdf"), "article"),
    ("PDF called HTML", page_of(b"%PDF-1.7 ...", asked=ARTICLE), "article"),
    (
        "docx",
        page_of(b"PK\x03\x04....", asked="http://q.example/1.docx", content_type="application/octet-stream"),
        "article",
    ),
    (
        ".doc saved as markup",
        page_of(WORD_DOC, asked="http://q.example/1.doc", content_type="application/msword"),
        "article",
    ),
    ("file called HTML, by its bytes", page_of(b"PK\x03\x04....", asked="http://q.example/down?id=1"), "file"),
    ("file in rich text", page_of(b"{\\rtf1\\ansi ...", asked="http://q.example/1.doc"), "file"),
    ("file in Word's markup", page_of(WORD_DOC, asked="http://q.example/1.wps"), "file"),
    ("file of plain text", page_of(PROSE, asked="http://q.example/1.txt", content_type="text/plain"), "file"),
    ("JSON", page_of(json.dumps({"total": 0, "articles": []}), content_type="application/json"), "list"),
    ("JSON called HTML", page_of('{"data":{"results":[]}}'), "list"),
    ("XML", page_of("<datastore><totalrecord>3</totalrecord></datastore>", content_type="text/xml"), "list"),
    ("XML with a head", page_of("<?xml version='1.0'?>\n<datastore></datastore>", content_type="text/xml"), "list"),
    ("202 without a script", page_of(json.dumps({"articles": []}), status=202), "list"),
    ("drawn by script", page_of(html("<div id='app'></div><script src='/app.js'></script>")), "list"),
    ("scheme and host changed", page_of(GOOD_LIST, url="https://qinghe.example/zwgk/fzbg/index.html"), "list"),
    (
        "home asked, home given",
        page_of(GOOD_LIST, asked="http://q.example/", url="http://q.example/index.html"),
        "list",
    ),
    ("empty list inside of its site", page_of(html(f"<ul>{MENU}</ul><p>暂无信息</p>{FOOT}", "年度报告")), "list"),
]


@pytest.mark.parametrize(("page", "expect", "outcome", "word"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_what_is_not_the_page(page: Page, expect: Expect, outcome: Outcome, word: str) -> None:
    judged, reason = judge_page(page, asked_url=page.ask.url, expect=expect)
    assert judged is outcome, reason
    assert word in reason


@pytest.mark.parametrize(("page", "expect"), [f[1:] for f in FINE], ids=[f[0] for f in FINE])
def test_what_is_the_page(page: Page, expect: Expect) -> None:
    assert judge_page(page, asked_url=page.ask.url, expect=expect) == (Outcome.OK, "正常")


@settings(max_examples=80, deadline=None)
@given(
    body=st.one_of(
        st.binary(max_size=200), st.text(alphabet="<>/htmlbody404页面不存在登录 $_ts\"'", max_size=60).map(str.encode)
    ),
    status=st.sampled_from([200, 202, 302, 404, 503]),
    expect=st.sampled_from(["list", "article", "file"]),
)
def test_anything_is_judged(body: bytes, status: int, expect: Expect) -> None:
    page = page_of(body, status=status)
    outcome, reason = judge_page(page, asked_url=LIST, expect=expect)
    assert isinstance(outcome, Outcome)
    assert reason
    assert needs_browser(page) is None or isinstance(needs_browser(page), str)


DRAWN = [
    ("vue mount", html("<div id='app'></div><script src='/js/app.1.js'></script>"), "挂载"),
    ("mount with a loading word", html("<ul>" + MENU + "</ul><div id='root'> 加载中 </div>"), "挂载"),
    ("moustaches", html(f"<ul>{MENU}</ul><li v-if='x'>{{{{ item.title }}}}</li>"), "模板"),
    ("epoint template", html(f"<ul>{MENU}</ul><script type='text/html'><li><?=el.link?></li></script>"), "模板"),
    ("angular", html("<li ng-repeat='x in xs'></li>"), "模板"),
    ("noscript", html("<noscript>请启用 JavaScript 以浏览本站</noscript>"), "JavaScript"),
    (
        "fetched rows",
        html(
            f"<ul>{MENU}</ul><ul id='rows'></ul>"
            "<script>fetch('/api/l').then(r=>r.json()).then(d=>{rows.innerHTML=d})</script>"
        ),
        "脚本写入",
    ),
    (
        "rows out of a script's own data",
        html(
            f"<ul>{MENU}</ul><div id='lb'></div>"
            "<script>var d=[1];document.getElementById('lb').innerHTML=d.join('')</script>"
        ),
        "脚本写入",
    ),
    (
        "written line by line",
        html(f"<ul>{MENU}</ul><script>document.writeln(\"<li><a href='/1.html'>x</a></li>\")</script>"),
        "列表组件",
    ),
    ("led on by a script", html("<script>location.href='/v3/list.jsp?c=7'</script>"), "转到别处"),
    ("scripts and no links", html("<p>年度报告</p>" + "<script src='/a.js'></script>" * 6), "6段脚本"),
]


@pytest.mark.parametrize(("body", "word"), [d[1:] for d in DRAWN], ids=[d[0] for d in DRAWN])
def test_what_only_a_browser_shows(body: str, word: str) -> None:
    reason = needs_browser(page_of(body))
    assert reason is not None
    assert word in reason


UNIT = "{'webId':'1','pageId':'2','tagId':'信息列表'}"
GKMLPT = "http://www.qinghe.example/gkmlpt/index#77"


@pytest.mark.parametrize(
    "page",
    [
        page_of(html(f"<ul>{MENU}</ul><ul class='list'></ul><p>暂无信息</p>{FOOT}<script>var _hmt=_hmt||[];</script>")),
        page_of(html(f"<ul>{MENU}</ul><span id='time'></span><script>$('#time').html(new Date())</script>")),
        page_of('{"articles": []}', content_type="application/json"),
        page_of(html("<div id='app'></div>"), rendered=True),
        page_of(html(f"<ul>{MENU}</ul><div id='lb'></div><div queryData=\"{UNIT}\">{{{{row.title}}}}</div>")),
        page_of(html("<div id='app'></div><script>window._CONFIG={'SID':'300'}</script>"), asked=GKMLPT),
        page_of(b"%PDF-1.4", content_type="application/pdf"),
    ],
    ids=["empty list", "clock", "JSON", "already drawn", "a unit with its interface", "an index with its", "PDF"],
)
def test_what_a_browser_would_not_change(page: Page) -> None:
    assert needs_browser(page) is None


SHARED = Path(__file__).resolve().parents[3] / "shared" / "pages"


@pytest.mark.skipif(not SHARED.is_dir(), reason="real pages are not here")
@pytest.mark.parametrize("folder", ["real", "made"])
def test_real_pages_are_sound(folder: str) -> None:
    for file in sorted((SHARED / folder).glob("*.html")):
        page = page_of(file.read_bytes(), asked=f"http://www.example.gov.cn/a/{file.name}", content_type="text/html")
        expect: Expect = "list" if "list" in file.name else "article"
        assert judge_page(page, asked_url=page.ask.url, expect=expect)[0] is Outcome.OK, file.name


SECTION = "http://www.qinghe.example/zwgk/"


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        (LIST, SECTION),
        (LIST, "https://qinghe.example/zwgk"),
        (LIST + "index.html", SECTION + "index.shtml"),
        (LIST + "index_2.html", LIST),  # a following page that is no longer there
        ("http://www.qinghe.example/a/b/c/?id=3", "http://www.qinghe.example/a/index.html"),
        (ARTICLE, LIST),
    ],
)
def test_a_redirect_to_the_section_above_is_told(asked: str, came: str) -> None:
    expect: Literal["list", "article"] = "article" if asked == ARTICLE else "list"
    outcome, reason = judge_page(page_of(GOOD_LIST, asked=asked, url=came), asked_url=asked, expect=expect)
    assert outcome is Outcome.REDIRECTED_HOME
    assert "转到了上级栏目" in reason


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        (LIST, "http://www.qinghe.example/zwgk/fzbgs/"),  # a sibling whose name only begins alike
        (SECTION + "fz/", SECTION + "fzbg/"),
        (LIST, "http://www.qinghe.example/zwgk/tzgg/"),
        (LIST, SECTION + "list.do?column=77"),
        (LIST + "list.jsp?id=5", LIST + "list.jsp?id=1"),
        (LIST, LIST.replace("www.qinghe", "www.yunxi")),
    ],
)
def test_another_list_is_not_the_one_that_was_asked_for(asked: str, came: str) -> None:
    outcome, reason = judge_page(page_of(GOOD_LIST, asked=asked, url=came), asked_url=asked, expect="list")
    assert outcome is Outcome.REDIRECTED_HOME
    assert "转到了另一个地址" in reason


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        (LIST, LIST.replace("http:", "https:")),
        (LIST.rstrip("/"), LIST),
        (LIST, LIST.rstrip("/")),
        (LIST, LIST + "index.html"),
        (LIST + "index.html", LIST),
        (LIST, LIST.replace("www.", "")),
        (LIST, LIST + "list_1.html"),
        (SECTION, SECTION + "index.html"),
        (LIST + "list.jsp?id=5", LIST + "list.jsp?id=5&page=1"),
    ],
)
def test_other_redirects_of_a_list_are_fine(asked: str, came: str) -> None:
    assert judge_page(page_of(GOOD_LIST, asked=asked, url=came), asked_url=asked, expect="list")[0] is Outcome.OK


@pytest.mark.parametrize(
    ("hops", "outcome"),
    [
        (f"301 {LIST}", Outcome.OK),
        (f"308 {LIST} 301 {LIST}x/", Outcome.OK),
        (f"302 {LIST}", Outcome.REDIRECTED_HOME),
        (f"301 {LIST} 302 {LIST}x/", Outcome.REDIRECTED_HOME),
    ],
)
def test_an_address_that_has_moved_for_good_is_believed(hops: str, outcome: Outcome) -> None:
    page = page_of(GOOD_LIST, asked=LIST, url=SECTION + "new/")
    page = replace(page, headers=(*page.headers, ("FazhiWatch-Redirects", hops)))
    assert judge_page(page, asked_url=LIST, expect="list")[0] is outcome


HOME = "http://www.qinghe.example/"
BOX = "<div><h3>要闻动态</h3><a href='/yw/'>更多&gt;&gt;</a><ul>{}</ul></div>".format(
    "".join(
        f"<li><a href='/yw/{n}.html'>清河县召开第{n}次工作会议</a><span>2026-03-{n:02}</span></li>" for n in range(1, 7)
    )
)


@pytest.mark.parametrize(
    "page",
    [
        html(BOX + BOX.replace("/yw/", "/tz/"), title="清河县人民政府"),
        html(BOX, title="清河县人民政府", head="<meta name='ColumnType' content='首页'>"),
    ],
)
def test_a_home_page_that_was_registered_as_a_column_proves_nothing(page: str) -> None:
    outcome, reason = judge_page(page_of(page, asked=HOME), asked_url=HOME, expect="list")
    assert outcome is Outcome.UNREADABLE
    assert "首页" in reason


@pytest.mark.parametrize("folder", ["home/", "main/"])
def test_a_column_called_home_that_leads_to_the_home_page(folder: str) -> None:
    page = page_of(GOOD_LIST, asked=HOME + folder, url=HOME)
    assert judge_page(page, asked_url=HOME + folder, expect="list")[0] is Outcome.REDIRECTED_HOME


_TAGS = (
    "<meta name='ArticleTitle' content='2024年法治政府建设情况报告'><meta name='PubDate' content='2025-03-10 09:00'>"
)


def _article(text: str) -> Page:
    heading = "2024年法治政府建设情况报告"
    inside = f"<ul>{MENU}</ul><h1>{heading}</h1><div class='content'>{text}</div>{FOOT}"
    return page_of(html(inside, heading, _TAGS), asked=ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        "该信息已撤销",
        "本文已下架。",
        "抱歉，此信息已过期",
        "文件不存在",
        "该文章不存在或已被删除！",
        "该内容已被管理员删除，不再展示",
    ],
)
def test_an_article_recalled_under_its_heading(text: str) -> None:
    outcome, reason = judge_page(_article(f"<p>{text}</p>"), asked_url=ARTICLE, expect="article")
    assert (outcome, text.rstrip("。！") in reason) == (Outcome.SOFT_404, True)


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE * 2}<table><tr><td>规范性文件</td><td>文件已失效</td></tr></table>",
        "<p>经清理，部分文件已失效，另有三件文件已被修改。</p>",
        "<p>关于某项规定，该信息已撤销公示，由主管部门另行公布。</p>",
    ],
)
def test_an_article_that_tells_of_other_papers_recalled(text: str) -> None:
    assert judge_page(_article(text), asked_url=ARTICLE, expect="article")[0] is Outcome.OK
