"""Pages that only say that something else is not there 报错页: gone, closed, login, maintenance, broken. Pure."""

import re
from collections.abc import Iterator

from core.pages import Outcome, Page
from crawlers.obstacles import Finding, Saying, View, has_dated_link, said, said_alone, shown_pictures, view_of
from crawlers.pagetext import text_of

_PREFIX = (
    r"(?:(?:温馨|友情|系统|信息)?提示[:：!！]?|公告[:：]|尊敬的.{0,8}[:：])?\s*"
    r"(?:(?:非常|很|十分)?抱歉|对不起|sorry)?[，,。!！\s]*"
)
_HERE = r"(?:本|该|此|您(?:所|要)?(?:访问|查看|浏览|请求)的)"

_GONE_TITLE = re.compile(
    r"(?:错误|出错|error)?\s*[-:：]?\s*404\b.{0,20}|.{0,10}(?:页面|网页|文件|信息|内容)(?:不存在|未找到|找不到|已删除|走丢).{0,6}"
    r"|(?:找不到|无法找到|未找到).{0,10}|.{0,12}not found.{0,6}|出错了.{0,4}|错误(?:页面|提示)?",
    re.I,
)
_GONE_WORDS = re.compile(
    r"(?:页面|网页|栏目|文章|信息|内容|文件|链接|地址).{0,14}"
    r"(?:不存在|未找到|找不到|无法找到|已(?:经)?被?(?:删除|移除|下线)|已失效|走丢)"
    r"|(?:没有找到|找不到|无法找到|未找到).{0,12}(?:页面|网页|文章|信息|内容|文件|站点|栏目)"
    r"|(?:错误代码|HTTP|Error)\s*[:：]?\s*404|404\s*(?:错误|Not Found)|page (?:was )?not found"
    r"|参数(?:错误|不正确|有误)|非法参数|域名.{0,30}(?:无法解析|正在出售|出售|转让)|domain is for sale|域名纠错",
    re.I,
)
# said to the visitor: enough even where the site's menus and its latest news stand around it
_LOST = "走丢|丢失|迷路|飞走|不见|消失"
_GONE_SAID = Saying(
    re.compile(
        _PREFIX + r"(?:您.{0,6}(?:访问|查看|浏览|查找|请求|打开)的.{0,14}"
        r"(?:不存在|找不到|未找到|已?经?被?(?:删除|移除|下线)|失效)"
        rf"|(?:没有找到|找不到|未找到)您.{{0,8}}(?:访问|查看|请求|打开)的.{{0,4}}(?:页面|网页|栏目|信息|内容)"
        rf"|{_HERE}(?:栏目|页面|网页|频道).{{0,4}}(?:不存在|已?经?被?(?:删除|移除|停用|下线|撤销|关闭)|已失效)"
        rf"|(?:哎呀|啊哦|糟糕|呜呜)?[，,!！~～\s]*(?:页面|网页|栏目)(?:可能|好像|已经?)?(?:{_LOST}|找不到)"
        r"|(?:栏目|页面|网页)不存在|the (?:page|resource|file).{0,40}not found|page not found)",
        re.I,
    ),
    tuple(f"不存在|找不到|未找到|没有找到|删除|移除|下线|失效|停用|撤销|关闭|not found|{_LOST}".split("|")),
)
# in the place of an article's text, heading and menus left as they were
_RECALLED = re.compile(
    r"(?:提示[:：])?(?:抱歉|对不起)?[，,!！]?(?:本|该|此|您(?:所|要)?(?:访问|查看|浏览|请求)的)?"
    r"(?:条|篇|则|份)?(?:政府)?(?:信息|文章|内容|稿件|文件|页面|文档|报告|文)(?:不存在或)?"
    r"(?:不存在|(?:因故|现|目前)?(?:已经?|已被|被)(?:管理员|发布者|作者|系统)?(?:从.{1,10})?(?:作废并)?"
    r"(?:撤销|撤回|撤下|撤稿|撤除|删除|下架|下线|移除|屏蔽|失效|过期|作废))"
    r"(?:[，,]?(?:不再公开|不再展示|无法(?:查看|浏览|访问)|请.{1,12}))?[。.!！～~]*"
)
_LITTLE = 1000  # characters outside of links: less than any report
_RECALLED_HINTS = ("撤", "删除", "下架", "下线", "移除", "屏蔽", "失效", "过期", "作废", "不存在")
_GONE_PICTURE = re.compile(r"/(?:error|err|img|page)?_?404(?!\d)\w{0,6}\.(?:png|jpe?g|gif|svg)", re.I)
_GONE_ADDRESS = re.compile(r"/(?:404|error|err|notfound|not_found)\w{0,4}(?:\.\w+)?/?$", re.I)
_LEFT = (
    r"(?:迁移|搬迁|关停|关闭|停用|停止(?:运行|服务|更新|维护)|不再(?:更新|使用|维护)"
    r"|下线|注销|撤销|整合|归并|合并|并入)"
)
# what is said of an older part only (2019年以前的内容已迁移) or of a service (关闭评论功能)
_NO_PART, _NO_SERVICE = r"(?:(?!以前|之前|以往|往年).)", r"(?![^，。；,;]{0,6}(?:功能|通道|评论|留言))"
_CLOSED = re.compile(rf"(?:网站|本站|栏目|平台|系统).{{0,16}}(?:已|将|现).{{0,14}}{_LEFT}|关停公告|网站迁移")
_CLOSED_SAID = Saying(
    re.compile(
        rf"{_PREFIX}{_HERE}(?:栏目|网站|站|平台)"
        rf"(?:{_NO_PART}{{0,14}}(?:已|现|自.{{4,14}}起).{{0,8}}{_LEFT}{_NO_SERVICE}|不再(?:更新|使用|维护))"
    ),
    ("迁移", "搬迁", "关停", "关闭", "停用", "停止", "不再", "下线", "注销", "撤销", "整合", "归并", "合并", "并入"),
)
_LOGIN_WORDS = re.compile(r"登\s*[录陆]|统一身份认证|单点登录|sign\s*in|log\s*in", re.I)
_LOGIN_TITLE = re.compile(r".{0,14}(?:登\s*[录陆]|身份认证|sign\s*in|log\s*in).{0,6}", re.I)
_LOGIN_SAID = Saying(
    re.compile(
        _PREFIX + r"(?:您.{0,4}(?:没有|无)权限.{0,20}|您?(?:还|尚)?(?:没有|未)登[录陆]"
        r"|请先?登[录陆]后(?:访问|查看|浏览)|请先登[录陆])"
    ),
    ("权限", "登录", "登陆"),
)
# enough whatever else is listed on the page
_REFUSES = Saying(
    re.compile(
        _PREFIX + r"您(?:没有|无)权?限?(?:访问|查看|浏览)(?:本|该|此)(?:栏目|页面|频道|列表)的?权?限?"
        r"|您的?(?:访问|请求|操作)(?:次数)?(?:过于|太|过)频繁"
    ),
    ("权限", "频繁"),
)
LOGIN_ADDRESS = re.compile(r"/(?:login|signin|sso|cas|passport|oauth2?)\b", re.I)
# said of the site itself; 「网站维护：某公司」 in a footer is not
_MAINTENANCE = re.compile(
    r"(?:系统|网站|平台|本站|服务器?|页面|栏目).{0,16}(?:正在|进行|处于|将于).{0,14}(?:维护|升级|改版|检修|割接)"
    r"|(?:系统|网站|平台|本站|页面|栏目).{0,8}(?:维护|升级|改版|建设|调试)中|(?:本站|网站|系统).{0,20}暂停.{0,4}(?:服务|访问|开放)"
    r"|停机(?:维护|检修)|不在(?:服务|开放)时间"
)
_MAINTENANCE_TITLE = re.compile(r"(?:系统|网站|平台|服务器).{0,4}(?:维护|升级|改版|关闭).{0,6}")
_MAINTENANCE_SAID = Saying(
    re.compile(
        _PREFIX + r"(?:本|该|此)(?:栏目|页面|频道).{0,6}"
        r"(?:(?:正在|处于).{0,8}(?:维护|升级|改版|建设|调整)|(?:维护|升级|改版|建设)中)"
    ),
    ("维护", "升级", "改版", "建设", "调整"),
)
_SITE_MAINTENANCE_SAID = Saying(
    re.compile(
        _PREFIX + r"(?:本站|本?网站|系统|平台).{0,6}(?:(?:正在|处于).{0,8}(?:维护|升级|改版)|(?:维护|升级|改版)中)"
    ),
    ("维护", "升级", "改版"),
)
_BUSY = Saying(
    re.compile(_PREFIX + r"(?:系统|服务器?|网络|数据库)(?:繁忙|异常|忙碌|连接失败|发生错误|内部错误|出错)"),
    ("繁忙", "异常", "忙碌", "失败", "错误", "出错"),
)
_BROKEN = re.compile(
    r"ORA-\d{5}|SQLSTATE\[|Whitelabel Error Page|应用程序中的服务器错误|(?:Fatal|Parse) error ?:|Warning ?: \w+\(\)"
    r"|Uncaught (?:Error|\w*Exception)|java\.(?:lang|sql|io|util)\.\w+(?:Exception|Error)"
    r"|error in your SQL syntax|Microsoft OLE DB Provider|HTTP Status 50\d"
    r"|Traceback \(most recent|Unclosed quotation mark|System\.\w+(?:\.\w+)*Exception"
)
_BROKEN_TITLE = re.compile(
    r"50[0-4]\b.{0,40}"
    r"|.{0,6}(?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out).{0,10}",
    re.I,
)
_DEFAULT = re.compile(
    r"Welcome to (?:nginx|OpenResty|tengine|CentOS|Caddy)\b.{0,12}|It works!.{0,20}|IIS ?(?:\d|Windows).{0,20}"
    r"|Apache Tomcat/\S{1,12}|(?:Apache|Test|HTTP Server).{0,30}(?:Default|Test) Page.{0,30}"
    r"|恭喜.{0,4}站点创建成功.{0,4}|Internet Information Services",
    re.I,
)
_FOLDER_TITLE = re.compile(r"Index of /.*|Directory listing for .*|.{0,60} - /[\w/.-]*|.{0,60}的目录", re.I)


