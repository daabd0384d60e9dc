"""Nights on which anything may happen to a small register's facts, each judged; and what they should have come to."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from alerts import rules, wording
from core.changes import Change, ChangeKind
from core.duties import Standing, Status
from core.pages import Outcome
from core.posts import Kind, PostRef
from core.reports import Report, TextWarning
from core.times import local_day
from core.units import Duty, Exemption, OwnDueDate, Registry
from flows.judge import judge_touched
from flows.run import Run
from registry import packaged_rules
from settings import Settings
from storage import absences, asides, captures, outbox, register, reports, standings
from storage.asides import Aside
from storage.doubts import Key
from storage.models import PostRow, ReportRow

COLUMNS = ("zhen", "gong", "ju")
READINGS = [(Outcome.OK, True)] * 5 + [(Outcome.OK, False), (Outcome.BLOCKED, False), (Outcome.TIMEOUT, False)]


class Nights:
    """`day` is the local day on whose early morning the night is judged."""

    def __init__(self, scene: Any, seed: int) -> None:
        self.scene, self.chance = scene, random.Random(seed)
        self.day = date(2026, 3, 5)
        units = {u.id: replace(u, since_year=2023) for u in scene.registry.units.values()}
        scene.registry = replace(scene.registry, units=units, rules=packaged_rules())
        self.statuses: dict[Key, Status] = {}
        self.told: set[str] = set()
        self._posts = 0

    @property
    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC) - timedelta(hours=6)

    @property
    def run(self) -> Run:
        registry: Registry = self.scene.registry
        units, columns = tuple(registry.units.values()), tuple(registry.columns.values())
        return Run(Settings(now=self.now), registry, self.scene.database, self.scene.run_id, self.now, units, columns)

    def night(self, quiet: bool = False) -> None:
        """Some days later something happens, and it is judged, by what was touched alone."""
        self.day += timedelta(days=self.chance.choice([0, 1, 1, 1, 2, 5, 12, 40]))
        with self.scene.session() as session:
            register.sync(session, self.scene.registry, self.now)
        happens = (self.read, self.read, self.lists, self.waits, self.publishes, self.looks, self.goes, self.differs,
                   self.copied)  # fmt: skip
        for happening in self.chance.choices(happens, k=0 if quiet else self.chance.randint(1, 5)):
            happening()
        self.expect()
        self.judge()

    def judge(self) -> int:
        """What was touched; how many obligations that were."""
        return judge_touched(self.run).obligations

    def expect(self) -> None:
        """What judging all of it would tell now."""
        owed = list(self._owed())
        with self.scene.database.reading() as session:
            told = outbox.told_of(session, [(unit.id, owes.report_year) for unit, owes in owed])
        whole = self.judged()
        for unit, owes in owed:
            key = (unit.id, owes.report_year)
            news = wording.alerts_for(
                self.statuses.get(key), whole[key], owes, unit, self.scene.registry.offices[unit.office_id], self.now,
                cycle_year=self.run.cycle_year, told=told[key],
            )  # fmt: skip
            self.told |= {alert.key for alert in news}
        self.statuses = {key: standing.status for key, standing in whole.items()}

    def _owed(self) -> Any:
        return rules.obligations(self.scene.registry, self.scene.registry.units.values(), local_day(self.now))

    def judged(self) -> dict[Key, Standing]:
        """Everything judged at once, by the rules alone."""
        owed = list(self._owed())
        with self.scene.database.reading() as session:
            facts = standings.facts(session, [(unit.id, owes.report_year) for unit, owes in owed])
        return {(u.id, o.report_year): rules.judge(o, facts[u.id, o.report_year], self.now) for u, o in owed}

    def stored(self) -> dict[Key, Standing]:
        with self.scene.database.reading() as session:
            return {key: stored.standing for key, stored in standings.current(session).items()}

    # what may happen

    def read(self) -> None:
        for column in COLUMNS:
            outcome, complete = self.chance.choice(READINGS)
            self.scene.keep_list(column, at=self.now, outcome=outcome, complete=complete)

    def lists(self) -> None:
        """A list shows posts of these days, or older ones than it was known to have; some under another day."""
        lately = [self.day - timedelta(days=self.chance.randint(0, 40)) for _ in range(2)]
        of_old = [date(self.chance.randint(2020, 2025), self.chance.choice([3, 11, 12]), 5) for _ in range(3)]
        days = self.chance.sample([*lately, *of_old], self.chance.randint(1, 4))
        refs = [PostRef(f"http://site.test/d{self.chance.randint(0, 15)}", "新闻", day) for day in days]
        self.scene.keep_list(self.chance.choice(COLUMNS), *refs, at=self.now, complete=self.chance.random() < 0.7)

    def waits(self) -> None:
        """A candidate is listed, and may or may not be had."""
        self._posts += 1
        ref = PostRef(f"http://site.test/{self._posts}", f"法治{self.chance.choice([2024, 2025])}")
        self.scene.keep_list(self.chance.choice(COLUMNS), ref, at=self.now)
        if self.chance.random() < 0.5:
            self.scene.keep_article("zhen", ref, Outcome.TIMEOUT, at=self.now, fetched=False)

    def looks(self) -> None:
        """Somebody looks at what waits: it is nothing, or still is to be looked at."""
        for row in self.scene.rows(PostRow):
            if row["state"] in ("wanted", "failed") and self.chance.random() < 0.7:
                ref = PostRef(row["url"], row["title"])
                capture_id = self.scene.keep_article("zhen", ref, at=self.now)
                with self.scene.session() as session:
                    captures.mark_read(session, capture_id, "1", self.now)
                    aside = Aside(
                        Kind.OTHER, row["report_year"], "材料",
                        unit_id=self.chance.choice([None, "zhen-a"]), review=self.chance.random() < 0.3,
                    )  # fmt: skip
                    asides.keep(session, row["id"], aside)

    def publishes(self) -> None:
        """A report appears or is edited, perhaps one that contradicts its own year."""
        unit_id, year = self.chance.choice(list(self.scene.registry.units)), self.chance.choice([2023, 2024, 2025])
        conflict = (TextWarning("year_conflict", f"正文为{year - 1}年"),) if self.chance.random() < 0.1 else ()
        ref = PostRef(f"http://site.test/{unit_id}/{year}", f"法治{year}")
        capture_id = self.scene.keep_article("zhen", ref, at=self.now)
        post_id = next(row["id"] for row in self.scene.rows(PostRow) if row["url"] == ref.url)
        published = self.now - timedelta(days=self.chance.choice([0, 1, 20]))
        report = Report(
            is_report=True, kind=Kind.ANNUAL_REPORT, title=ref.title, report_year=year, body="一、举措",
            published_at=published, published_precision="day", published_basis="displayed", warnings=conflict,
            flags=("year_conflict",) if conflict else (),
        )  # fmt: skip
        with self.scene.session() as session:
            captures.mark_read(session, capture_id, "1", self.now)
            known = reports.known(session, unit_id, year)
            change = Change(ChangeKind.EDITED if known else ChangeKind.APPEARED, "因为")
            reports.keep(
                session, run_id=self.scene.run_id, unit_id=unit_id, report=report, changes=(change,), url=ref.url,
                post_id=post_id, capture_id=capture_id, parser_version="1", first_seen_at=self.now, now=self.now,
            )  # fmt: skip

    def goes(self) -> None:
        """A report is missed, withdrawn, back, or no longer taken for one."""
        for row in self.scene.rows(ReportRow):
            with self.scene.session() as session:
                match self.chance.randint(0, 5):
                    case 0:
                        absences.note(session, row["id"], gone_since=self.now)
                    case 1 if row["gone_since"]:
                        absences.note(session, row["id"], withdrawn_at=self.now)
                    case 2:
                        absences.note(session, row["id"], gone_since=None, withdrawn_at=None)
                    case 3 if self.chance.random() < 0.3:
                        reports.doubt(session, row["id"], "不再认作报告")

    def copied(self) -> None:
        with self.scene.session() as session:
            for row in self.scene.rows(ReportRow)[:1]:
                reports.doubt(session, row["id"], "再看一遍")

    def differs(self) -> None:
        """The register says something else."""
        registry: Registry = self.scene.registry
        id_ = self.chance.choice(list(registry.units))
        unit, office = registry.units[id_], registry.offices["xian"]
        match self.chance.randint(0, 5):
            case 0:
                unit = replace(unit, exempt=() if unit.exempt else (Exemption(2025, "机构改革"),))
            case 1:
                unit = replace(unit, duty=self.chance.choice([None, Duty.CUSTOMARY, Duty.REQUIRED]))
            case 2:
                office = replace(office, own_due_date=self.chance.choice([None, OwnDueDate(3, 15), OwnDueDate(2, 1)]))
            case 3:
                unit = replace(unit, column_ids=tuple(self.chance.sample(COLUMNS, self.chance.randint(1, 2))))
            case 4:
                unit = replace(unit, since_year=self.chance.choice([2023, 2025]))
            case 5:
                office = replace(office, repeat_every_days=self.chance.choice([None, 9]), escalate_days_after=(1, 7))
        units, offices = registry.units | {id_: unit}, registry.offices | {"xian": office}
        columns = registry.columns
        if self.chance.random() < 0.2:
            moved = columns["gong"]
            columns = columns | {"gong": replace(moved, url=f"{moved.url}x/")}
        self.scene.registry = replace(registry, units=units, offices=offices, columns=columns)
        with self.scene.session() as session:
            register.sync(session, self.scene.registry, self.now)
