#!/usr/bin/env bash
# Sources of real artists as they come: MusicBrainz' dumps, CSV, saved list pages, packed and plain, whole and broken.
# All rows are made up here.
set -u
export LC_ALL=C TZ=UTC

srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
# shellcheck source=tests/tap.sh
. "$srcdir/tests/tap.sh"
stagename=$builddir/stagename
[ -x "$stagename" ] || skip_all "$stagename is not built"
need sqlite3 tar xz bzip2 gzip
make_folder corpus
cd "$dir" || exit 1
export HOME=$dir # no .sqliterc
export STAGENAME_DATADIR=$srcdir/data
tab=$'\t'

# Leaves the exit code in $code and what was printed in $out and $err.
run() { # WORD…
    "$stagename" "$@" >out 2>err </dev/null
    code=$?
    out=$(<out)
    err=$(<err)
}
query() { sqlite3 -batch "$1" "$2" 2>&1; } # DB SQL
fresh() {                                  # WORD…: into a new database
    rm -f new.db new.db-wal new.db-shm
    run corpus --db new.db "$@"
}
artists() { query new.db "SELECT name, coalesce(kind, ''), coalesce(country, ''), coalesce(style, '') FROM artist ORDER BY id;"; }

# The corpus that is there stays as it is, and one sentence says PART.
refused() { # PART WHAT WORD…
    local part=$1 what=$2 before after
    shift 2
    before=$(query old.db .dump)
    run corpus --db old.db --replace "$@"
    after=$(query old.db .dump)
    expect 'exit code' "$code" 1 && expect 'lines of errors' "$(wc -l <err | tr -d ' ')" 1 &&
        expect results "$out" '' && expect corpus "$after" "$before" &&
        case $err in *"$part"*) ;; *) expect sentence "$err" "…$part…" ;; esac
    result $? "$what"
}
echo 'Old Name' >old.txt
run corpus --quiet --db old.db old.txt

# ---- MusicBrainz' JSON dump ----

mkdir -p json/mbdump
echo '2025-11-08 00:06:12.512937+00' >json/TIMESTAMP
echo 'not for reading' >json/COPYING
cat >json/mbdump/artist <<'END'
{"id":"11111111-1111-4111-8111-111111111111","name":"Velmora","sort-name":"Velmora","type":"Group","country":"SE","area":{"name":"Sweden","iso-3166-1-codes":["SE"]},"disambiguation":"","aliases":[{"name":"Velmora Band","sort-name":"x"},{"name":"Vera Mora","type":"Legal name"},{"name":"Velmorra","type":null,"type-id":"1937e404-b981-3cb7-8151-4c86ebfc8d8e"},{"name":"Velmora vs. Tess","type":"Artist name"},{"name":"\u0412\u0435\u043b\u043c\u043e\u0440\u0430"},{"name":"VELMORA"},{"name":"[unknown]"}],"tags":[{"name":"techno","count":2},{"name":"death metal","count":7},{"name":"seen live","count":99}],"genres":[]}
{"id":"22222222-2222-4222-8222-222222222222","name":"Tess \"T\" Ohm","type":"Person","country":null,"area":{"name":"Leeds","iso-3166-2-codes":["GB-LDS"]},"disambiguation":"UK DJ","aliases":[],"tags":[],"genres":[{"name":"house","count":1}]}
{"id":"33333333-3333-4333-8333-333333333333","name":"Plain","type":null,"country":null,"area":null,"tags":[{"name":"dj","count":1}],"relations":[{"url":{"resource":"http:\/\/x.example\/\"{[","name":"no"}}],"aliases":[]}
{"id":"44444444-4444-4444-8444-444444444444","name":"[unknown]","type":"Person"}
{"id":"55555555-5555-4555-8555-555555555555","name":"Velmora feat. Tess","type":"Group"}
{"id":"66666666-6666-4666-8666-666666666666","name":"BjÃ¶rna","type":"Person"}
{"id":"77777777-7777-4777-8777-777777777777","name":"Orchestra of Zem","type":"Orchestra","country":"XW","life-span":{"name":"no","ended":true}}
END
truncate -s -1 json/mbdump/artist # no line end after the last
tar -C json -cJf artist.tar.xz TIMESTAMP COPYING mbdump/artist
wanted="Velmora|group|SE|metal
Tess \"T\" Ohm|dj|GB|house
Plain|dj||
Velmora feat. Tess|group||
Björna|person||
Orchestra of Zem|group|XW|"

