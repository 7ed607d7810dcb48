#!/bin/bash
# The study behind the defaults of `stagename train`: changes one setting at a time, and evaluates each model on names that
# were not used for training. Prints a table line by line; the results are in doc/study.md.
#
#   bench/study.sh [--test FILE] [--only PATTERN] [LIST]
#
# LIST (one name per line; default: the bundled artists) is used for training except for a tenth, which is the test set
# unless --test names another list. --only selects the settings whose label matches, such as 'dropout'. Builds nothing:
# run it as `make study` or with builddir=build.
set -euo pipefail
builddir=${builddir:-build}
srcdir=${srcdir:-$(cd "$(dirname "$0")/.." && pwd)}
stagename=$builddir/stagename
test=''
only=.
threads=$(nproc)

while [ $# -gt 0 ]; do
    case $1 in
    --test) test=$2 && shift ;;
    --only) only=$2 && shift ;;
    --help | -h) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 0 ;;
    -*) echo "study: unknown option '$1'; see --help" >&2 && exit 2 ;;
    *) break ;;
    esac
    shift
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
if [ $# -gt 0 ]; then
    cp -- "$1" "$dir/list"
else
    cut -f1 "$srcdir/data/artists.tsv" | tail -n +2 >"$dir/list"
fi
if [ -n "$test" ]; then
    cp -- "$test" "$dir/test"
    cp "$dir/list" "$dir/train"
else
    sort -u "$dir/list" | shuf --random-source=<(yes) >"$dir/mixed"
    tenth=$(($(wc -l <"$dir/mixed") / 10))
    head -n "$tenth" "$dir/mixed" >"$dir/test"
    tail -n +"$((tenth + 1))" "$dir/mixed" >"$dir/train"
fi

# Label, then the options that differ from the defaults.
settings=(
    "defaults"
    "size 1×128|--layers 1 --hidden 128"
    "size 1×256|--layers 1 --hidden 256"
    "size 1×512|--layers 1 --hidden 512"
    "size 2×256|--layers 2 --hidden 256"
    "size 2×384|--layers 2 --hidden 384"
    "size 2×512|--layers 2 --hidden 512"
    "size 3×384|--layers 3 --hidden 384"
    "dropout 0|--dropout 0 --dropout-recurrent 0"
    "dropout 0.2|--dropout 0.2"
    "dropout 0.4|--dropout 0.4"
    "dropout 0.5|--dropout 0.5"
    "dropout 0.6|--dropout 0.6"
    "dropout-recurrent 0|--dropout-recurrent 0"
    "dropout-recurrent 0.3|--dropout-recurrent 0.3"
    "dropout-recurrent 0.5|--dropout-recurrent 0.5"
    "dropout-embed 0.1|--dropout-embed 0.1"
    "noise 0.03|--noise 0.03"
    "teacher 0|--teacher 0"
    "teacher 0.3|--teacher 0.3"
    "teacher 0.5|--teacher 0.5"
    "teacher 0.7|--teacher 0.7"
    "teacher 0.9|--teacher 0.9"
    "first 0|--first 0"
    "first 128|--first 128"
    "first 256|--first 256"
    "first 384|--first 384"
    "first-share 0.5|--first-share 0.5"
    "first-share 0.9|--first-share 0.9"
    "average 1|--average 1"
    "average 300|--average 300"
    "average 1000|--average 1000"
    "schedule linear|--schedule linear"
    "schedule constant|--schedule constant"
    "rate 0.001|--rate 0.001"
    "rate 0.002|--rate 0.002"
    "rate 0.006|--rate 0.006"
    "decay 0|--decay 0"
    "decay 0.1|--decay 0.1"
    "batch 32|--batch 32"
    "batch 64|--batch 64"
    "batch 256|--batch 256"
    "embedding 16|--embed 16"
    "embedding 128|--embed 128"
    "embedding tied|--tied yes"
    "epochs 10|--epochs 10"
    "epochs 20|--epochs 20"
    "epochs 40|--epochs 40"
    "another seed|--seed 2"
)

printf '%d names learnt from, %d tested on\n\n%-24s %10s %12s %10s %8s\n' "$(wc -l <"$dir/train")" "$(wc -l <"$dir/test")" \
    setting "bits/char" "own held out" chars/s seconds
for setting in "${settings[@]}"; do
    label=${setting%%|*}
    [[ $label =~ $only ]] || continue
    options=()
    [ "$label" = "$setting" ] || read -ra options <<<"${setting#*|}"
    trained=$("$stagename" train --quiet "$dir/train" -o "$dir/model" --threads "$threads" "${options[@]}")
    bits=$("$stagename" evaluate --quiet "$dir/model" "$dir/test")
    figure() { sed -E "s/.*$2=([0-9.]+).*/\1/" <<<"$1"; }
    printf '%-24s %10s %12s %10s %8s\n' "$label" "$(figure "$bits" bits_per_char)" "$(figure "$trained" bits_per_char)" \
        "$(figure "$trained" chars_per_second)" "$(figure "$trained" ' seconds')"
done
