"""What of a report a reader calls its content 内容, and which parts of it differ between a revision and a reading."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.addresses import document_key
from core.differences import folded, same_to_a_reader
from core.reports import Attachment, FileOutcome, Report
from core.volatile import Volatile, same_text, shape_of


@dataclass(frozen=True, slots=True)
class KnownFile:
    """An attachment of a stored revision; `sha256` where its bytes were had."""

    name: str
    url: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """The newest stored revision of a report, by what a reader would call its content. Dates in ISO."""

    number: int
    title: str | None
    body: str
    published_at: str | None
    published_precision: str | None = None
    signed_on: str | None = None
    recipient: str | None = None
    signed_by: tuple[str, ...] = ()
    attachments: tuple[KnownFile, ...] = ()


def published_iso(report: Report) -> str | None:
    return report.published_at.isoformat() if report.published_at else None


def texts_differing(known: KnownRevision, seen: Report, volatile: Volatile) -> tuple[str, ...]:
    """The parts of the text that read otherwise, by their Chinese names."""
    signed, signs = " ".join(known.signed_by), " ".join(seen.signed_by)
    parts = {
        "标题": same_to_a_reader(known.title, seen.title) or "title" in volatile.parts,
        "主送机关": same_to_a_reader(known.recipient, seen.recipient),
        "正文": same_text(known.body, seen.body, volatile),
        "落款": same_to_a_reader(signed, signs),
    }
    return tuple(part for part, same in parts.items() if not same)


def dates_differing(known: KnownRevision, seen: Report, volatile: Volatile) -> tuple[str, ...]:
    """What became of the days it names, in Chinese; a day now given with its hour is the same day."""
    said = []
    published = published_iso(seen)
    length = min(_precise(known.published_precision), _precise(seen.published_precision))
    if "published_at" not in volatile.parts and (known.published_at or "")[:length] != (published or "")[:length]:
        said.append(f"发布日期由{_shown(known.published_at, length)}改为{_shown(published, length)}")
    signed = seen.signed_on.isoformat() if seen.signed_on else None
    if known.signed_on != signed:
        said.append(f"成文日期由{_shown(known.signed_on)}改为{_shown(signed)}")
    return tuple(said)


def _precise(precision: str | None) -> int:
    """How many characters of an ISO instant are said; where no date is said, the other one decides."""
    return {"day": 10, "minute": 16}.get(precision or "", 25)


def _shown(iso: str | None, length: int = 10) -> str:
    return iso[: min(length, 19)].replace("T", " ") if iso else "未标注"


def files_differing(
    known: KnownRevision, seen: Sequence[Attachment], volatile: Volatile, *, elsewhere: bool = False
) -> bool:
    """Whether an attachment came, went, or is another one now. On a page `elsewhere` each has another address.

    The same name and bytes are the same file, whatever its address; where no bytes were had, the name and what of the
    address is steady must do. A file whose text was read is compared by its text: servers pack anew at every visit.
    """
    loose = elsewhere or "attachments" in volatile.parts
    shape = shape_of if "attachments" in volatile.parts else str
    before = _by_name((shape(folded(f.name)), f.url, f.sha256, False) for f in known.attachments)
    after = _by_name(
        (shape(folded(a.name)), a.url, a.sha256, a.outcome is FileOutcome.READ or a.url in volatile.files) for a in seen
    )
    return any(not _same_files(before[name], after[name], loose) for name in before.keys() | after.keys())


_File = tuple[str, str | None, bool]  # address without what is made up for a visit, digest, whether its bytes may vary


def _by_name(files: Iterable[tuple[str, str, str | None, bool]]) -> dict[str, list[_File]]:
    found: dict[str, list[_File]] = defaultdict(list)
    for name, url, digest, varies in files:
        found[name].append((document_key(url), digest, varies))
    return found


def _same_files(before: list[_File], after: list[_File], loose: bool) -> bool:
    """Files of one name: each finds its like by bytes, then by address; `loose` lets any address do."""
    left, come = list(before), []
    for file in after:
        same = next((known for known in left if file[1] and known[1] == file[1]), None)
        if same:
            left.remove(same)
        else:
            come.append(file)
    pairs = zip(sorted(left, key=_address), sorted(come, key=_address), strict=False)
    return len(left) == len(come) and all(_alike(known, seen, loose) for known, seen in pairs)


def _address(file: _File) -> str:
    return file[0]


def _alike(known: _File, seen: _File, loose: bool) -> bool:
    bytes_agree = seen[2] or None in (known[1], seen[1])
    return bytes_agree and (loose or known[0] == seen[0])
