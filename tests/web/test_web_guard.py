"""Programs with tokens, proxies that name people, and what stands around every answer."""

import re
from base64 import b64encode
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from core.accounts import Role
from core.times import local_day
from storage import accounts, tokens
from storage.database import DatabaseProblem
from storage.tokens import NewToken
from tests.web.house import House, browser, csrf_of, house, log_in, people, quick_hashes
from web.access import headers as lines
from web.access.door import Door
from web.access.guard import BODY_LIMIT
from web.app import create_app

__all__ = ["browser", "house", "people", "quick_hashes"]  # fixtures
PROXIED = Door("127.0.0.1", frozenset({"jc.example.gov"}), proxies=(ip_network("192.0.2.1"),), user_header="X-User")


def _token(people: House, maker: str, role: Role = Role.READER, *, secret: str, hours: int = 1) -> int:
    with people.database.session() as session:
        now = people.settings.clock()
        new = NewToken("日历", role, None, now + timedelta(hours=hours))
        return tokens.add(session, accounts.named(session, maker), new, secret, by=maker, at=now)


def test_a_token_is_made_shown_once_used_and_revoked(people: House, browser: Any) -> None:
    client, program = browser(), browser()
    log_in(client)

    def ask(**fields: str) -> Any:
        form = {"csrf": csrf_of(client.get("/account")), "name": "台账程序", "role": "reader", "days": "30"}
        return client.post("/account/tokens", data=form | fields)

    assert ask(role="operator").status_code == 422
    assert ask(days="9999").status_code == 422
    assert ask(name=" ").status_code == 422
    shown = re.search(r'id="secret">(fzw_[\w-]{43})<', ask().text)
    assert shown
    assert shown[1] not in client.get("/account").text
    bearer = {"Authorization": f"Bearer {shown[1]}"}
    assert program.get("/api/v1/units", headers=bearer).status_code == 200
    assert program.get("/account", headers=bearer).status_code == 403  # a program has no page of its own
    with people.database.reading() as session:
        (kept,) = [one for one in tokens.every(session, maker="周明") if one.name == "台账程序"]
    assert kept.used_on == local_day(people.settings.clock())
    page = client.get("/account")
    revoke = f"/account/tokens/{kept.id}/revoke"
    assert revoke in page.text
    stranger = browser()
    log_in(stranger, "李运维")
    assert stranger.post(revoke, data={"csrf": csrf_of(stranger.get("/account"))}).status_code == 404
    assert client.post(revoke, data={"csrf": csrf_of(page)}).headers["location"] == "/account?done=revoked"
    assert program.get("/account", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "line",
    ["Bearer nonsense", "Bearer ", "Basic nonsense", "Basic eDp5", "Digest x", "Bearer laid-secret", "bearer: fzw_ok"],
)
def test_a_wrong_token_is_refused_and_never_sent_to_the_login_page(browser: Any, line: str) -> None:
    answer = browser().get("/account", headers={"Authorization": line})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_fills_in_no_forms_and_a_cookie_does_not_help_it(people: House, browser: Any) -> None:
    _token(people, "周明", secret="fzw_forms")
    client = browser()
    log_in(client)
    token = csrf_of(client.get("/account"))
    for line in (b"Bearer fzw_forms", b"Basic " + b64encode("谁:fzw_forms".encode())):
        answer = client.post("/logout", data={"csrf": token}, headers={"Authorization": line.decode()})
        assert answer.status_code == 403
        assert "令牌" in answer.text
    assert client.get("/account").status_code == 200


def test_a_token_is_over_when_its_time_is_and_rests_with_its_maker(people: House, browser: Any) -> None:
    people.add("离任")
    _token(people, "离任", secret="fzw_gone")
    bearer = {"Authorization": "Bearer fzw_gone"}
    assert browser().get("/account", headers=bearer).status_code == 403  # known
    with people.database.session() as session:
        accounts.disable(session, "离任", by="t", at=people.settings.clock())
    assert browser().get("/account", headers=bearer).status_code == 401
    _token(people, "周明", secret="fzw_old", hours=-1)
    assert browser().get("/account", headers={"Authorization": "Bearer fzw_old"}).status_code == 401


def test_a_proxys_word_is_taken_from_the_proxy_only(people: House) -> None:
    browser = people.at(PROXIED, host="jc.example.gov")
    named = {"X-User": "周明".encode()}
    assert "周明" in browser("192.0.2.1").get("/account", headers=named).text
    for peer in ("192.0.2.2", "127.0.0.1", "::1"):
        assert browser(peer).get("/account", headers=named).status_code == 303
    # lines that a proxy adds do not make its word a stranger's, nor a stranger's word its own
    forwarded = named | {"X-Forwarded-For": b"192.0.2.1"}
    assert browser("198.51.100.7").get("/account", headers=forwarded).status_code == 303
    assert browser("192.0.2.1").get("/account", headers=named | {"X-Forwarded-For": b"198.51.100.7"}).status_code == 200
    # without its line nobody is known, on this computer neither
    assert browser("192.0.2.1").get("/account").status_code == 303


