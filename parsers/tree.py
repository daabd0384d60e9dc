"""HTML to a pruned tree: what no reader sees is gone, the text around it stays."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import TypeAlias, cast

from lxml import etree

from parsers.page import UnreadableError
from parsers.text import han, words

Element: TypeAlias = etree._Element

# www.gov.cn/gongbao closes the document before its article: libxml2 would drop what follows
_EARLY_END = re.compile(r"</\s*(?:html|body)\s*>", re.I)
_UNSEEN = words(
    """
    applet audio base button canvas embed head iframe input link map meta noscript object option rp rt script select
    style svg template textarea video
    """
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SHOWN = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.I)
_HIDDEN_CLASSES = frozenset(
    {"ng-hide", "hidden", "d-none", "layui-hide", "hide", "visually-hidden", "sr-only", "v-hide"}
)
_MOST_HIDDEN = 200  # elements weighed a page: each costs a reading of its text
_SHORT = 200  # pieces of text
_DROPPED = "dropped-element"
_WITH_LOOKS = etree.XPath("descendant::*[@style or @class or @hidden]")
_SELECTOR = re.compile(r"[.#][\w-]+")


def parse_html(text: str) -> Element:
    """The document's root, with a body; UnreadableError where nothing can be made of it."""
    text = _EARLY_END.sub("", text).replace("\x00", "")
    # lxml's own element classes would be looked up anew for each element: plain ones are read in half the time
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("页面没有可读的正文") from error
    if root is None or root.find("body") is None:
        raise UnreadableError("页面没有可读的正文")
    return root


def prune(root: Element) -> Element:
    """`root`'s body without scripts, forms and everything hidden from the reader."""
    hidden_names = _hidden_by_rules(root)
    body = root.find("body")
    assert body is not None  # parse_html sees to it
    for element in hidden_elements(body):
        element.tag = _DROPPED
    etree.strip_elements(body, _DROPPED, *_UNSEEN, with_tail=False)
    if hidden_names:
        _drop_hidden_by_rule(body, hidden_names)
    return body


def text_of(element: Element) -> str:
    """All text inside `element`."""
    return "".join(map(str, element.itertext()))


def short_text(element: Element) -> str:
    """The text inside an element that should hold little, like a link; only its beginning where it holds much."""
    return "".join(map(str, islice(element.itertext(), _SHORT)))


def hidden_elements(body: Element) -> list[Element]:
    """Elements that hide themselves. Many bear the same style or classes: each is looked at once a page."""
    styles: dict[str | None, bool] = {None: False, "": False}
    classes: dict[str | None, bool] = {None: False, "": False}
    found = []
    for element in cast(Iterable[Element], _WITH_LOOKS(body)):
        style, names = element.get("style"), element.get("class")
        if style and style not in styles:
            styles[style] = bool(_HIDING.search(style))
        if names and names not in classes:
            classes[names] = not _HIDDEN_CLASSES.isdisjoint(names.lower().split())
        if styles[style] or classes[names] or element.get("hidden") is not None:
            found.append(element)
    return found


def _hidden_by_rules(root: Element) -> frozenset[str]:
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


def _drop_hidden_by_rule(body: Element, names: frozenset[str]) -> None:
    """Unless it holds most of the page's text: that is shown by a script."""
    whole = han(text_of(body))
    for element in islice((e for e in list(body.iterdescendants()) if _named(e, names)), _MOST_HIDDEN):
        if 2 * han(text_of(element)) <= whole:
            element.tag = _DROPPED
    etree.strip_elements(body, _DROPPED, with_tail=False)


def _named(element: Element, names: frozenset[str]) -> bool:
    if _SHOWN.search(element.get("style") or ""):  # a script has set it visible again
        return False
    identity = element.get("id")
    if identity and "#" + identity in names:
        return True
    return any("." + c in names for c in (element.get("class") or "").split())
