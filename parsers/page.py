"""A page as seen, before anything is concluded from it: the same shape for HTML and for saved text."""

from dataclasses import dataclass, field

from core.reports import TextWarning


class UnreadableError(Exception):
    """Why nothing can be read from an input, in Chinese, for a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line outside the article: `heading` where markup calls it a title, `linked` where all of it is a link.

    `spaced` is the same line with a blank wherever an inline element begins or ends: labels set side by side
    (`<span>来源：本站</span><span>时间：…</span>`) come apart.
    """

    text: str
    spaced: str
    heading: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file, in the article or after it; `url` as written."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SeenPage:
    """所见页面: lines above, in and below the article, meta tags (lower-case names), the `<title>`, file links.

    `loose` tells that the article's borders are unknown (saved text): its furniture must be told apart line by line.
    """

    article: tuple[str, ...]
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    title_tag: str | None = None
    links: tuple[Link, ...] = ()
    loose: bool = False
    warnings: tuple[TextWarning, ...] = ()  # what of the page is not seen, or seen only in part
    link_share: float = 0.0  # of the page's Chinese characters, how many stand in links
