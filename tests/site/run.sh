#!/bin/bash
# The site in real browsers: nginx, workers, a small database, Chromium, and Firefox for the main path.
#
#   builddir, srcdir   as for every test
#   artifacts          the folder for screenshots (default: the temporary folder; KEEP=1 keeps it)
#   CHROMIUM, FIREFOX  the browsers (default: /usr/bin/chromium, /usr/bin/firefox-esr); Firefox may be missing
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
here=$srcdir/tests/site
need node npm nginx "${CHROMIUM:=/usr/bin/chromium}"

modules=$builddir/tests/site # not the source tree

# ---- set-up ----

artists() {
    printf '%s\t%s\t%s\t%s\t%s\n' name kind country style mbid \
        Björk person IS indie 87c5dedd-371d-4a53-9f7f-80522fb7f3cb \
        deadmau5 dj CA house '' 'Daft Punk' dj FR house '' Kraftwerk group DE electronic '' Radiohead group GB rock '' \
        'Sigur Rós' group IS rock '' 'The Knife' group SE electronic '' Кино group RU rock '' \
        'Massive Attack' group GB 'hip hop' ''
}

aliases() {
    printf '%s%s\n' '{"name":"deadmau5","aliases":[{"name":"Joel Zimmerman","type":"Legal name"},' \
        '{"name":"Dead Mouse","type":"Search hint"},{"name":"Testpilot","type":"Artist name"}]}'
}

# One per line; each of these names has broken some page.
hostile() {
    cat <<'END'
<img src=x onerror=alert(1)>
</p><script>alert(1)</script>
"Quote" & 'Apostrophe' &amp;
back\slash \u003cb\u003e
Fire 🔥 Engine
ضوء القمر
夜の電車でどこまでも行く人たちの歌
Sixtyletterswithoutasinglebreakinthemareharderthansixtywords
END
}

names() {
    local first second n=0 styles=(house techno rock jazz 'hip hop') kinds=(dj person group '')
    local seconds='Anthem Beacon Circuit Dynamo Engine Foundry Garden Harbour Island Junction Kettle Lantern Quarry Sky'
    printf 'name\tbits_per_char\tstyle\tkind\n'
    for first in Amber Brittle Cobalt Distant Electric Fallow Gilded Hollow Ivory Lunar Marble Neon Velvet Wandering; do
        for second in $seconds; do
            printf '%s\t2.5\t%s\t%s\n' "$first $second" "${styles[n % 5]}" "${kinds[n++ % 4]}"
        done
    done
    printf '%s\t2.5\telectronic\t\n' Kraftwark Radiohaed 'Massive Attics' Bjork 'Daft Punk'
    hostile | sed 's/$/\t4.5\thostile\t/'
}

make_database() {
    artists >"$dir/artists.tsv" && aliases >"$dir/aliases.json" && names >"$dir/names.tsv" && hostile >"$dir/hostile.txt" &&
        "$builddir/stagename" corpus --quiet --db "$dir/site.db" --as-of 2026-01-31 "$dir/artists.tsv" "$dir/aliases.json" &&
        "$builddir/stagename" import --quiet --db "$dir/site.db" --note 'made for a test' "$dir/names.tsv"
}

# ---- nginx, on a free port ----

answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

up_or_gone() {
    answers || is_gone "$nginx"
}

start_nginx_somewhere() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 10000))
        answers && continue
        local_conf "127.0.0.1:$port" >"$dir/nginx.conf"
        PATH="$PATH:/usr/sbin:/sbin" nginx -p "$dir" -c "$dir/nginx.conf" -g 'daemon off;' 2>>"$dir/nginx-start.log" &
        nginx=$!
        started+=("$nginx")
        soon up_or_gone
        is_gone "$nginx" || return 0
        wait "$nginx"
        forget "$nginx"
    done
    cat "$dir/nginx-start.log" >&2
    return 1
}

# ---- versions of the site ----

publish() {
    "$srcdir/www/publish" "$srcdir/www" "$www"
}

# A version whose start page says so.
publish_next() {
    rm -rf "$dir/next" && cp -r "$srcdir/www" "$dir/next" && chmod -R u+w "$dir/next" &&
        echo "document.documentElement.dataset.version = 'next';" >> "$dir/next/main.js" &&
        "$srcdir/www/publish" "$dir/next" "$www"
}

# Only the folder that the pages name stays.
forget_versions() {
    find "$www/a" -mindepth 1 -maxdepth 1 ! -path "$www$(assets)" -exec rm -r {} +
}

# ---- the browser; it may have the workers stopped and started, and the site updated ----

run_browser() { # SCRIPT
    local order node code
    rm -f "$dir/orders" "$dir/done"
    mkfifo "$dir/orders" "$dir/done" || return 1
    SITE=http://127.0.0.1:$port MODULES=$modules ARTIFACTS=$artifacts HOSTILE=$dir/hostile.txt WWW=$www CHROMIUM=$CHROMIUM \
        FIREFOX=$FIREFOX HOME=$dir TMPDIR=$dir node "$here/$1" 3>"$dir/orders" 4<"$dir/done" &
    node=$!
    started+=("$node")
    exec 5<"$dir/orders" 6>"$dir/done"
    while read -r order <&5; do
        case $order in
        stop) kill -TERM "$workers" && await_end "$workers" ;;
        update) publish_next ;;
        forget) forget_versions ;;
        restore) publish ;;
        start) start_workers "$dir/worker.sock" --workers 2 ;;
        esac
        echo "done" >&6
    done
    wait "$node"
    code=$?
    forget "$node"
    return "$code"
}

install_modules "$here" "$modules"
make_folder site
www=$dir/www
publish || exit 1
artifacts=${artifacts:-$dir/artifacts}
mkdir -p "$artifacts" && artifacts=$(cd "$artifacts" && pwd) || exit 1
export STAGENAME_DATADIR=$srcdir/data
make_database >"$dir/make.log" && train_model "$dir/model.safetensors" || exit 1
if ! start_workers "$dir/worker.sock.invent" --model "$dir/model.safetensors" --workers 1 ||
    ! start_workers "$dir/worker.sock" --workers 2 || ! start_nginx_somewhere; then
    cat "$dir/fcgi.log" >&2
    exit 1
fi
result=0
: "${FIREFOX:=/usr/bin/firefox-esr}"
for script in site.mjs lists.mjs own.mjs cards.mjs first.mjs update.mjs; do
    run_browser "$script" || result=1
done
if [ -x "$FIREFOX" ]; then
    run_browser firefox.mjs || result=1
else
    echo "ok - the main path in Firefox # SKIP $FIREFOX is missing"
fi
[ "$result" -eq 0 ]
