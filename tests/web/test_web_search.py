"""The search page: a clerk's way from a word to its place in a report, and questions that mean harm."""

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from settings import Settings
from storage.database import open_database
from tests.web.accessible import violations
from tests.web.conftest import Looked
from web.app import create_app

Look = Callable[..., Looked]


@pytest.fixture(scope="module")
def client(town: Settings) -> Iterator[TestClient]:
    database = open_database(town.database)
    yield TestClient(create_app(town, database), base_url="http://127.0.0.1")
    database.close()


def test_from_a_word_to_its_place(look: Look) -> None:
    looked = look()
    page = looked.goes("/search")
    assert violations(page) == []
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("行政复议 案件")
    page.keyboard.press("Enter")
    page.wait_for_selector("ol.hits li")
    assert page.url.endswith("q=%E8%A1%8C%E6%94%BF%E5%A4%8D%E8%AE%AE+%E6%A1%88%E4%BB%B6")
    marked = set(page.locator("ol.hits .place mark").all_inner_texts())
    assert {"行政复议", "案件"} <= marked
    assert violations(page) == []
    looked.keeps_a_picture("search")
    page.get_by_text("缩小范围").click()
    page.get_by_label("报告年度从").select_option("2025")
    page.wait_for_url("**from=2025**")
    assert all("2025年度" in about for about in page.locator("ol.hits .about").all_inner_texts())
    looked.follows(page.locator("ol.hits .place a").first)
    assert re.search(r"/reports/\d+\?q=.*#h-\d+$", page.url)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_narrow_and_dark(look: Look, width: int, scheme: str) -> None:
    looked = look(width=width, scheme=scheme)
    page = looked.goes("/search?q=%E6%B3%95%E6%B2%BB%E6%94%BF%E5%BA%9C&order=date")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    looked.keeps_a_picture(f"search-{width}-{scheme}")


def test_pages_lead_through_all_hits_without_a_script(client: TestClient) -> None:
    seen: list[str] = []
    address = "/search?q=法治&order=date"
    while address:
        page = client.get(address).text
        seen += re.findall(r'<h2><a href="/reports/(\d+)\?', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    total = re.search(r"共 (\d+) 份报告", client.get("/search?q=法治").text)
    assert total
    assert len(seen) == len(set(seen)) == int(total[1]) > 100


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"q": "、。“”％"}, "标点和符号不参加检索"),
        ({"q": "法" * 5_000}, "检索词太长"),
        ({"q": "龘龘"}, "没有查到"),
        ({"q": '"法治" OR rowid:* AND NOT ('}, "没有查到"),
        ({"q": "法治\x00%_'; DROP TABLE reports --"}, "没有查到"),
        ({"q": "<script>alert(1)</script>"}, "没有查到"),
        ({"q": "法治", "from": "二〇"}, "四位数字"),
        ({"q": "法治", "from": "2025", "to": "2020"}, "没有查到"),
        ({"q": "法治", "standing": "x", "flag": "%", "level": "\x00"}, "没有查到"),
        ({"q": "法治", "after": "9-99999999999999999999"}, "共"),
        ({"q": "法治", "after": "4-9223372036854775807"}, "法治"),
        ({"q": "法治", "after": "99999999999999-1", "order": "date"}, "法治"),
        ({"q": ""}, "输入几个字"),
    ],
)
def test_strange_questions_are_answered_kindly(client: TestClient, question: dict[str, str], said: str) -> None:
    answer = client.get("/search", params=question)
    assert answer.status_code == 200
    assert said in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("page", ["/search?q=法治&office=nowhere", "/search?office=nowhere", "/alerts?office=nowhere"])
def test_an_unknown_office_is_none(client: TestClient, page: str) -> None:
    assert client.get(page).status_code == 404
