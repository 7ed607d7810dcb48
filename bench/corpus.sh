#!/bin/bash
# Measures the time and memory of `stagename corpus` on made-up artists in the layout of MusicBrainz' JSON dump, compared with
# decompressing the same file and extracting three of its fields with jq. bench/corpus.sh [N [FOLDER]]: N artists (default
# 2,500,000, the size of MusicBrainz); FOLDER keeps the dump for the next run (default: a temporary one).
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
n=${1:-${ARTISTS:-2500000}}
folder=${2:-${FOLDER:-}}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
folder=${folder:-$work}
dump=$folder/artist-$n.tar.xz

# The bars, for 2,500,000 artists on two processors.
bar_seconds=60 bar_mebibytes=1024 bar_ratio=3

if ! [ -e "$dump" ]; then
    mkdir -p "$folder" "$work/mbdump"
    echo '2026-01-31 00:06:12.512937+00' >"$work/TIMESTAMP"
    "${PYTHON:-python3}" "$srcdir/bench/dump.py" "$n" >"$work/mbdump/artist"
    tar -C "$work" --owner=0 --group=0 --numeric-owner --mtime=2026-01-31 -cf - TIMESTAMP mbdump/artist |
        xz -T2 -1 >"$work/dump"
    mv "$work/dump" "$dump"
    rm -r "$work/mbdump"
fi

now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.2f", to - from }'; }
verdict() { awk -v a="$1" -v b="$2" -v way="$3" 'BEGIN { print (way == "below" ? a < b : a >= b) ? "reached" : "missed" }'; }

from=$(now)
xz -dc "$dump" | tar -xOf - mbdump/artist | jq -c '[.id,.name,.country]' >/dev/null
jq_seconds=$(since "$from")
from=$(now)
xz -dc "$dump" | cat >/dev/null
xz_seconds=$(since "$from")

from=$(now)
/usr/bin/time -f '%M' -o "$work/memory" "$builddir/stagename" corpus --quiet --db "$work/new.db" "$dump" >"$work/summary"
seconds=$(since "$from")
mebibytes=$(awk '{ printf "%.0f", $1 / 1024 }' "$work/memory")
ratio=$(awk -v a="$jq_seconds" -v b="$seconds" 'BEGIN { printf "%.2f", a / b }')

printf '%s, %s MB packed, %s\n' "$(<"$work/summary")" "$(($(stat -L -c %s "$dump") / 1000000))" "$(uptime | sed 's/.*load/load/')"
printf '%-34s %10s %10s  %s\n' '' seconds MiB bar
printf '%-34s %10s\n' 'xz alone' "$xz_seconds" 'xz | tar | jq' "$jq_seconds"
printf '%-34s %10s %10s\n' 'stagename corpus' "$seconds" "$mebibytes"
printf '%-34s %10s %10s  %s\n' 'seconds below' "$seconds" '' "$bar_seconds $(verdict "$seconds" "$bar_seconds" below)" \
    'memory below' '' "$mebibytes" "$bar_mebibytes $(verdict "$mebibytes" "$bar_mebibytes" below)" \
    'times as fast as jq, at least' "$ratio" '' "$bar_ratio $(verdict "$ratio" "$bar_ratio" above)"
