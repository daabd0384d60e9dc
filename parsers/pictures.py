"""Pictures of a page that may be a report's scanned pages 扫描件."""

import re
from collections.abc import Iterator, Sequence

from parsers.blocks import Weighed
from parsers.chrome import is_numbered
from parsers.limits import LEAST_ALONE
from parsers.links import picture_extension
from parsers.page import Link
from parsers.text import han
from parsers.tree import Element

_CAPTION = 100  # Chinese characters: an article with less may stand in pictures anywhere on the page
_LAZY = ("data-original", "data-src", "data-lazy-src", "src")  # the address that a script puts in counts before src
_DECORATION = re.compile(
    r"logo|icon|(?:^|[/_.-])ico|qr|ewm|erwei|weixin|wechat|banner|beian|jubao|share|print|(?:^|[/_.-])(?:loading|placeholder|bg|btn|top|foot|nav|arrow|line|dot|blank|gr[ae]y|spacer)",
    re.I,
)
_SMALL = 200  # pixels: no page of a report is as small


def read_scans(page: Weighed, block: Element, article: Sequence[str]) -> tuple[Link, ...]:
    """The pictures that may hold the report, where the article is short and has no heading."""
    size = sum(map(han, article))
    if size >= LEAST_ALONE or (size >= _CAPTION and any(map(is_numbered, article))):
        return ()
    return tuple(_pictures(page, page.body if size < _CAPTION else block))


def _pictures(page: Weighed, within: Element) -> Iterator[Link]:
    """The pictures that may be a report's scanned pages: none of the page's furniture, and not small."""
    for element in within.iter("img"):
        named = (element.get(name) or "" for name in _LAZY)
        source = next((s for s in named if picture_extension(s) and not _DECORATION.search(s)), None)
        if not source or _is_small(element):
            continue
        if not any(page.is_around(e) for e in (element, *element.iterancestors())):
            yield Link(element.get("title") or element.get("alt") or "", source)


def _is_small(element: Element) -> bool:
    sizes = (re.match(r"\d{1,5}", element.get(name) or "") for name in ("width", "height"))
    return any(size and int(size.group()) < _SMALL for size in sizes)
