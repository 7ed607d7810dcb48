#!/bin/bash
# Measures every step from a list of artists to a served site: wall time, processor time, memory and disk of each, as a table.
# bench/world.sh [ARTISTS [NAMES]]: by default 20,000 artists and 50,000 names, which takes about two minutes; the size of
# the world is 2500000 10000000, which takes an hour or two on two processors.
#
#   FOLDER    a folder that keeps the files and the table (default: a temporary one); steps whose file is there are left out
#   LEARN     artists that the model learns from, in one epoch (default: 300,000 at most)
#   PARTS     parts of the run that generates names, at the same time (default: one per processor)
#   REJUDGE=0 leaves out judging all names again
#
# The memory is that of the largest process of a step, with the pages of mapped files (the index of artists); the disk is
# what the step adds to the folder, then the most that it needed meanwhile.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
set -eo pipefail
artists=${1:-20000}
names=${2:-50000}
learn=${LEARN:-$((artists < 300000 ? artists : 300000))}
parts=${PARTS:-$(nproc)}
export STAGENAME_DATADIR=${STAGENAME_DATADIR:-$srcdir/data}
need sqlite3 wrk nginx curl xargs

make_folder world
folder=${FOLDER:-$dir}
mkdir -p "$folder/mbdump"
db=$folder/world.db
model=$folder/world.safetensors
dump=$folder/mbdump/artist

# ---- measuring ----

line() { printf '%-36s %9s %11s %10s %10s %10s\n' "$@"; }

bytes_of() { du -sb "$folder" | cut -f1; }

# Writes the most bytes that the folder has had, four times a second, until it is killed.
watch_disk() {
    local most=0 now
    while sleep 0.25; do
        now=$(bytes_of 2>/dev/null) || continue # a file was removed meanwhile
        [ "$now" -le "$most" ] || { most=$now && echo "$most" >"$dir/most"; }
    done
}

# Runs a command and prints its row. The output of the command is kept in the folder.
step() { # NAME COMMAND…
    local name=$1 before wall user system kilobytes watcher
    shift
    before=$(bytes_of)
    echo "$before" >"$dir/most"
    watch_disk &
    watcher=$!
    /usr/bin/time -o "$dir/time" -f '%e %U %S %M' "$@" >"$folder/${name// /-}.log" 2>&1 || {
        cat "$folder/${name// /-}.log" >&2
        exit 1
    }
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    read -r wall user system kilobytes <"$dir/time"
    line "$name" "$wall" "$(awk -v a="$user" -v b="$system" 'BEGIN { printf "%.2f", a + b }')" $((kilobytes / 1024)) \
        $((($(bytes_of) - before) / 1000000)) $((($(<"$dir/most") - before) / 1000000)) | tee -a "$folder/table"
}

# Prints the median and the 99th percentile of the latency of a request on one connection.
latency() { # WHAT PATH [WRK OPTION…]
    local what=$1 path=$2
    shift 2
    wrk -c 1 -t 1 -d "${SECONDS_A_ROUND:-5}" --latency "$@" "http://127.0.0.1:$port$path" >"$dir/wrk"
    ! grep 'Non-2xx' "$dir/wrk" || exit 1
    printf '%-60s %10s %10s\n' "$what" "$(awk '$1 == "50%" { print $2 }' "$dir/wrk")" \
        "$(awk '$1 == "99%" { print $2 }' "$dir/wrk")" | tee -a "$folder/table"
}

# Prints the milliseconds of one request.
once() { # WHAT PATH
    printf '%-60s %10s\n' "$1" "$(curl --silent --fail --output /dev/null --write-out '%{time_total}' \
        "http://127.0.0.1:$port$2" | awk '{ printf "%.1fms", 1000 * $1 }')" | tee -a "$folder/table"
}

# Megabytes of memory of the workers without the pages of files: private and shared memory.
memory_of() { # PARENT
    { echo "$1" && pgrep -P "$1"; } | sed 's|.*|/proc/&/smaps_rollup|' | xargs cat |
        awk '/^Pss_(Anon|Shmem):/ { sum += $2 } END { printf "%.0f", sum / 1024 }'
}

# ---- from artists to names ----

echo "$artists artists, $names names, $(nproc) processors: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" |
    tee "$folder/table"
line step 'wall s' 'processor s' 'memory MB' 'disk MB' 'most MB' | tee -a "$folder/table"

[ -e "$dump" ] || "${PYTHON:-python3}" "$srcdir/bench/dump.py" "$artists" >"$dump"
[ -e "$db" ] || step corpus "$stagename" corpus --quiet --db "$db" "$dump"
if ! [ -e "$model" ]; then
    head -n "$learn" "$dump" >"$dir/learn"
    "$stagename" corpus --quiet --db "$dir/learn.db" "$dir/learn" >/dev/null
    step train "$stagename" train --quiet --db "$dir/learn.db" -o "$model" --epochs 1 --teacher 0 --dropout 0.15 --dropout-recurrent 0.075
fi
generate() {
    seq "$parts" | xargs -P "$parts" -I '{}' "$stagename" generate "$model" -n "$names" --seed 1 --threads 1 \
        --part "{}/$parts" -o "$folder/names-{}-$parts.tsv"
}
export -f generate
export stagename model names parts folder
if ! [ -e "$folder/names-1-$parts.tsv" ]; then
    step generate bash -c generate
    step import "$stagename" import --db "$db" "$folder"/names-*-"$parts.tsv"
