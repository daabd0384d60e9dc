"""Why the database cannot be used, in one Chinese line that holds no password."""

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError

from core.problems import UserProblem

# What drivers and system say (in lower case) → what a person needs to know. The first that matches counts.
_WORDS = (
    ("unable to open database file", "文件打不开，请检查路径与权限"),
    ("readonly database", "文件只读，没有写权限"),
    ("file is not a database", "文件不是 SQLite 数据库，或已损坏"),
    ("malformed", "数据库文件已损坏"),
    ("disk is full", "磁盘已满"),
    ("no space left", "磁盘已满"),
    ("disk i/o error", "磁盘读写出错"),
    ("database is locked", "数据库被另一程序长时间占用"),
    ("password authentication failed", "用户名或密码不对"),
    ("no password supplied", "没有提供密码"),
    ("connection refused", "连接被拒绝，数据库服务没有启动或地址、端口不对"),
    ("no such file or directory", "连接不上，数据库服务没有启动或地址不对"),
    ("resolve", "数据库主机名解析不了"),
    ("timeout", "连接数据库超时"),
    ("does not exist", "数据库或用户不存在"),
    ("permission denied", "没有权限"),
    ("not a directory", "路径中有一段不是文件夹"),
    ("file exists", "路径中有一段不是文件夹"),
    ("read-only transaction", "数据库只读，没有写权限"),
    ("terminating connection", "数据库服务中断了连接"),
    ("server closed the connection", "数据库服务中断了连接"),
)

_OF_THE_MOMENT = ("磁盘已满", "磁盘读写出错", "数据库被另一程序长时间占用", "数据库服务中断了连接")


class DatabaseProblem(UserProblem):
    """The database cannot be reached, read or written; the message is one Chinese line for the user."""


def shown(url: URL) -> str:
    """The address without password and options, for people."""
    bare = url.set(query={})
    return bare.render_as_string(hide_password=True)


def is_problem(error: DBAPIError) -> bool:
    """Whether the trouble is the database's, not a fault of ours (a broken constraint, a wrong statement)."""
    return type(error) in (DatabaseError, InterfaceError, InternalError, OperationalError)


def problem(url: URL, error: Exception) -> DatabaseProblem:
    """`error` in words."""
    said = str(getattr(error, "orig", None) or error)
    words = next((words for sign, words in _WORDS if sign in said.lower()), None)
    if url.get_backend_name() == "sqlite" and "no such file or directory" in said.lower():
        words = "数据目录建不了，请检查路径"
    told = DatabaseProblem(f"数据库不可用（{shown(url)}）：{words or _first_line(said, url)}")
    if words in _OF_THE_MOMENT:
        told.exit_code = 1  # nothing is written wrongly anywhere: the job has failed
    return told


def _first_line(said: str, url: URL) -> str:
    line = said.strip().splitlines()[0] if said.strip() else "原因不明"
    return line.replace(url.password, "***") if url.password else line
