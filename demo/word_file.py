"""A report as a word processor saves it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from demo.writing import Draft

_SAVED_ON = (2026, 1, 5, 9, 0, 0)  # the clock of a clerk that never changes: the same text, the same bytes


def write(draft: Draft) -> bytes:
    """The draft as docx: title over its lines, text, signature at the right."""
    document = Document()
    for line in draft.title_lines:
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).font.size = Pt(22)
    for line in [f"{draft.recipient}："] if draft.recipient else []:
        document.add_paragraph(line)
    for para in draft.paras:
        added = document.add_paragraph()
        added.paragraph_format.first_line_indent = Pt(32)
        added.add_run(para.line).bold = para.level == 1
    for line in draft.ending:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    saved = BytesIO()
    document.save(saved)
    return _dated(saved)


def _dated(saved: BytesIO) -> bytes:
    """The same package, its parts dated by the clerk's clock instead of ours."""
    package = BytesIO()
    with ZipFile(saved) as old, ZipFile(package, "w") as new:
        for name in old.namelist():
            part = ZipInfo(name, _SAVED_ON)
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return package.getvalue()
