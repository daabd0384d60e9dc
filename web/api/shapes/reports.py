"""A stored report: rows of the list, the report itself, its revisions, what reads like it."""

from typing import Literal

from pydantic import Field

from core.changes import ChangeKind
from core.posts import Kind
from core.reports import Coverage, FileOutcome, Item
from web.api.shapes.base import Day, Digest, Instant, Offset, Shape


class ReportRow(Shape):
    """已存报告列表的一行 / one a unit and report year."""

    id: int
    unit: str
    report_year: int
    title: str | None
    published_on: Day | None
    first_seen_at: Instant
    revisions: int
    url: str = Field(description="报告现在的网址 / its own current address, never a mirror's")
    flags: list[str]
    doubted: str | None


class DateSeen(Shape):
    kind: str
    value: str
    where: str


class Section(Shape):
    """章节 / a heading with its own text; `start`, `end`: offsets of the heading in the body."""

    level: int
    number: str
    title: str | None
    item: Item | None
    text: str
    run_in: bool
    start: Offset
    end: Offset
    children: list["Section"]


class Indicator(Shape):
    """指标 / a figure that the report claims; `quote` is body[start:end]."""

    key: str
    value: float
    unit: str
    quote: str
    start: Offset
    end: Offset
    approximate: bool
    year: int | None


class Attachment(Shape):
    name: str
    url: str
    media_type: str | None
    outcome: FileOutcome | None
    reason: str | None
    sha256: str | None


class Span(Shape):
    start: Offset
    end: Offset
    quote: str


class TextWarning(Shape):
    code: str
    detail: str
    start: Offset
    end: Offset


class Record(Shape):
    """存档记录 / a kept response: `record_id` names it in the WARC archive, `digest` is the SHA-256 of its body."""

    record_id: str
    digest: Digest
    fetched_at: Instant
    url: str
    origin: str | None


class RecordOfRevision(Record):
    revision: int


class Change(Shape):
    """报告变化 / what became of the report, in order."""

    kind: ChangeKind
    reason: str
    at: Instant
    revision: int | None
    url: str | None
    record_id: str | None
    sections: list[str] | None = None
    edits: int | None = None
    added: int | None = None
    removed: int | None = None
    attachments: list[str] | None = None
    records: list[str] | None = None


class Address(Shape):
    url: str
    role: Literal["current", "former", "mirror"]
    since: Instant
    until: Instant | None


class Report(Shape):
    """已存报告 / a stored report, by its newest revision unless another was asked for."""

    id: int
    unit: str
    revision: int
    revisions: int
    url: str
    first_seen_at: Instant
    is_report: bool
    kind: Kind
    title: str | None
    issuers: list[str]
    report_year: int | None
    published_at: Instant | None
    published_precision: str | None
    published_basis: str | None
    published_reason: str | None
    source: str | None
    doc_no: str | None
    index_no: str | None
    recipient: str | None
    signed_by: list[str]
    signed_on: Day | None
    dates: list[DateSeen]
    body: str
    outline: list[Section]
    coverage: dict[Item, Coverage] | None
    coverage_spans: dict[Item, Span]
    indicators: list[Indicator]
    attachments: list[Attachment]
    warnings: list[TextWarning]
    flags: list[str]
    doubtful: bool
    doubted: str | None
    reasons: list[str]
    made_title: str | None
    site_name: str | None
    site_id_code: str | None
    column_name: str | None
    unit_code: str | None
    provenance: dict[str, str]
    body_file: str | None
    change_kind: ChangeKind
    change_reason: str
    captures: list[RecordOfRevision]
    changes: list[Change]
    addresses: list[Address]


class Revision(Shape):
    """一个版本怎么来的 / how a revision came about."""

    revision: int
    made_at: Instant
    change_kind: ChangeKind
    change_reason: str
    parser_version: str
    page: Record


class Passage(Shape):
    start: Offset
    end: Offset
    other_start: Offset
    quote: str


class SimilarSection(Shape):
    title: str
    share: float
    other_title: str
    passages: list[Passage]


class Similar(Shape):
    """文字相近的报告 / what else reads like it; `share` and offsets are of the later one's text."""

    report_id: int
    unit: str
    unit_name: str
    report_year: int
    title: str | None
    url: str
    published_on: Day | None
    later: Literal["self", "other"]
    share: float
    copied: bool
    sections: list[SimilarSection]
