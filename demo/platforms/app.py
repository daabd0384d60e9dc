"""A site whose list only a browser can draw: an empty `<div id="app">`, whose script fetches the rows as JSON."""

import json
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View

_SCRIPT = """(function () {
  var app = document.getElementById("app");
  function row(item) {
    var link = '<a href="' + item.href + '" title="' + item.name + '">' + item.name + '</a>';
    return '<li><span>' + item.day + '</span>' + link + '</li>';
  }
  fetch("/data/" + app.dataset.column + ".json").then(function (r) { return r.json(); }).then(function (data) {
    var count = '<div class="pager">共 ' + data.items.length + ' 条</div>';
    app.innerHTML = '<ul class="list">' + data.items.map(row).join("") + '</ul>' + count;
  });
})();
"""


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/index.html"


def post_path(post: Post) -> str:
    return f"/{TOWN.columns[post.column_id].token}/detail/{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    if asked.path == "/static/app.js":
        return Answer(_SCRIPT.encode(), "asset", "text/javascript; charset=utf-8")
    for column in view.columns:
        if asked.path == column_path(column):
            return _shell(view, column)
        if asked.path == f"/data/{column.token}.json":
            return _rows(view, column)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _shell(view: View, column: TownColumn) -> Answer:
    page = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{escape(view.site.name)}</title>
<link rel="stylesheet" href="/css/site.css">
</head>
<body>
<noscript>请开启浏览器的脚本功能后浏览本站。</noscript>
<div class="main in" id="app" data-column="{column.token}"></div>
<script src="/static/app.js"></script>
</body>
</html>
"""
    return Answer(page.encode(), "list")


def _rows(view: View, column: TownColumn) -> Answer:
    items = [{"name": p.title, "href": post_path(p), "day": article.shown(p, "%Y-%m-%d")} for p in view.posts(column)]
    return Answer(json.dumps({"items": items}, ensure_ascii=False).encode(), "api", "application/json")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, [column.name])}
{article.headline(post, "h2")}
<div class="info"><span>时间：{article.shown(post, "%Y-%m-%d %H:%M:%S")}</span>
<span>信息来源：{post.source}</span></div>
<div class="detail-content text">{article.text_of(view, post)}</div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}-{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
