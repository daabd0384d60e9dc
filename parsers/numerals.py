"""Chinese numerals as they stand in headings, titles and dates."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "0": 0, "两": 2}
_YEAR = re.compile("([二一][〇○零OＯ0一二三四五六七八九]{3})(?=\\s*年)")


def small_number(numeral: str) -> int | None:
    """一 … 九十九, ①, Arabic digits of either width; None for anything else."""
    if numeral.isdecimal():
        return int(numeral)
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    tens, ten, ones = numeral.rpartition("十")
    if any(c not in _DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1 or not numeral:
        return None
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)


def year_in_digits(text: str) -> str:
    """`text` with years like 二〇二四年 written 2024年; nothing else is touched."""
    return _YEAR.sub(lambda m: "".join(str(_DIGITS[c]) for c in m.group(1)), text)
