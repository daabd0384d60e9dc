"""A report that stands in the column under any disguise is never called missing: each of these once was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from flows import judge, read
from parsers import read_report
from storage import outbox, standings
from tests.crawlers.loopback import Answers, Asked, Reply, serve
from tests.flows.little_town import TOWN, Town, body, docx_of, standing, title


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        yield Town(site, tmp_path)


def test_this_years_report_at_last_years_address(town: Town) -> None:
    town.shows((title(2024), "/t1.html", "2025-03-10"))
    town.article("/t1.html", title(2024), "2025-03-10 09:00", 2024)
    assert town.stands("2025-03-11T02:00", year=2024) == ("published", [])
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
    assert town.stands("2026-04-03T02:00")[0] == "published"


def test_last_years_title_on_this_years_report(town: Town) -> None:
    town.shows((title(2024), "/t1.html", "2025-03-10"))
    town.article("/t1.html", title(2024), "2025-03-10 09:00", 2024)
    town.stands("2025-03-11T02:00")
    town.shows((title(2024), "/t2.html", "2026-03-10"), (title(2024), "/t1.html", "2025-03-10"))
    town.article("/t2.html", title(2024), "2026-03-10 09:00", 2025)
    assert town.stands("2026-04-03T02:00") == ("unverified", ["year_conflict"])


def test_no_issuer_and_two_years_in_a_shared_column(town: Town) -> None:
    town.register(TOWN, TOWN.replace("id: qc", "id: lz").replace("晴川镇", "柳庄镇"))
    bare = "2024年度法治政府建设情况报告"
    town.shows((bare, "/t2.html", "2026-03-10"))
    town.article("/t2.html", bare, "2026-03-10 09:00", 2025)
    for unit in ("qc", "lz"):
        assert town.stands("2026-04-03T02:00", unit)[0] == "unverified"


def test_a_page_that_was_missing_when_it_was_read(town: Town) -> None:
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    menu = "".join(f"<a href='/n{n}/'>栏目{n}</a>" for n in range(30))
    town.site.put("/t1.html", f"<html><title>晴川镇</title>{menu}<div>您访问的页面不存在</div></html>")
    assert town.stands("2026-04-03T02:00")[0] == "unverified"
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
    assert town.stands("2026-04-04T02:00")[0] == "published"


def test_a_register_that_was_mended_later(town: Town) -> None:
    town.register(TOWN, TOWN.replace("id: qc", "id: lz").replace("晴川镇", "柳庄镇"))
    heading = "白鹿乡人民政府2025年度法治政府建设情况报告"
    town.shows((heading, "/t1.html", "2026-03-10"))
    town.article("/t1.html", heading, "2026-03-10 09:00", 2025)
    town.stands("2026-03-11T02:00")
    town.register(TOWN, TOWN.replace("id: qc", "id: bl").replace("晴川镇", "白鹿乡"))
    assert town.stands("2026-04-03T02:00", "bl")[0] == "published"


def test_a_mended_parser_reads_what_is_held(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)

    def stumbles(*_: object, **__: object) -> None:
        raise ValueError("a page that our reader did not expect")

    monkeypatch.setattr(read, "read_report", stumbles)
    assert town.stands("2026-04-03T02:00")[0] == "unverified"  # and the night went on to its end
    monkeypatch.setattr(read, "read_report", read_report)
    monkeypatch.setattr(read, "PARSER_VERSION", "mended")
    assert town.stands("2026-04-03T03:00")[0] == "published"


def test_bytes_that_cannot_be_read_back(town: Town) -> None:
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
    with pytest.raises(RuntimeError), town.crawled("2026-04-03T02:00"):
        raise RuntimeError("killed before reading")
    for file in (town.folder / "var" / "archive").rglob("*.warc.gz"):
        file.write_bytes(b"damaged" * 100)
    with town.crawled("2026-04-03T02:30") as run:
        assert read.read_captures(run) == 1  # and no more: it is not tried for ever
        judge.judge_and_tell(run)
        assert standing(run, "qc", 2025)["status"] == "unverified"
    assert town.stands("2026-04-04T02:00")[0] == "published"  # fetched again


def test_a_report_whose_attachment_cannot_be_had(town: Town) -> None:
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    town.pointer("/t1.html", title(2025), "2026-03-10 09:00", "/f/1.docx")
    assert town.stands("2026-04-03T02:00")[0] == "unverified"
    town.site.put("/f/1.docx", "<html><title>404</title><body>您访问的文件不存在</body></html>")
    assert town.stands("2026-04-04T02:00")[0] == "unverified"
    town.site.pages["/f/1.docx"] = Reply(docx_of(2025))
    assert town.stands("2026-04-05T02:00")[0] == "published"


def test_a_crash_between_the_bytes_and_their_reading(town: Town) -> None:
    """The morning's judging comes before anybody read what the night fetched."""
    town.shows((title(2025), "/t1.html", "2026-03-10"))
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
    with town.crawled("2026-04-03T02:00") as run:
        judge.judge_and_tell(run)
        assert standing(run, "qc", 2025)["status"] == "unverified"


