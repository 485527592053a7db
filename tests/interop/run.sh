#!/bin/sh
# Pushes, pulls and compares with clients of others, unmodified, against a hub of its own: wkg, the
# Python client of oras, skopeo. Called by `make interop`, which builds hub and plugins first.
set -eu
cd "$(dirname "$0")/../.."
tools=$PWD/target/interop
hub=${DREHSCHEIBE_BINARY:-$PWD/target/debug/drehscheibe}
component=$PWD/plugins/target/components/hundesteuer.wasm
mkdir -p "$tools"

step() { printf '\n== %s\n' "$1"; }

step "tools"
if [ ! -x "$tools/bin/wkg" ] && [ -z "${WITHOUT_WKG:-}" ]; then
    # Without debug information: some four minutes on two processors, instead of many.
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo install wkg --version 0.16.1 --locked --debug --root "$tools" --target-dir "$tools/build"
fi
if [ ! -x "$tools/python/bin/python" ]; then
    python3 -m venv "$tools/python"
fi
"$tools/python/bin/python" -c 'import oras' 2>/dev/null || "$tools/python/bin/pip" install --quiet 'oras==0.2.*'
command -v skopeo >/dev/null || {
    [ "$(id -u)" = 0 ] || { echo "skopeo is missing: apt-get install skopeo"; exit 3; }
    apt-get update -qq && apt-get install -y -qq --no-install-recommends skopeo
}

work=$(mktemp -d)
export HOME="$work/home" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache"
mkdir -p "$HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

step "a hub"
cat > "$work/drehscheibe.toml" <<TOML
[hub]
listen = "127.0.0.1:0"
data_dir = "data"
configuration = "configuration"
TOML
mkdir -p "$work/configuration/procedures" "$work/configuration/authorities"
export DREHSCHEIBE_CONFIG="$work/drehscheibe.toml"
DREHSCHEIBE_KEY=$("$hub" key create --role vendor --namespace demo 2>/dev/null)
export DREHSCHEIBE_KEY
"$hub" serve > "$work/out" 2> "$work/log" &
pid=$!
until grep -q '^listening on ' "$work/out"; do
    kill -0 "$pid" || { cat "$work/log"; exit 3; }
    sleep 0.1
done
DREHSCHEIBE_HUB=$(sed -n 's/^listening on //p' "$work/out")
export DREHSCHEIBE_HUB
host=${DREHSCHEIBE_HUB#http://}
echo "$host"

step "oras (Python)"
"$tools/python/bin/python" tests/interop/oras_client.py "$host" "$component"
"$hub" depot inspect demo/oras:0.1.0

step "skopeo"
auth="--src-tls-verify=false --src-creds=vendor:$DREHSCHEIBE_KEY"
skopeo inspect --raw --tls-verify=false --creds="vendor:$DREHSCHEIBE_KEY" "docker://$host/demo/oras:0.1.0" > "$work/manifest"
# shellcheck disable=SC2086
skopeo copy --quiet $auth "docker://$host/demo/oras:0.1.0" "oci:$work/layout:0.1.0"
skopeo copy --quiet --dest-tls-verify=false --dest-creds="vendor:$DREHSCHEIBE_KEY" \
    "oci:$work/layout:0.1.0" "docker://$host/demo/skopeo:0.1.0"
skopeo inspect --raw --tls-verify=false --creds="vendor:$DREHSCHEIBE_KEY" "docker://$host/demo/skopeo:0.1.0" > "$work/copied"
cmp "$work/manifest" "$work/copied"
skopeo list-tags --tls-verify=false --creds="vendor:$DREHSCHEIBE_KEY" "docker://$host/demo/skopeo"
"$hub" depot pull demo/skopeo:0.1.0 --into "$work/from-skopeo" --json > /dev/null
cmp "$component" "$work/from-skopeo/skopeo.wasm"

if [ -x "$tools/bin/wkg" ]; then
    step "wkg"
    cat > "$work/wkg.toml" <<TOML
default_registry = "$host"
[registry."$host"]
type = "oci"
[registry."$host".oci]
auth = { username = "vendor", password = "$DREHSCHEIBE_KEY" }
protocol = "http"
TOML
    "$tools/bin/wkg" oci push --insecure "$host" -u vendor -p "$DREHSCHEIBE_KEY" "$host/demo/wkg:0.1.0" "$component"
    "$tools/bin/wkg" oci pull --insecure "$host" -u vendor -p "$DREHSCHEIBE_KEY" "$host/demo/wkg:0.1.0" -o "$work/from-wkg.wasm"
    cmp "$component" "$work/from-wkg.wasm"
    "$tools/bin/wkg" get --config "$work/wkg.toml" --registry "$host" "demo:wkg@0.1.0" -o "$work/got.wasm"
    cmp "$component" "$work/got.wasm"
    "$hub" depot inspect demo/wkg:0.1.0
    if "$tools/bin/wkg" oci push --insecure "$host" -u vendor -p "$DREHSCHEIBE_KEY" "$host/demo/wkg:0.1.0" \
        "$PWD/plugins/target/components/filedrop.wasm" 2> "$work/refused"; then
        echo "a tag moved"; exit 1
    fi
    grep -q "never moves" "$work/refused" || { cat "$work/refused"; exit 1; }
    echo "a tag does not move"
else
    step "wkg was left out"
fi

step "all that was pushed is here and equal"
"$hub" depot list
