"""`fazhiwatch` in this process, by the same way in: starting Python for each command would cost seconds."""

import contextlib
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from cli.main import main


def fazhiwatch(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As `tests.seasons.fazhiwatch`, which starts a process."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAZHIWATCH_", "PREFECT_"))}
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, clean | {"FAZHIWATCH_HOME": str(home)} | environment, clear=True))
        stack.enter_context(patch.object(sys, "argv", ["fazhiwatch", *words]))
        stack.enter_context(contextlib.chdir(home.parent))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        code = _exit_code()
    out.seek(0)
    err.seek(0)
    return subprocess.CompletedProcess(words, code, out.read(), err.read())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
