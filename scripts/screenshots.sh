#!/usr/bin/env bash
# Pictures of every screen with the demo city, into docs/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."
export ONEDOOR_BINARY=${ONEDOOR_BINARY:-$PWD/bin/onedoor} ONEDOOR_SCREENSHOTS=$PWD/docs/screenshots
mkdir -p "$ONEDOOR_SCREENSHOTS"
cd web && npx vitest run --config vitest.e2e.config.ts
