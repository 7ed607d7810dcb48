#!/bin/bash
# Names that are generated on request, with nginx, the workers that serve names, the workers of /api/invent,
# and a small model.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need nginx curl jq

make_folder web
front=$dir/front.sock
export STAGENAME_DATADIR=$srcdir/data
train_model "$dir/first.safetensors" || exit 1
cp "$dir/first.safetensors" "$dir/model.safetensors"
mv "$dir/learnt.db" "$dir/site.db"
"$builddir/stagename" generate "$dir/model.safetensors" -n 200 --seed 1 -o "$dir/names.tsv" 2> "$dir/make.log" &&
    "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv" >> "$dir/make.log" 2>&1 || exit 1
local_conf "unix:$front" > "$dir/nginx.conf"

start_inventors() # OPTION…
{
    start_workers "$dir/worker.sock.invent" --workers 1 "$@" && inventors=$workers && soon has_children "$inventors" 1
}

if ! start_workers "$dir/worker.sock" --workers 1 || ! start_inventors --model "$dir/model.safetensors" ||
    ! start_nginx "$dir/nginx.conf" "$front"; then
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
fi

ten_new_names_are_invented_and_judged()
{
    ask /api/invent &&
        expect status "$status" 200 &&
        expect cache "$(header Cache-Control)" no-store &&
        expect 'how many, all different' "$(field '[.names[].name] | unique | length')" 10 &&
        expect verdicts "$(field '[.names[].verdict] | unique')" '["free"]' &&
        expect 'temperature by itself' "$(field .temperature)" 0.8 || return 1
    # the same as /api/check
    local name
    while IFS= read -r name; do
        curl --silent --unix-socket "$front" --get --data-urlencode "name=$name" http://stagename.test/api/check
        echo
    done < <(field '.names[].name') | jq -r .verdict | sort -u > "$dir/verdicts"
    expect 'verdicts of /api/check' "$(cat "$dir/verdicts")" free
}

another_request_gets_other_names()
{
    local first
    ask /api/invent && first=$(field .names) && ask /api/invent && [ "$first" != "$(field .names)" ]
}

the_seed_gives_the_same_names_again()
{
    local first seed
    ask '/api/invent?n=20&style=techno&temperature=1.2' && first=$(field .names) && seed=$(field .seed) &&
        ask "/api/invent?n=20&style=techno&temperature=1.2&seed=$seed" &&
        expect 'the seed' "$(field .seed)" "$seed" &&
        expect names "$(field .names)" "$first"
}

prefix_and_style_are_kept()
{
    ask '/api/invent?prefix=DJ%20B&style=techno&n=20' &&
        expect 'how many' "$(field '.names | length')" 20 &&
        expect prefixes "$(field '[.names[].name | startswith("DJ B")] | all')" true &&
        expect styles "$(field '[.names[].style] | unique')" '["techno"]'
}

# Sampling never gives a permitted name for these prefixes.
an_impossible_prefix_ends_soon()
{
    ask '/api/invent?prefix=Fuck&n=20' && is_problem 400 prefix &&
        expect sentence "$(field .detail)" 'prefix contains a blocked word' &&
        ask '/api/invent?prefix=..............................&n=20' &&
        expect status "$status" 200 &&
        ask "/api/invent?prefix=%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27%27&n=20" &&
        expect status "$status" 200
}

a_prefix_is_normalised_like_a_name()
{
    ask '/api/invent?prefix=%20Be%CC%81&n=5&verdict=any' &&
        expect status "$status" 200 &&
        expect prefixes "$(field '[.names[].name | startswith("Bé")] | all and length > 0')" true &&
        ask '/api/invent?prefix=B%07' && is_problem 400 prefix &&
        expect sentence "$(field .detail)" 'prefix holds U+0007 as character 2: a control character'
}

a_kind_is_kept()
{
    ask '/api/invent?kind=dj&n=20&verdict=any' &&
        expect status "$status" 200 &&
        expect kinds "$(field '[.names[].kind] | unique')" '["dj"]' &&
        expect appeal "$(field '[.names[] | has("appeal")] | all')" true &&
        ask '/api/invent?n=20&verdict=any&seed=3' &&
        expect 'kinds of a mix' "$(field '[.names[].kind] | unique | length > 1')" true
}

