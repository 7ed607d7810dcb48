#!/bin/bash
# Names as pictures: nginx with its copies, the workers that serve names, and those that draw, without a model.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need nginx curl jq sqlite3

make_folder web
front=$dir/front.sock
site=https://names.example
export STAGENAME_DATADIR=$srcdir/data
# shellcheck disable=SC2016 # a dollar sign
money='A$AP <b>&"Quotes"'
"$builddir/stagename" corpus --quiet --db "$dir/site.db" "$srcdir/data/artists.tsv" > "$dir/make.log" &&
    printf '%s\n' name 'Velvet Quarry' 'Ångström Lantern' 'Кино Ночь' '宇多田ナイト' "$money" 'Daft Punk' 'Gone Tomorrow' \
        > "$dir/names.tsv" &&
    "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv" >> "$dir/make.log" 2>&1 || exit 1
patient_snippets
local_conf "unix:$front" "$dir/nginx" > "$dir/nginx.conf"
if ! start_workers "$dir/worker.sock" --workers 1 --site "$site" ||
    ! start_workers "$dir/worker.sock.invent" --workers 1 --site "$site" || ! start_nginx "$dir/nginx.conf" "$front"; then
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
fi
painters=$workers

# id_of NAME
id_of()
{
    sqlite3 "$dir/site.db" "SELECT id FROM name WHERE name = '$1'"
}

# size_of_png: of the last answer, as WIDTHxHEIGHT.
size_of_png()
{
    od -An -tu1 -j16 -N8 "$dir/body" | awk '{ print ($1 * 256 + $2) * 256 * 256 + $3 * 256 + $4 "x" ($5 * 256 + $6) * 256 * 256 + $7 * 256 + $8 }'
}

# is_picture TYPE: the last answer is one.
is_picture()
{
    expect status "$status" 200 &&
        expect type "$(header Content-Type)" "$1" &&
        expect 'for how long' "$(header Cache-Control)" 'public, max-age=300' &&
        expect 'an ETag' "$(header ETag | grep -Ec '^"[0-9a-f]{16}"$')" 1 &&
        has_security_headers
}

# drawn ROUTE: how many requests for it the workers have answered.
drawn()
{
    curl --silent --unix-socket "$front" http://stagename.test/metrics/invent |
        awk -v route="route=\"$1\"" 'index($0, route) && /^stagename_requests_total/ { sum += $NF } END { print sum + 0 }'
}

a_name_has_a_picture_in_every_shape()
{
    local id shape
    id=$(id_of 'Velvet Quarry')
    ask "/n/$id.png" && is_picture image/png && expect size "$(size_of_png)" 1200x630 || return 1
    for shape in wide=1200x630 square=1080x1080 story=1080x1920 banner=1500x500; do
        ask "/n/$id.png?shape=${shape%=*}" && is_picture image/png && expect "$shape" "$(size_of_png)" "${shape#*=}" || return 1
    done
}

an_svg_has_outlines_and_no_markup_of_the_name()
{
    ask "/n/$(id_of "$money").svg?design=3&line=%3Cscript%3E" && is_picture 'image/svg+xml; charset=utf-8' &&
        expect 'outlines' "$(grep -q '<path' "$dir/body" && echo some)" some &&
        expect 'text or markup' "$(grep -Eic '<text|<b>|script|<image' "$dir/body")" 0
}

the_page_of_a_name_points_to_its_picture()
{
    local id image
    id=$(id_of 'Velvet Quarry')
    ask "/n/$id" || return 1
    image=$(sed -n 's/^<meta property="og:image" content="\(.*\)">$/\1/p' "$dir/body")
    expect image "$image" "$site/n/$id.png" &&
        expect size "$(sed -n 's/^<meta property="og:image:[wh].*" content="\(.*\)">$/\1/p' "$dir/body" | xargs)" '1200 630' &&
        expect card "$(grep -c '<meta name="twitter:card" content="summary_large_image">' "$dir/body")" 1 &&
        ask "${image#"$site"}" --user-agent 'facebookexternalhit/1.1' && is_picture image/png
}

each_choice_changes_the_picture()
{
    local id first choice
    id=$(id_of 'Velvet Quarry')
    ask "/n/$id.png?design=2&colour=red" && first=$(header ETag) || return 1
    for choice in 'design=3&colour=red' 'design=2&colour=teal' 'design=2&colour=red&line=tonight' 'design=2&colour=red&line=%20'; do
        ask "/n/$id.png?$choice" && is_picture image/png && [ "$(header ETag)" != "$first" ] && continue
        echo "# $choice changed nothing"
        return 1
    done
}

a_free_name_has_a_line_about_it_and_a_taken_one_has_none()
{
    local with
    ask "/n/$(id_of 'Velvet Quarry').png?design=2" && with=$(header ETag) &&
        ask "/n/$(id_of 'Velvet Quarry').png?design=2&line=%20" && [ "$(header ETag)" != "$with" ] &&
        ask "/n/$(id_of 'Daft Punk').png?design=2" && with=$(header ETag) &&
        ask "/n/$(id_of 'Daft Punk').png?design=2&line=%20" &&
        expect 'a taken name with and without a line' "$(header ETag)" "$with"
}

any_name_can_be_drawn()
{
    ask '/poster.png?name=%E5%AE%87%E5%A4%9A%E7%94%B0%E3%83%92%E3%82%AB%E3%83%AB&design=4&shape=square' &&
        is_picture image/png && expect size "$(size_of_png)" 1080x1080 &&
        ask '/poster.svg?name=%F0%9F%91%A9%E2%80%8D%F0%9F%8E%A4+!!!' && is_picture 'image/svg+xml; charset=utf-8'
}

