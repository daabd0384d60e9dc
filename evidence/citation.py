"""The rule that dates an obligation, as a clerk cites it."""

from dataclasses import dataclass
from datetime import date

from alerts.rules import rule_named
from core.duties import Standing
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


def citation_of(standing: Standing, office_name: str, own: OwnDueDate | None) -> Citation | None:
    """None where no rule dates the obligation. `own`: the office's own date, where the register still has one."""
    if standing.rule is None:
        return None
    rule = rule_named(standing.rule)
    if rule is None:
        source = own.source if own and own.source else "名录中未注明文件"
        return Citation(f"{office_name}规定的期限", f"依据：{source}。")
    borderline = date(standing.report_year + 1, *rule.borderline) if rule.borderline else None
    return Citation(rule.title, rule.citation, rule.source, rule.scope, rule.confirmed, borderline)
