"""What a pager 翻页 shows: the next page, or where none can be asked for, how many pages there are at least."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.pages import Ask, Page
from crawlers.pagetext import Element, elements, fold, inner_text, whole_text
from crawlers.platforms._controls import (
    ARROW,
    FIRST,
    LAST,
    MORE,
    PREVIOUS,
    Control,
    box_of,
    controls_of,
    is_here,
    is_next,
    is_pager_link,
    page_parameter,
    says_pages_only,
)
from crawlers.platforms._reading import go_on

_PAGER_NAME = re.compile(r"pag(?:e|er|es|ination|ing)?\b|fenye|fanye|laypage|pagebar|pgs?\b", re.I)
_SHOW = re.compile(r"slid|focus|tab|show|banner|img|pic|scroll|swiper|carousel", re.I)  # turns pictures, not pages
_SLASHED = re.compile(r"(?<!\d)(\d{1,4})\s*页?\s*/\s*(?:共\s*)?(\d{1,4})(?!\d)")
_ORDINAL = re.compile(r"第\s*(\d{1,4})\s*页|当前\s*[:：]?\s*(\d{1,4})\s*页")
_OTHER_SELECT = re.compile(r"year|month|day|date|hour|size|nian|yue", re.I)
_PAGE_SELECT = re.compile(r"pag|goto|jump|turn|location|fenye", re.I)


@dataclass(frozen=True, slots=True)
class Turning:
    """`pages` is the least number of pages that is shown, None where there is no sign of a second one.

    `single` tells that the page names itself the last one (1/1); `doubted`, that nothing but a hint speaks for more.
    """

    next: Ask | None = None
    pages: int | None = None
    single: bool = False
    doubted: bool = False


@dataclass(slots=True)
class _Box:
    """The controls of one pager."""

    page: Page
    element: Element
    controls: list[Control] = field(default_factory=list)

    @property
    def numbered(self) -> dict[int, Control]:
        return {c.number: c for c in reversed(self.controls) if c.number is not None}

    @property
    def text(self) -> str:
        if says_pages_only(self.element):
            return fold(inner_text(self.element))
        return fold(" ".join(f"{c.label} {c.element.tail or ''}" for c in self.controls))

    @property
    def loose_text(self) -> str:
        """What stands between the links."""
        if says_pages_only(self.element):
            return fold(inner_text(self.element, outside_links=True))
        return fold(" ".join(c.element.tail or "" for c in self.controls))

    @property
    def named(self) -> bool:
        near = [self.element, *list(self.element.iterancestors())[:2]]
        return any(_PAGER_NAME.search(f"{e.get('class')} {e.get('id')}") for e in near)

    @property
    def worded(self) -> bool:
        return any(is_next(c) or PREVIOUS.fullmatch(c.label) or LAST.fullmatch(c.label) for c in self.controls)


def turning(page: Page, root: Element) -> Turning:
    """What all the pagers of a page show together."""
    boxes = list(_boxes(page, root))
    linked = (go_on(page, link.get("href")) for link in elements(root, "//link[@rel='next'][@href]"))
    found = (find(box) for find in (_worded, _arrowed, _numbered) for box in boxes)
    following = next((ask for ask in (*linked, *found) if ask is not None), None)
    if following is not None:
        return Turning(following)
    shown = [n for n in (_shown(box) for box in boxes) if n] + [_options(root)]
    single = any(m and int(m.group(1)) >= int(m.group(2)) for m in (_slashed(box) for box in boxes))
    doubt = 0 if single else max((_doubt(box) for box in boxes), default=0)
    most = max(*shown, 0)
    pages = max(most, doubt)
    return Turning(None, pages if pages > 1 else None, single, doubted=most < 2)


def _boxes(page: Page, root: Element) -> Iterator[_Box]:
    together: defaultdict[Element, list[Control]] = defaultdict(list)
    for box in elements(root, "//*[@class or @id]"):
        if _PAGER_NAME.search(f"{box.get('class')} {box.get('id')}") and says_pages_only(box):
            together[box] = []
    for control in controls_of(page, root):
        together[box_of(control)].append(control)
    yield from (_Box(page, element, controls) for element, controls in together.items())


def _worded(box: _Box) -> Ask | None:
    """The page behind 下一页, or behind 加载更多 where that is a plain link of the list."""
    for control in box.controls:
        more = MORE.fullmatch(control.label) and control.url and is_pager_link(box.page, control.url)
        if control.follows and (is_next(control) or more):
            return control.follows
    return None


def _arrowed(box: _Box) -> Ask | None:
    arrows = [c for c in box.controls if ARROW.fullmatch(c.label) and c.follows and c.url]
    arrows.sort(key=lambda c: len(c.label) + (c.label == "»"))
    return next((c.follows for c in arrows if c.url and is_pager_link(box.page, c.url) and _ahead(box, c)), None)


def _ahead(box: _Box, arrow: Control) -> bool:
    """An arrow that leads back to a number at or below the current one is none to follow."""
    current = _current(box)
    back = [c.url for n, c in box.numbered.items() if current is not None and n <= current]
    return arrow.url not in back


def _numbered(box: _Box) -> Ask | None:
    """The page behind the number after the current one."""
    at = _current(box) or (1 if 1 not in box.numbered else None)
    at = 1 if at is None and page_parameter(box.page.url) is None and not _turned(box) else at
    control = box.numbered.get(at + 1) if at is not None else None
    if control is None or control.url is None or not is_pager_link(box.page, control.url, control.number):
        return None
    return control.follows


def _turned(box: _Box) -> bool:
    """Whether the page's own address carries one of the numbers that the pager offers."""
    return any(re.search(rf"_{n}\.\w+$", box.page.url) for n in box.numbered)


