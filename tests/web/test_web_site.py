"""The register as the pages see it: read when it changed, not for every page, whatever is wrong with it."""

import os
import time
from pathlib import Path

import pytest

from core.units import Registry
from flows.run import load_registry
from registry import RegistryProblems
from settings import Settings
from storage.database import open_database
from web import site
from web.access.door import Door

GOOD = "office: {id: ql, name: 青岚区司法局}\nunits: [{id: qlz, name: 青岚区青石镇人民政府, level: township}]\n"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Grows by one whenever the register is read."""
    times: list[Settings] = []

    def counted(settings: Settings) -> Registry:
        times.append(settings)
        return load_registry(settings)

    monkeypatch.setattr(site, "load_registry", counted)
    return times


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> site.Site:
    (tmp_path / "registry").mkdir()
    monkeypatch.setattr(site, "_UNSEEN", 0.05)
    settings = Settings(home=tmp_path, registry=tmp_path / "registry")
    return site.Site(settings, open_database(f"sqlite:///{tmp_path}/site.db"), Door("127.0.0.1", frozenset()), b"")


def write(here: site.Site, text: str) -> None:
    file = here.settings.registry / "ql.yaml"
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(time.time_ns(), time.time_ns()))
    time.sleep(0.1)


def test_a_change_is_seen_soon_and_nothing_is_read_twice(here: site.Site, read: list[Settings]) -> None:
    write(here, GOOD)
    assert here.registry() is here.registry()
    time.sleep(0.1)
    assert set(here.registry().offices) == {"ql"}
    assert len(read) == 1
    write(here, GOOD.replace("id: ql,", "id: other,"))
    assert set(here.registry().offices) == {"other"}
    assert len(read) == 2


def test_a_mistake_is_told_to_everybody_and_read_once(here: site.Site, read: list[Settings]) -> None:
    write(here, "office: {id: ql}\n")
    for _ in range(3):
        with pytest.raises(RegistryProblems, match=r"ql\.yaml"):
            here.registry()
    assert len(read) == 1
    write(here, GOOD)
    assert set(here.registry().offices) == {"ql"}
