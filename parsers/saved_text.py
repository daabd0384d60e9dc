"""Saved text to a page as seen: the same words as on the page, but no markup to tell furniture by."""

import re

from parsers.limits import MOST_LINES, MOST_TEXT
from parsers.page import SeenPage, UnreadableError
from parsers.text import clean_line

_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|script|div|table|tr|td|p|br|span|a|ul|li|h[1-6]|font|article|section)\b[^<]*>",
    re.I,
)


def looks_like_html(text: str) -> bool:
    """Told by content: a document's own tags, or at least three tags of its body, in the first 200,000 characters."""
    head = text[:200_000]
    if re.search(r"<(?:!doctype\s+html|html|body)\b", head, re.I):
        return True
    return sum(1 for _, _ in zip(range(3), _TAGS.finditer(head), strict=False)) == 3


def read_saved_text(text: str) -> SeenPage:
    """Every line that holds something, one paragraph each; UnreadableError where there are more than any report has."""
    if len(text) > MOST_TEXT:
        raise UnreadableError(f"文本过长：超过{MOST_TEXT}字")
    lines = re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text)
    article = tuple(clean for line in lines if (clean := clean_line(line)))
    if len(article) > MOST_LINES:
        raise UnreadableError(f"文本结构异常：超过{MOST_LINES}行")
    return SeenPage(article, loose=True)
