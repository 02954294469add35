#!/usr/bin/env bash
# Runs a throwaway PostgreSQL for tests and benchmarks: `postgres.sh start DIR` prints its URL, `postgres.sh stop DIR` ends it.
# `postgres.sh start DIR quick` is for tests: what is committed outlives every process, but not the machine.
# Postgres refuses to run as root, so then it runs as the user `postgres` of the Debian package.
set -euo pipefail
verb=${1:?start or stop}
dir=${2:?directory}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || { echo "PostgreSQL is not installed: run 'scripts/need.sh postgres'" >&2; exit 1; }
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case $verb in
start)
  mkdir -p "$dir"
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  chmod 700 "$dir"
  if [ ! -f "$dir/data/PG_VERSION" ]; then
    as "$bin/initdb" -D "$dir/data" -U onedoor --auth=trust --encoding=UTF8 --locale=C >"$dir.initdb.log"
  fi
  if ! as "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
    how=""
    [ "${3:-}" != quick ] || how="-c fsync=off -c full_page_writes=off"
    for try in 1 2 3 4 5; do # somebody may have the port
      port=$(( 20000 + RANDOM % 9000 ))
      echo "$port" > "$dir.port"
      if as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB $how" start >/dev/null; then break; fi
      if [ "$try" = 5 ]; then cat "$dir/server.log" >&2; exit 1; fi
    done
  fi
  echo "postgres://onedoor@127.0.0.1:$(cat "$dir.port")/postgres?sslmode=disable"
  ;;
stop)
  as "$bin/pg_ctl" -D "$dir/data" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$dir" "$dir.port" "$dir.initdb.log"
  ;;
*) echo "start or stop" >&2; exit 2 ;;
esac
