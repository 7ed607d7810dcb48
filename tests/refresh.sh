#!/usr/bin/env bash
# stagename-refresh as cron starts it: from a list of artists to names in the database with one command, which
# prints little and leaves the database unchanged when a step fails.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 flock
make_folder refresh
export STAGENAME_DATADIR=$srcdir/data # the blocklist need not be installed

# Both programs are in one folder, as after make install, and the site is in a folder with spaces and quotes
# in its name.
mkdir "$dir/bin" "$dir/it's \"a\" site" "$dir/elsewhere"
ln -s "$builddir/stagename" "$srcdir/src/programs/stagename-refresh" "$dir/bin/"
cd "$dir/it's \"a\" site" || exit 1
site=$PWD

# ---- running it ----

refresh() { # OPTION…; leaves $code, $out, $err
    capture "$dir/bin/stagename-refresh" "$@"
}
work_folders() { find "$dir" -name '*.refresh.work'; }

# The command ends with CODE and one sentence that contains PART. It leaves site.db unchanged and no temporary
# folder.
refused() { # CODE PART WHAT OPTION…
    local wanted=$1 part=$2 what=$3 before
    shift 3
    before=$(query "$site/site.db" .dump)
    refresh "$@"
    expect 'exit code' "$code" "$wanted" &&
        expect results "$out" '' &&
        expect 'lines of errors' "$(grep -cv '^Try ' "$dir/err")" 1 &&
        expect 'what changed' "$(diff <(echo "$before") <(query "$site/site.db" .dump))" '' &&
        expect 'remaining work folders' "$(work_folders)" '' &&
        expect_part sentence "$err" "$part"
    result $? "$what"
}

# Two hundred artists, with kinds and styles.
awk -v OFS='\t' 'BEGIN {
    n = split("ba de fi go lu mar nor pel quin sor tav ul vex wim yor zen", s, " ")
    print "name", "kind", "style"
    for (i = 0; i < 200; i++)
        print "Q" s[i % n + 1] s[int(i / n) + 1] s[i * 7 % n + 1], i % 3 ? "group" : "dj", i % 2 ? "techno" : "rock"
}' >'my artists.tsv'
printf 'Bj\366rk\nM\374m\n' >latin1.txt

# ---- success ----

first() {
    refresh --db site.db --names 200 'my artists.tsv'
    [[ $out =~ ^stagename-refresh:\ artists=200\ as_of=[0-9-]{10},\ model\ of\ [0-9.]+\ bits\ per\ character\;\ entered=[0-9]+\ .*\ batch=1\;\ [0-9]+\ seconds$ ]]
    expect 'exit code' "$?$code" 00 || printf '# %s\n' "$out" "$err"
    result $? "one line says what changed"
    is "$(query site.db "SELECT count(*) > 150, count(DISTINCT style) FROM name;")" "1|2" "the names are there to be served"
    is "$(query site.db "SELECT note FROM batch;")" stagename-refresh "the note of the batch names its source"
    "$builddir/stagename" generate site.safetensors -n 5 >/dev/null 2>&1
    is "$?$(work_folders)" 0 "the model is kept beside the database, and nothing else"
}

again() {
    query site.db "INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'ann', 'dull' FROM name WHERE id < 4;"
    local decided='SELECT id, hide, who, why, at, name FROM decision ORDER BY id;'
    decisions=$(query site.db "$decided")
    { cat 'my artists.tsv' && printf 'Bj\303\266rk\tperson\tindie\n'; } >more.tsv
    refresh --quiet --db site.db --model site.safetensors --names 100 --note 'second one' more.tsv
    is "$code$out$err" 0 "--quiet prints nothing"
    is "$(query site.db "SELECT id, coalesce(note, '') FROM batch;")" "1|stagename-refresh
2|second one" "--model uses a model that is there; --note is kept"
    is "$(query site.db "SELECT count(*) FROM artist;")" 201 "the corpus is that of the new list"
    is "$(query site.db "$decided")$(query site.db "SELECT group_concat(id) FROM name WHERE hidden;")" "${decisions}1,2,3" \
        "decisions of curators stay"
}

started_like_cron() {
    cd "$dir/elsewhere" || exit 1
    env -i PATH=/usr/bin:/bin STAGENAME_DATADIR="$srcdir/data" "$dir/bin/stagename-refresh" -q --db="$site/site.db" \
        --model="$site/site.safetensors" --names=50 "$site/my artists.tsv" >"$dir/out" 2>"$dir/err" </dev/null
    code=$?
    read_output
    is "$code$out$err$(ls)" 0 "with a bare environment, from another folder, with spaces and quotes in paths"
    cp "$site/my artists.tsv" ./-list.tsv
    cp "$site/site.safetensors" ./-model
    refresh -q --db -new.db --model -model --names 50 -- -list.tsv
    is "$code$out$err $(query ./-new.db "SELECT count(*) FROM artist;")" "0 200" "with paths that begin with a dash"
    cd "$site" || exit 1
}

# ---- wrong calls ----

usage_errors() {
    refused 2 "--db" "no database" 'my artists.tsv'
    refused 2 "list" "no list" --db site.db
    refused 2 "'--frobnicate'" "an unknown option" --frobnicate --db site.db 'my artists.tsv'
    refused 2 "'--names' needs a value" "an option without its value" --db site.db --names
    refused 2 "'0'" "no names" --db site.db --names 0 'my artists.tsv'
    refused 2 "'4x'" "a number with a letter" --db site.db --names=4x 'my artists.tsv'
    refresh --help
    is "$code$err ${out%% --*}" "0 Usage: stagename-refresh" "--help"
}

