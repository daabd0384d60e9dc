"""A paper in official form 公文格式 (after GB/T 9704) for Word and WPS: fonts, margins, page numbers, tables."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, BinaryIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Mm, Pt

# What the standard asks for, and what a machine without it takes instead.
TITLE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_FALLBACKS = {TITLE: "宋体", BODY: "仿宋", BLACK: "SimHei", KAI: "楷体", SONG: "SimSun"}
_LATIN = "Times New Roman"
_STYLES = {  # name: font, points, first line in characters, lines apart in points
    "Normal": (BODY, 16, 2, 28),
    "标题行": (TITLE, 22, 0, 36),
    "一级": (BLACK, 16, 2, 28),
    "二级": (KAI, 16, 2, 28),
    "表题": (BLACK, 14, 0, 28),
    "表头": (BLACK, 10.5, 0, 16),
    "表格": (BODY, 10.5, 0, 16),
    "页码": (SONG, 14, 0, 20),
}
_WIDTH = 156  # millimetres between the margins


class Paper:
    """A document that grows from top to bottom. Texts are taken as they are: clean them before."""

    def __init__(self, title: str, running_head: str, made_at: datetime | None) -> None:
        self._document = Document()
        _set_page(self._document.sections[0])
        self._styles = {name: _set_style(self._document, name, style) for name, style in _STYLES.items()}
        _set_fallbacks(self._document)
        _set_footers(self._document)
        self._head(running_head)
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title, "FazhiWatch", ""
        if made_at is not None:
            properties.created = properties.modified = made_at.replace(tzinfo=None)

    def heading(self, text: str, level: int) -> None:
        """0: the title of the paper; 1: 一、 2: （一）."""
        style = ("标题行", "一级", "二级")[level]
        paragraph = self._document.add_paragraph(text, style=style)
        paragraph.paragraph_format.keep_with_next = True
        if level == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def paragraph(self, text: str, *, indented: bool = True) -> None:
        paragraph = self._document.add_paragraph(text)
        if not indented:
            _indent(paragraph, paragraph._p, Pt(0), 0)

    def signature(self, lines: Iterable[str]) -> None:
        """Who issues it, and when: at the right, four characters from the margin."""
        for line in lines:
            paragraph = self._document.add_paragraph(line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(64)

    def annex(self, number: int, title: str) -> None:
        """The beginning of an annex, on a page of its own."""
        paragraph = self._document.add_paragraph(style="表题")
        paragraph.add_run().add_break(WD_BREAK.PAGE)
        paragraph.add_run(f"附件{number}")
        self.caption(title)

    def caption(self, text: str) -> None:
        paragraph = self._document.add_paragraph(text, style="表题")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True

    def table(self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        """`widths` are shares of the width of the page. The head stands again on every page."""
        table = self._document.add_table(rows=2, cols=len(heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        millimetres = [Mm(_WIDTH * share / sum(widths)) for share in widths]
        for column, wide in zip(table.columns, millimetres, strict=True):
            column.width = wide
        for row, style in zip(table.rows, ("表头", "表格"), strict=True):
            for cell, wide in zip(row.cells, millimetres, strict=True):
                cell.width = wide
                cell.paragraphs[0]._p.style = self._styles[style]  # by name it is looked for among all others
                cell.paragraphs[0].add_run("-")
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        first, pattern = (row._tr for row in table.rows)
        first.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        _fill(first, heads)
        for texts in rows:  # copied rather than added: a table of a thousand rows is made in a moment
            filled = deepcopy(pattern)
            _fill(filled, texts)
            pattern.addprevious(filled)
        pattern.getparent().remove(pattern)
        self._document.add_paragraph(style="表格")

    def save(self, out: BinaryIO) -> None:
        self._document.save(out)

    def _head(self, text: str) -> None:
        section = self._document.sections[0]
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0].text = text
            header.paragraphs[0].style = "表格"
            header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fill(row: Any, texts: Sequence[str]) -> None:
    for place, text in zip(row.iter(qn("w:t")), texts, strict=True):
        place.text = text


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Cm(1.5), Cm(2.5)


def _set_style(document: Any, name: str, form: tuple[str, float, int, int]) -> str:
    """Makes or remakes a style of paragraphs; returns what it is called in the file."""
    font, points, first, apart = form
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, 1)
    style.font.name, style.font.size = _LATIN, Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(apart)
    _indent(style, style.element, Pt(points), first)
    return str(style.style_id)


def _indent(where: Any, element: Any, size: Length, characters: int) -> None:
    """The first line, in characters: Word and WPS keep to these when somebody changes the font."""
    where.paragraph_format.first_line_indent = size * characters
    element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(characters * 100))


def _set_fallbacks(document: Any) -> None:
    """The font table says which font stands in for one that a machine does not have."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _FALLBACKS.items()
    )
    relation = next(r for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    document.part.drop_rel(relation.rId)
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    name, package = PackURI("/word/fontTable.xml"), document.part.package
    part = Part(name, CONTENT_TYPE.WML_FONT_TABLE, xml.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _set_footers(document: Any) -> None:
    """— 1 — at the outer edge: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = "页码", side
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        paragraph.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)
        paragraph.add_run(" —")
