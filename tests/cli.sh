#!/usr/bin/env bash
# The command line, from lists of artists to names in a database, and the answer of every command to bad
# input: exit code, one sentence, and no change. The lists are generated; the model has a few thousand
# parameters.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 flock
make_folder cli
mkdir "$dir/here" && cd "$dir/here" || exit 1 # files of the tests; output of commands is in $dir
# Without blocklist.txt and base.safetensors: tests use explicit ones.
mkdir "$dir/data" && ln -s "$srcdir/data/words.tsv" "$dir/data/" || exit 1
export STAGENAME_DATADIR=$dir/data

# ---- running it ----

invent() { run generate m.safetensors --blocklist "$srcdir/data/blocklist.txt" "$@"; }
import() { run import --blocklist block.txt "$@"; }
names() { tail -n +2 "$dir/out" | cut -f 1; } # of the generated file

# Prints all files with checksums, except lock files, which programs never delete, and the empty log that a
# reader creates.
state() {
    find . -type f ! -name '*.lock' ! -name '*-shm' ! \( -name '*-wal' -empty \) -exec sha256sum {} + | sort -k 2
}

# One sentence on standard error; after wrong usage also a hint to --help.
is_one_sentence() { # CODE
    expect 'the first word' "$(head -n 1 "$dir/err" | grep -o '^stagename')" stagename &&
        expect 'lines of errors' "$(grep -cv "^Try 'stagename [a-z]* --help'\.$" "$dir/err")" 1 &&
        { [ "$1" = 2 ] || expect lines "$(wc -l <"$dir/err" | tr -d ' ')" 1; }
}

is_refusal() { # CODE PART
    expect 'exit code' "$code" "$1" && is_one_sentence "$1" &&
        expect results "$out" '' &&
        expect_part sentence "$err" "$2"
}

# The command ends with CODE and one sentence that contains PART. It prints no results and changes no file.
refused() { # CODE PART WHAT WORD…
    local wanted=$1 part=$2 what=$3 before
    shift 3
    before=$(state)
    run "$@"
    is_refusal "$wanted" "$part" &&
        expect 'what changed' "$(diff <(echo "$before") <(state))" ''
    result $? "$what"
}

# Three hundred names from sixteen syllables; one in three has two words.
made_up_names() {
    awk 'BEGIN {
        n = split("ba de fi go lu mar nor pel quin sor tav ul vex wim yor zen", s, " ")
        for (i = 0; i < 300; i++) {
            a = s[i % n + 1]; b = s[int(i / n) % n + 1]; c = s[(i * 7 + int(i / 50)) % n + 1]
            print toupper(substr(a, 1, 1)) substr(a, 2) b (i % 3 ? c : " " toupper(substr(c, 1, 1)) substr(c, 2))
        }
    }'
}
made_up_names >names.txt
awk -v OFS='\t' 'BEGIN { print "name", "kind", "style" }
    { print $0, NR % 4 ? "group" : "dj", NR % 2 ? "techno" : "rock" }' names.txt >names.tsv
printf 'word rubbish\n' >block.txt
small=(--layers 1 --hidden 16 --epochs 2)

# ---- corpus ----

corpus_from_text() {
    printf '\357\273\277Ann One\r\nEarth, Wind & Fire\r\n\r\n  \r\nSigur  R\303\263s \r\nR\303\251ne' >a.txt
    run corpus --db a.db a.txt
    is "$code $err" "0 a.txt (text): 6 rows, 4 of them artists
  left out 2: empty (first in line 3)" "text: byte order mark, CRLF, blank lines and a last line without its end"
    is "$(query a.db "SELECT name FROM artist ORDER BY id;")" "Ann One
Earth, Wind & Fire
Sigur Rós
Réne" "text: a comma is kept, white space is normalised"
    matches "$out" "artists=4 as_of=" "text: the last line is the number of artists"
    printf 'A%sB\n' "$tab" >tab.txt
    run corpus --db b.db --format text tab.txt
    is "$(query b.db "SELECT name FROM artist;")" "A B" "a format that is named is not guessed: text"
    run corpus --db c.db - <names.txt
    is "$code ${err%%:*}" "1 stagename corpus" "an empty standard input is not a corpus"
    "$stagename" corpus --quiet --db c.db - <names.txt >"$dir/out" 2>"$dir/err"
    read_output
    is "${out%% *}$err" "artists=300" "- reads standard input, and --quiet prints nothing else"
}

corpus_from_tsv() {
    {
        printf 'country\tname\tkind\tyears\tgenre\tmbid\r\n'
        printf 'GB\tPlaid\tgroup\t1991\ttechno\t5d5f1b0c-0a1b-4c2d-8e3f-0123456789aB\r\n'
        printf 'xx\tOne\trobot\t\t\t\r\nIS\tTwo\tperson\t\t\t<b>5d5f</b>\n\t3\tdj\t\t\t\n\tshort\n\n'
        printf '\t\tdj\t\t\t\nDE\tbad\001name\tdj\t\t\t\nDE\t%0600d\tdj\t\t\t\n' 0
    } >b.tsv
    rm -f b.db
    run corpus --db b.db b.tsv
    is "$code $err" "0 b.tsv (tsv): 9 rows, 5 of them artists
  country not known in 1: 'xx' (first in line 3)
  left out 2: empty (first in line 7)
  left out 1: too long (first in line 10)
  left out 1: wrong number of columns (first in line 6)
  for the verdict only 1: a control character (first in line 9)" "tsv: omitted rows are counted by reason"
    is "$(query b.db "SELECT name, mbid, kind, country, style FROM artist ORDER BY id;")" "Plaid|5d5f1b0c-0a1b-4c2d-8e3f-0123456789aB|group|GB|techno
One||||
Two||person|IS|
3||dj||
badname||dj|DE|" "tsv: columns in any order; an unknown kind or country is ignored"
    rm -f b.db
    run corpus --quiet --db b.db --format tsv b.tsv
    is "$code $err$(query b.db "SELECT count(*), max(format) FROM artist, source;")" "0 5|tsv" "tsv: named, and quiet"
    printf 'name\tkind\nZe\0ro\tdj\nSound\0A\tdj\nOne\tdj\0\n' >nul.tsv
    rm -f b.db
    run corpus --quiet --db b.db nul.tsv
    is "$err$(query b.db "SELECT name, kind, verdict_only FROM artist ORDER BY id;")" "Zero|dj|1
Sound A|dj|1
One||0" "tsv: a NUL is a control character of its field"
    refused 1 "a.txt, line 1" "tsv: a named format needs its header" corpus --db b.db --format tsv a.txt
    printf 'name\nSolo\n' >c.tsv
    run corpus --db b.db --replace c.tsv
    is "$(query b.db "SELECT name FROM artist;")" "Solo" "tsv: a column 'name' alone is enough"
}

