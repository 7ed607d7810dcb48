#!/usr/bin/env bash
# Sources of real artists: MusicBrainz dumps, CSV, saved list pages; compressed or not, complete or damaged.
# All rows are fictitious.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 tar xz bzip2 gzip iconv python3
make_folder corpus
cd "$dir" || exit 1
export STAGENAME_DATADIR=$srcdir/data

fresh() { # WORD…: into a new database
    rm -f new.db new.db-wal new.db-shm
    run corpus --db new.db "$@"
}
artists() { query new.db "SELECT name, coalesce(kind, ''), coalesce(country, ''), coalesce(style, '') FROM artist ORDER BY id;"; }

# The existing corpus does not change, and one sentence contains PART.
refused() { # PART WHAT WORD…
    local part=$1 what=$2 before after
    shift 2
    before=$(query old.db .dump)
    run corpus --db old.db --replace "$@"
    after=$(query old.db .dump)
    expect 'exit code' "$code" 1 &&
        expect 'lines of errors' "$(wc -l <err | tr -d ' ')" 1 &&
        expect results "$out" '' &&
        expect corpus "$after" "$before" &&
        expect_part sentence "$err" "$part"
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
  left out 1: a placeholder, not an artist (first in line 4)
  for the verdict only 1: a credit of several artists (first in line 5)" "json: rows are counted, and omitted ones by reason"
    is "$out" "artists=6 as_of=2025-11-08" "json: TIMESTAMP has the date"
    is "$(artists)" "$wanted" "json: kind, country of the area, style of the most voted tag"
    is "$(query new.db "SELECT mbid FROM artist WHERE id = 1;")" 11111111-1111-4111-8111-111111111111 "json: the id"
    is "$(query new.db "SELECT key, coalesce(alias, '-'), coalesce(alias_type, '-') FROM artist_key WHERE artist = 1 ORDER BY key;")" "velmora|-|-
velmoraband|Velmora Band|name
velmoravstess|Velmora vs. Tess|name
velmorra|Velmorra|hint
veramora|Vera Mora|legal" "json: aliases have keys and types; an alias equal to the name adds none"
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
    is "$out$err" "artists=6 as_of=2025-12-01" "json: --as-of sets the date"
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
  its TIMESTAMP begins with no day up to today, and is ignored" "a TIMESTAMP of '$stamp' counts as none"
    done
}

blog_preset() {
    fresh --quiet --country US,GB,CA,AU --letters-only --format musicbrainz-json artist.tar.xz
    is "$code $err" "1 stagename corpus: artist.tar.xz holds no artist that could be entered (7 rows); the corpus is unchanged" \
        "rules that no artist meets give no corpus"
    printf '{"name":"Hal One","country":"GB"}\n{"name":"Hal 2","country":"GB"}\n{"name":"Hal","country":"DE"}\n' >preset
    fresh --country US,GB,CA,AU --letters-only preset
    is "$(artists) $err" "Hal One||GB| preset (json): 3 rows, 1 of them artists
  left out 1: another country (first in line 3)
  left out 1: not letters only (first in line 2)" "the blog's preset"
}

explained() {
    fresh --quiet --explain why.tsv artist.tar.xz
    is "$(<why.tsv)" "file${tab}member${tab}line${tab}reason${tab}what was there
artist.tar.xz${tab}mbdump/artist${tab}4${tab}a placeholder, not an artist${tab}[unknown]
artist.tar.xz${tab}mbdump/artist${tab}5${tab}for the verdict only: a credit of several artists${tab}Velmora feat. Tess" "--explain lists each row"
    printf 'Good\nBj\366rk\tx\001\n' >latin.txt
    rm -f why.tsv
    refused "latin.txt: 1 of 2 rows are not UTF-8, the first in line 2" "another encoding is refused" --format text --explain why.tsv latin.txt
    is "$(tail -n 1 why.tsv)" "latin.txt${tab}${tab}2${tab}not UTF-8${tab}Bj\\xf6rk\\x09x\\x01" "--explain also says why a file was refused, in UTF-8"
    cp old.txt own.txt && ln -f own.txt linked.txt
    cp own.txt held.txt && mkdir -p held && cp old.txt held/artist && printf 'name\nOne\n' >names.tsv
    refused "./own.txt would overwrite an input (own.txt)" "--explain may not be a source" --explain ./own.txt old.txt own.txt
    refused "linked.txt would overwrite an input (own.txt)" "--explain may not be a source by another name" --explain linked.txt own.txt
    refused "held/artist would overwrite an input (held)" "--explain may not be in a directory that is read" --explain held/artist held
    refused "./old.db would overwrite an input (old.db)" "--explain may not be the database" --explain ./old.db own.txt
    refused "held.txt would overwrite an input (held.txt)" "--explain may not be the archive of tags" --tags held.txt --explain held.txt own.txt
    refused "names.tsv would overwrite an input (names.tsv)" "--explain may not be the names" --import names.tsv --explain names.tsv own.txt
    is "$(cat own.txt held.txt held/artist)" "$(cat old.txt old.txt old.txt)" "and nothing is overwritten"
    fresh --explain "$dir/new.db" own.txt
    is "$code $(ls new.db 2>&1)" "1 ls: cannot access 'new.db': No such file or directory" "--explain must not be the new database"
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
    is "$(query new.db "SELECT name FROM artist ORDER BY id DESC LIMIT 1;")" Last "json: rows after them are read"
    printf '%s\n' '{"name":"Here","country":"SE"}' '{"name":"There","country":"Nowhere at all"}' \
        '{"name":"Seven","aliases":[7]}' '{"name":"Gone","country":"[unknown]","aliases":{"name":"No"}}' >odd.json
    fresh --format musicbrainz-json odd.json
    is "$code $err
$(artists)" "0 odd.json (musicbrainz-json): 4 rows, 3 of them artists
  country not known in 1: 'Nowhere at all' (first in line 2)
  left out 1: not a JSON object with a name (first in line 3)
Here||SE|
There|||
Gone|||" "json: an unknown country is counted, and a row with an alias that is not an object is omitted"
}

