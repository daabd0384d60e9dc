"""Delivering to real receivers: every channel hears every alert once, whatever is slow, mistyped or not set up yet."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from alerts import channels, wording
from core.alerts import Alert, Audience, Event, Message
from core.units import Office, Recipient, Registry
from flows import sending
from flows.deliver import Delivered, deliver
from settings import Settings
from storage import chain, outbox, register
from storage.database import Database, open_database

NOW = datetime(2026, 4, 1, 18, tzinfo=UTC)
Heard = list[tuple[str, list[str]]]


class Receiver:
    """Takes messages; `heard` holds the path and the alerts' keys of each, `when_asked` runs before it answers."""

    def __init__(self) -> None:
        self.heard: Heard = []
        self.status = 200
        self.when_asked: Callable[[], None] = lambda: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"]
                receiver.heard.append((self.path, [line[1:] for line in body.splitlines() if line.startswith("#")]))
                receiver.when_asked()
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/{path}"

    def times(self) -> Counter[tuple[str, str]]:
        """How often each path heard each key."""
        return Counter((path, key) for path, keys in self.heard for key in keys)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


class Outbox:
    """A database with some alerts of one office, delivered over the channels named."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.office = Office("xian", "某县司法局")

    def queue(self, *keys: str, body: str = "正文") -> None:
        alerts = [Alert(key, Event.OVERDUE, Audience.OFFICE, "xian", f"标题 {key}", body, NOW) for key in keys]
        with self.database.session() as session:
            register.sync(session, self.registry(), NOW)
            outbox.queue(session, alerts, run_id=None)

    def deliver(self, *notify: str | Recipient, force: bool = False, at: datetime = NOW) -> Delivered:
        settings = self.settings.model_copy(update={"now": at})
        return deliver(self.database, self.registry(*notify), settings, force=force, office_ids=["xian"])

    def registry(self, *notify: str | Recipient) -> Registry:
        recipients = tuple(Recipient(one) if isinstance(one, str) else one for one in notify)
        return Registry(offices={"xian": replace(self.office, notify=recipients)}, columns={}, units={})

    def listed(self) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            return outbox.list_alerts(session, audience="office")

    def only(self, *fields: str) -> tuple[Any, ...]:
        [alert] = self.listed()
        return tuple(alert[field] for field in fields)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    settings = Settings(home=tmp_path, registry=tmp_path, now=NOW)
    database = open_database(settings.database)
    yield Outbox(database, settings)
    database.close()


def test_a_message_tells_the_head_of_the_chain(
    box: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    send = channels.send

    def noted(url: str, message: Message, **more: Any) -> channels.SendResult:
        sent.append(message.body)
        return send(url, message, **more)

    monkeypatch.setattr(channels, "send", noted)
    with box.database.session() as session:
        chain.seal_losses(session, {"<urn:uuid:1>": {"reason": "磁盘损坏"}}, NOW)
        head = chain.head(session)
    box.queue("k")
    assert box.deliver(receiver.url("a")).sent == 1
    assert sent == [f"正文\n\n证据链：第1号 {head.digest[:16]}\n\n#k"]


def test_a_slow_channel_is_not_overtaken(box: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A send takes 50 s, all of them longer than any claim; a second sender comes along in the midst of it."""
    late = [timedelta(0)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + late[0]

    def slowly() -> None:
        late[0] += timedelta(seconds=50)
        if len(receiver.heard) == 15:
            box.deliver(receiver.url("a"))

    monkeypatch.setattr(sending, "datetime", Clock)
    receiver.when_asked = slowly
    keys = [f"k{number}" for number in range(20)]
    box.queue(*keys, body="正文" * 1700)  # one alert fills a message
    box.deliver(receiver.url("a"))
    assert receiver.times() == {("/a", key): 1 for key in keys}
    assert {alert["state"] for alert in box.listed()} == {"sent"}


def test_senders_at_once_share_the_work(box: Outbox, receiver: Receiver) -> None:
    keys = [f"k{number}" for number in range(30)]
    box.queue(*keys, body="正文" * 400)
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda _: box.deliver(receiver.url("a"), receiver.url("b"), force=True), range(4)))
    assert receiver.times() == {(path, key): 1 for path in ("/a", "/b") for key in keys}
    assert {(alert["state"], alert["attempts"]) for alert in box.listed()} == {("sent", 2)}


