"""What changes by itself is known from the first day, and what a unit changes is told all the same."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.crawlers.loopback import Asked, Reply, serve
from tests.flows.little_town import FILL, Town, body, docx_of, title

HEAD = f"<html><title>{title(2025)}</title><h1>{title(2025)}</h1><div>发布时间：2026-03-10 09:00 来源：本站</div>"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path)
        town.shows((title(2025), "/t1.html", "2026-03-10"))
        yield town


def revisions(town: Town, at: str) -> int:
    """How many reports of that night were told to be revised."""
    with town.night(at) as run:
        return run.tally.reports["revised"]


def test_a_counter_in_the_text_is_no_revision(town: Town) -> None:
    visits = count(1200)
    text = body(2025)

    def article(_: Asked) -> Reply:
        counted = f"<p>本页面自发布以来已累计被阅读{next(visits)}次。</p>"
        return Reply(f"{HEAD}<div class='content'>{text}{counted}</div></html>".encode())

    town.site.pages["/t1.html"] = article
    assert town.stands("2026-03-11T02:00")[0] == "published"
    assert [revisions(town, f"2026-03-{day}T02:00") for day in (12, 13)] == [0, 0]
    text = body(2025).replace(FILL, FILL + "全年办理行政复议案件12件。", 1)
    assert [revisions(town, f"2026-03-{day}T02:00") for day in (15, 16)] == [1, 0]
    text = text.replace("案件12件", "案件21件")
    assert revisions(town, "2026-03-17T02:00") == 1


def test_a_file_packed_anew_at_every_visit_is_no_revision(town: Town) -> None:
    visits = count(1)
    packed = docx_of(2025)

    def file(_: Asked) -> Reply:
        return Reply(packed + b"\0" * next(visits), headers=(("Content-Type", "application/octet-stream"),))

    town.pointer("/t1.html", title(2025), "2026-03-10 09:00", "/f1.docx")
    town.site.pages["/f1.docx"] = file
    assert town.stands("2026-03-11T02:00")[0] == "published"
    assert [revisions(town, f"2026-03-{day}T02:00") for day in (12, 13)] == [0, 0]
    packed = docx_of(2025, "全年办理行政复议案件12件。")
    assert [revisions(town, f"2026-03-{day}T02:00") for day in (14, 15)] == [1, 0]


def test_a_date_that_is_the_visitors_own_clock_is_none(town: Town) -> None:
    """Seen first in May, such a page would make its unit late."""
    seconds = count(10)

    def article(_: Asked) -> Reply:
        head = HEAD.replace("2026-03-10 09:00", f"2026-05-10 09:00:{next(seconds)}")
        return Reply(f"{head}<div class='content'>{body(2025)}</div></html>".encode())

    town.site.pages["/t1.html"] = article
    assert town.stands("2026-05-10T02:00") == ("published", ["date_missing"])