damaged_archives() {
    awk 'BEGIN { srand(3); for (i = 0; i < 30000; i++) printf "{\"name\":\"Name %d\",\"pad\":\"%d%d%d\"}\n", i, rand() * 1e9, rand() * 1e9, rand() * 1e9 }' >many
    mkdir -p m/mbdump && cp many m/mbdump/artist
    tar -C m -cf many.tar mbdump/artist
    for pack in xz bzip2 gzip; do # bzip2 has such large blocks that nothing is read
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
    refused "text.tar.xz is not a supported archive" "a text that is called an archive" text.tar.xz
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
# 30 is part of 25, and 25 of 20; 40 and 41 are part of each other
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
  left out 1: a placeholder, not an artist (first in line 5)
  for the verdict only 1: a control character (first in line 9)
  for the verdict only 1: a credit of several artists (first in line 8)" "tables: rows are counted, and omitted ones by reason"
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
veramora|Vera Mora|name" "tables: the table of types explains the numbers"
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
    is "$(artists | cut -d '|' -f 4 | head -n 1)$err" "techno" "tables: tags from a separate archive"
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
    printf '10\tS\377\n' >bad/mbdump/iso_3166_1
    refused "bad, mbdump/iso_3166_1, line 1: not UTF-8" "tables: a table beside artist that is not UTF-8" bad
    printf '10\tS\0\n' >bad/mbdump/iso_3166_1
    refused "bad, mbdump/iso_3166_1, line 1: a control character" "tables: a table beside artist with a NUL" bad
    printf '10\tSE\n20\tGB\n\\.\nno row\n' >bad/mbdump/iso_3166_1 && mkdir bad/mbdump/folder
    fresh --quiet bad
    is "$(artists | head -n 1)$err" "Velmora|group|SE|" "tables: an end as pg_dump writes it; a folder among them is passed over"
    rm -r bad/mbdump/folder
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
  country not known in 1: 'Atlantis' (first in line 6)
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
  left out 2: text after a closing quote (first in line 2) No \" one||GB|
5\" Ohm||GB|
Last||GB|" "csv: blank lines and misplaced quotes affect their rows only"
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
    { printf name && printf ',c%d' $(seq 64) && printf '\nA\n'; } >wide.csv
    refused "wide.csv, line 1: more than 64 columns" "csv: a header of 65 columns" wide.csv
    printf '"a"b,name\nx,y\n' >quoted.csv
    refused "quoted.csv, line 1: the header has text after a closing quote" "csv: a header with text behind a quote" \
        --format csv quoted.csv
    printf 'a,b\n1,2\n' >other.csv
    refused "other.csv, line 1: the header of a CSV must name its columns, and one must be 'artist_mb', 'name', 'artist' or 'artist_name'" \
        "csv: a header without the name" other.csv
    gzip -c other.csv >other.csv.gz
    refused "other.csv.gz, line 1: the header of a CSV" "csv: packed, a header without the name" other.csv.gz
    cp other.csv other.tsv
    refused "other.tsv, line 1: the header of a TSV" "tsv: a header without the name" other.tsv
    mv other.tsv other
    fresh --quiet other
    is "$(query new.db "SELECT count(*) FROM artist;")" 2 "what is called neither is a text"
}

