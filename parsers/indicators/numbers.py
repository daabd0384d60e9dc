"""Amounts in a text 数量: a number with its unit, as reports print them (31件, 1.2万余条, 二十余次, 百分之九十八)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.indicators.keys import Family

_HAN = "零〇一二两三四五六七八九十百千"
_NUMERALS = frozenset(_HAN)
_DIGIT = "0-9０-９"
_COUNTED = r"件次|件（次）|件\(次\)|人次|场次|场（次）|场\(次\)|期次|班次|[件起宗例条份篇个项次场期处单人名位家元%％]"
_AMOUNT = re.compile(  # begins with a class, so that the search for it is fast; no start within a number
    rf"(?P<number>[{_DIGIT}{_HAN}](?<![{_DIGIT}.．][{_DIGIT}])[{_DIGIT}{_HAN}]{{0,11}}"
    rf"(?:[,，][{_DIGIT}]{{3}}(?![{_DIGIT}])){{0,4}}(?:[.．][{_DIGIT}]{{1,6}})?(?:万[{_HAN}]{{1,7}}(?=元))?)"
    rf"(?:(?<=百)分之(?P<share>[{_HAN}]{{1,5}}(?:点[{_HAN}]{{1,4}})?)"
    rf"|[ 　]?(?P<more>[余多])?[ 　]?(?P<times>[千万亿])?(?P<over>[余多])?[ 　]?(?P<unit>{_COUNTED}))"
)
_BEFORE = re.compile(
    "(?:(?P<about>大约|(?<![民合])约|将近|接近|(?<![最临附])近|超过|超|逾|突破)"
    "|(?P<limit>至少|不少于|不低于|不得少于|不超过|不高于|最多|最高|以内|第|每|(?<!合)同|各|逐|某|(?<!聘)任"
    rf"|[{_DIGIT}{_HAN}%％件次名人][ 　]?[-—–－~～至到]))[ 　]?\Z"
)
_ENDS_BEFORE = frozenset("约近过超逾破少于多高内第每同各逐某任-—–－~～至到 　")  # what those words end with
_AFTER = re.compile(rf"(?P<about>左右|以上|上下)|(?P<limit>以下|以内|[-—–－~～至到][ 　]?[{_DIGIT}])")
_BEGINS_AFTER = frozenset("左以上-—–－~～至到")  # what those words begin with
_FAMILIES = dict.fromkeys("人名位家", Family.PEOPLE) | {"元": Family.MONEY, "%": Family.RATE}
_TIMES = {None: 1, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_FIGURES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(slots=True)
class Amount:
    """A number and its unit at [start, end) of the text; 万 and 亿 are multiplied out."""

    value: float
    unit: str
    family: Family
    approximate: bool
    start: int
    end: int


def find_places(text: str) -> Iterator[re.Match[str]]:
    """Where amounts may stand, in order; `read_amount` reads them."""
    return _AMOUNT.finditer(text)


def read_amount(text: str, found: re.Match[str]) -> Amount | None:
    """The amount at a place; None for an ordinal (第3次), a limit (不少于3次) or a range (3至5名)."""
    words = text[max(0, found.start() - 4) : found.start()]
    before = _BEFORE.search(words) if words[-1:] in _ENDS_BEFORE else None
    after = _AFTER.match(text, found.end()) if text[found.end() : found.end() + 1] in _BEGINS_AFTER else None
    if (before and before["limit"]) or (after and after["limit"]):
        return None
    value = _value(found)
    if value is None:
        return None
    unit = found["unit"] or "%"
    unit = "%" if unit == "％" else unit
    start = found.start() - (len(before[0]) if before else 0)
    end = after.end() if after else found.end()
    return Amount(value, unit, _family(unit), bool(before or found["more"] or found["over"] or after), start, end)


def _family(unit: str) -> Family:
    return _FAMILIES.get(unit, Family.ITEMS)


def _value(found: re.Match[str]) -> float | None:
    """The number as a value; whole ones as int. None where the numeral is no number (一百一百, 3一)."""
    written, times = found["share"] or found["number"], _TIMES[found["times"]]
    if times == 1 and written.isdecimal():
        return int(written)
    if "万" in written:
        return _with_ten_thousands(written)
    if written[0] in _HAN:
        whole, point, part = written.partition("点")
        number = han_number(whole)
        if number is None or any(c not in _FIGURES for c in part):
            return None
        return float(f"{number}.{''.join(str(_FIGURES[c]) for c in part)}") if point else number * times
    digits = written.replace(",", "").replace("，", "").replace("．", ".")
    if digits[-1] in _PLACES:
        digits, times = digits[:-1], times * _PLACES[digits[-1]]
    if not _NUMERALS.isdisjoint(digits):
        return None
    value = round(float(digits) * times, 4)
    return int(value) if value.is_integer() else value


def _with_ten_thousands(written: str) -> int | None:
    """三万六千."""
    ten_thousands, rest = map(han_number, written.split("万"))
    return None if ten_thousands is None or rest is None else ten_thousands * 10_000 + rest


def han_number(numeral: str) -> int | None:
    """三, 十二, 二十, 一百零五, 两千三百, 百 (as in 百余); None for what is not written as a number."""
    total, figure, least = 0, None, 10_000
    for c in numeral:
        if c in _FIGURES:
            if figure:
                return None
            figure = _FIGURES[c]
        elif (place := _PLACES.get(c, least)) < least:
            total, figure, least = total + (1 if figure is None else figure) * place, None, place
        else:
            return None
    return total + (figure or 0)
