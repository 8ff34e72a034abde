#!/usr/bin/env bash
# Installs what is missing, builds moso and runs every test of it.
#
#   deploy/test.sh            everything
#   deploy/test.sh --unit     the tests in Swift only
#   deploy/test.sh --accept   the scripts of Tests/tools, Tests/acceptance and Tests/Faults only
#
# Ends with one line, "N passed, N failed", and exit code 0 only if nothing failed.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

unit=yes accept=yes
case "${1:-}" in
    '') ;;
    --unit) accept=no ;;
    --accept) unit=no ;;
    -h | --help)
        sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    *)
        complain "test.sh: unknown argument '$1' (see --help)"
        exit 64
        ;;
esac

passed=0 failed=0
failures=() skips=()
finish() {
    # What was not looked at is not green.
    if [ ${#skips[@]} -gt 0 ]; then
        printf '\n%d skipped:\n' "${#skips[@]}"
        printf '    %s\n' "${skips[@]}"
    fi
    if [ ${#failures[@]} -gt 0 ]; then
        printf '\nFailed:\n'
        printf '    %s\n' "${failures[@]}"
    fi
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    if [ "$failed" -eq 0 ]; then exit 0; else exit 1; fi
}
fail() {
    failed=$((failed + 1))
    failures+=("$1")
}

prepare
if [ "$accept" = yes ] && ! command -v faketime >/dev/null 2>&1; then
    say "Installing faketime, for machines whose clocks are wrong"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        faketime || say "There is no faketime: the script about wrong clocks will be skipped"
fi
if [ "$accept" = yes ] && ! { command -v strace && command -v iptables-legacy && command -v ip && command -v tc; } >/dev/null 2>&1; then
    say "Installing strace and iptables, to make system calls and networks fail"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        strace iptables iproute2 || say "There is no strace or iptables: fault rigs that need them will be skipped"
fi
if [ "$accept" = yes ] && ! PYTHONPATH=/usr/lib/python3/dist-packages python3 -c 'import pexpect, pyte' >/dev/null 2>&1; then
    say "Installing pexpect, pyte and tmux, to sit at a terminal"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        python3-pexpect python3-pyte tmux ||
        say "There is no pexpect: what happens at a terminal will be skipped"
fi
if [ "$accept" = yes ] && ! { command -v chromedriver && PYTHONPATH=/usr/lib/python3/dist-packages python3 -c 'import selenium'; } >/dev/null 2>&1; then
    say "Installing Chromium and Selenium, to look at the pages"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        chromium chromium-driver python3-selenium fonts-noto-cjk ||
        say "There is no browser: the script that looks at the pages will be skipped"
fi
if [ "$accept" = yes ] && ! { command -v lintian && command -v fish && command -v zsh; } >/dev/null 2>&1; then
    say "Installing lintian, fish and zsh, which read the package and its completions"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        lintian fish zsh || say "There is no lintian, fish or zsh: what they read will be skipped"
fi
if [ "$accept" = yes ] && ! { command -v pdftotext && command -v pdfinfo; } >/dev/null 2>&1; then
    say "Installing poppler-utils, to read printed pages back"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        poppler-utils || say "There is no poppler-utils: what is printed will not be read"
fi
scratch_promtool() {
    # Alone out of its package, whose server nobody wants here; 19 MB are fetched and not kept.
    if command -v promtool >/dev/null 2>&1; then return; fi
    mkdir "$scratch/prometheus"
    if (cd "$scratch/prometheus" && apt-get download -q prometheus && dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool) >/dev/null 2>&1; then
        PATH=$PATH:$scratch/prometheus/usr/bin
    else
        say "There is no promtool: the alerts will not be tried"
    fi
}
scratch_axe() {
    # A checker of access for browsers, which is fetched and not kept.
    python3 -m pip install -q --no-deps --target "$scratch/axe" axe-selenium-python >/dev/null 2>&1 ||
        say "There is no axe: the pages' access will not be checked"
    MOSO_AXE=$(find "$scratch/axe" -name axe.min.js 2>/dev/null | head -n 1)
    export MOSO_AXE
}
if [ "$accept" = yes ] && ! PYTHONPATH=/usr/lib/python3/dist-packages python3 -c 'import openpyxl' >/dev/null 2>&1; then
    say "Installing openpyxl, which reads and writes workbooks in its own way"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        python3-openpyxl || say "There is no openpyxl: the script about workbooks will be skipped"
fi
if [ "$accept" = yes ] && ! /usr/bin/python3 -c 'import hypothesis' >/dev/null 2>&1; then
    say "Installing Hypothesis, which draws histories for the oracle"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        python3-hypothesis || say "There is no Hypothesis: its share of the histories will be skipped"
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/moso-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
if [ "$accept" = yes ]; then
    scratch_axe
    scratch_promtool
fi

if [ "$unit" = yes ]; then
    say "Comparing the layout of the sources with .swift-format"
    if swift format lint --strict --parallel --recursive Package.swift Sources Tests; then
        passed=$((passed + 1))
    else
        fail "swift format lint (make format mends it)"
    fi

    say "Building moso and its tests (debug; the first time this takes several minutes)"
    if ! swift build --build-tests; then
        fail "swift build --build-tests"
        finish
    fi
    mark_build_folder

    say "Running the tests in Swift"
    status=0
    # Tests over sockets run apart: beside a thousand others a server's task waits for minutes.
    sockets='^(WebTests|TransportTests)\.'
    # More histories of keys, writes and revocations than a quick run goes through.
    MOSO_ROSTER_HISTORIES=${MOSO_ROSTER_HISTORIES:-200} MOSO_TWIN_PAIRS=${MOSO_TWIN_PAIRS:-20} \
        swift test --skip-build --parallel --skip "$sockets" --xunit-output "$scratch/tests.xml" || status=$?
    swift test --skip-build --parallel --filter "$sockets" --xunit-output "$scratch/sockets.xml" || status=$?
    # Swift Testing and XCTest leave a report each; a run that crashed leaves none.
    if ! counts=$(python3 - "$scratch" <<'PY'
import glob, sys
import xml.etree.ElementTree as tree

total = bad = 0
names = []
for path in glob.glob(sys.argv[1] + "/*.xml"):
    for case in tree.parse(path).iter("testcase"):
        total += 1
        if case.find("failure") is not None or case.find("error") is not None:
            bad += 1
            names.append(f"{case.get('classname')}: {case.get('name')}")
print(total - bad, bad)
print("\n".join(names))
PY
    ); then
        counts="0 0"
    fi
    read -r good bad <<<"$(head -n 1 <<<"$counts")"
    passed=$((passed + good))
    while IFS= read -r name; do
        if [ -n "$name" ]; then fail "$name"; fi
    done <<<"$(tail -n +2 <<<"$counts")"
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; }; then
        fail "swift test (exit $status; it ended early, or an expectation failed outside of any test)"
    fi
fi

if [ "$accept" = yes ]; then
    say "Building the programs (debug)"
    # One product at a time: SwiftPM builds only the last one named.
    for product in moso mosod moso-sim; do
        if ! swift build --product "$product"; then
            fail "swift build --product $product"
            finish
        fi
    done
    mark_build_folder
    MOSO_BIN=$(swift build --show-bin-path)
    export MOSO_BIN

    # Fault rigs that do more than their little take longer by as much.
    limit=$(awk "BEGIN { share = ${MOSO_FAULTS:-0.001}; print int(600 + 36000 * (share > 0.001 ? share : 0)) }")
    say "Running the scripts of Tests/tools, Tests/acceptance and Tests/Faults"
    shopt -s nullglob
    for script in Tests/tools/*.sh Tests/tools/*.py Tests/acceptance/*.sh Tests/acceptance/*.py Tests/Faults/*.py; do
        # Files that are only sourced or imported by others do not begin with #!.
        [ "$(head -c 2 "$script")" = '#!' ] || continue
        if [ ! -x "$script" ]; then
            fail "$script (it is not executable, so nobody would have run it)"
            continue
        fi
        printf '%s\n' "--- $script"
        began=$SECONDS
        status=0
        timeout --kill-after=10 "$limit" "$script" </dev/null >"$scratch/said" 2>&1 || status=$?
        cat "$scratch/said"
        while IFS= read -r line; do
            skips+=("${script##*/}: ${line#skip  }")
        done < <(grep -aE '^skip  |: skipped, ' "$scratch/said" || true)
        if [ "$status" -eq 0 ]; then
            passed=$((passed + 1))
            printf '%s\n' "    passed in $((SECONDS - began)) s"
        else
            printf '%s\n' "    FAILED with exit $status after $((SECONDS - began)) s"
            # Said once more at the end: whoever has only the end of the output knows what was wrong.
            wrong=$(grep -aE '^(WRONG|skip )|Error|Exit:' "$scratch/said" | head -n 5 | cut -c 1-600 | sed 's/^/        /') || true
            fail "$script${wrong:+$'\n'$wrong}"
        fi
    done
fi

finish
