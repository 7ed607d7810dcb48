#!/bin/bash
# The units of systemd, without a running systemd: they are correct and hardened, their allow-list has every
# system call that the programs make, and the workers take the socket and report their state as systemd
# expects.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
need_build stagename stagename-fcgi
need nginx curl perl
make_folder systemd

# ---- set-up: the programs in one folder, as they are installed, and units with its path ----

units=$dir/units
services=(stagename stagename-invent stagename-refresh)

install_programs() {
    mkdir "$dir/bin" "$units" || return 1
    ln -s "$builddir/stagename" "$builddir/stagename-fcgi" "$dir/bin" &&
        cp "$srcdir/src/programs/stagename-refresh" "$dir/bin" && chmod +x "$dir/bin/stagename-refresh"
}

write_units() {
    local unit
    for unit in "$srcdir"/systemd/*.in; do
        sed -e "s|@bindir@|$dir/bin|" -e "s|@confdir@|$dir/etc|" -e 's|@nginx_group@|www-data|' \
            "$unit" >"$units/$(basename "$unit" .in)"
    done
    cp "$srcdir"/systemd/*.timer "$units"
}

# ---- the files ----

the_build_fills_in_paths() {
    local unit
    for unit in "$srcdir"/systemd/*.in; do
        expect "@ in $unit" "$(grep -c '@[a-z_]*@' "$builddir/systemd/$(basename "$unit" .in)")" 0 || return 1
    done
    expect_part 'the command' "$(grep ^ExecStart= "$builddir/systemd/stagename.service")" /bin/stagename-fcgi
}

systemd_accepts_the_units() {
    command -v systemd-analyze >/dev/null || return 77
    expect 'what systemd-analyze says' "$(systemd-analyze verify --man=no "$units"/* 2>&1)" ''
}

# The threshold is 0.5 of 10.
every_service_is_hardened() {
    local service
    command -v systemd-analyze >/dev/null || return 77
    for service in "${services[@]}"; do
        systemd-analyze security --no-pager --offline=true --threshold=5 "$units/$service.service" >"$dir/security" 2>&1 || {
            sed 's/^/# /' "$dir/security"
            return 1
        }
        sed -n 's|^.*\(Overall.*: [0-9.]*\).*|# \1|p' "$dir/security"
    done
}

# ---- the programs ----

# Prints what the service manager receives, one assignment a line.
receive_notifications() { # SOCKET
    # shellcheck disable=SC2016
    exec perl -MSocket -e '$| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0) && bind(S, pack_sockaddr_un(shift)) or die;
        while (defined recv(S, $state, 4096, 0)) { print "$state\n"; }' "$1"
}

# Runs a command that inherits a listening socket as systemd passes it.
with_socket() { # SOCKET COMMAND…
    # shellcheck disable=SC2016
    exec perl -MIO::Socket::UNIX -MPOSIX -e '$^F = 9; $s = IO::Socket::UNIX->new(Local => shift, Listen => 511) or die;
        POSIX::dup2(fileno($s), 3); $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec @ARGV' "$@"
}

has_received() { # TEXT COUNT
    [ "$(grep -cx "$1" "$dir/states")" -ge "$2" ]
}

the_workers_report_their_state() {
    local receiver pid
    receive_notifications "$dir/notify" >"$dir/states" &
    receiver=$!
    started+=("$receiver")
    soon test -S "$dir/notify" || return 1
    NOTIFY_SOCKET=$dir/notify with_socket "$dir/worker.sock" \
        "$dir/bin/stagename-fcgi" --db "$dir/site.db" --site '' --model '' --workers 2 2>"$dir/fcgi.log" &
    pid=$!
    started+=("$pid")
    soon has_received READY=1 1 && ask /api/names && expect status "$status" 200 &&
        kill -HUP "$pid" && soon has_received READY=1 2 && ask /api/names && expect status "$status" 200 &&
        kill -TERM "$pid" && soon has_received STOPPING=1 1 && await_end "$pid" && expect code "$ended" 0 &&
        kill -TERM "$receiver" && await_end "$receiver" && rm "$dir/worker.sock" || return 1
    expect 'the states' "$(sed 's/\(MONOTONIC_USEC=\)[1-9][0-9]*$/\1N/' "$dir/states")" "READY=1
STATUS=serving with 2 workers
RELOADING=1
MONOTONIC_USEC=N
READY=1
STATUS=serving with 2 workers
STOPPING=1
STATUS=finishing requests"
}

a_wrong_notification_socket_is_logged() {
    local pid
    NOTIFY_SOCKET=$dir/missing with_socket "$dir/worker.sock" \
        "$dir/bin/stagename-fcgi" --db "$dir/site.db" --workers 1 2>"$dir/fcgi.log" &
    pid=$!
    started+=("$pid")
    soon has_children "$pid" 1 && ask /api/names && expect status "$status" 200 &&
        kill -TERM "$pid" && await_end "$pid" && rm "$dir/worker.sock" &&
        expect_part log "$(<"$dir/fcgi.log")" "cannot send the state of the service to $dir/missing: No such file"
}

# ---- the allow-list ----

# Prints the system calls that a unit allows, one a line.
allowed() { # SERVICE
    sed -n 's/^SystemCallFilter=//p' "$units/$1.service" | tr ' ' '\n' >"$dir/filter"
    grep ^@ "$dir/filter" | xargs systemd-analyze syscall-filter 2>/dev/null | sed -n 's/^ *\([a-z0-9_]*\)$/\1/p'
    grep -v ^@ "$dir/filter"
}

# Prints the calls of a trace that a unit does not allow. SQLite calls fchown only as root.
forbidden() { # SERVICE TRACE
    sed -n 's/^\([0-9]* *\)\{0,1\}\([a-z0-9_]*\)(.*/\2/p' "$2" | sort -u | grep -vxF -f <(allowed "$1") | grep -vx fchown
}

