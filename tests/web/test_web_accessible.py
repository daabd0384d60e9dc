"""Every page there is, looked at by axe-core: a new route is looked at without a word here."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from settings import Settings
from tests.web.accessible import violations
from tests.web.conftest import Looked
from tests.web.test_web_matrix import PLACES, facts_of

# The archived original is a site's own page: what is wrong with it stays as it was kept. The sheet is paper.
_NOT_OURS = {"GET /captures/{capture_id}/original", "GET /export/evidence/{unit}/{year}.{form}"}


@pytest.mark.timeout(400)
def test_no_page_shuts_anybody_out(town: Settings, look: Callable[..., Looked]) -> None:
    looked = look(scheme="dark")  # the stories of the pages are told in the light
    facts, _ = facts_of(Path(town.database.removeprefix("sqlite:///")))
    found = {}
    for name, place in PLACES.items():
        if not name.startswith("GET ") or name in _NOT_OURS or place.persons:
            continue
        path = (place.ask or name.removeprefix("GET ")).format(**facts)
        answer = looked.page.context.request.get(looked.address + path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            found[path] = violations(looked.goes(path))
    assert len(found) > 20
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_fields_and_their_labels_stand_in_line(look: Callable[..., Looked]) -> None:
    looked = look()
    for address in ("/", "/compare?key=penalty_cases", "/alerts"):
        page = looked.goes(address)
        tops = page.locator("form.filter > label").evaluate_all("all => all.map(l => l.getBoundingClientRect().top)")
        fields = page.locator("form.filter > label > :is(input, select)").evaluate_all(
            "all => all.map(f => f.getBoundingClientRect().height)"
        )
        rows = sorted(tops)
        assert all(abs(high - low) < 1 or high - low > 30 for low, high in pairwise(rows)), address
        assert max(fields) - min(fields) < 1, address