def test_a_column_that_broke_after_it_was_checked(town: Town) -> None:
    town.shows(("其他工作信息", "/n1.html", "2026-01-10"), ("镇工作动态", "/n2.html", "2026-01-12"))
    with town.night("2026-04-03T02:00") as run:
        found = standing(run, "qc", 2025)
        assert found["status"] == "overdue"
        assert found["evidence"]["archive"]  # the list pages that show it
    town.site.put("/l/", "unavailable", status=503)
    with town.night("2026-05-10T02:00") as run:
        assert standing(run, "qc", 2025)["status"] == "unverified"
        with run.database.session() as session:
            told = [a["key"] for a in outbox.list_alerts(session) if a["event"] == "overdue"]
        assert told == ["overdue:qc:2025"]  # no escalation on an old check


def test_by_the_real_clock_tonights_check_is_a_witness(town: Town) -> None:
    """The other side of the rule: with a clock that runs, a sound check made tonight counts tonight."""
    town.register(TOWN.replace("since_year: 2024", "since_year: 2020"))
    town.shows(("其他工作信息", "/n1.html", "2020-01-10"), ("镇工作动态", "/n2.html", "2019-01-12"))
    with town.night(None) as run:
        assert standing(run, "qc", 2020)["status"] == "overdue"


def test_a_check_of_the_future_is_no_witness(town: Town) -> None:
    town.shows(("其他工作信息", "/n1.html", "2026-01-10"))
    assert town.stands("2026-07-01T02:00")[0] == "overdue"
    town.site.put("/l/", "unavailable", status=503)
    assert town.stands("2026-04-02T02:00")[0] == "unverified"


def test_what_is_not_owed_any_more_leaves_the_board(town: Town) -> None:
    town.shows(("其他工作信息", "/n1.html", "2024-01-10"), ("镇工作动态", "/n2.html", "2023-01-12"))
    assert town.stands("2026-04-03T02:00", year=2024)[0] == "overdue"
    town.register(TOWN.replace("since_year: 2024", "since_year: 2025"))
    with town.night("2026-04-04T02:00") as run, run.database.session() as session:
        assert standings.board(session, year=2024) == []
        assert [row["status"] for row in standings.board(session, year=2025)] == ["overdue"]


def test_an_accusation_that_no_longer_holds_is_not_sent(town: Town) -> None:
    town.shows(("其他工作信息", "/n1.html", "2026-01-10"))
    with town.night("2026-04-03T02:00"):
        pass  # the office has no channel: the alert waits
    exempt = TOWN.replace("since_year: 2024", "since_year: 2024, exempt: [{year: 2025, reason: 合并}]")
    town.register(exempt)
    with town.night("2026-04-04T02:00") as run, run.database.session() as session:
        states = {a["key"]: a["state"] for a in outbox.list_alerts(session)}
    assert states["overdue:qc:2025"] == "silenced"


