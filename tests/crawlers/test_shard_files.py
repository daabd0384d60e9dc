"""A real shard and the attachments of pages that only point to them: asked for, kept, judged by their bytes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.crawl import MOST_FILES, ColumnJob, FileRead, KnownArticle, KnownFile
from core.pages import Outcome
from crawlers.archive import read_payload
from tests.crawlers.loopback import Asked, Reply, Site, serve
from tests.crawlers.shards import Told, article_page, column, known, list_page, report_title, shard

LIST = "/fzbg/index.html"
ARTICLE = "/fzbg/202503/t20250318_1000.html"
FILE = "/fzbg/202503/P020250318_1000.pdf"
PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 20
ODD_TYPE = (("Content-Type", "application/octet-stream"),)


def pointer(*links: str) -> str:
    """A page that says no more than that the report is attached."""
    title = report_title(0)
    files = "".join(f'<p>附件：<a href="{link}">{title}.pdf</a></p>' for link in links)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>发布日期：2025-03-18 来源：本站</p><div class='TRS_Editor'>{files}</div></body></html>"
    )


def build(site: Site, *links: str) -> None:
    site.put(LIST, list_page([("." + ARTICLE.removeprefix("/fzbg"), report_title(0))]))
    site.put(ARTICLE, pointer(*links))


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        build(site, "./P020250318_1000.pdf")
        site.pages[FILE] = Reply(PDF, headers=ODD_TYPE)
        yield site


def one(told: Told) -> FileRead:
    (read,) = told.files
    return read


def next_night(job: ColumnJob, told: Told) -> ColumnJob:
    """The job that a store would make: the article and its attachment are to be seen again."""
    (article,) = told.articles
    held = KnownArticle(article.ref, digest=article.digest)
    files = tuple(
        KnownFile(r.url, r.capture.etag, r.capture.last_modified, r.digest)
        if r.capture and r.outcome.sound
        else KnownFile(r.url)
        for r in told.files
    )
    return replace(job, pages=known(told.one), again=(replace(held, files=files),))


def test_the_attachment_is_asked_for_kept_and_told_after_its_article(tmp_path: Path, site: Site) -> None:
    told = shard(tmp_path, [column(site.url(LIST))])
    read = one(told)
    assert (read.article_url, read.url, read.outcome) == (site.url(ARTICLE), site.url(FILE), Outcome.OK)
    assert told.lines == [told.one, told.articles[0], read, told.ends[0]]
    assert site.paths() == ["/robots.txt", LIST, ARTICLE, FILE]
    assert told.ends[0].requests == 4
    assert read.capture is not None
    stored = read_payload(tmp_path / "archive", read.capture.warc_file, read.capture.warc_offset)
    assert (stored.body, read.capture.media_type) == (PDF, "application/octet-stream")


def test_an_article_with_a_text_of_its_own_asks_for_no_file(tmp_path: Path, site: Site) -> None:
    headed = "<div class='TRS_Editor'><p>一、主要举措和成效</p>"
    text = article_page(report_title(0)).replace("<div class='TRS_Editor'>", headed)
    text = text.replace("</body>", f'<a href="{FILE}">附件.pdf</a></body>')
    site.put(ARTICLE, text)
    assert shard(tmp_path, [column(site.url(LIST))]).files == []
    assert FILE not in site.paths()


@pytest.mark.parametrize("validated", [True, False], ids=["304", "same bytes"])
def test_an_unchanged_attachment_is_not_kept_again(tmp_path: Path, site: Site, validated: bool) -> None:
    def answer(asked: Asked) -> Reply:
        if validated and asked.headers.get("if-none-match") == '"1"':
            return Reply(status=304)
        return Reply(PDF, headers=(*ODD_TYPE, ("ETag", '"1"')) if validated else ODD_TYPE)

    site.pages[FILE] = answer
    job = column(site.url(LIST))
    second = shard(tmp_path, [next_night(job, shard(tmp_path, [job]))], run_id="r2")
    assert (second.articles[0].outcome, one(second).outcome) == (Outcome.NOT_MODIFIED, Outcome.NOT_MODIFIED)
    assert one(second).capture is None
    assert ("if-none-match" in site.asked[-1].headers) is validated


def test_a_lacking_attachment_is_asked_for_though_its_article_is_unchanged(tmp_path: Path, site: Site) -> None:
    there = site.pages.pop(FILE)
    site.put_validated(ARTICLE, pointer("./P020250318_1000.pdf"), '"a"')
    job = column(site.url(LIST))
    first = shard(tmp_path, [job])
    assert one(first).outcome is Outcome.NOT_FOUND
    site.pages[FILE] = there
    again = next_night(job, first)
    again = replace(again, again=(replace(again.again[0], etag='"a"'),))
    second = shard(tmp_path, [again], run_id="r2")
    assert (second.articles[0].outcome, one(second).outcome) == (Outcome.NOT_MODIFIED, Outcome.OK)


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ("<html><title>404</title><body>您访问的文件不存在</body></html>", Outcome.SOFT_404),
        ("<html><title>登录</title><body>请登录<input type='password'></body></html>", Outcome.LOGIN),
        ("<html><title>安全验证</title><body>请完成安全验证后继续访问</body></html>", Outcome.BLOCKED),
        ("<html><title>系统维护</title><body>网站正在升级维护</body></html>", Outcome.MAINTENANCE),
        (article_page("一篇文章"), Outcome.UNREADABLE),
        ('{"code": 500, "msg": "文件读取失败"}', Outcome.UNREADABLE),
        ("", Outcome.UNREADABLE),
    ],
    ids=["gone", "login", "challenge", "maintenance", "a page", "data", "nothing"],
)
def test_an_error_page_in_place_of_the_file_is_no_file(tmp_path: Path, site: Site, page: str, outcome: Outcome) -> None:
    site.put(FILE, page, headers=(("Content-Type", "application/pdf"),))
    told = shard(tmp_path, [column(site.url(LIST))])
    assert one(told).outcome is outcome, one(told).reason
    assert told.articles[0].outcome is Outcome.OK


def test_a_file_on_another_host(tmp_path: Path, site: Site) -> None:
    with serve() as files:
        files.pages["/d/1.pdf"] = Reply(PDF)
        build(site, files.url("/d/1.pdf"))
        inside = (site.host, files.host)
        told = shard(tmp_path, [column(site.url(LIST))], private_hosts=inside)
        assert one(told).outcome is Outcome.OK
        assert {host.host: host.requests for host in told.ends[0].hosts} == {site.host: 3, files.host: 2}
        files.put("/robots.txt", "User-agent: *\nDisallow: /d/\n")
        forbidden = shard(tmp_path, [column(site.url(LIST))], run_id="r2", private_hosts=inside)
        assert one(forbidden).outcome is Outcome.ROBOTS
        assert files.paths().count("/d/1.pdf") == 1


def test_a_file_beyond_the_limit(tmp_path: Path, site: Site) -> None:
    site.pages[FILE] = Reply(PDF * 50)
    told = shard(tmp_path, [column(site.url(LIST))], max_bytes=20_000)
    assert (told.articles[0].outcome, one(told).outcome) == (Outcome.OK, Outcome.TOO_LARGE)
    assert one(told).capture is None


def test_of_many_attachments_the_first_few_are_asked_for(tmp_path: Path, site: Site) -> None:
    names = [f"/f/{n}.pdf" for n in range(MOST_FILES + 3)]
    build(site, *names, "/f/0.pdf", "ftp://files.test/1.pdf")
    told = shard(tmp_path, [column(site.url(LIST))])
    assert [read.url for read in told.files] == [site.url(name) for name in names[:MOST_FILES]]
    assert {read.outcome for read in told.files} == {Outcome.NOT_FOUND}


def test_an_address_that_is_none_and_a_private_one_cost_themselves_only(tmp_path: Path, site: Site) -> None:
    build(site, "ftp://files.test/1.pdf", FILE)
    told = shard(tmp_path, [column(site.url(LIST))])
    assert [read.outcome for read in told.files] == [Outcome.UNREADABLE, Outcome.OK]
    guarded = column(site.url(LIST), allow_private=False)
    assert shard(tmp_path, [guarded], run_id="r2").one.outcome is Outcome.PRIVATE_ADDRESS


def test_two_columns_ask_for_a_file_once(tmp_path: Path, site: Site) -> None:
    site.put("/other/", list_page([(ARTICLE, report_title(0))]))
    told = shard(tmp_path, [column(site.url(LIST)), column(site.url("/other/"), "c2")])
    assert [(read.column_id, read.outcome) for read in told.files] == [("c1", Outcome.OK), ("c2", Outcome.OK)]
    assert told.files[0].capture == told.files[1].capture
    assert site.paths().count(FILE) == 1