json_dump() {
    fresh artist.tar.xz
    is "$code $err" "0 artist.tar.xz (musicbrainz-json): 7 rows, 6 of them artists
  repaired 1: decoded wrongly before
  left out 1: a placeholder, no artist (first in line 4)
  for the verdict only 1: a credit of several artists (first in line 5)" "json: rows are counted, and what is left out by reason"
    is "$out" "artists=6 as_of=2025-11-08" "json: TIMESTAMP tells the date"
    is "$(artists)" "$wanted" "json: kind, country of the area, style of the most voted tag"
    is "$(query new.db "SELECT mbid FROM artist WHERE id = 1;")" 11111111-1111-4111-8111-111111111111 "json: the id"
    is "$(query new.db "SELECT key, coalesce(alias, '-'), coalesce(alias_type, '-') FROM artist_key WHERE artist = 1 ORDER BY key;")" "velmora|-|-
velmoraband|Velmora Band|name
velmoravstess|Velmora vs. Tess|name
velmorra|Velmorra|hint
veramora|Vera Mora|legal" "json: aliases have keys and types; one that is the name's own adds none"
    run check --db new.db 'velmora  BAND'
    matches "$out" "taken — Velmora (SE), also known as Velmora Band" "json: an alias is taken"
    run check --db new.db 'vera mora'
    matches "$out" "taken — Vera Mora, legal name of Velmora (SE)" "json: a legal name is labelled"
    run check --db new.db 'velmorra'
    matches "$out" "Velmora (SE), often searched as Velmorra" "json: a search hint is labelled"
    run check --db new.db 'velmora FEAT tess'
    matches "$out" "taken — Velmora feat. Tess" "json: an act whose name looks like a credit is taken"
    run check --db new.db 'velmora vs tess'
    matches "$out" "taken — Velmora (SE), also known as Velmora vs. Tess" "json: an alias that looks like a credit is taken"
    is "$(query new.db "SELECT name FROM artist WHERE verdict_only = 1;")" "Velmora feat. Tess" "json: it is for the verdict only"
    is "$(query new.db "SELECT format, as_of, rows, kept FROM source;")" "musicbrainz-json|2025-11-08|7|6" "json: the source"
    fresh --quiet --as-of 2025-12-01 artist.tar.xz
    is "$out$err" "artists=6 as_of=2025-12-01" "json: --as-of says better"
    for way in "cp json/mbdump/artist artist.json" "gzip -c json/mbdump/artist" "xz -c json/mbdump/artist" \
        "tar -C json -cf - mbdump/artist" "tar -C json -czf - ./mbdump/artist"; do
        $way >packed
        [ -e artist.json ] && mv artist.json packed
        fresh --quiet packed
        is "$(artists)$err" "$wanted" "json: auto reads ${way%% *}'s"
    done
    "$stagename" corpus --quiet --db new.db --replace - <artist.tar.xz >out
    is "$(artists)" "$wanted" "json: from standard input"
    fresh --quiet artist.tar.xz json/mbdump/artist
    is "$(query new.db "SELECT count(*) FROM artist;")" 6 "json: the same artist from two sources is one"
}

stated_date() {
    local stamp
    mkdir -p dated/mbdump
    echo '{"name":"One"}' >dated/mbdump/artist
    for stamp in ---------- 2999-01-01 2025-02-30 2025-13-01 '' rubbish 2025-1-1; do
        echo "$stamp" >dated/TIMESTAMP
        tar -C dated -cf dated.tar TIMESTAMP mbdump/artist
        touch -d 2025-03-04T12:00:00Z dated.tar
        fresh dated.tar
        is "$out $err" "artists=1 as_of=2025-03-04 dated.tar (musicbrainz-json): 1 rows, 1 of them artists
  its TIMESTAMP begins with no day up to today, and is not heeded" "a TIMESTAMP of '$stamp' counts as none"
    done
}

blog_preset() {
    fresh --quiet --country US,GB,CA,AU --letters-only --format musicbrainz-json artist.tar.xz
    is "$code $err" "1 stagename corpus: artist.tar.xz holds no artist that could be entered (7 rows); the corpus is unchanged" \
        "rules that nothing meets leave no corpus"
    printf '{"name":"Hal One","country":"GB"}\n{"name":"Hal 2","country":"GB"}\n{"name":"Hal","country":"DE"}\n' >preset
    fresh --country US,GB,CA,AU --letters-only preset
    is "$(artists) $err" "Hal One||GB| preset (musicbrainz-json): 3 rows, 1 of them artists
  left out 1: another country (first in line 3)
  left out 1: not letters only (first in line 2)" "the blog's preset"
}

