#!/bin/sh
# What the browser tests need: Chromium from Debian, Node, and the packages of the lock file. Exit code 3 where
# they cannot be had.
set -eu
cd "$(dirname "$0")"
without() {
    echo "note: $1, so the portal is not tested in a browser" >&2
    exit 3
}
for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || without "$program is missing"
done
if ! command -v chromium >/dev/null 2>&1; then
    command -v apt-get >/dev/null 2>&1 || without "chromium is missing; install it with your system's packages"
    root=
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || without "chromium is missing and only root installs it (apt-get install chromium)"
        root="sudo -n"
    fi
    echo "installing chromium, which the browser tests drive" >&2
    install() { $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium >/dev/null 2>&1; }
    install || { $root apt-get update >/dev/null 2>&1 && install; } ||
        without "chromium could not be installed (apt-get install chromium)"
fi
if ! cmp -s package-lock.json node_modules/.lock 2>/dev/null; then
    npm ci --ignore-scripts --no-audit --no-fund --silent || without "npm could not fetch its packages"
    cp package-lock.json node_modules/.lock
fi
