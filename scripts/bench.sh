#!/usr/bin/env bash
# Measures on this machine, on both engines; prints figures of one run. Compare ratios, not absolutes.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d /tmp/onedoor-pg-XXXXXX)
trap 'scripts/postgres.sh stop "$dir"' EXIT
ONEDOOR_TEST_POSTGRES=$(scripts/postgres.sh start "$dir")
export ONEDOOR_TEST_POSTGRES
go test ./cmd/onedoor -run '^$' -bench . -benchtime 1x -timeout 30m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
go test ./internal/platform/seal ./internal/vault ./internal/notice ./internal/language ./internal/knowledge -run '^$' -bench . -benchtime 200ms | grep -E '^Benchmark'
go test ./internal/workorder -run '^$' -bench . -benchtime 1x -timeout 30m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
