"""A little register, pages of its units as sites show them, and the short way to bring them in."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.reports import Report
from flows.imports import Imported, Word, import_files
from flows.limited import LimitedReader
from flows.read import read_captures
from flows.run import Run, begin_run
from parsers import read_report
from settings import Settings
from storage import captures, reports
from storage.database import open_database
from storage.models import CaptureRow, PostRow

SITE = "http://www.yunxi.example"
UNITS = {"qingshi": "云溪市青石街道办事处", "qinglan": "云溪市青岚区人民政府"}
REGISTER = "office: {id: yx, name: 云溪市司法局}\nunits:\n" + "".join(
    f"  - {{id: {unit}, name: {name}, level: township}}\n" for unit, name in UNITS.items()
)
PARAGRAPHS = (
    "2024年，本单位坚持依法行政，现将有关情况报告如下。",
    "一、主要举措和成效",
    "完善重大行政决策程序，全年办理行政处罚案件17件，审核规范性文件3件，组织执法人员培训5场。",
    "二、存在的不足",
    "执法力量仍显薄弱，普法形式不够丰富，个别人员运用法治思维的能力有待提高。",
    "三、2025年工作安排",
    "继续规范行政执法行为，落实行政执法三项制度，推进法治宣传进村入户，提升群众满意度。",
)


def title_of(unit: str = "qingshi") -> str:
    return f"{UNITS[unit]}2024年度法治政府建设情况报告"


def report_page(title: str | None = None, *, more: str = "", day: str = "2025-02-20") -> bytes:
    title = title or title_of()
    text = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, more))
    return _page(title, text, day)


def pointer_page(name: str = "P0250220.docx", title: str | None = None) -> bytes:
    """A page that says no more than 见附件."""
    title = title or title_of()
    return _page(title, f'<p>附件：<a href="{name}">{title}.docx</a></p>', "2025-02-20")


def _page(title: str, text: str, day: str) -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f'<div>发布日期：{day} 09:30 来源：本站</div><div class="content">{text}</div></body></html>'
    ).encode()


def settings_of(folder: Path, now: str = "2025-03-25T02:00:00+08:00") -> Settings:
    (folder / "registry").mkdir(exist_ok=True)
    (folder / "registry" / "yx.yaml").write_text(REGISTER, encoding="utf-8")
    return Settings(home=folder / "var", registry=folder / "registry", now=now)


class _Here(LimitedReader):
    """Reads files in this process: starting another costs seconds, and tests of its own see to it."""

    def __call__(self, source: bytes, **known: Any) -> Report:
        return read_report(source, **known)


@contextmanager
def running(settings: Settings, kind: str) -> Iterator[Run]:
    with begin_run(settings, kind=kind) as run:
        run.file_reader = _Here()
        yield run


def bring(settings: Settings, *paths: Path, word: Word | None = None) -> list[Imported]:
    with running(settings, "import") as run:
        return import_files(run, paths, word)


def read_again(settings: Settings) -> None:
    with running(settings, "reparse") as run:
        with run.database.session() as session:
            captures.forget_reading(session)
        read_captures(run)


def outcomes(results: Iterable[Imported]) -> list[str]:
    return [result.outcome for result in results]


def looked(settings: Settings, look: Callable[[Any], Any]) -> Any:
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            return look(session)
    finally:
        database.close()


def kept(settings: Settings) -> list[CaptureRow]:
    return looked(settings, lambda s: list(s.scalars(select(CaptureRow).order_by(CaptureRow.id))))  # type: ignore[no-any-return]


def posts(settings: Settings) -> list[PostRow]:
    return looked(settings, lambda s: list(s.scalars(select(PostRow).order_by(PostRow.id))))  # type: ignore[no-any-return]


def stored(settings: Settings) -> list[dict[str, Any]]:
    """Every stored report in full."""

    def look(session: Any) -> list[Any]:
        return [reports.show_report(session, row["id"]) for row in reports.list_reports(session)]

    return looked(settings, look)  # type: ignore[no-any-return]
