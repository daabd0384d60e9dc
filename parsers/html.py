"""HTML to a page as seen: lxml finds and cuts the article, BeautifulSoup reads it."""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from parsers.blocks import Weighed, find_block, is_around
from parsers.limits import MOST_ELEMENTS, MOST_PARAGRAPHS
from parsers.lines import BLOCKS, INLINE, read_lines
from parsers.links import file_extension, viewed_file
from parsers.page import Line, Link, SeenPage, UnreadableError
from parsers.text import clean_line
from parsers.tree import parse_html, prune

_TITLE_NAME = re.compile(r"(?:^|[-_\s])\w{0,8}(?:title|tit|bt|biaoti|headline)(?:$|[-_\s\d])", re.I)
_TITLE_TAGS = frozenset({"h1", "h2", "h3", "ucaptitle"})


def read_html(text: str) -> SeenPage:
    """The page as a reader sees it; UnreadableError where the markup holds no document, or one beyond all measure."""
    root = parse_html(text)
    meta, title_tag = _metas(root), _title_tag(root)
    embedded = _embedded_files(root)
    page = Weighed(_bounded(prune(root)))
    block = find_block(page)
    before, after = _around(page.body, block)
    links = (*embedded, *_file_links(page.body, block))
    share = page.link_share
    return SeenPage(_read_block(block), before, after, meta, title_tag, links, block is page.body, share)


def _bounded(body: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """`body`, without its inline tags where it has very many elements (Word's runs); a page has an end somewhere."""
    if _count(body) > MOST_ELEMENTS:
        etree.strip_tags(body, *(tag for tag in INLINE if tag != "a"))
        if _count(body) > MOST_ELEMENTS:
            raise UnreadableError(f"页面结构异常：元素超过{MOST_ELEMENTS}个")
    return body


def _count(body: lxml.html.HtmlElement) -> int:
    return sum(1 for _ in body.iter())


def _metas(root: lxml.html.HtmlElement) -> dict[str, str]:
    """Meta tags by lower-case name, the first that says something; tags in the body count too."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").strip().lower()
        content = clean_line((tag.get("content") or "")[:1000])
        if name and content:
            found.setdefault(name, content)
    return found


def _title_tag(root: lxml.html.HtmlElement) -> str | None:
    title = root.find(".//title")
    text = clean_line((title.text_content() or "")[:1000].replace("\n", " "))[:300] if title is not None else ""
    return text or None


def _embedded_files(root: lxml.html.HtmlElement) -> tuple[Link, ...]:
    """Documents shown in a frame of the page: they are the report where the text is only a frame."""
    found = []
    for tag in root.iter("iframe", "embed", "object"):
        address = viewed_file(tag.get("src") or tag.get("data") or "")
        if file_extension(address):
            found.append(Link(tag.get("title") or "", address))
    return tuple(found)


def _file_links(body: lxml.html.HtmlElement, block: lxml.html.HtmlElement) -> Iterator[Link]:
    """Links to files from the article's beginning on; in footers and menus none is the post's."""
    begun, around = False, {body: False}
    for element in body.iter():
        begun = begun or element is block
        if element is not body:
            around[element] = around[element.getparent()] or (begun and is_around(element))
        href = element.get("href") if begun and element.tag == "a" else None
        if href and not around[element] and file_extension(href):
            yield Link(element.text_content() or element.get("title") or "", href)


def _around(body: lxml.html.HtmlElement, block: lxml.html.HtmlElement) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
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

    def open(self, element: lxml.html.HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.end_line()
        self._headings += _is_title(element)
        self._links += element.tag == "a"
        self.text(element.text)

    def close(self, element: lxml.html.HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.end_line()
        self._headings -= _is_title(element)
        self._links -= element.tag == "a"
        self.text(element.tail)

    def text(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if not text.isspace():
                self._heading = self._heading or self._headings > 0
                self._linked = self._linked and self._links > 0

    def end_line(self) -> None:
        if self._parts and (line := clean_line("".join(self._parts))):
            spaced = clean_line(" ".join(self._parts).replace("\n", " ").replace("\r", " "))
            self.lines.append(Line(line, spaced, self._heading, self._linked))
        self._parts, self._heading, self._linked = [], False, True


def _is_title(element: lxml.html.HtmlElement) -> bool:
    if element.tag in _TITLE_TAGS:
        return True
    name = element.get("class") or element.get("id")
    return bool(name) and bool(_TITLE_NAME.search(name))


def _read_block(block: lxml.html.HtmlElement) -> tuple[str, ...]:
    """The article's paragraphs. Inline tags go first, so that BeautifulSoup sees the paragraphs and little else."""
    block.tail = None
    etree.strip_tags(block, *INLINE)
    if _count(block) > MOST_PARAGRAPHS:
        raise UnreadableError(f"正文结构异常：段落超过{MOST_PARAGRAPHS}个")
    if block.tag in ("td", "th", "tr", "tbody", "li", "p", "body"):
        block.tag = "div"
    return read_lines(etree.tostring(block, encoding="unicode", method="html"))