explained() {
    fresh --quiet --explain why.tsv artist.tar.xz
    is "$(<why.tsv)" "file${tab}member${tab}line${tab}reason${tab}what was there
artist.tar.xz${tab}mbdump/artist${tab}4${tab}a placeholder, no artist${tab}[unknown]
artist.tar.xz${tab}mbdump/artist${tab}5${tab}for the verdict only: a credit of several artists${tab}Velmora feat. Tess" "--explain tells of each row"
    printf 'Good\nBj\366rk\tx\001\n' >latin.txt
    rm -f why.tsv
    refused "latin.txt: 1 of 2 rows are not UTF-8, the first in line 2" "another encoding is refused" --format text --explain why.tsv latin.txt
    is "$(tail -n 1 why.tsv)" "latin.txt${tab}${tab}2${tab}not UTF-8${tab}Bj\\xf6rk\\x09x\\x01" "--explain also tells why a file was refused, in UTF-8"
    cp old.txt own.txt && ln -f own.txt linked.txt
    cp own.txt held.txt && mkdir -p held && cp old.txt held/artist && printf 'name\nOne\n' >names.tsv
    refused "./own.txt would be written over what is read (own.txt)" "--explain may not be a source" --explain ./own.txt old.txt own.txt
    refused "linked.txt would be written over what is read (own.txt)" "--explain may not be a source by another name" --explain linked.txt own.txt
    refused "held/artist would be written over what is read (held)" "--explain may not be in a directory that is read" --explain held/artist held
    refused "./old.db would be written over what is read (old.db)" "--explain may not be the database" --explain ./old.db own.txt
    refused "held.txt would be written over what is read (held.txt)" "--explain may not be the archive of tags" --tags held.txt --explain held.txt own.txt
    refused "names.tsv would be written over what is read (names.tsv)" "--explain may not be the names" --import names.tsv --explain names.tsv own.txt
    is "$(cat own.txt held.txt held/artist)" "$(cat old.txt old.txt old.txt)" "and nothing is overwritten"
    fresh --explain "$dir/new.db" own.txt
    is "$code $(ls new.db 2>&1)" "1 ls: cannot access 'new.db': No such file or directory" "--explain may not be the database that is to be made"
    refused "no/such" "--explain where it can't be written" --explain no/such/why.tsv old.txt
}

broken_json() {
    awk 'BEGIN {
        for (i = 0; i < 250; i++) printf "{\"name\":\"Number %d\"}\n", i
        printf "{\"name\":\"Bj\366rk\"}\n"                       # 251
        printf "{\"name\":\"cut\n"                               # 252
        print "[]"; print "{}"; print "{\"name\":7}"; print ""   # 253 to 256
        print "{\"name\":\"nul \\u0000 inside\"}"                # 257
        printf "{\"deep\":"; for (i = 0; i < 5000; i++) printf "["
        for (i = 0; i < 5000; i++) printf "]"; print ",\"name\":\"Deep\"}" # 258
        printf "{\"name\":\"Long\",\"pad\":\""; for (i = 0; i < 160000; i++) printf "%064d", 0; print "\"}" # 259: 10 MB
        printf "{\"name\":\"NUL \""; printf "%c", 0; print "}"   # 260
        print "{\"name\":\"Tag\",\"tags\":[{\"name\":}]}"        # 261
        print "{\"name\":\"Last\",\"pad\":\"" "x" "\"}"          # 262
    }' >broken
    fresh --format musicbrainz-json --explain why.tsv broken
    is "$code $err" "0 broken (musicbrainz-json): 262 rows, 252 of them artists
  left out 1: not UTF-8 (first in line 251)
  left out 1: empty (first in line 256)
  left out 1: a line longer than 4 MiB (first in line 259)
  left out 7: not a JSON object with a name (first in line 252)
  for the verdict only 1: a control character (first in line 257)" "json: broken lines are left out and counted"
    is "$(wc -l <why.tsv | tr -d ' ')" 12 "json: and each is explained"
    is "$(query new.db "SELECT name FROM artist ORDER BY id DESC LIMIT 1;")" Last "json: what comes after them is read"
}

