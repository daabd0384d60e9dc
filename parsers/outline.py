"""The outline of a report 提纲: its headings, each with the text of its own, and the flaws of their numbering.

The text stays as published: lines are never joined in `text`; only a title that is broken over two lines is read whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.reports import Section, TextWarning
from parsers.flaws import is_page_number
from parsers.headings import Heading, split_heading
from parsers.items import item_of
from parsers.marks import Mark, Style
from parsers.numbering import Numbered, heading_lines, style_levels
from parsers.paragraphs import find_broken_paragraphs

_DEEPEST = 99
_LONGEST_TITLE_LINE = 40
_DASHES = "—–－ー"
_DOUBLED_POINT = re.compile(r"[)）]? ?[.．、] ?[.．、](?![.．、])")


@dataclass(slots=True)
class Node:
    """A section while it is being read. `start` is its line's offset in the body, `end` that of its title's end."""

    mark: Mark | None
    heading: Heading
    level: int
    depth: int  # orders the styles: an outer one is smaller
    start: int
    end: int
    lines: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)


def read_outline(body: str, report_year: int | None) -> tuple[tuple[Section, ...], tuple[TextWarning, ...]]:
    """The sections of `body` (one paragraph a line) and the flaws of their numbering, with offsets into `body`."""
    lines = body.split("\n")
    headings = heading_lines(lines)
    tops = _without_contents_list(_nodes(lines, headings))
    sections = _sections(tops, report_year)
    alone = {h.line for h in headings if len(lines[h.line]) <= _LONGEST_TITLE_LINE}
    flaws = [*_flaws_of(tops, body), *find_broken_paragraphs(lines, alone)]
    return sections, tuple(sorted(flaws, key=lambda w: w.start))


def _nodes(lines: Sequence[str], headings: Sequence[Numbered]) -> list[Node]:
    """The tree of sections; lines above the first heading belong to none."""
    levels = style_levels(headings)
    by_line = {h.line: h for h in headings}
    tops: list[Node] = []
    path: list[Node] = []
    start = taken = 0
    for i, line in enumerate(lines):
        if i in by_line:
            node, taken = _node(lines, by_line, i, start, levels)
            _hang(node, path, tops)
        elif path and i >= taken:
            path[-1].lines.append(line)
        start += len(line) + 1
    return tops


def _hang(node: Node, path: list[Node], tops: list[Node]) -> None:
    while path and path[-1].depth >= node.depth:
        path.pop()
    node.level = node.level or (path[-1].level + 1 if path else 1)
    (path[-1].children if path else tops).append(node)
    path.append(node)


def _node(
    lines: Sequence[str], by_line: dict[int, Numbered], i: int, start: int, levels: dict[Style, int]
) -> tuple[Node, int]:
    """The section that begins in line `i`, and the first line that its heading does not take."""
    mark, line = by_line[i].mark, lines[i]
    rest = mark.rest if mark else line
    heading = split_heading(rest)
    broken = not heading.run_in and (not rest or rest[-1] in "，,、")
    follower = _follower(lines, by_line, i) if broken else None
    level = levels.get(by_line[i].style, 0)
    if follower is None:
        end = line.index(heading.title, mark.end if mark else 0) + len(heading.title) if heading.title else len(line)
        return Node(mark, heading, level, level or _DEEPEST, start, start + end), i + 1
    heading = split_heading(rest + lines[follower])
    end = sum(len(s) + 1 for s in lines[i : follower + 1]) - 1
    between = list(lines[i + 1 : follower])
    return Node(mark, heading, level, level or _DEEPEST, start, start + end, between), follower + 1


def _follower(lines: Sequence[str], by_line: dict[int, Numbered], i: int) -> int | None:
    """The line that holds (the rest of) the title whose number stands alone, or whose line breaks at a comma."""
    n = i + 1
    while n < len(lines) and n < i + 3 and is_page_number(lines[n]):
        n += 1
    if n >= len(lines) or n in by_line or not lines[n] or len(lines[n]) > _LONGEST_TITLE_LINE or "\t" in lines[n]:
        return None
    heading = split_heading(lines[n])
    return n if heading.title and not heading.run_in and not heading.ends else None


def _without_contents_list(tops: list[Node]) -> list[Node]:
    """A list of contents 目录 in front of the text repeats the top headings: those without any text are dropped."""
    for n, node in enumerate(tops[1:], start=1):
        if node.mark and node.mark.value == 1 and tops[0].level == node.level:
            return tops if any(_holds_text(t) for t in tops[:n]) else tops[n:]
    return tops


def _holds_text(node: Node) -> bool:
    return bool(node.heading.text or node.lines) or any(_holds_text(child) for child in node.children)


def _sections(nodes: Sequence[Node], report_year: int | None, top: bool = True) -> tuple[Section, ...]:
    """`nodes` are siblings: whether a lone sentence among them is a heading is told by the others too."""
    if not nodes:
        return ()
    listed = any(node.heading.ends in ("；", ";") for node in nodes)
    sentences = len(nodes) > 1 and all(node.heading.ends and _stands_alone(node) for node in nodes[:-1])
    return tuple(
        _section(node, _settled(node, listed, sentences and node is nodes[-1]), report_year, top) for node in nodes
    )


def _section(node: Node, heading: Heading, report_year: int | None, top: bool) -> Section:
    text = "\n".join(filter(None, (heading.text, *node.lines)))
    children = _sections(node.children, report_year, top=False)
    item = item_of(heading.title or text[:80], report_year) if top else None
    number = node.mark.number if node.mark else ""
    return Section(
        node.level, number, heading.title, text, heading.run_in, item, children, start=node.start, end=node.end
    )


def _settled(node: Node, listed: bool, closing: bool) -> Heading:
    """A lone sentence is a heading where text or sections follow it; in a list of sentences it is one of them.

    `listed`: a sentence of the list ends with a semicolon. `closing`: the last of a list of nothing but sentences, so
    that what follows it closes the list.
    """
    heading = node.heading
    if not heading.ends:
        return heading
    if not listed and not _stands_alone(node) and (node.children or not closing):
        return replace(heading, text="", run_in=False)
    if listed or heading.title is None or "，" in heading.text or "," in heading.text or len(heading.text) > 30:
        return replace(heading, title=None)
    return replace(heading, text="")


def _stands_alone(node: Node) -> bool:
    return not node.children and all(is_page_number(line) for line in node.lines)


def _flaws_of(nodes: Sequence[Node], body: str) -> Iterator[TextWarning]:
    """Numbers skipped, repeated or lost among siblings, and the marks lost behind them."""
    expected: dict[Style, int] = {}
    numbered = any(node.mark for node in nodes)
    for node in nodes:
        mark = node.mark
        if mark is None:
            if numbered:
                quote = body[node.start : node.end]
                yield TextWarning("numbering", f"标题“{quote}”缺编号", node.start, node.end)
            expected[Style.CHINESE] = expected.get(Style.CHINESE, 1) + 1
        else:
            yield from _number_flaws(mark, node.start, body, expected.get(mark.style, 1))
            expected[mark.style] = mark.value + 1
        if node.children:
            yield from _flaws_of(node.children, body)


def _number_flaws(mark: Mark, offset: int, body: str, expected: int) -> Iterator[TextWarning]:
    start, end = offset + mark.start, offset + mark.end
    printed = body[start:end]
    if mark.bare:
        yield TextWarning("dropped_character", f"编号“{printed}”后缺标点", start, end)
    if printed in _DASHES:
        yield TextWarning("numbering", f"编号“{printed}”读作“{mark.number}”", start, end)
    if doubled := _DOUBLED_POINT.match(body, end):
        quote = body[start : doubled.end()]
        yield TextWarning("doubled_punctuation", f"编号“{quote}”标点重复", start, doubled.end())
    if mark.value == expected or (mark.value == 1 and expected > 2):  # a new list may begin among its siblings
        return
    where = "重复或倒退" if mark.value < expected else "跳号"
    yield TextWarning("numbering", f"编号{where}：应为第{expected}项，印作“{printed}”", start, end)
