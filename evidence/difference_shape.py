"""Two revisions compared, in the contract's `difference` shape."""

from dataclasses import asdict
from typing import Any

from core.compared import Compared, Row
from core.differences import Piece, SectionDifference
from parsers.differences import section_words, summary

_SUMS = (
    "edits", "added", "removed", "sections_added", "sections_removed", "sections_moved", "sections_renumbered",
)  # fmt: skip


def shape_of(compared: Compared) -> dict[str, Any]:
    found = compared.difference
    return {
        "report_id": compared.report["id"],
        "unit": compared.report["unit"],
        "report_year": compared.report["report_year"],
        "title": compared.report["title"],
        "revisions": compared.report["revisions"],
        "from": _revision(compared.old),
        "to": _revision(compared.new),
        "changed": found.changed,
        "summary": headline(compared),
        "remarks": compared.remarks,
        **{name: getattr(found, name) for name in _SUMS},
        "fields": [asdict(change) for change in found.fields],
        "attachments": [asdict(change) for change in found.attachments],
        "sections": [_section(section) for section in found.sections],
    }


def headline(compared: Compared) -> str:
    """All that differs, in a line."""
    return summary(compared.difference) if compared.old else "只有一个版本，没有可以比较的改动"


def _revision(row: Row | None) -> dict[str, Any] | None:
    return dict(row) if row else None


def _section(section: SectionDifference) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "name": section.name,
        "above": section.above,
        "moved": section.moved,
        "renumbered": section.renumbered,
        "summary": section_words(section),
        "edits": section.edits,
        "added": section.added,
        "removed": section.removed,
        "before": section.before and asdict(section.before),
        "after": section.after and asdict(section.after),
        "pieces": [_piece(piece) for piece in section.pieces],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    ends = {"before_end": piece.before_end, "after_end": piece.after_end}
    return asdict(piece) | ends
