#!/bin/sh
# Runs every fuzz target for some seconds each and prints a table.
#   sh tests/fuzz/run.sh SECONDS [TARGET...]
# No sanitizer: the hub forbids unsafe code, so what is looked for are panics, hangs and memory, and a
# stable toolchain is enough. SANITIZER=address (nightly) looks into the C and unsafe code below it.
set -u
cd "$(dirname "$0")" || exit 2
seconds=${1:-60}
[ $# -gt 0 ] && shift
if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "cargo-fuzz is missing; installing it from crates.io (its libFuzzer needs a C++ compiler, too)" >&2
    cargo install cargo-fuzz --locked || exit 2
fi
# The very versions that the hub is built with; cargo adds what only fuzzing needs.
cp ../../Cargo.lock Cargo.lock
sanitizer=${SANITIZER:-none}
targets=${*:-$(cargo fuzz list --fuzz-dir .)}
if [ "$#" -eq 1 ]; then only=$1; else only=; fi
# shellcheck disable=SC2086
cargo fuzz build --fuzz-dir . --sanitizer "$sanitizer" $only || exit 2
mkdir -p target/logs
found_any=0
table=$(printf '%-15s %12s %10s %10s %9s' target executions per-second corpus findings)
for target in $targets; do
    # What the fuzzer finds worth keeping stays out of the committed corpus.
    mkdir -p "target/corpus/$target" "artifacts/$target"
    log=target/logs/$target.log
    echo "$target: $seconds s" >&2
    cargo fuzz run --fuzz-dir . --sanitizer "$sanitizer" "$target" "target/corpus/$target" "corpus/$target" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3072 -max_len=65536 -print_final_stats=1 >"$log" 2>&1
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    kept=$(find "target/corpus/$target" "corpus/$target" -type f | wc -l)
    findings=$(find "artifacts/$target" -type f | wc -l)
    if [ "$findings" -gt 0 ] || [ -z "$executions" ]; then found_any=1; fi
    table=$(printf '%s\n%-15s %12s %10s %10s %9s' "$table" "$target" "${executions:-none}" "${rate:--}" "$kept" "$findings")
done
printf '%s\n' "$table"
[ "$found_any" -eq 0 ] || echo "Findings lie in tests/fuzz/artifacts/TARGET, logs in tests/fuzz/target/logs." >&2
exit "$found_any"
