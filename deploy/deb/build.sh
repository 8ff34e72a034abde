#!/usr/bin/env bash
# Makes a Debian package of moso.
#
#   deploy/deb/build.sh                 builds the programs (release, Swift's runtime inside) and packs them
#   deploy/deb/build.sh --bin FOLDER    packs the moso and mosod of a folder
#   deploy/deb/build.sh --out FOLDER    where the package goes; else dist
#
# The same sources give the same bytes: times in the package are SOURCE_DATE_EPOCH, else those of the last commit.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

bin='' out=dist
while [ $# -gt 0 ]; do
    case "$1" in
        --bin) bin=${2:?--bin needs a folder}; shift 2 ;;
        --out) out=${2:?--out needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "build.sh: unknown argument '$1' (see --help)" >&2; exit 64 ;;
    esac
done

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022
if [ -z "$bin" ]; then
    for product in moso mosod; do
        swift build -c release --static-swift-stdlib --product "$product"
    done
    bin=$(swift build -c release --show-bin-path)
fi

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
root=$tree/root
for program in moso mosod; do
    install -D -m 0755 "$bin/$program" "$root/usr/bin/$program"
    strip --strip-unneeded "$root/usr/bin/$program"
done
version=$("$bin/moso" version | cut -d' ' -f2)
architecture=$(dpkg --print-architecture)

install -D -m 0644 config/moso.toml "$root/etc/moso/moso.toml"
install -D -m 0644 config/rules.toml "$root/etc/moso/rules.toml"
for unit in deploy/systemd/*; do
    install -D -m 0644 "$unit" "$root/usr/lib/systemd/system/${unit##*/}"
done
install -D -m 0644 deploy/sysusers.d/moso.conf "$root/usr/lib/sysusers.d/moso.conf"
install -D -m 0644 deploy/tmpfiles.d/moso.conf "$root/usr/lib/tmpfiles.d/moso.conf"
install -D -m 0644 deploy/logrotate.d/moso "$root/etc/logrotate.d/moso"
install -D -m 0644 deploy/cron.d/moso "$root/etc/cron.d/moso"
share=$root/usr/share
for file in deploy/nginx/moso.conf deploy/prometheus/moso.rules.yml deploy/grafana/moso-dashboard.json \
    config/examples/hub.toml config/examples/branch.toml; do
    install -D -m 0644 "$file" "$share/doc/moso/examples/${file##*/}"
done
install -D -m 0644 docs/operations.md "$share/doc/moso/operations.md"
install -D -m 0644 deploy/deb/README.Debian "$share/doc/moso/README.Debian"
install -D -m 0644 deploy/deb/copyright "$share/doc/moso/copyright"
install -D -m 0644 CHANGELOG.md "$share/doc/moso/CHANGELOG.md"
# Debian's form of it, of which this package has one entry.
printf 'moso (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- moso maintainers <maintainers@moso.invalid>  %s\n' \
    "$version" "$(date -R -d "@$SOURCE_DATE_EPOCH")" >"$share/doc/moso/changelog"
gzip -9n "$share/doc/moso/changelog" "$share/doc/moso/CHANGELOG.md" "$share/doc/moso/operations.md"
install -D -m 0644 deploy/deb/lintian-overrides "$share/lintian/overrides/moso"

for pair in bash:bash-completion/completions/moso zsh:zsh/vendor-completions/_moso \
    fish:fish/vendor_completions.d/moso.fish; do
    mkdir -p "$(dirname "$share/${pair#*:}")"
    # They are read by a shell and never run.
    "$bin/moso" completion "${pair%%:*}" --lang en | sed '1{/^#!/d}' >"$share/${pair#*:}"
done
deploy/man.py "$bin/moso" "$share/man"
mkdir -p "$share/man/man8"
{
    printf '.TH MOSOD 8\n.SH NAME\nmosod \\- serves the replica of a site to its peers and people\n.SH DESCRIPTION\n.nf\n'
    "$bin/mosod" --help --lang en | sed 's/\\/\\e/g; s/-/\\-/g; s/^\([.'"'"']\)/\\\&\1/'
    printf '.fi\n.SH SEE ALSO\n.BR moso (1)\n'
} >"$share/man/man8/mosod.8"
find "$share/man" -name '*.[18]' -exec gzip -9n {} +

control=$root/DEBIAN
mkdir -p "$control"
for script in postinst prerm postrm; do install -m 0755 "deploy/deb/$script" "$control/$script"; done
(cd "$root" && find etc -type f | LC_ALL=C sort | sed 's#^#/#') >"$control/conffiles"
# What the programs are linked with, by the packages that have it.
mkdir -p "$tree/debian"
printf 'Source: moso\n\nPackage: moso\nArchitecture: any\n' >"$tree/debian/control"
if ! (cd "$tree" && dpkg-shlibdeps -O --ignore-missing-info "-l$(dirname "$(readlink -f "$bin/moso")")" \
    -eroot/usr/bin/moso -eroot/usr/bin/mosod) >"$tree/shlibs" 2>"$tree/said"; then
    cat "$tree/said" >&2
    exit 1
fi
depends=$(sed -n 's/^shlibs:Depends=//p' "$tree/shlibs")
[ -n "$depends" ] || { echo "build.sh: dpkg-shlibdeps names no library" >&2; exit 1; }
# libcurl is opened by the first exchange and not linked (Sources/CCurl/shim.h), so nothing finds it there.
curl=$(dpkg-query -S '*/libcurl.so.4' 2>/dev/null | head -n 1 | cut -d: -f1)
[ -n "$curl" ] || { echo "build.sh: no package of this machine has libcurl.so.4" >&2; exit 1; }
depends="$depends, $curl (>= 7.85)"
cat >"$control/control" <<CONTROL
Package: moso
Version: $version
Architecture: $architecture
Maintainer: moso maintainers <maintainers@moso.invalid>
Installed-Size: $(du -k -s --apparent-size "$root/usr" "$root/etc" | awk '{ sum += $1 } END { print sum }')
Depends: $depends, systemd | systemd-standalone-sysusers | opensysusers
Suggests: prometheus, nginx, logrotate
Section: misc
Priority: optional
Description: records of a federation of sites, in step online or not
 Every site of a federation works on its own replica in SQLite; mosod keeps
 the replicas in step over TLS, and what two sites changed differently is
 kept, listed and decided by a person. moso is the command for staff and
 operators.
CONTROL
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
package=$out/moso_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz "-z${MOSO_DEB_LEVEL:-6}" --build "$root" "$package" >/dev/null
echo "$package"
