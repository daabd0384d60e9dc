"""A 博达 VSB site: static lists that count down, `fzjs.htm` the newest, then `fzjs/2.htm`, `fzjs/1.htm` the oldest."""

import re
from html import escape
from zlib import crc32

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of

SIZE = 15


def column_path(column: TownColumn) -> str:
    return f"/{column.token}.htm"


def _tree(column: TownColumn) -> int:
    """The number of the column in article addresses."""
    return 1000 + crc32(column.token.encode()) % 9000


def post_path(post: Post) -> str:
    return f"/info/{_tree(TOWN.columns[post.column_id])}/{post.number}.htm"


def draw(view: View, asked: Asked) -> Answer | None:
    for column in view.columns:
        older = re.fullmatch(rf"/{re.escape(column.token)}(?:/(\d+))?\.htm", asked.path)
        if older:
            return _list(view, column, int(older[1]) if older[1] else None)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _link(column: TownColumn, from_: int, to: int, pages: int, text: str) -> str:
    """A link between pages counted from the newest, written from where it stands."""
    stem = column.token.rpartition("/")[2]
    name = f"{stem}.htm" if to == 1 else f"{pages - to + 1}.htm"
    folder = ("" if to == 1 else f"{stem}/") if from_ == 1 else ("../" if to == 1 else "")
    return f'<a href="{folder}{name}">{text}</a>'


def _pager(column: TownColumn, number: int, pages: int, total: int) -> str:
    def fun(name: str, to: int, text: str) -> str:
        if 1 <= to <= pages and to != number:
            return f'<span class="p_{name} p_fun">{_link(column, number, to, pages, text)}</span>'
        return f'<span class="p_{name}_d p_fun_d">{text}</span>'

    numbers = "".join(
        f'<span class="p_no_d">{n}</span>' if n == number
        else f'<span class="p_no">{_link(column, number, n, pages, str(n))}</span>'
        for n in range(1, pages + 1)
    )  # fmt: skip
    ends = fun("first", 1, "首页") + fun("prev", number - 1, "上页") + numbers
    ends += fun("next", number + 1, "下页") + fun("last", pages, "尾页")
    return f'<div class="pager"><span class="p_pages"><span class="p_t">共{total}条</span>{ends}</span></div>'


def _list(view: View, column: TownColumn, file: int | None) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    number = 1 if file is None else pages - file + 1
    if not (file is None or 1 <= file < pages):
        return None
    up = "../" * (column.token.count("/") + (file is not None))
    rows = "\n".join(
        f'<li id="line_u9_{i}"><span>{article.shown(p, "%Y-%m-%d")}</span><a href="{up}{post_path(p)[1:]}" '
        f'target="_blank" title="{escape(p.title)}">{escape(p.title)}</a></li>'
        for i, p in enumerate(page_of(posts, number, SIZE))
    )
    body = f"""{chrome.breadcrumb(view, [column.name])}
<ul class="list">
{rows}
</ul>
{_pager(column, number, pages, len(posts))}"""
    head = '<!--Announced by Visual SiteBuilder 9--><script src="/system/resource/js/vsbscreen.min.js"></script>'
    page = chrome.document(view, f"{column.name}-{view.site.name}", body, head=head)
    return Answer(page, "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, [column.name, "正文"])}
<form name="_newscontent_fromname">{article.headline(post)}
<div class="info"><span>发布时间：{article.shown(post, "%Y年%m月%d日 %H:%M")}</span>
<span>来源：{post.source}</span></div>
<div id="vsb_content" class="text"><div class="v_news_content">{article.text_of(view, post)}</div></div>
<div class="tools">【<a href="javascript:window.opener=null;window.close();">关闭窗口</a>】</div></form>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}-{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