high_temperatures_give_less_likely_names()
{
    local mean='[.names[].bits_per_char] | add / length' low
    ask '/api/invent?n=20&temperature=0.2&verdict=any&seed=1' && low=$(field "$mean") &&
        ask '/api/invent?n=20&temperature=1.5&verdict=any&seed=1' &&
        expect 'more bits at 1.5 than at 0.2' "$(field "($mean) > $low + 0.5")" true
}

taken_names_appear_only_on_request()
{
    ask '/api/invent?prefix=Kraftwer&n=20&temperature=0.2' &&
        expect 'no Kraftwerk among the free' "$(field '[.names[].name] | index("Kraftwerk")')" null &&
        ask '/api/invent?prefix=Kraftwerk&n=1&temperature=1.5&verdict=taken' &&
        expect 'the artist' "$(field '.names[0].nearest[0].name // "nothing was found"')" Kraftwerk
}

unsupported_parameters_are_named()
{
    local parameter
    for parameter in prefix=%E2%98%83 prefix=abcdefghijklmnopqrstuvwxyzabcde style=polka9 temperature=0.19 temperature=1.51 \
        temperature=hot temperature=1,0 n=0 n=21 verdict=maybe kind=DJ kind= seed=; do
        ask "/api/invent?$parameter"
        is_problem 400 "${parameter%%=*}" && continue
        echo "# asked $parameter"
        return 1
    done
}

a_misspelled_style_is_refused_with_the_nearest()
{
    ask '/api/invent?style=teckno' && is_problem 400 style &&
        expect sentence "$(field .detail)" "the model knows no style 'teckno'; the nearest is 'techno'"
}

rare_parameters_get_fewer_names()
{
    ask '/api/invent?prefix=Kraftwerk&n=20&verdict=taken&temperature=0.2' &&
        expect status "$status" 200 &&
        expect 'fewer than asked for' "$(field '.names | length < 20')" true
}

words_are_at_the_requested_position()
{
    local where test
    while IFS=$'\t' read -r where test; do
        ask "/api/invent?with=neon+tiger&where=$where&verdict=any&seed=7" &&
            expect status "$status" 200 &&
            expect "names with the words at: $where" "$(field "[.names[].name | ascii_downcase | $test] | all and length > 0")" true &&
            expect 'no name is only the words' "$(field '[.names[].name | ascii_downcase | select(. == "neon tiger" or . == "the neon tiger")] | length')" 0 &&
            expect 'all different' "$(field '.names | length == (map(.name) | unique | length)')" true &&
            continue
        echo "# asked for $where"
        return 1
    done <<'WHERE'
start	startswith("neon tiger")
end	endswith("neon tiger")
inside	contains("neon tiger")
blend	(contains(" ") | not) and (contains("neon tiger") | not) and test("^(ne|ti)|(on|er)$")
WHERE
}

a_word_keeps_the_visitors_capitals()
{
    ask '/api/invent?with=moon&where=start&verdict=any' &&
        expect 'a capital' "$(field '[.names[].name | startswith("Moon")] | all and length > 0')" true &&
        ask '/api/invent?with=Neon+tiger&where=start&verdict=any' &&
        expect 'as written' "$(field '[.names[].name | startswith("Neon tiger")] | all and length > 0')" true
}

names_with_words_keep_style_and_seed()
{
    local first
    ask '/api/invent?with=moon&style=techno&kind=dj&n=5&verdict=any&seed=9' && first=$(field '[.names[].name]') &&
        expect 'style and kind' "$(field '[.names[] | .style, .kind] | unique')" '["dj","techno"]' &&
        ask '/api/invent?with=moon&style=techno&kind=dj&n=5&verdict=any&seed=9' &&
        expect 'the same again' "$(field '[.names[].name]')" "$first"
}

names_with_words_are_judged()
{
    ask '/api/invent?with=moon&n=10' &&
        expect verdicts "$(field '[.names[].verdict] | unique')" '["free"]' &&
        expect 'bits and appeal' "$(field '[.names[] | has("bits_per_char") and has("appeal") and has("nearest")] | all')" true
}

