"""Drawings within drawings: a PDF of a few kilobytes can ask for more of them than pdfium could ever draw."""

import re
import zlib
from collections.abc import Iterator, Mapping

from core.reports import FileOutcome
from parsers.attachments.filetext import FileProblem

_FORM = re.compile(rb"/Subtype\s{0,9}/Form\b")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s{1,9}\d{1,5}\s{1,9}obj\b")
_USED = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,9}Do\b")
_NAMED = re.compile(rb"/([^\s/<>\[\]()%]{1,60})\s{1,9}(\d{1,9})\s{1,9}\d{1,5}\s{1,9}R\b")
_RESOURCES = re.compile(rb"/Resources\s{1,9}(\d{1,9})\s{1,9}\d{1,5}\s{1,9}R\b")
_NEAR = 20_000  # bytes of an object's dictionary
_MOST_CONTENT = 1 << 20
_MOST_IN_ALL = 64 << 20
_MOST_DRAWN = 1_000  # forms that one form may come to, those within it counted
_DEEPEST = 20

_Graph = Mapping[int, tuple[int, ...]]  # form -> the forms it draws, once for each time


def refuse_nested_forms(body: bytes) -> None:
    """Raises FileProblem where a form draws itself, or so many others that it would take for ever."""
    graph = dict(_forms(body))
    known: dict[int, int] = {}
    for form in graph:
        if _drawn(form, graph, known, 0) > _MOST_DRAWN:
            raise FileProblem(FileOutcome.TOO_LARGE, "PDF 的图形层层嵌套，展开后过大（可能是恶意文件），不读")


def _forms(body: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    objects = {int(m.group(1)): m.end() for m in _OBJECT.finditer(body)} if _FORM.search(body) else {}
    starts = sorted((start, number) for number, start in objects.items())
    at, left = 0, _MOST_IN_ALL
    for mark in _FORM.finditer(body):
        while at + 1 < len(starts) and starts[at + 1][0] <= mark.start():
            at += 1
        if starts and starts[at][0] <= mark.start():
            head, content = _parts(body, starts[at][0], mark.end(), objects)
            left -= len(head) + len(content)
            if left < 0:
                raise FileProblem(FileOutcome.TOO_LARGE, "PDF 的图形过多过大，不读")
            names = {name: int(number) for name, number in _NAMED.findall(head)}
            yield starts[at][1], tuple(names[name] for name in _USED.findall(content) if name in names)


def _parts(body: bytes, start: int, near: int, objects: Mapping[int, int]) -> tuple[bytes, bytes]:
    """A form's dictionary with its resources, and what it draws."""
    end = body.find(b"stream", near, near + _NEAR)
    if end < 0:
        return b"", b""
    head = body[start : min(end, start + _NEAR)]
    if (shared := _RESOURCES.search(head)) and (place := objects.get(int(shared.group(1)))):
        head += body[place : place + _NEAR].partition(b"endobj")[0]
    last = body.find(b"endstream", end, end + _MOST_CONTENT)
    data = body[end + 6 : last if last > 0 else end + _MOST_CONTENT]
    return head, _content(data, b"/FlateDecode" in head)


def _content(data: bytes, packed: bool) -> bytes:
    try:
        return zlib.decompressobj().decompress(data.lstrip(b"\r\n"), _MOST_CONTENT) if packed else data
    except zlib.error:
        return b""


def _drawn(form: int, graph: _Graph, known: dict[int, int], depth: int) -> int:
    """How many forms come to be drawn with this one; beyond the depth (or in a circle) more than is allowed."""
    if form not in graph:
        return 0
    if depth > _DEEPEST:
        return _MOST_DRAWN + 1
    if form not in known:
        known[form] = _MOST_DRAWN + 1  # whoever comes back here goes in a circle
        known[form] = min(1 + sum(_drawn(f, graph, known, depth + 1) for f in graph[form]), _MOST_DRAWN + 1)
    return known[form]
