"""Statutory contents: told by a heading's words, found in other sections, or missing; each with its passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports import Coverage, Item
from parsers.coverage import STATUTORY, judge_coverage
from parsers.items import item_of
from parsers.outline import read_outline

M, P, L, N, X = Item.MEASURES, Item.PROBLEMS, Item.LEADERSHIP, Item.PLANS, Item.OTHER


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("主要举措和成效", M),
        ("工作进展和亮点成效", M),
        ("主要做法", M),
        ("总体情况", M),
        ("特色亮点", M),
        ("组织保障", M),
        ("2023年法治政府建设基本情况", M),
        ("2022年法治政府建设工作情况", M),
        ("2023年工作计划完成情况", M),
        ("年度目标任务完成情况", M),
        ("督察反馈问题整改情况", M),
        ("主要成效和存在问题", M),
        ("2023年工作总结及2024年工作计划", M),
        ("加强组织领导，压实责任", M),
        ("聚焦突出问题，化解矛盾纠纷", M),
        ("坚持问题导向，提升治理水平", M),
        ("着力补齐短板弱项", M),
        ("创新工作思路，提升执法水平", M),
        ("落实法治规划，推进依法行政", M),
        ("存在的不足和原因", P),
        ("推进过程中存在问题", P),
        ("存在的困难和不足", P),
        ("问题与短板", P),
        ("薄弱环节及原因", P),
        ("不足之处", P),
        ("原因分析", P),
        ("面临的困难和挑战", P),
        ("存在的问题和下一步打算", P),
        ("存在的主要问题及对策", P),
        ("2023年存在的不足和2024年工作安排", P),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", L),
        ("党政主要负责人履职情况", L),
        ("主要负责人述法情况", L),
        ("主要领导履行法治建设职责情况", L),
        ("加强组织领导，落实第一责任", L),
        ("下一年度主要安排", N),
        ("下一步工作举措", N),
        ("下步工作", N),
        ("下一阶段", N),
        ("2024年工作打算", N),
        ("2024年重点", N),
        ("2024年工作", N),
        ("二〇二四年工作", N),
        ("2025年目标", N),
        ("努力方向", N),
        ("改进措施", N),
        ("工作展望", N),
        ("其他需要说明的事项", X),
        ("其他需要报告的情况", X),
        ("意见建议", X),
    ],
)
def test_items_are_told_by_words(title: str, item: Item) -> None:
    assert item_of(title, 2023) is item


def _judge(body: str, year: int | None = 2023) -> dict[str, str]:
    """Content to how it is covered, with the passage: "embedded 下一步，…"."""
    coverage, spans = judge_coverage(read_outline(body, year)[0], body, year)
    assert set(spans) == {item for item, how in coverage.items() if how is not Coverage.MISSING}
    for span in spans.values():
        assert body[span.start : span.end] == span.quote
    return {item: f"{how} {spans[item].quote}" if item in spans else str(how) for item, how in coverage.items()}


def test_a_joint_heading_covers_all_that_it_names() -> None:
    covered = _judge("一、工作情况和存在问题及下一步打算\n全年平稳。")
    assert (
        covered["measures"] == covered["problems"] == covered["plans"] == "section 一、工作情况和存在问题及下一步打算"
    )
    assert covered["leadership"] == "missing"


def test_a_heading_further_down_is_embedded() -> None:
    covered = _judge(
        "一、全年工作\n（一）压实第一责任人职责。书记带头。\n（二）存在的主要不足\n人少。\n（三）下一步打算\n增人。"
    )
    assert covered["leadership"] == "embedded （一）压实第一责任人职责"
    assert covered["problems"] == "embedded （二）存在的主要不足"
    assert covered["plans"] == "embedded （三）下一步打算"


def test_without_headings_all_is_embedded_or_missing() -> None:
    covered = _judge(
        "全年培训干部四次，制定制度两项。书记认真履行第一责任人职责。\n但也存在宣传不够深入等问题。今后，将加大宣传。"
    )
    assert covered == {
        "measures": "embedded 全年培训干部四次，制定制度两项。",
        "problems": "embedded 但也存在宣传不够深入等问题。",
        "leadership": "embedded 书记认真履行第一责任人职责。",
        "plans": "embedded 今后，将加大宣传。",
    }
    assert set(_judge("全镇平安。").values()) == {"missing"}
    assert set(_judge("").values()) == {"missing"}


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《党政主要负责人履行推进法治建设第一责任人职责规定》，现报告如下。",
        "下一步将继续压实党政主要负责人第一责任人职责。",
        "第一责任人职责落实还不够到位。",
        "主要负责人按规定出庭应诉三次。",
    ],
)
def test_a_word_in_passing_tells_nothing_of_the_leaders(sentence: str) -> None:
    assert _judge(f"一、主要工作\n{sentence}")["leadership"] == "missing"


def test_the_leaders_duty_in_a_plan_or_among_the_problems_is_not_how_it_was_done() -> None:
    plans = "（一）压实第一责任人职责\n书记带头落实第一责任人职责。"
    body = f"一、存在的问题\n（一）落实第一责任人职责不力\n二、2024年工作安排\n{plans}"
    assert _judge(body)["leadership"] == "missing"


@pytest.mark.parametrize(
    "sentence",
    [
        "检查中发现企业还存在消防隐患问题，已督促整改。",
        "针对存在的问题，逐项整改销号。",
        "妥善解决群众反映的突出问题。",
        "聚焦短板弱项，开展专项提升。",
    ],
)
def test_problems_of_others_are_no_problems_of_the_report(sentence: str) -> None:
    assert _judge(f"一、主要工作\n{sentence}")["problems"] == "missing"


@pytest.mark.parametrize(
    "sentence",
    ["会议研究部署下一步工作。", "为下一步工作打下坚实基础。", "按时完成2023年工作计划。", "编制2024年预算。"],
)
def test_what_was_done_for_later_is_no_plan(sentence: str) -> None:
    assert _judge(f"一、主要工作\n{sentence}")["plans"] == "missing"


@pytest.mark.parametrize(
    "sentence",
    [
        "下一步，我局将继续抓好普法。",
        "2024年，全镇将突出抓好执法。",
        "今后，要进一步加大公开力度。",
        "下一阶段重点抓好三件事。",
    ],
)
def test_a_plan_told_in_a_sentence(sentence: str) -> None:
    assert _judge(f"一、主要工作\n办结案件九件。{sentence}")["plans"] == f"embedded {sentence}"


@given(
    st.text(
        alphabet="一二三、（）1.。；\n存在不足问题下一步将第一责任人职责主要负责人履行举措成效2024年 《》“”",
        max_size=200,
    )
)
def test_every_content_is_judged_for_any_text(body: str) -> None:
    assert set(_judge(body)) == {item.value for item in STATUTORY}
