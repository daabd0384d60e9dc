"""The town's letter box 收件箱: reads what Apprise posts to `json://…`."""

import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it arrived. `path` is where it was sent (/office/yunxi, /operator), `day` the town's day then."""

    path: str
    title: str
    body: str
    day: datetime

    @property
    def audience(self) -> str:
        """office or operator."""
        return self.path.strip("/").partition("/")[0]

    @property
    def office_id(self) -> str | None:
        return self.path.strip("/").partition("/")[2] or None


def read_letter(path: str, payload: bytes, day: datetime) -> Letter | None:
    """The message in a request's body; None for what is not one."""
    try:
        data = json.loads(payload)
    except ValueError:
        return None
    if not isinstance(data, dict) or "message" not in data:
        return None
    return Letter(path, str(data.get("title", "")), str(data["message"]), day)
