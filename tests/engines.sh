# SPDX-License-Identifier: Apache-2.0
# For the `run` of a set (with pipefail), sourced: its programs on SQLite, on PostgreSQL or on both, and what they count together.
#     on_sqlite PROGRAM…      YAKUBA_STORE is not set: a town lives in its folder
#     on_postgres PROGRAM…    YAKUBA_STORE names a server: the caller's, or one of the set's own, started at the first
#                             need; a server does not run as root, then this is skipped, aloud
#     on_both PROGRAM…
#     has_server              starts it; its address is in $server
#     new_database            makes one on $YAKUBA_STORE and prints its address
#     finish                  prints the line that ./test reads; false if something failed
# A program ends with the line "N passed, N failed, N skipped", or says "ok" or "FAILED" in front of each property.
# A set with something to clear away at its end defines tidy.
. tests/postgres/cluster.sh
server=${YAKUBA_STORE:-}
unset YAKUBA_STORE
passed=0 failed=0 skipped=0
engines_said=$(mktemp)

tidy() { :; }
engines_end() {
    [ -z "${cluster:-}" ] || cluster_stop || true
    tidy
    rm -f "$engines_said"
}
trap engines_end EXIT

counted() {
    local rc=0 counts p f s
    "$@" </dev/null | tee "$engines_said" || rc=${PIPESTATUS[0]}
    counts=$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$engines_said" | tail -n 1)
    [ -n "$counts" ] || counts="$(grep -c '^ok ' "$engines_said") $(grep -c '^FAILED ' "$engines_said") 0" || true
    read -r p f s <<<"$counts"
    # It ended badly, or counted nothing: that is a failure, whatever it said.
    if [ "$f" = 0 ] && { [ "$rc" != 0 ] || [ "$((p + s))" = 0 ]; }; then
        echo "It did not come to its end: $*"
        f=1
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

on_sqlite() {
    echo "On SQLite:"
    counted "$@"
}

has_server() {
    [ -z "$server" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        echo "skipped: PostgreSQL does not run as root"
        skipped=$((skipped + 1))
    else
        cluster_start || failed=$((failed + 1))
        trap engines_end EXIT # cluster_start has set its own
    fi
    server=${YAKUBA_STORE:-}
    unset YAKUBA_STORE
    [ -n "$server" ]
}

on_postgres() {
    has_server || return 0
    echo "On PostgreSQL:"
    YAKUBA_STORE=$server counted "$@"
}

on_both() {
    on_sqlite "$@"
    on_postgres "$@"
}

new_database() {
    local name=set_${BASHPID}_$RANDOM
    psql -XqAt "$YAKUBA_STORE" -c "CREATE DATABASE $name" && sed -E "s#/[^/?]*(\?|\$)#/$name\1#" <<<"$YAKUBA_STORE"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
