"""Chinese numerals as they stand in headings, titles and dates."""

import re
import unicodedata
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "0": 0, "两": 2}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_DASHES = str.maketrans("—–-ー", "一一一一")
_YEAR = re.compile("([二一][〇○零OＯ0一二三四五六七八九]{3})(?=\\s*年)")


@lru_cache(512)
def small_number(numeral: str) -> int | None:
    """一 … 九十九, 壹 … 拾, Arabic digits of either width, ① ⑴ ⒈ ㈠; None for anything else."""
    numeral = bare_numeral(numeral).translate(_FORMAL)
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if any(c not in _DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1 or not numeral:
        return None
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)


@lru_cache(512)
def bare_numeral(printed: str) -> str:
    """The numeral alone and in half width: ㈠ is 一, ⑴ and １ are 1; a dash that stands for it is 一."""
    return unicodedata.normalize("NFKC", printed).strip("().").translate(_DASHES)


def year_in_digits(text: str) -> str:
    """`text` with years like 二〇二四年 written 2024年; nothing else is touched."""
    return _YEAR.sub(lambda m: "".join(str(_DIGITS[c]) for c in m.group(1)), text)
