# shellcheck shell=bash disable=SC2034,SC2154 # it shares variables with who sources it
# What the tests of the site share: a folder of their own, workers and nginx in it, requests, and TAP output. Sourced.

# Ends the test as skipped unless these programs are here.
need()
{
    local program
    for program in "$@"; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" > /dev/null && continue
        echo "1..0 # SKIP $program is not installed"
        exit 77
    done
}

# ---- a folder of its own, and everything started from it stopped by its own number ----

started=()

tidy_up()
{
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2> /dev/null
    done
    for pid in "${started[@]}"; do
        for _ in $(seq 40); do
            kill -0 "$pid" 2> /dev/null || break
            sleep 0.05
        done
        kill -KILL "$pid" 2> /dev/null
        wait "$pid" 2> /dev/null
    done
    if [ -n "${KEEP:-}" ]; then
        echo "# kept: $dir"
    else
        rm -rf "$dir"
    fi
}

make_folder()
{
    dir=$(mktemp -d "${TMPDIR:-/tmp}/stagename-web.XXXXXX") || exit 1
    trap tidy_up EXIT
    trap 'exit 1' INT TERM HUP
}

forget()
{
    local pid kept=()
    for pid in "${started[@]}"; do
        [ "$pid" = "$1" ] || kept+=("$pid")
    done
    started=("${kept[@]}")
}

# Waits up to five seconds (longer under a sanitizer) until a command succeeds.
soon()
{
    for _ in $(seq 250); do
        "$@" && return 0
        sleep 0.02
    done
    return 1
}

# ---- the servers ----

# start_workers SOCKET OPTION…: leaves the parent's number in $workers.
start_workers()
{
    local socket=$1
    shift
    "$builddir/stagename-fcgi" --db "$dir/site.db" --listen "unix:$socket" "$@" 2>> "$dir/fcgi.log" &
    workers=$!
    started+=("$workers")
    soon test -S "$socket"
}

# train_model MODEL [OPTION…]: in a second or two; it knows styles, and learns little.
train_model()
{
    local model=$1
    shift
    "$builddir/stagename" corpus --quiet --db "$dir/learnt.db" "$srcdir/data/artists.tsv" > "$dir/make.log" &&
        "$builddir/stagename" train --quiet --db "$dir/learnt.db" -o "$model" --layers 1 --hidden 32 --epochs 1 "$@" \
            >> "$dir/make.log"
}

# Waits until a process that we started has ended; its exit code is in $ended.
await_end()
{
    soon is_gone "$1" || return 1
    wait "$1" 2> /dev/null
    ended=$?
    forget "$1"
}

is_gone()
{
    ! [ -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2> /dev/null
}

# The living children of a process.
children_of()
{
    sed -n "s/^\([0-9]*\) (.*) [^Z] $1 .*/\1/p" /proc/[0-9]*/stat 2> /dev/null
}

has_children()
{
    [ "$(children_of "$1" | wc -l)" -eq "$2" ]
}

# start_nginx CONFIGURATION SOCKET: leaves its number in $nginx.
start_nginx()
{
    PATH="$PATH:/usr/sbin:/sbin" nginx -p "$dir" -c "$1" -g 'daemon off;' 2>> "$dir/nginx-start.log" &
    nginx=$!
    started+=("$nginx")
    soon test -S "$2"
}

# local_conf LISTEN [SNIPPETS]: nginx's configuration for this folder. The workers' socket is $dir/worker.sock.
local_conf()
{
    sed -e "s|@DIR@|$dir|g" -e "s|@LISTEN@|$1|g" -e "s|@SOCKET@|$dir/worker.sock|g" -e "s|@WWW@|$srcdir/www|g" \
        -e "s|@SHARE@|${2:-$srcdir/nginx}|g" -e "s|@USER@|$(nginx_user)|g" "$srcdir/nginx/local.conf.in"
}

nginx_user()
{
    [ "$(id -u)" -ne 0 ] || echo 'user root;'
}

# ---- asking ----

# ask PATH [CURL OPTION…]: leaves $status, and the answer for header, field and body.
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

# field FILTER: of the answer's JSON, as jq prints it.
field()
{
    jq -rc "$1" < "$dir/body" 2> /dev/null
}

# Sends bytes as they are; what comes back is left in the body.
send_raw()
{
    # shellcheck disable=SC2016 # the dollar signs are perl's
    printf '%b' "$1" | perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die; local $/;
        print $s scalar <STDIN>; shutdown $s, 1; alarm 5; print <$s>' "$front" > "$dir/body"
}

# ask_raw BYTES: the same, with the answer left as ask does.
ask_raw()
{
    send_raw "$1"
    sed '/^\r$/q' "$dir/body" > "$dir/headers"
    sed -i '1,/^\r$/d' "$dir/body"
    status=$(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$dir/headers")
}

# ---- what npm brings ----

# install_modules FROM INTO: what FROM/package.json names, into a folder outside the source tree.
install_modules()
{
    cmp -s "$1/package.json" "$2/installed.json" && return
    mkdir -p "$2" && cp "$1/package.json" "$1/.npmrc" "$2/" || exit 1
    if ! (cd "$2" && npm install --loglevel=error) > "$2/npm.log" 2>&1; then
        if grep -Eq 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET' "$2/npm.log"; then
            echo "1..0 # SKIP npm can't reach its registry"
            exit 77
        fi
        sed 's/^/# /' "$2/npm.log"
        exit 1
    fi
    cp "$1/package.json" "$2/installed.json"
}

# ---- telling ----

count=0
failures=0

# expect WHAT ACTUAL WANTED
expect()
{
    [ "$2" = "$3" ] && return 0
    printf '# %s is %s, not %s\n' "$1" "'$2'" "'$3'"
    return 1
}

# is_problem STATUS [PARAMETER]: the last answer is a problem in the project's form.
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

# Runs tests by the names of their functions. One that returns 77 is told as skipped.
run_tests()
{
    local name result
    for name in "$@"; do
        count=$((count + 1))
        "$name"
        result=$?
        case $result in
        0) echo "ok $count - ${name//_/ }" ;;
        77) echo "ok $count - ${name//_/ } # SKIP" ;;
        *)
            echo "not ok $count - ${name//_/ }"
            failures=$((failures + 1))
            ;;
        esac
    done
    echo "1..$count"
    [ "$failures" -eq 0 ]
}