@pytest.mark.parametrize("named", [b"nobody", "已停用".encode(), b"\xff\xfe", b""])
def test_a_proxy_names_only_whom_we_know(people: House, named: bytes) -> None:
    client = people.at(PROXIED, host="jc.example.gov")("192.0.2.1")
    assert client.get("/account", headers={"X-User": named}).status_code == 403


def test_a_proxys_line_stands_once(people: House) -> None:
    """Else a browser could add one of its own to the proxy's."""
    people.add("zhou")
    client = people.at(PROXIED, host="jc.example.gov")("192.0.2.1")
    assert client.get("/account", headers=[("X-User", "zhou")]).status_code == 200
    for first, second in (("zhou", "nobody"), ("nobody", "zhou"), ("zhou", "zhou")):
        twice = client.get("/account", headers=[("X-User", first), ("X-User", second)])
        assert twice.status_code == 403
        assert "不止一个" in twice.text


def test_behind_a_proxy_forms_need_their_token_and_cookies_are_secure(people: House) -> None:
    client = people.at(PROXIED, host="jc.example.gov")("192.0.2.1")
    named = {"X-User": "李运维".encode(), "X-Forwarded-Proto": b"https"}
    form = {"name": "x", "role": "reader", "days": "30"}
    assert client.post("/account/tokens", data=form, headers=named).status_code == 403
    token = csrf_of(client.get("/account", headers=named))
    origin = {"Origin": b"https://jc.example.gov"}
    assert client.post("/account/tokens", data=form | {"csrf": token}, headers=named | origin).status_code == 200
    visit = client.get("/login", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"]
    assert visit.startswith("__Host-")
    direct = people.at(PROXIED, host="jc.example.gov")("198.51.100.7")
    assert not direct.get("/login", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"].startswith("__Host-")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/account", 200), ("/nowhere", 404), ("/static/style.css", 200), ("/healthz", 200)],
)
def test_every_answer_carries_our_lines(browser: Any, path: str, status: int) -> None:
    client = browser()
    log_in(client)
    answer = client.get(path)
    assert answer.status_code == status
    _carries_our_lines(answer)


def _carries_our_lines(answer: httpx.Response) -> None:
    assert answer.headers["content-security-policy"] == lines.POLICY
    assert "unsafe" not in lines.POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"]
    assert "server" not in answer.headers


def test_a_page_that_breaks_tells_nothing_and_is_written_down(people: House, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(people.settings, people.database)

    @app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("secret detail")

    answer = TestClient(app, base_url="http://127.0.0.1").get("/breaks")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "已记入日志" in answer.text
    assert "secret detail" in caplog.text
    _carries_our_lines(answer)


def test_our_own_files_are_kept_for_a_year_and_pages_not_at_all(browser: Any) -> None:
    client = browser()
    page = client.get("/login")
    assert page.headers["cache-control"] == "no-store"
    (style,) = re.findall(r'href="(/static/style.css\?v=\w+)"', page.text)
    kept = client.get(style)
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-encoding"] == "gzip"
    assert client.get("/static/style.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", ""])
def test_a_strange_name_is_not_answered(browser: Any, host: str) -> None:
    answer = browser().get("/healthz", headers={"Host": host})
    assert answer.status_code == 400
    assert "FAZHIWATCH_WEB_HOSTS" in answer.text
    _carries_our_lines(answer)


def test_nobody_sends_us_more_than_a_form(browser: Any) -> None:
    client = browser()
    client.get("/login")
    assert client.post("/login", content=b"x" * (BODY_LIMIT + 1)).status_code == 413
    form = {"content-type": "application/x-www-form-urlencoded"}
    pieces = client.post("/login", content=(b"a=" + b"x" * 65536 for _ in range(20)), headers=form)
    assert pieces.status_code == 413
    _carries_our_lines(pieces)
    assert client.post("/login", content=b"a", headers={"Content-Length": "-1"}).status_code == 413


def test_the_state_of_the_server_says_nothing_else(browser: Any) -> None:
    answer = browser().get("/healthz")
    assert answer.json() == {"ok": True}


def test_where_the_database_is_is_nobodys_business(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseProblem("数据库不可用（sqlite:////srv/秘密/fazhiwatch.db）：磁盘已满")

    monkeypatch.setattr(accounts, "any_known", lost)
    for path in ("/healthz", "/account", "/api/v1/units"):
        answer = house.at()().get(path)
        assert answer.status_code == 503
        assert "数据库暂时不可用" in answer.text
        assert "秘密" not in answer.text
        assert "磁盘" not in answer.text
    assert "/srv/秘密/fazhiwatch.db" in caplog.text
