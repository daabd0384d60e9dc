"""An answer's bytes as what a reader works on: text, tree or JSON.

Pure; the last few pages are remembered, since one page passes several judges and readers.
"""

import json
import re
from functools import lru_cache
from typing import Any

from lxml import etree

from core.pages import Page
from parsers import decode_text

Element = etree._Element

# some pages close their body before the article, and lxml would stop there
_EARLY_END = re.compile(r"</(?:body|html)\s*>", re.I)
_UNPARSABLE = re.compile(r"<\?xml[^>]*\?>|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


@lru_cache(maxsize=8)
def _decoded(body: bytes, content_type: str | None) -> str:
    return decode_text(body, content_type)[0]


def text_of(page: Page) -> str:
    """The page's whole text in whatever encoding it came."""
    return _decoded(page.body, page.header("content-type"))


def parse_html(text: str) -> Element | None:
    """Markup as a tree rooted in `html`, None where there is no element at all."""
    clean = _UNPARSABLE.sub("", _EARLY_END.sub("", text)).encode("utf-8", "ignore")
    try:
        root = etree.fromstring(clean, parser=etree.HTMLParser(encoding="utf-8", huge_tree=True))
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
    return etree.XPath(expression)


def elements(root: Element | None, xpath: str) -> list[Element]:
    """What an XPath that selects elements finds, nothing in nothing."""
    found = _xpath(xpath)(root) if root is not None else []
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


_SEEN_TEXT = ".//text()[not(parent::script or parent::style or parent::noscript or parent::template or parent::title)]"


def inner_text(element: Element, *, outside_links: bool = False) -> str:
    """What a reader of the page sees of an element, unfolded: no scripts, styles, templates, comments."""
    found = _xpath(_SEEN_TEXT + ("[not(ancestor::a)]" if outside_links else ""))(element)
    return "".join(str(text) for text in found) if isinstance(found, list) else ""


def whole_text(element: Element) -> str:
    """Every text in an element, unfolded; nothing for a comment."""
    return "".join(str(text) for text in element.itertext()) if isinstance(element.tag, str) else ""
