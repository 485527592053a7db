#!/bin/sh
# Signs with our keys and has others check it: `make interop-signatures`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
hub=$root/target/debug/drehscheibe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DREHSCHEIBE_KEY_PASSWORD='a long password'

(cd "$here" && npm ci --silent --no-audit --no-fund)
(cd "$here" && cargo build --quiet)
rust=$here/target/debug/drehscheibe-interop-signatures
component=$root/plugins/target/components/filedrop.wasm
cp "$component" "$work/changed.wasm"
printf '\000\001\000' >> "$work/changed.wasm"

checks=0
expect() { # EXPECTED WHAT COMMAND...
    expected=$1 what=$2
    shift 2
    code=0
    "$@" > "$work/said" 2>&1 || code=$?
    if [ "$code" -ne "$expected" ]; then
        echo "FAILED: $what: exit code $code, expected $expected"
        cat "$work/said"
        exit 1
    fi
    checks=$((checks + 1))
    echo "ok: $what"
}

for algorithm in ecdsa-p256 ed25519; do
    "$hub" trust key create "$algorithm" --algorithm "$algorithm" --directory "$work" > /dev/null
    "$hub" trust key create "other-$algorithm" --algorithm "$algorithm" --directory "$work" > /dev/null
    "$hub" trust sign "$component" --key "$work/$algorithm.key" --bundle "$work/$algorithm.sig" > /dev/null
    "$hub" certify "$root/plugins/filedrop" --plan "$root/plugins/filedrop/plan" --out "$work/$algorithm" \
        --key "$work/$algorithm.key" --organisation Interop --yes > /dev/null
    certificate=$(echo "$work/$algorithm"/*.certificate.sigstore.json)
    result=$(echo "$work/$algorithm"/*.test-result.sigstore.json)
    # The key files are those of OpenSSL, too.
    expect 0 "$algorithm: openssl opens the private key" \
        openssl pkey -in "$work/$algorithm.key" -passin env:DREHSCHEIBE_KEY_PASSWORD -noout
    expect 0 "$algorithm: our own check" "$hub" trust verify "$component" --bundle "$work/$algorithm.sig" --key "$work/$algorithm.pub"
    for bundle in "$work/$algorithm.sig" "$certificate" "$result"; do
        name="$algorithm: $(basename "$bundle")"
        expect 0 "$name, sigstore-rust takes it" "$rust" "$component" "$bundle" "$work/$algorithm.pub"
        expect 1 "$name, sigstore-rust refuses another component" "$rust" "$work/changed.wasm" "$bundle" "$work/$algorithm.pub"
        expect 1 "$name, sigstore-rust refuses another key" "$rust" "$component" "$bundle" "$work/other-$algorithm.pub"
        # Over an artifact, @sigstore/verify asks Node for a SHA-256 signature, which Ed25519 keys do not make.
        if [ "$bundle" = "$work/ed25519.sig" ]; then
            expect 1 "$name, @sigstore/verify cannot check it" node "$here/verify.mjs" "$component" "$bundle" "$work/$algorithm.pub"
            continue
        fi
        expect 0 "$name, @sigstore/verify takes it" node "$here/verify.mjs" "$component" "$bundle" "$work/$algorithm.pub"
        expect 1 "$name, @sigstore/verify refuses another component" node "$here/verify.mjs" "$work/changed.wasm" "$bundle" "$work/$algorithm.pub"
        expect 1 "$name, @sigstore/verify refuses another key" node "$here/verify.mjs" "$component" "$bundle" "$work/other-$algorithm.pub"
    done
done
echo "$checks checks, all as expected"
