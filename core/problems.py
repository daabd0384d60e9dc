"""What a user can mend: told in Chinese, without a traceback."""

import errno

_OS_WORDS = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是目录，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.ENOSPC: "磁盘空间已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
}


class UserProblem(Exception):  # noqa: N818 - a problem of the user's, not an error of the program
    """Why something cannot be done, in Chinese. `exit_code` 2: bad usage or configuration, 1: a failed job."""

    exit_code = 2


def os_words(error: OSError) -> str:
    """Why a file cannot be read or written, in Chinese."""
    return _OS_WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
