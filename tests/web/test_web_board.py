"""The board, a unit and an obligation: as a clerk uses them, and as nobody should be able to misuse them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from fastapi import FastAPI, Response
from sqlalchemy import insert
from starlette.testclient import TestClient

from core.accounts import Reader, Role
from core.duties import Status
from core.times import SHANGHAI
from core.units import Level, Office, Registry, Unit
from settings import Settings
from storage import register, standings
from storage.board_counts import Group
from storage.database import Database, open_database
from storage.models import ObligationRow, RunRow, TransitionRow
from storage.sql import table_of
from tests.web.accessible import violations
from tests.web.conftest import Looked
from web import glance, looked, matrix
from web.app import create_app
from web.counted import Counted
from web.signs import SIGNS
from web.site import reader

MOST_BYTES = 300_000
HOSTILE = '<img src=x onerror="alert(1)">"\' autofocus onfocus=alert(2) \u202e\u0000{{7*7}}'
NOW = datetime(2026, 4, 2, 9, tzinfo=SHANGHAI)


# stories


def test_a_clerk_sees_how_it_stands_and_why(look: Callable[..., Looked]) -> None:
    clerk = look()
    page = clerk.goes("/")
    assert page.locator("h1").inner_text() == "2025年度法治政府建设年度报告"
    assert "已过38天" in page.locator(".glance").inner_text()
    assert "最高可达" in page.locator(".rate").inner_text()
    overdue = int(page.locator(".glance .s-overdue b").inner_text())
    assert overdue == page.locator(".m td:nth-child(2) a.o").count() > 0
    assert violations(page) == []
    clerk.keeps_a_picture("board")
    clerk.keeps_a_picture("board-first", whole=False)  # docs/board.png, which the README shows
    clerk.follows(page.locator(".glance .s-overdue a"))
    assert page.locator(".m tbody td:nth-child(2) a").count() == overdue
    assert page.locator("select[name=standing]").input_value() == "overdue"
    unit = page.locator(".m tbody th a").first.inner_text()
    clerk.follows(page.locator(".m td a.o").first)
    assert page.locator("h1").inner_text() == f"{unit} 2025年度"
    assert "逾期未公布" in page.locator(".verdict").inner_text()
    assert "夜" in page.locator(".nights").inner_text()
    assert page.get_by_role("link", name="取证单", exact=True).get_attribute("href")
    assert violations(page) == []
    clerk.keeps_a_picture("obligation")
    clerk.follows(page.get_by_role("link", name=unit))
    assert page.locator("h1").inner_text() == unit
    assert violations(page) == []
    clerk.keeps_a_picture("unit")


def test_by_keyboard_to_the_units_of_an_office(look: Callable[..., Looked]) -> None:
    page = look().goes("/?level=township")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the bar
    assert page.url.endswith("level=township#main")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "office":
            break
    page.keyboard.type("青岚")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("翠屏")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator(".m tbody th:not([scope])").all_inner_texts() == ["青岚区翠屏镇人民政府"]
    assert "level=township" in page.url


def test_on_a_phone_in_the_dark_and_on_paper(look: Callable[..., Looked]) -> None:
    clerk = look(width=390, scheme="dark")
    page = clerk.goes("/")
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(sideways)
    assert violations(page) == []
    cell = page.locator(".m td a.o").first
    assert cell.text_content() == "逾期未公布"  # the sign alone is seen, the words are read out
    assert page.evaluate("e => getComputedStyle(e, '::before').content", cell.element_handle()).startswith('"✗')
    clerk.keeps_a_picture("board-phone")
    clerk.goes("/units/yx-zrj/2025")
    assert not page.evaluate(sideways)
    assert violations(page) == []
    page.emulate_media(media="print", color_scheme="light")
    clerk.goes("/")
    assert not page.locator("form.filter").is_visible()
    assert page.locator(".m").is_visible()
    clerk.keeps_a_picture("board-print")


def test_every_standing_has_its_sign_in_the_style_sheet() -> None:
    style = (files("web") / "static" / "style.css").read_text("utf-8")
    assert set(matrix.CLASSES) == set(Status)
    for status, letter in matrix.CLASSES.items():
        assert (
            f'.m .{letter}::before {{ content: "{SIGNS[status].mark} "; content: "{SIGNS[status].mark} " / "";' in style
        )


# what comes back, without a browser


@pytest.fixture(scope="module")
def register_of_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Database]]:
    """A thousand units with five years each; one has a hostile name."""
    folder = tmp_path_factory.mktemp("many")
    settings = Settings(home=folder, registry=folder / "registry", now=NOW.isoformat())
    settings.registry.mkdir()
    database = open_database(settings.database)
    units = {f"u{n:06}": Unit(f"u{n:06}", f"第{n}镇人民政府", f"o{n // 50}", Level.TOWNSHIP) for n in range(1000)}
    units["u000007"] = Unit("u000007", HOSTILE, "o0", Level.TOWNSHIP)
    offices = {f"o{n}": Office(f"o{n}", HOSTILE if n == 7 else f"第{n}县司法局") for n in range(20)}
    with database.session() as session:
        register.sync(session, Registry(offices, {}, units), NOW)
        run = {"id": "r", "number": 1, "kind": "nightly", "state": "finished", "holder": "", **_times()}
        session.execute(insert(table_of(RunRow)), [run])
        rows = [_obligation(unit, year) for unit in units.values() for year in range(2021, 2026)]
        session.execute(insert(table_of(ObligationRow)), rows)
        turned = [{"unit_id": unit, "report_year": 2025, "before": "due_soon", "after": "overdue", "run_id": "r"}
                  | {"reason": HOSTILE, "at": NOW - timedelta(hours=7)} for unit in ("u000007", "u000060")]  # fmt: skip
        session.execute(insert(table_of(TransitionRow)), turned)
    yield create_app(settings, database), database
    database.close()


def _times() -> dict[str, datetime]:
    return dict.fromkeys(("started_at", "finished_at", "begun_at", "lease_expires_at"), NOW)


def _obligation(unit: Unit, year: int) -> dict[str, Any]:
    return {
        "unit_id": unit.id, "office_id": unit.office_id, "report_year": year, "due_on": date(year + 1, 3, 31),
        "status": "overdue" if year == 2025 else "published", "duty": "required", "rule": None, "reason": HOSTILE,
        "days_late": 0, "flags": [], "columns": [], "archive": [], "judged_at": NOW, "turned_at": NOW,
    }  # fmt: skip


@pytest.fixture
def ask(register_of_many: tuple[FastAPI, Database]) -> Iterator[TestClient]:
    app, _ = register_of_many
    yield TestClient(app, base_url="http://127.0.0.1")
    app.dependency_overrides.clear()


def test_a_thousand_units_are_a_small_page(ask: TestClient) -> None:
    answer = ask.get("/?size=1000", headers={"Accept-Encoding": "identity"})
    assert answer.text.count("<tr><th><a ") == 1000
    assert answer.text.count(">逾期未公布</a>") == 1000
    assert len(answer.content) <= MOST_BYTES


def test_pages_lead_through_all_units_once(ask: TestClient) -> None:
    seen: list[str] = []
    address = "/?size=300&sort=name"
    while address:
        text = ask.get(address).text
        seen += re.findall(r"<tr><th><a href=(\w+)>", text)
        following = re.search(r'<a href="([^"]+)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 1000


@pytest.mark.parametrize(
    "address", ["/", "/?q=img", "/changes", "/units/u000007", "/units/u000007/2025", "/?office=o7"]
)
def test_hostile_names_and_reasons_are_inert(ask: TestClient, address: str) -> None:
    text = ask.get(address).text
    assert "<img" not in text
    assert "\u202e" not in text
    assert not re.search(r"<[^>]*\son(error|focus)=", text)
    assert "{{7*7}}" in text or address == "/?office=o7"
    assert "49" not in re.findall(r">[^<]*onerror[^<]*<", text)


def test_nothing_of_another_office_is_shown_or_counted(ask: TestClient) -> None:
    app: Any = ask.app
    app.dependency_overrides[reader] = lambda: Reader("乙", Role.READER, frozenset({"o1"}))
    text = ask.get("/?size=1000").text
    assert text.count("<tr><th><a ") == 50
    assert "第1县司法局" in text
    assert "第2县司法局" not in text
    assert "共 50 个单位" in text
    assert "第60镇人民政府" in ask.get("/changes").text
    assert "u000007" not in ask.get("/changes").text + text
    for address in ("/units/u000007", "/units/u000007/2025", "/?office=o0", "/changes?office=o0", "/?office=第0县"):
        assert ask.get(address).status_code == 404, address
    assert ask.get("/units/u000060/2025").status_code == 200  # though the register cannot be read


@pytest.mark.parametrize(
    "address",
    [
        "/?year=abc", "/?level=village", "/?standing=x", "/?division=ab", "/?sort=x", "/?size=0", "/?office=第1",
        "/changes?since=x", "/units/u000001/99999", "/?size=9999", "/?q=" + "镇" * 101,
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_so(ask: TestClient, address: str) -> None:
    assert ask.get(address).status_code == 422


def test_what_is_left_empty_is_not_asked_for(ask: TestClient) -> None:
    answer = ask.get("/?year=&office=&level=&division=&standing=&q=&sort=&size=&years=&after=&before=")
    assert answer.status_code == 200
    assert ask.get("/?division=99&q=a+b+c+d+e+f+g").status_code == 200


def test_a_standing_that_turns_is_counted_so_at_once(register_of_many: tuple[FastAPI, Database]) -> None:
    app, database = register_of_many
    client = TestClient(app, base_url="http://127.0.0.1")

    def overdue() -> int:
        found = re.search(r"s-overdue.*?<b>(\d+)</b>", client.get("/").text)
        assert found
        return int(found[1])

    was = overdue()
    with database.session() as session:
        stands = standings.current(session, [2025], ["u000900"])["u000900", 2025].standing
        known = replace(stands, status=Status.PUBLISHED)
        standings.turn(session, run_id="r", standing=known, before=Status.OVERDUE, now=NOW, alerts=())
    app.state.site.counted = Counted(share=0)
    assert overdue() == was - 1


# when somebody looked


class _Asked:
    def __init__(self, cookies: dict[str, str]) -> None:
        self.cookies = cookies
        self.url = type("Url", (), {"scheme": "http"})


def test_a_look_within_half_an_hour_is_the_same_look() -> None:
    who = Reader("甲", Role.READER)
    cookies: dict[str, str] = {}
    seen: list[datetime | None] = []
    for minutes in (0, 10, 35, 1500, 1510):
        now = datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        seen.append(looked.before(_Asked(cookies), who, now))  # type: ignore[arg-type]
        response = Response()
        looked.note(response, _Asked(cookies), who, now)  # type: ignore[arg-type]
        name, _, value = response.headers["set-cookie"].split(";")[0].partition("=")
        cookies[name] = value
        assert "httponly" in response.headers["set-cookie"].lower()
    assert [at and at.minute + 60 * at.hour for at in seen] == [None, None, None, 35, 35]


@pytest.mark.parametrize("value", ["", ".", "x.y", "1", "99999999999.3", "-1.-2", "１.２", "0.0"])
def test_a_broken_cookie_is_no_cookie(value: str) -> None:
    who = Reader("甲", Role.READER)
    name = looked._name(who)
    now = datetime(2026, 4, 1, tzinfo=UTC)
    before = looked.before(_Asked({name: value}), who, now)  # type: ignore[arg-type]
    assert before is None or before < now


@pytest.mark.parametrize(("days", "said"), [(12, "还有12天"), (0, "就是今天"), (-3, "已过3天")])
def test_the_deadline_in_words(days: int, said: str) -> None:
    due_on = date(2026, 3, 31)
    group = Group("overdue", "required", due_on, (), 30)
    other = Group("overdue", "local", date(2026, 2, 28), (), 2)
    free = Group("exempt", "required", date(2026, 1, 1), (), 90)
    seen = glance.glance([group, other, free], due_on - timedelta(days=days))
    assert seen.deadline
    assert seen.deadline.heading == said
    assert seen.deadline.words == "公开期限2026年3月31日，另有2个单位期限不同"
    assert seen.rate == ("0%" if days < 0 else "—")


def test_a_year_begun_and_a_year_long_past() -> None:
    early = [Group("published", "required", date(2027, 3, 31), (), 2), Group("not_due", "required", None, (), 40)]
    seen = glance.glance(early, date(2026, 11, 2))
    assert (seen.rate, seen.rated, seen.rate_notes) == ("—", False, ["应公布42个，期限未到，目前已公布2个"])
    past = glance.glance([Group("published", "required", date(2022, 3, 31), (), 3)], date(2026, 5, 8))
    assert past.deadline and (past.deadline.heading, past.deadline.words) == ("期限 2022年3月31日", "公开期限")
    assert past.rate == "100%"
