"""The way to a column from a site's door 导航: home, 政务公开, 法定主动公开内容, columns among others; site map."""

from html import escape

from demo import chrome, search
from demo.platforms import column_path_of, post_path_of
from demo.view import Answer, View

SITEMAP = "/sitemap.xml"
_CONTENTS = f"{chrome.OPENNESS}fdzdgk/"  # 法定主动公开内容
_BESIDE = {
    f"{chrome.OPENNESS}zn.html": ("政府信息公开指南", "本指南说明信息公开的范围、形式和时限，每年更新一次。"),
    f"{chrome.OPENNESS}ysqgk.html": ("依申请公开", "申请人可以当面、邮寄或者在网上提出申请，机关在法定期限内答复。"),
    f"{_CONTENTS}jgzn.html": ("机构职能", "内设办公室、综合科和法规科，负责本辖区相关事务的统筹协调和监督检查。"),
    f"{_CONTENTS}ghjh.html": ("规划计划", "围绕本地区发展目标编制中长期规划，并按年度分解任务、明确责任单位。"),
    f"{_CONTENTS}czyjs.html": ("财政预决算", "部门预算和决算在批准后二十日内向社会公开，涉密事项除外。"),
    f"{_CONTENTS}xzzf.html": ("行政执法公示", "执法主体、执法人员、权责清单和随机抽查事项清单在此公示。"),
}  # fmt: skip


def answer(view: View, path: str) -> Answer | None:
    """The page of the site's own navigation that stands at `path`."""
    if path == "/":
        return _page(view, "首页", [], search.form(view) + _links({chrome.OPENNESS: "政务公开", **_openness()}))
    if path == chrome.OPENNESS:
        return _page(view, "政务公开", ["政务公开"], _links(_openness()))
    if path == _CONTENTS:
        return _page(view, "法定主动公开内容", ["政务公开", "法定主动公开内容"], _links(_contents(view)))
    if path in _BESIDE:
        name, text = _BESIDE[path]
        return _page(view, name, ["政务公开", name], f'<h1>{name}</h1>\n<div class="text"><p>{text}</p></div>')
    return _sitemap(view) if path == SITEMAP and view.site.sitemap else None


def _openness() -> dict[str, str]:
    above = {path: name for path, (name, _) in _BESIDE.items() if not path.startswith(_CONTENTS)}
    return {**above, _CONTENTS: "法定主动公开内容"}


def _contents(view: View) -> dict[str, str]:
    """The columns of reports among the others, as a menu lists them."""
    beside = {path: name for path, (name, _) in _BESIDE.items() if path.startswith(_CONTENTS)}
    path_of = column_path_of(view.site.platform)
    return {**beside, **{path_of(column): column.name for column in view.columns}}


def _links(entries: dict[str, str]) -> str:
    rows = "\n".join(f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for path, name in entries.items())
    return f'<ul class="menu">\n{rows}\n</ul>'


def _page(view: View, name: str, crumbs: list[str], body: str) -> Answer:
    host = view.base_url.partition("//")[2]
    tags = {
        "SiteName": view.site.name, "SiteDomain": host, "SiteIDCode": chrome.site_code(view), "ColumnName": name,
    }  # fmt: skip
    head = "\n".join(f'<meta name="{key}" content="{escape(value)}">' for key, value in tags.items())
    title = view.site.name if name == "首页" else f"{name}_{view.site.name}"
    text = f"{chrome.breadcrumb(view, crumbs)}\n{body}" if crumbs else body
    return Answer(chrome.document(view, title, text, head=head), "home")


def _sitemap(view: View) -> Answer:
    column_path, post_path = column_path_of(view.site.platform), post_path_of(view.site.platform)
    paths = ["/", chrome.OPENNESS, _CONTENTS, *_BESIDE, *map(column_path, view.columns)]
    places = [f"<url><loc>{escape(view.base_url + path)}</loc></url>" for path in paths]
    places += [
        f"<url><loc>{escape(view.base_url + post_path(post))}</loc>"
        f"<lastmod>{post.changed_at(view.day):%Y-%m-%d}</lastmod></url>"
        for post in view.standing
    ]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n' + "\n".join(places) + "\n</urlset>\n"
    return Answer(text.encode(), "asset", "application/xml")
