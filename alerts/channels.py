"""Sending over a channel 通知渠道: the only place that speaks Apprise. A channel is one Apprise URL, and a secret."""

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import get_ident

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyBase, NotifyFormat, OverflowMode
from apprise.attachment.memory import AttachMemory
from apprise.plugins.email import NotifyEmail

from alerts.answers import refusal
from alerts.digest import BODY_LIMIT, marked_test_message
from alerts.failures import explain
from alerts.wire import Wire, watched
from core.alerts import Message

__all__ = [
    "Attachment",
    "SendResult",
    "body_limit",
    "channel_key",
    "is_chat",
    "is_mail",
    "marked_test_message",
    "retry_at",
    "send",
]

TIMEOUT = 10.0  # seconds to connect, and again between two parts of an answer
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
_UNFILLED = re.compile(r"\$\{\w*\}?")
# Characters of a body where a service takes less than Apprise believes: 企业微信 counts 2048 bytes, title included.
_SERVICE_LIMITS = {"wecombot": 600}
MAIL_LIMIT = 20_000
_MENTIONS = str.maketrans("<>@", "＜＞＠")
_CHATS = frozenset({"wecombot", "dingtalk", "feishu", "lark"})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRIVATE = (
    "通知地址的域名指向内网或本机地址，未经允许不发送；"
    "确属内网服务的，请在名录该收件人下写 allow_private: true（运维渠道设 FAZHIWATCH_OPERATOR_ALLOW_PRIVATE=1）"
)
_ASSET = AppriseAsset(
    app_id="FazhiWatch",
    app_desc="法治年报监测",
    app_url="",
    async_mode=False,
    secure_logging=True,
    http_redirects=False,
)


@dataclass(frozen=True, slots=True)
class SendResult:
    """`permanent`: of no use to try again before somebody mends the setting. `error` is Chinese and holds no secret."""

    ok: bool
    permanent: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message, where the service takes files."""

    name: str
    content: bytes
    media_type: str = XLSX


def channel_key(url: str) -> str:
    """What a channel is called in the database and on screen: its scheme and a fingerprint, nothing of the address."""
    return f"{_scheme(url)}:{sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def send(
    url: str,
    message: Message,
    *,
    attachments: Sequence[Attachment] = (),
    allow_private: bool = False,
    timeout: float = TIMEOUT,
) -> SendResult:
    """Sends one message over one channel, as plain text. Never raises for what the other side does.

    `attachments` go by e-mail alone. A name that leads into a private network is refused unless `allow_private`.
    """
    if _UNFILLED.search(url):
        return SendResult(False, True, "通知地址引用的环境变量没有设置，请在 .env 或环境中设置")
    with _captured() as lines, watched(allow_private=allow_private) as wire:
        service = _service(url, timeout)
        if service is None:
            return SendResult(False, True, f"通知地址无法识别或填写不全（{_scheme(url)}），请核对名录中的 notify")
        notifier = Apprise(asset=_ASSET)
        notifier.add(service)
        files = _files(attachments) if isinstance(service, NotifyEmail) else None
        title, body = _harmless(url, message)
        ok = notifier.notify(title=title, body=body, body_format=NotifyFormat.TEXT, attach=files)
    return _result(_scheme(url), wire, lines, ok=ok is True)


def _result(scheme: str, wire: Wire, lines: Sequence[str], *, ok: bool) -> SendResult:
    """Whatever Apprise says, a message is sent when the service says that it took it."""
    if wire.refused:
        return SendResult(False, True, PRIVATE)
    if not ok:
        cause = explain(lines)
        return SendResult(False, cause.permanent, cause.words)
    refused = refusal(scheme, wire.answers)
    return SendResult(False, refused.permanent, refused.error) if refused else SendResult(True)


def _harmless(url: str, message: Message) -> tuple[str, str]:
    """Title and body without what a service could take for its own: the texts are clean, and this is their last gate.

    A title is one line; control and direction marks go; in chats nothing can look like a mention.
    """
    title, body = " ".join(message.title.split()), message.body
    if is_chat(url):
        title, body = title.translate(_MENTIONS), body.translate(_MENTIONS)
    return _visible(title), _visible(body)


def _visible(text: str) -> str:
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def _files(attachments: Sequence[Attachment]) -> AppriseAttachment | None:
    files = AppriseAttachment()
    for one in attachments:
        files.add(
            AttachMemory(content=one.content, name=one.name, mimetype=one.media_type)  # type: ignore[no-untyped-call]
        )
    return files if attachments else None


def is_mail(url: str) -> bool:
    """Whether a message may be long there, and have a file with it."""
    return _scheme(url) in ("mailto", "mailtos")


def is_chat(url: str) -> bool:
    """Whether a message should be short there."""
    return _scheme(url) in _CHATS


def body_limit(url: str) -> int:
    """How many characters a message body may have on this channel, for `wording.compose`."""
    if is_mail(url):
        return MAIL_LIMIT
    with _captured():
        service = _service(url, TIMEOUT)
    own = BODY_LIMIT if service is None else service.body_maxlen - (0 if service.title_maxlen else 100)
    return min(BODY_LIMIT, max(own, 200), _SERVICE_LIMITS.get(_scheme(url), BODY_LIMIT))


def retry_at(attempts: int, now: datetime, jitter: float) -> datetime:
    """When to try again after `attempts` failures: doubling from 1 minute to 6 hours, spread by `jitter` in [0, 1)."""
    doublings = min(max(attempts, 1), 16)  # six hours are reached long before
    ceiling: timedelta = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return now + ceiling / 2 * (1 + jitter)


def _scheme(url: str) -> str:
    match = _SCHEME.match(url.strip())
    return match.group(1).lower() if match else "invalid"


def _service(url: str, timeout: float) -> NotifyBase | None:
    """The service of a URL, set so that nothing is lost and nothing hangs; None where Apprise makes no sense of it."""
    try:
        service = Apprise.instantiate(url, asset=_ASSET)
    except (TypeError, ValueError):
        return None
    if not isinstance(service, NotifyBase):
        return None
    service.socket_connect_timeout = service.socket_read_timeout = timeout
    service.notify_format = NotifyFormat.TEXT
    service.overflow_mode = OverflowMode.SPLIT  # truncating would lose the keys at the end
    service.redirects = False  # a redirected POST arrives as a GET without its message, and answers 200
    service.optional = False  # a failure must not count as sent
    service.retry, service.wait = 0, 0.0  # the outbox tries again
    return service


@contextmanager
def _captured() -> Iterator[list[str]]:
    """Apprise's log lines of this thread, kept from every other log: they may name addresses and secrets."""
    lines: list[str] = []
    handler = _ThreadLines(lines)
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    # urllib3 writes the path of a webhook, which is its secret, at DEBUG
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)


class _ThreadLines(logging.Handler):
    """Keeps what tells the reason: warnings, and the exception that Apprise writes at DEBUG; no payload, no answer."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines
        self._thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        text = record.getMessage()
        if record.levelno >= logging.WARNING or text.startswith("Socket Exception"):
            self._lines.append(text)
