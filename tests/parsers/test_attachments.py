"""The same report as a file of every kind: each read back to the very paragraphs that went in."""

import re
from collections.abc import Callable
from importlib.util import find_spec

import pytest

from core.reports import FileOutcome
from crawlers.browser import find_browser
from parsers import read_report
from parsers.attachments import FileText, ocr, read_file
from tests.parsers import files_made as made

GOLDEN = made.GOLDEN
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROWS = tuple("\t".join(row) for row in made.TABLE)
WITH_TABLE = (*made.PARAGRAPHS[:-2], *ROWS, *made.SIGNED)

with_browser = pytest.mark.skipif(find_browser() is None, reason="no browser installed")
with_ocr = pytest.mark.skipif(not find_spec("rapidocr") or not made.FONT.exists(), reason="no OCR extra or no font")


def by_browser(*, table: bool = False) -> bytes:
    browser = find_browser()
    assert browser
    return made.pdf_by_browser(browser, table=table)


def rtf() -> bytes:
    """Chinese as GBK bytes in the first half, as Unicode numbers with a stand-in behind them in the second."""
    half = len(made.PARAGRAPHS) // 2
    gbk = "".join("".join(f"\\'{b:02x}" for b in line.encode("gbk")) + "\\par\n" for line in made.PARAGRAPHS[:half])
    numbers = "".join("".join(f"\\u{ord(c)}?" for c in line) + "\\par\n" for line in made.PARAGRAPHS[half:])
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}{\*\generator nobody}{\header \'d2\'b3}"
    return ("{\\rtf1\\ansi\\ansicpg936\\uc1" + fonts + gbk + numbers + "}").encode("ascii")


def old_doc() -> bytes:
    """Pieces in three encodings, as years of editing leave them."""
    lines = [line + "\r" for line in made.PARAGRAPHS]
    return made.doc([("".join(lines[:5]), "gbk"), ("".join(lines[5:-1]), "utf-16-le"), (lines[-1], "gbk")])


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf by reportlab": (made.pdf_by_reportlab, "application/pdf"),
    "docx": (made.docx, DOCX),
    "docx with automatic numbers": (lambda: made.docx(numbered=True), DOCX),
    "doc of LibreOffice": ((GOLDEN / "report.doc").read_bytes, "application/msword"),
    "doc of pieces": (old_doc, "application/msword"),
    "ofd": (made.ofd, "application/ofd"),
    "rtf": (rtf, "application/rtf"),
    "text called doc": (lambda: "\r\n".join(made.PARAGRAPHS).encode("gbk"), "text/plain"),
    "page called doc": (lambda: made.html().encode(), "text/html"),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_paragraph_comes_back(kind: str) -> None:
    make, media_type = FILES[kind]
    found = read_file(make())
    assert (found.outcome, found.reason, found.ocr) == (FileOutcome.READ, None, False)
    assert found.media_type == media_type
    lines = found.lines if kind != "page called doc" else tuple(dict.fromkeys(found.lines))
    assert lines == made.PARAGRAPHS


@with_browser
def test_a_browsers_pdf_comes_back_with_its_table() -> None:
    assert read_file(by_browser()).lines == made.PARAGRAPHS
    assert read_file(by_browser(table=True)).lines == WITH_TABLE


@pytest.mark.parametrize("body", [made.docx(table=True), (GOLDEN / "table.doc").read_bytes()], ids=["docx", "doc"])
def test_a_tables_row_is_a_line(body: bytes) -> None:
    assert read_file(body).lines == WITH_TABLE


@pytest.mark.parametrize("kind", ["pdf by reportlab", "docx with automatic numbers", "doc of LibreOffice", "ofd"])
def test_the_report_of_a_file_is_that_of_its_text(kind: str) -> None:
    text = read_report("\n".join(made.PARAGRAPHS))
    report = read_report(FILES[kind][0]())
    assert report.is_report
    assert report == text
    assert [s.number for s in report.outline] == ["一", "二", "三", "四"]
    assert report.body == "\n".join(made.BODY)


def test_the_name_is_no_proof() -> None:
    assert read_file(made.docx(), "报告.wps").media_type == DOCX
    assert read_file((GOLDEN / "report.doc").read_bytes(), "报告.docx").lines == made.PARAGRAPHS


# -- docx


def lines(body_xml: str, **parts: str) -> tuple[str, ...]:
    found = read_file(made.docx_of(body_xml, **parts))
    assert found.outcome is FileOutcome.READ, found.reason
    return found.lines


def test_deleted_text_is_gone_and_inserted_text_is_kept() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    shown = f"<w:p>{run.format('办理')}<w:del>{run.format('三')}</w:del><w:ins>{run.format('五')}</w:ins>"
    moved = f"<w:moveFrom>{run.format('旧')}</w:moveFrom><w:moveTo>{run.format('件')}</w:moveTo></w:p>"
    assert lines(shown + moved) == ("办理五件",)


def test_text_boxes_fields_and_hidden_text() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    choice = f"<w:r><AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    assert lines(f"<w:p><w:r><w:t>正文</w:t></w:r>{field}{choice}</w:p>") == ("正文", "框内文字")


def test_numbers_by_style_and_begun_anew() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{made.WORD}">'
        f'<w:abstractNum w:abstractNumId="1">{level.format(9, "chineseCounting", "第%1部分 ")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2">{level.format(1, "decimalEnclosedCircle", "%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/><w:lvlOverride><w:startOverride w:val="1"/></w:lvlOverride>'
        "</w:num></w:numbering>"
    )
    styles = (
        f'<w:styles xmlns:w="{made.WORD}"><w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    paragraph = "<w:p><w:pPr>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    listed = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    body = paragraph.format('<w:pStyle w:val="B"/>', "甲") + paragraph.format('<w:pStyle w:val="A"/>', "乙")
    body += paragraph.format('<w:pStyle w:val="A"/>' + listed.format(0), "不编号")
    body += "".join(paragraph.format(listed.format(n), text) for n, text in ((2, "丙"), (2, "丁"), (3, "戊")))
    expected = ("第九部分 甲", "第十部分 乙", "不编号", "①丙", "②丁", "①戊")
    assert lines(body, numbering=numbering, styles=styles) == expected


# -- old Word


def test_fields_cells_and_marks_of_old_word() -> None:
    text = '见\x13HYPERLINK "a"\x14\x13PAGE\x143\x15号文件\x15。\r'
    text += "项目\x07件数\x07\x07处罚\x0712\x07\x07分页\x0c后\x0b换行\r"
    found = read_file(made.doc([(text, "utf-16-le")]))
    assert found.lines == ("见3号文件。", "项目\t件数", "处罚\t12", "分页", "后", "换行")


def test_western_text_is_not_taken_for_chinese() -> None:
    assert read_file(made.doc([("“Café” 12\r", "cp1252")])).lines == ("“Café” 12",)


# -- layout


def test_running_heads_and_page_numbers_are_dropped() -> None:
    text = "".join(read_file(made.pdf_by_reportlab()).lines)
    assert "柳溪镇文件" not in text
    assert not re.search("[—－-] ?[0-9] ?[—－-]", text)


def test_a_run_in_ofd_may_state_its_places_in_every_way() -> None:
    place = '<TextObject Boundary="20 {} 100 6" Size="5">{}</TextObject>'
    code = '<TextCode X="0" Y="5"{}>{}</TextCode>'
    texts = (
        code.format(' DeltaX="g 2 5 5"', "甲乙丙丁"),
        code.format("", "戊己庚辛"),
        code.format(' DeltaX="5 x"', "壬癸"),
    )
    objects = "".join(place.format(20 + 10 * i, text) for i, text in enumerate(texts))
    members: dict[str, str | bytes] = {
        "OFD.xml": "<OFD><DocBody><DocRoot>/D/Document.xml</DocRoot></DocBody></OFD>",
        "D/Document.xml": '<Document><Pages><Page BaseLoc="P.xml"/></Pages></Document>',
        "D/P.xml": f"<Page><Content><Layer>{objects}</Layer></Content></Page>",
    }
    assert "".join(read_file(made.zipped(members)).lines) == "甲乙丙丁戊己庚辛壬癸"


# -- pictures


SHORT = [("2024年法治政府建设年度报告", -1), ("一、主要举措和成效", 2), (made.BODY[0][:60], 2)]


def without_marks(found: FileText) -> str:
    return re.sub(r"\W", "", "".join(found.lines))


@with_ocr
@pytest.mark.parametrize("form", ["PDF", "PNG"])
def test_a_scan_is_recognised_and_says_so(form: str) -> None:
    found = read_file(made.picture_file(form, made.pictures(SHORT)))
    assert (found.outcome, found.ocr) == (FileOutcome.READ, True)
    assert without_marks(found) == re.sub(r"\W", "", "".join(text for text, _ in SHORT))
    assert len(found.lines) == 3


@pytest.mark.parametrize("form", ["PDF", "PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"])
def test_without_the_extra_a_picture_says_how_to_get_it(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_engine", lambda: None)
    found = read_file(made.picture_file(form, made.pictures(SHORT)) if made.FONT.exists() else made.blank(form))
    assert (found.outcome, found.lines) == (FileOutcome.NO_TEXT, ())
    assert ".venv/bin/pip install -c constraints.txt -e '.[ocr]'" in (found.reason or "")
