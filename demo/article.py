"""What article pages of all platforms share 文章页: the text, and whether the title is shown."""

from html import escape

from demo import markup
from demo.posts import REPORT, Post
from demo.view import View


def text_of(view: View, post: Post) -> str:
    """The text of the post as HTML, as it stands on the day of the view."""
    if post.file_name:
        return markup.pointer_html(post.title, post.file_name)
    if post.kind == REPORT:
        return markup.report_html(post.draft(view.day), post.unit.style)
    return markup.text_html(post.paragraphs())


def headline(post: Post, tag: str = "h1", name: str = "title") -> str:
    """The title above the text: shown, hidden (it then stands in the text), or not there at all."""
    heading = post.unit.style.heading if post.kind == REPORT else "chrome"
    if heading == "nowhere":
        return ""
    hidden = ' style="display:none"' if heading == "split" else ""
    return f'<{tag} class="{name}"{hidden}>{escape(post.title)}</{tag}>'


def mobile_copy(view: View, post: Post) -> str:
    """The whole article once more, hidden, for small screens; only where the unit's template has it."""
    if post.kind != REPORT or not post.unit.style.mobile_copy:
        return ""
    inner = f"<h2>{escape(post.title)}</h2><div class='m-cont'>{text_of(view, post)}</div>"
    return f'<div class="mobile-only" style="display:none">{inner}</div>'


def shown(post: Post, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """The displayed date, empty where the post shows none."""
    return post.shown_at.strftime(pattern) if post.shown_at else ""


def cut(title: str, length: int) -> str:
    """A title as a list has room for it."""
    return title if len(title) <= length else title[:length] + "…"
