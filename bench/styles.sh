#!/bin/bash
# Tests whether styles differ: generates names of each style, and evaluates them as names of each style. Rows are the
# requested styles, columns the styles of the evaluation, figures are bits per character. If the model distinguishes styles,
# the smallest figure of each row is on the diagonal.
#
#   bench/styles.sh [MODEL [STYLE…]]      default: a model trained on the bundled list, and some styles of it
set -euo pipefail
builddir=${builddir:-build}
srcdir=${srcdir:-$(cd "$(dirname "$0")/.." && pwd)}
stagename=$builddir/stagename
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

if [ $# = 0 ]; then
    "$stagename" corpus --quiet --db "$dir/db" "$srcdir/data/artists.tsv" >/dev/null
    "$stagename" train --quiet --db "$dir/db" -o "$dir/model" >/dev/null
    set -- "$dir/model" techno metal 'hip hop' jazz country
fi
model=$1
shift
printf '%-16s' ''
printf ' %10.10s' "$@" least
echo
for asked in "$@"; do
    "$stagename" generate --quiet "$model" -n 1000 --seed 1 --style "$asked" -o "$dir/names.tsv"
    tail -n +2 "$dir/names.tsv" | cut -f 1 >"$dir/names"
    printf '%-16s' "$asked"
    for measured in "$@"; do
        bits=$("$stagename" evaluate --quiet "$model" "$dir/names" --style "$measured" | sed -E 's/bits_per_char=([0-9.]+).*/\1/')
        echo "$bits" >>"$dir/row"
        [ "$measured" != "$asked" ] || own=$bits
        printf ' %10s' "$bits"
    done
    awk -v own="$own" '$1 < own { n++ } END { printf " %10s\n", n ? "no" : "own" }' "$dir/row"
    rm "$dir/row"
done
