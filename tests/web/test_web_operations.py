"""The running of the whole, the outbox and the review queue, as operators and clerks meet them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from starlette.testclient import TestClient

from core.accounts import Role
from core.pictures import address_of
from crawlers.archive import ArchiveWriter
from registry import load
from settings import Settings
from storage import accounts, captures, journal, reports, review, runs, standings
from storage.database import Database, open_database
from storage.models import RunRow, SilenceRow
from tests.web.accessible import violations
from tests.web.conftest import Looked
from web.access.door import Door
from web.app import create_app

DOUBTED = "ql-hetang"
PROXIED = Door("127.0.0.1", frozenset({"jc.example.gov"}), proxies=(ip_network("192.0.2.1"),), user_header="X-User")
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


def flags(database: Database, year: int = 2025) -> list[str]:
    with database.reading() as session:
        rows = standings.board(session, year=year, unit_ids=[DOUBTED])
    return [flag for row in rows for flag in row["flags"]]


def keep_picture(town: Settings, database: Database, url: str, picture: bytes) -> None:
    """As `fazhiwatch snapshot` would."""
    writer = ArchiveWriter(town.archive_dir, "pictures")
    capture = writer.keep_resource(address_of("screenshot", url), picture, "image/png", town.clock())
    writer.close()
    with database.session() as session:
        run_id = session.scalars(select(RunRow.id).order_by(RunRow.number)).first()
        captures.keep(session, run_id or "", capture, "screenshot")


def test_an_operator_sees_a_broken_column_and_silences_it(
    town: Settings, database: Database, look: Callable[..., Looked]
) -> None:
    looked = look()
    page = looked.goes("/operations")
    keep_picture(town, database, load(town.registry).columns["yx-minsheng"].url, page.screenshot())
    assert "夜间任务" in page.inner_text(".note.bad")
    assert page.locator("#runs tbody tr").count() == 9
    assert violations(page) == []
    looked.keeps_a_picture("operations")
    page.get_by_text("个栏目不能检查").click()
    page.wait_for_url("**/operations/columns")
    work = page.locator("ol.work > li")
    assert work.count() == 2
    first = work.first
    assert "网站服务器出错" in first.inner_text()
    assert "云溪市民政局" in first.inner_text()
    first.locator("img").scroll_into_view_if_needed()
    assert first.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    assert violations(page) == []
    looked.keeps_a_picture("operations-columns")
    page.select_option("select[name=outcome]", "blocked")
    expect(work).to_have_count(1)
    page.goto(f"{looked.address}/operations/columns")
    first.locator("summary").click()
    first.locator("input[name=reason]").fill("网站检修公告")
    first.get_by_role("button", name="静默").click()
    page.wait_for_url("**/operations/columns?done=*")
    assert "已静默至 2026-05-15 09:00" in page.inner_text("ol.work > li >> nth=0")
    page.goto(f"{looked.address}/operations/journal")
    assert "网站检修公告" in page.inner_text("#journal tbody tr >> nth=0")
    assert violations(page) == []


def test_a_clerk_confirms_a_doubtful_page_and_the_board_changes(
    database: Database, look: Callable[..., Looked]
) -> None:
    assert flags(database) == ["year_conflict"]
    looked = look(width=390, scheme="dark")
    page = looked.goes("/review")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.locator("ol.work h2 a").first.click()
    page.wait_for_url("**/review/*")
    assert violations(page) == []
    looked.keeps_a_picture("review-post")
    page.select_option("select[name=year]", "2025")
    page.locator("form[action$=confirm] input[name=reason]").fill("标题为准，正文小标题有误")
    page.get_by_role("button", name="确认").click()
    page.wait_for_url("**/review?done=*")
    assert "✓ 已执行" in page.inner_text(".note")
    assert "已保存为青岚区荷塘镇人民政府2025年度报告" in page.inner_text(".note")
    assert "没有等待核对的页面" in page.inner_text("main")
    assert flags(database) == []
    page.goto(f"{looked.address}/review/decided")
    page.locator("tbody a").first.click()
    page.locator("form[action$=undo] input[name=reason]").fill("还要再看")
    page.get_by_role("button", name="撤销").click()
    page.wait_for_url("**/review?done=*")
    assert "仍待核" in page.inner_text(".note")
    assert flags(database) == ["year_conflict"]


def test_every_change_by_hand_is_in_the_journal(database: Database) -> None:
    with database.reading() as session:
        noted = [(row["by"], row["action"], row["reason"]) for row in journal.entries(session)]
    assert noted == [
        ("本机", "撤销认定", "还要再看"),
        ("本机", "确认年报", "标题为准，正文小标题有误"),
        ("本机", "静默", "网站检修公告"),
    ]


@pytest.fixture(scope="module")
def knock(town: Settings, database: Database) -> Callable[..., TestClient]:
    """Whoever the proxy names, at a door of their own."""
    with database.session() as session:
        for name, role, offices in (
            ("文秀", Role.CLERK, ["yunxi"]), ("岚青", Role.CLERK, ["qinglan"]), ("阅览", Role.READER, ["qinglan"]),
            ("值守", Role.OPERATOR, None),
        ):  # fmt: skip
            accounts.add(session, name, role, offices, None, by="测试", at=town.clock())
    app = create_app(town, database, PROXIED)

    def knocked(name: str) -> TestClient:
        seen: Any = {"X-User": name.encode()}
        return TestClient(
            app, base_url="http://jc.example.gov", client=("192.0.2.1", 5000), headers=seen, follow_redirects=False
        )

    return knocked


def form(client: TestClient, place: str, **fields: Any) -> dict[str, Any]:
    found = CSRF.search(client.get(place).text)
    assert found
    return {"csrf": found[1], **fields}


def test_a_clerk_of_another_office_neither_sees_nor_decides(
    database: Database, knock: Callable[..., TestClient]
) -> None:
    with database.reading() as session:
        [item] = review.queue(session, None)
    theirs, other = knock("岚青"), knock("文秀")
    assert item.title in theirs.get("/review").text
    assert item.title not in other.get("/review").text
    assert other.get(f"/review/{item.post_id}").status_code == 404
    sent = form(other, "/account", unit=DOUBTED, year="2025", reason="试")
    assert other.post(f"/review/{item.post_id}/confirm", data=sent).status_code == 404
    assert other.post(f"/review/{item.post_id}/refuse", data=sent).status_code == 404
    mine = form(theirs, "/account", unit="yx-minzheng", year="2025", reason="试")
    assert theirs.post(f"/review/{item.post_id}/confirm", data=mine).status_code == 422
    assert flags(database) == ["year_conflict"]
    reader = knock("阅览")
    assert reader.get("/review").status_code == 403
    assert [knock(name).get("/operations").status_code for name in ("阅览", "岚青", "值守")] == [403, 403, 200]


def test_readers_see_their_offices_alerts_and_clerks_take_note(knock: Callable[..., TestClient]) -> None:
    reader, clerk, operator = knock("阅览"), knock("岚青"), knock("值守")
    page = reader.get("/alerts").text
    assert "青岚区" in page
    assert "云溪市" not in page
    assert "签收</button>" not in page
    number = re.search(r'id="a-(\d+)"', page)
    assert number
    place = f"/alerts/{number[1]}/ack"
    assert reader.post(place, data=form(reader, "/account", note="已电话")).status_code == 403
    assert knock("文秀").post(place, data=form(knock("文秀"), "/account", note="已电话")).status_code == 404
    assert clerk.post(place, data=form(clerk, "/account", note="已电话催办")).status_code == 303
    assert "已电话催办" in clerk.get("/alerts").text
    silenced = operator.post(
        "/alerts/silences", data=form(operator, "/alerts", office="yunxi", days="3", reason="搬迁")
    )
    assert silenced.status_code == 303
    assert "搬迁" in operator.get("/alerts").text
    told = re.search(r"/alerts/silences/(\d+)/end", operator.get("/alerts").text)
    assert told
    ended = operator.post(f"/alerts/silences/{told[1]}/end", data=form(operator, "/alerts", reason="已恢复"))
    assert ended.status_code == 303


def test_how_far_a_run_is(town: Settings, database: Database, knock: Callable[..., TestClient]) -> None:
    real = datetime.now(UTC)
    with database.session() as session:
        run_id = runs.begin(session, kind="nightly", now=town.clock(), real_now=real, lease=timedelta(minutes=10))
        stages = [{"stage": f"检查栏目（第{n}组）", "done": 3, "total": 9, "since": real.isoformat()} for n in (1, 2)]
        told = {"stages": stages, "columns": {"done": 6, "asked": 18}}
        runs.beat(session, run_id, real, timedelta(minutes=10), told)
    page = knock("值守").get("/operations").text
    assert 'data-poll="5"' in page
    assert "栏目 6 / 18" in page
    assert "检查栏目 <b>6 / 18</b>" in page
    with database.session() as session:
        runs.finish(session, run_id, now=town.clock(), state="failed", summary={})
    page = knock("值守").get(f"/operations/runs/{run_id}").text
    assert "没有完成" in page
    assert knock("值守").get("/operations/runs/nothing").status_code == 404


def test_the_registers_mistakes_have_file_and_line(town: Settings, knock: Callable[..., TestClient]) -> None:
    file = town.registry / "mistake.yaml"
    file.write_text(
        "office: {id: x, name: 某局, notify: ['json://user:geheim@host/']}\nunits: [{id: y}]\n", encoding="utf-8"
    )
    try:
        page = knock("值守").get("/operations/registry").text
        answer = knock("岚青").get("/api/v1/units")
    finally:
        file.unlink()
    assert "mistake.yaml" in page
    assert "geheim" not in page
    assert (answer.status_code, "名录文件有错误" in answer.text) == (503, True)
    assert "mistake.yaml" not in answer.text  # where our files lie is the operator's business
    checks = knock("值守").get("/operations/checks").text
    assert "中文字体" in checks
    assert "名录正确" in knock("值守").get("/operations/registry").text


def test_a_form_that_is_not_taken_comes_back_as_it_was_filled_in(
    database: Database, knock: Callable[..., TestClient]
) -> None:
    with database.reading() as session:
        [item] = review.queue(session, None)
        [other] = [row for row in standings.board(session, year=2024) if row["unit"] == DOUBTED]
        stored = reports.known(session, DOUBTED, 2024)
    clerk = knock("岚青")
    place = f"/review/{item.post_id}"
    shown = clerk.get(place).text
    assert "下一次夜间任务可能认定该单位逾期" in shown
    assert "待核</a></p>" in shown
    assert "取代已有报告" not in shown
    blank = clerk.post(f"{place}/confirm", data=form(clerk, "/account", unit=DOUBTED, year="2023", reason=" "))
    assert blank.status_code == 422
    assert "请写明理由</b></label>" in blank.text
    assert "<option selected>2023</option>" in blank.text
    empty = clerk.post(f"{place}/refuse", data=form(clerk, "/account", reason=""))
    assert (empty.status_code, empty.text.count("请写明理由")) == (422, 1)
    nobody = clerk.post(f"{place}/confirm", data=form(clerk, "/account", other="无此镇", year="2023", reason="看过"))
    assert (nobody.status_code, nobody.text.count("没有这个单位，或者不止一个：无此镇")) == (422, 1)
    assert 'name="other" maxlength="200" value="无此镇"' in nobody.text
    assert 'value="看过"' in nobody.text
    assert stored is not None, other
    taken = clerk.post(f"{place}/confirm", data=form(clerk, "/account", unit=DOUBTED, year="2024", reason="看错 了"))
    assert taken.status_code == 422
    assert f"报告 {stored.report_id} 号，{stored.url}" in taken.text
    assert 'value="看错 了"' in taken.text
    assert "以本页取代已有报告" in taken.text
    assert flags(database) == ["year_conflict"]


def test_of_many_offices_one_is_written(
    monkeypatch: pytest.MonkeyPatch, database: Database, knock: Callable[..., TestClient]
) -> None:
    operator = knock("值守")
    written = '<input name="office" value="云溪市司法局" placeholder="全部（写名称）"'
    for place in ("/", "/alerts", "/operations/columns", "/plots", "/search"):
        assert '<select name="office">' in operator.get(place).text
        with monkeypatch.context() as patch:
            patch.setattr("web.asked._CHOOSABLE", 0)
            assert written in operator.get(f"{place}?office=云溪市司法局").text, place
            assert operator.get(f"{place}?office=某某局").status_code == 404
    said = form(operator, "/alerts", office="云溪市司法局", days="3", reason="搬迁")
    assert operator.post("/alerts/silences", data=said).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(SilenceRow.office_id).order_by(SilenceRow.id.desc())).first() == "yunxi"
