"""Fuzzes the outline: any body, one paragraph a line."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atheris

with atheris.instrument_imports(include=["parsers", "core"]):
    from fuzz.properties import check_outline
    from parsers.outline import read_outline


def target(data: bytes) -> None:
    body = data.decode("utf-8", "replace")
    outline, warnings = read_outline(body, 2023 if len(data) % 2 else None)
    check_outline(outline, body)
    for warning in warnings:
        assert 0 <= warning.start <= warning.end <= len(body), warning


if __name__ == "__main__":
    from fuzz.seeds import run

    run(target, sys.argv[1:])
