#!/usr/bin/env bash
# Three sites on this machine: an edit at a desk, a network that comes and goes, one view at head
# office. Installs what is missing, builds moso, and runs `moso demo` with a real-world messy ledger.
#
#   deploy/demo.sh                    the story, then the three sites stay until Ctrl-C
#   deploy/demo.sh --script quick     the same, but ends by itself, with exit code 0 if all was well
#   deploy/demo.sh --lang zh|en       in Chinese or in English; else by LANG
#   deploy/demo.sh --keep DIR         keep the three replicas in DIR, which must not exist yet
#   deploy/demo.sh --port 7420        the first port tried; busy ones are passed over
#
# All other flags go to `moso demo` as well; see `moso demo --help`. With MOSO_BIN=DIR the programs
# are taken from DIR and nothing is built.
set -euo pipefail

for word in "$@"; do
    case "$word" in
        -h | --help)
            sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 0
            ;;
    esac
done

# The language of the caller, before lib.sh sets a plain one for the tools.
export MOSO_LANG=${MOSO_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}}
here=$PWD
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

if [ -n "${MOSO_BIN:-}" ]; then
    bin=$(cd -- "$MOSO_BIN" && pwd -P)
else
    say "Getting ready: what is missing is installed, moso is built (ten minutes or so the first time, then seconds)"
    prepare
    # One product at a time: SwiftPM builds only the last one named.
    for product in moso mosod; do swift build -c release --product "$product"; done
    mark_build_folder
    bin=$(swift build -c release --show-bin-path)
fi
for program in moso mosod; do
    if [ ! -x "$bin/$program" ]; then
        complain "demo.sh: there is no $bin/$program"
        exit 69
    fi
done

cd -- "$here"
# What the caller says comes last and counts.
exec env MOSO_BIN="$bin" "$bin/moso" demo \
    --ledger "$MOSO_ROOT/Tests/WorkflowsTests/Exchange/Fixtures/ledger-anji.csv" "$@"
