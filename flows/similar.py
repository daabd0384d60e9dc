"""The comparing stage: reports not compared yet meet those that they may be copied from; the later one is flagged."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from flows.progress import report as report_progress
from flows.run import Run
from parsers import similarity
from parsers.similarity import COPIED, NOTED, Document, Fingerprint, Heading, SectionSimilarity, Stock, heading_title
from parsers.similarity.folding import fold
from storage import similar
from storage.database import Session
from storage.similar import Compared, Finding

logger = logging.getLogger(__name__)
BATCH = 50
LEARNED_FROM = 100  # reports of a year
_SECTIONS = TypeAdapter(tuple[SectionSimilarity, ...])


@dataclass
class _Desk:
    """What one comparing stage remembers: the stock phrases of each year."""

    run: Run
    stocks: dict[int, Stock] = field(default_factory=dict)

    def names(self, unit_id: str) -> tuple[str, ...]:
        unit = self.run.registry.units.get(unit_id)
        return (unit.name, *unit.aliases) if unit else ()

    def document(self, report: Compared) -> Document:
        names = dict.fromkeys((*self.names(report.unit_id), *report.issuers, *report.signed_by))
        headings = (Heading(heading_title(number, title), start) for number, title, start in report.headings)
        return Document(report.body, tuple(names), tuple(headings))

    def stock(self, session: Session, year: int) -> Stock:
        """Learned once a stage and year: a later report only makes it a little better."""
        if year not in self.stocks:
            found = similar.bodies(session, year, LEARNED_FROM)
            self.stocks[year] = similarity.learn_stock(fold(body, self.names(unit)) for unit, body in found)
        return self.stocks[year]


def find_copies(run: Run) -> int:
    """Compares every report whose newest revision was not compared yet; returns how many were."""
    desk = _Desk(run)
    total = 0
    while batch := _uncompared(run):
        for report_id in batch:
            _compare_one(desk, report_id)
            total += 1
            report_progress("比对雷同", total, 0)
            run.beat()
    return total


def _uncompared(run: Run) -> list[int]:
    with run.database.session() as session:
        return similar.uncompared(session, BATCH)


def _compare_one(desk: _Desk, report_id: int) -> None:
    with desk.run.database.session() as session:
        [report] = similar.compared(session, [report_id])
        old = _bands(similar.hashes(session, report_id), report.report_year)
        try:
            mark = similarity.fingerprint(desk.document(report))
            bands = _bands(mark.hashes if mark else None, report.report_year)
            findings = list(_findings(desk, session, report, similar.candidates(session, report, bands)))
        except (ValueError, LookupError, ArithmeticError, RecursionError):  # a text we stumble over costs itself only
            logger.exception("report %s: our own code failed while comparing", report_id)
            mark, bands, findings = None, (), []
        hashes = mark.hashes if mark else None
        similar.keep(session, report, hashes, old_bands=old, bands=bands, findings=findings)


def _bands(hashes: bytes | None, year: int) -> tuple[int, ...]:
    return similarity.bands(Fingerprint(hashes), year) if hashes else ()


def _findings(desk: _Desk, session: Session, report: Compared, others: Sequence[Compared]) -> Iterator[Finding]:
    for other in others:
        if _same(report, other):
            continue
        for later, earlier in _orders(report, other):
            stock = desk.stock(session, later.report_year)
            found = similarity.compare(desk.document(later), desk.document(earlier), stock)
            if found.share >= NOTED:
                sections = _SECTIONS.dump_python(found.sections, mode="json")
                yield Finding(later, earlier, found.share, found.share >= COPIED, sections)


def _same(report: Compared, other: Compared) -> bool:
    """One text on one page, or a report that both units issued together, is no copy."""
    if report.unit_id == other.unit_id:
        return False
    joint = not set(report.issuers).isdisjoint(other.issuers)
    return report.post_id == other.post_id or report.digest == other.digest or joint


def _orders(report: Compared, other: Compared) -> Iterator[tuple[Compared, Compared]]:
    """Later and earlier one: by report year for one unit, else by day; of one day either may be the copy."""
    mine, theirs = _rank(report, other), _rank(other, report)
    if mine >= theirs:
        yield report, other
    if mine <= theirs:
        yield other, report


def _rank(report: Compared, other: Compared) -> tuple[int, int]:
    year = report.report_year if report.unit_id == other.unit_id else 0
    return year, 0 if year else report.public_on.toordinal()
