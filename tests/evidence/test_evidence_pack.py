"""The proof pack: every instruction of its 说明 is really run, and finds what was changed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.dossiers import Dossier
from core.pages import Ask, Page
from crawlers.archive import ArchiveWriter
from evidence.pack import RECORDS, Pack, write
from evidence.sheet import render
from tests.evidence.cases import EXEMPT, PAGE, REVISED, sheet

COMMAND = re.compile(r"^    (\S.*)$", re.MULTILINE)
HEADERS = (("Content-Type", "text/html"),)
PICTURE = b"\x89PNG picture"


def archived(folder: Path) -> Dossier:
    """A dossier whose captures lie in a real WARC file; the third repeats the second."""
    writer = ArchiveWriter(folder, RECORDS)
    ats = [one.capture.fetched_at for one in REVISED.captures]
    pages = [
        Page(Ask(PAGE), PAGE, 200, f"<p>{text}</p>".encode(), at, HEADERS)
        for text, at in zip("甲乙乙", ats, strict=False)
    ]
    made = [writer.keep(page) for page in pages[:2]]
    made.append(writer.write_again(pages[2], (), (made[1].warc_file, made[1].warc_offset)))
    made.append(writer.keep_resource(REVISED.captures[3].capture.url, PICTURE, "image/png", ats[3]))
    writer.close()
    kept = [replace(one, capture=capture) for one, capture in zip(REVISED.captures, made, strict=True)]
    return replace(REVISED, captures=tuple(kept))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("archive")
    made = sheet(archived(folder))
    picture = made.dossier.captures[-1].capture.warc_record_id
    headers = {one.capture.warc_record_id: HEADERS for one in made.dossier.captures[:-1]}
    data = (folder / RECORDS).read_bytes()
    records = [data[:100], data[100:]]
    return Pack(made, render(made), b"%PDF-1.4", records, headers, {picture: PICTURE})


def build(pack: Pack) -> bytes:
    out = BytesIO()
    write(pack, out)
    return out.getvalue()


@pytest.fixture
def unpacked(pack: Pack, tmp_path: Path) -> Path:
    (tmp_path / "pack.zip").write_bytes(build(pack))
    subprocess.run([sys.executable, "-m", "zipfile", "-e", "pack.zip", "out"], cwd=tmp_path, check=True)
    return tmp_path / "out"


def instructions(folder: Path) -> list[str]:
    return COMMAND.findall((folder / "说明.txt").read_text(encoding="utf-8"))


def run(folder: Path, command: str) -> tuple[int, str]:
    """As typed into a terminal where the tools are those of this test's own environment."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    for name, target in (("python3", sys.executable), ("warcio", str(Path(sys.executable).parent / "warcio"))):
        script = tools / name
        script.write_text(f'#!/bin/sh\nexec "{target}" "$@"\n')
        script.chmod(0o755)
    where = {"PATH": f"{tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "HOME": str(folder.parent)}
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=where, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout.strip()


def passes(folder: Path, command: str) -> bool:
    code, said = run(folder, command)
    if command.startswith("python3"):
        return (code, said) == (0, "True")
    return code == 0 and (command.startswith("sha256sum") or not said)


def test_every_instruction_passes(unpacked: Path) -> None:
    commands = instructions(unpacked)
    assert [command.split()[0] for command in commands] == ["sha256sum", "gzip", "warcio", *["python3"] * 3]
    assert {command: passes(unpacked, command) for command in commands} == dict.fromkeys(commands, True)
    listed = (unpacked / "SHA256SUMS").read_text().splitlines()
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {line.split("  ")[1] for line in listed} == there - {"SHA256SUMS"}


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def test_a_flipped_byte_is_found_wherever_it_is(unpacked: Path) -> None:
    [sums] = [command for command in instructions(unpacked) if command.startswith("sha256sum")]
    for path in sorted(path for path in unpacked.rglob("*") if path.is_file()):
        flip(path, path.stat().st_size // 2)
        assert not passes(unpacked, sums), path
        flip(path, path.stat().st_size // 2)
    assert passes(unpacked, sums)


def forge(folder: Path) -> None:
    """New sums for what was changed: the other instructions must find it by themselves."""
    lines = []
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        name = line.split("  ")[1]
        lines.append(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def failing(folder: Path, about: str = "") -> list[str]:
    forge(folder)
    return [command for command in instructions(folder) if about in command and not passes(folder, command)]


def test_a_changed_record_is_found_though_the_sums_were_made_anew(unpacked: Path) -> None:
    records = unpacked / RECORDS
    flip(records, records.stat().st_size // 2)
    assert "gzip" in {command.split()[0] for command in failing(unpacked, "gz")}


def test_a_record_written_anew_is_found(pack: Pack, unpacked: Path, tmp_path: Path) -> None:
    """Sound gzip, sound digests, another content: only the sheet's own digests tell."""
    other = ArchiveWriter(tmp_path, "other.warc.gz")
    other.keep(Page(Ask(PAGE), PAGE, 200, b"<p>forged</p>", pack.sheet.made_at))
    other.close()
    shutil.copy(tmp_path / "other.warc.gz", unpacked / RECORDS)
    assert [command.partition("import ")[2][:12] for command in failing(unpacked)] == ["hashlib,json"]


def test_a_changed_statement_and_a_changed_chain_are_found(unpacked: Path) -> None:
    entries = unpacked / "chain.jsonl"
    sealed = entries.read_text(encoding="utf-8")
    entries.write_text(sealed.replace('"year":2025', '"year":2024'), encoding="utf-8")
    [fault] = failing(unpacked, "chain")
    assert "chain.jsonl" in fault
    entries.write_text(sealed, encoding="utf-8")
    links = unpacked / "chain-links.txt"
    lines = links.read_text().splitlines()
    links.write_text("\n".join([*lines[:1], "0" * 64, *lines[2:]]) + "\n")
    assert len(failing(unpacked, "chain")) == 2  # the entry is no longer in it, and it leads elsewhere


def test_the_same_facts_give_the_same_bytes(pack: Pack) -> None:
    assert build(pack) == build(replace(pack, headers=dict(pack.headers), files=dict(pack.files)))


def test_what_a_pack_holds(unpacked: Path, pack: Pack) -> None:
    captures = json.loads((unpacked / "captures.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in captures] == [1, 2, 3, 4]
    assert captures[1]["headers"] == [["Content-Type", "text/html"]]
    assert (unpacked / "pictures" / "4.png").read_bytes() == PICTURE
    dossier = json.loads((unpacked / "dossier.json").read_text(encoding="utf-8"))
    assert len(dossier["checks"]) == len(pack.sheet.dossier.checks)
    assert (unpacked / "sheet.html").read_text(encoding="utf-8") == pack.html
    with ZipFile(unpacked.parent / "pack.zip") as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_lost_is_named_and_what_is_not_there_has_no_instruction(pack: Pack, tmp_path: Path) -> None:
    lost = pack.sheet.dossier.captures[0].capture.warc_record_id
    damaged = replace(pack, sheet=replace(pack.sheet, losses={lost: "记录已损坏"}))
    bare = Pack(sheet(EXEMPT, chain=None), "<p>", None, None, {}, {})
    for name, one in (("damaged", damaged), ("bare", bare)):
        (tmp_path / f"{name}.zip").write_bytes(build(one))
        with ZipFile(tmp_path / f"{name}.zip") as file:
            file.extractall(tmp_path / name)
    assert f"{lost}：记录已损坏" in (tmp_path / "damaged" / "说明.txt").read_text(encoding="utf-8")
    assert instructions(tmp_path / "bare") == ["sha256sum -c SHA256SUMS"]
    assert passes(tmp_path / "bare", "sha256sum -c SHA256SUMS")
