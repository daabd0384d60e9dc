"""The dead man's handle 值守: that the nightly run did not happen, something else than that run has to notice."""

from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows import watching
from settings import Settings


@flow(name="watchdog")
def watchdog() -> dict[str, Any]:
    """Looks once, and fails where the nightly run is missing or failed: Prefect shows it red."""
    settings = Settings()
    seen = watching.look_and_tell(settings, datetime.now(UTC))
    if not seen.ok:
        raise RuntimeError(seen.detail)
    return {"state": seen.state, "detail": seen.detail}