# ---- failures ----

failures_before_and_in_the_middle() {
    local with=(--quiet --db site.db --names 50)
    refused 1 "cannot read missing.tsv" "no such list" "${with[@]}" missing.tsv
    refused 1 "cannot read missing" "no such model" "${with[@]}" --model missing 'my artists.tsv'
    refused 1 "not a usable model" "a file that is not a model" "${with[@]}" --model latin1.txt 'my artists.tsv'
    refused 1 "latin1.txt: 2 of 2 rows are not UTF-8" "a list that is not UTF-8" "${with[@]}" 'my artists.tsv' latin1.txt
    refused 1 "latin1.txt: 2 of 2 rows are not UTF-8" "the same with a model, when the database is open already" \
        "${with[@]}" --model site.safetensors 'my artists.tsv' latin1.txt
    refused 1 "no/such.db" "the database's folder is missing" --quiet --db no/such.db 'my artists.tsv'
    STAGENAME_DATADIR=/nowhere refused 1 "/nowhere/blocklist.txt" "no blocklist" "${with[@]}" --model site.safetensors \
        'my artists.tsv'
    printf 'CREATE TABLE t (x);' | sqlite3 other.db
    refused 1 "another program's" "another program's database" --quiet --db other.db --names 50 --model site.safetensors \
        'my artists.tsv'
}

locks() {
    exec 8>site.db.refresh
    flock 8
    refused 1 "another refresh of ./site.db is running" "a second start at once is refused" --quiet --db site.db \
        'my artists.tsv'
    exec 8>site.db.lock
    flock 8
    refused 1 "another process" "a refresh is refused while another process writes" --quiet --db site.db --names 50 \
        --model site.safetensors 'my artists.tsv'
    exec 8>&-
}

is_at_work() { [ -s "site.db.refresh.work/corpus.db" ]; }
# Whether a step of a refresh is running, not one of the short commands between them.
has_step() { pgrep -P "$1" -x stagename >/dev/null; }
has_children() { [ -n "$(children_of "$1")" ]; }

# The last step replaces the corpus and then adds the names: an error in the names also restores the corpus.
failure_of_the_last_step() {
    local before
    printf '%s\n' 'word rubbish' >"$dir/blocklist.txt"
    printf '%s\n' name rubbish 'r.u.b.b.i.s.h' >"$dir/names.tsv"
    before=$(query site.db .dump)
    STAGENAME_DATADIR=$dir "$dir/bin/stagename" corpus -q --db site.db --replace --import "$dir/names.tsv" more.tsv >"$dir/out" \
        2>"$dir/err"
    code=$?
    read_output
    is "$code$out" 1 "names that the blocklist refuses, all of them, are a failure"
    is "$(diff <(echo "$before") <(query site.db .dump))" "" "names that fail take the new corpus back"
}

terminated() {
    local before child
    before=$(query site.db .dump)
    # So many names that the signal arrives before they are complete.
    "$dir/bin/stagename-refresh" --quiet --db site.db --names 5000000 'my artists.tsv' >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon is_at_work && soon has_children $!
    child=$(children_of $!)
    kill -TERM $!
    await_end $!
    read_output
    # Training prints its epoch, and the shell may print a message about a step that has just started.
    is "$ended$out$(grep -vE '^(stagename train: stopped|Terminated$)' <<<"$err")" 143 "SIGTERM in the middle ends it at once"
    is "$(diff <(echo "$before") <(query site.db .dump))$(work_folders)" "" "and leaves the database unchanged, and no temporary folder"
    soon is_gone "${child:-none was seen}"
    result $? "and no process"
    refresh -q --db site.db --model site.safetensors --names 50 'my artists.tsv'
    is "$code$err" 0 "the next one works"
}

# A killed refresh leaves its folder behind, and also a running step if only the script was killed.
killed() {
    local child before
    "$dir/bin/stagename-refresh" --quiet --db site.db --model site.safetensors --names 5000000 'my artists.tsv' \
        >"$dir/out" 2>"$dir/err" &
    started+=($!)
    soon has_step $!
    child=$(pgrep -P $! -x stagename)
    started+=("$child")
    kill -KILL $!
    await_end $!
    is "$(work_folders)" "$site/site.db.refresh.work" "kill -9 leaves the folder of the work"
    before=$(find site.db.refresh.work | sort)
    refused_while_alive "$child" "$before"
    kill -KILL "$child"
    soon is_gone "$child"
    refresh -q --db site.db --model site.safetensors --names 50 'my artists.tsv'
    is "$code$err$(work_folders)" 0 "the next one works when that has ended, and removes the folder"
}
refused_while_alive() { # PID FILES
    refresh -q --db site.db --model site.safetensors --names 50 'my artists.tsv'
    is "$code$out $err" "1 stagename-refresh: another refresh of ./site.db is running" \
        "while a step of it is alive, another refresh is refused"
    ! is_gone "$1" &&
        expect files "$(comm -23 <(echo "$2") <(find site.db.refresh.work | sort) | grep -v '\.stagename-')" ''
    result $? "and leaves its files alone"
}

first
again
started_like_cron
usage_errors
failures_before_and_in_the_middle
locks
failure_of_the_last_step
terminated
killed
finish
