#!/usr/bin/env bash
# The commands that share work among threads, with more threads than processors: one thread and five give the
# same results. In a build with --enable-thread-sanitizer (make check-threads) a data race fails the test.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 awk
make_folder threads
cd "$dir" || exit 1

: >block.txt
# The rows of several blocks of the reader, and a list to learn from.
awk -F '\t' 'NR > 1 && NR < 2500 && $1 !~ /["\\]/ {
    printf "{\"id\":\"%08x-1111-4111-8111-111111111111\",\"name\":\"%s\",\"type\":\"Group\",\"aliases\":[{\"name\":\"%s %d\"}]}\n",
        NR, $1, $1, NR
}' "$srcdir/data/artists.tsv" >artists.json
head -n 400 "$srcdir/data/artists.tsv" >learn.tsv
small=(--from none --layers 1 --hidden 16 --batch 32 --epochs 2)

# run COMMAND…: quiet, without reports of a sanitizer.
run() {
    "$stagename" "$@" --quiet >out 2>err && ! grep -q Sanitizer err && return
    head -n 60 err | sed 's/^/# /'
    return 1
}

a_dump_is_read_and_its_index_made_by_several() {
    run corpus --db site.db --as-of 2026-01-31 artists.json &&
        expect artists "$(sqlite3 -batch site.db 'SELECT count(*) FROM artist')" "$(wc -l <artists.json)"
}

a_model_is_learnt_alike_by_five() {
    run train learn.tsv -o one.safetensors "${small[@]}" --threads 1 &&
        run train learn.tsv -o five.safetensors "${small[@]}" --threads 5 &&
        cmp one.safetensors five.safetensors
}

names_are_generated_alike_by_five() {
    run generate one.safetensors --blocklist block.txt -n 600 --best 2 --seed 3 --threads 1 -o one.tsv &&
        run generate one.safetensors --blocklist block.txt -n 600 --best 2 --seed 3 --threads 5 -o five.tsv &&
        cmp one.tsv five.tsv
}

a_model_is_evaluated_alike_by_five() {
    run evaluate one.safetensors learn.tsv --threads 1 && mv out one.out &&
        run evaluate one.safetensors learn.tsv --threads 5 && cmp one.out out
}

verdicts() { sqlite3 -batch "$1" 'SELECT name, verdict, nearest FROM name ORDER BY id'; }

names_are_judged_alike_by_five() {
    cp site.db one.db && cp site.db five.db &&
        run import --db one.db --blocklist block.txt --threads 1 one.tsv &&
        run import --db five.db --blocklist block.txt --threads 5 one.tsv &&
        expect verdicts "$(verdicts five.db | cksum)" "$(verdicts one.db | cksum)" &&
        run import --db five.db --rejudge --threads 5 &&
        expect 'verdicts anew' "$(verdicts five.db | cksum)" "$(verdicts one.db | cksum)"
}

run_tests \
    a_dump_is_read_and_its_index_made_by_several \
    a_model_is_learnt_alike_by_five \
    names_are_generated_alike_by_five \
    a_model_is_evaluated_alike_by_five \
    names_are_judged_alike_by_five
finish
