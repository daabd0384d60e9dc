"""The rehearsal of a whole spring over a small register, against a golden file; and that it leaves no trace."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from alerts import channels
from alerts.rules import obligation
from cli.main import fazhiwatch
from core.alerts import Audience, Event, Told
from core.duties import ColumnFact, Facts, PublishedFact, Status
from core.problems import UserProblem
from core.times import SHANGHAI
from core.units import Level, Office, Unit
from flows.rehearsal.courses import NIGHT, Checks, Owed, course
from flows.rehearsal.posting import Sent
from flows.rehearsal.silenced import Silences
from flows.rehearsal.stage import HOURS
from flows.rehearse import Rehearsal, rehearse
from registry import packaged_rules
from settings import Settings
from storage.outbox import PendingAlert
from tests.flows.rehearsed import GOLDEN, SPRING, settings_in


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("rehearsed"))


@pytest.fixture(scope="module")
def spring(settings: Settings) -> Rehearsal:
    return rehearse(settings, *SPRING)


def _told(found: Rehearsal, office: str, recipient: str) -> list[tuple[str, tuple[str, ...]]]:
    mine = [m for m in found.messages if m.office == office and m.recipient == recipient]
    return [(f"{m.at:%m-%d %H:%M}", m.alerts) for m in mine]


def test_the_clerk_is_told_on_working_mornings(spring: Rehearsal) -> None:
    assert _told(spring, "qinglan", "经办人") == [
        ("03-13 08:05", ("published:published:2025",)),
        ("03-17 08:05", ("due_soon:lacking:2025:14",)),
        ("03-30 08:05", ("due_soon:lacking:2025:3",)),  # the 28th is a Saturday
        ("04-02 08:05", ("overdue:lacking:2025",)),
        ("04-07 08:05", ("overdue:lacking:2025:7",)),  # the 6th is a holiday
        ("04-30 08:05", ("overdue:lacking:2025:30",)),
    ]


def test_her_superior_is_told_after_a_month(spring: Rehearsal) -> None:
    told = _told(spring, "qinglan", "分管负责人")
    assert [keys for _, keys in told][-1] == ("overdue:lacking:2025:30",)
    assert told[-1][0] == "05-06 08:05"  # 2 to 5 May are holidays
    assert not any("overdue" in key for day, keys in told[:-1] for key in keys)


def test_nobody_is_overdue_on_the_first_of_april(spring: Rehearsal) -> None:
    turned = {(t.on, t.unit): t.after.value for t in spring.turns}
    assert {unit: on for (on, unit), after in turned.items() if after == "overdue"} == {
        "lacking": date(2026, 4, 2),
        "bureau": date(2026, 4, 2),
    }
    assert turned[date(2026, 4, 2), "bare"] == "unverified"
    assert not {unit for _, unit in turned} & {"exempt", "street"}


def test_what_waits_says_why(spring: Rehearsal) -> None:
    why = {(f"{h.at:%m-%d}", h.recipient, h.alerts): h.reason for h in spring.held}
    assert why["03-17", "经办人", ("due_soon:lacking:2025:14",)] == "免打扰时段，2026年3月17日08:00起发送"
    assert "不是工作日" in why["03-28", "经办人", ("due_soon:lacking:2025:3",)]
    assert "满30天后才告知" in why["04-02", "分管负责人", ("overdue:lacking:2025",)]


def test_an_office_without_channels_is_shown_what_it_lacks(spring: Rehearsal) -> None:
    mine = [m for m in spring.messages if m.office == "yunxi"]
    assert [(f"{m.at:%m-%d}", sorted(m.alerts)) for m in mine] == [
        ("03-24", ["due_soon:bare:2025:7", "due_soon:bureau:2025:7"]),
        ("04-02", ["overdue:bureau:2025"]),
    ]
    assert {(m.recipient, m.channel) for m in mine} == {("没有设置通知渠道，缺少环境变量 YUNXI_URLS", None)}


def test_the_operator_hears_of_what_cannot_be_verified(spring: Rehearsal) -> None:
    mine = [m for m in spring.messages if m.office is None]
    assert [(f"{m.at:%m-%d}", m.alerts) for m in mine] == [("04-02", ("unverified:2025:bare:yunxi",))]


def test_without_checks_nobody_is_accused(settings: Settings) -> None:
    found = rehearse(settings, *SPRING, checks=Checks.NONE)
    assert not [t for t in found.turns if t.after.value == "overdue"]
    assert {t.unit for t in found.turns if t.after.value == "unverified"} == {"lacking", "bureau", "bare"}
    assert not [
        key for m in found.messages if m.office for key in m.alerts if key.startswith(("overdue", "unverified"))
    ]
    assert any("不再检查" in line for line in found.assumptions)


def test_one_office_alone(settings: Settings, spring: Rehearsal) -> None:
    found = rehearse(settings, *SPRING, office="qinglan")
    assert found.messages == tuple(m for m in spring.messages if m.office == "qinglan")


@pytest.mark.parametrize("checks", list(Checks))
def test_the_days_between_bring_nothing(settings: Settings, checks: Checks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging every night tells the same as judging on the days that the rules name."""
    skipping = rehearse(settings, *SPRING, checks=checks)
    monkeypatch.setattr("alerts.rules.next_turn_on", lambda owed, standing, facts, today: today + timedelta(days=1))
    daily = rehearse(settings, *SPRING, checks=checks)
    assert daily.messages == skipping.messages
    assert [(t.on, t.unit, t.after) for t in daily.turns] == [(t.on, t.unit, t.after) for t in skipping.turns]


