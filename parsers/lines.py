"""From nodes to lines: what a browser would lay out as one line is one line, whatever tags it is cut into."""

import re

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from lxml import etree

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
# inline tags that Word and editors cut sentences with
INLINE = frozenset(
    words(
        """
        a abbr b bdo big cite code del em font i ins kbd label mark nobr o:p publishtime q s samp small span
        st1:chsdate st1:personname strong sub sup time tt u ucaptitle v:shape var wbr
        """
    )
)
_LONGEST_CELL = 120


class Paragraphs:
    """Collects text until a break; the lines come out clean and never empty, white space before them is left out."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        if self._parts or not text.isspace():
            self._parts.append(text)

    def end_line(self) -> None:
        if self._parts:
            if line := clean_line("".join(self._parts)):
                self.lines.append(line)
            self._parts = []


def read_lines(block: etree._Element) -> tuple[str, ...]:
    """The paragraphs of an article: a line for each block element and `<br>`, a table row's cells divided by tabs."""
    out = Paragraphs()
    preformatted = 0
    walk = etree.iterwalk(block, events=("start", "end"))
    for event, element in walk:
        tag, starts = element.tag, event == "start"
        if tag in BLOCKS:
            out.end_line()
            preformatted += (tag == "pre") * (1 if starts else -1)
        if starts and tag == "table" and (rows := _data_rows(element)):
            out.lines.extend(rows)
            walk.skip_subtree()
        elif text := element.text if starts else element.tail:
            if preformatted:
                _add_preformatted(text, out)
            else:
                out.add(text)
    out.end_line()
    return tuple(out.lines)


def _add_preformatted(text: str, out: Paragraphs) -> None:
    for line in re.split(r"\r?\n", text):
        out.add(line)
        out.end_line()


def _data_rows(table: etree._Element) -> list[str]:
    """The rows of a table of figures; [] for a table that only lays out text (nested, one column, or long cells)."""
    if table.find(".//table") is not None or table.find(".//tr") is None:
        return []
    soup = BeautifulSoup("", builder=_Feed(table))
    rows = [[clean_line(c.get_text()) for c in tr.find_all(("td", "th"))] for tr in soup.find_all("tr")]
    cells = [cell for row in rows for cell in row]
    if not cells or max(map(len, cells)) > _LONGEST_CELL or max(sum(map(bool, row)) for row in rows) < 2:
        return []
    return [line for row in rows if (line := "\t".join(row).strip("\t"))]


class _Feed(HTMLTreeBuilder):
    """Hands a table to BeautifulSoup as it stands: nothing is written out and parsed again, attributes stay behind."""

    def __init__(self, table: etree._Element) -> None:
        super().__init__()
        self._table = table

    def feed(self, markup: object) -> None:
        soup = self.soup
        assert soup is not None
        for event, element in etree.iterwalk(self._table, events=("start", "end")):
            starts = event == "start"
            if element.tag not in INLINE and starts:
                soup.handle_starttag(element.tag, None, None, {})
            elif element.tag not in INLINE:
                soup.handle_endtag(element.tag)
            text = element.text if starts else element.tail
            if text and (starts or element is not self._table):
                soup.handle_data(text)
