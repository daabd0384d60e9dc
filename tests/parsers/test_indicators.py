"""Figures that a text claims, sentence by sentence and over a whole body."""

import pytest

from core.reports import Indicator
from parsers.indicators import INDICATORS, Family, read_indicators
from parsers.outline import read_outline
from tests.parsers.indicator_sentences import SENTENCES, YEAR, Said


def _facts(found: tuple[Indicator, ...]) -> set[tuple[str, float, str, bool, int | None]]:
    return {(i.key, float(i.value), i.unit, i.approximate, i.year) for i in found}


def _values(body: str, year: int | None = YEAR) -> dict[str, float]:
    return {i.key: i.value for i in read_indicators(body, year)}


@pytest.mark.parametrize("said", SENTENCES, ids=lambda said: said.sentence[:30])
def test_a_sentence_claims_these_figures_and_no_others(said: Said) -> None:
    assert _facts(read_indicators(said.sentence, YEAR)) == set(said.figures)


def test_the_sentences_cover_every_key() -> None:
    assert {figure[0] for said in SENTENCES for figure in said.figures} == set(INDICATORS)
    assert len(SENTENCES) >= 120


def test_every_key_has_its_chinese_name_and_family() -> None:
    assert len({kind.name for kind in INDICATORS.values()}) == len(INDICATORS) == 26
    assert {key for key, kind in INDICATORS.items() if kind.family is Family.RATE} == {
        key for key in INDICATORS if key.endswith("_rate")
    }


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("一年来，共收到行政复议申请14件。", "共收到行政复议申请14件"),
        ("2023年柳溪镇共主动公开文件34件。", "主动公开文件34件"),
        ("全年共审核各类文件56件。", "全年共审核各类文件56件"),
        ("36件人大代表建议全部办结。", "36件人大代表建议"),
        ("外聘5名镇政府法律顾问。", "外聘5名镇政府法律顾问"),
        ("出庭应诉率从2022年的70%提升至2023年的90%。", "提升至2023年的90%"),
        ("未发生行政诉讼案件。", "未发生行政诉讼案件"),
    ],
)
def test_the_quote_reaches_from_the_noun_phrase_to_the_figure(body: str, quote: str) -> None:
    (found,) = read_indicators(body, YEAR)
    assert found.quote == quote == body[found.start : found.end]


BODY = """2023年，柳溪镇坚持依法行政。
一、主要举措和成效
全年共调解矛盾纠纷232件，主动公开政府信息120条。
二、存在的不足
普法宣传形式单一。
三、下一年度主要安排
调解矛盾纠纷500件，举办法治讲座12场。"""


def test_plans_claim_nothing() -> None:
    assert _values(BODY) == {"mediation_cases": 232, "disclosed_documents": 120}


def test_the_outline_at_hand_says_the_same_as_the_one_read() -> None:
    outline, _ = read_outline(BODY, YEAR)
    assert read_indicators(BODY, YEAR, outline) == read_indicators(BODY, YEAR)


def test_a_run_in_plan_reaches_to_the_end_of_its_paragraph() -> None:
    assert _values("全年举办法治讲座4场。下一步，我们将加强学习。举办法治讲座12场。\n审查合同5份。") == {
        "training_sessions": 4,
        "contracts_reviewed": 5,
    }


def test_the_total_wins_over_parts_wherever_they_stand() -> None:
    assert _values("司法所调解矛盾纠纷20件。\n全年共调解矛盾纠纷232件，其中调解邻里纠纷80件。") == {
        "mediation_cases": 232
    }
    assert _values("收到行政复议申请56件。\n办结行政复议案件45件。") == {"reconsideration_cases": 56}


def test_a_field_is_a_part_for_a_town_and_the_whole_for_its_own_office() -> None:
    claim = "全年办理食品行政处罚案件12件。"
    assert _values("2023年，柳溪镇坚持依法行政。\n" + claim) == {}
    assert _values("2023年，柳溪县食品药品监督管理局坚持依法行政。\n" + claim) == {"penalty_cases": 12}


def test_an_office_counts_what_its_own_work_is_without_naming_it() -> None:
    claim = "对校外培训机构作出行政处罚6起，组织安全生产执法培训3次。"
    assert _values("2023年，柳溪县人民政府坚持依法行政。\n" + claim) == {}
    assert _values("2023年，柳溪县教育局坚持依法行政。\n" + claim) == {"penalty_cases": 6}
    assert _values("2023年，柳溪县应急管理局坚持依法行政。\n" + claim) == {"training_sessions": 3}


def test_a_bureaus_part_is_not_the_countys() -> None:
    assert _values("2023年，柳溪县人民政府坚持依法行政。\n其中，柳溪县公安局行政处罚430件。") == {}


def test_a_section_on_problems_and_plans_claims_nothing() -> None:
    section = "\n{}\n普法形式单一。\n{}举办法治讲座12场。审查合同5份。"
    head = "一、主要举措和成效\n调解矛盾纠纷232件。"
    for title, turn in (("二、存在问题及2024年工作安排", ""), ("二、存在的问题", "下一步，我镇将改进。\n")):
        assert _values(head + section.format(title, turn)) == {"mediation_cases": 232}


def test_the_bodys_year_counts_where_no_figure_is_of_the_titles() -> None:
    body = "2024年行政复议案件20件。\n2024年行政诉讼案件4件。"
    assert _values(body, 2023) == {"reconsideration_cases": 20, "litigation_cases": 4}


def test_another_town_is_not_the_reporting_one() -> None:
    claim = "云陵镇调解矛盾纠纷80件。"
    assert _values("2023年，柳溪县坚持依法行政。\n" + claim) == {}
    assert _values("2023年，云陵镇坚持依法行政。\n" + claim) == {"mediation_cases": 80}


def test_one_figure_a_key_that_of_the_reports_own_year() -> None:
    found = read_indicators("2022年行政复议案件20件。\n2023年行政复议案件35件。", 2023)
    assert [(i.value, i.year) for i in found] == [(35, 2023)]


def test_without_a_report_year_the_stated_one_is_given() -> None:
    assert [(i.value, i.year) for i in read_indicators("2022年行政复议案件20件。", None)] == [(20, 2022)]
    assert [(i.value, i.year) for i in read_indicators("行政复议案件20件。", None)] == [(20, None)]


def test_a_rate_is_bound_to_the_nearest_subject() -> None:
    body = "收到依申请公开12件，答复率100%；受理12345热线工单300件，按时办结率98%；调解纠纷50件，成功率96%。"
    rates = {key: value for key, value in _values(body).items() if key.endswith("_rate")}
    assert rates == {"disclosure_answer_rate": 100, "hotline_on_time_rate": 98, "mediation_success_rate": 96}
