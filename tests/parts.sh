#!/usr/bin/env bash
# A run of generate in parts: no two parts share a name, all together are the run in one part, and import takes
# them as one batch.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 awk
make_folder parts
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1

make_model() {
    # Every second name has an article, which its key lacks.
    awk -F '\t' -v OFS='\t' 'NR % 50 == 1 { if (NR % 100 == 1 && NR > 1) $1 = "The " $1; print }' "$srcdir/data/artists.tsv" >artists.tsv
    "$stagename" corpus -q --db site.db artists.tsv &&
        "$stagename" train -q artists.tsv -o m.safetensors --from none --layers 1 --hidden 48 --batch 8 --epochs 8 --seed 1
}
make_model >"$dir/out" 2>&1 || skip_all "the model can't be made: $(<"$dir/out")"

# generate_parts N OPTION…: writes N-1.tsv … N-N.tsv, and all names to N.all.
generate_parts() {
    local n=$1 k
    shift
    rm -f "$n"-*.tsv
    for ((k = 1; k <= n; k++)); do
        "$stagename" generate -q m.safetensors --seed 5 --part "$k/$n" -o "$n-$k.tsv" "$@" || return 1
    done
    tail -qn +2 "$n"-*.tsv | sort >"$n.all"
}

# same_names WHAT LEAST OPTION…: each number of $parts has the names of one part, of which there are LEAST or more.
same_names() {
    local what=$1 least=$2 n
    shift 2
    generate_parts 1 "$@"
    result $(($(wc -l <1.all) < least)) "$what: there are names ($(wc -l <1.all))"
    for n in $parts; do
        generate_parts "$n" "$@"
        cmp -s 1.all "$n.all"
        result $? "$what: $n parts are the run in one part"
    done
}

a_run_in_parts() {
    local parts="2 7"
    same_names "a run" 2000 -n 3000
    is "$(cut -f 1 7.all | sort | uniq -d)" "" "no name is in two parts"
    is "$(for k in 1 2; do (($(wc -l <"2-$k.tsv") > 1000)) && echo "$k"; done | xargs)" "1 2" "each part has a good share"
    parts=3
    same_names "the best" 300 -n 500 --best 3 --threads 2
    same_names "names with a prefix, new ones" 150 -n 300 --prefix Th --new site.db
    same_names "a mix of styles" 150 -n 200 --mix rock=2,jazz
    same_names "the lowest precision, short names" 50 -n 300 --precision float32 --max-length 6
    generate_parts 7 -n 1
    is "$(cat 7-*.tsv | grep -c '^name')" 7 "a part without a name has a header"
}

# Names that differ and have the same key: a part must not have one and another part the other.
keys_are_apart() {
    generate_parts 2 -n 3000
    for k in 1 2; do
        tail -n +2 "2-$k.tsv" | cut -f 1 >"names-$k"
    done
    xargs -d '\n' "$stagename" check --json --db site.db -- <names-1 | sed 's/.*"key": *"\([^"]*\)".*/\1/' | sort -u >keys-1
    xargs -d '\n' "$stagename" check --json --db site.db -- <names-2 | sed 's/.*"key": *"\([^"]*\)".*/\1/' | sort -u >keys-2
    is "$(($(wc -l <keys-1) > 500 && $(wc -l <keys-2) > 500)) $(comm -12 keys-1 keys-2 | head -n 3)" "1 " "no key is in two parts"
    grep -q '^The ' names-1 names-2
    result $? "names with an article are among them"
}

one_batch() {
    generate_parts 3 -n 200
    "$stagename" generate -q m.safetensors --seed 5 -n 200 --part 1/3 --record one.json -o 3-1.tsv
    "$stagename" generate -q m.safetensors --seed 5 -n 200 --part 2/3 --record two.json -o 3-2.tsv
    cmp -s one.json two.json
    result $? "all parts have the same record"
    run import -q --db site.db --record one.json 3-1.tsv 3-2.tsv 3-3.tsv
    is "$code $(cut -d ' ' -f 1,5- "$dir/out")" "0 entered=$(wc -l <3.all) duplicate=0 blocked=0 batch=1" "all parts are one batch"
    is "$(query site.db "SELECT file, selection FROM batch;")" "3-1.tsv, 3-2.tsv, 3-3.tsv|--best 1 --part 1/1" \
        "which records the files and how to make the names"
    printf 'name\nNewname One\n' >good.tsv
    printf 'name\nNewname\tTwo\n' >bad.tsv
    run import -q --db site.db good.tsv bad.tsv
    is "$code $(grep -c 'bad.tsv, line 2' "$dir/err") $(query site.db 'SELECT count(*) FROM batch;')" "1 1 1" \
        "an error in one file: nothing enters"
    run import -q --db site.db good.tsv missing.tsv
    is "$code $(grep -c 'missing.tsv' "$dir/err") $(query site.db 'SELECT count(*) FROM batch;')" "1 1 1" "nor if one is missing"
}

bad_parts() {
    local part
    for part in 0/3 4/3 3 /3 1/ 1/61 1/2/3 a/b -1/3; do
        run generate m.safetensors --seed 1 --part "$part"
        is "$code $(grep -c -e '--part takes K/N' "$dir/err")" "2 1" "--part $part is refused"
    done
    run generate m.safetensors --part 1/2
    is "$code $(grep -c -e '--part needs --seed' "$dir/err")" "2 1" "--part without --seed is refused"
    run generate m.safetensors --part 1/2 --seed 1 --with neon
    is "$code $(grep -c -e 'cannot be combined' "$dir/err")" "2 1" "--part with --with is refused"
}

a_run_in_parts
keys_are_apart
one_batch
bad_parts
finish
