"""Why nothing came: every way in which asking can fail, as an outcome with a short Chinese reason."""

import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]
from OpenSSL.SSL import Error as SSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.internet.error import TimeoutError as ConnectTimeoutError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from core.pages import Outcome
from crawlers.tls import TlsFailedError


class NotAsked(IgnoreRequest):
    """We did not ask, or the browser could not: the outcome and its reason are known where this is raised."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


# Scrapy tells these apart by their words alone.
_IGNORED = (
    ("robots.txt", Outcome.ROBOTS, "网站的 robots.txt 不允许访问此地址"),
    ("max redirections", Outcome.HTTP_ERROR, "网站反复跳转，没有给出页面"),
    ("DOWNLOAD_MAXSIZE", Outcome.TOO_LARGE, "内容解压后超过大小上限"),
)
_FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Outcome, str], ...] = (
    (CannotResolveHostError, Outcome.DNS, "域名无法解析"),
    ((DownloadTimeoutError, ConnectTimeoutError), Outcome.TIMEOUT, "网站在规定时间内没有应答完"),
    (DownloadConnectionRefusedError, Outcome.CONNECTION, "网站拒绝连接"),
    (DownloadCancelledError, Outcome.TOO_LARGE, "内容超过大小上限"),
    (ResponseDataLossError, Outcome.CONNECTION, "传输中断，内容不完整"),
    ((DownloadFailedError, ConnectError, ConnectionLost, ConnectionDone), Outcome.CONNECTION, "连接中断，没有得到应答"),
    ((NotSupported, UnsupportedURLSchemeError, ValueError), Outcome.UNREADABLE, "此地址不是可以访问的网页地址"),
    ((zlib.error, brotli.error, EOFError, OSError), Outcome.CONNECTION, "传来的内容已损坏，无法解压"),
)


def outcome_of(error: BaseException) -> tuple[Outcome, str]:
    """The outcome and its reason; what nobody foresaw is CRASHED, with the error's name."""
    if isinstance(error, NotAsked):
        return error.outcome, error.reason
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    if any(isinstance(cause, TlsFailedError | SSLError) for cause in causes(error)):
        return Outcome.TLS, "加密连接（TLS）失败"
    if any(isinstance(cause, ParseError) for cause in causes(error)):
        return Outcome.CONNECTION, "网站的应答不合 HTTP 规范，读不出来"
    for kinds, outcome, reason in _FAILURES:
        if isinstance(error, kinds):
            return outcome, reason
    return Outcome.CRASHED, f"程序出错（{type(error).__name__}），详见日志"


def _ignored(words: str) -> tuple[Outcome, str]:
    for sign, outcome, reason in _IGNORED:
        if sign in words:
            return outcome, reason
    return Outcome.CRASHED, f"请求被放弃（{words}）"


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and the failures that Twisted bundles in it."""
    yield error
    if error.__cause__ is not None:
        yield from causes(error.__cause__)
    for reason in getattr(error, "reasons", None) or ():
        if isinstance(reason, Failure) and reason.value is not None:
            yield from causes(reason.value)
