"""Whose 更多 it is: a box beside the list has a fuller list of its own to offer, or more of its own rows to load."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from core.pages import Page
from crawlers.pagetext import Element, fold, whole_text
from crawlers.platforms._choice import choose
from crawlers.platforms._controls import FULLER, MORE, Control
from crawlers.platforms._page_addresses import is_here
from crawlers.platforms._pager_box import Box
from crawlers.platforms._reading import absolute
from crawlers.platforms._rows import Row, base_of, read_rows

_DAY = re.compile(r"(?<!\d)(?:20\d\d\s?[-/.年]\s?)?[01]?\d\s?[-/.月]\s?[0-3]?\d(?!\d)")
_HEADING = 24  # characters
_TITLE = 6  # characters: fewer are those of a menu, or of 返回顶部


def without_others(page: Page, root: Element, boxes: list[Box]) -> list[Box]:
    """The pagers without what offers more of another box than the list."""
    if not any(_offers_more(control) for box in boxes for control in box.controls):
        return boxes
    rows = choose(read_rows(root, base_of(root, page.url)))
    kept = ([c for c in box.controls if not (_offers_more(c) and _of_another(page, c, rows))] for box in boxes)
    return [replace(box, controls=controls) for box, controls in zip(boxes, kept, strict=True)]


def heads_list(page: Page, root: Element, boxes: list[Box]) -> bool:
    """Whether 更多 stands in the heading right above the list and leads away: what is listed is the beginning only."""
    fuller = [c for box in boxes for c in box.controls if FULLER.fullmatch(c.label) and c.follows]
    if not fuller:
        return False
    rows = choose(read_rows(root, base_of(root, page.url)))
    headed = {above for row in rows[:1] for above in (row.element, *row.element.iterancestors())}
    return any(_heads(control.element, headed) for control in fuller)


def _heads(control: Element, headed: set[Element]) -> bool:
    """The heading that the control ends is followed by what holds the first row."""
    for heading in (control, *control.iterancestors()):
        if len(fold(whole_text(heading))) > _HEADING:
            return False
        if (following := heading.getnext()) is not None:
            return heading is not control and following in headed
    return False


def _offers_more(control: Control) -> bool:
    return MORE.fullmatch(control.label) is not None or FULLER.fullmatch(control.label) is not None


def _of_another(page: Page, control: Control, rows: list[Row]) -> bool:
    """The smallest box that holds posts beside the control holds none of the list's, no day, and nothing of 法治."""
    own = next((box for box in control.element.iterancestors() if _holds_posts(page, box, control.element)), None)
    if own is None or not rows or any(own in row.element.iterancestors() for row in rows):
        return False
    said = whole_text(own)
    return "法治" not in said and _DAY.search(said) is None


def _holds_posts(page: Page, box: Element, control: Element) -> bool:
    for link in box.iter("a"):
        url = absolute(page.url, link.get("href")) if link is not control else None
        if url and urlsplit(url).path.strip("/") and not is_here(page, url) and len(fold(whole_text(link))) >= _TITLE:
            return True
    return False
