"""Whether an address is that of a list's page: this one, or another one of the same list."""

import re
from urllib.parse import urlsplit

from core.pages import Page
from crawlers.platforms._reading import query_of, same_host

_PAGE_PARAMETER = re.compile(r"(?:p|pg|pn|pno|paged|page|\w*_?page_?(?:no|num|number|index|id)?)", re.I)
_PER_PAGE = re.compile(r"per_?page|page_?size|total|count", re.I)
_ROWS_A_PAGE = re.compile(r"(?:page_?)?size|per_?page", re.I)
_NUMBERED_FOLDER = re.compile(r"(/.*/)([1-9]\d{0,2})/")
_OFFSET = re.compile(r"start|offset|begin|first|skip", re.I)
_ENTRANCE = re.compile(r"(?:index|default|home|main)(?:\.\w{2,5})?$|/$", re.I)


def is_here(page: Page, url: str) -> bool:
    """Whether an address is this page: the names of entrance pages and the scheme do not tell pages apart."""
    return same_host(url, page.url) and _plain(url) == _plain(page.url)


def _plain(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return _ENTRANCE.sub("", parts.path).rstrip("/"), parts.query


def is_pager_link(page: Page, url: str, number: int | None = None) -> bool:
    """Whether an address can be a page of this list: below its folder, told apart by the number, or by a parameter."""
    asked = page_parameter(url)
    if asked is not None:
        return number is None or asked in (number, number - 1) or asked > number  # an offset
    path, own = urlsplit(url).path, urlsplit(page.url).path
    if number is not None and _folder_of_page(path, number) == _folder_of_page(own) != "":
        return True
    folder = own.rpartition("/")[0] + "/"
    if not path.startswith((folder, own.rstrip("/") + "/")) or (folder == "/" and _stem(path) != _stem(own)):
        return False
    if number is not None and _other_size(page, url):
        return False
    new = set(_digits(url)) - set(_digits(page.url))
    if number is None:
        return len(new) == 1 and all(len(digits) <= 4 for digits in new)
    return bool(new or number == 1 or {number, number - 1} & {*map(int, _digits(url))}) and all(
        int(digits) in (number, number - 1) for digits in new
    )


def _folder_of_page(path: str, number: int | None = None) -> str:
    """What /fz/page/2/ and /fz/page/3/ share; "" where the last folder is no such number."""
    found = _NUMBERED_FOLDER.fullmatch(path)
    return found.group(1) if found and number in (None, int(found.group(2))) else ""


def _other_size(page: Page, url: str) -> bool:
    """Whether an address is this page with more or fewer rows."""
    one, other = query_of(page.url), query_of(url)
    changed = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    return urlsplit(url).path == urlsplit(page.url).path and bool(changed) and all(map(_ROWS_A_PAGE.fullmatch, changed))


def page_parameter(url: str) -> int | None:
    """The page's number in the query of an address."""
    for name, value in query_of(url).items():
        named = (_PAGE_PARAMETER.fullmatch(name) and not _PER_PAGE.search(name)) or _OFFSET.fullmatch(name)
        if named and re.fullmatch(r"\d{1,5}", value):
            return int(value)
    return None


def is_below(page: Page, url: str) -> bool:
    """Whether an address is another one in the folder of this page, below the site's root."""
    folder = urlsplit(page.url).path.rpartition("/")[0] + "/"
    return (
        folder != "/" and same_host(url, page.url) and urlsplit(url).path.startswith(folder) and not is_here(page, url)
    )


def page_number(url: str) -> int | None:
    """The number in the query or in the file's name (index_7.html); where records are counted it is none of pages."""
    offset = any(_OFFSET.fullmatch(name) for name in query_of(url))
    asked = None if offset else page_parameter(url)
    if asked is not None:
        return asked
    file = re.search(r"_(\d{1,4})\.\w+$", urlsplit(url).path)
    return int(file.group(1)) if file else None


def _digits(url: str) -> list[str]:
    parts = urlsplit(url)
    return re.findall(r"\d+", parts.path + "?" + parts.query)


def _stem(path: str) -> str:
    return re.sub(r"[\d_-]|\.\w+$", "", path.rpartition("/")[2]) or "index"
