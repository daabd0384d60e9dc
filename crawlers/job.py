"""A shard's job and its result lines as JSON: the job goes in as one file, the lines come out one by one.

A `ColumnRead` closes each column, an `ArticleRead` each article that was asked for, a `FileRead` each of its
attachments, a `ShardEnd` the shard. Whoever reads the lines keeps what came before a crash.
"""

from pydantic import TypeAdapter

from core.crawl import ArticleRead, ColumnRead, FileRead, ShardEnd, ShardJob

ResultLine = ColumnRead | ArticleRead | FileRead | ShardEnd

_RESULTS: dict[str, TypeAdapter[ResultLine]] = {
    cls.__name__: TypeAdapter(cls) for cls in (ColumnRead, ArticleRead, FileRead, ShardEnd)
}
_JOB = TypeAdapter(ShardJob)


def dump_job(job: ShardJob) -> bytes:
    return _JOB.dump_json(job)


def load_job(text: bytes) -> ShardJob:
    return _JOB.validate_json(text)


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
