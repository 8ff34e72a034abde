#!/usr/bin/env bash
# Checks config/ and deploy/ with the tools that read them: TOML, systemd, cron, the shell.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for script in deploy/*.sh .ci/run Tests/tools/*.sh; do
    bash -n "$script"
done
echo "scripts: parsed"

# Also with every key switched on, which shows that the commented lines are TOML as well.
python3 - <<'PY'
import glob, re, sys
try:
    import tomllib
except ImportError:
    sys.exit("config: skipped, this Python has no tomllib")
for path in sorted(glob.glob("config/**/*.toml", recursive=True)):
    text = open(path, encoding="utf-8").read()
    tomllib.loads(text)
    on = tomllib.loads(re.sub(r"(?m)^# (?=[a-z_]+ = |\[\[)", "", text))
    for peer in on.get("peer", []):
        # It has to be said whose key is expected.
        assert peer["url"].startswith("https://") and peer.get("name"), f"{path}: {peer}"
text = open("config/moso.toml", encoding="utf-8").read()
active = [line for line in text.splitlines() if line and line[0] not in "#["]
assert active == ['data = "/var/lib/moso"'], f"more than [site] is switched on: {active}"
PY
echo "config: parsed, as it is and with every key on"

# cron reads five fields of time, a user and a command; environment lines have a name and =.
awk '
    /^#/ || /^$/ || /^[A-Z]+=/ { next }
    {
        for (i = 1; i <= 5; i++) if ($i !~ /^[0-9*\/,-]+$/) { print "bad field " i ": " $0; bad = 1 }
        if ($6 !~ /^[a-z]+$/ || NF < 7) { print "no user or no command: " $0; bad = 1 }
        lines++
    }
    END { exit bad || lines == 0 }' deploy/cron.d/moso
echo "cron: five fields, a user, a command"

if command -v systemd-analyze >/dev/null 2>&1; then
    # The programs need not be installed for their units to be right.
    for unit in deploy/systemd/*; do
        sed -E 's#^(ExecStart(Pre)?=)/usr/bin/mosod?#\1/bin/true#' "$unit" >"$scratch/${unit##*/}"
    done
    if ! said=$(systemd-analyze verify --man=no "$scratch"/*.service "$scratch"/*.timer 2>&1) \
        || grep -q "$scratch" <<<"$said"; then
        printf '%s\n' "$said"
        exit 1
    fi
    systemd-analyze calendar '*:0/5' >/dev/null
    for service in moso moso-sync moso-backup moso-notify moso-failed@; do
        systemd-analyze security --offline=true --threshold=15 "$scratch/$service.service" >/dev/null
    done
    echo "systemd: units verified, exposure at most 1.5"
    # Whom a failed backup calls is there, and what that runs says which unit it was. systemd makes $ of $$.
    grep -q '^OnFailure=moso-failed@%p.service$' deploy/systemd/moso-backup.service
    said=$(eval "$(sed -n 's/^ExecStart=//p' 'deploy/systemd/moso-failed@.service' | sed 's/%i/moso-backup/; s/\$\$/$/g')")
    grep -q 'moso-backup.service has failed' <<<"$said" || { echo "moso-failed@ says: $said"; exit 1; }
    echo "systemd: a failed backup leaves its line"
else
    echo "systemd: skipped, there is no systemd-analyze here"
fi

# Units of other tools, each read by the tool itself where it is here.
if command -v systemd-sysusers >/dev/null 2>&1; then
    systemd-sysusers --dry-run - <deploy/sysusers.d/moso.conf >/dev/null
    echo "sysusers: read"
else
    echo "sysusers: skipped, there is no systemd-sysusers here"
fi
if command -v systemd-tmpfiles >/dev/null 2>&1; then
    # Owners that this machine does not know are replaced by ours.
    sed "s/ moso moso / $(id -un) $(id -gn) /" deploy/tmpfiles.d/moso.conf >"$scratch/tmpfiles.conf"
    mkdir -p "$scratch/machine"
    systemd-tmpfiles --create --root="$scratch/machine" "$scratch/tmpfiles.conf"
    [ "$(stat -c %a "$scratch/machine/var/lib/moso")" = 700 ]
    echo "tmpfiles: the folder is made, mode 0700"
else
    echo "tmpfiles: skipped, there is no systemd-tmpfiles here"
fi
if command -v logrotate >/dev/null 2>&1; then
    sed "s/su moso moso/su $(id -un) $(id -gn)/; s#/var/log/moso#$scratch/log#" deploy/logrotate.d/moso >"$scratch/logrotate"
    mkdir -p -m 0755 "$scratch/log"
    echo line >"$scratch/log/sync.log"
    chmod 644 "$scratch/logrotate"
    if ! said=$(logrotate -d -s "$scratch/state" "$scratch/logrotate" 2>&1) || grep -qi error <<<"$said"; then
        printf '%s\n' "$said"
        exit 1
    fi
    echo "logrotate: read"
else
    echo "logrotate: skipped, there is none here"
fi
if command -v nginx >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=moso.example.cn \
        -keyout "$scratch/pages.key" -out "$scratch/pages.crt" 2>/dev/null
    sed "s#/etc/moso/pages#$scratch/pages#; s/listen 443/listen 127.0.0.1:7499/" deploy/nginx/moso.conf >"$scratch/pages.conf"
    printf 'pid %s/nginx.pid; error_log stderr;\nevents {}\nhttp { access_log off; include %s/pages.conf; }\n' \
        "$scratch" "$scratch" >"$scratch/nginx.conf"
    nginx -t -q -c "$scratch/nginx.conf" 2>&1
    # What the map lets through: a page of this server, and nobody else's as if it were.
    grep -q '"https://moso.example.cn" "http://127.0.0.1:7420"' deploy/nginx/moso.conf
    grep -q 'default $http_origin' deploy/nginx/moso.conf
    echo "nginx: read"
else
    echo "nginx: skipped, there is none here"
fi
for script in deploy/deb/postinst deploy/deb/prerm deploy/deb/postrm; do
    sh -n "$script"
    ! grep -qE 'rm +-r.*/var/lib/moso|userdel' "$script" || { echo "$script removes data"; exit 1; }
done
bash -n deploy/deb/build.sh
echo "package: its scripts are read, and remove no data"
