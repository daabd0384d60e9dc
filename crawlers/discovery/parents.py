"""The column that a post belongs to, by its address and by the breadcrumb of its page. Pure."""

import re
from urllib.parse import urljoin, urlsplit

from core.pages import Page
from crawlers.discovery.links import Lead, breadcrumb_of
from crawlers.platforms._links import leads_to_article

_DATED = re.compile(r"(?:(?:19|20)\d{2}(?:[-_]?\d{1,2}){0,2}|\d{1,2}|[0-9a-f]{16,}|\d{6,})/")
_JPAGE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html?$")
_CONTENTS = re.compile(r"^(.*?)/contents/(\d+)/\d+\.html?$")
# addresses that say nothing of the column: 博达 /info/12/34.htm, gkmlpt posts, dynamic pages
_SILENT = re.compile(r"/info/\d+/\d+\.htm|/gkmlpt/content/|/content/post_\d+|\.(?:jsp|php|aspx|do)$")


def by_address(post_url: str) -> str | None:
    """The folder above the post, without folders made of dates; Hanweb's column by its number; None where untold."""
    path = urlsplit(post_url).path
    if found := _JPAGE.search(path):
        return urljoin(post_url, f"/col/col{found.group(1)}/index.html")
    if found := _CONTENTS.match(path):
        return urljoin(post_url, f"{found.group(1)}/contents/{found.group(2)}/")
    if _SILENT.search(path):
        return None
    folder = path.rpartition("/")[0] + "/"
    while (shorter := re.sub(_DATED.pattern + "$", "", folder)) != folder:
        folder = shorter
    return urljoin(post_url, folder) if folder.strip("/") else None


def by_breadcrumb(article: Page) -> Lead | None:
    """The innermost column of the article's 当前位置 that is not the article itself."""
    crumbs = [lead for lead in breadcrumb_of(article) if lead.url != article.url and not leads_to_article(lead.url)]
    return crumbs[-1] if crumbs else None
