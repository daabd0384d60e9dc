"""Text that a page holds and does not show: a script would put it on the screen.

Looked for only where nothing that is shown can be the article: hidden tabs, `<noscript>`, `<textarea>`, `<template>`,
scripts that are no program (`text/xml`, `text/html`) and the strings of one (`window._CONFIG = {"content": "…"}`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.reports import TextWarning
from parsers.page import UnreadableError
from parsers.text import han
from parsers.tree import Element, hidden_elements, parse_html, text_of

HIDDEN = TextWarning("hidden_text", "正文在网页源码中未直接显示（由脚本显示），请核对原页")
LEAST_TEXT = (
    150  # Chinese characters: with fewer shown, the article may be elsewhere; with fewer unseen, it is not there
)
_AS_STRING = ("textarea", "script", "xmp", "style", "input")
_STRING = re.compile(r"""["'\w]\s{0,4}[:=]\s{0,4}("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_MARKUP = re.compile(r"<(?:p|div|br|span|table|section)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """An element with text that is not shown; `markup` where it stands in it as a string."""

    size: int
    element: Element
    markup: str | None


def reveal(root: Element) -> bool:
    """Makes the largest unseen text of the document a visible element, in its place; False where there is none."""
    best = max(_candidates(root), key=lambda found: found.size, default=None)
    if best is None or best.size < LEAST_TEXT:
        return False
    shown = best.element
    shown.attrib.clear()
    shown.tag = "div"
    if best.markup is not None:
        content = parse_html(best.markup).find("body")
        assert content is not None  # parse_html sees to it
        shown.text = content.text
        shown.extend(list(content))
    body = root.find("body")
    if body is not None and body not in shown.iterancestors():  # a script of the head
        shown.tail = None
        body.append(shown)
    return True


def _candidates(root: Element) -> Iterator[_Unseen]:
    body = root.find("body")
    assert body is not None  # parse_html sees to it
    for element in (*hidden_elements(body), *body.iter("noscript", "template")):
        if element.tag not in _AS_STRING:
            yield _Unseen(han(text_of(element)), element, None)
    for element in root.iter(*_AS_STRING):
        for markup in _markups(element.get("value") or element.text or "", is_script=element.tag == "script"):
            yield _Unseen(_size(markup), element, markup)


def _markups(text: str, *, is_script: bool) -> Iterator[str]:
    """Markup written as text: as it stands, in CDATA, or in a string of a program."""
    if cdata := _CDATA.findall(text):
        yield "".join(cdata)
    elif _MARKUP.match(text.lstrip()):
        yield text
    elif is_script:
        for found in _STRING.findall(text):
            if len(found) > 2 * LEAST_TEXT and (told := _decoded(found)) and _MARKUP.search(told):
                yield told


def _decoded(literal: str) -> str | None:
    if literal[0] == "'":
        literal = '"' + literal[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return None


def _size(markup: str) -> int:
    try:
        return han(text_of(parse_html(markup)))
    except UnreadableError:
        return 0
