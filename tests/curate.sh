#!/usr/bin/env bash
# stagename curate: the shell, its lock, and several Unix users with one database. As root each user has another
# number; otherwise all are the user who runs the test.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 flock
make_folder curate
chmod 755 "$dir"
export STAGENAME_DATADIR=$srcdir/data
site=$dir/site
group=61000
ann=61001
bob=61002
worker=61003
admin=61004

# Runs a command as a user of the group, with a umask that shares nothing.
as() { # USER WORD…
    local user=$1
    shift
    if [ -n "$has_users" ]; then
        (umask 077 && cd "$site" && exec setpriv --reuid="$user" --regid="$user" --groups="$group" -- "$@")
    else
        (umask 077 && cd "$site" && exec "$@")
    fi
}
has_users=1
no_users=
mkdir "$site"
if [ "$(id -u)" != 0 ]; then
    no_users='only root can run programs as several users'
elif ! command -v setpriv >/dev/null; then
    no_users='there is no setpriv'
elif ! chgrp "$group" "$site" || ! as "$ann" test -x "$stagename" || ! as "$ann" test -r "$srcdir/sql/curation.sql"; then
    no_users='other users cannot read the build or its source'
fi
[ -z "$no_users" ] || has_users=
[ -n "$has_users" ] || ann=$(id -un) bob=$ann
chmod 2770 "$site"
[ -z "$has_users" ] || chgrp "$group" "$site"

curate() { # USER WORD…
    as "$1" "$stagename" curate --db site.db "${@:2}"
}
decide="INSERT INTO decision (name_id, hide, who, why) VALUES"

