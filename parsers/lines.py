"""From nodes to lines: what a browser would lay out as one line is one line, whatever tags it is cut into."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from parsers.text import clean_line, words

BLOCKS = frozenset(
    words(
        """
        address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section
        summary table tbody td tfoot th thead tr ucapcontent ul
        """
    )
)
# inline tags that Word and editors cut sentences with: taken off before BeautifulSoup sees the article
INLINE = words(
    """
    a abbr b bdo big cite code del em font i ins kbd label mark nobr o:p publishtime q s samp small span
    st1:chsdate st1:personname strong sub sup time tt u ucaptitle v:shape var wbr
    """
)
_LONGEST_CELL = 120


class Paragraphs:
    """Collects text until a break; the lines come out clean and never empty."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        self._parts.append(text)

    def end_line(self) -> None:
        if self._parts:
            if line := clean_line("".join(self._parts)):
                self.lines.append(line)
            self._parts = []


def read_lines(markup: str) -> tuple[str, ...]:
    """The paragraphs of an article: a line for each block element and `<br>`, a table row's cells divided by tabs."""
    soup = BeautifulSoup(markup, "lxml")
    out = Paragraphs()
    stack: list[Iterator[object]] = [iter(soup.children)]
    names: list[str] = [""]
    while stack:  # no recursion: pages nest deeper than the interpreter's stack
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            if names.pop() in BLOCKS:
                out.end_line()
        elif isinstance(node, Tag):
            _enter(node, out, stack, names)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _add_text(str(node), names[-1] == "pre", out)
    out.end_line()
    return tuple(out.lines)


def _enter(tag: Tag, out: Paragraphs, stack: list[Iterator[object]], names: list[str]) -> None:
    if tag.name in BLOCKS:
        out.end_line()
    if tag.name == "table" and (rows := _data_rows(tag)):
        out.lines.extend(rows)
        return
    stack.append(iter(tag.children))
    names.append(tag.name)


def _add_text(text: str, preformatted: bool, out: Paragraphs) -> None:
    if not preformatted:
        out.add(text)
        return
    for line in re.split(r"\r?\n", text):
        out.add(line)
        out.end_line()


def _data_rows(table: Tag) -> list[str]:
    """The rows of a table of figures; [] for a table that only lays out text (nested, one column, or long cells)."""
    if table.find("table") is not None:
        return []
    rows = [[clean_line(c.get_text()) for c in tr.find_all(("td", "th"))] for tr in table.find_all("tr")]
    cells = [cell for row in rows for cell in row]
    if not cells or max(map(len, cells)) > _LONGEST_CELL or max(sum(map(bool, row)) for row in rows) < 2:
        return []
    return [line for row in rows if (line := "\t".join(row).strip("\t"))]
