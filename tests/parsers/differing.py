"""Readings to compare, and differences as marked text."""

from dataclasses import asdict
from typing import Any

from core.differences import Difference, Piece, PieceKind
from parsers.differences import section_words, summary
from parsers.outline import read_outline

_MARKS = {
    PieceKind.ADDED: "[+{0.after}+]",
    PieceKind.REMOVED: "[-{0.before}-]",
    PieceKind.NUMBER: "<{0.before}|{0.after}>",
}


def reading(body: str, **fields: Any) -> dict[str, Any]:
    """A body as it would be read, in the JSON shape of a report."""
    outline, _ = read_outline(body, 2024)
    plain = {"title": "云溪市青岚区2024年法治政府建设年度报告", "attachments": []}
    return plain | {"body": body, "outline": [asdict(section) for section in outline]} | fields


def marked(difference: Difference) -> str:
    """The summary, then each changed section with its pieces: [-gone-], [+come+], <old number|new number>."""
    lines = [summary(difference)]
    for section in difference.sections:
        if section.changed:
            text = "".join(_MARKS.get(piece.kind, "{0.after}").format(piece) for piece in section.pieces)
            lines += ["", f"■ {section.path}　{section_words(section)}", text.strip()]
    return "\n".join(lines) + "\n"


def old_body(difference: Difference) -> str:
    """The old body, put together from the pieces."""
    texts = {s.before.start: "".join(p.before for p in s.pieces) for s in _with_text(difference) if s.before}
    return "".join(texts[start] for start in sorted(texts))


def new_body(difference: Difference, old: str) -> str:
    """The new body, made of the old one by the pieces alone: what was kept is copied from where it stood."""
    return "".join(_applied(piece, old) for s in difference.sections if s.after for piece in s.pieces)


def _with_text(difference: Difference) -> list[Any]:
    return [s for s in difference.sections if any(piece.before for piece in s.pieces)]


def _applied(piece: Piece, old: str) -> str:
    return old[piece.before_start : piece.before_end] if piece.kind is PieceKind.KEPT else piece.after
