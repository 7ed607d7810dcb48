#!/bin/bash
# Measures training by two processes of Open MPI (a build with configure --with-mpi).
#
#   bench/mpi.sh [machine] [link]
#
# machine: on this machine, one process with one thread, two of them, and one process with two threads, which is the most
# that the processors can give. link (as root): one process, and two that a link of 1 Gbit/s connects; each is in a network
# namespace of its own, behind a veth whose ends are limited by tc's tbf. Without an argument: both. Prints characters per
# second after the first epoch, medians of RUNS rounds in which the kinds take turns, and how many of the runs began
# although other processes were busy: each waits up to CALM seconds for them.
#
# RUNS=5, CALM=60, EPOCHS=2, BATCHES='128 512', NAMES=32048 (of the bundled list, for `machine`), RATE=1gbit,
# SIZES='hidden:batch:names …' (for `link`).
set -euo pipefail
builddir=$(cd "${builddir:-build}" && pwd)
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd)
stagename=$builddir/stagename
runs=${RUNS:-5} calm=${CALM:-60} epochs=${EPOCHS:-2} rate=${RATE:-1gbit}
sizes=${SIZES:-128:128:8000 128:512:8000 128:2048:8000 384:128:4000 384:512:6000 384:2048:8000 1024:128:800 1024:512:2000
    1024:2048:8000}
export LC_ALL=C STAGENAME_DATADIR=$srcdir/data
# Open MPI asks for both before it starts processes of root.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

die() { echo "mpi.sh: $*" >&2 && exit 1; }
[ -x "$stagename" ] || die "there is no $stagename; build it with configure --with-mpi, or set builddir"
grep -q '^#define WITH_MPI 1' "$builddir/src/config.h" || die "$builddir is a build without MPI; configure --with-mpi"
command -v mpirun >/dev/null || die "there is no mpirun; ./quickstart packages mpi installs it"

work=$(mktemp -d)
near=stagename-near-$$ far=stagename-far-$$
finish() {
    rm -rf "$work"
    for space in "$near" "$far"; do
        ip netns delete "$space" 2>/dev/null || true
    done
}
trap finish EXIT
trap 'exit 130' INT TERM
cd "$work"
busy=0 started=0

# Used and all processor time so far.
processor_times() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9, $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 }' /proc/stat; }

is_calm() {
    local used all used_then all_then
    read -r used_then all_then < <(processor_times)
    sleep 1
    read -r used all < <(processor_times)
    [ $((20 * (used - used_then))) -le $((all - all_then)) ]
}

wait_for_calm() {
    local end=$((SECONDS + calm))
    started=$((started + 1))
    until is_calm; do
        if [ "$SECONDS" -ge "$end" ]; then
            busy=$((busy + 1))
            return
        fi
    done
}

# Characters a second of all epochs but the first, in which oneDNN compiles its products.
later_rate() {
    sed -n 's/.*epoch \([0-9]*\) of [0-9]*: .* \([0-9]*\) characters a second$/\1 \2/p' err |
        awk '{ n = $1; seconds[n] = n / $2 } END { printf "%.6f\n", (n - 1) / (seconds[n] - seconds[1]) }'
}

