"""Silences, acknowledgements, disabled channels: what people decide about alerts, and that nothing is lost by it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.alerts import Alert, Audience, Event, Told
from core.duties import Status
from storage import acknowledgements, channel_states, outbox, silences, standings
from storage.models import ColumnRow, UnitRow
from storage.silences import Silence

DAY = timedelta(days=1)
ME = {"by": "王某", "reason": "核对过了"}


def _begin(scene: Any, now: datetime, **what: Any) -> int:
    with scene.session() as session:
        return silences.begin(session, Silence("核对过了", "王某", now + 7 * DAY, **what), now)


def _queue(scene: Any, *alerts: Alert) -> None:
    with scene.session() as session:
        outbox.queue(session, alerts, run_id=scene.run_id)


def _turn(scene: Any, unit: str, status: Status, before: Status | None, at: datetime, *alerts: Alert) -> None:
    with scene.session() as session:
        standing = scene.standing(unit, status)
        assert standings.turn(session, run_id=scene.run_id, standing=standing, before=before, now=at, alerts=alerts)


def _release(scene: Any, now: datetime) -> int:
    with scene.session() as session:
        return silences.release(session, now)


def _states(scene: Any) -> dict[str, str]:
    with scene.database.reading() as session:
        return {row["key"]: row["state"] for row in outbox.list_alerts(session)}


def _column(scene: Any) -> Alert:
    plain: Alert = scene.alert("column", event=Event.COLUMN_BROKEN, audience=Audience.OPERATOR)
    return replace(plain, unit_id=None, report_year=None, column_id="ju")


@pytest.mark.parametrize(
    ("what", "held"),
    [
        ({}, {"overdue", "other", "revised", "column"}),
        ({"office_id": "shi"}, set()),
        ({"unit_id": "zhen-a", "event": Event.OVERDUE}, {"overdue"}),
        ({"column_id": "ju"}, {"column"}),
        ({"division": "1201"}, {"other", "column"}),
    ],
)
def test_what_falls_under_a_silence(scene: Any, now: datetime, what: Any, held: set[str]) -> None:
    """Of what waits already and of what comes; what tells of our own work never does."""
    with scene.session() as session:
        for unit in ("zhen-b", "shi-ju"):
            session.get(UnitRow, unit).division_code = "120116"
    alerts = (
        scene.alert("overdue"), replace(scene.alert("other"), unit_id="zhen-b"),
        scene.alert("revised", event=Event.REVISED), _column(scene),
        replace(scene.alert("storm", event=Event.STORM, audience=Audience.OPERATOR), unit_id=None, office_id=None),
    )  # fmt: skip
    _queue(scene, *alerts[:2])
    number = _begin(scene, now, **what)
    _queue(scene, *alerts)
    assert {key for key, state in _states(scene).items() if state == "silenced"} == held
    with scene.database.reading() as session:
        for row in outbox.list_alerts(session, state="silenced"):
            until = (now + 7 * DAY).isoformat()
            assert row["silence"] == {"id": number, "reason": "核对过了", "by": "王某", "until": until}


def test_what_is_still_true_is_told_once_when_it_ends(scene: Any, now: datetime) -> None:
    _begin(scene, now)
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, scene.alert("first"), scene.alert("first:7"))
    solved = replace(scene.alert("solved"), unit_id="zhen-b")
    _turn(scene, "zhen-b", Status.OVERDUE, None, now, solved)
    _turn(scene, "zhen-b", Status.PUBLISHED_LATE, Status.OVERDUE, now + DAY)
    many = replace(scene.alert("many", event=Event.UNVERIFIED, audience=Audience.OPERATOR), unit_id=None)
    _queue(scene, _column(scene), many)
    _turn(scene, "xian-fu", Status.UNVERIFIED, None, now)
    with scene.session() as session:
        session.get(ColumnRow, "ju").broken_since = now
    assert _release(scene, now + 6 * DAY) == 0
    assert _release(scene, now + 7 * DAY) == 3
    assert _release(scene, now + 8 * DAY) == 0
    assert _states(scene) == {
        "first": "silenced", "first:7": "queued", "solved": "silenced", "column": "queued", "many": "queued",
    }  # fmt: skip
    with scene.database.reading() as session:
        reasons = {row["key"]: row["held_because"] for row in outbox.list_alerts(session)}
    assert (reasons["first"], reasons["solved"]) == (silences.SAID_LATER, silences.NO_LONGER_TRUE)


def test_a_silence_that_is_ended_by_hand_says_by_whom(scene: Any, now: datetime) -> None:
    number = _begin(scene, now)
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, scene.alert("a"))
    with scene.session() as session:
        assert silences.end(session, number, by="李某", reason="已恢复", now=now + DAY)
        assert not silences.end(session, number, by="李某", reason="已恢复", now=now + DAY)
        [row] = silences.list_silences(session, now + DAY)
        assert silences.in_force(session, now + DAY) == []
    assert (row["by"], row["ended_by"], row["ended_because"], row["in_force"]) == ("王某", "李某", "已恢复", False)
    assert _release(scene, now + DAY) == 1


def test_what_is_under_another_silence_stays_there(scene: Any, now: datetime) -> None:
    first = _begin(scene, now)
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, scene.alert("a"))
    second = _begin(scene, now, unit_id="zhen-a")
    with scene.session() as session:
        silences.end(session, first, now=now + DAY, **ME)
    assert _release(scene, now + DAY) == 0
    with scene.session() as session:
        silences.end(session, second, now=now + DAY, **ME)
    assert _release(scene, now + DAY) == 1


def test_what_a_sender_took_up_is_not_called_back(scene: Any, now: datetime) -> None:
    _queue(scene, scene.alert("a"), scene.alert("b"))
    with scene.session() as session:
        first, second = (alert.id for alert in outbox.pending(session))
        outbox.claim(session, [first], "x", claimant="me", now=now, lease=DAY)
    _begin(scene, now)
    assert _states(scene) == {"a": "queued", "b": "silenced"}
    with scene.session() as session:
        assert outbox.claim(session, [second], "x", claimant="me", now=now, lease=DAY, force=True) == ()


def test_what_was_told_and_taken_note_of(scene: Any, now: datetime) -> None:
    key = ("zhen-a", 2025)
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, scene.alert("a"), scene.alert("b", event=Event.REVISED))
    with scene.session() as session:
        first = outbox.pending(session)[0].id
        assert acknowledgements.acknowledge(session, [first, 99], by="王某", note="在催", now=now) == [99]
        assert outbox.told_of(session, [key])[key] == Told(frozenset({Event.OVERDUE, Event.REVISED}))
        assert acknowledgements.acknowledge(session, [first], by="王某", note="在催", now=now) == []
        told = outbox.told_of(session, [key, ("zhen-b", 2025)])
        assert told[key].acknowledged == {Event.OVERDUE}
        assert told["zhen-b", 2025] == Told()
        assert [alert.acknowledged_by for alert in outbox.pending(session)] == ["王某", None]
        [row, _] = outbox.list_alerts(session)
        assert (row["acknowledged_by"], row["acknowledged_note"]) == ("王某", "在催")
    _turn(scene, "zhen-a", Status.PUBLISHED_LATE, Status.OVERDUE, now + DAY)
    with scene.session() as session:
        assert outbox.told_of(session, [key])[key] == Told(frozenset({Event.REVISED}))  # it was never sent


def test_since_when_it_stands(scene: Any, now: datetime) -> None:
    _turn(scene, "zhen-a", Status.OVERDUE, None, now - 9 * DAY)
    _queue(scene, scene.alert("a"), scene.alert("b", event=Event.REVISED))
    with scene.session() as session:
        found = [(alert.since_at, alert.standing) for alert in outbox.pending(session)]
    assert found == [(now - 9 * DAY, Status.OVERDUE), (now, Status.OVERDUE)]


def test_a_channel_is_disabled_once_and_gets_again_what_it_refused(scene: Any, now: datetime) -> None:
    _queue(scene, scene.alert("a"))
    with scene.session() as session:
        [alert] = outbox.pending(session)
        outbox.claim(session, [alert.id], "x", claimant="me", now=now, lease=DAY)
        outbox.failed(session, [alert.id], "x", claimant="me", error="无效", now=now, permanent=True)
        outbox.settle(session, {alert.id: outbox.Reach(("x",))}, now=now)
        assert channel_states.disable(session, "x", office_id="xian", reason="无效", now=now)
        assert not channel_states.disable(session, "x", office_id="xian", reason="无效", now=now)
        assert channel_states.disabled(session) == {"x": "无效"}
    assert _states(scene) == {"a": "failed"}
    with scene.session() as session:
        assert channel_states.enable(session, "x", by="王某", now=now)
        assert not channel_states.enable(session, "x", by="王某", now=now)
        assert channel_states.disabled(session) == {}
        assert outbox.claim(session, [alert.id], "x", claimant="me", now=now, lease=DAY) == (alert.id,)
        assert channel_states.disable(session, "x", office_id="xian", reason="又无效", now=now)
    assert _states(scene) == {"a": "queued"}


def test_the_claims_of_the_dead_are_free(scene: Any, now: datetime) -> None:
    _queue(scene, scene.alert("a"), scene.alert("b"))
    with scene.session() as session:
        first, second = (alert.id for alert in outbox.pending(session))
        outbox.claim(session, [first], "x", claimant="dead", now=now, lease=DAY)
        outbox.claim(session, [second], "x", claimant="alive", now=now, lease=DAY)
        assert outbox.release_claims(session, lambda claimant: claimant == "dead", now) == 1
        assert outbox.claim(session, [first, second], "x", claimant="next", now=now, lease=DAY) == (first,)


def test_what_was_called_back_unsent_is_told_when_it_is_true_again(scene: Any, now: datetime) -> None:
    overdue, again = scene.alert("overdue:zhen-a:2025"), replace(scene.alert("overdue:zhen-a:2025"), body="又逾期")
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, overdue)
    _turn(scene, "zhen-a", Status.UNVERIFIED, Status.OVERDUE, now + DAY)
    assert _states(scene) == {overdue.key: "silenced"}
    _turn(scene, "zhen-a", Status.OVERDUE, Status.UNVERIFIED, now + 2 * DAY, again)
    with scene.session() as session:
        [waiting] = outbox.pending(session)
        assert (waiting.key, waiting.body) == (overdue.key, "又逾期")
        outbox.claim(session, [waiting.id], "x", claimant="me", now=now, lease=DAY)
    _turn(scene, "zhen-a", Status.PUBLISHED_LATE, Status.OVERDUE, now + 3 * DAY)
    _turn(scene, "zhen-a", Status.OVERDUE, Status.PUBLISHED_LATE, now + 4 * DAY, overdue)
    with scene.session() as session:
        assert [alert.body for alert in outbox.pending(session)] == ["又逾期"]  # a sender has it: it stays what it is


def test_what_a_silence_holds_is_not_put_back_by_turning_again(scene: Any, now: datetime) -> None:
    overdue = scene.alert("overdue:zhen-a:2025")
    _turn(scene, "zhen-a", Status.OVERDUE, None, now, overdue)
    _begin(scene, now, unit_id="zhen-a")
    _turn(scene, "zhen-a", Status.UNVERIFIED, Status.OVERDUE, now + DAY)
    _turn(scene, "zhen-a", Status.OVERDUE, Status.UNVERIFIED, now + 2 * DAY, overdue)
    assert _states(scene) == {overdue.key: "silenced"}
    assert _release(scene, now + 8 * DAY) == 1
    assert _states(scene) == {overdue.key: "queued"}
    _begin(scene, now + 9 * DAY, unit_id="zhen-a")
    _turn(scene, "zhen-a", Status.UNVERIFIED, Status.OVERDUE, now + 10 * DAY)
    assert _release(scene, now + 17 * DAY) == 0
    _turn(scene, "zhen-a", Status.OVERDUE, Status.UNVERIFIED, now + 18 * DAY, overdue)
    assert _states(scene) == {overdue.key: "queued"}
