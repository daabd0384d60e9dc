"""What a page says of itself 页面自述, and challenges 验证与防护页: who stands between us and the page. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.pages import Outcome, Page
from crawlers.pagetext import Element, fold, inner_text, shown_texts, text_of, tree_of, whole_text

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
    title = next((fold(whole_text(e)) for e in root.iter("title")), "")
    own = fold(inner_text(root, outside_links=True)[:20_000])
    links = sum(link.get("href") is not None for link in root.iter("a"))
    asks = any(field.get("type") == "password" for field in root.iter("input"))
    return View(title, own, links, asks, any(map(_is_article_tag, root.iter("meta"))))


def _is_article_tag(meta: Element) -> bool:
    named = (meta.get("name") or "").lower() in ("articletitle", "pubdate")
    return named and bool((meta.get("content") or "").strip())


def view_of(page: Page) -> View:
    root = tree_of(page)
    return _view(root) if root is not None else View("", fold(text_of(page)[:20_000]), 0, False, False)


_DAY = r"20\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}"
_BETWEEN = r"(?:\s|&nbsp;|<[^<>]*>|[\[\](（）)日])*"
_DATED_LINK = re.compile(rf"</a>{_BETWEEN}{_DAY}|{_DAY}{_BETWEEN}(?:<a\b|</a>)", re.I)


def has_dated_link(page: Page) -> bool:
    """Whether a date stands beside any link: something is listed, whatever a notice on the page says of the site."""
    return _DATED_LINK.search(text_of(page)) is not None


def dated_links(page: Page) -> int:
    """How many links have a date beside them."""
    return len(_DATED_LINK.findall(text_of(page)))


_SENTENCE = 120  # characters: what stands alone as a message, not a paragraph
_BOXES = frozenset({"html", "body", "ul", "ol", "table", "tbody", "tr"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WRITTEN_PICTURE = re.compile(r"""<img\b(?:(?!onerror)[^>])*?\bsrc\s*=\s*\\?["']([^"'\\]*)""", re.I)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:hide|hidden|d-none|undis|layui-hide)(?:\s|$)", re.I)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a message begins with; `hints` are words of which one must stand in it: most pages hold none."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]


def said(page: Page, saying: Saying) -> str | None:
    """The words with which a short, visible text outside of links begins: said to the visitor, not told of others."""
    own, root = view_of(page).own, tree_of(page)
    if root is None or not any(hint in own for hint in saying.hints):
        return None
    matches = (saying.pattern.match(text) for text in _messages(root) if any(hint in text for hint in saying.hints))
    return next((found.group() for found in matches if found), None)


def said_alone(page: Page, pattern: re.Pattern[str], hints: tuple[str, ...]) -> str | None:
    """A short, visible text outside of links that says nothing but this; one of the `hints` stands in it."""
    own, root = view_of(page).own, tree_of(page)
    if root is None or not any(hint in own for hint in hints):
        return None
    return next((text for text in _messages(root) if pattern.fullmatch(text)), None)


SAYS_EMPTY = Saying(
    re.compile(
        r".{0,16}(?:暂无|暂时没有|(?:没有|未)(?:找到|查询到|检索到|搜索到)?(?:相关|符合|任何)?.{0,6}(?:信息|数据|记录|内容|文章|结果)"
        r"|无(?:相关)?(?:数据|记录|信息|内容)|共\s*0\s*条|no (?:data|records|results))",
        re.I,
    ),
    ("暂无", "没有", "未", "无", "共", "no ", "No "),
)


@lru_cache(maxsize=2)
def _messages(root: Element) -> tuple[str, ...]:
    """Short visible texts of a page; those split over <b> or <span> as a whole, too."""
    found: dict[str, None] = {}
    for text, parent in shown_texts(root):
        if not text.strip() or _is_hidden(parent):
            continue
        found[fold(text)[:_SENTENCE]] = None
        for box in (parent, parent.getparent()):
            whole = fold(whole_text(box)) if box is not None and box.tag not in _BOXES else ""
            if 0 < len(whole) <= _SENTENCE:
                found[whole] = None
    return tuple(found)


def _is_hidden(element: Element) -> bool:
    return any(
        _HIDDEN.search(e.get("style") or "") or _HIDDEN_CLASS.search(e.get("class") or "")
        for e in (element, *element.iterancestors())
    )


def shown_pictures(page: Page) -> list[str]:
    """The sources of the pictures that a visitor sees, those that scripts write among them."""
    root = tree_of(page)
    if root is None:
        return []
    written = (found for script in root.iter("script") for found in _WRITTEN_PICTURE.findall(whole_text(script)))
    return [*(image.get("src") or "" for image in root.iter("img") if not _is_hidden(image)), *written]


# scripts of protections: (what the source holds, whose it is)
_SCRIPTS = (
    (re.compile(r"\$_ts\b"), "瑞数动态防护"),
    (re.compile(r"__jsl_clearance|__jsluid"), "加速乐防护"),
    (re.compile(r"请开启\s*JavaScript\s*并刷新该页|wzws[-_]?(?:waf|cid|session)", re.I), "网站卫士防护"),
    (re.compile(r"acw_sc__v\d"), "阿里云防护"),
    (re.compile(r"cf[-_]chl|cf-browser-verification|challenge-platform|Attention Required! \|"), "Cloudflare 防护"),
    (re.compile(r"awswaf|aws-waf-token|gokuProps|AwsWaf"), "AWS 防护"),
    (re.compile(r"_Incapsula_Resource|Incapsula incident"), "Incapsula 防护"),
)
_COOKIE_GATE = re.compile(r"document\.cookie\s*=.{0,4000}?location\s*(?:\.|\[|=)", re.S)
_CHALLENGE_WORDS = re.compile(
    r"滑动验证|(?:拖动|按住|滑动).{0,4}滑块|访问验证|安全验证|人机验证|完成(?:安全)?验证|请?输入.{0,6}验证码"
    r"|检测到.{0,12}(?:异常|攻击)|访问(?:过于|太|次数过)?频繁|Checking your browser|Just a moment"
    r"|(?:访问|请求|IP|操作).{0,12}(?:被拦截|被阻断|被拒绝|被禁止|存在.{0,8}威胁|受限)"
    r"|(?:拦截|阻断|拒绝|非法).{0,30}(?:防火墙|云防护|创宇盾|安全狗)|(?:防火墙|云防护|创宇盾|安全狗).{0,30}(?:拦截|阻断|拒绝|非法)"
    r"|请求.{0,30}(?:设置|已被).{0,6}(?:拦截|阻断)|(?:IP|地址).{0,24}黑名单|(?:不对|未对|未向).{0,6}所在的?地区"
    r"|Access Denied|Request (?:Rejected|blocked)|403 Forbidden|captcha"
    r"|(?:未|没有).{0,20}备案.{0,12}(?:访问|信息)|(?:网站|域名)未备案|未备案(?:网站|提示)|站点已暂停|(?:网站|空间|站点).{0,6}欠费",
    re.I,
)


def challenge_in(page: Page) -> str | None:
    """Whose challenge a page is, None where it is none. A real page behind such a protection, or about one, is none."""
    view = view_of(page)
    if not view.bare:
        return None
    text = text_of(page)
    vendor = next((name for pattern, name in _SCRIPTS if pattern.search(text)), None) if view.links <= 5 else None
    if vendor is not None:
        return vendor
    if view.links <= 2 and len(view.own) < 30 and _COOKIE_GATE.search(text):
        return "先写 Cookie 再跳转的脚本"
    words = _CHALLENGE_WORDS.search(f"{view.title} {view.own}")
    shown = words is not None and not view.asks_password and not has_dated_link(page)
    return f"「{words.group()[:30]}」" if words and shown else None
