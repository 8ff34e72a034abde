#!/usr/bin/env bash
# Builds moso-fuzz and lets libFuzzer run its targets, one after the other.
#
#   Tests/Fuzz/fuzz.sh                 every target for MOSO_FUZZ_SECONDS (1,800)
#   Tests/Fuzz/fuzz.sh frames zstd     these
#   Tests/Fuzz/fuzz.sh --merge         keeps of each corpus what reaches something, with what the last runs found
#
# What breaks is left in .build-fuzz/found as TARGET-crash-…; docs/fuzzing.md says what then.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

library=$(find "$(dirname "$(readlink -f "$(command -v swiftc)")")/.." -name 'libclang_rt.fuzzer_no_main-x86_64.a' 2>/dev/null | head -n 1)
if [ -z "$library" ]; then
    echo "skip  this toolchain has no libFuzzer"
    exit 0
fi
MOSO_FUZZ=$(dirname "$(readlink -f "$library")")
export MOSO_FUZZ MOSO_PART=core
swift build -c release --scratch-path .build-fuzz --product moso-fuzz
program=$PWD/.build-fuzz/release/moso-fuzz
found=$PWD/.build-fuzz/found
corpora=$PWD/Tests/FuzzCorpora
# A crash has to end at once, not to be looked at.
export SWIFT_BACKTRACE=enable=no

merge=no
if [ "${1:-}" = --merge ]; then
    merge=yes
    shift
fi
if [ $# -eq 0 ]; then mapfile -t targets < <("$program" --list | cut -d' ' -f1); else targets=("$@"); fi

broken=()
for target in "${targets[@]}"; do
    mkdir -p "$found/$target"
    if [ "$merge" = yes ]; then
        kept=$(mktemp -d)
        # What came of it earlier stays, whether or not it reaches something new.
        "$program" "$target" -merge=1 "$kept" "$corpora/$target" "$found/$target" >/dev/null 2>&1
        find "$corpora/$target" -type f ! -name 'seed-*' ! -name 'broke-*' -delete
        find "$kept" -type f -size -3 | sort | head -n 40 | while read -r file; do
            cp "$file" "$corpora/$target/$(basename "$file" | cut -c1-12)"
        done
        rm -rf "$kept"
        echo "$target: $(find "$corpora/$target" -type f | wc -l) files"
        continue
    fi
    echo "--- $target"
    status=0
    nice -n 15 "$program" "$target" -max_total_time="${MOSO_FUZZ_SECONDS:-1800}" -timeout=5 \
        -rss_limit_mb=512 -print_final_stats=1 -artifact_prefix="$found/$target-" \
        "$found/$target" "$corpora/$target" >"$found/$target.log" 2>&1 || status=$?
    grep -aE '^moso-fuzz:|Fatal error|^SUMMARY|cov: .* DONE|DONE +cov|^stat::number_of_executed' "$found/$target.log" || true
    if [ "$status" -ne 0 ]; then broken+=("$target"); fi
done
if [ ${#broken[@]} -gt 0 ]; then
    echo "broken: ${broken[*]}"
    exit 1
fi
