"""Two revisions compared, and every value of a report with what it was read from."""

from typing import Any

from pydantic import Field

from core.changes import ChangeKind
from core.differences import FileChangeKind, PieceKind, SectionKind
from parsers.traces import Origin
from web.api.shapes.base import Instant, Offset, Shape
from web.api.shapes.reports import Record, Revision


class FieldChange(Shape):
    field: str
    name: str
    before: str | None
    after: str | None


class FileChange(Shape):
    kind: FileChangeKind
    name: str
    url: str
    sha256: str | None
    before_name: str | None
    before_url: str | None
    before_sha256: str | None


class Place(Shape):
    level: int
    number: str
    title: str | None
    heading: str
    start: Offset
    end: Offset


class Piece(Shape):
    kind: PieceKind
    before: str
    after: str
    before_start: Offset
    before_end: Offset
    after_start: Offset
    after_end: Offset


class SectionChange(Shape):
    """章节改动 / a section of either text; the pieces cover it in both without a gap."""

    kind: SectionKind
    name: str
    above: list[str]
    moved: bool
    renumbered: bool
    summary: str
    edits: int
    added: int
    removed: int
    before: Place | None
    after: Place | None
    pieces: list[Piece]


class Difference(Shape):
    """两版对照 / what a reader would call changed between two revisions."""

    report_id: int
    unit: str
    report_year: int
    title: str | None
    revisions: int
    from_: Revision | None = Field(alias="from", description="只有一个版本时为 null / null where there is but one")
    to: Revision
    changed: bool
    summary: str
    remarks: list[str] = Field(description="不是单位改动的原因 / why a difference may be no change by the unit")
    edits: int
    added: int
    removed: int
    sections_added: int
    sections_removed: int
    sections_moved: int
    sections_renumbered: int
    fields: list[FieldChange]
    attachments: list[FileChange]
    sections: list[SectionChange]


class RunOfRevision(Shape):
    id: str
    kind: str
    started_at: Instant


class Source(Record):
    """读取报告所用的存档 / a kept response that the revision was read from."""

    warc_file: str
    warc_offset: int
    asked_url: str
    run: str
    role: str
    status: int
    media_type: str | None
    rendered: bool


class Value(Shape):
    """一项内容的出处 / a value with the records that bear it."""

    field: str
    value: Any
    origin: Origin
    where: str | None
    start: Offset | None
    end: Offset | None
    quote: str | None
    records: list[str]


class Provenance(Shape):
    """出处 / every value of a report with the kept bytes that it was read from."""

    report_id: int
    unit: str
    report_year: int
    revisions: int
    revision: int
    made_at: Instant
    change_kind: ChangeKind
    change_reason: str
    parser_version: str
    run: RunOfRevision
    captures: list[Source]
    values: list[Value]
