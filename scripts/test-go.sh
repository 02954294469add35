#!/usr/bin/env bash
# All Go tests with the race detector, the store on both engines.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d /tmp/onedoor-pg-XXXXXX)
trap 'scripts/postgres.sh stop "$dir"' EXIT
ONEDOOR_TEST_POSTGRES=$(scripts/postgres.sh start "$dir")
export ONEDOOR_TEST_POSTGRES
export ONEDOOR_BINARY="$PWD/bin/onedoor"
CGO_ENABLED=1 go test -race -timeout 25m "$@" ./...