def error_page(page: Page, asked_url: str) -> Finding | None:
    """A page that is there only to say that something else is not."""
    return next(_findings(page, view_of(page), asked_url), None)


def wording(text: str) -> Finding | None:
    """What a short message, of an interface or a script, says is wrong."""
    for outcome, pattern in _SHORT:
        if words := pattern.search(text):
            return outcome, f"「{words.group()[:30]}」"
    return None


_SHORT = (
    (Outcome.BLOCKED, re.compile(r".{0,12}(?:拦截|频繁|阻断|WAF|黑名单).{0,6}|Forbidden", re.I)),
    (Outcome.LOGIN, re.compile(r".{0,12}(?:登[录陆]|token|未授权|Unauthorized).{0,10}", re.I)),
    (Outcome.MAINTENANCE, re.compile(r".{0,12}(?:维护|升级)中?.{0,6}")),
    (Outcome.SOFT_404, re.compile(r".{0,12}(?:不存在|未找到|找不到|已停用|已删除|Not Found).{0,6}", re.I)),
)


def _findings(page: Page, view: View, asked_url: str) -> Iterator[Finding]:
    yield from _gone(page, view, asked_url)
    says_little = len(view.own) < _LITTLE and (view.is_article or not has_dated_link(page))
    if says_little and (recalled := said_alone(page, _RECALLED, _RECALLED_HINTS)):
        yield Outcome.SOFT_404, f"页面写着「{recalled[:30]}」"
    yield from _broken(page, view)
    yield from _login(page, view, asked_url)
    if not view.is_article:
        yield from _maintenance(page, view)
        yield from _closed(page, view)


