"""An old site in GBK that declares gb2312: layout tables, FONT, no page tags, a list without dates, `show.asp?id=`."""

from html import escape

from demo import article
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of, whole

SIZE = 20
GBK = "text/html"  # the header says nothing of the encoding


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/list.asp"


def post_path(post: Post) -> str:
    return f"/{TOWN.columns[post.column_id].token}/show.asp?id={post.number}"


def draw(view: View, asked: Asked) -> Answer | None:
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    if column:
        return _list(view, column, whole(asked.query.get("page")) or 1)
    post = view.post(f"{asked.path}?id={asked.query.get('id', '')}", post_path)
    return _article(view, post) if post else None


def _document(view: View, title: str, main: str) -> bytes:
    """A page in three tables one below the other, as it was done then."""
    site = escape(view.site.name)
    left = "".join(f"<TR><TD><A href=/>{t}</A></TD></TR>" for t in ("机构职能", "政策文件", "工作总结", "便民服务"))
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<HTML>
<HEAD>
<META http-equiv="Content-Type" content="text/html; charset=gb2312">
<TITLE>{escape(title)}</TITLE>
<LINK rel="stylesheet" href="/css/site.css">
</HEAD>
<BODY>
<TABLE width=980 align=center bgcolor=#8a1f11><TR>
<TD height=90><FONT color=#ffffff size=6><B>{site}</B></FONT></TD>
<TD align=right><FONT color=#ffffff><SCRIPT>document.write(new Date().toLocaleDateString());</SCRIPT></FONT></TD>
</TR></TABLE>
<TABLE width=980 align=center><TR>
<TD class=menu><A href=/>首页</A> | <A href=/>政务公开</A> | <A href=/>办事服务</A> | <A href=/>走进双渡</A></TD>
</TR></TABLE>
<TABLE width=980 align=center bgcolor=#ffffff><TR>
<TD valign=top width=170><TABLE><TR><TD><B>信息公开目录</B></TD></TR>{left}</TABLE></TD>
<TD valign=top>{main}</TD>
</TR></TABLE>
<TABLE width=980 align=center><TR>
<TD align=center>主办单位：{site}　溪ICP备20990006号　地址：双渡镇人民路1号</TD>
</TR></TABLE>
</BODY>
</HTML>
""".encode("gbk")


def _list(view: View, column: TownColumn, number: int) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    if not 1 <= number <= pages:
        return None
    rows = "\n".join(
        f'<TR><TD height=26>·<A href="show.asp?id={p.number}" target=_blank>{escape(p.title)}</A></TD></TR>'
        for p in page_of(posts, number, SIZE)
    )
    back = f"<A href=list.asp?page={number - 1}>上一页</A>" if number > 1 else "上一页"
    following = f"<A href=list.asp?page={number + 1}>下一页</A>" if number < pages else "下一页"
    main = f"""<TABLE width=760><TR><TD>您现在的位置：首页 &gt; 政务公开 &gt; {column.name}</TD></TR>
{rows}
<TR><TD align=center>共 {len(posts)} 条　第 {number} 页/共 {pages} 页　{back}　{following}</TD></TR></TABLE>"""
    page = _document(view, f"{column.name}-{view.site.name}", main)
    return Answer(page, "list", GBK, changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    date = f"发布日期: {article.shown(post, '%Y-%m-%d')} " if post.shown_at else ""
    tools = '[<A href="javascript:print()">打印页面</A>]&nbsp;&nbsp;[<A href="javascript:close()">关闭页面</A>]'
    end = '【<A href="#">TOP</A>】【<A href="javascript:print()">打印页面</A>】【<A href="#">关闭页面</A>】'
    main = f"""<TABLE width=760><TR><TD align=center><FONT size=5><B>{escape(post.title)}</B></FONT></TD></TR>
<TR><TD align=center>字体大小: <A>大</A> <A>中</A> <A>小</A> {date}来源:本站 {tools}</TD></TR>
<TR><TD id=Zoom>{article.text_of(view, post)}</TD></TR>
<TR><TD align=right>{end}</TD></TR></TABLE>"""
    return Answer(_document(view, view.site.name, main), "article", GBK, changed_at=post.changed_at(view.day))
