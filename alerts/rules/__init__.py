"""Who owes what by when, and where it stands. Pure.

Every module here without a leading underscore is one national rule.
"""

from alerts.rules._duties import obligation, report_years
from alerts.rules._judge import judge
from alerts.rules._rule import RULES, Rule, cite, rule_named, rule_of_year

__all__ = ["RULES", "Rule", "cite", "judge", "obligation", "report_years", "rule_named", "rule_of_year"]
