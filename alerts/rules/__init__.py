"""Who owes what by when, and where it stands. Pure: rules are data ([registry/rules](../../registry/rules))."""

from alerts.rules._duties import obligation, report_years, too_late
from alerts.rules._joined import with_forerunners
from alerts.rules._judge import judge, until_the_night
from alerts.rules._lives import Lines, direct_lines, lines_of
from alerts.rules._owed import obligations
from alerts.rules._terms import Terms, terms
from alerts.rules._turns import next_turn_on

__all__ = [
    "Lines",
    "Terms",
    "direct_lines",
    "judge",
    "lines_of",
    "next_turn_on",
    "obligation",
    "obligations",
    "report_years",
    "terms",
    "too_late",
    "until_the_night",
    "with_forerunners",
]
