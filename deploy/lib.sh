# Shared by the scripts of deploy/: where the project is, what it needs, how it is built.
# Sourced, not run.

export LANG=C.UTF-8 LC_ALL=C.UTF-8

# The folder of Package.swift, whatever folder the caller stands in.
MOSO_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '==> %s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# Runs a command as root: as it is, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        return 126
    fi
}

# Whether the C compiler that comes with Swift finds a header. Asking it, and not the package
# manager, is right on every distribution.
has_header() {
    printf '#include <stddef.h>\n#include <%s>\n' "$1" \
        | "$MOSO_CC" -E -x c - >/dev/null 2>&1
}

need_swift() {
    if ! command -v swift >/dev/null 2>&1; then
        complain "Swift is not installed, or not on PATH. moso needs Swift 6.3 or newer: https://www.swift.org/install/linux/"
        exit 69
    fi
    local line version
    line=$(swift --version 2>&1 | grep -o 'Swift version [0-9]*\.[0-9]*' | head -n 1 || true)
    version=${line#Swift version }
    if [ -z "$version" ]; then
        complain "'swift --version' does not answer as expected; is the toolchain complete?"
        exit 69
    fi
    if [ "${version%%.*}" -lt 6 ] || { [ "${version%%.*}" -eq 6 ] && [ "${version#*.}" -lt 3 ]; }; then
        complain "This is Swift $version; moso needs 6.3 or newer: https://www.swift.org/install/linux/"
        exit 69
    fi
    # The toolchain's clang where there is one beside swift, else any C compiler.
    MOSO_CC=$(dirname -- "$(readlink -f -- "$(command -v swift)")")/clang
    [ -x "$MOSO_CC" ] || MOSO_CC=$(command -v clang || command -v cc || true)
    if [ -z "$MOSO_CC" ]; then
        complain "No C compiler (clang or cc) found; Swift on Linux needs one."
        exit 69
    fi
}

# Installs the system packages that are missing, and only those.
need_packages() {
    local missing=()
    has_header curl/curl.h || missing+=(libcurl4-openssl-dev)
    has_header sqlite3.h || missing+=(libsqlite3-dev)
    has_header zstd.h || missing+=(libzstd-dev)
    has_header zlib.h || missing+=(zlib1g-dev)
    command -v sqlite3 >/dev/null 2>&1 || missing+=(sqlite3)
    command -v python3 >/dev/null 2>&1 || missing+=(python3)
    [ ${#missing[@]} -eq 0 ] && return 0

    if ! command -v apt-get >/dev/null 2>&1; then
        complain "Missing: ${missing[*]} (names of Debian's packages). There is no apt-get here;"
        complain "install what corresponds to them and run this again."
        exit 69
    fi
    say "Installing what is missing: ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q
        --no-install-recommends "${missing[@]}")
    if ! as_root "${install[@]}"; then
        # Package lists may be old or, in a fresh container, absent.
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q || true
        if ! as_root "${install[@]}"; then
            complain "Could not install ${missing[*]}. As root, run:"
            complain "    apt-get update && apt-get install ${missing[*]}"
            exit 69
        fi
    fi
}

# Compiled modules hold absolute paths. A build folder that came with a copied or moved tree is
# of no use and fails in odd ways, so its products go; fetched sources of packages stay.
fresh_build_folder() {
    local build=$MOSO_ROOT/.build mark=$MOSO_ROOT/.build/moso-root description
    [ -d "$build" ] || return 0
    if [ -f "$mark" ]; then
        [ "$(cat "$mark")" = "$MOSO_ROOT" ] && return 0
    else
        description=$(find "$build" -maxdepth 2 -name 'debug.yaml' -o -maxdepth 2 -name 'release.yaml' \
            2>/dev/null | head -n 1)
        [ -z "$description" ] && return 0
        grep -qF "$MOSO_ROOT/" "$description" && return 0
    fi
    say "The build folder .build was made in another folder; its products are made again."
    find "$build" -mindepth 1 -maxdepth 1 \
        ! -name checkouts ! -name repositories ! -name workspace-state.json \
        -exec rm -rf {} +
}

mark_build_folder() {
    [ -d "$MOSO_ROOT/.build" ] && printf '%s' "$MOSO_ROOT" >"$MOSO_ROOT/.build/moso-root"
    return 0
}

# Everything a build needs, checked in one go.
prepare() {
    cd "$MOSO_ROOT"
    need_swift
    need_packages
    fresh_build_folder
}