# trained FILE COMMAND…: trains with it, and adds the rate to FILE. Nothing is written, not even checkpoints.
trained() {
    local file=$1
    shift
    wait_for_calm
    "$@" -o /dev/null --epochs "$epochs" >out 2>err || { cat err >&2 && die "this failed: $*"; }
    later_rate >>"$file"
}

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { printf "%.0f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

list() { # NAMES: that many of the bundled list, evenly
    awk -F '\t' -v n="$1" 'NR == 1 { print; next } { line[NR - 1] = $0 }
        END { all = NR - 1; if (n > all) n = all; for (i = 0; i < n; i++) print line[int(i * all / n) + 1] }' "$srcdir/data/artists.tsv"
}

on_one_machine() {
    local batch one two threads
    list "${NAMES:-32048}" >names.tsv
    printf '%-8s %12s %12s %8s %12s %8s\n' batch 'one process' 'two' ratio '--threads 2' ratio
    for batch in ${BATCHES:-128 512}; do
        rm -f one two threads
        for _ in $(seq "$runs"); do
            trained one "$stagename" train names.tsv --threads 1 --batch "$batch"
            trained two mpirun -np 2 "$stagename" train names.tsv --threads 1 --batch "$batch"
            trained threads "$stagename" train names.tsv --threads 2 --batch "$batch"
        done
        one=$(median one) two=$(median two) threads=$(median threads)
        printf '%-8s %12s %12s %8s %12s %8s\n' "$batch" "$one" "$two" "$(ratio "$two" "$one")" "$threads" "$(ratio "$threads" "$one")"
    done
}

make_link() {
    [ "$(id -u)" = 0 ] || die "link needs root, for network namespaces"
    ip netns add "$near"
    ip netns add "$far"
    ip link add wire netns "$near" type veth peer name wire netns "$far"
    ip -n "$near" address add 10.77.0.1/24 dev wire
    ip -n "$far" address add 10.77.0.2/24 dev wire
    for space in "$near" "$far"; do
        ip -n "$space" link set lo up
        ip -n "$space" link set wire up
        ip netns exec "$space" tc qdisc add dev wire root tbf rate "$rate" burst 128kb latency 10ms
    done
    # What mpirun starts instead of ssh: HOST WORD…; a host name of its own keeps Open MPI from using shared memory.
    printf '#!/bin/sh\nshift\nexec ip netns exec %s unshare --uts sh -c "hostname far; $*"\n' "$far" >agent
    chmod +x agent
    printf '10.77.0.1 slots=1\n10.77.0.2 slots=1\n' >hosts
}

sent() { ip netns exec "$near" cat /sys/class/net/wire/statistics/tx_bytes; }

over_link() {
    ip netns exec "$near" mpirun --mca plm_rsh_agent "$work/agent" --mca btl tcp,self --mca btl_tcp_if_include wire \
        --mca oob_tcp_if_include wire --hostfile hosts --map-by node -np 2 "$@"
}

on_a_link() {
    local size hidden batch names options one two before bytes
    make_link
    printf '%-8s %8s %12s %12s %8s %16s\n' hidden batch 'one process' 'two, linked' ratio 'MB sent a step'
    for size in $sizes; do
        IFS=: read -r hidden batch names <<<"$size"
        list "$names" >names.tsv
        options=(names.tsv --threads 1 --from none --layers 2 --hidden "$hidden" --embed 64 --batch "$batch" --heldout 0.01)
        rm -f one two
        bytes=0
        for _ in $(seq "$runs"); do
            trained one "$stagename" train "${options[@]}"
            before=$(sent)
            trained two over_link "$stagename" train "${options[@]}"
            bytes=$((bytes + $(sent) - before))
        done
        one=$(median one) two=$(median two)
        # Of all steps, the state that is sent after each epoch included.
        printf '%-8s %8s %12s %12s %8s %16s\n' "$hidden" "$batch" "$one" "$two" "$(ratio "$two" "$one")" \
            "$(awk -v b="$bytes" -v r="$runs" -v e="$epochs" -v n="$names" -v s="$batch" \
                'BEGIN { steps = int((n * 0.99 + s - 1) / s); printf "%.1f", b / r / e / steps / 1e6 }')"
    done
}

[ $# -gt 0 ] || set -- machine link
sed -n 's/^model name[[:space:]]*: /processor: /p' /proc/cpuinfo | head -n 1
for part in "$@"; do
    case $part in
    machine) on_one_machine ;;
    link) on_a_link ;;
    *) die "unknown part '$part'; name machine or link" ;;
    esac
done
echo "$busy of $started runs began although other processes were busy"
