"""OFD 版式文档 (GB/T 33190-2016): a zip of XML whose pages give every run of characters with its place."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import Content, FileProblem
from parsers.attachments.layout import Piece, to_rows
from parsers.attachments.reflow import reflow
from parsers.attachments.zipped import Package, local, value

_MOST_OFFSETS = 10_000  # of one run of characters


def read(body: bytes) -> Content:
    """The text of the pages of every document in the file; annotations and seals are left out."""
    package = Package(body)
    root = package.xml("OFD.xml")
    pages: list[tuple[Piece, ...]] = []
    for place in _texts(root, "DocRoot"):
        pages += _document(package, place.lstrip("/"))
    lines = reflow([to_rows(page) for page in pages])
    if not lines:
        raise FileProblem(FileOutcome.NO_TEXT, "OFD 里没有文字（可能是扫描件），请下载查看")
    return Content(lines)


def _texts(root: etree._Element, name: str) -> Iterator[str]:
    return (e.text.strip() for e in root.iter() if local(e) == name and e.text and e.text.strip())


def _document(package: Package, place: str) -> list[tuple[Piece, ...]]:
    document = package.xml(place)
    folder = posixpath.dirname(place)
    places = [value(page, "BaseLoc") or "" for page in document.iter() if local(page) == "Page"]
    if len(places) > limits.MOST_PAGES:
        raise FileProblem(FileOutcome.TOO_LARGE, f"OFD 有 {len(places)} 页，超过上限 {limits.MOST_PAGES} 页")
    pages, left = [], limits.MOST_CHARACTERS
    for name in places:
        pieces = _page(package.xml(_resolved(folder, name)), left)
        left -= len(pieces)
        pages.append(pieces)
    return pages


def _resolved(folder: str, name: str) -> str:
    return name.lstrip("/") if name.startswith("/") else posixpath.normpath(posixpath.join(folder, name))


def _page(root: etree._Element, left: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text in root.iter():
        if local(text) == "TextObject":
            pieces += _run(text)
        if len(pieces) > left:
            raise FileProblem(FileOutcome.TOO_LARGE, f"OFD 的文字超过 {limits.MOST_CHARACTERS // 10_000} 万字")
    return tuple(pieces)


def _run(text: etree._Element) -> Iterator[Piece]:
    """The characters of a text object, each at its place on the page (millimetres)."""
    x0, y0 = (*_numbers(value(text, "Boundary")), 0.0, 0.0)[:2]
    size = next(iter(_numbers(value(text, "Size"))), 4.0)
    a, b, c, d, e, f = matrix if len(matrix := _numbers(value(text, "CTM"))) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    em = abs(size * d) or size
    x = y = 0.0
    for code in (e for e in text if local(e) == "TextCode"):
        characters = code.text or ""
        x, y = _number(value(code, "X"), x), _number(value(code, "Y"), y)
        across, down = _offsets(value(code, "DeltaX")), _offsets(value(code, "DeltaY"))
        for i, character in enumerate(characters):
            left, base = x0 + a * x + c * y + e, y0 + b * x + d * y + f
            width = em * (0.55 if character.isascii() else 1.0)
            yield Piece(character, left, left + width, base - 0.9 * em, base + 0.1 * em)
            x += across[i] if i < len(across) else (0.0 if down else width / (abs(a) or 1))
            y += down[i] if i < len(down) else 0.0


def _offsets(text: str | None) -> list[float]:
    """Distances from character to character; `g 3 4.2` is 4.2 three times."""
    out: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            times, step = _number(next(words, None), 0.0), _number(next(words, None), 0.0)
            out += [step] * int(min(times, _MOST_OFFSETS))
        else:
            out.append(_number(word, 0.0))
        if len(out) > _MOST_OFFSETS:
            break
    return out


def _numbers(text: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (text or "").split()]


def _number(text: str | None, otherwise: float) -> float:
    try:
        found = float(text) if text else otherwise
    except ValueError:
        return otherwise
    return found if abs(found) < 1e6 else otherwise
