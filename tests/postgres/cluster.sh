# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL of our own for tests, sourced: cluster_start sets YAKUBA_STORE; cluster_stop removes all.
# $cluster_waldir: an empty folder for its log, if that shall lie elsewhere.
# It listens on a socket in a temporary folder alone and runs as whoever runs the tests (never as root).
cluster_programs() {
    local folder
    for folder in ${YAKUBA_POSTGRES:-} /usr/lib/postgresql/*/bin; do
        [ ! -x "$folder/initdb" ] || { echo "$folder"; return; }
    done
    return 1
}

cluster_start() {
    cluster_bin=$(cluster_programs) || return 1
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/yakuba-pg-XXXXXX")
    trap cluster_stop EXIT
    "$cluster_bin/initdb" --pgdata="$cluster/data" --encoding=UTF8 --locale=C.UTF-8 --auth=trust \
        --username=yakuba ${cluster_waldir:+--waldir="$cluster_waldir"} >"$cluster/initdb.log" 2>&1 || { cat "$cluster/initdb.log"; return 1; }
    cat >>"$cluster/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$cluster'
max_connections = 200
fsync = on
max_locks_per_transaction = 512
END
    "$cluster_bin/pg_ctl" --pgdata="$cluster/data" --log="$cluster/server.log" --wait start >/dev/null ||
        { cat "$cluster/server.log"; return 1; }
    "$cluster_bin/createdb" --host="$cluster" --username=yakuba yakuba
    export YAKUBA_STORE="postgresql://yakuba@/yakuba?host=$(sed 's|/|%2F|g' <<<"$cluster")"
}

cluster_stop() {
    "$cluster_bin/pg_ctl" --pgdata="$cluster/data" --mode=immediate --wait stop >/dev/null 2>&1
    rm -rf "$cluster"
}
