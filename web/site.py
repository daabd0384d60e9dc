"""What every page stands on: the settings, the open database, the register as it is now, and who asks."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request

from core.accounts import Reader, Role
from core.times import local_day
from core.units import Registry
from flows.run import load_registry
from registry import RegistryProblems
from settings import Settings
from storage.database import Database, Session
from web.access.door import SAFE, Door
from web.access.identity import identify
from web.access.throttle import Throttle
from web.counted import Counted

_Stamp = tuple[tuple[str, int], ...]  # files, and when each was written
_UNSEEN = 1.0  # seconds that a change of the register may go unseen


@dataclass(slots=True)
class Site:
    """The web application's own state, one a process. `secret`: what forms are bound to, of all that serve together."""

    settings: Settings
    database: Database
    door: Door
    secret: bytes = field(repr=False)
    counted: Counted = field(default_factory=Counted, repr=False)
    _registry: tuple[_Stamp, Registry | RegistryProblems] | None = field(default=None, repr=False)
    _looked_at: float = field(default=0.0, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)  # one reads it anew, others wait: it may be large

    @property
    def throttle(self) -> Throttle:
        return Throttle(self.database)

    def now(self) -> datetime:
        return self.settings.clock()

    def today(self) -> date:
        """The day in Beijing."""
        return local_day(self.now())

    def cycle_year(self) -> int:
        """The report year whose reports are due this calendar year."""
        return self.today().year - 1

    def registry(self) -> Registry:
        """The register, read anew soon after a file of it changed. Raises RegistryProblems."""
        with self._turn:
            if self._registry is None or time.monotonic() - self._looked_at > _UNSEEN:
                stamp = _stamp(self.settings.registry)
                if self._registry is None or self._registry[0] != stamp:
                    self._registry = stamp, self._read()
                self._looked_at = time.monotonic()
            found = self._registry[1]
        if isinstance(found, RegistryProblems):
            raise RegistryProblems(found.problems)
        return found

    def _read(self) -> Registry | RegistryProblems:
        """What is wrong with it is kept as well: reading a large one takes long."""
        try:
            return load_registry(self.settings)
        except RegistryProblems as problems:
            return problems


def _stamp(folder: Path) -> _Stamp:
    """Of the register's files; there may be thousands."""
    files = (Path(place, name) for place, _, names in os.walk(folder) for name in names if name.endswith(".yaml"))
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in files))


def site_of(request: Request) -> Site:
    found: Site = request.app.state.site
    return found


async def site(request: Request) -> Site:
    """On the loop: a thread would be waited for longer than this takes."""
    return site_of(request)


async def form_token(request: Request) -> str:
    """What a form of ours says it is; empty where nothing is to be changed."""
    if request.method in SAFE:
        return ""
    sent = (await request.form()).get("csrf")
    return sent if isinstance(sent, str) else ""


FormToken = Annotated[str, Depends(form_token)]


def reader(request: Request, sent: FormToken, later: BackgroundTasks) -> Reader:
    """Who asks, at least a reader. Raises Refused."""
    return identify(request, Role.READER, sent, later)


def clerk(request: Request, sent: FormToken, later: BackgroundTasks) -> Reader:
    """Who asks, at least a clerk. Raises Refused."""
    return identify(request, Role.CLERK, sent, later)


def operator(request: Request, sent: FormToken, later: BackgroundTasks) -> Reader:
    """Who asks, an operator. Raises Refused."""
    return identify(request, Role.OPERATOR, sent, later)


# What the pages' functions take: `def page(request: Request, asking: AsReader, session: Looking) -> Response`.
AsReader = Annotated[Reader, Depends(reader)]
AsClerk = Annotated[Reader, Depends(clerk)]
AsOperator = Annotated[Reader, Depends(operator)]


def looking(request: Request, _: AsReader) -> Iterator[Session]:
    """A session that may only read, for as long as the answer takes; nobody unknown gets one."""
    with site_of(request).database.reading() as session:
        yield session


def changing(request: Request, _: AsReader) -> Iterator[Session]:
    """A session whose changes are kept when the answer is made without an error; nobody unknown gets one."""
    with site_of(request).database.session() as session:
        yield session


# `scope="function"`: a change is kept (or refused) before the answer goes out.
Looking = Annotated[Session, Depends(looking, scope="function")]
Changing = Annotated[Session, Depends(changing, scope="function")]
Here = Annotated[Site, Depends(site)]
