#!/bin/bash
# The site as a visitor sees it: nginx, workers and a database.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
need_build stagename stagename-fcgi
need nginx curl jq sqlite3

# ---- set-up ----

make_database() # FILE NAMES-TSV
{
    "$builddir/stagename" corpus --quiet --db "$1" --as-of 2026-01-31 "$dir/artists.tsv" > "$dir/make.log" &&
        "$builddir/stagename" import --quiet --db "$1" --blocklist "$srcdir/data/blocklist.txt" "$2" >> "$dir/make.log"
}

write_lists()
{
    printf '%s\t%s\t%s\t%s\n' name kind country style 'Daft Punk' group FR house Deadmau5 dj CA house \
        'Кино' group RU rock > "$dir/artists.tsv"
    {
        printf 'name\tbits_per_char\tstyle\tkind\tappeal\n'
        # shellcheck disable=SC2016 # one of the names looks like a command
        printf '%s\t%s\t%s\t%s\t%s\n' '"Quote" & '"'Apostrophe'" 2.5 rock group 0.5 '<img src=x onerror=alert(1)>' 3 rock group '' \
            'Fire 🔥 Engine' 2 techno '' 0 'שלום עולם' 4 techno person 1 'back\slash' 2 techno '' '' '$(reboot)' 2 techno '' '' \
            'Ünïted Åccents' 1.5 house '' '' 'Xy' 1 house '' '' 'Velvet Quarry' 1.25 house dj 0.875 'Daft Funk' 1 house dj '' \
            'Daft Punk' 1.1 house '' ''
    } > "$dir/names.tsv"
    printf '%s%s\n' '{"name":"Daft Punk","aliases":[{"name":"Guy-Man & Thomas","type":"Legal name"},' \
        '{"name":"Dapht Punque","type":"Search hint"},{"name":"Darlin Two","type":"Artist name"}]}' > "$dir/aliases.json"
    printf 'name\nAnother Database\n' > "$dir/others.tsv"
    printf 'name\nLate Arrival\n' > "$dir/late.tsv"
}

make_folder web
front=$dir/front.sock
write_lists
# The database is served through a symbolic link: a new version is a new file and a renamed link.
make_database "$dir/first.db" "$dir/names.tsv" || exit 1
make_database "$dir/second.db" "$dir/others.tsv" || exit 1
"$builddir/stagename" corpus --quiet --db "$dir/first.db" --as-of 2026-01-31 "$dir/aliases.json" > "$dir/make.log" || exit 1
ln -s first.db "$dir/site.db"
# The installed snippets, except for the limit on reports.
mkdir "$dir/nginx" && cp "$srcdir"/nginx/*.conf "$dir/nginx" && sed -i 's|rate=12r/m|rate=10000r/s|' "$dir/nginx/http.conf"
local_conf "unix:$front" "$dir/nginx" > "$dir/nginx.conf"
start_workers "$dir/worker.sock" --workers 3 --site http://names.example && start_nginx "$dir/nginx.conf" "$front"
[ -S "$front" ] || {
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
}

point_to() # GENERATION
{
    ln -s "$1" "$dir/site.db.new" && mv -T "$dir/site.db.new" "$dir/site.db"
}

names() # QUERY: prints the names of the answer, sorted, one per line
{
    ask "/api/names?n=100&$1" && field '.names[].name' | sort
}

# ---- names ----

names_have_all_fields_of_the_page()
{
    ask '/api/names?n=3' &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" application/json &&
        expect cache "$(header Cache-Control)" no-store &&
        expect count "$(field '.names | length')" 3 &&
        expect 'keys of a name' "$(field '.names[0] | keys')" \
            '["appeal","bits_per_char","id","kind","name","nearest","style","verdict"]' &&
        expect 'keys of the answer' "$(field keys)" '["as_of","names","pool","seed"]' &&
        expect pool "$(field .pool)" 9 &&
        expect date "$(field .as_of)" 2026-01-31 &&
        expect repeats "$(field '[.names[].id] | length - (unique | length)')" 0
}

hostile_names_arrive_unchanged()
{
    names '' > "$dir/got"
    cut -f 1 "$dir/names.tsv" | sed 1d | grep -v Daft | sort | diff - "$dir/got" | sed 's/^/# /' | grep . && return 1
    expect 'as JSON' "$(field '[.names[].name] | length')" 9
}

ten_names_are_the_default()
{
    ask /api/names &&
        expect status "$status" 200 &&
        expect names "$(field '.names | length')" 9 # there are fewer than ten
}

filters_select_names()
{
    expect style "$(names style=house | tr '\n' ,)" 'Velvet Quarry,Xy,Ünïted Åccents,' &&
        expect 'a style that no free name of this kind has' "$(names 'style=techno&kind=dj')" '' &&
        expect pool "$(field .pool)" 0 &&
        expect length "$(names 'min=2&max=2')" Xy &&
        expect starts "$(names starts=VELV)" 'Velvet Quarry' &&
        expect 'starts with an accent' "$(names starts=%C3%BCNI)" 'Ünïted Åccents' &&
        expect 'starts with a decomposed letter' "$(names starts=%20U%CC%88NI)" 'Ünïted Åccents' &&
        expect 'contains a joiner' "$(names contains=n%E2%80%8D%C3%AF)" 'Ünïted Åccents' &&
        expect 'starts with SQL' "$(names "starts=x'%20OR%201=1--")" '' &&
        expect close "$(names verdict=close)" 'Daft Funk' &&
        expect taken "$(names verdict=taken)" 'Daft Punk' &&
        expect any "$(names verdict=any | wc -l)" 11 &&
        expect ends "$(names ends=ARRY)" 'Velvet Quarry' &&
        expect 'ends with a longer text' "$(names ends=velvetvelvetquarry)" '' &&
        expect contains "$(names contains=T%20Q)" 'Velvet Quarry' &&
        expect 'contains a wildcard' "$(names contains=%25)" '' &&
        expect 'contains an emoji' "$(names contains=%F0%9F%94%A5)" 'Fire 🔥 Engine' &&
        expect words "$(names words=3 | tr '\n' ,)" '"Quote" & '"'Apostrophe'"',<img src=x onerror=alert(1)>,Fire 🔥 Engine,' &&
        expect 'pool of words' "$(field .pool)" 3 &&
        expect kind "$(names kind=group | tr '\n' ,)" '"Quote" & '"'Apostrophe'"',<img src=x onerror=alert(1)>,' &&
        expect 'pool of a kind' "$(field .pool)" 2 &&
        expect 'kind and verdict' "$(names 'kind=dj&verdict=any' | tr '\n' ,)" 'Daft Funk,Velvet Quarry,' &&
        expect 'appeal and kind' "$(field '[.names[] | "\(.kind) \(.appeal)"] | sort | join(",")')" 'dj 0.88,dj null' &&
        expect 'low, mid and high' "$(for weird in low mid high; do names "weird=$weird&verdict=any" | wc -l; done | xargs)" '4 4 3' &&
        expect 'high and techno' "$(names 'weird=high&style=techno')" 'שלום עולם' &&
        expect 'pool of high and techno' "$(field .pool)" 1 &&
        expect 'all together' "$(names 'style=house&words=2&min=13&max=13&starts=v&ends=y&contains=et&verdict=free&weird=low&kind=dj')" \
            'Velvet Quarry' &&
                expect 'pool of all together' "$(field .pool)" 1 &&
        expect syllables "$(names syllables=4)" 'Velvet Quarry' &&
        expect 'easy to say' "$(names 'easy=1&starts=velv')" 'Velvet Quarry' &&
        expect alliteration "$(names 'alliteration=1&verdict=any')" '' &&
        expect 'without letters' "$(names without=AEIOUW)" Xy &&
        expect 'without an accented letter' "$(names without=%C3%A4eiouw)" Xy &&
        expect 'a theme' "$(names theme=fire)" 'Fire 🔥 Engine' &&
        expect 'pool of a theme' "$(field .pool)" 1 &&
        expect 'theme, syllables and a switch that is off' "$(names 'theme=fire&syllables=8&easy=0')" '' &&
        expect 'empty filters' "$(names 'style=&starts=&ends=&contains=&without=&theme=' | wc -l)" 9
}

like_gives_similar_names()
{
    local quarry funk first again
    ask '/api/names?verdict=any&starts=velvet' && quarry=$(field '.names[0].id') &&
        ask '/api/names?verdict=close' && funk=$(field '.names[0].id') &&
        expect 'never the name itself' "$(names "like=$quarry&verdict=any" | grep -c '^Velvet Quarry$')" 0 &&
        expect 'pool without the name' "$(field .pool)" 10 &&
        expect 'nearly the same name' "$(names "like=$funk&verdict=any" | grep -c '^Daft Punk$')" 0 &&
        expect 'pool with a filter' "$(names "like=$funk&words=2&style=house" | tr '\n' ,) $(field .pool)" \
            'Velvet Quarry,Ünïted Åccents, 2' &&
        expect 'an unknown number beside' "$(names "like=999999,$funk&words=2&style=house" | wc -l)" 2 &&
        expect unlike "$(names "unlike=$quarry,$funk&verdict=any" | grep -c '^Velvet Quarry$\|^Daft Funk$')" 0 &&
        expect 'like and unlike' "$(names "like=$quarry&unlike=$funk&verdict=any" | grep -c '^Daft Funk$')" 0 &&
        expect empty "$(names 'like=&unlike=' | wc -l)" 9 &&
        ask "/api/names?like=$quarry&seed=a&n=5" && first=$(field .names) && ask "/api/names?like=$quarry&seed=a&n=5" &&
        again=$(field .names) && expect seed "$again" "$first" &&
        ask '/api/names?like=999999' && is_problem 404 like &&
        ask '/api/names?unlike=999999&seed=a' && is_problem 404 unlike &&
        ask "/names?like=$quarry" && is_page 200 "like=$quarry" &&
        ask '/names?like=999999' && expect 'a page of unknown numbers' "$status" 404
}

a_misspelled_value_is_refused_with_the_nearest()
{
    ask '/api/names?style=teckno' && is_problem 400 style &&
        expect style "$(field .detail)" "there is no style 'teckno' here; the nearest is 'techno' (/api/styles lists all)" &&
        ask '/api/names?style=House&seed=1' && is_problem 400 style &&
        expect capitals "$(field .detail | grep -c "'house'")" 1 &&
        ask '/api/names?style=%07' && is_problem 400 style &&
        expect 'a control character' "$(field .detail | grep -c '�')" 1 &&
        ask '/api/names?style=qqqqqq' && is_problem 400 style &&
        expect 'no style like it' "$(field .detail)" "there is no style 'qqqqqq' here (/api/styles lists all)" &&
        ask '/names?style=rokc' && is_page 400 'the nearest is &#39;rock&#39;' &&
        ask '/api/names?theme=nite' && is_problem 400 theme &&
        ask '/api/names?theme=nigth' &&
        expect theme "$(field .detail)" "there is no theme 'nigth'; the nearest is 'night' (/api/styles lists all)" &&
        ask '/api/names?kind=DJ' &&
        expect kind "$(field .detail)" 'kind must be one of dj, person, group; the nearest is dj' &&
        ask '/api/names?verdict=fre' &&
        expect verdict "$(field .detail | grep -c 'nearest is free$')" 1 &&
        ask '/api/names?weird=hihg' &&
        expect weird "$(field .detail | grep -c 'nearest is high$')" 1 &&
        ask '/api/names?format=xml' &&
        expect format "$(field .detail | grep -c nearest)" 0
}

a_seed_gives_the_same_names_again()
{
    local seed first
    ask '/api/names?n=5' && seed=$(field .seed) && first=$(field .names) &&
        ask "/api/names?n=5&seed=$seed" &&
        expect 'names by the seed of an answer' "$(field .names)" "$first" &&
        expect 'seed in the answer' "$(field .seed)" "$seed" &&
        ask "/api/names?n=5&seed=%22%3C%F0%9F%94%A5" &&
        expect 'odd seed' "$(field .seed)" '"<🔥' || return 1
    for seed in 1 2 3 4 5 6 7 8; do
        ask "/api/names?n=9&seed=$seed" && field '[.names[].id]'
    done | sort -u | wc -l > "$dir/got"
    expect 'different answers to eight seeds' "$(($(cat "$dir/got") > 6))" 1
}

names_are_available_as_csv_and_text()
{
    ask '/api/names?n=100&verdict=any&format=txt' &&
        expect type "$(header Content-Type)" 'text/plain; charset=utf-8' &&
        expect cache "$(header Cache-Control)" no-store &&
        expect lines "$(body | sort | sha256sum)" "$(cut -f 1 "$dir/names.tsv" | sed 1d | sort | sha256sum)" &&
        ask '/api/names?n=100&verdict=any&format=csv' &&
        expect type "$(header Content-Type)" 'text/csv; charset=utf-8; header=present' &&
        expect header "$(head -n 1 "$dir/body")" $'id,name,style,kind,verdict,bits_per_char,appeal\r' &&
        expect 'line ends' "$(grep -c $'\r$' "$dir/body")" 12 &&
        expect 'quotes' "$(tr -d '\r' < "$dir/body" | grep -c '^[0-9]*,"""Quote"" & '"'Apostrophe'"'","rock",group,free,2.5,0.5$')" 1 &&
        sqlite3 :memory: '.mode csv' ".import $dir/body t" 'SELECT name FROM t;' '.mode list' 'SELECT name FROM t;' |
        tail -n 11 | sort | cmp - <(cut -f 1 "$dir/names.tsv" | sed 1d | sort)
}

formula_cells_are_neutralised_only_for_spreadsheets()
{
    {
        printf 'name\tstyle\n'
        printf '%s\thouse\n' '=1+1' '+44 Quartz' '-ziQuux' '@Vorpal' 'Plain "Quoted"'
        printf '%s\n' 'Styled	=cmd'
    } > "$dir/formulas.tsv"
    make_database "$dir/formulas.db" "$dir/formulas.tsv" && point_to formulas.db &&
        ask '/api/names?n=100&format=excel&verdict=any' &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" 'text/csv; charset=utf-8; header=present' &&
        expect 'byte order marks' "$(grep -c "$(printf '^\357\273\277id,name,style')" "$dir/body")" 1 &&
        expect cells "$(tr -d '\r' < "$dir/body" | sed 1d | cut -d , -f 2,3 | sort)" \
            "$(sort <<'END'
"'+44 Quartz","house"
"'-ziQuux","house"
"'=1+1","house"
"'@Vorpal","house"
"Plain ""Quoted""","house"
"Styled","'=cmd"
END
            )" &&
        ask '/api/names?n=100&format=csv&verdict=any' &&
        expect 'no mark' "$(head -c 2 "$dir/body")" id &&
        expect 'unchanged texts' "$(tr -d '\r' < "$dir/body" | sed 1d | cut -d , -f 2 | sort)" \
            "$(sed 1d "$dir/formulas.tsv" | cut -f 1 | sed 's/"/""/g; s/.*/"&"/' | sort)" && point_to first.db
}

