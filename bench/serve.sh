#!/bin/bash
# Measures the cost of serving, compared with an empty FastCGI worker behind the same nginx: rounds alternate, medians are
# printed, then each figure with its bar. Compares with Flask under gunicorn when both are installed.
#
#   MORE, MOST         names of the larger databases (1,000,000 and 10,000,000)
#   KEPT               a folder where databases and model are kept for the next run (10,000,000 names: minutes, 2 GB)
#   ROUNDS, SECONDS_A_ROUND
#   PROFILE=1          prints a profile of the workers at the end (needs perf: apt-get install linux-perf)
set -euo pipefail
builddir=${builddir:-.}
srcdir=${srcdir:-.}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
rounds=${ROUNDS:-3}
seconds=${SECONDS_A_ROUND:-5}
more=${MORE:-1000000}
most=${MOST:-10000000}

for program in wrk nginx sqlite3; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || {
        echo "bench: $program is missing (apt-get install $program)" >&2
        exit 77
    }
done

dir=$(mktemp -d)
kept=${KEPT:-$dir}
mkdir -p "$kept"
pids=()
tidy() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$dir"
}
trap tidy EXIT
trap 'exit 1' INT TERM

# ---- what is served ----

# Makes a file in $kept, which appears only when it is complete.
make_kept() { # NAME COMMAND…
    [ -e "$kept/$1" ] || { "${@:2}" "$kept/$1.new" && mv "$kept/$1.new" "$kept/$1"; }
}

# 100,000 names in the form that `stagename generate` writes, judged against the bundled artists.
database() { # INTO
    "$builddir/stagename" corpus --quiet --db "$1" "$srcdir/data/artists.tsv" >/dev/null
    awk -v n=100000 'BEGIN {
        srand(1); print "name\tbits_per_char\tstyle"
        split("techno house metal jazz pop", style, " ")
        for (i = 0; i < n; i++) {
            name = ""
            for (k = 0; k < 3 + int(rand() * 3); k++)
                name = name substr("bdfgklmnprstvz", 1 + int(rand() * 14), 1) substr("aeiou", 1 + int(rand() * 5), 1)
            printf "%s%s%d\t%.2f\t%s\n", name, i % 3 ? "" : " ", i, 2 + rand() * 3, style[1 + i % 5]
        }
    }' >"$dir/names.tsv"
    "$builddir/stagename" import --quiet --db "$1" "$dir/names.tsv" >/dev/null 2>&1
    rm -f "$1".judge-* "$1.lock" # named after the database, which gets another name
}

# The same names many times, each time with other letters at the end. They are not judged again: that would take minutes.
larger_database() { # NAMES INTO
    cp "$kept/db" "$2"
    sqlite3 "$2" >/dev/null <<EOF
PRAGMA synchronous = OFF;
INSERT INTO writing VALUES (1);
WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < $1 / 100000 - 1)
INSERT INTO name (name, key, folded, length, style, bits, verdict, nearest, batch, syllables, easy, alliteration, themes, sound)
SELECT name || char(97 + n % 26, 97 + n / 26), key || '-' || n, folded || char(97 + n % 26, 97 + n / 26), length + 2, style,
       bits, verdict, nearest, batch, syllables, easy, alliteration, themes, sound
FROM copy, name;
UPDATE weird_state SET changed = $1;
DELETE FROM writing;
PRAGMA wal_checkpoint(TRUNCATE);
EOF
}

# The default model of the bundled list.
model() { # INTO
    "$builddir/stagename" train --quiet --db "$kept/db" -o "$1" >/dev/null 2>&1
}

# ---- servers ----

# One nginx in front of all: /api/ to the workers of the small database, /more and /most to those of the larger ones, /empty
# to the empty one, /flask to gunicorn.
configuration() {
    sed -e "s|@DIR@|$dir|g" -e "s|@LISTEN@|127.0.0.1:$port|g" -e "s|@SOCKET@|$dir/ours|g" -e "s|@WWW@|$builddir/site|g" \
        -e "s|@SHARE@|$srcdir/nginx|g" -e "s|@USER@|$user|g" "$srcdir/nginx/local.conf.in" |
        awk -v dir="$dir" '/include .*static.conf/ {
            print "location = /empty { fastcgi_pass unix:" dir "/empty; }"
            print "location = /more { rewrite ^ /api/names break; fastcgi_pass unix:" dir "/more; }"
            print "location = /most { rewrite ^ /api/names break; fastcgi_pass unix:" dir "/most; }"
            print "location = /flask { proxy_pass http://unix:" dir "/flask:/api/names; }"
        } { print }'
}

