"""A YAML file as plain data with the line of everything in it.

The node tree is walked instead of the constructed document: it alone still knows a key that was written twice, and
the line of every single value.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from registry.problems import Problem, quoted

Key = str | int
Place = tuple[Key, ...]  # keys and list positions from the top of the file

_TAG = "tag:yaml.org,2002:"
_SYNTAX = {
    "mapping values are not allowed here": "此处不应出现冒号，请检查缩进和引号",
    "found character '\\t' that cannot start any token": "缩进只能用空格，不能用制表符",
    "cannot start any token": "值以特殊字符（如 @、%、`）开头，请加引号",
    "while parsing a flow": "括号没有配对，或各项之间的逗号不对",
    "expected <block end>": "缩进与上文不一致，或引号位置不对",
    "could not find expected ':'": "键后面缺少冒号",
    "found unexpected end of stream": "引号没有配对",
    "but found another document": "一个文件只能写一份名录（不要用 --- 分隔）",
    "found duplicate anchor": "锚点（&）重复",
    "found undefined alias": "引用（*）没有对应的锚点",
    "did not find expected <document start>": "文件开头有多余内容",
}


@dataclass(slots=True)
class Sheet:
    """One file read: `data` of dicts, lists and scalars (dates stay text), `lines` by place."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True

    def line(self, place: Place) -> int:
        """The line of `place`, or of the nearest thing around it that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))


def read_sheet(path: Path) -> Sheet:
    sheet = Sheet(str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _unreadable(sheet, 1, f"文件读不出来（系统错误号 {error.errno}）")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _unreadable(sheet, line, "文件不是 UTF-8 编码，请另存为 UTF-8")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        sheet.data = _Walk(sheet).value(root, ()) if root else None
    except RecursionError:
        return _unreadable(sheet, 1, "嵌套层次过深")
    except YAMLError as error:
        return _unreadable(sheet, *_syntax_problem(error, text))
    return sheet if root else _unreadable(sheet, 1, "文件是空的")


def _unreadable(sheet: Sheet, line: int, message: str) -> Sheet:
    sheet.readable = False
    sheet.report(line, message)
    return sheet


def _syntax_problem(error: YAMLError, text: str) -> tuple[int, str]:
    if not isinstance(error, MarkedYAMLError):  # the reader's: a control character
        position = getattr(error, "position", 0)
        return text.count("\n", 0, position) + 1, "YAML 语法错误：含有不能使用的控制字符"
    unclosed = error.context_mark and any(word in (error.context or "") for word in ("flow", "quoted"))
    mark = error.context_mark if unclosed else error.problem_mark or error.context_mark  # where the bracket was opened
    said = f"{error.problem or ''} {error.context or ''}"
    known = next((chinese for english, chinese in _SYNTAX.items() if english in said), "请检查缩进、冒号、括号和引号")
    return (mark.line + 1 if mark else 1), f"YAML 语法错误：{known}"


@dataclass(slots=True)
class _Walk:
    """Nodes to data. A node met twice came by an alias: refused, since it would give one thing two places."""

    sheet: Sheet
    met: set[int] = field(default_factory=set)

    def value(self, node: Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.sheet.lines.setdefault(place, line)
        if id(node) in self.met:
            self.sheet.report(self.sheet.line(place), "名录不支持 YAML 引用（& 和 *），请把内容写全")
            return None
        self.met.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*place, n)) for n, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.sheet.report(line, "键应为一个词，不能是列表或映射")
                continue
            key = str(key_node.value)
            if key in data:
                first = self.sheet.lines[(*place, key)]
                self.sheet.report(line, f"键{quoted(key)}重复，第 {first} 行已经写过")
                continue
            self.sheet.lines[(*place, key)] = line
            data[key] = self.value(value_node, (*place, key))
        return data


def _scalar(node: Node) -> Any:
    text, kind = str(node.value), str(node.tag).removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in ("int", "float"):
        return _number(text, int if kind == "int" else float)
    return text


def _number(text: str, kind: type[int] | type[float]) -> int | float | str:
    try:
        return kind(text)
    except ValueError:  # octal, hexadecimal, thousands of digits: nothing here is written so
        return text
