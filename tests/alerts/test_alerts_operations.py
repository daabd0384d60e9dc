"""What the operator is told: columns, storms, runs, what cannot be verified; how often, and in which words."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import flapping, operations, storms, unverified, watching
from alerts.flapping import Check
from alerts.operations import Broken
from alerts.storms import Asked
from alerts.unverified import Gap, Open
from core.alerts import Alert, Audience, Event
from core.pages import Outcome
from tests.alerts.cases import at

NOW = at("2026-04-10T02:30")
BROKEN = Broken(
    "col-1",
    "http://a.gov.cn/jz/",
    "tj-binhai",
    ("柳林镇人民政府",),
    at("2026-03-28T02:00"),
    Outcome.BLOCKED,
    "返回 403",
)
NIGHT = timedelta(days=1)


def harmless(alert: Alert) -> bool:
    return not re.search(r"[<>`@]|^#|\]\(|None", alert.title + "\n" + alert.body, re.MULTILINE)


def test_a_broken_column_is_told_to_the_operator() -> None:
    alert = operations.column_broken_alert(BROKEN, NOW)
    assert alert == replace(
        alert, key="column_broken:col-1:20260327T180000Z", event=Event.COLUMN_BROKEN, audience=Audience.OPERATOR,
        office_id="tj-binhai", unit_id=None, report_year=None, column_id="col-1",
    )  # fmt: skip
    assert alert.title == "【栏目异常】col-1：被网站拦截"
    for words in ("自2026年3月28日02:00起", "返回 403", "http://a.gov.cn/jz/", "柳林镇人民政府", "fazhiwatch import"):
        assert words in alert.body
    assert operations.column_broken_alert(replace(BROKEN, since=BROKEN.since.astimezone(UTC)), NOW).key == alert.key


@pytest.mark.parametrize("outcome", [o for o in Outcome if not o.sound])
def test_every_way_to_break_has_a_next_step(outcome: Outcome) -> None:
    body = operations.column_broken_alert(replace(BROKEN, outcome=outcome), NOW).body
    assert re.search(r"处理建议：.{10,}", body)


def test_names_from_outside_do_no_harm() -> None:
    hostile = "柳林镇\n#overdue:x:1 <at id=all> @all [x](http://e) `y`" + "长" * 200
    broken = replace(BROKEN, url="ftp://x<b>", unit_names=(hostile,) * 30, reason="x" * 900 + "\n<b>")
    case = opened("u1", unit_name=hostile, office_name=hostile, gap=replace(GAP, url="http://x/<@all>"))
    told = [
        operations.column_broken_alert(broken, NOW), operations.flapping_alert(broken, 3, broken.since, NOW),
        operations.still_broken_alert([broken], NOW), operations.channel_disabled_alert("o", hostile, hostile, NOW),
        watching.run_failed_alert("r1", "nightly", NOW, hostile, NOW),
        *unverified.unverified_alerts([case, replace(case, bare=True, gap=None)], NOW),
        unverified.still_unverified_alert([case], NOW),
    ]  # fmt: skip
    assert [alert.title for alert in told if not harmless(alert)] == []
    assert max(len(alert.body) for alert in told) < 1500
    assert "等30个单位" in told[0].body


def test_what_stays_broken_is_one_reminder_a_week() -> None:
    other = replace(BROKEN, column_id="col-2", since=at("2026-04-01T02:00"), unit_names=("甲镇", "乙镇"))
    nights = [at("2026-04-10T02:30") + n * NIGHT for n in range(21)]
    keys = [operations.still_broken_alert([other, BROKEN], night).key for night in nights]
    assert len(set(keys)) == 4  # three weeks of nights, begun in the middle of one
    assert all(key.startswith(f"{BROKEN.key}:") for key in keys)
    body = operations.still_broken_alert([other, BROKEN], NOW).body
    assert body.index("col-1：自2026年3月28日起，被网站拦截（柳林镇人民政府）") < body.index("col-2")
    assert "涉及2个单位" in body


@pytest.mark.parametrize(
    ("office", "words"), [("o1", "fazhiwatch alerts test o1"), ("operator", "FAZHIWATCH_OPERATOR_URLS")]
)
def test_a_disabled_channel_says_what_to_do(office: str, words: str) -> None:
    alert = operations.channel_disabled_alert(office, "wecom-1a2b", "返回 404", NOW)
    assert (alert.event, alert.audience, alert.office_id) == (
        Event.CHANNEL_DISABLED,
        Audience.OPERATOR,
        None if office == "operator" else office,
    )
    assert words in alert.body
    assert "None" not in alert.body


def checks(pattern: str, hours: int = 24, until: datetime = NOW) -> list[Check]:
    """One check a night, the last one now; `x` where it broke."""
    return [Check(until - (len(pattern) - 1 - n) * timedelta(hours=hours), c == ".") for n, c in enumerate(pattern)]


@pytest.mark.parametrize(
    ("pattern", "flaps"),
    [
        (".x", False),
        (".x.x", False),
        (".x.x.x", True),
        (".xx.xx.xx", True),
        ("x.x.x", False),  # how it broke first is not known
        (".x.x.xxxx", True),
        (".x.x.xxxxx", False),  # broken for days: that is no coming and going
        (".x.x............x", False),  # the first two are long ago
        (".x.x..........x", True),
    ],
)
def test_flapping(pattern: str, flaps: bool) -> None:
    assert flapping.flaps(checks(pattern), NOW) is flaps


@pytest.mark.parametrize(
    ("since", "steady"),
    [
        ("x.x.x.x.x.x", False),
        ("x....", False),
        ("x.....", True),
        ("x.....x", True),
        ("xxxxx", True),
        ("xx..xx..xx", False),
    ],
)
def test_only_what_was_steady_is_news_again(since: str, steady: bool) -> None:
    history = checks(since)
    assert flapping.was_steady(history, history[0].at) is steady


@given(st.lists(st.booleans(), min_size=2, max_size=60))
def test_of_a_column_that_comes_and_goes_little_is_told(nights: list[bool]) -> None:
    """Whatever it does: never more than two breaks and one word on its flapping in four days' reach of each other."""
    history: list[Check] = []
    told_at: datetime | None = None
    told: list[tuple[datetime, str]] = []
    since: datetime | None = None
    known: set[datetime] = set()
    for n, sound in enumerate(nights):
        now = NOW + n * NIGHT
        history.append(Check(now, sound))
        since = None if sound else since or now
        if since is None or since in known:
            continue
        lately = [c for c in history if now - c.at <= flapping.WITHIN]
        if not flapping.flaps(lately, now):
            known.add(since)
            told.append((now, "broken"))
        elif told_at is None or flapping.was_steady([c for c in history if c.at >= told_at], told_at):
            told_at = now
            told.append((now, "flapping"))
    for first, _ in told:
        within = [kind for at_, kind in told if timedelta() <= at_ - first < flapping.STEADY]
        assert len(within) <= 3
        assert within.count("flapping") <= 1
    broken_at_the_end = len(nights) >= 5 and not any(nights[-5:])
    assert not broken_at_the_end or since in known


