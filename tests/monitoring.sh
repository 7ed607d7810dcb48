#!/bin/bash
# The examples for monitoring: alerts and dashboard name only metrics that the workers write, and logrotate
# rotates the logs of nginx.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
export STAGENAME_DATADIR=$srcdir/data
need_build stagename stagename-fcgi
need nginx curl python3
python3 -c 'import yaml' 2>/dev/null || skip_all "python3-yaml is not installed"
make_folder monitoring
front=$dir/front.sock

# Prints what both jobs of prometheus.yml would read, after requests with the statuses that the alerts ask
# for.
write_metrics() {
    local path
    for path in /api/names '/api/names?n=x' /n/1 /poster.png?name=Velmora /api/invent; do
        ask "$path"
    done
    ask /api/names/1/report --data why=
    mv "$dir/site.db" "$dir/away.db" && ask '/api/about' && mv "$dir/away.db" "$dir/site.db"
    for path in /metrics /metrics/invent; do
        ask "$path" && expect "status of $path" "$status" 200 && cat "$dir/body" || return 1
    done
}

alerts_and_dashboard_name_only_metrics_that_exist() {
    write_metrics >"$dir/metrics" &&
        expect 'metrics' "$(grep -c '^stagename_names ' "$dir/metrics")" 2 &&
        expect mistakes "$(python3 "$srcdir/tests/monitoring_check.py" "$dir/metrics" "$srcdir/monitoring" 2>&1)" ''
}

promtool_accepts_the_alerts() {
    command -v promtool >/dev/null || return 77
    promtool check rules "$srcdir/monitoring/alerts.yml" >"$dir/promtool" 2>&1 || {
        sed 's/^/# /' "$dir/promtool"
        return 1
    }
}

# The logs of this nginx, with the files and the owner of this test.
write_logrotate() {
    sed -e "s|/var/log/nginx/stagename.log|$dir/nginx-access.log|" -e "s|/run/nginx.pid|$dir/nginx.pid|g" \
        -e "s|/var/log/nginx/stagename-error.log|$dir/nginx-requests.log|" \
        -e "s|create 0640 www-data adm|create 0640|" "$srcdir/monitoring/logrotate" >"$dir/logrotate.conf"
    chmod 600 "$dir/logrotate.conf"
}

rotate() { # OPTION…
    PATH="$PATH:/usr/sbin:/sbin" logrotate --state "$dir/rotated" "$@" "$dir/logrotate.conf" >"$dir/rotation" 2>&1
}

logrotate_accepts_the_example() {
    PATH="$PATH:/usr/sbin:/sbin" command -v logrotate >/dev/null || return 77
    write_logrotate && rotate --debug &&
        expect errors "$(grep -ci error: "$dir/rotation")" 0 &&
        expect logs "$(grep -c "^considering log $dir/nginx-" "$dir/rotation")" 2
}

# Whether the newest line of the log is about this path.
has_logged() { # PATH
    grep -qF "\"path\":\"$1\"" "$dir/nginx-access.log"
}

nginx_continues_in_a_new_log() {
    PATH="$PATH:/usr/sbin:/sbin" command -v logrotate >/dev/null || return 77
    soon has_logged /n/1 && rotate --force &&
        expect 'what logrotate says' "$(<"$dir/rotation")" '' &&
        expect 'the old log' "$(grep -c '"path":"/n/1"' "$dir/nginx-access.log.1")" 1 || return 1
    ask /about.html && soon has_logged /about.html &&
        expect 'in the old log' "$(grep -c '"path":"/about.html"' "$dir/nginx-access.log.1")" 0
}

printf 'name\nDaft Punk\nDeadmau5\n' >"$dir/artists.tsv"
printf 'name\nVelvet Quarry\nLantern Field\n' >"$dir/names.tsv"
"$stagename" corpus --quiet --db "$dir/site.db" "$dir/artists.tsv" >"$dir/make.log" &&
    "$stagename" import --quiet --db "$dir/site.db" "$dir/names.tsv" >>"$dir/make.log" || exit 1
patient_snippets
local_conf "unix:$front" "$dir/nginx" >"$dir/nginx.conf"
start_workers "$dir/worker.sock" --workers 1 && start_workers "$dir/worker.sock.invent" --workers 1 &&
    start_nginx "$dir/nginx.conf" "$front" || exit 1

run_tests alerts_and_dashboard_name_only_metrics_that_exist promtool_accepts_the_alerts \
    logrotate_accepts_the_example nginx_continues_in_a_new_log
finish
