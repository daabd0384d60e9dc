"""Report titles that stand on a list page outside of the rows that were taken for its list. Pure.

A page may hold several boxes, and no reader chooses the right one on every site. So that no report is lost by a wrong
choice, what looks like one is taken from anywhere on the page; where it leads nowhere, the page was not read whole.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from core.pages import Page
from core.posts import Listing, PostRef
from crawlers.pagetext import Element, elements, fold, json_of, text_of, tree_of, whole_text
from crawlers.platforms._reading import absolute, distinct, plain_title
from crawlers.platforms._rows import base_of
from parsers import recognise_title

_TOPIC = re.compile(r"法[治制]政府|法治建设|依法行政")
_LONGEST = 120  # characters: more is a text, not a title
# what can be pressed; each topic has 法 in it, and most links of a page, its menus, have not
_PRESSED = "(//a | //@onclick/.. | //@data-url/.. | //@data-href/..)[contains(., '法') or contains(@title, '法')]"
_PLAIN_ROWS = "(//li | //tr)[contains(., '法') and not(.//a | .//button | .//@onclick | .//@data-url | .//@data-href)]"
_DAY = re.compile(r"20\d\d\s?[-/.年]\s?\d{1,2}")
_LINK = re.compile(r"<a\b[^>]*>(.{0,300}?)</a>", re.I | re.S)
_TITLE_NAME = re.compile(r"title|name|subject|^bt$|标题", re.I)


def with_strays(page: Page, listing: Listing) -> tuple[Listing, str | None]:
    """The listing with the reports that stand beside it; and the title of one that leads nowhere (None: there is none).

    Only titles that name their year count: a column is called 法治政府建设年度报告 as well.
    """
    reports = [(title, url) for title, url in _titles(page) if _is_report(title)]
    titles = [_bare(post.title) for post in listing.posts] if reports else []
    addresses = {post.url for post in listing.posts}
    found, lost = [], None
    for title, url in reports:
        bare = _bare(title)
        if any(bare in known or known in bare for known in titles):
            continue  # as it stands in the list, cut or in full
        titles.append(bare)
        if url is None:
            lost = lost or title
        elif url not in addresses:
            found.append(PostRef(url, title))
    return (replace(listing, posts=distinct((*listing.posts, *found))) if found else listing), lost


def _bare(title: str) -> str:
    return re.sub(r"\W", "", title)


def _is_report(title: str) -> bool:
    seen = recognise_title(title)
    return seen.candidate and seen.report_year is not None


def _titles(page: Page) -> Iterator[tuple[str, str | None]]:
    """Texts that may be titles, with the address that each leads to (None: nowhere)."""
    data = json_of(page)
    if data is not None:
        yield from ((title, None) for title in map(plain_title, _named_titles(data)) if _fits(title))
        return
    root = tree_of(page) if _TOPIC.search(text_of(page)) else None
    if root is None:
        return
    base = base_of(root, page.url)
    for element in elements(root, _PRESSED):
        title = _title(element)
        if _fits(title):
            yield title, _leads_to(element, base)
    yield from ((title, None) for title in _written(root) if _fits(title))


def _written(root: Element) -> Iterator[str]:
    """The texts of dated rows in which there is nothing to press."""
    for row in elements(root, _PLAIN_ROWS):
        if len(text := whole_text(row)) <= 2 * _LONGEST and _DAY.search(text):
            yield from (fold(str(piece)) for piece in row.itertext())


def _fits(title: str) -> bool:
    return 8 <= len(title) <= _LONGEST and _TOPIC.search(title) is not None


def _title(element: Element) -> str:
    shown, full = fold(whole_text(element)), fold(element.get("title"))
    return full if _fits(full) and (not _fits(shown) or len(full) > len(shown)) else shown


def _leads_to(element: Element, base: str) -> str | None:
    links = [element, *element.iter("a")] if element.tag != "a" else [element]
    return next((url for url in (absolute(base, link.get("href")) for link in links) if url), None)


def _named_titles(data: object, name: str = "") -> Iterator[str]:
    """What an answer calls a title, and the links in the markup that it carries."""
    if isinstance(data, str):
        if _TITLE_NAME.search(name):
            yield data
        elif "<" in data:
            yield from _LINK.findall(data)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _named_titles(value, str(key))
    elif isinstance(data, list):
        for value in data:
            yield from _named_titles(value, name)