number_of() # NAME
{
    sqlite3 "$dir/site.db" "SELECT id FROM name WHERE name = '$1'"
}

a_name_has_its_own_page()
{
    ask "/n/$(number_of 'Velvet Quarry')" &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" 'text/html; charset=utf-8' &&
        expect title "$(sed -n 's/^<meta property="og:title" content="\(.*\)">$/\1/p' "$dir/body")" 'Velvet Quarry' &&
        expect url "$(sed -n 's/^<meta property="og:url" content="\(.*\)">$/\1/p' "$dir/body")" \
            "http://names.example/n/$(number_of 'Velvet Quarry')" &&
        expect kind "$(grep -c '<p>Kind: DJ</p>' "$dir/body")" 1 &&
        expect scripts "$(grep -c '<script' "$dir/body")" 3 && has_security_headers &&
        expect poster "$(grep -c "<img class=\"poster\" src=\"/n/$(number_of 'Velvet Quarry').svg?shape=square\"" "$dir/body")" 1 &&
        expect 'more like it' "$(grep -c "href=\"/?like=$(number_of 'Velvet Quarry')\"" "$dir/body")" 1 &&
        expect 'corpus of the comparison' \
            "$(grep -c 'Compared with 3 artists as of 2026-01-31. That is a small list: check before you use a name.' "$dir/body")" 3 &&
        ask "/n/$(number_of 'Daft Punk')" &&
        expect 'no warning for a taken name' "$(grep -c 'small list' "$dir/body")" 0 &&
        ask "/n/$(number_of 'Daft Funk')" &&
        expect artist "$(grep -c '1 letter from <bdi>Daft Punk</bdi>, FR' "$dir/body")" 1 &&
        ask "/n/$(number_of '<img src=x onerror=alert(1)>')" &&
        expect 'raw tags' "$(grep -c '<img src' "$dir/body")" 0 &&
        expect 'escaped tags' "$(grep -c '&#60;img src=x onerror=alert(1)&#62;' "$dir/body")" 5 &&
        ask "/n/$(number_of '"Quote" & '"''Apostrophe''")" &&
        expect 'in an attribute' "$(grep -cF 'content="&#34;Quote&#34; &#38; &#39;Apostrophe&#39;">' "$dir/body")" 2 &&
        ask /n/1 --header 'Host: evil"><script>' &&
        expect 'no address of theirs' "$(grep -c evil "$dir/body")" 0
}

missing_pages_are_404()
{
    local path
    for path in /n/0 /n/01 /n/-1 /n/1x /n/ /n/1/ /n/999 /n/999999999999999999 /n/9999999999999999999999 /n/1%00; do
        ask "$path"
        [ "$path" = /n/1%00 ] && [ "$status" = 400 ] && continue # nginx's own refusal
        expect "status of $path" "$status" 404 &&
            expect type "$(header Content-Type)" 'text/html; charset=utf-8' || return 1
    done
    ask /n/1 --request POST && is_page 405 'accepts only GET and HEAD'
}

names_are_a_page_without_javascript()
{
    # as a browser sends the form of the start page: blank fields are ignored
    ask '/names?verdict=any&kind=&style=rock&words=&min=&max=&starts=&ends=&contains=&weird=&n=' &&
        expect status "$status" 200 &&
        expect names "$(body | grep -c '<li><a href="/n/')" 2 &&
        expect 'escaped names' "$(body | grep -c '&#60;img src=x onerror=alert(1)&#62;')" 1 &&
        expect 'kind and style of a name' "$(body | grep -c '>band, rock</span>')" 2 &&
        expect 'how many artists' "$(body | grep -c 'Compared with 3 artists as of 2026-01-31. That is a small list')" 1 &&
        expect 'the same again' "$(body | grep -cF 'href="/names?verdict=any&amp;kind=&amp;style=rock')" 1 &&
        ask '/names?kind=dj' &&
        expect 'DJs' "$(body | grep -c '<li><a href="/n/')" 1 &&
        ask '/names?style=techno&kind=dj&seed=1' && is_page 200 'No name fits these filters.' &&
        ask '/names?n=0' && is_page 400 'n must be a whole number' &&
        ask '/names?format=csv' && is_page 400 'format is for /api/names' &&
        ask '/names?min=9&max=3' && is_page 400 'min must not be greater'
}