damaged_archives() {
    awk 'BEGIN { srand(3); for (i = 0; i < 30000; i++) printf "{\"name\":\"Name %d\",\"pad\":\"%d%d%d\"}\n", i, rand() * 1e9, rand() * 1e9, rand() * 1e9 }' >many
    mkdir -p m/mbdump && cp many m/mbdump/artist
    tar -C m -cf many.tar mbdump/artist
    for pack in xz bzip2 gzip; do # bzip2 packs so much at once that nothing of it is read
        $pack -c many.tar >"whole.$pack"
        head -c $(($(wc -c <"whole.$pack") / 2)) "whole.$pack" >"half.$pack"
        refused "half.$pack$([ $pack = bzip2 ] || echo ', mbdump/artist: after line ')" "json: an archive of $pack that ends early is refused whole" "half.$pack"
        $pack -c many >"plain.$pack"
        head -c $(($(wc -c <"plain.$pack") / 2)) "plain.$pack" >"half.$pack"
        refused "half.$pack: $([ $pack = bzip2 ] || echo 'after line ')" "json: a file of $pack that ends early is refused whole" "half.$pack"
    done
    head -c 1000000 many.tar >half.tar
    refused "half.tar, mbdump/artist: after line " "json: a tar that ends early is refused whole" half.tar
    cp whole.xz hurt.xz
    printf 'rubbish rubbish rubbish' | dd of=hurt.xz bs=1 seek=300000 conv=notrunc 2>/dev/null
    refused "hurt.xz" "json: an archive with a hole is refused whole" hurt.xz
    tar -C json -cJf empty.tar.xz TIMESTAMP COPYING
    refused "empty.tar.xz has no member mbdump/artist" "an archive without the member" empty.tar.xz
    cp old.txt text.tar.xz
    refused "text.tar.xz is no archive" "a text that is called an archive" text.tar.xz
    refused "artist.tar.xz is an archive" "an archive as another format" --format csv artist.tar.xz
    head -c 3000 /dev/urandom >noise
    refused "noise" "noise" noise
}

# ---- MusicBrainz' tables ----

mkdir -p tables/mbdump
row() { # a row of artist: ID GID NAME TYPE AREA COMMENT
    printf '%s\t%s\t%s\t%s\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t%s\t%s\t\\N\t%s\t0\t\\N\tf\t\\N\t\\N\n' "$1" "$2" "$3" "$3" "$4" "$5" "$6"
}
{
    row 1 11111111-1111-4111-8111-111111111111 Velmora 2 10 ''
    row 2 22222222-2222-4222-8222-222222222222 'Tess\tOhm' 1 30 'techno DJ'
    row 3 33333333-3333-4333-8333-333333333333 'Back\\slash' '\N' '\N' ''
    row 4 44444444-4444-4444-8444-444444444444 Circle 1 40 ''
    row 5 55555555-5555-4555-8555-555555555555 'Various Artists' 3 '\N' ''
    printf 'only\tfour\tcolumns\there\n'
    row 6 66666666-6666-4666-8666-666666666666 Nowhere 6 99 ''
    row 7 77777777-7777-4777-8777-777777777777 'Ohm Vs Zem' 2 10 ''
    row 8 88888888-8888-4888-8888-888888888888 'Or\bla' 1 '\N' ''
} >tables/mbdump/artist
printf '1\tPerson\t\\N\t1\t\\N\tx\n2\tGroup\t\\N\t2\t\\N\tx\n6\tChoir\t2\t0\t\\N\tx\n3\tOther\t\\N\t3\t\\N\tx\n' >tables/mbdump/artist_type
printf '10\tSE\n20\tGB\n' >tables/mbdump/iso_3166_1
# 30 is part of 25, that of 20; 40 and 41 are part of each other
printf '1\t1\t20\t25\t0\t\\N\t0\t\t\n2\t1\t25\t30\t0\t\\N\t0\t\t\n3\t1\t40\t41\t0\t\\N\t0\t\t\n4\t1\t41\t40\t0\t\\N\t0\t\t\n' >tables/mbdump/l_area_area
alias_row() { printf '%s\t%s\t%s\ten\t0\t\\N\t'"${4:-1}"'\t%s\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tt\tf\n' "$1" "$2" "$3" "$3"; }
{
    alias_row 1 1 'Velmora Band' && alias_row 2 4 'Round One' '\N' && alias_row 3 1 'Vera Mora' 2 && alias_row 4 1 Velmorra 3
    alias_row 5 1 VELMORA 3 && alias_row 6 4 'Circle pres. Round' && alias_row 7 4 'Ro\bund Two'
} >tables/mbdump/artist_alias
printf '1\ttechno\t9\n2\tdj\t3\n3\tsynthpop\t2\n' >tables/mbdump/tag
printf '1\t3\t1\t\\N\n1\t1\t5\t\\N\n4\t2\t1\t\\N\n' >tables/mbdump/artist_tag
from_tables="Velmora|group|SE|techno
Tess Ohm|dj|GB|
Back\\slash|||
Circle|dj||
Nowhere|group||
Ohm Vs Zem|group|SE|
Orla|person||"

