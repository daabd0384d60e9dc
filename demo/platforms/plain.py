"""A plain list site of no known make: rows of title and date, `?page=2`, 首页 上一页 下一页 尾页."""

from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of, whole

SIZE = 25


def column_path(column: TownColumn) -> str:
    return f"/channel/{column.token}/"


def post_path(post: Post) -> str:
    return f"/channel/{TOWN.columns[post.column_id].token}/{post.appears_at:%Y-%m-%d}/{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    if column:
        return _list(view, column, whole(asked.query.get("page")) or 1)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _pager(number: int, pages: int, total: int) -> str:
    def link(page: int, text: str) -> str:
        return f'<a href="?page={page}">{text}</a>' if 1 <= page <= pages and page != number else f"<b>{text}</b>"

    links = link(1, "首页") + link(number - 1, "上一页") + link(number + 1, "下一页") + link(pages, "尾页")
    return f'<div class="pager">共{total}条 {links} 第{number}页/共{pages}页</div>'


def _list(view: View, column: TownColumn, number: int) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    if not 1 <= number <= pages:
        return None
    rows = "\n".join(
        f'<li><a href="{post_path(p)}">{escape(p.title)}</a><span>[{article.shown(p, "%Y-%m-%d")}]</span></li>'
        for p in page_of(posts, number, SIZE)
    )
    body = f"""{chrome.breadcrumb(view, [column.name])}
<ul class="list">
{rows}
</ul>
{_pager(number, pages, len(posts))}"""
    page = chrome.document(view, f"{column.name}-{view.site.name}", body)
    return Answer(page, "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, [column.name, "正文"])}
{article.headline(post)}
<div class="info"><span>日期：{article.shown(post)}</span><span>来源：{post.source}</span>
<a href="javascript:window.print()">打印本页</a></div>
<div class="text content">{article.text_of(view, post)}</div>
<div class="tools">[<a href="javascript:window.close()">关闭</a>]</div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}-{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