def _gone(page: Page, view: View, asked_url: str) -> Iterator[Finding]:
    headline = re.split(r"[_|—]|\s-\s", view.title)[0].strip()
    if _GONE_TITLE.fullmatch(headline) and not view.is_article and len(view.own) < 1500:
        yield Outcome.SOFT_404, f"页面标题为「{view.title[:30]}」"
    words = _GONE_WORDS.search(f"{view.title} {view.own}") if view.bare and not has_dated_link(page) else None
    if words:
        yield Outcome.SOFT_404, f"页面写着「{words.group()[:30]}」"
    if not view.is_article and (sentence := said(page, _GONE_SAID)):
        yield Outcome.SOFT_404, f"页面写着「{sentence[:30]}」"
    if "404" in text_of(page) and any(_GONE_PICTURE.search(source) for source in shown_pictures(page)):
        yield Outcome.SOFT_404, "页面上是 404 图片"
    if _GONE_ADDRESS.search(page.url) and not _GONE_ADDRESS.search(asked_url):
        yield Outcome.SOFT_404, "被转到报错页"


def _broken(page: Page, view: View) -> Iterator[Finding]:
    """The server's own trouble, or the server's own page, with 200."""
    if view.is_article:
        return
    if words := _BROKEN.search(view.own[:5000]):
        yield Outcome.SERVER_ERROR, f"页面上是程序报错（{words.group()[:30]}）"
    if view.bare and (words := _BROKEN_TITLE.fullmatch(view.title)):
        yield Outcome.SERVER_ERROR, f"页面标题为「{words.group()[:30]}」"
    if view.links < 30 and (words := _DEFAULT.fullmatch(view.title) or _DEFAULT.match(view.own)):
        yield Outcome.SERVER_ERROR, f"给出的是服务器的默认页面（{words.group()[:30]}）"
    if _FOLDER_TITLE.fullmatch(view.title) and view.own.startswith(view.title[:10]):
        yield Outcome.UNREADABLE, f"给出的是文件目录，不是网页（{view.title[:30]}）"
    if (sentence := said(page, _BUSY)) and not has_dated_link(page):
        yield Outcome.SERVER_ERROR, f"页面写着「{sentence[:30]}」"


