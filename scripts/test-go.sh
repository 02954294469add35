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
  rm -f "$ONEDOOR_SKIPPED"
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
failed=0 # a failure does not keep the rest from being told
CGO_ENABLED=1 go test -race -timeout 30m -skip "$isolation|$plain" "$@" ./cmd/onedoor ./internal/workorder ./... || failed=1 # the longest first
# Each of these two keeps one core busy. Without cgo, as the program is built: most of it is compiled already.
CGO_ENABLED=0 go test -timeout 30m -run "$isolation" "$@" ./cmd/onedoor &
CGO_ENABLED=0 go test -timeout 30m -run "$plain" "$@" ./cmd/onedoor ./internal/tool/democity || failed=1
wait $! || failed=1 # the database is there until both have ended
exit $failed