table_dump() {
    tar -C tables -cjf mbdump.tar.bz2 mbdump/artist mbdump/artist_alias mbdump/artist_tag mbdump/artist_type \
        mbdump/iso_3166_1 mbdump/l_area_area mbdump/tag
    fresh mbdump.tar.bz2
    is "$code $err" "0 mbdump.tar.bz2 (musicbrainz-tables): 9 rows, 7 of them artists
  left out 1: wrong number of columns (first in line 6)
  left out 1: a placeholder, no artist (first in line 5)
  for the verdict only 1: a control character (first in line 9)
  for the verdict only 1: a credit of several artists (first in line 8)" "tables: rows are counted, and what is left out by reason"
    is "$(artists)" "$from_tables" "tables: country through areas (a circle ends), tags, escapes"
    local types="SELECT key, alias, alias_type FROM artist_key WHERE alias IS NOT NULL ORDER BY key;"
    local typed="circlepresround|Circle pres. Round|name
roundone|Round One|name
roundtwo|Round Two|name
velmoraband|Velmora Band|name
velmorra|Velmorra|hint
veramora|Vera Mora|legal"
    is "$(query new.db "$types")" "$typed" "tables: aliases have types, by their numbers where the table of types is missing"
    run check --db new.db 'ohm vs zem' orla 'round two'
    is "$(grep -c ': taken' out)" 3 "tables: what enters for the verdict only is taken"
    cp json/TIMESTAMP tables/
    tar -C tables -cf backwards.tar mbdump/tag mbdump/l_area_area mbdump/iso_3166_1 mbdump/artist_type mbdump/artist_tag \
        mbdump/artist_alias mbdump/artist TIMESTAMP
    fresh --quiet backwards.tar
    is "$out$(artists)$err" "artists=7 as_of=2025-11-08$from_tables" "tables: in any order"
    printf '1\tSearch hint\t\\N\t1\t\\N\tx\n2\tArtist name\t\\N\t2\t\\N\tx\n3\tLegal name\t\\N\t3\t\\N\tx\n' >tables/mbdump/artist_alias_type
    tar -C tables -cf typed.tar mbdump/artist_alias_type mbdump/artist mbdump/artist_alias
    rm tables/mbdump/artist_alias_type
    fresh --quiet typed.tar
    is "$(query new.db "$types" | grep ve)" "velmoraband|Velmora Band|hint
velmorra|Velmorra|legal
veramora|Vera Mora|name" "tables: the table of types tells what a number means"
    printf '1\t1\tVelmora Band\n' >tables/mbdump/few_columns && mkdir -p short/mbdump
    mv tables/mbdump/few_columns short/mbdump/artist_alias && cp tables/mbdump/artist short/mbdump/
    fresh --quiet short
    is "$(query new.db "$types")$err" "velmoraband|Velmora Band|name" "tables: aliases without a column for the type"
    fresh --quiet tables
    is "$(artists)$err" "$from_tables" "tables: a directory"
    fresh --quiet tables/mbdump
    is "$(artists)$err" "$from_tables" "tables: the directory itself"
    tar -C tables -cf core.tar mbdump/artist mbdump/iso_3166_1
    tar -C tables -cjf derived.tar.bz2 mbdump/iso_3166_1 mbdump/tag mbdump/artist_tag
    fresh --quiet --tags derived.tar.bz2 core.tar
    is "$(artists | cut -d '|' -f 4 | head -n 1)$err" "techno" "tables: tags from an archive of their own"
    refused "core.tar has no members mbdump/artist_tag" "tables: an archive of tags without tags" --tags core.tar core.tar
    refused "cannot read gone" "tables: an archive of tags that is not there" --tags gone core.tar
    tar -C tables -cf few.tar mbdump/artist mbdump/artist_type
    fresh --quiet few.tar
    is "$(artists | head -n 1)$err" "Velmora|group||" "tables: without areas no country"
    refused "few.tar has no member mbdump/iso_3166_1" "tables: without areas no --country" --country SE few.tar
    tar -C tables -cf none.tar mbdump/iso_3166_1
    refused "none.tar has no member mbdump/artist" "tables: without artists" none.tar
    mkdir -p bad/mbdump && cp tables/mbdump/artist bad/mbdump/ && printf '10\tSE\n20\n' >bad/mbdump/iso_3166_1
    refused "bad, mbdump/iso_3166_1, line 2: wrong number of columns" "tables: a broken table beside artist refuses all" bad
    head -c $(($(wc -c <mbdump.tar.bz2) / 2)) mbdump.tar.bz2 >half.bz2
    refused "half.bz2" "tables: an archive that ends early" half.bz2
}

