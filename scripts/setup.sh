#!/bin/sh
# Makes .venv and installs FazhiWatch in it: `sh scripts/setup.sh run` to use it, `sh scripts/setup.sh test` to work on it.
# A repeat costs nothing and needs no network: a stamp in .venv tells for which files, which Python and which folder
# the installation was made. What the system lacks is installed where that is allowed, otherwise one line says what to type.
set -eu

case "${1:-}" in
run) extra= stamps=run compile=--compile ;;
test) extra='[test]' stamps='run test' compile=--no-compile ;; # the tests compile what they import, on all processors
*)
    echo '用法：sh scripts/setup.sh run|test' >&2
    exit 2
    ;;
esac

CDPATH='' cd -- "$(dirname -- "$0")/.."
here=$(pwd -P)
export PIP_DISABLE_PIP_VERSION_CHECK=1
log=.venv/setup.log

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

stop_with_log() {
    tail -n 15 "$log" >&2
    stop "$*"
}

# --- the system's packages -------------------------------------------------------------------------------------------

is_root() { [ "$(id -u)" -eq 0 ]; }

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    is_root || sudo -n true >/dev/null 2>&1 # -n: fail at once where a password would be asked for
}

as_root() {
    if is_root; then "$@"; else sudo -n "$@"; fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
        -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$log" 2>&1
}

lists_renewed=
apt_install() {
    may_install || return 1
    say "安装系统软件包：$*"
    [ -n "$lists_renewed" ] || apt_get update || : # without new lists the old ones may still do
    lists_renewed=yes
    apt_get install --no-install-recommends "$@"
}

# --- Python ----------------------------------------------------------------------------------------------------------

# 3.11 first: constraints.txt was checked with it.
find_python() {
    for python in python3.11 python3.12 python3.13 python3.14 python3; do
        "$python" -c "import sys, $1; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1 && return 0
    done
    return 1
}

# Debian ships Python without ensurepip; its package is named after the version.
find_python_with_venv() {
    find_python 'ensurepip, venv' && return 0
    find_python sys || stop '需要 Python 3.11 或更新的版本，请先安装；Debian 12 及以上可输入：sudo apt-get install python3 python3-venv'
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    open_log
    apt_install "$package" || :
    find_python 'ensurepip, venv' || stop "Python 缺少 venv 模块，请输入：sudo apt-get install $package"
}

open_log() {
    mkdir -p .venv
    : >>"$log"
}

made_here() { # scripts in .venv carry the folder's name: a moved checkout needs a new one
    grep -qF -- "$here/.venv" .venv/bin/activate 2>/dev/null &&
        .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

make_venv() {
    find_python_with_venv
    rm -rf .venv
    open_log
    say "建立 .venv（$("$python" -V)）"
    "$python" -m venv .venv >>"$log" 2>&1 || stop_with_log '无法建立 .venv，原因见上'
    .venv/bin/python -m pip install --no-input -c constraints.txt pip >>"$log" 2>&1 || : # an old one takes twice as long
}

key() { printf '%s %s %s' "$(cat pyproject.toml constraints.txt | cksum)" "$(.venv/bin/python -V)" "$here"; }

installed() { [ -x .venv/bin/fazhiwatch ] && [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$(key)" ]; }

install_packages() {
    say '安装依赖（第一次约一至三分钟，日志：.venv/setup.log）'
    .venv/bin/python -m pip install --no-input "$compile" -c constraints.txt -e ".$extra" >>"$log" 2>&1 ||
        stop_with_log '安装依赖失败，原因见上：多半是连不上 Python 软件包源，联网或设置 pip 镜像后再试'
    for stamp in $stamps; do key >".venv/.installed-$stamp"; done
}

# --- browser and fonts: only columns drawn by JavaScript need them, so nothing here is fatal --------------------------

has_browser() { # as crawlers/browser.py looks for one
    [ -z "${FAZHIWATCH_BROWSER:-}" ] || return 0
    for browser in chromium-headless-shell chromium google-chrome google-chrome-stable; do
        command -v "$browser" >/dev/null 2>&1 && return 0
    done
    set -- "${PLAYWRIGHT_BROWSERS_PATH:-${HOME:-/nonexistent}/.cache/ms-playwright}"/chromium*
    [ -e "$1" ]
}

has_chinese_font() {
    if command -v fc-list >/dev/null 2>&1; then
        fc-list :lang=zh 2>/dev/null | grep -q .
    else
        find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" "${HOME:-/nonexistent}/.local/share/fonts" \
            \( -iname '*wqy*' -o -iname '*cjk*' -o -iname '*sourcehan*' -o -iname '*uming*' -o -iname '*ukai*' \
            -o -iname 'simsun*' -o -iname 'msyh*' -o -iname '*droidsansfallback*' \) 2>/dev/null | grep -q .
    fi
}

on_ubuntu() { (. /etc/os-release && [ "${ID:-}" = ubuntu ]) 2>/dev/null; }

install_browser() {
    apt_install chromium-headless-shell && return 0
    on_ubuntu && return 1 # there `chromium` is an empty shell around a snap
    apt_install chromium
}

install_what_is_missing() {
    [ "$(cat .venv/.browser-tried 2>/dev/null)" != "$(id -u)" ] || return 0 # a try that failed is not repeated every time
    has_browser || install_browser || :
    has_chinese_font || apt_install fonts-wqy-microhei || apt_install fonts-noto-cjk || :
    has_browser && has_chinese_font || id -u >.venv/.browser-tried
}

say_what_is_missing() {
    has_browser || if on_ubuntu; then
        say '未找到浏览器（需要浏览器的栏目将记为 browser_missing）；Ubuntu 的 chromium 是 snap，请输入：sudo snap install chromium'
    else
        say '未找到浏览器（需要浏览器的栏目将记为 browser_missing），请输入：sudo apt-get install chromium-headless-shell'
    fi
    has_chinese_font || say '未找到中文字体，请输入：sudo apt-get install fonts-wqy-microhei'
}

# --- what is done ----------------------------------------------------------------------------------------------------

if made_here && installed "$1"; then
    say '环境已就绪：.venv'
else
    [ ! -d .venv ] || [ -w .venv ] || stop '.venv 属于另一个用户，请输入：sudo rm -r .venv'
    made_here || make_venv
    install_packages
fi
{ has_browser && has_chinese_font; } || { may_install && install_what_is_missing; } || :
say_what_is_missing
