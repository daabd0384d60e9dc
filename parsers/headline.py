"""The page's own title, chosen by how many places bear it out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.posts import Kind, Recognition
from parsers import labels as lb
from parsers.chrome import is_clock, is_furniture, is_numbered, is_prose
from parsers.issuers import is_organ
from parsers.page import Line, SeenPage
from parsers.recognise import BARE, recognise_title
from parsers.text import fold, is_placeholder

_PIECES = re.compile(r"(?<!\s)(?:\s*[_|｜]+\s*|\s+[-–—>]+\s+|\s*-\s*(?=\S{0,40}?(?:网|政府|门户|公开)\S{0,20}$))|——")
_GOES_ON = re.compile(r"关于|(?:19|20)\d{2}|法治政府|法治建设|依法行政|推进")
_UNFINISHED = re.compile(r"关于|[\u4e00-\u9fff]{2}\s?(?:19|20)\d{2}\s?年?度?$|(?:推进|落实|的|和|、|暨)$")
_ENDS_IN_DATE = re.compile(
    r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s?[\])）】]?$"
)  # a list's row
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_SITE_NAME = re.compile(r"\w{2,14}(?:人民政府|办事处|委员会|[局厅委]|网|网站|门户|平台|信息公开|政务公开)")
_NEAR = 12  # lines above the text in which a title is looked for with most confidence
_ENOUGH = 3


@dataclass
class _Candidates:
    """Titles by their folded form, each with its points and the form that a reader sees."""

    points: dict[str, int] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def add(self, text: str, points: int, why: str) -> None:
        """Each kind of evidence counts once for a title."""
        key = _folded(text)
        if not 4 <= len(text) <= 150 or is_placeholder(text) or (key, why) in self.seen or _SITE_NAME.fullmatch(key):
            return
        self.seen.add((key, why))
        self.points[key] = self.points.get(key, 0) + points
        self.shown.setdefault(key, text)


def find_title(page: SeenPage, zone: Sequence[str]) -> str | None:
    """The title, or None. `zone`: the article's lines above its text, for a title may stand inside the block."""
    found = _Candidates()
    lines = [line.text for line in page.before][-60:]
    _add_visible(found, page, lines, zone)
    _add_written(found, page, [*lines, *zone])
    for joined in _joined([*lines, *zone][-_NEAR:], frozenset(found.points), _borders(page)):
        found.add(joined, 6, "over lines")
    _complete(found, page.meta.get("articletitle", ""))
    for key in list(found.points):
        found.points[key] += _weight_of_words(found.shown[key])
    for name in ("sitename", "columnname"):
        if name in page.meta and not _is_report_title(page.meta[name]):  # a template may put the title there
            found.points.pop(fold(page.meta[name]), None)
    best = max(found.points, key=lambda k: (found.points[k], len(k)), default=None)
    return found.shown[best] if best is not None and found.points[best] >= _ENOUGH else None


def title_lines(lines: Sequence[str], title: str | None) -> frozenset[int]:
    """Indices of `lines` that hold the title, whole or over up to four lines, or a report's title in other words."""
    wanted = fold(title) if title else ""
    folded = list(map(_folded, lines)) if wanted else []
    found: set[int] = set()
    for i, line in enumerate(lines):
        found.update(range(i, i + _title_span(folded, i, wanted)))
        if _has_subject(line) and _could_be_title(line) and _is_report_title(line):
            found.add(i)
    return frozenset(found)


@lru_cache(maxsize=128)  # the same lines of a page are looked at for title, head and dates
def _folded(line: str) -> str:
    return fold(line)


def _title_span(folded: Sequence[str], i: int, wanted: str) -> int:
    """Over how many of the lines from `i` on `wanted` goes, at most four; 0 where it does not stand there."""
    if not wanted:
        return 0
    joined = ""
    for n, part in enumerate(folded[i : i + 4], 1):
        joined += part
        if joined == wanted:
            return n
        if not wanted.startswith(joined):
            break
    return 0


def _add_visible(found: _Candidates, page: SeenPage, lines: list[str], zone: Sequence[str]) -> None:
    headings = {line.text for line in page.before if line.heading}
    links = {line.text for line in page.before if line.linked}
    above = [*lines, *zone]
    near = set(above[-_NEAR:])
    tag = fold(page.title_tag or "")
    for i, line in enumerate(above):
        if line in links or not _could_be_title(line):
            continue
        evidence = (
            ("visible", 1, True),
            ("near", 1, line in near),
            ("heading", 2, line in headings),
            ("in title tag", 2, len(line) >= 6 and _folded(line) in tag),
            ("above meta line", 2, i + 1 < len(above) and lb.has_label(above[i + 1])),
        )
        for why, points, holds in evidence:
            if holds:
                found.add(line, points, why)