other_separators() {
    printf 'name;country;genre\r\n"Abba; Blur";Sweden;rock\r\n"Q ""X""";DE;\r\nShort;DE\r\n' >list
    fresh list
    is "$code $err" "0 list (csv): 3 rows, 2 of them artists
  left out 1: wrong number of columns (first in line 4)" "csv: ';' separates"
    is "$(artists)" 'Abba; Blur||SE|rock
Q "X"||DE|' "csv: quotes between ';'"
    printf 'sep=;\r\nname;country\r\nA;Sweden\r\n' >sep.csv
    fresh --quiet sep.csv
    is "$(artists)$err" "A||SE|" "csv: the line sep=; of Excel"
    printf ',name,country\n0,Abba,SE\n' >index.csv
    fresh --quiet index.csv
    is "$(artists)$err" "Abba||SE|" "csv: a header that begins with an empty column, as pandas writes it"
    printf 'country|artist\nSE|Abba, B\n' >list
    fresh --quiet list
    is "$(artists)$err" "Abba, B||SE|" "csv: '|' separates"
    fresh --quiet --format csv list
    is "$(artists)$err" "Abba, B||SE|" "csv: '|' separates where the format is stated"
    printf 'Artist; Band\nAbba\nBlur\n' >list
    fresh list
    is "$err" "list (text): 3 rows, 3 of them artists" "text: a name with ';'"
}

# ---- TSV ----

quoted_tsv() {
    {
        printf 'name\tcountry\n"""Weird Al"" Yankovic"\tUS\n'
        printf '"Smith, J"\tGB\n"Tab\tbed"\tSE\n"Two\nLines"\tDE\n"12"" Mix"\t"FR"\n'
    } >quoted.tsv
    fresh quoted.tsv
    is "$err" "quoted.tsv (tsv): 5 rows, 5 of them artists" "tsv: quoted fields, one over two lines"
    is "$(artists)" '"Weird Al" Yankovic||US|
Smith, J||GB|
Tab bed||SE|
Two Lines||DE|
12" Mix||FR|' "tsv: quoted fields as spreadsheets and pandas write them"
    {
        printf 'name\tcountry\n"Weird Al" Yankovic\tUS\n"Heroes\tSE\nPlain\tDE\n'
        printf '"A" and "B"\tGB\n12" Ohm\tGB\n"Short\nLast "Q"\tUS\nDrop "\tUS\n'
    } >plain.tsv
    fresh plain.tsv
    is "$err" "plain.tsv (tsv): 8 rows, 7 of them artists
  left out 1: wrong number of columns (first in line 7)" "tsv: a quote that is not closed is a character"
    is "$(artists)" '"Weird Al" Yankovic||US|
"Heroes||SE|
Plain||DE|
"A" and "B"||GB|
12" Ohm||GB|
Last "Q"||US|
Drop "||US|' "tsv: names with quotes are unchanged"
    printf '"country"\t"name"\n"SE"\t"Abba"\n' >list
    fresh --quiet list
    is "$(artists)$err" "Abba||SE|" "tsv: a quoted header"
    printf 'name\n"Open\n"Shut"\nEnd\n"Last\n' >one.tsv
    fresh --quiet one.tsv
    is "$(artists)$err" '"Open|||
Shut|||
End|||
"Last|||' "tsv: one column: each line is a row"
    printf 'name\tbio\nAbba\t"One\n\nTwo"\nBlur\t"Open\nand so on\n' >bio.tsv
    fresh bio.tsv
    is "$(artists) $err" "Abba|||
Blur||| bio.tsv (tsv): 3 rows, 2 of them artists
  left out 1: wrong number of columns (first in line 6)" "tsv: a text of several lines behind the name"
}

# ---- other JSON ----

