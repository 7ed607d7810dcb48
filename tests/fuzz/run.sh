#!/bin/bash
# make fuzz: builds the harnesses with clang's libFuzzer, ASan and UBSan in the folder fuzz of the build, and
# runs them:
#     run.sh SECONDS FUZZER…
# Each fuzzer begins with its seeds and the inputs that earlier runs collected in fuzz/work/FUZZER/inputs. An
# input that fails is kept in fuzz/work/FUZZER/findings, and ends that fuzzer. FUZZ_JOBS: how many run at once
# (default: one per processor). This command finds inputs that are worth keeping in seeds/, of which the small
# files with the largest gain are enough (FOLDER is a copy of seeds/X):
#     fuzz/tests/fuzz/fuzz_X -merge=1 -use_counters=0 FOLDER fuzz/work/X/inputs
# shellcheck disable=SC2154 # make sets srcdir and builddir
set -euo pipefail

seconds=$1
shift
[ $# -gt 0 ] || { echo "run.sh: name the fuzzers" >&2; exit 2; }
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "run.sh: SECONDS takes a whole number from 1, not '$seconds'" >&2; exit 2; }
jobs=${FUZZ_JOBS:-$(nproc)}
build=$builddir/fuzz
work=$build/work

if [ -e "$srcdir/config.status" ]; then
    echo "make fuzz: the source folder is configured itself; build in another folder (mkdir build && cd build && ../configure)" >&2
    exit 1
fi
command -v clang >/dev/null || { echo "make fuzz: clang was not found. On Debian: apt-get install clang" >&2; exit 1; }
mkdir -p "$build"
cd "$build"
[ -e Makefile ] || "$srcdir/configure" --quiet --enable-fuzzers CC=clang CFLAGS='-O1 -g'
"${MAKE:-make}" generated
"${MAKE:-make}" -j "$jobs" "${@/#/tests/fuzz/fuzz_}"

run_fuzzer() {
    local folder=$work/$1 options=()
    mkdir -p "$folder/inputs" "$folder/findings" "$folder/tmp"
    # What the parser of options prints is no finding.
    [ "$1" != options ] || options=(-close_fd_mask=3)
    TMPDIR=$folder/tmp ASAN_OPTIONS=quarantine_size_mb=4 nice -n 15 "$build/tests/fuzz/fuzz_$1" \
        -max_total_time="$seconds" -len_control=10 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/findings/" "${options[@]}" "$folder/inputs" "$srcdir/tests/fuzz/seeds/$1" \
        >"$folder/log" 2>&1 || echo "fuzz_$1 ended with code $?" >>"$folder/log"
    rm -rf "$folder/tmp"
}

for fuzzer in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    run_fuzzer "$fuzzer" &
done
wait

# The last figure that stands behind a word in a log, or 0.
figure() {
    local found
    found=$(grep -oaE "$1 +[0-9]+" "$2" | tail -n 1 | grep -oE '[0-9]+$' || true)
    echo "${found:-0}"
}

# Findings of this run, of earlier ones that are still there, and runs that failed without an input.
findings_of() {
    local count
    count=$(find "$work/$1/findings" -type f | wc -l)
    if [ "$count" = 0 ] && grep -qa "^fuzz_$1 ended with code" "$work/$1/log"; then count=1; fi
    echo "$count"
}

failed=0
printf '%-11s %12s %10s %8s %8s %9s\n' fuzzer executions 'a second' edges inputs findings
for fuzzer in "$@"; do
    found=$(findings_of "$fuzzer")
    printf '%-11s %12s %10s %8s %8s %9s\n' "$fuzzer" "$(figure stat::number_of_executed_units: "$work/$fuzzer/log")" \
        "$(figure stat::average_exec_per_sec: "$work/$fuzzer/log")" "$(figure cov: "$work/$fuzzer/log")" \
        "$(find "$work/$fuzzer/inputs" -type f | wc -l)" "$found"
    failed=$((failed + found))
done
[ "$failed" = 0 ] || { echo "make fuzz: $failed findings; see $work/*/findings and $work/*/log" >&2; exit 1; }
