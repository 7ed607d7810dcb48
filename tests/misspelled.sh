#!/usr/bin/env bash
# Checks the pairs of misspelled and correct names, the respelling by ear, and the figures of bench/recall.sh.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need python3 xargs
make_folder misspelled
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$srcdir/bench
pairs=$srcdir/tests/misspelled_artists.tsv
rows=$dir/rows.tsv
respell=$srcdir/bench/respell.py

# ---- the file ----

grep -v -e '^#' -e '^$' "$pairs" | tail -n +2 >"$rows"
# Runs a Python program that has the rows as (written, artist) in `rows`; it prints one line per finding.
of_rows() { # PROGRAM
    python3 -c 'import sys
from respell import distance, letters
sys.stdout.reconfigure(encoding="utf-8")
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
exec(sys.argv[2])' "$rows" "$1" 2>&1
}

iconv -f UTF-8 -t UTF-8 "$pairs" >/dev/null 2>&1
result $? "the file of pairs is UTF-8"
is "$(grep -v -e '^#' -e '^$' "$pairs" | head -n 1)" "written${tab}artist" "its header names two columns"
is "$(awk -F '\t' 'NF != 2 || $1 == "" || $2 == ""' "$rows")" "" "each row has two columns"
is "$(grep -n -e '  ' -e '^ ' -e ' $' -e " $tab" -e "$tab " -e $'\r' "$rows")" "" "no extra spaces"
[ "$(wc -l <"$rows")" -ge 400 ]
result $? "there are at least 400 pairs"
is "$(of_rows 'seen = set()
for written, artist in rows:
    if letters(written) in seen: print(written)
    seen.add(letters(written))')" "" "no misspelled name is there twice"
is "$(of_rows 'artists = {letters(artist) for _, artist in rows}
for written, artist in rows:
    if letters(written) in artists: print(written)')" "" "no misspelled name is that of an artist of the file"
is "$(of_rows 'for written, artist in rows:
    if min(len(letters(written)), len(letters(artist))) < 4: print(written, artist)')" "" \
    "no name has less than four letters"
is "$(of_rows 'spelled = {}
for written, artist in rows:
    if spelled.setdefault(letters(artist), artist) != artist: print(artist)')" "" "an artist is spelled in one way"
is "$(of_rows 'for written, artist in rows:
    if not 0 < distance(letters(written), letters(artist)) <= 6: print(written, artist)')" "" \
    "the two names of a pair differ, by six edits at most"
[ "$(of_rows 'print(sum(distance(letters(w), letters(a)) > 1 for w, a in rows) * 2 >= len(rows))')" = True ]
result $? "at least half of the pairs differ by two edits or more"

# ---- edits ----

edits() { python3 -c 'import sys; from respell import distance; print(distance(*sys.argv[1:]))' "$1" "$2"; }
is "$(edits metallica mettalica) $(edits priest preist) $(edits muse muse) $(edits '' muse)" "2 1 0 4" \
    "edits are insertions, deletions, substitutions and swaps of neighbours"
is "$(python3 -c 'from respell import letters; print(letters("Mötley Crüe & Łąki Łan!"))')" motleycruelakilan \
    "names are compared without case, accents, spaces and punctuation"

# ---- respelling by ear ----

# A deterministic list: every fortieth of the bundled artists.
awk -F '\t' 'NR % 40 == 2 { print $1 }' "$srcdir/data/artists.tsv" >"$dir/names"
python3 "$respell" --distance "$dir/names" >"$dir/respelled"
[ "$(wc -l <"$dir/respelled")" -ge $(($(wc -l <"$dir/names") * 8 / 10)) ]
result $? "most names are respelled"
is "$(awk -F '\t' 'NF != 3 || $3 < 1 || $3 > 4' "$dir/respelled")" "" "by one to four edits, never by none"
awk -F '\t' '{ n[$3]++ } END { exit !(2 * (n[2] + n[3]) > NR && n[1] > 0) }' "$dir/respelled"
result $? "most of them by two or three"
is "$(python3 "$respell" --distance <"$dir/names" | cksum)" "$(cksum <"$dir/respelled")" \
    "standard input and the same seed give the same result"
is "$(tail -n 50 "$dir/names" | python3 "$respell" --distance)" \
    "$(grep -F -f <(tail -n 50 "$dir/names" | sed "s/\(.*\)/$tab\1$tab/") "$dir/respelled")" \
    "a name's respelling does not depend on the names before it"
[ "$(python3 "$respell" --seed 2 "$dir/names" | cksum)" != "$(python3 "$respell" "$dir/names" | cksum)" ]
result $? "another seed gives another result"
is "$(printf '%s\n' 'The XX' '電気グルーヴ' ABC 1975 '!!!' '' | python3 "$respell")" "" \
    "a name that no rule fits is left out"
is "$(python3 "$respell" --rules 1 --distance "$dir/names" | awk -F '\t' '{ s += $3 } END { print (s < 1.5 * NR) }')" \
    1 "--rules sets the number of substitutions"
is "$(printf '%s\n' Phish | python3 "$respell" --rules 1 --seed 3 | cut -f 2)" Phish "the artist is printed unchanged"
python3 "$respell" --rules 4 "$dir/names" >/dev/null 2>&1
is $? 2 "a wrong option has exit code 2"

# ---- the measurement, on a small list ----

recall=$srcdir/bench/recall.sh
if [ -x "$builddir/stagename" ]; then
    { grep -v -e '^#' -e '^$' "$pairs" | head -n 40; } >"$dir/pairs.tsv"
    measured=$(bash "$recall" --pairs "$dir/pairs.tsv" --names 50 --unseen 100 \
        --background "$srcdir/data/artists.tsv" --misses "$dir/misses" "$dir/names" 150 all 2>&1)
    is "$(grep -c '^size ' <<<"$measured")" 2 "recall.sh prints a block for each size"
    is "$(awk '$1 == "pairs" && $2 == "all" { print $3 }' <<<"$measured")" $'39\n39' "all pairs count"
    is "$(awk '$1 == "respelled" && $2 == "all" { print ($3 > 25 && $3 <= 50 && $4 >= $5) }' <<<"$measured")" \
        $'1\n1' "so do respelled names"
    is "$(awk '$1 == "unseen" && $2 == "7" { print $5 }' <<<"$measured")" $'100\n100' \
        "and unseen names of seven letters or more"
    is "$(awk -F '\t' 'NF != 6 || $1 != 150 && $1 != "all" || $2 != "missed" && $2 != "sound"' "$dir/misses")" "" \
        "--misses writes six columns"
else
    skip "recall.sh on a small list" "$builddir/stagename is not built"
fi
bash "$recall" >/dev/null 2>&1
is $? 2 "recall.sh without a list has exit code 2"
bash "$recall" "$dir/names" many >/dev/null 2>&1
is $? 2 "a size that is not a number has the same code"

finish
