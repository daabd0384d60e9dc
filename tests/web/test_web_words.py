"""What readers are spared: seconds, ids of columns, words of programs, and years without anything."""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from core.accounts import Role
from evidence.dates import place_words, reason_words
from settings import Settings
from storage import accounts
from storage.database import Database, open_database
from storage.models import ObligationRow
from tests.web.house import House, browser, house, log_in, people, quick_hashes
from tests.web.test_web_matrix import routes
from web import problems
from web.app import create_app

__all__ = ["browser", "house", "people", "quick_hashes"]  # fixtures
# To the second: what was fetched, checked or sealed, and when.
EVIDENCE = {
    "original.html": {"capture.fetched_at"},
    "obligation.html": {"row.kept.capture.fetched_at", "line.first_at", "line.last_at", "entry.at"},
}


def test_seconds_are_for_evidence_alone() -> None:
    found: dict[str, set[str]] = {}
    for template in (files("web") / "templates").iterdir():
        if times := set(re.findall(r"([\w.]+)\s*\|\s*clock", template.read_text(encoding="utf-8"))):
            found[template.name] = times
    assert found == EVIDENCE


@pytest.mark.parametrize(
    ("where", "place", "code"),
    [
        ("meta pubdate", "网页代码中的标记", "pubdate"),
        ("meta pubdate（不合情理，未采用）", "网页代码中的标记（不合情理，未采用）", "pubdate"),
        ("Last-Modified", "网站服务器的应答", "Last-Modified"),
        ("页面“发布日期”", "页面“发布日期”", ""),
        ("列表页", "列表页", ""),
    ],
)
def test_where_a_date_was_found_is_said_in_words(where: str, place: str, code: str) -> None:
    assert place_words(where) == (place, code)


def test_why_a_date_was_chosen_is_said_in_words() -> None:
    told = "页面没有可用日期，取列表页日期；meta pubdate为2025-09-24，未采用"
    assert reason_words(told) == "页面没有可用日期，取列表页日期；网页代码中的标记为2025-09-24，未采用"
    assert reason_words("页面、meta、列表页和网址都没有可用的发布日期").startswith("页面、网页代码、列表页")


def test_who_may_not_is_told_what_lacks_and_whom_to_ask(browser: Any) -> None:
    client = browser()
    log_in(client)
    refused = client.get("/operations")
    assert refused.status_code == 403
    assert "这里需要“运维”权限，您（周明）的权限是“查看”。工作需要的，请联系本系统的运维人员开通" in refused.text
    assert '<a href="/search">检索</a>' in refused.text  # what is open to them stays at hand
    assert '<a href="/operations"' not in refused.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/reports/abc", "报告编号不对"),
        ("/captures/abc", "存档编号不对"),
        ("/review/abc", "待核页面编号不对"),
        ("/export/ledger.pdf", "文件格式不对"),
        ("/units/qinglan/99999", "报告年度不对"),
    ],
)
def test_what_is_wrong_in_an_address_is_called_as_people_call_it(client: TestClient, address: str, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert words in answer.text
    assert not re.search(r"\w+_id|参数 form 不对", answer.text)


def test_every_piece_of_an_address_has_a_name(town: Settings, database: Database) -> None:
    asked = {name for route in routes(create_app(town, database).routes) for name in _placed(route)}
    only_programs_ask = {"id"}
    assert asked - only_programs_ask == problems._IN_PLACE.keys()


def _placed(route: BaseRoute) -> Iterator[str]:
    if isinstance(route, APIRoute):
        yield from route.param_convertors


def test_the_journal_says_rights_in_what_was_done(people: House, browser: Any) -> None:
    client = browser()
    log_in(client, "李运维")
    with people.database.session() as session:
        accounts.set_role(session, "周明", Role.CLERK, None, by="李运维", at=people.settings.clock())
    row = client.get("/operations/journal").text.split("<tbody>")[1].split("</tr>")[0]
    cells = re.findall(r"<td>(.*?)</td>", row)
    assert cells[1].startswith("修改权限：查看，") and cells[1].endswith("→ 经办，全部监督机关")
    assert cells[2] == "用户 周明" and "—" in cells[3] and "经办" not in cells[3]


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture
def client(town: Settings, database: Database) -> TestClient:
    return TestClient(create_app(town, database), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("address", "name"), [("/search?q=法治", "from"), ("/plots", "year"), ("/compare?key=penalty_cases", "year")]
)
def test_only_years_that_have_something_are_offered(client: TestClient, address: str, name: str) -> None:
    """Whoever asks for another one keeps it."""
    assert _offered(client, address, name) == ["2025", "2024", "2023", "2022", "2021"]
    assert "2015" in _offered(client, f"{address}{'&' if '?' in address else '?'}{name}=2015", name)


def _offered(client: TestClient, address: str, name: str) -> list[str]:
    page = client.get(address).text
    choices = page.split(f'<select name="{name}">')[1].split("</select>")[0]
    return re.findall(r'value="(\d{4})"', choices)


def test_columns_are_named_by_their_address(client: TestClient, database: Database) -> None:
    with database.reading() as session:
        named = select(ObligationRow.unit_id, ObligationRow.report_year, ObligationRow.reason)
        rows = session.execute(named.where(ObligationRow.reason.contains("栏目 "))).tuples().all()
    unit_id, year, reason = rows[0]
    (column_id,) = set(re.findall(r"栏目 (\S+) ", reason or ""))
    for address in (f"/units/{unit_id}/{year}", f"/units/{unit_id}"):
        page = client.get(address).text
        assert "栏目（http" in page
        assert f"栏目 {column_id}" not in page
    assert f"（{column_id}）" not in client.get(f"/units/{unit_id}/{year}").text
