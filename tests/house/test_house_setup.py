"""scripts/setup.sh on machines that lack something: a made-up PATH holds the tools, a made-up Python and apt-get."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "chmod", "cksum", "cp", "dirname", "env", "find", "grep", "mkdir", "rm", "sh", "tail")

# Answers what setup.sh asks of a Python, and makes a .venv that answers the same.
PYTHON = """#!/bin/sh
case "$*" in
*ensurepip*) [ ! -e "$MACHINE/no-venv" ] ;;
*print*) echo python3.11-venv ;;
"-m venv .venv")
    mkdir -p .venv/bin
    echo "VIRTUAL_ENV=\\"$PWD/.venv\\"" >.venv/bin/activate
    cp "$0" .venv/bin/python ;;
*"pip install"*)
    echo "$@" >>"$MACHINE/pip"
    [ ! -e "$MACHINE/offline" ] || { echo 'No route to the package index'; exit 1; }
    case "$*" in *" -e "*) cp "$0" .venv/bin/fazhiwatch ;; esac ;;
-V) echo 'Python 3.11.9' ;;
esac
"""

# Installs by name: python3.11-venv mends Python, a browser becomes a command, a font a line of fc-list.
APT_GET = """#!/bin/sh
echo "$@" >>"$MACHINE/apt"
[ ! -e "$MACHINE/offline" ] || exit 100
case "$*" in
*python3.11-venv*) rm "$MACHINE/no-venv" ;;
*chromium*) cp "$0" "$MACHINE/bin/chromium" ;;
*fonts-*) cp "$MACHINE/bin/id" "$MACHINE/bin/fc-list" ;;
esac
"""


class Machine:
    """A folder that plays a computer: `bin` is its whole PATH, flag files beside it say what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.checkout = folder / "a checkout"
        self.bin.mkdir()
        (self.checkout / "scripts").mkdir(parents=True)
        for tool in TOOLS:
            self.bin.joinpath(tool).symlink_to(shutil.which(tool) or "/missing")
        for name in ("pyproject.toml", "constraints.txt", "scripts/setup.sh"):
            shutil.copy(CHECKOUT / name, self.checkout / name)
        self.command("python3", PYTHON)
        self.command("chromium", "#!/bin/sh\n")
        self.command("fc-list", "#!/bin/sh\necho wqy\n")
        self.user(1000)

    def command(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def user(self, uid: int) -> None:
        self.command("id", f"#!/bin/sh\necho {uid}\n")

    def without(self, *names: str) -> None:
        for name in names:
            (self.bin / name).unlink()

    def flag(self, name: str) -> Path:
        (self.folder / name).touch()
        return self.folder / name

    def installed(self) -> list[str]:
        """Each installation of the product; a newer pip is no part of it."""
        return [line for line in self.log("pip") if " -e " in line]

    def log(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / "sh", self.checkout / "scripts/setup.sh", *(arguments or ("run",))],
            env={"PATH": str(self.bin), "MACHINE": str(self.folder)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_script_is_posix_shell() -> None:
    subprocess.run(["/bin/sh", "-n", CHECKOUT / "scripts/setup.sh"], check=True, timeout=10)


def test_without_python_one_line_says_what_to_install(machine: Machine) -> None:
    machine.without("python3")
    done = machine.setup()
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11" in done.stderr
    assert "apt-get install python3" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_an_older_python_is_not_taken(machine: Machine) -> None:
    machine.command("python3", '#!/bin/sh\ncase "$*" in *version_info*) exit 1 ;; esac\n')
    done = machine.setup()
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr


def test_without_venv_a_user_is_told_the_package(machine: Machine) -> None:
    machine.flag("no-venv")
    machine.command("apt-get", APT_GET)
    done = machine.setup()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == ["Python 缺少 venv 模块，请输入：sudo apt-get install python3.11-venv"]
    assert machine.log("apt") == []


def test_without_venv_root_gets_it_installed(machine: Machine) -> None:
    machine.flag("no-venv")
    machine.command("apt-get", APT_GET)
    machine.user(0)
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert "python3.11-venv" in done.stdout
    assert len(machine.installed()) == 1


def test_sudo_without_password_counts_as_root(machine: Machine) -> None:
    machine.flag("no-venv")
    machine.command("apt-get", APT_GET)
    machine.command("sudo", '#!/bin/sh\n[ "$1" = -n ] || exit 1\nshift\n[ "$1" = true ] || exec "$@"\n')
    assert machine.setup().returncode == 0
    assert any("python3.11-venv" in line for line in machine.log("apt"))


def test_a_repeat_installs_nothing(machine: Machine) -> None:
    assert machine.setup("test").returncode == 0
    again = [machine.setup("test"), machine.setup("run")]
    assert [done.stdout.strip() for done in again] == ["环境已就绪：.venv"] * 2
    assert len(machine.installed()) == 1
    assert "-c constraints.txt -e .[test]" in machine.installed()[0]


def test_running_needs_less_than_testing(machine: Machine) -> None:
    machine.setup("run")
    machine.setup("test")
    assert [line.split(" -e ")[1] for line in machine.installed()] == [".", ".[test]"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed_again(machine: Machine, name: str) -> None:
    machine.setup()
    with (machine.checkout / name).open("a") as file:
        file.write("\n# changed\n")
    machine.setup()
    assert len(machine.installed()) == 2


def test_a_moved_checkout_gets_a_new_environment(machine: Machine) -> None:
    machine.setup()
    machine.checkout = machine.checkout.rename(machine.folder / "moved here")
    done = machine.setup()
    assert "建立 .venv" in done.stdout
    assert len(machine.installed()) == 2


def test_a_failed_installation_shows_why_and_is_tried_again(machine: Machine) -> None:
    offline = machine.flag("offline")
    done = machine.setup()
    assert done.returncode == 1
    assert "No route to the package index" in done.stderr
    assert "安装依赖失败" in done.stderr.splitlines()[-1]
    offline.unlink()
    assert machine.setup().returncode == 0


def test_a_missing_browser_is_one_line_and_no_failure(machine: Machine) -> None:
    machine.without("chromium")
    done = machine.setup()
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("未找到浏览器")
    assert "sudo apt-get install chromium-headless-shell" in done.stdout
    assert "字体" not in done.stdout


def test_root_gets_browser_and_fonts(machine: Machine) -> None:
    machine.without("chromium")
    machine.command("fc-list", "#!/bin/sh\n")
    machine.command("apt-get", APT_GET)
    machine.user(0)
    done = machine.setup()
    assert done.returncode == 0
    assert "未找到" not in done.stdout
    assert [line.split("--no-install-recommends ")[-1] for line in machine.log("apt")[1:]] == [
        "chromium-headless-shell",
        "fonts-wqy-microhei",
    ]


def test_a_browser_that_cannot_be_had_is_not_asked_for_every_time(machine: Machine) -> None:
    machine.without("chromium")
    machine.command("apt-get", "#!/bin/sh\necho $* >>$MACHINE/apt\nexit 100\n")
    machine.user(0)
    first, asked = machine.setup(), len(machine.log("apt"))
    second = machine.setup()
    assert (first.returncode, second.returncode) == (0, 0)
    assert asked > 0
    assert len(machine.log("apt")) == asked
    assert "未找到浏览器" in second.stdout


def test_a_wrong_word_is_answered_with_the_usage(machine: Machine) -> None:
    done = machine.setup("everything")
    assert done.returncode == 2
    assert "run|test" in done.stderr
