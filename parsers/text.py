"""Text as characters: cleaning a line, folding for comparison, counting Chinese characters."""

import re
import unicodedata
from codecs import utf_16_be_encode

# zero-width and direction marks, soft hyphens, control characters other than white space
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b\x7f]")
_PLACEHOLDER = re.compile(r"[{<]\s?[$%#]|\$\{|\{\{|%>|\[!--|\$\$")
_NOT_HAN = bytes(b for b in range(256) if not 0x34 <= b <= 0x9F)
_WIDE = "[\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff00-\uff60]"
_BROKEN = re.compile(rf"(?<={_WIDE})[^\S\r\n]*+[\r\n]\s*+(?={_WIDE})")


def clean_line(text: str) -> str:
    """One paragraph as a reader sees it: invisible characters gone, runs of white space one blank, ends stripped.

    A line break in the source between two Chinese characters is no blank (as browsers lay it out, CSS Text 4).
    """
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    if "\n" in text or "\r" in text:
        text = _BROKEN.sub("", text)
    return " ".join(text.split())


def fold(text: str) -> str:
    """`text` for comparison: width and case folded, white space and invisible characters gone."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return "".join(text.split()).casefold()


def han(text: str) -> int:
    """How many Chinese characters `text` holds: U+3400 to U+9FFF, told by the upper byte of their UTF-16 form."""
    return len(utf_16_be_encode(text, "surrogatepass")[0][::2].translate(None, _NOT_HAN))


def is_placeholder(text: str) -> bool:
    """A template's field that was never filled: {$ArticleTitle}, <%=title%>, [!--title--]."""
    return bool(_PLACEHOLDER.search(text))


def mend_surrogates(text: str) -> str:
    """Lone surrogates (from broken decoders) as U+FFFD, pairs joined: such a string can be encoded again."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def words(text: str) -> tuple[str, ...]:
    """The words of a list written as running text."""
    return tuple(text.split())
