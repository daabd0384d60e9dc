"""Cutting what a shard told into portions whose list readings can be kept together, before everything else in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.addresses import document_key
from core.crawl import ArticleRead, ColumnRead, PageOfHistory
from core.pages import Outcome
from crawlers.job import ResultLine

_DEAD = (Outcome.NOT_FOUND, Outcome.SOFT_404)


@dataclass(slots=True)
class Portion:
    """Lines in their order, but for the readings of columns, which come first: none of them could tell."""

    reads: list[ColumnRead] = field(default_factory=list)
    others: list[ResultLine] = field(default_factory=list)
    _columns: set[str] = field(default_factory=set)  # that others tell of
    _posts: set[str] = field(default_factory=set)
    _dead: bool = False

    def add(self, line: ResultLine) -> None:
        if isinstance(line, ColumnRead):
            self.reads.append(line)
            return
        self.others.append(line)
        match line:
            case ArticleRead():
                self._columns.add(line.column_id)
                self._posts.add(document_key(line.ref.url))
                self._dead |= line.outcome in _DEAD
            case PageOfHistory():
                self._columns.add(line.column_id)
                self._posts.update(document_key(post.url) for post in line.page.listing.posts)

    def must_end_before(self, line: ResultLine) -> bool:
        """Whether a reading would find the database otherwise than in its own place: it shows a post that another line
        tells of, or tells of the same column, or is complete and might let go a post whose address has just died.
        """
        if not isinstance(line, ColumnRead) or not self.others:
            return False
        if line.column_id in self._columns or (self._dead and line.complete):
            return True
        return any(document_key(post.url) in self._posts for page in line.pages for post in page.listing.posts)


def portions(lines: Iterable[ResultLine]) -> Iterator[Portion]:
    """The lines in order; each portion ends before a reading that could tell what came before it."""
    portion = Portion()
    for line in lines:
        if portion.must_end_before(line):
            yield portion
            portion = Portion()
        portion.add(line)
    yield portion
