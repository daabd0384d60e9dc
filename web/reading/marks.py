"""What is marked in a report's text: figures, flaws, the places that bear statutory contents, words asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.search_text import Query
from evidence.report_words import COVERAGE_WORDS, ITEM_WORDS, figure, name_of
from web.reading.outline import Heading
from web.reading.pieces import Mark

MOST_HITS = 500
MOST_FLAWS = 300


@dataclass(frozen=True, slots=True)
class Covered:
    """A statutory content and how the report covers it, in words; `to`: the id of the place that bears it."""

    name: str
    how: str
    missing: bool
    to: str | None
    mark: Mark | None = None


def indicators(report: Mapping[str, Any]) -> list[Mark]:
    """A report's figures in the order of the text; each has the same name here and in the list beside (l- for i-)."""
    ids = indicator_ids(report["indicators"], report["report_year"])
    found = [
        Mark(one["start"], one["end"], "indicator", id_, "l" + id_[1:], _said(one))
        for one, id_ in zip(report["indicators"], ids, strict=True)
    ]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def indicator_ids(shown: Iterable[Mapping[str, Any]], report_year: int | None) -> list[str]:
    """`i-<key>` for the figure of the report's own year, or the only one; `i-<key>-<year>` for the others."""
    rows = list(shown)
    own: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row["key"] not in own or (row.get("year") == report_year != rows[own[row["key"]]].get("year")):
            own[row["key"]] = at
    return [
        f"i-{row['key']}" if own[row["key"]] == at else f"i-{row['key']}-{row.get('year') or at}"
        for at, row in enumerate(rows)
    ]


def _said(one: Mapping[str, Any]) -> str:
    year = f"（{one['year']}年）" if one.get("year") else ""
    return f"{name_of(one['key'])}：{figure(one)}{year}"


def flaws(report: Mapping[str, Any]) -> list[Mark]:
    """The flaws that stand in the body, numbered in the order of the text; one without length takes a character."""
    placed = [w for w in report["warnings"] if w["end"] and w["start"] < len(report["body"])]
    ordered = sorted(placed, key=lambda w: (w["start"], w["end"]))[:MOST_FLAWS]
    return [
        Mark(w["start"], max(w["end"], w["start"] + 1), "flaw", f"f-{n}", f"w-{n}", w["detail"])
        for n, w in enumerate(ordered, start=1)
    ]


def unplaced_flaws(report: Mapping[str, Any]) -> list[str]:
    """Flaws of the page that do not stand in the body."""
    return [w["detail"] for w in report["warnings"] if not w["end"]][:MOST_FLAWS]


def coverage(report: Mapping[str, Any], headings: Sequence[Heading]) -> list[Covered]:
    """The statutory contents; an older reading may know neither how they are covered nor where."""
    spans = report.get("coverage_spans") or {}
    return [_covered(item, how, spans.get(item), headings) for item, how in (report["coverage"] or {}).items()]


def _covered(item: str, how: str, span: Mapping[str, Any] | None, headings: Sequence[Heading]) -> Covered:
    name, words = ITEM_WORDS.get(item, item), COVERAGE_WORDS.get(how, how)
    placed = [h for h in headings if h.start < h.end]
    own = next((h for h in placed if h.item == item or (span and h.start == span["start"])), None)
    if how == "missing":
        return Covered(name, words, True, None)
    if own is not None and how == "section":
        return Covered(name, words, False, own.id)
    if span and span["start"] < span["end"]:
        mark = Mark(span["start"], span["end"], "item", f"c-{item}", "", name)
        return Covered(name, words, False, mark.id, mark)
    return Covered(name, words, False, own.id if own else None)


def hits(body: str, query: Query | None) -> list[Mark]:
    """Where the words stand in the text, as the search finds and numbers them; the first few hundred."""
    found = islice(query.pattern.finditer(body), MOST_HITS) if query else ()
    return [Mark(hit.start(), hit.end(), "hit", f"h-{n}") for n, hit in enumerate(found, start=1)]
