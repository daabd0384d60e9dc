"""Word files (docx, and what WPS saves as such): the text as Word shows it, with its automatic numbers."""

from collections.abc import Iterator

from lxml import etree

from parsers.attachments.filetext import Content
from parsers.attachments.numbering import Numbering
from parsers.attachments.zipped import Package, local, value
from parsers.text import clean_line

_DOCUMENT = "word/document.xml"
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
# what Word does not show, or shows elsewhere: deleted and moved text, field codes, the second copy of a drawing
_HIDDEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr"})
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": ""}


def read(body: bytes) -> Content:
    """Paragraphs and tables in document order; headers, footers, notes and comments are left out."""
    package = Package(body)
    document = package.xml(_DOCUMENT)
    parts = (package.xml(name) if name in package else None for name in (_NUMBERING, _STYLES))
    numbering = Numbering(*parts)
    lines = list(_lines(next((e for e in document if local(e) == "body"), document), numbering))
    return Content(tuple(line for line in lines if line))


def _lines(block: etree._Element, numbering: Numbering) -> Iterator[str]:
    for element in block:
        kind = local(element)
        if kind == "p":
            yield from _paragraph(element, numbering)
        elif kind == "tbl":
            yield from _table(element, numbering)
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _lines(element, numbering)


def _table(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    """A row one line, its cells divided by tabs; a table that only frames text keeps its paragraphs."""
    rows = [[list(_lines(cell, numbering)) for cell in row if local(cell) == "tc"] for row in _rows(table)]
    framed = max((len(row) for row in rows), default=0) < 2
    for row in rows:
        if framed:
            yield from (line for cell in row for line in cell)
        else:
            yield "\t".join(" ".join(cell) for cell in row).strip("\t")


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if local(element) == "tr":
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins"):
            yield from _rows(element)


def _paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    """The paragraph's lines (it may hold line breaks), then those of the text boxes that hang on it."""
    boxes: list[etree._Element] = []
    lines = [clean_line(line) for line in "".join(_text(paragraph, boxes)).split("\n")]
    if label := numbering.label(paragraph, shown=any(lines)):
        lines[0] = label + lines[0]
    yield from lines
    for box in boxes:
        yield from _lines(box, numbering)


def _text(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        kind = local(child)
        if kind == "t":
            yield (child.text or "").replace("\n", " ")
        elif kind == "txbxContent":
            boxes.append(child)
        elif kind in _MARKS:
            yield _MARKS[kind]
        elif kind not in _HIDDEN and not _vanished(child):
            yield from _text(child, boxes)


def _vanished(run: etree._Element) -> bool:
    """A run that is marked as hidden text."""
    if local(run) != "r":
        return False
    marks = (mark for properties in run if local(properties) == "rPr" for mark in properties)
    return any(local(mark) == "vanish" and value(mark, "val") not in ("0", "false") for mark in marks)
