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
    gcc)      command -v gcc >/dev/null || missing+=(gcc libc6-dev) ;;
    *) echo "need.sh: unknown: $thing" >&2; exit 2 ;;
  esac
done
for tool in go node npm; do
  command -v $tool >/dev/null || { echo "$tool is not installed; Onedoor needs Go 1.26 and Node 20 or newer." >&2; exit 1; }
done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "installing: ${missing[*]}"
sudo=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "please install as root: apt-get install ${missing[*]}" >&2; exit 1; }
  sudo=sudo
fi
command -v apt-get >/dev/null || { echo "no apt-get here; please install: ${missing[*]}" >&2; exit 1; }
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
