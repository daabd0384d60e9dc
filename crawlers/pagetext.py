"""An answer's bytes as what a reader works on: text, tree or JSON.

Pure; the last few pages are remembered, since one page passes several judges and readers.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from core.pages import Page
from parsers import decode_text

Element = etree._Element

# some pages close their body before the article, and lxml would stop there
_EARLY_END = re.compile(rb"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s*>")  # re.I would be slower by far
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


@lru_cache(maxsize=8)
def _decoded(body: bytes, content_type: str | None) -> str:
    return decode_text(body, content_type)[0]


def text_of(page: Page) -> str:
    """The page's whole text in whatever encoding it came."""
    return _decoded(page.body, page.header("content-type"))


def parse_html(text: str) -> Element | None:
    """Markup as a tree rooted in `html`, None where there is no element at all."""
    clean = _EARLY_END.sub(b"", text.encode("utf-8", "ignore").translate(None, _CONTROLS))
    clean = _DECLARATION.sub(b"", clean) if b"<?xml" in clean else clean
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)  # nobody asks for elements by id
    try:
        root = etree.fromstring(clean, parser=parser)
    except etree.XMLSyntaxError:
        return None
    return root if root is not None and isinstance(root.tag, str) else None


@lru_cache(maxsize=4)
def _tree(text: str) -> Element | None:
    return parse_html(text)


def tree_of(page: Page) -> Element | None:
    """The page as an element tree (shared: not to be changed), None where it holds no markup."""
    text = text_of(page)
    return _tree(text) if "<" in text else None


def json_of(page: Page) -> Any:
    """The page as JSON, None where it is none."""
    text = text_of(page).lstrip("\ufeff").strip()
    if page.rendered and text.startswith("<"):
        text = "".join(inner_text(box) for box in elements(_tree(text), "//pre[1]")).strip()  # how a browser shows JSON
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def fold(text: str | None) -> str:
    """Whitespace folded to single spaces, invisible characters dropped, ends trimmed."""
    return " ".join(_INVISIBLE.sub("", text).split()) if text else ""


@lru_cache(maxsize=64)
def _xpath(expression: str) -> etree.XPath:
    return etree.XPath(expression, smart_strings=False)


def count(root: Element | None, xpath: str) -> int:
    """How many elements an XPath finds, without making any of them."""
    found = _xpath(f"count({xpath})")(root) if root is not None else 0
    return int(found) if isinstance(found, float) else 0


def elements(root: Element | None, xpath: str) -> list[Element]:
    """What an XPath that selects elements finds, nothing in nothing."""
    found = _xpath(xpath)(root) if root is not None else []
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


_UNSEEN_TAGS = frozenset({"script", "style", "noscript", "template", "title"})
_OUTSIDE_LINKS = etree.XSLT(  # a third of the time of any way through single elements
    etree.XML(
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/>'
        f'<xsl:template match="{"|".join(f"*/{tag}" for tag in sorted({"a", *_UNSEEN_TAGS}))}"/></xsl:stylesheet>'
    )
)


def inner_text(element: Element, *, outside_links: bool = False) -> str:
    """What a reader of the page sees of an element, unfolded: no scripts, styles, templates, comments."""
    if outside_links:
        return str(_OUTSIDE_LINKS(element))
    unseen = list(element.iter(*_UNSEEN_TAGS))
    return "".join(_seen_texts(element, {e for inside in unseen for e in (inside, *inside.iterancestors())}))


@lru_cache(maxsize=4)
def seen_text(root: Element) -> str:
    """The inner text of a whole page, folded."""
    return fold(inner_text(root))


def _seen_texts(element: Element, mixed: set[Element]) -> Iterator[str]:
    """Piece by piece where something unseen is mixed in, all at once elsewhere."""
    if element not in mixed:
        yield whole_text(element)
        return
    seen = element.tag not in _UNSEEN_TAGS
    yield (element.text or "") if seen else ""
    for child in element:
        yield from _seen_texts(child, mixed)
        yield (child.tail or "") if seen else ""


def shown_texts(root: Element) -> Iterator[tuple[str, Element]]:
    """Every text outside of links that a reader of the page may see, with the element that it stands in."""
    unseen = _UNSEEN_TAGS | {"a"}
    for node in root.iter():
        parent = node.getparent()
        if isinstance(node.tag, str) and node.text and node.tag not in unseen:
            yield node.text, node
        if node.tail and parent is not None and parent.tag not in unseen:
            yield node.tail, parent


def whole_text(element: Element) -> str:
    """Every text in an element, unfolded; nothing for a comment."""
    if not isinstance(element.tag, str):
        return ""
    if not len(element):
        return element.text or ""
    return etree.tostring(
        element, method="text", encoding="unicode", with_tail=False
    )  # itertext takes 20 times as long
