#!/usr/bin/env bash
# Kills commands that write a database with SIGKILL, at random times. After each kill the database is intact
# and has the state before or after the run, and verdicts are the same with the existing index as with a new
# one. After the next run no extra file is left.
#
# KILLS=n: how many (default 20; `make kill-test` has 1,000). SEED=n: repeats the choices; times differ
# slightly.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 flock setsid
make_folder kill
export STAGENAME_DATADIR=$srcdir/data
kills=${KILLS:-20}
seed=${SEED:-$((EPOCHSECONDS % 100000))}
RANDOM=$seed
echo "# KILLS=$kills SEED=$seed"

# ---- commands: each runs in a folder with a copy of one database ----

operations=(create corpus import rejudge rollback refresh restore)
declare -A share=([create]=1 [corpus]=2 [import]=2 [rejudge]=1 [rollback]=2 [refresh]=1 [restore]=1)
mkdir "$dir/bin" "$dir/base"
cd "$dir/base" || exit 1
ln -s "$srcdir/src/programs/stagename-refresh" "$builddir/stagename" "$dir/bin/"

command_of() { # OPERATION [after]; leaves the command in $command
    local stagename=$builddir/stagename
    case $1 in
    create) command=("$stagename" corpus -q --db site.db --as-of 2026-01-01 one.tsv) ;;
    corpus) command=("$stagename" corpus -q --db site.db --replace --as-of 2026-02-02 two.tsv) ;;
    import) command=("$stagename" import -q --db site.db third.tsv) ;;
    rejudge) command=("$stagename" import -q --db site.db --rejudge) ;;
    rollback) command=("$stagename" rollback --db site.db "${2:+1}${2:-2}") ;;
    refresh) command=("$dir/bin/stagename-refresh" -q --db site.db --model model --names 200 --best 1 --max-loss 100 --seed 7 --as-of 2026-03-03 two.tsv) ;;
    restore) command=("$stagename" restore -q --db site.db "$dir/backup") ;;
    esac
    [ "$1${2:-}" != rollbackafter ] || command=("$stagename" rollback --db site.db 1) # 2 is gone
}

artists() { # FROM TO
    awk -v OFS='\t' -v from="$1" -v to="$2" 'BEGIN {
        n = split("ba de fi go lu mar nor pel quin sor tav ul vex wim yor zen", s, " ")
        print "name", "kind", "style"
        for (i = from; i < to; i++)
            print "Q" s[i % n + 1] s[int(i / n) % n + 1] s[i * 7 % n + 1], i % 3 ? "group" : "dj", i % 2 ? "techno" : "rock"
    }'
}
probes=(Qbabaquin Qdebaquin Qzenzenzen 'Qba baquin' Qwimlusor Nobody)

make_base() {
    local stagename=$builddir/stagename
    artists 0 200 >one.tsv
    artists 100 400 >two.tsv
    "$stagename" corpus -q --db site.db --as-of 2026-01-01 one.tsv &&
        "$stagename" train -q --db site.db -o model --from none --layers 1 --hidden 16 --epochs 1 --seed 1 &&
        "$stagename" generate -q model -n 200 --seed 1 -o first.tsv &&
        "$stagename" generate -q model -n 200 --seed 2 -o second.tsv &&
        "$stagename" generate -q model -n 400 --seed 3 -o third.tsv || return 1
    # One of two names is that of an artist, so that verdicts depend on the artists.
    awk 'NR % 2' two.tsv | cut -f1 | tail -n +2 >>third.names
    { head -n 1 third.tsv && tail -n +2 third.tsv && awk -F '\t' -v n="$(head -n 1 third.tsv | tr '\t' '\n' | wc -l)" \
        '{ printf "%s", $1; for (i = 1; i < n; i++) printf "\t"; print "" }' third.names; } >third.all && mv third.all third.tsv
    rm third.names
    "$stagename" import -q --db site.db first.tsv &&
        "$stagename" import -q --db site.db second.tsv &&
        sqlite3 site.db "INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'dull' FROM name WHERE id < 9"
}
# Of a database with other artists and names, for restore.
make_backup() {
    local stagename=$builddir/stagename
    mkdir "$dir/other" "$dir/backups"
    "$stagename" corpus -q --db "$dir/other/site.db" --as-of 2026-04-04 two.tsv &&
        "$stagename" import -q --db "$dir/other/site.db" third.tsv &&
        "$stagename" backup -q --db "$dir/other/site.db" "$dir/backups" && mv "$dir/backups"/site-* "$dir/backup"
}
{ make_base && make_backup; } >"$dir/out" 2>&1 || skip_all "the database can't be made: $(tail -n 1 "$dir/out")"

