#!/usr/bin/env bash
# Browser tests: Debian's Chromium against the real program with fresh demo cities.
set -euo pipefail
cd "$(dirname "$0")/.."
export ONEDOOR_BINARY=${ONEDOOR_BINARY:-$PWD/bin/onedoor}
cd web && npx vitest run --config vitest.e2e.config.ts "$@"
