"""Which alerts a standing gives rise to, with which keys, and that they read as a clerk would read them."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import judge
from alerts.wording import alerts_for
from core.alerts import Alert, Audience, Event, Told
from core.duties import ColumnFact, Facts, Status
from core.units import Office, Unit
from tests.alerts.cases import OFFICE, OWN_DATE_OFFICE, at, columns, obligation, published, unit


def tell(
    facts: Facts,
    now: str,
    before: Status | None = None,
    *,
    whom: Unit | None = None,
    office: Office = OFFICE,
    year: int = 2025,
    told: tuple[Event, ...] = (),
    acknowledged: tuple[Event, ...] = (),
    pages_url: str | None = None,
) -> tuple[Alert, ...]:
    owing = whom or unit()
    owed = obligation(owing, office, year)
    standing = judge(owed, facts, at(now))
    options: dict[str, Any] = {"cycle_year": 2025, "told": Told(frozenset(told), frozenset(acknowledged))}
    options["pages_url"] = pages_url
    return alerts_for(before, standing, owed, owing, office, at(now), **options)


def checked(now: str) -> Facts:
    """As of a column that is read night by night."""
    watched = ((at("2026-01-02T02:00"), min(at(now), at("2026-12-31T02:00"))),)
    return Facts(None, tuple(replace(column, watched=watched) for column in columns(at(now))))


def report(published_on: date | None, first_seen: str, *flags: str) -> Facts:
    return Facts(published(published_on, at(first_seen), flags), columns(at(first_seen)))


ON_TIME = report(date(2026, 3, 20), "2026-03-21T02:00")
LATE = report(date(2026, 4, 5), "2026-04-06T02:00")


def test_published_is_told_once_with_its_link() -> None:
    (alert,) = tell(ON_TIME, "2026-03-21T03:00", Status.NOT_DUE)
    assert alert == Alert(
        key="published:u1:2025",
        event=Event.PUBLISHED,
        audience=Audience.OFFICE,
        office_id="tj-binhai",
        title="【已公布】柳林镇人民政府 2025年度报告",
        body=(
            "柳林镇人民政府2025年度法治政府建设情况报告：已公布，公布日期2026年3月20日（页面显示），"
            "未超过2026年3月31日的期限。\n"
            "链接：http://hepan.gov.cn/t1.html\n"
            "首次发现：2026年3月21日02:00"
        ),
        created_at=at("2026-03-21T03:00"),
        unit_id="u1",
        report_year=2025,
    )
    assert tell(ON_TIME, "2026-03-21T03:00")[0].key == alert.key
    assert tell(ON_TIME, "2026-03-22T03:00", Status.PUBLISHED) == ()


def test_published_late_says_how_late_by_which_rule() -> None:
    (alert,) = tell(LATE, "2026-04-06T03:00", Status.OVERDUE)
    assert (alert.key, alert.event, alert.audience) == (
        "published_late:u1:2025",
        Event.PUBLISHED_LATE,
        Audience.OFFICE,
    )
    assert alert.title == "【迟公布】柳林镇人民政府 2025年度报告（晚5天）"
    for words in (
        "2026年4月5日（页面显示）",
        "比2026年3月31日的期限晚5天",
        "第二十四条",
        "http://hepan.gov.cn/t1.html",
    ):
        assert words in alert.body
    assert tell(LATE, "2026-04-07T03:00", Status.PUBLISHED_LATE) == ()


def test_notes_explain_the_flags() -> None:
    (alert,) = tell(report(date(2026, 4, 1), "2026-04-02T02:00", "year_conflict"), "2026-04-02T03:00")
    assert "期限次日" in alert.body.split("\n\n")[1]
    assert "年度不一致" in alert.body.split("\n\n")[1]


@pytest.mark.parametrize(
    ("day", "key", "title_end"),
    [
        ("2026-03-16", None, ""),
        ("2026-03-17", "due_soon:u1:2025:14", "（3月31日到期）"),
        ("2026-03-27", "due_soon:u1:2025:14", "（3月31日到期）"),
        ("2026-03-28", "due_soon:u1:2025:3", "（3月31日到期）"),
        ("2026-03-31", "due_soon:u1:2025:3", "（3月31日到期）"),
        ("2026-04-01", "due_soon:u1:2025:3", "（4月1日仍可公布）"),
    ],
)
@pytest.mark.parametrize("before", [None, Status.NOT_DUE, Status.DUE_SOON])
def test_reminders_come_by_the_offices_steps(day: str, key: str | None, title_end: str, before: Status | None) -> None:
    alerts = tell(checked(f"{day}T02:00"), f"{day}T03:00", before)
    assert [a.key for a in alerts] == ([key] if key else [])
    for alert in alerts:
        assert alert.title == f"【即将到期】柳林镇人民政府 2025年度报告{title_end}"
        assert "最近一次完整检查：2026年" in alert.body


def test_no_step_no_reminder() -> None:
    office = Office("tj-binhai", "某司法局", remind_days_before=())
    assert tell(checked("2026-03-31T02:00"), "2026-03-31T03:00", office=office) == ()


def test_a_reminder_over_an_unread_column_does_not_claim_to_have_looked() -> None:
    (alert,) = tell(Facts(None, columns(None)), "2026-03-28T03:00")
    assert "登记的栏目还没有完整检查过，是否已经公布尚不清楚" in alert.body
    assert "尚未发现" not in alert.body


def test_overdue_states_its_evidence() -> None:
    (alert,) = tell(checked("2026-04-02T02:10"), "2026-04-02T03:00", Status.DUE_SOON)
    assert (alert.key, alert.audience) == ("overdue:u1:2025", Audience.OFFICE)
    assert alert.title == "【逾期未公布】柳林镇人民政府 2025年度报告"
    assert alert.body == (
        "柳林镇人民政府2025年度法治政府建设情况报告：应于2026年3月31日前（含当日）公布"
        "（依据：《法治政府建设与责任落实督察工作规定》第二十四条），截至2026年4月2日已逾期2天；"
        "登记的1个栏目期满后已完整检查（最近一次2026年4月2日02:10），未发现该年度报告。\n"
        "检查栏目：column-0\n"
        "取证：fazhiwatch evidence sheet u1 2025\n\n"
        "以上为自动监测结果。报告如已在其他栏目、报刊等处公布，或依法不予公开，请告知登记，以便更正。"
    )


def test_overdue_by_columns_that_never_bore_a_report_asks_to_check_the_register() -> None:
    """The register may name wrong columns: no list of another topic ever shows a report."""
    bare, other = (replace(c, bare=True) for c in columns(at("2026-04-02T02:10"), at("2026-04-02T02:11")))
    (alert,) = tell(Facts(None, (bare, other)), "2026-04-02T03:00", Status.DUE_SOON)
    assert "未发现该年度报告；栏目中从未见过任何年度的此类报告，登记的栏目是否正确，请先核对。" in alert.body
    (alert,) = tell(Facts(None, (bare, replace(other, bare=False))), "2026-04-02T03:00", Status.DUE_SOON)
    assert "未发现该年度报告。" in alert.body


@pytest.mark.parametrize(
    ("day", "before", "key"),
    [
        ("2026-04-02", Status.DUE_SOON, "overdue:u1:2025"),
        ("2026-04-03", Status.OVERDUE, None),
        ("2026-04-06", Status.OVERDUE, None),
        ("2026-04-07", Status.OVERDUE, "overdue:u1:2025:7"),
        ("2026-04-20", Status.OVERDUE, "overdue:u1:2025:7"),
        ("2026-04-30", Status.OVERDUE, "overdue:u1:2025:30"),
        ("2026-07-30", Status.OVERDUE, "overdue:u1:2025:30"),
        ("2026-04-04", Status.UNVERIFIED, "overdue:u1:2025"),
        ("2026-05-20", Status.UNVERIFIED, "overdue:u1:2025:30"),
        ("2026-05-20", None, "overdue:u1:2025:30"),
    ],
)
def test_escalations_come_by_the_offices_steps(day: str, before: Status | None, key: str | None) -> None:
    """Turning late tells the highest step alone, so that the next night has nothing to add."""
    alerts = tell(checked(f"{day}T02:00"), f"{day}T03:00", before)
    assert [a.key for a in alerts] == ([key] if key else [])
    assert {a.key for a in tell(checked(f"{day}T02:00"), f"{day}T04:00", Status.OVERDUE)} <= {a.key for a in alerts}


def test_an_escalation_says_for_how_long() -> None:
    (alert,) = tell(checked("2026-04-09T02:00"), "2026-04-09T03:00", Status.OVERDUE)
    assert alert.title == "【逾期未公布】柳林镇人民政府 2025年度报告（已逾期9天）"


def test_without_steps_overdue_is_told_once() -> None:
    office = Office("tj-binhai", "某司法局", escalate_days_after=())
    assert [a.key for a in tell(checked("2026-05-20T02:00"), "2026-05-20T03:00", office=office)] == ["overdue:u1:2025"]
    assert tell(checked("2026-05-20T02:00"), "2026-05-20T03:00", Status.OVERDUE, office=office) == ()


@pytest.mark.parametrize(
    ("steps", "every", "day", "key"),
    [
        ((1, 7, 30), 10, "2026-05-09", "overdue:u1:2025:30"),
        ((1, 7, 30), 10, "2026-05-10", "overdue:u1:2025:40"),
        ((1, 7, 30), 10, "2026-05-19", "overdue:u1:2025:40"),
        ((1, 7, 30), 10, "2026-05-20", "overdue:u1:2025:50"),
        ((1, 7, 30), None, "2027-03-20", "overdue:u1:2025:30"),
        ((), 7, "2026-04-06", None),
        ((), 7, "2026-04-07", "overdue:u1:2025:7"),
        ((30, 1), 5, "2026-05-05", "overdue:u1:2025:35"),
        ((5,), None, "2026-06-01", None),
    ],
)
def test_after_the_last_step_reminders_come_as_often_as_the_office_says(
    steps: tuple[int, ...], every: int | None, day: str, key: str | None
) -> None:
    office = Office("tj-binhai", "某司法局", escalate_days_after=steps, repeat_every_days=every)
    alerts = tell(checked(f"{day}T02:00"), f"{day}T03:00", Status.OVERDUE, office=office)
    assert [a.key for a in alerts] == ([key] if key else [])


@given(
    st.lists(st.integers(1, 60), max_size=4).map(tuple),
    st.one_of(st.none(), st.integers(1, 20)),
    st.integers(2, 300),
)
def test_a_reminder_is_made_on_its_own_day_and_on_no_other(
    steps: tuple[int, ...], every: int | None, late: int
) -> None:
    """Night after night the same key, until the next step: so many reminders as the settings say, and no more."""
    office = Office("tj-binhai", "某司法局", escalate_days_after=steps, repeat_every_days=every)
    day = (date(2026, 3, 31) + timedelta(days=late)).isoformat()
    keys = {a.key for a in tell(checked(f"{day}T02:00"), f"{day}T03:00", Status.OVERDUE, office=office)}
    last = max(steps, default=0)
    due = {s for s in steps if s > min(steps)} | {last + n * every for n in range(1, 400) if every}
    reached = max((step for step in due if step <= late), default=None)
    assert keys == ({f"overdue:u1:2025:{reached}"} if reached else set())


def test_what_somebody_took_note_of_is_not_reminded_again() -> None:
    facts, now = checked("2026-04-09T02:00"), "2026-04-09T03:00"
    assert tell(facts, now, Status.OVERDUE, acknowledged=(Event.OVERDUE,)) == ()
    assert tell(facts, now, Status.OVERDUE, acknowledged=(Event.DUE_SOON,)) != ()
    assert tell(facts, now, Status.UNVERIFIED, acknowledged=(Event.OVERDUE,)) != ()  # it turned: that is news
    assert tell(ON_TIME, "2026-04-09T03:00", Status.OVERDUE, acknowledged=(Event.OVERDUE,)) != ()


FLAWED = [(Event.INCOMPLETE, "内容待核", "reports show 7"), (Event.COPIED, "雷同待核", "reports similar 7")]


@pytest.mark.parametrize(("event", "mark", "where"), FLAWED)
def test_a_flaw_of_a_report_is_told_with_care(event: Event, mark: str, where: str) -> None:
    found = report(date(2026, 3, 20), "2026-03-21T02:00", event.value)
    told = {a.event: a for a in tell(found, "2026-03-21T03:00", Status.NOT_DUE)}
    assert set(told) == {Event.PUBLISHED, event}
    alert = told[event]
    assert (alert.key, alert.audience) == (f"{event}:u1:2025", Audience.OFFICE)
    assert alert.title == f"【{mark}】柳林镇人民政府 2025年度报告"
    for words in ("http://hepan.gov.cn/t1.html", where, "evidence sheet u1 2025", "自动", "请人工核对后再作处理"):
        assert words in alert.body
    assert not re.search("抄袭|造假|违规|严重", alert.title + alert.body)


def test_where_our_pages_have_an_address_messages_link_to_them() -> None:
    found = report(date(2026, 3, 20), "2026-03-21T02:00", "incomplete", "copied")
    told = {a.event: a.body for a in tell(found, "2026-03-21T03:00", Status.NOT_DUE, pages_url="https://jc.example.cn")}
    assert "取证：https://jc.example.cn/units/u1/2025\n" in told[Event.INCOMPLETE]
    assert re.search(r"逐项结果：https://jc\.example\.cn/reports/\d+\n", told[Event.INCOMPLETE])
    assert re.search(r"逐段对照：https://jc\.example\.cn/reports/\d+/similar\n", told[Event.COPIED])
    assert not any("fazhiwatch " in body for body in told.values())


@pytest.mark.parametrize("event", [event for event, _, _ in FLAWED])
def test_a_flaw_is_told_of_the_running_cycle_and_of_news_alone(event: Event) -> None:
    found = report(date(2026, 3, 20), "2026-03-21T02:00", event.value)
    assert [a.event for a in tell(found, "2026-03-30T03:00", Status.PUBLISHED)] == [event]  # found a week later
    assert tell(found, "2026-05-30T03:00", Status.PUBLISHED) == ()  # another reading of what is long known
    past = report(date(2024, 3, 20), "2026-03-21T02:00", event.value)
    assert tell(past, "2026-03-21T03:00", year=2023) == ()
    assert tell(found, "2026-03-30T03:00", Status.PUBLISHED, whom=unit("柳荫街道办事处")) == ()


def test_an_offices_own_date_is_cited_with_its_source() -> None:
    (alert,) = tell(checked("2026-03-16T02:00"), "2026-03-16T03:00", office=OWN_DATE_OFFICE)
    assert alert.key == "overdue:u1:2025"
    assert "期限依据：河畔区司法局规定的期限（河畔区依法治区办通知）。" in alert.body
    assert "第二十四条" not in alert.body


def test_what_cannot_be_verified_is_told_to_no_office() -> None:
    facts = Facts(None, (ColumnFact("column-b", at("2026-03-28T02:00"), "blocked", "返回 403"),))
    for before in (None, Status.DUE_SOON, Status.OVERDUE, Status.UNVERIFIED):
        assert tell(facts, "2026-04-02T03:00", before) == ()


def test_past_cycles_are_silent_but_for_what_we_take_back() -> None:
    broken = Facts(None, columns(None))
    for facts in (checked("2026-04-02T02:00"), broken, ON_TIME):
        assert tell(facts, "2026-04-02T03:00", year=2023) == ()
    for facts in (checked("2026-04-02T02:00"), broken):
        assert tell(facts, "2026-04-02T03:00", year=2023, told=(Event.OVERDUE,)) == ()
    found = report(date(2024, 3, 20), "2026-04-02T02:00")
    (alert,) = tell(found, "2026-04-02T03:00", Status.OVERDUE, year=2023, told=(Event.OVERDUE,))
    assert alert.key == "published:u1:2023"
    assert "更正：此前发出的逾期未公布提醒，现予撤回。" in alert.body
    assert tell(found, "2026-04-03T03:00", Status.PUBLISHED, year=2023, told=(Event.OVERDUE,)) == ()


@pytest.mark.parametrize("published_on", [date(2026, 4, 5), None])
def test_a_right_reminder_is_closed_and_not_taken_back(published_on: date | None) -> None:
    (alert,) = tell(report(published_on, "2026-04-06T02:00"), "2026-04-06T03:00", Status.OVERDUE, told=(Event.OVERDUE,))
    assert "自此了结" in alert.body
    assert "撤回" not in alert.body


@pytest.mark.parametrize("name", ["柳荫街道办事处", "河畔区管委会"])
def test_who_is_not_bound_is_never_reminded(name: str) -> None:
    for day in ("2026-03-28", "2026-04-02", "2026-06-01"):
        assert tell(checked(f"{day}T02:00"), f"{day}T03:00", whom=unit(name)) == ()
    (alert,) = tell(LATE, "2026-04-06T03:00", whom=unit(name))
    assert alert.event is Event.PUBLISHED


def test_names_from_outside_do_no_harm() -> None:
    whom = unit("柳林镇\n#overdue:x:1 <at id=all> @all [x](http://e) `y`" + "长" * 200)
    for facts, now in ((ON_TIME, "2026-03-21T03:00"), (checked("2026-04-02T02:00"), "2026-04-02T03:00")):
        for alert in tell(facts, now, whom=whom):
            assert "\n" not in alert.title
            assert len(alert.title) < 120
            assert not re.search(r"[<>`@]|^#|\]\(", alert.title + "\n" + alert.body, re.MULTILINE)


def test_overdue_names_the_columns_as_the_reader_can_open_them() -> None:
    town = unit()
    obliged = obligation(town, OFFICE, 2025)
    now = at("2026-04-02T03:00")
    standing = judge(obliged, checked("2026-04-02T02:10"), now)
    (alert,) = alerts_for(
        Status.DUE_SOON, standing, obliged, town, OFFICE, now,
        cycle_year=2025, column_urls=["http://liulin.example/fzzf/"],
    )  # fmt: skip
    assert "检查栏目：http://liulin.example/fzzf/" in alert.body
    assert "column-0" not in alert.body
