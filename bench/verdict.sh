#!/bin/bash
# Measures the quality of verdicts with the bundled list or with LIST: neighbours among real names, recall of one edit,
# exactness; and with DUMP, MusicBrainz' artist.tar.xz, the time of a hundred thousand verdicts against all of it.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
stagename=$builddir/stagename
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

"$stagename" corpus --quiet --db "$dir/list.db" "${LIST:-$srcdir/data/artists.tsv}"
"$builddir/bench/verdict" "$dir/list.db"
[ -n "${DUMP:-}" ] || exit 0

echo
echo "A hundred thousand names against $DUMP"
"$stagename" corpus --quiet --db "$dir/dump.db" "$DUMP"
stat -c %s "$dir"/dump.db.judge-* | awk '{ printf "index %.0f MiB (bar: 350)\n", $1 / 1048576 }'
"$stagename" train --quiet "$srcdir/data/artists.tsv" --epochs 2 -o "$dir/model" >/dev/null
"$stagename" generate --quiet "$dir/model" -n 100000 -o "$dir/names.tsv" 2>/dev/null
for threads in 1 2; do
    began=$(date +%s.%N)
    "$stagename" import --quiet --db "$dir/dump.db" --dry-run --threads "$threads" "$dir/names.tsv" >/dev/null 2>&1
    date +%s.%N | awk -v began="$began" -v threads="$threads" \
        '{ printf "import --dry-run on %d threads: %.1f s (bar on two: 8)\n", threads, $1 - began }'
done
