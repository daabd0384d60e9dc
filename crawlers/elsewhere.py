"""Where more of a list may stand than it shows 列表的其他部分: under a later year, or in a column of its own below this
one. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from core.addresses import document_key
from core.crawl import ColumnRead, Depth
from core.pages import Outcome, Page
from core.posts import Elsewhere, Listing
from crawlers.pagetext import Element, elements, fold, json_of, text_of, tree_of, whole_text
from crawlers.platforms._links import leads_to_article
from crawlers.platforms._page_addresses import is_below, is_here
from crawlers.platforms._reading import absolute
from crawlers.platforms._rows import base_of
from parsers import is_report_column

_YEAR = re.compile(r"(20\d\d)\s?年?度?")
_YEAR_ALONE = re.compile(r">[^<\d]{0,9}20\d\d[^<\d]{0,9}(?:<|$)")  # stands in each choice, and in few lists
_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_YEAR_FOLDER = re.compile(r"/(20\d\d)/(?:index\.\w+)?$")
_COLUMN_FILE = re.compile(r"^(.*/(?!index|default|list|main|home)[^/.]+)(?:\.\w+)?$", re.I)
_OPEN = re.compile(r"\b(?:on|cur|curr|current|active|select|selected|sel|now|this)\b")
_LONGEST = 24  # characters of a column's name
_PRESSED = (  # years that only a script turns to
    "(//li | //span | //button | //dd | //h3 | //h4)"
    "[not(*)][starts-with(normalize-space(.), '20')][string-length(.) < 16]"
)
_TABS = "//a[@href][starts-with(normalize-space(.), '20')][string-length(.) < 16]"


@dataclass(frozen=True, slots=True)
class _Year:
    """A year to choose, where it leads ("" where a script turns to it), and whether it is marked as chosen."""

    year: int
    url: str
    chosen: bool


def elsewhere(page: Page, listing: Listing) -> tuple[Elsewhere, ...]:
    """The places, each with why (Chinese)."""
    root = tree_of(page) if listing.posts and json_of(page) is None else None
    if root is None:
        return ()
    base = base_of(root, page.url)
    found = (*_later_years(page, root, listing, base), *_columns_below(page, root, listing, base))
    return tuple({place.url: place for place in found}.values())


def _later_years(page: Page, root: Element, listing: Listing, base: str) -> Iterator[Elsewhere]:
    """The latest year of each choice, where an earlier one is shown."""
    posts = {post.url for post in listing.posts}
    if _YEAR_ALONE.search(text_of(page)) is None:
        return
    choices = [*_tabs(root, base, posts), *_selects(root, base)]
    for years in choices:
        latest = max(years, key=lambda y: y.year)
        shown = _shown(page, years) or _newest(listing, years, latest, page)
        if shown is not None and shown < latest.year:
            yield Elsewhere(latest.url, f"页面分年度列出，这里是{shown}年的，没有打开{latest.year}年的")


def _tabs(root: Element, base: str, posts: set[str]) -> Iterator[list[_Year]]:
    """Years as links beside one another; links to the posts of the list are none."""
    tabs: defaultdict[Element, list[_Year]] = defaultdict(list)
    for link in elements(root, _TABS):
        outer, found = link.getparent(), _YEAR.fullmatch(fold(whole_text(link)))
        url = absolute(base, link.get("href")) or ""
        if found and outer is not None and url not in posts:
            fills = fold(whole_text(outer)) == found.group()  # <li><a>2025年</a></li>
            above = outer.getparent() if fills else outer
            if above is not None:
                tabs[above].append(_Year(int(found.group(1)), url, _marked(link, outer)))
    yield from tabs.values()
    pressed: defaultdict[Element, list[_Year]] = defaultdict(list)
    for tab in elements(root, _PRESSED):
        above, found = tab.getparent(), _YEAR.fullmatch(fold(whole_text(tab)))
        if above is not None and found:
            pressed[above].append(_Year(int(found.group(1)), "", _OPEN.search(tab.get("class") or "") is not None))
    yield from (years for years in pressed.values() if len(years) > 1)


def _marked(tab: Element, outer: Element) -> bool:
    return _OPEN.search(f"{tab.get('class')} {outer.get('class')}") is not None


def _selects(root: Element, base: str) -> Iterator[list[_Year]]:
    """The years of a page's only choice of years: two are the days to search between."""
    found = [years for years in (_options(select, base) for select in elements(root, "//select[option]")) if years]
    if len(found) == 1:
        yield found[0]


