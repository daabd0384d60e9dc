"""How fast kept pages are read again: the whole of `reparse` against the parser alone on the same bytes.

The pages are all reports of the demo town, kept in an archive as a crawl keeps them.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from ruamel.yaml import YAML

from bench.parse_speed import SavedPage, demo_pages
from core.crawl import ArticleRead
from core.pages import Ask, Outcome, Page
from core.posts import PostRef
from crawlers.archive import ArchiveWriter
from demo.script import TOWN
from flows.rereading import kind_of, reread
from flows.run import Run, begin_run
from parsers import read_report
from settings import Settings
from storage import watch

ROUNDS = 3
GOAL = 0.8


def write_register(folder: Path) -> None:
    """All units of the town in one column of one office."""
    units = [
        {"id": u.id, "name": u.name, "aliases": list(u.aliases), "level": u.sort.level.value, "columns": ["all"]}
        for u in TOWN.units.values()
    ]
    columns = [{"id": "all", "url": "http://site.example/all/"}]
    folder.mkdir(parents=True)
    office = {"id": "office", "name": "云溪市司法局"}
    with (folder / "office.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({"office": office, "due": {"rule": "national"}, "columns": columns, "units": units}, file)


def keep_pages(run: Run, pages: list[SavedPage]) -> None:
    archive = ArchiveWriter(run.settings.archive_dir, "bench.warc.gz")
    for page in pages:
        answer = Page(Ask(page.url), page.url, 200, page.body, run.now, (("Content-Type", "text/html"),))
        capture = archive.keep(answer)
        read = ArticleRead("all", PostRef(page.url, ""), Outcome.OK, "", run.now, capture, capture.digest)
        with run.database.session() as session:
            watch.keep_article(session, run.id, read)
    archive.close()


def measure(run: Run, pages: list[SavedPage]) -> float:
    """One walk of each, by turns on the same machine; how many times the parser's own speed."""
    began = time.process_time()
    for page in pages:
        read_report(page.body, url=page.url, media_type="text/html")
    alone = time.process_time() - began
    began = time.process_time()
    found = reread(run)
    whole = time.process_time() - began
    pace = len(found.settled) / whole * alone / len(pages)
    print(
        f"parser alone {len(pages) / alone:.0f} pages/s; reparse {len(found.settled) / whole:.0f} captures/s "
        f"({len(found.settled)} read, {found.changed} changed): {pace:.2f} × the parser's own speed"
    )
    return pace


def main() -> None:
    pages = list(demo_pages())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "var", registry=Path(folder) / "registry")
        write_register(settings.registry)
        with begin_run(settings, kind=kind_of((), None)) as run:
            keep_pages(run, pages)
            reread(run)  # stores the reports; what is timed is reading them again
            paces = [measure(run, pages) for _ in range(ROUNDS)]
    print(f"median {median(paces):.2f}, goal ≥ {GOAL}")


if __name__ == "__main__":
    main()