def _add_written(found: _Candidates, page: SeenPage, above: list[str]) -> None:
    if "articletitle" in page.meta:
        found.add(page.meta["articletitle"], 3, "meta")
    for label in lb.values(lb.read_labels(above), lb.TITLE):
        found.add(label.value, 2, "label")
    for piece in _title_pieces(page.title_tag):
        found.add(piece, 1, "title tag")


def _complete(found: _Candidates, tagged: str) -> None:
    """The tag's title has what is seen, and a bracket more (a document number): it is the same title in full."""
    key = fold(tagged)
    for short in list(found.points):
        if short != key and key.startswith(short) and _BRACKET.fullmatch(key[len(short) :]):
            found.points[key] = found.points.get(key, 0) + found.points[short]


def _title_pieces(title_tag: str | None) -> Iterable[str]:
    if not title_tag:
        return ()
    pieces = _PIECES.split(title_tag)
    if not any(_is_report_title(p.strip()) for p in pieces):
        pieces.insert(0, title_tag)
    by_blank = title_tag.split(" ")
    return dict.fromkeys(p.strip() for p in [*pieces, *(by_blank if len(by_blank) > 1 else ())] if p and p.strip())


@dataclass(frozen=True, slots=True)
class _Borders:
    """What keeps lines of a page from being one title: links, headings, and the titles that its `<title>` gives."""

    links: frozenset[str]
    headings: frozenset[str]
    tagged: frozenset[str]

    def divide(self, parts: Sequence[str]) -> bool:
        """The last of `parts` is a title by itself, and what stands above it is not."""
        last = parts[-1]
        whole = fold(last) in self.tagged or (last in self.headings and parts[0] not in self.headings)
        return whole and not last.startswith("关于")


def _borders(page: SeenPage) -> _Borders:
    return _Borders(
        frozenset(line.text for line in page.before if line.linked or _holds_tool(line)),
        frozenset(line.text for line in page.before if line.heading),
        frozenset(map(fold, _title_pieces(page.title_tag))),
    )


def _holds_tool(line: Line) -> bool:
    """`<a>返回</a><span>柳溪镇</span>` in one line."""
    return line.spaced != line.text and any(len(part) > 1 and is_furniture(part) for part in line.spaced.split())


def _joined(lines: Sequence[str], known: frozenset[str], borders: _Borders) -> Iterable[str]:
    """Titles over two to four lines: known from a tag, or a report's that no line gives by itself."""
    begins = [_could_be_title(line) and line not in borders.links for line in lines]
    goes_on = [begins[i] or (line not in borders.links and _could_go_on(line)) for i, line in enumerate(lines)]
    for i in range(len(lines)):
        for end in range(i + 2, min(i + 4, len(lines)) + 1 if begins[i] else 0):
            if not goes_on[end - 1]:
                break
            joined = "".join(lines[i:end])
            apart = borders.divide(lines[i:end]) or not _has_subject(joined)
            if fold(joined) in known or (not apart and _is_one_title(lines[i:end])):
                yield joined


def _is_one_title(parts: Sequence[str]) -> bool:
    if not _is_report_title("".join(parts)):
        return False
    reports = [p for p in parts if _is_report_title(p)]
    if not reports or (_UNFINISHED.search(parts[0]) and not any(_recognised(p).report_year for p in reports)):
        return True
    named = all(is_organ(p) or all(is_organ(q) for q in p.split()) for p in parts[:-1])
    return named and bool(_GOES_ON.match(parts[-1]))


@lru_cache(maxsize=64)  # the same lines of a page are looked at for title, head and dates
def _recognised(text: str) -> Recognition:
    return recognise_title(text)


def _has_subject(text: str) -> bool:
    """Without its subject a report's title is doubtful at best."""
    return "法治" in text or "依法" in text


def _is_report_title(text: str) -> bool:
    if not _has_subject(text):
        return False
    seen = _recognised(text)
    return seen.kind is Kind.ANNUAL_REPORT and not seen.doubtful


def _weight_of_words(text: str) -> int:
    seen = _recognised(text)
    if seen.reasons == (BARE,):  # as often a column's name as a title
        return 0
    if seen.kind is Kind.ANNUAL_REPORT:
        return 4 + bool(seen.issuers) + bool(seen.report_year)
    return 0 if seen.kind is Kind.OTHER else 2


def _could_go_on(line: str) -> bool:
    """The second line of a title may stand in brackets (a document number) and be short."""
    return _could_be_title(line.strip("()（）")) or 1 < len(line) < 4


def _could_be_title(line: str) -> bool:
    if (
        not 4 <= len(line) <= 150
        or line.endswith((":", "：", "。", "；", "，"))
        or (line[0] in "(（" and line[-1] in ")）")
    ):
        return False
    return not (
        _ENDS_IN_DATE.search(line)
        or is_furniture(line)
        or is_clock(line)
        or lb.has_label(line)
        or is_numbered(line)
        or is_prose(line)
    )
