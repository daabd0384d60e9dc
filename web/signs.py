"""A standing in colour and in sign: nobody needs to tell colours apart."""

from typing import NamedTuple

from core.duties import Status
from evidence.words import STATUS_WORDS, standing_words


class Sign(NamedTuple):
    """`mark`: one character; `words`: what it is called; `css`: the class that colours it."""

    mark: str
    words: str
    css: str


_MARKS = {
    Status.NOT_DUE: "·",
    Status.DUE_SOON: "△",
    Status.PUBLISHED: "✓",
    Status.PUBLISHED_LATE: "!",
    Status.OVERDUE: "✗",
    Status.UNVERIFIED: "?",
    Status.WITHDRAWN: "−",
    Status.EXEMPT: "○",
}
SIGNS = {status: Sign(mark, STATUS_WORDS[status], f"s-{status.value}") for status, mark in _MARKS.items()}


def sign_of(status: str, duty: str) -> Sign:
    """The sign of an obligation: one that nobody is bound to is not waited for."""
    sign = SIGNS[Status(status)]
    return sign._replace(words=standing_words(status, duty))
