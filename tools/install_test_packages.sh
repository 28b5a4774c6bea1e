#!/bin/sh
# Installs the Debian packages that the tests need and this machine lacks: a MediaWiki and a
# browser. The arguments are the missing packages; without one there is nothing to do.
set -eu

[ $# -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need a real MediaWiki and a browser; this machine lacks: $*" >&2
    echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends $*" >&2
    exit 2
fi
echo "Installing for the tests: $*"
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends "$@"
