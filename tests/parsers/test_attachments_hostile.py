"""Files that are locked, cut, fuzzed or built to do harm: each ends as an outcome with its reason in Chinese."""

import re
import zlib
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reports import FileOutcome
from parsers import read_report
from parsers.attachments import FileText, ocr, read_file
from parsers.text import words
from tests.parsers import files_made as made

LAUGHS = '<!DOCTYPE d [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]><d>&c;</d>'
EXTERNAL = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d><body><p><t>&a;</t></p></body></d>'
ENCRYPTED_OFFICE = made.ole({"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\4\0\4\0"})


@pytest.fixture(autouse=True)
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_engine", lambda: None)


def locked_zip() -> bytes:
    body = bytearray(made.docx_of("<w:p/>"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + at] |= 1
    return bytes(body)


def pdf_of(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (count, table, count)
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % start


def stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
MANY_PAGES = b"<</Type/Pages/Kids[%s]/Count 10000>>" % (b"3 0 R " * 10_000)
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>"
HUGE = b"BM" + b"\0" * 12 + b"\x28\0\0\0" + b"\xff\xff\0\0" * 2 + b"\1\0\x18\0" + b"\0" * 24

BAD: dict[str, tuple[Callable[[], bytes], FileOutcome]] = {
    "empty": (lambda: b"", FileOutcome.BROKEN),
    "pdf with a password": (lambda: made.pdf_by_reportlab("secret"), FileOutcome.ENCRYPTED),
    "docx with a password": (lambda: ENCRYPTED_OFFICE, FileOutcome.ENCRYPTED),
    "doc with a password": (lambda: made.doc([("密\r", "utf-16-le")], flags=0x0100), FileOutcome.ENCRYPTED),
    "zip with a password": (locked_zip, FileOutcome.ENCRYPTED),
    "pdf header alone": (lambda: b"%PDF-1.7\n", FileOutcome.BROKEN),
    "ole header alone": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileOutcome.BROKEN),
    "zip header alone": (lambda: b"PK\x03\x04", FileOutcome.BROKEN),
    "png header alone": (lambda: b"\x89PNG\r\n\x1a\n", FileOutcome.BROKEN),
    "excel": (lambda: made.ole({"Workbook": b"\0" * 5000}), FileOutcome.UNSUPPORTED),
    "xlsx": (lambda: made.zipped({"xl/workbook.xml": "<a/>"}), FileOutcome.UNSUPPORTED),
    "zip": (lambda: made.zipped({"报告.docx": "x"}), FileOutcome.UNSUPPORTED),
    "rar": (lambda: b"Rar!\x1a\x07\x00" + b"\0" * 99, FileOutcome.UNSUPPORTED),
    "gzip": (lambda: b"\x1f\x8b\x08" + b"\0" * 99, FileOutcome.UNSUPPORTED),
    "garbage": (lambda: bytes(range(256)) * 9, FileOutcome.UNSUPPORTED),
    "too many bytes": (lambda: b"%PDF-1.7\n" + b" " * (32 << 20), FileOutcome.TOO_LARGE),
    "ten thousand pages": (lambda: pdf_of([CATALOG, MANY_PAGES, PAGE, stream(b"")]), FileOutcome.TOO_LARGE),
    "no text": (lambda: made.docx_of("<w:p/>"), FileOutcome.NO_TEXT),
    "no document": (lambda: made.zipped({"word/document.xml": ""}), FileOutcome.BROKEN),
    "bomb": (lambda: made.docx_of("<w:p>" + " " * (25 << 20) + "</w:p>"), FileOutcome.TOO_LARGE),
    "many members": (lambda: made.zipped({str(i): "" for i in range(10_001)} | {"ofd.xml": ""}), FileOutcome.TOO_LARGE),
    "laughs": (lambda: made.zipped({"word/document.xml": LAUGHS}), FileOutcome.BROKEN),
    "external entity": (lambda: made.zipped({"word/document.xml": EXTERNAL}), FileOutcome.BROKEN),
    "deep": (lambda: made.docx_of("<w:sdt>" * 9000 + "</w:sdt>" * 9000), FileOutcome.BROKEN),
    "three million characters": (
        lambda: made.docx_of("<w:p><w:t>" + "字" * 3_000_000 + "</w:t></w:p>"),
        FileOutcome.TOO_LARGE,
    ),
    "ofd without pages": (lambda: made.zipped({"OFD.xml": "<OFD><DocRoot>a.xml</DocRoot></OFD>"}), FileOutcome.BROKEN),
    "ofd of 400 pages": (
        lambda: made.zipped(
            {"OFD.xml": "<a><DocRoot>d</DocRoot></a>", "d": "<a>" + "<Page BaseLoc='d'/>" * 400 + "</a>"}
        ),
        FileOutcome.TOO_LARGE,
    ),
    "page tree in a circle": (
        lambda: pdf_of([CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99/Parent 2 0 R>>"]),
        FileOutcome.TOO_LARGE,
    ),
    "form that draws itself": (
        lambda: pdf_of([CATALOG, ONE_PAGE, PAGE, stream(b"/A Do"), stream(b"/A Do /A Do", FORM % 5)]),
        FileOutcome.TOO_LARGE,
    ),
    "forms in forms": (
        lambda: pdf_of(
            [CATALOG, ONE_PAGE, PAGE, stream(b"/A Do"), *(stream(b"/A Do " * 10, FORM % (6 + i)) for i in range(9))]
        ),
        FileOutcome.TOO_LARGE,
    ),
    "content of zeros": (lambda: pdf_of([CATALOG, ONE_PAGE, PAGE, stream(b"\0" * (64 << 20))]), FileOutcome.NO_TEXT),
    "huge picture": (lambda: HUGE, FileOutcome.TOO_LARGE),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_ends_as_an_outcome(kind: str) -> None:
    made_up, outcome = BAD[kind]
    body = made_up()
    found = read_file(body)
    assert (found.outcome, found.lines) == (outcome, ())
    assert re.search("[\u4e00-\u9fff]", found.reason or "")
    report = read_report(body)
    assert not report.is_report


def test_names_of_format_are_told() -> None:
    assert "Excel" in (read_file(BAD["xlsx"][0]()).reason or "")
    assert (read_file(BAD["rar"][0](), "附/年报.rar").reason or "").startswith("《年报.rar》")


GOLDEN: dict[str, Callable[[], bytes]] = {
    "pdf": made.pdf_by_reportlab,
    "docx": lambda: made.docx(numbered=True, table=True),
    "doc": (made.GOLDEN / "table.doc").read_bytes,
    "own doc": lambda: made.doc([("一、主要举措\r", "gbk"), ("正文\x07单元\x07\x07。\r", "utf-16-le")]),
    "ofd": made.ofd,
    "rtf": lambda: rb"{\rtf1\ansicpg936{\fonttbl{\f0 x;}}\'d2\'bb\'a1\'a2\u20030?\par{\*\x y}\'b6}",
    "png": lambda: made.blank("PNG"),
    "tiff": lambda: made.blank("TIFF"),
}


@cache
def golden(kind: str) -> bytes:
    return GOLDEN[kind]()


def well_formed(found: FileText) -> None:
    assert (found.outcome is FileOutcome.READ) == bool(found.lines)
    assert (found.reason is None) == bool(found.lines)
    assert not any("\n" in line or not line.strip() or re.search("[\ud800-\udfff]", line) for line in found.lines)


@pytest.mark.parametrize("kind", GOLDEN)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_cut_and_bent_files_never_raise(kind: str, data: st.DataObject) -> None:
    body = bytearray(golden(kind))
    for _ in range(data.draw(st.integers(0, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    well_formed(read_file(bytes(body[: data.draw(st.integers(0, len(body)))])))
    well_formed(read_file(bytes(body)))


MAGIC = (b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"GIF89a", b"")


@pytest.mark.parametrize("magic", MAGIC)
@settings(max_examples=30, deadline=None)
@given(tail=st.binary(max_size=600))
def test_whatever_follows_the_first_bytes(magic: bytes, tail: bytes) -> None:
    well_formed(read_file(magic + tail))


VALUES = ("0", "1", "2", "-1", "x", "%1、", "%9", "decimal", "chineseCounting", "9" * 5000)


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml", "word/styles.xml"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_well_formed_nonsense_in_a_docx(part: str, data: st.DataObject) -> None:
    names = words("p r t tbl tr tc pPr numPr numId ilvl abstractNum num lvl lvlText numFmt start style basedOn body br")
    name, value = st.sampled_from(names), st.sampled_from(VALUES)
    nested = st.recursive(
        st.builds('<w:{0} w:val="{1}" w:numId="{1}" w:ilvl="{1}" w:abstractNumId="{1}">文</w:{0}>'.format, name, value),
        lambda inner: st.builds("<w:{0}>{1}{2}</w:{0}>".format, name, inner, inner),
        max_leaves=20,
    )
    document = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>文</w:t></w:r></w:p>'
    members: dict[str, str | bytes] = {"word/document.xml": made.rooted(f"<w:body>{document}</w:body>")}
    members[part] = made.rooted(data.draw(nested))
    well_formed(read_file(made.zipped(members)))
