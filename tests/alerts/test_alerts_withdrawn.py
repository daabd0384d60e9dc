"""A report that was published and is gone: when that is said, in which words, to whom, and how it is taken back."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.rules import judge
from alerts.wording import alerts_for
from core.alerts import Alert, Audience, Event, Told
from core.duties import ColumnFact, Facts, PublishedFact, Standing, Status
from tests.alerts.cases import OFFICE, UNITS, at, obligation, published, unit

FIRST, SECOND = at("2026-04-10T02:30"), at("2026-04-11T02:40")
ON_TIME = replace(
    published(date(2026, 3, 20), at("2026-03-21T02:00")),
    archive=("<urn:uuid:last>", "<urn:uuid:404-a>", "<urn:uuid:404-b>"),
    answered_at=at("2026-04-09T02:30"),
    kept_at=at("2026-03-22T02:30"),
)
MISSED = replace(ON_TIME, gone_since=FIRST)
WITHDRAWN = replace(MISSED, withdrawn_at=SECOND)
LIST = ColumnFact("c1", SECOND, "ok", archive=("<urn:uuid:list>",))


def stands(
    fact: PublishedFact, now: str = "2026-04-11T03:00", *doubts: str, whose: str = "镇", year: int = 2025
) -> Standing:
    return judge(obligation(UNITS[whose], OFFICE, year), Facts(fact, (LIST,), doubts), at(now))


def tell(
    standing: Standing, before: Status | None, now: str = "2026-04-11T03:00", *told: Event, year: int = 2025
) -> tuple[Alert, ...]:
    owed = obligation(unit(), OFFICE, year)
    return alerts_for(before, standing, owed, unit(), OFFICE, at(now), cycle_year=2025, told=Told(frozenset(told)))


def test_the_first_night_says_nothing() -> None:
    assert stands(MISSED).status is Status.PUBLISHED
    assert stands(MISSED) == stands(ON_TIME)


def test_the_second_night_says_since_when_by_what_and_what_is_kept() -> None:
    standing = stands(WITHDRAWN)
    assert standing.status is Status.WITHDRAWN
    assert standing.reason == (
        "曾经公布（公布日期2026年3月20日），现已撤下：自2026年4月10日02:30起原网址已没有该报告（2026年4月9日02:30尚在），"
        "完整读到的栏目列表中也没有，2026年4月11日02:40复查仍无；最后一次存档于2026年3月22日02:30。"
    )
    assert standing.archive == ("<urn:uuid:last>", "<urn:uuid:404-a>", "<urn:uuid:404-b>", "<urn:uuid:list>")
    assert (standing.published_on, standing.report_id) == (date(2026, 3, 20), 7)


def test_what_was_late_is_still_late() -> None:
    late = stands(replace(WITHDRAWN, published_on=date(2026, 4, 5), first_seen_at=at("2026-04-06T02:00")))
    assert (late.status, late.days_late) == (Status.WITHDRAWN, 5)
    assert "公布日期2026年4月5日，晚于期限5天" in late.reason


@pytest.mark.parametrize(("whose", "year"), [("街道", 2025), ("镇", 2017)])
def test_a_fact_also_where_nothing_is_owed(whose: str, year: int) -> None:
    assert stands(WITHDRAWN, whose=whose, year=year).status is Status.WITHDRAWN


def test_an_exemption_stays_one() -> None:
    owed = replace(obligation(unit(), OFFICE, 2025), exempt_reason="机构合并")
    assert judge(owed, Facts(WITHDRAWN, (LIST,)), at("2026-04-11T03:00")).status is Status.EXEMPT


def test_what_waits_to_be_read_may_be_the_report() -> None:
    doubt = "《青石街道法治政府建设情况》待人工确认：标题没有年度"
    assert stands(MISSED, "2026-04-11T03:00", doubt).status is Status.PUBLISHED  # most of it is read soon
    for fact in (MISSED, WITHDRAWN):
        standing = stands(fact, "2026-04-13T03:00", doubt)
        assert standing.status is Status.UNVERIFIED
        assert "青石街道" in standing.reason
        assert "不能认定撤下" in standing.reason
        assert tell(standing, Status.PUBLISHED) == ()  # a matter for the operator


def test_the_office_is_told_once_with_the_way_to_the_evidence() -> None:
    (alert,) = tell(stands(WITHDRAWN), Status.PUBLISHED)
    assert (alert.key, alert.event, alert.audience) == ("withdrawn:u1:2025", Event.WITHDRAWN, Audience.OFFICE)
    assert alert.title == "【撤下】柳林镇人民政府 2025年度报告"
    assert alert.body.splitlines() == [
        f"柳林镇人民政府2025年度法治政府建设情况报告：{stands(WITHDRAWN).reason}",
        "原网址：http://hepan.gov.cn/t1.html",
        "取证：fazhiwatch evidence sheet u1 2025",
        "",
        "以上为自动监测结果。报告如已移至其他栏目或网址，请告知登记，以便更正。",
    ]
    assert tell(stands(WITHDRAWN), Status.WITHDRAWN) == ()


def test_a_return_is_told_once_and_is_not_new() -> None:
    (alert,) = tell(stands(ON_TIME), Status.WITHDRAWN, "2026-04-20T03:00", Event.WITHDRAWN)
    assert (alert.key, alert.event) == ("published:u1:2025:returned", Event.PUBLISHED)
    assert alert.title == "【恢复公布】柳林镇人民政府 2025年度报告"
    assert "公布日期2026年3月20日" in alert.body
    assert "此前发出的撤下提醒，自此了结" in alert.body
    assert "首次发现：" not in alert.body
    late = stands(replace(ON_TIME, published_on=date(2026, 4, 5), first_seen_at=at("2026-04-06T02:00")))
    (alert,) = tell(late, Status.WITHDRAWN, "2026-04-20T03:00", Event.WITHDRAWN)
    assert alert.key == "published_late:u1:2025:returned"


def test_past_years_are_told_too() -> None:
    """Unlike what was found missing on the first day, it happened while we watched."""
    (alert,) = tell(stands(WITHDRAWN, year=2021), Status.PUBLISHED, year=2021)
    assert alert.key == "withdrawn:u1:2021"
    (alert,) = tell(stands(ON_TIME, year=2021), Status.WITHDRAWN, "2026-04-20T03:00", Event.WITHDRAWN, year=2021)
    assert alert.key == "published_late:u1:2021:returned"  # as it was, four years late
    assert tell(stands(ON_TIME, year=2021), None, year=2021) == ()
