"""Text as characters: cleaning a line, folding for comparison, counting Chinese characters."""

import re
import unicodedata

# zero-width and direction marks, soft hyphens, control characters other than white space
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b\x7f]")
_SPACE = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u9fff]")
_WIDE_END = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]$")
_WIDE_START = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")


def clean_line(text: str) -> str:
    """One paragraph as a reader sees it: invisible characters gone, runs of white space one blank, ends stripped.

    A line break in the source between two Chinese characters is no blank (as browsers lay it out, CSS Text 4).
    """
    text = _INVISIBLE.sub("", text)
    if "\n" not in text and "\r" not in text:
        return _SPACE.sub(" ", text).strip()
    parts = _SPACE.split(text)
    gaps = _SPACE.findall(text)
    line = parts[0]
    for gap, part in zip(gaps, parts[1:], strict=True):
        joined = ("\n" in gap or "\r" in gap) and _WIDE_END.search(line[-1:]) and _WIDE_START.match(part)
        line += part if joined else " " + part
    return line.strip()


def fold(text: str) -> str:
    """`text` for comparison: width and case folded, white space and invisible characters gone."""
    return _SPACE.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).casefold()


def han(text: str) -> int:
    """How many Chinese characters `text` holds."""
    return len(_HAN.findall(text))


def mend_surrogates(text: str) -> str:
    """Lone surrogates (from broken decoders) as U+FFFD, pairs joined: such a string can be encoded again."""
    if text.isascii() or not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words(text: str) -> tuple[str, ...]:
    """The words of a list written as running text."""
    return tuple(text.split())
