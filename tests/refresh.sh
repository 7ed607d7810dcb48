#!/usr/bin/env bash
# stagename-refresh as cron starts it: from a list of artists to names in the database with one command, which
# prints little, remembers how it was called, refuses incomplete lists, can be undone, and leaves the database
# unchanged when a step fails.
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
    local time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
    refresh --db site.db --names 200 --epochs 1 'my artists.tsv'
    [[ $out =~ ^$time\ stagename-refresh:\ artists=200\ as_of=[0-9-]{10},\ model\ of\ [0-9.]+\ bits\ per\ character\;\ entered=[0-9]+\ .*\ batch=1\;\ [0-9]+\ seconds$ ]]
    expect 'exit code' "$?$code" 00 || printf '# %s\n' "$out" "$err"
    result $? "one line says what changed"
    is "$(query site.db "SELECT count(*) > 150, count(DISTINCT style) FROM name;")" "1|2" "the names are there to be served"
    is "$(query site.db "SELECT note FROM batch;")" stagename-refresh "the note of the batch names its source"
    is "$(query site.db "SELECT file, model, styles, selection, fingerprint FROM batch;")" \
        "my artists.tsv|site.safetensors|as in the corpus|--best 4|$(sha256sum site.safetensors | cut -d ' ' -f 1)" \
        "and it has the list and the model as they are called, not temporary files"
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
    refused 2 "list" "no list, and none is remembered" --db fresh.db
    refused 2 "'techno='" "a mix without a number" --db site.db --mix techno= 'my artists.tsv'
    refused 2 "--rollback takes no lists" "a rollback with lists" --rollback --db site.db 'my artists.tsv'
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
    STAGENAME_DATADIR=/nowhere refused 1 "/nowhere/" "no data files" "${with[@]}" --model site.safetensors \
        'my artists.tsv'
    printf 'CREATE TABLE t (x);' | sqlite3 other.db
    refused 1 "another program's" "another program's database" --quiet --db other.db --names 50 --model site.safetensors \
        'my artists.tsv'
}

locks() {
    exec 8>site.db.refresh
    flock 8
    refused 1 "another refresh of site.db is running" "a second start at once is refused" --quiet --db site.db \
        'my artists.tsv'
    exec 8>site.db.lock
    flock 8
    refused 1 "another process" "a refresh is refused while another process writes, before the long work" --quiet \
        --db site.db --wait 0 --names 50 --model site.safetensors 'my artists.tsv'
    (sleep 0.3 && exec flock --unlock 8) &
    refresh --quiet --db site.db --wait 60 --names 50 --model site.safetensors 'my artists.tsv'
    is "$code$out$err" 0 "or waits for it"
    wait $!
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
    soon is_gone "$child"
    result $? "its step ends, too"
    refresh -q --db site.db --model site.safetensors --names 50 'my artists.tsv'
    is "$code$err$(work_folders)" 0 "the next one works, and removes the folder"
}

# ---- what is remembered ----

remembered() {
    cp 'my artists.tsv' list.tsv
    printf 'text qba\n' >words.txt
    refresh --quiet --db new.db --model site.safetensors --names 40 --best 1 --mix techno=3,rock=1 --blocklist words.txt \
        --keep 2 --letters-only --note once list.tsv
    is "$code$out$err" 0 "with filters, a blocklist and a mix of styles"
    is "$(query new.db "SELECT style, count(*) FROM name GROUP BY style ORDER BY 2 DESC;")" "techno|30
rock|10" "the mix decides the styles"
    is "$(query new.db "SELECT styles FROM batch;")" "techno=3,rock=1" "and is recorded"
    cd "$dir/elsewhere" || exit 1
    refresh --quiet --db "$site/new.db"
    is "$code$out$err" 0 "the next call names only the database, from any folder"
    cd "$site" || exit 1
    is "$(query new.db "SELECT id, coalesce(note, ''), selection, styles, file FROM batch;")" "1|once|--best 1|techno=3,rock=1|list.tsv
2|stagename-refresh|--best 1|techno=3,rock=1|$site/list.tsv" "and has the options of the first but its note"
    is "$(query new.db "SELECT count(*) FROM name WHERE key LIKE 'qba%';")" 0 "also the blocklist"
    refresh --quiet --db new.db --names 10 --best 2
    refresh --quiet --db new.db
    is "$(query new.db "SELECT selection FROM batch WHERE removed_at IS NULL;")" "--best 2
--best 2" "an option without lists replaces one that is remembered"
    refresh --quiet --db new.db --model site.safetensors --names 20 list.tsv
    is "$(query new.db "SELECT group_concat(word, ' ') FROM refresh_word;" | sed "s|$site|.|g")" \
        "--model=./site.safetensors --names=20 --best=4 --temperature=0.85 --max-loss=10 --wait=60 -- ./list.tsv" \
        "a call with lists replaces all"
    rm words.txt
}

