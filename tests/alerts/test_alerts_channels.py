"""Sending through Apprise to real servers on loopback: what arrives, and what is said when nothing does."""

import io
import json
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.channels import body_limit, channel_key, marked_test_message, retry_at, send
from alerts.failures import UNKNOWN, explain
from core.alerts import Message
from tests.alerts.cases import at
from tests.alerts.receiving import MailBox, Receiver, mail_server

MESSAGE = Message(
    "【逾期未公布】柳林镇人民政府 2025年度报告",
    "河畔区司法局：\n\n柳林镇 <未公布> & *已逾期* :smile: \\n 2天。\n   链接：http://a.gov.cn/1_2.html?a=1&b=2\n\n#overdue:u1:2025",
    (1,),
)
SECRET = "s3cr3t-T0ken"


def test_a_webhook_receives_the_text_as_it_is(receiver: Receiver) -> None:
    assert send(f"json://{receiver.at}/hook", MESSAGE).ok
    ((method, path, body),) = receiver.received
    assert (method, path) == ("POST", "/hook")
    told = json.loads(body)
    assert (told["title"], told["message"]) == (MESSAGE.title, MESSAGE.body)


def test_mail_arrives_as_plain_text() -> None:
    box = MailBox()
    with mail_server(box) as port:
        result = send(f"mailto://127.0.0.1:{port}/?from=watch@example.cn&to=clerk@example.cn", MESSAGE)
    assert result.ok, result.error
    (mail,) = box.mails
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert mail.get_content_type() == "text/plain"
    assert str(make_header(decode_header(mail["Subject"]))) == MESSAGE.title
    assert payload.decode("utf-8").replace("\r\n", "\n").rstrip("\n") == MESSAGE.body


def test_a_refusing_mail_server_is_told_with_its_code() -> None:
    with mail_server(MailBox("554 5.7.1 rejected for secret reasons")) as port:
        result = send(f"mailto://127.0.0.1:{port}/?from=watch@example.cn&to=clerk@example.cn", MESSAGE)
    assert (result.ok, result.permanent) == (False, False)
    assert result.error == "邮件服务器没有接受（代码554）：邮件被拒绝"


@pytest.mark.parametrize("scheme", ["json", "xml", "form", "mailto"])
def test_nobody_listening_is_an_answer_and_no_exception(scheme: str) -> None:
    result = send(f"{scheme}://127.0.0.1:1/?from=a@example.cn&to=b@example.cn", MESSAGE)
    assert (result.ok, result.permanent) == (False, False)
    assert result.error == "连接被拒绝，接收方可能没有运行"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, "接收方服务器出错（HTTP 500）"),
        (403, "没有权限，请核对地址中的密钥（HTTP 403）"),
        (429, "发送过于频繁（HTTP 429）"),
        (418, "接收方没有接受（HTTP 418）"),
    ],
)
def test_a_refusing_receiver_is_told_with_its_status(receiver: Receiver, status: int, error: str) -> None:
    receiver.status = status
    result = send(f"json://{receiver.at}/hook", MESSAGE)
    assert (result.ok, result.permanent, result.error) == (False, False, error)
    assert len(receiver.received) == 1