def column(
    n: int, outcome: Outcome = Outcome.OK, *, place: str = "12", known: bool = True, before: bool = False
) -> Asked:
    since = None if outcome.sound else NOW - NIGHT if before else NOW
    return Asked(f"c{n}", f"h{n}.gov.cn", frozenset({place}), outcome, since, known)


def many(number: int, outcome: Outcome = Outcome.OK, **more: object) -> list[Asked]:
    return [column(n, outcome, **more) for n in range(number)]  # type: ignore[arg-type]


DEAD, SHUT = Outcome.CONNECTION, Outcome.BLOCKED
STORMS = [
    ("nine of nine are too few", many(9, DEAD), []),
    ("ten of ten", many(10, DEAD), [None]),
    ("half", many(10, DEAD, place="11") + many(10, place="31"), [None]),
    ("less than half of a whole", many(10, DEAD, place="11")[:9] + many(11, place="31"), []),
    ("a province, though the whole stands", many(10, DEAD, place="11") + many(30, place="31"), ["11"]),
    ("a province where one answers", many(10, DEAD, place="11")[1:] + many(30, place="11"), []),
    ("a province that refuses us is no network of ours", many(10, SHUT, place="11") + many(30, place="31"), []),
    ("all refuse us", many(10, SHUT), [None]),
    ("broken before", many(30, DEAD, before=True) + many(3), []),
    ("broken before, and the rest tonight", many(30, DEAD, before=True) + many(10, DEAD), [None]),
    ("never read, refused: sites to be put right", many(30, SHUT, known=False) + many(3), []),
    ("never read, unreachable", many(10, DEAD, known=False), [None]),
    ("outside their hours", many(30, Outcome.OUTSIDE_WINDOW), []),
    ("our own shards were lost", many(10, Outcome.CRASHED), [None]),
    ("nothing asked", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "divisions"), [case[1:] for case in STORMS], ids=[case[0] for case in STORMS])
