"""The one-way stairs: the contracts of pyproject.toml hold, and each of them notices when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_contracts_hold() -> None:
    done = lint_imports(CHECKOUT)
    assert done.returncode == 0, done.stdout
    assert f"{len(LINTER['contracts'])} kept, 0 broken" in done.stdout


BREACHES = {
    "core/units.py": "import parsers",
    "alerts/__init__.py": "import storage, sqlalchemy",
    "parsers/__init__.py": "import subprocess",
    "evidence/__init__.py": "import storage, socket",
    "cli/__init__.py": "import prefect",
    "flows/__init__.py": "import scrapy, apprise",
    "crawlers/platforms/trs.py": "import crawlers.platforms.jpage",
}


def test_a_step_the_wrong_way_is_noticed(tmp_path: Path) -> None:
    """A copy of the code with one breach of every contract."""
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    for package in LINTER["root_packages"]:
        shutil.copytree(CHECKOUT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path, statement in BREACHES.items():
        with (tmp_path / path).open("a") as file:
            file.write(f"\n{statement}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    for contract in LINTER["contracts"]:
        assert f"{contract['name']} BROKEN" in said
    for importer, imported in (("core", "parsers"), ("alerts", "storage")):
        assert f"{importer} is not allowed to import {imported}" in said
