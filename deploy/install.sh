#!/bin/sh
# Sets up an edge box from an unpacked release: users, folders, serial names, services, program.
# Run again at any time; what is already right stays as it is, the site file is never overwritten.
#
#   sudo deploy/install.sh --site my-farm.yaml     first time
#   sudo deploy/install.sh                         again, with the site file already in place
#   deploy/install.sh --root DIR …                 into a folder, starting nothing (to look, to test)
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
root=""
site=""

fail() {
    printf '%s\n' "$@" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case "$1" in
        --root) root="${2:?--root needs a folder}"; shift 2 ;;
        --site) site="${2:?--site needs a file}"; shift 2 ;;
        *) fail "未知选项 / unknown option: $1" "sudo deploy/install.sh [--site FILE] [--root DIR]" ;;
    esac
done

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "请用 root 运行 / run as root:  sudo deploy/install.sh"
[ -z "$site" ] || [ -f "$site" ] || fail "没有这个文件 / no such file: $site"
[ -n "$site" ] || [ -f "$root/etc/ras/site.yaml" ] ||
    fail "还没有场地文件，请指定 / no site file yet, name one:  sudo deploy/install.sh --site FILE"

put() { install -D -m 0644 "$here/$1" "$root$2"; }

put systemd/ras.sysusers /etc/sysusers.d/ras.conf
put systemd/ras.tmpfiles /etc/tmpfiles.d/ras.conf
# The farm adds its own adapters to this file; it is theirs once it is there.
[ -f "$root/etc/udev/rules.d/99-ras-serial.rules" ] ||
    put 99-ras-serial.rules /etc/udev/rules.d/99-ras-serial.rules
if [ -z "$root" ] && [ -e /dev/watchdog ]; then
    put systemd/optional/ras-watchdog.conf /etc/systemd/system.conf.d/ras-watchdog.conf
fi

mkdir -p "$root/etc/ras" "$root/opt/ras/releases" "$root/var/lib/ras/backups"
if [ "$(id -u)" = 0 ]; then
    systemd-sysusers ${root:+--root="$root"} "$root/etc/sysusers.d/ras.conf"
    systemd-tmpfiles --create ${root:+--root="$root"} "$root/etc/tmpfiles.d/ras.conf"
fi
[ -n "$root" ] || { udevadm control --reload && udevadm trigger --subsystem-match=tty; }

if [ ! -f "$root/etc/ras/site.yaml" ]; then
    install -m 0640 "$site" "$root/etc/ras/site.yaml"
    [ -n "$root" ] || chgrp ras /etc/ras/site.yaml
fi

"$here/update.sh" ${root:+--root "$root"}
[ -n "$root" ] || systemctl enable --quiet ras-controller ras-dashboard
