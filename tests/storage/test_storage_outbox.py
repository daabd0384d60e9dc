"""The outbox: every alert once, every channel once."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.alerts import Audience, Event, Told
from storage import outbox
from storage.models import AlertRow, DeliveryRow

LEASE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def _queue(scene: Any, *keys: str, **more: Any) -> list[int]:
    with scene.session() as session:
        outbox.queue(session, [scene.alert(key, **more) for key in keys], run_id=scene.run_id)
    ids = {row["key"]: row["id"] for row in scene.rows(AlertRow)}
    return [ids[key] for key in keys]


def _claim(scene: Any, ids: list[int], now: datetime, channel: str = "a", **more: Any) -> tuple[int, ...]:
    with scene.session() as session:
        claimant = more.pop("claimant", "me")
        return outbox.claim(session, ids, channel, claimant=claimant, now=now, lease=LEASE, **more)


def _sent(scene: Any, ids: list[int], now: datetime, channel: str = "a") -> None:
    with scene.session() as session:
        outbox.sent(session, ids, channel, now=now)


def _failed(scene: Any, ids: list[int], now: datetime, channel: str = "a", **more: Any) -> None:
    with scene.session() as session:
        claimant = more.pop("claimant", "me")
        outbox.failed(session, ids, channel, claimant=claimant, error="连接不上", now=now, **more)


def _settle(scene: Any, ids: list[int], channels: list[str], now: datetime, lacking: str | None = None) -> Any:
    with scene.session() as session:
        reach = outbox.Reach(tuple(channels))
        return outbox.settle(session, dict.fromkeys(ids, reach), now=now, lacking=lacking)


def _listed(scene: Any, **filters: Any) -> list[dict[str, Any]]:
    with scene.database.reading() as session:
        return outbox.list_alerts(session, **filters)


def test_a_key_is_queued_once(scene: Any) -> None:
    with scene.session() as session:
        twice = [scene.alert("a"), scene.alert("b"), scene.alert("a")]
        assert outbox.queue(session, twice, run_id=scene.run_id) == 2
        assert outbox.queue(session, twice, run_id=None) == 0
        assert outbox.count(session) == 2
        assert outbox.told_of(session, [("zhen-a", 2025)]) == {("zhen-a", 2025): Told(frozenset({Event.OVERDUE}))}


def test_pending_is_queued_and_filtered(scene: Any, now: datetime) -> None:
    _queue(scene, "a", "b")
    _queue(scene, "c", audience=Audience.OPERATOR, event=Event.COLUMN_BROKEN)
    with scene.session() as session:
        assert [p.key for p in outbox.pending(session)] == ["a", "b", "c"]
        [operator] = outbox.pending(session, audience=Audience.OPERATOR)
        assert (operator.key, operator.event, operator.audience) == ("c", Event.COLUMN_BROKEN, Audience.OPERATOR)
        assert [p.key for p in outbox.pending(session, audience="office", office="xian")] == ["a", "b"]
        assert outbox.pending(session, office="shi") == []


def test_a_claim_holds_until_its_lease_is_over(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a", "b")
    assert _claim(scene, ids, now) == tuple(ids)
    assert _claim(scene, ids, now + LEASE - MINUTE, claimant="you", force=True) == ()
    assert _claim(scene, ids[:1], now, "other channel") == (ids[0],)
    assert _claim(scene, ids, now + LEASE, claimant="you") == tuple(ids)


def test_what_was_sent_is_never_claimed_or_failed_again(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a")
    _claim(scene, ids, now)
    _sent(scene, ids, now)
    _failed(scene, ids, now, next_attempt_at=now)
    _sent(scene, ids, now + MINUTE)
    assert _claim(scene, ids, now + 100 * LEASE, force=True) == ()
    [delivery] = scene.rows(DeliveryRow)
    assert (delivery["state"], delivery["attempts"], delivery["sent_at"]) == ("sent", 1, now)


def test_a_failure_rests_until_its_next_attempt(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a")
    _claim(scene, ids, now)
    _failed(scene, ids, now, next_attempt_at=now + 5 * MINUTE)
    assert _claim(scene, ids, now + 4 * MINUTE) == ()
    assert _claim(scene, ids, now + 4 * MINUTE, force=True) == tuple(ids)
    _failed(scene, ids, now, next_attempt_at=now + 5 * MINUTE)
    assert _claim(scene, ids, now + 5 * MINUTE) == tuple(ids)


def test_what_is_free_is_what_a_claim_would_give(scene: Any, now: datetime) -> None:
    new, claimed, sent, resting, refused = ids = _queue(scene, "new", "claimed", "sent", "resting", "refused")
    _claim(scene, ids[1:], now)
    _sent(scene, [sent], now)
    _failed(scene, [resting], now, next_attempt_at=now + 5 * MINUTE)
    _failed(scene, [refused], now, permanent=True)
    for at, force, expected in (
        (now, False, {new}),
        (now, True, {new, resting, refused}),
        (now + 5 * MINUTE, False, {new, resting}),
        (now + LEASE, False, {new, resting, claimed}),
    ):
        with scene.session() as session:
            assert outbox.free(session, ids, "a", now=at, force=force) == expected
            assert outbox.free(session, ids, "other channel", now=at) == set(ids)
    assert set(_claim(scene, ids, now + LEASE)) == {new, resting, claimed}


def test_a_sender_whose_claim_ran_out_does_not_undo_the_next_ones(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a")
    _claim(scene, ids, now, claimant="slow")
    _claim(scene, ids, now + LEASE, claimant="next")
    _failed(scene, ids, now + LEASE, claimant="slow", next_attempt_at=now)
    assert _claim(scene, ids, now + LEASE, claimant="third", force=True) == ()
    _sent(scene, ids, now + LEASE)  # what the channel took was taken, whoever brought it
    _failed(scene, ids, now + LEASE, claimant="next", next_attempt_at=now)
    [delivery] = scene.rows(DeliveryRow)
    assert (delivery["state"], delivery["attempts"]) == ("sent", 1)


def test_each_alert_rests_by_its_own_number_of_attempts(scene: Any, now: datetime) -> None:
    old, new = _queue(scene, "old", "new")
    _claim(scene, [old], now)
    _failed(scene, [old], now, retry_at=lambda n: now + n * MINUTE)
    _claim(scene, [old, new], now + MINUTE)
    _failed(scene, [old, new], now, retry_at=lambda n: now + n * MINUTE)
    rests = {row["alert_id"]: (row["attempts"], row["next_attempt_at"]) for row in scene.rows(DeliveryRow)}
    assert rests == {old: (2, now + 2 * MINUTE), new: (1, now + MINUTE)}


def test_a_refusal_for_good_is_tried_again_by_force_only(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a")
    _claim(scene, ids, now)
    _failed(scene, ids, now, permanent=True)
    assert _claim(scene, ids, now + 100 * LEASE) == ()
    assert _settle(scene, ids, ["a"], now) == outbox.Settled(failed=1)
    with scene.session() as session:
        assert outbox.pending(session) == []
        assert [p.id for p in outbox.pending(session, force=True)] == ids
    assert _claim(scene, ids, now, force=True) == tuple(ids)
    _sent(scene, ids, now)
    assert _settle(scene, ids, ["a"], now) == outbox.Settled(sent=1)
    [alert] = _listed(scene)
    assert (alert["state"], alert["attempts"], alert["last_error"]) == ("sent", 2, None)


def test_an_alert_is_sent_when_every_channel_took_it(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a", "b")
    for channel in ("mail", "chat"):
        _claim(scene, ids, now, channel)
    _sent(scene, ids, now, "mail")
    _sent(scene, ids[:1], now + MINUTE, "chat")
    _failed(scene, ids[1:], now, "chat", next_attempt_at=now + MINUTE)
    assert _settle(scene, ids, ["mail", "chat"], now) == outbox.Settled(sent=1, queued=1)
    first, second = _listed(scene)
    assert (first["state"], first["attempts"], first["sent_at"]) == ("sent", 2, (now + MINUTE).isoformat())
    assert (second["state"], second["attempts"], second["last_error"]) == ("queued", 2, "连接不上")
    assert second["sent_at"] is None


def test_what_is_for_nobody_is_silenced_with_its_reason(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "a")
    with scene.session() as session:
        nobody = {ids[0]: outbox.Reach((), passed="没有人要")}
        assert outbox.settle(session, nobody, now=now) == outbox.Settled(silenced=1)
    assert [(row["state"], row["held_because"]) for row in _listed(scene)] == [("silenced", "没有人要")]
    assert _claim(scene, ids, now, force=True) == ()


def test_what_is_held_says_why_until_it_is_sent(scene: Any, now: datetime) -> None:
    first, second = ids = _queue(scene, "a", "b")
    _claim(scene, ids, now, "clerk")
    _sent(scene, ids, now, "clerk")
    reach = outbox.Reach(("clerk", "superior"), {"superior": "满30天后才告知"})
    off = outbox.Reach(("clerk", "superior"), {"superior": "渠道已停用"}, frozenset({"superior"}))
    with scene.session() as session:
        assert outbox.settle(session, {first: reach, second: off}, now=now) == outbox.Settled(held=1, blocked=1)
    assert [(row["state"], row["held_because"]) for row in _listed(scene)] == [
        ("queued", "满30天后才告知"), ("queued", "渠道已停用"),
    ]  # fmt: skip
    _claim(scene, [first], now, "superior")
    _sent(scene, [first], now, "superior")
    with scene.session() as session:
        assert outbox.settle(session, {first: reach}, now=now) == outbox.Settled(sent=1)
    assert [(row["state"], row["held_because"]) for row in _listed(scene, state="sent")] == [("sent", None)]


def test_nothing_is_settled_while_a_channel_is_lacking(scene: Any, now: datetime) -> None:
    ids = _queue(scene, "took", "refused", "untried")
    _claim(scene, ids[:2], now)
    _sent(scene, ids[:1], now)
    _failed(scene, ids[1:2], now, permanent=True)
    assert _settle(scene, ids, ["a"], now, "缺一个渠道") == outbox.Settled(queued=2, lacking=1)
    assert [(row["state"], row["last_error"]) for row in _listed(scene)] == [
        ("queued", "缺一个渠道"), ("queued", "连接不上"), ("queued", "缺一个渠道"),
    ]  # fmt: skip
    assert _settle(scene, ids, ["a"], now) == outbox.Settled(sent=1, failed=1, queued=1)


def test_the_list_has_the_contracts_shape_and_filters(scene: Any, now: datetime) -> None:
    _queue(scene, "a", "b")
    _queue(scene, "c", audience=Audience.OPERATOR, event=Event.UNVERIFIED)
    assert [row["key"] for row in _listed(scene, limit=2)] == ["b", "c"]
    assert [row["key"] for row in _listed(scene, event="overdue", office="xian", state="queued")] == ["a", "b"]
    [row] = _listed(scene, audience="operator")
    assert row == {
        "id": row["id"], "key": "c", "event": "unverified", "audience": "operator", "office": "xian", "unit": "zhen-a",
        "report_year": 2025, "column": None, "title": "标题 c", "body": "正文 c", "created_at": now.isoformat(),
        "state": "queued", "attempts": 0, "last_error": None, "sent_at": None, "held_because": None, "silence": None,
        "acknowledged_by": None, "acknowledged_at": None, "acknowledged_note": None, "deliveries": [],
    }  # fmt: skip


def test_eight_claimants_never_share_an_alert(scene: Any, now: datetime) -> None:
    ids = _queue(scene, *(f"k{n}" for n in range(40)))
    barrier = threading.Barrier(8)
    won: list[int] = []

    def claim(number: int) -> None:
        barrier.wait()
        for start in range(0, len(ids), 10):
            some = ids[start : start + 10]
            won.extend(_claim(scene, some[::-1] if number % 2 else some, now, claimant=f"c{number}"))

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(ids)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "sent", "failed", "refused", "settle"]),
        st.sampled_from(["x", "y"]),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_story_sends_an_alert_twice(scene: Any, now: datetime, steps: list[tuple[str, str, int, bool]]) -> None:
    """Whatever a sender does, a channel that took an alert is never handed it again, and `sent` means every channel."""
    key = f"k{len(scene.rows(AlertRow))}"
    ids = _queue(scene, key)
    taken: Counter[str] = Counter()
    at = now
    for what, channel, minutes, force in steps:
        at += minutes * MINUTE
        if what == "settle":
            _settle(scene, ids, ["x", "y"], at)
        elif _claim(scene, ids, at, channel, force=force):
            assert not taken[channel]
            if what == "sent":
                _sent(scene, ids, at, channel)
                taken[channel] += 1
            elif what != "claim":
                _failed(scene, ids, at, channel, next_attempt_at=at + MINUTE, permanent=what == "refused")
    _settle(scene, ids, ["x", "y"], at)
    state = next(row["state"] for row in scene.rows(AlertRow) if row["key"] == key)
    assert (state == "sent") == (taken["x"] == taken["y"] == 1)
    assert max(taken.values(), default=0) <= 1
