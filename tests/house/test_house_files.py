"""Small rooms, and nothing in the tree that belongs to one machine."""

import re
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TOOL = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]
THIS = "tests/house/test_house_files.py"

# Hosts that packages come from differ from place to place: they belong to the machine's own set-up.
_HOSTS = (
    "pypi org",
    "python_hosted org",
    "deb debian org",
    "archive ubuntu com",
    "npmjs org",
    "tsinghua edu",
    "aliyun com",
)
REGISTRIES = re.compile("|".join(re.escape(host.replace("_", "").replace(" ", ".")) for host in _HOSTS) + "|index-url")
HOME_FOLDERS = re.compile(r"(?<![\w.:/*)\]}])/(?:root|work|home/\w+|Users/\w+|opt/\w+)/")


def test_no_file_is_longer_than_six_hundred_lines(product_texts: dict[str, str]) -> None:
    written = {p: t for p, t in product_texts.items() if p.endswith((".py", ".sh", ".toml", ".md")) or p == "Makefile"}
    assert {p: n for p, t in written.items() if (n := len(t.splitlines())) > 600} == {}


@pytest.mark.parametrize("pattern", [REGISTRIES, HOME_FOLDERS], ids=["registries", "folders"])
def test_nothing_names_a_machine(product_texts: dict[str, str], pattern: re.Pattern[str]) -> None:
    assert {p: m.group() for p, t in product_texts.items() if p != THIS and (m := pattern.search(t))} == {}


@pytest.mark.parametrize("text", ["see /root/.cache/x", "cd /work/x/", 'open("/home/li/x")', "/Users/li/y"])
def test_a_machine_path_would_be_noticed(text: str) -> None:
    assert HOME_FOLDERS.search(text)


def test_every_package_stands_on_the_stairs() -> None:
    """What is installed, kept apart by the linter and type-checked are the same packages: those in the tree."""
    here = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")}
    assert {name.rstrip("*") for name in TOOL["setuptools"]["packages"]["find"]["include"]} == here
    assert set(TOOL["importlinter"]["root_packages"]) == here
    assert set(TOOL["mypy"]["files"]) >= here


def test_scripts_are_executable() -> None:
    assert (CHECKOUT / ".ci/run").stat().st_mode & 0o111


def test_the_license_is_whole() -> None:
    text = (CHECKOUT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
