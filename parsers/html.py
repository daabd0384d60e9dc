"""HTML to a page as seen: lxml finds, cuts and reads the article, BeautifulSoup its tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, chain
from typing import cast

from lxml import etree

from core.reports import TextWarning
from parsers.blocks import Weighed, find_block
from parsers.limits import MOST_ELEMENTS, MOST_PARAGRAPHS, MOST_TAGS, MOST_TEXT
from parsers.lines import BLOCKS, INLINE, read_lines
from parsers.links import file_extension, linked_file, viewed_file
from parsers.page import Line, Link, SeenPage, UnreadableError
from parsers.pager import take_pagers
from parsers.pictures import read_scans
from parsers.text import clean_line, han
from parsers.tree import Element, parse_html, prune, short_text, text_of
from parsers.unseen import HIDDEN, LEAST_TEXT, reveal

_TITLE_NAME = re.compile(r"(?:^|[-_\s])\w{0,8}(?:title|tit|bt|biaoti|headline)(?:$|[-_\s\d])", re.I)
_IS_LINK = "[@href or @onclick or @data-href or @data-url or @data-src or @data-file][not(self::img)]"
_LINKS_IN, _LINKS_BELOW = etree.XPath(f"descendant-or-self::*{_IS_LINK}"), etree.XPath(f"following::*{_IS_LINK}")
_SIZE = etree.XPath("count(descendant-or-self::*)")
_LINKED_DATE = re.compile(r'"(datePublished|dateModified)"\s{0,9}:\s{0,9}"([^"]{4,40})"')
_PAGES = re.compile(r"\bcreatePage(?:HTML)?\s?\(\s?(\d{1,3})\s?,\s?(\d{1,3})")
_TITLE_TAGS = frozenset({"h1", "h2", "h3", "ucaptitle"})


def read_html(text: str) -> SeenPage:
    """The page as a reader sees it; UnreadableError where the markup holds no document, or one beyond all measure.

    Where nothing that is shown can be an article, what the page holds unseen is read, with a warning.
    """
    root = parse_html(text)
    seen = _see(root)
    if _is_article(seen):
        return replace(seen, warnings=_paging(text) or seen.warnings)
    root = parse_html(text)
    unseen = _see(root) if reveal(root) else seen
    if unseen.link_share > 0.5 or not _is_article(unseen):
        return seen  # a menu or list that opens
    return replace(unseen, warnings=(HIDDEN, *(_paging(text) or unseen.warnings)))


def _see(root: Element) -> SeenPage:
    meta, title_tag = _metas(root), _title_tag(root)
    embedded = _embedded_files(root)
    page = Weighed(_bounded(prune(root)))
    block = find_block(page)
    before, after = _around(page.body, block)
    links = (*embedded, *_file_links(page, block))
    share = page.link_share
    loose = block is page.body
    paged = take_pagers(page, block)
    article = _read_block(block)
    if not links:
        links = read_scans(page, block, article)
    return SeenPage(article, before, after, meta, title_tag, links, loose, paged, share)


def _is_article(page: SeenPage) -> bool:
    return any(size >= LEAST_TEXT for size in accumulate(map(han, page.article)))


def _paging(text: str) -> tuple[TextWarning, ...]:
    """A post over several pages says so in its script: this is one of them."""
    m = _PAGES.search(text) if "createPage" in text else None
    if not m or int(m.group(1)) < 2:
        return ()
    detail = f"正文分{int(m.group(1))}页刊登，这里只有第{int(m.group(2)) + 1}页"
    return (TextWarning("paged", detail),)


def _size(element: Element) -> float:
    """How many elements there are in `element`, itself counted."""
    return cast(float, _SIZE(element))


def _bounded(body: Element) -> Element:
    """`body`, unless it has more elements than any page, or more than any without Word's inline runs."""
    if _size(body) <= MOST_ELEMENTS:
        return body
    tags = Counter(element.tag for element in body.iter())
    if tags.total() > MOST_TAGS or sum(n for tag, n in tags.items() if tag not in INLINE) > MOST_ELEMENTS:
        raise UnreadableError(f"页面结构异常：元素多达{tags.total()}个")
    return body


