"""A file that is there whole or not at all: written beside its place and moved there at the end."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.problems import UserProblem, os_words

STANDARD_OUTPUT = Path("-")


class NotWritten(UserProblem):
    exit_code = 1


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """What is written to stands at `path` once the block has ended well; after a fault, what stood there before.

    `-` is standard output. Raises UserProblem for a place that cannot be written to.
    """
    if path == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    if path.is_dir():
        raise UserProblem(f"写不了文件 {path}：这是目录，不是文件")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except OSError as problem:
        raise UserProblem(f"写不了文件 {path}：{_words(path, problem)}") from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise NotWritten(f"写不了文件 {path}：{os_words(problem)}") from None
    finally:
        part.unlink(missing_ok=True)


def _words(path: Path, problem: OSError) -> str:
    return os_words(problem) if path.parent.is_dir() else f"没有目录 {path.parent}"
