"""What is handed on as a file 导出: the ledger of a report year in several forms, and the draft of a circular."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain as chain_of
from typing import BinaryIO

from core.problems import UserProblem
from core.units import Level, Registry
from evidence.bulletin import write_docx
from evidence.ledger import write_xlsx
from evidence.table import About, Row, csv_lines, json_lines
from evidence.words import LEVEL_WORDS
from storage import board, chain, register, standings
from storage.board import Filter
from storage.database import Session

_NAMED = 5  # offices


class NothingThereError(UserProblem):
    """Nothing was judged of that year, or nothing that fits all that was asked for."""

    exit_code = 1


def write(file: BinaryIO, form: str, session: Session, registry: Registry, *, wanted: Filter, at: datetime) -> int:
    """Writes the obligations of the filter's year in one of the `FORMS`; how many they are.

    Memory hardly grows with them. `at`: when it is made. Raises NothingThereError.
    """
    names = register.office_names(session)
    about = About(
        at,
        chain.head(session),
        names,
        _rules(registry, names),
        judged_at=board.judged_at(session, wanted),
        scope=_scope(wanted, names),
    )
    rows = _some(standings.board_rows(session, wanted), wanted.year)
    return _WRITERS[form](file, rows, wanted.year, names.get(wanted.office or ""), about)


def _scope(wanted: Filter, names: Mapping[str, str]) -> str:
    """To which of the units it is limited, but for the one office that its title names."""
    seen = sorted(names.get(office, office) for office in wanted.offices or () if not wanted.office)
    several = f"等{len(seen)}个监督机关" if len(seen) > _NAMED else ""
    parts = (
        f"{'、'.join(seen[:_NAMED])}{several}监督的单位" if seen else "",
        f"{LEVEL_WORDS[Level(wanted.level)]}单位" if wanted.level else "",
        f"行政区划代码以{wanted.division}开头的单位" if wanted.division else "",
    )
    return "，".join(part for part in parts if part)


def _rules(registry: Registry, names: Mapping[str, str]) -> dict[str, str]:
    """How what dates an obligation is cited: a rule by its title, an office's own date by what the register says."""
    own = {f"office:{id_}": f"{name}规定的期限" for id_, name in names.items()}
    stated = {
        f"office:{o.id}": f"{o.name}规定的期限（{o.own_due_date.source}）"
        for o in registry.offices.values()
        if o.own_due_date and o.own_due_date.source
    }
    return own | stated | {rule.id: rule.cited for rule in registry.rules}


def _some(rows: Iterator[Row], year: int) -> Iterator[Row]:
    """The same rows; raises where there is none."""
    first = next(rows, None)
    if first is None:
        raise NothingThereError(f"还没有 {year} 年度的认定结果；先运行 fazhiwatch run 或 fazhiwatch evaluate")
    return chain_of([first], rows)


def title(year: int, office: str | None) -> str:
    """What a ledger is called. `office`: the name of whose units alone it lists."""
    return f"{office or ''}{year}年度法治政府建设年度报告公布情况台账"


def _xlsx(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return write_xlsx(file, rows, title(year, office), about)


def _csv(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return _lines(file, csv_lines(rows, about)) - 1


def _jsonl(file: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    return _lines(file, json_lines(rows))


def _lines(file: BinaryIO, lines: Iterable[str]) -> int:
    return sum(1 for line in lines if file.write(line.encode()))


_WRITERS: Mapping[str, Callable[[BinaryIO, Iterable[Row], int, str | None, About], int]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "jsonl": _jsonl,
    "docx": write_docx,
}
FORMS = tuple(_WRITERS)
