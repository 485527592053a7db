#!/bin/sh
# Makes a Rust toolchain that can build WebAssembly guests (target wasm32-unknown-unknown).
#
#   sdk/toolchain/setup.sh            set up what is missing, say what and why
#   sdk/toolchain/setup.sh --check    change nothing; exit code 1 if something is missing
#
# Three roads, in this order:
#   1. The target is already installed beside the rustc in PATH: nothing to do.
#   2. Debian or Ubuntu with apt-get, as root: install Debian's rustc-web, cargo-web and rust-web-src
#      and build the target's standard library once (about a minute).
#   3. Anywhere else with rustup: `rustup target add wasm32-unknown-unknown`.
#
# Run again at any time: when all is there it ends within a fraction of a second. An upgraded
# compiler is noticed by a stamp, and the standard library is built again.
set -eu

TARGET=wasm32-unknown-unknown
RECIPE=1 # counts up when the way the standard library is built changes
CHECK=no
[ "${1:-}" = "--check" ] && CHECK=yes

say() { printf 'toolchain: %s\n' "$*"; }
fail() {
    printf 'toolchain: %s\n' "$@" >&2
    exit 1
}

# --- Road 1: the target is there ------------------------------------------------------------------
if command -v rustc >/dev/null 2>&1; then
    sysroot=$(rustc --print sysroot 2>/dev/null || true)
    # Debian's sysroot is road 2's business: its stamp decides.
    if [ -n "$sysroot" ] && [ "$sysroot" != /usr ] && ls "$sysroot/lib/rustlib/$TARGET/lib/"libstd-*.rlib >/dev/null 2>&1; then
        say "ready: $(rustc -V), target $TARGET already installed"
        exit 0
    fi
fi

# --- Road 2: Debian's compiler and a standard library of our own ----------------------------------
DEBIAN_RUSTC=/usr/bin/rustc
DEBIAN_CARGO=/usr/bin/cargo
SRC=/usr/lib/rustlib/src/rust/library/std
LIB=/usr/lib/rustlib/$TARGET/lib
STAMP=/usr/lib/rustlib/$TARGET/drehscheibe-stamp

find_linker() {
    for toolchain in "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/stable-* "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/*; do
        for linker in "$toolchain"/lib/rustlib/*/bin/rust-lld; do
            [ -x "$linker" ] && { echo "$linker"; return; }
        done
    done
    for linker in /usr/bin/rust-lld /usr/bin/wasm-ld-*[0-9] /usr/bin/wasm-ld; do
        [ -x "$linker" ] && { echo "$linker"; return; }
    done
    true
}
wanted_stamp() { printf '%s; recipe %s\n' "$("$DEBIAN_RUSTC" -V)" "$RECIPE"; }
std_is_current() { [ -x "$DEBIAN_RUSTC" ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(wanted_stamp)" ]; }

if std_is_current && [ -x "$DEBIAN_CARGO" ] && [ -n "$(find_linker)" ]; then
    say "ready: $("$DEBIAN_RUSTC" -V | cut -d' ' -f1,2) of Debian with a standard library for $TARGET"
    exit 0
fi
[ "$CHECK" = yes ] && fail "not ready: run sdk/toolchain/setup.sh"

if command -v apt-get >/dev/null 2>&1; then
    missing=
    { [ -x "$DEBIAN_RUSTC" ] && "$DEBIAN_RUSTC" -V >/dev/null 2>&1; } || missing="$missing rustc-web"
    [ -x "$DEBIAN_CARGO" ] || missing="$missing cargo-web"
    [ -d "$SRC" ] || missing="$missing rust-web-src"
    [ -n "$(find_linker)" ] || missing="$missing lld-22"
    if [ -n "$missing" ] || ! std_is_current; then
        [ "$(id -u)" = 0 ] || fail \
            "building WebAssembly guests needs a Rust target that is not installed here." \
            "Either run this script once as root (it installs${missing:- nothing new} and writes $LIB)," \
            "or install rustup and run: rustup target add $TARGET"
    fi
    if [ -n "$missing" ]; then
        say "installing$missing from Debian: a compiler whose standard library can be built for $TARGET"
        export DEBIAN_FRONTEND=noninteractive
        log=$(mktemp)
        # shellcheck disable=SC2086 # a list of names
        if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            rm -f "$log"
            fail "apt-get could not install$missing (above). Other way: rustup target add $TARGET"
        fi
        rm -f "$log"
    fi

    # Only one at a time: two checkouts may ask at once.
    mkdir -p "$LIB"
    exec 9>"/usr/lib/rustlib/$TARGET/drehscheibe-lock"
    command -v flock >/dev/null 2>&1 && flock 9
    if ! std_is_current; then
        say "building the standard library for $TARGET with $("$DEBIAN_RUSTC" -V | cut -d' ' -f1,2) (once, about a minute)"
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        mkdir "$work/src"
        : >"$work/src/lib.rs"
        cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "only-std"
version = "0.0.0"
edition = "2021"
[profile.release]
opt-level = 3
panic = "abort"
debug = false
TOML
        # The compiler's own bootstrap switch, because -Z build-std is not stable. Only this build
        # uses it; guests are built by ordinary stable cargo.
        if ! (
            cd "$work"
            unset RUSTUP_TOOLCHAIN CARGO CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS
            env PATH="/usr/bin:$PATH" RUSTC="$DEBIAN_RUSTC" RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0 \
                CARGO_TARGET_DIR="$work/target" \
                RUSTFLAGS="-Cembed-bitcode=yes --remap-path-prefix=$work=/std --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
                "$DEBIAN_CARGO" build --release -Z build-std=std,panic_abort --target "$TARGET" >"$work/log" 2>&1
        ); then
            tail -n 30 "$work/log" >&2
            fail "building the standard library failed (above)"
        fi
        rm -f "$STAMP" "$LIB"/*.rlib
        cp "$work/target/$TARGET/release/deps/"*.rlib "$LIB/"
        rm -f "$LIB"/libonly_std-*.rlib
        wanted_stamp >"$STAMP"
    fi
    if command -v rustup >/dev/null 2>&1; then
        rustup toolchain link debian-wasm /usr >/dev/null 2>&1 || true
        say "for use by hand: cargo +debian-wasm build --target $TARGET"
    fi
    say "ready: $("$DEBIAN_RUSTC" -V | cut -d' ' -f1,2) of Debian with a standard library for $TARGET"
    exit 0
fi

# --- Road 3: rustup -------------------------------------------------------------------------------
if command -v rustup >/dev/null 2>&1; then
    say "adding the target $TARGET to $(rustc -V) with rustup"
    rustup target add "$TARGET" || fail "rustup could not add the target (above)"
    say "ready"
    exit 0
fi
fail "neither apt-get nor rustup is here; install rustup and run: rustup target add $TARGET"
