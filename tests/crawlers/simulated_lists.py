"""A list of posts cut into pages, and what may be wrong with it: what simulated sites answer from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import PostRef
from crawlers.platforms._reading import query_of

FAULTS = ("repeats", "hole", "ceiling", "total", "first")
HOST = "http://www.yunxi.example"


@dataclass(frozen=True, slots=True)
class Book:
    """`count` posts in pages of `size`. Faults: the last page repeats the one before, a middle one is empty, every page
    is one row short, the stated total cannot be reached, every page is the first. A `silent` one states no total."""

    count: int
    size: int
    fault: str = ""
    silent: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def total(self) -> int:
        return self.count + 3 if self.fault == "total" else self.count

    @property
    def words(self) -> str:
        return "" if self.silent else f"共{self.total}条"

    def shown(self, page: int) -> int:
        """The page that is answered for the one that was asked for."""
        return 1 if self.fault == "first" else min(max(page, 1), self.pages)

    def rows(self, page: int) -> list[int]:
        """The posts of a page, newest first."""
        page = self.shown(page)
        if self.fault == "hole" and 1 < page < self.pages:
            return []
        page = page - 1 if self.fault == "repeats" and page == self.pages > 1 else page
        numbers = list(range(self.count, 0, -1))[(page - 1) * self.size : page * self.size]
        return numbers[:-1] if self.fault == "ceiling" else numbers

    def records(self, start: int, end: int) -> list[int]:
        """The posts from one place to another, counted from 1, as record-wise interfaces give them."""
        width = end - start + 1
        if self.fault == "hole" and start > 1 and end < self.count:
            return []
        back = width if self.fault == "repeats" and start > 1 and end >= self.count else 0
        start = 1 if self.fault == "first" else max(1, start - back)
        given = list(range(self.count, 0, -1))[start - 1 : start - 1 + width]
        return given[: max(1, width // 2)] if self.fault == "ceiling" else given


def title(number: int) -> str:
    return f"云溪市第{number}号事项：法治政府建设情况报告"


def day(number: int) -> date:
    return date(2021, 1, 1) + timedelta(days=number)


def item(number: int, href: str) -> str:
    return f'<li><a href="{href}" title="{title(number)}">{title(number)[:12]}…</a><span>{day(number)}</span></li>'


def document(body: str) -> str:
    return f"<html><head><title>法治政府建设</title></head><body>{body}</body></html>"


Answer = tuple[str, str]  # text and media type


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    start: str
    post: Callable[[int], str]  # a post's path
    answer: Callable[[Book, Ask], Answer]
    ceiling_walked: bool = False  # a walk by records reads all of it in spite of a ceiling
    encoding: str = "utf-8"

    def fetch(self, book: Book, ask: Ask) -> Page:
        text, kind = self.answer(book, ask)
        moment = datetime(2026, 3, 1, tzinfo=UTC)
        return Page(ask, ask.url, 200, text.encode(self.encoding), moment, (("Content-Type", kind),))

    def posts(self, book: Book) -> list[PostRef]:
        return [PostRef(HOST + self.post(n), title(n), day(n)) for n in range(book.count, 0, -1)]


def file_number(ask: Ask) -> int:
    """7 of index_7.html, 0 of index.html."""
    stem = urlsplit(ask.url).path.rpartition("/")[2].partition(".")[0]
    return int(stem.rpartition("_")[2]) if "_" in stem else 0


def number_in(ask: Ask, name: str, default: int) -> int:
    return int(query_of(ask.url).get(name, default))


def listed(book: Book, page: int, post: Callable[[int], str]) -> str:
    return f"<ul class='list'>{''.join(item(n, post(n)) for n in book.rows(page))}</ul>"


def pager(book: Book, at: int, href: Callable[[int], str]) -> str:
    numbers = "".join(f"<b>{n}</b>" if n == at else f'<a href="{href(n)}">{n}</a>' for n in range(1, book.pages + 1))
    following = f'<a href="{href(at + 1)}">下一页</a>' if at < book.pages else "<span>下一页</span>"
    return f'<div class="page">{book.words} {numbers} {following}</div>'
