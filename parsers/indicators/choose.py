"""Which of several claims is the unit's own total of its year 择定."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from parsers.indicators.bearing import Standing
from parsers.indicators.claims import Claim
from parsers.indicators.keys import INDICATORS, Family

_COUNTED = (Family.ITEMS, Family.MONEY)


def choose(claims: Iterable[Claim], report_year: int | None) -> Iterator[Claim]:
    """One claim a key: that of the report's own year; of another year only where the own year has none."""
    by_key = sorted(claims, key=lambda c: (c.key, c.start))
    body_year = _body_year(by_key, report_year)
    for _, group in groupby(by_key, key=lambda c: c.key):
        own = _own_year(list(_without_parts(list(group))), report_year, body_year)
        if own:
            yield min(own, key=_order)


def _without_parts(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Claims without those listed side by side (一期培训班、两期讲座): none of them is the total.

    Of 废止文件9件、宣布失效4件 the plain one stays.
    """
    beside = {i for i, c in enumerate(claims) if i and c.listed and c.start - claims[i - 1].end <= 4}
    main = {i - 1 for i in beside if claims[i - 1].rank < claims[i].rank}
    return (c for i, c in enumerate(claims) if i not in beside and (i + 1 not in beside or i in main))


def _body_year(claims: Sequence[Claim], report_year: int | None) -> int | None:
    """The year that several figures name where none names the report's: the title's may be a slip of the pen."""
    years = {c.year for c in claims}
    return next(iter(years)) if len(years) == 1 and len(claims) > 1 and report_year not in years else None


def _own_year(claims: list[Claim], report_year: int | None, body_year: int | None) -> list[Claim]:
    if report_year is None:
        return claims
    own = [c for c in claims if c.year in (report_year, body_year)]
    return own or [c for c in claims if c.year is not None and c.year < report_year]


def _order(claim: Claim) -> tuple[object, ...]:
    """The unit's before a bureau's, plain before implied, whole before part, summed, the greater count, the earlier."""
    counted = INDICATORS[claim.key].family in _COUNTED
    return (
        claim.standing is Standing.OTHERS,
        claim.rank,
        claim.standing,
        not claim.summed,
        -claim.value if counted else 0,
        claim.start,
    )