corpus_rules() {
    printf 'name\tcountry\nAbba\tSE\nBlur\tGB\nAC/DC\tAU\nU2\tIE\nPink Floyd\tGB\nSigur R\303\263s\tIS\nAnon\t\n' >r.tsv
    kept() { # OPTION…: the names that enter
        rm -f r.db
        run corpus --db r.db "$@" r.tsv
        query r.db "SELECT group_concat(name, ', ') FROM (SELECT name FROM artist ORDER BY id);"
    }
    is "$(kept --country GB,SE)" "Abba, Blur, Pink Floyd" "--country keeps these countries"
    is "$(kept --country 'UK, Sweden')" "Abba, Blur, Pink Floyd" "--country takes names as the files do"
    is "$(kept --letters-only)" "Abba, Blur, Pink Floyd, Sigur Rós, Anon" "--letters-only keeps letters of any script"
    is "$(kept --single-word)" "Abba, Blur, AC/DC, U2, Anon" "--single-word keeps names of one word"
    is "$(kept --country=GB --single-word)" "Blur" "rules add up"
    kept --country GB,IE --letters-only --single-word >/dev/null
    is "$(<"$dir/err")" "r.tsv (tsv): 7 rows, 1 of them artists
  left out 4: another country (first in line 2)
  left out 1: not letters only (first in line 5)
  left out 1: several words (first in line 6)" "each rule's rows are counted"
    refused 1 "r.tsv holds no artist" "rules that nothing meets leave the corpus alone" corpus --db r.db --country FR r.tsv
}

corpus_dates_and_replacing() {
    printf 'Old\n' >old.txt
    printf 'New\nOld\n' >new.txt
    touch -d 2024-05-06 old.txt
    run corpus --db d.db old.txt
    is "$out" "artists=1 as_of=2024-05-06" "a list is as old as its file"
    run corpus --db d.db --as-of 2025-01-31 new.txt
    is "$out" "artists=2 as_of=2025-01-31" "--as-of sets the date; a second list adds artists, and a known one is not duplicated"
    run corpus --db d.db --replace --as-of 2023-02-01 old.txt
    is "$out" "artists=1 as_of=2023-02-01" "--replace empties the corpus first"
    refused 1 "cannot read missing.txt" "of several files all enter or none" \
        corpus --quiet --db d.db --replace new.txt missing.txt
    refused 2 "date" "--as-of takes a date" corpus --db d.db --as-of 2023-13-01 old.txt
    refused 2 "--country: 'Grmany' is not a known country; the nearest known one is Germany (DE)" \
        "--country takes countries that are known" corpus --db d.db --country US,Grmany old.txt
}

corpus_in_another_encoding() {
    { seq -f 'Name %g' 150 && printf 'Bj\366rk\n' && seq -f 'Other %g' 150; } >few.txt
    run corpus --db e.db few.txt
    is "$code $err" "0 few.txt (text): 301 rows, 300 of them artists
  left out 1: not UTF-8 (first in line 151)" "a few rows that are not UTF-8 are left out and counted, with their lines"
    { seq -f 'Name %g' 98 && printf 'Bj\366rk\nM\374m\n'; } >many.txt
    refused 1 "many.txt: 2 of 100 rows are not UTF-8, the first in line 99" "more than one in a hundred: the file is refused" \
        corpus --db e.db many.txt
    { printf 'name\n' && cat many.txt; } >many.tsv
    refused 1 "many.tsv: 2 of 100 rows are not UTF-8, the first in line 100" "the same of a TSV" corpus --db e.db many.tsv
}

# ---- train, evaluate ----

learning() {
    run train names.txt -o m1 "${small[@]}" --seed 7 --threads 1
    [[ $out =~ ^trained\ chars=[0-9]+\ seconds=[0-9.]+\ chars_per_second=[0-9]+\ bits_per_char=[0-9]+\.[0-9]+$ ]]
    expect 'exit code' "$code$?" 00
    result $? "train ends with one line of figures on standard output"
    run train names.txt -o m2 "${small[@]}" --seed=7 --threads=2 --quiet
    cmp m1 m2
    expect 'exit code and errors' "$?$code$err" 00
    result $? "the same seed gives the same model with any number of threads"
    run train names.txt -o m3 "${small[@]}" --seed 8
    cmp -s m1 m3
    is $? 1 "another seed gives another model"
    run corpus --quiet --db names.db names.tsv
    run train --db names.db -o m.safetensors "${small[@]}" --epochs 4
    matches "$code ${out%%=*}" "0 trained chars" "train learns from a database"
    [ "$(grep -aoE 'styles":"\[\\"(rock|techno)\\",\\"(rock|techno)\\"\]' m.safetensors | wc -l)" = 1 ]
    result $? "and learns its styles"
    printf '%s\n' Bade 'Go Mar' $'\346\227\245' '' Zen >unseen.txt
    run evaluate m1 unseen.txt
    [[ $out =~ ^bits_per_char=[0-9.]+\ names=3\ chars=16\ skipped=1$ ]]
    expect 'exit code' "$?$code" 00 || echo "# $out"
    result $? "evaluate counts characters, ends and skipped names"
    run evaluate m.safetensors names.txt --style techno
    expect 'exit code' "$code" 0 &&
        expect figures "${out%%=*}" bits_per_char
    result $? "evaluate --style measures names as those of a style"
    refused 1 "the model knows no style 'rokc'; the nearest is 'rock'" "evaluate: a misspelled style" \
        evaluate m.safetensors names.txt --style rokc
    refused 1 "the model knows no style 'polka'" "evaluate: an unknown style" evaluate m.safetensors names.txt --style polka
    { cat names.txt && printf 'Zor\001plix\n'; } >control.txt
    run train control.txt -o m2 "${small[@]}" --seed 7
    cmp m1 m2
    expect "$err" "$?${err%%$'\n'*}" "0control.txt: 1 of 301 rows are empty or not usable and left out"
    result $? "a name for the verdict only is not learnt from, in a file"
    { echo name && cat names.txt && echo 'Zorplix vs. Mora'; } >acts.tsv
    run corpus --quiet --db acts.db acts.tsv
    run train --db acts.db -o m2 "${small[@]}" --seed 7
    cmp m1 m2
    expect "$err" "$?$code" 00
    result $? "and not in a database"
    cat names.txt names.txt >twice.txt
    run train twice.txt -o m2 "${small[@]}" --seed 7
    cmp m1 m2
    expect "$err" "$?${err%%$'\n'*}" "0dropped 300 duplicate names"
    result $? "a duplicate name is learnt from once"
}