any_json() {
    cat >any.json <<'END'
[
    {
        "name": "Velmora", "country": "Sweden", "kind": "dj", "style": "techno",
        "mbid": "11111111-1111-4111-8111-111111111111", "aliases": ["Velmora Band", {"name": "VB Ohm"}]
    },
    { "Artist" : "Tess \u00e9" , "type" : "Group", "tags" : ["seen live", "death metal", "pop"] },
    { "name": "Ohm", "area": {"iso-3166-2-codes": ["GB-LDS"]}, "disambiguation": "UK DJ", "genres": [{"name": "house", "count": 3}] },
    { "name": "Zed", "tags": "rock; pop" },
    { "id": 7 }, 7, null, "Just a Name",
    { "name": "[unknown]" }
]
END
    fresh any.json
    is "$code $err" "0 any.json (json): 9 rows, 5 of them artists
  left out 3: not a JSON object with a name (first in line 9)
  left out 1: a placeholder, not an artist (first in line 10)" "json: an array, pretty-printed"
    is "$(artists)" "Velmora|dj|SE|techno
Tess é|group||metal
Ohm|dj|GB|house
Zed|||rock
Just a Name|||" "json: what is read of an object"
    is "$(query new.db "SELECT mbid FROM artist WHERE id = 1; SELECT alias FROM artist_key WHERE alias IS NOT NULL ORDER BY alias;")" "11111111-1111-4111-8111-111111111111
VB Ohm
Velmora Band" "json: ids and aliases"
    printf '%s\n' '{"name":"A"} {"name":"B"}[{"name":"C"},{"name":"D"}]' '{' '"name"' ':"E"}' >list
    fresh --quiet list
    is "$(artists | tr -d '|\n')$err" ABCDE "json: objects and arrays one after the other"
    printf '\357\273\277["Abba",\r"Blur"]' >list
    fresh --quiet list
    is "$(artists | tr -d '|\n')$err" AbbaBlur "json: an array of names, with a byte order mark"
    printf '{"count":2,"artists":[{"name":"A","sort-name":"A"},{"name":"B"}]}\n' >list
    fresh --quiet list
    is "$(artists | tr -d '|\n')$err" AB "json: an answer of MusicBrainz"
}

# Both as one object per line and as an array, which different readers parse.
facts_of_objects() {
    local way types="SELECT key, alias, alias_type FROM artist_key WHERE alias IS NOT NULL ORDER BY key;"
    cat >facts <<'END'
{"name":"Uncounted","aliases":[],"tags":[{"name":"DJ"},{"name":"techno"},{"name":"death metal","count":0}]}
{"name":"Uncountable","aliases":[],"tags":[{"name":"dj","count":null},{"name":"dj","count":"2"},{"name":"dj","count":1.5}]}
{"name":"By Id","aliases":[{"name":"Legally","type-id":"d4dcd0c0-b341-3612-a332-c0ce797b25cf"},{"name":"Hint","type":null,"type-id":"1937e404-b981-3cb7-8151-4c86ebfc8d8e"}]}
END
    for way in json musicbrainz-json; do
        fresh --quiet --format "$way" facts
        is "$(artists)$err" "Uncounted|dj||techno
Uncountable|||
By Id|||" "$way: a tag without a count counts as one vote, one with an odd count as none"
        is "$(query new.db "$types")" "hint|Hint|hint
legally|Legally|legal" "$way: aliases have types by their ids"
    done
}

broken_objects() {
    printf '{"name":"A"}\n{"name":"B\n{"name":"C"}\nrubbish\n{"name":"\377"}\n{"name":"D"}' >list
    refused "list: 1 of 6 rows are not UTF-8, the first in line 5" "json: lines of another encoding are counted" list
    printf '{"name":"A"}\n{"name":"B\n{"name":"C"}\nrubbish\n{"name":"D"}' >list
    fresh list
    is "$(artists | tr -d '|\n') $err" "ACD list (json): 5 rows, 3 of them artists
  left out 2: not a JSON object with a name (first in line 2)" "json: a broken line among lines is left out"
    printf '[{"name":"A"},\n{"name":"B"}\n{"name":"C"}]' >list
    refused "list, line 3: invalid JSON (expected ',' or ']')" "json: an array that lacks a comma" list
    printf '[{"name":"A"},\n{"name":"B"' >list
    refused "list, line 2: invalid JSON" "json: an array that ends within a value" list
    printf '[{"name":"A"},\n{"name":"B"}\n' >list
    refused "list, line 3: invalid JSON (the array is not closed)" "json: an array that ends early" list
    printf '{\n"name":"A"}\n{"name":"B"\n"x"}' >list
    refused "list, line 4: invalid JSON" "json: an object of several lines that is broken" list
    printf '[{"name":"\366"}]' >list
    refused "list, line 1: not UTF-8" "json: an array in another encoding" list
    python3 -c 'print("[" + ",".join("{\"name\": \"Name %d \u00e9\", \"x\": \"%s\"}" % (i, "\u00e9" * (i % 700)) for i in range(3000)) + "]")' >long.json
    fresh long.json
    is "$err" "long.json (json): 3000 rows, 3000 of them artists" "json: one line of megabytes"
    python3 -c 'print("[{\"name\":\"A\"},{\"name\":\"B\",\"x\":\"" + "x" * 4000000 + "\"},{\"name\":\"C\"}]")' >long.json
    fresh --quiet long.json
    is "$(artists | tr -d '|\n')$err" ABC "json: a value of nearly 4 MiB among others"
    python3 -c 'print("[{\"name\":\"A\"},{\"name\":\"B\",\"x\":\"" + "x" * 5000000 + "\"}]")' >long.json
    refused "long.json, line 1: a JSON value larger than 4 MiB" "json: one value of megabytes" long.json
}

