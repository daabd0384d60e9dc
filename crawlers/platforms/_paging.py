"""How a list says where its next page is and how much there is: pager scripts, links, counts in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, takewhile
from urllib.parse import urlsplit

from core.pages import Ask, Page
from core.posts import PostRef
from crawlers.pagetext import Element, fold, inner_text, seen_text, whole_text
from crawlers.platforms._page_addresses import page_parameter
from crawlers.platforms._reading import Unreadable, go_on
from crawlers.platforms._script_counts import runs, said_by_scripts, words
from crawlers.platforms._turning import turning


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page states of itself; None where it states nothing. `next` is None on the last page.

    `pages` may be a lower bound; `doubted` tells that it does not come from a pager with numbers. `shown` is the
    highest page number on show where the pages are turned by links: at least so many there are.
    """

    next: Ask | None = None
    pages: int | None = None
    total: int | None = None
    doubted: bool = False
    shown: int | None = None

    @property
    def least(self) -> int | None:
        """How many pages there are at least, by all that is said."""
        return max(self.pages or 0, self.shown or 0) or None


_ONE = r"(?:'[^']*'|\"[^\"]*\"|\d+)\s*"
# those that begin a word are sought by words(): a leading \b would have every character of the page looked at
_CALL = re.compile(rf"createPage(?:HTML)?\s*\(\s*({_ONE}(?:,\s*{_ONE})*)\)")
_ARGUMENT = re.compile(r"'([^']*)'|\"([^\"]*)\"|(\d+)")
_COUNT_PAGE = re.compile(r"countPage\s*=\s*[\"']?(\d+)")
_CURRENT_PAGE = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d+)")
_COUNT_ROWS = re.compile(r"\b(?:countnum|recordCount|totalRecord)\s*=\s*[\"']?(\d+)", re.I)
_WIDGET = re.compile(r"\.pagination\(\s*\{.{0,80}?\btotalPage\s*:\s*(\d+)", re.S)
_WIDGET_STEM = re.compile(r"[\"'](?:\./)?([\w-]+)_[\"']\s*\+\s*\w+\s*\+\s*[\"']\.(\w+)[\"']")
_FILE = re.compile(r"([^/]*?)(?:_(\d+))?\.(\w+)$")
_TOTAL = re.compile(
    r"(?:本栏目)?共\s*(?:有|计|找到|检索到|收录|发布|公开)?了?\s*[:：]?\s*(\d{1,8})\s*"
    r"(?:[条篇](?:文章|信息|记录|文件)?|个?(?:记录|信息|文件))"
    r"|显示第?\s*\d{1,8}\s*[至到-]\s*\d{1,8}\s*[项条篇]\S{0,4}[，,]\s*共\s*(\d{1,8})\s*[项条篇]"
    r"|showing\s+\d{1,8}\s*(?:to|-|–)\s*\d{1,8}\s+of\s+(\d{1,8})\s+(?:entries|items|records|results)"
    r"|(?:总(?:记录|条)数|(?:记录|信息|条目|文件|文章)总数|(?<![一-龥])总数)\s*[:：]?\s*(\d{1,8})(?!\d)\s*[件条篇]?",
    re.I,
)
_OF_TOTALS = ("共", "总", "howing ", "HOWING ")  # one of them stands in each
_PAGE_WORD = re.compile(r"(?<![首主网])页|(?<![\d/.-])\d{1,4}\s*/\s*\d{1,4}(?![\d/.-])|跳转|转到")
_PAGES = re.compile(
    r"(?:共|总计)\s*(?:有|计|分)?\s*[:：]?\s*(\d{1,5})\s*页|第?\s*\d{1,5}\s*页?\s*/\s*共?\s*(\d{1,5})\s*页|总页数\s*[:：]?\s*(\d{1,5})"
    r"|(?<=\d)\s*[条篇]?[,，;；\s]*分(?:为|成)?\s*(\d{1,5})\s*页"
)
_OTHER_COUNT = re.compile(r"(?:本年|本月|今日|昨日|今年|访问)\S{0,6}[:：]\s*\d")
_WORDED = re.compile(r"[一-龥]{4}")  # a title has words before its numbers
_WRITTEN_PAGES = re.compile(r"共\s*(?:有|计|分)?\s*([二三四五六七八九十])\s*页")
_SOME_PAGES = re.compile(r"\d\s*页|总页数")  # stands in each of them, and in few lists


