"""Where the article stands: the smallest element that holds the page's prose."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from parsers.lines import BLOCKS
from parsers.text import han
from parsers.tree import Element

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
_EDITOR_TAGS = frozenset({"ucapcontent"})
_TRUSTED = 150  # characters from which on a known container is believed, however much text stands elsewhere
_MARKS = "，。；,;、：！？"
_COMMAS = re.compile(f"[{_MARKS}]")
_LONG = 60  # characters: from there on it is faster to count mark by mark


@dataclass(slots=True)
class _Weight:
    """Chinese characters outside links, marks of punctuation, and Chinese characters in links, of a whole subtree."""

    chars: int
    marks: int
    linked: int
    blocks: int

    def become_gain(self, chars: int, marks: int, linked: int, blocks: int) -> int:
        """From totals to what `chars` and the others have gained; the marks that count on: without words none do."""
        counted = marks if chars > self.chars else self.marks
        self.chars, self.marks = chars - self.chars, marks - self.marks
        self.linked, self.blocks = linked - self.linked, blocks - self.blocks
        return counted

    @property
    def prose(self) -> int:
        """Text counts as prose as far as punctuation bears it out: menus have none."""
        return min(self.chars, 25 * self.marks)

    @property
    def is_list(self) -> bool:
        """Much of the text stands in links: headlines, perhaps with a word on each."""
        return 2 * self.linked > self.chars


class Weighed:
    """A pruned body with the weight of every element; reading it costs one pass over the tree."""

    def __init__(self, body: Element) -> None:
        self.body = body
        self._weights: dict[Element, _Weight] = {}
        self._weigh()
        self.elements = list(self._weights)
        self.is_editor = _NameTest(_EDITOR_TAGS, _EDITORS.fullmatch)
        self.is_around = _NameTest(_AROUND_TAGS, _AROUND.search)  # called navigation, footer, share bar and the like

    def _weigh(self) -> None:
        """At an element's start its weight holds the totals so far, at its end what they have gained since."""
        chars = marks = linked = blocks = links = 0
        for event, e in etree.iterwalk(self.body, events=("start", "end")):
            if event == "start":
                self._weights[e] = _Weight(chars, marks, linked, blocks)
                links += e.tag == "a"
                text = e.text
            else:
                links -= e.tag == "a"
                marks = self._weights[e].become_gain(chars, marks, linked, blocks)
                blocks += e.tag in BLOCKS
                text = e.tail
            if text and not text.isspace():
                if links:
                    linked += han(text)
                else:
                    chars += han(text)
                    marks += sum(map(text.count, _MARKS)) if len(text) > _LONG else len(_COMMAS.findall(text))

    def __getitem__(self, element: Element) -> _Weight:
        return self._weights[element]

    @property
    def link_share(self) -> float:
        whole = self[self.body]
        return whole.linked / (whole.linked + whole.chars) if whole.linked else 0.0


def find_block(page: Weighed) -> Element:
    """The article's element: a known editor's container where it bears enough of the prose, else the densest one."""
    known = [e for e in page.elements if page[e].chars and page.is_editor(e)]
    if not known:
        return _densest(page)
    best = max(known, key=lambda e: (page[e].prose, page[e].chars))
    if page[best].chars < _TRUSTED:
        dense = _densest(page)
        if page[best].prose < 0.4 * page[dense].prose:
            return dense
    enough, named = 0.97 * page[best].chars, set(known)
    inner = [e for e in best.iter() if e in named and page[e].chars >= enough][-1]  # the innermost that holds it all
    return _gathered(page, inner, known)


def _gathered(page: Weighed, block: Element, known: list[Element]) -> Element:
    """`block`, together with the containers of the same name that hold the rest of the text."""
    inside = {*block.iter(), *block.iterancestors()}
    alike = [e for e in known if _is_alike(e, block) and e not in inside and page[e].marks]
    sizes = {page[e].chars for e in (block, *alike)}
    if not alike or len(sizes) <= len(alike):  # a copy has its length
        return block
    around = next((e for e in block.iterancestors() if not set(alike).difference(e.iter())), page.body)
    if all(e.getparent() is around for e in (block, *alike)):
        return _joined(around, [block, *alike])
    return around if page[around].chars <= 1.2 * sum(sizes) else block


def _is_alike(element: Element, block: Element) -> bool:
    return element.tag == block.tag and element.get("class") == block.get("class")


def _joined(around: Element, parts: list[Element]) -> Element:
    """The children of `around` from the first to the last of `parts`, in an element of their own."""
    places = sorted(around.index(e) for e in parts)
    children = list(around)[places[0] : places[-1] + 1]
    whole = etree.Element("div")
    around.insert(places[0], whole)
    whole.extend(children)
    whole.tail, children[-1].tail = children[-1].tail, None
    return whole


def _densest(page: Weighed) -> Element:
    """Down from the body, as long as one child holds nearly all the prose and has paragraphs of its own."""
    at = page.body
    while True:
        children = _rivals(page, at)
        best = max(children, key=lambda c: page[c].prose, default=None)
        if best is None or not page[at].prose or not page[best].blocks:
            return at
        if not _stands_out(page, best, children):
            return at
        at = best


def _stands_out(page: Weighed, best: Element, children: list[Element]) -> bool:
    """Nearly all the prose is in `best`; or most of it, in several paragraphs, and hardly any in another child."""
    prose = page[best].prose
    # a copy of a whole article is no rival of it
    others = [page[c].prose for c in children if c is not best and not (page[c] == page[best] and prose > _TRUSTED)]
    share = prose / max(1, prose + sum(others))
    alone = page[best].blocks > 2 and max(others, default=0) < 0.2 * prose
    return share >= 0.8 or (share >= 0.5 and (alone or _is_hinted(best)))


def _rivals(page: Weighed, at: Element) -> list[Element]:
    """The children that may hold the article: no furniture, and where one has prose enough no list of headlines."""
    much = max(_TRUSTED, 0.5 * page[page.body].prose)
    children = [c for c in at if page[c].prose > much or not page.is_around(c)]
    prose = [c for c in children if not page[c].is_list]
    return prose if any(page[c].prose > _TRUSTED for c in prose) else children


class _NameTest:
    """Whether an element's tag is one of `tags`, or one of its names (id and classes) passes `test`.

    Pages name many elements alike: each name is looked at once.
    """

    def __init__(self, tags: frozenset[str], test: Callable[[str], object]) -> None:
        self._tags = tags
        self._test = test
        self._known: dict[str, bool] = {}

    def __call__(self, element: Element) -> bool:
        identity, classes = element.get("id"), element.get("class")
        if element.tag in self._tags:
            return True
        return bool((identity and self._holds(identity)) or (classes and self._holds(classes)))

    def _holds(self, names: str) -> bool:
        if names not in self._known:
            self._known[names] = any(self._test(name) for name in names.split())
        return self._known[names]


def _is_hinted(element: Element) -> bool:
    return element.tag == "article" or any(_HINTS.search(n) for n in (element.get("id"), element.get("class")) if n)
