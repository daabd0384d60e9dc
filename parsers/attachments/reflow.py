"""Lines as laid out on pages to paragraphs as written: Chinese is joined without blanks, page furniture is dropped."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.attachments.layout import Row, em_width
from parsers.text import clean_line

_PAGE_NUMBER = re.compile(
    r"[-—–－一_·.\s]{0,6}(?:第\s?)?\d{1,4}(?:\s?页)?[-—–－一_·.\s]{0,6}"
    r"|第\s?\d{1,4}\s?页\s?[,，/／]?\s?共\s?\d{1,4}\s?页|\d{1,4}\s?[/／]\s?\d{1,4}"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}\s?[、.．]|第[一二三四五六七八九十]{1,3}(?:部分|章)|[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[）)]"
    r"|\d{1,2}\s?[.．、](?!\d)|[①-⑳]"
)
_FIRST_TOKEN = re.compile(r"[A-Za-z0-9.%,:/_\-]+[，。；：、！？》」』）)”’]*|.[，。；：、！？》」』）)”’]*")
_ENDS = "。！？；：!?;:"
_INDENT = 1.0  # ems: a line that begins further right begins a paragraph
_TALLER = 1.2  # a heading's characters against the text's


@dataclass(frozen=True, slots=True)
class _Measure:
    """The text's own frame: where full lines begin and end, the usual distance of lines, whether paragraphs indent."""

    left: float
    right: float
    em: float
    pitch: float
    indents: bool


def reflow(pages: Sequence[Sequence[Row]]) -> tuple[str, ...]:
    """The paragraphs of a document, pages in order, each page's rows from top to bottom."""
    kept = [_without_numbers(page) for page in pages]
    running = _running(kept)
    rows = [[row for row in page if not _is_running(row, page, running)] for page in kept]
    flat = [row for page in rows for row in page]
    if not flat:
        return ()
    measure = _measure(rows)
    firsts = {id(page[0]) for page in rows if page}
    out = [_lone(flat, 0)]
    for i in range(1, len(flat)):
        above, row = flat[i - 1], flat[i]
        if _is_table_row(flat, i) or _is_table_row(flat, i - 1) or _begins(above, row, measure, id(row) in firsts):
            out.append(_lone(flat, i))
        else:
            out[-1] = _joined(out[-1], row.text)
    return tuple(line for text in out if (line := _clean(text)))


def _clean(text: str) -> str:
    return "\t".join(clean_line(cell) for cell in text.split("\t")).strip("\t")


def _lone(rows: Sequence[Row], i: int) -> str:
    return "\t".join(rows[i].cells) if _is_table_row(rows, i) else rows[i].text


def _is_table_row(rows: Sequence[Row], i: int) -> bool:
    """Several cells, and so has a neighbour: a lone wide gap is only a gap."""
    around = [rows[j] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
    return len(rows[i].cells) > 1 and any(len(row.cells) > 1 for row in around)


def _without_numbers(page: Sequence[Row]) -> list[Row]:
    """The page without a page number in its first or last line."""
    rows = list(page)
    for end in (0, -1):
        if rows and _PAGE_NUMBER.fullmatch(rows[end].text.strip()):
            rows.pop(end)
    return rows


def _key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+|\s", "", row.text), round(row.top / max(row.em, 1))


def _running(pages: Sequence[Sequence[Row]]) -> frozenset[tuple[str, int]]:
    """Heads and feet: the same words at the same height, first or last on most pages."""
    ends = Counter(key for page in pages for key in {_key(row) for row in (*page[:1], *page[-1:])})
    least = max(2, 0.6 * len(pages))
    return frozenset(key for key, count in ends.items() if count >= least)


def _is_running(row: Row, page: Sequence[Row], running: frozenset[tuple[str, int]]) -> bool:
    return len(row.cells) == 1 and (row is page[0] or row is page[-1]) and _key(row) in running


def _measure(pages: Sequence[Sequence[Row]]) -> _Measure:
    rows = [row for page in pages for row in page]
    em = Counter(round(row.em, 1) for row in rows for _ in row.text).most_common(1)[0][0] or 1.0
    text = [row for row in rows if abs(row.em - em) < 0.15 * em and len(row.cells) == 1] or rows
    rights = sorted(row.right for row in text)
    right = rights[int(0.9 * (len(rights) - 1))]
    full = [row for row in text if row.right > right - 2.5 * em] or text
    left = Counter(round(row.left / em * 2) for row in full).most_common(1)[0][0] * em / 2
    left = min((row.left for row in full if abs(row.left - left) < 0.6 * em), default=left)
    gaps = sorted(b.top - a.top for page in pages for a, b in pairwise(page))
    pitch = gaps[len(gaps) // 2] if gaps else 2 * em
    left = min(left, *_lefts(full, em), left)
    indented = sum(1 for row in text if _INDENT * em < row.left - left < 3 * em)
    return _Measure(left, right, em, pitch, indents=indented >= 2)


def _lefts(full: Sequence[Row], em: float) -> tuple[float, ...]:
    """Where at least two full lines begin, or one in ten: short paragraphs of one line all begin indented."""
    counts = Counter(round(row.left / em * 4) for row in full)
    least = max(2, len(full) // 10)
    return tuple(key * em / 4 for key, count in counts.items() if count >= least) or (min(r.left for r in full),)


def _begins(above: Row, row: Row, frame: _Measure, new_page: bool) -> bool:
    """Whether `row` begins a paragraph."""
    if not new_page and _one_title(above, row, frame):
        return False
    if max(above.em, row.em) > _TALLER * min(above.em, row.em):
        return True
    if not new_page and row.top - above.top > 1.6 * frame.pitch:
        return True
    if row.left - frame.left > _INDENT * frame.em or not _is_full(above, row, frame):
        return True
    if frame.indents:
        return False
    return above.text[-1] in _ENDS or bool(_NUMBERED.match(row.text))


def _one_title(above: Row, row: Row, frame: _Measure) -> bool:
    """A title in large type is one, over however many centred lines it is broken."""
    large = min(above.em, row.em) > _TALLER * frame.em and abs(above.em - row.em) < 0.05 * row.em
    return large and row.top - above.top < 2.2 * row.em


def _is_full(above: Row, row: Row, frame: _Measure) -> bool:
    """A line is full where the next one's first word would not have fitted into it."""
    m = _FIRST_TOKEN.match(row.text)
    width = em_width(m.group()) if m else 1.0
    return frame.right - above.right < (width + 1.0) * frame.em


def _joined(text: str, more: str) -> str:
    latin = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if latin else text + more
