"""Nights over units that were renamed, and over reports that are half of one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from flows.interim import name_interim
from storage.models import PostColumnRow, PostRow
from tests.crawlers.loopback import serve
from tests.flows.little_town import FILL, TOWN, Town, standing, title

ENDED = (
    "  - {id: qc, name: 晴川镇人民政府, level: township, since_year: 2024, valid_to: 2026-01-25, successor: xc}\n"
    "  - {id: xc, name: 新川镇人民政府, level: township, columns: [c1], valid_from: 2026-01-26}\n"
)
INTERIM = "晴川镇人民政府2025年上半年法治政府建设工作总结"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        yield Town(site, tmp_path)


def both(town: Town, at: str) -> list[dict[str, Any]]:
    with town.night(at) as run:
        return [standing(run, unit, 2025) for unit in ("qc", "xc")]


def test_a_report_of_either_answers_and_the_old_name_is_not_accused(town: Town) -> None:
    """The old unit has no column any more: its name is known to that of its successor."""
    town.register(ENDED)
    town.shows((title(2024), "/t0.html", "2025-02-10"))
    town.article("/t0.html", title(2024), "2025-02-10 09:00", 2024)
    old, new = both(town, "2026-04-02T02:00")
    assert (old["status"], new["status"]) == ("not_due", "overdue")
    assert "由新川镇人民政府承继" in old["reason"]
    assert (old["duty"], new["duty"]) == ("none", "required")
    town.shows((title(2025), "/t1.html", "2026-02-10"), (title(2024), "/t0.html", "2025-02-10"))
    town.article("/t1.html", title(2025), "2026-02-10 09:00", 2025)
    old, new = both(town, "2026-04-03T02:00")
    assert (old["status"], new["status"]) == ("published", "published")
    assert old["report_id"] == new["report_id"]
    assert "由前身单位晴川镇人民政府公布" in new["reason"]


def test_a_unit_that_the_register_ends_is_no_longer_accused(town: Town) -> None:
    town.shows((title(2024), "/t0.html", "2025-02-10"))
    town.article("/t0.html", title(2024), "2025-02-10 09:00", 2024)
    assert town.stands("2026-04-02T02:00")[0] == "overdue"
    town.register(TOWN.replace("since_year", "valid_to: 2026-04-02, since_year"))
    assert town.stands("2026-04-03T02:00")[0] == "not_due"


def test_half_a_years_report_is_no_report(town: Town) -> None:
    town.shows((INTERIM, "/t1.html", "2025-07-10"), (title(2024), "/t0.html", "2025-02-10"))
    town.article("/t0.html", title(2024), "2025-02-10 09:00", 2024)
    with town.night("2026-04-02T02:00") as run:
        seen = standing(run, "qc", 2025)
        assert (seen["status"], seen["flags"]) == ("overdue", ["interim_only"])
        assert f"《{INTERIM}》，不能代替年度报告" in seen["reason"]
        assert standing(run, "qc", 2024)["flags"] == []
    town.shows((title(2025), "/t2.html", "2026-04-02"), (INTERIM, "/t1.html", "2025-07-10"))
    town.article("/t2.html", title(2025), "2026-04-02 09:00", 2025)
    status, flags = town.stands("2026-04-03T02:00")
    assert status == "published_late"
    assert "interim_only" not in flags


def test_half_a_years_report_that_no_column_shows_is_nobodys(town: Town) -> None:
    """One that was brought in, say: that the register has one unit only does not make it that unit's."""
    town.shows(("2025年上半年法治政府建设工作总结", "/t1.html", "2025-07-10"))
    with town.night("2026-04-02T02:00") as run:
        assert standing(run, "qc", 2025)["flags"] == ["interim_only"]
        with run.database.session() as session:
            session.execute(delete(PostColumnRow))
            session.execute(update(PostRow).values(unit_id=None))
        assert name_interim(run) == 0
        with run.database.reading() as session:
            assert session.scalars(select(PostRow.unit_id)).all() == [None]


def test_a_report_without_all_that_it_has_to_contain(town: Town) -> None:
    town.shows((title(2025), "/t1.html", "2026-02-10"))
    text = "".join(f"<p>{line}</p>" for line in ("一、主要举措和成效", FILL, "二、下一年度工作安排", FILL))
    town.site.put(
        "/t1.html",
        f"<html><title>{title(2025)}</title><h1>{title(2025)}</h1><div>发布时间：2026-02-10 09:00 来源：本站</div>"
        f"<div class='content'><p>2025年，{FILL}</p>{text}</div></html>",
    )
    assert town.stands("2026-02-11T02:00") == ("published", ["incomplete"])
    town.article("/t1.html", title(2025), "2026-02-10 09:00", 2025)
    assert "incomplete" not in town.stands("2026-02-12T02:00")[1]
