"""Coming in and going out: logins, cookies, forms."""

import re
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.testclient import TestClient

from storage import accounts, journal, logins
from tests.web.house import PASSWORD, House, browser, csrf_of, house, log_in, people, quick_hashes
from web.access.door import Door
from web.access.throttle import OF_A_NAME
from web.app import create_app

__all__ = ["browser", "house", "people", "quick_hashes"]  # fixtures
PROXIED = Door("127.0.0.1", frozenset({"jc.example.gov"}), proxies=(ip_network("192.0.2.1"),), user_header="X-User")


def test_without_users_whoever_sits_here_is_the_operator(house: House) -> None:
    """Asked before anybody is added: the order of this file."""
    with house.database.reading() as session:
        assert not accounts.any_known(session)
    alone = house.at()()
    page = alone.get("/account")
    assert page.status_code == 200
    assert "本机" in page.text
    assert "退出" not in page.text
    assert alone.get("/login").headers["location"] == "/"
    assert alone.post("/account/tokens", data={"name": "x", "role": "reader", "days": "30"}).status_code == 403
    for line in ("X-Forwarded-For", "Forwarded", "Via"):
        refused = alone.get("/account", headers={line: "198.51.100.7"})
        assert refused.status_code == 403
        assert "经代理访问" in refused.text
    elsewhere = house.at(Door("0.0.0.0"), host="192.0.2.7")()
    assert elsewhere.get("/account").headers["location"] == "/login?next=/account"


def test_as_soon_as_there_are_users_everybody_says_who_they_are(browser: Any) -> None:
    assert browser().get("/account?a=b").headers["location"] == "/login?next=/account%3Fa%3Db"
    assert browser().post("/logout").headers["location"] == "/login?next=/"


