#!/bin/sh
# Makes .venv-bench: the product beside the peers that it is measured against, away from the product's own .venv.
# A repeat costs nothing: a stamp tells for which files the installation was made.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

log=.venv-bench/setup.log
key=$(cat pyproject.toml constraints.txt bench/constraints.txt | cksum)
[ "$(cat .venv-bench/.installed 2>/dev/null)" != "$key" ] || exit 0

stop() {
    [ ! -f "$log" ] || tail -n 15 "$log" >&2
    printf '%s\n' "$*" >&2
    exit 1
}

printf '%s\n' '安装对比用的同类软件（第一次约两分钟，日志：.venv-bench/setup.log）'
rm -rf .venv-bench
.venv/bin/python -m venv .venv-bench || stop '无法建立 .venv-bench'
# an older pip stumbles over one extra that two peers spell differently
.venv-bench/bin/python -m pip install -c bench/constraints.txt pip >"$log" 2>&1 || stop '安装 pip 失败，原因见上'
.venv-bench/bin/python -m pip install -c constraints.txt -c bench/constraints.txt -e '.[bench]' >>"$log" 2>&1 ||
    stop '安装失败，原因见上：多半是连不上 Python 软件包源，联网或设置 pip 镜像后再试'
printf '%s' "$key" >.venv-bench/.installed