start_workers() { # SOCKET DATABASE OPTION…
    "$builddir/stagename-fcgi" --quiet --db "$2" --listen "unix:$dir/$1" "${@:3}" 2>>"$dir/workers.log" &
    pids+=($!)
}

answers() { # PATH
    curl --silent --fail --output /dev/null "http://127.0.0.1:$port$1"
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# Milliseconds from the start of the workers of the largest database to their first answer.
start_most() {
    local began
    began=$(now_ms)
    start_workers most "$kept/db.most"
    until answers '/most?n=10'; do sleep 0.01; done
    started_in=$(($(now_ms) - began))
}

# Kilobytes of memory of a pool's processes without the pages of files: private and shared memory.
memory_of() { # PARENT
    { echo "$1" && pgrep -P "$1"; } | sed 's|.*|/proc/&/smaps_rollup|' | xargs cat |
        awk '/^Pss_(Anon|Shmem):/ { sum += $2 } END { print sum }'
}

# ---- measuring ----

processor_ticks() {
    local pid sum=0 ticks
    for pid in $(pgrep -g 0 -f "$dir" || true) $(pgrep -f "nginx: worker" -P "$nginx"); do
        ticks=$(awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null || echo 0)
        sum=$((sum + ticks))
    done
    echo "$sum"
}

# Prints requests per second, microseconds of processor time per request, and the 99th percentile of the latency.
measure() { # PATH [CONNECTIONS]
    local before after out requests
    before=$(processor_ticks)
    out=$(wrk -c "${2:-32}" -t $((${2:-32} > 1 ? 2 : 1)) -d "$seconds" --latency "http://127.0.0.1:$port$1")
    after=$(processor_ticks)
    if grep -q 'Non-2xx' <<<"$out"; then
        echo "bench: $1 answered with errors" >&2
        exit 1
    fi
    requests=$(awk '/requests in/ { print $1 }' <<<"$out")
    awk -v n="$requests" -v s="$seconds" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" \
        -v p99="$(awk '$1 == "99%" { print $2 }' <<<"$out")" 'BEGIN { printf "%.0f %.1f %s\n", n / s, t / hz / n * 1e6, p99 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Milliseconds of the slowest answer to a light load, while a command runs or, without one, for two seconds.
slowest() { # COMMAND…
    wrk -c 4 -t 1 -d 2 "http://127.0.0.1:$port/api/names?n=10" >"$dir/slow" &
    local load=$!
    sleep 0.3
    [ $# = 0 ] || "$@" >/dev/null 2>&1
    wait "$load"
    awk '/Latency/ { v = $4; print v ~ /us$/ ? v / 1000 : v ~ /ms$/ ? v + 0 : v * 1000 }' "$dir/slow"
}

hide() {
    flock "$kept/db.lock" sqlite3 "$kept/db" "INSERT INTO decision (name_id, hide, who, why)
        SELECT id, (SELECT NOT hidden FROM name WHERE id = 1), 'bench', 'back and forth' FROM name WHERE id < 1000"
}
import_20000() { "$builddir/stagename" import --quiet --db "$kept/db" "$dir/others.tsv"; }
take_back() {
    "$builddir/stagename" rollback --quiet --db "$kept/db" "$(sqlite3 "$kept/db" 'SELECT max(id) FROM batch')"
}

# ---- start everything ----

user=
[ "$(id -u)" != 0 ] || user="user root;"
port=$((20000 + RANDOM % 20000))
make_kept db database
make_kept db.more larger_database "$more"
make_kept db.most larger_database "$most"
make_kept model model
seq 20000 | awk 'BEGIN { print "name\tbits_per_char" } { print "Qu" $1 "ozy Vex\t3" }' >"$dir/others.tsv"
configuration >"$dir/nginx.conf"
start_workers ours "$kept/db"
start_workers more "$kept/db.more"
more_pool=${pids[-1]}
nice -n 19 "$builddir/stagename-fcgi" --quiet --db "$kept/db" --listen "unix:$dir/ours.invent" --model "$kept/model" --workers 1 \
    2>>"$dir/workers.log" &
pids+=($!)
"$builddir/bench/empty_worker" "$dir/empty" 4 &
pids+=($!)
paths=('/api/names?n=10' '/more?n=10' '/most?n=10' /empty)
if python3 -c 'import flask' 2>/dev/null && command -v gunicorn >/dev/null; then
    (cd "$srcdir/bench" && DB=$kept/db PYTHONDONTWRITEBYTECODE=1 exec gunicorn --workers 4 --bind "unix:$dir/flask" --log-level error flask_app:app) &
    pids+=($!)
    paths+=(/flask)
fi
PATH=$PATH:/usr/sbin nginx -p "$dir" -c "$dir/nginx.conf" -g 'daemon off;' 2>"$dir/nginx.err" &
nginx=$!
pids+=("$nginx")
for ((tries = 0; tries < 300; tries++)); do
    ! { answers '/more?n=10' && answers /empty && answers /api/invent; } || break
    sleep 0.1
done
[ "$tries" -lt 300 ] || { echo "bench: the servers do not answer" >&2 && cat "$dir/nginx.err" "$dir/workers.log" >&2 && exit 1; }
start_most
most_pool=${pids[-1]}
sleep $((2 + most / 500000)) # the rosters are being filled

# ---- rates ----

for path in "${paths[@]}"; do measure "$path" >/dev/null; done # loads pages into memory
for path in "${paths[@]}"; do : >"$dir/results$(tr '/?=' '___' <<<"$path")"; done
for ((round = 0; round < rounds; round++)); do
    for path in "${paths[@]}"; do
        measure "$path" >>"$dir/results$(tr '/?=' '___' <<<"$path")"
    done
done
printf '%-20s %12s %14s %8s  (medians of %d rounds of %d s, 32 connections)\n' path requests/s "µs processor" p99 "$rounds" "$seconds"
for path in "${paths[@]}"; do
    results=$dir/results$(tr '/?=' '___' <<<"$path")
    rate=$(cut -d' ' -f1 "$results" | median)
    read -r micros late <<<"$(cut -d' ' -f2 "$results" | median) $(cut -d' ' -f3 "$results" | median)"
    printf '%-20s %12s %14s %8s\n' "$path" "$rate" "$micros" "$late"
    case $path in
    /empty) empty=$rate empty_micros=$micros empty_late=$late ;;
    /most*) most_micros=$micros most_late=$late ;;
    /api*) ours=$rate our_micros=$micros our_late=$late ;;
    esac