def news(count: int, at: str = "/n") -> str:
    return "".join(
        f'<li><a href="{at}{n}.html">晴川县第{n}次重点项目推进会议</a><span>2026-03-{n:02}</span></li>'
        for n in range(1, count + 1)
    )


def test_the_report_in_the_smaller_of_two_boxes(town: Town) -> None:
    own = f'<div class="own"><h3><a href="/t1.html">{title(2025)}</a></h3></div>'
    town.site.put("/l/", f"<html><title>法治政府建设</title>{own}<div class='new'><ul>{news(8)}</ul></div></html>")
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
    assert town.stands("2026-04-02T02:00")[0] == "published"


def test_a_report_that_only_a_script_opens(town: Town) -> None:
    row = f"<li><a href='javascript:void(0)' onclick='openDoc(9)'>{title(2025)}</a><span>2026-03-20</span></li>"
    town.site.put("/l/", f"<html><title>法治政府建设</title><ul>{row}{news(15)}</ul></html>")
    assert town.stands("2026-04-02T02:00")[0] == "unverified"


def test_another_column_than_the_one_that_was_asked_for(town: Town) -> None:
    town.site.pages["/l/"] = Reply(status=302, headers=(("Location", town.site.url("/zwgk/tzgg/")),))
    town.site.put("/zwgk/tzgg/", f"<html><title>通知公告</title><ul>{news(20)}</ul></html>")
    assert town.stands("2026-04-02T02:00")[0] == "unverified"


def test_a_list_that_lost_nearly_all_that_it_held(town: Town) -> None:
    pinned = '<li><a href="/p.html">晴川县人民政府网站使用说明</a><span>2026-01-01</span></li>'
    town.site.put("/l/", f"<html><title>法治政府建设</title><ul>{pinned}{news(20)}</ul></html>")
    assert town.stands("2026-03-20T02:00")[0] == "due_soon"
    other = news(20, "/other").replace("重点项目", "文明创建")
    town.site.put("/l/", f"<html><title>法治政府建设</title><ul>{pinned}{other}</ul></html>")
    assert town.stands("2026-04-02T02:00")[0] == "unverified"


