"""A shard's job and its lines as JSON: the job goes in as one file, the columns line by line, the results come out.

A `ColumnRead` closes each column, a `PageOfHistory` each page of a walk into the past, an `ArticleRead` each article
that was asked for, a `FileRead` each of its attachments, a `SecondLook` each that was asked for once more, a `ShardEnd`
the shard. Whoever reads the lines keeps what came before a crash.
"""

from pydantic import TypeAdapter

from core.crawl import ArticleRead, ColumnJob, ColumnRead, FileRead, PageOfHistory, SecondLook, ShardEnd, ShardJob

ResultLine = ColumnRead | PageOfHistory | ArticleRead | FileRead | SecondLook | ShardEnd

_RESULTS: dict[str, TypeAdapter[ResultLine]] = {
    cls.__name__: TypeAdapter(cls) for cls in (ColumnRead, PageOfHistory, ArticleRead, FileRead, SecondLook, ShardEnd)
}
_JOB = TypeAdapter(ShardJob)
_COLUMN = TypeAdapter(ColumnJob)


def dump_job(job: ShardJob) -> bytes:
    return _JOB.dump_json(job)


def load_job(text: bytes) -> ShardJob:
    return _JOB.validate_json(text)


def dump_column(column: ColumnJob) -> bytes:
    """One line."""
    return _COLUMN.dump_json(column) + b"\n"


def load_column(line: bytes) -> ColumnJob:
    return _COLUMN.validate_json(line)


def dump_line(result: ResultLine) -> bytes:
    """One line: the type's name, a space, its JSON."""
    name = type(result).__name__
    return name.encode() + b" " + _RESULTS[name].dump_json(result) + b"\n"


def load_line(line: bytes) -> ResultLine:
    """Raises ValueError for a line that is none of ours."""
    name, _, body = line.partition(b" ")
    adapter = _RESULTS.get(name.decode("ascii", "replace"))
    if adapter is None:
        raise ValueError(f"not a result line: {line[:80]!r}")
    return adapter.validate_json(body)
