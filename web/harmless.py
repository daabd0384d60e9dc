"""An archived page made harmless 存档原件: what it says and how it is laid out, and nothing that acts or is fetched.

Every answer with it carries a policy that allows neither scripts nor any request; what is taken out here is taken out
so that the page stays quiet, and so that its links lead nowhere by accident.
"""

import re

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from evidence.words import visible

_DROPPED = frozenset(("script", "template", "iframe"))
_OPENED = frozenset((
    "applet", "audio", "base", "canvas", "dialog", "embed", "frame", "frameset", "link", "meta", "noframes", "noscript",
    "object", "param", "picture", "portal", "slot", "source", "svg", "track", "video",
))  # fmt: skip
_PLAIN = {"form": "div", "marquee": "div", "blink": "span", "button": "span", "isindex": "span"}
_ATTRIBUTES = frozenset((
    "id", "class", "style", "title", "alt", "lang", "dir", "align", "valign", "width", "height", "border",
    "bordercolor", "bgcolor", "color", "face", "size", "colspan", "rowspan", "cellpadding", "cellspacing", "nowrap",
    "start", "type", "value", "name", "abbr", "scope", "span", "clear", "hspace", "vspace", "noshade",
))  # fmt: skip
_TAG = re.compile(r"[a-z][a-z0-9]*\Z")
_IMPORT = re.compile(r"@(?:import|namespace|font-face)[^;{]*(?:;|\{[^}]*\})?", re.IGNORECASE)
_FETCH = re.compile(r"(?:url|image-set|src|expression)\s*\((?!\s*['\"]?data:image/)[^)]*\)?", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*\Z")
_NOTHING = "<!doctype html><meta charset='utf-8'><title>空白页面</title><p>（页面没有内容）</p>"
_HEAD = '<meta charset="utf-8">'


def harmless(text: str) -> str:
    """The page as one document of its own, in UTF-8."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = text.replace("\x00", "\ufffd").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (ParserError, XMLSyntaxError, ValueError):
        return _NOTHING
    for element in list(root.iter("*")):
        _tame(element)
    made: str = html.tostring(root, encoding="unicode", doctype="<!doctype html>")
    return made.replace("<head>", f"<head>{_HEAD}", 1)


def _tame(element: HtmlElement) -> None:
    """What is `_OPENED` goes, but not what stands in it: the parser may have put half of the page there."""
    tag = element.tag.lower()
    if tag in _DROPPED or tag in _OPENED:
        if element.getparent() is not None:
            (element.drop_tree if tag in _DROPPED else element.drop_tag)()
        return
    if tag in _PLAIN or not _TAG.match(tag):
        element.tag = _PLAIN.get(tag, "span")
    _strip(element, tag)
    if tag == "style":
        element.text = quiet_style(element.text or "")


def _strip(element: HtmlElement, tag: str) -> None:
    """Leaves the attributes that lay out; an address stays to be read, a picture where it is in the page itself."""
    address = element.get("href") or ""
    source = element.get("src") or ""
    for name in list(element.attrib):
        if name.lower() not in _ATTRIBUTES:
            del element.attrib[name]
    if "style" in element.attrib:
        element.set("style", quiet_style(element.get("style") or ""))
    if tag == "a" and address.startswith("#"):
        element.set("href", address)
    elif tag == "a" and address.strip():
        element.set("title", visible(address.strip())[:500])
    if tag == "img" and _PICTURE.match(source):
        element.set("src", source)


def quiet_style(style: str) -> str:
    """Rules of style without what would fetch something."""
    return _FETCH.sub("none", _IMPORT.sub("", visible(style)))