def test_a_redirect_is_not_taken_for_delivery(receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, "/elsewhere"
    result = send(f"json://{receiver.at}/hook?redirect=yes", MESSAGE)
    assert (result.ok, result.error) == (False, "接收方把请求转到了别处（HTTP 302）")
    assert len(receiver.received) == 1


def test_settings_in_the_url_cannot_lose_a_message(receiver: Receiver) -> None:
    """`optional` would count a failure as sent, `retry` repeat at once, `overflow=truncate` cut the keys off."""
    receiver.status = 500
    assert not send(f"json://{receiver.at}/hook?optional=yes&retry=3&wait=60", MESSAGE).ok
    assert len(receiver.received) == 1
    receiver.status = 200
    long = Message("标题", "长" * 40000 + "\n\n#overdue:u1:2025", (1,))
    assert send(f"json://{receiver.at}/hook?overflow=truncate", long).ok
    assert json.loads(receiver.received[-1][2])["message"].endswith("#overdue:u1:2025")


def test_a_hanging_receiver_costs_no_more_than_the_timeout(receiver: Receiver) -> None:
    receiver.delay = 30
    started = time.monotonic()
    result = send(f"json://{receiver.at}/hook?rto=60", MESSAGE, timeout=0.5)
    assert time.monotonic() - started < 5
    assert (result.ok, result.permanent, result.error) == (False, False, "等待超时")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "无法识别"),
        ("not an address", "无法识别"),
        ("nosuchservice://token", "无法识别"),
        ("json://", "无法识别"),
        ("json://[::1", "无法识别"),
        ("wecombot://", "无法识别"),
        ("mailto://", "无法识别"),
        ("${BINHAI_OFFICE_URLS}", "环境变量没有设置"),
        ("json://${HOST}/x", "环境变量没有设置"),
    ],
)
def test_an_address_without_sense_is_refused_for_good(url: str, words: str) -> None:
    result = send(url, MESSAGE)
    assert (result.ok, result.permanent) == (False, True)
    assert result.error is not None
    assert words in result.error


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_rubbish_is_answered(text: str) -> None:
    """None of these reaches a network: Apprise knows no such service."""
    assert send(f"rubbish{text}", MESSAGE).permanent


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a program that logs everything would write."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("status", [200, 500])
def test_secrets_stay_out_of_errors_and_logs(
    receiver: Receiver, status: int, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("somebody").debug("a word")
    receiver.status = status
    urls = [
        f"json://user:{SECRET}@{receiver.at}/{SECRET}?key={SECRET}&+X-Token={SECRET}",
        f"json://user:{SECRET}@127.0.0.1:1/{SECRET}",
        f"json://{SECRET}.invalid/{SECRET}",
        f"nosuchservice://{SECRET}",
        f"mailto://user:{SECRET}@127.0.0.1:1/?from=a@example.cn&to={SECRET}@example.cn",
        f"slack://{SECRET}/x",
    ]
    errors = [send(url, MESSAGE).error for url in urls]
    keys = [channel_key(url) for url in urls]
    shown = capfd.readouterr()
    assert "a word" in log.getvalue()
    assert SECRET.lower() not in f"{errors}{keys}{log.getvalue()}{shown.out}{shown.err}".lower()
    assert all(error is None or "一" <= error[0] <= "鿿" for error in errors)


def test_a_channel_key_tells_channels_apart() -> None:
    key = channel_key("json://user:pass@host/path")
    assert key == channel_key("json://user:pass@host/path")
    assert key != channel_key("json://user:pass@host/other")
    scheme, _, fingerprint = key.partition(":")
    assert scheme == "json"
    assert len(fingerprint) == 12
    assert channel_key("JSONS://h").startswith("jsons:")
    assert channel_key(SECRET).startswith("invalid:")


def test_body_limits_follow_the_service() -> None:
    assert body_limit("json://127.0.0.1/x") == 3500
    assert body_limit("wecombot://abcdef") == 600
    assert 200 <= body_limit(f"discord://{'1' * 18}/{'a' * 64}") <= 2000
    assert body_limit("not an address") == 3500


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], UNKNOWN),
        (["Failed to send WeCom Bot notification: Not Found, error=404."], "接收地址不存在（HTTP 404）"),
        (["Lark notification failed: 429 - too many"], "发送过于频繁（HTTP 429）"),
        (["Socket Exception: (535, b'5.7.8 bad credentials')"], "邮件服务器没有接受（代码535）：用户名或密码不对"),
        (["Socket Exception: {'x@y.cn': (550, b'no such user')}"], "邮件服务器没有接受（代码550）：收件地址不被接受"),
        (["Socket Exception: Failed to resolve 'x.invalid'"], "域名无法解析"),
        (["Socket Exception: [SSL: CERTIFICATE_VERIFY_FAILED] certificate"], "加密连接失败或证书无效"),
        (["Socket Exception: [Errno 101] Network is unreachable"], "网络不通"),
        (["Socket Exception: Connection unexpectedly closed"], "连接中断"),
    ],
)
def test_failures_are_explained(lines: list[str], words: str) -> None:
    assert explain(lines).words == words


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_retries_wait_between_a_minute_and_six_hours(attempts: int, jitter: float) -> None:
    now = at("2026-04-02T02:00")
    wait = retry_at(attempts, now, jitter) - now
    assert timedelta(minutes=1) <= wait <= timedelta(hours=6)
    assert retry_at(attempts + 1, now, jitter) - now >= wait


def test_retries_double() -> None:
    now = at("2026-04-02T02:00")
    waits = [(retry_at(n, now, 0.0) - now).total_seconds() / 60 for n in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 180, 180, 180]
    assert retry_at(30, now, 0.5) - now == timedelta(hours=4.5)


def test_the_test_message_is_marked(receiver: Receiver) -> None:
    message = marked_test_message("河畔区司法局", at("2026-04-02T09:05"))
    assert message.title.startswith("【测试】")
    assert message.alert_ids == ()
    assert "2026年4月2日09:05" in message.body
    assert "无需处理" in message.body
    assert "#" not in message.body
    assert send(f"json://{receiver.at}/", message).ok