# A new copy in $dir/run.
begin() { # OPERATION
    rm -rf "$dir/run"
    cp -r "$dir/base" "$dir/run"
    cd "$dir/run" || exit 1
    [ "$1" != create ] || rm site.db*
    [ "$1" != rejudge ] || program_query site.db "UPDATE name SET verdict = 'taken' WHERE id % 3 = 0" # as if by another corpus
}

# ---- the content of a database, without times and random numbers ----

# A database that was being created may have no tables yet, or all of them, empty.
tables_of() { sqlite3 -batch "$1" "SELECT count(*), group_concat(sql) FROM (SELECT sql FROM sqlite_master ORDER BY name)"; } # DB
is_empty() { # DB
    local tables
    [ -s "$1" ] || [ -s "$1-wal" ] || return 0
    tables=$(tables_of "$1")
    [ "${tables%%|*}" != 0 ] || return 0
    [ "$tables" = "$all_tables" ] && [ "$(sqlite3 -batch "$1" "SELECT (SELECT count(*) FROM artist) + (SELECT count(*) FROM name) +
        (SELECT count(*) FROM source) + (SELECT count(*) FROM batch); PRAGMA integrity_check")" = $'0\nok' ]
}
state_of() { # DB; prints "none" or a digest, and errors
    ! is_empty "$1" || { echo none && return; }
    sqlite3 -batch "$1" 2>&1 <<'END' | awk '/^-- / { print "wrong: " $0; next } { print | "sha256sum" }'
.mode list
SELECT '-- ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok';
SELECT '-- a row of ' || "table" || ' refers to none of ' || parent FROM pragma_foreign_key_check;
SELECT '-- names are counted wrongly' WHERE (SELECT sum(names) FROM name_count) <> (SELECT count(*) FROM name WHERE hidden = 0);
SELECT id, name, mbid, kind, country, style, source, verdict_only FROM artist ORDER BY id;
SELECT key, artist, native, alias, alias_type FROM artist_key ORDER BY key, artist, native;
SELECT id, name, key, style, bits, verdict, nearest, batch, hidden, kind, appeal FROM name ORDER BY id;
SELECT id, file, note, as_of, removed_by FROM batch ORDER BY id;
SELECT batch, what, names FROM batch_change ORDER BY id;
SELECT id, name, key, batch FROM removed_name ORDER BY id;
SELECT id, lists, batch, rolled_back_at FROM refresh ORDER BY id;
SELECT word FROM refresh_word ORDER BY place;
SELECT id, path, format, as_of, rows, kept FROM source ORDER BY id;
SELECT id, name_id, hide, who, why, name, was_hidden FROM decision ORDER BY id;
SELECT id, as_of, names, changed FROM judging ORDER BY id;
SELECT * FROM name_count ORDER BY 1, 2, 3, 4, 5, 6;
SELECT * FROM weird_limit ORDER BY 1;
SELECT * FROM weird_state ORDER BY 1;
SELECT name, sql FROM sqlite_master ORDER BY name;
END
}
verdicts_of() { "$builddir/stagename" check --json --db "$1" "${probes[@]}" 2>&1; } # DB

all_tables=$(tables_of "$dir/base/site.db")
declare -A before after verdicts took
learn() { # OPERATION
    local began ended
    begin "$1"
    before[$1]=$(state_of site.db)
    verdicts[${before[$1]}]=$(verdicts_of site.db)
    begin "$1"
    command_of "$1"
    began=${EPOCHREALTIME/./}
    "${command[@]}" >"$dir/out" 2>&1 || return 1
    ended=${EPOCHREALTIME/./}
    took[$1]=$((ended - began))
    after[$1]=$(state_of site.db)
    verdicts[${after[$1]}]=$(verdicts_of site.db)
    [ "${before[$1]}" != "${after[$1]}" ]
}

# ---- one kill ----

random() { echo $(((RANDOM << 15 | RANDOM) % $1)); } # BELOW
pause() { # MICROSECONDS
    local seconds
    printf -v seconds '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000))
    sleep "$seconds"
}
is_writing() { [ -s site.db-wal ]; } # SQLite writes its log at the commit
has_temporary() { compgen -G '*.stagename-*' >/dev/null || compgen -G '*.work/*.stagename-*' >/dev/null; }

# Chooses each with equal probability: any time, during the commit, or while another file is written.
await_moment() { # OPERATION PID
    local when ways=3
    [ "$1" != rollback ] || ways=2 # rollback writes no other file
    case $((RANDOM % ways)) in
    0) pause "$(random "${took[$1]}")" && return ;;
    1) when=is_writing ;;
    2) when=has_temporary ;;
    esac
    until "$when" || ! kill -0 "$2" 2>/dev/null; do :; done
    [ $((RANDOM % 2)) = 0 ] || pause "$(random 4000)"
}

