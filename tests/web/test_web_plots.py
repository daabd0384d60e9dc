"""`/compare` and `/plots`: looked at in a browser, asked for by programs, kept to one's own offices."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.accounts import Reader, Role
from settings import Settings
from storage.database import Database, open_database
from storage.models import IndicatorRow, ReportRow, UnitRow
from tests.web.accessible import violations
from tests.web.conftest import Looked
from web import site
from web.app import create_app
from web.plots import press
from web.plots.gallery import PLOTS

Look = Callable[..., Looked]
KEY = "penalty_cases"


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def leap(database: Database) -> int:
    """A report of 2025 whose figure is twenty times that of 2024."""
    with database.session() as session:
        of_key = select(IndicatorRow.report_id).where(IndicatorRow.key == KEY)
        both = select(ReportRow.unit_id).where(ReportRow.id.in_(of_key), ReportRow.report_year == 2024)
        this = select(ReportRow.id).where(ReportRow.unit_id.in_(both), ReportRow.report_year == 2025)
        report_id = session.scalars(this.where(ReportRow.id.in_(of_key)).order_by(ReportRow.id)).first()
        assert report_id
        mine = IndicatorRow.report_id == report_id, IndicatorRow.key == KEY
        session.execute(update(IndicatorRow).where(*mine).values(value=4000, unit="=件", approximate=True))
    return report_id


@pytest.fixture
def client(town: Settings, database: Database) -> TestClient:
    return TestClient(create_app(town, database), base_url="http://127.0.0.1")


@pytest.fixture
def of_qinglan(town: Settings, database: Database) -> TestClient:
    """Somebody who sees one office's units only."""
    app = create_app(town, database)
    app.dependency_overrides[site.reader] = lambda: Reader("青岚", Role.READER, frozenset({"qinglan"}))
    return TestClient(app, base_url="http://127.0.0.1")