# ---- other encodings and line ends ----

encodings() {
    local way
    printf 'name\tcountry\r\n"Café, Ω"\tFR\r\n' >wide.txt
    for way in UTF-16LE UTF-16BE UTF-32LE UTF-32BE; do # the first character is the mark
        { printf '\357\273\277' && cat wide.txt; } | iconv -f UTF-8 -t $way >list
        fresh list
        is "$(artists)$err" "Café, Ω||FR|list (tsv): 1 rows, 1 of them artists" "$way with a byte order mark"
    done
    gzip -c list >list.gz
    fresh --quiet --format tsv list.gz
    is "$(artists)$err" "Café, Ω||FR|" "packed, and with the format stated"
    iconv -f UTF-8 -t UTF-16LE wide.txt >list
    refused "list is UTF-16 without a byte order mark, which is not supported; convert it: iconv -f UTF-16LE -t UTF-8" "UTF-16 without a mark" list
    awk 'BEGIN { for (i = 0; i < 30000; i++) printf "Name %d\r", i }' >list
    fresh list
    is "$err" "list (text): 30000 rows, 30000 of them artists" "lines that end in CR"
    { printf '\357\273\277' && cat list; } | iconv -f UTF-8 -t UTF-16BE >both
    fresh both
    is "$err" "both (text): 30000 rows, 30000 of them artists" "lines that end in CR, in UTF-16"
    printf 'name,country\r"Two\nLines",SE\rAbba,DE' >mac.csv
    fresh --quiet mac.csv
    is "$(artists)$err" "Two Lines||SE|
Abba||DE|" "a CSV with CR between its rows"
}

# ---- decompression bombs ----

# 24 MiB of the output of WORD…, packed to a few kilobytes.
bomb() { # FILE PACKER WORD…
    local file=$1 pack=$2
    shift 2
    yes "$@" | head -c 25165824 | $pack >"$file"
}

# Repeated rows count as one artist and cost almost nothing.
repeated_rows() {
    { yes $'A\nB' | head -n 100000 && seq 5000 && seq 5000 && yes $'B\nC' | head -n 1000; } >again.txt
    fresh --quiet again.txt
    is "$(query new.db 'SELECT count(*), count(DISTINCT name) FROM artist')" "5003|5003" "repeated rows: each artist once"
    printf 'name\tkind\tcountry\nA\t\t\nA\t\t\nA\tdj\t\nA\t\t\nA\t\tSE\nA\tgroup\t\n' >again.tsv
    fresh --quiet again.tsv
    is "$(artists)" "A|dj|SE|" "repeated rows: what one of them adds counts"
}

expanding_files() {
    local pack what="expands to more than 50 times its size"
    for pack in "xz -1" gzip bzip2 "xz --format=lzma -1" "zstd -q"; do
        command -v "${pack%% *}" >/dev/null || continue
        bomb bomb.packed "$pack" Endless
        refused "bomb.packed $what" "expanding: endless lines, packed by $pack" bomb.packed
    done
    bomb bomb.xz "xz -1" ''
    refused "bomb.xz $what" "expanding: endless blank lines" bomb.xz
    head -c 25165824 /dev/zero | tr '\0' a | xz -1 >line.xz
    refused "line.xz" "expanding: one endless line" line.xz
    refused "line.xz, line 1: a JSON value larger than 4 MiB" "expanding: one endless value of JSON" --format json line.xz
    xz -dc line.xz >json/filler
    tar -C json -cJf line.tar.xz --transform s,filler,mbdump/artist, filler
    refused "line.tar.xz $what" "expanding: one endless line of a dump" line.tar.xz
    python3 -c 'import zipfile
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("list.txt", "Endless\n" * (3 << 20))'
    refused "bomb.zip $what" "expanding: the member of a zip" bomb.zip
    "$stagename" corpus --quiet --db old.db --replace - <bomb.zip >out 2>err
    is "$? $(<out) $(query old.db 'SELECT name FROM artist')" "1  Old Name" "expanding: a zip on standard input"
    yes Endless | head -c 25165824 >json/filler
    tar -C json -cJf filler.tar.xz filler mbdump/artist
    rm json/filler
    refused "filler.tar.xz $what" "expanding: a member that is passed over" filler.tar.xz
    # 21 MiB of rows that differ in few bytes: as repetitive as a valid file can be.
    python3 -c 'import random
pad = "\"annotation\": null, \"tags\": [], " * 19
for i in range(30000):
    print("{\"name\": \"Name %d\", %s\"id\": \"%032x\"}" % (i, pad, random.getrandbits(128)))' | xz -1 >honest.xz
    fresh --quiet honest.xz
    is "$code $err $(query new.db 'SELECT count(*) FROM artist')" "0  30000" "expanding: thirty times the size is accepted"
}

