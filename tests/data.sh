#!/usr/bin/env bash
# Checks data/artists.tsv: real artists of every style, in their official spelling, each once. Also checks the tables of
# words that the build embeds.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
list=$srcdir/data/artists.tsv
need_build stagename
need sqlite3
make_folder data
db=$dir/site.db

styles='country
drum and bass
dubstep
electronic
folk
hip hop
house
indie
jazz
latin
metal
pop
punk
reggae
rock
soul
techno
trance'

# All assigned codes of ISO 3166-1 alpha-2.
countries='AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU
RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA
UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'

rows() { tail -n +2 "$list"; }
column() { rows | cut -f "$1"; }
query() { sqlite3 -batch "$db" "$1" 2>&1; }

# ---- the file ----

is "$(head -n 1 "$list")" "name${tab}kind${tab}country${tab}style" "the header names four columns"
is "$(awk -F '\t' 'NF != 4' "$list")" "" "every row has four columns"
is "$(awk -F '\t' '$1 == "" || $2 == "" || $4 == ""' "$list")" "" "no name, kind or style is missing"
is "$(grep -n -e '^"' -e '  ' -e $'\r' "$list")" "" "no quotes around names, no double spaces, no carriage returns"
[ "$(tail -c 1 "$list" | od -An -tx1 | tr -d ' ')" = 0a ]
result $? "the last row ends with a line feed"
rows | sort -c 2>/dev/null
result $? "rows are sorted by bytes"
iconv -f UTF-8 -t UTF-8 "$list" >/dev/null 2>&1
result $? "the file is UTF-8"

is "$(column 2 | sort -u | grep -vxF -e dj -e person -e group)" "" "a kind is dj, person or group"
is "$(column 3 | sort -u | grep -vxF -e '' -f <(printf '%s\n' "$countries" | tr ' ' '\n'))" "" \
    "a country is an ISO 3166-1 code"
is "$(column 4 | sort -u)" "$styles" "there are eighteen styles"

# ---- sizes ----

[ "$(rows | wc -l)" -ge 15000 ]
result $? "at least 15,000 artists"
[ "$(column 2 | grep -cx dj)" -ge 3000 ]
result $? "at least 3,000 of them DJs"
is "$(column 4 | sort | uniq -c | awk '$1 < 500')" "" "at least 500 of each style"

# ---- how stagename reads it ----

summary=$("$stagename" corpus --db "$db" "$list" 2>&1 >/dev/null)
is "$summary" "$list (tsv): $(rows | wc -l) rows, $(rows | wc -l) of them artists" "every row enters, none is left out"
# stagename stores names in normal form C, without extra spaces and invisible characters, so a clean name does
# not change.
is "$(query "SELECT name FROM artist;" | sort)" "$(column 1 | sort)" "names are stored unchanged"
is "$(query "SELECT group_concat(name, ' = ') FROM artist_key JOIN artist ON artist.id = artist GROUP BY key
    HAVING count(*) > 1;")" "" "no two rows are one name: no key is that of two artists"
is "$(query "SELECT count(*) FROM artist WHERE id NOT IN (SELECT artist FROM artist_key);")" 0 \
    "every artist can be found by a key"

# ---- names that everybody knows ----

for row in "Björk${tab}person${tab}IS" "deadmau5${tab}dj${tab}CA" "Sigur Rós${tab}group${tab}IS" \
    "N.W.A${tab}group${tab}US" "宇多田ヒカル${tab}person${tab}JP"; do
    is "$(cut -f 1-3 "$list" | grep -xF -e "$row")" "$row" "is there as spelled: ${row%%"$tab"*}"
done

# ---- embedded tables of words ----

embed() { awk -f "$srcdir/data/embed.awk" "$@" 2>"$dir/err"; }

for table in countries credits placeholders themes wiki_words; do
    file=$srcdir/data/$table.tsv
    iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1
    result $? "$table.tsv is UTF-8"
    is "$(tail -n +2 "$file" | cut -f 1,2 | grep -n -e '^ ' -e ' $' -e '  ' -e $'\r')" "" "$table.tsv: no stray spaces"
    is "$(embed "$file" | wc -l)" "$(tail -n +2 "$file" | wc -l)" "$table.tsv: each row becomes one of the program"
done
is "$(cut -f 1 "$srcdir/data/placeholders.tsv" | sort | uniq -d)" "" "placeholders.tsv: each once"
is "$(sort "$srcdir/data/themes.tsv" | uniq -d)" "" "themes.tsv: each word once in a theme"
is "$(tail -n +2 "$srcdir/data/themes.tsv" | cut -f 1 | uniq | sort | uniq -d)" "" "themes.tsv: a theme's words are together"
is "$(grep -P '^(code|name)\t' "$srcdir/data/countries.tsv" | cut -f 3 | grep -cvE '^[A-Z]{2}$')" 0 \
    "countries.tsv: codes and names have a code"

printf 'kind\tword\nlist_end\ta "b" \\c\n' >"$dir/quotes.tsv"
is "$(embed -v prefix=X_ "$dir/quotes.tsv")" '{X_LIST_END, "a \"b\" \\c"},' "a row: the kind in capitals, the text quoted"
printf 'kind\tword\nlist\ta\nlist\n' >"$dir/short.tsv"
embed -v prefix=X_ "$dir/short.tsv" >/dev/null
is "$? $(<"$dir/err")" "1 $dir/short.tsv, line 3: expected 2 columns" "a row without a column stops the build"

finish
