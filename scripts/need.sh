#!/usr/bin/env bash
# Makes sure that what a target needs is installed: `need.sh font postgres chromium cjk gcc`. Uses Debian's packages.
set -euo pipefail
missing=()
for thing in "$@"; do
  case $thing in
    font)     fc_path=/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf; [ -f $fc_path ] || missing+=(fonts-droid-fallback) ;;
    cjk)      [ -d /usr/share/fonts/opentype/noto ] && ls /usr/share/fonts/opentype/noto | grep -q CJK || missing+=(fonts-noto-cjk) ;;
    postgres) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql) ;;
    chromium) command -v chromium >/dev/null || missing+=(chromium) ;;
    sipp)     command -v sipp >/dev/null || missing+=(sip-tester) ;;
    baresip)  command -v baresip >/dev/null || missing+=(baresip) ;;
    rtpengine) command -v rtpengine >/dev/null || missing+=(rtpengine-daemon) ;;
    nat)      command -v iptables >/dev/null || missing+=(iptables); command -v ip >/dev/null || missing+=(iproute2) ;;
    espeak)   command -v espeak-ng >/dev/null || missing+=(espeak-ng) ;;
    gcc)      command -v gcc >/dev/null || missing+=(gcc libc6-dev) ;;
    *) echo "need.sh: unknown: $thing" >&2; exit 2 ;;
  esac
done
absent=0
lack() { echo "$1 is not installed: $2" >&2; absent=1; }
command -v go >/dev/null || lack go "unpack Go 1.26 or newer from https://go.dev/dl/ into /usr/local and put /usr/local/go/bin on PATH"
command -v node >/dev/null || lack node "install Node.js 20.19 or newer, with npm, from https://nodejs.org/ and put its bin directory on PATH"
command -v npm >/dev/null || lack npm "it comes with Node.js from https://nodejs.org/; Debian's own nodejs needs 'apt-get install npm' besides"
# at_least NAME FOUND WANTED: an older one fails later, with words that do not tell why.
at_least() { [ "$(printf '%s\n%s\n' "$3" "$2" | sort -V | head -1)" = "$3" ] || { echo "$1 $2 is too old: $3 or newer is needed." >&2; absent=1; }; }
if [ $absent = 0 ]; then
  at_least Go "$(go env GOVERSION | sed 's/^go//; s/[- ].*//')" "$(sed -n 's/^go //p' go.mod)"
  at_least Node.js "$(node --version | sed 's/^v//')" "$(sed -n 's/.*"node": ">=\([0-9.]*\).*/\1/p' web/package.json)"
fi
[ $absent = 0 ] || { echo "Then run the same make target again." >&2; exit 1; }
[ ${#missing[@]} -gt 0 ] || exit 0
echo "installing: ${missing[*]}"
sudo=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "please install as root: apt-get install ${missing[*]}" >&2; exit 1; }
  sudo=sudo
fi
command -v apt-get >/dev/null || { echo "no apt-get here; please install: ${missing[*]}" >&2; exit 1; }
$sudo apt-get update -qq
# The browser without a window takes a third less of a core where pages are tested; calls need the whole one. Not every
# distribution parts the two.
case " ${missing[*]} " in *" chromium "*)
  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then missing+=(chromium-headless-shell); fi ;;
esac
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
