"""Titles: what is a yearly report, of which year and whose, and what only looks like one."""

from datetime import date

import pytest

from core.posts import Kind
from parsers import recognise_title

REPORTS = [
    ("静海区2023年度法治政府建设情况报告", 2023, ("静海区",)),
    ("2020年静海区法治政府建设情况报告", 2020, ("静海区",)),
    ("天津市静海区人民政府关于2024年法治政府建设报告", 2024, ("天津市静海区人民政府",)),
    ("津南区人民政府关于 2024年法治政府建设情况报告", 2024, ("津南区人民政府",)),
    ("重庆市璧山区人民政府关于2024年度法治政府建设情况的报告", 2024, ("重庆市璧山区人民政府",)),
    ("重庆市铜梁区2024年法治政府建设工作报告", 2024, ("重庆市铜梁区",)),
    ("丰都县栗子乡人民政府2025年法治政府建设情况报告", 2025, ("丰都县栗子乡人民政府",)),
    ("重庆市綦江区关坝镇人民政府关于2025年度法治政府建设情况的报告", 2025, ("重庆市綦江区关坝镇人民政府",)),
    ("中共淮南市委淮南市人民政府关于2024年法治政府建设情况的报告", 2024, ("中共淮南市委", "淮南市人民政府")),
    (
        "中共深圳市龙华区龙华街道工作委员会 深圳市龙华区龙华街道办事处2022年法治政府建设年度报告",
        2022,
        ("中共深圳市龙华区龙华街道工作委员会", "深圳市龙华区龙华街道办事处"),
    ),
    ("大浪街道2021年法治政府建设年度报告", 2021, ("大浪街道",)),
    ("深圳市龙华区发展和改革局2025年法治政府建设报告", 2025, ("深圳市龙华区发展和改革局",)),
    ("揭阳市人民政府关于揭阳市2017年度法治政府建设工作情况的报告", 2017, ("揭阳市人民政府",)),
    ("深圳市2025年法治政府建设年度报告", 2025, ("深圳市",)),
    ("留下街道2022年度法治政府建设工作报告", 2022, ("留下街道",)),
    ("鲤城区人民政府金龙街道办事处关于2022年度法治政府建设情况的报告", 2022, ("鲤城区人民政府金龙街道办事处",)),
    ("长沙市天心区坡子街街道办事处2022年法治政府建设年度报告", 2022, ("长沙市天心区坡子街街道办事处",)),
    ("金华市教育局关于2023年法治政府建设工作情况的报告", 2023, ("金华市教育局",)),
    ("清水县人民政府关于清水县2023年度法治政府建设工作总结的报告", 2023, ("清水县人民政府",)),
    ("国家税务总局郑州市金水区税务局2019年法治政府建设情况报告", 2019, ("国家税务总局郑州市金水区税务局",)),
    ("陇南市2014年度依法行政工作情况报告", 2014, ("陇南市",)),
    ("淮安市人民政府关于2017年度法治政府建设情况的报告", 2017, ("淮安市人民政府",)),
    ("上海市嘉定区人民政府2022年度法治政府建设情况报告", 2022, ("上海市嘉定区人民政府",)),
    ("福建省人民政府关于2025年度法治政府建设情况的报告", 2025, ("福建省人民政府",)),
    ("市场监管总局2022年法治政府建设年度报告", 2022, ("市场监管总局",)),
    ("长河镇2021年度法治政府建设工作情况汇报", 2021, ("长河镇",)),
    ("长河镇2023年法治政府建设工作总结和2024年工作打算", 2023, ("长河镇",)),
    ("区司法局2023年推进法治政府建设情况的报告", 2023, ("区司法局",)),
    ("二〇二四年度云岭镇法治政府建设情况报告", 2024, ("云岭镇",)),
    ("云岭镇２０２３年度法治政府建设情况报告", 2023, ("云岭镇",)),
    ("\u200b云岭镇2023年度法治\u200b政府建设情况报告", 2023, ("云岭镇",)),
    ("《云岭镇2021年法治政府建设年度报告》", 2021, ("云岭镇",)),
    ("法治政府建设年度报告（2023年）", 2023, ()),
    ("云岭镇2023年法治政府建设年度报告（2024年1月）", 2023, ("云岭镇",)),
]

# names that hold a look-alike's word are names
NAMES = [
    ("深圳市规划和自然资源局2025年法治政府建设年度报告", "深圳市规划和自然资源局"),
    ("青禾县审计局关于2023年法治政府建设情况的报告", "青禾县审计局"),
    ("东湖示范区管委会2023年法治政府建设情况报告", "东湖示范区管委会"),
    ("青禾县行政执法局2023年法治政府建设年度报告", "青禾县行政执法局"),
]