def _current(box: _Box) -> int | None:
    """The number of the page that is shown: marked as such, the only one not to press, or written beside the others."""
    numbered = box.numbered
    ways = (
        [n for n, c in numbered.items() if c.current],
        [n for n, c in numbered.items() if not c.pressable or c.disabled],
        [n for n, c in numbered.items() if c.element.tag in ("b", "strong")],
        [n for n, c in numbered.items() if c.url and is_here(box.page, c.url)],
    )
    alone = next((w[0] for w in ways if len(w) == 1 and (w is ways[0] or _told_apart(numbered, w[0]))), None)
    return alone or _written(box)


def _told_apart(numbered: dict[int, Control], number: int) -> bool:
    """One mark among others tells the current page; a lone number may be anything, but then it is the highest."""
    return len(numbered) > 1 or not numbered[number].pressable


def _written(box: _Box) -> int | None:
    if words := _ORDINAL.search(box.text):
        return int(words.group(1) or words.group(2))
    if slashed := _slashed(box):
        return int(slashed.group(1))
    loose = re.findall(r"(?<![\d/共])\d{1,4}(?![\d/页条])", box.loose_text)
    alone = int(loose[0]) if len(loose) == 1 else 0
    beside = alone not in box.numbered and ({alone - 1, alone + 1} & set(box.numbered))
    return alone if alone and beside else None


def _slashed(box: _Box) -> re.Match[str] | None:
    """1/7 in a pager, or alone in an element."""
    return _SLASHED.search(box.text) if box.worded or box.named else None


def _shown(box: _Box) -> int:
    """The highest page number on show, 0 where it is that of this very page, and where the numbers are no pager's."""
    counted = [n for n, c in box.numbered.items() if _counts(box, n, c)]
    slashed = _slashed(box)
    targets = [n for c in box.controls if _live(c) and (is_next(c) or LAST.fullmatch(c.label)) for n in c.calls]
    at = _current(box)
    near = [n for n in targets if at is None or n > at]
    most = max([*counted, *near, int(slashed.group(2)) if slashed else 0])
    return most if at is None or most > at else 0


def _counts(box: _Box, number: int, control: Control) -> bool:
    if control.url and not is_here(box.page, control.url):
        return is_pager_link(box.page, control.url, number) or (box.worded and control.follows is None)
    own_call = number in control.calls and not _SHOW.search(control.script)
    return box.worded or box.named or own_call


def _live(control: Control) -> bool:
    """Pressed, it leads elsewhere or runs something; a button does so by a script that binds itself to it."""
    away = control.follows is not None or (
        control.url is not None and control.element.tag == "a" and not control.script
    )
    return not control.disabled and (away or bool(control.script) or control.element.tag in ("button", "input"))


def _doubt(box: _Box) -> int:
    """The page after this one, where something offers it that cannot be asked for and no number tells of it."""
    at = _current(box) or 1
    if any(MORE.fullmatch(c.label) and _loads(box, c) for c in box.controls):
        return at + 1
    if box.numbered and _current(box) == max(box.numbered) and not any(_beyond(box, c, at) for c in box.controls):
        return 0
    return at + 1 if any(_beyond(box, c, at) for c in box.controls) or _only_next_links(box) else 0


def _beyond(box: _Box, control: Control, at: int) -> bool:
    """下一页 or 末页 that leads on from here; a call with numbers that are not beyond this page does not."""
    if not (is_next(control) or LAST.fullmatch(control.label)) or not _live(control):
        return False
    if control.url is not None and is_here(box.page, control.url) and not control.script:
        return False
    first = next((c for c in box.controls if FIRST.fullmatch(c.label)), None)
    if first is not None and (first.script, first.url) == (control.script, control.url) and first.pressable:
        return False
    return not control.calls or max(control.calls) > at


def _only_next_links(box: _Box) -> bool:
    """下一页 is a link and 上一页 is none: the first of several pages, turned by a script bound from outside."""
    ahead = [c for c in box.controls if is_next(c) and c.pressable and not c.disabled and c.url is None]
    back = [c for c in box.controls if PREVIOUS.fullmatch(c.label)]
    return bool(ahead and back) and all(not c.pressable or c.disabled for c in back)


def _loads(box: _Box, control: Control) -> bool:
    """加载更多 that a script answers; a plain link of that name leads to another list."""
    return control.follows is None and not control.disabled and not (control.url and is_here(box.page, control.url))


def _options(root: Element) -> int:
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
