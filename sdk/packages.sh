#!/bin/sh
# Packs the SDKs as they would be published, installs each from its packed file into a clean folder, and
# lets a plugin that is built on it pass its plan. Nothing is published.
#
#   sdk/packages.sh [rust] [javascript] [typescript] [python]      without arguments all
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
drehscheibe=${DREHSCHEIBE:-$root/target/debug/drehscheibe}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { printf 'packages: %s\n' "$*"; }

# A project without the SDK that `plugin new` put into it.
project() {
    "$drehscheibe" plugin new "$2" --lang "$1" --world validator --dir "$work/$2" 2>/dev/null
    rm -rf "$work/$2/vendor"
    cd "$work/$2"
}
pass() {
    "$drehscheibe" plugin build --json >/dev/null
    "$drehscheibe" plugin test >"$work/report" || { cat "$work/report"; exit 1; }
    tail -n 1 "$work/report"
}

rust() {
    cargo package --quiet --allow-dirty --no-verify --manifest-path "$root/sdk/rust/Cargo.toml" --target-dir "$work/crate"
    tar -xzf "$work"/crate/package/drehscheibe-sdk-*.crate -C "$work"
    project rust aus-dem-paket
    crate=$(cd "$work"/drehscheibe-sdk-*/ && pwd)
    sed -i "s|vendor/drehscheibe-sdk|$crate|" Cargo.toml
    mkdir -p .cargo
    printf '[build]\ntarget-dir = "%s"\n' "$root/target/tutorial" >.cargo/config.toml
    pass
    say "crate: $(cd "$crate" && find . -type f | wc -l) files"
}

javascript() {
    (cd "$root/sdk/js" && npm pack --silent --pack-destination "$work" >/dev/null)
    project javascript aus-dem-archiv
    sed -i "s|file:vendor/drehscheibe-sdk|file:$(echo "$work"/drehscheibe-sdk-*.tgz)|" package.json
    npm install --silent --no-audit --no-fund
    npm test --silent >/dev/null
    pass
    say "npm package: $(tar -tzf "$work"/drehscheibe-sdk-*.tgz | wc -l) files"
}

# The same plugin as TypeScript: the compiler checks it against the types of the package, esbuild bundles it.
typescript() {
    rm -f "$work"/drehscheibe-sdk-*.tgz
    (cd "$root/sdk/js" && npm pack --silent --pack-destination "$work" >/dev/null)
    project javascript typen
    mv src/plugin.js src/plugin.ts
    sed -i "s|src/plugin.js|src/plugin.ts|; s|file:vendor/drehscheibe-sdk|file:$(echo "$work"/drehscheibe-sdk-*.tgz)|" package.json
    npm install --silent --no-audit --no-fund --save-dev typescript@7
    npx tsc --noEmit --strict --target es2023 --module nodenext --resolveJsonModule src/plugin.ts
    # A mistake that only types can show.
    sed 's/input.content.datum/input.content.dattum/' src/plugin.ts >src/falsch.ts
    if npx tsc --noEmit --strict --target es2023 --module nodenext --resolveJsonModule src/falsch.ts >/dev/null; then
        echo "tsc lets a field pass that the shape does not have" >&2
        exit 1
    fi
    rm src/falsch.ts
    pass
    say "TypeScript: checked by $(npx tsc --version)"
}

python() {
    cp -r "$root/sdk/python" "$work/python"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" wheel --quiet --no-deps --wheel-dir "$work" "$work/python"
    project python aus-dem-rad
    python3 -m venv .venv
    .venv/bin/pip install --quiet "$work"/drehscheibe_sdk-*.whl
    .venv/bin/python -m unittest 2>/dev/null
    # The hints, as a vendor's own checker sees them.
    .venv/bin/pip install --quiet mypy
    .venv/bin/mypy --strict aus_dem_rad >"$work/mypy" || { cat "$work/mypy"; exit 1; }
    # And those inside the SDK.
    MYPYPATH=$root/sdk/python/src .venv/bin/mypy --strict --python-executable "$work/venv/bin/python" \
        "$root"/sdk/python/src/drehscheibe_sdk >"$work/mypy" || { cat "$work/mypy"; exit 1; }
    pass
    say "wheel: $(python3 -m zipfile -l "$work"/drehscheibe_sdk-*.whl | tail -n +2 | wc -l) files"
}

for language in ${*:-rust javascript typescript python}; do
    "$language"
done
say "done"
