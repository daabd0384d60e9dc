"""Repairing 修复存档: rows made again, rows put right, losses acknowledged in the chain. No archive file is touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawlers.archive import ArchiveError
from crawlers.archive_record import capture_of
from flows.archive.issues import Issue, differences
from flows.archive.placing import WORDS, Placer
from flows.archive.survey import Survey, survey
from flows.archive.verify import Finding, link
from flows.progress import report
from flows.run import Run
from parsers import PARSER_VERSION
from settings import Settings
from storage import chain, chain_check, recovery
from storage.database import Session, open_database

_LOST = frozenset({"record_lost", "record_damaged", "file_changed", "file_missing", "original_missing"})
PLANS = {
    "record_unindexed": "将补录",
    "row_differs": "将按存档记录更正数据库",
    **dict.fromkeys(_LOST, "将记为损失，并重新抓取"),
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done, or is to be done; `left`: what a repair can do nothing about."""

    actions: tuple[Finding, ...]
    left: tuple[Finding, ...]


def plan(settings: Settings) -> Repaired:
    """What a repair would do; changes nothing."""
    database = open_database(settings.database)
    try:
        found = survey(database, settings.archive_dir)
    finally:
        database.close()
    actions = [_finding(issue, PLANS[issue.kind]) for issue in found.issues if _can_mend(issue)]
    return Repaired(tuple(actions), _left(found))


def repair(run: Run) -> Repaired:
    """Mends what can be mended; done twice, the second time does nothing."""
    found = survey(run.database, run.settings.archive_dir)
    with run.database.session() as session:
        mender = _Mender(run, Placer(run, session))
    todo = [issue for issue in found.issues if _can_mend(issue)]
    actions = []
    for number, issue in enumerate(todo, 1):
        with run.database.session() as session:
            actions.append(_finding(issue, mender.mend(session, issue)))
        run.beat()
        report("修复存档", number, len(todo))
    with run.database.session() as session:
        for run_id in recovery.recovered_runs(session):
            chain.seal_run(session, run_id, datetime.now(UTC))
    with run.database.reading() as session:
        links = [link(fault) for fault in chain_check.check(session)]
    return Repaired(tuple(actions), (*_left(found), *links))


def _can_mend(issue: Issue) -> bool:
    return issue.kind == "record_unindexed" or (issue.fault and issue.kind in PLANS)


def _left(found: Survey) -> tuple[Finding, ...]:
    rest = [issue for issue in found.issues if issue.fault and not _can_mend(issue)]
    return tuple(Finding(issue.kind, issue.where, issue.detail) for issue in rest)


class _Mender:
    def __init__(self, run: Run, placer: Placer) -> None:
        self._run = run
        self._placer = placer

    def mend(self, session: Session, issue: Issue) -> str:
        """Mends one issue in one transaction; what was done, in Chinese."""
        if issue.kind == "record_unindexed":
            return self._recover(session, issue)
        if issue.kind == "row_differs":
            return self._correct(session, issue)
        return self._lose(session, issue)

    def _recover(self, session: Session, issue: Issue) -> str:
        assert issue.record
        try:
            role = self._placer.place(session, issue.file, issue.record)
        except ArchiveError as problem:
            return f"未能补录：{problem}"
        return f"已补录：{WORDS[role]}"

    def _correct(self, session: Session, issue: Issue) -> str:
        """The record has a digest and stands in a sealed file; the row has neither."""
        assert issue.row and issue.record
        differing = differences(issue.row, issue.record)
        right = capture_of(issue.file, issue.record)
        fields = ("final_url", "status", "fetched_at", "digest", "warc_file", "warc_offset")
        values: dict[str, Any] = {name: getattr(right, name) for name in fields}
        if issue.row.origin is None:
            values["url"] = right.url
        recovery.correct(session, issue.row.capture_id, values)
        facts = {"reason": "数据库中的存档索引与存档记录不符，已按记录更正", "record": issue.row.record_id}
        changed = {name: [str(was), str(now)] for name, (was, now) in differing.items()}
        self._acknowledge(session, f"{issue.row.record_id}@{self._run.id}", facts | {"changed": changed})
        return "已按存档记录更正数据库"

    def _lose(self, session: Session, issue: Issue) -> str:
        assert issue.subject
        facts: dict[str, Any] = {"reason": issue.detail, "file": issue.file, "offset": issue.offset}
        if issue.found is not None:
            facts["found"] = issue.found
        if issue.row is not None:
            facts |= {"url": issue.row.final_url, "sha256": issue.row.digest}
            recovery.lose(session, issue.row.capture_id, issue.detail, PARSER_VERSION, self._run.now)
        self._acknowledge(session, issue.subject, facts)
        return "已记为损失，下次运行重新抓取" if issue.row is not None else "已记为损失"

    def _acknowledge(self, session: Session, subject: str, facts: Mapping[str, Any]) -> None:
        chain.seal_losses(session, {subject: facts}, datetime.now(UTC))


def _finding(issue: Issue, done: str) -> Finding:
    return Finding(issue.kind, issue.where, f"{issue.detail}：{done}")
