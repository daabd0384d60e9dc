"""Whether the pages can be had, for whoever watches the server."""

from fastapi import APIRouter

from storage import accounts
from web.site import Here

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthy(here: Here) -> dict[str, bool]:
    """Says nothing of what is stored. Answered with 503 where the database does not answer."""
    with here.database.reading() as session:
        accounts.any_known(session)
    return {"ok": True}
