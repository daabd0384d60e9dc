"""A static TRS site: `index_1.html` by createPageHTML, `./` links to `t20260306_100123.html`, long titles cut."""

import re
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of

SIZE = 15
_CLOCK = """<script>
var d = new Date();
document.write(d.getFullYear() + "年" + (d.getMonth() + 1) + "月" + d.getDate() + "日");
</script>"""
_PAGER = b"""function createPageHTML(count, current, stem, ext) {
  var out = "";
  for (var i = 0; i < count; i++) {
    var file = stem + (i ? "_" + i : "") + "." + ext;
    out += i === current ? "<b>" + (i + 1) + "</b>" : "<a href='./" + file + "'>" + (i + 1) + "</a>";
  }
  document.write(out);
}
"""


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/"


def post_path(post: Post) -> str:
    folder = f"/{TOWN.columns[post.column_id].token}/{post.appears_at:%Y%m}"
    return f"{folder}/t{post.appears_at:%Y%m%d}_{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    if asked.path == "/js/page.js":
        return Answer(_PAGER, "asset", "text/javascript")
    folder, _, name = asked.path.rpartition("/")
    page = re.fullmatch(r"(?:index(?:_(\d+))?\.html)?", name)
    column = view.column(folder.strip("/"))
    if column and page:
        return _list(view, column, int(page[1] or 0))
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _row(post: Post) -> str:
    href = "./" + "/".join(post_path(post).split("/")[-2:])
    text = escape(article.cut(post.title, 26))
    return (
        f"<li><span>{article.shown(post, '%Y-%m-%d')}</span>"
        f'<a href="{href}" target="_blank" title="{escape(post.title)}">{text}</a></li>'
    )


def _list(view: View, column: TownColumn, current: int) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    if current >= pages:
        return None
    rows = "\n".join(_row(p) for p in page_of(posts, current + 1, SIZE))
    body = (
        f'{chrome.breadcrumb(view, ["政务公开", column.name])}\n<ul class="list">\n{rows}\n</ul>\n'
        f'<div class="pager"><script>createPageHTML({pages}, {current}, "index", "html");</script></div>'
    )
    head = f'<meta name="ColumnName" content="{column.name}">\n<script src="/js/page.js"></script>'
    title = f"{column.name}_{view.site.name}"
    return Answer(chrome.document(view, title, body, head=head), "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["政务公开", column.name])}
<div class="xl-main">{article.headline(post)}
<div class="info"><span>发布日期：{article.shown(post)}</span><span>来源：{post.source}</span>
<span>字号：<a href="#">大</a><a href="#">中</a><a href="#">小</a></span>
<a href="javascript:window.print()">打印</a></div>
<div class="text"><div class="view TRS_UEDITOR trs_paper_default trs_web">{article.text_of(view, post)}</div></div>
<div class="tools"><a href="javascript:window.close()">【关闭窗口】</a> 扫一扫在手机打开当前页</div></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{view.site.name}", body, head=head, clock=_CLOCK)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
