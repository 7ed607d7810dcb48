#!/bin/bash
# Measures the characters per second of `stagename train` (the plain network, as in PyTorch: no dropout, no teacher, no
# first network) and the names per second of `stagename generate` at several sizes of the network, on one thread and on
# two. Compares with PyTorch when Debian's python3-torch is installed, and with another build of stagename when BASELINE is
# its path: rounds alternate, medians are printed. Training is on random names of equal length, then on the bundled list,
# whose lengths are mixed. "of products" is the rate divided by that of the matrix products alone (bench/matmul). PRECISION
# (default float32) applies to training. ONEDNN_MAX_CPU_ISA limits the instructions that oneDNN uses.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
rounds=${ROUNDS:-3}
precision=${PRECISION:-float32}
baseline=${BASELINE:-}
python=/usr/bin/python3
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

# Debian's OpenBLAS treats processors that are newer than itself like one of 2004; this setting makes PyTorch fastest.
if grep -q avx512f /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SkylakeX}
fi
# For two threads, one thread of PyTorch and two of OpenBLAS are fastest; more would wait for each other.
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

train_with() { # STAGENAME FILE LAYERS HIDDEN BATCH THREADS [OPTION…]
    "$1" train --quiet "$2" -o "$dir/model" --layers "$3" --hidden "$4" --batch "$5" --threads "$6" \
        --epochs 1 --dropout 0 --dropout-recurrent 0 --teacher 0 --first 0 --precision "$precision" "${@:7}" |
        sed -E 's/.*chars_per_second=([0-9]+).*/\1/'
}

# A batch is split into two shards, or into more shards of 64 names.
products_alone() { # LAYERS HIDDEN BATCH LENGTH THREADS
    local rows=$(($3 / 2 < 64 ? $3 / 2 : 64))
    echo $(($("$builddir/bench/matmul" "$1" "$2" "$rows" "$4" "$precision") * $5))
}

# Names of 16 symbols per second, ends included: the rate of all symbols divided by 16.
generate_ours() { # THREADS PRECISION
    local rate
    rate=$("$builddir/stagename" generate "$dir/model" -n 5000 --seed 1 --threads "$1" --precision "$2" -o "$dir/names" 2>&1 |
        sed -nE 's/.*names_per_second=([0-9]+)$/\1/p')
    tail -n +2 "$dir/names" | awk -F '\t' -v rate="$rate" '{ n += length($1) + 1 } END { printf "%.0f\n", rate * n / NR / 16 }'
}

# Only a–z and space, like the random names, so that only the lengths differ.
cut -f1 "$srcdir/data/artists.tsv" | tail -n +2 | tr '[:upper:]' '[:lower:]' | LC_ALL=C sed 's/[^a-z ]//g; /^ *$/d' >"$dir/mixed"
head='%-26s %-8s %10s %10s %12s %10s %10s %10s %8s %10s %8s\n'
# shellcheck disable=SC2059 # the format is a constant
printf "$head" "layers × size, batch, length" threads "chars/s" "of one's" "of products" mixed mixed/equal PyTorch ratio baseline ratio
for shape in "2 50 64 12 40000" "1 256 128 16 12000" "1 512 64 16 5000" "2 448 128 16 5000"; do
    read -r layers hidden batch length names <<<"$shape"
    random_names "$length" "$names" >"$dir/equal"
    # The number of epochs on the mixed list that gives about as many characters.
    epochs=$(((length * names + $(wc -c <"$dir/mixed") - 1) / $(wc -c <"$dir/mixed")))
    for threads in 1 2; do
        : >"$dir/ours" && : >"$dir/ours_mixed" && : >"$dir/torch" && : >"$dir/baseline" && : >"$dir/products"
        for ((round = 0; round < rounds; round++)); do
            train_with "$builddir/stagename" "$dir/mixed" "$layers" "$hidden" "$batch" "$threads" --epochs "$epochs" >>"$dir/ours_mixed"
            train_with "$builddir/stagename" "$dir/equal" "$layers" "$hidden" "$batch" "$threads" >>"$dir/ours"
            [ -z "$baseline" ] || train_with "$baseline" "$dir/equal" "$layers" "$hidden" "$batch" "$threads" >>"$dir/baseline"
            products_alone "$layers" "$hidden" "$batch" "$length" "$threads" >>"$dir/products"
            [ -z "$has_torch" ] || torch "$threads" train "$layers" "$hidden" "$batch" "$length" >>"$dir/torch"
        done
        ours=$(median <"$dir/ours") mixed=$(median <"$dir/ours_mixed") torch=$(median <"$dir/torch")
        before=$(median <"$dir/baseline")
        [ "$threads" = 2 ] || one=$ours
        # shellcheck disable=SC2059
        printf "$head" "$layers × $hidden, $batch, $length" "$threads" "$ours" "$(ratio "$ours" "$one")" \
            "$(ratio "$ours" "$(median <"$dir/products")")" "$mixed" "$(ratio "$mixed" "$ours")" \
            "${torch:--}" "$(ratio "$ours" "${torch:-0}")" "${before:--}" "$(ratio "$ours" "${before:-0}")"
    done
done

echo
printf '%-26s %-8s %10s %10s %10s %10s\n' "layers × size" threads "names/s" "as int8" PyTorch ratio
for shape in "1 256" "1 512" "2 448"; do
    read -r layers hidden <<<"$shape"
    train_with "$builddir/stagename" "$dir/equal" "$layers" "$hidden" 128 2 >"$dir/ours"
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
