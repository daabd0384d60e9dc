"""Pages that a person brought in, of a county of two townships, and reading them again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.imports import import_files
from flows.judge import judge
from flows.rereading import kind_of, reread
from flows.run import Run, begin_run
from settings import Settings
from tests.flows.pages import PAGE

REGISTER = """
office: {id: liu, name: 柳县司法局}
units:
  - {id: liuxi, name: 柳县柳溪镇人民政府, level: township}
  - {id: qingshi, name: 柳县青石镇人民政府, level: township}
"""
NEWS = PAGE.replace("柳溪镇2024年度法治政府建设情况报告", "柳溪镇召开法治工作会议").split("一、")[0]


def settings_in(folder: Path) -> Settings:
    (folder / "registry").mkdir()
    (folder / "registry" / "liu.yaml").write_text(REGISTER, encoding="utf-8")
    return Settings(home=folder / "var", registry=folder / "registry", now="2025-03-25T02:00:00+08:00")


def bring(settings: Settings, **pages: str) -> None:
    """Brings pages in by hand, each as a file of that name."""
    paths = []
    for name, text in pages.items():
        paths.append(settings.registry.parent / f"{name}.txt")
        paths[-1].write_text(text, encoding="utf-8")
    with begin_run(settings, kind="import") as run:
        import_files(run, paths)


@contextmanager
def reparsing(settings: Settings) -> Iterator[tuple[Run, dict[str, Any]]]:
    with begin_run(settings, kind=kind_of((), None)) as run:
        found = reread(run)
        judge(run)
        yield run, found.summary()