# Leaves in $killed whether the process was still alive. For a refresh, sometimes only the script is killed;
# its current step then ends normally.
kill_one() { # OPERATION [after]
    local pid target
    command_of "$@"
    setsid "${command[@]}" >"$dir/out" 2>"$dir/err" </dev/null &
    pid=$!
    await_moment "$1" "$pid"
    target=-$pid
    [ "$1" != refresh ] || [ $((RANDOM % 2)) = 0 ] || target=$pid
    kill -KILL -- "$target" 2>/dev/null || kill -KILL "$pid" 2>/dev/null # before setsid there is no such group
    wait "$pid" 2>/dev/null
    killed=$(($? == 137))
    [ ! -e site.db.refresh ] || flock site.db.refresh true
}

# Inspects a copy, so that the next run finds the files unchanged. Leaves the state in $state.
look() { # OPERATION
    local found rebuilt
    rm -rf "$dir/copy"
    cp -r "$dir/run" "$dir/copy"
    found=$(verdicts_of "$dir/copy/site.db")
    rm -f "$dir/copy"/site.db.judge-*
    rebuilt=$(verdicts_of "$dir/copy/site.db")
    state=$(state_of "$dir/copy/site.db")
    [ "$state" = "${before[$1]}" ] || [ "$state" = "${after[$1]}" ] ||
        { echo "# $1: neither the state before nor the one after: $state" && return 1; }
    [ "$state" = none ] || { expect "$1: verdicts" "$found" "${verdicts[$state]}" &&
        expect "$1: verdicts by a new index" "$rebuilt" "${verdicts[$state]}"; }
}

unexpected_files() {
    find . -mindepth 1 | grep -vxE '\./(one\.tsv|two\.tsv|model|first\.tsv|second\.tsv|third\.tsv|site\.db|site\.db\.lock|site\.db\.reports(-journal)?|site\.db\.refresh|site\.db\.before-[0-9]+|site\.db\.judge-[0-9a-f]{16})'
    [ "$(find . -name 'site.db.judge-*' | wc -l)" = 1 ] || find . -name 'site.db.judge-*'
}

# Runs the same command again, or its replacement when it had already completed.
next_run() { # OPERATION STATE
    local done='' now
    [ "$2" != "${after[$1]}" ] || done=after
    command_of "$1" $done
    "${command[@]}" >"$dir/out" 2>"$dir/err" || { echo "# $1: the next run fails: $(<"$dir/err")" && return 1; }
    now=$(state_of site.db)
    [ -n "$done" ] || expect "$1: the state after the next run" "$now" "${after[$1]}" || return 1
    case $now in *wrong*) echo "# $1: after the next run: $now" && return 1 ;; esac
    expect "$1: files left over" "$(unexpected_files | tr '\n' ' ')" ''
}

# Up to three kills in a row, until one comes after the commit; then a complete run.
declare -A hits
round() { # OPERATION
    local left=$((RANDOM % 3 + 1))
    begin "$1"
    state=${before[$1]}
    while [ "$left" -gt 0 ] && [ "$total" -lt "$kills" ] && [ "$state" = "${before[$1]}" ]; do
        left=$((left - 1))
        kill_one "$1"
        total=$((total + killed))
        [ "$killed" = 0 ] || [ $((total % 100)) != 0 ] || echo "# $total kills"
        look "$1" || return 1
        [ "$killed" = 0 ] || hits[$1]=$((${hits[$1]:-0} + 1))
        [ "$killed" = 0 ] || [ "$state" != "${after[$1]}" ] || hits[$1.after]=$((${hits[$1.after]:-0} + 1))
    done
    next_run "$1" "$state"
}

# Leaves the operation with the fewest kills for its share in $next.
choose() {
    local operation least=-1 now
    for operation in "${operations[@]}"; do
        now=$((1000 * ${hits[$operation]:-0} / ${share[$operation]}))
        if [ "$least" -lt 0 ] || [ "$now" -lt "$least" ]; then
            least=$now next=$operation
        fi
    done
}

for operation in "${operations[@]}"; do
    learn "$operation"
    result $? "$operation changes the database, in $((${took[$operation]:-0} / 1000)) ms"
done
[ "$failures" = 0 ] || finish || exit 1
total=0 failed=0
for ((n = 0; total < kills && failed < 5; n++)); do
    choose
    if ! round "$next"; then
        failed=$((failed + 1))
        cp -r "$dir/run" "$dir/failed.$failed"
    fi
done
cd "$dir" || exit 1
for operation in "${operations[@]}"; do
    echo "# $operation: ${hits[$operation]:-0} kills, ${hits[$operation.after]:-0} of them after the commit"
done
is "$failed" 0 "$total kills in $n runs: whole databases, the same verdicts, nothing left over"
finish
