#!/bin/sh
# Makes .venv-bench: the product beside the peers that it is measured against, away from the product's own .venv.
# Peers that are programs of their own (bench/peers/NAME.txt) get .venv-bench/peers/NAME each; one that cannot be
# installed takes no part, and its script says so.
# A repeat costs nothing: a stamp tells for which files the installation was made.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."

log=.venv-bench/setup.log
key=$(cat pyproject.toml constraints.txt bench/constraints.txt bench/peers/*.txt | cksum)
[ "$(cat .venv-bench/.installed 2>/dev/null)" != "$key" ] || exit 0

stop() {
    [ ! -f "$log" ] || tail -n 15 "$log" >&2
    printf '%s\n' "$*" >&2
    exit 1
}

peer() {
    python=.venv-bench/peers/$1/bin/python
    .venv/bin/python -m venv ".venv-bench/peers/$1" &&
        "$python" -m pip install -c bench/constraints.txt pip &&
        "$python" -m pip install -r "bench/peers/$1.txt"
}

printf '%s\n' '安装对比用的同类软件（第一次约五分钟，日志：.venv-bench/setup.log）'
rm -rf .venv-bench
.venv/bin/python -m venv .venv-bench || stop '无法建立 .venv-bench'
# an older pip stumbles over one extra that two peers spell differently
.venv-bench/bin/python -m pip install -c bench/constraints.txt pip >"$log" 2>&1 || stop '安装 pip 失败，原因见上'
.venv-bench/bin/python -m pip install -c constraints.txt -c bench/constraints.txt -e '.[bench]' >>"$log" 2>&1 ||
    stop '安装失败，原因见上：多半是连不上 Python 软件包源，联网或设置 pip 镜像后再试'
for file in bench/peers/*.txt; do
    name=$(basename "$file" .txt)
    peer "$name" >>"$log" 2>&1 || {
        rm -rf ".venv-bench/peers/$name"
        printf '%s\n' "$name 没有装上，不参加对比（日志：$log）" >&2
    }
done
printf '%s' "$key" >.venv-bench/.installed
