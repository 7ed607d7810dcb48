#!/usr/bin/env bash
# The commands that use several threads, with more threads than processors: one thread and five give the
# same results. In a build with --enable-thread-sanitizer (make check-threads) a data race fails the test.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 awk
make_folder threads
cd "$dir" || exit 1

: >block.txt
# Rows for several blocks of the reader, and a list for training.
awk -F '\t' 'NR > 1 && NR < 2500 && $1 !~ /["\\]/ {
    printf "{\"id\":\"%08x-1111-4111-8111-111111111111\",\"name\":\"%s\",\"type\":\"Group\",\"aliases\":[{\"name\":\"%s %d\"}]}\n",
        NR, $1, $1, NR
}' "$srcdir/data/artists.tsv" >artists.json
head -n 400 "$srcdir/data/artists.tsv" >learn.tsv
small=(--from none --layers 1 --hidden 16 --batch 32 --epochs 2)

# run COMMAND…: runs it quietly; fails on a report of a sanitizer.
run() {
    "$stagename" "$@" --quiet >out 2>err && ! grep -q Sanitizer err && return
    head -n 60 err | sed 's/^/# /'
    return 1
}

several_threads_read_a_dump_and_build_its_index() {
    run corpus --db site.db --as-of 2026-01-31 artists.json &&
        expect artists "$(sqlite3 -batch site.db 'SELECT count(*) FROM artist')" "$(wc -l <artists.json)"
}

five_threads_train_the_same_model() {
    run train learn.tsv -o one.safetensors "${small[@]}" --threads 1 &&
        run train learn.tsv -o five.safetensors "${small[@]}" --threads 5 &&
        cmp one.safetensors five.safetensors
}

five_threads_generate_the_same_names() {
    run generate one.safetensors --blocklist block.txt -n 600 --best 2 --seed 3 --threads 1 -o one.tsv &&
        run generate one.safetensors --blocklist block.txt -n 600 --best 2 --seed 3 --threads 5 -o five.tsv &&
        cmp one.tsv five.tsv
}

five_threads_evaluate_a_model_the_same() {
    run evaluate one.safetensors learn.tsv --threads 1 && mv out one.out &&
        run evaluate one.safetensors learn.tsv --threads 5 && cmp one.out out
}

verdicts() { sqlite3 -batch "$1" 'SELECT name, verdict, nearest FROM name ORDER BY id'; }

five_threads_judge_names_the_same() {
    cp site.db one.db && cp site.db five.db &&
        run import --db one.db --blocklist block.txt --threads 1 one.tsv &&
        run import --db five.db --blocklist block.txt --threads 5 one.tsv &&
        expect verdicts "$(verdicts five.db | cksum)" "$(verdicts one.db | cksum)" &&
        run import --db five.db --rejudge --threads 5 &&
        expect 'verdicts after --rejudge' "$(verdicts five.db | cksum)" "$(verdicts one.db | cksum)"
}

run_tests \
    several_threads_read_a_dump_and_build_its_index \
    five_threads_train_the_same_model \
    five_threads_generate_the_same_names \
    five_threads_evaluate_a_model_the_same \
    five_threads_judge_names_the_same
finish