def test_storms(asked: list[Asked], divisions: list[str | None]) -> None:
    found = storms.storms(asked, NOW)
    assert [storm.division for storm in found] == divisions
    for storm in found:
        alert = storms.storm_alert(storm, NOW, NOW + storms.LONGEST, NOW)
        assert (alert.event, alert.audience, alert.unit_id, alert.column_id) == (
            Event.STORM,
            Audience.OPERATOR,
            None,
            None,
        )
        assert f"{storm.asked}个栏目中{len(storm.broken)}个突然读不到" in alert.title
        assert "不会据此认定任何单位逾期" in alert.body
        assert harmless(alert)
        assert not storms.is_over(asked, storm.division, NOW)


@pytest.mark.parametrize(
    ("asked", "division", "over"),
    [
        (many(20), None, True),
        (many(10) + many(10, DEAD), None, False),
        (many(11) + many(10, DEAD), None, True),
        (many(3, DEAD), None, False),  # too few to begin one, and yet no end of it
        (many(1), None, True),
        (many(20, DEAD, before=True), None, False),  # says nothing of the storm
        (many(20, place="31"), "11", False),  # another province says nothing of this one
        (many(20, DEAD, place="31") + many(1, place="11"), "11", True),
        ([], None, False),
    ],
)
def test_a_storm_ends_when_most_of_what_it_broke_stands(asked: list[Asked], division: str | None, over: bool) -> None:
    assert storms.is_over(asked, division, NOW) is over


@given(st.lists(st.sampled_from(list(Outcome)), max_size=40), st.booleans())
def test_few_columns_make_no_storm_and_none_begins_and_ends_at_once(outcomes: list[Outcome], known: bool) -> None:
    asked = [column(n, outcome, known=known) for n, outcome in enumerate(outcomes)]
    found = storms.storms(asked, NOW)
    assert not found or sum(not o.sound for o in outcomes) >= storms.LEAST
    assert not any(storms.is_over(asked, storm.division, NOW) for storm in found)


GAP = Gap("col-1", "http://a.gov.cn/jz/", at("2026-03-28T02:00"), "blocked", 3)


def opened(unit_id: str, **more: object) -> Open:
    case = Open(
        unit_id, f"{unit_id}镇人民政府", "o1", "云溪市司法局", 2025, date(2026, 3, 31),
        "公布期限2026年3月31日已过，但有材料待人工核对（甲），不能认定逾期，待核实。", at("2026-04-02T02:00"),
    )  # fmt: skip
    return replace(case, **more)  # type: ignore[arg-type]


def test_hundreds_of_units_without_a_column_are_one_alert_an_office() -> None:
    cases = [opened(f"u{n}", bare=True, office_id=f"o{n % 2}") for n in range(300)]
    told = unverified.unverified_alerts(cases, NOW)
    assert [(a.key, a.unit_id, a.audience) for a in told] == [
        ("unverified:2025:bare:o0", None, Audience.OPERATOR),
        ("unverified:2025:bare:o1", None, Audience.OPERATOR),
    ]
    assert "150个单位没有登记栏目" in told[0].title
    assert "补登栏目" in told[0].body
    assert len(told[0].body) < 500


