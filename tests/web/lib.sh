# shellcheck shell=bash disable=SC2034,SC2154 # it shares variables with the scripts that source it
# The library of the site's tests: tap.sh, and functions that start workers and nginx in the temporary folder
# and send requests. A script sources it with
#
#   . "${srcdir:-.}/tests/web/lib.sh"
#
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

# ---- the servers ----

# start_workers SOCKET OPTION…: leaves the PID of the parent process in $workers.
start_workers()
{
    local socket=$1
    shift
    "$builddir/stagename-fcgi" --db "$dir/site.db" --listen "unix:$socket" "$@" 2>> "$dir/fcgi.log" &
    workers=$!
    started+=("$workers")
    soon listens "$socket"
}

# listens SOCKET: connections to it are accepted. The file is there a moment earlier.
listens()
{
    awk -v path="$1" '$4 == "00010000" && $NF == path { found = 1 } END { exit !found }' /proc/net/unix
}

# train_model MODEL [OPTION…]: trains a small model with styles, in a second or two.
train_model()
{
    local model=$1
    shift
    "$builddir/stagename" corpus --quiet --db "$dir/learnt.db" "$srcdir/data/artists.tsv" > "$dir/make.log" &&
        "$builddir/stagename" train --quiet --db "$dir/learnt.db" -o "$model" --layers 1 --hidden 32 --epochs 1 "$@" \
            >> "$dir/make.log"
}

has_children()
{
    [ "$(children_of "$1" | wc -l)" -eq "$2" ]
}

# start_nginx CONFIGURATION SOCKET: leaves its PID in $nginx.
start_nginx()
{
    PATH="$PATH:/usr/sbin:/sbin" nginx -p "$dir" -c "$1" -g 'daemon off;' 2>> "$dir/nginx-start.log" &
    nginx=$!
    started+=("$nginx")
    soon listens "$2"
}

# local_conf LISTEN [SNIPPETS]: the configuration of nginx for this folder. The socket of the workers is
# $dir/worker.sock; the site's files are in $www.
www=$builddir/site
local_conf()
{
    sed -e "s|@DIR@|$dir|g" -e "s|@LISTEN@|$1|g" -e "s|@SOCKET@|$dir/worker.sock|g" -e "s|@WWW@|$www|g" \
        -e "s|@SHARE@|${2:-$srcdir/nginx}|g" -e "s|@USER@|$(nginx_user)|g" "$srcdir/nginx/local.conf.in"
}

# production_conf FILE LISTEN [SNIPPETS]: a complete configuration with site.conf or front.conf, for this
# folder.
production_conf()
{
    local_conf "$2" | sed '/keepalive_timeout/q'
    sed -e "s|/usr/local/share/stagename/nginx|${3:-$srcdir/nginx}|" -e "s|/usr/local/share/stagename/www|$www|" \
        -e "s|/run/stagename/stagename.sock|$dir/worker.sock|" -e "s|/run/stagename/invent.sock|$dir/worker.sock.invent|" \
        -e "s|/var/log/nginx|$dir|" -e "s|/var/lib/nginx|$dir|" -e "s|listen 80;|listen $2;|" -e '/listen \[::\]/d' \
        "$srcdir/nginx/$1"
    echo '}'
}

# patient_snippets: copies the snippets to $dir/nginx, with time limits that a busy machine can keep.
patient_snippets()
{
    cp -r "$srcdir/nginx" "$dir/nginx" && chmod -R u+w "$dir/nginx" &&
        sed -i 's/^\(fastcgi_.*_timeout\) [25]s;/\1 60s;/' "$dir/nginx/api.conf" || exit 1
}

nginx_user()
{
    [ "$(id -u)" -ne 0 ] || echo 'user root;'
}

has_lines() # COUNT FILE: at least so many
{
    [ "$(wc -l < "$2")" -ge "$1" ]
} 2> /dev/null

# ---- requests ----

# ask PATH [CURL OPTION…]: sends a request. Leaves the status in $status, and the answer for header, field and
# body.
ask()
{
    local path=$1
    shift
    : > "$dir/body"
    status=$(curl --silent --max-time 20 --unix-socket "$front" --dump-header "$dir/headers" --output "$dir/body" \
        --write-out '%{http_code}' "$@" "http://stagename.test$path")
}

