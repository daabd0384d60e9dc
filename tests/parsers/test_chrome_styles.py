"""Chrome of many kinds goes, the text stays: one draft in many templates, each read exactly."""

import pytest

from parsers import read_report
from tests.parsers.chrome_styles import BODY, SAVED, STYLES, TITLE


@pytest.mark.parametrize("style", STYLES)
def test_a_page_of_any_style(style: str) -> None:
    report = read_report(STYLES[style])
    assert report.body == BODY
    assert report.title == TITLE
    assert report.published_at is not None
    assert report.published_at.isoformat() == "2024-02-26T09:30:00+08:00"
    assert report.source == "县司法局"
    assert report.is_report
    assert not report.doubtful


@pytest.mark.parametrize("style", SAVED)
def test_saved_text_of_any_style(style: str) -> None:
    above, below = SAVED[style]
    report = read_report("\n".join([*above, BODY, *below]))
    assert (report.body, report.title, report.source) == (BODY, TITLE, "县司法局")
    assert report.published_at is not None
    assert report.published_at.isoformat() == "2024-02-26T09:30:00+08:00"
    assert report.is_report


def test_a_table_of_figures_is_kept_as_rows() -> None:
    table = "<table><tr><th>类别</th><th>件数</th></tr><tr><td>行政处罚</td><td>126</td></tr></table>"
    report = read_report(STYLES["plain"].replace("<p>二、存在", f"{table}<p>二、存在"))
    assert report.body == BODY.replace("二、存在", "类别\t件数\n行政处罚\t126\n二、存在")


def test_a_signature_with_tools_below_it() -> None:
    below = "<p>柳溪县人民政府</p><p>2024年2月20日</p><p>附件：<a href=a.pdf>全文.pdf</a></p><p>（责任编辑：李某）</p>"
    report = read_report(STYLES["plain"].replace("身边。</p>", f"身边。</p>{below}"))
    assert (report.body, report.signed_by) == (BODY, ("柳溪县人民政府",))
    assert [a.name for a in report.attachments] == ["全文.pdf"]


def _codes(source: str) -> list[str]:
    return [warning.code for warning in read_report(source).warnings]


@pytest.mark.parametrize(
    "style", [style for style in STYLES if style.startswith(("in a ", "all of it hidden", "js ", "input "))]
)
def test_text_that_only_a_script_shows_is_marked(style: str) -> None:
    assert _codes(STYLES[style]) == ["hidden_text"]


def test_ordinary_pages_are_not_marked() -> None:
    assert not [style for style in ("plain", "hidden copy", "hidden report of last year") if _codes(STYLES[style])]


def test_a_post_over_several_pages_says_which_of_them_this_is() -> None:
    pager = "<script>createPageHTML(3, 0, 't20240226_1', 'html');</script>"
    report = read_report(STYLES["plain"].replace("</h1>", f"</h1>{pager}"))
    assert [(w.code, w.detail) for w in report.warnings] == [("paged", "正文分3页刊登，这里只有第1页")]
    assert not _codes(STYLES["plain"].replace("</h1>", f"</h1>{pager.replace('3, 0', '1, 0')}"))


def test_a_list_that_a_script_opens_is_no_article() -> None:
    rows = "".join(f"<li><a href='{y}.html'>柳溪县{y}年度法治政府建设情况报告</a></li>" for y in range(2001, 2024))
    report = read_report(STYLES["plain"].split("<h1>")[0] + f"<ul hidden>{rows}</ul>")
    assert (report.body, report.doubtful) == ("", True)


@pytest.mark.parametrize("note", ["（此件公开发布）", "注：本报告数据截至2023年12月31日。"])
def test_a_note_below_the_text_is_kept(note: str) -> None:
    report = read_report(STYLES["plain"].replace("身边。</p>", f"身边。</p><p>{note}</p>"))
    assert report.body == f"{BODY}\n{note}"


PAGERS = {
    "numbers and words": "<div class='pages'><a>首页</a><a>1</a><a href='t1_1.html'>2</a><a href='t1_1.html'>下一页</a>"
    "<a>尾页</a></div>",
    "next alone": "<p><a href='t1_1.html'>下一页</a></p>",
    "a count": "<div>第1页 共3页 <a href='t1_2.html'>下一页</a></div>",
    "numbers alone": "<p>[1] <a href='t1_2.html'>[2]</a> <a href='t1_3.html'>[3]</a></p>",
    "a list": "<ul class='pagination'><li><a href='#'>上一页</a></li><li>1</li><li><a href='t1_2.html'>2</a></li>"
    "<li><a href='t1_2.html'>下一页</a></li></ul>",
}


@pytest.mark.parametrize("pager", PAGERS.values(), ids=PAGERS)
@pytest.mark.parametrize("place", ["身边。</p>", "身边。</p></div>"], ids=["in the box", "below it"])
def test_a_pager_is_no_text_and_says_that_more_follows(pager: str, place: str) -> None:
    report = read_report(STYLES["plain"].replace(place, place + pager, 1))
    assert (report.body, [w.code for w in report.warnings]) == (BODY, ["paged"])


@pytest.mark.parametrize(
    "bar", ["上一页 下一页", "首页123下一页尾页", "第1页 共3页 下一页", "<a href='#'>上一页</a> <a href='#'>下一页</a>"]
)
def test_a_pager_that_leads_nowhere_is_furniture(bar: str) -> None:
    report = read_report(STYLES["plain"].replace("身边。</p>", f"身边。</p><p>{bar}</p>"))
    assert (report.body, report.warnings) == (BODY, ())


def test_a_pager_of_another_list_says_nothing_of_the_text() -> None:
    rows = "".join(f"<li>柳溪县召开第{n}次春季植树造林工作推进会议</li>" for n in range(5))
    others = f"</div><div class='news'><ul>{rows}</ul><a href='index_1.html'>下一页</a></div><div>"
    assert not _codes(STYLES["plain"].replace("身边。</p>", f"身边。</p>{others}"))


def test_a_number_linked_in_the_text_stays() -> None:
    linked = STYLES["plain"].replace("2024年，", "<a href='t1_1.html'>2024</a>年，")
    assert read_report(linked).body == BODY
    noted = read_report(STYLES["plain"].replace("身边。</p>", "身边。<a href='#note'>1</a></p>"))
    assert noted.body == BODY + "1"