# ---- zip ----

# Each MEMBER is a file, or NAME=TEXT.
make_zip() { # ZIP MEMBER…
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as made:
    for member in sys.argv[2:]:
        name, given, text = member.partition("=")
        made.writestr(name, text) if given else made.write(name)' "$@"
}

zip_archives() {
    local before folder
    printf 'name;country\nAbba;SE\n' >inner.csv
    make_zip one.zip folder/= __MACOSX/._inner.csv=x inner.csv .DS_Store=x
    fresh one.zip
    is "$(artists)$err" "Abba||SE|one.zip (csv): 1 rows, 1 of them artists" "zip: the only file in it"
    "$stagename" corpus --quiet --db new.db --replace - <one.zip >out
    is "$(artists)" "Abba||SE|" "zip: from standard input"
    fresh --quiet --format csv one.zip
    is "$(artists)$err" "Abba||SE|" "zip: with the format stated"
    printf 'Name\n"Abba, Blur"\n' >list.csv
    make_zip named.zip list.csv
    fresh --quiet named.zip
    is "$(artists)$err" "Abba, Blur|||" "zip: the name of the file in it counts"
    make_zip two.zip inner.csv old.txt
    refused "two.zip has several files (inner.csv, old.txt); unpack it, and read the one with the artists" "zip: several files" two.zip
    before=$(query old.db .dump)
    "$stagename" corpus --quiet --db old.db --replace - <two.zip 2>err
    is "$? $(<err)" "1 stagename corpus: standard input has several files (inner.csv, old.txt); unpack it, and read the one with the artists" \
        "zip: several files on standard input"
    is "$(query old.db .dump)" "$before" "and nothing of them enters"
    make_zip none.zip folder/=
    refused "none.zip has no file" "zip: a folder alone" none.zip
    make_zip a.xlsx '[Content_Types].xml=x' _rels/.rels=x xl/workbook.xml=x
    refused "a.xlsx is a workbook (.xlsx or .ods); save its sheet as CSV in UTF-8" "zip: a workbook of Excel" a.xlsx
    refused "a.xlsx is a workbook" "zip: a workbook of Excel as CSV" --format csv a.xlsx
    make_zip a.ods mimetype=application/vnd.oasis.opendocument.spreadsheet content.xml=x
    refused "a.ods is a workbook" "zip: a workbook of LibreOffice" a.ods
    make_zip a.docx '[Content_Types].xml=x' word/document.xml=x
    refused "a.docx is an office document" "zip: a document of Word" a.docx
    make_zip late.xlsx docProps/app.xml=x xl/workbook.xml=x '[Content_Types].xml=x'
    refused "late.xlsx is a workbook" "zip: a workbook whose list of contents is its last member" late.xlsx
    for folder in word xl ppt _rels docProps; do
        make_zip folder.zip "$folder/list.txt=Abba"
        fresh --quiet folder.zip
        is "$(artists)$err" "Abba|||" "zip: a list in a folder $folder"
    done
    make_zip odd.zip 'page.xml=<?xml version="1.0"?><a/>'
    refused "odd.zip, page.xml is XML" "zip: a file that is not read" odd.zip
    head -c 60 one.zip >half.zip
    refused "half.zip" "zip: one that ends early" half.zip
    printf 'PKZ\nPK\n' >pk.txt
    fresh --quiet pk.txt
    is "$(artists | tr -d '|\n')$err" PKZPK "text: names that begin as a zip does"
}

# ---- unsupported formats ----