# ---- CSV ----

csv_list() {
    printf 'mbid,artist_mb,artist_lastfm,country_mb,country_lastfm,tags_mb,tags_lastfm,listeners_lastfm,scrobbles_lastfm,ambiguous_artist\r\n' >a.csv
    {
        printf '11111111-1111-4111-8111-111111111111,Velmora,Velmora,Sweden,Sweden,seen live; techno; pop,x,1,2,FALSE\r\n'
        printf '2222,"Earth, Wind ""Q""",x,United Kingdom,,dj; house,,1,2,FALSE\r\n'
        printf '3333,Short,x\r\n\r\n'
        printf '4444,"Two\nLines",x,Atlantis,,,,1,2,FALSE\r\n'
        printf '5555,Bad\001,x,,,,,1,2,FALSE\r\n'
    } >>a.csv
    fresh --explain why.tsv a.csv
    is "$code $err" "0 a.csv (csv): 6 rows, 4 of them artists
  left out 1: empty (first in line 5)
  left out 1: wrong number of columns (first in line 4)
  for the verdict only 1: a control character (first in line 8)" "csv: rows are counted by the line they begin with"
    is "$(artists)" "Velmora||SE|techno
Earth, Wind \"Q\"|dj|GB|house
Two Lines|||
Bad|||" "csv: quotes, countries by name, tags"
    gzip -c a.csv >a.csv.gz
    fresh --quiet a.csv.gz
    is "$(query new.db "SELECT count(*) FROM artist;")$err" 4 "csv: packed"
    { cat a.csv && printf '6666,"Open,x,,,,,1,2,FALSE\n7777,Next,x,,,,,1,2,FALSE\n'; } >open.csv
    refused "open.csv, line 9: a quote" "csv: a quote that is open at the end is refused whole" open.csv
    printf 'name,country\n"x"y,3\n"No "" one",GB\n5" Ohm,GB\n \t \r\n"a" b,4\nLast,GB\n  \n' >quotes.csv
    fresh quotes.csv
    is "$code $err $(artists)" "0 quotes.csv (csv): 7 rows, 3 of them artists
  left out 2: empty (first in line 5)
  left out 2: text behind a closing quote (first in line 2) No \" one||GB|
5\" Ohm||GB|
Last||GB|" "csv: blank lines and misplaced quotes cost their rows alone"
    printf 'name,country\nA,GB\n"Open,GB\nB,GB\n"Next",GB\n' >open.csv
    refused "open.csv, line 3: a quote" "csv: an open quote that a later row's seems to close is refused whole" open.csv
    printf 'Name,Country\nAbba,Sweden\n' >list
    fresh --quiet list
    is "$(artists)$err" "Abba||SE|" "csv: a header in capitals"
    printf 'NAME\tCountry\nAbba\tSE\n' >list
    fresh --quiet list
    is "$(artists)$err" "Abba||SE|" "tsv: a header in capitals"
    printf 'Name\n"Abba, Blur"\n' >one.csv
    fresh --quiet one.csv
    is "$(artists)$err" "Abba, Blur|||" "csv: one column"
    printf 'a,b\n1,2\n' >other.csv
    refused "other.csv, line 1: the header of a CSV names its columns, of which one must be 'artist_mb', 'name', 'artist' or 'artist_name'" \
        "csv: a header without the name" other.csv
    gzip -c other.csv >other.csv.gz
    refused "other.csv.gz, line 1: the header of a CSV" "csv: packed, a header without the name" other.csv.gz
    cp other.csv other.tsv
    refused "other.tsv, line 1: the header of a TSV" "tsv: a header without the name" other.tsv
    mv other.tsv other
    fresh --quiet other
    is "$(query new.db "SELECT count(*) FROM artist;")" 2 "what is called neither is a text"
}

# ---- text ----

text_list() {
    local first
    mkdir -p programs
    for first in lrzip grzip lrunzip uudecode; do
        printf '#!/bin/sh\necho ran >>"%s/ran"\ncat\n' "$dir" >"programs/$first" && chmod +x "programs/$first"
    done
    for first in 'begin 644 x\n#0V%T' LRZI 'LRZI\0000\0006' GRZipII; do
        printf '%b\nSecond Name\n' "$first" >odd.txt
        PATH=$dir/programs:$PATH fresh --quiet odd.txt
        is "$code $(query new.db "SELECT name FROM artist ORDER BY id DESC LIMIT 1;") $(cat ran 2>&1)" \
            "0 Second Name cat: ran: No such file or directory" "text: a list that begins with '${first%%\\*}' is a list"
    done
}

