"""A small house to knock at: a database with two people, and browsers without a window."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from core.accounts import Role
from settings import Settings
from storage import accounts
from storage.database import Database, open_database
from web.access import passwords
from web.access.door import Door
from web.app import create_app

CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
PASSWORD = "three stone bridges"
REGISTRY = """
office: {id: qinglan, name: 青岚区司法局}
columns:
  - {id: qlz, url: "http://www.qinglan.example/l/"}
units:
  - {id: ql-meiling, name: 青岚区梅岭镇人民政府, level: township, division_code: "990102", columns: [qlz]}
"""


class House:
    """The application at a door, over one database."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    def at(
        self, door: Door | None = None, *, scheme: str = "http", host: str = "127.0.0.1"
    ) -> Callable[..., TestClient]:
        """Opens browsers at that door; all see the same application."""
        app = create_app(self.settings, self.database, door)

        def browser(peer: str = "127.0.0.1") -> TestClient:
            return TestClient(app, base_url=f"{scheme}://{host}", client=(peer, 50000), follow_redirects=False)

        return browser

    def add(self, name: str, role: Role = Role.READER, offices: list[str] | None = None) -> None:
        with self.database.session() as session:
            hashed = passwords.hashed(PASSWORD, name)
            accounts.add(session, name, role, offices, hashed, by="命令行（test）", at=self.settings.clock())


@pytest.fixture(scope="module")
def quick_hashes() -> Iterator[None]:
    """A password's hash costs next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, migrated: Callable[[Path], None], quick_hashes: None
) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    migrated(home)
    (home / "registry").mkdir()
    (home / "registry" / "qinglan.yaml").write_text(REGISTRY, encoding="utf-8")
    settings = Settings(home=home, registry=home / "registry")
    database = open_database(settings.database)
    yield House(settings, database)
    database.close()


@pytest.fixture(scope="module")
def people(house: House) -> House:
    house.add("周明", Role.READER, ["qinglan"])
    house.add("李运维", Role.OPERATOR)
    return house


@pytest.fixture(scope="module")
def browser(people: House) -> Callable[..., TestClient]:
    return people.at()


def csrf_of(page: httpx.Response) -> str:
    found = CSRF.search(page.text)
    assert found, page.text[:500]
    return found[1]


def log_in(browser: TestClient, name: str = "周明", password: str = PASSWORD, **more: str) -> Any:
    form = {"csrf": csrf_of(browser.get("/login")), "name": name, "password": password} | more
    return browser.post("/login", data=form)
