"""The season played: the real nightly job over the town, night by night, with nothing special-cased."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.problems import UserProblem
from demo import register
from demo.inbox import Letter
from demo.script import DAYS
from demo.sites import Town
from flows.environment import prepare_prefect
from settings import Settings
from storage import health
from storage.database import open_database

MARK = ".fazhiwatch-demo"
# What a season leaves in the data folder; Prefect's own state may stay, its first start is slow.
LEFTOVERS = (
    "fazhiwatch.db", "fazhiwatch.db-wal", "fazhiwatch.db-shm", "archive", "jobs", "logs", "registry", "inbox.jsonl",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Night:
    """One night played: its instant, the run summary, and the messages that arrived."""

    at: datetime
    summary: dict[str, Any]
    messages: tuple[Letter, ...]


def prepare_home(home: Path) -> None:
    """Clears an earlier demo out of `home`; a folder that holds anything else is never touched (UserProblem)."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise UserProblem(f"{home} 里有别的数据，演示不会覆盖它；请把 FAZHIWATCH_HOME 设为空目录")
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()
    for name in LEFTOVERS:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def check_database(url: str) -> None:
    """The season needs a database without history; another one than the data folder's is not cleared for it."""
    database = open_database(url)
    try:
        with database.session() as session:
            if health.facts(session).last_run is not None:
                raise UserProblem("FAZHIWATCH_DATABASE_URL 指向的数据库里已有运行记录；演示需要一个空数据库")
    finally:
        database.close()


def play(settings: Settings, town: Town, nights: Sequence[datetime] = DAYS) -> Iterator[Night]:
    """Plays the nights in order over the served `town`. The process's environment moves with them: the job reads it."""
    folder = settings.home / "registry"
    register.write(folder, town)
    os.environ.setdefault("FAZHIWATCH_DOWNLOAD_DELAY", "0")
    os.environ.update(
        FAZHIWATCH_HOME=str(settings.home),
        FAZHIWATCH_REGISTRY=str(folder),
        FAZHIWATCH_OPERATOR_URLS=town.receiver_url("operator"),
    )
    prepare_prefect(settings)
    from flows.nightly import nightly  # noqa: PLC0415 - only after prepare_prefect

    for night in nights:
        town.day = night
        os.environ["FAZHIWATCH_NOW"] = night.isoformat()
        heard = len(town.inbox)
        summary = nightly()
        messages = tuple(town.inbox[heard:])
        _keep_letters(settings.home / "inbox.jsonl", messages)
        yield Night(night, summary, messages)


def _keep_letters(file: Path, letters: Sequence[Letter]) -> None:
    """What arrived, one JSON object a line, to be read after the town is gone."""
    with file.open("a", encoding="utf-8") as lines:
        for letter in letters:
            lines.write(json.dumps(asdict(letter), ensure_ascii=False, default=datetime.isoformat) + "\n")
