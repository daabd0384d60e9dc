"""Every regular expression of `parsers/`, found at run time and in the source; strings that tempt it to backtrack."""

import ast
import importlib
import inspect
import pkgutil
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import parsers
from parsers.indicators.rules import Rule

_SCANNING = {"search", "finditer", "findall", "sub", "subn", "split"}
_CLASSES = {"category_digit": "1", "category_space": " ", "category_word": "法", "category_not_space": "治"}


@dataclass(frozen=True)
class Found:
    """A pattern, where it was found, and whether it is tried from every place of a text."""

    where: str
    pattern: re.Pattern[str]
    scans: bool
    longest: int = 100_000  # characters of the longest text that it is ever given


def all_modules() -> list[ModuleType]:
    names = [m.name for m in pkgutil.walk_packages(parsers.__path__, "parsers.")]
    return [parsers, *(importlib.import_module(name) for name in names)]


def all_patterns() -> list[Found]:
    """Patterns of modules' globals (in containers too) and those written in calls such as `re.search("…", text)`."""
    found: dict[tuple[str, int], Found] = {}
    for module in all_modules():
        tree = ast.parse(inspect.getsource(module))
        scanning = _scanned_names(tree)
        here = [
            Found(
                w, p, scans=w.split(".")[-1] in scanning or "[" in w, longest=200 if w.endswith("]{rule}") else 100_000
            )
            for w, p in _in_globals(module)
        ]
        for one in [*here, *_in_calls(tree, module.__name__)]:
            known = found.get((one.pattern.pattern, one.pattern.flags))
            found[one.pattern.pattern, one.pattern.flags] = one if known is None or one.scans else known
    return list(found.values())


def _in_globals(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        yield from _inside(f"{module.__name__}.{name}", value)


def _inside(where: str, value: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield where, value
    elif isinstance(value, Rule):
        written = (value.before, value.after, value.rival, value.veto, value.earlier)
        yield from ((where + "{rule}", pattern) for pattern in written if pattern)  # given one clause only
    elif isinstance(value, Mapping):
        yield from _inside(where, (*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | frozenset | set):
        for i, part in enumerate(value):
            yield from _inside(where if where.endswith("]") else f"{where}[{i}]", part)


def _scanned_names(tree: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        f.value.attr if isinstance(f.value, ast.Attribute) else f.value.id
        for f in calls
        if isinstance(f, ast.Attribute) and f.attr in _SCANNING and isinstance(f.value, ast.Attribute | ast.Name)
    }


def _in_calls(tree: ast.AST, module: str) -> Iterator[Found]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        first = node.args[0]
        if of_re and node.func.attr in _SCANNING | {"match", "fullmatch"} and isinstance(first, ast.Constant):
            yield Found(f"{module}:{node.lineno}", re.compile(str(first.value)), node.func.attr in _SCANNING)


def attacks(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Strings of about `length` characters that begin again and again what the pattern looks for, and never end it."""
    rng = random.Random(pattern.pattern)
    seeds = {_example(parse(pattern), rng) for _ in range(6)}
    pumps = {seed[:cut] for seed in seeds for cut in (1, len(seed) // 2, len(seed) - 1, len(seed))}
    pumps |= {seed[i] for seed in seeds for i in range(0, len(seed), 1 + len(seed) // 3)}
    for pump in sorted(pumps - {""} | {" ", "法", "1", "一"}):
        yield pump * (length // len(pump)) + "\x00"


def parse(pattern: re.Pattern[str]) -> Any:
    return importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)


def _example(tree: Any, rng: random.Random) -> str:
    """A text that the parsed pattern could match, by and large."""
    return "".join(_one(str(op), value, rng) for op, value in tree)


def _one(op: str, value: Any, rng: random.Random) -> str:
    match op:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL" | "ANY":
            return "治"
        case "IN":
            return _member(rng.choice(value))
        case "BRANCH":
            return _example(rng.choice(value[1]), rng)
        case "SUBPATTERN":
            return _example(value[-1], rng)
        case "ATOMIC_GROUP":
            return _example(value, rng)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = value
            return "".join(_example(inner, rng) for _ in range(rng.randint(int(least), min(int(most), int(least) + 2))))
    return ""  # assertions take no room


def _member(part: Any) -> str:
    op, value = str(part[0]), part[1]
    if op == "LITERAL":
        return chr(value)
    if op == "RANGE":
        return chr(value[0])
    return _CLASSES.get(str(value).lower(), "治")