unsupported() {
    printf '<artists>\n<artist><id>1</id><name>Abba</name><profile>x</profile></artist>\n</artists>\n' | gzip >discogs.xml.gz
    refused "discogs.xml.gz is a Discogs dump (XML), which is not supported; write its names to a text file" "a Discogs dump" discogs.xml.gz
    printf -- '-- MySQL dump\nCREATE TABLE "a" (\n"b" int);\n' >list
    refused "list is an SQL dump, which is not supported; export" "SQL" list
    printf '<ul>\n<li>Abba</li>\n</ul>\n' >list
    refused "list is HTML without an element html, which is not supported; save the whole page" "a piece of HTML" list
    printf '# Artists\n\n- Abba\n- Blur\n' >list
    refused "list is Markdown, or a list with bullets or numbers, which is not supported; " "Markdown" list
    fresh --format text list
    is "$err" "list (text): 4 rows, 3 of them artists
  left out 1: empty (first in line 2)" "--format text reads it anyway"
    printf 'A<SEP>B<SEP>C<SEP>Abba\n' >list
    refused "awk -F'<SEP>' '{ print \$4 }'" "lines with <SEP>" list
    printf '%%PDF-1.4\n' >list
    refused "list is a PDF, which is not supported" "a PDF" list
    printf '{\\rtf1 Abba}' >list
    refused "list is a rich text document (RTF), which is not supported" "RTF" list
    head -c 3000 "$stagename" >list
    refused "list is a binary file, which is not supported" "a program" list
    printf 'GOOD\n' >good.txt
    refused "list is a binary file" "one file of several: none of them enters" --quiet good.txt list
    printf '<PIG>\n*NSYNC\n# 9\n- -\n[:SITD:]\n{AN} EeL\n' >list
    fresh list
    is "$err" "list (text): 6 rows, 6 of them artists" "names that begin as other formats do"
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
    is "$code $err" "0 list.html (wikipedia-html): 13 rows, 6 of them artists
  left out 1: a list item without a link to an article (first in line 15)
  left out 1: a link to an article that does not exist (first in line 12)
  left out 1: a link to another site (first in line 15)
  left out 2: a link to a page other than an article (first in line 14)
  left out 1: a link to another list (first in line 13)
  left out 1: in a section such as See also or References (first in line 18)" "html: the page is known by its content"
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
Last|||" "html: deeply nested items, and items after them"
    deep 3000
    refused "deep.html: elements are nested deeper than 2048" "html: what is nested too deeply is refused whole" deep.html
    printf '<html><body><ul><li><a href="/wiki/A">A</a><li>\0<li><a href="/wiki/B">B</a></ul>' >nul.html
    refused "nul.html: byte 48 is NUL" "html: a NUL, at which a parser would end" nul.html
    iconv -f UTF-8 -t ISO-8859-1 <<<'<html><body>é</body></html>' >latin.html
    refused "latin.html: byte 13 is not UTF-8" "html: another encoding is refused" latin.html
}

# ---- pages with current markup, and bad pages ----

named() { query new.db "SELECT group_concat(name, ', ') FROM (SELECT name FROM artist ORDER BY id);"; }
left_out() { tail -n +2 why.tsv | cut -f 4-; }

pages_with_current_markup() {
    local pages=$srcdir/tests/pages
    fresh --explain why.tsv "$pages/vector-2022.html"
    is "$(named)" "Armand Zell, Orla, Los Pelo, Vela, (hed) x.y., Bo Zell, Plain Jane, Tess Row, No Header, Left, Right, Last One" \
        "html: lists and tables of a page with an icon before its text"
    is "$(left_out)" "a list item without a link to an article${tab}Bo Nolink, founder of Zed Records
a link to an article that does not exist${tab}Red, house
a link to another site${tab}Buy
a link to a page other than an article${tab}Template
a link to another list${tab}Others
a table row without a name${tab}—
a table row without a name${tab}No award until 2005
a table row without a name${tab}This was given to nobody at all. There was no vote.
in a table without a column of artists${tab}1999 Alb
a table row without a name${tab}Not Linked
in a section such as See also or References${tab}House music
in a section such as See also or References${tab}Ended" "html: --explain lists omitted items with the reason"
    is "$(query new.db "SELECT rows, kept FROM source; SELECT count(*) FROM artist WHERE kind = 'dj';")" "24|12
12" "html: items and rows of tables are counted"
    fresh --quiet --explain why.tsv "$pages/parsoid.html"
    is "$(named)$err" "Die Zello, Sunn X))), The Mora" "html: Parsoid's output"
    is "$(left_out)" "a link to an article that does not exist${tab}Gone
a link to another site${tab}Weg
in a section such as See also or References${tab}Site" "html: and what it leaves out"
    fresh --quiet "$pages/category.html"
    is "$(named)$err" "Azzo, Bex" "html: the members of a category that is described"
    fresh --quiet --explain why.tsv "$pages/about-others.html"
    is "$(named)$err" "Azzo, Bex" "html: items that begin with another person"
    is "$(left_out | cut -f 2 | tr '\n' '|')" "Tess (of Band One)|Tess; Band Two|Tess – of Band Three|Tess - of Band Four|\
Tess, Band Five|She sang for years with Band Six|Dull|Here|Odd|" "html: and links that lead nowhere"
    fresh --quiet --explain why.tsv "$pages/german.html" "$pages/japanese.html"
    is "$(named)$err" "Jürgen Zell, Tess Ohm, ネロ, ゼルダ" "html: pages in other languages"
    is "$(left_out | cut -f 1 | sort | uniq -c | sed 's/^ *//')" "2 a link to a page other than an article
2 a link to another list
4 in a section such as See also or References" "html: sections, namespaces and lists in other languages"
}

