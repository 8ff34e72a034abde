#!/usr/bin/env bash
# Installs the Debian package into a fresh Debian, as small as one can be, and takes it out again: what must be there is,
# the account and its folder are made, a replica can be set up and served, an upgrade keeps the configuration that was
# edited, and neither removing nor purging touches the data.
#
#   Tests/tools/install.sh [PACKAGE]      without one, a package of the programs in MOSO_BIN
#
# Needs root, debootstrap and a mirror of Debian; MOSO_MIRROR names another one than the
# machine's own.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
skip() { echo "install: skipped, $1"; exit 0; }
[ "$(id -u)" -eq 0 ] || skip "only root may make another Debian"
command -v debootstrap >/dev/null 2>&1 || skip "there is no debootstrap here"
mirror=${MOSO_MIRROR:-$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } | sed -nE 's#^(URIs: *|deb +(\[[^]]*\] +)?)(http[^ ]*/debian/?)( .*)?$#\3#p' | head -n 1)}
[ -n "$mirror" ] || skip "no mirror of Debian is set up here"
curl -fsSI --max-time 20 "$mirror/dists/bookworm/Release" >/dev/null 2>&1 || skip "the mirror $mirror does not answer"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/moso-install.XXXXXX")
root=$scratch/root
mounts=()
leave() {
    local at
    for ((at = ${#mounts[@]} - 1; at >= 0; at--)); do umount -l "${mounts[at]}" 2>/dev/null || true; done
    rm -rf --one-file-system "$scratch"
}
trap leave EXIT
check() { if "${@:2}"; then echo "ok    $1"; else echo "WRONG $1"; exit 1; fi; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_moso() { inside setpriv --reuid=moso --regid=moso --clear-groups env HOME=/var/lib/moso MOSO_LANG=en "$@"; }

bin=${MOSO_BIN:-.build/debug}
package=${1:-}
[ -n "$package" ] || package=$(MOSO_DEB_LEVEL=0 deploy/deb/build.sh --bin "$bin" --out "$scratch")
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$scratch/debootstrap.log" 2>&1 ||
    { tail -n 3 "$scratch/debootstrap.log"; skip "debootstrap could not make a Debian from $mirror"; }
# Programs that were not linked with Swift's runtime inside look for it where the toolchain lies.
runtime=$(ldd "$bin/moso" | sed -n 's#.* => \(/.*\)/libswiftCore.so .*#\1#p')
if [ -z "${1:-}" ] && [ -n "$runtime" ]; then
    mkdir -p "$root$runtime"
    # Copied and not mounted: whatever is cleared away afterwards, the toolchain's own stays.
    cp -a "$runtime"/*.so* "$root$runtime/"
fi
mounts+=("$root/proc")
mount -t proc proc "$root/proc"

install_package() {
    cp "$package" "$root/tmp/moso.deb"
    inside apt-get install -y -q --no-install-recommends --allow-downgrades --reinstall /tmp/moso.deb "$@" \
        >"$scratch/apt.log" 2>&1 || { tail -n 15 "$scratch/apt.log"; return 1; }
}
check "it installs with what it needs" install_package systemd cron logrotate
check "the account is there" inside getent passwd moso >/dev/null
check "its folder is its own alone" test "$(inside stat -c '%U %a' /var/lib/moso)" = "moso 700"
check "the programs start" inside moso version
check "the daemon starts" inside mosod --version
check "the configuration that comes with it is in order" inside moso config check /etc/moso/moso.toml
check "the units are in order" inside systemd-analyze verify --man=no /usr/lib/systemd/system/moso.service \
    /usr/lib/systemd/system/moso-sync.timer /usr/lib/systemd/system/moso-backup.timer /usr/lib/systemd/system/moso-notify.timer
check "cron's file belongs to root and is no executable" test "$(inside stat -c '%U %a' /etc/cron.d/moso)" = "root 644"
check "a replica is set up by the account" as_moso moso --data /var/lib/moso init --site anji
check "it is written to" as_moso moso --data /var/lib/moso record add seat label=A-1 kind=fixed state=in-service
serves() {
    as_moso timeout 20 mosod --config /etc/moso/moso.toml --listen 127.0.0.1:0 >"$scratch/mosod.log" 2>&1 &
    local daemon=$! at
    for at in $(seq 100); do
        if grep -q 'listening ' "$scratch/mosod.log"; then kill "$daemon" 2>/dev/null; wait "$daemon" 2>/dev/null || true; return 0; fi
        sleep 0.1
    done
    cat "$scratch/mosod.log"
    return 1
}
check "it is served with the configuration that came" serves
echo '# edited here' >>"$root/etc/moso/moso.toml"
check "an upgrade goes through" install_package
check "and keeps the configuration that was edited" grep -q '# edited here' "$root/etc/moso/moso.toml"
check "and the data" as_moso moso --data /var/lib/moso record show S-anji-A-1
check "it is removed" inside apt-get remove -y -q moso >/dev/null
check "the programs are gone" test ! -e "$root/usr/bin/moso"
check "the data is not" test -s "$root/var/lib/moso/replica.db"
check "it is purged" inside apt-get purge -y -q moso >/dev/null
check "the configuration is gone" test ! -e "$root/etc/moso/moso.toml"
check "the data is there still, and its key" test -s "$root/var/lib/moso/replica.db" -a -s "$root/var/lib/moso/replica.key"
