"""Rows that stand on a list page and are not its list 列表之外的条目: recommended posts, and boxes beside a list that
scripts of the site fill. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from core.pages import Page
from core.posts import Listing
from crawlers.pagetext import Element, elements, fold, json_of, seen_text, text_of, tree_of, whole_text
from crawlers.platforms._mounts import empty_boxes, runs_outside_script
from crawlers.platforms._reading import absolute
from crawlers.platforms._rows import base_of

_HINTS = ("喜欢", "感兴趣", "在看", "又看", "想看", "相关阅读", "相关文章")  # most pages hold none, and no 推荐 as here
_RECOMMENDED = re.compile(r"推荐(?:阅读|文章|内容|新闻|浏览)|(?:精彩|热门|相关|编辑|小编|系统|[为给][您你])推荐")
# no column is called so; 最新信息, 热点 and 相关信息 may well be columns
_RECOMMENDS = re.compile(
    r"[\W_]*(?:推荐(?:阅读|文章|内容|新闻|浏览)|(?:精彩|热门|相关|编辑|小编|系统|猜你喜欢的?)推荐|[为给][您你]推荐.{0,8}"
    r"|猜[您你]喜欢.{0,4}|[您你](?:可能|也许)(?:还)?(?:会)?(?:感兴趣|喜欢|想看).{0,6}|大家(?:都)?在看|看了.{0,6}又看.{0,4}"
    r"|相关(?:阅读|文章))[\W_]*"
)
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADING = 20  # characters
_TELLING, _SEVERAL = 8, 3  # characters of a title; rows
_HEADS = re.compile(r"tit|head|\bhd\b|\bbt\b|name|top", re.I)  # a box that holds a heading above the box of its rows
_FOR_LIST = re.compile(r"list|lst|lieb|\blb\b|rows\b|\bitems?\b|tbody|news|xinw", re.I)


def not_the_list(page: Page, listing: Listing) -> str | None:
    """Why the posts read are not those of the page's list (Chinese), None where nothing speaks against it."""
    root = tree_of(page) if listing.posts and json_of(page) is None else None
    if root is None:
        return None
    if number := _one_address(page, root, listing):
        return f"{number}条不同的条目指向同一个地址，不能分别打开"
    if heading := _recommended(page, root, listing):
        return f"页面上的条目都列在「{heading}」之下，不是本栏目的列表"
    alone = listing.next is None and listing.pages is None and listing.total is None
    if alone and (box := _filled_from_outside(page, root, listing)):
        return f"列表（{box}）是空的，由外部脚本填充，页面里只有旁边的条目"
    return None


def _one_address(page: Page, root: Element, listing: Listing) -> int:
    """How many rows were taken for one post, since a script of the page tells them apart by what follows the #."""
    base, posts = base_of(root, page.url), {post.url for post in listing.posts}
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for link in elements(root, "//a[contains(substring(@href, 2), '#')]"):
        if (url := absolute(base, link.get("href"))) in posts and len(title := fold(whole_text(link))) >= _TELLING:
            titles[url or ""].add(title)
    most = max(map(len, titles.values()), default=0)
    return most if most >= _SEVERAL else 0


def _recommended(page: Page, root: Element, listing: Listing) -> str | None:
    """The heading under which all the posts stand, where it says that they are recommended."""
    unseen = next(root.iter("noscript", "template"), None) is not None  # rows are read there, too
    if not _may_recommend(text_of(page) if unseen else seen_text(root)):
        return None
    base, posts = base_of(root, page.url), {post.url for post in listing.posts}
    for heading in _headings(root):
        below = {absolute(base, link.get("href")) for box in _below(heading) for link in box.iter("a")}
        if posts <= below:
            return fold(whole_text(heading))
    return None


def _may_recommend(text: str) -> bool:
    near = (text[max(0, found.start() - 2) : found.end() + 2] for found in re.finditer("推荐", text))
    return any(hint in text for hint in _HINTS) or any(map(_RECOMMENDED.search, near))


def _headings(root: Element) -> Iterator[Element]:
    """The outermost elements that say nothing else."""
    for element in root.iter(*_TITLES, "div", "p", "span", "strong", "b", "dt", "legend"):
        said = whole_text(element)
        text = fold(said) if len(said) <= 4 * _HEADING else ""
        if 0 < len(text) <= _HEADING and _RECOMMENDS.fullmatch(text):
            yield element


def _below(heading: Element) -> list[Element]:
    """What follows a heading up to the next of its kind; where nothing does, what follows the box of the heading."""
    following = list(_up_to_next(heading))
    outer = heading.getparent()
    is_head = outer is not None and (outer.tag in _TITLES or _HEADS.search(f"{outer.get('class')}"))
    return list(_up_to_next(outer)) if outer is not None and is_head and not following else following


def _up_to_next(heading: Element) -> Iterator[Element]:
    kind = heading.tag, heading.get("class")
    for sibling in heading.itersiblings():
        if (sibling.tag, sibling.get("class")) == kind:
            return
        if isinstance(sibling.tag, str):
            yield sibling


def _filled_from_outside(page: Page, root: Element, listing: Listing) -> str | None:
    """The name of an empty box for a list, where the site's own scripts may fill it and no box named for a list holds
    the posts.
    """
    boxes = [names for names in empty_boxes(root) if _FOR_LIST.search(names)]
    if not boxes or not runs_outside_script(root):
        return None
    base, posts = base_of(root, page.url), {post.url for post in listing.posts}
    holding = (link for link in root.iter("a") if absolute(base, link.get("href")) in posts)
    named = any(_FOR_LIST.search(f"{e.get('class')} {e.get('id')}") for link in holding for e in link.iterancestors())
    return None if named else boxes[0].split()[-1]
