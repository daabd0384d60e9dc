"""A 帝国CMS site in GBK: `ListInfo/?classid=&page=` from 0; beyond the last page it shows the last one again."""

from html import escape

from demo import article
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of, whole

SIZE = 20
_LIST, _SHOW = "/e/action/ListInfo/", "/e/action/ShowInfo.php"
_GBK = "text/html"  # the header says nothing of the encoding


def column_path(column: TownColumn) -> str:
    return f"{_LIST}?classid={column.token}"


def post_path(post: Post) -> str:
    return f"{_SHOW}?classid={TOWN.columns[post.column_id].token}&id={post.number}"


def draw(view: View, asked: Asked) -> Answer | None:
    column = view.column(asked.query.get("classid", ""))
    if column and asked.path in (_LIST, f"{_LIST}index.php"):
        return _list(view, column, whole(asked.query.get("page")) or 0)
    post = view.post(f"{_SHOW}?classid={asked.query.get('classid')}&id={asked.query.get('id')}", post_path)
    return _article(view, post) if post and asked.path == _SHOW else None


def _document(view: View, title: str, crumbs: str, main: str) -> bytes:
    site = escape(view.site.name)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>{escape(title)}</title>
<link href="/css/site.css" rel="stylesheet" type="text/css" />
</head>
<body>
<div class="logo"><div class="in"><b>{site}</b></div></div>
<div class="nav"><ul class="in"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul></div>
<div class="main in"><div class="crumb">您当前的位置：<a href="/">首页</a> &gt; {crumbs}</div>
{main}
</div>
<div class="foot"><p>主办：{site}　溪ICP备20990024号</p></div>
</body>
</html>
""".encode("gbk")


def _pager(column: TownColumn, at: int, pages: int, total: int) -> str:
    """Page numbers as printed count from 1, in addresses from 0."""

    def link(page: int, text: str) -> str:
        return f'<a href="{_LIST}index.php?page={page}&amp;classid={column.token}&amp;totalnum={total}">{text}</a>'

    back = f"{link(0, '首页')}&nbsp;{link(at - 1, '上一页')}&nbsp;" if at else ""
    numbers = "&nbsp;".join(f"<b>{n + 1}</b>" if n == at else link(n, str(n + 1)) for n in range(pages))
    on = f"&nbsp;{link(at + 1, '下一页')}&nbsp;{link(pages - 1, '尾页')}" if at + 1 < pages else ""
    return f'<a title="总数">&nbsp;<b>{total}</b> </a>&nbsp;&nbsp;{back}{numbers}{on}'


def _list(view: View, column: TownColumn, asked_for: int) -> Answer:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    at = min(asked_for, pages - 1)
    rows = "\n".join(
        f'<li><span>{article.shown(p, "%Y-%m-%d")}</span><a href="{escape(post_path(p))}" target="_blank" '
        f'title="{escape(p.title)}">{escape(article.cut(p.title, 28))}</a></li>'
        for p in page_of(posts, at + 1, SIZE)
    )
    main = f'<ul class="list">\n{rows}\n</ul>\n<div class="pager">{_pager(column, at, pages, len(posts))}</div>'
    page = _document(view, f"{column.name}-{view.site.name}", column.name, main)
    return Answer(page, "list", _GBK, changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    main = f"""{article.headline(post)}
<div class="info"><span>发布时间：{article.shown(post)}</span><span>来源：{post.source}</span>
<span>作者：本站</span></div>
<div id="text" class="text">{article.text_of(view, post)}</div>
<div class="tools"><a href="javascript:window.print()">打印本文</a></div>"""
    crumbs = f'<a href="{_LIST}?classid={column.token}">{column.name}</a> &gt; 正文'
    page = _document(view, f"{post.title}-{view.site.name}", crumbs, main)
    return Answer(page, "article", _GBK, changed_at=post.changed_at(view.day))
