"""Bad usage and bad configuration: one Chinese line, exit 2, no traceback."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main
from cli.chinese import ChineseCommand, usage_problem
from cli.main import COMMANDS
from settings import CHECKOUT
from storage.database import open_database
from tests import seasons
from tests.cli.inside import fazhiwatch


@pytest.mark.parametrize(
    "url",
    [
        "http://zhang:geheim@127.0.0.9:9/a/",
        "HTTP://zhang:geheim@127.0.0.9:9/",
        "ftp://zhang:geheim@127.0.0.9/",
        "//zhang:geheim@127.0.0.9/",
        "zhang:geheim@a.example",
        "http://zhang：geheim＠a.example/",
        "http://[::1/geheim",
        "http://a geheim.example/",
        "http://127.0.0.1:99999/geheim",
    ],
)
@pytest.mark.parametrize("command", ["check", "discover", "snapshot", "import", "parse"])
def test_an_address_that_cannot_be_asked_is_refused_and_not_repeated(tmp_path: Path, command: str, url: str) -> None:
    page = tmp_path / "1.html"
    page.write_text("<html><title>一</title><p>二</p></html>", encoding="utf-8")
    words = [command, str(page), "--url", url] if command in ("import", "parse") else [command, url]
    done = fazhiwatch(tmp_path, *words)
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.splitlines()
    assert "网址" in line
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert "geheim" not in f"{done.stdout}{done.stderr}" and b"geheim" not in kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "没有这个命令：nonsense"),
        (["board"], "缺少参数：--year"),
        (["backfill"], "缺少参数：--from"),
        (["archive", "export"], "缺少参数：--unit"),
        (["export", "a.csv", "--year", "2025", "--format", "csw"], "参数 --format 的值不对"),
        (["rehearse", "--from", "明天"], "参数 --from 的值不对"),
        (["board", "--year", "明年"], "不是整数"),
        (["board", "--year", "20255"], "20255 不在 1949 到 2100 之间"),
        (["board", "--year", "2025", "--office", "nope"], "没有这个监督机关：nope"),
        (["board", "--year", "2025", "--nothing"], "没有这个选项：--nothing"),
        (["reports", "show", "12"], "没有编号为 12 的报告"),
        (["run", "--unit", "no-such-unit"], "名录中没有这个单位：no-such-unit"),
        (["run", "--registry", "/nonexistent"], "/nonexistent"),
        (["import", "/nonexistent/page.html"], "/nonexistent/page.html"),
        (["check", "not-a-url"], "not-a-url"),
        (["alerts", "test", "no-such-office"], "no-such-office"),
    ],
)
def test_mistakes_are_one_line_and_exit_2(tmp_path: Path, words: list[str], said: str) -> None:
    # a flow reads Prefect's settings once and for all in a process
    way = seasons.fazhiwatch if words[0] in ("nonsense", "run") else fazhiwatch
    done = way(tmp_path / "var", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@click.command(cls=ChineseCommand)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--days", type=click.IntRange(1))
@click.option("--most", type=click.IntRange(max=9))
@click.option("--part", type=click.FloatRange(0, 1))
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.option("--file", type=click.Path(exists=True, dir_okay=False))
@click.option("--quiet", is_flag=True)
def _anything(**_: object) -> None: ...


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--on", "明天"], "参数 --on 的值不对：'明天' 不是日期，请写作 2026-03-31"),
        (["--days", "0"], "参数 --days 的值不对：0 太小，至少为 1"),
        (["--most", "10"], "参数 --most 的值不对：10 太大，至多为 9"),
        (["--days", "三"], "参数 --days 的值不对：'三' 不是整数"),
        (["--part", "半"], "参数 --part 的值不对：'半' 不是数"),
        (["--part", "1.5"], "参数 --part 的值不对：1.5 不在 0 到 1 之间"),
        (["--kind", "c"], "参数 --kind 的值不对：'c' 不在可选范围：'a', 'b'"),
        (["--file", "/nonexistent/x"], "参数 --file 的值不对：没有这个文件或目录：'/nonexistent/x'"),
        (["--file", "/"], "参数 --file 的值不对：'/' 是目录，不是文件"),
        (["--days"], "选项 --days 后面要写值"),
        (["--quiet=1"], "选项 --quiet 后面不写值"),
        (["甲", "乙"], "多余的参数：甲 乙"),
    ],
)
def test_what_the_library_says_is_said_in_chinese(words: list[str], said: str) -> None:
    with pytest.raises(click.ClickException) as raised:
        _anything.main(words, standalone_mode=False)
    assert usage_problem(raised.value) == said


@pytest.mark.parametrize(
    ("name", "value"),
    [("FAZHIWATCH_NOW", "tomorrow"), ("FAZHIWATCH_DOWNLOAD_DELAY", "-1"), ("FAZHIWATCH_DATABASE_URL", "oracle://x")],
)
def test_a_bad_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = fazhiwatch(tmp_path / "var", "board", "--year", "2025", **{name: value})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_is_chinese_and_names_the_commands(tmp_path: Path) -> None:
    done = seasons.fazhiwatch(tmp_path / "var", "--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout


def test_every_command_explains_itself_in_chinese() -> None:
    pages = {words: CliRunner().invoke(main.fazhiwatch, [*words, "--help"]) for words in _commands(main.fazhiwatch, ())}
    assert len(pages) > len(COMMANDS)  # those of groups, too
    for words, page in pages.items():
        assert page.exit_code == 0, words
        assert "用法：" in page.stdout
        assert "Usage" not in page.stdout
        assert "Show this message" not in page.stdout


def _commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, (*words, name))


def test_every_registry_error_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "office:\n  id: a\n  name: 甲市司法局\n  colour: red\n"
        "columns:\n  - id: c1\n    url: ftp://nowhere\n"
        "units:\n  - id: u1\n    name: 甲镇人民政府\n    level: township\n    columns: [c9]\n",
        encoding="utf-8",
    )
    done = fazhiwatch(tmp_path / "var", "units", "validate", "--json", FAZHIWATCH_REGISTRY=str(folder))
    assert done.returncode == 2
    problems = json.loads(done.stdout)
    assert [p["line"] for p in problems] == [4, 7, 12]
    lines = seasons.fazhiwatch(tmp_path / "var", "run", FAZHIWATCH_REGISTRY=str(folder))
    assert lines.returncode == 2
    assert len(lines.stderr.strip().splitlines()) == 3
    assert "a.yaml:4" in lines.stderr


def test_the_shipped_register_is_valid(tmp_path: Path) -> None:
    done = fazhiwatch(tmp_path / "var", "units", "validate", "--json", FAZHIWATCH_REGISTRY=str(CHECKOUT / "registry"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_looking_does_not_wait_for_a_run_that_writes(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'var' / 'fazhiwatch.db'}")
    try:
        with database.session():  # the write lock is held
            began = time.monotonic()
            for way, words in (
                (seasons.fazhiwatch, ["board", "--year", "2025"]),
                (fazhiwatch, ["alerts", "list"]),
                (fazhiwatch, ["reports", "list"]),
            ):
                done = way(tmp_path / "var", *words, "--json")
                assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stderr
            assert time.monotonic() - began < 75  # three writers would have waited 30 s each for their turn
    finally:
        database.close()
