"""Rows that belong to a list though they stand in a box of their own: pinned above it 置顶, set in a second column."""

import re
from collections import defaultdict
from collections.abc import Container

from crawlers.pagetext import Element, fold, whole_text
from crawlers.platforms._rows import Row
from parsers import may_be_report

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption")
_NAMED = re.compile(r"tit|head|\bhd\b|\bbt\b|\bname\b", re.I)
_OF_LIST = re.compile(r"20\d\d年?度?|置顶|头条|要闻")  # headings of a part of the same list
_MORE = re.compile(r"\s*(?:查看)?(?:更多|more)\W*$", re.I)
_LONGEST = 20  # characters of a heading
_WHOLE_PAGE = ("body", "html")


def kin(rows: list[Row], best: list[Row]) -> list[Row]:
    """The dated rows of boxes right beside the list that bear no heading: few of them, or reports like its own."""
    outer = _around(best)
    if outer is None or outer.tag in _WHOLE_PAGE:
        return []
    own = {id(row) for row in best}
    boxes: defaultdict[Element, list[Row]] = defaultdict(list)
    for row in rows:
        if row.dated and not row.aside and not row.hidden and id(row) not in own:
            box = _child_towards(outer, row.element)
            if box is not None:
                boxes[box].append(row)
    return [row for box, inside in boxes.items() if _belongs(box, inside, best) for row in inside]


def _around(best: list[Row]) -> Element | None:
    """What holds the box of the list, and may hold others."""
    if len(best) < 2:
        return None
    common = _common(best[0].element, best[-1].element)
    return common.getparent() if common is not None else None


def _common(one: Element, other: Element) -> Element | None:
    above = set(other.iterancestors())
    return next((element for element in one.iterancestors() if element in above), None)


def _child_towards(outer: Element, element: Element) -> Element | None:
    for above in (element, *element.iterancestors()):
        if above.getparent() is outer:
            return above
    return None


def _belongs(box: Element, inside: list[Row], best: list[Row]) -> bool:
    few = len(inside) * 2 < len(best)
    return (few or (_mostly_reports(inside) and _mostly_reports(best))) and not _headed(box, inside)


def _mostly_reports(rows: list[Row]) -> bool:
    return sum(may_be_report(row.post.title, listed_on=row.post.listed_on) for row in rows) * 2 > len(rows)


def headed_otherwise(rows: list[Row], others: list[Row], names: Container[str] = ()) -> bool:
    """Whether the box of a group, seen from that of the `others`, bears a heading that is none of the `names`."""
    common = _common(rows[0].element, others[0].element)
    box = _child_towards(common, rows[0].element) if common is not None else None
    return box is not None and _headed(box, rows, names)


def _headed(box: Element, inside: list[Row], names: Container[str] = ()) -> bool:
    """A heading stands in the box or right above it: it is a list by itself."""
    of_rows = {element for row in inside for element in row.element.iter()}
    before = box.getprevious()
    headings = [e for e in box.iter() if e not in of_rows and _is_heading(e)]
    headings += [before] if before is not None and _is_heading(before) else []
    said = (_MORE.sub("", fold(whole_text(heading))) for heading in headings)
    return any(text and text not in names and _OF_LIST.fullmatch(text) is None for text in said)


def _is_heading(element: Element) -> bool:
    if not isinstance(element.tag, str) or not 0 < len(fold(whole_text(element))) <= _LONGEST:
        return False
    return element.tag in _HEADINGS or _NAMED.search(f"{element.get('class')} {element.get('id')}") is not None
