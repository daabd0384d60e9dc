"""Short cuts in reading change nothing: what is passed over could not have been found."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers import beside
from crawlers.pagetext import parse_html, seen_text
from crawlers.platforms import _paging, _script_counts
from parsers import may_be_report, recognise_title

_SCRIPT = "page pag laypage pagination paging .page .createpage kkpager.x count_page total_pages allpage ( ) = : 7 x \n"
_SCRIPTS = st.lists(st.sampled_from([*_SCRIPT.split(" "), "page_count=3", "maxpage : 5", "e", "_"]), max_size=14)
_TITLE = (
    "法治政府建设 依法行政 报告 报 告 總結 总结 汇报 年报 情况 白皮书 年度 2024年 2023 二〇二四年 "
    "青石街道办事处 关于 《 》 … .. 。。 。 ： 纲要 落实 工作 通知 公告 的函 报送 全面依法治县 （公开稿） .pdf"
)
_TITLES = st.lists(st.sampled_from([*_TITLE.split(" "), " ", "\u200b"]), max_size=8).map("".join)
_COUNTS = st.lists(st.sampled_from([*"共第总页数条分为/: 12", "总页数", "总计", "\n"]), max_size=9).map("".join)

_HEADING = (
    "<div> </div> <p> </p> <h3> </h3> <b> </b> <span> <a> </a> 推荐 阅读 文章 相关 猜 您 你 喜欢 可能 还 会 感兴趣 "
    "大家 都 在看 看了 又看 给 为 精彩 系统 新闻 想看 ： \u200b"
)
_HEADINGS = st.lists(st.sampled_from([*_HEADING.split(" "), " "]), max_size=12)


@pytest.mark.parametrize(
    ("pattern", "word", "before"),
    [(_script_counts._SCRIPT_PAGES, "page", 6), (_script_counts._SCRIPT_PAGERS, "pag", 7)],
)
@given(pieces=_SCRIPTS)
@example(pieces=["page_count=3", "count_page", "=", "7", ".createpage", "(", ".page", "(", "x"])
def test_scripts_are_searched_near_their_word_only(
    pattern: re.Pattern[str], word: str, before: int, pieces: list[str]
) -> None:
    text = "".join(pieces)
    near = [match.span() for match in _script_counts._near(pattern, word, before, text)]
    assert near == [match.span() for match in pattern.finditer(text)]


@given(title=_TITLES)
@example(title="青石街道办事处2024年法治政府建设情况报告")
@example(title="青石街道办事处关于2024年度法治…")
def test_a_title_without_words_for_it_is_no_candidate(title: str) -> None:
    assert may_be_report(title) is recognise_title(title).candidate


@given(text=_COUNTS)
def test_counts_of_pages_have_their_sign(text: str) -> None:
    assert not _paging._PAGES.search(text) or ("页" in text and _paging._SOME_PAGES.search(text))
    assert not _paging._TOTAL.search(text) or "共" in text or "总" in text


@given(pieces=_HEADINGS)
@example(pieces=["<h3><a>", "为", "您", "<b>", "推荐", "</b>", "：", "</a></h3>"])
def test_a_page_with_a_heading_over_recommended_posts_may_recommend(pieces: list[str]) -> None:
    root = parse_html("<div>" + "".join(pieces))
    assert root is not None
    assert not list(beside._headings(root)) or beside._may_recommend(seen_text(root))