checkpoint_number() { stat -c %i parts.checkpoint 2>/dev/null; } # each checkpoint is a new file

# Interrupted repeatedly, each time after the next checkpoint.
interrupting_and_continuing() {
    local words=(train names.txt -o whole --layers 1 --hidden 64 --epochs 40 --seed 9) tries resume=() before epochs
    run "${words[@]}"
    epochs=$(grep -c '^epoch' "$dir/err")
    is "$((epochs > 3)) $(grep -c '^  such as [^,]*, [^,]*, [^,]*, [^,]*$' "$dir/err")" "1 $epochs" \
        "every epoch shows four names"
    for ((tries = 1; tries < 100; tries++)); do
        before=$(checkpoint_number)
        "$stagename" "${words[@]/whole/parts}" "${resume[@]}" >"$dir/out" 2>"$dir/err" &
        started+=($!)
        if ((tries < 4)); then
            while [ "$(checkpoint_number)" = "$before" ] && kill -0 $!; do :; done
            kill -TERM $!
        fi 2>/dev/null
        wait $! # no time limit: a build with sanitizers is slow
        ended=$?
        forget $!
        [ "$ended" = 143 ] || break
        resume=(--resume)
    done
    is "$ended $((tries > 1)) $(find . -name 'parts*')" "0 1 ./parts" "a training that is interrupted and resumed completes"
    cmp whole parts
    result $? "and to the same model"
}

# ---- generate ----

