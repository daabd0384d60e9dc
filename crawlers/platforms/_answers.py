"""What answers of interfaces leave open: rows that cannot be read, and pages without rows that end nothing."""

from collections.abc import Callable, Iterator
from typing import Any

from core.posts import PostRef
from crawlers.platforms._reading import Unreadable, distinct, number

_FULL = 5  # posts: no interface gives fewer on a full page
_AT_END = frozenset({"last", "islast", "lastpage", "islastpage"})
_GOES_ON = frozenset({"hasnext", "hasmore", "hasnextpage"})
_PAGES = frozenset({"totalpage", "totalpages", "pagecount", "pagetotal"})


def posts_in(rows: list[Any], post: Callable[[dict[str, Any]], PostRef | None]) -> tuple[PostRef, ...]:
    """The posts of the rows of an answer; any row that is none may be the very post that is looked for."""
    told = [row for row in rows if row]
    posts = [post(row) if isinstance(row, dict) else None for row in told]
    refuse_lost(len(told), sum(found is not None for found in posts))
    return distinct([found for found in posts if found is not None])


def refuse_lost(rows: int, posts: int) -> None:
    if posts < rows:
        raise Unreadable(f"接口答复的{rows}条中有{rows - posts}条没有标题或地址可用")


def refuse_open_end(answer: object, at: int, first: int | None = None) -> None:
    """An empty page `at` (from 1) where no total is stated: the end only where the answer says so, or where the first
    page had so few rows (`first`, None where not known) that it was not full."""
    if at < 2 or says_last(answer, at) or (at == 2 and first is not None and first < _FULL):
        return
    raise Unreadable(f"接口没有注明总数，第{at}页没有条目，不能断定列表到此为止")


def says_last(answer: object, at: int) -> bool:
    """Whether an answer itself tells that no page follows."""
    return any(
        (name in _AT_END and value is True)
        or (name in _GOES_ON and value is False)
        or (name in _PAGES and 0 < (number(value) or 0) <= at)
        for name, value in _named(answer)
    )


def _named(answer: object, depth: int = 3) -> Iterator[tuple[str, object]]:
    if not isinstance(answer, dict) or not depth:
        return
    for name, value in answer.items():
        yield str(name).lower().replace("_", ""), value
        yield from _named(value, depth - 1)