@lru_cache(maxsize=4)  # who recognises a page by its pager reads it, too
def script_pager(page: Page, text: str) -> Pager | None:
    """The pager that a static list writes by script, None where there is none.

    Forms: createPageHTML(pages, current from 0, "stem", "ext"), shortened to two or three arguments;
    createPageHTML(total, pages, current, …); createPageHTML("div", pages, current from 1, "stem", "ext", total);
    createPage(…) likewise; countPage and currentPage as variables. What follows is always stem_{current + 1}.
    """
    calls = (_called_pager(page, call) for call in words(_CALL, text) if runs(text, call.start()))
    pagers = [pager for pager in calls if pager is not None]
    return max(pagers, key=lambda pager: pager.pages or 0) if pagers else _variables_pager(page, text)


def _called_pager(page: Page, call: re.Match[str]) -> Pager | None:
    arguments = [int(n) if n else a or b for a, b, n in _ARGUMENT.findall(call.group(1))]
    from_one = isinstance(arguments[0], str)
    arguments = arguments[1:] if from_one else arguments
    lead = [a for a in takewhile(lambda a: isinstance(a, int), arguments) if isinstance(a, int)]
    rest = arguments[len(lead) :]
    total = lead.pop(0) if len(lead) > 2 else next((a for a in rest if isinstance(a, int)), None)
    if not lead:
        return None
    current = lead[1] if len(lead) > 1 else _number_of(page.url) or int(from_one)
    counts_from_one = from_one or (current == 1 and _number_of(page.url) == 0)
    names = [a for a in rest if isinstance(a, str)]
    return _static_pager(page, lead[0], current, names, total=total, from_one=counts_from_one)


def _static_pager(
    page: Page, pages: int, current: int, names: list[str], *, total: int | None, from_one: bool = False
) -> Pager:
    stem, suffix = (*names, *_file_of(page.url)[len(names) :])[:2]
    more = current < pages if from_one else current + 1 < pages
    return Pager(go_on(page, f"{stem}_{current + 1}.{suffix}") if more else None, pages, total)


def _number_of(url: str) -> int:
    found = _FILE.search(urlsplit(url).path)
    return int(found.group(2)) if found and found.group(2) else 0


def _file_of(url: str) -> tuple[str, str]:
    found = _FILE.search(urlsplit(url).path)
    return (found.group(1), found.group(3)) if found else ("index", "html")


def _variables_pager(page: Page, text: str) -> Pager | None:
    stated = [m for m in words(_COUNT_PAGE, text) if runs(text, m.start())]
    if not stated:
        return None
    pages = max(stated, key=lambda m: int(m.group(1)))
    current, total = _CURRENT_PAGE.search(text), _COUNT_ROWS.search(text)
    script = text[pages.start() : pages.start() + 4000]
    stem = re.search(r"[\"'](index|list)[\"']?\s*\+?\s*[\"']?_", script)
    suffix = re.search(r"[\"'.](s?html?|jhtml)\b", script)
    names = [stem.group(1) if stem else _file_of(page.url)[0], suffix.group(1) if suffix else _file_of(page.url)[1]]
    now = int(current.group(1)) if current else _number_of(page.url)
    return _static_pager(page, int(pages.group(1)), now, names, total=int(total.group(1)) if total else None)


def widget_pager(page: Page, text: str) -> Pager | None:
    """The jQuery pager of 上海 sites: .pagination({totalPage: 54, …}); page n is index_n, so the second is index_2."""
    found = _WIDGET.search(text)
    if found is None:
        return None
    pages, current = int(found.group(1)), _number_of(page.url) or 1
    named = _WIDGET_STEM.search(text)
    stem, suffix = named.groups() if named else _file_of(page.url)
    following = go_on(page, f"{stem}_{current + 1}.{suffix}") if current < pages else None
    return Pager(following, pages)


