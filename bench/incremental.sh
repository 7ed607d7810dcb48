#!/bin/bash
# Measures an update of the corpus by a dump with 1 % new artists: `stagename corpus --replace`, which judges only the names that
# the difference can affect, and the same when it judges all names. bench/incremental.sh [ARTISTS [NAMES]]: numbers of made-up
# artists and names (default: 250,000 and 500,000). With DB and DUMP: a database with names (it is copied) and the unpacked dump of
# its corpus. SEED: of the changes.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
stagename=$builddir/stagename
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
bar_percent=20

dump=${DUMP:-$work/artist}
if [ -z "${DB:-}" ]; then
    "$python" "$srcdir/bench/dump.py" "${1:-250000}" >"$dump"
    "$stagename" corpus --quiet --db "$work/before.db" "$dump" >/dev/null
    "$python" "$srcdir/bench/dump_change.py" names "${2:-500000}" 777 >"$work/names.tsv"
    "$stagename" import --quiet --db "$work/before.db" "$work/names.tsv" >/dev/null 2>&1
    DB=$work/before.db
fi
"$python" "$srcdir/bench/dump_change.py" change "$dump" "${SEED:-1}" >"$work/changed"

# Copies the database and its index.
copy() { # TO
    local file
    cp "$DB" "$1"
    for file in "$DB".judge-*; do cp "$file" "$1${file#"$DB"}"; done
}

measure() { # WHAT COMMAND…; leaves the seconds in $seconds
    local what=$1
    shift
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
    read -r seconds user system kilobytes <"$work/time"
    printf '%-34s %8.1f s %8.1f s of processors %6d MiB\n' "$what" "$seconds" \
        "$(awk -v a="$user" -v b="$system" 'BEGIN { print a + b }')" $((kilobytes / 1024))
}

verdicts() { # DB
    sqlite3 -batch "$1" 'SELECT * FROM name ORDER BY id' | md5sum
}

copy "$work/site.db"
measure 'the difference' "$stagename" corpus --db "$work/site.db" --replace "$work/changed"
difference=$seconds
grep affected "$work/err"
cat "$work/out"
difference_verdicts=$(verdicts "$work/site.db")
rm "$work"/site.db*

copy "$work/site.db"
rm "$work"/site.db.judge-* # so that it judges all names
measure 'all names' "$stagename" corpus --db "$work/site.db" --replace "$work/changed"
cat "$work/out"
[ "$difference_verdicts" = "$(verdicts "$work/site.db")" ] || { echo 'the verdicts differ' >&2; exit 1; }
awk -v a="$difference" -v b="$seconds" -v bar="$bar_percent" \
    'BEGIN { printf "the difference takes %.1f %% (bar: %d), with the same verdicts: %s\n", 100 * a / b, bar, 100 * a / b <= bar ? "reached" : "missed" }'
uptime
