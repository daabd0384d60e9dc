"""Every value of a reading with where it comes from 出处: the page, an attachment, its address, the list, the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """PAGE and FILE are bytes that are kept; ADDRESS and HEADERS belong to the page's capture; LIST is the list page.

    BODY: read out of the body, which has its own trace. DERIVED: concluded from other values of the same reading.
    COMPARED: told by other stored reports, by no bytes of its own.
    """

    PAGE = "page"
    FILE = "attachment"
    ADDRESS = "address"
    HEADERS = "headers"
    LIST = "list"
    BODY = "body"
    DERIVED = "derived"
    COMPARED = "comparison"


@dataclass(frozen=True, slots=True)
class Trace:
    """A value and where it stands. `files`: digests of attachments that bear it; `start`/`end`: offsets in the body.

    `where` is the place as the parser told it, in Chinese; None where it told none.
    """

    field: str
    value: Any
    origin: Origin
    where: str | None = None
    files: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    quote: str | None = None


_PLAIN = (
    "title", "issuers", "report_year", "source", "doc_no", "index_no", "unit_code", "recipient",
    "signed_by", "signed_on", "site_name", "site_id_code", "column_name",
)  # fmt: skip
_FILED = "附件《"


def traces(reading: Mapping[str, Any]) -> list[Trace]:
    """The traces of a reading in the JSON shape of a report; what it does not hold has none."""
    files = body_files(reading)
    return [*_plain(reading, files), *_dates(reading, files), *_body(reading, files), *_attached(reading)]


def body_files(reading: Mapping[str, Any]) -> tuple[str, ...]:
    """Digests of the attachments that the body was read from; () where it stands in the page.

    Several pictures are pages of one text; then they are all of them.
    """
    name = reading.get("body_file")
    if not name:
        return ()
    read = [a for a in reading.get("attachments") or () if a.get("outcome") == "read" and a.get("sha256")]
    named = [a for a in read if a["name"] == name]
    pictures = [a for a in read if (a.get("media_type") or "").startswith("image/")]
    return tuple(a["sha256"] for a in named or pictures)


def _plain(reading: Mapping[str, Any], files: tuple[str, ...]) -> Iterator[Trace]:
    told: Mapping[str, str] = reading.get("provenance") or {}
    for field in _PLAIN:
        value, where = reading.get(field), told.get(field)
        if value not in (None, "", [], ()):
            filed = bool(where and where.startswith(_FILED))
            yield Trace(field, value, _origin(where, filed), where, files if filed else ())
    if reading.get("made_title"):
        yield Trace("made_title", reading["made_title"], Origin.DERIVED, "由单位和年度拟成")


_PLACES = {"列表页": Origin.LIST, "网址": Origin.ADDRESS, "Last-Modified": Origin.HEADERS}


def _origin(where: str | None, filed: bool) -> Origin:
    return Origin.FILE if filed else _PLACES.get(where or "", Origin.PAGE)


def _dates(reading: Mapping[str, Any], files: tuple[str, ...]) -> Iterator[Trace]:
    """The date that counts, then every date that was seen."""
    told: Mapping[str, str] = reading.get("provenance") or {}
    if reading.get("published_at"):
        shown = {name: reading.get(f"published_{name}") for name in ("precision", "basis", "reason")}
        value = {"at": reading["published_at"], **shown}
        by_basis = {"list": Origin.LIST, "url": Origin.ADDRESS}.get(reading.get("published_basis") or "", Origin.PAGE)
        yield Trace("published_at", value, by_basis, told.get("published_at"))
    for seen in reading.get("dates") or ():
        where = seen["where"]
        filed = bool(files) and where == "落款"
        plain = where.partition("（")[0]
        yield Trace(
            "dates", {"kind": seen["kind"], "value": seen["value"]}, _origin(plain, filed), where, files * filed
        )


def _body(reading: Mapping[str, Any], files: tuple[str, ...]) -> Iterator[Trace]:
    """The body, and what was read out of it."""
    body = reading.get("body") or ""
    if body:
        where = (reading.get("provenance") or {}).get("body")
        yield Trace("body", None, Origin.FILE if files else Origin.PAGE, where, files, 0, len(body))
    for section in _sections(reading.get("outline") or ()):
        value = {name: section.get(name) for name in ("level", "number", "title", "item")}
        yield _in_body("outline", value, section, body, files)
    spans = reading.get("coverage_spans") or {}
    for item, how in (reading.get("coverage") or {}).items():
        yield _in_body("coverage", {"item": item, "coverage": how}, spans.get(item) or {}, body, files)
    for one in reading.get("indicators") or ():
        value = {name: one.get(name) for name in ("key", "value", "unit", "year", "approximate")}
        yield _in_body("indicators", value, one, body, files)
    for flaw in reading.get("warnings") or ():
        yield _in_body("warnings", {"code": flaw["code"], "detail": flaw["detail"]}, flaw, body, files)
    for flag in reading.get("flags") or ():
        yield Trace("flags", flag, Origin.COMPARED if flag == "copied" else Origin.DERIVED)


def _sections(outline: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for section in outline:
        yield section
        yield from _sections(section.get("children") or ())


def _in_body(field: str, value: Mapping[str, Any], span: Mapping[str, Any], body: str, files: tuple[str, ...]) -> Trace:
    """What has no span (a lack, a flaw of the whole page) has no offsets."""
    start, end = span.get("start"), span.get("end")
    if start is None or not end:
        return Trace(field, value, Origin.BODY, None, files)
    return Trace(field, value, Origin.BODY, None, files, start, end, body[start:end])


def _attached(reading: Mapping[str, Any]) -> Iterator[Trace]:
    """Its link stands in the page; its bytes are its own."""
    for file in reading.get("attachments") or ():
        digest = file.get("sha256")
        yield Trace("attachments", dict(file), Origin.PAGE, "页面链接", (digest,) if digest else ())
