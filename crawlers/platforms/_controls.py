"""What there is to press in a pager 翻页控件: links, buttons and marks that say a number or 下一页, where they lead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.pages import Ask, Page
from crawlers.pagetext import Element, elements, fold, inner_text, whole_text
from crawlers.platforms._page_addresses import is_here, is_pager_link, page_parameter
from crawlers.platforms._reading import absolute, go_on

NEXT = re.compile(
    r"[\[\s]*(?:下一?[页頁]|后一?页|下翻页|往后|向后|下\s?\d{1,3}\s?[条篇]|[更较]早(?:的?(?:信息|文章|内容))?|older"
    r"|next(?: page)?)"
    r"\s*[>»›→▶▸\]]*",
    re.I,
)
PREVIOUS = re.compile(r"[\[<«‹←◀\s]*(?:上一?[页頁]|前一?页|上翻页|prev(?:ious)?(?: page)?)\s*\]?", re.I)
LAST = re.compile(r"[\[\s]*(?:尾页|末页|最末页|最后一?页|last(?: page)?)\s*[>»›\]]*", re.I)
FIRST = re.compile(r"[\[\s]*(?:首页|第一页|最前页|first(?: page)?)\s*\]?", re.I)
FULLER = re.compile(
    r"[\[【(（]?\s*(?:(?:查看)?更多(?:信息|内容)?|(?:查看|显示)全部)\s*[>»›.…\]】)）]*|more\s*[>»›.…]*", re.I
)
ARROW = re.compile(r"[>›»→▶▸]|>>|››")
MORE = re.compile(
    r"[+＋\s]*(?:点击|点此|上拉|下拉|上滑|下滑|向[上下]滑动)?"
    r"(?:(?:加载|查看|显示|浏览|载入)(?:更多|更早|下一页)|展开(?:全部|剩余))(?:[>».…]|内容|信息)*|load more",
    re.I,
)
NUMBER = re.compile(r"[\[(【]?\s*第?\s*([1-9]\d{0,3})\s*页?\s*[\])】]?")

_BEHIND_COUNT = re.compile(r"\s*(?:条|篇|项|个|件|记录|信息)")
_BEFORE_COUNT = re.compile(r"(?:共|总数|总计|总条数|总记录数?|记录总?数|每页(?:显示)?)\s*[:：]?\s*$")
_DIGITS = "一二三四五六七八九十"
_WRITTEN_NUMBER = re.compile(f"第([{_DIGITS}])页")

_INERT = re.compile(r"javascript:|void\s*\(?\s*(?:0|null)?\s*\)?|return\s+(?:false|true)|[\s;#]", re.I)
_GOES_TO = re.compile(
    r"(?:location(?:\.href)?\s*=\s*|(?:location\.(?:assign|replace)|window\.open)\(\s*)[\"']([^\"']+)[\"']"
)
_DISABLED = re.compile(r"dis(?:abled?)?\b|no-?link|gr[ae]y|not-allowed|forbid|unable|invalid", re.I)
_CURRENT = re.compile(
    r"\b(?:on|cur|curr|current|active|select|selected|sel|now|this|thispage|thisclass|hover|focus|curpage)\b"
)
_PRESSED = (NEXT, PREVIOUS, LAST, FIRST, ARROW, MORE, FULLER, NUMBER, _WRITTEN_NUMBER)
_WORDS = re.compile("|".join(f"(?:{word.pattern})" for word in _PRESSED), re.I)
_DRAWN_NEXT = re.compile(r"(?<![a-z])next(?![a-z])", re.I)
_CALLED_NEXT = re.compile(r"下一?页|next[-_ ]?page", re.I)
_MARKS = frozenset({"span", "li", "em", "b", "strong", "font", "i", "div", "td"})
_HIDDEN = "ancestor-or-self::*[contains(translate(@style,' ',''),'display:none')]"


@dataclass(frozen=True, slots=True)
class Control:
    """One thing to press, or the mark of the page that is shown. `label` is what it says, `url` where it leads."""

    element: Element
    label: str
    url: str | None  # None where it leads nowhere by itself
    follows: Ask | None  # the page behind it, None where that is this page or cannot be asked for
    script: str  # what it runs, "" where nothing
    marks: str  # class words of it and of the list item that it fills
    pressable: bool

    @property
    def number(self) -> int | None:
        if found := NUMBER.fullmatch(self.label):
            return int(found.group(1))
        written = _WRITTEN_NUMBER.fullmatch(self.label)
        return _DIGITS.index(written.group(1)) + 1 if written else None

    @property
    def disabled(self) -> bool:
        return _DISABLED.search(self.marks) is not None or self.element.get("disabled") is not None

    @property
    def current(self) -> bool:
        return self.element.get("aria-current") is not None or _CURRENT.search(self.marks) is not None

    @property
    def calls(self) -> tuple[int, ...]:
        """The numbers that its script is given."""
        return tuple(int(n) for n in re.findall(r"(?<![\w.])\d{1,4}(?![\w.])", self.script))


def controls_of(page: Page, root: Element) -> Iterator[Control]:
    """Every visible element that might belong to a pager, in page order."""
    for element in root.iter("a", "button", "input", *_MARKS):
        if element.tag in _MARKS and next(element.iterchildren("*"), None) is not None:
            continue
        label = _label(element) or _drawn_label(page, element)
        if element.tag in _MARKS and NUMBER.fullmatch(label) and _is_count(element):
            continue
        if not label and _leads_elsewhere(page, element):
            continue
        if _says_something(element, label) and _stands_alone(element) and not elements(element, _HIDDEN):
            yield _control(page, element, label)


def _is_count(mark: Element) -> bool:
    """A number set apart that counts rows or pages and is none of a page: 共<b>8</b>条 <b>20</b>条/页."""
    outer = mark.getparent()
    before = mark.getprevious()
    said = before.tail if before is not None else outer.text if outer is not None else None
    return _BEHIND_COUNT.match(mark.tail or "") is not None or _BEFORE_COUNT.search(said or "") is not None


def _stands_alone(element: Element) -> bool:
    """What is pressed, or a short mark that is no part of what is pressed."""
    if element.tag == "input":
        return element.get("type") in ("button", "submit", "image")
    if element.tag not in _MARKS:
        return True
    return len(whole_text(element)) < 40 and next(element.iterancestors("a", "button"), None) is None


def _label(element: Element) -> str:
    if text := fold(whole_text(element)):
        return text
    image = next((fold(i.get("alt") or i.get("title")) for i in element.iter("img")), "")
    return image or next((text for name in ("value", "title", "aria-label") if (text := fold(element.get(name)))), "")


def _drawn_label(page: Page, element: Element) -> str:
    """下一页 for a link without a word, whose picture or class is called so, to what can be a page of this list."""
    if element.tag != "a":
        return ""
    called = " ".join(f"{e.get('class')} {e.get('src')}" for e in element.iter("a", "i", "img", "span", "em"))
    url = absolute(page.url, element.get("href")) if _DRAWN_NEXT.search(called) else None
    return "下一页" if url and is_pager_link(page, url) else ""


def _says_something(element: Element, label: str) -> bool:
    return len(label) <= 20 and (_WORDS.fullmatch(label) is not None or _called_next(element))


def _called_next(element: Element) -> bool:
    if "next" in (element.get("rel") or "").lower().split():
        return True
    named = f"{element.get('class')} {element.get('title')} {element.get('aria-label')}"
    return _CALLED_NEXT.search(named) is not None and not fold(whole_text(element))


def _leads_elsewhere(page: Page, element: Element) -> bool:
    """A link to another folder than this list's; one that says nothing but is called so turns pictures 轮播."""
    url = absolute(page.url, element.get("href")) if element.tag == "a" and element.get("rel") is None else None
    if url is None or page_parameter(url) is not None:
        return False
    path, own = urlsplit(url).path, urlsplit(page.url).path
    return not path.startswith((own.rpartition("/")[0] + "/", own.rstrip("/")))


