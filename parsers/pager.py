"""The bar that leads from page to page of one article 分页: told by its words, no part of the text."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from core.reports import TextWarning
from parsers.blocks import Weighed
from parsers.chrome import is_pager
from parsers.tree import Element, short_text

_PAGED = TextWarning("paged", "正文分页刊登，这里只有其中一页，请核对原页")
_STEP = re.compile(r"\W{0,4}(?:下|后)一?页\W{0,4}")
_NUMBER = re.compile(r"\W{0,4}\d{1,3}\W{0,4}")
_NUMBERED_PAGE = re.compile(r"(?:_|index_?)\d{1,3}\.s?html?(?:$|[?#])", re.I)
_NO_ADDRESS = ("#", "javascript:")
_MOST_BETWEEN = 60  # Chinese characters between the article and its pager
_MOST_WORDS = 40  # Chinese characters in a pager
_MOST_CHARACTERS = 2000  # with the blanks between its links
_MOST_LINKS = 400  # looked at in the article: a text has no more


def take_pagers(page: Weighed, block: Element) -> tuple[TextWarning, ...]:
    """Takes the pagers out of the article; a warning where one, in it or right below it, leads to another page."""
    bars = dict.fromkeys(_bars(page, block, block.iter("a")))
    below = _bars(page, block, _right_below(page, block))
    paged = any(_leads_on(bar) for bar in chain(bars, below))
    for bar in bars:
        _cut(bar)
    return (_PAGED,) if paged else ()


def _bars(page: Weighed, block: Element, links: Iterator[Element]) -> Iterator[Element]:
    """Around each link of a pager the largest element that holds nothing but one."""
    others: set[Element] = set()  # looked at and no pager: many links stand in one of them
    for link in islice(links, _MOST_LINKS):
        if _STEP.fullmatch(text := short_text(link).strip()) or _NUMBER.fullmatch(text):
            bar = link
            while (outer := bar.getparent()) is not None and outer is not block and outer not in others:
                if not _is_bar(page, outer):
                    others.add(outer)
                    break
                bar = outer
            if is_pager(short_text(bar).strip()):
                yield bar


def _is_bar(page: Weighed, element: Element) -> bool:
    weight = page[element]
    if weight.chars + weight.linked > _MOST_WORDS or len(text := short_text(element)) > _MOST_CHARACTERS:
        return False
    return is_pager(" ".join(text.split()))


def _right_below(page: Weighed, block: Element) -> Iterator[Element]:
    """The links below the article, as far as hardly any other text stands before them."""
    between = 0
    for inner in (block, *block.iterancestors()):
        if inner is page.body:
            return
        for sibling in inner.itersiblings():
            between += page[sibling].chars + page[sibling].linked
            if between > _MOST_BETWEEN:
                return
            yield from sibling.iter("a")


def _leads_on(bar: Element) -> bool:
    links = [(short_text(a).strip(), (a.get("href") or "").strip()) for a in bar.iter("a")]
    return any(
        href and not href.lower().startswith(_NO_ADDRESS) and (_STEP.fullmatch(text) or _NUMBERED_PAGE.search(href))
        for text, href in links
    )


def _cut(bar: Element) -> None:
    """`bar` without anything in it, where it stands: the text after it stays."""
    tail = bar.tail
    bar.clear()
    bar.tail = tail
