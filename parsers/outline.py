"""The outline of a report 提纲: numbered headings of four levels, each with the text of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.reports import Section, TextWarning
from parsers.headings import Heading, read_heading
from parsers.items import item_of


@dataclass
class _Node:
    """A section while it is being read; `start` is its number's offset in the body."""

    heading: Heading
    start: int
    lines: list[str] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


def read_outline(body: str, report_year: int | None) -> tuple[tuple[Section, ...], tuple[TextWarning, ...]]:
    """The sections of `body` (one paragraph a line) and the flaws of their numbering, with offsets into `body`."""
    tops = _nodes(body)
    warnings: list[TextWarning] = []
    _check_numbers(tops, warnings)
    sections = tuple(_section(node, tops, report_year) for node in tops)
    return sections, tuple(sorted(warnings, key=lambda w: w.start))


def _nodes(body: str) -> list[_Node]:
    tops: list[_Node] = []
    path: list[_Node] = []
    start = 0
    for line in body.split("\n"):
        heading = read_heading(line, _awaited(path))
        if heading:
            node = _Node(heading, start + line.index(heading.number), [heading.text] if heading.text else [])
            while path and path[-1].heading.level >= heading.level:
                path.pop()
            (path[-1].children if path else tops).append(node)
            path.append(node)
        elif path:
            path[-1].lines.append(line)
        start += len(line) + 1
    return tops


def _awaited(path: Sequence[_Node]) -> int | None:
    """The number that would continue the running list of level 3."""
    for node in reversed(path):
        if node.heading.level == 3 and node.heading.value is not None:
            return node.heading.value + 1
    return None


def _section(node: _Node, siblings: Sequence[_Node], report_year: int | None, top: bool = True) -> Section:
    heading = _settled(node, siblings)
    own = [line for line in ([heading.text, *node.lines[bool(node.heading.text) :]]) if line]
    text = "\n".join(own)
    children = tuple(_section(child, node.children, report_year, top=False) for child in node.children)
    item = item_of(heading.title or text[:80], report_year) if top else None
    return Section(heading.level, heading.number, heading.title, text, heading.run_in, item, children)


def _settled(node: _Node, siblings: Sequence[_Node]) -> Heading:
    """A lone sentence is a heading where text or sections follow it; in a list of sentences it is one of them."""
    heading = node.heading
    if not heading.ends:
        return heading
    if heading.ends not in "；;" and (node.children or len(node.lines) > 1):
        return replace(heading, text="", run_in=False)
    listed = any(s.heading.ends in ("；", ";") for s in siblings)
    if listed or heading.ends in "；;" or "，" in heading.text or "," in heading.text or len(heading.text) > 30:
        return replace(heading, title=None)
    return replace(heading, text="")


def _check_numbers(nodes: Sequence[_Node], warnings: list[TextWarning]) -> None:
    expected = 1
    for node in nodes:
        heading = node.heading
        end = node.start + len(heading.number)
        if heading.bare:
            warnings.append(TextWarning("dropped_character", f"编号“{heading.number}”后缺标点", node.start, end))
        if heading.value is not None and heading.value != expected:
            where = "重复或倒退" if heading.value < expected else "跳号"
            warnings.append(
                TextWarning("numbering", f"编号{where}：应为第{expected}项，印作“{heading.number}”", node.start, end)
            )
        expected = (heading.value or expected) + 1
        _check_numbers(node.children, warnings)
