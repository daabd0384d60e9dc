"""The sites' own search by words in titles 站内搜索: it finds every post with a page, in a column or not."""

import json
from html import escape

from demo import article, chrome
from demo.platforms import post_path_of
from demo.posts import Post
from demo.view import Answer, Asked, View, page_of, whole

_SS, _HANWEB = "/ss/query/s", "/search-front-server/api/search/info"
_DEFAULT_SIZE = 10


def website_id(view: View) -> str:
    """The number under which a Hanweb search knows the site."""
    return f"9901{view.site.port:011d}"


def form(view: View) -> str:
    """The search box of the home page; empty where the site has no search."""
    named = {"ss": ("/ss/search", "siteCode", chrome.site_code(view), "qt")}
    named["hanweb"] = ("/search/index.html", "websiteid", website_id(view), "q")
    if view.site.search not in named:
        return ""
    action, key, value, words = named[view.site.search]
    hidden = f'<input type="hidden" name="{key}" value="{value}">'
    return f'<form class="search" action="{action}">{hidden}<input name="{words}"><button>搜索</button></form>\n'


def answer(view: View, asked: Asked) -> Answer | None:
    """The answer of the search that the site has; None for anything else."""
    if view.site.search == "ss" and asked.path == _SS and asked.method == "POST":
        return _json(_ss(view, asked))
    if view.site.search == "hanweb" and asked.path == _HANWEB:
        return _json(_hanweb(view, asked))
    return None


def _json(data: object) -> Answer:
    return Answer(json.dumps(data, ensure_ascii=False).encode(), "search", "application/json; charset=utf-8")


def _found(view: View, text: str) -> tuple[Post, ...]:
    words = text.split()
    return tuple(p for p in view.standing if words and all(word in p.title for word in words))


def _page(posts: tuple[Post, ...], number: str | None, size: str | None) -> tuple[Post, ...]:
    return page_of(posts, max(1, whole(number) or 1), min(whole(size) or _DEFAULT_SIZE, 50))


def _marked(title: str, text: str) -> str:
    """The title with what was looked for in colour."""
    for word in text.split():
        title = title.replace(word, f"<em>{word}</em>")
    return title


def _url(view: View, post: Post) -> str:
    return view.base_url + post_path_of(view.site.platform)(post)


def _ss(view: View, asked: Asked) -> dict[str, object]:
    text = asked.query.get("qt", "")
    ours = asked.query.get("siteCode") == chrome.site_code(view)
    found = _found(view, text) if ours else ()
    docs = [
        {"data": {
            "titleO": p.title, "title": _marked(escape(p.title), text), "url": _url(view, p), "fileType": "html",
            "docDate": article.shown(p, "%Y-%m-%d"), "parentUrl": view.base_url + "/",
            "siteLabel": {"value": view.site.name},
        }}
        for p in _page(found, asked.query.get("page"), asked.query.get("pageSize"))
    ]  # fmt: skip
    return {"ok": True, "msg": "", "totalHits": len(found), "resultDocs": docs}


def _hanweb(view: View, asked: Asked) -> dict[str, object]:
    """Results lie two levels down, addresses are without host; without a hit there is no list at all."""
    text = asked.query.get("q", "")
    found = _found(view, text) if asked.query.get("websiteid") == website_id(view) else ()
    rows = [
        {"data": {
            "title": _marked(escape(p.title), text), "url": post_path_of(view.site.platform)(p),
            "jsearch_date": article.shown(p, "%Y-%m-%d"), "cdate": str(int(p.appears_at.timestamp() * 1000)),
        }}
        for p in _page(found, asked.query.get("p"), asked.query.get("pg"))
    ]  # fmt: skip
    result: dict[str, object] = {"totalCount": len(found)}
    if rows:
        result["dataResults"] = rows
    return {"code": "200", "success": True, "data": {"searchResult": result}}