def test_a_login_leads_on_and_out_again(browser: Any) -> None:
    clerk = browser()
    answer = log_in(clerk, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = clerk.get("/account")
    assert "周明" in page.text
    assert "青岚区司法局" in page.text
    assert clerk.get("/login?next=/account").headers["location"] == "/account"
    kept = clerk.cookies["fazhiwatch"]
    assert clerk.post("/logout", data={"csrf": csrf_of(page)}).status_code == 303
    clerk.cookies.set("fazhiwatch", kept)
    assert clerk.get("/account").status_code == 303  # ended here, not only forgotten there


@pytest.mark.parametrize(
    ("name", "password"), [("周明", "three stone bridge"), ("无此人", PASSWORD), ("", ""), ("周明", "")]
)
def test_a_wrong_name_and_a_wrong_password_read_alike(browser: Any, name: str, password: str) -> None:
    answer = log_in(browser(), name, password)
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text
    assert "fazhiwatch" not in answer.cookies


def test_a_disabled_user_reads_the_same(people: House, browser: Any) -> None:
    people.add("已停用")
    with people.database.session() as session:
        accounts.disable(session, "已停用", by="t", at=people.settings.clock())
    answer = log_in(browser(), "已停用")
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text


def test_an_unknown_name_takes_as_long_as_a_known_one(people: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in checks of hashes, since clocks of a busy machine prove nothing."""
    from web.access import passwords  # noqa: PLC0415

    checks: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checks.append(stored)
            return hasher.verify(stored, password)

        def __getattr__(self, name: str) -> Any:
            return getattr(hasher, name)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    browser = people.at()
    for name in ("周明", "无此人"):
        log_in(browser(), name, "wrong wrong wrong")
    assert len(checks) == 2
    assert all(stored.startswith("$argon2id$v=19$m=64,t=1,p=1$") for stored in checks)


def test_a_login_gets_a_secret_of_its_own(people: House, browser: Any) -> None:
    """Fixation: a secret that somebody laid into the browser before opens nothing afterwards."""
    victim, secret = browser(), "laid-by-somebody-else"
    with people.database.session() as session:
        other = accounts.named(session, "李运维")
        now = people.settings.clock()
        logins.begin(session, other.id, secret, now=now, until=now + timedelta(hours=1))
    victim.cookies.set("fazhiwatch", "unknown-secret")
    assert log_in(victim).status_code == 303
    assert victim.cookies.get("fazhiwatch", domain="127.0.0.1.local") != "unknown-secret"
    stranger = browser()
    stranger.cookies.set("fazhiwatch", "unknown-secret")
    assert stranger.get("/account").status_code == 303
    # a login that was going on in this browser ends with the new one
    sitting = browser()
    sitting.cookies.set("fazhiwatch", secret)
    visit = browser()
    token = csrf_of(visit.get("/login"))
    form = {"csrf": token, "name": "周明", "password": PASSWORD}
    jar = {"fazhiwatch": secret, "fazhiwatch-visit": visit.cookies["fazhiwatch-visit"]}
    fresh = browser()
    fresh.cookies.update(jar)
    assert fresh.post("/login", data=form).status_code == 303
    assert sitting.get("/account").status_code == 303


def test_cookies_say_how_they_are_kept(people: House) -> None:
    plain, secure = people.at()(), people.at(Door(tls=True), scheme="https")()
    for client, marks in ((plain, ""), (secure, "__Host-")):
        visit = client.get("/login").headers["set-cookie"]
        assert re.fullmatch(
            rf"{marks}fazhiwatch-visit=[\w-]{{43}}; HttpOnly; Max-Age=3600; Path=/; SameSite=strict(; Secure)?", visit
        )
        login = log_in(client).headers.get_list("set-cookie")
        assert len(login) == 2  # and the other one is dropped
        assert re.fullmatch(
            rf"{marks}fazhiwatch=[\w-]{{43}}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax(; Secure)?", login[0]
        )
        assert all(("; Secure" in cookie) is bool(marks) for cookie in (visit, *login))
    # an unencrypted cookie is nothing to an encrypted page
    insecure = people.at(Door(tls=True), scheme="https")()
    insecure.cookies.set("fazhiwatch", plain.cookies["fazhiwatch"])
    assert insecure.get("/account").status_code == 303


def test_a_login_ends_after_twelve_hours(people: House) -> None:
    hours = people.settings.clock()
    moved = people.settings.model_copy(update={"now": hours})
    app = create_app(moved, people.database)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    log_in(client)
    assert client.get("/account").status_code == 200
    app.state.site.settings = moved.model_copy(update={"now": hours + timedelta(hours=12)})
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize("place", ["//x.example/", "http://x.example/", "/\\x.example", "javascript:alert(1)"])
def test_a_login_leads_to_no_other_place(browser: Any, place: str) -> None:
    assert log_in(browser(), next=place).headers["location"] == "/"
    known = browser()
    log_in(known)
    assert known.get("/login", params={"next": place}).headers["location"] == "/"


def test_a_login_form_belongs_to_the_browser_that_asked_for_it(browser: Any) -> None:
    """Else a page elsewhere could log somebody in under another's name, and read what they write."""
    token = csrf_of(browser().get("/login"))
    for client in (browser(), browser()):
        client.get("/login")
        answer = client.post("/login", data={"csrf": token, "name": "周明", "password": PASSWORD})
        assert answer.status_code == 403
        assert "fazhiwatch" not in answer.cookies
    assert browser().post("/login", data={"name": "周明", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_ours_is_taken(browser: Any, given: dict[str, str]) -> None:
    client = browser()
    log_in(client)
    token = csrf_of(client.get("/account"))
    assert client.post("/logout", data={"csrf": token}, headers=given).status_code == 303
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("token", "given"),
    [
        (None, {}),
        ("", {}),
        ("00" * 64, {}),
        ("another's", {}),
        ("own", {"Origin": "http://evil.example"}),
        ("own", {"Origin": "http://127.0.0.1:9000"}),
        ("own", {"Origin": "null"}),
        ("own", {"Sec-Fetch-Site": "cross-site"}),
        ("own", {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"}),
    ],
)
def test_a_form_from_elsewhere_changes_nothing(browser: Any, token: str | None, given: dict[str, str]) -> None:
    client, other = browser(), browser()
    log_in(client)
    log_in(other, "李运维")
    known = {"own": csrf_of(client.get("/account")), "another's": csrf_of(other.get("/account"))}
    data = {} if token is None else {"csrf": known.get(token, token)}
    refused = client.post("/logout", data=data, headers=given)
    assert refused.status_code == 403
    assert "没有执行" in refused.text
    assert client.get("/account").status_code == 200


def test_too_many_tries_wait(people: House) -> None:
    people.add("被猜")
    browser = people.at()
    attacker = browser("198.51.100.9")
    for _ in range(OF_A_NAME):
        assert log_in(attacker, "被猜", "wrong wrong wrong").status_code == 401
    waits = log_in(attacker, "被猜", PASSWORD)
    assert waits.status_code == 429
    assert "次数太多" in waits.text
    assert 0 < int(waits.headers["retry-after"]) <= 900
    assert log_in(attacker, "周明").status_code == 303


def test_a_changed_password_ends_every_other_login(people: House) -> None:
    people.add("换密码")
    browser = people.at()
    here, there = browser(), browser()
    log_in(here, "换密码")
    log_in(there, "换密码")
    new = "four wooden bridges"

    def change(**fields: str) -> Any:
        form = {"csrf": csrf_of(here.get("/account")), "old": PASSWORD, "new": new, "again": new}
        return here.post("/account/password", data=form | fields)

    assert "原密码不对" in change(old="not this one").text
    assert "两次输入的新密码不同" in change(again="five wooden bridges").text
    assert "12到256个字符" in change(new="short", again="short").text
    assert there.get("/account").status_code == 200
    assert change().headers["location"] == "/account?done=password"
    assert "密码已经修改" in here.get("/account?done=password").text
    assert there.get("/account").status_code == 303
    assert log_in(there, "换密码").status_code == 401
    assert log_in(there, "换密码", new).status_code == 303
    with people.database.reading() as session:
        assert journal.entries(session, by="换密码")[0]["action"] == "修改密码"


def test_an_old_hash_is_made_anew_at_login(people: House) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415

    people.add("旧参数")
    with people.database.session() as session:
        old = accounts.named(session, "旧参数")
        assert old.password
        weaker = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
        accounts.rehash(session, old.id, old.password, weaker)
    assert log_in(people.at()(), "旧参数").status_code == 303
    with people.database.reading() as session:
        now = accounts.named(session, "旧参数").password
    assert now
    assert "m=64,t=1" in now
