"""Reports that stand in an attachment, night by night: fetched, read, revised, and waited for."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from flows.limited import LimitedReader, ReaderLostError
from flows.run import Run
from storage import captures, reports, standings
from storage.models import PostFileRow
from storage.reading_order import waiting
from tests.crawlers.loopback import Reply, Site, serve
from tests.flows.little_town import Town, docx_of, paragraphs, standing, title

PAGE, FILE = "/t1.html", "/f/1.docx"
NIGHTS = tuple(f"2026-03-{day}T02:00" for day in (11, 12, 13, 14))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path)
        town.shows((title(2025), PAGE, "2026-03-10"))
        town.pointer(PAGE, title(2025), "2026-03-10 09:00", FILE)
        site.pages[FILE] = Reply(docx_of(2025))
        yield town


def shown(run: Run) -> dict[str, Any]:
    """The one stored report."""
    with run.database.reading() as session:
        [row] = reports.list_reports(session)
        report = reports.show_report(session, row["id"])
    assert report is not None
    return report


def stored(run: Run) -> int:
    with run.database.reading() as session:
        return len(reports.list_reports(session))


def doubts(run: Run) -> tuple[str, ...]:
    with run.database.reading() as session:
        return standings.facts(session, [("qc", 2025)])["qc", 2025].doubts


def test_the_first_night_reads_and_publishes_it(town: Town) -> None:
    with town.night(NIGHTS[0]) as run:
        report = shown(run)
        assert report["body"] == "\n".join(paragraphs(2025))
        assert report["published_at"].startswith("2026-03-10T09:00")
        assert standing(run, "qc", 2025)["status"] == "published"
        assert (run.tally.files, run.tally.reports) == ({"fetched": 1}, {"new": 1})
        assert run.tally.requests == len(town.site.asked)
        assert [c["url"] for c in report["captures"]] == [town.site.url(PAGE), town.site.url(FILE)]
        evidence = standing(run, "qc", 2025)["evidence"]["archive"]
        assert set(evidence) == {c["record_id"] for c in report["captures"]}


def test_a_repeated_night_fetches_nothing(town: Town) -> None:
    with town.night(NIGHTS[0]):
        town.site.forget()
    with town.night(NIGHTS[0].replace("02:00", "03:00")) as run:
        assert (run.tally.articles, run.tally.files, run.tally.reports) == ({}, {}, {})
    assert {FILE, PAGE}.isdisjoint(town.site.paths())


def test_an_unchanged_night_asks_and_keeps_nothing(town: Town) -> None:
    with town.night(NIGHTS[0]):
        pass
    with town.night(NIGHTS[1]) as run:
        assert (run.tally.files, run.tally.reports) == ({"not_modified": 1}, {})
        with run.database.reading() as session:
            assert captures.these(session, waiting(session)) == []


def test_a_file_that_comes_a_night_later(town: Town) -> None:
    there = town.site.pages.pop(FILE)
    with town.night(NIGHTS[0]) as run:
        assert stored(run) == 0
        assert "附件未能取得" in doubts(run)[0]
        assert run.tally.files == {"not_found": 1}
    town.site.pages[FILE] = there
    with town.night(NIGHTS[1]) as run:
        assert (run.tally.articles, run.tally.files) == ({"not_modified": 1}, {"fetched": 1})
        assert (doubts(run), shown(run)["revision"]) == ((), 1)
        assert standing(run, "qc", 2025)["status"] == "published"


def test_a_file_that_is_replaced_is_a_revision(town: Town) -> None:
    for night in NIGHTS[:2]:
        with town.night(night):
            pass
    town.site.pages[FILE] = Reply(docx_of(2025, "五、其他需要报告的事项", "全年没有其他需要报告的事项。"))
    with town.night(NIGHTS[2]) as run:
        assert run.tally.reports == {"revised": 1}
        report = shown(run)
        assert report["revision"] == 2
        assert report["body"].endswith("没有其他需要报告的事项。")
        assert [c["revision"] for c in report["captures"]] == [1, 1, 2, 2]
        assert len({c["record_id"] for c in report["captures"]}) == 3


def test_the_same_text_packed_anew_is_no_revision(town: Town) -> None:
    with town.night(NIGHTS[0]):
        pass
    packed = BytesIO(docx_of(2025))
    with ZipFile(packed, "a") as package:
        package.comment = b"packed at every visit"
    town.site.pages[FILE] = Reply(packed.getvalue())
    with town.night(NIGHTS[1]) as run:
        assert (run.tally.files, run.tally.reports, shown(run)["revision"]) == ({"fetched": 1}, {}, 1)


@pytest.mark.parametrize("status", [404, 503, 200], ids=["gone", "down", "an error page"])
def test_a_bad_night_of_a_file_changes_nothing(town: Town, status: int) -> None:
    with town.night(NIGHTS[0]):
        pass
    town.site.put(FILE, "<html><title>404</title><body>您访问的文件不存在</body></html>", status=status)
    with town.night(NIGHTS[1]) as run:
        assert run.tally.reports == {}
        assert (shown(run)["revision"], doubts(run)) == (1, ())
        assert standing(run, "qc", 2025)["status"] == "published"


def test_a_page_that_comes_to_point_elsewhere(town: Town) -> None:
    """Until its new attachment is there, what was read stands; then it is compared."""
    with town.night(NIGHTS[0]):
        pass
    town.pointer(PAGE, title(2025), "2026-03-10 09:00", "/f/2.docx")
    with town.night(NIGHTS[1]) as run:
        assert (run.tally.files, run.tally.reports, shown(run)["revision"]) == ({"not_found": 1}, {}, 1)
    town.site.pages["/f/2.docx"] = Reply(docx_of(2025, "五、补充说明", "数据已经核对。"))
    with town.night(NIGHTS[2]) as run:
        assert (run.tally.reports, shown(run)["revision"]) == ({"revised": 1}, 2)
        with run.database.reading() as session:
            assert [row.url for row in session.query(PostFileRow)] == [town.site.url("/f/2.docx")]


def refused_by_robots(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /f/\n")


def beyond_the_limit(site: Site) -> None:
    site.pages[FILE] = Reply(b"PK\x03\x04" + bytes(33 * 1024 * 1024))


@pytest.mark.parametrize(("how", "outcome"), [(refused_by_robots, "robots"), (beyond_the_limit, "too_large")])
def test_what_may_not_be_fetched_is_waited_for(town: Town, how: Any, outcome: str) -> None:
    how(town.site)
    with town.night("2026-04-03T02:00") as run:
        assert run.tally.files == {outcome: 1}
        found = standing(run, "qc", 2025)
        assert (found["status"], stored(run)) == ("unverified", 0)


def test_damaged_bytes_of_a_file_are_fetched_again(town: Town) -> None:
    with pytest.raises(RuntimeError), town.crawled("2026-04-03T02:00") as run:
        with run.database.reading() as session:
            [unread] = captures.these(session, waiting(session))
        [file] = unread.files
        assert file.warc_file is not None and file.warc_offset is not None
        path = town.folder / "var" / "archive" / file.warc_file
        path.write_bytes(path.read_bytes()[: file.warc_offset] + b"damaged" * 100)
        raise RuntimeError("killed before reading")
    with town.night("2026-04-03T03:00") as run:
        assert (stored(run), standing(run, "qc", 2025)["status"]) == (0, "unverified")
        assert "损坏" in doubts(run)[0]
    with town.night("2026-04-04T02:00") as run:
        assert standing(run, "qc", 2025)["status"] == "published"


def test_a_file_that_breaks_its_reader_waits_for_a_person(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise ReaderLostError("识读附件的进程异常结束")

    with monkeypatch.context() as patch:
        patch.setattr(LimitedReader, "__call__", lost)
        with town.night(NIGHTS[0]) as run:
            assert stored(run) == 0
            assert "识读附件的进程异常结束" in doubts(run)[0]
