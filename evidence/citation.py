"""The rule that dates an obligation, as a clerk cites it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.duties import Standing
from core.rules import Rule
from core.units import OwnDueDate


@dataclass(frozen=True, slots=True)
class Citation:
    """依据. `confirmed`: False where the date is our reading of the text, None for an office's own date."""

    title: str
    citation: str
    source: str | None = None
    scope: str | None = None
    confirmed: bool | None = None
    borderline_on: date | None = None


def citation_of(standing: Standing, office_name: str, own: OwnDueDate | None, rules: Sequence[Rule]) -> Citation | None:
    """None where no rule dates the obligation, or nobody has it any more. `own`: the office's own date, where the
    register still has one.
    """
    if standing.rule is None:
        return None
    rule = next((rule for rule in rules if rule.id == standing.rule), None)
    if rule is None:
        source = own.source if own and own.source else "名录中未注明文件"
        return Citation(f"{office_name}规定的期限", f"依据：{source}。")
    dated = rule if rule.due else _dating(rule, standing.report_year, rules)
    return _cited(rule, dated, standing.report_year)


def _dating(local: Rule, report_year: int, rules: Sequence[Rule]) -> Rule:
    """A local rule that only says whom it binds leaves the date to the nearest rule around it."""
    around = [
        (nearness, rule)
        for rule in rules
        if rule.due and rule.governs(report_year) and (nearness := rule.nearness(local.jurisdiction[0])) is not None
    ]
    return max(around, key=lambda pair: pair[0], default=(0, local))[1]


def _cited(rule: Rule, dated: Rule, report_year: int) -> Citation:
    both = tuple(dict.fromkeys((rule, dated)))
    borderline = date(report_year + 1, *dated.borderline) if dated.borderline else None
    return Citation(
        "、".join(one.title for one in both),
        " ".join(one.citation for one in both),
        " ".join(one.source for one in both),
        "；".join(one.scope for one in both),
        all(one.confirmed for one in both),
        borderline,
    )
