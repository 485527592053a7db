#!/bin/sh
# What the browser tests need: Chromium from Debian, and the two packages of the lock file.
set -eu
cd "$(dirname "$0")"
if ! command -v chromium >/dev/null 2>&1; then
    echo "installing chromium, which the browser tests drive" >&2
    apt-get install -y --no-install-recommends chromium >/dev/null 2>&1 ||
        { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends chromium >/dev/null; }
fi
if ! cmp -s package-lock.json node_modules/.lock 2>/dev/null; then
    npm ci --ignore-scripts --no-audit --no-fund --silent
    cp package-lock.json node_modules/.lock
fi
