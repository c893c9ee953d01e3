#!/bin/sh
# Prints the address of a new, empty PostgreSQL database for a test. The server is started unless the test run has one; it listens on
# a socket in a temporary directory only and ends with the process whose number is given, the test runner.
#
#   scripts/test-postgres.sh PID
#
# Exits with 3 where PostgreSQL is not installed.
set -eu
run=$1
bin=${RAPPORT_POSTGRES_BIN:-}
for dir in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    if [ -z "$bin" ] && [ -x "$dir/initdb" ]; then bin=$dir; fi
done
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is not installed (Debian: apt-get install postgresql; or set RAPPORT_POSTGRES_BIN)" >&2
    exit 3
fi
home=${TMPDIR:-/tmp}/rapport-postgres-$run
as=
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    user=nobody
    if id postgres >/dev/null 2>&1; then user=postgres; fi
    as="setpriv --reuid=$(id -u $user) --regid=$(id -g $user) --clear-groups"
fi
mkdir -p "$home"
(
    flock 9
    if ! $as "$bin/pg_ctl" -D "$home/data" status >/dev/null 2>&1; then
        if [ -n "$as" ]; then chown "$user" "$home"; fi
        cd "$home"
        if [ ! -e "$home/data/PG_VERSION" ]; then
            $as "$bin/initdb" -D "$home/data" -U rapport -A trust -E UTF8 --locale=C --no-sync >"$home/initdb.log" 2>&1 9>&-
        fi
        # Tests end the server, never the machine: nothing has to be on the disk.
        $as "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -w -t 60 -o "-c listen_addresses='' \
            -c unix_socket_directories='$home' -c fsync=off -c full_page_writes=off -c max_connections=300 \
            -c shared_buffers=64MB" start >"$home/data/start.log" 2>&1 9>&-
        # shellcheck disable=SC2016 # expanded by the inner shell
        setsid sh -c 'while kill -0 "$0" 2>/dev/null; do sleep 1; done
            $3 "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2"' "$run" "$bin" "$home" "$as" \
            </dev/null >/dev/null 2>&1 9>&- &
    fi
) 9>"$home/lock"
name=test_$$_$(date +%N)
"$bin/createdb" -h "$home" -U rapport -T template0 "$name"
echo "postgres://rapport@localhost/$name?host=$home"