inventing() {
    invent -n 50 --seed 3
    is "$code $(wc -l <"$dir/out") $(head -n 1 "$dir/out")" "0 51 name${tab}bits_per_char${tab}style${tab}kind${tab}appeal" \
        "generate writes a header and the requested number of names, and nothing else"
    is "$(awk -F '\t' 'NF != 5 || $2 !~ /^[0-9]+\.[0-9]+$/ || $5 !~ /^[01]\.[0-9]+$/' "$dir/out" | sed 1d)" "" \
        "every row has a name, bits, a style, a kind and an appeal"
    [[ ${err##*$'\n'} =~ ^names=50\ seconds=[0-9.]+\ names_per_second=[0-9]+$ ]]
    result $? "the last line of errors gives names, seconds and names a second"
    cp "$dir/out" first.tsv
    invent -n 50 --seed 3 --threads 1
    cmp first.tsv "$dir/out" && invent -n 50 --seed 3 --threads 5 && cmp first.tsv "$dir/out"
    result $? "the same seed gives the same names with any number of threads"
    invent -n 50 --seed 4
    cmp -s first.tsv "$dir/out"
    is $? 1 "another seed gives others"
    invent -n 50 && cp "$dir/out" other.tsv && invent -n 50
    cmp -s other.tsv "$dir/out"
    is $? 1 "without a seed every call gives other names"
    invent -n 50 --seed 3 -o file.tsv --quiet
    cmp first.tsv file.tsv
    is "$?$code$out$err" 00 "-o writes a file; --quiet prints nothing"
    STAGENAME_DATADIR=$srcdir/data run generate m.safetensors -n 50 --seed 3
    cmp first.tsv "$dir/out"
    result $? "STAGENAME_DATADIR is where the blocklist is looked for"
}

inventing_with_constraints() {
    invent -n 30 --style techno
    is "$(sed 1d "$dir/out" | cut -f 3 | sort -u)" techno "--style"
    invent -n 30 --seed 3 --style techno && names | sort >techno.names
    invent -n 30 --seed 3 --style rock
    is "$(names | sort | comm -12 techno.names -)" "" "styles are independent: with one seed two styles have no name in common"
    invent -n 30 --prefix Bar
    is "$(names | grep -vc '^Bar')" 0 "--prefix"
    invent -n 8 --with 'bar lon' --where end
    is "$code $(names | grep -vc ' Bar Lon$')" "0 0" "--with and --where end"
    invent -n 8 --with bar --where start --seed 3 && cp "$dir/out" with.tsv && invent -n 8 --with bar --where start --seed 3
    cmp with.tsv "$dir/out"
    is "$? $(names | grep -vc '^Bar')" "0 0" "--with and --where start, the same for the same seed"
    refused 2 "--where is start, end, inside or blend" "another place" generate m.safetensors --with bar --where top
    refused 2 "--where needs --with" "a place of no words" generate m.safetensors --where end
    refused 2 "--with cannot be combined" "words and a prefix" generate m.safetensors --with bar --prefix Bar
    refused 1 "--with has more than 3 words" "too many words" generate m.safetensors --blocklist block.txt --with 'a b c d'
    invent -n 30 --words 2
    is "$(names | awk 'NF != 2' | wc -l)" 0 "--words"
    invent -n 30 --min-length 6 --max-length 9
    is "$(names | awk 'length < 6 || length > 9' | wc -l)" 0 "--min-length and --max-length"
    invent -n 30 --suffix ' Orkester' --max-length 15
    is "$(names | awk '!/ Orkester$/ || length > 15' | wc -l)" 0 "--suffix, which counts as part of the name"
    invent -n 300 --max-length 2
    is "$(names | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" "" "no name is repeated"
    [[ $err =~ repeated=[1-9] ]]
    result $? "and repeated ones are counted"
    printf 'text a\n' >no-a.txt
    run generate m.safetensors -n 30 --blocklist no-a.txt
    is "$(names | grep -ci a)" 0 "--blocklist keeps its words out"
    head -n 21 first.tsv >taken.tsv
    run corpus --quiet --db taken.db taken.tsv
    invent -n 50 --seed 3 --new taken.db
    is "$(names | grep -cxF -f <(sed 1d taken.tsv | cut -f 1))" 0 "--new leaves out what an artist has"
    [[ $err =~ taken=([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 20 ]
    result $? "and counts it"
    refused 1 "no style 'Teckno'; the nearest is 'techno'" "a misspelled style" \
        generate m.safetensors --blocklist block.txt --style Teckno
    run generate m.safetensors --blocklist block.txt --style qqqqqq
    is "$code $err" "1 stagename generate: the model knows no style 'qqqqqq'" "a style that resembles no other"
    refused 1 "no kind 'groop'; the nearest is 'group'" "a misspelled kind" \
        generate m.safetensors --blocklist block.txt --kind groop
    refused 1 "without styles" "a style for a model without any" generate m1 --blocklist block.txt --style rock
    refused 1 'ß' "a prefix that the model can't write" generate m.safetensors --blocklist block.txt --prefix 'ß'
    refused 2 "--prefix holds U+0007 as character 2" "a control character in the prefix" \
        generate m.safetensors --prefix $'a\a'
    refused 2 "--suffix is not UTF-8" "a suffix that is not UTF-8" generate m.safetensors --suffix $'\377'
    refused 2 "--prefix is empty" "a prefix of spaces" generate m.safetensors --prefix '  '
    refused 2 "--suffix is too long" "a long suffix" generate m.safetensors --suffix "$(printf '%0101d' 0)"
    sed 's/^/\xc3\x89/' names.txt >accents.txt
    run train --quiet accents.txt -o accents.safetensors "${small[@]}"
    run generate accents.safetensors --blocklist block.txt -n 5 --prefix $'  E\314\201Bar' --suffix $' Cafe\314\201 '
    is "$code $(names | grep -cx $'\303\211Bar.* Caf\303\251')" "0 5" "prefix and suffix are normalised like names"
    refused 2 "min-length" "a minimum above the maximum" generate m.safetensors --min-length 9 --max-length 8
    refused 1 "ask for less" "what hardly any name meets" generate m.safetensors --blocklist block.txt --words 9 --max-length 17
}

# ---- import, batches, rollback, check ----

verdicts() {
    printf 'name\tkind\tcountry\nDeadmaus\tdj\tCA\nBeyonc\303\251\tperson\tUS\nThe Beatles\tgroup\tGB\n' >real.tsv
    printf 'Kraftwerk\tgroup\tDE\nFleetwood Mac\tgroup\tGB\nAbba\tgroup\tSE\n' >>real.tsv
    run corpus --quiet --db site.db --as-of 2026-01-31 real.tsv
    printf 'name\tbits_per_char\tstyle\r\ndeadmau5\t1.5\ttechno\r\nbeyonce\t2\t\r\nBeatles\t\tpop\n' >ideas.tsv
    printf '%s\t2.5\trock\n' Krafwerk Kraftwark Karftwerk Kraaftwerk 'Fleetwod Mack' Abbe Zorplixen BEYONCE 'A Rubbish Name' \
        >>ideas.tsv
    before=$(state)
    import --db site.db --dry-run ideas.tsv
    is "$code $out" "0 would_enter=10 free=2 close=5 taken=3 duplicate=1 blocked=1" "a dry run counts"
    is "$(state)" "$before" "and changes nothing"
    import --db site.db --note 'a first try' ideas.tsv
    is "$code $out$err" "0 entered=10 free=2 close=5 taken=3 duplicate=1 blocked=1 batch=1" "import counts by verdict"
    is "$(query site.db "SELECT name, verdict, nearest ->> '\$[0].name', nearest ->> '\$[0].distance' FROM name;")" \
        "deadmau5|taken|Deadmaus|0
beyonce|taken|Beyoncé|0
Beatles|taken|The Beatles|0
Krafwerk|close|Kraftwerk|1
Kraftwark|close|Kraftwerk|1
Karftwerk|close|Kraftwerk|1
Kraaftwerk|close|Kraftwerk|1
Fleetwod Mack|close|Fleetwood Mac|2
Abbe|free||
Zorplixen|free||" "same key: taken; a letter left out, changed, swapped or doubled: close; short names: free"
    is "$(query site.db "SELECT bits, style, kind, appeal FROM name LIMIT 3;")" "1.5|techno||
2.0|||
|pop||" "bits, style, kind and appeal are stored, or missing"
    "$stagename" generate m.safetensors --blocklist block.txt -n 20 2>/dev/null |
        "$stagename" import --db site.db --blocklist block.txt - >"$dir/out" 2>"$dir/err"
    read_output
    matches "$out" "entered=20 " "import reads the output of generate"
}

batches() {
    run batches --db site.db
    is "$(cut -f 1,3-9 "$dir/out" | sed '2s/\t.*\tstandard/\t…\tstandard/')" \
        "batch${tab}names${tab}free${tab}close${tab}taken${tab}hidden${tab}file${tab}note
2${tab}…${tab}standard input${tab}
1${tab}10${tab}2${tab}5${tab}3${tab}0${tab}ideas.tsv${tab}a first try" "batches lists them, the newest first"
    run rollback --db site.db 1
    is "$code $out$err $(query site.db "SELECT count(*) FROM name;")" "0 batch=1 names=10 20" "rollback takes one back"
    refused 1 "has no batch 1, or its names were removed before" "and only once" rollback --db site.db 1
    refused 2 "BATCH is a number" "a batch has a number" rollback --db site.db 1x
    import --db site.db ideas.tsv
    matches "$out" " batch=3" "a batch's number is never used again"
    import --db site.db ideas.tsv
    is "$out" "entered=0 free=0 close=0 taken=0 duplicate=11 blocked=1 batch=none" "existing names are unchanged"
}

checking() {
    run check --db site.db deadmau5 Kraftwark Zorplixen
    is "$code $out$err" "0 deadmau5: taken — Deadmaus (CA) (among 6 artists as of 2026-01-31)
Kraftwark: close — Kraftwerk (DE), 1 letter away (among 6 artists as of 2026-01-31, a small list: check before you use it)
Zorplixen: free (among 6 artists as of 2026-01-31, a small list: check before you use it)" "check prints plain text"
    seq -f 'Artist %.0f' 100000 >large.txt
    run corpus --quiet --db large.db --as-of 2026-01-31 large.txt
    run check --db large.db Zorplixen
    is "$out" "Zorplixen: free (among 100,000 artists as of 2026-01-31)" "100,000 artists are not a small list"
    run check --db large.db --json Zorplixen
    matches "$out" '"artists":100000,"corpus_is_small":false' "nor in JSON"
    rm -f large.db*
    run check --json --db site.db 'Say "Hey", \Jude' beyonce
    if command -v jq >/dev/null; then
        is "$(jq -c . "$dir/out" 2>&1)" "$out" "check --json prints one JSON object a name"
        is "$(jq -c '[.name, .key, .verdict, .as_of, .artists, .corpus_is_small]' "$dir/out" | head -n 1)" \
            '["Say \"Hey\", \\Jude","sayheyjude","free","2026-01-31",6,true]' "quotes and backslashes are escaped"
        is "$(jq -c 'select(.verdict == "taken").nearest' "$dir/out")" \
            '[{"name":"Beyoncé","distance":0,"reason":"same","country":"US","mbid":null}]' "the nearest artists"
    else
        matches "$out" '"name":"Say \"Hey\", \\Jude","key":"sayheyjude","verdict":"free"' "check --json escapes"
        matches "$out" '[{"name":"Beyoncé","distance":0,"reason":"same","country":"US","mbid":' "the nearest artists"
    fi
    run check --db site.db -- -x
    is "${out%% *}" "-x:" "a name may begin with a dash after --"
    refused 1 "empty" "no name" check --db site.db ' '
    refused 1 "not UTF-8" "a name that is not UTF-8" check --db site.db $'Bj\366rk'
    refused 1 "holds U+001B as character 2: a control character" "a control character is named" \
        check --db site.db $'A\e[1mB'
    is "$(grep -c $'\e' "$dir/err")" 0 "and does not reach the terminal"
    refused 1 "only blank characters" "a Hangul filler is not a name" check --db site.db $'\343\205\244'
    refused 1 "only blank characters" "braille without dots is not a name" check --db site.db $'\342\240\200'
    run check --db site.db $'Kraft\342\200\214werk'
    is "$out" "$(printf 'Kraft\342\200\214werk')${out#*werk}" "a joiner stays in the name that is shown"
    matches "$out" ": taken — Kraftwerk" "and does not count when names are compared"
}

# ---- report ----

reporting() {
    command -v gnuplot >/dev/null || {
        skip "report" "gnuplot is not installed"
        return
    }
    run report --db site.db --model m.safetensors -o page.html
    is "$code$out$err" 0 "report writes a page"
    is "$(grep -c '<svg' page.html) $(grep -ci '<script\|http-equiv\|src=\|href="http' page.html)" "6 0" \
        "with six plots, and nothing from elsewhere"
    echo 'set border 0; set title "OWN"; this is no command' >"$HOME/.gnuplot"
    run report --db site.db --model m.safetensors -o own.html
    is "$code$out$err$(grep -c OWN own.html) $(grep -c '<svg' own.html)" "00 6" "the user's .gnuplot is ignored"
    rm "$HOME/.gnuplot" own.html
    [ "$(sed -n '/<h2>techno/,/<.ul>/p' page.html | grep -c '^<li>')" = 50 ]
    result $? "and fifty names of a style"
    printf 'name\tbits_per_char\n<script>alert(1)</script> & "Co"\t2\n' >hostile.tsv
    cp site.db hostile.db
    import --quiet --db hostile.db hostile.tsv
    run report --db hostile.db -o -
    matches "$out" '<li>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;' "a name is escaped as text"
    is "$(grep -c '<svg' "$dir/out")" 3 "without a model there are three plots"
    PATH=/nowhere run report --db site.db -o new.html
    is_refusal 1 "apt-get install gnuplot-nox" && [ ! -e new.html ]
    result $? "without gnuplot: the package is named, and no page left"
    refused 1 "has no names" "a database without names" report --db names.db -o new.html
    refused 1 "cannot write /dev/full" "a full disk" report --db site.db -o /dev/full
    refused 2 "-o" "report without -o" report --db site.db
}

# ---- quality ----

quality() {
    awk 'BEGIN { print "name"; for (i = 0; i < 250; i++) printf "Xqz%cwrt%cplk%ccc\n", 97 + i % 26, 97 + int(i / 26), 97 + i % 7 }' >odd.tsv
    run corpus --quiet --db quality.db names.txt
    import --db quality.db --dry-run odd.tsv
    matches "$err" "quality: 100.0 % unique, 100.0 % new" "import reports the quality of a batch"
    matches "$err" " % of the names are pronounceable, but 100 % of artists' names" "and warns of a bad one"
    import --db quality.db --dry-run --quiet odd.tsv
    is "${err%%:*}" warning "when quiet too"
    { echo name && cat names.txt; } >known.tsv
    import --db quality.db --dry-run --quiet known.tsv
    matches "$err" "warning: 100.0 % of the names are artists' names" "memorized names cause a warning"
}

# ---- bad input ----

usage_errors() {
    local command
    refused 2 "'frobnicate'" "an unknown command" frobnicate
    run
    is "$code ${err%% *}" "2 Usage:" "no command"
    for command in fetch corpus train evaluate info convert generate import batches rollback curate check report; do
        refused 2 "'--frobnicate'" "$command: an unknown option" "$command" --frobnicate
        run "$command" --help
        expect 'exit code, errors' "$code$err" 0 &&
            expect usage "${out%% --*}" "${out%% --*}" &&
            case $out in "Usage: stagename $command "*) ;; *) false ;; esac
        result $? "$command --help"
    done
    for command in corpus import batches check report; do
        refused 2 "" "$command without a database" "$command" x
    done
    refused 2 "'--db' needs a value" "an option without its value" corpus --db
    refused 2 "--format takes" "an unknown format" corpus --db new.db --format xml names.txt
    refused 2 "'4x'" "a number with a letter" train names.txt -o new --epochs 4x
    refused 2 "'4x'" "a fraction with a letter" train names.txt -o new --rate 4x
    refused 2 "not ''" "an empty fraction" train names.txt -o new --rate ''
    refused 2 "' 1'" "a fraction behind a space" train names.txt -o new --rate ' 1'
    refused 2 "'1e999'" "a fraction that is too large to be one" train names.txt -o new --rate 1e999
    refused 2 "takes float32 or bfloat16, not 'polka'" "a word that a setting does not take" \
        train names.txt -o new --precision polka
    refused 2 "takes no or yes, not '2'" "a number instead of yes or no" train names.txt -o new --tied 2
    refused 2 "takes float32, bfloat16 or int8" "a precision that evaluate does not take" \
        evaluate m.safetensors names.txt --precision polka
    refused 2 "standard output has the figures" "a model to standard output" train names.txt -o -
    refused 2 "'-Z'" "an unknown letter" generate -Z
    refused 2 "name the database" "batches without a database" batches
    refused 2 "name the database" "rollback without a database" rollback 1
    refused 2 "from 1 to" "a number out of range" generate m.safetensors -n 0
    refused 2 "'-1'" "a negative seed" generate m.safetensors --seed -1
    refused 2 "takes no value" "a flag with a value" import --db site.db --dry-run=yes ideas.tsv
    refused 2 "'two'" "a word too many" batches --db site.db two
    refused 2 "-o" "train without -o" train names.txt
    refused 2 "either" "train from a file and a database" train --db names.db names.txt -o new
}

a_folder_of_data_without_files() {
    local -x STAGENAME_DATADIR=$PWD/no-data
    mkdir -p no-data
    echo '{"id":"11111111-1111-4111-8111-111111111111","name":"Velmora","type":"Group"}' >styled.json
    refused 1 "no-data/blocklist.txt" "import: the installed blocklist is gone" import --db site.db ideas.tsv
    refused 1 "no-data/styles.tsv" "corpus: the styles are gone" corpus --db site.db styled.json
    printf 'tag\tstyle\ntechno\ttechno\nx\n' >no-data/styles.tsv
    refused 1 "styles.tsv, line 3: expected a tag" "corpus: a row of the styles is not one" corpus --db site.db styled.json
}

unreadable_files() {
    : >empty
    mkdir -p folder
    refused 1 "empty holds no artist" "corpus: an empty file" corpus --db site.db empty
    refused 1 "cannot read missing" "corpus: no such file" corpus --db site.db missing
    refused 1 "cannot read folder: it is a" "corpus: a directory" corpus --db site.db folder
    refused 1 "folder" "corpus: a directory as database" corpus --db folder names.txt
    refused 1 "cannot read missing" "train: no such file" train --from none missing -o new
    refused 1 "" "train: an empty file" train empty -o new
    refused 1 "missing.db" "train: no such database" train --from none --db missing.db -o new
    refused 1 "cannot read missing" "evaluate: no such file" evaluate m1 missing
    refused 1 "cannot read folder" "evaluate: a directory" evaluate m1 folder
    refused 1 "cannot read missing" "generate: no such model" generate missing
    refused 1 "cannot read folder" "generate: a directory as model" generate folder
    refused 1 "missing.db" "generate: no such corpus" generate m.safetensors --blocklist block.txt --new missing.db
    refused 1 "cannot read missing" "generate: no such blocklist" generate m.safetensors --blocklist missing
    refused 1 "names.txt" "generate: a blocklist that is not one" generate m.safetensors --blocklist names.txt
    refused 1 "cannot read missing" "import: no such file" import --db site.db --blocklist block.txt missing
    refused 1 "cannot read folder" "import: a directory" import --db site.db --blocklist block.txt folder
    refused 1 "empty is empty" "import: an empty file" import --db site.db --blocklist block.txt empty
    refused 1 "cannot read missing.db" "check: no such database" check --db missing.db Name
    refused 1 "cannot read missing.db" "batches: no such database" batches --db missing.db
}

unwritable_files() {
    local words
    for words in "train --quiet names.txt ${small[*]} -o" "generate m.safetensors --blocklist block.txt -n 5 -o"; do
        # shellcheck disable=SC2086 # several words
        refused 1 "cannot write no/such/file" "${words%% *}: the output's directory is missing" $words no/such/file
        # shellcheck disable=SC2086
        refused 1 "cannot write folder: Is a directory" "${words%% *}: a directory as output" $words folder
        # shellcheck disable=SC2086
        refused 1 "cannot write /dev/full: No space left" "${words%% *}: a full disk" $words /dev/full
        [ -c /dev/full ]
        result $? "${words%% *}: the device is still there"
    done
    refused 1 "would overwrite an input" "train: over its own list" train names.txt -o names.txt "${small[@]}"
    refused 1 "would overwrite an input" "train: over its own database" train --db site.db -o site.db "${small[@]}"
    refused 1 "would overwrite an input" "generate: over its own model" generate m.safetensors -o m.safetensors
    refused 1 "would overwrite an input" "report: over its own database" report --db site.db -o site.db
    refused 1 "no/such.db" "corpus: the database's directory is missing" corpus --db no/such.db names.txt
    for words in "generate m.safetensors --blocklist block.txt -n 5" "generate m.safetensors --blocklist block.txt -n 5000" \
        "check --db site.db Name" "batches --db site.db" "evaluate m1 unseen.txt" "train --help" "--version"; do
        # shellcheck disable=SC2086
        "$stagename" $words --quiet >/dev/full 2>"$dir/err"
        code=$?
        : >"$dir/out"
        read_output
        is_refusal 1 "cannot write standard output"
        result $? "a full disk behind standard output: $words"
    done
    if [ "$(id -u)" = 0 ]; then
        skip "a read-only directory" "root may write everywhere"
    else
        mkdir read-only && chmod 555 read-only
        refused 1 "cannot write read-only/m" "train: a read-only directory" train names.txt "${small[@]}" -o read-only/m
        refused 1 "read-only/x.db" "corpus: a read-only directory" corpus --db read-only/x.db names.txt
    fi
}

# A limit on the size of files acts as a full disk: a write fails in the middle.
full_disk() {
    local before
    before=$(state)
    (ulimit -f 1 && invent -n 5000 -o big.tsv && [ "$code" = 1 ] && is_refusal 1 "cannot write big.tsv")
    result $? "generate: the disk becomes full"
    (ulimit -f 1 && run train names.txt -o m1 "${small[@]}" --quiet &&
        expect 'exit code, results' "$code$out" 1 &&
        expect errors "$(cut -d : -f 2- "$dir/err" | sed 's/: File too large$//')" " no checkpoint of epoch 1: cannot write m1.checkpoint
 no checkpoint of epoch 2: cannot write m1.checkpoint
 cannot write m1")
    result $? "train: the disk becomes full: each checkpoint and the model are reported"
    seq -f "name$tab%.0f" 20000 | sed 's/^name\t/Qu /; 1i name' >many-names.tsv
    before=$(state)
    (ulimit -f 400 && import --db site.db many-names.tsv && is_refusal 1 "site.db")
    result $? "import: the disk becomes full"
    (ulimit -f 400 && run corpus --quiet --db site.db many-names.tsv && is_refusal 1 "site.db")
    result $? "corpus: the disk becomes full"
    is "$(diff <(echo "$before") <(state))" "" "and nothing has changed"
    is "$(query site.db "PRAGMA integrity_check;")" ok "nor is the database damaged"
}

other_databases() {
    local db command
    cp names.txt not.db
    query other.db "CREATE TABLE t (x);" && query new.db "PRAGMA application_id = 1937010285; PRAGMA user_version = 99;"
    query foreign.db "PRAGMA application_id = 7; PRAGMA user_version = 1;"
    : >blank.db
    for command in "corpus names.txt" "import --blocklist block.txt ideas.tsv" "check Name" "batches" "rollback 1" \
        "train --from none -o new" "generate m.safetensors --blocklist block.txt --new"; do
        for db in "not.db|not a database" "other.db|another program's" "foreign.db|another program's" "new.db|schema 99"; do
            # shellcheck disable=SC2086
            case $command in
            generate*) set -- $command "${db%|*}" ;;
            *) set -- ${command%% *} --db "${db%|*}" ${command#"${command%% *}"} ;;
            esac
            refused 1 "${db#*|}" "${command%% *}: ${db%|*}" "$@"
        done
    done
    refused 1 "no tables yet" "an empty file can't be read from" check --db blank.db Name
    run corpus --quiet --db blank.db names.txt
    is "$code" 0 "and becomes a database when written to"
    rm -f blank.db
    run corpus --quiet --db blank.db a.txt && query blank.db "$(sql_text corpus_guards_drop) DELETE FROM artist_key; DELETE FROM artist;"
    refused 1 "corpus of blank.db is empty" "import: no corpus" import --db blank.db --blocklist block.txt ideas.tsv
    refused 1 "is empty" "check: no corpus" check --db blank.db Name
    refused 1 "no names to learn from in blank.db" "train: no corpus" train --from none --db blank.db -o new
}

corrupt_models() {
    local size at n
    size=$(wc -c <m1)
    for n in 0 1 7 8 9 100 1000 $((size / 2)) $((size - 1)); do
        head -c "$n" m1 >broken
        refused 1 "broken is not a usable model" "a model cut to $n bytes" generate broken --blocklist block.txt
    done
    { cat m1 && printf x; } >broken
    refused 1 "broken is not a usable model" "a model with a byte too many" evaluate broken unseen.txt
    refused 1 "names.txt is not a usable model" "text as a model" generate names.txt --blocklist block.txt
    for at in 0 1 2 3 7 8 9; do
        cp m1 broken
        printf '\377' | dd of=broken bs=1 seek="$at" conv=notrunc status=none
        refused 1 "broken is not a usable model" "a model whose byte $at is wrong" evaluate broken unseen.txt
    done
    # A later byte may belong to the alphabet; the model is then different but valid.
    for at in $(seq 10 37 1400); do
        cp m1 broken
        printf '"' | dd of=broken bs=1 seek="$at" conv=notrunc status=none
        run evaluate broken unseen.txt
        [ "$code" = 0 ] || is_refusal 1 "broken is not a usable model" || break
    done
    result $? "a quote anywhere in the header never ends in a crash"
}

bad_rows() {
    local row
    for row in $'Bj\366rk\t1\t|not UTF-8' "Short${tab}1|columns" "Long${tab}1${tab}${tab}x|columns" "${tab}1${tab}|empty" \
        $'Bell\a\t1\t|control' "Name${tab}much${tab}|bits_per_char" "Name${tab}nan${tab}|bits_per_char" \
        "Name${tab}-1${tab}|bits_per_char" "$(printf '%0600d' 0)${tab}1${tab}|too long"; do
        cut -f 1-3 first.tsv >good.tsv
        { head -n 50 good.tsv && printf '%s\n' "${row%|*}" && tail -n 1 good.tsv; } >bad.tsv
        refused 1 "bad.tsv, line 51: " "a row in the middle: ${row##*|}" import --db site.db --blocklist block.txt bad.tsv
        matches "$err" "${row##*|}" "and the sentence says so"
    done
    refused 1 "no column 'name'" "import: no header" import --db site.db --blocklist block.txt names.txt
    printf 'name\nrubbish\n' >bad.tsv
    refused 1 "no name to import" "import: nothing but blocked names" import --db site.db --blocklist block.txt bad.tsv
    head -c 200000 /dev/zero | tr '\0' x >bad.tsv
    refused 1 "is this a text file?" "import: a line without end" import --db site.db --blocklist block.txt bad.tsv
    refused 1 "is this a text file?" "corpus: a line without end" corpus --db site.db bad.tsv
}

# ---- databases in unusual places ----

# Runs a command while a folder is read-only; for root, whom modes do not restrict, through a read-only mount.
in_read_only() { # FOLDER COMMAND…
    local folder=$1 result
    shift
    if [ "$(id -u)" != 0 ]; then
        chmod 555 "$folder"
        "$@"
        result=$?
        chmod 755 "$folder"
        return "$result"
    fi
    # shellcheck disable=SC2016 # the inner shell's
    unshare --mount bash -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"' "$folder" "$@"
}
run_read_only() { # FOLDER WORD…
    local folder=$1
    shift
    in_read_only "$folder" "$stagename" "$@" >"$dir/out" 2>"$dir/err" </dev/null
    code=$?
    read_output
}

read_only_folder() {
    local before words
    mkdir -p ro log
    if ! in_read_only ro test ! -w ro 2>/dev/null; then
        skip "a database in a read-only folder" "root may write everywhere, and may not mount here"
        return
    fi
    run corpus --quiet --db ro/site.db --as-of 2026-01-31 real.tsv names.tsv
    import --quiet --db ro/site.db ideas.tsv
    before=$(ls ro && sha256sum ro/site.db)
    run_read_only ro check --db ro/site.db Kraftwark
    matches "$code $out$err" "0 Kraftwark: close — Kraftwerk (DE)" "a read-only folder: check"
    run_read_only ro generate m.safetensors --blocklist block.txt -n 5 --quiet --new ro/site.db
    is "$code $(wc -l <"$dir/out")$err" "0 6" "a read-only folder: generate --new"
    run_read_only ro batches --db ro/site.db
    is "$code $(wc -l <"$dir/out")$err" "0 2" "a read-only folder: batches"
    run_read_only ro train --quiet --db ro/site.db -o ro.safetensors "${small[@]}"
    is "$code ${out%%=*}$err" "0 trained chars" "a read-only folder: train --db"
    if command -v gnuplot >/dev/null; then
        run_read_only ro report --quiet --db ro/site.db -o ro.html
        is "$code $out$err" "0 " "a read-only folder: report"
    else
        skip "a read-only folder: report" "gnuplot is not installed"
    fi
    for words in "corpus --db ro/site.db names.txt" "import --db ro/site.db --blocklist block.txt ideas.tsv" \
        "rollback --db ro/site.db 1"; do
        # shellcheck disable=SC2086
        run_read_only ro $words
        is_refusal 1 "ro/site.db"
        result $? "a read-only folder: ${words%% *} is refused in one sentence"
    done
    is "$(ls ro && sha256sum ro/site.db)" "$before" "and nothing is left there"
    # A copy of the files of a database that is being written.
    sqlite3 ro/site.db "PRAGMA wal_autocheckpoint = 0;" "INSERT INTO writing VALUES (1);" \
        "INSERT INTO batch (file, as_of) VALUES ('late', '2026-02-01');" "DELETE FROM writing;" \
        ".shell cp ro/site.db ro/site.db-wal ro/site.db-shm log" >/dev/null
    run_read_only log batches --db log/site.db
    is "$code $(sed -n '2s/.*\(late\)/\1/p' "$dir/out" | cut -f 1)$err" "0 late" "changes in the log beside it are read"
    rm log/site.db-shm
    run_read_only log check --db log/site.db Name
    is_refusal 1 "log/site.db-wal holds changes that are not yet in it"
    result $? "and an unreadable log does not give an older state"
}

paths_that_look_like_something_else() {
    local name
    for name in file:x.db :memory: 'file:y.db?mode=memory' 'a?b#%41 c.db'; do
        run corpus --quiet --db "$name" names.txt
        run check --db "$name" Kraftwerk
        is "$code ${out%% (*} $(query "./$name" 'SELECT count(*) FROM artist;')" "0 Kraftwerk: free 300" "an ordinary path: $name"
        mkdir -p odd && cp "./$name" odd/
        run_read_only odd check --db "odd/$name" Kraftwerk
        [ "$code" = 0 ] || ! in_read_only odd test ! -w odd 2>/dev/null
        result $? "also in a read-only folder: $name"
    done
    refused 1 "cannot" "no path at all" corpus --db '' names.txt
}

# It stops before it installs or builds anything.
quickstart_in_an_odd_folder() {
    local odd
    # shellcheck disable=SC2016 # a dollar sign
    for odd in 'a&b' 'a$b' "a'b" 'a[b' 'a"b'; do
        mkdir "$odd" && cp "$srcdir/quickstart" "$srcdir/packages" "$odd"
        "./$odd/quickstart" test >"$dir/out" 2>"$dir/err" </dev/null
        is "$? $(wc -l <"$dir/err" | tr -d ' ') $(grep -c "cannot process: move" "$dir/err") $(find "./$odd" -type f | wc -l | tr -d ' ')" \
            "1 1 1 2" "quickstart first refuses a path like $odd"
        rm -r "./$odd"
    done
}

# ---- concurrent writers, and writers that are killed ----

lock_is_held() { ! flock --nonblock "$1.lock" true; }

another_writer() {
    local words
    flock site.db.lock sleep 60 &
    started+=($!)
    soon lock_is_held site.db
    for words in "corpus names.txt" "import --blocklist block.txt ideas.tsv" "rollback 2"; do
        # shellcheck disable=SC2086
        refused 1 "site.db is being written by" "${words%% *} while another writes" ${words%% *} --db site.db ${words#* }
    done
    run check --db site.db Kraftwerk
    is "$code" 0 "check while another writes"
    kill "$(children_of $!)" # the sleep, which would keep the lock
    await_end $!
}

# An import that has read half of its file and waits for the rest: it reads from a pipe, which descriptor 7
# keeps open.
begin_import() {
    rm -f pipe && mkfifo pipe
    "$stagename" import --db site.db --blocklist block.txt pipe >"$dir/out" 2>"$dir/err" &
    importing=$!
    started+=("$importing")
    exec 7>pipe
    { printf 'name\n' && seq -f 'Quux %.0f' 3000; } >&7
    soon lock_is_held site.db
    sleep 0.2
}

killed_while_writing() { # SIGNAL CODE
    local before
    before=$(query site.db .dump)
    begin_import
    kill "-$1" "$importing"
    await_end "$importing"
    exec 7>&-
    expect 'exit code' "$ended" "$2" &&
        expect integrity "$(query site.db 'PRAGMA integrity_check;')" ok &&
        expect 'what changed' "$(diff <(echo "$before") <(query site.db .dump))" '' &&
        ! lock_is_held site.db && import --db site.db --dry-run ideas.tsv &&
        expect 'another import' "$code$err" 0
    result $? "import killed by SIG$1 leaves nothing behind"
}

is_half_written() { [ -n "$(find . -name "$1.??????" -size +0)" ]; }

interrupted() {
    killed_while_writing KILL 137
    killed_while_writing TERM 143
    trap '' HUP
    begin_import
    trap 'exit 1' HUP
    kill -HUP "$importing" && exec 7>&-
    await_end "$importing"
    is "$ended $(cut -d ' ' -f 1 "$dir/out")" "0 entered=3000" "with nohup it survives a hangup of the terminal"
    local before
    before=$(state)
    "$stagename" train names.txt -o m1 --layers 2 --hidden 200 --epochs 10000 --dropout 0.5 >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon grep -q '^epoch 1' "$dir/err"
    kill -INT $! && await_end $!
    is "$ended$(diff <(echo "$before") <(state) | grep -v '^[0-9]' | sed 's/[0-9a-f]\{64\}/…/')" "130> …  ./m1.checkpoint" \
        "train that is interrupted leaves the old model, and a checkpoint"
    matches "$(tail -n 1 "$dir/err")" "the same command with --resume continues" "and says how to continue"
    refused 1 "started with --layers 2, not 1" "other settings do not" \
        train names.txt -o m1 "${small[@]}" --dropout 0.5 --resume
    rm m1.checkpoint
    refused 1 "there is no m1.checkpoint" "nor without a checkpoint" train names.txt -o m1 "${small[@]}" --resume
    "$stagename" generate m.safetensors --blocklist block.txt -n 100000000 -o first.tsv >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon is_half_written first.tsv
    kill -INT $! && await_end $!
    is "$ended$(diff <(echo "$before") <(state))" 130 "generate that is interrupted leaves the old file and no other"
}

corpus_from_text
corpus_from_tsv
corpus_rules
corpus_dates_and_replacing
corpus_in_another_encoding
learning
interrupting_and_continuing
inventing
inventing_with_constraints
verdicts
batches
checking
reporting
quality
usage_errors
a_folder_of_data_without_files
unreadable_files
unwritable_files
full_disk
other_databases
corrupt_models
bad_rows
read_only_folder
paths_that_look_like_something_else
quickstart_in_an_odd_folder
another_writer
interrupted
finish
