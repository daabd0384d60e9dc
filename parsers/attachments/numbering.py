"""Word's automatic numbers 自动编号: 一、 （一） 1. stand nowhere in the text, only in rules for counting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.attachments.zipped import local, value

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
        "taiwaneseCountingThousand", "ideographTraditional", "koreanDigital2", "chineseLegalSimplified",
    }
)  # fmt: skip
_MOST_STYLES = 20  # that one style may be based on, one on the other


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass
class _List:
    """An abstract list: its levels, and how far each has been counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, in order. Either part may be missing from the file."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        abstract = dict(_abstract_lists(numbering)) if numbering is not None else {}
        self._lists = dict(_lists(numbering, abstract)) if numbering is not None else {}
        self._styles = {value(s, "styleId"): s for s in styles if local(s) == "style"} if styles is not None else {}

    def label(self, paragraph: etree._Element, *, shown: bool) -> str:
        """The number that Word shows before `paragraph` ("" for none, a bullet, or a paragraph without text)."""
        found = self._of(_child(paragraph, "pPr"))
        if found is None or not shown:
            return ""
        numbered, depth = self._lists.get(found[0]), found[1]
        if numbered is None or depth not in numbered.levels:
            return ""
        return _count(numbered, depth)

    def _of(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """List and level of a paragraph: its own, else its style's, else that of the style it is based on."""
        depth = _value_of(_child(properties, "numPr"), "ilvl")
        style = _value_of(properties, "pStyle")
        for _ in range(_MOST_STYLES):
            held = _child(properties, "numPr")
            if number := _value_of(held, "numId"):
                level = depth or _value_of(held, "ilvl") or "0"
                return (number, int(level)) if number != "0" and level.isdecimal() else None
            element = self._styles.get(style)
            if element is None:
                return None
            properties, style = _child(element, "pPr"), _value_of(element, "basedOn")
        return None


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((e for e in element if local(e) == name), None) if element is not None else None


def _value_of(element: etree._Element | None, name: str) -> str | None:
    child = _child(element, name)
    return value(child, "val") if child is not None else None


def _levels(element: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in element.iter():
        depth = value(level, "ilvl") if local(level) == "lvl" else None
        if depth and depth.isdecimal():
            start = _value_of(level, "start") or "1"
            text, form = _value_of(level, "lvlText") or "", _value_of(level, "numFmt") or "decimal"
            yield int(depth), _Level(form, text, int(start) if start.isdecimal() else 1)


def _abstract_lists(numbering: etree._Element) -> Iterator[tuple[str | None, _List]]:
    for element in numbering:
        if local(element) == "abstractNum":
            yield value(element, "abstractNumId"), _List(dict(_levels(element)))


def _lists(numbering: etree._Element, abstract: dict[str | None, _List]) -> Iterator[tuple[str, _List]]:
    """Lists that name one abstract list count on in common, but where one of them begins anew."""
    for element in numbering:
        number = value(element, "numId") if local(element) == "num" else None
        known = abstract.get(_value_of(element, "abstractNumId"))
        if number is None or known is None:
            continue
        override = dict(_levels(element))
        anew = any(local(e) == "startOverride" for e in element.iter())
        yield number, _List({**known.levels, **override}) if anew or override else known


def _count(numbered: _List, depth: int) -> str:
    level, counts = numbered.levels[depth], numbered.counts
    counts[depth] = counts.get(depth, level.start - 1) + 1
    for deeper in [d for d in counts if d > depth]:
        del counts[deeper]
    if level.format in ("bullet", "none"):
        return ""

    def shown(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        held = numbered.levels.get(at)
        return _numeral(counts.get(at, held.start if held else 1), held.format if held else "decimal")

    return re.sub(r"%(\d)", shown, level.text)


def _numeral(number: int, form: str) -> str:
    if form in _CHINESE:
        return _chinese(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return str(number)


def _chinese(number: int) -> str:
    """1…99 as 一…九十九; greater ones as digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")
