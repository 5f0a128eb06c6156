# Sourced by the scripts beside it: a private PostgreSQL server on a free port of the loopback, and
# its end.

postgres_folder=

# As an unprivileged user where we are root: PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# Sets postgres_url. Takes options for the server, such as `-c fsync=on`.
start_postgres() {
    local options="$*" bin
    bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$bin/initdb" ] || stop_with "PostgreSQL's initdb is not in /usr/lib/postgresql/*/bin"
    postgres_bin=$bin
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/orderflow-postgres.XXXXXX")
    [ "$(id -u)" -ne 0 ] || chown postgres: "$postgres_folder"

    as_postgres "$bin/initdb" --pgdata "$postgres_folder/data" --username orderflow \
        --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync \
        >"$postgres_folder.log" 2>&1 || postgres_failed "initialised"

    # It works only where the server has it from its start; databases without it do not notice.
    [ ! -f "${bin%/bin}/lib/timescaledb.so" ] ||
        options="-c shared_preload_libraries=timescaledb $options"

    # Nobody tells which port is free without taking it, so take one and see.
    local attempt port
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$bin/pg_ctl" --pgdata "$postgres_folder/data" --wait --silent \
            --log "$postgres_folder/data/server.log" \
            --options "-p $port -c listen_addresses=127.0.0.1 -c fsync=off \
                -c unix_socket_directories='$postgres_folder' $options" \
            start >>"$postgres_folder.log" 2>&1; then
            postgres_url="postgresql://orderflow@127.0.0.1:$port/postgres"
            return 0
        fi
        printf 'attempt %s on port %s failed\n' "$attempt" "$port" >>"$postgres_folder.log"
    done
    postgres_failed "started"
}

postgres_failed() {
    cat "$postgres_folder.log" >&2
    stop_with "the private PostgreSQL server could not be $1; its words are above"
}

stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    if [ -f "$postgres_folder/data/postmaster.pid" ]; then
        as_postgres "$postgres_bin/pg_ctl" --pgdata "$postgres_folder/data" --silent \
            --mode immediate stop || true
    fi
    rm -rf "$postgres_folder" "$postgres_folder.log"
    postgres_folder=
}
