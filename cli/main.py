"""`fazhiwatch`: the commands in the order of a working day; a problem is one line, never a traceback."""

import logging
import sys
import traceback

import click
from pydantic import ValidationError

from cli.chinese import LazyGroup, no_traceback
from cli.output import say
from core.problems import UserProblem, os_words
from settings import VERSION, Settings

# Each command's module is imported when it is asked for: a look at the board does not wait for Scrapy.
COMMANDS = {
    "demo": "cli.demo:demo",
    "run": "cli.nightly:run",
    "backfill": "cli.backfill:backfill",
    "evaluate": "cli.nightly:evaluate",
    "board": "cli.boards:board",
    "export": "cli.export:export",
    "reports": "cli.reports:reports",
    "review": "cli.review:review",
    "alerts": "cli.alerts:alerts",
    "rehearse": "cli.rehearse:rehearse",
    "units": "cli.units:units",
    "check": "cli.check:check",
    "discover": "cli.discover:discover",
    "parse": "cli.reading:parse",
    "import": "cli.importing:import_",
    "snapshot": "cli.snapshot:snapshot",
    "evidence": "cli.evidence:evidence",
    "reparse": "cli.reparse:reparse",
    "archive": "cli.archive:archive",
    "web": "cli.web:web",
    "users": "cli.users:users",
    "tokens": "cli.tokens:tokens",
    "watchdog": "cli.watchdog:watchdog",
    "doctor": "cli.doctor:doctor",
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    help="法治年报监测：谁公布了法治政府建设年度报告，谁没有，谁迟了，报告写了什么。",
)
@click.version_option(VERSION, "--version", message="FazhiWatch %(version)s", help="显示版本")
def fazhiwatch() -> None:
    pass


def settings_problem(error: ValidationError) -> str:
    lines = [f"环境变量 FAZHIWATCH_{str(e['loc'][0]).upper()} 的值不对：{e['input']!r}" for e in error.errors()]
    return "；".join(lines)


def main() -> None:
    """Exit code 0 on success, 1 on a failed job, 2 on bad usage or bad configuration."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        with no_traceback():
            fazhiwatch.main(standalone_mode=False)
    except UserProblem as problem:
        say(str(problem))
        sys.exit(problem.exit_code)
    except ValidationError as error:
        if error.title != Settings.__name__:
            sys.exit(_unexpected(error))
        say(settings_problem(error))
        sys.exit(2)
    except KeyboardInterrupt:
        say("已中止；已取得的内容都已保存，再次运行会接着做")
        sys.exit(1)
    except Exception as error:
        sys.exit(_unexpected(error))


def _unexpected(error: Exception) -> int:
    """A fault of ours: one line for the user, the traceback for the operator in the data folder."""
    log = Settings().log_dir / "errors.log"
    words = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
    if isinstance(error, OSError):
        words = f"{os_words(error)}{f'：{error.filename}' if error.filename else ''}"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)) + "\n")
        where = f"详见 {log}"
    except OSError as full:
        where = f"日志 {log} 也写不了：{os_words(full)}"
    say(f"任务失败：{words}（{where}）")
    return 1


if __name__ == "__main__":
    main()
