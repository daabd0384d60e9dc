"""Click in Chinese: help headings and usage errors; the library speaks English only."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

# What click says of a value, and what we say instead.
_VALUES = tuple(
    (re.compile(english + r"\.?$"), chinese)
    for english, chinese in (
        (r"^(.*) is not a valid integer(?: range)?", r"\1 不是整数"),
        (r"^(.*) is not a valid float(?: range)?", r"\1 不是数"),
        (r"^(.*) is not a valid boolean", r"\1 不是 true 或 false"),
        (r"^(.*) is not in the range (\S+)<=x<=(\S+?)", r"\1 不在 \2 到 \3 之间"),
        (r"^(.*) is not in the range x>=?(\S+?)", r"\1 太小，至少为 \2"),
        (r"^(.*) is not in the range x<=?(\S+?)", r"\1 太大，至多为 \2"),
        (r"^(.*) is not one of (.*?)", r"\1 不在可选范围：\2"),
        (r"^(.*) does not match the formats? .*", r"\1 不是日期，请写作 2026-03-31"),
        (r"^(?:File|Directory|Path) (.*) does not exist", r"没有这个文件或目录：\1"),
        (r"^File (.*) is a directory", r"\1 是目录，不是文件"),
        (r"^Directory (.*) is a file", r"\1 是文件，不是目录"),
        (r"^(?:File|Directory|Path) (.*) is not readable", r"\1 没有读取的权限"),
        (r"^(?:File|Directory|Path) (.*) is not writable", r"\1 没有写入的权限"),
    )
)
_EXTRA = re.compile(r"^Got unexpected extra arguments? \((.*)\)$")
_NO_VALUE = re.compile(r"^Option .* does not take a value\.?$")
YEAR = click.IntRange(1949, 2100)  # of reports
HELP_OPTION = {"help_option_names": ["--help", "-h"]}


class ChineseCommand(click.Command):
    """A command whose help page has Chinese headings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = HELP_OPTION | (kwargs.get("context_settings") or {})
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]")
        formatter.write_usage(ctx.command_path, pieces.replace("COMMAND [ARGS]...", "命令 [参数]..."), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [row for param in self.get_params(ctx) if (row := param.get_help_record(ctx))]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明"
        return option


class ChineseGroup(ChineseCommand, click.Group):
    """A group of such commands."""

    command_class = ChineseCommand

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str(80)) for name, command in commands if command]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of a working day, not of the alphabet


ChineseGroup.group_class = ChineseGroup


class LazyGroup(ChineseGroup):
    """A group whose commands are imported when they are needed. `lazy`: name to `module:attribute`."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def usage_problem(error: click.ClickException) -> str:
    """A usage error in one Chinese line."""
    match error:
        case click.NoSuchOption() | click.BadOptionUsage():
            return _of_option(error)
        case click.MissingParameter():
            return f"缺少参数：{_as_typed(error.param) if error.param else error.param_hint}"
        case click.BadParameter():
            return f"参数 {_as_typed(error.param) if error.param else ''} 的值不对：{_said(error.message)}"
        case click.UsageError() if error.message.startswith("No such command"):
            return f"没有这个命令：{error.message.split(maxsplit=3)[-1].rstrip('.').strip(chr(39))}"
        case click.UsageError() if found := _EXTRA.match(error.message):
            return f"多余的参数：{found[1]}"
    return error.format_message()


def _as_typed(param: click.Parameter) -> str:
    """An option as it is written on the command line, an argument as the help calls it."""
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def _of_option(error: click.NoSuchOption | click.BadOptionUsage) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有这个选项：{error.option_name}"
    if _NO_VALUE.match(error.message):
        return f"选项 {error.option_name} 后面不写值"
    return f"选项 {error.option_name} 后面要写值"


def _said(message: str) -> str:
    for english, chinese in _VALUES:
        if english.match(message):
            return english.sub(chinese, message)
    return message


@contextmanager
def no_traceback() -> Iterator[None]:
    """Turns click's own exits into SystemExit codes, with usage errors in Chinese on standard error."""
    try:
        yield
    except click.exceptions.Exit as done:
        raise SystemExit(done.exit_code) from None
    except click.Abort:
        click.echo("已中止", err=True)
        raise SystemExit(1) from None
    except click.ClickException as error:
        click.echo(f"用法错误：{usage_problem(error)}（加 --help 看说明）", err=True)
        raise SystemExit(2) from None