other_names_of_an_artist_are_labelled()
{
    check 'guy-man & thomas' &&
        expect alias "$(field '.nearest[0].alias')" 'Guy-Man & Thomas' &&
        expect type "$(field '.nearest[0].alias_type')" 'legal name' &&
        check 'dapht punque' &&
        expect type "$(field '.nearest[0].alias_type')" 'search hint' &&
        check 'darlin two' &&
        expect alias "$(field '.nearest[0].alias')" 'Darlin Two' &&
        expect type "$(field '.nearest[0].alias_type')" null &&
        ask '/check?name=guy-man+%26+thomas' && is_page 200 '<bdi>Guy-Man &#38; Thomas</bdi>, legal name of <bdi>Daft Punk</bdi>, FR' &&
        ask '/check?name=dapht+punque' && is_page 200 '<bdi>Daft Punk</bdi>, often searched as <bdi>Dapht Punque</bdi>, FR' &&
        ask '/check?name=darlin+two' && is_page 200 '<bdi>Daft Punk</bdi>, also known as <bdi>Darlin Two</bdi>, FR'
}

an_idea_is_checked_without_javascript()
{
    ask '/check?name=Daft+Pank' && is_page 200 '<bdi>Daft Punk</bdi>' &&
        expect 'how many artists' "$(body | grep -c 'Compared with 3 artists as of 2026-01-31. That is a small list')" 1 &&
        ask '/check?name=%3Cimg%20src%3Dx%3E' && is_page 200 '<h1 dir="auto">&#60;img src=x&#62;</h1>' &&
        ask '/check?name=' && is_page 400 'name is missing'
}

names_are_found_by_number()
{
    local quarry punk
    quarry=$(number_of 'Velvet Quarry') punk=$(number_of 'Daft Punk')
    ask "/api/names?ids=$quarry,999,$punk,$quarry" &&
        expect status "$status" 200 &&
        expect keys "$(field keys)" '["as_of","names"]' &&
        expect date "$(field .as_of)" 2026-01-31 &&
        expect names "$(field '[.names[] | .name // .]')" '["Velvet Quarry",{"id":999,"withdrawn":true},"Daft Punk"]' &&
        expect 'keys of a name' "$(field '.names[0] | keys')" '["appeal","bits_per_char","id","kind","name","nearest","style","verdict"]' &&
        ask "/api/names?ids=$quarry%2C999%2C$punk&format=txt" &&
        expect text "$(body | tr '\n' ,)" 'Velvet Quarry,Daft Punk,' &&
        ask "/api/names?ids=999,$punk&format=csv" &&
        expect csv "$(tr -d '\r' < "$dir/body" | tail -n +2)" "$punk,\"Daft Punk\",\"house\",,taken,1.1," &&
        ask "/names?ids=$quarry,999" && is_page 200 'A name that was withdrawn' &&
        expect 'a page with the name' "$(body | grep -c '<bdi>Velvet Quarry</bdi>')" 1 &&
        ask '/api/names?ids=1&seed=1' && is_problem 400 seed && ask '/api/names?n=1&ids=1' && is_problem 400 n &&
        ask "/api/names?ids=$(seq -s , 1 100)" &&
        expect 'a hundred' "$(field '.names | length')" 100 &&
        ask "/api/names?ids=$(seq -s , 1 101)" && is_problem 400 ids
}

excluded_names_do_not_appear()
{
    local quarry xy
    quarry=$(number_of 'Velvet Quarry') xy=$(number_of Xy)
    expect names "$(names "style=house&exclude=$quarry,$xy,999" | tr '\n' ,)" 'Ünïted Åccents,' &&
        expect pool "$(field .pool)" 1 &&
        expect 'with a seed' "$(names "contains=t&words=2&exclude=$quarry&seed=1" | tr '\n' ,)" 'Ünïted Åccents,' &&
        expect pool "$(field .pool)" 1 &&
        expect 'without any' "$(names "style=house&exclude=" | wc -l)" 3 &&
        ask "/api/names?exclude=$(seq -s , 1 100)" &&
        expect 'a hundred' "$(field .pool)" 0 &&
        ask "/api/names?exclude=$(seq -s , 1 101)" && is_problem 400 exclude
}

a_name_is_found_by_its_number()
{
    local number
    number=$(number_of 'Velvet Quarry')
    ask "/api/names/$number" &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" application/json &&
        expect answer "$(body)" "{\"id\":$number,\"name\":\"Velvet Quarry\",\"style\":\"house\",\"kind\":\"dj\",\"verdict\":\"free\",\
\"bits_per_char\":1.25,\"appeal\":0.88,\"nearest\":[],\"as_of\":\"2026-01-31\"}" &&
        ask "/api/names/$(number_of 'Daft Funk')" &&
        expect artist "$(field '.nearest[0].name')" 'Daft Punk' &&
        ask /api/names/999 && is_problem 404 && ask "/api/names/$number?x=1" && is_problem 400 x
}

choices_are_listed()
{
    ask /api/styles &&
        expect status "$status" 200 &&
        expect styles "$(field '[.styles[] | "\(.style) \(.names)"] | join(",")')" 'house 5,rock 2,techno 4' &&
        expect kinds "$(field '[.kinds[] | "\(.kind) \(.names)"] | join(",")')" 'dj 2,group 2,person 1' &&
        expect words "$(field '[.words[] | "\(.words) \(.names)"] | join(",")')" '1 3,2 5,3 3' &&
        expect lengths "$(field .lengths)" '{"min":2,"max":28}' && ask '/api/styles?x=1' && is_problem 400 x
}

# ---- errors ----

bad_parameters_are_named()
{
    local query parameter problems=0
    while read -r query parameter; do
        ask "/api/names?$query"
        is_problem 400 "$parameter" && continue
        echo "# for $query"
        problems=1
    done << 'END'
n=0 n
n=101 n
n=4x n
n=+4 n
n= n
n n
n=%34%30%30 n
n=99999999999999999999 n
n=1&n=2 n
n=1&%6E=2 n
min=0 min
max=1001 max
syllables=0 syllables
syllables=9 syllables
syllables= syllables
easy=2 easy
easy= easy
alliteration=yes alliteration
without=a+b without
without=a1 without
without=%F0%9F%94%A5 without
without=%00 without
theme=Night theme
theme=%07 theme
min=9&max=8 min
verdict=free&verdict=free verdict
verdict=FREE verdict
verdict= verdict
starts=%zz starts
ends=%zz ends
contains=a%00 contains
words=0 words
words=31 words
words=two words
weird= weird
kind= kind
kind=DJ kind
kind=band kind
weird=LOW weird
ids= ids
ids=0 ids
ids=1,x ids
exclude=1, exclude
exclude=-1 exclude
like=x like
like=1,,2 like
like=0 like
like=-1 like
like=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21 like
unlike=1; unlike
unlike=99999999999999999999 unlike
seed= seed
seed=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa seed
format=xml format
format=json&format=csv format
starts=a%07 starts
starts=%20 starts
ends=%E2%80%8B ends
contains=%EE%80%80 contains
starts=%4 starts
starts=% starts
starts=a%00b starts
starts=%ff starts
starts=%C3%28 starts
starts=%ED%A0%80 starts
starts=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa starts
style=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa style
foo=1 foo
N=1 N
%3Cimg%3E=1 <img>
%ff=1 �
END
    return $problems
}

odd_but_harmless_queries_are_accepted()
{
    local query
    for query in '' '&' '&&n=2&' 'n=%32' 'starts=a+b' 'starts=%F0%9F%94%A5' 'n=002'; do
        ask "/api/names?$query" &&
            expect "status of '$query'" "$status" 200 || return 1
    done
}

unknown_addresses_are_not_found()
{
    local path
    for path in /api/ /api/nothing /api/names/ /api/names/01 /api/NAMES '/api/nothing?x=1'; do
        ask "$path" && is_problem 404 || return 1
    done
    ask /nothing &&
        expect status "$status" 404 &&
        expect type "$(header Content-Type)" 'text/html; charset=utf-8' &&
        expect heading "$(body | grep -c '<h1>This page .* exist\.</h1>')" 1 && is_error_page 404
}

other_methods_are_refused()
{
    local method
    for method in POST PUT DELETE PATCH; do
        ask /api/names --request "$method" && is_problem 405 &&
            expect allow "$(header Allow)" 'GET, HEAD' || return 1
    done
}

oversized_requests_are_refused()
{
    head -c 9000 /dev/zero | tr '\0' a > "$dir/long"
    ask /api/names --data-binary "@$dir/long" && is_problem 413 &&
        ask "/api/names?starts=$(cat "$dir/long")" && is_problem 414 &&
        ask "/api/names?starts=$(head -c 5000 "$dir/long")" && is_problem 414
}

head_is_get_without_a_body()
{
    local length
    ask /api/about && length=$(header Content-Length) &&
        ask /api/about --head &&
        expect status "$status" 200 &&
        expect length "$(header Content-Length)" "$length" &&
        expect body "$(body | grep -c '^{')" 0 &&
        ask /api/nothing --head &&
        expect status "$status" 404 &&
        ask '/api/names?n=x' --head &&
        expect status "$status" 400
}

# ---- the rest of the interface ----

check() # NAME
{
    ask /api/check --get --data-urlencode "name=$1" &&
        expect status "$status" 200
}

a_typed_name_is_judged()
{
    check 'DAFT  punk' &&
        expect verdict "$(field .verdict)" taken &&
        expect artist "$(field '.nearest[0].name')" 'Daft Punk' &&
        expect cache "$(header Cache-Control)" no-cache &&
        expect date "$(field .as_of)" 2026-01-31 &&
        expect artists "$(field .artists)" 3 &&
        expect 'a small corpus' "$(field .corpus_is_small)" true &&
        check 'Daft Funk' &&
        expect verdict "$(field .verdict)" close &&
        check 'Kino' &&
        expect verdict "$(field .verdict)" taken &&
        check '<img onerror="x">\"' &&
        expect verdict "$(field .verdict)" free &&
        expect name "$(field .name)" '<img onerror="x">\"' &&
        expect nearest "$(field .nearest)" '[]'
}

