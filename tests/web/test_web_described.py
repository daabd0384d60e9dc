"""The interface is as its OpenAPI document says, whatever is asked; and never tells of another office's units."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, checks

from core.accounts import Role
from settings import Settings
from storage.database import open_database
from tests.web.programs import HOST, OFFICE, Program, program

EXAMPLES = int(os.environ.get("FAZHIWATCH_TEST_SCHEMATHESIS", "2"))  # of a mode, for each endpoint
LEFT_OUT = {
    "use_after_free",  # nothing is changed here
    "ensure_resource_availability",
    "ignored_auth",  # asked by hand in the matrix of all routes
    "positive_data_acceptance",  # 403 and 404 are answers to sound questions
}
WORDS = {"search": {"q": "法治"}, "indicators": {"key": "litigation_cases", "year": 2025}}
ANOTHERS = re.compile(r'"(?:unit|id|office|office_id)":\s?"(?:ql-[a-z]+|qinglan)"')


@pytest.fixture(scope="module")
def asking(town: Settings) -> Iterator[dict[Role, Program]]:
    """Programs of a reader of one office, and of an operator."""
    database = open_database(town.database)
    yield {
        Role.READER: program(town, database, Role.READER, [OFFICE]),
        Role.OPERATOR: program(town, database, Role.OPERATOR, None),
    }
    database.close()


@pytest.fixture(scope="module")
def described(asking: dict[Role, Program]) -> Any:
    document = asking[Role.READER].get("/api/v1/openapi.json")
    del document["security"], document["components"]["securitySchemes"]  # the token is ours to send
    return schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="module")
def known(asking: dict[Role, Program]) -> dict[str, dict[str, Any]]:
    """Things that there are, by the beginning of the paths that lead to them."""
    revised = next(r for r in asking[Role.READER].every("/api/v1/reports") if r["revisions"] > 1)
    run = asking[Role.OPERATOR].get("/api/v1/runs", limit=1)["items"][0]
    return {"reports": {"id": revised["id"]}, "units": {"id": revised["unit"]}, "runs": {"id": run["run_id"]}}


def sent(program: Program, case: Case[Any]) -> Any:
    words = case.as_transport_kwargs(base_url=f"http://{HOST}")
    wanted = {name: words[name] for name in ("params", "headers") if words.get(name)}
    return program.client.request(words["method"], words["url"], **wanted)


def test_whatever_is_asked_is_answered_as_described(
    asking: dict[Role, Program], described: Any, known: dict[str, dict[str, Any]]
) -> None:
    checks.load_all_checks()
    chosen = [check for check in checks.CHECKS.get_all() if check.__name__ not in LEFT_OUT]
    answered: dict[str, set[int]] = {}
    for result in described.get_all_operations():
        operation = result.ok()
        noun = operation.path.split("/")[3]
        program = asking[Role.OPERATOR if noun in ("runs", "columns") else Role.READER]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            fixed = known[noun] if mode is GenerationMode.POSITIVE and "{" in operation.path else None
            said = WORDS.get(noun) if mode is GenerationMode.POSITIVE else None
            cases = operation.as_strategy(generation_mode=mode, path_parameters=fixed, query=said)
            answered.setdefault(operation.path, set()).update(asked(program, cases, chosen))
    assert len(answered) >= 17
    assert {path for path, codes in answered.items() if codes <= {403, 404, 422}} == set()


def asked(program: Program, cases: Any, chosen: list[Any]) -> set[int]:
    """Puts some cases to the interface and checks each answer; the status codes."""
    codes: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Case[Any]) -> None:
        answer = sent(program, case)
        case.validate_response(answer, checks=chosen)
        codes.add(int(answer.status_code))
        if program is not None and "operator" not in program.secret:
            assert not ANOTHERS.search(answer.text), (case.path, case.query)

    ask()
    return codes
