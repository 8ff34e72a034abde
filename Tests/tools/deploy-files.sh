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
        sed -E 's#^(ExecStart=)/usr/bin/mosod?#\1/bin/true#' "$unit" >"$scratch/${unit##*/}"
    done
    if ! said=$(systemd-analyze verify --man=no "$scratch"/*.service "$scratch"/*.timer 2>&1) \
        || grep -q "$scratch" <<<"$said"; then
        printf '%s\n' "$said"
        exit 1
    fi
    systemd-analyze calendar '*:0/5' >/dev/null
    systemd-analyze security --offline=true --threshold=30 "$scratch/moso.service" >/dev/null
    echo "systemd: units verified, exposure below 3.0"
else
    echo "systemd: skipped, there is no systemd-analyze here"
fi