done

# ---- other measurements, and all figures with their bars ----

row() { printf '%-66s %10s  (bar: %s)\n' "$@"; }
part() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row "requests a second, as a part of the empty worker's" "$(part "$ours" "$empty")" '0.85 or more'
row 'processor time a request, nginx and workers' "$our_micros µs" 'under 95 µs'
row "99th percentile at 32 connections, the empty worker's $empty_late" "$our_late" 'twice that at most'
row "the same with $most names" "$most_late" 'under 5 ms'
row "processor time with $most names, as a part of that with 100,000" "$(part "$most_micros" "$our_micros")" '0.90 to 1.10'
row "from start to first answer with $most names" "$started_in ms" 'under 2000 ms'
row 'memory for a million names more, all workers together' \
    "$(awk -v a="$(memory_of "$most_pool")" -v b="$(memory_of "$more_pool")" -v n=$((most - more)) \
        'BEGIN { if (n > 0) printf "%.0f MB", (a - b) / 1024 / n * 1e6; else printf "-" }')" 'stated'
row "99th percentile of filters with $more names" \
    "$(wrk -c 1 -t 1 -d "$seconds" --latency -s "$srcdir/bench/filters.lua" "http://127.0.0.1:$port/more" |
        awk '$1 == "99%" { print $2 }')" 'under 10 ms'

