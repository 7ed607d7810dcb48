#!/bin/bash
# What nginx logs when workers are missing, cannot be reached, end, or do not answer: plain words in the error
# log, and nothing about the visitor. A few lines of perl stand in for the workers.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
need nginx curl jq perl
make_folder trouble
front=$dir/front.sock
log=$dir/nginx-requests.log
socket=$dir/worker.sock

# Accepts connections at a socket, prints a line for each, and never answers.
start_silent_workers() { # SOCKET
    # shellcheck disable=SC2016
    perl -MIO::Socket::UNIX -e '$| = 1; $s = IO::Socket::UNIX->new(Local => shift, Listen => 99) or die;
        while ($c = $s->accept) { push @kept, $c; print "accepted\n"; }' "$1" >"$dir/accepted" &
    silent=$!
    started+=("$silent")
    soon listens "$1"
}

end_silent_workers() { # SOCKET
    kill -TERM "$silent" && await_end "$silent" && rm "$1"
}

# Sends a request that fails, and prints the lines that it adds to the error log, without the time.
lines_of() { # STATUS PATH
    local before
    before=$(wc -l <"$log")
    ask "$2"
    expect "status of $2" "$status" "$1" && soon has_lines $((before + 1)) "$log"
    tail -n "+$((before + 1))" "$log" | sed 's/^[0-9-]*T[0-9:]*+00:00 //'
}

cannot_connect() { # SOCKET
    echo "stagename: nginx cannot connect to the workers at unix:$1: they do not run, or are overloaded, or the user of" \
        "nginx may not open the socket; if it may not, add it to the group of the socket and restart nginx"
}

missing_workers_are_logged() {
    expect line "$(lines_of 503 '/api/check?name=secret')" "$(cannot_connect "$socket")" &&
        expect 'for pictures' "$(lines_of 503 '/poster.png?name=secret')" "$(cannot_connect "$socket.invent")" &&
        expect 'for a page' "$(lines_of 503 '/check?name=secret')" "$(cannot_connect "$socket")"
}

# The first mistake of most: the user of nginx is not in the group of the socket.
a_socket_that_nginx_may_not_open_is_logged() {
    start_silent_workers "$socket" && chmod 600 "$socket" || return 1
    [ "$(id -u)" = 0 ] || chmod 000 "$socket"
    expect line "$(lines_of 503 '/api/check?name=secret')" "$(cannot_connect "$socket")" &&
        expect connections "$(<"$dir/accepted")" ''
}

workers_that_do_not_answer_are_logged() {
    chmod 666 "$socket" &&
        expect line "$(lines_of 504 '/api/check?name=secret')" \
            "stagename: the workers at unix:$socket did not answer within the time limit" &&
        end_silent_workers "$socket"
}

# Eight requests fill the queue. More are refused, which is no trouble with the workers; then these end.
workers_that_end_are_logged_and_full_queues_are_not() {
    local i requests=() before
    before=$(wc -l <"$log")
    start_silent_workers "$socket.invent" && chmod 666 "$socket.invent" || return 1
    for i in 1 2 3 4 5 6 7 8; do
        curl --silent --output /dev/null --max-time 60 --unix-socket "$front" "http://stagename.test/api/invent?n=$i" &
        requests+=($!)
    done
    soon has_lines 8 "$dir/accepted" && ask '/api/invent?prefix=secret' && expect status "$status" 503 || return 1
    end_silent_workers "$socket.invent" && wait "${requests[@]}" && soon has_lines $((before + 8)) "$log" &&
        expect lines "$(tail -n "+$((before + 1))" "$log" | sed 's/^[^ ]* //' | sort | uniq -c | sed 's/^ *//')" \
            "8 stagename: a worker at unix:$socket.invent ended before it answered; its log says why"
}

nothing_of_the_visitor_is_logged() {
    expect lines "$(grep -c secret "$log")" 0
}

# As root, nginx has a user that may not open a socket of root; the folders may be entered.
unprivileged() {
    [ "$(id -u)" = 0 ] || return 0
    chmod 711 "$dir"
    sed -i 's/^user root;/user nobody nogroup;/' "$dir/nginx.conf"
}

cp -r "$srcdir/nginx" "$dir/nginx" && chmod -R u+w "$dir/nginx" || exit 1
sed -i 's/^fastcgi_read_timeout 5s;/fastcgi_read_timeout 2s;/' "$dir/nginx/api.conf"
sed -i '/^location = \/api\/invent {/a fastcgi_read_timeout 60s;' "$dir/nginx/api.conf"
local_conf "unix:$front" "$dir/nginx" >"$dir/nginx.conf"
unprivileged
start_nginx "$dir/nginx.conf" "$front" || exit 1

run_tests missing_workers_are_logged a_socket_that_nginx_may_not_open_is_logged workers_that_do_not_answer_are_logged \
    workers_that_end_are_logged_and_full_queues_are_not nothing_of_the_visitor_is_logged
finish
