"""What the house tests look at: the files that belong to the product."""

import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var"}


def _files() -> list[Path]:
    """As git would take them; in a tree without git everything but what our own tools leave behind."""
    listed = subprocess.run(
        ["git", "-C", str(CHECKOUT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return [CHECKOUT / name for name in listed.stdout.decode().split("\0") if name]
    inside = (path.relative_to(CHECKOUT) for path in CHECKOUT.rglob("*") if path.is_file())
    return [CHECKOUT / path for path in inside if not NOT_OURS & set(path.parts) and not _left_behind(path)]


def _left_behind(path: Path) -> bool:
    return any(part.endswith(("_cache", "__pycache__", ".egg-info")) or part == ".hypothesis" for part in path.parts)


@pytest.fixture(scope="session")
def product_files() -> list[Path]:
    files = [path for path in _files() if path.is_file()]
    assert len(files) > 100
    return files


@pytest.fixture(scope="session")
def product_texts(product_files: list[Path]) -> dict[str, str]:
    """Path from the checkout → text, of every file that is UTF-8."""
    texts = {}
    for path in product_files:
        data = path.read_bytes()
        if b"\0" not in data:
            texts[path.relative_to(CHECKOUT).as_posix()] = data.decode("utf-8", "replace")
    return texts
