#!/bin/bash
# Names a second of `stagename generate` at several sizes of the model, on one thread and on two.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cut -f1 "$srcdir/data/artists.tsv" | tail -n +2 >"$dir/list"
printf '%-12s %-8s %16s %16s\n' "model" threads "chars/s trained" "names/s invented"
for shape in "2 50" "1 256" "2 384"; do
    read -r layers hidden <<<"$shape"
    for threads in 1 2; do
        trained=$("$builddir/stagename" train --quiet "$dir/list" -o "$dir/model" --layers "$layers" --hidden "$hidden" \
            --epochs 1 --batch 128 --dropout 0 --threads "$threads")
        invented=$("$builddir/stagename" generate "$dir/model" -n 20000 --seed 1 --threads "$threads" -o "$dir/names" 2>&1 | tail -n 1)
        trained=${trained#*chars_per_second=}
        printf '%-12s %-8s %16s %16s\n' "${layers}x$hidden" "$threads" "${trained%% *}" "${invented#*names_per_second=}"
    done
done