def test_what_another_sender_took_is_left_out_of_the_message(
    box: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.queue("mine", "taken", "also-mine")
    taken = box.listed()[1]["id"]
    compose = wording.compose

    def rival_comes_first(alerts: Any, **more: Any) -> Any:
        with box.database.session() as session:
            channel = channels.channel_key(receiver.url("a"))
            outbox.claim(session, [taken], channel, claimant="rival", now=datetime.now(UTC), lease=timedelta(minutes=1))
        return compose(alerts, **more)

    monkeypatch.setattr(wording, "compose", rival_comes_first)
    assert box.deliver(receiver.url("a"), force=True).sent == 2
    assert receiver.heard == [("/a", ["mine", "also-mine"])]


def test_a_mended_channel_gets_what_the_mistyped_one_refused(box: Outbox, receiver: Receiver) -> None:
    box.queue("k")
    mistyped = "jsom://127.0.0.1/x"
    assert box.deliver(mistyped, force=True) == Delivered(failed=1)
    assert box.only("state", "attempts") == ("failed", 1)
    box.deliver(mistyped)
    assert box.only("state", "attempts") == ("failed", 1)  # refused for good: not tried again by itself
    assert box.deliver(receiver.url("a")) == Delivered(sent=1)
    assert box.only("state", "attempts", "last_error") == ("sent", 2, None)
    assert box.deliver(receiver.url("a"), force=True) == Delivered()
    assert receiver.heard == [("/a", ["k"])]


def test_a_disabled_channel_is_not_tried_even_by_force(box: Outbox) -> None:
    box.queue("k")
    for _ in range(2):
        assert box.deliver("jsom://127.0.0.1/x", force=True) == Delivered(failed=1)
        assert box.only("state", "attempts") == ("failed", 1)
    box.queue("later")
    assert box.deliver("jsom://127.0.0.1/x", force=True) == Delivered(failed=2)
    later = box.listed()[1]
    assert (later["state"], later["attempts"]) == ("queued", 0)
    assert "已停用" in later["held_because"]


def test_only_the_mended_channel_hears_what_the_other_one_took(box: Outbox, receiver: Receiver) -> None:
    box.queue("k")
    box.deliver(receiver.url("a"), "wecombotx://key", force=True)
    assert box.only("state") == ("failed",)
    box.deliver(receiver.url("a"), receiver.url("b"), force=True)
    assert box.only("state", "last_error") == ("sent", None)
    assert receiver.heard == [("/a", ["k"]), ("/b", ["k"])]


def test_an_alert_waits_for_a_variable_that_is_not_set(
    box: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify = ("${FZ_TEST_LATER}", receiver.url("a"))
    box.queue("k")
    for _ in range(2):
        assert box.deliver(*notify, force=True) == Delivered(without_channel=1)
        assert box.only("state", "attempts", "sent_at") == ("queued", 1, None)
        assert "FZ_TEST_LATER" in box.only("last_error")[0]
    monkeypatch.setenv("FZ_TEST_LATER", receiver.url("b"))
    assert box.deliver(*notify) == Delivered(sent=1)
    assert box.only("state", "attempts", "last_error") == ("sent", 2, None)
    assert receiver.heard == [("/a", ["k"]), ("/b", ["k"])]


def test_without_any_channel_an_alert_waits(box: Outbox) -> None:
    box.queue("k")
    assert box.deliver("${FZ_TEST_LATER}", force=True) == Delivered(without_channel=1)
    assert box.only("state", "attempts") == ("queued", 0)


def test_a_failure_is_a_failure_while_another_channel_is_not_set_up(box: Outbox) -> None:
    box.queue("k")
    assert box.deliver("${FZ_TEST_LATER}", "jsom://127.0.0.1/x", force=True) == Delivered(failed=1)
    state, error = box.only("state", "last_error")
    assert state == "queued"
    assert "无法识别" in error
