"""What a report says of its own time, held against what was seen: flags, reason, and what is told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from alerts import rules, wording
from core.alerts import Event
from core.duties import ColumnFact, Facts, Obligation, PublishedFact, Standing, Status
from core.units import Duty, Level, Office, Unit

DUE = date(2026, 3, 31)
OFFICE = Office("ql", "青岚区司法局", remind_days_before=(14, 3), escalate_days_after=(1, 7))
UNIT = Unit("ql-qs", "青石街道办事处", "ql", Level.TOWNSHIP, column_ids=("c",))
OWES = Obligation("ql-qs", "ql", 2025, Duty.REQUIRED, "national-2019", DUE, date(2026, 4, 1), (14, 3))
LACKED = "<urn:uuid:lacked>"


def at(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def fact(published: str, seen: str, absent: str | None, **more: Any) -> PublishedFact:
    """`published` a day or a minute."""
    day, precise = date.fromisoformat(published[:10]), len(published) > 10
    plain: dict[str, Any] = {
        "published_at": at(published if precise else f"{published}T00:00"),
        "published_precision": "minute" if precise else "day",
        "absent_at": at(absent) if absent else None,
        "absent_archive": (LACKED,) if absent else (),
        "archive": ("<urn:uuid:page>",),
    }
    return PublishedFact(1, "http://a.cn/1", day, "displayed", at(seen), **(plain | more))


def judged(published: PublishedFact, now: str = "2026-04-12T02:00", owes: Obligation = OWES) -> Standing:
    column = ColumnFact("c", at(now) - timedelta(minutes=5), "ok", archive=("<urn:uuid:list>",))
    return rules.judge(owes, Facts(published, (column,)), at(now))


@pytest.mark.parametrize(
    ("published", "seen", "absent", "backdated"),
    [
        ("2026-03-25", "2026-04-05T02:00", "2026-04-04T02:00", True),
        ("2026-03-25", "2026-04-05T02:00", "2026-03-28T02:00", True),  # it may have been in time, but not then
        ("2026-03-31T17:00", "2026-04-02T02:00", "2026-04-01T02:00", True),
        ("2026-03-31T17:00", "2026-04-01T23:00", "2026-03-31T22:00", False),  # five hours: lists are slow
        ("2026-03-31", "2026-04-02T02:00", "2026-04-01T02:00", False),  # the day may have ended with it
        ("2026-03-31", "2026-04-03T02:00", "2026-04-02T02:00", True),
        ("2026-03-25", "2026-04-05T02:00", "2026-03-25T02:00", False),
        ("2026-03-25", "2026-04-05T02:00", None, False),  # nobody looked in between
        ("2026-03-05", "2026-03-20T02:00", "2026-03-19T02:00", False),  # in time either way
        ("2026-04-03", "2026-04-09T02:00", "2026-04-08T02:00", False),  # says itself that it is late
    ],
)
def test_backdated(published: str, seen: str, absent: str | None, backdated: bool) -> None:
    standing = judged(fact(published, seen, absent))
    assert ("backdated" in standing.flags) is backdated
    assert (LACKED in standing.archive) is backdated and "<urn:uuid:page>" in standing.archive
    assert ("才首次发现" in standing.reason) is backdated
    assert standing.status is (Status.PUBLISHED_LATE if published > "2026-04-02" else Status.PUBLISHED)


def test_what_a_list_showed_before_it_was_recognised_is_not_backdated() -> None:
    """Its title was not taken for a report's at first; the post itself stood there in time."""
    late = fact("2026-03-18", "2026-04-05T02:00", "2026-03-19T12:00")
    assert "backdated" in judged(late).flags
    assert "backdated" not in judged(replace(late, listed_at=at("2026-03-20T02:00"))).flags


def test_a_date_later_than_it_was_seen_makes_nobody_late() -> None:
    standing = judged(fact("2026-04-09", "2026-03-20T02:00", "2026-03-19T02:00"))
    assert standing.status is Status.PUBLISHED and standing.flags == ("postdated",) and standing.days_late == 0


def test_without_a_due_date_nothing_is_backdated() -> None:
    owes = replace(OWES, due_on=None, borderline_on=None, duty=Duty.NONE)
    assert judged(fact("2026-03-25", "2026-04-05T02:00", "2026-04-04T02:00"), owes=owes).flags == ()


def told(standing: Standing, before: Status | None, now: str, cycle_year: int = 2025) -> dict[Event, str]:
    owes = replace(OWES, report_year=standing.report_year)
    alerts = wording.alerts_for(before, standing, owes, UNIT, OFFICE, at(now), cycle_year=cycle_year)
    assert len({alert.key for alert in alerts}) == len(alerts)
    return {alert.event: alert.body for alert in alerts}


def test_backdating_is_told_beside_the_publication_with_both_times() -> None:
    standing = judged(fact("2026-03-25", "2026-04-05T02:00", "2026-04-04T02:00"), "2026-04-05T03:00")
    news = told(standing, Status.OVERDUE, "2026-04-05T03:00")
    assert news.keys() == {Event.PUBLISHED, Event.BACKDATED}
    assert "2026年4月4日" in news[Event.BACKDATED] and "2026年4月5日" in news[Event.BACKDATED]
    assert "fazhiwatch evidence sheet ql-qs 2025" in news[Event.BACKDATED]


def revised(revision: int = 2, year: int = 2025) -> Standing:
    how = "“三、存在的不足”改动1处，增4字"
    found = at("2026-05-10T02:00")
    seen = fact("2026-03-25", "2026-03-26T02:00", None, revision=revision, revised_at=found, revised_how=how)
    return judged(seen, "2026-05-10T03:00", replace(OWES, report_year=year))


def test_a_revision_is_told_with_what_changed_once() -> None:
    standing = revised()
    assert standing.flags == ("revised",) and standing.status is Status.PUBLISHED
    news = told(standing, Status.PUBLISHED, "2026-05-10T03:00")
    assert news.keys() == {Event.REVISED} and "存在的不足”改动1处" in news[Event.REVISED]
    again = wording.alerts_for(Status.PUBLISHED, standing, OWES, UNIT, OFFICE, at("2026-05-11T03:00"), cycle_year=2025)
    first = wording.alerts_for(Status.PUBLISHED, standing, OWES, UNIT, OFFICE, at("2026-05-10T03:00"), cycle_year=2025)
    assert [a.key for a in again] == [a.key for a in first] == ["revised:ql-qs:2025"]
    third = wording.alerts_for(
        Status.PUBLISHED, revised(3), OWES, UNIT, OFFICE, at("2026-05-10T03:00"), cycle_year=2025
    )
    assert [a.key for a in third] == ["revised:ql-qs:2025:3"]


def test_a_revision_of_a_past_year_is_news_and_an_old_one_is_not() -> None:
    past = replace(revised(year=2021), due_on=date(2022, 3, 31))
    assert told(past, Status.PUBLISHED, "2026-05-10T03:00").keys() == {Event.REVISED}
    assert told(past, Status.PUBLISHED, "2026-09-10T03:00") == {}
