"""Figures that a text claims 指标主张: each amount tried against the rules of its family."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from parsers.indicators import affairs, cases, papers, people
from parsers.indicators.bearing import Opening, Standing, is_special, is_told_as_done, standing_of, year_of
from parsers.indicators.clauses import Mention
from parsers.indicators.keys import INDICATORS, Family
from parsers.indicators.rules import Rule

_BY_RANK = sorted((*cases.RULES, *papers.RULES, *affairs.RULES, *people.RULES), key=lambda r: r.rank)
_RULES: dict[Family, tuple[Rule, ...]] = {
    family: tuple(r for r in _BY_RANK if INDICATORS[r.key].family is family) for family in Family
}
_CUES = {
    family: re.compile("(?=(" + "|".join(sorted({cue for r in rules for cue in r.cues})) + "))")
    for family, rules in _RULES.items()
}
_RULES_BY_CUE: dict[Family, dict[str, set[int]]] = {
    family: {cue: {i for i, r in enumerate(rules) if cue in r.cues} for r in rules for cue in r.cues}
    for family, rules in _RULES.items()
}
CUES = re.compile("|".join(sorted({cue for rule in _BY_RANK for cue in rule.cues})))
"""Words of which one stands in the clause of every figure that a rule takes."""
_EACH = re.compile("(?:均|都)[^，。]{0,3}\\Z")
_TOTAL = re.compile("共|累计|总|合计|全年")
_ASIDE = re.compile("其中[^，。；;]{0,80}，")
_LISTED = re.compile("[、和及与][^，。]{0,3}\\Z")


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as one place of the body claims it; `quote` is body[start:end]."""

    key: str
    value: float
    unit: str
    approximate: bool
    year: int | None
    start: int
    end: int
    rank: int = 0
    standing: Standing = Standing.OWN
    summed: bool = False  # 共, 累计 stand with it
    listed: bool = False  # follows another amount after 、 or 和


def claims_of(mention: Mention, report_year: int | None, opening: Opening) -> Iterator[Claim]:
    """What an amount claims: mostly nothing, sometimes a figure, and with 均 a figure for several keys."""
    amount = mention.amount
    cues = frozenset(_CUES[amount.family].findall(mention.segment + mention.ahead))
    if not cues:
        return
    told: bool | None = None
    taken: set[str] = set()
    for rule in _rules_of(amount.family, amount.unit, cues):
        if rule.key in taken:
            continue
        span = _match(rule, mention, opening)
        if span is None:
            continue
        if told is None:
            told = is_told_as_done(mention, report_year)
        if not told:
            return
        claim = _claim(rule, mention, span, report_year, opening)
        if claim:
            taken.add(rule.key)
            yield claim


@lru_cache(maxsize=512)  # the same words come with the same units again and again
def _rules_of(family: Family, unit: str, cues: frozenset[str]) -> tuple[Rule, ...]:
    """The family's rules that take the unit and that one of `cues` may satisfy, by rank."""
    satisfied = set().union(*(_RULES_BY_CUE[family][cue] for cue in cues))
    rules = (_RULES[family][i] for i in sorted(satisfied))
    return tuple(rule for rule in rules if not rule.units or unit in rule.units)


def _match(rule: Rule, mention: Mention, opening: Opening) -> tuple[int, int] | None:
    """Where the claim's quote starts and ends in the body."""
    before = rule.before.search(mention.segment)
    if before is None:
        return None
    after = rule.after.match(mention.ahead) if rule.after else None
    if (rule.after and after is None) or _is_barred(rule, mention, before.start(), opening):
        return None
    return mention.segment_start + before.start(), mention.amount.end + (after.end() if after else 0)


def _is_barred(rule: Rule, mention: Mention, start: int, opening: Opening) -> bool:
    """Whether the words around the match make it another figure."""
    words = mention.segment + mention.ahead if rule.after else mention.segment
    near = mention.segment[start:] + mention.ahead if rule.after else mention.segment
    return bool(
        (rule.veto and any(found[0] not in opening.own_fields for found in rule.veto.finditer(words)))
        or (rule.rival and rule.rival.search(near) and not _EACH.search(mention.segment))
        or (rule.earlier and not rule.earlier.search(mention.sentence))
        or (rule.followed and not rule.followed.search(mention.rest))
        or (rule.subjects and mention.subject not in rule.subjects)
    )


def _claim(
    rule: Rule, mention: Mention, span: tuple[int, int], report_year: int | None, opening: Opening
) -> Claim | None:
    standing = standing_of(mention, opening)
    others_part = standing is Standing.OTHERS and "其中" in mention.sentence
    if others_part or is_special(mention, _near(rule, mention), opening):
        return None
    amount = mention.amount
    return Claim(
        rule.key,
        amount.value,
        amount.unit,
        amount.approximate,
        year_of(mention, report_year),
        *span,
        rank=rule.rank,
        standing=standing,
        summed=bool(_TOTAL.search(mention.clause)),
        listed=bool(_LISTED.search(mention.segment[: span[0] - mention.segment_start])),
    )


def _near(rule: Rule, mention: Mention) -> str:
    """The words in which a special field narrows the figure; of fines, the sentence but 其中 and its list."""
    if INDICATORS[rule.key].family is Family.MONEY:
        return _ASIDE.sub("", mention.sentence)
    return mention.segment.rpartition("、")[2] + mention.ahead if rule.after else mention.segment
