"""constraints.txt: every distribution that the product or its tests bring in, at exactly the version named there."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
PINS = [
    Requirement(line)
    for line in (CHECKOUT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def needed(requirements: list[str]) -> set[NormalizedName]:
    """Canonical names of everything that `requirements` bring in on this machine, extras followed."""
    seen: set[tuple[NormalizedName, frozenset[str]]] = set()
    waiting = [(Requirement(text), frozenset[str]()) for text in requirements]
    while waiting:
        requirement, asked = waiting.pop()
        if requirement.marker and not any(requirement.marker.evaluate({"extra": e}) for e in asked | {""}):
            continue
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            waiting += [(Requirement(text), key[1]) for text in distribution(key[0]).requires or []]
    return {name for name, _ in seen}


def test_every_pin_is_exact() -> None:
    assert PINS
    for pin in PINS:
        assert re.fullmatch(r"==[^*]+", str(pin.specifier)), pin
        assert pin.url is None, pin


def test_no_distribution_is_pinned_twice() -> None:
    names = [canonicalize_name(pin.name) for pin in PINS]
    assert len(names) == len(set(names))


def test_every_dependency_is_pinned_to_what_is_installed() -> None:
    pinned = {canonicalize_name(pin.name): pin.specifier for pin in PINS}
    names = needed([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]) - {PROJECT["name"]}
    assert len(names) > 100
    assert sorted(names - set(pinned)) == []
    assert sorted(name for name in names if not pinned[name].contains(distribution(name).version)) == []


def test_what_breaks_prefect_stays_out() -> None:
    """With SQLAlchemy 2.1 nothing is ever scheduled; with FastAPI 0.151 the server is not importable."""
    for name, broken in (("sqlalchemy", "2.1.0"), ("fastapi", "0.151.0"), ("prefect", "3.9.0")):
        stated = [r for text in PROJECT["dependencies"] if (r := Requirement(text)).name == name]
        assert not stated[0].specifier.contains(broken), name
