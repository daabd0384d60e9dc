"""Figures as a reader sees them: with their unit, sums of money in 万元 and 亿元 where that loses nothing."""

_MONEY = (("亿元", 10**8), ("万元", 10**4))
_LARGE = (("亿", 10**8), ("万", 10**4))


def amount_words(value: float, unit: str) -> str:
    """9,200份, 77万元, 98.5%."""
    if unit == "元":
        for name, size in _MONEY:
            if value >= size and (value * 100 / size).is_integer():
                return f"{number_words(value / size)}{name}"
    return f"{number_words(value)}{unit}"


def number_words(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    shown = f"{value:,.2f}"
    return shown.rstrip("0").rstrip(".")


def short_words(value: float) -> str:
    """As it stands at an axis: 3万, 1亿."""
    for name, size in _LARGE:
        if value >= size:
            return f"{number_words(value / size)}{name}"
    return number_words(value)