make_site() {
    printf '%s\n' Kraftwerk Portishead Mogwai >"$site/artists.txt"
    printf '%s\n' name Velmora Zorplix Tandura Quilby >"$site/names.tsv"
    printf '%s\n' name Ostrelle >"$site/more.tsv"
    printf '%s\n' name Brimwick >"$site/most.tsv"
    chmod 644 "$site"/*.t*
    as "$admin" "$stagename" corpus -q --db site.db artists.txt && as "$admin" "$stagename" import -q --db site.db names.tsv
}
make_site >"$dir/out" 2>&1 || skip_all "the site can't be made: $(<"$dir/out")"

# ---- the shell ----

shell() {
    capture curate "$ann" "$decide (1, 1, 'ann', 'dull');" "SELECT id, name, hidden FROM name WHERE id < 3;" ".mode list" \
        "SELECT count(*) FROM reported_names;"
    is "$code$err" 0 "statements run in the shell"
    matches "$out" "│ 1  │ Velmora │ 1      │" "their rows are in a box, without the menu"
    matches "$out" "count(*)" "and the reports are attached"
    capture curate "$ann" "SELECT 1;" "SELECT x;" "$decide (2, 1, 'ann', 'x');"
    is "$code $(grep -c 'no such column: x' "$dir/err") $(query "$site/site.db" "SELECT hidden FROM name WHERE id = 2;")" "1 1 0" \
        "the first error ends a script"
    out=$(curate "$ann" <<<"SELECT name FROM name WHERE id = 3;")
    matches "$out" Tandura "statements are read from standard input"
    if command -v script >/dev/null; then
        printf '.quit\n' | as "$ann" script -qec "'$stagename' curate --db site.db" /dev/null >"$dir/out" 2>&1
        matches "$(tr -d '\r' <"$dir/out")" "SELECT * FROM reported_names;" "on a terminal the shell begins with the menu"
    fi
    mkdir "$dir/a \"b\\"
    cp "$srcdir/sql/curation.sql" "$dir/a \"b\\"
    mkdir "$dir/a \"b\\/sql"
    mv "$dir/a \"b\\/curation.sql" "$dir/a \"b\\/sql"
    STAGENAME_DATADIR="$dir/a \"b\\" capture curate "$ann" ".mode list" "SELECT count(*) FROM newest_names;"
    is "$code$err" 0 "quotes in a path are no commands of the shell"
    : >"$dir/empty.db"
    run curate --db "$dir/empty.db"
    is "$code $(grep -c 'no tables yet' "$dir/err")" "1 1" "a file that is not a database is refused"
    run curate
    is "$code" 2 "curate needs a database"
    PATH='' capture "$stagename" curate --db "$site/site.db" "SELECT 1;"
    is "$code $(grep -c 'install the package sqlite3' "$dir/err")" "1 1" "a missing sqlite3 is named"
}

# ---- the lock ----

# Opens a shell of ann that reads what is written to descriptor 8; its messages are in $dir/shell.
open_shell() { # WORD…
    rm -f "$dir/commands"
    mkfifo -m 666 "$dir/commands"
    curate "$ann" "$@" <"$dir/commands" >"$dir/shell" 2>&1 8>&- &
    shell_pid=$!
    started+=("$shell_pid")
    exec 8>"$dir/commands"
    echo "SELECT 'ready';" >&8
    soon grep -q ready "$dir/shell" || return 1
    read -r holder_pid _ <"$site/site.db.lock" # of stagename; $shell_pid is that of this script's function
}
close_shell() {
    exec 8>&-
    await_end "$shell_pid"
    forget "$shell_pid"
}

second_curator() {
    open_shell || return 1
    curate "$bob" "SELECT 'bob is in';" >"$dir/second" 2>&1 8>&- &
    local second=$!
    started+=("$second")
    soon grep -q "waiting for the shell of $ann (process [0-9]*, since 20.*Z), which ends within 10 minutes" "$dir/second"
    result $? "a second curator waits, and the message names the holder, the process and the time"
    soon grep -q "process [0-9]* waits to write the database" "$dir/shell"
    result $? "the first one learns of it"
    is "$(grep -c 'bob is in' "$dir/second")" 0 "only one shell is open"
    close_shell
    await_end "$second"
    forget "$second"
    matches "$(<"$dir/second")" "bob is in" "the second one continues when the first has ended"
}

forgotten_shell() {
    open_shell --give-way 1 || return 1
    echo "BEGIN; $decide (2, 1, 'ann', 'never finished'); SELECT 'open';" >&8
    soon grep -q open "$dir/shell"
    as "$admin" "$stagename" import -q --db site.db more.tsv >"$dir/out" 2>"$dir/err" 8>&-
    is "$? $(cut -d ' ' -f 1 "$dir/out")" "0 entered=1" "an import waits for a forgotten shell, and then runs"
    matches "$(<"$dir/err")" "waiting for the shell of $ann" "it says for whom it waits"
    close_shell
    matches "$(<"$dir/shell")" "this shell has ended" "the shell says why it ended"
    is "$(query "$site/site.db" "SELECT hidden FROM name WHERE id = 2;")" 0 "its open transaction was undone"
}

ended_by_signals() {
    local shell
    open_shell || return 1
    shell=$(children_of "$holder_pid")
    kill -TSTP "$holder_pid" "$shell"
    echo "SELECT 'not suspended';" >&8
    soon grep -q 'not suspended' "$dir/shell"
    result $? "a shell is not suspended, because it could not give way then"
    kill "$holder_pid"
    soon is_gone "$shell"
    result $? "a signal ends the shell, too"
    close_shell
    open_shell || return 1
    shell=$(children_of "$holder_pid")
    kill -KILL "$holder_pid"
    soon is_gone "$shell"
    result $? "no shell remains without the lock"
    close_shell
    run import -q --db "$site/site.db" --dry-run "$site/names.tsv"
    is "$code" 0 "and the lock is free"
}

held_by_another_program() {
    as "$ann" flock site.db.lock sleep 60 &
    local holder=$!
    started+=("$holder")
    soon is_held || return 1
    capture as "$admin" "$stagename" import -q --db site.db names.tsv
    is "$code $(grep -cE "being written by (a program of $ann \(process [0-9]+\)|another process); try again" "$dir/err")" "1 1" \
        "a holder that is another program is found, too"
    # shellcheck disable=SC2046
    kill $(children_of "$holder") "$holder" 2>/dev/null
    await_end "$holder"
    forget "$holder"
}
is_held() { ! flock --nonblock --shared "$site/site.db.lock" true; }

# ---- several users ----

refreshes_of_two_users() {
    local user
    awk 'BEGIN { for (i = 0; i < 80; i++) printf "Qu%c%cmor\n", 97 + i % 26, 97 + int(i / 26) }' >"$site/lists.txt"
    chmod 644 "$site/lists.txt"
    "$stagename" train -q "$site/lists.txt" -o "$site/m.safetensors" --from none --layers 1 --hidden 16 --epochs 1 --seed 1
    chmod 644 "$site/m.safetensors"
    for user in "$admin" "$bob"; do
        capture as "$user" "$stagename" refresh -q --db site.db --model m.safetensors --names 5 --best 1 --max-loss 100 lists.txt
        is "$code$err" 0 "user $user refreshes the site"
    done
}

several_users() {
    if [ -z "$has_users" ]; then
        skip "several users" "$no_users"
        return
    fi
    rm -rf "${site:?}"/*
    make_site >"$dir/out" 2>&1
    is "$(stat -c '%a %g' "$site"/site.db* | sort -u)" "660 $group" "database, lock, reports and index belong to the group"
    capture as "$ann" flock site.db.lock sqlite3 site.db "$decide (1, 1, 'ann', 'x');"
    is "$code$out$err" 0 "a curator takes the lock and decides"
    capture as "$worker" sqlite3 site.db.reports "INSERT INTO report (name_id, why) VALUES (2, 'mine');"
    is "$code$out$err" 0 "a worker writes reports"
    capture curate "$bob" "INSERT INTO closing (name_id, who, why) VALUES (2, 'bob', 'not theirs');"
    is "$code$err" 0 "another curator closes them"
    capture as "$admin" "$stagename" import -q --db site.db more.tsv
    is "$code$err" 0 "the admin imports"
    open_shell || return 1
    echo "$decide (3, 1, 'ann', 'x'); SELECT 'decided';" >&8
    soon grep -q decided "$dir/shell"
    is "$(stat -c '%a %g' "$site"/site.db* | sort -u)" "660 $group" "and so do the log and the shared memory, when a curator's shell makes them"
    capture as "$worker" "$stagename" batches --db site.db
    is "$code $(sed -n '$p' "$dir/out" | cut -f 7)$err" "0 2" "a worker reads meanwhile"
    close_shell
    run import -q --db "$site/site.db" "$site/most.tsv"
    is "$code$err" 0 "root imports"
    capture curate "$ann" "$decide (4, 1, 'ann', 'x');"
    is "$code$err" 0 "and a curator decides afterwards"
    refreshes_of_two_users
    ln -sf "$dir/out" "$site/site.db.lock"
    before=$(<"$dir/out")
    "$stagename" import -q --db "$site/site.db" "$site/names.tsv" >/dev/null 2>"$dir/err"
    is "$? $(<"$dir/out")" "1 $before" "root does not write through a link in the place of the lock"
}

shell
second_curator || result 1 "a second curator"
forgotten_shell || result 1 "a forgotten shell"
ended_by_signals || result 1 "signals"
held_by_another_program || result 1 "another program"
several_users || result 1 "several users"
finish
