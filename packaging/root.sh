# shellcheck shell=bash
# Sourced by the proofs beside it: a fresh root of a Debian, and commands in it.
#
#   SUITE=trixie      instead of the Debian that this is
#   ROOT=/some/dir    a root that is kept and used again, with what was installed in it

stop_with() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || stop_with "only root can make a root"
command -v debootstrap >/dev/null || stop_with "debootstrap is not there: apt-get install debootstrap"
own_suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
suite=${SUITE:-$own_suite}
# The mirror that apt itself uses.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
    "Codename: $own_suite" | head -n 1)
[ -n "$mirror" ] || stop_with "apt knows no mirror of $own_suite; run apt-get update"
root=${ROOT:-}

step() { printf '== %s\n' "$1"; }

# Runs in the root, with nothing of our environment.
in_root() {
    chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive HOME=/root "$@"
}

must() {
    in_root "$@" || stop_with "failed: $*"
}

must_not() {
    ! in_root "$@" >/dev/null 2>&1 || stop_with "this should have failed: $*"
}

# PostgreSQL in the root, with an empty database at postgres_url. It is stopped when the proof ends.
start_postgres() {
    step "PostgreSQL"
    must apt-get install -y -q --no-install-recommends postgresql >"$root/postgres.log" 2>&1
    local port
    # Of two of them on one machine each has a port of its own.
    port=$(in_root pg_lsclusters -h | awk '{ print $3; exit }')
    # shellcheck disable=SC2034 # read by the proofs
    postgres_url=postgresql://recorder:recorder@localhost:$port/orderflow
    # shellcheck disable=SC2016
    in_root sh -c 'pg_lsclusters -h | while read version cluster rest; do
        pg_ctlcluster "$version" "$cluster" start; done'
    in_root runuser -u postgres -- psql -q -c "CREATE ROLE recorder LOGIN PASSWORD 'recorder'" \
        -c "CREATE DATABASE orderflow OWNER recorder"
}

stop_postgres() {
    [ -x "$root/usr/bin/pg_lsclusters" ] || return 0
    # shellcheck disable=SC2016
    in_root sh -c 'pg_lsclusters -h | while read version cluster port status rest; do
        [ "$status" != online ] || pg_ctlcluster "$version" "$cluster" stop -m fast; done'
}

# in_database SQL: prints what it gives.
in_database() {
    in_root runuser -u postgres -- psql -d orderflow -Atc "$1"
}

# The events in it.
count_rows() {
    in_database 'SELECT (SELECT count(*) FROM futures_trades) + count(*) FROM futures_orderbook_updates'
}

# A service would be such a process.
nothing_runs() {
    ! readlink /proc/[0-9]*/exe | grep "^$(readlink -f "$root")/.*orderflow" ||
        stop_with "this runs, and nobody started it"
}

# all_linked FILES: each finds the libraries that it needs in the root. FILES may have wildcards.
all_linked() {
    # shellcheck disable=SC2016
    must sh -c 'linked=$(ldd $1) && ! printf "%s\n" "$linked" | grep "not found"' sh "$1"
}

has_no_qt() {
    [ -z "$(find "$root/usr/lib" -name 'libQt6*' -print -quit)" ] || stop_with "this root has a Qt"
}

make_somebody() {
    must useradd --create-home somebody
    must install -d -o somebody /home/somebody/data
}

# as_somebody COMMAND…: in a folder of his.
as_somebody() {
    in_root runuser -u somebody -- env --chdir=/home/somebody/data HOME=/home/somebody "$@"
}

# record_as_somebody DB_URL PROGRAM…: the demo for SECONDS_OF_DEMO, and whether what is there then is
# what the ledger says.
record_as_somebody() {
    local url=$1
    shift
    as_somebody "$@" demo --duration "${SECONDS_OF_DEMO:-20}" --plain --db-url "$url" 2>&1 |
        grep '^received' || stop_with "the demo failed"
    as_somebody "$@" verify --db-url "$url" || stop_with "what was recorded does not verify"
}

# still_recorded ROWS PROGRAM…: after an upgrade, what somebody has in demo.db and in PostgreSQL.
still_recorded() {
    local rows=$1 url
    shift
    for url in "$postgres_url" sqlite:///demo.db; do
        as_somebody "$@" init-db --db-url "$url"
        as_somebody "$@" verify --db-url "$url" || stop_with "what was recorded does not verify"
    done
    [ "$(count_rows)" = "$rows" ] || stop_with "the upgrade lost rows"
    echo "PostgreSQL has the same $rows trades and order books"
}

leave() {
    local mount
    stop_postgres || true
    for mount in dev/shm proc; do
        ! mountpoint -q "$root/$mount" || umount "$root/$mount"
    done
    [ -n "${ROOT:-}" ] || rm -rf "$root"
}

make_root() {
    [ -n "$root" ] || root=$(mktemp -d "${TMPDIR:-/tmp}/orderflow-root.XXXXXX")
    # apt's own user reads in it.
    chmod 755 "$root"
    trap leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if [ ! -x "$root/usr/bin/dpkg" ]; then
        step "a fresh root of $suite"
        debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
            stop_with "debootstrap failed; see $root.log"
        rm -f "$root.log"
    fi
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    # Services are not started in a root.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    mount -t proc proc "$root/proc"
    mkdir -p "$root/dev/shm"
    mount -t tmpfs tmpfs "$root/dev/shm"
    must apt-get update -q >/dev/null
}
