"""What stands in the way of a page 访问障碍: challenges, error pages served as 200, login, maintenance. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.pages import Outcome, Page
from crawlers.pagetext import Element, elements, fold, inner_text, text_of, tree_of, whole_text

Finding = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class View:
    """What a person would see of a page. `own` is the text outside of links, so that menus weigh little."""

    title: str
    own: str
    links: int
    asks_password: bool
    is_article: bool  # bears the article tags of 国办发〔2017〕47号

    @property
    def bare(self) -> bool:
        """Little text and few links: a page that says one thing, without a site around it."""
        return len(self.own) < 300 and self.links < 15 and not self.is_article


@lru_cache(maxsize=4)
def _view(root: Element) -> View:
    named = "translate(@name,'ARTICLEPUBDN','articlepubdn')"
    article_tags = f"//meta[{named}='articletitle' or {named}='pubdate'][normalize-space(@content)]"
    title = next((fold(whole_text(e)) for e in elements(root, "//title")), "")
    own = fold(inner_text(root, outside_links=True)[:20_000])
    asks = bool(elements(root, "//input[@type='password']"))
    return View(title, own, len(elements(root, "//a[@href]")), asks, bool(elements(root, article_tags)))


def view_of(page: Page) -> View:
    root = tree_of(page)
    return _view(root) if root is not None else View("", fold(text_of(page)[:20_000]), 0, False, False)


# scripts of protections: (what the source holds, whose it is)
_SCRIPTS = (
    (re.compile(r"\$_ts\b"), "瑞数动态防护"),
    (re.compile(r"__jsl_clearance|__jsluid"), "加速乐防护"),
    (re.compile(r"请开启\s*JavaScript\s*并刷新该页|wzws[-_]?(?:waf|cid|session)", re.I), "网站卫士防护"),
    (re.compile(r"acw_sc__v\d"), "阿里云防护"),
    (re.compile(r"cf[-_]chl|cf-browser-verification|challenge-platform|Attention Required! \|"), "Cloudflare 防护"),
    (re.compile(r"awswaf|aws-waf-token|gokuProps|AwsWaf"), "AWS 防护"),
    (re.compile(r"_Incapsula_Resource|Incapsula incident"), "Incapsula 防护"),
    (re.compile(r"document\.cookie\s*=.{0,4000}?location\s*(?:\.|\[|=)", re.S), "先写 Cookie 再跳转的脚本"),
)
_CHALLENGE_WORDS = re.compile(
    r"滑动验证|(?:拖动|按住|滑动).{0,4}滑块|访问验证|安全验证|人机验证|完成(?:安全)?验证|请?输入.{0,6}验证码"
    r"|检测到.{0,12}(?:异常|攻击)|访问(?:过于|太|次数过)?频繁|Checking your browser|Just a moment"
    r"|(?:访问|请求|IP|操作).{0,12}(?:被拦截|被阻断|被拒绝|被禁止|存在.{0,8}威胁|受限)"
    r"|(?:拦截|阻断|拒绝|非法).{0,30}(?:防火墙|云防护|创宇盾|安全狗)|(?:防火墙|云防护|创宇盾|安全狗).{0,30}(?:拦截|阻断|拒绝|非法)"
    r"|Access Denied|Request (?:Rejected|blocked)|captcha",
    re.I,
)
_GONE_TITLE = re.compile(
    r"(?:错误|出错|error)?\s*[-:：]?\s*404\b.{0,20}|.{0,10}(?:页面|网页|文件|信息|内容)(?:不存在|未找到|找不到|已删除|走丢).{0,6}"
    r"|(?:找不到|无法找到|未找到).{0,10}|.{0,12}not found.{0,6}|出错了.{0,4}|错误(?:页面|提示)?",
    re.I,
)
_GONE_WORDS = re.compile(
    r"(?:页面|网页|栏目|文章|信息|内容|文件|链接|地址).{0,14}"
    r"(?:不存在|未找到|找不到|无法找到|已(?:经)?被?(?:删除|移除|下线)|已失效|走丢)"
    r"|(?:找不到|无法找到|未找到).{0,12}(?:页面|网页|文章|信息|内容|文件)"
    r"|(?:错误代码|HTTP|Error)\s*[:：]?\s*404|404\s*(?:错误|Not Found)|page (?:was )?not found",
    re.I,
)
# said to the visitor: enough even where the site's menus stand around it
_GONE_SAID = re.compile(
    r"您.{0,6}(?:访问|查看|浏览|查找|请求|打开)的.{0,14}(?:不存在|找不到|未找到|已?被?(?:删除|移除|下线)|失效)"
)
_GONE_ADDRESS = re.compile(r"/(?:404|error|err|notfound|not_found)\w{0,4}(?:\.\w+)?/?$", re.I)
_LOGIN_WORDS = re.compile(r"登\s*[录陆]|统一身份认证|单点登录|sign\s*in|log\s*in", re.I)
_LOGIN_ADDRESS = re.compile(r"/(?:login|signin|sso|cas|passport|oauth2?)\b", re.I)
# said of the site itself; 「网站维护：某公司」 in a footer is not
_MAINTENANCE = re.compile(
    r"(?:系统|网站|平台|本站|服务器?|页面|栏目).{0,16}(?:正在|进行|处于|将于).{0,14}(?:维护|升级|改版|检修|割接)"
    r"|(?:系统|网站|平台|本站|页面|栏目).{0,8}(?:维护|升级|改版|建设|调试)中|(?:本站|网站|系统).{0,20}暂停.{0,4}(?:服务|访问|开放)"
    r"|停机(?:维护|检修)"
)
_MAINTENANCE_TITLE = re.compile(r"(?:系统|网站|平台|服务器).{0,4}(?:维护|升级|改版|关闭).{0,6}")


def challenge_in(page: Page) -> str | None:
    """Whose challenge a page is, None where it is none. A real page behind such a protection, or about one, is none."""
    view = view_of(page)
    if not view.bare or view.links > 5:
        return None
    text = text_of(page)
    vendor = next((name for pattern, name in _SCRIPTS if pattern.search(text)), None)
    if vendor is not None and (vendor != _SCRIPTS[-1][1] or (len(view.own) < 30 and "<div" not in text)):
        return vendor
    words = _CHALLENGE_WORDS.search(f"{view.title} {view.own}")
    return f"「{words.group()}」" if words and not view.asks_password else None


def error_page(page: Page, asked_url: str) -> Finding | None:
    """A page that is there only to say that something else is not: gone, behind a login, under maintenance."""
    view = view_of(page)
    return _gone(page, view, asked_url) or _login(page, view, asked_url) or _maintenance(view)


def _gone(page: Page, view: View, asked_url: str) -> Finding | None:
    headline = re.split(r"[_|—]|\s-\s", view.title)[0].strip()
    if _GONE_TITLE.fullmatch(headline) and not view.is_article and len(view.own) < 1500:
        return Outcome.SOFT_404, f"页面标题为「{view.title[:30]}」"
    words = _GONE_WORDS.search(view.own) if view.bare else None
    if words is None and len(view.own) < 500 and not view.is_article:
        words = _GONE_SAID.search(view.own)
    if words:
        return Outcome.SOFT_404, f"页面写着「{words.group()[:30]}」"
    if _GONE_ADDRESS.search(page.url) and not _GONE_ADDRESS.search(asked_url):
        return Outcome.SOFT_404, "被转到报错页"
    return None


def _login(page: Page, view: View, asked_url: str) -> Finding | None:
    led_away = _LOGIN_ADDRESS.search(page.url) is not None and _LOGIN_ADDRESS.search(asked_url) is None
    asks = view.asks_password and view.bare and _LOGIN_WORDS.search(f"{view.title} {view.own}") is not None
    if asks or (led_away and (view.asks_password or view.bare)):
        return Outcome.LOGIN, "要求登录才能访问"
    return None


def _maintenance(view: View) -> Finding | None:
    if not view.bare or view.links >= 10:
        return None
    words = _MAINTENANCE_TITLE.fullmatch(view.title) or _MAINTENANCE.search(view.own)
    return (Outcome.MAINTENANCE, f"页面写着「{words.group()[:30]}」") if words else None
