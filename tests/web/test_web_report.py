"""The reading room: a report read in a browser, what became of it, the archived original."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from starlette.testclient import TestClient

from settings import Settings
from storage.database import Database, open_database
from storage.models import ChangeRow, ReportRow
from tests.web.accessible import violations
from tests.web.conftest import Looked
from tests.web.hostile import report, store
from web.app import create_app
from web.reading.text import MOST_CHARACTERS, MOST_LINES

Look = Callable[..., Looked]


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(town: Settings, database: Database) -> TestClient:
    return TestClient(create_app(town, database), base_url="http://127.0.0.1")


def _with(database: Database, kind: str) -> int:
    """A report of the season that bears the flag, or to which such a change happened."""
    with database.reading() as session:
        changed = session.scalars(select(ChangeRow.report_id).where(ChangeRow.kind == kind)).first()
        flagged = (row.id for row in session.scalars(select(ReportRow)) if kind in row.flags)
        found = changed or next(flagged, None)
    assert found, kind
    return found


def test_a_report_is_read_in_the_browser(look: Look, database: Database) -> None:
    looked = look()
    page = looked.goes(f"/reports/{_with(database, 'edited')}?q=法治")
    assert page.locator("h1").count() == 1
    assert "法治政府建设" in page.locator("h1").inner_text()
    for word in ("公布时间", "首次发现", "法定内容", "提纲", "指标", "经过", "各版本"):
        assert page.get_by_text(word, exact=False).first.is_visible()
    _goes_both_ways(page)
    headings = page.locator(".text h2, .text h3, .text h4")
    links = page.locator(".outline ol a")
    assert headings.count() == links.count() > 5
    links.nth(2).press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "s-3"
    assert page.locator("#h-1").inner_text() == "法治"
    page.locator("summary").first.click()
    assert page.get_by_text("✓ 采用").is_visible()
    assert violations(page) == []
    looked.keeps_a_picture("report")


def _goes_both_ways(page: Page) -> None:
    """From the figure's name to its sentence, and back."""
    beside = page.locator(".margin li a").first
    mark = (beside.get_attribute("href") or "")[1:]
    assert mark.startswith("i-")
    with page.expect_navigation():
        beside.click()
    assert page.evaluate("document.querySelector(':target').id") == mark
    with page.expect_navigation():
        page.locator(f"[id='{mark}'] a").first.click()
    assert page.evaluate("document.querySelector(':target').id") == f"l{mark[1:]}"


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_it_is_read_on_a_phone_in_the_dark_and_on_paper(
    look: Look, database: Database, width: int, scheme: str
) -> None:
    looked = look(width=width, scheme=scheme)
    page = looked.goes(f"/reports/{_with(database, 'copied')}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    looked.keeps_a_picture(f"report-{width}-{scheme}")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.locator(".find").is_visible()
    assert page.locator(".text").is_visible()
    looked.keeps_a_picture(f"report-{width}-print")


def test_what_changed_is_read_side_by_side_with_what_stayed_folded(look: Look, database: Database) -> None:
    looked = look()
    number = _with(database, "edited")
    page = looked.goes(f"/reports/{number}")
    looked.follows(page.get_by_role("link", name="看改动对照"))
    assert page.url.endswith(f"/reports/{number}/diff")
    assert page.locator("section ins").count() >= 1
    assert page.locator("details").count() >= 1
    assert not page.locator("details p").first.is_visible()
    assert violations(page) == []
    looked.keeps_a_picture("difference")
    looked.follows(page.get_by_role("link", name="第 1 版").first)
    assert page.get_by_text("不是最新版本").is_visible()


def test_passages_of_near_copies_stand_side_by_side(look: Look, database: Database) -> None:
    looked = look()
    page = looked.goes(f"/reports/{_with(database, 'copied')}")
    looked.follows(page.locator("#similar ~ ul a").first)
    mine, theirs = page.locator("table.beside tbody td").all_inner_texts()[:2]
    assert len(mine) > 20
    assert mine[:10] == theirs[:10]
    assert violations(page) == []
    looked.keeps_a_picture("similar")


def test_a_withdrawn_report_says_so_in_the_words_of_its_proof(client: TestClient, database: Database) -> None:
    page = client.get(f"/reports/{_with(database, 'vanished')}").text
    assert "已撤下：</b>" in page
    assert "两次有效检查中" in page


def test_the_archived_original_is_looked_at(look: Look, database: Database) -> None:
    looked = look()
    page = looked.goes(f"/reports/{_with(database, 'edited')}")
    looked.follows(page.get_by_role("link", name="看存档原件"))
    assert page.get_by_text("刚才核对过，内容与存档时一致").is_visible()
    assert "法治政府建设" in page.frame_locator("iframe").locator("body").inner_text()
    assert violations(page) == []
    looked.keeps_a_picture("original")


@pytest.mark.parametrize("path", [
    "/reports/99999", "/reports/99999/diff", "/reports/99999/similar", "/reports/99999/text", "/reports/1?revision=99",
    "/captures/99999999", "/captures/99999999/original", "/captures/99999999/file",
])  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有编号为" in answer.text


def test_a_comparison_that_makes_no_sense_is_refused_in_words(client: TestClient) -> None:
    answer = client.get("/reports/1/diff?from=1&to=1")
    assert answer.status_code == 422
    assert "同一个版本" in answer.text


@pytest.mark.parametrize(
    ("year", "body"),
    [(2017, "长" * 2 * MOST_CHARACTERS), (2018, "段落\n" * 10 * MOST_LINES)],
    ids=["one line", "many paragraphs"],
)
def test_a_text_that_no_page_can_bear_is_shown_in_part(
    client: TestClient, town: Settings, database: Database, year: int, body: str
) -> None:
    made = report(body, title="长文", report_year=year, outline=(), indicators=(), warnings=(), coverage_spans={})
    number, _ = store(town, database, "http://127.0.0.1:9", made)
    page = client.get(f"/reports/{number}?q=段").text
    assert len(page) < 3 * MOST_CHARACTERS
    assert page.count("<p id=") <= MOST_LINES
    assert "本页只显示前" in page
    assert client.get(f"/reports/{number}/text").text == body
