#!/usr/bin/env bash
# All Go tests with the race detector, the store on both engines.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d /tmp/onedoor-pg-XXXXXX)
export ONEDOOR_SKIPPED="$dir.skipped"
finish() {
  scripts/postgres.sh stop "$dir"
  if [ -s "$ONEDOOR_SKIPPED" ]; then
    echo "skipped, since this machine lacks what they need, such as the public records beside the checkout (make accept makes that a failure):"
    sort "$ONEDOOR_SKIPPED" | sed 's/^/  /'
  fi
  if [ -n "$(cat "$dir".again.* 2>/dev/null)" ]; then
    echo "tried twice:"
    sed 's/^/  /' "$dir".again.*
  fi
  rm -f "$ONEDOOR_SKIPPED" "$dir".again.*
}
trap finish EXIT
ONEDOOR_TEST_POSTGRES=$(scripts/postgres.sh start "$dir" quick)
export ONEDOOR_TEST_POSTGRES
export ONEDOOR_BINARY="$PWD/bin/onedoor"
# Without the detector run the tests that ask one question after the other (who sees what, what the logs hold: some
# hundred thousand requests), that drive the built program, which has no detector in it, or that fill a city: it would find
# nothing there and take most of the time.
isolation='^TestIsolation$'
plain='^Test('
plain+='Logs|Lists|RoutesListed|RoleByRoute|Accused|Retention|Audit_Words|Generated|Documents|Install(_.+)?'
plain+='|Demo(_.+)?|Kill|ImportKill|Replay|ReplayKill|Partner_Cut|Backup|Stop|UserAdd|FastClock|NationalAlgorithms'
plain+='|ClockDue(_.+)?|DataInUse|NoInstallation|SimulationOnly|Health_.+|VerifyLedger(_.+)?|AnchorDir'
plain+='|SeatDesk|SeatSocket|GuestSocket|SecureSocket|Telephone)$'
# A failed test gets a second try, at most three of a phase, told at the end (docs/adr/0016-second-try.md); a data race or
# a panic gets none. Without gotestsum there is no second try at all.
phase() { # phase NAME PACKAGES ARGUMENTS…
  local name=$1 packages=$2
  shift 2
  if [ -x .tools/gotestsum ]; then
    .tools/gotestsum --format standard-quiet --hide-summary=skipped --rerun-fails=1 --rerun-fails-max-failures=3 --rerun-fails-run-root-test \
      --rerun-fails-abort-on-data-race --rerun-fails-report="$dir.again.$name" --packages="$packages" -- -timeout 30m "$@"
  else
    # shellcheck disable=SC2086 # several packages
    go test -timeout 30m "$@" $packages
  fi
}
failed=0 # a failure does not keep the rest from being told
CGO_ENABLED=1 phase race "./cmd/onedoor ./internal/workorder ./..." -race -skip "$isolation|$plain" "$@" || failed=1 # the longest first
# Each of these two keeps one core busy. Without cgo, as the program is built: most of it is compiled already.
CGO_ENABLED=0 phase isolation ./cmd/onedoor -run "$isolation" "$@" &
CGO_ENABLED=0 phase plain "./cmd/onedoor ./internal/tool/democity" -run "$plain" "$@" || failed=1
wait $! || failed=1 # the database is there until both have ended
exit $failed
