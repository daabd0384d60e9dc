"""Fuzzes the front door: any bytes as a page, and any text."""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atheris

with atheris.instrument_imports(include=["parsers", "core"]):
    from fuzz.properties import check_report
    from parsers import read_report

Target = Callable[[bytes], None]


def target(data: bytes) -> None:
    check_report(read_report(data), data)
    text = data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace") if _decodes(data) else ""
    page = f"<html><body>{text}" if len(text) % 3 else text
    check_report(read_report(page, list_title="晴川镇2023年法治政府建设情况报告"), page)


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return len(data) % 2 == 0
    return True


if __name__ == "__main__":
    from fuzz.seeds import run

    run(target, sys.argv[1:])
