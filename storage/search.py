"""Full text search 检索: which reports have all the words, best or newest first, a page at a time.

The index says which reports may have them; for words of one or two characters that is sure, for longer ones each report
is looked at before it is shown. Reports rank by *level*: all words stand in the title or the unit's names (4), often
(3) or several times (2) in the text, or at all (1); on a level the newest come first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from core.search_text import Query
from core.snippets import snippets
from storage import search_index as index
from storage.models import ObligationRow, ReportRow, RevisionRow, SearchRow, UnitRow
from storage.report_views import LISTED, listed
from storage.search_entries import rebuild
from storage.sql import chunks

__all__ = ["Found", "Sought", "find", "rebuild"]

PAGE = 10
HIGHEST = 4
_MOST_LOOKED_AT = 300  # texts, for one page
_NEVER = 0  # a report year that nothing has
_FEW = 50  # so many candidates are all looked at, so that their number is exact

Place = tuple[int, int]
"""Where a page ends: the level, and the number in the index."""


_INDEXED = (RevisionRow.report_id == SearchRow.report_id) & (RevisionRow.number == SearchRow.revision)
_NAMES = select(SearchRow.doc, SearchRow.title, SearchRow.unit_name, SearchRow.aliases, SearchRow.office_name)
_BODIES = select(SearchRow.doc, RevisionRow.body).join(RevisionRow, _INDEXED)
_HITS = (
    select(SearchRow.doc, *LISTED, RevisionRow.body)
    .add_columns(UnitRow.name.label("unit_name"), UnitRow.office_id, UnitRow.level)
    .add_columns(ObligationRow.status, ObligationRow.duty, ObligationRow.flags.label("judged"))
    .join_from(SearchRow, ReportRow, ReportRow.id == SearchRow.report_id)
    .join(UnitRow, UnitRow.id == ReportRow.unit_id)
    .join(RevisionRow, _INDEXED)
    .outerjoin(
        ObligationRow,
        (ObligationRow.unit_id == ReportRow.unit_id) & (ObligationRow.report_year == ReportRow.report_year),
    )
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. `offices`: those whose units the asker sees (None: all).

    `flag` and `standing` are those of the unit's obligation of that year, as last judged.
    """

    query: Query
    offices: Collection[str] | None = None
    office: str | None = None
    unit: str | None = None
    level: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    flag: str | None = None
    standing: str | None = None
    by_date: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits (see `_hit`). `total`: of all pages; where it is `approximate`, estimated by those looked at.

    `next`: what the next page goes on behind. `gave_up`: after so many texts without filling the page.
    """

    hits: list[dict[str, Any]]
    total: int
    approximate: bool
    next: Place | None
    gave_up: int | None = None


def find(session: Session, sought: Sought, *, limit: int = PAGE, after: Place | None = None) -> Found:
    """A page of the reports that have all the words."""
    if sought.offices is not None and not sought.offices:
        return Found([], 0, False, None)
    own = tuple(_marks(session, sought))
    every = _wanted(replace(sought, by_date=True), own, 1)
    candidates = index.count(session, every)
    if not candidates:
        return Found([], 0, False, None)
    walk = _walk(session, sought, own, after, batch=limit + 1, candidates=candidates)
    if all(word.sure for word in sought.query.words):
        page = list(islice(walk, limit + 1))
        hits = _shown(session, sought, page[:limit])
        return Found(hits, candidates, False, page[limit - 1] if len(page) > limit else None)
    known = _real(session, sought.query, index.documents(session, every)) if candidates <= _FEW else None
    page, seen, more = _looked_at(session, sought.query, walk, known, limit)
    hits = _shown(session, sought, page[:limit])
    total = round(candidates * len(page) / max(seen, 1)) if known is None else len(known)
    if len(page) > limit:
        return Found(hits, total, known is None, page[limit - 1])
    every_one = known is not None or (after is None and more is None)
    return Found(hits, total, not every_one, more, seen if more else None)


def _looked_at(
    session: Session, query: Query, walk: Iterator[Place], known: set[int] | None, limit: int
) -> tuple[list[Place], int, Place | None]:
    """One more than a page of those that have all words, if there are so many; how many texts were looked at; and the
    last of them where that had to end before its time. `known`: those that have them, where they are known.
    """
    page: list[Place] = []
    seen = 0
    while len(page) <= limit and (some := list(islice(walk, limit + 1))):
        docs = [doc for _, doc in some]
        real = _real(session, query, docs) if known is None else known
        page += [place for place in some if place[1] in real]
        seen += len(some)
        if seen >= _MOST_LOOKED_AT and len(page) <= limit:
            return page, seen, some[-1]
    return page, seen, None


def _walk(
    session: Session,
    sought: Sought,
    own: tuple[index.Clause, ...],
    after: Place | None,
    *,
    batch: int,
    candidates: int,
) -> Iterator[Place]:
    """All candidates from a place on, in order, asked for some at a time; no lower level once all were met."""
    highest = 1 if sought.by_date else HIGHEST
    level, doc = after or (highest, -1)
    level, met = min(level, highest), 0
    while level > 0 and met < candidates:
        found = index.documents(session, _wanted(sought, own, level), doc, batch)
        yield from ((level, one) for one in found)
        met += len(found)
        level, doc = (level, found[-1]) if len(found) == batch else (level - 1, -1)


def _wanted(sought: Sought, own: tuple[index.Clause, ...], level: int) -> index.Wanted:
    """The candidates of a level; where the best come first, without those of a higher one."""
    higher = () if sought.by_date or level == HIGHEST else (*own, *_words(sought.query, level + 1))
    return index.Wanted((*own, *_words(sought.query, level)), higher, sought.standing, sought.flag)


def _words(query: Query, level: int) -> Iterator[index.Clause]:
    """Every word on the level or a higher one."""
    for word in query.words:
        if level == 1:
            yield (frozenset(word.grams),)
        else:
            own = frozenset(f"_4{gram}" for gram in word.grams)
            yield (own,) if level == HIGHEST else (own, frozenset(f"_{level}{gram}" for gram in word.grams))


def _marks(session: Session, sought: Sought) -> Iterator[index.Clause]:
    """What the index knows of the reports besides their texts."""
    for kind, value in (("o", sought.office), ("u", sought.unit), ("l", sought.level)):
        if value is not None:
            yield (frozenset([index.mark(kind, value)]),)
    if sought.offices is not None:
        yield [frozenset([index.mark("o", office)]) for office in sorted(sought.offices)]
    if sought.year_from is not None or sought.year_to is not None:
        years = _years(session, sought) or [_NEVER]
        yield [frozenset([index.mark("y", year)]) for year in years]


def _years(session: Session, sought: Sought) -> Sequence[int]:
    """The years asked for, as far as there are reports."""
    ends = (select(end(SearchRow.report_year)).scalar_subquery() for end in (func.min, func.max))
    least, most = session.execute(select(*ends)).tuples().one()
    return range(max(sought.year_from or 0, least or 0), min(sought.year_to or 9999, most or 0) + 1)


def _real(session: Session, query: Query, docs: Sequence[int]) -> set[int]:
    """Those that have all words. The texts of those that are only named so need not be read."""
    own = {
        row.doc: (row.title or "", "\n".join([row.unit_name, *row.aliases]), row.office_name)
        for some in chunks(docs)
        for row in session.execute(_NAMES.where(SearchRow.doc.in_(some)))
    }
    named = {doc for doc, texts in own.items() if not query.missing(*texts)}
    rest = [doc for doc in own if doc not in named]
    bodies = (row for some in chunks(rest) for row in session.execute(_BODIES.where(SearchRow.doc.in_(some))))
    return named | {doc for doc, body in bodies if not query.missing(body, *own[doc])}


def _shown(session: Session, sought: Sought, page: Sequence[Place]) -> list[dict[str, Any]]:
    """Hits in order; the register as it is now has the last word on whose unit may be seen."""
    rows = _HITS.where(SearchRow.doc.in_([doc for _, doc in page]))
    if sought.offices is not None:
        rows = rows.where(UnitRow.office_id.in_(sorted(sought.offices)))
    found = {row.doc: row for row in session.execute(rows)}
    return [_hit(found[doc], level, sought.query) for level, doc in page if doc in found]


def _hit(found: Row[Any], level: int, query: Query) -> dict[str, Any]:
    """The contract's hit: a row of `reports list`, whose it is, how it stands, and where the words are."""
    flags = [*found.flags, *(found.judged or ())]
    return listed(found) | {
        "unit_name": found.unit_name,
        "office": found.office_id,
        "level": found.level,
        "flags": list(dict.fromkeys(flags)),
        "status": found.status,
        "duty": found.duty,
        "score": level,
        "snippets": [
            {
                "text": s.text,
                "marks": [list(mark) for mark in s.marks],
                "start": s.start,
                "first": s.first,
                "cut": s.cut,
            }
            for s in snippets(found.body, query)
        ],
    }
