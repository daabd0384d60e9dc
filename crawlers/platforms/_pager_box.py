"""The pagers 翻页条 of a page: their controls together, and which number is that of the page that is shown."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.pages import Page
from crawlers.pagetext import Element, elements, fold, inner_text, whole_text
from crawlers.platforms._controls import LAST, PREVIOUS, Control, box_of, controls_of, is_next, says_pages_only
from crawlers.platforms._page_addresses import is_here

_PAGER_NAME = re.compile(r"pag(?:e|er|es|ination|ing)?\b|fenye|fanye|laypage|pagebar|pgs?\b", re.I)
_SLASHED = re.compile(r"(?<!\d)(\d{1,4})\s*页?\s*/\s*(?:共\s*)?(\d{1,4})(?!\d|\s*[条篇项])")
_DAY = re.compile(r"20\d\d\s?[-/.年]\s?\d{1,2}")
_ROWS = 3  # days: a box with as many holds a list, whatever it is called
_CAROUSEL = re.compile(r"swiper|carousel|slick|slider|\bbanner\b", re.I)
_ORDINAL = re.compile(r"第\s*(\d{1,4})\s*页|当前\s*[:：]?\s*(\d{1,4})\s*页")
_OTHER_SELECT = re.compile(r"year|month|day|date|hour|size|nian|yue", re.I)
_PAGE_SELECT = re.compile(r"pag|goto|jump|turn|location|fenye", re.I)


@lru_cache(maxsize=2048)
def _names_pager(names: str) -> bool:
    return _PAGER_NAME.search(names) is not None


@dataclass
class Box:
    """The controls of one pager, once they are all found; asked often, looked at once."""

    page: Page
    element: Element
    controls: list[Control]

    @cached_property
    def numbered(self) -> dict[int, Control]:
        return {c.number: c for c in reversed(self.controls) if c.number is not None}

    @cached_property
    def loose(self) -> bool:
        """The controls stand among other things."""
        return not says_pages_only(self.element)

    @cached_property
    def text(self) -> str:
        if not self.loose:
            return fold(inner_text(self.element))
        return fold(" ".join(f"{c.label} {c.element.tail or ''}" for c in self.controls))

    @cached_property
    def loose_text(self) -> str:
        """What stands between the links."""
        if not self.loose:
            return fold(inner_text(self.element, outside_links=True))
        return fold(" ".join(c.element.tail or "" for c in self.controls))

    @cached_property
    def named(self) -> bool:
        near = [self.element, *list(self.element.iterancestors())[:2]]
        return not self.loose and any(_names_pager(f"{e.get('class')} {e.get('id')}") for e in near)

    @cached_property
    def worded(self) -> bool:
        return any(is_next(c) or PREVIOUS.fullmatch(c.label) or LAST.fullmatch(c.label) for c in self.controls)

    @cached_property
    def current_number(self) -> int | None:
        """The number of the page that is shown: marked so, the only one not to press, or written beside the others."""
        numbered = self.numbered
        ways = (
            [n for n, c in numbered.items() if c.current],
            [n for n, c in numbered.items() if not c.pressable or c.disabled],
            [n for n, c in numbered.items() if c.element.tag in ("b", "strong")],
            [n for n, c in numbered.items() if c.url and is_here(self.page, c.url)],
        )
        alone = next((w[0] for w in ways if len(w) == 1 and (w is ways[0] or _told_apart(numbered, w[0]))), None)
        return alone or _written(self)


def boxes_of(page: Page, root: Element) -> Iterator[Box]:
    together: defaultdict[Element, list[Control]] = defaultdict(list)
    for box in root.iter("*"):
        if _names_pager(f"{box.get('class')} {box.get('id')}") and says_pages_only(box):
            together[box] = []
    for control in controls_of(page, root):
        together[box_of(control)].append(control)
    boxes = (Box(page, element, controls) for element, controls in together.items())
    yield from (box for box in boxes if not _turns_pictures(box.element))


def _turns_pictures(element: Element) -> bool:
    near = [element, *list(element.iterancestors())[:2]]
    named = (e for e in near if _CAROUSEL.search(f"{e.get('class')} {e.get('id')}"))
    return any(len(_DAY.findall(whole_text(e))) < _ROWS for e in named)


def turned(box: Box) -> bool:
    """Whether the page's own address carries one of the numbers that the pager offers."""
    return any(re.search(rf"_{n}\.\w+$", box.page.url) for n in box.numbered)


def _told_apart(numbered: dict[int, Control], number: int) -> bool:
    """One mark among others tells the current page; a lone number may be anything, but then it is the highest."""
    return len(numbered) > 1 or not numbered[number].pressable


def _written(box: Box) -> int | None:
    if words := _ORDINAL.search(box.text):
        return int(words.group(1) or words.group(2))
    if pair := slashed(box):
        return int(pair.group(1))
    loose = re.findall(r"(?<![\d/共])\d{1,4}(?![\d/页条])", box.loose_text)
    alone = int(loose[0]) if len(loose) == 1 else 0
    beside = alone not in box.numbered and ({alone - 1, alone + 1} & set(box.numbered))
    return alone if alone and beside else None


def slashed(box: Box) -> re.Match[str] | None:
    """1/7 in a pager, or alone in an element."""
    return _SLASHED.search(box.text) if box.worded or box.named else None


def options(root: Element) -> int:
    """How many pages a choice box offers: 1, 2, 3 … or 第1页, 第2页 …; 0 where there is none."""
    return max((_choices(select) for select in elements(root, "//select")), default=0)


def _choices(select: Element) -> int:
    names = f"{select.get('name')} {select.get('id')} {select.get('class')} {select.get('onchange')}"
    texts = [fold(whole_text(option)) for option in elements(select, ".//option")]
    found = [re.fullmatch(r"(第?)\s*(\d{1,4})\s*(页?)(?:\s*/\s*\d+\s*页?)?", text) for text in texts]
    numbers = [int(m.group(2)) for m in found if m]
    if len(numbers) < len(texts) or numbers != list(range(1, len(numbers) + 1)) or _OTHER_SELECT.search(names):
        return 0
    paged = any(m and (m.group(1) or m.group(3)) for m in found) or _PAGE_SELECT.search(names)
    outer = select.getparent()
    return len(numbers) if paged or (outer is not None and "页" in inner_text(outer)) else 0
