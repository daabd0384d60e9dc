"""Where the links of a page stand: the list item or table row around each, what lies above it, years near it.

Most links of a page are menus: what only a post needs is looked up when it is asked for, and once.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from crawlers.pagetext import Element, elements, fold, whole_text
from crawlers.platforms._links import leads_to_article, title_of
from crawlers.platforms._reading import absolute

_ROW_TAGS = frozenset({"li", "tr", "dt", "dd"})
_UNMARKED = frozenset({"html", "body", "b", "strong", "font", "span", "em", "i", "u"})
_STATES = frozenset({"on", "cur", "active", "current", "first", "last", "odd", "even"})
_YEAR_NAMED = re.compile(r"20\d\d")
_YEAR = re.compile(r"\d(?:[\u200b-\u200f\u2060\ufeff\u00ad]*\d){3}")  # with what folding drops
_OPENED = re.compile(r"""\b(?:open\(|location(?:\.href)?\s*=)\s*['"]([^'"\s]+)['"]""")
_LONGEST_ROW = 600  # characters
_HIDDEN = "//@style[contains(translate(.,' ',''),'display:none')]/.."


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str

    @property
    def telling(self) -> bool:
        """Long enough and addressed like a post, whatever else stands in the row."""
        return len(self.title) >= 10 and leads_to_article(self.url)


@dataclass(slots=True)
class Layout:
    """The links of a page and their addresses, in page order; `nesting` are the elements that hold list items or table
    rows.
    """

    urls: dict[Element, str]
    nesting: set[Element]
    _links: dict[Element, Link] = field(default_factory=dict)
    _places: dict[Element, tuple[str, ...]] = field(default_factory=dict)
    _crowded: dict[Element, bool] = field(default_factory=dict)
    _years: dict[Element, bool] = field(default_factory=dict)
    _short: dict[Element, bool] = field(default_factory=dict)

    def link(self, element: Element) -> Link:
        if element not in self._links:
            self._links[element] = Link(self.urls[element], title_of(element))
        return self._links[element]

    def inside(self, element: Element) -> list[Element]:
        return [link for link in element.iter("a") if link in self.urls]

    def holds_link(self, element: Element) -> bool:
        return any(link in self.urls for link in element.iter("a"))

    def crowded(self, element: Element) -> bool:
        """Links in it lead to several addresses."""
        if element not in self._crowded:
            self._crowded[element] = len({self.urls[link] for link in self.inside(element)}) > 1
        return self._crowded[element]

    def shows_year(self, element: Element) -> bool:
        """Four digits stand in it: without them there is no date."""
        if element not in self._years:
            self._years[element] = _YEAR.search(whole_text(element)) is not None
        return self._years[element]

    def short(self, box: Element) -> bool:
        """Its text is no longer than that of one row."""
        if box not in self._short:
            text = whole_text(box)
            self._short[box] = len(text) <= _LONGEST_ROW or len(fold(text)) <= _LONGEST_ROW
        return self._short[box]

    def place(self, row: Element, inner: Element) -> tuple[str, ...]:
        """Where a row stands: tags, classes and ids from around it outwards, no inline marks; of the row itself, whose
        class may tell every second one, only the tags down to `inner`.
        """
        tags = [str(inner.tag)]
        while inner is not row and (outer := inner.getparent()) is not None:
            inner = outer
            tags += [] if inner.tag in _UNMARKED else [str(inner.tag)]
        return (*tags, *self.outwards(row.getparent()))

    def outwards(self, element: Element | None) -> tuple[str, ...]:
        if element is None:
            return ()
        if element not in self._places:
            own = () if element.tag in _UNMARKED else (_name(element),)
            self._places[element] = own + self.outwards(element.getparent())
        return self._places[element]


def hidden_in(root: Element) -> set[Element]:
    """What the page does not show before somebody turns to it: tabs, popups, templates."""
    return {e for box in elements(root, _HIDDEN) for e in box.iter()}


def layout_of(root: Element, base_url: str, hidden: set[Element], *, shown: bool = True) -> Layout:
    """The links that the page shows, or those that are hidden."""
    urls = ((e, address_of(e, base_url)) for e in root.iter("a") if (e in hidden) is not shown)
    return Layout({element: url for element, url in urls if url is not None}, _nesting(root))


def address_of(link: Element, base_url: str) -> str | None:
    """Where a link leads to, by its address or by a script that only opens one: window.open('/p/1.html')."""
    href = link.get("href") or ""
    url = absolute(base_url, href)
    if url is not None:
        return url
    opened = _OPENED.search(href) or _OPENED.search(link.get("onclick") or "")
    return absolute(base_url, opened.group(1)) if opened else None


def _nesting(root: Element) -> set[Element]:
    found: set[Element] = set()
    for row in root.iter("li", "tr"):
        outer = row.getparent()
        while outer is not None and outer not in found:
            found.add(outer)
            outer = outer.getparent()
    return found


def links_by_box(layout: Layout) -> dict[Element, list[Element]]:
    """The links by the list item or table row that holds them and no smaller one; others by themselves."""
    together: defaultdict[Element, list[Element]] = defaultdict(list)
    for link in layout.urls:
        together[_box(link, layout.nesting)].append(link)
    return together


def _box(link: Element, nesting: set[Element]) -> Element:
    outer = link.getparent()
    while outer is not None and outer.tag not in _ROW_TAGS:
        outer = outer.getparent()
    return link if outer is None or outer in nesting else outer


def _name(element: Element) -> str:
    return _named(str(element.tag), element.get("class") or "", element.get("id") or "")


@lru_cache(maxsize=1024)
def _named(tag: str, classes: str, id_: str) -> str:
    """An element's tag, classes and id as words; no marks of state, no years, no numbers of ids (#tab23) or rows
    (.item-7).
    """
    words = re.sub(r"[_-]+", " ", f"{_YEAR_NAMED.sub('', classes)} {re.sub(r'[0-9]+', '', id_)}").split()
    return " ".join([tag, *sorted({word for word in words if word not in _STATES and not word.isdigit()})])