hidden_names_are_not_invented()
{
    local name other
    ask '/api/invent?n=20&verdict=any&seed=11' && name=$(field '.names[0].name') && [ -n "$name" ] || return 1
    # The name becomes one of the database, is hidden, and leaves the database again.
    printf 'name\n%s\n' "$name" > "$dir/one.tsv"
    "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/one.tsv" > "$dir/make.log" 2>&1 &&
        printf '%s\n' ".param set :name '$name'" "INSERT INTO decision (name_id, hide, who, why)
            SELECT id, 1, 'ann', 'a test' FROM name WHERE name = :name;" | sqlite3 -batch "$dir/site.db" &&
        "$builddir/stagename" rollback --db "$dir/site.db" "$(sed -n 's/.*batch=//p' "$dir/make.log")" > "$dir/out" &&
        ask '/api/invent?n=20&verdict=any&seed=11' &&
        expect 'how often it is there' "$(body | jq --arg name "$name" '[.names[] | select(.name == $name)] | length')" 0 &&
        other=$(field '.names | length') && [ "$other" -gt 0 ]
}

too_few_names_have_a_reason()
{
    ask '/api/invent?with=K9&where=blend&n=10' &&
        expect status "$status" 200 &&
        expect names "$(field '.names | length')" 0 &&
        expect reason "$(field .reason)" 'only 0 of 10 names with these words were found; ask again, or for other words' &&
        ask '/api/invent?with=moon&n=1&verdict=any' &&
        expect 'no reason when all came' "$(field 'has("reason")')" false
}