bad_pages() {
    local pages=$srcdir/tests/pages
    printf '<html><body><p>No list here: <a href="/wiki/A">A</a></p></body></html>' >none.html
    fresh "$pages/parsoid.html" none.html latin.html deep.html "$pages/category.html" old.txt
    is "$code $out $(named)" "1 artists=6 as_of=${out##*=} Die Zello, Sunn X))), The Mora, Azzo, Bex, Old Name" \
        "bad pages are left out, the other files enter, and the exit code is 1"
    is "$(grep '^stagename' <<<"$err")" "stagename corpus: none.html holds no artist that could be entered (0 rows); this page is left out
stagename corpus: latin.html: byte 13 is not UTF-8; save the page again; this page is left out
stagename corpus: deep.html: elements are nested deeper than 2048; is this a saved page?; this page is left out" \
        "and each is reported"
    is "$(query new.db "SELECT count(*) FROM source;")" 3 "a bad page is not recorded as a source"
    refused "none.html holds no artist that could be entered (0 rows); --replace needs all files, so the corpus is unchanged" \
        "a corpus is not replaced by one that lacks a page" --quiet "$pages/parsoid.html" none.html
    run corpus --quiet --db old.db none.html latin.html
    is "$code $out $(tail -n 1 <<<"$err")" "1  stagename corpus: no file holds an artist; the corpus is unchanged" "pages that are all bad"
    run corpus --quiet --db old.db none.html
    is "$code $err" "1 stagename corpus: none.html holds no artist that could be entered (0 rows); the corpus is unchanged" "a bad page alone"
    run corpus --quiet --db old.db --format wikipedia-html gone.html "$pages/parsoid.html"
    is "$code $err" "1 stagename corpus: cannot read gone.html: No such file or directory" "a page that is not there refuses all"
    run corpus --quiet --db old.db "$pages/parsoid.html" half.tar
    is "$code $(query old.db "SELECT count(*) FROM artist;")" "1 1" "any other damaged file refuses all"
}

# ---- countries, whatever the format ----

countries() {
    printf 'name\tcountry\nA\tUK\nB\tKingdom of the Netherlands\nC\tSweden; Norway\nD\tAtlantis\nE\t\nF\tN/A\n' >c.tsv
    sed 's/\t/,/' c.tsv >c.csv
    tail -n +2 c.tsv | sed 's/\(.*\)\t\(.*\)/{"name":"\1","country":"\2"}/' >c.json
    for way in tsv csv json; do
        fresh c.$way
        is "$(query new.db "SELECT group_concat(name || coalesce(country, '-'), ' ') FROM artist;")" "AGB BNL CSE D- E- F-" "$way: countries by code or name"
        matches "$err" "country not known in 1: 'Atlantis' (first in line $([ $way = json ] && echo 4 || echo 5))" "$way: one that is not known is reported"
        fresh --quiet --country England,Holland c.$way
        is "$(named)$err" "A, B" "$way: --country takes names"
    done
}

# ---- several files, and a database of an older schema ----

several_at_once() {
    fresh --quiet artist.tar.xz mbdump.tar.bz2 a.csv list.html old.txt
    is "$(query new.db "SELECT count(*), (SELECT count(*) FROM source) FROM artist;")$err" "22|5" "five formats in one call"
    refused "half.tar" "one that is broken refuses all" --quiet artist.tar.xz half.tar
}

# The file stays unchanged, whichever command opens it.
older_schema() {
    local version command before
    run corpus --quiet --db new.db old.txt
    for version in 1 4; do
        query new.db "PRAGMA user_version = $version; PRAGMA wal_checkpoint(TRUNCATE);" >/dev/null
        before=$(sha256sum new.db)
        for command in "check --db new.db Name" "corpus --db new.db old.txt" "batches --db new.db"; do
            # shellcheck disable=SC2086
            run $command
            matches "$code $err" "new.db has schema $version of an older stagename" \
                "${command%% *}: a database of schema $version is refused"
            matches "$code $err" "with 'stagename corpus' and 'stagename import'" "and the message says what to do"
        done
        is "$(sha256sum new.db)" "$before" "and it stays unchanged"
    done
}

json_dump
stated_date
blog_preset
explained
broken_json
damaged_archives
table_dump
csv_list
other_separators
quoted_tsv
any_json
facts_of_objects
broken_objects
encodings
repeated_rows
expanding_files
zip_archives
unsupported
text_list
html_page
pages_with_current_markup
bad_pages
countries
several_at_once
older_schema
finish