LOOK_ALIKES = [
    ("【文字解读】烈山区2024年法治政府建设情况报告", Kind.INTERPRETATION),
    ("《清水县2023年度法治政府建设工作总结的报告》文件解读", Kind.INTERPRETATION),
    ("一图读懂云岭镇2024年法治政府建设年度报告", Kind.INTERPRETATION),
    ("关于《2020年度法治政府建设工作报告》的起草说明", Kind.INTERPRETATION),
    ("2020年南沙区法治政府建设工作要点", Kind.PLAN),
    ("西平县2020年法治政府建设工作安排", Kind.PLAN),
    ("四川省2025年法治政府建设重点工作安排", Kind.PLAN),
    ("金昌市法治政府建设实施方案", Kind.PLAN),
    ("关于印发《2024年法治政府建设工作要点》的通知", Kind.PLAN),
    ("云岭镇2024年法治政府建设工作计划", Kind.PLAN),
    ("法治政府建设实施纲要（2021—2025年）", Kind.PLAN),
    ("关于报送2023年法治政府建设年度报告的通知", Kind.NOTICE),
    ("关于做好2023年度法治政府建设情况报告公开工作的通知", Kind.NOTICE),
    ("关于开展2023年度法治政府建设示范创建工作的通知", Kind.NOTICE),
    ("江北区法治政府建设年度报告评估完成", Kind.OTHER),
    ("推进依法行政工作自查报告", Kind.OTHER),
    ("2023年法治政府建设示范创建工作情况报告", Kind.OTHER),
    ("法治政府建设督察整改情况报告", Kind.OTHER),
    ("青禾县主要负责人2023年度述法报告", Kind.OTHER),
    ("2020年上半年法治政府建设工作总结", Kind.OTHER),
    ("2023年6月法治政府建设工作总结", Kind.OTHER),
    ("2023年一至三季度法治政府建设工作总结", Kind.OTHER),
    ("青禾区五年法治政府建设情况报告", Kind.OTHER),
    ("2018-2022年法治政府建设情况报告", Kind.OTHER),
    ("“十三五”法治政府建设情况报告", Kind.OTHER),
    ("茶淀街2024年政府信息公开工作年度报告", Kind.OTHER_ANNUAL_REPORT),
    ("政府网站工作年度报表（2024年度）", Kind.OTHER_ANNUAL_REPORT),
    ("2023年度行政执法统计年报", Kind.OTHER_ANNUAL_REPORT),
    ("2023年行政复议应诉年报", Kind.OTHER_ANNUAL_REPORT),
    ("2023年普法依法治理工作总结", Kind.OTHER_ANNUAL_REPORT),
    ("2024年政府工作报告", Kind.OTHER_ANNUAL_REPORT),
    ("区政府常务会议审议《2023年法治政府建设情况报告》", Kind.NEWS),
    ("我区发布2023年度法治政府建设报告", Kind.NEWS),
    ("区人大常委会听取区政府2023年法治政府建设情况的报告", Kind.NEWS),
    ("关于2023年度法治政府建设情况报告的审议意见", Kind.NEWS),
    ("XX市2023年法治政府建设情况报告", Kind.TEMPLATE),
    ("某县2023年度法治政府建设工作报告", Kind.TEMPLATE),
    ("法治政府建设", Kind.OTHER),
    ("2024年，我镇坚持依法行政，现将法治政府建设情况报告如下：", Kind.OTHER),
    ("", Kind.OTHER),
]


@pytest.mark.parametrize(("title", "year", "issuers"), REPORTS)
def test_a_report_is_recognised_with_its_year_and_issuers(title: str, year: int, issuers: tuple[str, ...]) -> None:
    seen = recognise_title(title)
    assert (seen.kind, seen.report_year, seen.issuers) == (Kind.ANNUAL_REPORT, year, issuers)
    assert not seen.doubtful
    assert seen.reasons


@pytest.mark.parametrize(("title", "issuer"), NAMES)
def test_a_word_inside_a_name_does_not_refuse_the_report(title: str, issuer: str) -> None:
    seen = recognise_title(title)
    assert (seen.kind, seen.issuers, seen.doubtful) == (Kind.ANNUAL_REPORT, (issuer,), False)


@pytest.mark.parametrize(("title", "kind"), LOOK_ALIKES)
def test_a_look_alike_is_refused_for_what_it_is(title: str, kind: Kind) -> None:
    seen = recognise_title(title)
    assert seen.kind is kind
    assert not seen.candidate
    assert seen.reasons


@pytest.mark.parametrize(
    "title",
    [
        "重庆市綦江区关坝镇人民政府关于2025年度法治政府建设情…",
        "重庆市綦江区关坝镇人民政府关于2025年...",
        "南城街道2018年度法…",
        "中共青禾县云岭镇委员会 青禾县云岭镇人民政…",
        "青禾县住房和城乡建设局...",
        "云岭镇2024年法治政府建设情况报告…",
    ],
)
def test_a_cut_title_that_may_be_a_report_is_doubtful(title: str) -> None:
    seen = recognise_title(title)
    assert seen.doubtful
    assert seen.candidate


def test_a_cut_title_of_something_else_is_no_candidate() -> None:
    assert not recognise_title("关于印发青禾县2024年法治政府建设…").candidate
    assert not recognise_title("青禾县召开春季植树动员…").candidate
    assert not recognise_title("青禾县人民政府部署夏季防汛…").candidate
    assert not recognise_title("青禾县云岭镇各村扎实开垦荒地栽种…").candidate
    assert not recognise_title("中共青禾县云岭镇委员会 青禾县云岭镇人民政府").candidate, "not cut"


def test_a_title_without_year_leaves_the_year_to_the_article() -> None:
    seen = recognise_title("法治政府建设年度报告", listed_on=date(2024, 3, 1))
    assert (seen.kind, seen.report_year) == (Kind.ANNUAL_REPORT, None)


def test_the_year_of_the_coming_plan_is_not_the_reports() -> None:
    assert recognise_title("云岭镇法治政府建设工作总结及2024年工作计划").report_year is None


def test_a_year_after_the_list_date_is_doubted() -> None:
    seen = recognise_title("云岭镇2025年法治政府建设情况报告", listed_on=date(2024, 3, 1))
    assert seen.report_year == 2025
    assert seen.doubtful


def test_the_column_makes_a_bare_title_doubtful() -> None:
    assert not recognise_title("云岭镇2021年工作报告").candidate
    seen = recognise_title("云岭镇2021年工作报告", context="法治政府建设年度报告")
    assert (seen.kind, seen.doubtful, seen.report_year) == (Kind.ANNUAL_REPORT, True, 2021)
