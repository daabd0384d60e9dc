"""A real shard and how far it walks: to the newest posts, to the end, into the past; and its second looks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from core.crawl import ColumnJob, Depth
from core.pages import Outcome
from crawlers.archive import read_payload
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.crawlers.shards import Told, article_page, column, known, report_title, shard

SIZE = 4
NEWEST = date(2026, 3, 20)


def path_of(page: int) -> str:
    return f"/gg/index{f'_{page}' if page else ''}.html"


class Column:
    """A static list of news, newest first, some rows a page; it states its total only where it is told to."""

    def __init__(self, site: Site, posts: int, *, says_total: bool = False) -> None:
        self.site = site
        self.says_total = says_total
        self.rows = [(f"/gg/t{n}.html", f"青石街道第{n}次工作会议", NEWEST - timedelta(30 * n)) for n in range(posts)]
        self.publish()

    @property
    def url(self) -> str:
        return self.site.url(path_of(0))

    def publish(self) -> None:
        pages = -(-len(self.rows) // SIZE)
        total = f'<div class="page">共 {len(self.rows)} 条</div>' if self.says_total else ""
        for number in range(pages):
            rows = "".join(
                f'<li><a href="{href}">{title}</a><span>{day}</span></li>'
                for href, title, day in self.rows[number * SIZE : (number + 1) * SIZE]
            )
            pager = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
            self.site.put(path_of(number), f"<html><title>通知公告</title><ul>{rows}</ul>{total}{pager}</html>")

    def add(self, title: str, day: date, href: str) -> None:
        self.rows = sorted([(href, title, day), *self.rows], key=lambda row: row[2], reverse=True)
        self.publish()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def tomorrow(job: ColumnJob, told: Told) -> ColumnJob:
    """The job of a night that looks at the newest posts only."""
    pages = known(told.one)
    return replace(job, depth=Depth.NEWEST, pages=pages[:3], listed=told.one.listed, usual=told.one.listed)


def first_night(folder: Path, listing: Column) -> tuple[ColumnJob, Told]:
    job = column(listing.url)
    told = shard(folder, [job])
    assert (told.one.complete, told.one.listed, told.one.depth) == (True, len(listing.rows), Depth.WHOLE)
    listing.site.forget()
    return job, told


def lists_asked(site: Site) -> list[str]:
    return [path for path in site.paths() if "index" in path]


def test_the_second_night_reads_the_first_page_only(tmp_path: Path, site: Site) -> None:
    job, told = first_night(tmp_path, Column(site, 13, says_total=True))
    read = shard(tmp_path, [tomorrow(job, told)], run_id="r2").one
    assert lists_asked(site) == [path_of(0)]
    assert (read.outcome, read.complete, read.depth, read.listed) == (Outcome.NOT_MODIFIED, False, Depth.NEWEST, 13)


def test_a_look_at_the_newest_posts_proves_no_absence(tmp_path: Path, site: Site) -> None:
    job, told = first_night(tmp_path, Column(site, 13))
    read = shard(tmp_path, [tomorrow(job, told)], run_id="r2").one
    assert lists_asked(site) == [path_of(0)]
    assert (read.outcome, read.complete, read.depth) == (Outcome.NOT_MODIFIED, False, Depth.NEWEST)


def test_it_goes_on_until_it_meets_what_is_known(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 13, says_total=True)
    job, told = first_night(tmp_path, listing)
    for n in range(SIZE + 1):
        listing.add(f"青石街道第{n}次安全检查", NEWEST + timedelta(n + 1), f"/gg/new{n}.html")
    read = shard(tmp_path, [tomorrow(job, told)], run_id="r2").one
    assert lists_asked(site) == [path_of(0), path_of(1)]
    assert (read.outcome, read.complete, read.depth, read.listed) == (Outcome.OK, False, Depth.NEWEST, 13 + SIZE + 1)


def test_a_total_that_does_not_fit_sends_the_walk_to_the_end(tmp_path: Path, site: Site) -> None:
    """A report put in late under an old date stands where nobody looks at the newest posts."""
    listing = Column(site, 13, says_total=True)
    job, told = first_night(tmp_path, listing)
    title, href = report_title(0), "/gg/report.html"
    listing.add(title, NEWEST - timedelta(200), href)
    site.put(href, article_page(title))
    told = shard(tmp_path, [tomorrow(job, told)], run_id="r2")
    assert lists_asked(site) == [path_of(n) for n in range(4)]
    assert (told.one.complete, told.one.depth, told.one.listed) == (True, Depth.WHOLE, 14)
    assert told.article(site.url(href)).outcome is Outcome.OK


def test_a_list_that_is_not_newest_first_is_read_to_its_end_every_night(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 9)
    listing.rows.reverse()
    listing.publish()
    job, told = first_night(tmp_path, listing)
    read = shard(tmp_path, [tomorrow(job, told)], run_id="r2").one
    assert (len(lists_asked(site)), read.depth, read.complete) == (3, Depth.WHOLE, True)


@pytest.mark.parametrize(("left", "outcome"), [(6, Outcome.SHORTENED), (7, Outcome.OK)])
def test_a_list_that_lost_more_than_half_proves_nothing(
    tmp_path: Path, site: Site, left: int, outcome: Outcome
) -> None:
    listing = Column(site, 13)
    job, told = first_night(tmp_path, listing)
    listing.rows = listing.rows[:left]
    listing.publish()
    whole = replace(job, pages=known(told.one), usual=13)
    read = shard(tmp_path, [whole], run_id="r2").one
    assert (read.outcome, read.complete) == (outcome, outcome is Outcome.OK), read.reason


def test_a_list_with_none_of_its_posts_is_another_list(tmp_path: Path, site: Site) -> None:
    job, told = first_night(tmp_path, Column(site, 9))
    other = Column(site, 9)
    other.rows = [(f"/xw/{n}.html", f"文旅新闻第{n}期", day) for n, (_, _, day) in enumerate(other.rows)]
    other.publish()
    read = shard(tmp_path, [tomorrow(job, told)], run_id="r2").one
    assert (read.outcome, read.complete) == (Outcome.RESTRUCTURED, False)


def history(listing: Column, year: int, **more: object) -> ColumnJob:
    job = column(listing.url, depth=Depth.HISTORY, first_day=date(year, 1, 1))
    return replace(job, **more)  # type: ignore[arg-type]


def test_a_walk_into_the_past_ends_at_the_first_day(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 60)  # one a month: five years
    told = shard(tmp_path, [history(listing, 2025)])
    assert lists_asked(site) == [path_of(n) for n in range(5)]  # the fifth page is the first that is all older
    assert [read.page.ask.url for read in told.history] == [site.url(path) for path in lists_asked(site)]
    assert (told.one.outcome, told.one.complete, told.one.pages) == (Outcome.OK, False, ())


def test_a_walk_to_the_lists_own_end_is_complete(tmp_path: Path, site: Site) -> None:
    read = shard(tmp_path, [history(Column(site, 10), 2015)]).one
    assert (read.outcome, read.complete, read.listed) == (Outcome.OK, True, 10)


def test_a_walk_goes_on_where_it_was_broken_off(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 60)
    site.pages[path_of(7)] = Reply(b"", 500)
    broken = shard(tmp_path, [history(listing, 2015)])
    assert (broken.one.outcome, len(broken.history)) == (Outcome.SERVER_ERROR, 7)
    listing.publish()
    site.forget()
    told = shard(tmp_path, [history(listing, 2015, resume=broken.history[-1].page.ask)], run_id="r2")
    assert lists_asked(site) == [path_of(n) for n in (0, *range(6, 15))]
    assert (told.one.outcome, told.one.complete) == (Outcome.OK, False)  # two halves of two nights prove no absence
    read = {post.url for told in (broken, told) for page in told.history for post in page.page.listing.posts}
    assert len(read) == 60


def test_a_new_article_is_looked_at_twice(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 5)
    steady, restless = report_title(0), report_title(1)
    listing.add(steady, NEWEST, "/gg/steady.html")
    listing.add(restless, NEWEST, "/gg/restless.html")
    visits = count(7)
    site.put("/gg/steady.html", article_page(steady))

    def counted(_: Asked) -> Reply:
        page = article_page(restless).replace("</body>", f"<p>本页已被浏览{next(visits)}次</p></body>")
        return Reply(page.encode())

    site.pages["/gg/restless.html"] = counted
    told = shard(tmp_path, [column(listing.url)], look_twice=True)
    looks = {look.url.rpartition("/")[2]: look for look in told.looks}
    assert {name: look.outcome for name, look in looks.items()} == {
        "steady.html": Outcome.NOT_MODIFIED,
        "restless.html": Outcome.OK,
    }
    assert looks["steady.html"].capture is None
    capture = looks["restless.html"].capture
    assert capture is not None
    assert "浏览8次" in read_payload(tmp_path / "archive", capture.warc_file, capture.warc_offset).body.decode()
    assert site.paths()[-4:-2] == site.paths()[-2:], "one round after the other, so that some time lies between"


def test_a_held_post_with_another_day_in_the_list_is_fetched_again(tmp_path: Path, site: Site) -> None:
    listing = Column(site, 5)
    title = report_title(0)
    listing.add(title, NEWEST, "/gg/report.html")
    site.put("/gg/report.html", article_page(title))
    job, told = first_night(tmp_path, listing)
    held = replace(job, pages=known(told.one), held=(site.url("/gg/report.html"),))
    assert shard(tmp_path, [held], run_id="r2").articles == []
    listing.rows = [(h, t, NEWEST - timedelta(3) if h == "/gg/report.html" else d) for h, t, d in listing.rows]
    listing.publish()
    again = shard(tmp_path, [held], run_id="r3")
    assert [read.outcome for read in again.articles] == [Outcome.OK]
