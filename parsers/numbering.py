"""Which lines of a text are its headings, and on which level each stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.headings import split_heading
from parsers.marks import Mark, Style, read_mark
from parsers.unnumbered import content_headings

_LONGEST_DOUBTFUL = 40
_CONTENTS_LINE = re.compile(r"(?:(?<![.…·])[.…·]{2,}|\s)\s?\d{1,3}$")  # 一、主要成效……3

_ANNEX = re.compile(r"附[件表]?\s?\d{0,2}\s?(?:[:：]|$)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A heading line: its index in the text, and its number (None: the heading is printed without one)."""

    line: int
    mark: Mark | None

    @property
    def style(self) -> Style:
        return self.mark.style if self.mark else Style.CHINESE


def heading_lines(lines: Sequence[str]) -> list[Numbered]:
    """The headings of `lines` in order: sure numbers, doubtful ones that their list awaits, contents without number."""
    found = list(_marks(lines))
    taken: list[Numbered] = []
    running: dict[Style, int] = {}
    for n, (i, mark) in enumerate(found, start=1):
        if mark.sure or (_looks_like_heading(mark) and _awaited(mark, running, (m for _, m in islice(found, n, None)))):
            _advance(running, mark)
            taken.append(Numbered(i, mark))
    bare = content_headings(lines, {t.line: t.mark for t in taken if t.mark})
    return sorted([*taken, *(Numbered(i, None) for i in bare)], key=lambda t: t.line) if bare else taken


def _marks(lines: Sequence[str]) -> Iterator[tuple[int, Mark]]:
    """Every line with a number; below 附件： only 一、 counts, the others number the files."""
    annexed = False
    for i, line in enumerate(lines):
        annexed = annexed or (line[:1] == "附" and bool(_ANNEX.match(line)))
        mark = read_mark(line)
        if mark and not _in_contents_list(line) and not (annexed and mark.style is not Style.CHINESE):
            yield i, mark


def _in_contents_list(line: str) -> bool:
    return line[-1].isdigit() and bool(_CONTENTS_LINE.search(line))


def _awaited(mark: Mark, running: Mapping[Style, int], ahead: Iterable[Mark]) -> bool:
    """Whether the list goes on with this number, or begins with it and goes on with 2."""
    if mark.value > 1:
        return running.get(mark.style) == mark.value - 1
    for later in ahead:
        if later.style is mark.style:
            return later.value == 2
        if later.sure and later.style < mark.style and mark.style is not Style.ORDINAL:
            return False
    return False


def _advance(running: dict[Style, int], mark: Mark) -> None:
    """An outer number ends the inner lists; 第一 may hold any of them."""
    for style in [s for s in running if s > mark.style and (s is not Style.ORDINAL or mark.style <= Style.CHINESE)]:
        del running[style]
    running[mark.style] = mark.value


def _looks_like_heading(mark: Mark) -> bool:
    heading = split_heading(mark.rest)
    if heading.title is None or len(heading.title) > _LONGEST_DOUBTFUL:
        return False
    return not heading.ends or (not mark.bare and len(heading.title) <= _LONGEST_DOUBTFUL // 2)


def style_levels(headings: Sequence[Numbered]) -> dict[Style, int]:
    """The level of each style, counted from the report's outermost one; a style left out leaves its level out.

    So 1. stands on level 3 wherever 一、 is the outermost style, as in GB/T 9704, whether （一） lies between or not.
    """
    used = sorted({h.style for h in headings} - {Style.ORDINAL})
    outer = _inverted(headings)
    if outer is not None:
        return {style: n for n, style in enumerate([outer, *(s for s in used if s is not outer)], start=1)}
    if not used:
        return {}
    if used[0] is Style.PART:
        shift = int(Style.CHINESE in used)
        return {style: max(1, style + shift) for style in used}
    return {style: style - used[0] + 1 for style in used}


def _inverted(headings: Sequence[Numbered]) -> Style | None:
    """A style that holds styles which usually hold it (1. over （一）): it comes first, never restarts, and goes on."""
    first = headings[0].style if headings else Style.PART
    higher = next((n for n, h in enumerate(headings) if h.style < first), None)
    if higher is None or sum(h.style is first and h.mark is not None and h.mark.value == 1 for h in headings) != 1:
        return None
    return first if any(h.style is first for h in headings[higher:]) else None
