"""How long `archive verify` takes over many archived objects, beside warcio's own check of the same files.

.venv/bin/python bench/verify.py [--objects 10000] [--kilobytes 100] [--files 4]
"""

import argparse
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from core.pages import Ask, Page
from crawlers.archive import ArchiveWriter, archive_name
from flows import sealing
from flows.archive.verify import Verified, verify
from flows.run import begin_run
from settings import Settings
from storage import captures

REGISTER = "office: {id: yx, name: 云溪市司法局}\nunits:\n  - {id: qs, name: 云溪市青石街道办事处, level: township}\n"
AT = datetime(2026, 3, 11, 18, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    (folder / "registry").mkdir()
    (folder / "registry" / "a.yaml").write_text(REGISTER, encoding="utf-8")
    return Settings(home=folder / "var", registry=folder / "registry")


def a_page(words: str, number: int, length: int) -> Page:
    """About as packable as a page of a site is."""
    start = random.Random(number).randrange(len(words) - length)
    url = f"http://bench.example/{number}.html"
    body = f"<html><p>{number}</p>{words[start : start + length]}</html>".encode()
    return Page(Ask(url), url, 200, body, AT, (("Content-Type", "text/html; charset=utf-8"),))


def fill(settings: Settings, objects: int, kilobytes: int, files: int) -> None:
    """Writes the files and their rows as a night does, and seals them."""
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]
    words = "".join(random.Random(1).choices(letters, k=kilobytes * 1024))
    with begin_run(settings, kind="bench") as run:
        for shard in range(files):
            writer = ArchiveWriter(settings.archive_dir, archive_name(run.id, shard, AT))
            numbers = range(shard, objects, files)
            kept = [writer.write(a_page(words, number, kilobytes * 341), (("User-Agent", "x"),)) for number in numbers]
            writer.close()
            with run.database.session() as session:
                for capture in kept:
                    captures.keep(session, run.id, capture, "article")
        sealing.seal_files(run.database, settings.archive_dir, run.id)


def peer(folder: Path) -> float:
    """Seconds that `warcio check` takes, a process a file, two at a time."""
    began = monotonic()
    files = sorted(map(str, folder.rglob("*.warc.gz")))
    halves = [files[0::2], files[1::2]]
    checks = [subprocess.Popen([sys.executable, "-m", "warcio.cli", "check", *half]) for half in halves if half]
    if any(check.wait() for check in checks):
        raise SystemExit("warcio check found something")
    return monotonic() - began


def timed(settings: Settings) -> tuple[Verified, float]:
    began = monotonic()
    return verify(settings), monotonic() - began


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--files", type=int, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        fill(settings, asked.objects, asked.kilobytes, asked.files)
        size = sum(path.stat().st_size for path in settings.archive_dir.rglob("*.warc.gz"))
        print(f"{asked.objects} objects of {asked.kilobytes} KB in {asked.files} files, {size / 1e6:.0f} MB packed")
        found, seconds = timed(settings)
        print(f"archive verify  {seconds:6.1f} s  ok={found.ok}, {found.records} records, {found.captures} rows")
        print(f"warcio check    {peer(settings.archive_dir):6.1f} s  (digests only)")
        flip(sorted(settings.archive_dir.rglob("*.warc.gz"))[-1], size // asked.files // 2)
        found, seconds = timed(settings)
        print(f"one byte flipped {seconds:5.1f} s  {[(f.kind, f.where) for f in found.faults]}")


if __name__ == "__main__":
    main()
