"""A walked list as a whole, and pages that repeat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import document_key
from core.pages import Ask, Outcome
from core.posts import Listing, PostRef
from crawlers.soundness import Expected, judge_listing, repeats


def listing(*names: str, total: int | None = None, pages: int | None = None) -> Listing:
    return Listing(tuple(PostRef(f"http://a.cn/{n}.html", f"标题{n}") for n in names), None, total, pages)


@pytest.mark.parametrize(
    ("pages", "min_posts", "ended", "outcome", "word"),
    [
        ([listing("a", "b")], 1, True, Outcome.OK, "1页2条"),
        ([listing("a", "b", total=3), listing("c", total=3)], 3, True, Outcome.OK, "2页3条"),
        ([listing("a"), listing("b", pages=2)], 1, True, Outcome.OK, "2页2条"),
        ([listing(), listing("a", total=1)], 1, True, Outcome.OK, "2页1条"),  # a page that only leads to the interface
        ([listing()], 0, True, Outcome.OK, "0条"),  # the register allows it to be empty
        ([listing()], 1, True, Outcome.EMPTY, "没有任何条目"),
        ([listing(total=4)], 0, True, Outcome.EMPTY, "没有任何条目"),
        ([], 1, False, Outcome.EMPTY, "没有任何条目"),
        ([listing("a")], 2, True, Outcome.TOO_FEW, "下限是2条"),
        ([listing("a", "b", total=3)], 1, True, Outcome.INCOMPLETE, "共3条"),
        ([listing("a", "b", total=3), listing("b", total=3)], 1, True, Outcome.INCOMPLETE, "只读到2条"),
        ([listing("a", "b")], 1, False, Outcome.INCOMPLETE, "末尾"),
        ([listing("a", "b", pages=54)], 1, True, Outcome.INCOMPLETE, "54页"),
        ([listing("a", total=1), listing("b", total=3)], 1, True, Outcome.INCOMPLETE, "共3条"),
    ],
)
def test_judge_listing(pages: list[Listing], min_posts: int, ended: bool, outcome: Outcome, word: str) -> None:
    judged, reason, complete = judge_listing(pages, Expected(min_posts), ended=ended)
    assert judged is outcome, reason
    assert word in reason
    assert complete == (outcome is Outcome.OK)


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=4, unique=True), max_size=4),
    st.integers(0, 6),
    st.integers(0, 6),
    st.booleans(),
)
def test_complete_means_enough_and_to_the_end(names: list[list[str]], min_posts: int, total: int, ended: bool) -> None:
    pages = [listing(*page, total=total) for page in names]
    found = {name for page in names for name in page}
    outcome, _, complete = judge_listing(pages, Expected(min_posts), ended=ended)
    if complete:
        assert outcome is Outcome.OK
        assert ended
        assert len(found) >= min_posts
        assert not pages or len(found) >= total


BASE = "http://www.qinglan.example/zwgk/fzbg"


def town(name: str, year: int = 2024, base: str = BASE) -> PostRef:
    return PostRef(f"{base}/t{year}_{name}.html", f"{name}{year}年法治政府建设情况报告")


TOWNS = tuple(town(name) for name in ("青石街道", "白鹭镇", "柳湾镇", "竹坪乡", "云岭镇"))
VIEW = tuple(PostRef(f"{BASE}/{i}.html", "查看报告") for i in range(5))
SAME = tuple(PostRef(f"{BASE}/{i}.html", "法治政府建设情况报告") for i in range(5))


def moved(known: tuple[PostRef, ...], old: str, new: str, title: str | None = None) -> tuple[PostRef, ...]:
    """The same posts at addresses in which one text is put for another, under other titles."""
    titles = (f"{post.title}（全文）" if title is None else title for post in known)
    return tuple(PostRef(post.url.replace(old, new), name) for post, name in zip(known, titles, strict=True))


@pytest.mark.parametrize(
    ("known", "now", "outcome"),
    [
        (TOWNS, TOWNS, Outcome.OK),
        (TOWNS, (town("沙溪街道"), *TOWNS[:4]), Outcome.OK),  # a new one on top, the last pushed to a next page
        (TOWNS, (TOWNS[4], *(town(f"第{i}镇") for i in range(9))), Outcome.OK),  # one is left
        (TOWNS, moved(TOWNS, "http://", "https://"), Outcome.OK),
        (TOWNS, moved(TOWNS, "www.", ""), Outcome.OK),
        (moved(TOWNS, "www.", ""), moved(TOWNS, "http://", "https://"), Outcome.OK),
        (moved(TOWNS, ".html", ".html;jsessionid=1A"), moved(TOWNS, ".html", ".html;jsessionid=2B"), Outcome.OK),
        (moved(TOWNS, ".html", ".html?_t=17"), moved(TOWNS, ".html", ".html?_t=18"), Outcome.OK),
        (TOWNS, moved(TOWNS, ".example/", ".example:80/"), Outcome.OK),
        (TOWNS, tuple(PostRef(f"http://new.example/{i}", p.title) for i, p in enumerate(TOWNS)), Outcome.OK),
        (TOWNS, tuple(PostRef(f"http://new.example/{i}", f" {p.title}…") for i, p in enumerate(TOWNS)), Outcome.OK),
        (TOWNS, tuple(town(f"第{i}局") for i in range(5)), Outcome.RESTRUCTURED),
        (TOWNS, tuple(town(p.title[:4], 2023) for p in TOWNS), Outcome.RESTRUCTURED),  # an older list came back
        (TOWNS[:3], (town("区水利局"), town("区财政局"), town("区民政局")), Outcome.RESTRUCTURED),
        (TOWNS[:2], (town("区水利局"), town("区财政局")), Outcome.OK),  # so few may all have gone
        ((), TOWNS, Outcome.OK),
        (SAME, moved(SAME, "/fzbg/", "/other/", title="法治政府建设情况报告"), Outcome.RESTRUCTURED),  # not told apart
        (moved(TOWNS, ".html", ".jsp?id=1"), moved(TOWNS, ".html", ".jsp?id=2", title="公示"), Outcome.RESTRUCTURED),
    ],
)
def test_restructured(known: tuple[PostRef, ...], now: tuple[PostRef, ...], outcome: Outcome) -> None:
    judged, reason, complete = judge_listing([Listing(now)], Expected(1, len(known), known), ended=True)
    assert (judged, complete) == (outcome, outcome is Outcome.OK), reason


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{BASE}/a.html", "https://qinglan.example/zwgk/fzbg/a.html", True),
        (f"{BASE}/", f"{BASE}", True),
        (f"{BASE}/index.html", f"{BASE}/", True),
        (f"{BASE}/a.jsp;jsessionid=1?id=3", f"{BASE}/a.jsp;jsessionid=2?id=3", True),
        (f"{BASE}/a.jsp?id=3&JSESSIONID=1", f"{BASE}/a.jsp?id=3", True),
        (f"{BASE}/%E6%8A%A5%E5%91%8A.html", f"{BASE}/报告.html", True),
        (f"{BASE}/a.jsp?id=3", f"{BASE}/a.jsp?id=4", False),
        (f"{BASE}/a.jsp?sid=3", f"{BASE}/a.jsp?sid=4", False),
        (f"{BASE}/a.html", f"{BASE}/b.html", False),
        (f"{BASE}/a.html", "http://www.bailu.example/zwgk/fzbg/a.html", False),
        ("http://[broken", "http://[broken", True),
    ],
)
def test_one_document(one: str, other: str, same: bool) -> None:
    assert (document_key(one) == document_key(other)) is same


@pytest.mark.parametrize(
    ("found", "usual", "outcome"),
    [
        (5, 5, Outcome.OK),
        (5, 10, Outcome.OK),
        (5, 11, Outcome.SHORTENED),
        (1, 2, Outcome.OK),
        (1, 3, Outcome.SHORTENED),
        (9, 3, Outcome.OK),
        (3, 0, Outcome.OK),
        (3, None, Outcome.OK),
        (0, 1, Outcome.EMPTY),
        (0, 0, Outcome.OK),
        (0, None, Outcome.OK),
    ],
)
def test_shortened(found: int, usual: int | None, outcome: Outcome) -> None:
    now = Listing(tuple(town(f"第{i}镇") for i in range(found)))
    judged, reason, complete = judge_listing([now], Expected(0, usual), ended=True)
    assert (judged, complete) == (outcome, outcome is Outcome.OK), reason


GOOD = "青石街道2024年法治政府建设情况报告"


@pytest.mark.parametrize(
    ("titles", "word"),
    [
        (["查看"] * 5, "查看"),
        (["查看全文", "下载附件", "详情"], "都写作"),
        (["[详细]"] * 3, "都写作"),
        (["附件"], "都写作"),
        (["????2024??????"] * 2, "无法识读"),
        (["{{ item.title }}"], "无法识读"),
        (["<%=title%>", GOOD], "无法识读"),
        (["闈掔煶琛楅亾2024骞存硶娌绘斂搴滃缓璁炬儏鍐垫姤鍛�"], "无法识读"),
        (["——", "***"], "无法识读"),
        (["青石街道2024年法治政府建設情況報告"] * 3, "繁体"),
    ],
)
def test_titles_that_tell_nothing(titles: list[str], word: str) -> None:
    listed = Listing(tuple(PostRef(f"{BASE}/{i}.html", title) for i, title in enumerate(titles)))
    outcome, reason, complete = judge_listing([listed], Expected(), ended=True)
    assert (outcome, complete) == (Outcome.UNREADABLE, False)
    assert word in reason


@pytest.mark.parametrize(
    "titles",
    [
        [GOOD],
        ["法治政府建设情况报告"] * 5,
        ["查看2024年法治政府建设年度报告", "下载专区管理办法"],
        ["附件1", "附件2"],
        [GOOD, GOOD, GOOD, "????", GOOD],  # one lost among many
        ["你了解法治政府吗？？", "What is new?"],
        [GOOD, "關於臺商投資服務的通知"],
        ["2024"],
    ],
)
def test_titles_that_tell_enough(titles: list[str]) -> None:
    listed = Listing(tuple(PostRef(f"{BASE}/{i}.html", title) for i, title in enumerate(titles)))
    assert judge_listing([listed], Expected(), ended=True)[0] is Outcome.OK


NAMES = st.lists(st.sampled_from(range(12)), max_size=12, unique=True)


@given(now=NAMES, before=NAMES, usual=st.one_of(st.none(), st.integers(0, 30)), min_posts=st.integers(0, 3))
def test_complete_lists_hold_what_lists_like_them_held(
    now: list[int], before: list[int], usual: int | None, min_posts: int
) -> None:
    found, known = (tuple(town(f"第{i}镇") for i in names) for names in (now, before))
    outcome, _, complete = judge_listing([Listing(found)], Expected(min_posts, usual, known), ended=True)
    kept = set(now) & set(before)
    assert complete == (outcome is Outcome.OK)
    if complete:
        assert len(found) >= min_posts
        assert usual is None or len(found) * 2 >= usual
        assert kept or len(known) < 3
        assert len(kept) * 4 >= len(known) or len(known) < 8
    if len(kept) * 4 >= max(len(known), 1) or len(known) < 3:
        assert outcome is not Outcome.RESTRUCTURED


@given(
    pages=st.lists(NAMES.filter(bool), min_size=1, max_size=4),
    drift=st.integers(0, 3),
    change=st.sampled_from([("http://", "https://"), ("www.", ""), (".html", ".html;jsessionid=9C")]),
)
def test_a_list_that_only_grew_and_moved_is_the_same_list(
    pages: list[list[int]], drift: int, change: tuple[str, str]
) -> None:
    """New posts on top push the others over the pages' edges; addresses change what does not matter."""
    before = tuple(dict.fromkeys(town(f"第{i}镇") for page in pages for i in page))
    now = (*(town(f"新{i}局") for i in range(drift)), *moved(before, *change))
    cut = [Listing(now[at : at + 5]) for at in range(0, len(now), 5)]
    assert judge_listing(cut, Expected(1, len(before), before), ended=True)[0] is Outcome.OK


@pytest.mark.parametrize(
    ("earlier", "later", "same"),
    [
        (listing("a", "b"), listing("a", "b"), True),
        (listing("a", "b"), listing("b"), True),
        (listing("a", "b"), listing("b", "c"), False),
        (listing("a", "b"), listing(), False),
        (listing(), listing("a"), False),
        (listing(), listing(), False),
    ],
)
def test_repeats(earlier: Listing, later: Listing, same: bool) -> None:
    assert repeats(earlier, later) is same


def test_titles_do_not_hide_a_repeat() -> None:
    earlier = Listing((PostRef("http://a.cn/1.html", "旧标题"),), Ask("http://a.cn/2"))
    assert repeats(earlier, Listing((PostRef("http://a.cn/1.html", "新标题"),)))
