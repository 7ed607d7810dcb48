#!/usr/bin/env bash
# Batches: what is recorded about each, how one is removed and restored, and that numbers of names are kept.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 script flock
make_folder rollback
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1

batches() { query site.db "$1"; }
names_of_batch() { query site.db "SELECT group_concat(id || ' ' || name, ', ') FROM name WHERE batch = $1;"; } # BATCH

artists() {
    awk 'BEGIN {
        n = split("ba de fi go lu mar nor pel quin sor tav ul vex wim yor zen", s, " ")
        for (i = 0; i < 120; i++)
            print "Q" s[i % n + 1] s[int(i / n) + 1] s[i * 7 % n + 1]
    }'
}

make_site() {
    artists >artists.txt
    printf '%s\n' name Velmora Zorplix Tandura >one.tsv
    printf '%s\n' name Kvintar Oblimon >two.tsv
    "$stagename" corpus -q --db site.db artists.txt &&
        "$stagename" train -q artists.txt -o m.safetensors --from none --layers 1 --hidden 16 --epochs 1 --seed 1 &&
        "$stagename" import -q --db site.db --note first one.tsv &&
        "$stagename" import -q --db site.db two.tsv &&
        query site.db "INSERT INTO decision (name_id, hide, who, why) VALUES (2, 1, 'ann', 'a brand');"
}
make_site >"$dir/out" 2>&1 || skip_all "the site can't be made: $(<"$dir/out")"

# ---- provenance ----

provenance() {
    cp site.db other.db
    run generate -q m.safetensors -n 20 --best 2 --seed 7 --temperature 0.9 --max-length 12 --record names.json -o names.tsv
    is "$code$out$err" 0 "generate writes a record"
    run import -q --db other.db --record names.json names.tsv
    is "$(query other.db "SELECT file, model, seed, temperature, styles, selection, fingerprint FROM batch WHERE id = 3;")" \
        "names.tsv|m.safetensors|7|0.9|as in the corpus|--best 2 --max-length 12|$(sha256sum m.safetensors | cut -d ' ' -f 1)" \
        "a batch records the model and its SHA-256, seed, temperature, styles, selection, and the file as it was named"
    run batches --db other.db
    is "$(sed -n 2p "$dir/out" | cut -f 1,8,10,12-)" \
        "3${tab}names.tsv${tab}m.safetensors${tab}7${tab}0.9${tab}as in the corpus${tab}--best 2 --max-length 12${tab}${tab}" \
        "batches shows it"
    is "$(sed -n 3p "$dir/out" | cut -f 1,8-)" "2${tab}two.tsv$tab$tab$tab$tab$tab$tab$tab$tab$tab" "or nothing when it is unknown"
    if command -v jq >/dev/null; then
        run batches --json --db other.db
        is "$(jq -c '[.batch, .names, .file, .generated.seed, .generated.temperature, .removed_by]' "$dir/out" | sed -n '1p;$p')" \
            '[3,20,"names.tsv","7",0.9,null]
[1,3,"one.tsv",null,null,null]' "and as JSON, one object a line"
    fi
    run import -q --db other.db --record names.tsv names.tsv
    is "$code $(grep -c 'names.tsv is no record of names' "$dir/err")" "1 1" "another file as a record is refused"
    run generate -q m.safetensors -n 5 --record m.safetensors -o names.tsv
    is "$code" 1 "a record does not overwrite the model"
}

nothing_new() {
    local before
    before=$(query site.db .dump | grep -v sqlite_sequence)
    run import --db site.db one.tsv
    is "$code $out" "0 entered=0 free=0 close=0 taken=0 duplicate=3 blocked=0 batch=none" "an import with nothing new"
    is "$(diff <(echo "$before") <(query site.db .dump | grep -v sqlite_sequence))" "" "creates no batch"
}

# ---- rollback and undo ----

