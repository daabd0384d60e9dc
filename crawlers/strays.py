"""Report titles that stand on a list page outside of the rows that were taken for its list. Pure.

A page may hold several boxes, and no reader chooses the right one on every site. So that no report is lost by a wrong
choice, what looks like one is taken from anywhere on the page; where it leads nowhere, the page was not read whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from core.pages import Page
from core.posts import Elsewhere, Listing, PostRef
from crawlers.pagetext import Element, elements, fold, json_of, text_of, tree_of, whole_text
from crawlers.platforms._layout import address_of
from crawlers.platforms._links import leads_to_article, title_beside
from crawlers.platforms._page_addresses import is_here
from crawlers.platforms._reading import distinct, plain_title
from crawlers.platforms._rows import base_of, read_rows
from crawlers.promises import is_of_reports
from crawlers.same_list import names_of
from parsers import may_be_promised, may_be_report, recognise_title

NO_LIST = "页面上没有找到栏目的列表，只有列表以外的条目"
_LONGEST = 120  # characters: more is a text, not a title
# what can be pressed; each topic has 法 in it, and most links of a page, its menus, have not
_PRESSED = "(//a | //@onclick/.. | //@data-url/.. | //@data-href/..)[contains(., '法') or contains(@title, '法')]"
_PLAIN_ROWS = (
    "(//li | //tr | //p | //dd | //div[not(div or p or ul or table)])"
    "[contains(., '法') and not(.//a | .//button | .//@onclick | .//@data-url | .//@data-href)]"
)
_DAY = re.compile(r"20\d\d\s?[-/.年]\s?\d{1,2}")
_LINK = re.compile(r"<a\b[^>]*>(.{0,300}?)</a>", re.I | re.S)
_TITLE_NAME = re.compile(r"title|name|subject|^bt$|标题", re.I)
_QUOTED = re.compile(r"""["'>]([^"'<>\n]{8,120})(?=["'<])""")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# what a row with a title of its own carries: its files and its text
_FILES = re.compile(r"attach|annex|^fj|file|^res|image|pic|video", re.I)
_TEXTS = re.compile(r"content|text|summary|abstract|memo|descri", re.I)
_WORTH = re.compile(r"报告|总结|汇报|年报|情况|自评|白皮书|20\d\d|…|⋯|\.\.|。。")  # what every such title has
_PERHAPS = re.compile(r".*(?:报告|总结|汇报|年报).*|.{0,14}20\d\d.{0,6}")  # a title that says no more than its column


def with_strays(page: Page, listing: Listing) -> tuple[Listing, str | None]:
    """The listing with the reports that stand beside it; and the title of one that leads nowhere (None: there is none).

    Where they are the only posts, nothing was seen of the list itself.
    """
    if json_of(page) is not None:
        return listing, _lost(listing, ((title, False) for title in _named_titles(json_of(page))))
    root = tree_of(page) if "法" in text_of(page) or "\\u6cd5" in text_of(page) else None
    if root is None:
        return listing, None
    found = _beside(page, root, listing)
    nowhere = chain(_leading_nowhere(root, base_of(root, page.url)), _unshown(page, root))
    lost = _lost(Listing((*listing.posts, *found)), nowhere)
    if not found:
        return listing, lost
    unseen = (Elsewhere("", NO_LIST),) if not listing.posts and listing.next is None else ()
    both = distinct((*listing.posts, *found))
    return replace(listing, posts=both, elsewhere=(*listing.elsewhere, *unseen)), lost


def _beside(page: Page, root: Element, listing: Listing) -> list[PostRef]:
    """The posts that are not in the list: reports by their titles, and what only a column of reports explains."""
    base, known = base_of(root, page.url), {post.url for post in listing.posts}
    opening = (*root.iter("a"), *elements(root, "(//@onclick/..)[not(self::a) and not(.//a[@href])]"))
    worth = (link for link in opening if _WORTH.search(f"{_said(link)}{link.get('title')}"))
    linked = [(address_of(link, base), _title(link)) for link in worth]
    away = ((url, title) for url, title in linked if url and url not in known and not is_here(page, url))
    links = {url: title for url, title in away if _fits(title)}
    reports = {u: t for u, t in linked if u in links and _fits(t) and may_be_report(t) and _is_one(t, u, listing)}
    perhaps = {url for url, title in links.items() if url not in reports and _may_be_one(title, url)}
    of_reports = bool(perhaps) and is_of_reports(page, listing)
    if not reports and not of_reports:
        return []
    days = {row.post.url: row.post.listed_on for row in read_rows(root, base, menus=True)}
    explained = {url: links[url] for url in links if of_reports and url in perhaps and days.get(url)}
    return [PostRef(url, title, days.get(url)) for url, title in {**reports, **explained}.items()]


def _is_one(title: str, url: str, listing: Listing) -> bool:
    """A report that the list does not show. Without a year it must lead to an article: columns are called so, too."""
    if recognise_title(title).report_year is None:
        return leads_to_article(url)
    return not _shown(title, listing)


def _may_be_one(title: str, url: str) -> bool:
    return _PERHAPS.fullmatch(title) is not None and leads_to_article(url) and may_be_promised(title) is not None


def _shown(title: str, listing: Listing) -> bool:
    """Whether the list shows a title, cut or in full; no name of a unit alone, and no year."""
    bare = _bare(title)
    shown = (known for known in (_bare(post.title) for post in listing.posts) if 2 * len(known) >= len(bare))
    return any(bare in known or known in bare for known in shown)


def _lost(listing: Listing, titles: Iterable[tuple[str, bool]]) -> str | None:
    """The first title of a report that is not shown; `titles` tell whether a day stands by them. Without a day and a
    year it may be a column's name.
    """
    fitting = ((title, dated) for title, dated in titles if _fits(title) and may_be_report(title))
    reports = (title for title, dated in fitting if dated or recognise_title(title).report_year is not None)
    return next((title for title in reports if not _shown(title, listing)), None)


def _bare(title: str) -> str:
    return re.sub(r"\W", "", title)


def _leading_nowhere(root: Element, base: str) -> Iterator[tuple[str, bool]]:
    """What can be pressed and has no address, and the texts of dated rows in which there is nothing to press; and
    whether a day stands by.
    """
    for element in elements(root, _PRESSED):
        links = [element] if element.tag == "a" else [element, *element.iter("a")]
        if not any(address_of(link, base) for link in links):
            yield _title(element), _in_dated_row(element)
    yield from ((fold(whole_text(choice)), False) for choice in root.iter("option"))
    yield from ((fold(area.get("alt") or area.get("title")), False) for area in root.iter("area"))
    for row in elements(root, _PLAIN_ROWS):
        if len(text := whole_text(row)) <= 2 * _LONGEST and _DAY.search(text):
            yield from ((fold(str(piece)), True) for piece in row.itertext())


def _unshown(page: Page, root: Element) -> Iterator[tuple[str, bool]]:
    """What stands in the data of scripts, and is not the name of the column."""
    for box in root.iter("script", "textarea"):
        text = whole_text(box)
        if "\\u6cd5" in text:
            text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
        if "法" not in text:
            continue
        names = [_bare(name) for name in names_of(page)]
        titles = (fold(title) for title in _QUOTED.findall(text) if "法" in title)
        yield from ((title, False) for title in titles if not any(_bare(title) in name for name in names))


def _in_dated_row(element: Element) -> bool:
    row = next((e for e in (element, *element.iterancestors()) if e.tag in ("li", "tr")), None)
    return row is not None and len(text := whole_text(row)) <= 2 * _LONGEST and _DAY.search(text) is not None


def _fits(title: str) -> bool:
    return 6 <= len(title) <= _LONGEST


def _title(element: Element) -> str:
    whole_row = element.tag != "a" and _DAY.search(whole_text(element))
    shown, full = title_beside(element) if whole_row else fold(_said(element)), fold(element.get("title"))
    return full if _fits(full) and (not _fits(shown) or len(full) > len(shown)) else shown


def _said(element: Element) -> str:
    """Its text, or what stands for its picture."""
    text = whole_text(element)
    return text if text.strip() else " ".join(image.get("alt") or "" for image in element.iter("img"))


def _is_carried(key: str) -> bool:
    return bool(_FILES.search(key) or (_TEXTS.search(key) and not _TITLE_NAME.search(key)))


def _named_titles(data: object, name: str = "") -> Iterator[str]:
    """What an answer calls a title, and the links in the markup that it carries; of a row its own title only."""
    if isinstance(data, str):
        if _TITLE_NAME.search(name):
            yield plain_title(data)
        elif "<" in data:
            yield from map(plain_title, _LINK.findall(data))
    elif isinstance(data, dict):
        row = any(isinstance(value, str) and _TITLE_NAME.search(key) for key, value in data.items())
        for key, value in data.items():
            if not (row and _is_carried(key)):
                yield from _named_titles(value, str(key))
    elif isinstance(data, list):
        for value in data:
            yield from _named_titles(value, name)