def _metas(root: Element) -> dict[str, str]:
    """Meta tags by lower-case name, the first that says something; tags in the body count too."""
    found: dict[str, str] = {}
    for tag in root.iter("meta", "script"):
        if tag.tag == "script":
            found.update(_linked_data(tag))
            continue
        name = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = clean_line((tag.get("content") or "")[:1000])
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_data(script: Element) -> dict[str, str]:
    """The dates of a JSON-LD block, by lower-case name: it says of the page what a meta tag says elsewhere."""
    if script.get("type") != "application/ld+json":
        return {}
    return {name.lower(): value for name, value in _LINKED_DATE.findall((script.text or "")[:20_000])}


def _title_tag(root: Element) -> str | None:
    title = root.find(".//title")
    text = clean_line(text_of(title)[:1000].replace("\n", " "))[:300] if title is not None else ""
    return text or None


def _embedded_files(root: Element) -> tuple[Link, ...]:
    """Documents shown in a frame of the page: they are the report where the text is only a frame."""
    found = []
    for tag in root.iter("iframe", "embed", "object"):
        address = viewed_file(tag.get("src") or tag.get("data") or "")
        if file_extension(address):
            found.append(Link(tag.get("title") or "", address))
    return tuple(found)


def _file_links(page: Weighed, block: Element) -> Iterator[Link]:
    """Links to files from the article's beginning on; in footers and menus none is the post's."""
    outer = set(block.iterancestors())
    for element in chain(cast(Iterable[Element], _LINKS_IN(block)), cast(Iterable[Element], _LINKS_BELOW(block))):
        if link := linked_file(cast(Mapping[str, str], element.attrib), short_text(element)):
            within = (element, *element.iterancestors())
            if not any(page.is_around(e) for e in within if e not in outer):
                yield link


def _around(body: Element, block: Element) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The page's lines above and below the article."""
    if block is body:
        return (), ()
    before, after = _Outside(), _Outside()
    now = before
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element is block:
                now.end_line()
                walk.skip_subtree()
                now = after
                continue
            now.open(element)
        elif element is block:
            now.text(element.tail)
        else:
            now.close(element)
    now.end_line()
    return tuple(before.lines), tuple(after.lines)


class _Outside:
    """Lines outside the article, with what the markup says about them."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._headings = 0
        self._links = 0
        self._heading = False
        self._linked = True
        self._title_names: dict[str, bool] = {}

    def open(self, element: Element) -> None:
        self._border(element, 1)
        self.text(element.text)

    def close(self, element: Element) -> None:
        self._border(element, -1)
        self.text(element.tail)

    def _border(self, element: Element, step: int) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.end_line()
        if tag == "a":
            self._links += step
        if tag in _TITLE_TAGS or ((name := element.get("class") or element.get("id")) and self._is_title(name)):
            self._headings += step

    def _is_title(self, name: str) -> bool:
        """Pages name many elements alike: each name is looked at once."""
        if name not in self._title_names:
            self._title_names[name] = bool(_TITLE_NAME.search(name))
        return self._title_names[name]

    def text(self, text: str | None) -> None:
        if not text:
            return
        if not text.isspace():
            self._parts.append(text)
            self._heading = self._heading or self._headings > 0
            self._linked = self._linked and self._links > 0
        elif self._parts:
            self._parts.append(text)

    def end_line(self) -> None:
        if not self._parts:
            return
        if line := clean_line("".join(self._parts)):
            spaced = clean_line(" ".join(self._parts).replace("\n", " ").replace("\r", " "))
            self.lines.append(Line(line, spaced, self._heading, self._linked))
        self._parts, self._heading, self._linked = [], False, True


def _read_block(block: Element) -> tuple[str, ...]:
    """The article's paragraphs."""
    many = _size(block) > MOST_PARAGRAPHS
    if many and sum(1 for element in block.iter() if element.tag not in INLINE) > MOST_PARAGRAPHS:
        raise UnreadableError(f"正文结构异常：段落超过{MOST_PARAGRAPHS}个")
    block.tail = None
    lines = read_lines(block)
    if sum(map(len, lines)) > MOST_TEXT:
        raise UnreadableError(f"正文过长：超过{MOST_TEXT}字")
    return lines
