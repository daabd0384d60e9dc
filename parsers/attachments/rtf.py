"""RTF: text between control words; Chinese stands as escaped GBK bytes or as Unicode numbers."""

import re
from collections.abc import Iterator

from parsers.attachments.filetext import Content
from parsers.text import clean_line, mend_surrogates

_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
# groups whose text is not shown in the body
_HIDDEN = frozenset(
    b"fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote "
    b"fldinst object listtable listoverridetable revtbl rsidtbl themedata datastore xmlnstbl annotation deleted "
    b"generator latentstyles colorschememapping".split()
)
_BREAKS = {b"par": "\r", b"line": "\r", b"page": "\r", b"sect": "\r", b"row": "\r", b"cell": "\t", b"tab": " "}
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def read(body: bytes) -> Content:
    """The paragraphs of the main text; a table's row one line, cells divided by tabs."""
    page = _CODE_PAGE.search(body[:2000])
    encoding = {b"936": "gb18030", b"950": "cp950"}.get(page.group(1), "cp1252") if page else "gb18030"
    text = mend_surrogates("".join(_parts(body, encoding)))
    lines = ("\t".join(clean_line(cell) for cell in line.split("\t")).strip("\t") for line in text.split("\r"))
    return Content(tuple(line for line in lines if line))


def _parts(body: bytes, encoding: str) -> Iterator[str]:
    """The shown text, bit by bit; escaped bytes are gathered first, for a character may need two."""
    pending = bytearray()
    for kind, found in _shown(body):
        if kind == "byte":
            pending += found
            continue
        if pending:
            yield pending.decode(encoding, "replace")
            pending.clear()
        yield found.decode("utf-16-le", "surrogatepass") if kind == "unit" else found.decode("latin-1")
    yield pending.decode(encoding, "replace")


def _shown(body: bytes) -> Iterator[tuple[str, bytes]]:
    hidden, skip, fallback = [False], 0, [1]
    for m in _TOKEN.finditer(body):
        word, number, escaped, symbol, brace, text = m.groups()
        if brace == b"{":
            hidden.append(hidden[-1])
            fallback.append(fallback[-1])
        elif brace and len(hidden) > 1:
            hidden.pop()
            fallback.pop()
        elif word in _HIDDEN or symbol == b"*":
            hidden[-1] = True
        elif word == b"uc":
            fallback[-1] = min(int(number or 1), 8)
        elif hidden[-1]:
            continue
        elif word == b"u" and number:
            skip = fallback[-1]
            yield "unit", (int(number) & 0xFFFF).to_bytes(2, "little")
        elif word in _BREAKS:
            yield "text", _BREAKS[word].encode()
        elif escaped and skip:
            skip -= 1
        elif escaped:
            yield "byte", bytes.fromhex(escaped.decode())
        elif text or symbol:
            kept = (text or {b"~": b" ", b"_": b"-", b"-": b""}.get(symbol, symbol))[skip:]
            skip = 0
            yield ("byte" if text and not text.isascii() else "text"), kept
