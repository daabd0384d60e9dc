"""The log of the pages: warnings and errors, on standard error and in the log folder; not who looked at what."""

import logging
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path

from core.problems import UserProblem, os_words

_BYTES, _FILES = 5_000_000, 3
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to(folder: Path) -> RotatingFileHandler:
    """Begins the log, which is turned over when it is long. Raises UserProblem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(_in(folder), maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    except OSError as error:
        raise UserProblem(f"日志目录 {folder} 写不了：{os_words(error)}") from None
    _write(file)
    return file


def join_log(folder: Path) -> None:
    """Writes into a log that another process began, and follows it when that one turns it over."""
    try:
        file = WatchedFileHandler(_in(folder), encoding="utf-8")
    except OSError as error:
        raise UserProblem(f"日志目录 {folder} 写不了：{os_words(error)}") from None
    _write(file)


def turn_over(file: RotatingFileHandler) -> None:
    """Where others have made it long."""
    if file.shouldRollover(logging.makeLogRecord({})):
        file.doRollover()


def _write(file: logging.Handler) -> None:
    logging.basicConfig(level=logging.WARNING, format=_FORM, handlers=[logging.StreamHandler(), file], force=True)


def _in(folder: Path) -> Path:
    return folder / "web.log"
