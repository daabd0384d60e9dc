"""Programs that ask the town's interface, each with a token of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from core.accounts import Role
from settings import Settings
from storage import accounts, tokens
from storage.database import Database
from storage.tokens import NewToken
from web.access.door import Door
from web.app import create_app

OFFICE, OTHER = "yunxi", "qinglan"
HOST = "jiance.example"


@dataclass
class Program:
    """Who asks, and how: `secret` is its token."""

    client: TestClient
    secret: str

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of an answer that went well."""
        answer = self.client.get(path, params=params or None)
        assert answer.status_code == 200, (path, params, answer.status_code, answer.text[:300])
        return answer.json()

    def every(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        mark: dict[str, str] = {}
        for _ in range(1000):
            page = self.get(path, **params, **mark)
            yield from page["items"]
            if page["next"] is None:
                return
            mark = {"next": page["next"]}
        raise AssertionError("a list without an end")


def program(town: Settings, database: Database, role: Role, offices: list[str] | None) -> Program:
    """A program at a door where nobody is let in without a token."""
    name, secret = f"{role.value}-{'-'.join(offices or ['all'])}", f"secret-of-{role.value}-{offices}"
    now = town.clock()
    with database.session() as session:
        accounts.add(session, name, role, offices, None, by="测试", at=now)
        new = NewToken("接口", role, None, now + timedelta(days=30))
        tokens.add(session, accounts.named(session, name), new, secret, by="测试", at=now)
    app = create_app(town, database, Door("0.0.0.0", frozenset({HOST})))
    headers = {"authorization": f"Bearer {secret}"}
    return Program(TestClient(app, base_url=f"http://{HOST}", headers=headers, follow_redirects=False), secret)
