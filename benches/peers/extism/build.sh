#!/bin/sh
# Builds the rule for Extism with the toolchain of guests, as `sdk/toolchain/setup.sh` has made it ready.
set -eu
cd "$(dirname "$0")"
target=wasm32-unknown-unknown
if ! ls "$(rustc --print sysroot)/lib/rustlib/$target/lib/"libstd-*.rlib >/dev/null 2>&1; then
    export RUSTC=/usr/bin/rustc
    PATH=/usr/bin:$PATH
    for linker in "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/*/lib/rustlib/*/bin/rust-lld /usr/bin/wasm-ld-*[0-9]; do
        [ -x "$linker" ] && export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker" && break
    done
fi
# The allocator of the SDK begins in this memory, as in components.
RUSTFLAGS="-Clink-arg=--initial-heap=131072" cargo build --release --target "$target" --target-dir ../../../plugins/target/extism
