#!/bin/bash
# Measures how many misspelled names `stagename check` finds, and how many different real names it calls close
# by sound, by size of the corpus.
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
stagename=$builddir/stagename
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}

usage() {
    cat <<END
Usage: bench/recall.sh [options] LIST [SIZE…]

LIST has artist names, one per line. SIZE is a number of its names, or 'all'; default: 5000 150000 all. A size
larger than LIST means all of it. Some names are set apart first and are in no corpus ("unseen"). For each
size, the script makes a database of as many names and the artists of the pairs, checks all names, and prints:

  recall     of misspelled names: the pairs, and names of the list respelled by bench/respell.py.
             found: share whose verdict is close or taken; right: and the correct artist is among the nearest
  by sound   of unseen names: share whose first nearest artist has the reason "sound" (first), or any of the
             nearest artists (any)

Options:
  --background FILE   another list or dump that 'stagename corpus' reads, added to the corpus of size 'all'
  --names N           names of the list to respell (default: 2000)
  --unseen N          unseen names of 7 letters or more (default: 10000)
  --pairs FILE        written, artist (default: tests/misspelled_artists.tsv)
  --seed N            of the random numbers (default: 1)
  --misses FILE       write the misspelled names that were missed, and the unseen names that were called close
                      by sound (TSV: size, missed or sound, written or unseen name, artist, verdict, nearest)
  --help              show this text

Environment: srcdir, builddir (default: the current folder).
END
}

fail() { # EXIT-CODE SENTENCE
    echo "recall.sh: $2" >&2
    exit "$1"
}

background='' misses='' names=2000 unseen=10000 seed=1
pairs=$srcdir/tests/misspelled_artists.tsv
positional=()
while [ $# -gt 0 ]; do
    case $1 in
    --help | -h) usage && exit 0 ;;
    --background | --names | --unseen | --pairs | --seed | --misses)
        [ $# -ge 2 ] || fail 2 "$1 needs a value; see --help"
        declare "${1#--}=$2"
        shift
        ;;
    -*) fail 2 "unknown option $1; see --help" ;;
    *) positional+=("$1") ;;
    esac
    shift
done
[ ${#positional[@]} -gt 0 ] || fail 2 "name a LIST; see --help"
list=${positional[0]}
sizes=("${positional[@]:1}")
[ ${#sizes[@]} -gt 0 ] || sizes=(5000 150000 all)
for size in "${sizes[@]}"; do
    [[ $size =~ ^([1-9][0-9]*|all)$ ]] || fail 2 "the size '$size' is neither a number nor 'all'"
done
for file in "$list" "$pairs" ${background:+"$background"}; do
    [ -r "$file" ] || fail 1 "can't read $file"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
[ -z "$misses" ] || : >"$misses"

# Prints one line of JSON per name. The names are arguments, as many at a time as the system allows.
ask() { # DATABASE
    xargs -d '\n' -s 1000000 -a "$work/ask.txt" "$stagename" check --json --db "$1" --
}

"${PYTHON:-python3}" "$srcdir/bench/recall.py" plan --names "$names" --unseen "$unseen" --seed "$seed" \
    "$list" "$pairs" "$work" "${sizes[@]}"
for size in "${sizes[@]}"; do
    files=("$work/corpus-$size.txt")
    [ "$size" != all ] || files+=(${background:+"$background"})
    "$stagename" corpus --quiet --db "$work/$size.db" "${files[@]}" >"$work/summary"
    ask "$work/$size.db" >"$work/answers"
    printf 'size %s: %s\n' "$size" "$(<"$work/summary")"
    "${PYTHON:-python3}" "$srcdir/bench/recall.py" score "$work" "$work/answers"
    if [ -n "$misses" ]; then
        "${PYTHON:-python3}" "$srcdir/bench/recall.py" score --misses "$work" "$work/answers" |
            sed "s/^/$size\t/" >>"$misses"
    fi
    rm -f "$work/$size.db"*
done