a_list_has_a_picture()
{
    ask "/list.png?ids=$(id_of 'Кино Ночь'),$(id_of 'Velvet Quarry'),99999" && is_picture image/png &&
        expect size "$(size_of_png)" 1200x630 &&
        ask '/list.png?ids=99998,99999' && is_problem 404 ids &&
        ask '/list.png?ids=' && is_problem 400 ids &&
        ask '/list.png?ids=1,x' && is_problem 400 ids
}

a_picture_is_drawn_once_and_validated()
{
    local before etag
    before=$(drawn /n/#.png)
    ask '/n/1.png?design=7&utm_source=a' && etag=$(header ETag) && ask '/n/1.png?utm_source=b&design=7' &&
        expect 'the same copy' "$(header ETag)" "$etag" &&
        expect 'drawn once' "$(drawn /n/#.png)" $((before + 1)) &&
        ask '/n/1.png?design=7' --header "If-None-Match: $etag" &&
        expect 'not modified' "$status" 304 &&
        ask '/n/1.png?design=7' --head &&
        expect 'status of HEAD' "$status" 200 &&
        expect 'length of HEAD' "$(header Content-Length | grep -c '^[1-9][0-9]*$')" 1
}

# The parameter LINE is another one than line, unless something on the way does not see the difference.
nobody_can_replace_the_picture_of_others()
{
    local plain query
    ask '/n/2.png?design=1&line=%20' && plain=$(header ETag) || return 1
    for query in 'LINE=%20&line=evil' 'line=%20&l%69ne=evil' 'line=%20&line=evil' 'line=%20&design=5'; do
        ask "/n/2.png?design=1&$query" && expect "$query" "$(header ETag)" "$plain" || return 1
    done
    ask '/n/3.png?design=6' --head && ask '/n/3.png?design=6' && is_picture image/png &&
        expect 'a whole picture after HEAD' "$(size_of_png)" 1200x630
}

wrong_requests_are_refused()
{
    local query long
    long=$(printf 'x%.0s' {1..61})
    for query in '/n/1.png?design=9:design' '/n/1.png?design=0:design' '/n/1.png?shape=round:shape' '/n/1.png?colour=%23fff:colour' \
        '/n/1.png?line=%FF:line' '/n/1.png?line=%00:line' "/n/1.png?line=$long$long:line" '/poster.png:name' \
        "/poster.png?name=$long:name" '/poster.png?name=%07:name' '/poster.svg?name=%E2%80%8B:name' '/poster.png?name=%:name'; do
        ask "${query%:*}" && is_problem 400 "${query##*:}" && continue
        echo "# asked $query"
        return 1
    done
    ask /n/99999.png && is_problem 404 && ask /n/0.png && expect 'no number' "$status" 404 &&
        ask /n/1.gif && expect 'no format' "$status" 404 &&
        ask /n/1.png --data x && is_problem 405 &&
        ask /n/1.png --request GET --data x && is_problem 400
}

a_withdrawn_name_has_none()
{
    local id
    id=$(id_of 'Gone Tomorrow')
    sqlite3 "$dir/site.db" "INSERT INTO decision (name_id, hide, who, why) VALUES ($id, 1, 'ann', 'dull')" &&
        ask "/n/$id.png" && is_problem 410
}

# The worker is stopped: eight of twelve requests wait for it, the others are refused.
a_full_queue_answers_at_once()
{
    local worker waiting=() result=0 i
    worker=$(children_of "$painters")
    kill -STOP "$worker"
    for i in {1..12}; do
        curl --silent --max-time 20 --unix-socket "$front" --output /dev/null --write-out '%{http_code}\n' \
            "http://stagename.test/poster.png?name=wait$i" >> "$dir/answered" &
        waiting+=($!)
    done
    soon four_are_answered || result=1
    ask '/poster.png?name=late' && is_problem 503 && expect 'when to come back' "$(header Retry-After)" 1 &&
        ask /api/names && expect 'names meanwhile' "$status" 200 || result=1
    kill -CONT "$worker"
    wait "${waiting[@]}"
    expect answers "$(sort "$dir/answered" | uniq -c | xargs)" '8 200 4 503' && return $result
}

four_are_answered()
{
    [ "$(wc -l < "$dir/answered")" = 4 ]
}

the_command_draws_the_same_picture()
{
    "$builddir/stagename" poster 'Velvet Quarry' -o "$dir/one.png" --design 2 --colour red --shape banner &&
        expect 'a PNG' "$(head -c 4 "$dir/one.png" | tail -c 3)" PNG &&
        "$builddir/stagename" poster 'Velvet Quarry' -o "$dir/one.svg" --line 'tonight' &&
        expect 'an SVG' "$(grep -c '<svg' "$dir/one.svg")" 1 || return 1
    "$builddir/stagename" poster 'Velvet Quarry' -o "$dir/one.gif" 2> "$dir/err"
    expect 'exit code for a GIF' $? 2 || return 1
    "$builddir/stagename" poster 'Velvet Quarry' -o "$dir/two.png" --colour beige 2> "$dir/err"
    expect 'exit code for a colour' $? 2 && expect 'no file' "$(find "$dir" -name 'two.png*')" '' &&
        expect sentence "$(grep -c -- '--colour takes red, .*mono; not .beige' "$dir/err")" 1
}

run_tests a_name_has_a_picture_in_every_shape an_svg_has_outlines_and_no_markup_of_the_name \
    the_page_of_a_name_points_to_its_picture each_choice_changes_the_picture a_free_name_has_a_line_about_it_and_a_taken_one_has_none \
    any_name_can_be_drawn a_list_has_a_picture a_picture_is_drawn_once_and_validated nobody_can_replace_the_picture_of_others \
    wrong_requests_are_refused a_withdrawn_name_has_none a_full_queue_answers_at_once the_command_draws_the_same_picture
finish
