"""`python -m tests.evidence.renew` writes the golden sheets anew; read the difference as a clerk would."""

from evidence.sheet import render
from tests.evidence.cases import ALL, GOLDEN, sheet

if __name__ == "__main__":
    for name, dossier in ALL.items():
        (GOLDEN / f"{name}.html").write_text(render(sheet(dossier)), encoding="utf-8")