check_list() # JSON [CURL OPTION…]
{
    local json=$1
    shift
    ask /api/check --header 'Content-Type: application/json' --data-binary "$json" "$@"
}

many_names_are_judged_at_once()
{
    local one
    check 'Daft Funk' && one=$(body)
    check_list '{"names":["DAFT  punk","Daft Funk","\u0416 \"<b>"]}' &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" application/json &&
        expect cache "$(header Cache-Control)" no-store &&
        expect verdicts "$(field '[.[].verdict]')" '["taken","close","free"]' &&
        expect names "$(field '[.[].name]')" '["DAFT punk","Daft Funk","Ж \"<b>"]' &&
        expect 'the same as alone' "$(field '.[1]')" "$one" &&
        jq -nc '{names: [range(100) | "a" * 390 + "\(. + 100)"]}' > "$dir/many.json" &&
        check_list "@$dir/many.json" &&
        expect 'status of a hundred' "$status" 200 &&
        expect 'a hundred' "$(field length)" 100 &&
        check_list '{"names":["x"]}' --header 'Origin: https://other.example' --header 'Sec-Fetch-Site: cross-site' &&
        expect 'from another site' "$status" 200 &&
        expect 'Access-Control-Allow-Origin' "$(header Access-Control-Allow-Origin)" '*'
}

lists_that_cannot_be_judged_are_refused()
{
    local json
    for json in '[]' '"x"' '{}' '{"names":[]}' '{"names":"x"}' '{"names":{"a":"x"}}' '{"names":[1]}' '{"names":[null]}' \
        '{"names":[["x"]]}' '{"names":["x",""]}' '{"names":["  "]}' '{"names":["a\u0007"]}' '{"names":["x"],"name":"y"}' \
        '{"name":["x"]}' "$(jq -nc '{names: ["a" * 401]}')" "$(jq -nc '{names: [range(101) | "a"]}')"; do
        check_list "$json"
        is_problem 400 names && continue
        echo "# for ${json:0:60}"
        return 1
    done
    check_list '{"names":["x","a\u0007b"]}' &&
        expect 'which name' "$(field .detail)" 'names[1] holds U+0007 as character 2: a control character' || return 1
    for json in '{' '{"names":["x"]}x' '{"names":["x"],"names":["y"]}' '{"names":["\ud800"]}' '{"names":["\u0000"]}' $'{"names":["\xff"]}'; do
        check_list "$json"
        is_problem 400 && continue
        echo "# for $json"
        return 1
    done
    expect sentence "$(field .detail | sed 's/[0-9]*$//')" 'the body is not valid JSON: line 1, column ' &&
        ask /api/check --request POST --header 'Content-Type: application/json' && is_problem 400 &&
        ask /api/check --data-binary '{"names":["x"]}' && is_problem 415 &&
        ask '/api/check?name=x' --json '{"names":["x"]}' && is_problem 400 name &&
        jq -nc '{names: [range(100) | "a" * 1400]}' > "$dir/large.json" && check_list "@$dir/large.json" && is_problem 413 &&
        expect 'the limit' "$(field .detail)" 'the body of this request must not be longer than 128 kB' &&
        ask /api/check --request DELETE && is_problem 405 &&
        expect allow "$(header Allow)" 'GET, HEAD, POST'
}

# ---- other sites and caches ----

allows() # WHAT: of the last answer to OPTIONS
{
    expect status "$status" 204 &&
        expect allow "$(header Allow)" "$1, OPTIONS" &&
        expect origin "$(header Access-Control-Allow-Origin)" '*' &&
        expect methods "$(header Access-Control-Allow-Methods)" "$1, OPTIONS" &&
        expect headers "$(header Access-Control-Allow-Headers)" 'Content-Type, If-None-Match' &&
        expect age "$(header Access-Control-Max-Age)" 86400 &&
        expect body "$(body)" '' && has_security_headers
}

other_sites_may_read_the_api_and_send_no_report()
{
    local path
    for path in /api/names /api/names/1 /api/invent /api/styles /api/about /api/openapi.json; do
        ask "$path" --request OPTIONS && allows 'GET, HEAD' || return 1
    done
    ask /api/check --request OPTIONS && allows 'GET, HEAD, POST' &&
        ask /api/names/1/report --request OPTIONS &&
        expect 'status for a report' "$status" 204 &&
        expect 'allow for a report' "$(header Allow)" 'POST, OPTIONS' &&
        expect 'no site for a report' "$(grep -ci '^access-control' "$dir/headers")" 0 &&
        ask /api/names/01 --request OPTIONS && is_problem 404 || return 1
    for path in /api/names '/api/names?n=x' /api/names/1 /api/names/999 '/api/check?name=x' /api/about /api/openapi.json /api/nothing; do
        ask "$path" &&
            expect "origin of $path" "$(header Access-Control-Allow-Origin)" '*' || return 1
    done
    for path in / /n/1 /names '/check?name=x' /healthz; do
        ask "$path" &&
            expect "no origin of $path" "$(header Access-Control-Allow-Origin)" '' || return 1
    done
    report 1 --header 'Origin: https://other.example' && is_problem 403 &&
        expect 'no origin of a report' "$(header Access-Control-Allow-Origin)" ''
}

unchanged_answers_are_304()
{
    local path etag
    for path in '/api/names?ids=1,2' '/api/names?seed=7' '/api/names?seed=7&format=csv' /api/names/1 /api/about /api/styles '/api/check?name=x'; do
        ask "$path" && etag=$(header ETag) &&
            expect "status of $path" "$status" 200 &&
            expect 'a strong tag' "$(grep -ci '^etag: "[0-9a-f]*".$' "$dir/headers")" 1 &&
            expect 'may be cached' "$(header Cache-Control | grep -c no-store)" 0 &&
            ask "$path" --header "If-None-Match: \"other\", W/$etag" &&
            expect "status of $path again" "$status" 304 &&
            expect 'its tag' "$(header ETag)" "$etag" &&
            expect 'its length' "$(header Content-Length)" '' &&
            expect 'its body' "$(body)" '' && has_security_headers &&
            ask "$path" --header "If-None-Match: \"other\", ${etag%?}0\"" &&
            expect "status of $path with other tags" "$status" 200 || return 1
    done
    ask '/api/names?seed=7&n=100' --header 'Accept-Encoding: gzip' && etag=$(header ETag) &&
        expect 'tag of a compressed answer' "${etag:0:2}" W/ &&
        ask '/api/names?seed=7&n=100' --header "If-None-Match: $etag" &&
        expect 'status of a compressed answer' "$status" 304 &&
        ask /api/names --header 'If-None-Match: *' &&
        expect 'status of random names' "$status" 200 &&
        expect 'tag of random names' "$(header ETag)" '' &&
        ask /api/names/999 --header 'If-None-Match: *' && is_problem 404
}

pages_ignore_what_other_sites_append_to_links()
{
    ask '/n/1?fbclid=a%zz&utm_source=b&utm_source=b' &&
        expect status "$status" 200 &&
        ask '/names?kind=dj&fbclid=x&seed=1' && is_page 200 '<a class="more" href="/names?kind=dj">More</a>' &&
        ask '/check?utm_source=b&name=Xy' && is_page 200 '<h1 dir="auto">Xy</h1>' &&
        ask '/?fbclid=1' &&
        expect 'start page' "$status" 200 &&
        ask '/names?kind=x&fbclid=1' && is_page 400 'kind must be one of' &&
        ask '/api/names?fbclid=1' && is_problem 400 fbclid
}

pages_of_names_are_not_for_search_engines()
{
    ask /n/1 &&
        expect header "$(header X-Robots-Tag)" noindex &&
        expect element "$(grep -c '<meta name="robots" content="noindex">' "$dir/body")" 1 &&
        ask / &&
        expect 'the start page' "$(header X-Robots-Tag)" ''
}

canonical() # prints the canonical address of the last page
{
    sed -n 's/^<link rel="canonical" href="\(.*\)">$/\1/p' "$dir/body"
}

# Workers without --site, behind an nginx that trusts its client as a proxy or not.
links_use_the_address_of_the_request_without_site()
{
    local result=0 main=$workers main_front=$front main_nginx=$nginx trusted want
    start_workers "$dir/plain.sock" --workers 1 || return 1
    for trusted in 0 1; do
        front=$dir/front5-$trusted.sock
        local_conf "unix:$front" | sed -e "s|$dir/worker.sock|$dir/plain.sock|" -e "s|nginx.pid|nginx5.pid|" \
            -e "s|default 0;|default $trusted;|" > "$dir/nginx5.conf"
        want=$([ "$trusted" = 1 ] && echo https || echo http)
        start_nginx "$dir/nginx5.conf" "$front" && ask /n/1 --header 'X-Forwarded-Proto: https' &&
            expect "link when $trusted" "$(canonical)" "$want://stagename.test/n/1" &&
            expect 'og:url' "$(grep -c "<meta property=\"og:url\" content=\"$want://stagename.test/n/1\">" "$dir/body")" 1 &&
            ask /n/1 --header 'X-Forwarded-Proto: javascript' &&
            expect 'another scheme' "$(canonical)" http://stagename.test/n/1 &&
            ask /n/1 --header 'Host: a"b' &&
            expect 'no address of an odd host' "$(canonical)" '' &&
            report 1 --header "Origin: $want://stagename.test" --header 'X-Forwarded-Proto: https' &&
            expect 'a report from the page' "$status" 202 || result=1
        kill -TERM "$nginx" && await_end "$nginx"
    done
    kill -TERM "$workers" && await_end "$workers"
    workers=$main front=$main_front nginx=$main_nginx
    return $result
}

