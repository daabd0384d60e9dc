"""Pydantic's errors in Chinese, with the place in words; no value that might be a secret is repeated."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from registry.fields import FAULT
from registry.problems import quoted
from registry.schema import Forms, keys_at
from registry.sheet import Place, Sheet

_DUE = '应写成 {rule: national}，或 {month: 3, day: 15, since_year: 2021, source: "…"}'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause with the nearest known word, or with all of them when none is near and they are few."""
    choices = sorted(known)
    if near := get_close_matches(word[:60], choices, n=1, cutoff=0.6):
        return f"，是否想写“{near[0]}”？"
    return f"，可用的有：{'、'.join(choices)}" if 0 < len(choices) <= 16 else ""


def _now(error: ErrorDetails) -> str:
    return f"，现为{quoted(error['input'])}"


def _unknown_key(error: ErrorDetails, forms: Forms) -> str:
    key = str(error["loc"][-1])
    return f"不认识的键{quoted(key)}" + did_you_mean(key, keys_at(forms, error["loc"][:-1]))


def _wrong_choice(error: ErrorDetails) -> str:
    choices = [c.strip("'") for c in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    near = get_close_matches(str(error["input"])[:60], choices, n=1)
    hint = f"；是否想写“{near[0]}”？" if near else ""
    return f"应为 {'、'.join(choices)} 之一{_now(error)}{hint}"


def _wrong_text(error: ErrorDetails) -> str:
    return "应为文字，数字请加引号" if isinstance(error["input"], int | float) else "应为文字"


_MESSAGES: dict[str, Callable[[ErrorDetails], str]] = {
    FAULT: lambda error: str(error["ctx"]["text"]),
    "missing": lambda error: f"缺少“{error['loc'][-1]}”",
    "string_type": _wrong_text,
    "string_too_short": lambda _: "不能为空",
    "string_too_long": lambda error: f"太长，最多 {error['ctx']['max_length']} 个字",
    "int_type": lambda error: f"应为整数{_now(error)}",
    "float_type": lambda error: f"应为数字{_now(error)}",
    "bool_type": lambda error: f"应为 true 或 false{_now(error)}",
    "list_type": lambda _: "应为列表，例如 [甲, 乙]",
    "model_type": lambda _: "应为“键: 值”的形式",
    "union_tag_not_found": lambda _: _DUE,
    "literal_error": _wrong_choice,
    "greater_than_equal": lambda error: f"不能小于 {error['ctx']['ge']}{_now(error)}",
    "less_than_equal": lambda error: f"不能大于 {error['ctx']['le']}{_now(error)}",
    "too_short": lambda error: f"至少要有 {error['ctx']['min_length']} 项",
}
_TAGS = {("due", "national"), ("due", "own")}  # the due form's kind stands in pydantic's location, not in the file


def _otherwise(_: ErrorDetails) -> str:
    return "值不合要求"


def report_errors(sheet: Sheet, errors: Iterable[ErrorDetails], forms: Forms) -> None:
    """Adds a problem to the sheet for each of pydantic's errors; `forms` are those of this sort of file."""
    for error in errors:
        unknown = error["type"] == "extra_forbidden"
        said = _unknown_key(error, forms) if unknown else _MESSAGES.get(error["type"], _otherwise)(error)
        place = _place(error["loc"])
        about = place[:-1] if error["type"] in ("missing", "extra_forbidden") else place
        where = in_words(sheet.data, about)
        sheet.report(sheet.line(place), f"{where}：{said}" if where else said)


def _place(location: Place) -> Place:
    return (*location[:1], *location[2:]) if location[:2] in _TAGS else location


def in_words(data: Any, place: Place) -> str:
    """A place for a reader: list items by their id where they have one, else by their number."""
    words = []
    for part in place:
        data = _inside(data, part)
        named = data.get("id") if isinstance(data, dict) else None
        if isinstance(part, str):
            words.append(part)
        elif isinstance(named, str) and "://" not in named:
            words.append(named[:60])
        else:
            words.append(f"第 {part + 1} 项")
    return ".".join(words)


def _inside(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None
