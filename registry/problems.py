"""What is wrong with a registry, each thing with its file and line."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.problems import UserProblem


def quoted(word: object) -> str:
    """A word of the file as a message may repeat it: short, and never an address, which may hold a secret."""
    text = str(word)
    return "“（地址，不显示）”" if "://" in text else f"“{text[:60]}”"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error 名录错误: `line` counts from 1 (0: the folder itself); `message_zh` never holds a notify address."""

    file: str
    line: int
    message_zh: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message_zh}"

    def as_json(self) -> dict[str, str | int]:
        return {"file": self.file, "line": self.line, "message": self.message_zh}


class RegistryProblems(UserProblem):
    """The registry cannot be used; `problems` holds every error of every file, ordered by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def as_json(self) -> list[dict[str, str | int]]:
        return [problem.as_json() for problem in self.problems]