invalid_names_are_refused()
{
    local query
    ask /api/check && is_problem 400 name || return 1
    for query in '' '%20%20' 'a%07b' '%E2%80%8B' '%E3%85%A4' '%E2%A0%80' '%ff' 'a%00' '%ff%00'; do
        ask "/api/check?name=$query" && is_problem 400 name || return 1
    done
    ask '/api/check?name=%C3%A9%07' &&
        expect 'a control character' "$(field .detail)" 'name holds U+0007 as character 2: a control character' &&
        ask '/api/check?name=%C3%A9%00' &&
        expect 'a NUL' "$(field .detail)" 'name holds U+0000 as character 2: a control character' &&
        ask '/api/check?name=%E3%85%A4' &&
        expect 'a blank name' "$(field .detail)" 'name is empty: it holds only blank characters' &&
        ask '/api/check?name=%ff' &&
        expect 'no text' "$(field .detail)" 'name is not UTF-8 text' || return 1
    ask "/api/check?name=$(head -c 401 "$dir/long")" && is_problem 400 name &&
        ask "/api/check?name=$(head -c 400 "$dir/long")" &&
        expect status "$status" 200 &&
        ask '/api/check?name=a&verdict=free' && is_problem 400 verdict
}

about_counts()
{
    ask /api/about &&
        expect status "$status" 200 &&
        expect artists "$(field .artists)" 3 &&
        expect 'a small corpus' "$(field .corpus_is_small)" true &&
        expect names "$(field .names)" 11 &&
        expect verdicts "$(field .verdicts)" '{"close":1,"free":9,"taken":1}' &&
        ask '/api/about?x=1' && is_problem 400 x
}

health_is_available_locally()
{
    ask /healthz &&
        expect status "$status" 200 &&
        expect state "$(field .status)" ok
}

files_are_served()
{
    local etag path
    ask / &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" 'text/html; charset=utf-8' &&
        expect 'cache of the page' "$(header Cache-Control)" no-cache &&
        ask "$(assets)/main.js" &&
        expect type "$(header Content-Type)" 'text/javascript; charset=utf-8' &&
        expect cache "$(header Cache-Control)" 'public, max-age=31536000, immutable' && etag=$(header ETag) &&
        ask "$(assets)/main.js" --header "If-None-Match: $etag" &&
        expect 'status by ETag' "$status" 304 &&
        expect cache "$(header Cache-Control)" 'public, max-age=31536000, immutable' &&
        ask "$(assets)/style.css" --header 'Accept-Encoding: gzip' &&
        expect encoding "$(header Content-Encoding)" gzip || return 1
    for path in /about.html /shortlist.html /sw.js /again.js /robots.txt /api/openapi.json; do
        ask "$path" &&
            expect "status of $path" "$status" 200 &&
            expect "cache of $path" "$(header Cache-Control)" no-cache || return 1
    done
    for path in /error.html /first-names /style.css "$(assets)/nothing.js" /a/0000000000000000/main.js; do
        ask "$path" && is_error_page 404 || return 1
    done
}

# Everything that the pages name is there, whoever made the page.
pages_name_assets_that_exist()
{
    local page file
    for page in / /about.html /shortlist.html /nothing /n/1 /names '/names?n=x' '/check?name=x'; do
        ask "$page"
        grep -oE '"/a/[^"]+"' "$dir/body" | tr -d '"' > "$dir/named"
        expect 'styles, and a name that was not filled in' \
            "$(grep -c /style.css "$dir/named")$(grep -c @ASSETS@ "$dir/body")" 10 || return 1
        while read -r file; do
            [ "$file" = "$(assets)" ] && continue
            ask "$file"
            expect "status of $file, which $page names" "$status" 200 || return 1
        done < "$dir/named"
    done
}

# ---- the first names are in the start page ----

first() # FILTER: of the data in the page, as jq prints it
{
    sed -n 's|^<script type="application/json" id="first"[^>]*>\(.*\)</script>$|\1|p' "$dir/body" | jq -rc "$1"
}

row_count()
{
    body | grep -c '^<li class="row"><p class="name"'
}

the_start_page_has_the_first_names()
{
    ask / &&
        expect rows "$(row_count)" 9 &&
        expect 'waiting rows' "$(body | grep -c waiting)" 0 &&
        expect 'names in the data' "$(first '.names | length')" 9 &&
        expect 'keys of the data' "$(first keys)" '["as_of","names","pool","seed"]' &&
        expect links "$(body | grep -oE '<a class="open" href="/n/[0-9]+">' | sort -u | wc -l)" 9 &&
        expect 'a name that is markup' "$(body | grep -cF '>&#60;img src=x onerror=alert(1)&#62;</a>')" 1 &&
        expect 'markup' "$(body | grep -c '<img')" 0 &&
        expect 'in the data' "$(first '.names[].name' | grep -cxF '<img src=x onerror=alert(1)>')" 1 &&
        ask '/?verdict=close' &&
        expect 'what is near' "$(body | grep -c '> 1 letter from <bdi>Daft Punk</bdi>\|>1 letter from <bdi>Daft Punk</bdi>, FR<')" 1
}

the_first_names_follow_the_address()
{
    local seed names
    ask '/?style=rock' &&
        expect rows "$(row_count)" 2 &&
        expect styles "$(first '[.names[].style] | unique')" '["rock"]' &&
        ask '/?starts=%C3%BCni&n=1&format=csv' &&
        expect name "$(first '.names[].name')" 'Ünïted Åccents' &&
        ask '/?n=1' &&
        expect 'the number is that of the page' "$(row_count)" 9 &&
        ask '/api/names?n=1' &&
        expect 'and that of the API stays' "$(field '.names | length')" 1 &&
        ask '/?verdict=free' && seed=$(first .seed) && names=$(first .names) &&
        ask "/api/names?n=10&seed=$seed" &&
        expect 'names by the seed' "$(field .names)" "$names" &&
        ask "/?seed=$seed" &&
        expect 'names by the seed in the address' "$(first .names)" "$names" &&
        ask '/?starts=zzz' &&
        expect 'nothing fits' "$(first '.names | length') $(body | grep -c 'No name fits')" '0 1' &&
        ask '/index.html?style=rock' &&
        expect 'rows at the other address' "$(row_count)" 2
}

# What the address says is data for the worker and text for the page; nginx runs no command of it.
# shellcheck disable=SC2016 # the dollar sign is for nginx
addresses_are_no_commands()
{
    local query
    for query in 'style=<!--%23echo+var="document_root"+-->' 'style=rock&x=<!--#echo+var="document_root"-->' \
        'x="><script>alert(1)</script>' 'x=%22%3E%3Cscript%3E' '%00' 'x=/../api/about' '?/../../api/about' "x=$(head -c 5000 "$dir/long")" \
        'style=$document_root' 'n=%zz' 'style=%ff' "x='"; do
        ask / --request-target "/?$query"
        expect "status of $query" "$status" 200 &&
            expect 'rows or waiting rows' "$(body | grep -c '<li class="row' | sed 's/^[1-9].*/some/')" some &&
            expect 'a path' "$(body | grep -cF "$www")" 0 &&
            expect 'scripts' "$(body | grep -c '<script>')" 0 &&
            expect 'errors of nginx' "$(body | grep -c 'an error occurred')" 0 || return 1
    done
}

errors_for_people_are_pages()
{
    ask /nothing && is_error_page 404 && ask /n/999 && is_error_page 404 &&
        ask / --request POST && is_error_page 405 &&
        expect allow "$(header Allow)" 'GET, HEAD' &&
        ask /about.html --request DELETE && is_error_page 405 &&
        ask / --data-binary "@$dir/long" && is_error_page 413 && ask /names --data-binary "@$dir/long" && is_error_page 413 &&
        ask "/?$(cat "$dir/long")" && is_error_page 414 && ask "/names?x=$(cat "$dir/long")" && is_error_page 414 &&
        ask '/%zz' && is_error_page 400 && ask /n/1%00 && is_error_page 400 &&
        ask / --header "X: $(cat "$dir/long")" && is_error_page 431 &&
        ask /names --request POST && is_page 405 'accepts only GET and HEAD'
}

every_answer_has_the_security_headers()
{
    local path
    for path in / "$(assets)/style.css" /nothing /api/names /api/nothing '/api/names?n=x' '/api/check?name=x' /api/about /healthz; do
        ask "$path"
        has_security_headers && continue
        echo "# at $path"
        return 1
    done
    ask / --request POST && has_security_headers && ask /api/names --request POST && has_security_headers &&
        ask /api/names --data-binary "@$dir/long" && has_security_headers &&
        ask "/?$(cat "$dir/long")" &&
        expect status "$status" 414 && has_security_headers
}

# ---- reports ----

reports() # COLUMNS
{
    sqlite3 "$dir/first.db.reports" "SELECT $1 FROM report ORDER BY id"
}

report() # NUMBER [CURL OPTION…]
{
    local number=$1
    shift
    ask "/api/names/$number/report" --request POST "$@"
}

a_report_is_stored_and_hides_nothing()
{
    local number
    number=$(number_of 'Velvet Quarry')
    report "$number" --data-urlencode 'why=too "near" to <me> & mine' &&
        expect status "$status" 202 &&
        expect type "$(header Content-Type)" application/json &&
        expect cache "$(header Cache-Control)" no-store &&
        expect answer "$(body)" "{\"id\":$number,\"status\":\"received\"}" &&
        expect note "$(reports 'name_id, why')" "$number|too \"near\" to <me> & mine" &&
        expect 'the same visitor again' "$(report "$number" --data why=again && reports 'count(*)')" 1 &&
        expect 'about another name' "$(report 1 && reports 'count(*)')" 2 &&
        expect 'names' "$(names '' | wc -l)" 9 &&
        expect 'the database was not written' "$(sqlite3 "$dir/site.db" "SELECT count(*) FROM sqlite_master WHERE name = 'report'")" 0
}

a_report_holds_no_address()
{
    expect 'bytes of a visitor' "$(reports 'DISTINCT length(visitor)')" 8 &&
        expect 'visitors of two reports' "$(sqlite3 "$dir/first.db.reports" 'SELECT count(DISTINCT visitor) FROM report')" 1 &&
        expect 'addresses' "$(grep -ac 'unix:' "$dir/first.db.reports")" 0
}

