"""Reports that stand in a file beside their page 附件, as the unit's clerk saved them."""

from functools import lru_cache

from demo.platforms import post_path_of
from demo.posts import Post
from demo.view import Answer, View
from demo.writing import Draft

# What the sites say their files are; one of them never says it.
_TYPES = {"trs": "application/octet-stream", "contents": "application/pdf"}


def file_path(post: Post) -> str:
    platform = post.site.platform
    return f"{post_path_of(platform)(post).rpartition('/')[0]}/{post.file_name}"


def answer(view: View, path: str) -> Answer | None:
    """The file at `path`, while the post that points to it is there."""
    posts = (p for c in view.columns for p in view.posts(c) if p.file_name and path.endswith(p.file_name))
    post = next((p for p in posts if file_path(p) == path), None)
    if post is None:
        return None
    body = file_bytes(post.draft(view.day), post.unit.style.filed)
    return Answer(body, "file", _TYPES[view.site.platform], changed_at=post.changed_at(view.day))


@lru_cache(maxsize=64)
def file_bytes(draft: Draft, form: str) -> bytes:
    """A report as docx or pdf, the same bytes for the same draft."""
    from demo import pdf_file, word_file  # noqa: PLC0415 - a word processor is heavy to import, and seldom asked for

    return word_file.write(draft) if form == "docx" else pdf_file.write(draft)
