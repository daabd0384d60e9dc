"""Asking and what came back: requests as data, pages, kept responses, and the closed list of outcomes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How reading a column or an article ended 检查结果. Closed; only OK and NOT_MODIFIED can prove an absence."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    # the site answered, but not with what was asked for
    BLOCKED = "blocked"  # challenge page, WAF, 403/412/429/521
    SOFT_404 = "soft_404"  # 200 that says the page does not exist
    NOT_FOUND = "not_found"  # 404, 410
    REDIRECTED_HOME = "redirected_home"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    HTTP_ERROR = "http_error"  # any other 4xx
    SERVER_ERROR = "server_error"  # 5xx
    # the list was read, but proves nothing
    EMPTY = "empty"  # no post where posts are expected
    TOO_FEW = "too_few"  # fewer posts than `expect.min_posts`
    INCOMPLETE = "incomplete"  # fewer posts than the list itself states, or its end was not reached
    REPEATED = "repeated"  # a following page repeats the one before
    SHORTENED = "shortened"  # under half of what the list itself has held lately
    RESTRUCTURED = "restructured"  # none of the posts that it held before: another list, or read wrongly
    UNREADABLE = "unreadable"  # not a page that the platform's reader understands
    # nothing came
    DNS = "dns"
    TLS = "tls"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    # we did not ask
    ROBOTS = "robots"  # robots.txt forbids it
    PRIVATE_ADDRESS = "private_address"
    OUTSIDE_WINDOW = "outside_window"  # the host may be asked at other hours only
    BUDGET = "budget"  # the host had its requests of this run
    BROWSER_MISSING = "browser_missing"
    BROWSER_FAILED = "browser_failed"
    NOT_KEPT = "not_kept"  # it came, but our own disk did not take it: nothing is said of what is not kept
    CRASHED = "crashed"  # our own shard ended before its time

    @property
    def sound(self) -> bool:
        return self in (Outcome.OK, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as data 请求. `form` makes it a POST body (urlencoded), `json` a JSON one; `render` wants a browser."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    render: bool = False
    json: str | None = None

    @property
    def key(self) -> str:
        """What makes two asks the same: method, address and body."""
        body = self.json or "&".join(f"{k}={v}" for k, v in self.form)
        return f"{self.method} {self.url}" + (f" {body}" if body else "")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as a reader sees it 页面. `url` is the final address, `body` the decoded transfer (no gzip)."""

    ask: Ask
    url: str
    status: int
    body: bytes
    fetched_at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    rendered: bool = False

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Capture:
    """One kept response 存档. The bytes lie in a WARC file; `digest` is the SHA-256 of the payload."""

    url: str
    final_url: str
    status: int
    fetched_at: datetime
    digest: str
    warc_file: str  # relative to the archive folder
    warc_offset: int
    warc_record_id: str
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    rendered: bool = False
