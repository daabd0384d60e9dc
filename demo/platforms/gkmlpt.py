"""A disclosure platform in the manner of gkmlpt: a JSON API as list (page 0 is page 1), dates in epoch seconds."""

import json
import re
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import REPORT, Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_of, whole

SIZE = 100
SID = "990001"
_API = re.compile(r"/gkmlpt/api/all/(\d+)")


def column_path(column: TownColumn) -> str:
    return f"/gkmlpt/api/all/{column.token}?page=1&sid={SID}"


def post_path(post: Post) -> str:
    return f"/gkmlpt/content/{post.number // 1_000_000}/{post.number // 1_000}/post_{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    api = _API.fullmatch(asked.path)
    column = view.column(api[1]) if api else None
    if column and asked.query.get("sid") == SID:
        return _rows(view, column, max(1, whole(asked.query.get("page")) or 1))
    if asked.path in ("/gkmlpt", "/gkmlpt/", "/gkmlpt/index"):
        return _index(view)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _identifier(post: Post) -> str:
    return f"99018100{post.number % 1000:03d}/{post.appears_at.year}-{post.number % 10000:05d}"


def _record(view: View, post: Post, column: TownColumn) -> dict[str, object]:
    url = view.base_url + post_path(post)
    moment = post.shown_at or post.appears_at
    return {
        "id": post.number, "title": post.title, "publisher": post.unit.name, "document_number": "", "keywords": "",
        "identifier": _identifier(post), "date": int(moment.timestamp()), "created_at": f"{moment:%Y-%m-%d %H:%M:%S}",
        "display_publish_time": int(moment.timestamp()), "url": url, "post_url": url, "abstract": "", "attachment": [],
        "is_expired": 0, "is_abolished": 0, "classify_main": int(column.token), "classify_main_name": column.name,
    }  # fmt: skip


def _rows(view: View, column: TownColumn, page: int) -> Answer:
    posts = view.posts(column)
    data = {
        "classify": {"id": int(column.token), "name": column.name, "post_count": len(posts)},
        "articles": [_record(view, p, column) for p in page_of(posts, page, SIZE)],
        "total": len(posts),
    }
    return Answer(json.dumps(data, ensure_ascii=False).encode(), "api", "application/json")


def _index(view: View) -> Answer:
    tree = [{"id": int(c.token), "name": c.name} for c in view.columns]
    config = json.dumps({"SID": SID, "TREE": tree, "SERVICE_AREA_ID": 1}, ensure_ascii=False)
    first = f"/gkmlpt/api/all/{view.columns[0].token}?page=1&sid={SID}"
    body = f"""<div id="list"></div><script>window._CONFIG = {config};
fetch('{first}').then(function (r) {{ return r.json(); }}).then(function (d) {{
  document.getElementById('list').innerHTML = '<ul class="list">' + d.articles.slice(0, 15).map(function (a) {{
    return '<li><span>' + a.created_at.slice(0, 10) + '</span><a href="' + a.url + '">' + a.title + '</a></li>';
  }}).join('') + '</ul>';
}});</script>"""
    return Answer(chrome.document(view, view.site.name, body), "home")


def _index_table(view: View, post: Post) -> str:
    draft = post.draft(view.day) if post.kind == REPORT else None
    written = f"{draft.signed_on}" if draft and draft.signed_on else ""
    rows = (
        ("索 引 号", _identifier(post), "分　　类", "法治政府建设"),
        ("发布机构", post.unit.name, "成文日期", written),
        ("名　　称", post.title, "发布日期", article.shown(post, "%Y-%m-%d")),
    )
    cells = "".join(
        f'<tr><td class="k">{a}</td><td>{escape(b)}</td><td class="k">{c}</td><td>{d}</td></tr>' for a, b, c, d in rows
    )
    return f'<table class="index">{cells}</table>'


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    text = article.text_of(view, post)
    detail = json.dumps({"DETAIL": {"id": post.number, "title": post.title, "content": text}}, ensure_ascii=False)
    body = f"""{chrome.breadcrumb(view, ["信息公开目录", column.name], label="您所在的位置：")}
{_index_table(view, post)}
{article.headline(post, name="content-title title")}
<div class="info"><span>发布日期：{article.shown(post, "%Y-%m-%d")}</span><span>来源：{post.source}</span>
<span>浏览字号：<a href="#">大</a><a href="#">中</a><a href="#">小</a></span></div>
<div class="article-content text">{text}</div>
<div class="tools">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<script>window._CONFIG = {detail.replace("<", chr(92) + "u003C")};</script>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    return Answer(chrome.document(view, f"{post.title} - {view.site.name}", body, head=head), "article")
