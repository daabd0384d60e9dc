"""Reports that are taken off a real site, or only seem to be: what is said of them, night by night."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import read_payload
from flows.run import Run
from storage import changes, outbox, reports
from storage.models import CaptureRow
from tests.crawlers.loopback import serve
from tests.flows.fated_town import FatedTown
from tests.flows.little_town import TOWN, Town, standing, title

OTHER_NEWS = tuple((f"晴川镇第{n}次重点项目推进会议", f"/n{n}.html", f"2026-02-{n:02}") for n in range(6, 0, -1))
OURS = (title(2025), "/t1.html", "2026-03-10")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path)
        town.shows(OURS, *OTHER_NEWS)
        town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)
        assert town.stands("2026-03-11T02:00")[0] == "published"
        yield town


def take_off(town: Town) -> None:
    town.shows(*OTHER_NEWS)
    del town.site.pages["/t1.html"]


def put_back(town: Town) -> None:
    town.shows(OURS, *OTHER_NEWS)
    town.article("/t1.html", title(2025), "2026-03-10 09:00", 2025)


def said(town: Town, days: str, year: int = 2025) -> list[str]:
    """How the report stands after each of the nights of March."""
    return [town.stands(f"2026-03-{day}T02:00", year=year)[0] for day in days.split()]


def kinds(run: Run) -> list[str]:
    with run.database.session() as session:
        report = reports.known(session, "qc", 2025)
        assert report
        return [change["kind"] for change in changes.of_report(session, report.report_id)]


def told(run: Run) -> list[str]:
    with run.database.session() as session:
        return [a["key"] for a in outbox.list_alerts(session) if a["audience"] == "office"]


def test_taken_off_and_put_back(town: Town) -> None:
    """The evidence of both nights can be had; a return has its old dates and is told once."""
    take_off(town)
    assert said(town, "12") == ["published"]
    with town.night("2026-03-13T02:00") as run:
        found = standing(run, "qc", 2025)
        assert run.tally.summary()["reports"]["withdrawn"] == 1
        assert told(run) == ["published:qc:2025", "withdrawn:qc:2025"]
        records = found["evidence"]["archive"]
        with run.database.session() as session:
            kept = session.query(CaptureRow).filter(CaptureRow.warc_record_id.in_(records)).all()
        missing = [c for c in kept if c.status == 404]
    assert found["status"] == "withdrawn"
    assert "自2026年3月12日02:00起原网址已没有该报告（2026年3月11日02:00尚在）" in found["reason"]
    assert len(kept) == len(records)
    assert sorted(c.fetched_at.day for c in missing) == [11, 12]  # by UTC
    for capture in missing:
        body = read_payload(town.folder / "var" / "archive", capture.warc_file, capture.warc_offset).body
        assert b"nothing here" in body
    put_back(town)
    with town.night("2026-03-14T02:00") as run:
        back = standing(run, "qc", 2025)
        assert run.tally.summary()["reports"] | {"new": 0, "withdrawn": 0} == run.tally.summary()["reports"]
        assert kinds(run) == ["appeared", "vanished", "returned"]
        assert told(run)[2:] == ["published:qc:2025:returned"]
    assert (back["status"], back["flags"], back["published_on"]) == ("published", [], "2026-03-10")
    assert back["first_seen_at"] == found["first_seen_at"]


def test_the_first_night_needs_no_weekly_walk(town: Town) -> None:
    """A list that stands newest first is read to its newest posts, until an article further down is gone."""
    pager = '<script>createPageHTML(2, {}, "index", "html");</script>'
    news = tuple((f"青石街道第{n}次会议", f"/m{n}.html", f"2026-04-{28 - n}") for n in range(6))

    def publish(*second: tuple[str, str, str]) -> None:
        town.shows(*second, after=pager.format(1))
        town.site.pages["/l/index_1.html"] = town.site.pages["/l/"]
        town.shows(*news, after=pager.format(0))

    publish(OURS, *OTHER_NEWS)
    assert said(town, "12") == ["published"]
    publish(*OTHER_NEWS)
    del town.site.pages["/t1.html"]
    with town.night("2026-03-13T02:00") as run:
        assert run.tally.depths == {"newest": 0, "whole": 1}
        assert run.tally.summary()["columns"] == {"checked": 1, "complete": 1, "failed": 0}
    assert said(town, "14") == ["withdrawn"]


# What the list and the report's address show on the nights after the first, and what is said: p published, w withdrawn,
# u unverified.
# Lists: + shows it, - does not, > shows it elsewhere, cut/other/empty/503 in its place. Addresses: > is at its new one.
FATES = {
    "taken off": ("- - -", "404 404 404", "p w w"),
    "a page that says so": ("- -", "soft soft", "p w"),
    "sent to the home page": ("- -", "home home", "p w"),
    "the home page itself at its address": ("- -", "served served", "p w"),
    "other news at its address": ("- -", "news news", "p w"),
    "its heading kept, and a word that it was recalled": ("- -", "recalled recalled", "p w"),
    "other news at its address, while the list shows it": ("+ +", "news news", "p p"),
    "its heading kept over a text that did not load": ("- -", "hollow hollow", "p p"),
    "gone in another way each night": ("- -", "soft 404", "p w"),
    "put back": ("- - +", "404 404 ok", "p w p"),
    "put back where no list shows it": ("- - -", "404 404 ok", "p w p"),
    "put back in the list alone": ("- - +", "404 404 404", "p w w"),
    "gone, back, gone, back": ("- + - - +", "404 ok 404 404 ok", "p p p w p"),
    "back for a night in the list alone": ("- + - -", "404 404 404 404", "p p p w"),
    "back for a night at its address alone": ("- - - -", "404 ok 404 404", "p p p w"),
    "a list that failed between": ("- 503 -", "404 404 404", "p p w"),
    "an address that failed between": ("- - -", "404 503 404", "p p w"),
    "dead while the list shows it": ("+ + +", "404 soft 404", "p p p"),
    "in no list while it stands": ("- - -", "ok ok ok", "p p p"),
    "another list in its place": ("other other other", "404 404 404", "p p p"),
    "a list cut short": ("cut cut cut", "404 404 404", "p p p"),
    "everything in maintenance": ("503 503 503", "503 503 503", "p p p"),
    "its address refused": ("- - -", "403 403 403", "p p p"),
    "moved": ("> > >", "> > >", "p p p"),
    "moved after a night": ("- > >", "404 > >", "p p p"),
    "moved to where nothing opens yet": ("> > > >", "404 404 404 >", "p p u p"),
    "moved when it was thought withdrawn": ("- - >", "404 404 >", "p w p"),
}  # fmt: skip
WORDS = {"p": "published", "w": "withdrawn", "u": "unverified"}


def test_what_is_said_of_each_fate_night_by_night(tmp_path: Path) -> None:
    ids = {what: f"c{n}" for n, what in enumerate(FATES)}
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = FatedTown(site, tmp_path, list(ids.values()))
        said: dict[str, list[str]] = {what: [] for what in FATES}
        for night in range(6):
            for what, (lists, addresses, _) in FATES.items():
                shown = zip(["+", *lists.split()], ["ok", *addresses.split()], strict=True)
                for_this_night = list(shown)[: night + 1]
                town.tonight(ids[what], *for_this_night[-1])
            with town.night(f"2026-03-{11 + night}T02:00") as run:
                for what, case in ids.items():
                    said[what].append(standing(run, f"u-{case}", 2025)["status"])
    for what, (_, _, expected) in FATES.items():
        words = ["published", *(WORDS[letter] for letter in expected.split())]
        assert (what, said[what][: len(words)]) == (what, words)


def test_two_runs_of_one_night(town: Town) -> None:
    take_off(town)
    assert [town.stands(f"2026-03-12T{hour}:00")[0] for hour in ("02", "13", "14")] == [*["published"] * 2, "withdrawn"]


def test_a_report_of_a_past_year(town: Town) -> None:
    """Asked for when its list no longer shows it, whatever its year; and told, since it happened while we watched."""
    past = (title(2024), "/t0.html", "2025-03-10")
    town.shows(OURS, past, *OTHER_NEWS)
    town.article("/t0.html", title(2024), "2025-03-10 09:00", 2024)
    assert said(town, "12", 2024) == ["published"]
    town.shows(OURS, *OTHER_NEWS)
    del town.site.pages["/t0.html"]
    assert said(town, "13 14", 2024)[-1] == "withdrawn"
    with town.night("2026-03-15T02:00") as run:
        assert "withdrawn:qc:2024" in told(run)


def test_the_column_was_replaced_in_the_register(town: Town) -> None:
    """The list that showed it is watched no longer, and the new one never did: no witness of a withdrawal."""
    take_off(town)
    registry = town.folder / "registry" / "a.yaml"
    replaced = registry.read_text(encoding="utf-8").replace("/l/", "/m/")
    town.site.pages["/m/"] = town.site.pages["/l/"]
    registry.write_text(replaced, encoding="utf-8")
    assert said(town, "12 13") == ["published"] * 2
    registry.write_text(replaced.replace("c1", "c2"), encoding="utf-8")
    assert said(town, "14 15") == ["published"] * 2


def test_an_exempt_unit_stays_exempt(town: Town) -> None:
    town.register(TOWN.replace("since_year: 2024", "since_year: 2024, exempt: [{year: 2025, reason: 合并}]"))
    take_off(town)
    assert said(town, "12 13") == ["exempt"] * 2


def operator_heard(run: Run) -> list[str]:
    with run.database.session() as session:
        alerts = outbox.list_alerts(session, audience="operator", event="unverified")
        return [f"{alert['key']} {alert['body']}" for alert in alerts]


def test_a_column_that_stays_broken_holds_nothing_up_in_silence(town: Town) -> None:
    """The report is gone, and its list cannot be read: nobody may say that it is withdrawn, and one person hears so."""
    town.site.put("/l/", "<html><title>法治政府建设</title><div>栏目正在调整，敬请期待</div></html>")
    del town.site.pages["/t1.html"]
    heard = []
    for day in ("12", "13", "15", "16"):
        with town.night(f"2026-03-{day}T02:00") as run:
            assert standing(run, "qc", 2025)["status"] == "published"
            heard.append(operator_heard(run))
    assert heard[:2] == [[], []]
    assert heard[2] == heard[3]
    [said_once] = heard[2]
    assert said_once.startswith("unverified:qc:2025:gone ")
    assert "栏目 c1 已连续多日不能完整检查" in said_once
    assert "不能认定撤下" in said_once
