"""A site whose column page is a shell: the list, a TRS one, stands in a frame of the same host."""

from demo import chrome
from demo.cast import TownColumn, at
from demo.platforms import trs
from demo.posts import Post
from demo.view import Answer, Asked, View

_MADE = at("2024-05-06 15:00")  # the shell stays as it was made, whatever happens in its frame


def column_path(column: TownColumn) -> str:
    """The shell stands in the folder above the list's: the token is that of the list."""
    return f"/{column.token.rpartition('/')[0]}/index.html"


def post_path(post: Post) -> str:
    return trs.post_path(post)


def draw(view: View, asked: Asked) -> Answer | None:
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    return _shell(view, column) if column else trs.draw(view, asked)


def _shell(view: View, column: TownColumn) -> Answer:
    body = f"""{chrome.breadcrumb(view, ["政务公开", column.name])}
<iframe id="count" src="about:blank" width="0" height="0"></iframe>
<iframe id="list" src="{trs.column_path(column)}index.html" width="100%" height="760" frameborder="0"></iframe>"""
    return Answer(chrome.document(view, f"{column.name}_{view.site.name}", body), "list", changed_at=_MADE)
