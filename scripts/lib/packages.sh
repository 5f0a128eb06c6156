# Sourced by the scripts beside it: the Debian packages that the project is built and tested with,
# and how they get onto the machine.

# shellcheck disable=SC2034 # read by the scripts that source this file
build_packages=(
    g++ cmake ninja-build pkg-config
    qt6-base-dev qt6-websockets-dev qt6-httpserver-dev
    qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
    libqt6sql6-psql libqt6sql6-sqlite
    libsimdjson-dev libexpected-dev libncurses-dev zlib1g-dev
    libpq-dev libsystemd-dev prometheus-cpp-dev libxxhash-dev libzip-dev libzstd-dev
    ca-certificates
)
test_packages=(openssl postgresql prometheus)
# Not every Debian has them, on every processor: tests skip themselves where theirs are missing, and
# Debian 12 has the linker in binutils.
optional_test_packages=(postgresql-17-timescaledb binutils-gold valgrind)
guard_packages=(valgrind)
package_packages=(dpkg-dev file gzip)
lint_packages=(clang-format clang-tidy)
fuzz_packages=(clang llvm)

stop_with() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

# Prints those of its arguments that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done
}

# Installs what is missing of its arguments, or stops with one sentence.
install_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        stop_with "this system has no apt; install what Debian 12 and 13 call: $*"
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            stop_with "sudo is not there; install as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    printf 'Installing %s\n' "${missing[*]}" >&2
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        stop_with "apt-get could not install ${missing[*]}; its last words are above"
    fi
    rm -f "$log"
}

# Installs those of its arguments that this Debian has.
install_where_there() {
    local package there=()
    for package in "$@"; do
        # Of one that others only provide it says nothing.
        if [ -n "$(apt-cache show "$package" 2>/dev/null)" ]; then there+=("$package"); fi
    done
    [ "${#there[@]}" -eq 0 ] || install_packages "${there[@]}"
}
