#!/usr/bin/env bash
# Every command with one failing call: no memory, no space on the disk, a broken disk. tests/fault.c makes the
# calls fail; tests/faults.py runs the commands and checks the files that they leave; this script defines the
# commands and their input.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
[ -f "$builddir/tests/fault.so" ] || skip_all "tests/fault.so is not built"
grep -q -e __asan_init -e __tsan_init -e __msan_init "$stagename" && skip_all "a sanitizer has its own malloc"
case ${LD_PRELOAD-} in *?*) skip_all "another library is preloaded: $LD_PRELOAD" ;; esac
need python3 xz tar
python3 -c 'import sqlite3' 2>/dev/null || skip_all "python3 has no sqlite3"
make_folder faults
mkdir "$dir/data" "$dir/fixtures" && cd "$dir/fixtures" || exit 1
head -n 400 "$srcdir/data/words.tsv" >"$dir/data/words.tsv"
head -n 40 "$srcdir/data/styles.tsv" >"$dir/data/styles.tsv"
printf 'word rubbish\ntext filth\n' >"$dir/data/blocklist.txt"
export STAGENAME_DATADIR=$dir/data

# Three hundred names of a language that has sixteen syllables, some of them with letters beyond ASCII.
awk 'BEGIN {
    n = split("ba de fi go lu mar nor pel quin sör tav ul vex wim yør zen", s, " ")
    print "name\tkind\tstyle"
    for (i = 0; i < 300; i++)
        printf "%s%s%s%s\t%s\t%s\n", s[i % n + 1], s[int(i / n) % n + 1], i % 3 ? "" : " ", s[(i * 7) % n + 1],
            i % 4 ? "group" : "dj", i % 2 ? "techno" : "rock"
}' >names.tsv
cat >artists.csv <<'END'
mbid,artist_mb,country_mb,tags_mb
11111111-1111-4111-8111-111111111111,"Velmora, the",Sweden,techno; death metal
22222222-2222-4222-8222-222222222222,Tess Öhm,UK,house
,宇多田ヒカル,Japan,j-pop
END
cat >artists.json <<'END'
{"name": "Velmora", "type": "Group", "country": "SE", "aliases": [{"name": "Вельмора"}], "tags": ["techno"]}
{"name": "Tess \"T\" Ohm", "type": "Person", "area": {"name": "United Kingdom"}, "genres": [{"name": "house", "count": 1}]}
END
mkdir -p "$dir/dump/mbdump" && sed 's/"tags.*/"id": "33333333-3333-4333-8333-333333333333"}/' artists.json >"$dir/dump/mbdump/artist"
tar -C "$dir/dump" -cJf dump.tar.xz mbdump
cat >page.html <<'END'
<!DOCTYPE html><html><head><title>List of club DJs - Wikipedia</title></head><body><div id="mw-content-text">
<h2>A</h2><ul><li><a href="/wiki/Alma_Trance" title="Alma Trance">Alma Trance</a></li>
<li><a href="/wiki/Bo_Dub" title="Bo Dub">Bo Dub</a></li></ul></div></body></html>
END
printf 'name\tbits_per_char\tstyle\tkind\nNoctul\t2.5\ttechno\tdj\nMarvex\t2.25\trock\tgroup\nFilthwim\t3\t\t\nÄra Nør\t\t\t\n' >new.tsv

make() { "$stagename" "$@" >"$dir/make.log" 2>&1 || { sed 's/^/# /' "$dir/make.log" && exit 1; }; }
tiny='--from none --layers 1 --hidden 8 --embed 4 --epochs 1 --batch 64 --threads 1'
make corpus --db site.db names.tsv
make import --db site.db new.tsv
# shellcheck disable=SC2086 # several words
make train names.tsv -o small.safetensors $tiny

mkdir backups && make backup --db site.db backups && mv backups/site-* backup

cat >cases <<END
corpus, new database	corpus -q --db new.db names.tsv
corpus, replaced, with names	corpus -q --db site.db --replace --import new.tsv --explain why.tsv names.tsv
corpus of CSV	corpus -q --db site.db artists.csv
corpus of JSON	corpus -q --db site.db artists.json
corpus of a dump	corpus -q --db site.db dump.tar.xz
corpus of a page	corpus -q --db site.db page.html
train	train -q names.tsv -o out.safetensors $tiny
train of a database	train -q --db site.db -o out.safetensors $tiny --teacher 0.3 --first 4
evaluate	evaluate -q small.safetensors names.tsv
info	info small.safetensors
info as JSON	info --json small.safetensors
convert	convert -q small.safetensors -o out.safetensors --dtype bfloat16
generate	generate -q small.safetensors -n 20 --best 2 --seed 1 --threads 1 --new site.db -o out.tsv
generate, printed	generate -q small.safetensors -n 5 --seed 1 --threads 2 --prefix ba
import	import -q --db site.db --note again new.tsv
import, judged again	import -q --db site.db --rejudge
batches	batches --db site.db
rollback	rollback -q --db site.db 1
check	check --db site.db Badeba 'Ära Nör'
check as JSON	check --json --db site.db Badeba 'Ära Nör'
fetch	fetch -q --retries 0 http://127.0.0.1:@PORT@/list.txt
backup	backup -q --db site.db --keep 2 backups
restore	restore -q --db site.db backup
report	report -q --db site.db --model small.safetensors -o out.html
END
python3 -B "$srcdir/tests/faults.py" "$stagename" "$builddir/tests/fault.so" "$dir/fixtures"
