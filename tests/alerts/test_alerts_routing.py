"""Who is told what, when: nothing is lost without a reason, nobody is told twice, what is urgent does not wait."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.routing import closed_because, route
from core.alerts import Event
from core.duties import Status
from core.units import Office, Recipient
from tests.alerts.cases import at

CLERK = Recipient("json://clerk/")
SUPERIOR = Recipient("json://superior/", "分管领导", after_days=30)
PLAIN = Office("o", "云溪市司法局")
NIGHT = replace(PLAIN, quiet_hours=(time(20), time(8)))
WORKING = replace(NIGHT, workdays_only=True)
NOW = at("2026-04-02T02:30")


@dataclass(frozen=True)
class Queued:
    id: int = 1
    event: Event = Event.OVERDUE
    unit_id: str | None = "u1"
    report_year: int | None = 2025
    created_at: datetime = NOW
    since_at: datetime = NOW
    standing: Status | None = Status.OVERDUE
    acknowledged_by: str | None = None
    due_on: date | None = None
    key: str = "k"
    title: str = "标题"
    body: str = "正文"


def test_without_settings_all_goes_at_once() -> None:
    alerts = [Queued(1), Queued(2, Event.PUBLISHED, standing=Status.PUBLISHED)]
    routed = route(alerts, CLERK, PLAIN, NOW)
    assert routed.messages == (tuple(alerts),)
    assert (routed.held, routed.passed, routed.note) == ({}, {}, None)


def test_a_reminder_is_not_told_after_its_day() -> None:
    """Due on a Sunday, made on the Saturday before, for an office that is told on working days."""
    saturday, due_on = at("2027-03-13T02:30"), date(2027, 3, 14)
    reminder = Queued(1, Event.DUE_SOON, standing=Status.DUE_SOON, due_on=due_on)
    other = Queued(2, standing=Status.OVERDUE, due_on=due_on)
    routed = route([reminder, other], CLERK, WORKING, saturday)
    assert routed.messages == ((reminder,),)
    assert list(routed.held) == [2]
    in_time = replace(reminder, due_on=date(2027, 3, 15))
    assert list(route([in_time], CLERK, WORKING, saturday).held) == [1]


def test_at_night_only_the_urgent_goes_in_a_message_of_its_own() -> None:
    urgent, usual = Queued(1, Event.WITHDRAWN, standing=Status.WITHDRAWN), Queued(2)
    office = replace(NIGHT, urgent=(Event.WITHDRAWN,))
    routed = route([usual, urgent], CLERK, office, NOW)
    assert routed.messages == ((urgent,),)
    assert routed.held == {2: "免打扰时段，2026年4月2日08:00起发送"}
    assert route([usual, urgent], CLERK, office, at("2026-04-02T08:00")).messages == ((urgent,), (usual,))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-04-02T02:30", "免打扰时段，2026年4月2日08:00起发送"),
        ("2026-04-03T21:00", "免打扰时段，2026年4月7日08:00起发送"),  # a Friday before 清明
        ("2026-04-04T10:00", "今天（4月4日）不是工作日，2026年4月7日08:00起发送"),
        ("2026-02-13T22:00", "免打扰时段，2026年2月14日08:00起发送"),  # the Saturday is worked
        ("2026-04-07T08:00", None),
    ],
)
def test_when_an_office_may_be_told(moment: str, words: str | None) -> None:
    assert closed_because(WORKING, at(moment)) == words


def test_a_year_that_is_not_announced_is_noted() -> None:
    held = route([Queued()], CLERK, WORKING, at("2059-03-01T10:00")).held[1]
    assert held.endswith("（2059年放假安排尚未收录，暂按周六、周日休息计算）")
    sent = route([Queued()], CLERK, WORKING, at("2059-03-03T10:00"))
    assert sent.messages
    assert sent.note == "注：2059年放假安排尚未收录，暂按周六、周日休息计算。"
    assert route([Queued()], CLERK, NIGHT, at("2059-03-03T10:00")).note is None


def test_a_superior_hears_of_what_lasts() -> None:
    begun = at("2026-04-02T02:30")
    first, last = Queued(1, since_at=begun), Queued(5, created_at=at("2026-05-02T02:00"), since_at=begun)
    early = route([first], SUPERIOR, PLAIN, at("2026-05-01T23:59"))
    assert early.held == {1: "分管领导满30天后才告知，5月2日起"}
    due = route([first, last], SUPERIOR, PLAIN, at("2026-05-02T02:30"))
    assert due.messages == ((last,),)
    assert due.passed == {1: "由同一事项较新的提醒（编号5）代替"}


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (Queued(standing=Status.PUBLISHED_LATE), "30天宽限期内已经解决，不再告知"),
        (Queued(event=Event.DUE_SOON), "30天宽限期内已经逾期，本条由逾期提醒代替"),
        (Queued(standing=Status.UNVERIFIED), "30天宽限期内转为未能核实，核实之前不再告知"),
        (Queued(event=Event.WITHDRAWN, standing=Status.PUBLISHED), "30天宽限期内已经解决，不再告知"),
        (Queued(acknowledged_by="王某"), "已由王某签收，不再上报"),
    ],
)
def test_what_was_solved_or_acknowledged_is_not_told_to_the_superior(alert: Queued, words: str) -> None:
    routed = route([alert], SUPERIOR, PLAIN, NOW + timedelta(days=60))
    assert (routed.messages, routed.passed) == ((), {1: words})
    assert route([alert], CLERK, PLAIN, NOW).messages == ((alert,),)


def test_who_was_told_of_a_fault_hears_at_once_that_it_is_over() -> None:
    over = Queued(event=Event.PUBLISHED_LATE, standing=Status.PUBLISHED_LATE)
    assert route([over], SUPERIOR, PLAIN, NOW).held
    assert route([over], SUPERIOR, PLAIN, NOW, accused={("u1", 2025)}).messages == ((over,),)


def test_a_recipient_of_some_events_gets_no_other() -> None:
    routed = route([Queued(1), Queued(2, Event.REVISED)], replace(CLERK, events=(Event.REVISED,)), PLAIN, NOW)
    assert [alert.id for message in routed.messages for alert in message] == [2]
    assert routed.passed == {1: "该收件人不接收此类提醒"}


ALERTS = st.lists(
    st.builds(
        Queued,
        id=st.integers(1, 40),
        event=st.sampled_from([Event.OVERDUE, Event.WITHDRAWN, Event.PUBLISHED, Event.REVISED]),
        unit_id=st.sampled_from(["u1", "u2"]),
        standing=st.sampled_from([None, Status.OVERDUE, Status.WITHDRAWN, Status.PUBLISHED]),
        since_at=st.integers(-60, 0).map(lambda days: NOW + timedelta(days=days)),
        acknowledged_by=st.sampled_from([None, "王某"]),
    ),
    unique_by=lambda alert: alert.id,
    max_size=8,
)
OFFICES = st.builds(
    Office,
    id=st.just("o"),
    name=st.just("云溪市司法局"),
    urgent=st.sampled_from([(), (Event.OVERDUE,), (Event.OVERDUE, Event.PUBLISHED)]),
    quiet_hours=st.sampled_from([None, (time(20), time(8)), (time(12), time(14))]),
    workdays_only=st.booleans(),
)
RECIPIENTS = st.builds(
    Recipient,
    url=st.just("json://h/"),
    after_days=st.sampled_from([0, 0, 1, 30]),
    events=st.sampled_from([(), (Event.OVERDUE, Event.REVISED)]),
)
MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(max_examples=100, deadline=None)
@given(ALERTS, RECIPIENTS, OFFICES, MOMENTS)
def test_every_alert_is_sent_held_or_passed_and_in_one_place(
    alerts: list[Queued], recipient: Recipient, office: Office, now: datetime
) -> None:
    routed = route(alerts, recipient, office, now)
    sent = [alert.id for message in routed.messages for alert in message]
    assert sorted([*sent, *routed.held, *routed.passed]) == sorted(alert.id for alert in alerts)
    assert all([*routed.held.values(), *routed.passed.values()])
    assert all(routed.messages)


@settings(max_examples=100, deadline=None)
@given(ALERTS, OFFICES, MOMENTS)
def test_urgent_matters_wait_for_no_hour_and_stand_alone(alerts: list[Queued], office: Office, now: datetime) -> None:
    routed = route(alerts, CLERK, office, now)
    urgent = {alert.id for alert in alerts if alert.event in office.urgent}
    assert not urgent & set(routed.held)
    for message in routed.messages:
        assert {alert.id in urgent for alert in message} in ({True}, {False})


@settings(max_examples=30, deadline=None)
@given(ALERTS, RECIPIENTS, OFFICES, MOMENTS)
def test_what_is_held_goes_in_the_end_and_once(
    alerts: list[Queued], recipient: Recipient, office: Office, now: datetime
) -> None:
    """Delivered every third hour, as an outbox does: each alert is sent once, or its reason not to stands for good."""
    waiting, sent = list(alerts), []
    passed: dict[int, str] = {}
    for hour in range(0, 24 * 45, 3):
        if not waiting:
            break
        routed = route(waiting, recipient, office, now + timedelta(hours=hour))
        sent += [alert.id for message in routed.messages for alert in message]
        passed |= routed.passed
        waiting = [alert for alert in waiting if alert.id in routed.held]
    assert waiting == []
    assert sorted([*sent, *passed]) == sorted(alert.id for alert in alerts)