yesterdays_key_is_deleted_and_no_longer_counts()
{
    local key
    key=$(sqlite3 "$dir/first.db.reports" 'SELECT hex(key) FROM visitor_key')
    sqlite3 "$dir/first.db.reports" "UPDATE visitor_key SET day = '2001-01-01'"
    report 1 &&
        expect status "$status" 202 &&
        expect reports "$(reports 'count(*)')" 3 &&
        expect 'hashes' "$(reports 'count(visitor)')" 1 &&
        expect 'keys' "$(sqlite3 "$dir/first.db.reports" 'SELECT count(*) FROM visitor_key')" 1 &&
        expect 'the old key in the file' "$(od -An -v -tx1 "$dir/first.db.reports" | tr -d ' \n' | grep -ic "$key")" 0
}

invalid_reports_are_refused()
{
    report 999 && is_problem 404 && report 0 && is_problem 404 && report 1 --data 'why=a%00' && is_problem 400 why &&
        report 1 --data 'why=a%07b' && is_problem 400 why && report 1 --data 'why=%ff' && is_problem 400 why &&
        report 1 --data 'why=a&why=b' && is_problem 400 why && report 1 --data 'x=1' && is_problem 400 x &&
        report 1 --data 'format=xml' && is_problem 400 format &&
        report 1 --json '{"why":"x"}' && is_problem 415 &&
        report '1' --form why=x && is_problem 415 &&
        report 1 --data-binary "why=$(head -c 5000 "$dir/long")" && is_problem 413 &&
        report 1 --data-binary "@$dir/long" && is_problem 413 &&
        ask '/api/names/1/report?why=x' --request POST && is_problem 400 why &&
        ask /api/names/1/report && is_problem 405 &&
        expect allow "$(header Allow)" POST
}

a_report_from_the_page_is_confirmed()
{
    ask /n/2 &&
        expect form "$(grep -c 'action="/api/names/2/report"' "$dir/body")" 1 &&
        report 2 --data 'format=html&why=' &&
        expect status "$status" 202 &&
        expect type "$(header Content-Type)" 'text/html; charset=utf-8' && has_security_headers
}

concurrent_reports_are_all_stored()
{
    local number pids=()
    for number in 3 4 5 6 7 8 9 10; do
        curl --silent --output /dev/null --max-time 20 --unix-socket "$front" --request POST \
            "http://stagename.test/api/names/$number/report" &
        pids+=($!)
    done
    wait "${pids[@]}"
    expect reports "$(sqlite3 "$dir/first.db.reports" 'SELECT count(DISTINCT name_id) FROM report WHERE name_id > 2')" 8
}

# ---- metrics ----

metric() # NAME-WITH-LABELS
{
    sed -n "s/^$1 //p" "$dir/body"
}

metrics_cover_all_workers()
{
    local before
    ask /metrics &&
        expect status "$status" 200 &&
        expect type "$(header Content-Type)" 'text/plain; version=0.0.4; charset=utf-8' &&
        before=$(metric 'stagename_requests_total{route="\/api\/names",status="200"}') || return 1
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ask /api/names
    done
    ask /api/nothing && ask '/api/names?n=x' && ask /metrics &&
        expect requests "$(metric 'stagename_requests_total{route="\/api\/names",status="200"}')" $((before + 10)) &&
        expect 'the histogram adds up' "$(metric 'stagename_request_seconds_bucket{route="\/api\/names",le="+Inf"}')" \
            "$(metric 'stagename_request_seconds_count{route="\/api\/names"}')" &&
        expect 'refusals are counted' "$(metric 'stagename_requests_total{route="\/api\/names",status="400"}' | grep -c '^[1-9]')" 1 &&
        expect 'missing ones are counted' "$(metric 'stagename_requests_total{route="none",status="404"}' | grep -c '^[1-9]')" 1 &&
        expect names "$(metric stagename_names)" 11 &&
        expect workers "$(metric stagename_workers)" 3 &&
        expect reports "$(metric 'stagename_reports_total{outcome="repeated"}' | grep -c '^[1-9]')" 1 &&
        expect 'lines that are not metrics' "$(grep -Evc '^(# (HELP|TYPE) stagename_[a-z_]+ .+|stagename_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$' "$dir/body")" 0
}

health_and_metrics_are_404_for_others()
{
    expect 'access rules' "$(sed -n '/healthz|metrics/,/^}/p' "$srcdir/nginx/api.conf" | grep -cE 'allow|deny all')" 4
}

# ---- changes while serving: every worker uses them from the next request on ----

# Sends more requests than there are workers.
always() # COMMAND…
{
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
        "$@" || return 1
    done
}

offers() # COUNT NAME QUERY
{
    expect "$2" "$(names "$3" | grep -cxF "$2")" "$1"
}

decide() # HIDE NAME
{
    sqlite3 "$dir/site.db" "INSERT INTO decision (name_id, hide, who, why)
        SELECT id, $1, 'a test', 'because' FROM name WHERE name = '$2'"
}

a_hidden_name_is_gone_at_the_next_request()
{
    always offers 1 'Velvet Quarry' '' &&
        decide 1 'Velvet Quarry' && always offers 0 'Velvet Quarry' '' &&
        expect pool "$(field .pool)" 8 &&
        always offers 0 'Velvet Quarry' 'starts=velv&contains=quar' &&
        expect 'pool of its letters' "$(field .pool)" 0 &&
        ask "/n/$(number_of 'Velvet Quarry')" && is_page 410 'the name with this number was withdrawn' &&
        expect 'a link to the start' "$(body | grep -c '<p><a href="/">')" 1 &&
        ask "/api/names/$(number_of 'Velvet Quarry')" && is_problem 410 &&
        report "$(number_of 'Velvet Quarry')" && is_problem 410 &&
        always judges 'velvet-quarry' withdrawn &&
        expect 'a reason' "$(body | grep -c because)" 0 &&
        ask '/check?name=Velvet+Quarry' &&
        expect 'verdict on the page' "$(body | grep -c 'data-verdict="withdrawn">Withdrawn here</strong> This site does not offer this name.')" 1 &&
        ask /api/about &&
        expect 'counted names' "$(field .names)" 10 &&
        decide 0 'Velvet Quarry' && always offers 1 'Velvet Quarry' '' && always judges 'Velvet Quarry' free
}

tag() # TAG NAME [REMOVE]
{
    sqlite3 "$dir/site.db" "INSERT INTO tagging (name_id, tag, who, remove) VALUES ($(number_of "$2"), '$1', 'ann', ${3:-0})"
}

tagged_names_are_found_at_the_next_request()
{
    expect 'none at first' "$(names featured=1)" '' && expect pool "$(field .pool)" 0 &&
        ask '/api/names?tag=summer' && is_problem 400 tag &&
        tag featured 'Velvet Quarry' && tag summer 'Velvet Quarry' && tag summer Xy && tag summer 'Daft Funk' &&
        expect featured "$(names featured=1)" 'Velvet Quarry' && expect pool "$(field .pool)" 1 &&
        expect 'a tag' "$(names tag=summer | xargs)" 'Velvet Quarry Xy' && expect 'pool of the tag' "$(field .pool)" 2 &&
        expect 'both' "$(names 'tag=summer&featured=1')" 'Velvet Quarry' &&
        expect 'a tag and another filter' "$(names 'tag=summer&verdict=close')" 'Daft Funk' &&
        expect 'featured as a tag' "$(names tag=featured)" 'Velvet Quarry' &&
        expect 'excluded' "$(names "tag=summer&exclude=$(number_of Xy)")" 'Velvet Quarry' &&
        ask /api/styles && expect tags "$(field .tags)" '[{"tag":"summer","names":3}]' &&
        expect 'featured names' "$(field .featured)" '[{"featured":1,"names":1}]' &&
        ask '/names?featured=1' && expect 'names of the page' "$(body | grep -c '<li><a href="/n/')" 1 &&
        decide 1 'Velvet Quarry' && expect 'hidden' "$(names featured=1)" '' &&
        ask /api/styles && expect 'no featured names' "$(field .featured)" '[]' &&
        decide 0 'Velvet Quarry' && tag featured 'Velvet Quarry' 1 &&
        expect 'taken away' "$(names 'featured=1&verdict=any')" '' &&
        ask '/api/names?featured=2' && is_problem 400 featured && ask '/api/names?tag=Summer' && is_problem 400 tag
}

an_import_counts_at_the_next_request()
{
    "$builddir/stagename" import --quiet --db "$dir/site.db" --blocklist "$srcdir/data/blocklist.txt" "$dir/late.tsv" \
        > "$dir/make.log" && always offers 1 'Late Arrival' ''
}

judges() # NAME VERDICT
{
    check "$1" &&
        expect "verdict on $1" "$(field .verdict)" "$2"
}

a_new_artist_counts_at_the_next_request()
{
    printf 'name\nVelvet Quarry\n' > "$dir/new.tsv"
    always judges 'Velvet Quarry' free &&
        "$builddir/stagename" corpus --quiet --db "$dir/site.db" --as-of 2026-02-28 "$dir/new.tsv" > "$dir/make.log" &&
        always judges 'Velvet Quarry' taken &&
        expect date "$(field .as_of)" 2026-02-28 &&
        expect artists "$(field .artists)" 4 &&
        ask /api/names &&
        expect 'date of the corpus that judged the names' "$(field .as_of)" 2026-02-28
}

a_replaced_corpus_of_the_same_size_counts_at_the_next_request()
{
    printf 'name\n%s\n%s\n%s\n%s\n' 'Slow Carriage' 'Tin Harbour' 'Dry Season' 'Paper Lantern' > "$dir/new.tsv"
    "$builddir/stagename" corpus --quiet --replace --db "$dir/site.db" --as-of 2026-02-28 "$dir/new.tsv" \
        > "$dir/make.log" &&
        always judges 'Velvet Quarry' free && always judges 'Tin Harbour' taken
}

