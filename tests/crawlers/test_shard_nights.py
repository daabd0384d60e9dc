"""A real shard against real servers: what a first night reads and keeps, and how little a second night asks."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.crawl import ColumnJob, Depth, KnownArticle
from core.pages import Capture, Outcome
from core.posts import PostRef
from crawlers.archive import read_payload
from tests.crawlers.loopback import Reply, Site, serve
from tests.crawlers.shards import Told, article_page, article_path, column, known, list_page, report_title, shard

LIST = "/fzbg/index.html"
SECOND = "/fzbg/index_1.html"


def build(site: Site, *, validated: bool = False) -> None:
    """Two list pages, four reports, and two posts that are none."""
    rows = [("." + article_path(n).removeprefix("/fzbg"), report_title(n)) for n in range(4)]
    others = [
        ("./202503/t20250310_2000.html", "关于报送2024年度法治政府建设情况报告的通知"),
        ("./202503/t20250311_2001.html", "青石街道开展消防安全检查"),
    ]
    pages = {LIST: list_page(rows[:2] + others, pages=2), SECOND: list_page(rows[2:], pages=2, page=1)}
    articles = {article_path(n): article_page(report_title(n)) for n in range(4)}
    for path, text in {**pages, **articles}.items():
        if validated:
            site.put_validated(path, text, f'"{abs(hash(text))}"')
        else:
            site.put(path, text)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        build(site)
        yield site


def archives(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.warc.gz"))


def next_night(job: ColumnJob, told: Told, *, again: int = 0) -> ColumnJob:
    """The job that a store would make of what was told; the first `again` articles are to be seen again."""
    reads = [(read, read.capture) for read in told.articles if read.capture]
    seen_again = tuple(KnownArticle(r.ref, c.etag, c.last_modified, c.digest) for r, c in reads[:again])
    held = tuple(r.ref.url for r, _ in reads[again:])
    return replace(job, depth=Depth.NEWEST, pages=known(told.one), held=held, again=seen_again)


def stored(folder: Path, capture: Capture | None) -> bytes:
    assert capture is not None
    return read_payload(folder / "archive", capture.warc_file, capture.warc_offset).body


def test_first_night_reads_the_list_to_its_end_and_keeps_every_byte(tmp_path: Path, site: Site) -> None:
    told = shard(tmp_path, [column(site.url(LIST))])
    read = told.one
    assert (read.outcome, read.complete, read.platform, read.capture) == (Outcome.OK, True, "trs", None)
    assert [len(page.listing.posts) for page in read.pages] == [4, 2]
    assert [page.not_modified for page in read.pages] == [False, False]
    assert {a.ref.url for a in told.articles} == {site.url(article_path(n)) for n in range(4)}
    assert {a.outcome for a in told.articles} == {Outcome.OK}
    captures = {page.ask.url: page.capture for page in read.pages} | {a.ref.url: a.capture for a in told.articles}
    for url, capture in captures.items():
        page = site.pages[url.removeprefix(site.root)]
        assert isinstance(page, Reply) and stored(tmp_path, capture) == page.body


def test_each_page_is_asked_for_once_and_the_shard_says_what_it_cost(tmp_path: Path, site: Site) -> None:
    told = shard(tmp_path, [column(site.url(LIST))])
    assert site.paths() == ["/robots.txt", LIST, SECOND, *(article_path(n) for n in range(4))]
    assert told.exit_code == 0
    assert told.lines[0] is told.one and told.lines[-1] is told.ends[0], "column, then articles, then the end"
    (host,) = told.ends[0].hosts
    assert (told.ends[0].requests, host.host, host.requests) == (7, site.host, 7)
    assert host.bytes == sum(len(site.answer(asked).body) for asked in site.asked)


@pytest.mark.parametrize("validated", [True, False], ids=["304", "same bytes"])
def test_second_night_over_an_unchanged_site_fetches_and_keeps_nothing(tmp_path: Path, validated: bool) -> None:
    with serve() as site:
        build(site, validated=validated)
        job = column(site.url(LIST))
        first = shard(tmp_path, [job])
        before = {path: path.read_bytes() for path in archives(tmp_path)}
        site.forget()
        second = shard(tmp_path, [next_night(job, first)], run_id="r2")
        asked = site.paths()
        conditional = ["if-none-match" in a.headers for a in site.asked]
    assert (second.one.outcome, second.one.complete) == (Outcome.NOT_MODIFIED, not validated)
    assert [(p.not_modified, p.capture, p.listing) for p in second.one.pages] == [
        (True, None, page.listing) for page in first.one.pages
    ]
    assert second.articles == []
    assert asked == ["/robots.txt", LIST, SECOND]
    assert conditional == [False, validated, validated]
    assert {path: path.read_bytes() for path in archives(tmp_path)} == before
    assert known(second.one) == known(first.one), "validators live on"


def test_a_changed_page_alone_is_kept_and_its_new_post_fetched(tmp_path: Path, site: Site) -> None:
    job = column(site.url(LIST))
    first = shard(tmp_path, [job])
    site.put(SECOND, list_page([("./202503/t20250319_3000.html", report_title(9))], pages=2, page=1))
    site.put("/fzbg/202503/t20250319_3000.html", article_page(report_title(9)))
    site.forget()
    second = shard(tmp_path, [next_night(job, first)], run_id="r2")
    assert second.one.outcome is Outcome.OK
    assert [page.not_modified for page in second.one.pages] == [True, False]
    assert second.one.pages[1].capture is not None
    left = [article_path(2), article_path(3)]  # held, and shown no more: do they stand?
    assert site.paths()[1:] == [LIST, SECOND, "/fzbg/202503/t20250319_3000.html", *left]


def test_another_reader_reads_the_known_page_anew(tmp_path: Path) -> None:
    with serve() as site:
        build(site, validated=True)
        job = column(site.url(LIST))
        first = shard(tmp_path, [job])
        old = tuple(replace(page, reader="trs/0") for page in known(first.one))
        site.forget()
        second = shard(tmp_path, [replace(job, pages=old, held=tuple(a.ref.url for a in first.articles))], run_id="r2")
        assert all("if-none-match" not in asked.headers for asked in site.asked)
    assert second.one.outcome is Outcome.OK
    assert [page.listing for page in second.one.pages] == [page.listing for page in first.one.pages]


@pytest.mark.parametrize("validated", [True, False], ids=["304", "same bytes"])
def test_articles_to_see_again_are_asked_conditionally(tmp_path: Path, validated: bool) -> None:
    with serve() as site:
        build(site, validated=validated)
        job = column(site.url(LIST))
        first = shard(tmp_path, [job])
        changed, unchanged = (site.url(article_path(n)) for n in range(2))
        site.put(article_path(0), article_page(report_title(0)) + "<p>更正</p>")
        site.forget()
        second = shard(tmp_path, [next_night(job, first, again=2)], run_id="r2")
    assert [a.ref.url for a in second.articles] == [changed, unchanged]
    new, same = second.article(changed), second.article(unchanged)
    assert new.outcome is Outcome.OK and stored(tmp_path, new.capture).decode().endswith("<p>更正</p>")
    assert (same.outcome, same.capture) == (Outcome.NOT_MODIFIED, None)
    assert same.digest == first.article(unchanged).digest


def test_an_article_that_never_came_is_asked_again_without_conditions(tmp_path: Path, site: Site) -> None:
    ref = PostRef(site.url(article_path(0)), report_title(0))
    told = shard(tmp_path, [column(site.url(LIST), again=(KnownArticle(ref, etag='"x"'),))])
    assert "if-none-match" not in next(a for a in site.asked if a.path == article_path(0)).headers
    assert told.article(ref.url).outcome is Outcome.OK


def test_an_article_that_two_columns_list_is_fetched_once_and_told_to_both(tmp_path: Path, site: Site) -> None:
    with serve() as other:
        other.put(LIST, list_page([(site.url(article_path(0)), report_title(0))]))
        told = shard(tmp_path, [column(site.url(LIST), "a"), column(other.url(LIST), "b")])
    shared = [a for a in told.articles if a.ref.url == site.url(article_path(0))]
    assert {a.column_id for a in shared} == {"a", "b"}
    assert shared[0].capture == shared[1].capture is not None
    assert site.paths().count(article_path(0)) == 1


def test_the_job_clock_stamps_everything(tmp_path: Path, site: Site) -> None:
    told = shard(tmp_path, [column(site.url(LIST))])
    stamps = {told.one.checked_at, *(a.checked_at for a in told.articles)}
    stamps |= {page.capture.fetched_at for page in told.one.pages if page.capture}
    assert {stamp.isoformat() for stamp in stamps} == {"2025-03-20T02:00:00+00:00"}
    assert archives(tmp_path) == [tmp_path / "archive/2025/03/run-r1-0.warc.gz"]


def test_auto_finds_the_platform_and_remembers_it(tmp_path: Path, site: Site) -> None:
    job = column(site.url(LIST), platform="auto")
    first = shard(tmp_path, [job])
    site.forget()
    second = shard(tmp_path, [next_night(job, first)], run_id="r2")
    assert (first.one.platform, first.one.outcome, len(first.one.pages)) == ("trs", Outcome.OK, 2)
    assert (second.one.platform, second.one.outcome) == ("trs", Outcome.NOT_MODIFIED)
    assert site.paths() == ["/robots.txt", LIST, SECOND]


def test_too_few_posts_are_no_better_for_being_the_same(tmp_path: Path, site: Site) -> None:
    job = column(site.url(LIST), min_posts=7)
    first = shard(tmp_path, [job])
    second = shard(tmp_path, [next_night(job, first)], run_id="r2")
    assert (first.one.outcome, second.one.outcome) == (Outcome.TOO_FEW, Outcome.TOO_FEW)
    assert not second.one.complete and all(page.not_modified for page in second.one.pages)


def test_a_list_longer_than_the_limit_is_incomplete(tmp_path: Path, site: Site) -> None:
    told = shard(tmp_path, [column(site.url(LIST))], max_list_pages=1)
    assert (told.one.outcome, told.one.complete, len(told.one.pages)) == (Outcome.INCOMPLETE, False, 1)


def test_a_following_page_that_repeats_the_one_before_is_no_end(tmp_path: Path, site: Site) -> None:
    site.pages[SECOND] = site.pages[LIST]
    told = shard(tmp_path, [column(site.url(LIST))])
    assert (told.one.outcome, told.one.complete, len(told.one.pages)) == (Outcome.REPEATED, False, 1)
    assert told.one.capture is not None


def test_a_break_in_the_middle_keeps_what_was_read(tmp_path: Path, site: Site) -> None:
    site.put(SECOND, "busy", status=503)
    told = shard(tmp_path, [column(site.url(LIST))])
    assert (told.one.outcome, told.one.complete, len(told.one.pages)) == (Outcome.SERVER_ERROR, False, 1)
    assert stored(tmp_path, told.one.capture) == b"busy"
    assert len(told.articles) == 2, "candidates of the page that was read are fetched all the same"


def test_gzip_and_gbk_are_read(tmp_path: Path, site: Site) -> None:
    text = list_page([(article_path(0), report_title(0))]).replace("utf-8", "gb2312")
    raw = text.encode("gb18030")
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    site.pages[LIST] = Reply(gzip.compress(raw), headers=headers)
    told = shard(tmp_path, [column(site.url(LIST))])
    (page,) = told.one.pages
    assert [post.title for post in page.listing.posts] == [report_title(0)]
    assert stored(tmp_path, page.capture) == raw
    assert page.capture is not None
    headers_kept = dict(read_payload(tmp_path / "archive", page.capture.warc_file, page.capture.warc_offset).headers)
    assert headers_kept["X-Archive-Orig-Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in headers_kept