def test_it_is_told_as_ever_and_hides_every_secret(ask: "Ask") -> None:
    done = ask("--from", "2026-03-01", "--to", "2026-05-20", "--office", "qinglan")
    assert done.exit_code == 0, done.output
    assert "SECRET" not in done.output
    assert done.output == GOLDEN.read_text(encoding="utf-8")


def test_json_is_one_document(ask: "Ask") -> None:
    found = json.loads(ask("--from", "2026-03-01", "--to", "2026-04-10", "--json").stdout)
    assert set(found) == {"from", "to", "checks", "assumptions", "messages", "held", "turns", "waiting"}
    assert (found["from"], found["to"], found["checks"]) == ("2026-03-01", "2026-04-10", "nightly")
    assert found["messages"][0]["alerts"] == ["published:published:2025"]
    assert set(found["messages"][0]) == {"at", "office", "to", "recipient", "channel", "title", "body", "alerts"}
    assert "SECRET" not in json.dumps(found)


def test_nothing_is_sent_and_nothing_is_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*words: Any, **more: Any) -> None:
        raise AssertionError("a rehearsal opened a connection")

    monkeypatch.setattr("socket.socket.connect", refused)
    monkeypatch.setattr(channels, "send", refused)
    before = _bytes(settings.home)
    assert any(isinstance(m, Sent) and m.channel == "json" for m in rehearse(settings, *SPRING).messages)
    assert _bytes(settings.home) == before


def _bytes(home: Path) -> dict[str, str]:
    files = [p for p in home.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal"))]
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-05-01", "--to", "2026-04-01"), "起止日期颠倒"),
        (("--from", "2026-05-01", "--to", "2036-04-01"), "最长"),
        (("--from", "2026-03-01", "--to", "2026-04-01", "--office", "nobody"), "没有这个监督机关：nobody"),
    ],
)
def test_mistakes_are_one_line(ask: "Ask", words: tuple[str, ...], said: str) -> None:
    done = ask(*words)
    assert isinstance(done.exception, UserProblem)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


@pytest.fixture
def ask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Ask":
    monkeypatch.setenv("FAZHIWATCH_HOME", str(settings.home))
    monkeypatch.setenv("FAZHIWATCH_REGISTRY", str(settings.registry))
    return Ask()


class Ask:
    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(fazhiwatch, ["rehearse", *words])


def test_its_hours_are_those_of_the_deployments() -> None:
    text = (Path(__file__).resolve().parents[2] / "prefect.yaml").read_text(encoding="utf-8")
    crons = {one["name"]: [s["cron"] for s in one["schedules"]] for one in YAML(typ="safe").load(text)["deployments"]}
    assert crons["nightly"] == [f"{NIGHT.minute} {NIGHT.hour} * * *"]
    assert crons["delivering"] == [f"{HOURS[0].minute} {HOURS[0].hour}-{HOURS[-1].hour} * * *"]


