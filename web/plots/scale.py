"""Where a value stands on an axis: by its size, or by its ratio where the values lie far apart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median_low

_STEEP = 25  # times what is usual: beyond, most bars would be too short to tell apart
_MARKS, _POWERS = 5, 4  # at most, besides the first
_LEAST = 0.01  # what is less is written as 0
_EDGE = 1.5  # times less than its first mark a scale of ratios begins with


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`; `ratios`: equal ratios are equal lengths (logarithm)."""

    low: float
    high: float
    ratios: bool = False

    def at(self, value: float) -> float:
        """0 where the scale begins, 1 where it ends."""
        if not self.ratios:
            return min(max(value, 0) / self.high, 1)
        return min(log10(max(value, self.low) / self.low) / log10(self.high / self.low), 1)

    @property
    def times(self) -> int:
        """How many times the one before a mark is, on a scale of ratios."""
        first, last = ceil(log10(self.low)), floor(log10(self.high))
        steps: int = max(ceil((last - first) / _POWERS), 1)
        return int(10**steps)

    @property
    def marks(self) -> list[float]:
        if not self.ratios:
            step = _round(max(self.high / _MARKS, 1))
            return [step * number for number in range(floor(self.high / step + 1e-9) + 1)]
        found = [10.0 ** ceil(log10(self.low))]
        while found[-1] * self.times <= self.high:
            found.append(found[-1] * self.times)
        return found


def scale_of(values: Sequence[float], others: Sequence[float], *, rate: bool) -> Scale:
    """For the values, with room for the others. A rate is always shown by its size, out of 100."""
    most = max((*values, *others), default=0)
    if rate:
        return Scale(0, max(most, 100))
    known = [value for value in values if value >= _LEAST]
    if not known or most <= _STEEP * median_low(known):
        return Scale(0, most or 1)
    least = min(known)
    return Scale(10 ** floor(log10(least)) / _EDGE, most, ratios=True)


def _round(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 …"""
    size = 10.0 ** floor(log10(least))
    return next(size * step for step in (1, 2, 5, 10) if size * step >= least * (1 - 1e-9))
