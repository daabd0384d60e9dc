"""How well pages are read: title, date, source and body by us and by general extractors, on the same pages in one run.

Exact means equal but for blanks and the width of characters. Body F1 is counted in characters of the longest common
subsequence; titles, recipients and signatures that the truth calls optional are cut from both sides first.
"""

import re
import statistics
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rapidfuzz.distance import LCSseq

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sides.peers import Extract, installed_peers
from bench.sides.samples import Truth, sample_pages, town_reports
from parsers import decode_text, read_report

_WINDOW = 400  # characters at either end of a text in which an optional string is cut
_DATE = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})")
_QUOTES = str.maketrans("“”‘’—–", "\"\"''--")


def ours(truth: Truth) -> Extract:
    """Our report; recipient and signature stand in their own fields and are put back for the comparison."""
    report = read_report(truth.body, url=truth.url)
    day = report.signed_on
    signed = f"{day.year}年{day.month}月{day.day}日" if day else ""
    recipient = f"{report.recipient}：" if report.recipient else ""
    text = "\n".join((recipient, report.body, *report.signed_by, signed))
    published = report.published_at.date().isoformat() if report.published_at else None
    return Extract(
        report.title or "", published or "", report.source or "", text, report.report_year or 0, report.issuers
    )


@dataclass(frozen=True)
class Marks:
    """How one page was read: True, False, or None where there is nothing to compare or the side never tells it."""

    title: bool | None
    date: bool | None
    source: bool | None
    year: bool | None
    issuer: bool | None
    body: float


def mark(truth: Truth, told: Extract) -> Marks:
    return Marks(
        title=_equal(told.title, truth.title),
        date=None if truth.published is None or told.published is None else day_of(told.published) == truth.published,
        source=None if told.source is None or not truth.sources else plain(told.source) in map(plain, truth.sources),
        year=None if truth.year is None or told.year is None else told.year == truth.year,
        issuer=told.issuers in truth.issuers if truth.issuers and told.issuers is not None else None,
        body=f1(told.body or "", truth),
    )


def _equal(told: str | None, wanted: str | None) -> bool | None:
    return None if told is None or wanted is None else plain(told) == plain(wanted)


def f1(text: str, truth: Truth) -> float:
    wanted, got = (without(plain(t), (*truth.optional, truth.title or "")) for t in (truth.text, text))
    both = len(wanted) + len(got)
    return 2 * LCSseq.similarity(wanted, got) / both if both else 1.0


def plain(text: str | None) -> str:
    """`text` for comparison: width folded, quotation marks alike, without blanks."""
    return re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text or "").translate(_QUOTES))


def without(text: str, optional: Iterable[str]) -> str:
    """`text` without the optional strings near its beginning, and near its end the longer ones."""
    for part in sorted({plain(p) for p in optional} - {""}, key=len, reverse=True):
        at = text.find(part, 0, _WINDOW)
        if at >= 0:
            text = text[:at] + text[at + len(part) :]
        at = text.rfind(part, max(0, len(text) - _WINDOW)) if len(part) >= 4 else -1
        if at >= 0:
            text = text[:at] + text[at + len(part) :]
    return text


def day_of(text: str | None) -> str | None:
    m = _DATE.search(text or "")
    return f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}" if m else None


def by_peer(read: Callable[[str, str], Extract], truth: Truth) -> Extract:
    """A peer that fails on a page has read nothing of it."""
    try:
        return read(decode_text(truth.body)[0], truth.url)
    except Exception:
        return Extract("", "", "", "")


def share(marks: Sequence[bool | None]) -> str:
    counted = [m for m in marks if m is not None]
    return f"{sum(counted) / len(counted):.3f}" if counted else "-"


def row(name: str, found: Sequence[Marks]) -> str:
    bodies = [m.body for m in found]
    shares = [share([getattr(m, fact) for m in found]) for fact in ("title", "date", "source", "year", "issuer")]
    figures = f"{statistics.median(bodies):.4f}", f"{statistics.fmean(bodies):.4f}", f"{min(bodies):.4f}"
    return f"{name:<20}" + "".join(f"{cell:>9}" for cell in (*shares, *figures))


def show(heading: str, pages: Sequence[Truth]) -> None:
    """The table of one set of pages, ours first."""
    print(f"{heading}: {len(pages)} pages")
    if not pages:
        return
    names = ("title", "date", "source", "year", "issuer", "F1 med", "F1 mean", "F1 worst")
    print(f"{'side':<20}" + "".join(f"{name:>9}" for name in names))
    found = {t.name: mark(t, ours(t)) for t in pages}
    print(row("FazhiWatch", list(found.values())))
    for name, read in installed_peers().items():
        if read is None:
            print(f"{name:<20}not installed")
        else:
            extract = partial(by_peer, read)
            print(row(name, [mark(t, extract(t)) for t in pages]))
    wrong = [f"{name}: {m}" for name, m in found.items() if m.body < 0.98 or False in (m.title, m.date, m.year)]
    print("\n".join(["", *(f"  not right by us: {line}" for line in wrong)]))


def main() -> None:
    samples = list(sample_pages())
    show("reports of the demo town", list(town_reports()))
    show("reports in the markup of real sites", [t for t in samples if t.is_report])
    show("other articles of real sites", [t for t in samples if not t.is_report])


if __name__ == "__main__":
    main()
