"""Figures that a person should look at 离群值: far from those of like units, or from the unit's own past. Pure.

Counts and sums are compared by their ratios (on logarithms), rates by their differences. Small counts leap by chance:
a count also has to differ by more than counts of its size do. Where there are few values, nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import expm1, floor, log1p, sqrt
from statistics import median

from core.amounts import amount_words

FEWEST = 10  # like units, without whom nothing is far away
RANGES = 3  # so many interquartile ranges beyond a quartile are far
FACTOR = 10  # so many times the year before
POINTS = 30  # of a rate, from one year to the next
_ROOTS = 3.0  # the root of a count scatters by about one half, whatever its size
_LEAST_RATIO = log1p(0.5)  # units that are all alike would make every other one stand out
_LEAST_POINTS = 5.0
_PAST = 3  # other years that show what is usual for a unit


class Side(StrEnum):
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure stands out, to which side, and why (Chinese)."""

    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How the figures of like units lie 分布: their number, the least, the quartiles and the greatest."""

    count: int
    low: float
    q1: float
    median: float
    q3: float
    high: float


def places(count: int) -> tuple[float, float, float]:
    """Where in `count` sorted values the quartiles lie, from 0; between two of them is between their values."""
    return (count - 1) / 4, (count - 1) / 2, (count - 1) * 3 / 4


def between(lower: float, upper: float, place: float) -> float:
    """The value at a place between two neighbours."""
    return lower + (upper - lower) * (place - floor(place))


def fences(spread: Spread, *, rate: bool) -> tuple[float, float] | None:
    """What is less than the first or more than the second is far from the others; None where they are too few."""
    if spread.count < FEWEST:
        return None
    if rate:
        reach = RANGES * max(spread.q3 - spread.q1, _LEAST_POINTS)
        return spread.q1 - reach, spread.q3 + reach
    lower, upper = log1p(spread.q1), log1p(spread.q3)
    reach = RANGES * max(upper - lower, _LEAST_RATIO)
    least = max(sqrt(spread.q1) - _ROOTS, 0) ** 2
    return min(expm1(lower - reach), least), max(expm1(upper + reach), (sqrt(spread.q3) + _ROOTS) ** 2)


def against_peers(value: float, spread: Spread, *, rate: bool) -> Side | None:
    """Whether it is far from the figures of like units in the same year, its own among them."""
    if (limits := fences(spread, rate=rate)) is None:
        return None
    lowest, highest = limits
    return Side.HIGH if value > highest else Side.LOW if value < lowest else None


def against_past(years: Mapping[int, float], year: int, *, rate: bool) -> Side | None:
    """Whether the figure of `year` is far from that of the year before, and from what is usual in the other years.

    The latter, where enough are known, tells a figure that leaps from one that comes back from a leap.
    """
    if year not in years or year - 1 not in years:
        return None
    side = _leap(years[year - 1], years[year], rate=rate)
    others = [value for other, value in years.items() if other != year]
    if side is None or len(others) < _PAST:
        return side
    return side if _leap(median(others), years[year], rate=rate) is side else None


def _leap(before: float, after: float, *, rate: bool) -> Side | None:
    if rate:
        far = abs(after - before) >= POINTS
    else:
        smaller, greater = sorted((before, after))
        far = smaller > 0 and greater / smaller >= FACTOR and sqrt(greater) - sqrt(smaller) >= _ROOTS
    return (Side.HIGH if after > before else Side.LOW) if far else None


def verdict(years: Mapping[int, float], year: int, peers: Spread | None, *, unit: str) -> Verdict | None:
    """Whether a unit's figure of `year` is for a person to look at. `unit`: what it is counted in; % is a rate."""
    rate, value = unit == "%", years[year]
    beside = against_peers(value, peers, rate=rate) if peers else None
    before = against_past(years, year, rate=rate)
    reasons = [
        *([_past_words(years[year - 1], value, year, unit)] if before else []),
        *([_peer_words(beside, peers, unit)] if beside and peers else []),
    ]
    side = before or beside
    return Verdict(side, "；".join(reasons)) if side else None


def _past_words(before: float, after: float, year: int, unit: str) -> str:
    known = f"本单位{year - 1}年的{amount_words(before, unit)}"
    if unit == "%":
        return f"比{known}{'高' if after > before else '低'}{abs(after - before):.3g}个百分点"
    times = max(after, before) / min(after, before)
    return f"是{known}的{times:.3g}倍" if after > before else f"约为{known}的{times:.0f}分之一"


def _peer_words(side: Side, peers: Spread, unit: str) -> str:
    quartile = "高于同级单位上四分位数" if side is Side.HIGH else "低于同级单位下四分位数"
    scale = "" if unit == "%" else "（按对数计）"
    middle = f"{amount_words(peers.q1, unit)}至{amount_words(peers.q3, unit)}"
    return f"{quartile}{RANGES}倍四分位距以上{scale}，同级{peers.count}个单位居中的一半在{middle}"
