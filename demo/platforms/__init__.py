"""The makes of site in the town, one file each: `draw(view, asked)`, `column_path(column)`, `post_path(post)`."""

from collections.abc import Callable
from types import ModuleType

from demo.cast import TownColumn
from demo.platforms import (
    app,
    contents,
    ecms,
    epoint,
    framed,
    gbk,
    gkmlpt,
    hanweb,
    jpaas,
    lonsun,
    nfcms,
    plain,
    trs,
    truecms,
    ucap,
    vsb,
)
from demo.posts import Post
from demo.view import Draw

PLATFORMS: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        app, contents, ecms, epoint, framed, gbk, gkmlpt, hanweb, jpaas, lonsun, nfcms, plain, trs, truecms, ucap, vsb,
    )
}  # fmt: skip


def draw_of(platform: str) -> Draw:
    draw: Draw = PLATFORMS[platform].draw
    return draw


def column_path_of(platform: str) -> Callable[[TownColumn], str]:
    """The address (path and query) that a person would copy into the register."""
    path: Callable[[TownColumn], str] = PLATFORMS[platform].column_path
    return path


def post_path_of(platform: str) -> Callable[[Post], str]:
    path: Callable[[Post], str] = PLATFORMS[platform].post_path
    return path