# A sanitizer makes more calls.
can_trace() {
    ! grep -q -e __asan_init -e __tsan_init -e __msan_init "$builddir/stagename-fcgi" || return 1
    command -v systemd-analyze >/dev/null && command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null
}

# Starts the workers under strace, sends requests and a reload, and stops them.
trace_workers() { # SOCKET TRACE OPTION…
    local socket=$1 trace=$2 tracer parent
    shift 2
    rm -f "$dir/pid" "$dir/fcgi.log"
    # shellcheck disable=SC2016
    with_socket "$socket" strace -f -qq -o "$trace" sh -c 'echo $$ >"$0"; LISTEN_PID=$$ exec "$@"' "$dir/pid" \
        "$dir/bin/stagename-fcgi" --db "$dir/site.db" --workers 1 "$@" 2>"$dir/fcgi.log" &
    tracer=$!
    started+=("$tracer")
    soon test -s "$dir/pid" && parent=$(<"$dir/pid") && started+=("$parent") && soon has_children "$parent" 1 && requests "$socket" &&
        kill -HUP "$parent" && soon grep -q replacing "$dir/fcgi.log" && requests "$socket" &&
        kill -TERM "$parent" && await_end "$tracer" && forget "$parent"
}

requests() { # SOCKET
    local path socket=$1
    case $socket in
    *.invent) set -- /n/1.png '/api/invent?n=2' /metrics/invent ;;
    *) set -- /api/names '/api/check?name=Velmora' /n/1 /api/about '/api/names?contains=a' /healthz ;;
    esac
    for path in "$@"; do
        ask "$path"
        expect "status of $path" "$status" 200 || return 1
    done
    case $socket in *.invent) return ;; esac
    ask /api/names/1/report --data why=test && expect 'status of a report' "$status" 202
}

the_workers_make_only_allowed_calls() {
    can_trace || return 77
    trace_workers "$dir/worker.sock" "$dir/trace" &&
        expect 'calls that were seen' "$(grep -c 'accept.*(' "$dir/trace" | sed 's/^[1-9].*/some/')" some &&
        expect 'forbidden calls' "$(forbidden stagename "$dir/trace")" ''
}

the_inventing_workers_make_only_allowed_calls() {
    can_trace || return 77
    trace_workers "$dir/worker.sock.invent" "$dir/trace" --model "$dir/site.safetensors" &&
        expect 'forbidden calls' "$(forbidden stagename-invent "$dir/trace")" ''
}

a_refresh_makes_only_allowed_calls() {
    can_trace || return 77
    strace -f -qq -o "$dir/trace" "$dir/bin/stagename-refresh" --quiet --db "$dir/other.db" --names 50 --epochs 1 "$dir/few.tsv" &&
        expect 'forbidden calls' "$(forbidden stagename-refresh "$dir/trace")" ''
}

install_programs && write_units || exit 1
head -n 500 "$srcdir/data/artists.tsv" >"$dir/few.tsv"
"$dir/bin/stagename-refresh" --quiet --db "$dir/site.db" --names 100 --epochs 1 "$dir/few.tsv" || exit 1
front=$dir/front.sock
patient_snippets
local_conf "unix:$front" "$dir/nginx" >"$dir/nginx.conf"
start_nginx "$dir/nginx.conf" "$front" || exit 1

run_tests the_build_fills_in_paths systemd_accepts_the_units every_service_is_hardened \
    the_workers_report_their_state a_wrong_notification_socket_is_logged the_workers_make_only_allowed_calls \
    the_inventing_workers_make_only_allowed_calls a_refresh_makes_only_allowed_calls
finish
