"""`check`: one column as it would be read tonight."""

import click

from cli.addresses import check_address
from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, print_table, say
from cli.reading import KIND_WORDS
from core.posts import Kind
from flows.preview import ColumnPreview, columns_to_check, preview
from flows.run import load_registry
from settings import Settings


@click.command(
    cls=ChineseCommand, help="试查一个栏目（网址、栏目或单位 ID）：会看到什么、认出哪些、其余为什么不是；不写库。"
)
@click.argument("target", metavar="网址或单位")
@click.option("--allow-private", is_flag=True, help="允许内网和本机地址")
@json_option
def check(target: str, allow_private: bool, as_json: bool) -> None:
    check_address(target, "不能检查")
    settings = Settings()
    registry = load_registry(settings)
    columns = columns_to_check(registry, target, allow_private=allow_private)
    say(f"正在检查 {'、'.join(column.url for column in columns)} ……")
    seen = preview(settings, registry, columns)
    if as_json:
        print_json(seen[0] if len(seen) == 1 else seen)
    else:
        for column in seen:
            _print_preview(column)
    if not all(column.complete for column in seen):
        raise SystemExit(1)


def _print_preview(column: ColumnPreview) -> None:
    print(column.url)
    witness = "列表完整" if column.complete else "列表不完整，不能证明没有公布"
    print(f"结果：{column.outcome}（{column.reason}），{witness}")
    print(f"平台：{column.platform or '未识别'}{f'（{column.known_by}）' if column.known_by else ''}")
    total = f"，网站自称共 {column.total} 条" if column.total is not None else "，网站没有写明总数"
    print(f"列表页 {column.list_pages} 页{total}{_span(column)}")
    print_table(
        f"帖子 {len(column.posts)} 条，其中认作年度报告 {sum(post.candidate for post in column.posts)} 条",
        ("日期", "标题", "认作", "年度", "依据"),
        [
            (
                post.listed_on,
                post.title,
                ("？" if post.doubtful else "") + KIND_WORDS[Kind(post.kind)],
                post.report_year,
                "；".join(post.reasons),
            )
            for post in column.posts
        ],
    )


def _span(column: ColumnPreview) -> str:
    return f"，条目日期 {column.oldest_on} 至 {column.newest_on}" if column.oldest_on else "，条目没有日期"