def is_next(control: Control) -> bool:
    return NEXT.fullmatch(control.label) is not None or _called_next(control.element)


def _control(page: Page, element: Element, label: str) -> Control:
    script, href = _script(element), element.get("href")
    names = ("href", "tagname", "data-href", "data-url")
    targets = [element.get(name) for name in names] + [m.group(1) for m in _GOES_TO.finditer(script)]
    urls = [url for url in (absolute(page.url, target) for target in targets) if url]
    follows = [ask for ask in (go_on(page, url) for url in urls if not is_here(page, url)) if ask]
    pressable = element.tag in ("a", "button", "input") and (href is not None or element.tag != "a")
    url = follows[0].url if follows else next(iter(urls), None)
    return Control(
        element, label, url, follows[0] if follows else None, script, _marks(element, label), pressable or bool(script)
    )


def _script(element: Element) -> str:
    href = element.get("href") or ""
    outer = element.getparent()
    item = outer.get("onclick") if outer is not None and outer.tag == "li" else None
    parts = [href if href.strip().lower().startswith("javascript:") else "", element.get("onclick") or item or ""]
    parts += [f"({v})" for v in (element.get(n) for n in ("data-page", "data-ci", "data-index", "paged")) if v]
    script = " ".join(part for part in parts if part)
    return script if _INERT.sub("", script) else ""


def _marks(element: Element, label: str) -> str:
    outer = element.getparent()
    fills = outer is not None and outer.tag in ("li", "span") and fold(whole_text(outer)) == label
    classes = f"{element.get('class') or ''} {outer.get('class') or '' if fills and outer is not None else ''}"
    return re.sub(r"[_-]+", " ", classes).lower()


_PAGER_TEXT = re.compile(
    r"(?:[\d\W_]|[首上下前后一尾末最页頁第共总计有为当现每显示条篇个记录信息数据到转跳至往确定认次码分翻加载更多查看点击的]"
    r"|go|prev|previous|next|first|last|page|of|total|more)*",
    re.I,
)


def says_pages_only(element: Element) -> bool:
    """Whether an element says nothing but what pagers say."""
    text = fold(inner_text(element))
    return len(text) <= 400 and _PAGER_TEXT.fullmatch(text) is not None


def box_of(control: Control) -> Element:
    """The largest element around a control that speaks of pages only; its parent where it stands among other things."""
    box = control.element
    while (outer := box.getparent()) is not None and outer.tag not in ("body", "html") and says_pages_only(outer):
        box = outer
    outer = control.element.getparent()
    return outer if box is control.element and outer is not None else box
