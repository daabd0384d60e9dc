"""A register of many columns, and nights over it in which each is read as the test says, without any site."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.crawl import ColumnRead
from core.pages import Outcome
from core.posts import PostRef, Recognition
from core.times import SHANGHAI
from flows import telling
from flows.judge import judge_and_tell
from flows.run import Run, begin_run, columns_of, select_units
from flows.tally import Tally
from parsers import recognise_title
from settings import Settings
from storage import columns, outbox, silences


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Watched:
    """`places`: for each province (the beginning of a division code) how many towns with a column of their own."""

    def __init__(self, folder: Path, places: Mapping[str, int], *, bare: int = 0) -> None:
        self.folder = folder
        self.columns = [f"c{place}-{n}" for place, number in places.items() for n in range(number)]
        (folder / "registry").mkdir()
        for place, number in places.items():
            self._write(place, [f"c{place}-{n}" for n in range(number)], bare)

    def _write(self, place: str, column_ids: list[str], bare: int) -> None:
        rows = "".join(f"  - {{id: {c}, url: 'http://{c}.example/l/'}}\n" for c in column_ids)
        town = "  - {{id: u{0}, name: 第{0}镇人民政府, level: township, division_code: '{1}0101', columns: [{2}]}}\n"
        units = "".join(town.format(c, place, c) for c in column_ids)
        units += "".join(town.format(f"b{place}-{n}", place, "") for n in range(bare))
        (self.folder / "registry" / f"{place}.yaml").write_text(
            f"office: {{id: o{place}, name: 第{place}司法局}}\ncolumns:\n{rows}units:\n{units}",
            encoding="utf-8",
        )

    @contextmanager
    def watching(self) -> Iterator["Watched"]:
        """All nights stand in one run, which takes no time to begin and end them."""
        with begin_run(self._settings("2026-01-01"), kind="nightly") as self._whole:
            yield self

    def _settings(self, now: str) -> Settings:
        return Settings(home=self.folder / "var", registry=self.folder / "registry", now=at(now))

    def run(self, now: str, office: str) -> Run:
        run = self._whole
        units = select_units(run.registry, (), [office] if office else ())
        return replace(
            run, settings=self._settings(now), now=at(now), units=units, columns=columns_of(run.registry, units),
            tally=Tally(),
        )  # fmt: skip

    def night(
        self, now: str, *, office: str = "", lost: tuple[str, ...] = (), every: Outcome = Outcome.OK,
        but: Mapping[str, Outcome] = MappingProxyType({}),
    ) -> list[dict[str, Any]]:  # fmt: skip
        """The alerts that a night wrote or put back, as they stand in the outbox.

        How `every` column is read, `but` some of them; `lost`: those whose shard was.
        """
        run = self.run(now, office)
        reads = [_read(c.id, but.get(c.id, every), run.now) for c in run.columns if c.id not in lost]
        with run.database.session() as session:
            known = {a["id"]: a["state"] for a in outbox.list_alerts(session)}
            columns.keep(session, run.id, reads, _recognise)
        for read in reads:
            run.tally.column(read)
        for column_id in lost:
            run.tally.lost(column_id, "本组检查中断")
        telling.watch_storms(run)
        judge_and_tell(run)
        with run.database.session() as session:
            silences.release(session, run.now)
            return [a for a in outbox.list_alerts(session) if known.get(a["id"]) != a["state"]]


def _recognise(ref: PostRef) -> Recognition:
    return recognise_title(ref.title, listed_on=ref.listed_on)


def _read(column_id: str, outcome: Outcome, now: datetime) -> ColumnRead:
    return ColumnRead(
        column_id=column_id, outcome=outcome, reason="" if outcome.sound else "说明", complete=outcome.sound,
        checked_at=now, platform=None, pages=(), listed=3 if outcome.sound else None,
    )  # fmt: skip


def queued(alerts: list[dict[str, Any]]) -> list[str]:
    """The keys of those that would be sent."""
    return sorted(a["key"] for a in alerts if a["state"] == "queued")