def _login(page: Page, view: View, asked_url: str) -> Iterator[Finding]:
    led_away = LOGIN_ADDRESS.search(page.url) is not None and LOGIN_ADDRESS.search(asked_url) is None
    named = _LOGIN_WORDS.search(f"{view.title} {view.own}") is not None
    asks = view.bare and ((view.asks_password and named) or _LOGIN_TITLE.fullmatch(view.title) is not None)
    if (led_away and (view.asks_password or view.bare)) or (asks and not has_dated_link(page)):
        yield Outcome.LOGIN, "要求登录才能访问"
    if not view.is_article and (sentence := said(page, _LOGIN_SAID)) and not has_dated_link(page):
        found = Outcome.LOGIN if _LOGIN_WORDS.search(sentence) else Outcome.BLOCKED
        yield found, f"页面写着「{sentence[:30]}」"
    if not view.is_article and (sentence := said(page, _REFUSES)):
        yield Outcome.BLOCKED, f"页面写着「{sentence[:30]}」"


def _maintenance(page: Page, view: View) -> Iterator[Finding]:
    """Works now. A notice of works on a page that lists something is none."""
    if column := said(page, _MAINTENANCE_SAID):
        yield Outcome.MAINTENANCE, f"页面写着「{column[:30]}」"
    bare = view.bare and view.links < 10
    words = (_MAINTENANCE_TITLE.fullmatch(view.title) or _MAINTENANCE.search(view.own)) if bare else None
    sentence = words.group() if words else said(page, _SITE_MAINTENANCE_SAID)
    if sentence and not has_dated_link(page):
        yield Outcome.MAINTENANCE, f"页面写着「{sentence[:30]}」"


def _closed(page: Page, view: View) -> Iterator[Finding]:
    """Given up, moved or merged: what stands here, if anything, will not be added to."""
    words = _CLOSED.search(f"{view.title} {view.own}") if view.bare and not has_dated_link(page) else None
    if sentence := words.group() if words else said(page, _CLOSED_SAID):
        yield Outcome.SOFT_404, f"页面写着「{sentence[:30]}」"
