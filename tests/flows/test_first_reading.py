"""The first nights over a register that owes years of old: of what the site no longer shows nobody is accused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.run import Run
from storage import standings
from storage.database import Session
from storage.models import AlertRow
from tests.crawlers.loopback import serve
from tests.flows.little_town import TOWN, Town, title

LIST = [(f"晴川镇开展{year}年安全检查", f"/n{year}.html", f"{year}-06-01") for year in range(2026, 2021, -1)]
ARCHIVED = [(f"晴川镇开展{year}年安全检查", f"/n{year}.html", f"{year}-06-01") for year in range(2021, 2016, -1)]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path)
        town.register(TOWN.replace("since_year: 2024", "since_year: 2019"))
        town.article("/r2020.html", title(2020), "2021-03-02 09:00", 2020)
        yield town


def board(run: Run) -> dict[int, str]:
    """Where each report year stands whose term is over."""
    with run.database.reading() as session:
        rows = {row["report_year"]: row["status"] for row in standings.board(session)}
    return {year: status for year, status in rows.items() if status != "not_due"}


def reason(session: Session, year: int) -> str:
    return str(standings.board(session, year=year)[0]["reason"])


def test_years_that_the_list_cannot_show_are_unverified_until_it_does(town: Town) -> None:
    town.shows(*LIST[1:])
    with town.night("2026-05-08T02:00") as run:
        # the list was older than the running cycle's term; what it had in 2022 and before, nobody knows
        late = dict.fromkeys((2023, 2024, 2025), "overdue")
        assert board(run) == dict.fromkeys(range(2019, 2023), "unverified") | late
        with run.database.reading() as session:
            assert "栏目 c1 读到的最早的帖子是2022年6月的，此前是否公布过无从核实" in reason(session, 2021)
            assert {row.report_year for row in session.query(AlertRow)} == {2025}
    town.shows(*LIST, *ARCHIVED[:1], (title(2020), "/r2020.html", "2021-03-02"), *ARCHIVED[1:])
    with town.night("2026-06-09T02:00") as run:
        found = {2019: "overdue", 2020: "published", 2021: "overdue", 2022: "overdue"}
        assert board(run) == found | late
        with run.database.reading() as session:
            assert {row.report_year for row in session.query(AlertRow)} == {2025}


def test_a_list_that_begins_after_the_term_speaks_only_of_what_was_watched(town: Town) -> None:
    checks = [(f"晴川镇开展第{n}次检查", f"/n{n}.html", "2026-04-20") for n in range(2)]
    town.shows(*checks)
    with town.night("2026-05-08T02:00") as run:
        assert board(run) == dict.fromkeys(range(2019, 2026), "unverified")
    for at in ("2027-03-01T02:00", "2027-04-02T02:00"):
        with town.night(at) as run:
            pass
    assert board(run) == dict.fromkeys(range(2019, 2026), "unverified") | {2026: "overdue"}
    town.shows(("晴川镇开展春季检查", "/n3.html", "2029-05-02"), *checks)
    with town.night("2029-05-08T02:00") as run:
        found = board(run)
    assert {year: found[year] for year in range(2025, 2029)} == {
        2025: "unverified",
        2026: "overdue",  # it was read over the term
        2027: "unverified",  # nobody read it in 2028
        2028: "overdue",
    }