# ---- a saved list page ----

html_page() {
    cat >list.html <<'END'
<!DOCTYPE html><html><head><title>List of club DJs - Encyclopedia</title></head><body>
<div id="mw-navigation"><ul><li><a href="/wiki/Main_Page">Main page</a></li></ul></div>
<div id="mw-content-text"><div class="mw-parser-output">
<div class="hatnote">See <a href="/wiki/Other">other</a></div>
<div id="toc" class="toc"><ul><li><a href="#A">A</a></li></ul></div>
<h2>A<span class="mw-editsection"><a href="/w/index.php?title=x&amp;action=edit">edit</a></span></h2>
<ul><li><a href="/wiki/Armand_Zell" title="Armand Zell">Armand Zell</a> (<a href="/wiki/Netherlands">Netherlands</a>)<sup class="reference"><a href="#cite_note-1">[1]</a></sup></li>
<li><a href="/wiki/Vel_%26_Mora">Vel &amp; Mora</a></li>
<li><span class="flagicon"><a href="/wiki/Sweden"><img alt=""/></a></span> <a href="https://en.wikipedia.org/wiki/Ti%C3%ABlo_(DJ)">Ti&euml;lo (DJ)</a></li>
<li><a href="./Orla_(British_musician)">Orla (British musician)</a>
  <ul><li><a href="/wiki/Inner_(band)"><i>Inner</i></a></li></ul></li>
<li><a href="/w/index.php?title=Red&amp;action=edit&amp;redlink=1" class="new">Red</a>, <a href="/wiki/House">house</a></li>
<li><a href="/wiki/List_of_others">List of others</a></li>
<li><a href="/wiki/Category:DJs">DJs</a></li><li><a href="/wiki/File:X.jpg">X</a></li>
<li><a href="https://shop.example/wiki/Buy">Buy</a></li><li>No link</li>
<li><a href="/wiki/Name_(2020)">Name (2020)</a></ul>
<table class="navbox"><tr><td><ul><li><a href="/wiki/Boxed">Boxed</a></li></ul></td></tr></table>
<h2>See also</h2><ul><li><a href="/wiki/House_music">House music</a></li></ul>
</div></div></body></html>
END
    fresh list.html
    is "$code $err" "0 list.html (wikipedia-html): 6 rows, 6 of them artists" "html: the page is known by its content"
    is "$(artists)" "Armand Zell|dj||
Vel & Mora|dj||
Tiëlo|dj||
Orla|dj||
Inner|dj||
Name (2020)|dj||" "html: the lists' links, and nothing else"
    sed 's/List of club DJs/List of bands/' list.html | gzip >bands.gz
    fresh --quiet bands.gz
    is "$(query new.db "SELECT name FROM artist WHERE kind = 'dj';")" Tiëlo "html: without the title, who is called a DJ"
    head -c 900 list.html >half.html
    fresh --quiet half.html
    is "$(artists | head -n 1)" "Armand Zell|dj||" "html: a page that ends early is read as a browser would"
    deep() { # LEVELS
        awk -v n="$1" 'BEGIN {
            print "<html><body><ul><li><a href=\"/wiki/First\">First</a>"
            for (i = 0; i < n; i++) print "<div>"
            print "<ul><li><a href=\"/wiki/Deep\">Deep</a></ul>"
            for (i = 0; i < n; i++) print "</div>"
            print "</ul><ul><li><a href=\"/wiki/Last\">Last</a></ul></body></html>"
        }' >deep.html
    }
    deep 600
    fresh --quiet deep.html
    is "$(artists)$err" "First|||
Deep|||
Last|||" "html: what is nested deeply, and what comes after it"
    deep 3000
    refused "deep.html: elements are nested deeper than 2048" "html: what is nested too deeply is refused whole" deep.html
    printf '<html><body><ul><li><a href="/wiki/A">A</a><li>\0<li><a href="/wiki/B">B</a></ul>' >nul.html
    refused "nul.html: byte 48 is NUL" "html: a NUL, at which a parser would end" nul.html
    iconv -f UTF-8 -t ISO-8859-1 <<<'<html><body>é</body></html>' >latin.html
    refused "latin.html: byte 13 is not UTF-8" "html: another encoding is refused" latin.html
}

# ---- all of them, and a database from before aliases ----

several_at_once() {
    fresh --quiet artist.tar.xz mbdump.tar.bz2 a.csv list.html old.txt
    is "$(query new.db "SELECT count(*), (SELECT count(*) FROM source) FROM artist;")$err" "22|5" "five formats in one call"
    refused "half.tar" "one that is broken refuses all" --quiet artist.tar.xz half.tar
}