def link_pager(page: Page, root: Element) -> Pager:
    """The next page by link or number, and the counts that stand in words (共 35 条, 共 3 页, 1/3 页) or in scripts.

    Where pages are turned in a way that cannot be followed, `pages` is what is known of them: more than this one.
    """
    shown, (pages, total) = turning(page, root), _stated(root)
    if shown.next is not None:
        return Pager(shown.next, pages, total, shown=shown.pages)
    said, rows = said_by_scripts(root)
    alone = pages == 1 or said == 1
    sure = shown.pages is not None and not shown.doubted
    drawn = shown.pages if sure or not alone else None
    known = max(pages or 0, drawn or 0, said or 0) or None
    return Pager(None, known, rows if total is None else total, doubted=pages is None and not sure)


def total_beside(page: Page, root: Element) -> int | None:
    """The `total` of a page's link_pager alone: where a script turns the pages, most of its work is in vain."""
    total, rows = _stated(root)[1], said_by_scripts(root)[1]
    return total if total is not None or rows is None else link_pager(page, root).total


def _stated(root: Element) -> tuple[int | None, int | None]:
    text = seen_text(root)
    some = "页" in text and _SOME_PAGES.search(text)
    counted = _first_number(next(_outside_titles(root, _PAGES, text), None)) if some else None
    written = _WRITTEN_PAGES.search(text) if counted is None and "页" in text and "共" in text else None
    pages = "一二三四五六七八九十".index(written.group(1)) + 1 if written else counted
    total = _total(root, text) if any(word in text for word in _OF_TOTALS) else None
    return pages, _first_number(total)


def _total(root: Element, text: str) -> re.Match[str] | None:
    near = (
        m for m in _outside_titles(root, _TOTAL, text) if _PAGE_WORD.search(text, max(0, m.start() - 80), m.end() + 80)
    )
    boxed = _TOTAL.finditer(fold(" ".join(inner_text(e) for e in _pager_elements(root))))
    own = (m for m in chain(near, boxed) if not _of_statistics(m.string[: m.start()][-40:]))
    return next(own, None) or _alone(root)


def _outside_titles(root: Element, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What a page says of its numbers, and no title of a post: 《……清单（共56条）》."""
    for found in pattern.finditer(text):
        said = found.group()
        links = (fold(whole_text(link)) for link in root.iter("a"))
        if text.count(said) > sum(link.count(said) for link in links if _WORDED.search(link.partition(said)[0])):
            yield found


def _pager_elements(root: Element) -> list[Element]:
    named = (box for box in root.iter("*") if _names_counts(f"{box.get('class')} {box.get('id')}"))
    return [box for box in named if len(whole_text(box)) <= 600]


def _alone(root: Element) -> re.Match[str] | None:
    """A total that is all that an element says, and none of a box of statistics 公开统计."""
    short = ((e, fold(whole_text(e))) for e in root.iter("p", "div", "span", "td", "li") if 0 < len(whole_text(e)) < 40)
    said = ((e, found) for e, text in short if (found := _TOTAL.fullmatch(text)))
    return next((found for e, found in said if not _in_statistics(e)), None)


def _in_statistics(element: Element) -> bool:
    """Whether a count stands in a small box under 统计 that counts other things as well."""
    outer = element.getparent()
    text = fold(whole_text(outer)) if outer is not None else ""
    return len(text) < 200 and _of_statistics(text)


def _of_statistics(text: str) -> bool:
    return "统计" in text and "栏目" not in text and _OTHER_COUNT.search(text) is not None


@lru_cache(maxsize=2048)
def _names_counts(names: str) -> bool:
    return any(part in names for part in ("pag", "total", "fenye", "fanye", "record"))


def _first_number(found: re.Match[str] | None) -> int | None:
    return next((int(group) for group in found.groups() if group), None) if found else None


def refuse_gap(page: Page, posts: tuple[PostRef, ...], pager: Pager) -> None:
    """A page without posts in the middle or at the end of a longer list is a hole in it, not its end."""
    if posts:
        return
    if pager.next is not None or (pager.pages or 0) > 1:
        raise Unreadable("列表不止一页，这一页却没有条目")
    if 1 <= _number_of(page.url) < 1000 or 2 <= (page_parameter(page.url) or 0) < 1000:
        raise Unreadable("这是列表的后续页，却没有条目")


def reachable(total: int | None, pages: int | None, rows: int, last: bool) -> int | None:
    """A stated total that can hold: not below the rows of one page, and not above what all the pages can show.

    Static sites publish the first 20 to 50 pages only and still print the number of all records in the database.
    """
    if total is None or total < rows or (pages is not None and not last and total > pages * rows):
        return None
    return total
