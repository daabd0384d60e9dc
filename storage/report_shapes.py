"""A report as rows and JSON, and back in the contract's shape."""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError
from sqlalchemy import Row

from core.content import published_iso
from core.reports import Report, Section
from core.rereading import PARTS
from storage.base import storable
from storage.models import SectionRow

_REPORT = TypeAdapter(Report)
_READ = {name for _, names in PARTS.values() for name in names}
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def content_of(report: Report) -> dict[str, Any]:
    """The report shape without title, body and outline, which have columns and rows of their own."""
    shape: dict[str, Any] = _REPORT.dump_python(report, mode="json", exclude={"title", "body", "outline"})
    return shape | {"published_at": published_iso(report)}


def reading_of(report: Report) -> dict[str, Any]:
    """A reading as it would be stored and shown, to be compared with a stored one."""
    outline = [_node(section) for section in report.outline]
    title = report.title and storable(report.title)
    return content_of(report) | {"title": title, "body": storable(report.body), "outline": outline}


def digest_of(report: Report) -> str | None:
    """SHA-256 of all that a reader sees of a reading, empty fields left out: of equal digests no part differs.

    None where it holds what no database can.
    """
    try:
        return sha256(_REPORT.dump_json(report, include=_READ, exclude_defaults=True)).hexdigest()
    except PydanticSerializationError:
        return None


def _node(section: Section) -> dict[str, Any]:
    plain = {name: storable(value) if isinstance(value, str) else value for name, value in _fields(section).items()}
    return plain | {"children": [_node(child) for child in section.children]}


def section_rows(revision_id: int, outline: Sequence[Section]) -> list[dict[str, Any]]:
    """The outline in reading order, each section with the position of its parent."""
    rows: list[dict[str, Any]] = []

    def visit(sections: Iterable[Section], parent: int | None) -> None:
        for section in sections:
            position = len(rows)
            rows.append({"revision_id": revision_id, "position": position, "parent": parent, **_fields(section)})
            visit(section.children, position)

    visit(outline, None)
    return rows


def _fields(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "item": section.item.value if section.item else None,
        "run_in": section.run_in,
        "text": section.text,
        "start": section.start,
        "end": section.end,
    }


_COLUMNS = ("level", "number", "title", "item", "text", "run_in", "start", "end")


def outline_of(rows: Iterable[SectionRow | Row[Any]]) -> list[dict[str, Any]]:
    """The outline again, from its rows in order of position."""
    nodes: dict[int | None, dict[str, Any]] = {None: {"children": []}}
    for row in rows:
        node = {name: getattr(row, name) for name in _COLUMNS}
        nodes[row.position] = node | {"children": []}
        nodes[row.parent]["children"].append(nodes[row.position])
    outline: list[dict[str, Any]] = nodes[None]["children"]
    return outline


def conflict_years(report: Report) -> list[int]:
    """The other years that a report with a year conflict may belong to: those its warning names, or its neighbours."""
    if "year_conflict" not in report.flags or report.report_year is None:
        return []
    details = " ".join(warning.detail for warning in report.warnings if warning.code == "year_conflict")
    named = {int(year) for year in _YEAR.findall(details)} - {report.report_year}
    return sorted(named) or [report.report_year - 1, report.report_year + 1]
