"""What follows a number: how much of it is the title, and how much is text already."""

import re
from dataclasses import dataclass

_LONGEST_TITLE = 60  # of a heading that stands alone
_LONGEST_RUN_IN = 45  # of a heading with its text in the same line; a longer one has no four clauses
_PLAIN_TITLE = 30  # up to here a first sentence is a title whatever it says
_LONGEST_LINE = 40  # of a sentence that still looks like a line of its own
_TRAILING = " 　。；：:;，,、.．…"
# a full stop that ends a sentence (not one within a quotation), or a half-width point between Chinese words
_STOP = re.compile(r"[。！？!?；;](?![”’」』）)》])|(?<=[\u4e00-\u9fff”》）)])[.．](?=[\u4e00-\u9fff“《]|$)")
_COLON = re.compile(r"[^，。；,;：:！？]{2,30}[:：](?=\S)")
_BLANK = re.compile(r"([^，。；,;：:！？\s]{4,30})\s(?=[^\s]{16})")
# a sentence that tells what was done rather than naming it: 全年共办理复议案件12件
_FIGURES = re.compile(r"\d\s?[件起次人名个场份条万余%％]")
_CLAUSES = re.compile(r"[，,][^，,]{1,40}[，,][^，,]{1,40}[，,]")


@dataclass(slots=True)
class Heading:
    """`title` None: a sentence follows the number. `text`: what of the line is text; `ends`: a lone sentence's mark."""

    title: str | None
    text: str = ""
    run_in: bool = False
    ends: str = ""


def split_heading(rest: str) -> Heading:
    """A heading alone in its line, a run-in heading with its text, or a numbered sentence."""
    colon = _COLON.match(rest)
    if colon:
        return Heading(rest[: colon.end() - 1], rest[colon.end() :].strip(), True)
    stop = _STOP.search(rest)
    if stop is None:
        return _unstopped(rest)
    if stop.end() >= len(rest):
        return _lone_sentence(rest)
    return _run_in(rest, stop)


def _unstopped(rest: str) -> Heading:
    title = rest.rstrip(_TRAILING)
    if len(title) > _LONGEST_TITLE:
        return Heading(None, rest, True)
    return Heading(title or None)


def _lone_sentence(rest: str) -> Heading:
    """Whether it is a heading is seen from what follows (see outline); a long one may have its title before a blank."""
    title = rest.rstrip(_TRAILING)
    if len(rest) > _LONGEST_LINE and (blank := _BLANK.match(rest)):
        return Heading(blank.group(1), rest[blank.end() :], True)
    return Heading(title if title and len(title) <= _LONGEST_TITLE else None, rest, len(rest) > _LONGEST_LINE, rest[-1])


def _run_in(rest: str, stop: re.Match[str]) -> Heading:
    """The first sentence is the title where it is short; one that ends with a semicolon is part of a list."""
    title, text = rest[: stop.start()], rest[stop.end() :].strip()
    if stop.group() not in "；;" and _is_title(title):
        return Heading(title.rstrip(_TRAILING), text, True)
    if blank := _BLANK.match(rest):
        return Heading(blank.group(1), rest[blank.end() :], True)
    return Heading(None, rest, True)


def _is_title(sentence: str) -> bool:
    if len(sentence) > _LONGEST_TITLE or not sentence.strip(_TRAILING):
        return False
    if len(sentence) > _LONGEST_RUN_IN and _CLAUSES.search(sentence):
        return False
    return len(sentence) <= _PLAIN_TITLE or not _FIGURES.search(sentence)
