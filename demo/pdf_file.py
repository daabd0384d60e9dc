"""A report as it was printed to PDF: pages of lines set one by one, in a font that the file names but does not hold."""

from collections.abc import Iterator
from zlib import compress

from demo.writing import Draft

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 74  # A4, points
_SIZE, _TITLE_SIZE, _LEADING = 16, 22, 29
_PER_LINE = (_WIDTH - 2 * _MARGIN) / _SIZE  # full-width characters
_PER_PAGE = 24
_FORBIDDEN = "，。、；：？！）》”％%"  # never at the beginning of a line

Line = tuple[float, int, str]  # left edge, size, text


def write(draft: Draft) -> bytes:
    """The draft as PDF, its lines broken at the right margin, a number at the foot of each page."""
    lines = list(_lines(draft))
    pages = [lines[i : i + _PER_PAGE] for i in range(0, len(lines), _PER_PAGE)]
    return _file([_drawn(page, number) for number, page in enumerate(pages, 1)])


def _lines(draft: Draft) -> Iterator[Line]:
    for line in draft.title_lines:
        yield _centred(line, _TITLE_SIZE)
    for line in [f"{draft.recipient}："] if draft.recipient else []:
        yield _MARGIN, _SIZE, line
    for para in draft.paras:
        for number, line in enumerate(_broken(para.line)):
            yield _MARGIN + (0 if number else 2 * _SIZE), _SIZE, line
    for line in draft.ending:
        yield _WIDTH - _MARGIN - _SIZE * (_room(line) + 2), _SIZE, line


def _centred(text: str, size: int) -> Line:
    return (_WIDTH - size * _room(text)) / 2, size, text


def _room(text: str) -> float:
    """How many full-width characters the text takes."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _broken(text: str) -> Iterator[str]:
    """A paragraph in lines: the first begins two characters to the right, no line begins with a closing mark."""
    line, left = "", _PER_LINE - 2
    for character in text:
        if _room(line + character) > left and character not in _FORBIDDEN:
            yield line
            line, left = "", _PER_LINE
        line += character
    yield line


def _drawn(lines: list[Line], number: int) -> bytes:
    foot = _centred(f"- {number} -", 12)
    placed = [(line, _HEIGHT - _MARGIN - _LEADING * i) for i, line in enumerate(lines)] + [(foot, _MARGIN / 2)]
    words = (
        f"/F1 {size} Tf 1 0 0 1 {left:.1f} {y:.1f} Tm <{text.encode('utf-16-be').hex()}> Tj"
        for (left, size, text), y in placed
    )
    return "BT\n{}\nET".format("\n".join(words)).encode()


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500]"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def _file(pages: list[bytes]) -> bytes:
    """Objects 1 catalog, 2 page tree, 3 to 5 font, then a page and its content each."""
    numbers = range(6, 6 + 2 * len(pages), 2)
    kids = " ".join(f"{n} 0 R" for n in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *_FONT,
    ]
    for number, content in zip(numbers, map(compress, pages), strict=True):
        box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R >>".encode())
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    """The objects one after the other, and the table of where each begins."""
    file, places = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
