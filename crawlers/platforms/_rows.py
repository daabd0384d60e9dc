"""The links of a page that may be posts: one a row, each with the date of its row and where it stands."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from core.posts import PostRef
from crawlers.pagetext import Element, elements, fold, whole_text
from crawlers.platforms._links import date_among, date_in, leads_to_article, title_of
from crawlers.platforms._reading import absolute, read_date

_ROW_TAGS = ("li", "tr", "dt", "dd")
_TOPMOST = ("ul", "ol", "dl", "table", "tbody", "body", "html", "form")
_CHROME = re.compile(r"nav|menu|foot|header|friend|yqlj|copyright", re.I)
_ASIDE = re.compile(  # "right side" names a half of the page, not a side box
    r"^(?!.*\b(?:left|right|main|content|list)\b).*\b(?:side|aside|sidebar|hot|related?|recommend\w*|tuijian|xgyd|rmwz)\b",
    re.I,
)
_UNMARKED = frozenset({"html", "body", "b", "strong", "font", "span", "em", "i", "u"})
_STATES = frozenset({"on", "cur", "active", "current", "first", "last", "odd", "even"})
_PAGER_WORDS = re.compile(
    r"(?:首|尾|末|上一?|下一?|前一?|后一?|第\s?\d+\s?)页|\d+|[<>«»‹›.\s]+"
    r"|更多.{0,3}|more.{0,3}|\[?(?:详细|详情|查看\w*)\]?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str

    @property
    def telling(self) -> bool:
        """Long enough and addressed like a post, whatever else stands in the row."""
        return len(self.title) >= 10 and leads_to_article(self.url)


@dataclass(frozen=True, slots=True)
class Row:
    """A link that may be a post. `place` is the same for rows of one list; `aside` marks menus and side boxes."""

    post: PostRef
    place: tuple[str, ...]
    aside: bool

    @property
    def dated(self) -> bool:
        return self.post.listed_on is not None


def base_of(root: Element, page_url: str) -> str:
    """The address that relative links start from."""
    href = next((e.get("href") for e in elements(root, "//base[@href]")), None)
    return absolute(page_url, href) or page_url


def read_rows(root: Element, base_url: str) -> list[Row]:
    """Every visible link that may be a post, in page order; one a row where the row is one of a list or table."""
    layout = _layout(_visible_links(root, base_url))
    rows = (_row(element, layout) for element in _heads(layout))
    return [row for row in rows if row is not None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page's links, the list item or table row that each stands in, and the addresses found below each element."""

    links: dict[Element, Link]
    boxes: dict[Element, Element]
    below: dict[Element, set[str]]


def _layout(links: dict[Element, Link]) -> _Layout:
    below: defaultdict[Element, set[str]] = defaultdict(set)
    for element, link in links.items():
        below[element].add(link.url)
        for outer in element.iterancestors():
            below[outer].add(link.url)
    return _Layout(links, {element: _box(element) for element in links}, dict(below))


def _visible_links(root: Element, base_url: str) -> dict[Element, Link]:
    hidden = {e for box in elements(root, "//*[contains(translate(@style,' ',''),'display:none')]") for e in box.iter()}
    links = {}
    for element in elements(root, "//a[@href]"):
        url = absolute(base_url, element.get("href")) if element not in hidden else None
        if url is not None:
            links[element] = Link(url, title_of(element))
    return links


def _heads(layout: _Layout) -> list[Element]:
    """The links that stand for a row: of several in one list item the posts, else the one that says most."""
    together: defaultdict[Element, list[Element]] = defaultdict(list)
    for element, box in layout.boxes.items():
        together[box].append(element)
    links, heads = layout.links, []
    for inside in together.values():
        posts = [e for e in inside if links[e].telling]
        if len({links[e].url for e in posts}) > 1:
            heads += posts
        else:
            heads.append(max(inside, key=lambda e: (leads_to_article(links[e].url), len(links[e].title))))
    return heads


def _box(link: Element) -> Element:
    """The list item or table row that holds the link and no smaller one, else the link itself."""
    outer = next(link.iterancestors(*_ROW_TAGS), None)
    return link if outer is None or next(outer.iterdescendants("li", "tr"), None) is not None else outer


def _row(element: Element, layout: _Layout) -> Row | None:
    link = layout.links[element]
    if not link.title or _PAGER_WORDS.fullmatch(link.title) or urlsplit(link.url).path in ("", "/"):
        return None
    whole = _whole_row(element, layout)
    listed_on = date_in(whole) or date_among(_beside(whole, layout.below))
    place = _place(layout.boxes[element])
    chrome = listed_on is None and any(_CHROME.search(part) for part in place)
    aside = chrome or any(_ASIDE.search(part) for part in place)
    return Row(PostRef(link.url, link.title, listed_on), place, aside)


def _whole_row(link: Element, layout: _Layout) -> Element:
    """The largest element around the link that holds no other post; a list item or table row ends the climb."""
    box, links = layout.boxes[link], layout.links
    rivals = {links[e].url for e in box.iter("a") if e in links and links[e].telling}
    if box is not link and len(rivals) < 2 and len(fold(whole_text(box))) <= 600:
        return box
    element = link
    for _ in range(4):
        outer = element.getparent()
        if outer is None or outer.tag in _TOPMOST or len(layout.below[outer]) > 1:
            break
        element = outer
    return element


def _beside(row: Element, below: dict[Element, set[str]]) -> list[str]:
    """Loose texts on the line of a row that is not all of it: <a>…</a><span>date</span>, <dt>…</dt><dd>date</dd>."""
    parent = row.getparent()
    if parent is None:
        return []
    first = next((c for c in parent if c in below or read_date(whole_text(c))), row)
    other = row.getnext() if first in below else row.getprevious()
    texts = [row.tail or ""] if first in below else []
    if other is not None and other not in below and isinstance(other.tag, str):
        texts += [whole_text(other)[:60], other.tail or ""]
    return [fold(text) for text in texts if fold(text)]


def _place(row: Element) -> tuple[str, ...]:
    """Where a row stands: tags, classes and ids from its list item, table row or link outwards, no inline marks."""
    return (str(row.tag), *(_name(e) for e in row.iterancestors() if e.tag not in _UNMARKED))


def _name(element: Element) -> str:
    return _named(str(element.tag), element.get("class") or "", element.get("id") or "")


@lru_cache(maxsize=1024)
def _named(tag: str, classes: str, id_: str) -> str:
    """An element's tag, classes and id as words, without marks of state and the numbers of ids (#tab2023, #tab2024)."""
    words = re.sub(r"[_-]+", " ", f"{classes} {re.sub(r'[0-9]+', '', id_)}").split()
    return " ".join([tag, *sorted({word for word in words if word not in _STATES})])