fi
"$stagename" generate "$model" -n 1000 --seed 2 -o "$dir/more.tsv" 2>/dev/null
step 'import of 1,000 names more' "$stagename" import --db "$db" "$dir/more.tsv"
[ "${REJUDGE:-1}" = 0 ] || step 'judge all names again' "$stagename" import --db "$db" --rejudge
mkdir "$folder/backup"
step backup "$stagename" backup --db "$db" "$folder/backup"
rm -r "$folder/backup"

# ---- serving ----

port=$((20000 + RANDOM % 20000))
answers() { curl --silent --fail --output /dev/null "http://127.0.0.1:$port$1"; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
row() { printf '%-60s %10s %10s\n' "$@" | tee -a "$folder/table"; }
decide() { # HIDE
    flock "$db.lock" sqlite3 "$db" "INSERT INTO decision (name_id, hide, who, why) VALUES (1, $1, 'bench', 'back and forth')"
}

ln -s "$db" "$dir/site.db"
local_conf "127.0.0.1:$port" >"$dir/nginx.conf"
began=$(now_ms)
start_workers "$dir/worker.sock"
start_nginx "$dir/nginx.conf" "$dir/worker.sock"
soon answers '/api/names?n=10'
echo | tee -a "$folder/table"
row serving half '99 of 100'
row 'from the start of the workers to the first answer' "$(($(now_ms) - began))ms" ''
once 'the first request with filters' '/api/names?n=10&contains=a&min=5'
sleep $((2 + names / 500000)) # the roster is being filled
latency 'ten names' '/api/names?n=10'
sed '/^  style = /d; s/"style", //' "$srcdir/bench/filters.lua" >"$dir/filters.lua" # not all styles are there
latency 'ten names with filters' /api/names -s "$dir/filters.lua"
latency 'a check' '/api/check?name=Velvet+Static'
latency 'the dates and counts' /api/about
began=$(now_ms)
decide 1
row "a curator's decision" "$(($(now_ms) - began))ms" ''
once 'the first request after it' '/api/names?n=10'
once 'the next one' '/api/names?n=10'
decide 0
row 'memory of the workers' "$(memory_of "$workers")MB" ''
row 'database' "$(($(stat -c %s "$db") / 1000000))MB" ''
row 'index of artists' "$(($(cat "$db".judge-* | wc -c) / 1000000))MB" ''

# ---- publishing to three hosts, which are folders behind an ssh server of this machine ----

PATH=$PATH:/usr/sbin
command -v sshd ssh rsync b2sum >"$dir/found" || {
    echo 'not published: sshd, ssh, rsync or b2sum is missing'
    exit 0
}
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
mkdir "$dir/ssh" "$folder/hosts"
ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/host"
ssh-keygen -q -t ed25519 -N '' -f "$dir/ssh/admin"
cp "$dir/ssh/admin.pub" "$dir/ssh/authorized"
{
    printf '%s\n' "Port $((port + 1))" "HostKey $dir/ssh/host" "AuthorizedKeysFile $dir/ssh/authorized" 'StrictModes no' 'PidFile none' \
        'PermitRootLogin prohibit-password' 'ListenAddress 127.0.0.1' 'ListenAddress 127.0.0.2' 'ListenAddress 127.0.0.3'
    for host in 127.0.0.1 127.0.0.2 127.0.0.3; do
        mkdir "$folder/hosts/$host"
        printf '%s\n' "Match LocalAddress $host" "ForceCommand cd '$folder/hosts/$host' && exec sh -c \"\$SSH_ORIGINAL_COMMAND\""
        echo "[$host]:$((port + 1)) $(<"$dir/ssh/host.pub")" >>"$dir/ssh/known_hosts"
    done
} >"$dir/ssh/config"
"$(command -v sshd)" -D -e -f "$dir/ssh/config" 2>>"$dir/sshd.log" &
sshd=$!
started+=("$sshd")
ssh="ssh -F /dev/null -p $((port + 1)) -i $dir/ssh/admin -o UserKnownHostsFile=$dir/ssh/known_hosts -o BatchMode=yes"
# shellcheck disable=SC2086 # it is a command with options
soon $ssh 127.0.0.3 true 2>"$dir/ssh.log"

# Seconds of the processor that the sessions of the ssh server have taken.
sessions_took() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%.2f", ($16 + $17) / hz }' "/proc/$sshd/stat"; }
publish() { # WHAT OPTION…
    local before what=$1
    shift
    before=$(sessions_took)
    step "$what" "$stagename" publish --db "$db" --model "$model" --ssh "$ssh" --remote-program "$stagename" --remote-db site.db "$@" \
        127.0.0.1 127.0.0.2 127.0.0.3
    sleep 0.5 # the sessions end
    awk -v a="$before" -v b="$(sessions_took)" 'BEGIN { printf "  processor seconds at the three hosts: %.2f\n", b - a }' | tee -a "$folder/table"
    sed -n 's/.*\(sent=.*\)/  \1/p' "$folder/${what// /-}.log" | tee -a "$folder/table"
}
echo | tee -a "$folder/table"
line step 'wall s' 'processor s' 'memory MB' 'disk MB' 'most MB' | tee -a "$folder/table"
publish 'publish to three hosts'
decide 1
publish 'send a decision' --decisions
publish 'publish again after it'
rm -r "$folder/hosts"