# ---- incomplete lists ----

# New artists without the first so many of the old ones.
without_first() { sed "2,$(($1 + 1))d" list.tsv; }

shrunken_lists() {
    local with=(--quiet --db new.db --model site.safetensors --names 10)
    without_first 21 >short.tsv
    cp new.db before.db
    refresh "${with[@]}" short.tsv
    is "$code $err" "1 stagename-refresh: the lists lack 21 of the 200 artists of new.db (10.5 %), and --max-loss allows 10 %: nothing was changed. Are the lists complete? If so, run it again with --max-loss 11" \
        "more than a tenth of the artists are missing: refused"
    is "$(diff <(query before.db .dump) <(query new.db .dump))$(work_folders)" "" "and nothing is changed"
    refresh "${with[@]}" --max-loss 11 short.tsv
    is "$code$err $(query new.db "SELECT count(*) FROM artist;")" "0 179" "--max-loss allows it"
    refresh --db new.db --model site.safetensors --names 10 --max-loss 5 list.tsv
    is "$code $(query new.db "SELECT count(*) FROM artist;") ${out#*lost=}" "0 200 $out" "a list that grows is no loss"
    without_first 20 >short.tsv
    refresh --db new.db --model site.safetensors --names 10 short.tsv
    matches "$out" " artists=180 as_of=" "a tenth may be missing"
    matches "$out" " lost=20; entered=" "and the line says how many are"
    refresh "${with[@]}" list.tsv
}

truncated_lists() {
    local size refused=0 percent
    size=$(wc -c <list.tsv)
    query new.db .dump >before.sql
    for percent in 0 1 5 15 30 45 60 75 85 88; do
        head -c $((size * percent / 100)) list.tsv >cut.tsv
        refresh --quiet --db new.db --model site.safetensors --names 10 cut.tsv
        [ "$code" = 1 ] && [ "$(wc -l <"$dir/err")" = 1 ] && refused=$((refused + 1))
    done
    is "$refused $(diff before.sql <(query new.db .dump))$(work_folders)" "10 " \
        "a list that is cut at ten places is refused each time with one sentence, and nothing is changed"
    gzip -c list.tsv | head -c 400 >cut.tsv.gz
    refresh --quiet --db new.db --model site.safetensors --names 10 cut.tsv.gz
    is "$code$(diff before.sql <(query new.db .dump))" 1 "so is a compressed list that is cut"
    rm before.sql
}

# ---- undoing ----

figures() { # DB
    query "$1" "SELECT group_concat(id || name || kind || style) FROM (SELECT * FROM artist ORDER BY name);
        SELECT group_concat(id || name || verdict || hidden || batch) FROM (SELECT * FROM name ORDER BY id);
        SELECT count(*), sum(length(key)) FROM artist_key; SELECT as_of, stamp FROM source;"
    sha256sum <"${1%.db}.safetensors"
}

undone() {
    local before
    refresh --quiet --db undo.db --names 60 --best 1 --epochs 1 --keep 1 list.tsv
    is "$code$err" 0 "a site with a model"
    refresh --rollback --db undo.db
    is "$code $err" "1 stagename-refresh: undo.db has no refresh that can be rolled back: only the last one can, and not the first" \
        "the first refresh cannot be rolled back"
    query undo.db "INSERT INTO decision (name_id, hide, who, why) VALUES (2, 1, 'ann', 'dull');"
    before=$(figures undo.db)
    { without_first 5 && printf 'Zorro Vex\tdj\ttechno\n'; } >next.tsv
    refresh --quiet --db undo.db --names 50 --best 1 --epochs 1 --keep 1 next.tsv
    is "$code$err $(query undo.db "SELECT count(*) FROM artist; SELECT group_concat(DISTINCT batch) FROM name;" | tr '\n' ' ')" \
        "0 196 2 " "a refresh with another list"
    is "$(query undo.db "SELECT removed_by FROM batch WHERE id = 1;")" retire "--keep 1 retires the batch before"
    [ "$(figures undo.db | tail -n 1)" != "$(tail -n 1 <<<"$before")" ]
    result $? "and replaces the model"
    query undo.db "INSERT INTO decision (name_id, hide, who, why) SELECT max(id), 1, 'bob', 'new' FROM name;"
    refresh --rollback --db undo.db
    matches "$out" "stagename-refresh: rolled back the refresh of 20" "--rollback"
    is "$(diff <(echo "$before") <(figures undo.db))" "" "restores corpus, model and names with their numbers, and what was hidden"
    is "$(query undo.db "SELECT who, name_id > 2 FROM decision;")" "ann|0
bob|1" "the decisions since then stay"
    is "$(query undo.db "SELECT batch, what FROM batch_change ORDER BY id;" | tr '\n' ' ')$(find . -name 'undo*before*')" \
        "1|retire 2|rollback 1|undo " "it is recorded, and the files before are used up"
    is "$(query undo.db "SELECT sum(names) FROM name_count; PRAGMA integrity_check;" | tr '\n' ' ')" "59 ok " "all is counted"
    refresh --rollback --db undo.db
    is "$code" 1 "only one refresh is rolled back"
    run rollback -q --db undo.db 1
    refresh --quiet --db undo.db --names 30 --best 1 --epochs 1 list.tsv
    run rollback --db undo.db --undo 1
    is "$code $(grep -c 'a refresh has deleted its names since' "$dir/err")" "1 1" "a rollback before a refresh is final"
}

