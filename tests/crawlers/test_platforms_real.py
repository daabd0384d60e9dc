"""Real list pages kept beside the checkout; skipped where they are absent."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.pages import Ask, Page
from crawlers import platforms

PAGES = Path(__file__).resolve().parents[3] / "shared" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="real pages are not here")


def page_of(name: str, url: str) -> Page:
    body = (PAGES / "real" / name).read_bytes()
    return Page(Ask(url), url, 200, body, datetime(2026, 3, 1, tzinfo=UTC), (("Content-Type", "text/html"),))


def test_shanghai_list_gives_exactly_its_rows() -> None:
    gold = json.loads((PAGES / "list_gold.json").read_text(encoding="utf-8"))[0]
    page = page_of(gold["file"], "https://wsjkw.sh.gov.cn/yqtb/index.html")
    module, _ = platforms.fingerprint(page)
    listing = module.read_listing(page)
    assert module.NAME == "generic"
    assert [(p.title, p.listed_on) for p in listing.posts] == [
        (row["title"], date.fromisoformat(row["date"])) for row in gold["items"]
    ]
    hosts = ["" if row["href"].startswith("http") else "https://wsjkw.sh.gov.cn" for row in gold["items"]]
    assert [p.url for p in listing.posts] == [h + row["href"] for h, row in zip(hosts, gold["items"], strict=True)]
    assert listing.next == Ask(f"https://wsjkw.sh.gov.cn/yqtb/{gold['next']}")
    assert listing.pages == gold["pages"]


def test_handan_list_has_its_row_and_no_menu() -> None:
    page = page_of("handan_xxgk_list.html", "http://hdzfxxgk.hd.gov.cn/zfwj/jinqixxgk/")
    module, _ = platforms.fingerprint(page)
    listing = module.read_listing(page)
    assert module.NAME == "trs"
    assert [(p.url, p.listed_on) for p in listing.posts] == [
        ("http://hdzfxxgk.hd.gov.cn/gszbm/auto23716/202008/t20200805_1353179.html", date(2020, 8, 5))
    ]
    assert listing.posts[0].title.startswith("邯郸市教育局") and listing.posts[0].title.endswith("的通知")
    assert listing.next == Ask("http://hdzfxxgk.hd.gov.cn/zfwj/jinqixxgk/index_1.html")
    assert (listing.pages, listing.total) == (56, None)


def test_a_template_of_dead_links_has_no_posts() -> None:
    listing = platforms.platform("generic").read_listing(page_of("wuan_tpl_list1.html", "http://www.wuan.gov.cn/x/"))
    assert listing.posts == ()
    assert listing.next is None


def test_a_page_that_is_no_list_is_refused() -> None:
    with pytest.raises(platforms.Unreadable):
        platforms.platform("generic").read_listing(page_of("zjdsx_home.html", "https://www.zjfish.org/"))


ARTICLES = [
    "jiangxi_tjgb_2022.html",
    "nfra_penalty_36.html",
    "saic_2018_gbk.html",
    "shwjw_20220426.html",
    "wanzai_tjgb_2015.html",
    "zsnews_dongqu_2019.html",
]


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_not_taken_for_a_list(name: str) -> None:
    with pytest.raises(platforms.Unreadable):
        platforms.platform("generic").read_listing(page_of(name, f"http://www.example.gov.cn/a/{name}"))
