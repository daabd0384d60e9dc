"""A 龙讯 site: one directory for each unit, `/public/column/{organ}?…catId=…`, following pages by `pageIndex`."""

import re
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of, whole

SIZE = 15


def _organ(column: TownColumn) -> str:
    """The token is unit and category: 6596101-7065101."""
    return column.token.partition("-")[0]


def column_path(column: TownColumn) -> str:
    organ, _, category = column.token.partition("-")
    return f"/public/column/{organ}?type=4&action=list&nav=3&catId={category}"


def post_path(post: Post) -> str:
    return f"/public/{_organ(TOWN.columns[post.column_id])}/{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    listed = re.fullmatch(r"/public/column/(\d+)", asked.path)
    if listed and asked.query.get("action") == "list":
        column = view.column(f"{listed[1]}-{asked.query.get('catId', '')}")
        return _list(view, column, whole(asked.query.get("pageIndex")) or 1) if column else None
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _tree(view: View, shown: TownColumn) -> str:
    """The directory of units at the side, which links every unit's list."""
    return "".join(
        f'<li{" class=on" if column is shown else ""}><a href="{escape(column_path(column))}">'
        f"{TOWN.units_of(column.id)[0].short}</a></li>"
        for column in view.columns
    )


def _list(view: View, column: TownColumn, number: int) -> Answer:
    """The list; a page beyond the last one holds no row."""
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    rows = "\n".join(
        f'<li class="clearfix"><a href="{view.base_url}{post_path(p)}" class="title" title="{escape(p.title)}">'
        f'{escape(article.cut(p.title, 36))}</a><span class="date">{article.shown(p, "%Y-%m-%d")}</span></li>'
        for p in page_of(posts, number, SIZE)
    )
    body = f"""{chrome.breadcrumb(view, ["政府信息公开", column.name])}
<ul class="organs">{_tree(view, column)}</ul>
<div class="xxgk_navli"><ul class="list">
{rows}
</ul></div>
<div class="pager" id="page_public_info">共 {len(posts)} 条　第 {number} 页/共 {pages} 页</div>
<script>Ls.pagination("#page_public_info", function (pageIndex) {{ Ls.reload({{pageIndex: pageIndex}}); }},
  {{pageIndex: {number}, pageSize: {SIZE}, pageCount: {pages}, total: {len(posts)}}});</script>"""
    page = chrome.document(view, f"{column.name}_{view.site.name}", body)
    return Answer(page, "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    cells = (("索引号", f"99010200-{post.number}"), ("信息分类", column.name), ("发布机构", post.unit.name))
    table = "".join(f'<tr><td class="k">{name}</td><td>{escape(value)}</td></tr>' for name, value in cells)
    body = f"""{chrome.breadcrumb(view, ["政府信息公开", column.name])}
<table class="index">{table}</table>
{article.headline(post, name="newstitle title")}
<div class="info"><span>发布日期：{article.shown(post)}</span><span>来源：{post.source}</span>
<span>字体：【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</span></div>
<div class="text wzcon j-fontContent">{article.text_of(view, post)}</div>
<div class="tools"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
