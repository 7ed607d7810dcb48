#!/bin/bash
# Characters a second of `stagename train` (the plain network, as PyTorch has it: no dropout, no teacher, no first
# network) and names a second of `stagename generate` at several sizes of the network, float32, on one thread and on two,
# beside PyTorch where Debian's python3-torch is installed: rounds alternate, medians are printed. Training is on random
# names of equal length, then on the bundled list, whose lengths are mixed.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
rounds=${ROUNDS:-3}
python=/usr/bin/python3
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

# Debian's OpenBLAS takes a processor that is newer than itself for one of 2004; told the truth, PyTorch is at its best.
if grep -q avx512f /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SkylakeX}
fi
# One thread of PyTorch's own and two of OpenBLAS are the fastest pair of two threads there is; more wait for each other.
torch() { # THREADS ARGUMENT…
    OPENBLAS_NUM_THREADS=$1 "$python" "$srcdir/bench/torch_lstm.py" "${@:2}"
}
"$python" -c 'import torch' 2>/dev/null && has_torch=1 || has_torch=

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }

# About 80,000 characters, the end of each name counted; more for small networks, which are fast.
random_names() { # LENGTH NAMES
    awk -v length_="$1" -v names="$2" 'BEGIN {
        srand(1)
        for (i = 0; i < names; i++) {
            name = ""
            for (k = 1; k < length_; k++)
                name = name substr("abcdefghijklmnopqrstuvwxyz", 1 + int(rand() * 26), 1)
            print name
        }
    }'
}

train_ours() { # FILE LAYERS HIDDEN BATCH THREADS [OPTION…]
    "$builddir/stagename" train --quiet "$1" -o "$dir/model" --layers "$2" --hidden "$3" --batch "$4" --threads "$5" \
        --epochs 1 --dropout 0 --dropout-recurrent 0 --teacher 0 --first 0 --precision float32 "${@:6}" | sed -E 's/.*chars_per_second=([0-9]+).*/\1/'
}

# Names of 16 symbols a second, the end counted: the rate of all symbols over 16.
generate_ours() { # THREADS PRECISION
    local rate
    rate=$("$builddir/stagename" generate "$dir/model" -n 5000 --seed 1 --threads "$1" --precision "$2" -o "$dir/names" 2>&1 |
        sed -nE 's/.*names_per_second=([0-9]+)$/\1/p')
    tail -n +2 "$dir/names" | awk -F '\t' -v rate="$rate" '{ n += length($1) + 1 } END { printf "%.0f\n", rate * n / NR / 16 }'
}

# In a–z and space, as the random names are, so that only the lengths differ.
cut -f1 "$srcdir/data/artists.tsv" | tail -n +2 | tr '[:upper:]' '[:lower:]' | LC_ALL=C sed 's/[^a-z ]//g; /^ *$/d' >"$dir/mixed"
printf '%-26s %-8s %10s %10s %10s %10s %8s %8s\n' "layers × size, batch, length" threads "chars/s" "of one's" mixed PyTorch ratio mixed/equal
for shape in "2 50 64 12 40000" "1 256 128 16 12000" "2 384 128 16 5000"; do
    read -r layers hidden batch length names <<<"$shape"
    random_names "$length" "$names" >"$dir/equal"
    # As often through the mixed list as makes about as many characters.
    epochs=$(((length * names + $(wc -c <"$dir/mixed") - 1) / $(wc -c <"$dir/mixed")))
    for threads in 1 2; do
        : >"$dir/ours" && : >"$dir/ours_mixed" && : >"$dir/torch"
        for ((round = 0; round < rounds; round++)); do
            train_ours "$dir/mixed" "$layers" "$hidden" "$batch" "$threads" --epochs "$epochs" >>"$dir/ours_mixed"
            train_ours "$dir/equal" "$layers" "$hidden" "$batch" "$threads" >>"$dir/ours"
            [ -z "$has_torch" ] || torch "$threads" train "$layers" "$hidden" "$batch" "$length" >>"$dir/torch"
        done
        ours=$(median <"$dir/ours") mixed=$(median <"$dir/ours_mixed") torch=$(median <"$dir/torch")
        [ "$threads" = 2 ] || one=$ours
        printf '%-26s %-8s %10s %10s %10s %10s %8s %8s\n' "$layers × $hidden, $batch, $length" "$threads" "$ours" \
            "$(ratio "$ours" "$one")" "$mixed" "${torch:--}" "$(ratio "$ours" "${torch:-0}")" "$(ratio "$mixed" "$ours")"
    done
done

echo
printf '%-26s %-8s %10s %10s %10s %10s\n' "layers × size" threads "names/s" "as int8" PyTorch ratio
for shape in "1 256" "2 384"; do
    read -r layers hidden <<<"$shape"
    train_ours "$dir/equal" "$layers" "$hidden" 128 2 >"$dir/ours"
    for threads in 1 2; do
        : >"$dir/ours" && : >"$dir/ours_int8" && : >"$dir/torch"
        for ((round = 0; round < rounds; round++)); do
            generate_ours "$threads" float32 >>"$dir/ours"
            generate_ours "$threads" int8 >>"$dir/ours_int8"
            [ -z "$has_torch" ] || torch "$threads" generate "$layers" "$hidden" 1024 16 >>"$dir/torch"
        done
        ours=$(median <"$dir/ours") torch=$(median <"$dir/torch")
        printf '%-26s %-8s %10s %10s %10s %10s\n' "$layers × $hidden" "$threads" "$ours" "$(median <"$dir/ours_int8")" \
            "${torch:--}" "$(ratio "$ours" "${torch:-0}")"
    done
done
