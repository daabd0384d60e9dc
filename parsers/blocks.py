"""Where the article stands: the smallest element that holds the page's prose."""

import re
from dataclasses import dataclass

import lxml.html

from parsers.lines import BLOCKS
from parsers.text import han

# containers that the CMS families of government sites put an article's text into
_EDITORS = re.compile(
    r"(?:ucap-?content|trs_?(?:ueditor|editor|editor_view|web|preappend)|zoom(?:con)?|ivs_content|vsb_content(?:_\d+)?|v_news_content|"
    r"pages_content|article_?-?content(?:-body)?|article_?-?con|articlecontent|news_?-?content|detail_?-?content|content_?-?body|"
    r"xxgk_?content|wenzhang-content|dochtmlcon|main-txt|textcontent|artibody|info_?-?cont(?:ent)?|zwxl-content|xl_?-?content|"
    r"contentbox|conttxt|content_?txt|j-fontcontent|mainbody|bt_content|art_con|gkcontent|con_text|wz_?con|nry|zwnr|wznr)",
    re.I,
)
_HINTS = re.compile(
    r"content|article|detail|editor|zoom|text|(?:^|[-_])(?:con|txt|nr|xl|info|main|body)(?:$|[-_])", re.I
)
_AROUND = re.compile(
    r"(?:^|[-_])(?:foot(?:er)?|nav(?:igation)?|menu|crumbs?|breadcrumb|position|side(?:bar)?|related|xgwz|xgyd|share|copyright|comment|"
    r"banner|header|top_?bar|login|search|pag(?:er|ination)|banquan\w*|mianze|links?|print|tools?|qr\w*|ewm|fx|bshare\S*)(?:$|[-_\d])",
    re.I,
)
_AROUND_TAGS = frozenset({"nav", "footer", "aside", "header"})
_TRUSTED = 150  # characters from which on a known container is believed, however much text stands elsewhere
_COMMAS = re.compile("[，。；,;、：！？]")


@dataclass(slots=True)
class _Weight:
    """Chinese characters outside links, marks of punctuation, and Chinese characters in links, of a whole subtree."""

    chars: int = 0
    marks: int = 0
    linked: int = 0
    blocks: int = 0

    @property
    def prose(self) -> int:
        """Text counts as prose as far as punctuation bears it out: menus have none."""
        return min(self.chars, 25 * self.marks)


class Weighed:
    """A pruned body with the weight of every element; reading it costs one pass over the tree."""

    def __init__(self, body: lxml.html.HtmlElement) -> None:
        self.body = body
        self.elements = list(body.iter())
        self._weights = self._weigh()

    def _weigh(self) -> dict[lxml.html.HtmlElement, _Weight]:
        weights = {e: _Weight() for e in self.elements}
        in_link = {self.body: False}
        for e in self.elements:
            if e is not self.body:
                in_link[e] = e.tag == "a" or in_link[e.getparent()]
                _count(weights[e.getparent()], e.tail, in_link[e.getparent()])
            _count(weights[e], e.text, in_link[e])
        for e in reversed(self.elements):
            if e is not self.body:
                _merge(weights[e.getparent()], weights[e], e.tag in BLOCKS)
        return weights

    def __getitem__(self, element: lxml.html.HtmlElement) -> _Weight:
        return self._weights[element]

    @property
    def link_share(self) -> float:
        whole = self[self.body]
        return whole.linked / (whole.linked + whole.chars) if whole.linked else 0.0


def find_block(page: Weighed) -> lxml.html.HtmlElement:
    """The article's element: a known editor's container where it bears enough of the prose, else the densest one."""
    dense = _densest(page)
    known = [e for e in page.elements if _is_editor(e) and page[e].chars > 0]
    if not known:
        return dense
    best = max(known, key=lambda e: (page[e].prose, page[e].chars))
    if page[best].chars < _TRUSTED and page[best].prose < 0.4 * page[dense].prose:
        return dense
    enough, named = 0.97 * page[best].chars, set(known)
    return [e for e in best.iter() if e in named and page[e].chars >= enough][-1]  # the innermost that holds it all


def _densest(page: Weighed) -> lxml.html.HtmlElement:
    """Down from the body, as long as one child holds nearly all the prose and has paragraphs of its own."""
    at = page.body
    while True:
        whole = page[at].prose
        children = [c for c in at if not is_around(c) or page[c].prose > max(_TRUSTED, 0.5 * page[page.body].prose)]
        best = max(children, key=lambda c: page[c].prose, default=None)
        if best is None or not whole or not page[best].blocks:
            return at
        kept = page[best].prose / max(1, sum(page[c].prose for c in children))
        if kept < 0.8 and not (kept >= 0.5 and _is_hinted(best)):
            return at
        at = best


def _is_editor(element: lxml.html.HtmlElement) -> bool:
    if element.tag == "ucapcontent":
        return True
    names = f"{element.get('id') or ''} {element.get('class') or ''}".split()
    return any(_EDITORS.fullmatch(name) for name in names)


def _is_hinted(element: lxml.html.HtmlElement) -> bool:
    return element.tag == "article" or any(_HINTS.search(n) for n in (element.get("id"), element.get("class")) if n)


def is_around(element: lxml.html.HtmlElement) -> bool:
    """Whether tag, class or id call the element navigation, footer, share bar and the like."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}".split()
    return element.tag in _AROUND_TAGS or any(_AROUND.search(name) for name in names)


def _count(weight: _Weight, text: str | None, in_link: bool) -> None:
    if not text or text.isspace():
        return
    if in_link:
        weight.linked += han(text)
    else:
        weight.chars += han(text)
        weight.marks += len(_COMMAS.findall(text))


def _merge(into: _Weight, child: _Weight, is_block: bool) -> None:
    into.chars += child.chars
    into.marks += child.marks
    into.linked += child.linked
    into.blocks += child.blocks + is_block
