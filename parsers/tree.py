"""HTML to a pruned tree: what no reader sees is gone, the text around it stays."""

import re
from collections.abc import Iterable
from itertools import islice

import lxml.html
from lxml import etree

from parsers.page import UnreadableError
from parsers.text import han, words

# www.gov.cn/gongbao closes the document before its article: libxml2 would drop what follows
_EARLY_END = re.compile(r"</\s*(?:html|body)\s*>", re.I)
_UNSEEN = words(
    """
    applet audio base button canvas embed head iframe input link map meta noscript object option script select style svg
    template textarea video
    """
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SHOWN = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.I)
_HIDDEN_CLASSES = frozenset(
    {"ng-hide", "hidden", "d-none", "layui-hide", "hide", "visually-hidden", "sr-only", "v-hide"}
)
_MOST_HIDDEN = 200  # elements weighed a page: each costs a reading of its text
_SELECTOR = re.compile(r"[.#][\w-]+")


def parse_html(text: str) -> lxml.html.HtmlElement:
    """The document's root, with a body; UnreadableError where nothing can be made of it."""
    text = _EARLY_END.sub("", text).replace("\x00", "")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableError("页面没有可读的正文") from error
    if root.find("body") is None:
        raise UnreadableError("页面没有可读的正文")
    return root


def prune(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """`root`'s body without scripts, forms and everything hidden from the reader."""
    hidden_names = _hidden_by_rules(root)
    body = root.find("body")
    assert body is not None  # parse_html sees to it
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    _drop([e for e in body.iter() if e is not body and _is_hidden(e)])
    if hidden_names:
        _drop_hidden_by_rule(body, hidden_names)
    return body


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    style = attributes.get("style")
    if style and _HIDING.search(style):
        return True
    if "hidden" in attributes:
        return True
    classes = attributes.get("class")
    return bool(classes) and not _HIDDEN_CLASSES.isdisjoint(classes.lower().split())


def _hidden_by_rules(root: lxml.html.HtmlElement) -> frozenset[str]:
    """Classes and ids that the page's own style sheet hides, by simple selectors outside @media."""
    names: set[str] = set()
    for style in root.iter("style"):
        for selectors, declarations in _top_rules(style.text or ""):
            if _HIDING.search(declarations):
                names.update(s.strip() for s in selectors.split(",") if _SELECTOR.fullmatch(s.strip()))
    return frozenset(names)


def _top_rules(css: str) -> Iterable[tuple[str, str]]:
    depth, selectors = 0, ""
    for piece in re.split(r"([{}])", css):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            selectors = piece
        elif depth == 1:
            yield selectors, piece


def _drop_hidden_by_rule(body: lxml.html.HtmlElement, names: frozenset[str]) -> None:
    """Unless it holds most of the page's text: that is shown by a script."""
    whole = han(body.text_content())
    for element in islice((e for e in list(body.iter()) if e is not body and _named(e, names)), _MOST_HIDDEN):
        if 2 * han(element.text_content()) <= whole:
            _drop([element])


def _named(element: lxml.html.HtmlElement, names: frozenset[str]) -> bool:
    if _SHOWN.search(element.get("style") or ""):  # a script has set it visible again
        return False
    identity = element.get("id")
    if identity and "#" + identity in names:
        return True
    classes = element.get("class")
    return bool(classes) and any("." + c in names for c in classes.split())


def _drop(elements: list[lxml.html.HtmlElement]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
