"""Feeds: read as a reader of feeds and a calendar read them; ids that stay, addresses of the asker's own host."""

import base64
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree

from core.accounts import Role
from settings import Settings
from storage.database import Database, open_database
from storage.models import ChangeRow, ReportRow
from tests.web.programs import HOST, OFFICE, OTHER, Program, program

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "报告\x07<script>alert(1)</script>&amp;\u202e=1+1"


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(town: Settings, database: Database) -> Program:
    return program(town, database, Role.READER, [OFFICE])


def entries(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    return [
        {
            **{name: entry.findtext(f"a:{name}", "", ATOM) for name in ("id", "title", "updated", "summary")},
            "link": str(entry.xpath("string(a:link/@href)", namespaces=ATOM)),
            "author": entry.findtext("a:author/a:name", "", ATOM),
        }
        for entry in feed.findall("a:entry", ATOM)
    ]


def test_new_reports_and_revisions_come_newest_first(reader: Program) -> None:
    found = entries(reader.client.get(f"/feeds/offices/{OFFICE}.atom"))
    assert len(found) == 50
    assert [one["updated"] for one in found] == sorted((one["updated"] for one in found), reverse=True)
    assert len({one["id"] for one in found}) == 50
    revision = next(one for one in found if "有改动（第2版）" in one["title"])
    report = next(r for r in reader.every("/api/v1/reports", year=2025) if r["revisions"] > 1)
    assert revision["id"] == f"tag:fazhiwatch.invalid,2025:{report['unit']}/2025/2"
    assert revision["link"] == f"http://{HOST}/reports/{report['id']}?revision=2"
    history = reader.get(f"/api/v1/reports/{report['id']}")["changes"]
    assert history[-1]["reason"][:10] in revision["summary"]
    of_unit = entries(reader.client.get(f"/feeds/units/{report['unit']}.atom"))
    assert [one["id"].rsplit(":")[-1] for one in of_unit][:2] == [f"{report['unit']}/2025/{n}" for n in (2, 1)]
    assert {one["author"] for one in of_unit} == {revision["author"]}


def test_what_others_wrote_is_inert(reader: Program, database: Database) -> None:
    row = next(r for r in reader.every("/api/v1/reports", year=2025) if r["revisions"] == 1)
    with database.session() as session:
        report = session.get_one(ReportRow, row["id"])
        before = report.title
        report.title = HOSTILE
        added = ChangeRow(report_id=report.id, kind="edited", reason=HOSTILE, run_id=_run(session))
        added.at, added.revision = report.first_seen_at, 1
        session.add(added)
    answer = reader.client.get(f"/feeds/units/{row['unit']}.atom")
    assert b"<script" not in answer.content and b"\x07" not in answer.content
    assert any("报告＜script＞" in one["title"] and "\u202e" not in one["title"] for one in entries(answer))
    with database.session() as session:
        session.get_one(ReportRow, row["id"]).title = before
        session.delete(session.get_one(ChangeRow, added.id))


def _run(session: Any) -> str:
    found: str = session.query(ChangeRow.run_id).limit(1).scalar()
    return found


def days(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(calendar.walk("VEVENT"))


def test_due_dates_of_this_cycle_and_the_next(reader: Program) -> None:
    owed = [o for o in reader.every("/api/v1/obligations") if o["duty"] in ("required", "local") and o["due_on"]]
    wanted = {(o["report_year"], o["due_on"]) for o in owed if o["report_year"] in (2025, 2026)}
    events = days(reader.client.get(f"/feeds/offices/{OFFICE}.ics"))
    assert {str(e["uid"]) for e in events} == {f"{year}-{on}-{OFFICE}@fazhiwatch.invalid" for year, on in wanted}
    first = events[0]
    assert first["dtstart"].dt == date(2026, 3, 31) and first["dtend"].dt == date(2026, 4, 1)
    assert str(first["url"]) == f"http://{HOST}/?office={OFFICE}&year=2025"
    assert not list(first.walk("VALARM"))
    now_due = [o for o in owed if o["due_on"] == "2026-03-31"]
    late = [o["unit_name"] for o in now_due if o["status"] == "overdue"]
    assert late and f"逾期未公布{len(late)}个" in first["summary"]
    assert all(f"{name}（逾期未公布）" in first["description"] for name in late)
    assert all("没有查清" not in e["description"] for e in events if str(e["uid"]).startswith("2026-"))
    published = [o["unit_name"] for o in now_due if o["status"] == "published"]
    assert published and not any(f"{name}（" in first["description"] for name in published)


def test_due_dates_of_a_unit(reader: Program) -> None:
    unit = next(o for o in reader.every("/api/v1/obligations", year=2025, status="overdue"))
    events = days(reader.client.get(f"/feeds/units/{unit['unit']}.ics"))
    assert [str(e["uid"]) for e in events] == [f"{year}-{unit['unit']}@fazhiwatch.invalid" for year in (2025, 2026)]
    assert str(events[0]["summary"]) == f"{unit['unit_name']}：2025年度法治政府建设年度报告公布期限（逾期未公布）"
    assert str(events[0]["url"]) == f"http://{HOST}/units/{unit['unit']}/2025"


@pytest.mark.parametrize("ending", ["atom", "ics"])
def test_readers_of_feeds_show_the_token_as_a_password(reader: Program, ending: str) -> None:
    path = f"/feeds/offices/{OFFICE}.{ending}"
    known = base64.b64encode(f"anybody:{reader.secret}".encode()).decode()
    asked = reader.client.get(path, headers={"authorization": f"Basic {known}"})
    assert asked.status_code == 200
    again = reader.client.get(path, headers={"if-none-match": asked.headers["etag"]})
    assert again.status_code == 304
    del reader.client.headers["authorization"]
    try:
        stranger = reader.client.get(path)
    finally:
        reader.client.headers["authorization"] = f"Bearer {reader.secret}"
    assert stranger.status_code == 401 and stranger.headers["www-authenticate"].startswith("Basic")


def test_other_offices_feeds_are_not_there(reader: Program) -> None:
    for path in (f"offices/{OTHER}", "offices/nobody", "units/ql-cuiping", "units/nobody"):
        for ending in ("atom", "ics"):
            assert reader.client.get(f"/feeds/{path}.{ending}").status_code == 404
