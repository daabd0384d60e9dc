"""What stands around the text on every page of a site 页面框架: head, banner, breadcrumb, footer, style sheet."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from demo.posts import Post
from demo.view import View

WEEKDAYS = "一二三四五六日"
OPENNESS = "/zwgk/"  # 政务公开, see `demo.navigation`
_COLOURS = {
    "trs": "#b4232a",
    "hanweb": "#1b5fa8",
    "gkmlpt": "#0f6ab4",
    "contents": "#a3282c",
    "gbk": "#8a1f11",
    "app": "#1d6f5f",
    "plain": "#9c2b23",
    "jpaas": "#2a6ebb",
    "nfcms": "#c0392b",
    "vsb": "#7a3b1e",
    "epoint": "#14679e",
    "lonsun": "#a02318",
    "truecms": "#205ea8",
    "ecms": "#8c2f39",
    "ucap": "#b03a2e",
    "framed": "#385f2f",
}


def day_text(day: datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def metas(view: View, post: Post, column_name: str, *, url: str) -> str:
    """The page tags that 《政府网站发展指引》 asks for; without a date where the post has none."""
    host = view.base_url.partition("//")[2]
    pairs = [
        ("SiteName", view.site.name), ("SiteDomain", host), ("SiteIDCode", site_code(view)),
        ("ColumnName", column_name), ("ColumnType", "信息公开目录"), ("ArticleTitle", post.title),
        ("PubDate", f"{post.shown_at:%Y-%m-%d %H:%M}" if post.shown_at else ""), ("ContentSource", post.source),
        ("Keywords", "法治政府,年度报告"), ("Url", url),
    ]  # fmt: skip
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs if value)


def site_code(view: View) -> str:
    """网站标识码, of a division that does not exist."""
    return f"9901{view.site.port % 1000000:06d}"


def breadcrumb(view: View, names: Sequence[str], label: str = "当前位置：") -> str:
    links = " &gt; ".join(f'<a href="/">{escape(name)}</a>' for name in ("首页", *names))
    return f'<div class="crumb">{label}{links}</div>'


def banner(view: View, clock: str = "") -> str:
    """The top of the page; `clock` is what the site puts beside its links."""
    entries = {"首页": "/", "政务公开": OPENNESS, "政务服务": "/", "互动交流": "/", "走进" + view.site.host_place: "/"}
    nav = "".join(f"<li><a href='{href}'>{name}</a></li>" for name, href in entries.items())
    links = '<a href="#">无障碍</a> | <a href="#">长者助手</a> | <a href="#">简体</a> <a href="#">繁体</a>'
    return (
        f'<div class="top"><div class="in"><span class="clock">{clock}</span>'
        f'<span class="links">{links}</span></div></div>'
        f'<div class="logo"><div class="in"><b>{escape(view.site.name)}</b></div></div>'
        f'<div class="nav"><ul class="in">{nav}</ul></div>'
    )


def footer(view: View) -> str:
    place = view.site.host_place
    serial = view.site.port % 100
    return (
        '<div class="foot"><p><a href="#">关于我们</a> | <a href="#">网站地图</a> | <a href="#">联系我们</a></p>'
        f"<p>主办：{escape(view.site.name)}　网站标识码：{site_code(view)}</p>"
        f"<p>溪ICP备209900{serial:02d}号　溪公网安备 9901020200{serial:02d}号</p>"
        f"<p>建议使用1366×768分辨率浏览{place}网站</p></div>"
    )


def document(view: View, title: str, body: str, *, head: str = "", clock: str = "") -> bytes:
    """A whole UTF-8 page in the site's frame."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(title)}</title>
{head}
<link rel="stylesheet" href="/css/site.css">
</head>
<body>
{banner(view, clock)}
<div class="main in">
{body}
</div>
{footer(view)}
</body>
</html>
""".encode()


def stylesheet(platform: str) -> bytes:
    colour = _COLOURS[platform]
    return f"""body {{
  margin: 0; color: #333; background: #f4f4f4;
  font: 14px/1.7 "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif;
}}
a {{ color: #333; text-decoration: none; }}
a:hover {{ color: {colour}; }}
.in {{ width: 1000px; margin: 0 auto; }}
.top {{ background: #eee; font-size: 12px; line-height: 30px; color: #777; }}
.top .in {{ min-height: 30px; }}
.top .links {{ float: right; }}
.logo {{ background: #fff; border-top: 3px solid {colour}; }}
.logo b {{ font-size: 32px; line-height: 96px; color: {colour}; letter-spacing: 2px; }}
.nav {{ background: {colour}; }}
.nav ul {{ list-style: none; padding: 0; }}
.nav li {{ display: inline-block; }}
.nav a {{ color: #fff; padding: 0 36px; line-height: 44px; }}
.main {{ background: #fff; padding: 20px 40px; box-sizing: border-box; }}
.crumb {{ border-bottom: 1px solid #ddd; padding-bottom: 8px; color: #888; font-size: 13px; }}
h1, .title {{ text-align: center; font-size: 26px; line-height: 1.5; color: {colour}; margin: 30px 0 12px; }}
.title {{ font-weight: bold; }}
.info {{ text-align: center; color: #888; font-size: 13px; border-bottom: 1px dashed #ccc; padding-bottom: 10px; }}
.info span, .info a {{ margin: 0 8px; }}
.ewm {{ list-style: none; padding: 0; }}
.text {{ font-size: 16px; padding: 20px 10px; }}
.para.h {{ font-weight: bold; }}
ul.list {{ list-style: none; padding: 0; }}
ul.list li {{ border-bottom: 1px dotted #ccc; line-height: 38px; }}
ul.list span, ul.list i {{ float: right; color: #999; font-style: normal; }}
.pager {{ text-align: center; padding: 20px; }}
.pager a, .pager b {{ border: 1px solid #ccc; padding: 3px 10px; margin: 0 3px; }}
table.index {{ width: 100%; border-collapse: collapse; }}
table.index td {{ border: 1px solid #d5d5d5; padding: 6px 10px; }}
table.index .k {{ background: #f2f6fa; width: 90px; }}
.tools {{ text-align: right; color: #888; font-size: 13px; }}
.foot {{ text-align: center; color: #888; font-size: 13px; padding: 20px; }}
""".encode()
