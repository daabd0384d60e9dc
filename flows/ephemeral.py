"""Prefect's temporary server 临时服务: where the command that started it is killed, it ends as well."""

import subprocess
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

from crawlers.child import end_with_us


class OurServer(SubprocessASGIServer):
    """Prefect ends its server at exit, which a killed process does not come to.

    It keeps one server a port and asks for it by its own class: the first that is made is the one that all get.
    """

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        process = super()._run_uvicorn_command()
        end_with_us(process.pid)
        return process
