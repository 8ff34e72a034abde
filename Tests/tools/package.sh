#!/usr/bin/env bash
# The Debian package: the same bytes twice, all that it should hold, pages and completions that their readers take, and
# data that stays.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
bin=${MOSO_BIN:-.build/debug}
for tool in dpkg-deb dpkg-shlibdeps strip; do
    command -v "$tool" >/dev/null 2>&1 || { echo "package: skipped, there is no $tool here"; exit 0; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export MOSO_DEB_LEVEL=0
for time in first second; do
    deploy/deb/build.sh --bin "$bin" --out "$scratch/$time" >/dev/null
    sleep 1.1
done
first=$(echo "$scratch"/first/*.deb)
cmp "$first" "$scratch"/second/*.deb
echo "package: the same bytes twice"

root=$scratch/root
dpkg-deb -x "$first" "$root"
dpkg-deb -e "$first" "$scratch/control"
for path in usr/bin/moso usr/bin/mosod etc/moso/moso.toml usr/lib/systemd/system/moso.service usr/lib/sysusers.d/moso.conf \
    usr/lib/tmpfiles.d/moso.conf etc/logrotate.d/moso etc/cron.d/moso usr/share/man/man1/moso.1.gz \
    usr/share/man/man1/moso-doctor.1.gz usr/share/man/man8/mosod.8.gz usr/share/doc/moso/changelog.gz usr/share/man/zh_CN/man1/moso-doctor.1.gz usr/share/doc/moso/copyright \
    usr/share/bash-completion/completions/moso usr/share/zsh/vendor-completions/_moso; do
    [ -s "$root/$path" ] || { echo "package: $path is missing"; exit 1; }
done
while IFS= read -r path; do
    [ -f "$root$path" ] || { echo "package: conffile $path is missing"; exit 1; }
done <"$scratch/control/conffiles"
# libcurl is opened when the first exchange begins, and is no less needed for it.
for library in libc6 libcurl4 libgcc-s1 libsqlite3-0 libstdc++6 libzstd1; do
    grep -q "^Depends:.*$library" "$scratch/control/control" || { echo "package: does not depend on $library"; exit 1; }
done
"$root/usr/bin/moso" config check "$root/etc/moso/moso.toml" >/dev/null
bash -n "$root/usr/share/bash-completion/completions/moso"
if command -v zsh >/dev/null 2>&1; then zsh -n "$root/usr/share/zsh/vendor-completions/_moso"; else echo "package: zsh's completions: skipped, there is no zsh here"; fi
if command -v fish >/dev/null 2>&1; then fish --no-execute "$root/usr/share/fish/vendor_completions.d/moso.fish"; else echo "package: fish's completions: skipped, there is no fish here"; fi
# Debug programs, not compressed; a release package, which is, is a small part of it.
size=$(stat -c %s "$first")
[ "$size" -lt $((48 << 20)) ] || { echo "package: $size bytes, which is more than 48 MiB"; exit 1; }
echo "package: $size bytes, debug programs and not compressed"
echo "package: its files are there, its configuration is in order"

# Every command has its page in both languages, and troff finds nothing to complain about.
"$bin/moso" help --json | python3 -c '
import json, pathlib, sys
for command in json.load(sys.stdin)["data"]["commands"]:
    for place in ("man1", "zh_CN/man1"):
        page = pathlib.Path(sys.argv[1], place, command["command"].replace(" ", "-") + ".1.gz")
        assert page.exists(), page' "$root/usr/share/man"
if command -v man >/dev/null 2>&1 && command -v groff >/dev/null 2>&1; then
    for page in man1/moso.1 man1/moso-doctor.1 man1/moso-record-edit.1 man1/moso-conflicts-resolve.1 man8/mosod.8; do
        said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$root/usr/share/man/$page.gz" 2>&1 >/dev/null)
        [ -z "$said" ] || { echo "$page: $said"; exit 1; }
    done
    echo "package: pages of every command, without warnings"
fi
if command -v lintian >/dev/null 2>&1; then
    # Debug programs have what a release has not: run paths of the build.
    status=0
    said=$(timeout 240 lintian --fail-on error,warning --suppress-tags \
        custom-library-search-path,unstripped-binary-or-object,embedded-library "$first" 2>&1) || status=$?
    if [ "$status" -eq 124 ]; then
        echo "package: lintian skipped, it is not done with debug programs in four minutes here"
        exit 0
    fi
    [ "$status" -eq 0 ] || { printf '%s\n' "$said"; exit 1; }
    echo "package: lintian finds no error and gives no warning"
else
    echo "package: lintian: skipped, there is none here"
fi
