"""Old Word files (.doc, and what WPS saves as .wps): the piece table of the binary format, read by hand.

Source: [MS-DOC] 2.4.1 (Retrieving Text), 2.5 (Fib), 2.9.38 (Clx), 2.9.177 (Pcd).
"""

import re
import struct
from collections.abc import Iterator

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import Content, FileProblem
from parsers.attachments.ole import read_streams
from parsers.text import clean_line, mend_surrogates

_WORD_97 = 0x00C1  # nFib of Word 97; earlier ones lay their text out otherwise
_ENCRYPTED, _OBFUSCATED, _TABLE_1 = 0x0100, 0x8000, 0x0200
_CCP_TEXT, _FC_CLX = 0x4C, 0x1A2  # where the length of the main text and the place of the piece table stand
_MOST_PIECES = 200_000
_HIGH, _PAIR = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")  # a pair of GB 2312
_MARKS = str.maketrans({"\x1e": "-", "\x1f": "", "\xa0": " ", "\x01": "", "\x08": "", "\x02": "", "\x05": ""})


def read(body: bytes) -> Content:
    """The main text: no headers, notes or comments; of a field what it shows, not its code."""
    streams = read_streams(body, ("worddocument", "0table", "1table"))
    word = streams.get("worddocument", b"")
    try:
        text = _main_text(word, streams)
    except (struct.error, IndexError):
        raise FileProblem(FileOutcome.BROKEN, "doc 文件已损坏，找不到正文") from None
    return Content(tuple(_lines(_without_codes(text))))


def _main_text(word: bytes, streams: dict[str, bytes]) -> str:
    magic, version = struct.unpack_from("<HH", word, 0)
    (flags,) = struct.unpack_from("<H", word, 10)
    if flags & (_ENCRYPTED | _OBFUSCATED):
        raise FileProblem(FileOutcome.ENCRYPTED, "doc 文件设有打开密码，读不出内容")
    if magic not in (0xA5EC, 0xA5DC) or version < _WORD_97:
        raise FileProblem(FileOutcome.UNSUPPORTED, "早于 Word 97 的文档，请另存为 docx 后再读")
    table = streams.get("1table" if flags & _TABLE_1 else "0table", b"")
    (length,) = struct.unpack_from("<i", word, _CCP_TEXT)
    start, size = struct.unpack_from("<II", word, _FC_CLX)
    return "".join(_pieces(word, _piece_table(table[start : start + size]), length))


def _piece_table(clx: bytes) -> bytes:
    """The Clx without the formatting (Prc) that may stand before the piece table."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise FileProblem(FileOutcome.BROKEN, "doc 文件已损坏，没有文本块表")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _pieces(word: bytes, table: bytes, length: int) -> Iterator[str]:
    """The pieces in order, as far as the main text goes."""
    count = min((len(table) - 4) // 12, _MOST_PIECES)
    places = struct.unpack_from(f"<{count + 1}I", table, 0)
    if min(length, places[-1]) > limits.MOST_CHARACTERS:
        raise FileProblem(FileOutcome.TOO_LARGE, f"doc 的文字超过 {limits.MOST_CHARACTERS // 10_000} 万字")
    for i in range(count):
        (fc,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * i + 2)
        characters = min(places[i + 1], length) - places[i]
        if characters > 0:
            yield _decoded(word, fc, characters)


def _decoded(word: bytes, fc: int, characters: int) -> str:
    """One piece: UTF-16, or (bit 30) one byte a character in Windows' Western code page."""
    at = fc & 0x3FFFFFFF
    if not fc & 0x40000000:
        return word[at : at + 2 * characters].decode("utf-16-le", "replace")
    return _western(word[at // 2 : at // 2 + characters])


def _western(piece: bytes) -> str:
    """Bytes of the Western page; some writers put GBK there, seen from high bytes that all stand in pairs."""
    high = len(_HIGH.findall(piece))
    if high and 2 * len(_PAIR.findall(piece)) >= 0.9 * high:
        try:
            return piece.decode("gbk")
        except UnicodeDecodeError:
            pass
    return piece.decode("cp1252", "replace")


def _without_codes(text: str) -> str:
    """Fields are \\x13 code \\x14 result \\x15, one within another: only results are shown."""
    out: list[str] = []
    hidden: list[bool] = []
    for part in re.split("([\x13\x14\x15])", text):
        if part == "\x13":
            hidden.append(True)
        elif part == "\x14" and hidden:
            hidden[-1] = False
        elif part == "\x15" and hidden:
            hidden.pop()
        elif part not in ("\x14", "\x15") and not any(hidden[-20:]):
            out.append(part)
    return "".join(out)


def _lines(text: str) -> Iterator[str]:
    """Paragraphs end with \\r, line breaks are \\v, page breaks \\f; \\a ends a cell, and twice ends a row."""
    text = mend_surrogates(text.translate(_MARKS))
    for block in re.split(r"(?<=\x07)\x07", text):
        *rest, last = [block] if "\x07" not in block else _row(block)
        yield from (line for part in rest for line in _split(part))
        yield from _split(last)


def _row(block: str) -> list[str]:
    """What stands before a table's row, and the row: its cells divided by tabs."""
    cells = block.rstrip("\x07").split("\x07")
    *before, first = re.split(r"[\r\v\f]", cells[0])
    row = [first, *(" ".join(re.split(r"[\r\v\f]", cell)) for cell in cells[1:])]
    return ["\r".join(before), "\x07".join(row)]


def _split(part: str) -> Iterator[str]:
    for line in re.split(r"[\r\v\f\x0e]", part):
        cells = [clean_line(cell) for cell in line.split("\x07")]
        if clean := "\t".join(cells).strip("\t"):
            yield clean
