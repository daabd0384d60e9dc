"""What the scripts of a page say of its list: how many pages and how many records there are."""

import re
from collections.abc import Iterator

from crawlers.pagetext import Element, whole_text

_LINE_COMMENT = re.compile(r"(?:^|[\s;{}()])//(?!-->)")
_IN_WORD = re.compile(r"\w")
# of scripts in small letters: to search 100 KB in both takes ten times as long
_SCRIPT_PAGES = re.compile(
    r"(?:page_?count|count_?pages?|total_?pages?|pages?_?total|max_?page|page_?sum|all_?pages?)[\"']?"
    r"\s*[=:]\s*(?:parseint\(\s*)?[\"']?(\d{1,5})\b"
)
_SCRIPT_PAGERS = re.compile(
    r"(?:laypage(?:\.render)?|pagination|paging|pager|paginator|kkpager\.\w+|\.(?:create)?page)\s*(\(.{0,300})", re.S
)
_CALL_PAGES = re.compile(r"\bpages[\"']?\s*:\s*[\"']?(\d{1,5})\b")
_CALL_ROWS = re.compile(
    r"(?:\b(?:count|total|total_?(?:count|num|records?|items?|rows?|size|data)|record_?count)[\"']?\s*:\s*[\"']?|^\(\s*)"
    r"(\d{1,7})\b",
    re.I,
)


_SCRIPT_ROWS = re.compile(r"(?:record_?count|total_?records?)[\"']?\s*[=:]\s*[\"']?(\d{1,7})\b")


def words(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that begin a word."""
    return (match for match in pattern.finditer(text) if _begins_word(match))


def _begins_word(match: re.Match[str]) -> bool:
    return match.start() == 0 or not _IN_WORD.match(match.string, match.start() - 1)


def _near(pattern: re.Pattern[str], word: str, before: int, text: str) -> Iterator[re.Match[str]]:
    """pattern.finditer(text), where each match has `word` in it, and begins with it or at most `before` letters before
    its first: the rest of the text need not be looked at.
    """
    done, at = 0, text.find(word)
    while at >= 0:
        starts = (pattern.match(text, start) for start in range(max(done, at - before), at + 1))
        found = next((match for match in starts if match), None)
        if found is not None:
            yield found
            done = found.end()
        at = text.find(word, max(at + 1, done))


def runs(text: str, at: int) -> bool:
    """Whether what stands there in a page's source is in force: not in an HTML comment, nor in one of a script."""
    script = text.rfind("<script", 0, at)
    comment = text.rfind("<!--", 0, max(script, 0) or at)  # <!-- inside of a script hides it from old browsers only
    if comment >= 0 and text.find("-->", comment) > at:
        return False
    begun = text[max(script, 0, at - 20_000) : at]
    if begun.rfind("/*") > begun.rfind("*/"):
        return False
    return _LINE_COMMENT.search(begun[begun.rfind("\n") + 1 :].rpartition("<script")[2]) is None


def said_by_scripts(root: Element) -> tuple[int | None, int | None]:
    """What scripts are told of pages (var pageCount = 7, laypage({pages: 7})) and of records (laypage({count: 95}))."""
    scripts = "\n".join(whole_text(script) for script in root.iter("script") if script.get("src") is None)
    small = scripts.replace("İ", "I").lower()  # of the same length
    counted = [m.group(1) for m in _near(_SCRIPT_ROWS, "record", len("total_"), small) if _begins_word(m)]
    if "pag" not in small:
        return None, max(map(int, counted), default=None)
    pages = [m.group(1) for m in _near(_SCRIPT_PAGES, "page", len("count_"), small) if _begins_word(m)]
    rows = counted
    for pager in _near(_SCRIPT_PAGERS, "pag", len(".create"), small):
        call = scripts[pager.start(1) : pager.end(1)]
        pages += _CALL_PAGES.findall(call)
        rows += _CALL_ROWS.findall(call)
    return max(map(int, pages), default=None), max(map(int, rows), default=None)
