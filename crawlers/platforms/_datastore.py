"""The datastore of Hanweb's jpage: records as CDATA, counts, a link to the next group, and the script that draws it."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl

from core.pages import Page
from core.posts import PostRef
from crawlers.pagetext import fold, inner_text, parse_html
from crawlers.platforms._answers import refuse_lost
from crawlers.platforms._links import leads_to_article
from crawlers.platforms._reading import distinct
from crawlers.platforms._rows import read_rows

_STORE = re.compile(r"<datastore>.*?</datastore>", re.S | re.I)
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S | re.I)
_COUNT = re.compile(r"<total(record|page)>\s*(\d{1,9})\s*</total", re.I)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']*dataproxy\.jsp[^\"']*)[\"']", re.S | re.I)
_PAIR = re.compile(r"[\"']?\b(\w+)[\"']?\s*[:=]\s*(?:'([^']*)'|\"([^\"]*)\"|([^\s'\",;{}()]+))")


@dataclass(frozen=True, slots=True)
class Store:
    """One datastore. `total` counts records over all groups, `pages` the groups of a build that counts by page."""

    records: tuple[str, ...]
    total: int | None
    pages: int | None
    next_group: str | None
    settings: dict[str, str]  # the arguments of the script that draws it, by lower-case name


def store_in(text: str, settings: dict[str, str] | None = None) -> Store:
    """The datastore that a text holds."""
    counts = {name.lower(): int(n) for name, n in _COUNT.findall(text)}
    link = _NEXT_GROUP.search(text)
    records = tuple(unescape(r) if r.lstrip().startswith("&lt;") else r for r in _RECORD.findall(text))
    return Store(
        records, counts.get("record"), counts.get("page"), unescape(link.group(1)) if link else None, settings or {}
    )


def own_store(page: Page, text: str) -> Store | None:
    """Of several units on one page the one whose posts carry the column's number (art_<column>_…) or that is drawn for
    it, else the largest.
    """
    found = re.search(r"/col/col(\d+)", page.url)
    column = found.group(1) if found else ""
    stores = [m.group() for m in _STORE.finditer(text)]
    if not stores:
        return None
    drawn = {s: _settings(text, text.index(s), column) for s in stores}

    def weight(store: str) -> tuple[int, bool, int]:
        own = bool(column) and drawn[store].get("columnid") == column
        return store.count(f"art_{column}_") if column else 0, own, len(_RECORD.findall(store))

    best = max(stores, key=weight)
    return store_in(best, drawn[best])


def _settings(text: str, start: int, column: str) -> dict[str, str]:
    """What the script says of the unit whose store starts there: a .jpage({…}) call, or variables around proxyUrl."""
    unit = re.search(r".*\bid=[\"']?(\w+)", text[:start], re.S)
    calls = calls_in(text)
    own = [c for c in calls if unit and c.get("unitid") == unit.group(1)]
    own = own or [c for c in calls if c.get("columnid") == column] or calls
    return own[0] if own else {}


def calls_in(text: str) -> list[dict[str, str]]:
    """The settings, by lower-case name, of every .jpage({…}) call of a page, or of the variables around proxyUrl."""
    scripts = [piece[:3000] for piece in text.split(".jpage(")[1:]]
    if not scripts:
        scripts = [text[max(0, m.start() - 1500) : m.start() + 1500] for m in re.finditer("proxyUrl", text)]
    return [arguments(script) for script in scripts]


def arguments(script: str) -> dict[str, str]:
    """What a piece of script names: 'name: value', name='value' and the pairs of query strings, the first of each."""
    found: dict[str, str] = {}
    for name, *values in _PAIR.findall(script):
        value = next((v for v in values if v), "")
        pairs = parse_qsl(value, keep_blank_values=True) if "=" in value and "&" in value else [(name, value)]
        for key, part in pairs:
            found.setdefault(key.lower(), part)
    return found


def store_posts(store: Store, base_url: str) -> tuple[PostRef, ...]:
    """The posts of the records: in each the dated links to articles, else the one that says most."""
    posts: list[PostRef] = []
    lost = 0
    for record in store.records:
        root = parse_html(f"<html><body>{record}</body></html>")
        rows = read_rows(root, base_url, menus=True) if root is not None else []
        rows = [row for row in rows if not row.hidden]
        dated = [row for row in rows if row.dated and leads_to_article(row.post.url)]
        best = dated or sorted(rows, key=lambda r: (leads_to_article(r.post.url), len(r.post.title)))[-1:]
        lost += not best and root is not None and bool(fold(inner_text(root)))
        posts += [row.post for row in best]
    refuse_lost(len(posts) + lost, len(posts))
    return distinct(posts)
