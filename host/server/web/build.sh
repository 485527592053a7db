#!/bin/sh
# Fetches the portal's foreign assets as the lock file names them and puts what is embedded into
# ../assets/vendor. Needs Node only here; running the hub never does.
set -eu
cd "$(dirname "$0")"
target=../assets/vendor
stamp=$target/.lock
if [ -e "$stamp" ] && cmp -s package-lock.json "$stamp"; then exit 0; fi
if ! command -v npm >/dev/null 2>&1; then
    echo "note: npm is missing, so the portal is built without styles and scripts; it works, but plainly" >&2
    exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund --silent
rm -rf "$target"
mkdir -p "$target/fonts/fira-sans"
kern=node_modules/@kern-ux/native/dist
cp "$kern/kern.min.css" "$target/"
cp "$kern/fonts/fira-sans.css" "$target/fonts/"
for font in $(sed -n 's/.*fira-sans\/\([A-Za-z-]*\.woff2\).*/\1/p' "$kern/fonts/fira-sans.css"); do
    cp "$kern/fonts/fira-sans/$font" "$target/fonts/fira-sans/"
done
cp node_modules/htmx.org/dist/htmx.min.js "$target/"
cp package-lock.json "$stamp"
