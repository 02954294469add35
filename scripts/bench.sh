#!/usr/bin/env bash
# Measures on this machine, on both engines; prints figures of one run. Compare ratios, not absolutes.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = calls ]; then
  go test ./internal/telephony/exchange -run '^$' -bench '^BenchmarkExchange$' -benchtime 1x -timeout 30m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
  exit
fi
# BENCH_STORE=sqlite or postgres: one of them, such as half of what takes hours.
if [ "${BENCH_STORE:-}" != sqlite ]; then
  dir=$(mktemp -d /tmp/onedoor-pg-XXXXXX)
  trap 'scripts/postgres.sh stop "$dir"' EXIT
  ONEDOOR_TEST_POSTGRES=$(scripts/postgres.sh start "$dir")
  export ONEDOOR_TEST_POSTGRES
fi
if [ "${1:-}" = ten ]; then
  go test ./cmd/onedoor -run '^$' -bench '^BenchmarkTenMillion$' -benchtime 1x -timeout 180m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
  exit
fi
go test ./cmd/onedoor -run '^$' -bench . -skip '^BenchmarkTenMillion$' -benchtime 1x -timeout 60m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
go test ./internal/platform/seal ./internal/vault ./internal/notice ./internal/language ./internal/knowledge -run '^$' -bench . -benchtime 200ms | grep -E '^Benchmark'
go test ./internal/workorder -run '^$' -bench . -benchtime 1x -timeout 60m | grep -vE '^(goos|goarch|pkg|PASS|ok)'
go test ./internal/platform/ledger/anchor -run '^$' -bench . -benchtime 1x -timeout 30m | grep -E '^Benchmark'