def test_the_plots_are_looked_at(look: Look) -> None:
    for width, scheme in ((1280, "light"), (390, "dark")):
        looked = look(width=width, scheme=scheme)
        page = looked.goes("/plots?year=2025")
        assert page.locator(".plot").count() == len(PLOTS)
        for picture in page.locator(".plot img").all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("i => i.decode()")
            assert picture.get_attribute("alt")
        chosen = page.locator(".plot img").first.evaluate("i => i.currentSrc")
        assert ("form=narrow" in chosen, "theme=dark" in chosen) == (width == 390, scheme == "dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".plot summary").first.click()
        assert page.get_by_role("columnheader", name="其中认定为迟公布").is_visible()
        assert violations(page) == []
        looked.keeps_a_picture(f"plots-{scheme}")


def test_an_indicator_is_compared(look: Look, leap: int) -> None:
    looked = look()
    page = looked.goes("/compare")
    assert violations(page) == []
    page.get_by_role("link", name="行政处罚案件").click()
    page.wait_for_url("**/compare?key=penalty_cases**")
    first = page.locator("table.compared tbody tr").first
    assert "约4,000" in first.inner_text()
    assert "▲偏高" in first.inner_text()
    assert "是本单位2024年" in first.inner_text()
    assert first.locator("td.n a").first.get_attribute("href") == f"/reports/{leap}#i-{KEY}"
    assert violations(page) == []
    units = page.locator("#units img")
    units.scroll_into_view_if_needed()
    units.evaluate("i => i.decode()")
    assert "约4,000" in (units.get_attribute("alt") or "")
    assert "▲偏高" in page.request.get(looked.address + str(units.get_attribute("src"))).text()
    looked.keeps_a_picture("compare")
    first.locator("th a").click()
    page.wait_for_url("**unit=**")
    assert page.locator("table.story tbody tr").count() >= 2
    assert violations(page) == []
    page.get_by_role("link", name="该单位全部指标").click()
    page.wait_for_url(lambda url: "key=" not in url)
    assert page.get_by_role("rowheader", name="行政处罚案件").is_visible()
    assert violations(page) == []


def test_on_a_phone_only_the_table_scrolls_sideways(look: Look, leap: int) -> None:
    looked = look(width=390)
    page = looked.goes(f"/compare?key={KEY}&year=2025")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for caption in page.locator(".wide > table > caption").all():
        if caption.is_visible():
            assert caption.evaluate("c => c.getBoundingClientRect().right") <= 390
    assert "“—”表示" in page.locator("table.compared caption").inner_text()
    looked.keeps_a_picture("compare-phone")


def test_a_picture_loads_nothing_and_need_not_be_sent_twice(client: TestClient) -> None:
    answer = client.get("/plots/rates-levels.svg?year=2025&theme=dark")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; style-src 'unsafe-inline'" in answer.headers["content-security-policy"]
    assert "乡镇街道" in answer.text
    again = client.get(
        "/plots/rates-levels.svg?year=2025&theme=dark", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    light = client.get("/plots/rates-levels.svg?year=2025", headers={"If-None-Match": answer.headers["etag"]})
    assert light.status_code == 200


def test_without_a_chinese_font_a_png_says_why_not(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "chinese_font", lambda: None)
    answer = client.get("/plots/rates-offices.png?year=2021&form=narrow")
    assert answer.status_code == 503
    assert "没有中文字体" in answer.text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/plots/board.svg", 404, "没有这个图"),
        ("/plots/calendar.gif", 422, "图片格式"),
        ("/plots/calendar.svg?theme=blue", 422, "theme"),
        ("/plots?year=20255", 422, "报告年度"),
        ("/plots?office=nobody", 404, "没有这个监督机关"),
        ("/compare?key=beauty", 404, "没有这项指标"),
        (f"/compare?key={KEY}&unit=nobody", 404, "没有这个单位"),
        (f"/compare?key={KEY}&after=many~x", 422, "续页标记"),
        ("/compare.csv", 422, "请先选定一项指标"),
        ("/plots/indicator.svg", 404, "没有这项指标"),
        ("/plots/units.svg?key=beauty", 404, "没有这项指标"),
        (f"/plots/units.svg?key={KEY}&after=many~x", 422, "续页标记"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text


def test_empty_fields_of_a_form_are_no_filters(client: TestClient) -> None:
    answer = client.get(f"/compare?key={KEY}&year=2025&office=&level=&q=&lowest=&marked=")
    assert answer.status_code == 200
    assert client.get("/plots?year=2025&office=&level=").status_code == 200


def test_the_table_as_csv(client: TestClient, leap: int) -> None:
    answer = client.get(f"/compare.csv?key={KEY}&year=2025")
    assert answer.headers["content-disposition"] == f'attachment; filename="{KEY}-2025.csv"'
    assert answer.text.startswith("\ufeff指标,单位,")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    first = rows[0]
    assert (first["年份"], first["数值"], first["约数"], first["提示"]) == ("2025", "4000", "是", "偏高")
    assert first["计量单位"] == "'=件"  # no spreadsheet takes it for a formula
    assert first["链接"] == f"http://127.0.0.1/reports/{leap}#i-{KEY}"
    low = client.get(f"/compare.csv?key={KEY}&year=2025&lowest=1").text
    assert len(low.splitlines()) == len(answer.text.splitlines())


def test_a_long_list_goes_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.ranked.PAGE", 2)
    first = client.get(f"/compare?key={KEY}&year=2025")
    assert "下一页" in first.text
    address = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address)
    assert second.status_code == 200
    assert "回到第一页" in second.text
    for page in (first, second):  # the plot shows the same units in the same order, and no others
        table = re.findall(r'<th scope="row"><a href="/compare\?[^"]*unit=[^>]*>([^<]+)</a>', page.text)
        drawn = client.get(html.unescape(page.text.split('<img src="')[-1].split('"')[0]))
        names = [name for name in re.findall(r">([^<>]+)</text>", drawn.text) if name.startswith(("云溪", "青岚"))]
        assert (len(table), names) == (2, table)


def test_others_units_are_seen_nowhere(of_qinglan: TestClient, database: Database) -> None:
    with database.reading() as session:
        names = list(session.scalars(select(UnitRow.name).where(UnitRow.office_id == "yunxi")))
    for address in ("/plots?year=2025", "/compare", f"/compare?key={KEY}&year=2025", f"/compare.csv?key={KEY}"):
        answer = of_qinglan.get(address)
        assert answer.status_code == 200
        assert "云溪" not in answer.text and not any(name in answer.text for name in names), address
    assert "云溪" not in of_qinglan.get(f"/plots/units.svg?year=2025&key={KEY}").text
    for name in PLOTS:
        assert "云溪" not in of_qinglan.get(f"/plots/{name}.svg?year=2025").text
    for address in (
        f"/compare?key={KEY}&unit=yx-gov",
        "/plots?office=yunxi",
        f"/plots/indicator.svg?key={KEY}&unit=yx-gov",
    ):
        assert of_qinglan.get(address).status_code == 404
