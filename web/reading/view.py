"""A stored report as its page tells it, worked out of the contract's shape."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from alerts.bodies import FLAG_NOTES
from core.reports import DateSeen
from core.search_text import Query, Unsearchable, asked
from core.times import SHANGHAI
from evidence.dates import DateLine, date_lines, reason_words
from evidence.report_words import FILE_WORDS, address, around, title_of
from evidence.words import FLAG_WORDS, minute, stated
from web.reading import marks
from web.reading.marks import Covered
from web.reading.outline import Heading, headings
from web.reading.pieces import Mark
from web.reading.text import Text, text_of

_DATES = TypeAdapter(tuple[DateSeen, ...])
MOST_ROWS = 200  # of any list beside the text


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw in the list: `around`: the passage it stands in, in a few words."""

    mark: Mark
    around: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is shown of a reading. `hits`: places of the words asked for, as far as the text is shown.

    `objection`: why nothing can be looked for so.
    """

    title: str
    published: str
    why: str | None
    dates: Sequence[DateLine]
    flags: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]
    headings: Sequence[Heading]
    coverage: Sequence[Covered]
    indicators: Sequence[Mark]
    flaws: Sequence[Flaw]
    other_flaws: Sequence[str]
    files: Sequence[Mapping[str, Any]]
    words: Sequence[str]
    objection: str
    hits: Sequence[Mark]
    text: Text


def reading_of(report: Mapping[str, Any], question: str = "") -> Reading:
    """`report` in the contract's shape of a stored one; `question`: words to be marked in the text."""
    outline, body = headings(report["outline"]), report["body"]
    query, objection = _asked(question)
    covered, figures, flaws = marks.coverage(report, outline), marks.indicators(report), marks.flaws(report)
    hits = marks.hits(body, query)
    borne = [one.mark for one in covered if one.mark]
    published_at = report["published_at"] and datetime.fromisoformat(report["published_at"])
    dates = _DATES.validate_python(report["dates"])
    text = text_of(body, outline, [*borne, *figures, *flaws, *hits])
    return Reading(
        title=title_of(report),
        published=_published(published_at, report["published_precision"]),
        why=reason_words(report.get("published_reason") or ""),
        dates=date_lines(dates, report["published_basis"], published_at),
        flags=[(FLAG_WORDS.get(flag, flag), FLAG_NOTES.get(flag, "")) for flag in report["flags"]],
        facts=[(name, stated(value)) for name, value in _facts(report) if value],
        headings=outline[:MOST_ROWS],
        coverage=covered,
        indicators=figures,
        flaws=[Flaw(mark, around(body, mark.start, mark.end)[:80]) for mark in flaws],
        other_flaws=marks.unplaced_flaws(report),
        files=[_file(one, report) for one in report["attachments"][:MOST_ROWS]],
        words=[word.text for word in query.words] if query else [],
        objection=objection,
        hits=[hit for hit in hits if hit.start < text.shown],
        text=text,
    )


def _asked(question: str) -> tuple[Query | None, str]:
    if not question.strip():
        return None, ""
    try:
        return asked(question), ""
    except Unsearchable as problem:
        return None, str(problem)


def _published(at: datetime | None, precision: str | None) -> str:
    if at is None:
        return "页面上没有可以采用的公布日期"
    return minute(at) if precision in ("second", "minute") else f"{at.astimezone(SHANGHAI):%Y-%m-%d}"


def _facts(report: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield "发文单位", "、".join(report["issuers"])
    yield "来源", report["source"]
    yield "文号", report["doc_no"]
    yield "索引号", report["index_no"]
    yield "主送", report["recipient"]
    yield "落款", "、".join(report["signed_by"])
    yield "成文日期", report["signed_on"]
    yield "正文取自附件", report.get("body_file")


def _file(one: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    """An attachment with the record of its bytes, where they were kept."""
    kept = {(c["digest"], c["url"]): c["record_id"] for c in report["captures"]}
    digests = {c["digest"]: c["record_id"] for c in report["captures"]}
    digest = one.get("sha256")
    return {
        "name": one["name"],
        "url": address(one["url"]),
        "outcome": FILE_WORDS.get(one.get("outcome"), one.get("outcome")),
        "reason": one.get("reason"),
        "sha256": digest,
        "record_id": kept.get((digest, one["url"])) or digests.get(digest),
    }
