#!/bin/bash
# Tests the API against www/openapi.json: every operation is called with valid, boundary and invalid values,
# and each answer must be one that the document describes. Runs nginx, workers and a small database.
#
#   builddir, srcdir   as for every test
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export LC_ALL=C.UTF-8
here=$srcdir/tests/api
need node npm nginx curl sqlite3

names() {
    printf 'name\tbits_per_char\tstyle\tkind\tappeal\n'
    printf '%s\t%s\t%s\t%s\t%s\n' 'Velvet Quarry' 2.5 house dj 0.8 '<b>"Bold" & '"'Co'"'</b>' 3.5 rock group 1 \
        'Fire 🔥 Engine' 5 'hip hop' person 0 'Daft Funk' 1.25 house '' '' 'Daft Punk' 2 '' '' '' 'Back\slash' '' '' dj '' \
        'Ünïted Åccents' 4 techno group 0.125
}

install_modules "$here" "$builddir/tests/api"
make_folder api
front=$dir/front.sock
export STAGENAME_DATADIR=$srcdir/data
printf 'name\tcountry\tmbid\nDaft Punk\tFR\t056e4f3e-d505-4dad-8ec1-d04f521cbb56\n' >"$dir/artists.tsv"
printf '%s%s\n' '{"id":"056e4f3e-d505-4dad-8ec1-d04f521cbb56","name":"Daft Punk","aliases":[{"name":"Backslasch","type":"Legal name"},' \
    '{"name":"Unitd Accents","type":"Search hint"}]}' >"$dir/aliases.json"
names >"$dir/names.tsv"
{
    "$builddir/stagename" corpus --quiet --db "$dir/site.db" --as-of 2026-01-31 "$dir/artists.tsv" "$dir/aliases.json" &&
        "$builddir/stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv" &&
        sqlite3 "$dir/site.db" "INSERT INTO tagging (name_id, tag, who) VALUES (1, 'featured', 'ann'), (2, 'featured', 'ann'),
            (2, 'summer', 'ann');"
} >"$dir/make.log" || exit 1
train_model "$dir/model.safetensors" || exit 1
# The installed snippets, except for the limit on reports.
mkdir "$dir/nginx" && cp "$srcdir"/nginx/*.conf "$dir/nginx" && sed -i 's|rate=12r/m|rate=10000r/s|' "$dir/nginx/http.conf"
local_conf "unix:$front" "$dir/nginx" >"$dir/nginx.conf"
if ! start_workers "$dir/worker.sock" --workers 2 ||
    ! start_workers "$dir/worker.sock.invent" --model "$dir/model.safetensors" --workers 1 || ! start_nginx "$dir/nginx.conf" "$front"; then
    cat "$dir/fcgi.log" "$dir/nginx-start.log" >&2
    exit 1
fi
DOCUMENT=$srcdir/www/openapi.json EXAMPLES=$builddir/site/api.html FRONT=$front MODULES=$builddir/tests/api HOME=$dir node "$here/api.mjs" || exit 1
