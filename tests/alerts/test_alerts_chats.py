"""企业微信, 钉钉 and 飞书 refuse with HTTP 200; and nothing in a message can mention people or break it."""

import json
import re
from datetime import date
from email.header import decode_header, make_header
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot

from alerts import wording
from alerts.answers import refusal
from alerts.channels import Attachment, SendResult, send
from alerts.rules import judge
from core.alerts import Audience, Message
from core.duties import Facts, PublishedFact, Status
from storage.outbox import PendingAlert
from tests.alerts import cases
from tests.alerts.cases import at
from tests.alerts.receiving import MailBox, Receiver, mail_server, parts

MESSAGE = Message("【逾期未公布】青石街道办事处 2025年度报告", "已逾期。\n\n#overdue:u1:2025", (1,))
CHATS = {
    "wecombot": ("wecombot://abcdef/", NotifyWeComBot, "/send?key={key}"),
    "dingtalk": ("dingtalk://geheim@abcdef/", NotifyDingTalk, "/robot/send?access_token={token}"),
    "feishu": ("feishu://abcdef/", NotifyFeishu, "/hook/{token}"),
}
ANSWERS = {
    "wecombot": ({"errcode": 0, "errmsg": "ok"}, {"errcode": 93000, "errmsg": "invalid webhook url"}),
    "dingtalk": ({"errcode": 0, "errmsg": "ok"}, {"errcode": 310000, "errmsg": "sign not match"}),
    "feishu": (
        {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"},
        {"code": 19024, "data": {}, "msg": "Key Words Not Found"},
    ),
}
HOSTILE = (
    '@all <at user_id="all">所有人</at> <@zhangsan> [点我](http://bad.test/)\u202e\u200b\r\n#overdue:u9:2025\n<b>@</b>'
)


@pytest.fixture(params=list(CHATS))
def chat(request: pytest.FixtureRequest, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> str:
    """A chat's address whose fixed host is our receiver, which answers as the chat does."""
    url, service, path = CHATS[request.param]
    monkeypatch.setattr(service, "notify_url", f"http://{receiver.at}{path}")
    receiver.answer = json.dumps(ANSWERS[request.param][0]).encode()
    return url


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def _answer(receiver: Receiver, answer: Any) -> None:
    receiver.answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def test_a_chat_that_says_so_took_it(chat: str, receiver: Receiver) -> None:
    assert send(chat, MESSAGE) == SendResult(True)
    assert len(receiver.received) == 1


def test_a_refusal_with_http_200_is_none(chat: str, receiver: Receiver) -> None:
    _answer(receiver, ANSWERS[_scheme(chat)][1])
    result = send(chat, MESSAGE)
    assert (result.ok, result.permanent) == (False, True)
    assert re.search(r"[\u4e00-\u9fff]+.*（代码\d+）", result.error or "")


@pytest.mark.parametrize("answer", [b"", b"<html>portal</html>", b"[]", b'"ok"', b'{"errcode": "0"}', {"errmsg": "ok"}])
def test_an_answer_that_tells_nothing_is_no_success(chat: str, receiver: Receiver, answer: Any) -> None:
    _answer(receiver, answer)
    assert send(chat, MESSAGE) == SendResult(False, False, "接收方的应答看不出是否已经接受")


def test_too_often_is_tried_again(chat: str, receiver: Receiver) -> None:
    busy = {"wecombot": {"errcode": 45009}, "dingtalk": {"errcode": 130101}, "feishu": {"code": 11232}}
    _answer(receiver, busy[_scheme(chat)])
    result = send(chat, MESSAGE)
    assert (result.ok, result.permanent) == (False, False)
    assert (result.error or "").startswith("发送过于频繁（代码")


def test_other_services_are_believed() -> None:
    assert refusal("json", [b"{}"]) is None
    assert refusal("lark", [b'{"code": 19001}']) is not None
    assert NotifyLark.notify_url  # there is one such service


def _told(receiver: Receiver) -> str:
    """The text of a chat's payload."""
    ((_, _, body),) = receiver.received
    payload = json.loads(body)
    text = payload.get("text") or payload["content"]
    return str(text.get("content") or text.get("text")).replace("\r\n", "\n", 1)  # Apprise joins a title so


def _hostile() -> Message:
    """A digest of two alerts on units with hostile names, whose reports have hostile titles and addresses."""
    now = at("2026-04-20T02:30")
    fact = PublishedFact(
        7, f"http://a.gov.cn/{HOSTILE}", date(2026, 4, 10), "displayed", at("2026-04-10T02:00"), ("revised",),
        revised_at=at("2026-04-19T02:00"), revised_how=f"标题由“{HOSTILE}”改为“x”",
    )  # fmt: skip
    unit = cases.unit(f"青石街道{HOSTILE}")
    obligation = cases.obligation(unit, cases.OFFICE, 2025)
    standing = judge(obligation, Facts(published=fact, columns=cases.columns(at("2026-04-19T02:00"))), now)
    alerts = wording.alerts_for(Status.OVERDUE, standing, obligation, unit, cases.OFFICE, now, cycle_year=2025)
    pending = [
        PendingAlert(n, a.key, a.event, a.audience, a.office_id, a.unit_id, a.report_year, a.title, a.body, now, now)
        for n, a in enumerate(alerts, 1)
    ]
    assert len(pending) > 1
    (message,) = wording.compose(pending, office_name=f"司法局{HOSTILE}", audience=Audience.OFFICE)
    return message


def _check(text: str, keys: int) -> None:
    assert not re.search(r"[<>\[\]@]|\]\(|[\u200b\u202e\r]", text)
    lines = text.splitlines()
    assert [n for n, line in enumerate(lines) if line.startswith("#")] == [*range(len(lines) - keys, len(lines))]


def test_hostile_titles_and_names_mention_nobody_in_chats(chat: str, receiver: Receiver) -> None:
    message = _hostile()
    assert send(chat, message).ok
    _check(_told(receiver), len(message.alert_ids))
    ((_, _, body),) = receiver.received
    assert json.loads(body).get("at", {}).get("isAtAll") is not True


def test_hostile_titles_and_names_in_a_webhook(receiver: Receiver) -> None:
    message = _hostile()
    assert send(f"json://{receiver.at}/", message).ok
    told = json.loads(receiver.received[0][2])
    _check(told["message"], len(message.alert_ids))
    _check(told["title"], 0)


def test_hostile_titles_and_names_in_a_mail() -> None:
    message, box = _hostile(), MailBox()
    with mail_server(box) as port:
        url = f"mailto://127.0.0.1:{port}/?from=watch@example.cn&to=clerk@example.cn"
        assert send(url, message, attachments=[Attachment("ledger-2025.xlsx", b"PK\x03\x04")]).ok
        assert send(url, Message("标题\r\nBcc: all@example.cn", "正文", ())).ok
    mail, second = box.mails
    text, *file = parts(mail)
    _check(text, len(message.alert_ids))
    assert file == ["ledger-2025.xlsx", b"PK\x03\x04"]
    assert second["Bcc"] is None
    assert str(make_header(decode_header(second["Subject"]))) == "标题 Bcc: all@example.cn"


def test_even_an_unclean_text_mentions_nobody(chat: str, receiver: Receiver) -> None:
    assert send(chat, Message(HOSTILE, HOSTILE, ())).ok
    assert not re.search(r"[<>@\u200b\u202e\r]", _told(receiver))


def test_files_go_by_mail_alone(receiver: Receiver) -> None:
    assert send(f"json://{receiver.at}/", MESSAGE, attachments=[Attachment("台账.xlsx", b"PK")]).ok
    assert not json.loads(receiver.received[0][2]).get("attachments")
