"""Deliveries between the nights: what waited for its hour, a working day, a grace or another attempt is sent."""

from typing import Any

from prefect import flow
from pydantic_core import to_jsonable_python

from flows.deliver import deliver
from flows.run import load_registry
from settings import Settings
from storage.database import open_database


@flow(name="delivering")
def delivering(registry: str | None = None) -> dict[str, Any]:
    settings = Settings()
    database = open_database(settings.database)
    try:
        done: dict[str, Any] = to_jsonable_python(deliver(database, load_registry(settings, registry), settings))
    finally:
        database.close()
    return done