UNIT = Unit("a", "青泉镇人民政府", "ql", Level.TOWNSHIP, column_ids=("c",), since_year=2025)
OFFICE = Office("ql", "青岚区司法局", remind_days_before=(14, 3), escalate_days_after=(1, 7))


def _owed(**more: Any) -> Owed:
    owes = obligation(UNIT, OFFICE, 2025, packaged_rules())
    facts = Facts(None, (ColumnFact("c", None),))
    plain: dict[str, Any] = {"before": Status.NOT_DUE, "turned_at": None, "told": Told(), "keys": frozenset()}
    return Owed(unit=UNIT, office=OFFICE, obligation=owes, facts=facts, column_urls=(), **(plain | more))


def _keys(owed: Owed, from_on: date, to_on: date) -> list[str]:
    return [alert.key for look in course(owed, from_on, to_on, Checks.NIGHTLY) for alert in look.alerts]


def test_what_was_told_before_is_not_told_again() -> None:
    assert _keys(_owed(), *SPRING) == ["due_soon:a:2025:14", "due_soon:a:2025:3", "overdue:a:2025", "overdue:a:2025:7"]
    told = _owed(before=Status.DUE_SOON, keys=frozenset({"due_soon:a:2025:14"}))
    assert _keys(told, date(2026, 3, 20), SPRING[1]) == ["due_soon:a:2025:3", "overdue:a:2025", "overdue:a:2025:7"]


def test_what_a_person_took_note_of_is_not_told_until_it_turns() -> None:
    noted = Told(frozenset({Event.OVERDUE}), frozenset({Event.OVERDUE}))
    keys = frozenset({"overdue:a:2025"})
    assert _keys(_owed(before=Status.OVERDUE, told=noted, keys=keys), date(2026, 4, 3), SPRING[1]) == []


def test_a_report_is_known_from_the_day_on_which_it_was_seen() -> None:
    seen_at = datetime(2026, 4, 10, 3, tzinfo=UTC)
    fact = PublishedFact(1, "http://a.example/1", date(2026, 3, 20), "displayed", seen_at)
    owed = replace(_owed(), facts=Facts(fact, (ColumnFact("c", None),)))
    keys = ["due_soon:a:2025:14", "due_soon:a:2025:3", "overdue:a:2025", "overdue:a:2025:7", "published:a:2025"]
    assert _keys(owed, *SPRING) == keys
    last = list(course(owed, *SPRING, Checks.NIGHTLY))[-1]
    assert (last.now.date(), last.standing.status) == (date(2026, 4, 11), Status.PUBLISHED)


def test_silences_hold_and_let_go() -> None:
    rows = [
        {"id": 1, "office": "ql", "unit": None, "event": "overdue", "column": None, "division": None, "reason": "换届"}
        | {"began_at": "2026-03-01T00:00:00+08:00", "until": "2026-04-05T00:00:00+08:00", "ended_at": None}
    ]
    silences = Silences(rows, {"a": UNIT})
    first, second = (_pending(number, Event.OVERDUE) for number in (1, 2))
    now = datetime(2026, 4, 2, 2, tzinfo=SHANGHAI)
    assert silences.takes(first, now) == "静默至2026-04-05 00:00：换届"
    assert silences.takes(second, now)
    assert silences.takes(_pending(3, Event.DUE_SOON), now) is None
    assert list(silences.released(now, lambda key: Status.OVERDUE)) == []
    later = now + timedelta(days=4)
    assert list(silences.released(later, lambda key: Status.OVERDUE)) == [(first, False), (second, True)]
    assert list(silences.released(later, lambda key: Status.OVERDUE)) == []
    assert silences.takes(first, later) is None


def _pending(number: int, event: Event) -> PendingAlert:
    at = datetime(2026, 4, 2, 2, tzinfo=SHANGHAI)
    key = f"{event}:a:2025:{number}"
    return PendingAlert(number, key, event, Audience.OFFICE, "ql", "a", 2025, "题", "文", at, at, Status.OVERDUE)