a_replaced_database_is_noticed()
{
    point_to second.db && always offers 1 'Another Database' '' &&
        expect pool "$(field .pool)" 1 &&
        always judges 'Daft Punk' taken && always judges 'Tin Harbour' free &&
        point_to first.db && always offers 0 'Another Database' '' && always judges 'Tin Harbour' taken
}

answers_503() # PATH
{
    ask "$1" && is_problem 503 &&
        expect Retry-After "$(header Retry-After)" 5 && has_security_headers
}

the_start_page_comes_without_names()
{
    ask / &&
        expect status "$status" 200 &&
        expect 'waiting rows' "$(body | grep -c '<li class="row waiting" aria-hidden="true">')" 10 &&
        expect 'other rows' "$(row_count)" 0 &&
        expect 'errors in it' "$(body | grep -c -e 'an error occurred' -e 'Service Unavailable' -e 'id="first"')" 0
}

a_missing_database_is_503_until_it_is_back()
{
    mv "$dir/site.db" "$dir/away.db" && always answers_503 /api/names && always answers_503 '/api/check?name=x' &&
        answers_503 /api/about && answers_503 /healthz && the_start_page_comes_without_names &&
        ask /names && is_error_page 503 5 && ask /n/1 && is_error_page 503 5 && ask /api/nothing && is_problem 404 &&
        ask '/api/names?n=x' && is_problem 400 n &&
        mv "$dir/away.db" "$dir/site.db" && always offers 1 'Velvet Quarry' ''
}

a_corrupt_database_is_503_until_it_is_repaired()
{
    head -c 20000 /dev/urandom > "$dir/broken.db"
    point_to broken.db && always answers_503 /api/names && answers_503 '/api/check?name=x' &&
        point_to first.db && always offers 1 'Velvet Quarry' ''
}

# ---- the pool ----

a_killed_worker_is_replaced()
{
    local pid
    soon has_children "$workers" 3 || return 1
    for pid in $(children_of "$workers"); do
        kill -KILL "$pid"
    done
    ask /api/names &&
        expect status "$status" 200 && soon has_children "$workers" 3 &&
        always offers 1 'Velvet Quarry' '' &&
        expect 'logged deaths' "$(grep -c 'was killed by signal 9' "$dir/fcgi.log")" 3
}

# Runs a command eight times while requests are sent; leaves the number of failed requests in $failed.
disturb() # COMMAND…
{
    (
        until [ -e "$dir/enough" ]; do
            ask /api/names
            [ "$status" = 200 ] || echo "$status" >> "$dir/failed"
        done
    ) &
    local asker=$!
    for _ in 1 2 3 4 5 6 7 8; do
        "$@"
        sleep 0.15
    done
    touch "$dir/enough"
    wait "$asker"
    failed=$([ ! -e "$dir/failed" ] || wc -l < "$dir/failed")
}

replacing_the_workers_fails_no_request()
{
    local before
    before=$(children_of "$workers")
    disturb kill -HUP "$workers"
    expect 'failed requests' "$failed" '' && soon has_children "$workers" 3 &&
        expect 'workers that stayed' "$(children_of "$workers" | grep -cxF "$before")" 0
}

ended_for_time=0

# Sends half of a FastCGI request, then nothing for a while.
send_half_a_request()
{
    # shellcheck disable=SC2016 # the dollar signs are perl's
    perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
        syswrite $s, "\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01"; sleep 30' "$dir/worker.sock" &
    half=$!
    started+=("$half")
}

an_incomplete_request_blocks_one_worker_for_a_limited_time()
{
    local half i
    command -v perl > /dev/null || return 77
    send_half_a_request
    sleep 0.2
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ask /api/names &&
            expect "status of request $i" "$status" 200 || return 1
    done
    # The other workers do not wait until the blocked worker is killed.
    expect 'workers killed so far' "$(grep -c 'spent more than 10 s' "$dir/fcgi.log")" 0 || return 1
    soon grep -q 'spent more than 10 s' "$dir/fcgi.log"
    kill "$half" 2> /dev/null
    ended_for_time=1
    expect 'killed workers' "$(grep -c 'spent more than 10 s' "$dir/fcgi.log")" 1 && soon has_children "$workers" 3
}

a_second_instance_leaves_a_live_socket_alone()
{
    timeout 60 "$builddir/stagename-fcgi" --db "$dir/site.db" --listen "unix:$dir/worker.sock" 2> "$dir/second.log"
    expect code $? 1 &&
        expect sentence "$(grep -c 'already serves on' "$dir/second.log")" 1 &&
        ask /api/names &&
        expect status "$status" 200
}

usage_errors_are_one_sentence()
{
    local options
    while read -r code options; do
        # shellcheck disable=SC2086 # they are words
        "$builddir/stagename-fcgi" $options > "$dir/out" 2> "$dir/second.log"
        expect "code of $options" $? "$code" || return 1
        [ "$code" -eq 0 ] || expect "lines about $options" "$(grep -c stagename-fcgi: "$dir/second.log")" 1 || return 1
    done << END
0 --help
2 --db $dir/site.db
2 --listen unix:$dir/other.sock
2 --db $dir/site.db --listen unix:$dir/other.sock --workers 0
2 --db $dir/site.db --listen unix:$dir/other.sock --workers 4x
2 --db $dir/site.db --listen unix:$dir/other.sock --frobnicate x
1 --db $dir/nothing.db --listen unix:$dir/other.sock
1 --db $dir/broken.db --listen unix:$dir/other.sock
1 --db $dir/site.db --listen unix:$dir/no/such/folder
1 --db $dir/site.db --listen unix:$dir/names.tsv
1 --db $dir/site.db --listen unix:
1 --db $dir/site.db --listen nonsense
1 --db $dir/site.db --listen 127.0.0.1:99999
END
    expect 'a file in the way' "$(head -n 1 "$dir/names.tsv" | cut -f 1)" name
}

workers_exit_with_their_parent_and_a_stale_socket_is_replaced()
{
    local main=$workers children pid
    start_workers "$dir/other.sock" --workers 2 && soon has_children "$workers" 2 || return 1
    children=$(children_of "$workers")
    kill -KILL "$workers"
    await_end "$workers"
    for pid in $children; do
        soon is_gone "$pid" || { echo "# worker $pid lives on"; return 1; }
    done
    start_workers "$dir/other.sock" --workers 1 --quiet && soon has_children "$workers" 1 &&
        expect mode "$(stat -c %a "$dir/other.sock")" 660 &&
        kill -TERM "$workers" && await_end "$workers" &&
        expect code "$ended" 0 &&
        expect socket "$(ls "$dir/other.sock" 2> /dev/null)" ''
    local result=$?
    workers=$main
    return $result
}

# A worker that cannot write the folder opens the database as immutable; then its owner changes it.
a_database_in_a_read_only_folder_is_served_and_noticed_when_it_changes()
{
    local result main=$workers main_front=$front main_nginx=$nginx
    mkdir -p "$dir/fixed" && make_database "$dir/fixed/site.db" "$dir/others.tsv" || return 1
    [ "$(id -u)" = 0 ] && unshare --mount mount --bind "$dir/fixed" "$dir/fixed" 2> /dev/null || return 77
    # shellcheck disable=SC2016 # the inner shell's
    unshare --mount bash -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"' "$dir/fixed" \
        "$builddir/stagename-fcgi" --db "$dir/fixed/site.db" --workers 1 --listen "unix:$dir/fixed.sock" 2>> "$dir/fcgi.log" &
    workers=$!
    started+=("$workers")
    front=$dir/front4.sock
    local_conf "unix:$front" | sed -e "s|$dir/worker.sock|$dir/fixed.sock|" -e "s|nginx.pid|nginx4.pid|" > "$dir/nginx4.conf"
    soon listens "$dir/fixed.sock" && start_nginx "$dir/nginx4.conf" "$front" && offers 1 'Another Database' '' &&
        judges 'Late Arrival' free &&
        expect 'files beside it' "$(find "$dir/fixed" -name '*-wal' -o -name '*-shm')" '' &&
        "$builddir/stagename" import --quiet --db "$dir/fixed/site.db" --blocklist "$srcdir/data/blocklist.txt" \
            "$dir/late.tsv" > "$dir/make.log" && offers 1 'Late Arrival' '' &&
        "$builddir/stagename" corpus --quiet --db "$dir/fixed/site.db" "$dir/late.tsv" > "$dir/make.log" &&
        judges 'Late Arrival' taken && ask /api/names/1/report --request POST && is_problem 503 &&
        kill -TERM "$nginx" && await_end "$nginx" && kill -TERM "$workers" && await_end "$workers"
    result=$?
    workers=$main
    front=$main_front
    nginx=$main_nginx
    return $result
}

a_socket_from_systemd_is_served()
{
    local result main_front=$front pid
    command -v perl > /dev/null || return 77
    # shellcheck disable=SC2016
    perl -MIO::Socket::UNIX -MPOSIX -e '$^F = 9; $s = IO::Socket::UNIX->new(Local => shift, Listen => 9) or die;
        POSIX::dup2(fileno($s), 3); $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec @ARGV' \
        "$dir/handed.sock" "$builddir/stagename-fcgi" --db "$dir/site.db" --workers 1 2>> "$dir/fcgi.log" &
    pid=$!
    started+=("$pid")
    soon has_children "$pid" 1 || return 1
    front=$dir/front2.sock
    local_conf "unix:$front" | sed -e "s|$dir/worker.sock|$dir/handed.sock|" -e "s|nginx.pid|nginx2.pid|" \
        > "$dir/nginx2.conf"
    local main_nginx=$nginx
    start_nginx "$dir/nginx2.conf" "$front" && ask /api/names &&
        expect status "$status" 200 &&
        kill -TERM "$pid" && await_end "$pid" &&
        expect code "$ended" 0 &&
        expect 'the socket, which is systemd'"'"'s' "$(ls "$dir/handed.sock")" "$dir/handed.sock" &&
        kill -TERM "$nginx" && await_end "$nginx"
    result=$?
    nginx=$main_nginx
    front=$main_front
    return $result
}