asks_on_a_terminal() {
    local answer
    for answer in n '' maybe; do
        echo "$answer" | script -qec "'$stagename' rollback --db site.db 1" /dev/null >"$dir/out" 2>&1
        is "$? $(tr -d '\r' <"$dir/out" | grep -oE 'Remove batch 1 \(3 names, imported [0-9TZ:-]+ from one.tsv\)\? \[y/N\]' | sed 's/imported [^ ]*/…/')" \
            "1 Remove batch 1 (3 names, … from one.tsv)? [y/N]" "on a terminal rollback asks; '$answer' is no"
    done
    is "$(names_of_batch 1)" "1 Velmora, 2 Zorplix, 3 Tandura" "and nothing is changed"
    echo y | script -qec "'$stagename' rollback --db site.db 1" /dev/null >"$dir/out" 2>&1
    is "$? $(names_of_batch 1)" "0 " "y removes the batch"
    run rollback --db site.db --undo
    is "$code $out $(names_of_batch 1)" "0 batch=1 restored=3 left_out=0 1 Velmora, 2 Zorplix, 3 Tandura" \
        "--undo restores the names with their numbers"
    script -qec "'$stagename' rollback --yes --db site.db 1" /dev/null >"$dir/out" 2>&1 </dev/null
    is "$? $(names_of_batch 1)" "0 " "--yes does not ask"
    run rollback --db site.db --undo 1
    is "$code" 0 "--undo with the number of the batch"
}

decisions_hold() {
    is "$(query site.db "SELECT id, hidden FROM name WHERE batch = 1;")" "1|0
2|1
3|0" "a name that a curator had hidden is hidden again"
    is "$(query site.db "SELECT sum(names) FROM name_count;")" 4 "and all are counted"
}

recorded() {
    is "$(query site.db "SELECT batch, what, names FROM batch_change ORDER BY id;")" "1|rollback|3
1|undo|3
1|rollback|3
1|undo|3" "each change of a batch is recorded"
    run rollback --db site.db 2
    is "$code $out" "0 batch=2 names=2" "without a terminal rollback does not ask"
    run batches --db site.db
    is "$(cut -f 1 "$dir/out" | tr '\n' ' ')" "batch 1 " "batches leaves it out"
    run batches --all --db site.db
    is "$(sed -n 2p "$dir/out" | cut -f 1,3,8,17)" "2${tab}0${tab}two.tsv${tab}rollback" "and --all has it"
}

# The verdict of a restored name is that of the corpus of now, and a name that came back under another number stays there.
restored_later() {
    printf '%s\n' name Oblimon >again.tsv
    run import -q --db site.db again.tsv
    { cat artists.txt && echo Kvintar; } >more.txt
    run corpus -q --db site.db --replace more.txt
    run rollback -q --db site.db --undo
    is "$code $out" "0 batch=2 restored=1 left_out=1" "a name that was imported again is left out"
    is "$(query site.db "SELECT min(id, 6), name, verdict FROM name WHERE id > 3;")" "4|Kvintar|taken
6|Oblimon|free" "and the verdict is that of the new corpus"
}

refusals() {
    local code_wanted part words
    while IFS='|' read -r code_wanted part words; do
        # shellcheck disable=SC2086
        run rollback --db site.db $words
        is "$code $(grep -c -- "$part" "$dir/err")" "$code_wanted 1" "rollback $words: $part"
    done <<'END'
1|has no batch 9|9
1|no batch of site.db is rolled back|--undo
1|batch 1 of site.db cannot be restored|--undo 1
2|name a batch|--yes
2|BATCH is a number|x
END
}

# One process writes at a time; the other is refused with a sentence, and nothing is lost.
with_an_import_at_the_same_time() {
    local importing
    mkfifo pipe
    "$stagename" import -q --db site.db pipe >"$dir/import" 2>&1 &
    importing=$!
    started+=("$importing")
    exec 7>pipe
    printf 'name\nBrontuval\n' >&7
    soon lock_is_held
    run rollback --db site.db 1
    is "$code $(grep -c 'is being written by' "$dir/err")" "1 1" "rollback during an import is refused"
    exec 7>&-
    await_end "$importing"
    is "$ended $(query site.db "SELECT count(*) FROM name WHERE name = 'Brontuval';")" "0 1" "and the import completes"
    run rollback --db site.db 1
    is "$code $out" "0 batch=1 names=3" "then rollback works"
    is "$(query site.db 'PRAGMA integrity_check; PRAGMA foreign_key_check;')" ok "and the database is intact"
}
lock_is_held() { [ -e site.db.lock ] && ! flock --nonblock site.db.lock true; }

provenance
nothing_new
asks_on_a_terminal
decisions_hold
recorded
restored_later
refusals
with_an_import_at_the_same_time
finish