def test_a_site_that_never_admits_a_change(town: Town) -> None:
    """Its validators are constant: it says 'not modified' to whoever was there before."""

    def listing(rows: str) -> Answers:
        def answer(asked: Asked) -> Reply:
            if "if-none-match" in asked.headers:
                return Reply(status=304, headers=(("ETag", '"1"'),))
            text = f"<html><title>法治政府建设</title><ul>{rows}</ul></html>"
            return Reply(text.encode(), headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')))

        return answer

    town.site.pages["/l/"] = listing(news(5))
    assert town.stands("2026-03-20T02:00")[0] == "due_soon"
    row = f'<li><a href="/t1.html">{title(2025)}</a><span>2026-03-25</span></li>'
    town.site.pages["/l/"] = listing(row + news(5))
    town.article("/t1.html", title(2025), "2026-03-25 09:00", 2025)
    assert town.stands("2026-04-02T02:00")[0] == "published"


def test_no_reminder_without_a_look_of_its_own_at_the_whole_list(town: Town) -> None:
    """A late report at the foot of a long list, whose site never admits a change, is seen before it is told again."""

    def listing(rows: str, number: int) -> Answers:
        pager = f"<script>createPageHTML(2, {number}, 'index', 'html');</script>"

        def answer(asked: Asked) -> Reply:
            validated = (("ETag", '"1"'), ("Content-Type", "text/html; charset=utf-8"))
            if "if-none-match" in asked.headers:
                return Reply(status=304, headers=validated)
            text = f"<html><title>法治政府建设</title><ul>{rows}</ul>{pager}</html>"
            return Reply(text.encode(), headers=validated)

        return answer

    older = "".join(
        f'<li><a href="/m{n}.html">青石街道第{n}次会议</a><span>2025-02-0{n}</span></li>' for n in range(9, 0, -1)
    )
    late = f'<li><a href="/t1.html">{title(2025)}</a><span>2026-04-06</span></li>'
    town.site.pages["/l/"], town.site.pages["/l/index_1.html"] = listing(news(5), 0), listing(older, 1)
    walked = {f"2026-04-{day:02}": town.stands(f"2026-04-{day:02}T02:00")[0] for day in range(2, 6)}
    assert set(walked.values()) == {"overdue"}
    town.site.pages["/l/index_1.html"] = listing(older + late, 1)
    town.article("/t1.html", title(2025), "2026-04-06 09:00", 2025)
    assert town.stands("2026-04-07T02:00")[0] == "published_late"
    with town.database() as database, database.session() as session:
        told = [alert["key"] for alert in outbox.list_alerts(session) if alert["event"] == "overdue"]
    assert told == ["overdue:qc:2025"]


OF_LAW = "镇里把法治学习列入干部培训，依法办理各类事项，群众办事更加方便。" * 4


@pytest.mark.parametrize(
    ("heading", "text", "status"),
    [
        ("晴川镇2025年报", body(2025).replace("现将", "现将2025年度法治政府建设"), "published"),
        ("晴川镇2025年报", body(2025), "unverified"),
        ("附件1：晴川镇", OF_LAW, "unverified"),
        ("晴川镇2025年度", "", "unverified"),
        (
            "晴川镇权责清单",
            "本清单列明各项事权的名称、承办机构、办理时限和联系电话，自公布之日起施行，供办事群众查询。" * 4,
            "overdue",
        ),
    ],
)
def test_a_title_that_only_its_column_explains(town: Town, heading: str, text: str, status: str) -> None:
    """Opened, since the column is there for the reports; where the page does not tell either, a person looks."""
    rows = "".join(
        f'<li><a href="{path}">{said}</a><span>{day}</span></li>'
        for said, path, day in ((heading, "/t1.html", "2026-03-10"), (title(2024), "/t0.html", "2025-03-10"))
    )
    town.site.put(
        "/l/", f"<html><title>法治政府建设年度报告_晴川镇</title><div class='list'><ul>{rows}</ul></div></html>"
    )
    town.article("/t0.html", title(2024), "2025-03-10 09:00", 2024)
    inside = f"<h1>{heading}</h1><div>发布时间：2026-03-10 09:00 来源：本站</div><div class='content'>{text}</div>"
    town.site.put("/t1.html", f"<html><title>{heading}</title>{inside}</html>")
    assert town.stands("2026-04-02T02:00")[0] == status


def test_a_vague_title_that_an_older_reader_passed_over(town: Town) -> None:
    """After an upgrade the posts that are known already are looked at as new ones are."""
    vague, report = ("晴川镇2025年报", "/t1.html", "2026-03-10"), (title(2024), "/t0.html", "2025-03-10")
    town.shows(report, vague)
    town.article("/t0.html", title(2024), "2025-03-10 09:00", 2024)
    town.article("/t1.html", "晴川镇2025年报", "2026-03-10 09:00", 2025)
    assert town.stands("2026-03-11T02:00")[0] == "not_due", "half of it, but one report alone"
    with town.database() as database, database.session() as session:
        session.execute(text("UPDATE list_pages SET reader = 'generic-0'"))
    other = (title(2023), "/t9.html", "2024-03-10")
    town.shows(report, other, vague)
    town.article("/t9.html", title(2023), "2024-03-10 09:00", 2023)
    assert town.stands("2026-04-02T02:00")[0] == "unverified"


def test_a_title_with_the_usual_slip(town: Town) -> None:
    slip = title(2025).replace("法治", "法制")
    town.shows((slip, "/t1.html", "2026-03-10"))
    town.article("/t1.html", slip, "2026-03-10 09:00", 2025)
    assert town.stands("2026-04-02T02:00")[0] in ("published", "unverified")
