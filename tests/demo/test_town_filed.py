"""Reports that stand in a file: where they lie, how they are served, and that they are the same bytes each time."""

import pytest

from demo import filed
from demo.filed import file_path
from demo.platforms import post_path_of
from demo.posts import Post, visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from tests.demo.conftest import visit

FILED = [post for column in TOWN.columns for post in visible_posts(column, DAYS[-1]) if post.file_name]
MAGIC = {"docx": b"PK\x03\x04", "pdf": b"%PDF-"}


def test_there_are_files_of_both_kinds_and_one_site_does_not_say_so() -> None:
    assert {post.unit.style.filed for post in FILED} == {"docx", "pdf"}
    assert {post.year for post in FILED} == {2021, 2022, 2023, 2024, 2025}


@pytest.mark.parametrize("post", FILED, ids=lambda p: p.file_name)
def test_a_file_lies_beside_its_page(town: Town, post: Post) -> None:
    base = town.base_url(post.site.id)
    page, file = visit(base + post_path_of(post.site.platform)(post)), visit(base + file_path(post))
    assert f'"./{post.file_name}"' in page.text
    assert file.body.startswith(MAGIC[post.unit.style.filed])
    told = {"trs": "application/octet-stream", "contents": "application/pdf"}
    assert file.headers["content-type"] == told[post.site.platform]
    assert visit(base + file_path(post), If_None_Match=file.headers["etag"]).status == 304
    assert town.requests[post.site.id, "file"] == 2


def test_a_file_comes_with_its_post(town: Town) -> None:
    post = next(p for p in FILED if p.year == 2025)
    url = town.base_url(post.site.id) + file_path(post)
    town.day = DAYS[0]
    assert visit(url).status == 404
    assert visit(url.replace(post.file_name, "0" + post.file_name)).status == 404


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_same_draft_gives_the_same_bytes(form: str) -> None:
    draft = FILED[0].draft(DAYS[-1])
    first = filed.file_bytes(draft, form)
    filed.file_bytes.cache_clear()
    assert filed.file_bytes(draft, form) == first