def test_units_behind_one_column_are_one_alert_with_what_to_do() -> None:
    (alert,) = unverified.unverified_alerts([opened(u, gap=GAP) for u in ("u1", "u2")], NOW)
    assert (alert.key, alert.unit_id, alert.column_id) == ("unverified:2025:column:col-1", None, "col-1")
    for words in ("col-1", "u1镇人民政府、u2镇人民政府", "被网站拦截", "http://a.gov.cn/jz/", "列为允许", "3月31日"):
        assert words in alert.body


def test_a_matter_of_one_unit_is_told_by_itself() -> None:
    waiting, alone = opened("u1"), opened("u2", gap=replace(GAP, serves=1))
    told = unverified.unverified_alerts([waiting, alone], NOW)
    assert [(a.key, a.unit_id) for a in told] == [("unverified:u1:2025", "u1"), ("unverified:u2:2025", "u2")]
    assert told[0].title == "【未能核实】u1镇人民政府 2025年度报告"
    for alert in told:
        assert "核实之前不向监督机关发送逾期提醒" in alert.body
        assert "云溪市司法局" in alert.body


def test_the_cause_names_the_alert_whoever_joins_or_leaves() -> None:
    """A unit of a shared column that is left over is no news of its own."""
    assert opened("u1", gap=GAP).key == opened("u2", gap=GAP).key
    (left,) = unverified.unverified_alerts([opened("u2", gap=GAP)], NOW)
    assert (left.key, left.unit_id) == ("unverified:2025:column:col-1", "u2")


def test_what_stays_open_is_one_reminder_a_week_by_cause() -> None:
    cases = [opened("u1"), *(opened(f"b{n}", bare=True) for n in range(20)), opened("u2", gap=GAP)]
    alert = unverified.still_unverified_alert(cases, NOW)
    assert "仍有22个单位" in alert.title
    assert len(alert.body.splitlines()) < 10
    keys = {unverified.still_unverified_alert(cases, NOW + n * NIGHT).key for n in range(14)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("last", "well", "now", "state", "missed"),
    [
        (None, False, "2026-03-01T09:00", "waiting", None),
        (None, False, "2026-03-02T11:00", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", True, "2026-03-01T08:30", "ok", None),
        ("2026-03-01T02:00", False, "2026-03-01T08:30", "failed", None),
        ("2026-03-01T02:00", True, "2026-03-02T04:00", "ok", None),
        ("2026-03-01T02:00", True, "2026-03-02T04:01", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", True, "2026-03-02T08:30", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", False, "2026-03-02T08:30", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", True, "2026-03-03T03:00", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", True, "2026-03-03T08:30", "missing", date(2026, 3, 3)),
        ("2026-03-01T23:30", True, "2026-03-03T08:30", "missing", date(2026, 3, 2)),
        ("2026-03-01T02:00", True, "2026-02-20T08:30", "ok", None),  # the clock was set back
    ],
)
def test_the_dead_mans_handle(last: str | None, well: bool, now: str, state: str, missed: date | None) -> None:
    seen = watching.watch(
        at(last) if last else None, ended_well=well, installed_at=at("2026-03-01T08:00"), now=at(now)
    )  # fmt: skip
    assert (seen.state, seen.missed_on, seen.ok) == (state, missed, state in ("ok", "waiting"))


@given(st.integers(0, 40 * 24))
def test_a_missed_night_is_told_once(hours: int) -> None:
    """However often somebody looks, and whenever: one key for each night that is missing, never one for tomorrow."""
    last, now = at("2026-03-01T02:00"), at("2026-03-01T02:00") + timedelta(hours=hours)
    seen = watching.watch(last, ended_well=True, installed_at=last, now=now)
    assert (seen.missed_on is None) == (hours <= 26)
    if seen.missed_on is not None:
        assert last.date() < seen.missed_on <= now.date()
        alert = watching.run_missing_alert(seen.missed_on, seen.detail, now)
        assert alert.key == f"run_missing:{seen.missed_on.isoformat()}"
        assert alert.audience is Audience.OPERATOR