# ---- the production example ----

the_production_example_limits_requests_and_logs()
{
    local result main_front=$front main_nginx=$nginx
    front=$dir/front3.sock
    # A request through a unix socket has no address to count, and the speed of this machine must not matter.
    mkdir "$dir/limited" && cp "$srcdir"/nginx/*.conf "$dir/limited" || return 1
    # shellcheck disable=SC2016 # it is nginx's variable
    sed -i '/^map .*stagename_limit_key/,/^}/s|\$stagename_network|everybody|' "$dir/limited/http.conf"
    production_conf site.conf "unix:$front" "$dir/limited" | sed -e 's|nginx.pid|nginx3.pid|' -e 's|rate=20r/s|rate=1r/m|' \
        > "$dir/nginx3.conf"
    start_nginx "$dir/nginx3.conf" "$front" && ask /api/names &&
        expect status "$status" 200 && has_security_headers &&
        many_requests_at_once &&
        expect 'type of the refusals' \
        "$(grep -Fxv -e 'application/problem+json 429' -e 'application/json 200' "$dir/statuses")" '' &&
        expect 'some were refused' "$(grep -c ' 429' "$dir/statuses" | sed 's/^[1-9].*/yes/')" yes &&
        expect 'when to come back' "$(grep -ci '^retry-after: 1' "$dir/all-headers")" "$(grep -c ' 429' "$dir/statuses")" &&
        expect 'in the last body' "$(jq -r .status < "$dir/body")" 429 &&
        too_many_reports && ask / && is_error_page 429 1 && ask '/names?style=secret' && is_error_page 429 1 &&
        ask /about.html &&
        expect 'status of a file' "$status" 200 &&
        kill -TERM "$nginx" && await_end "$nginx" &&
        expect 'path in the log' "$(tail -n 1 "$dir/stagename.log" | jq -r .path)" /about.html
    result=$?
    nginx=$main_nginx
    front=$main_front
    return $result
}

# The limit is reached before the tenth.
too_many_reports()
{
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ask /api/names/1/report --request POST
        [ "$status" = 429 ] && break
    done
    is_problem 429 &&
        expect Retry-After "$(header Retry-After)" 5 && has_security_headers
}

many_requests_at_once()
{
    curl --silent --unix-socket "$front" --output "$dir/body" --dump-header "$dir/all-headers" \
        --write-out '%{content_type} %{http_code}\n' 'http://stagename.test/api/names?n=1&starts=secret[1-90]' \
        > "$dir/statuses"
}

# ---- the end ----

sigterm_finishes_and_removes_the_socket()
{
    local children pid
    children=$(children_of "$workers")
    kill -TERM "$workers" && await_end "$workers" &&
        expect code "$ended" 0 &&
        expect socket "$(ls "$dir/worker.sock" 2> /dev/null)" '' || return 1
    for pid in $children; do
        is_gone "$pid" || return 1
    done
    # an alarm that is still set would end a waiting worker
    expect 'killed workers' "$(grep -c 'spent more than' "$dir/fcgi.log")" "$ended_for_time"
}

missing_workers_are_503_with_all_headers()
{
    answers_503 '/api/check?name=secret-away' && the_start_page_comes_without_names &&
        ask '/check?name=secret-away' && is_error_page 503 5
}

the_log_is_json_whatever_the_bytes_of_a_request()
{
    local before end=' HTTP/1.1\r\nHost: stagename.test\r\nConnection: close\r\n\r\n'
    command -v perl > /dev/null || return 77
    sleep 1.2 # the log is written once a second
    before=$(wc -l < "$dir/nginx-access.log")
    send_raw "GET /raw\0377\0300\0200/x?y=1$end"
    send_raw "GET /raw\0303\0251$end"
    send_raw "GET /raw%ff\"\0134$end"
    send_raw "GET /raw\0001\0177$end"
    send_raw "G\0377T /method$end"
    send_raw "get /method$end"
    send_raw "GET /header HTTP/1.1\r\nHost: a\0377b\r\nUser-Agent: \0377\r\nX\0377: \0200\r\nConnection: close\r\n\r\n"
    send_raw 'GET /old\r\n'
    send_raw '\0377\0376\r\n\r\n'
    send_raw "GET /version HTTP/\0377\r\n\r\n"
    send_raw 'GET /cut'
    send_raw "\0026\0003\0001\0002"
    sleep 1.2
    soon has_lines $((before + 8)) "$dir/nginx-access.log"
    # shellcheck disable=SC1003 # a backslash
    expect 'lines that are not UTF-8' "$(iconv -f UTF-8 -t UTF-8 "$dir/nginx-access.log" > /dev/null 2>&1 && echo none)" none &&
        expect 'lines that are not JSON' \
            "$(while IFS= read -r line; do printf '%s' "$line" | jq -e 'type == "object"' > /dev/null || echo "$line"; done \
                < <(tail -n +$((before + 1)) "$dir/nginx-access.log"))" '' &&
        expect 'lines of these requests' "$(($(wc -l < "$dir/nginx-access.log") - before >= 8))" 1 &&
        expect 'a path with other bytes' "$(tail -n +$((before + 1)) "$dir/nginx-access.log" | jq -r .path | sort -u | grep -c '^/raw…$')" 1 &&
        expect 'paths of plain bytes' "$(tail -n +$((before + 1)) "$dir/nginx-access.log" | jq -r .path | grep -cxF '/raw%ff"\')" 1
}

# All requests so far were logged; these two contain markers to search for.
nothing_about_a_visitor_is_logged()
{
    ask '/api/check?name=secret-query' --user-agent secret-agent --referer http://secret.referer/ &&
        ask '/nothing?secret-missing=1' --header 'X-Forwarded-For: 203.0.113.9' &&
        kill -TERM "$nginx" && await_end "$nginx" &&
        expect 'lines with text from visitors' \
            "$(cat "$dir"/*.log | grep -c -e secret -e '203\.0\.113' -e Mozilla -e curl)" 0 &&
        expect 'lines with an address' "$(grep -c -e 'unix:' -e '127\.0' "$dir/nginx-access.log")" 0 &&
        expect 'lines with a query' "$(grep -c '[?]' "$dir/nginx-access.log")" 0 &&
        expect 'lines that are not JSON' "$(jq -e . < "$dir/nginx-access.log" > /dev/null && echo none)" none
}

run_tests \
    names_have_all_fields_of_the_page \
    hostile_names_arrive_unchanged \
    ten_names_are_the_default \
    filters_select_names \
    like_gives_similar_names \
    a_misspelled_value_is_refused_with_the_nearest \
    a_seed_gives_the_same_names_again \
    names_are_available_as_csv_and_text \
    formula_cells_are_neutralised_only_for_spreadsheets \
    a_name_has_its_own_page \
    missing_pages_are_404 \
    names_are_a_page_without_javascript \
    other_names_of_an_artist_are_labelled \
    an_idea_is_checked_without_javascript \
    names_are_found_by_number \
    excluded_names_do_not_appear \
    a_name_is_found_by_its_number \
    choices_are_listed \
    bad_parameters_are_named \
    odd_but_harmless_queries_are_accepted \
    unknown_addresses_are_not_found \
    other_methods_are_refused \
    oversized_requests_are_refused \
    head_is_get_without_a_body \
    a_typed_name_is_judged \
    many_names_are_judged_at_once \
    lists_that_cannot_be_judged_are_refused \
    other_sites_may_read_the_api_and_send_no_report \
    unchanged_answers_are_304 \
    pages_ignore_what_other_sites_append_to_links \
    pages_of_names_are_not_for_search_engines \
    invalid_names_are_refused \
    about_counts \
    health_is_available_locally \
    files_are_served \
    pages_name_assets_that_exist \
    the_start_page_has_the_first_names \
    the_first_names_follow_the_address \
    addresses_are_no_commands \
    errors_for_people_are_pages \
    every_answer_has_the_security_headers \
    a_report_is_stored_and_hides_nothing \
    a_report_holds_no_address \
    yesterdays_key_is_deleted_and_no_longer_counts \
    invalid_reports_are_refused \
    a_report_from_the_page_is_confirmed \
    concurrent_reports_are_all_stored \
    metrics_cover_all_workers \
    links_use_the_address_of_the_request_without_site \
    health_and_metrics_are_404_for_others \
    a_hidden_name_is_gone_at_the_next_request \
    tagged_names_are_found_at_the_next_request \
    an_import_counts_at_the_next_request \
    a_new_artist_counts_at_the_next_request \
    a_replaced_corpus_of_the_same_size_counts_at_the_next_request \
    a_replaced_database_is_noticed \
    a_missing_database_is_503_until_it_is_back \
    a_corrupt_database_is_503_until_it_is_repaired \
    replacing_the_workers_fails_no_request \
    a_killed_worker_is_replaced \
    an_incomplete_request_blocks_one_worker_for_a_limited_time \
    a_second_instance_leaves_a_live_socket_alone \
    usage_errors_are_one_sentence \
    workers_exit_with_their_parent_and_a_stale_socket_is_replaced \
    a_database_in_a_read_only_folder_is_served_and_noticed_when_it_changes \
    a_socket_from_systemd_is_served \
    the_production_example_limits_requests_and_logs \
    sigterm_finishes_and_removes_the_socket \
    missing_workers_are_503_with_all_headers \
    the_log_is_json_whatever_the_bytes_of_a_request \
    nothing_about_a_visitor_is_logged
finish
