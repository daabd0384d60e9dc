"""Datasette over our own SQLite file, with the questions that our pages answer written as its canned queries.

Set, and why: a minute for a query, so that nothing is cut off, and no limit on a cell, so that a report is shown
whole; no facets are guessed; each connection keeps as many of SQLite's pages as one of ours. All else is as it comes.
The file stays in WAL mode and is opened for reading only, not as immutable: nights write into it, and an immutable file
is read without its log. Its own way to look at a table (filters, labels, facets) answers most of the questions too, for
two to five times the processor time a page; canned queries are what it is asked by.

Our index of texts is of no use to it: the table has no content, and its tokens are pairs of characters that nobody
types. So the texts stand in a second file, with an FTS5 index of its own that the tokenizer `trigram` makes. It finds
what has three characters or more; this file never changes, and is served as immutable.
"""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.sides.programs import await_answer, environment, free_port, program
from storage.engines import READERS_CACHE_KB
from storage.search import PAGE

NAME = "datasette"
OFFICE_PAGE = 50  # units
_SETTINGS = {
    "sql_time_limit_ms": 60_000,
    "suggest_facets": "off",
    "truncate_cells_html": 0,
    "cache_size_kb": READERS_CACHE_KB,
}
_STANDING = "o.status, o.reason, o.due_on, o.published_on, o.days_late, o.report_id, o.url"
_PHRASE = """'"' || replace(:q, '"', '""') || '"'"""
_OF_PAGES = {
    "unit": f"select u.name, o.report_year, {_STANDING} from obligations o join units u on u.id = o.unit_id"
    " where o.unit_id = :unit order by o.report_year desc",
    "office": f"select u.id, u.name, {_STANDING} from units u"
    " join obligations o on o.unit_id = u.id and o.report_year = :year"
    f" where u.office_id = :office and u.retired_at is null order by u.rank, u.name, u.id limit {OFFICE_PAGE}",
    "standings": "select status, count(*) as units from obligations where report_year = :year group by status",
    "report": "select u.name, r.report_year, r.published_at, r.url, v.title, v.body from reports r"
    " join units u on u.id = r.unit_id join revisions v on v.report_id = r.id and v.number = r.revision"
    " where r.id = :id",
}
_OF_TEXTS = {
    "search": "select t.id, t.unit, t.unit_name, t.report_year, t.title,"
    " snippet(texts_fts, 1, '[', ']', '…', 40) as found from texts_fts join texts t on t.id = texts_fts.rowid"
    f" where texts_fts match {_PHRASE} order by rank limit {PAGE}",
    "found": f"select count(*) as total from texts_fts where texts_fts match {_PHRASE}",
}
_TEXTS = """
CREATE TABLE texts (id INTEGER PRIMARY KEY, unit TEXT, unit_name TEXT, report_year INTEGER, title TEXT, body TEXT);
INSERT INTO texts SELECT r.id, u.id, u.name, r.report_year, v.title, v.body FROM pages.reports r
    JOIN pages.units u ON u.id = r.unit_id JOIN pages.revisions v ON v.report_id = r.id AND v.number = r.revision;
CREATE VIRTUAL TABLE texts_fts USING fts5(title, body, content=texts, content_rowid=id, tokenize=trigram);
INSERT INTO texts_fts (texts_fts) VALUES ('rebuild');
INSERT INTO texts_fts (texts_fts) VALUES ('optimize');
"""


def put_texts(database: Path, file: Path) -> None:
    """Writes the second file."""
    with closing(sqlite3.connect(file, uri=True)) as connection:
        connection.execute("ATTACH ? AS pages", (f"file:{database}?mode=ro",))
        connection.executescript(_TEXTS)


@contextmanager
def served(folder: Path, database: Path) -> Iterator[tuple[str, int]]:
    """Its address and the number of its process, until the block ends. `folder`: for what it needs beside."""
    texts, metadata, port = folder / "texts.db", folder / "metadata.json", free_port()
    put_texts(database, texts)
    queries = {database.stem: {"queries": _OF_PAGES}, texts.stem: {"queries": _OF_TEXTS}}
    metadata.write_text(json.dumps({"databases": queries}), encoding="utf-8")
    command = [program(NAME), "serve", str(database), "-i", str(texts), "-m", str(metadata), "-h", "127.0.0.1"]
    command += [
        "-p",
        str(port),
        *(word for name, value in _SETTINGS.items() for word in ("--setting", name, str(value))),
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=log, stderr=log)
    try:
        await_answer(f"http://127.0.0.1:{port}/-/versions.json")
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait()
