"""Verifying 核验存档: files, records, rows, seals and chain, with every change of a byte, a time or the order named."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.chain import SHORT, Fault
from core.problems import UserProblem
from flows.archive.issues import Issue
from flows.archive.survey import Survey, survey
from settings import Settings
from storage import archive_index, chain, chain_check
from storage.database import Database, Session, open_database

_DIGEST = re.compile(rf"\b[0-9a-f]{{{SHORT},64}}\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a note, with the place where it is."""

    kind: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found. `head` is the digest of the chain's last entry, None before the first."""

    ok: bool
    files: int
    records: int
    captures: int
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    head: str | None


def verify(settings: Settings, published_head: str | None = None) -> Verified:
    """Changes nothing. `published_head`: a head that was told earlier and must still stand in the chain."""
    database = open_database(settings.database)
    try:
        return verified(database, settings.archive_dir, published_head)
    finally:
        database.close()


def verified(database: Database, folder: Path, published_head: str | None = None) -> Verified:
    found = survey(database, folder)
    with database.reading() as session:
        links = [link(fault) for fault in chain_check.check(session)]
        told = _told(session, published_head)
        head = chain.head(session)
    faults = (*told, *links, *(_finding(issue) for issue in found.issues if issue.fault))
    notes = (*(_finding(issue) for issue in found.issues if not issue.fault), *_running(found))
    ok, last = not faults, head.digest if head.seq else None
    return Verified(ok, found.files, found.records, found.captures, faults, notes, last)


def link(fault: Fault) -> Finding:
    """A fault of the chain."""
    return Finding("chain_broken", "证据链" if fault.seq is None else f"证据链第{fault.seq}环", fault.words)


def _told(session: Session, said: str | None) -> list[Finding]:
    """A head that was told earlier and is not in the chain: it was cut short, or written anew."""
    if said is None:
        return []
    digest = _DIGEST.search(said.lower())
    if digest is None:
        raise UserProblem(f"--head 须是链首摘要（至少 16 位十六进制数字）：{said}")
    if archive_index.stands(session, digest[0]):
        return []
    return [Finding("head_unknown", "证据链", f"曾公布的链首 {digest[0]} 已不在链中：链被截短或重写")]


def _finding(issue: Issue) -> Finding:
    return Finding(issue.kind, issue.where, issue.detail)


def _running(found: Survey) -> list[Finding]:
    return [Finding("file_running", name, "正在进行的任务还在写，本次没有核验") for name in found.running]
