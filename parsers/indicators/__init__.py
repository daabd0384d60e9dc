"""The figures that a report claims 指标, each with its value, unit, year and the words that claim it.

>>> read_indicators("2023年，全镇共调解矛盾纠纷232件，调解成功率100%。", 2023)[0].quote
'共调解矛盾纠纷232件'
"""

from collections.abc import Sequence

from core.reports import Indicator, Section
from parsers.indicators.bearing import opening_of
from parsers.indicators.choose import choose
from parsers.indicators.claims import CUES, Claim, claims_of
from parsers.indicators.clauses import read_mentions
from parsers.indicators.keys import INDICATORS, Family, IndicatorKind
from parsers.indicators.nothing import claims_of_none
from parsers.outline import read_outline

__all__ = ["INDICATORS", "Family", "IndicatorKind", "read_indicators"]


def read_indicators(
    body: str, report_year: int | None, outline: Sequence[Section] = (), signed_by: Sequence[str] = ()
) -> tuple[Indicator, ...]:
    """The unit's own figures in `body`, one a key, in the order in which they stand.

    Plans, demands, examples, comparisons with other years and sums over several years give nothing. `outline` is
    that of `body`; without it, it is read. An office in `signed_by` counts its own field of work.
    """
    tops = outline or read_outline(body, report_year)[0]
    opening = opening_of(body, signed_by)
    found = [claim for mention in read_mentions(body, tops, CUES) for claim in claims_of(mention, report_year, opening)]
    chosen = choose([*found, *claims_of_none(body, report_year)], report_year)
    return tuple(_indicator(body, claim) for claim in sorted(chosen, key=lambda c: (c.start, c.key)))


def _indicator(body: str, claim: Claim) -> Indicator:
    return Indicator(
        key=claim.key,
        value=claim.value,
        unit=claim.unit,
        quote=body[claim.start : claim.end],
        start=claim.start,
        end=claim.end,
        approximate=claim.approximate,
        year=claim.year,
    )