unchanged() {
    local model
    model=$(sha256sum <undo.safetensors)
    refresh --db undo.db --names 30 --best 1 --epochs 1 list.tsv
    matches "$out" ", lists unchanged; entered=" "a list that is the same as before trains nothing"
    is "$code $(sha256sum <undo.safetensors) ${out%%model of*}" "0 $model $out" "and the model stays"
    touch -d 2020-01-01 list.tsv && cp list.tsv other-name.tsv
    refresh --db undo.db --names 30 --best 1 --epochs 1 other-name.tsv
    matches "$out" ", lists unchanged;" "whatever its name and date: its content counts"
    refresh --db undo.db --names 30 --best 1 --epochs 1 --single-word list.tsv
    matches "$out" "; entered=" "another filter" && [ "$out" = "${out/lists unchanged/}" ]
    result $? "reads it again"
}

# ---- at the same time ----

held() { [ -p pipe ] && soon lock_is_held; }
lock_is_held() { [ -e new.db.lock ] && ! flock --nonblock new.db.lock true; }

# A refresh that is reading its list from a pipe is in its long work.
at_the_same_time() {
    local first
    mkfifo pipe
    "$dir/bin/stagename-refresh" --quiet --db new.db --model site.safetensors --names 20 --format tsv pipe >"$dir/first" 2>&1 &
    first=$!
    started+=("$first")
    exec 7>pipe
    soon lock_is_held
    result $? "a refresh takes the lock of the database before the long work"
    refresh --quiet --db new.db --model site.safetensors --names 20 list.tsv
    is "$code $err" "1 stagename-refresh: another refresh of new.db is running" "a second refresh is refused at once"
    printf 'name\nTulmar Vey\n' >one.tsv
    run import -q --db new.db one.tsv
    is "$code $(grep -c 'is being written by' "$dir/err")" "1 1" "so is an import"
    is "$(query new.db "INSERT INTO decision (name_id, hide, who, why) SELECT max(id), 1, 'cyd', 'x' FROM name;")" "" \
        "a curator decides meanwhile"
    cat list.tsv >&7
    exec 7>&-
    await_end "$first"
    is "$ended $(<"$dir/first") $(query new.db "SELECT count(*) FROM decision JOIN name ON name.id = name_id WHERE who = 'cyd' AND hidden = 1;")" \
        "0  1" "the refresh completes, and the decision stays"
    rm pipe
}

# Old batches retire: their links say so, and their numbers are never used again.
retired() {
    local last
    last=$(query new.db "SELECT max(id) FROM name;")
    refresh --db new.db --model site.safetensors --names 20 --keep 1 list.tsv
    matches "$out" "; retired batches=" "--keep retires old batches, and the line says so"
    is "$(query new.db "SELECT count(*) FROM batch WHERE removed_at IS NULL; SELECT min(id) > $last FROM name;")" "1
1" "one batch is served, with new numbers"
}

# A server reads the database again when it is signalled.
signals_the_servers() {
    local server
    [ -x "$builddir/stagename-fcgi" ] || { skip "servers are signalled" "stagename-fcgi is not built" && return; }
    "$builddir/stagename-fcgi" --db new.db --workers 1 --listen "unix:$dir/socket" >"$dir/log" 2>&1 &
    server=$!
    started+=("$server")
    soon test -S "$dir/socket"
    refresh --db new.db --model site.safetensors --names 20 list.tsv
    matches "$out" "; 1 servers signalled; " "the servers of the database are signalled"
    soon grep -q 'replacing the workers' "$dir/log"
    result $? "and replace their workers"
    kill "$server" && await_end "$server"
    refresh --db new.db --model site.safetensors --names 20 list.tsv
    is "$code ${out/signalled/}" "0 $out" "none when there is none"
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
remembered
shrunken_lists
truncated_lists
undone
unchanged
at_the_same_time
retired
signals_the_servers
finish
