#!/bin/sh
# Puts the release this script came with into service, or goes back to the one before.
# The old release stays beside the new one; the change itself is one renamed link. If the check of
# the site file fails, or a service does not come up, the release in service stays, or returns.
#
#   sudo deploy/update.sh                          from inside the unpacked new release
#   sudo /opt/ras/current/deploy/update.sh --back  to the release before
#   deploy/update.sh --root DIR …                  in a folder, starting nothing
set -eu

release="$(cd "$(dirname "$0")/.." && pwd)"
root=""
back=no
kept=3

fail() {
    code="$1"
    shift
    printf '%s\n' "$@" >&2
    exit "$code"
}

while [ $# -gt 0 ]; do
    case "$1" in
        --root) root="${2:?--root needs a folder}"; shift 2 ;;
        --back) back=yes; shift ;;
        *) fail 2 "未知选项 / unknown option: $1" "sudo deploy/update.sh [--back] [--root DIR]" ;;
    esac
done

[ -n "$root" ] || [ "$(id -u)" = 0 ] ||
    fail 2 "请用 root 运行 / run as root:  sudo deploy/update.sh"

home="$root/opt/ras"
site="$root/etc/ras/site.yaml"
mkdir -p "$home/releases"

services() {  # a scratch root has no services unless a stand-in is named
    if [ -z "$root" ] || [ -n "${SYSTEMCTL:-}" ]; then
        "${SYSTEMCTL:-systemctl}" "$@"
    fi
}

in_service() { [ ! -L "$home/current" ] || basename "$(readlink "$home/current")"; }

build() {  # $1 version: an environment of its own, marked complete only at the end
    place="$home/releases/$1"
    digest="$(cat "$release"/ras_farm-*.whl | sha256sum | cut -d' ' -f1)"
    [ "$(cat "$place/.complete" 2>/dev/null)" != "$digest" ] || return 0
    [ "$(in_service)" != "$1" ] ||
        fail 2 "同号不同内容，请换版本号 / $1 is in service with other content; pack a new version"
    rm -rf "$place"
    mkdir -p "$place"
    python3 -m venv "$place/venv" ||
        fail 2 "缺少 python3-venv，请运行 / is missing, run:  sudo apt-get install -y python3-venv"
    "$place/venv/bin/pip" install --quiet --disable-pip-version-check --no-index \
        --find-links "$release/wheels" --require-hashes --requirement "$release/requirements.lock"
    "$place/venv/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps \
        "$release"/ras_farm-*.whl
    cp -R "$release/deploy" "$place/deploy"
    [ ! -d "$release/docs" ] || cp -R "$release/docs" "$place/docs"
    echo "$digest" >"$place/.complete"
}

check() {  # $1 version: it must understand this farm's site file before it may serve
    "$home/releases/$1/venv/bin/ras" check "$site" ||
        fail 1 "新版本不接受场地文件，未作任何更改 / release $1 refuses the site file; nothing changed"
}

save_databases() {  # $1 version: copies made by SQLite itself, safe while in use
    goal="$root/var/lib/ras/backups/before-$1"
    for file in controller/state.db dashboard/journal.db; do
        [ -f "$root/var/lib/ras/$file" ] || continue
        mkdir -p "$goal"
        python3 - "$root/var/lib/ras/$file" "$goal/$(basename "$file")" <<'PYTHON'
import sqlite3, sys
source, goal = (sqlite3.connect(path) for path in sys.argv[1:])
source.backup(goal)
goal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
PYTHON
    done
}

point() {  # $1 link, $2 version: atomic, there is always one release in service
    ln -sfn "releases/$2" "$home/$1.next"
    mv -T "$home/$1.next" "$home/$1"
}

serve() {  # $1 version: link, units, restart; true when both services answered READY
    point current "$1"
    mkdir -p "$root/etc/systemd/system"
    cp "$home/releases/$1/deploy/systemd/"*.service "$root/etc/systemd/system/"
    services daemon-reload && services restart ras-controller && services restart ras-dashboard
}

forget_old() {
    # shellcheck disable=SC2012  # version folders have plain names
    ls -1t "$home/releases" | tail -n +$((kept + 1)) | while read -r old; do
        [ "$old" = "$(in_service)" ] || [ "$old" = "$(basename "$(readlink "$home/previous")")" ] ||
            rm -rf "$home/releases/${old:?}"
    done
}

if [ "$back" = yes ]; then
    [ -L "$home/previous" ] || fail 1 "没有更早的版本 / there is no release before this one"
    version="$(basename "$(readlink "$home/previous")")"
else
    version="$(cat "$release/VERSION")" || fail 2 "不是发布包 / not an unpacked release: $release"
    build "$version"
fi

before="$(in_service)"
check "$version"
save_databases "$version"
if ! serve "$version"; then
    [ -n "$before" ] ||
        fail 1 "服务未能启动 / the services did not come up; see:  journalctl -u ras-controller"
    serve "$before" || true
    fail 1 "版本 $version 未能启动，已退回 $before / release $version did not come up; $before is back"
fi
[ -z "$before" ] || [ "$before" = "$version" ] || point previous "$before"
[ ! -L "$home/previous" ] || forget_old
echo "运行版本 / in service: $version${before:+  （之前 / before: $before）}"
