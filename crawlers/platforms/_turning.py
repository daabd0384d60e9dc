"""What a pager 翻页 shows: the next page, or where none can be asked for, how many pages there are at least."""

import re
from dataclasses import dataclass

from core.pages import Ask, Page
from crawlers.pagetext import Element, elements
from crawlers.platforms._controls import ARROW, FIRST, FULLER, LAST, MORE, PREVIOUS, Control, is_next
from crawlers.platforms._page_addresses import is_below, is_here, is_pager_link, page_number, page_parameter
from crawlers.platforms._pager_box import Box, boxes_of, options, slashed, turned
from crawlers.platforms._reading import go_on
from crawlers.platforms._whose_more import heads_list, without_others

_YEARS = 1000  # numbers above are years and the like
_MANY = 100  # pages; higher numbers in an address are those of a column
_SHOW = re.compile(r"slid|focus|tab|show|banner|img|pic|scroll|swiper|carousel", re.I)  # turns pictures, not pages


@dataclass(frozen=True, slots=True)
class Turning:
    """`pages` is the least number of pages that is shown, None where there is no sign of a second one.

    `doubted` tells that no number but a hint (下一页 that runs a script, 加载更多) speaks for more.
    """

    next: Ask | None = None
    pages: int | None = None
    doubted: bool = False


def turning(page: Page, root: Element) -> Turning:
    """What all the pagers of a page show together."""
    boxes = without_others(page, root, list(boxes_of(page, root)))
    linked = (go_on(page, link.get("href")) for link in elements(root, "//link[@rel='next'][@href]"))
    found = (find(box) for find in (_worded, _arrowed, _numbered) for box in boxes)
    following = next((ask for ask in (*linked, *found) if ask is not None), None)
    if following is not None:
        return Turning(following, max(*map(_offered, boxes), options(root), 0) or None)
    shown = [n for n in (_shown(box) for box in boxes) if n] + [options(root)]
    single = any(m and int(m.group(1)) >= int(m.group(2)) for m in (slashed(box) for box in boxes))
    doubt = 0 if single else max((_doubt(box) for box in boxes), default=0)
    doubt = doubt or (2 if not single and heads_list(page, root, boxes) else 0)
    most = max(*shown, 0)
    pages = max(most, doubt)
    return Turning(None, pages if pages > 1 else None, doubted=most < 2)


def _worded(box: Box) -> Ask | None:
    """The page behind 下一页, or behind 加载更多 where that is a plain link of the list."""
    for control in box.controls:
        more = MORE.fullmatch(control.label) and control.url and is_pager_link(box.page, control.url)
        if control.follows and (is_next(control) or more):
            return control.follows
    return None


def _arrowed(box: Box) -> Ask | None:
    arrows = [c for c in box.controls if ARROW.fullmatch(c.label) and c.follows and c.url]
    arrows.sort(key=lambda c: len(c.label) + (c.label == "»"))
    return next((c.follows for c in arrows if c.url and is_pager_link(box.page, c.url) and _ahead(box, c)), None)


def _ahead(box: Box, arrow: Control) -> bool:
    """An arrow that leads back to a number at or below the current one is none to follow."""
    current = box.current_number
    back = [c.url for n, c in box.numbered.items() if current is not None and n <= current]
    return arrow.url not in back


def _numbered(box: Box) -> Ask | None:
    """The page behind the number after the current one."""
    at = box.current_number or (1 if 1 not in box.numbered else None)
    at = 1 if at is None and page_parameter(box.page.url) is None and not turned(box) else at
    control = box.numbered.get(at + 1) if at is not None else None
    if control is None or control.url is None or not is_pager_link(box.page, control.url, control.number):
        return None
    return control.follows


def _shown(box: Box) -> int:
    """The highest page number on show, 0 where it is that of this very page, and where the numbers are no pager's."""
    counted = [n for n, c in box.numbered.items() if (n < _YEARS or box.worded) and _counts(box, n, c)]
    pair = slashed(box)
    targets = [n for c in box.controls if _live(c) and (is_next(c) or LAST.fullmatch(c.label)) for n in c.calls]
    at = box.current_number
    near = [n for n in targets if at is None or n > at]
    most = max([*counted, *near, int(pair.group(2)) if pair else 0])
    return most if at is None or most > at else 0