header()
{
    tr -d '\r' < "$dir/headers" | sed -n "s/^$1: //Ip"
}

body()
{
    cat "$dir/body"
}

# field FILTER: prints the result of a jq filter on the answer's JSON.
field()
{
    jq -rc "$1" < "$dir/body" 2> /dev/null
}

# send_raw BYTES: sends the bytes unchanged; leaves the answer for body.
send_raw()
{
    # shellcheck disable=SC2016 # the dollar signs are perl's
    printf '%b' "$1" | perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; local $/;
        print $s scalar <STDIN>; shutdown $s, 1; alarm 5; print <$s>' "$front" > "$dir/body"
}

# ask_raw BYTES: like send_raw, but leaves the answer like ask.
ask_raw()
{
    send_raw "$1"
    sed '/^\r$/q' "$dir/body" > "$dir/headers"
    sed -i '1,/^\r$/d' "$dir/body"
    status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$dir/headers")
}

# The address of the folder that holds the site's assets: /a/HASH.
assets()
{
    sed -n 's|.*href="\([^"]*\)/style\.css".*|\1|p' "$www/index.html"
}

# ---- packages of npm ----

# install_modules FROM INTO: installs the packages of FROM/package.json into a folder outside the source tree.
install_modules()
{
    cmp -s "$1/package.json" "$2/installed.json" && return
    mkdir -p "$2" && cp "$1/package.json" "$1/.npmrc" "$2/" || exit 1
    if ! (cd "$2" && npm install --loglevel=error) > "$2/npm.log" 2>&1; then
        if grep -Eq 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET' "$2/npm.log"; then
            skip_all "npm cannot reach its registry"
        fi
        sed 's/^/# /' "$2/npm.log"
        exit 1
    fi
    cp "$1/package.json" "$2/installed.json"
}

# is_problem STATUS [PARAMETER]: the last answer is application/problem+json in the form of this API.
is_problem()
{
    expect status "$status" "$1" &&
        expect type "$(header Content-Type)" application/problem+json &&
        expect cache "$(header Cache-Control)" no-store &&
        expect 'status in the body' "$(field .status)" "$1" &&
        expect 'type in the body' "$(field .type)" about:blank &&
        expect 'a title and a detail' "$(field '(.title | length > 0) and (.detail | length > 0)')" true &&
        expect parameter "$(field .parameter)" "${2:-null}"
}

# is_page STATUS TEXT: the last answer is a page that holds the text and is not kept.
is_page()
{
    expect status "$status" "$1" &&
        expect type "$(header Content-Type)" 'text/html; charset=utf-8' &&
        expect cache "$(header Cache-Control)" no-store &&
        expect "'$2' in it" "$(body | grep -cF "$2")" 1
}

# is_error_page STATUS [RETRY-AFTER]: likewise, and is error.html with all its texts.
is_error_page()
{
    is_page "$1" "<link rel=\"stylesheet\" href=\"$(assets)/style.css\">" &&
        expect heading "$(body | grep -cE '<h1>[A-Z][^<>]+\.</h1>')" 1 &&
        expect advice "$(body | grep -cE '<p>[A-Z][^<>]+\.</p>')" 1 &&
        expect 'the way to the names' "$(body | grep -c '<p><a href="/">')" 1 &&
        expect 'when to come back' "$(header Retry-After)" "${2-}" && has_security_headers
}

has_security_headers()
{
    local policy
    policy=$(header Content-Security-Policy)
    expect policies "$(header Content-Security-Policy | wc -l)" 1 &&
        expect policy "${policy%%;*}" "default-src 'none'" &&
        expect sniffing "$(header X-Content-Type-Options)" nosniff &&
        expect referrer "$(header Referrer-Policy)" no-referrer &&
        expect permissions "$(header Permissions-Policy | wc -l)" 1 &&
        expect opener "$(header Cross-Origin-Opener-Policy)" same-origin &&
        expect resource "$(header Cross-Origin-Resource-Policy)" same-origin &&
        expect server "$(header Server)" nginx
}
