"""Looking for a site's columns: a scout goes through the site; what it found becomes lines for the register."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.addresses import address_fault
from core.crawl import ShardJob
from core.discovery import Discovery, ScoutJob, ScoutStep
from core.problems import UserProblem
from core.units import Registry
from crawlers.discovery.frontier import key_of
from crawlers.discovery.snippet import snippet
from crawlers.scout_launch import run_scout
from flows.progress import report
from settings import Settings


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was found, the lines to paste, and which of the proposed addresses are registered already (column id)."""

    found: Discovery
    snippet: str
    registered: dict[str, str]


def discover(settings: Settings, registry: Registry, url: str, *, allow_private: bool) -> Discovered:
    """Goes politely through the site of `url`; stores nothing. Raises UserProblem where `url` is no web address."""
    _check(url)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        private = (urlsplit(url).hostname or "",) if allow_private else ()
        job = ScoutJob(url=url, shard=_manners(settings, registry, folder, private), allow_private=allow_private)

        def on_step(step: ScoutStep) -> None:
            report("发现栏目", step.asked, job.max_requests, step.note)

        found = run_scout(job, folder=folder, log_file=settings.log_dir / "discover.log", on_step=on_step)
    known = {key_of(column.url): column.id for column in registry.columns.values()}
    registered = {p.url: known[key] for p in found.proposals if (key := key_of(p.url)) in known}
    return Discovered(found, snippet(found, allow_private=allow_private), registered)


def _check(url: str) -> None:
    if wrong := address_fault(url):
        raise UserProblem(f"不能从这里找栏目：{wrong}")


def _manners(settings: Settings, registry: Registry, folder: Path, private: tuple[str, ...]) -> ShardJob:
    return ShardJob(
        run_id="discover",
        shard=0,
        archive_dir=str(folder / "archive"),
        now=settings.now,
        user_agent=settings.user_agent,
        delay=settings.download_delay,
        fetch_articles=False,
        hosts=tuple(registry.hosts.values()),
        private_hosts=private,
    )