def _offered(box: Box) -> int:
    """The highest page number that a pager shows or whose last page names it, 0 where it shows none."""
    counted = [n for n, c in box.numbered.items() if n < _YEARS and c.pressable and _counts(box, n, c)]
    last = [_named_page(c.url) for c in box.controls if LAST.fullmatch(c.label) and c.url and _live(c)]
    pair = slashed(box)
    return max([*counted, *last, int(pair.group(2)) if pair else 0])


def _named_page(url: str) -> int:
    """The page number that an address carries, 0 where it is none; counted from 0 by some, so there may be one more."""
    at = page_number(url) or 0
    return at if at < _YEARS else 0


def _counts(box: Box, number: int, control: Control) -> bool:
    if control.url and not is_here(box.page, control.url):
        return is_pager_link(box.page, control.url, number) or (box.worded and control.follows is None)
    if box.loose and not control.pressable:
        return False  # the numbers of rows
    own_call = number in control.calls and not _SHOW.search(control.script)
    return box.worded or box.named or own_call


def _live(control: Control) -> bool:
    """Pressed, it leads elsewhere or runs something; a button does so by a script that binds itself to it."""
    away = control.follows is not None or (
        control.url is not None and control.element.tag == "a" and not control.script
    )
    return not control.disabled and (away or bool(control.script) or control.element.tag in ("button", "input"))


def _doubt(box: Box) -> int:
    """The page after this one, where something offers it that cannot be asked for and no number tells of it."""
    at = box.current_number or 1
    ahead = (box.current_number or _read_so_far(box.page)) + 1
    if any(MORE.fullmatch(c.label) and _loads(box, c) for c in box.controls):
        return ahead
    if any(FULLER.fullmatch(c.label) and c.url and is_below(box.page, c.url) for c in box.controls):
        return ahead  # a fuller list of the same column
    if box.numbered and box.current_number == max(box.numbered) and not any(_beyond(box, c, at) for c in box.controls):
        return 0
    return ahead if any(_beyond(box, c, at) for c in box.controls) or _only_next_links(box) else 0


def _read_so_far(page: Page) -> int:
    """How many pages there are up to this one by its address, be it counted from 0 or 1."""
    at = page_number(page.url) or 0
    return at + 1 if at < _MANY else 1


def _beyond(box: Box, control: Control, at: int) -> bool:
    """下一页 or 末页 that leads on from here; a call with numbers that are not beyond this page does not."""
    if not (is_next(control) or LAST.fullmatch(control.label)) or not _live(control):
        return False
    if control.url is not None and is_here(box.page, control.url) and not control.script:
        return False
    current = box.numbered.get(box.current_number or 0)
    if current is not None and current.current and control.url and not control.script and control.url == current.url:
        return False
    first = next((c for c in box.controls if FIRST.fullmatch(c.label)), None)
    if first is not None and (first.script, first.url) == (control.script, control.url) and first.pressable:
        return False
    return not control.calls or max(control.calls) > at


def _only_next_links(box: Box) -> bool:
    """下一页 can be pressed and 上一页 cannot: the first of several pages, turned by a script bound from outside, or
    meant to be by a link that leads here; where 尾页 leads here as well, this page is the only one.
    """
    ahead = [c for c in box.controls if is_next(c) and c.pressable and not c.disabled and _stays(box, c)]
    back = [c for c in box.controls if PREVIOUS.fullmatch(c.label)]
    only = any(LAST.fullmatch(c.label) and c.url and is_here(box.page, c.url) for c in box.controls)
    return bool(ahead and back) and not only and all(not c.pressable or c.disabled for c in back)


def _stays(box: Box, control: Control) -> bool:
    return control.url is None or is_here(box.page, control.url)


def _loads(box: Box, control: Control) -> bool:
    """加载更多 that a script answers; a plain link of that name leads to another list."""
    return control.follows is None and not control.disabled and not (control.url and is_here(box.page, control.url))