# A database with one artist, of an older schema.
of_schema() { # VERSION
    rm -f new.db*
    query new.db ".read '$srcdir/tests/schema_$1.sql'"
    query new.db "INSERT INTO source (path, format, as_of, stamp) VALUES ('old.txt', 'text', '2026-01-01', 7);
        INSERT INTO artist (name, source) VALUES ('Old Name', 1);
        INSERT INTO artist_key (key, artist) VALUES ('oldname', 1);"
}

older_schema() {
    of_schema 3
    query new.db "INSERT INTO artist_key (key, artist, alias) VALUES ('olderone', 1, 'Older One');
        INSERT INTO batch (id, file, as_of) VALUES (1, 'names.tsv', '2026-01-01');
        INSERT INTO name (name, key, folded, length, bits, verdict, nearest, batch)
        VALUES ('Old Nane', 'oldnane', 'old nane', 8, 2.5, 'free', '[]', 1);" >/dev/null
    run check --db new.db 'older one'
    matches "$code $out" "0 older one: taken — Old Name, also known as Older One" "check upgrades a database of schema 3"
    is "$(query new.db "PRAGMA user_version; SELECT name, verdict_only FROM artist;
        SELECT key, alias, alias_type FROM artist_key ORDER BY key;
        SELECT verdict, names FROM name_count WHERE names > 0;")" "4
Old Name|0
olderone|Older One|name
oldname||
free|1" "and nothing is lost"
    printf '{"name":"Old Name","aliases":[{"name":"Older One","type":"Search hint"},{"name":"Ol Name","type":"Legal name"}]}\n' >typed.json
    echo 'Old vs. New' >acts.txt
    run corpus --quiet --db new.db --format musicbrainz-json typed.json
    run corpus --quiet --db new.db acts.txt
    is "$(query new.db "SELECT name, verdict_only FROM artist;
        SELECT key, alias, alias_type FROM artist_key WHERE artist = 1 ORDER BY key;")" "Old Name|0
Old vs. New|1
olderone|Older One|name
oldname||
olname|Ol Name|legal" "what is entered next is stored as in a new database"
    of_schema 2
    query new.db "INSERT INTO batch (id, file, as_of) VALUES (1, 'names.tsv', '2026-01-01');
        INSERT INTO name (name, key, folded, length, bits, verdict, nearest, batch)
        VALUES ('Old Nane', 'oldnane', 'old nane', 8, 2.5, 'free', '[]', 1);" >/dev/null
    run check --db new.db 'old name'
    matches "$code $out" "0 old name: taken" "check upgrades a database of schema 2"
    is "$(query new.db "PRAGMA user_version; SELECT name, kind, appeal, bits FROM name;
        SELECT verdict, words, length, weird, names FROM name_count;")" "4
Old Nane|||2.5
free|2|8|mid|1" "and nothing is lost"
    of_schema 2
    query new.db "DROP TRIGGER name_is_counted; DROP TRIGGER name_is_counted_no_more;
        DROP TRIGGER hidden_is_counted; DROP TRIGGER verdict_is_counted;
        DROP TABLE name_count; DROP TABLE judging; DROP INDEX name_hidden;
        ALTER TABLE artist_key DROP COLUMN alias; ALTER TABLE source DROP COLUMN stamp;
        INSERT INTO batch (id, file, as_of) VALUES (1, 'names.tsv', '2026-01-01');
        INSERT INTO name (name, key, folded, length, verdict, nearest, batch)
        VALUES ('Old Nane', 'oldnane', 'old nane', 8, 'free', '[]', 1);
        PRAGMA user_version = 1;" >/dev/null
    cp new.db v1.db
    run check --db new.db 'old name'
    matches "$code $out" "0 old name: taken" "check upgrades a database of schema 1"
    is "$(query new.db "PRAGMA user_version; SELECT count(*) FROM artist_key WHERE alias IS NULL;
        SELECT verdict, words, length, names FROM name_count;")" "4
1
free|2|8|1" "and nothing is lost"
    cp v1.db new.db
    run corpus --quiet --db new.db artist.tar.xz
    is "$out" "artists=7 as_of=2026-01-01
rejudged=1 changed=1 free=0 close=1 taken=0" "corpus upgrades it too, and judges its names again"
    is "$(query new.db "PRAGMA user_version; SELECT verdict, names FROM name_count WHERE names > 0;")" "4
close|1" "and says so"
}

json_dump
stated_date
blog_preset
explained
broken_json
damaged_archives
table_dump
csv_list
text_list
html_page
several_at_once
older_schema
finish
