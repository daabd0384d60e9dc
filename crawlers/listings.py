"""Whether a walked list is the whole list 列表是否读全: by what it states, by the register, by its past."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.pages import Outcome
from core.posts import Listing, PostRef
from crawlers.obstacles import Finding
from parsers import may_be_report

_ENOUGH_KNOWN = 3  # posts: a list that held fewer may well have lost them all
_MANY_KNOWN = 8  # posts: of so many even a busy list does not lose more than three quarters between two checks
_DISTINCT = 6  # characters: shorter titles (查看, 年度报告) do not tell one post from another
_LOST = re.compile(
    r"\{\{|\$\{|<%|<\?|\?{3,}|\ufffd\ufffd|[锛銆鐨鏀骞搴璁鍏鍔闀].*[锛銆鐨鏀骞搴璁鍏鍔闀]|[äåæç][^A-Za-z]"
)
_PLACEHOLDER = re.compile(
    r"[\[【(（]?(?:点击|在线)?(?:查看|阅读|浏览|下载|详情|详细|更多|无标题|原文|全文"
    r"|正文|附件|链接|untitled|null|undefined)(?:全文|详情|详细|原文|附件|更多|正文|内容)?[\]】)）>》]*"
)
_YEAR_ONLY = re.compile(r"\W*20\d\d\s*年?度?(?:工作)?(?:年?报告?|总结)?\W*")
_UNIT_ONLY = re.compile(
    r"[\d\W]*[一-龥]{1,24}(?:局|委|办|厅|院|会|镇|乡|街道|办公室|办事处|政府|中心|大队|支队|总队|管委会)[\W]*"
)
_TELLS = re.compile("召开|举[办行]|开展|组织|参加|推进|调研|学习")  # news that end in 会, 中心 and the like
_TRADITIONAL = re.compile(
    "[報設況鎮務開導時間來電話網備號會辦廳業議談發統計數專題規劃財預決應領機構職讀進縣國實關於這單點對區]"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a list is measured by: the register's lower bound, what it held lately, and posts that it showed before."""

    min_posts: int = 1
    usual: int | None = None
    known: tuple[PostRef, ...] = ()


def judge_listing(listing_pages: Sequence[Listing], expected: Expected, *, ended: bool) -> tuple[Outcome, str, bool]:
    """A walked list as a whole: outcome, reason (Chinese), and whether it is complete: what it lacks is absent then.

    `ended` tells that the last page named no further one.
    """
    posts = {post.url: post for listing in listing_pages for post in listing.posts}
    shortfall = next(_shortfalls(listing_pages, posts, expected, ended), None)
    if shortfall is not None:
        return *shortfall, False
    return Outcome.OK, f"共{len(listing_pages)}页{len(posts)}条", True


def _shortfalls(
    listings: Sequence[Listing], posts: Mapping[str, PostRef], expected: Expected, ended: bool
) -> Iterator[Finding]:
    found = len(posts)
    total = max((listing.total for listing in listings if listing.total is not None), default=0)
    pages = max((listing.pages for listing in listings if listing.pages is not None), default=0)
    if not found and (expected.min_posts > 0 or total > 0 or expected.usual or expected.known):
        yield Outcome.EMPTY, "列表没有任何条目"
    if why := unclear_titles(posts.values()):
        yield Outcome.UNREADABLE, why
    if found < expected.min_posts:
        yield Outcome.TOO_FEW, f"列表只有{found}条，登记的下限是{expected.min_posts}条"
    if found < total:
        yield Outcome.INCOMPLETE, f"列表注明共{total}条，只读到{found}条"
    for place in (place for listing in listings for place in listing.elsewhere if not place.url):
        yield Outcome.INCOMPLETE, place.reason
    if not ended:
        yield Outcome.INCOMPLETE, f"读到第{len(listings)}页为止，没有读到列表末尾"
    if len(listings) < pages:
        yield Outcome.INCOMPLETE, f"列表共有{pages}页，只读到{len(listings)}页"
    if expected.usual and found * 2 < expected.usual:
        yield Outcome.SHORTENED, f"列表只有{found}条，近来通常有{expected.usual}条"
    if (left := _left_of(expected.known, list(posts.values()))) is not None:
        now = f"只剩{left}条" if left else "一条也不在了"
        yield Outcome.RESTRUCTURED, f"此前已知的{len(expected.known)}条{now}，列表可能已改版或换了内容"


def unclear_titles(posts: Iterable[PostRef]) -> str | None:
    """Why posts cannot be told by their titles. A post is recognised by its title: without one it proves nothing."""
    titles = [post.title for post in posts]
    lost = [title for title in titles if _LOST.search(title) or not any(c.isalnum() for c in title)]
    if lost and len(lost) * 4 >= len(titles):
        return f"{len(titles)}条中有{len(lost)}条的标题无法识读（{lost[0][:20]}）"
    if titles and all(_PLACEHOLDER.fullmatch(title) for title in titles):
        return f"条目没有各自的标题，都写作「{titles[0][:10]}」一类"
    if len(titles) > 1 and all(_YEAR_ONLY.fullmatch(title) and not may_be_report(title) for title in titles):
        return f"条目只写了年份（{titles[0][:10]}），看不出是什么报告"
    if len(titles) >= _ENOUGH_KNOWN and all(
        _UNIT_ONLY.fullmatch(title) and not _TELLS.search(title) for title in titles
    ):
        return f"条目只写了单位名称（{titles[0][:20]}），看不出是什么报告"
    foreign = sum(len(_TRADITIONAL.findall(title)) >= 2 for title in titles)
    if foreign * 2 > len(titles):
        return f"给出的是繁体版：{len(titles)}条中有{foreign}条标题是繁体"
    return None


def _left_of(known: Sequence[PostRef], now: Sequence[PostRef]) -> int | None:
    """How many of the posts that a list held before still stand in it, by address or title; None where that is enough.

    One notice common to all columns of a site does not make another list the same one.
    """
    if len(known) < _ENOUGH_KNOWN:
        return None
    enough = len(known) / 4 if len(known) >= _MANY_KNOWN else 1
    standing = {post.document for post in now}
    if sum(post.document in standing for post in known) >= enough:
        return None
    titles = _titles(now)
    left = sum(post.document in standing or bool(_titles([post]) & titles) for post in known)
    return left if left < enough else None


def _titles(posts: Sequence[PostRef]) -> set[str]:
    """Titles that tell one post from another, without blanks and the dots of a cut."""
    titles = ["".join(post.title.split()).rstrip(".…") for post in posts]
    return {title for title in titles if len(title) >= _DISTINCT and titles.count(title) == 1}


def repeats(earlier: Listing, later: Listing) -> bool:
    """Whether a following page shows nothing but what an earlier one showed."""
    return bool(later.posts) and {post.document for post in later.posts} <= {post.document for post in earlier.posts}
