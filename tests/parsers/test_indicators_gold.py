"""Real reports against the gold of their figures; skipped where they are not at hand."""

import pytest

from core.reports import Indicator
from tests.parsers.indicator_gold import ALSO_TRUE, GoldReport, gold_reports

REPORTS = tuple(gold_reports())

pytestmark = pytest.mark.skipif(not REPORTS, reason="the real reports are not at hand")


def _overlap(body: str, found: Indicator, quote: str) -> bool:
    return any(
        found.start < at + len(quote) and at < found.end
        for at in range(max(0, found.start - len(quote)), found.end)
        if body.startswith(quote, at)
    )


@pytest.mark.parametrize("gold", REPORTS, ids=lambda gold: gold.name)
def test_every_gold_figure_is_found(gold: GoldReport) -> None:
    found = {i.key: i for i in gold.report.indicators}
    for figure in gold.figures:
        got = found[figure["key"]]
        assert (got.value, got.unit, got.approximate) == (figure["value"], figure["unit"], figure["approximate"])
        assert _overlap(gold.report.body, got, figure["quote"])


@pytest.mark.parametrize("gold", REPORTS, ids=lambda gold: gold.name)
def test_nothing_else_is_found_but_what_was_judged_true(gold: GoldReport) -> None:
    listed = {figure["key"] for figure in gold.figures}
    assert {i.key: i.value for i in gold.report.indicators if i.key not in listed} == ALSO_TRUE[gold.name]


@pytest.mark.parametrize("gold", REPORTS, ids=lambda gold: gold.name)
def test_the_year_is_the_reports(gold: GoldReport) -> None:
    assert {i.year for i in gold.report.indicators} == {gold.report.report_year}


def test_most_quotes_are_the_gold_ones() -> None:
    pairs = [
        (figure["quote"], i.quote)
        for gold in REPORTS
        for figure in gold.figures
        for i in gold.report.indicators
        if i.key == figure["key"]
    ]
    assert sum(wished == got for wished, got in pairs) >= 0.9 * len(pairs)
