"""Which document an obligation is held to, on paper."""

from dataclasses import replace
from datetime import date

import pytest

from core.units import OwnDueDate
from evidence.citation import citation_of
from registry import packaged_rules
from tests.evidence.cases import OVERDUE

RULES = packaged_rules()


@pytest.mark.parametrize(
    ("rule", "title", "confirmed", "borderline_on"),
    [
        ("national-2019", "《法治政府建设与责任落实督察工作规定》第二十四条", True, date(2026, 4, 1)),
        ("national-2015", "《法治政府建设实施纲要（2015—2020年）》", False, None),
        ("jilin-2023", "吉林省《法治政府建设年度报告工作指引》", True, date(2026, 4, 1)),
        (
            "shenzhen-2025",  # says whom it binds; the date is the national rule's
            "《深圳市法治政府建设年度报告事项指引（试行）》、《法治政府建设与责任落实督察工作规定》第二十四条",
            True,
            date(2026, 4, 1),
        ),
        ("office:own", "云溪市司法局规定的期限", None, None),
        ("forgotten-2020", "云溪市司法局规定的期限", None, None),
    ],
)
def test_what_is_cited(rule: str, title: str, confirmed: bool | None, borderline_on: date | None) -> None:
    standing = replace(OVERDUE.standing, rule=rule, report_year=2025)
    cited = citation_of(standing, "云溪市司法局", None, RULES)
    assert cited is not None
    assert (cited.title, cited.confirmed, cited.borderline_on) == (title, confirmed, borderline_on)


def test_who_binds_is_as_unconfirmed_as_who_dates() -> None:
    unread = tuple(replace(rule, confirmed=False) if rule.id == "shenzhen-2025" else rule for rule in RULES)
    cited = citation_of(replace(OVERDUE.standing, rule="shenzhen-2025"), "云溪市司法局", None, unread)
    assert cited is not None
    assert cited.confirmed is False


def test_an_offices_own_date_names_its_source() -> None:
    standing = replace(OVERDUE.standing, rule="office:own")
    cited = citation_of(standing, "云溪市司法局", OwnDueDate(3, 15, source="云溪办〔2021〕3号"), RULES)
    assert cited is not None
    assert "云溪办〔2021〕3号" in cited.citation
    assert citation_of(replace(standing, rule=None), "云溪市司法局", None, RULES) is None
