#!/usr/bin/env bash
# Tests on the public records beside the checkout, whose absence fails, and fifty kills of the real program on each
# engine during intake and during a replay.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d /tmp/onedoor-pg-XXXXXX)
trap 'scripts/postgres.sh stop "$dir"' EXIT
ONEDOOR_TEST_POSTGRES=$(scripts/postgres.sh start "$dir")
export ONEDOOR_TEST_POSTGRES
export ONEDOOR_BINARY="$PWD/bin/onedoor" ONEDOOR_ACCEPT=1
export ONEDOOR_KILLS=${ONEDOOR_KILLS:-50}
go test -count=1 -v -timeout 120m "$@" -run '^(TestAccept.*|TestKill|TestReplayKill)$' ./internal/tool/importer ./cmd/onedoor
go test -count=1 -timeout 5m "$@" -run '^TestNAT$' ./internal/telephony/exchange
# Every seed of the walks, of which a test run takes half.
go test -count=1 -timeout 60m "$@" -run 'Walk$' ./internal/workorder
