"""What hosts have taught: the scheme that works, and how their TLS is; remembered for a week, then found out anew."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crawl import HostManner, HostStats
from storage.models import HostRow
from storage.sql import chunks, insert_for

REMEMBERED = timedelta(days=7)


def manners(session: Session, hosts: Sequence[str]) -> dict[str, HostManner]:
    """What is known of those of `hosts` that have taught anything."""
    return {host: manner for host, (manner, _) in _known(session, hosts).items()}


def learn(session: Session, stats: Iterable[HostStats], at: datetime) -> None:
    """Keeps what the hosts taught. The same again, a week after it was learned, is forgotten: a site that was mended is
    then asked the modern way again, and one that was not teaches it anew.
    """
    told = {stat.host: stat.manner for stat in stats if stat.manner and stat.requests}
    known = _known(session, list(told))
    new: list[HostManner] = []
    for host, manner in told.items():
        before, learned_at = known.get(host, (HostManner(host), at))
        if manner != before:
            new.append(manner)
        elif at - learned_at >= REMEMBERED:
            new.append(HostManner(host))
    _keep(session, [{**asdict(manner), "learned_at": at} for manner in new])


def _known(session: Session, hosts: Sequence[str]) -> dict[str, tuple[HostManner, datetime]]:
    known = {}
    for some in chunks(hosts):
        found = select(HostRow.host, HostRow.scheme, HostRow.tls, HostRow.learned_at).where(HostRow.host.in_(some))
        for host, scheme, tls, learned_at in session.execute(found):
            known[host] = (HostManner(host, scheme, tls), learned_at)
    return known


def _keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Two shards may tell of one host: the last word stands."""
    if rows:
        insert = insert_for(session, HostRow)
        new = {name: insert.excluded[name] for name in ("scheme", "tls", "learned_at")}
        session.execute(insert.on_conflict_do_update(index_elements=["host"], set_=new), rows)