a_theme_gives_names_with_its_words()
{
    local words
    words=$(awk -F '\t' '$1 == "night" { printf "%s%s", sep, $2; sep = "|" }' "$srcdir/data/themes.tsv")
    ask '/api/invent?theme=night&where=start&n=10&verdict=any' &&
        expect 'a word of the theme in front' \
            "$(field "[.names[].name | ascii_downcase | test(\"^($words)\")] | all and length > 3")" true &&
        expect 'several words' "$(field '[.names[].name | split(" ")[0]] | unique | length > 1')" true
}

words_that_cannot_be_kept_are_refused()
{
    local query
    while IFS=$'\t' read -r query parameter sentence; do
        ask "/api/invent?$query"
        is_problem 400 "$parameter" && expect sentence "$(field .detail)" "$sentence" && continue
        echo "# asked $query"
        return 1
    done <<'WRONG'
with=	with	with has no word
with=+++	with	with has no word
with=a+b+c+d	with	with has more than 3 words
with=neon+21	with	with has the word '21', which has no letter
with=abcdefghijklmnopqrstuvwxy	with	with has a word of more than 24 characters
with=abcdefghijklmno+abcdefghijklmno	with	with must not be longer than 30 characters
with=B%07b	with	with holds U+0007 as character 2: a control character
with=b%E2%98%83	with	with has the character '☃', which no name of the model's list has
with=fuck	with	with contains a blocked word
with=moon&prefix=Moo	with	with and prefix cannot be combined: leave out one of them
with=moon&theme=night	theme	theme and with cannot be combined: leave out one of them
theme=night&prefix=Moo	theme	theme and prefix cannot be combined: leave out one of them
theme=nights	theme	there is no theme 'nights'; /api/styles lists the themes
theme=	theme	there is no theme ''; /api/styles lists the themes
where=start	where	where needs with or theme, and neither was given
WRONG
    ask '/api/invent?with=moon&where=middle' && is_problem 400 where
}

metrics_count_invent_requests()
{
    ask /metrics/invent &&
        expect status "$status" 200 &&
        expect 'requests that were answered' \
            "$(sed -n 's/^stagename_requests_total{route="\/api\/invent",status="200"} //p' "$dir/body" | grep -c '^[1-9]')" 1
}

# The worker is stopped: eight of twelve requests wait for it, and the others are refused.
a_full_queue_answers_at_once()
{
    local worker waiting=() result=0
    worker=$(children_of "$inventors")
    kill -STOP "$worker"
    while [ "${#waiting[@]}" -lt 12 ]; do
        curl --silent --max-time 20 --unix-socket "$front" --output /dev/null --write-out '%{http_code}\n' \
            http://stagename.test/api/invent >> "$dir/answered" &
        waiting+=($!)
    done
    soon four_are_answered || result=1
    ask /api/invent && is_problem 503 &&
        expect Retry-After "$(header Retry-After)" 1 || result=1
    ask /api/names &&
        expect 'names meanwhile' "$status" 200 || result=1
    kill -CONT "$worker"
    wait "${waiting[@]}"
    expect 'requests that waited, and refused requests' "$(sort "$dir/answered" | uniq -c | xargs)" '8 200 4 503' && return $result
}

four_are_answered()
{
    [ "$(wc -l < "$dir/answered")" = 4 ]
}

sighup_loads_a_new_model()
{
    printf '%s\n' 0101 1010 1100 0011 1001 0110 > "$dir/digits"
    seq 10000 10400 >> "$dir/digits"
    "$builddir/stagename" train --quiet "$dir/digits" -o "$dir/model.safetensors" --layers 1 --hidden 16 --epochs 2 \
        > "$dir/make.log" && kill -HUP "$inventors" && soon names_are_digits
}

names_are_digits()
{
    ask '/api/invent?verdict=any' && [ "$(field '[.names[].name | test("^[0-9]+$")] | all and length > 0')" = true ]
}

a_broken_model_leaves_the_older_one_in_use()
{
    head -c 1000 "$dir/first.safetensors" > "$dir/model.safetensors"
    kill -HUP "$inventors"
    soon grep -q 'model.safetensors' "$dir/fcgi.log" && names_are_digits || return 1
    cp "$dir/first.safetensors" "$dir/model.safetensors" && kill -HUP "$inventors"
}

blocked_words_do_not_appear()
{
    kill -TERM "$inventors" && await_end "$inventors" || return 1
    printf 'text a\ntext e\n' > "$dir/blocklist.txt"
    start_inventors --model "$dir/model.safetensors" --blocklist "$dir/blocklist.txt" &&
        ask '/api/invent?n=20' &&
        expect 'names with an a or e' "$(field '[.names[].name | select(test("[ae]"; "i"))] | length')" 0 &&
        expect 'there are names' "$(field '.names | length > 0')" true
}

the_site_works_without_inventors()
{
    kill -TERM "$inventors" && await_end "$inventors" || return 1
    ask /api/invent && is_problem 503 &&
        expect Retry-After "$(header Retry-After)" 1 &&
        ask /api/names &&
        expect 'names meanwhile' "$status" 200
}

an_instance_without_a_model_says_so()
{
    start_inventors && ask /api/invent && is_problem 503 &&
        expect 'it says why' "$(field '.detail | test("no model")')" true
}

an_invalid_model_is_an_error_at_startup()
{
    local code
    timeout 60 "$builddir/stagename-fcgi" --db "$dir/site.db" --listen "unix:$dir/other.sock" --model "$dir/names.tsv" 2> "$dir/err"
    code=$?
    expect 'exit code' "$code" 1 &&
        expect 'a sentence' "$(grep -c '^stagename-fcgi: .*names.tsv' "$dir/err")" 1
}

run_tests ten_new_names_are_invented_and_judged another_request_gets_other_names the_seed_gives_the_same_names_again \
    prefix_and_style_are_kept an_impossible_prefix_ends_soon \
        a_prefix_is_normalised_like_a_name a_kind_is_kept high_temperatures_give_less_likely_names \
    taken_names_appear_only_on_request \
    unsupported_parameters_are_named a_misspelled_style_is_refused_with_the_nearest rare_parameters_get_fewer_names \
    words_are_at_the_requested_position a_word_keeps_the_visitors_capitals names_with_words_keep_style_and_seed \
    names_with_words_are_judged hidden_names_are_not_invented too_few_names_have_a_reason a_theme_gives_names_with_its_words \
    words_that_cannot_be_kept_are_refused metrics_count_invent_requests a_full_queue_answers_at_once \
    sighup_loads_a_new_model a_broken_model_leaves_the_older_one_in_use blocked_words_do_not_appear \
    the_site_works_without_inventors an_instance_without_a_model_says_so an_invalid_model_is_an_error_at_startup
finish