invent=$(wrk -c 1 -t 1 -d "$seconds" --latency "http://127.0.0.1:$port/api/invent" | awk '$1 ~ /^(50|99)%$/ { print $2 }')
row 'ten names invented: half of the requests within' "$(head -n 1 <<<"$invent")" 'under 50 ms'
row 'ten names invented: 99 of 100 requests within' "$(tail -n 1 <<<"$invent")" 'under 50 ms'
# Simulates 16 visitors, each of whom presses a button 10 ms after each answer.
for ((round = 0; round < rounds; round++)); do
    measure '/api/names?n=10' >>"$dir/alone"
    wrk -c 16 -t 1 -d $((seconds + 1)) --latency -s "$srcdir/bench/flood.lua" "http://127.0.0.1:$port/api/invent" >"$dir/flood" &
    flood=$!
    sleep 0.5
    measure '/api/names?n=10' >>"$dir/flooded"
    wait "$flood"
done
row 'requests of names a second while inventing is flooded, part of alone' \
    "$(part "$(cut -d' ' -f1 "$dir/flooded" | median)" "$(cut -d' ' -f1 "$dir/alone" | median)")" '0.90 or more'
row 'of the flood, refused because the queue was full' \
    "$(awk '/requests in/ { n = $1 } /Non-2xx/ { bad = $NF } END { printf "%.0f %%", 100 * bad / n }' "$dir/flood")" 'at once'
row 'slowest answer to a light load' "$(slowest) ms" 'for scale'
row '… while a curator hides 999 names' "$(slowest hide) ms" 'under 50 ms'
row '… while 20,000 names are imported' "$(slowest import_20000) ms" 'under 50 ms'
row '… while they are rolled back' "$(slowest take_back) ms" 'under 50 ms'

# ---- the cost of each kind of request: none may overload the site ----

# In multiples of a plain draw: processor time without that of the empty worker.
cost_of() { # PATH
    local micros
    read -r _ micros _ <<<"$(seconds=1 measure "$1" 1)"
    awk -v a="$micros" -v e="$empty_micros" -v d="$plain_micros" 'BEGIN { printf "%.1f", (a - e) / (d - e) }'
}
printf '\n%-60s %12s\n' "a request, with $more names" 'plain draws'
read -r _ empty_micros _ <<<"$(measure /empty 1)"
read -r _ plain_micros _ <<<"$(measure '/more?n=10' 1)"
while read -r path; do
    printf '%-60s %12s  (bar: 20 or less)\n' "$path" "$(cost_of "$path")"
done <<'EOF'
/more?n=100
/more?n=100&format=csv&verdict=any
/more?starts=b
/more?starts=tak
/more?ends=ka
/more?contains=a
/more?contains=zek
/more?contains=zekozekozeko
/more?starts=t&ends=a&contains=zek&words=2&min=5&max=12&weird=high
/more?words=30&contains=a
/more?style=techno&weird=low
/more?min=30
/more?seed=a&contains=zek
/more?syllables=8
/more?theme=night&syllables=3&easy=1
/more?alliteration=1&without=aei
/api/check?name=Velvet+Static
/api/check?name=The+Thousand+And+One+Nights+Of+Sound+And+Thunder+Orchestra
/names?contains=zek
/n/2000
/api/styles
/api/about
EOF
while read -r path; do
    printf '%-60s %12s  (bar: 100 or less)\n' "$path" "$(cost_of "$path")"
done <<'EOF'
/api/invent
/api/invent?n=20
/api/invent?n=20&prefix=q
/api/invent?n=20&temperature=1.5
/api/invent?n=20&style=techno&kind=dj
EOF

if [ -n "${PROFILE:-}" ]; then
    wrk -c 32 -t 2 -d 4 "http://127.0.0.1:$port/api/names?n=10" >/dev/null &
    perf record -q -o "$dir/perf" -F 999 -p "$(pgrep -d, -P "${pids[0]}"),$(pgrep -d, -P "$nginx")" sleep 3 >/dev/null 2>&1
    wait $!
    echo
    perf report -i "$dir/perf" --stdio --sort comm,dso 2>/dev/null | grep -v '^#' | grep . | head -n 12
    perf report -i "$dir/perf" --stdio --sort comm,symbol 2>/dev/null | grep -v '^#' | grep . | head -n 30
fi