def _options(select: Element, base: str) -> list[_Year]:
    years = []
    for option in select.iter("option"):
        if said := _YEAR.fullmatch(fold(whole_text(option))):
            value = option.get("value") or ""
            url = absolute(base, value) if "/" in value else None
            years.append(_Year(int(said.group(1)), url or "", option.get("selected") is not None))
    return years


def _shown(page: Page, years: list[_Year]) -> int | None:
    """The year that is chosen: by its mark, by its address, by the page's own folder."""
    marked = [y.year for y in years if y.chosen]
    here = [y.year for y in years if y.url and is_here(page, y.url)]
    folder = _YEAR_FOLDER.search(urlsplit(page.url).path)
    by_folder = [int(folder.group(1))] if folder and len(years) > 1 else []
    return next((found[0] for found in (marked, here, by_folder) if len(found) == 1), None)


def _newest(listing: Listing, years: list[_Year], latest: _Year, page: Page) -> int | None:
    """Where nothing is marked, the newest year that the posts are of; only of a year that leads below this list.

    Years to choose may be those of the reports or those in which they came: such as the titles or the days are.
    """
    if not latest.url or not is_below(page, latest.url):
        return None
    offered = {y.year for y in years}
    told = {int(year) for post in listing.posts for year in _ANY_YEAR.findall(post.title)}
    days = {post.listed_on.year for post in listing.posts if post.listed_on}
    nearer = min((of for of in (told, days) if of), key=lambda of: len(of ^ offered), default=None)
    return max(nearer) if nearer else None


def _columns_below(page: Page, root: Element, listing: Listing, base: str) -> Iterator[Elsewhere]:
    """Columns of reports in folders below this one, of which the list shows nothing."""
    if "法" not in text_of(page):
        return
    posts = [post.url for post in listing.posts]
    for link in elements(root, "//a[@href][contains(., '法')][string-length(.) < 60]"):
        name, url = fold(whole_text(link)), absolute(base, link.get("href"))
        if url is None or len(name) > _LONGEST or _ANY_YEAR.search(name) or not is_report_column(name):
            continue
        folder = urlsplit(url).path.rpartition("/")[0] + "/"
        if url in posts or leads_to_article(url) or not _is_under(page, url) or folder == _folder(page.url):
            continue
        if not any(_folder(post).startswith(folder) for post in posts):
            yield Elsewhere(url, f"页面另有下级栏目「{name}」，页面上没有列出其中的条目")


def _is_under(page: Page, url: str) -> bool:
    """In this column's folder: its own, or the one that a page of a column's name stands for (/a/fz.htm, /a/fz/)."""
    file = _COLUMN_FILE.search(urlsplit(page.url).path)
    own = file is None or urlsplit(url).path.startswith(f"{file.group(1)}/")
    return own and is_below(page, url)


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] + "/"


def within(read: ColumnRead, registered: Container[str]) -> ColumnRead:
    """A column as it was read, by the register: its list is not whole where it goes on in another that nobody watches.

    `registered`: the documents (`core.addresses.document_key`) of all registered columns.
    """
    newest = next((page.listing for page in read.pages if page.listing.posts), None)  # later pages hold older years
    places = newest.elsewhere if newest else ()
    unseen = next((p for p in places if not p.url or document_key(p.url) not in registered), None)
    if unseen is None or not read.outcome.sound or read.depth is Depth.HISTORY:
        return read
    reason = f"{unseen.reason}（{unseen.url}），请将它登记为栏目" if unseen.url else unseen.reason
    return replace(read, outcome=Outcome.INCOMPLETE, reason=reason, complete=False)
