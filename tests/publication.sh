#!/usr/bin/env bash
# Publication of a database to the hosts that serve it: what arrives, what a host refuses, and that a host which
# fails keeps what it serves. Each host is a folder, and `remote`, in place of ssh, runs a command in it.
# shellcheck source=tests/web/lib.sh
. "${srcdir:-.}/tests/web/lib.sh"
need_build stagename
need_build stagename-fcgi
need sqlite3 b2sum rsync nginx curl jq
make_folder publication
export STAGENAME_DATADIR=$srcdir/data
cd "$dir" || exit 1

cat >remote <<'END'
#!/bin/sh
# remote OPTION… -- HOST COMMAND…, as ssh. A script of the host's name can stand for a fault.
while [ "${1#-}" != "$1" ] && [ "$1" != -- ]; do shift; done
[ "$1" != -- ] || shift
host=$1
shift
[ "${1:-}" != -- ] || shift
cd "${0%/*}/hosts/$host" 2>/dev/null || { echo "ssh: Could not resolve hostname $host: Name or service not known" >&2; exit 255; }
[ ! -x fault ] || exec ./fault "$*"
exec sh -c "$*"
END
chmod +x remote
mkdir -p hosts/a hosts/b hosts/c

publish() { publish_from work.db "$@"; } # OPTION… HOST…
publish_from() { # DB OPTION… HOST…
    local db=$1
    shift
    run publish --db "$db" --ssh "$dir/remote" --remote-program "${program:-$stagename}" --remote-db site.db "$@"
}
succeeds() { [ "$code" = 0 ] || { echo "# $err" && return 1; }; }
serves() { readlink "hosts/$1/site.db.generations/current"; } # HOST
host_query() { sqlite3 -batch -readonly "hosts/$1/site.db" "$2" 2>&1; } # HOST SQL
decide() { query work.db "INSERT INTO decision (name_id, hide, who, why) VALUES ($1, $2, 'ann', 'test')"; } # NAME HIDE
hidden() { host_query "$1" "SELECT group_concat(id) FROM (SELECT id FROM name WHERE hidden = 1 ORDER BY id)"; } # HOST
counts() { host_query "$1" "SELECT sum(names) FROM name_count"; } # HOST
leftovers() { find hosts . -maxdepth 4 -name '*.stagename-*' -o -maxdepth 4 -name '*.new'; }
nothing_is_left() { expect 'temporary folders' "$(leftovers)" ''; }

make_database() {
    head -n 500 "$srcdir/data/artists.tsv" >artists.tsv
    awk 'BEGIN { print "name"; for (i = 0; i < 60; i++) printf "Vu%clo%cmarx\n", 97 + i % 26, 97 + int(i / 26) }' >names.tsv
    "$stagename" corpus -q --db work.db --as-of 2026-01-01 artists.tsv &&
        "$stagename" import -q --db work.db names.tsv &&
        "$stagename" train -q artists.tsv --from none --layers 1 --hidden 16 --epochs 1 -o work.safetensors
}
make_database >log 2>&1 || skip_all "the database can't be made: $(tail -n 1 log)"

# ---- what arrives ----

all_hosts_get_the_generation() {
    decide 3 1
    publish a b c
    succeeds && expect hosts "$(cut -d ' ' -f 1 out | sort | tr '\n' ' ')" 'host=a host=b host=c ' || return 1
    first=$(serves a)
    expect b "$(serves b)" "$first" && expect c "$(serves c)" "$first" && nothing_is_left || return 1
    expect 'the working database' "$(query work.db 'SELECT id FROM generation')" "$first" || return 1
    for host in a b c; do
        expect database "$(host_query $host 'SELECT count(*) FROM name; SELECT count(*) FROM artist')" "$(query work.db 'SELECT count(*) FROM name; SELECT count(*) FROM artist')" &&
            expect hidden "$(hidden $host)" 3 &&
            expect structure "$(host_query $host 'PRAGMA integrity_check')" ok &&
            expect model "$(b2sum <hosts/$host/site.safetensors)" "$(b2sum <work.safetensors)" &&
            expect index "$(find -L "hosts/$host/site.db.generations/current/" -name 'site.db.judge-*' | wc -l)" 1 || return 1
    done
}

workers_say_which_generation_they_serve() {
    front=$dir/front.sock
    local_conf "unix:$front" >nginx.conf
    ln -s hosts/a/site.db site.db
    start_workers "$dir/worker.sock" --workers 2 && start_nginx nginx.conf "$front" || return 1
    ask '/api/names?n=5&seed=7'
    expect status "$status" 200 && expect header "$(header Stagename-Generation)" "$first.1" || return 1
    field '[.names[].id]' >drawn
    ask /api/about
    expect about "$(field .generation)" "$first"
}

decisions_follow_without_the_database() {
    local size
    decide 5 1
    decide 3 0
    query work.db "INSERT INTO tagging (name_id, tag, who) VALUES (6, 'featured', 'ann');
        INSERT INTO rule (kind, text, who, why) VALUES ('begins', 'vuz', 'ann', 'test')"
    publish --decisions a b c
    succeeds && expect_part decisions "$out" 'decisions=' || return 1
    for host in a b c; do
        expect hidden "$(hidden $host)" "$(query work.db 'SELECT group_concat(id) FROM (SELECT id FROM name WHERE hidden = 1 ORDER BY id)')" &&
            expect counts "$(counts $host)" "$(query work.db 'SELECT sum(names) FROM name_count')" &&
            expect tags "$(host_query $host 'SELECT tag, key FROM name_tag')" "$(query work.db 'SELECT tag, key FROM name_tag')" &&
            expect decisions "$(host_query $host 'SELECT * FROM decision')" "$(query work.db 'SELECT * FROM decision')" &&
            expect rules "$(host_query $host 'SELECT * FROM rule')" "$(query work.db 'SELECT * FROM rule')" || return 1
    done
    expect generation "$(serves a)" "$first" || return 1
    size=$(sed 's/.*sent=\([0-9]*\).*/\1/' out | sort -n | tail -n 1)
    [ "$size" -lt 200000 ] || { echo "# sent $size bytes" && return 1; }
    ask '/api/names/5'
    expect 'a hidden name' "$status" 410 || return 1
    ask '/api/names/3'
    expect 'a name that is shown again' "$status" 200 && expect header "$(header Stagename-Generation)" "$first.$(query work.db 'SELECT max(id) FROM decision')"
}

decisions_again_change_nothing() {
    publish --decisions a
    succeeds && expect_part decisions "$out" 'decisions=0 '
}

the_next_generation_replaces_it_under_the_workers() {
    printf 'name\nQuarvenio\n' >more.tsv
    "$stagename" import -q --db work.db more.tsv >log && publish a b c
    succeeds && expect_part signalled "$(grep host=a out)" 'servers=1' || return 1
    second=$(serves a)
    [ "$second" != "$first" ] || return 1
    ask '/api/names?n=1&contains=quarvenio'
    expect name "$(field '.names[0].name')" Quarvenio && expect_part header "$(header Stagename-Generation)" "$second." || return 1
    # What both have in common is not sent again.
    expect_part 'unchanged parts' "$(awk -F 'sent=' '/host=b/ { print ($2 + 0 < 300000) ? "few bytes" : $0 }' out)" 'few bytes'
}

rollback_returns_to_the_generation_before() {
    decide 7 1
    publish --rollback a b c
    succeeds && expect a "$(serves a)" "$first" && expect c "$(serves c)" "$first" || return 1
    ask '/api/names?n=1&contains=quarvenio'
    expect name "$(field '.names | length')" 0 || return 1
    ask /api/names/7
    expect 'decisions since then' "$status" 410 || return 1
    publish --rollback a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" "a: there is no generation before $first"
}

only_the_generation_before_is_kept() {
    publish a b c
    third=$(serves a)
    publish a b c
    succeeds &&
        expect generations "$(find hosts/a/site.db.generations -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | tr '\n' ' ')" "$third $(serves a) " &&
        (cd hosts/a && capture "$stagename" generation --db site.db) && return 0
    return 1
}

# ---- reports ----

reports_are_collected_once() {
    local name
    for name in 8 9; do
        ask "/api/names/$name/report" --data why=rude
        expect status "$status" 202 || return 1
    done
    sqlite3 hosts/b/site.db.reports "INSERT INTO report (name_id, why) VALUES (8, 'from b')"
    publish --reports a b c
    succeeds && expect_part a "$out" 'host=a reports=2' && expect_part b "$out" 'host=b reports=1' || return 1
    publish a b c && publish --reports a b c
    expect_part 'the second time' "$out" 'host=a reports=0' || return 1
    expect reports "$(query work.db.reports "SELECT name_id, why, visitor IS NULL FROM report ORDER BY 1, 2")" "8|from b|1
8|rude|1
9|rude|1"
}

a_report_deleted_after_it_was_closed_stays_deleted() {
    query work.db.reports "INSERT INTO closing (name_id, who, why) VALUES (9, 'ann', 'settled'); DELETE FROM report WHERE name_id = 9"
    publish --reports a b c
    succeeds && expect reports "$(query work.db.reports 'SELECT count(*) FROM report')" 2
}

# A host answers with this file instead of its reports.
answers_with_reports() { # FILE [BYTES]
    cat >hosts/c/fault <<END
#!/bin/sh
"$stagename" generation --agent --db none.db </dev/null
read -r line
printf 'ok\\t%s\\n' ${2:-$(wc -c <"$1")}
cat "$dir/$1"
cat >/dev/null
END
    chmod +x hosts/c/fault
    publish --reports c
    rm hosts/c/fault
    expect 'exit code' "$code" 1 && expect reports "$(query work.db.reports 'SELECT count(*) FROM report')" 2
}

reports_of_a_hostile_host_are_refused() {
    sqlite3 view "PRAGMA application_id = 1937010290; PRAGMA user_version = 4;
        CREATE VIEW report AS WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless)
            SELECT n AS id, n AS uid, n AS name_id, '' AS why, '' AS at FROM endless WHERE n < 0"
    answers_with_reports view && expect_part view "$err" 'is not a file of reports' &&
        answers_with_reports names.tsv && expect_part text "$err" 'c: ' &&
        answers_with_reports names.tsv 9000000000000000000 && expect_part size "$err" 'its reports have 9000000000000000000 bytes, which cannot be' &&
        answers_with_reports names.tsv -5 && expect_part size "$err" 'its reports have -5 bytes' && nothing_is_left
}

# ---- what a host refuses: it keeps what it serves ----

keeps() { # HOST WHAT PART: the publication fails with this sentence, and changes nothing on the host
    local before after
    before=$(serves "$1")
    publish "$1"
    after=$(serves "$1")
    expect 'exit code' "$code" 1 && expect_part "$2" "$err" "stagename publish: $1: $3" && expect 'sentences about the host' "$(grep -c "publish: $1: " err)" 1 &&
        expect generation "$after" "$before" && nothing_is_left &&
        expect 'the database there' "$(host_query "$1" 'SELECT count(*) > 0 FROM name')" 1
}
fault() { # HOST: a script, on standard input, that gets the command as its argument
    cat >"hosts/$1/fault"
    chmod +x "hosts/$1/fault"
}
mend() { rm "hosts/$1/fault"; } # HOST

a_truncated_generation_is_refused() {
    fault b <<'END'
#!/bin/sh
case $1 in
*rsync*) sh -c "$1"; code=$?; for f in site.db.generations/*.stagename-*/site.db; do truncate -s -4096 "$f"; done; exit $code ;;
*) exec sh -c "$1" ;;
esac
END
    keeps b truncated 'the generation is incomplete: '
    local result=$?
    mend b
    return $result
}

a_changed_byte_is_refused() {
    fault b <<'END'
#!/bin/sh
case $1 in
*rsync*) sh -c "$1"; code=$?; for f in site.db.generations/*.stagename-*/site.safetensors; do printf X | dd of="$f" bs=1 seek=900 conv=notrunc status=none; done; exit $code ;;
*) exec sh -c "$1" ;;
esac
END
    keeps b 'changed byte' ''
    local result=$?
    expect_part sentence "$err" 'site.safetensors is damaged: its checksum differs' || result=1
    mend b
    return $result
}

a_cut_connection_is_reported() {
    fault b <<'END'
#!/bin/sh
case $1 in
*rsync*) echo 'ssh: connect to host b port 22: Connection timed out' >&2; exit 255 ;;
*) exec sh -c "$1" ;;
esac
END
    keeps b connection 'the transfer failed: ssh: connect to host b port 22: Connection timed out'
    local result=$?
    mend b
    return $result
}

another_version_is_refused() {
    fault b <<'END'
#!/bin/sh
printf 'stagename\tschema 7 and index 2.1 of ICU 70.1\n'
cat >/dev/null
END
    keeps b version 'its stagename reads schema 7 and index 2.1 of ICU 70.1, and this one writes schema '
    local result=$?
    fault b <<'END'
#!/bin/sh
echo "stagename: unknown command 'generation'; 'stagename --help' lists them" >&2
exit 2
END
    keeps b 'no such command' "stagename: unknown command 'generation'" || result=1
    fault b <<'END'
#!/bin/sh
echo 'Welcome to host b!'
END
    keeps b 'a greeting' "it answers 'Welcome to host b!' and not like stagename" || result=1
    mend b
    return $result
}

# A suspended program keeps its connection, and does not end when it is closed.
a_suspended_host_is_given_up() {
    local result
    fault b <<END
#!/bin/sh
exec sh -c 'echo \$\$ >>"$dir/suspended"; kill -STOP \$\$'
END
    publish --timeout 1 b a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'b: it did not answer within 1 seconds' && expect_part others "$out" 'host=a generation='
    result=$?
    expect 'processes that are left' "$(xargs -r ps -o pid= -p <suspended)" '' || result=1
    fault b <<'END'
#!/bin/sh
while echo; do :; done
END
    publish b
    expect 'exit code' "$code" 1 && expect_part 'endless lines' "$err" "b: it answers '' and not like stagename" || result=1
    fault b <<'END'
#!/bin/sh
printf 'error\t\033[2Jnot \007here\n'
END
    publish b
    expect_part 'control characters' "$err" 'b: ?[2Jnot ?here' || result=1
    mend b
    return $result
}

an_unknown_host_key_is_explained() {
    fault b <<'END'
#!/bin/sh
printf '@@@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@@@@@\nIt is possible that someone is doing something nasty!\nHost key verification failed.\r\n' >&2
exit 255
END
    keeps b key 'its host key is not the known one'
    local result=$?
    mend b
    return $result
}

an_unreachable_host_holds_up_no_other() {
    publish nowhere a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'nowhere: ssh: Could not resolve hostname nowhere' &&
        expect_part others "$out" 'host=a generation=' && expect_part summary "$err" '1 of 2 hosts failed'
}

a_host_that_missed_a_generation_gets_it_later() {
    local before
    before=$(serves a)
    mkdir hosts/late
    publish --last late a
    succeeds && expect late "$(serves late)" "$before" && expect a "$(serves a)" "$before" || return 1
    publish --rollback a && publish --last a
    succeeds && expect a "$(serves a)" "$before" && expect_part sent "$(awk -F 'sent=' '{ print ($2 + 0 < 200000) ? "few bytes" : $0 }' out)" 'few bytes' || return 1
    printf X | dd of=work.db.generation/site.db bs=1 seek=5000 conv=notrunc status=none
    publish --last late
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'work.db.generation/site.db is damaged' || return 1
    rm -r work.db.generation
    publish --last late
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'work.db was not published yet'
}

a_full_disk_is_noticed_before_and_during_the_transfer() {
    [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=1m none hosts/c 2>/dev/null || return 77
    publish c
    local before=$err result=0
    umount hosts/c
    expect_part before "$before" 'c: the disk of ' && expect_part before "$before" ' MB of room' || result=1
    fault b <<'END'
#!/bin/sh
case $1 in
*rsync*) ulimit -f 100; trap '' XFSZ; exec sh -c "$1" ;;
*) exec sh -c "$1" ;;
esac
END
    keeps b 'full disk' 'the transfer failed: ' || result=1
    mend b
    return $result
}

two_publications_exclude_each_other() {
    local other result
    mkfifo gate
    cat >slow <<END
#!/bin/sh
case \$1 in
*rsync*) read -r line <"$dir/gate"; exec sh -c "\$1" ;;
*) exec sh -c "\$1" ;;
esac
END
    fault b <slow
    "$stagename" publish --db work.db --ssh "$dir/remote" --remote-program "$stagename" --remote-db site.db b >other.out 2>other.err &
    other=$!
    started+=("$other")
    soon compgen -G 'hosts/b/site.db.generations/*.stagename-*' >/dev/null
    publish c
    expect 'exit code' "$code" 1 && expect_part here "$err" 'another publication of work.db is running'
    result=$?
    # From a copy of the database, as another machine would: the host refuses the second one.
    "$stagename" backup -q --db work.db . && "$stagename" restore -q --db other.db work-*Z && rm -r work-*Z
    mend b
    publish_from other.db b
    expect 'exit code' "$code" 1 && expect_part 'on the host' "$err" 'b: another update of ' || result=1
    echo >gate
    await_end "$other"
    expect 'the first one' "$ended" 0 || result=1
    rm -rf gate other.db*
    return $result
}

a_publication_that_is_killed_leaves_nothing() {
    local other before result
    before=$(serves b)
    mkfifo gate
    fault b <slow
    "$stagename" publish --db work.db --ssh "$dir/remote" --remote-program "$stagename" --remote-db site.db b >other.out 2>other.err &
    other=$!
    started+=("$other")
    soon compgen -G 'hosts/b/site.db.generations/*.stagename-*' >/dev/null
    kill -TERM "$other"
    await_end "$other"
    expect 'exit code' "$ended" 143 && expect_part sentence "$(<other.err)" 'stopped by a signal' && expect generation "$(serves b)" "$before" &&
        soon has_no_leftovers
    result=$?
    mend b
    rm -f gate
    return $result
}
has_no_leftovers() { [ -z "$(leftovers)" ]; }

# A generation that the workers cannot serve: the schema is right, a table is missing.
a_canary_that_fails_protects_the_others() {
    local before result
    before=$(serves c)
    fault a <<'END'
#!/bin/sh
case $1 in
*rsync*) sh -c "$1"; code=$?; for f in site.db.generations/*.stagename-*; do rm "$f"/site.db.judge-*; done; exit $code ;;
*) exec sh -c "$1" ;;
esac
END
    publish --canary a a b c
    mend a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'the canary a failed: the other hosts were left alone' && expect output "$out" '' && expect c "$(serves c)" "$before"
    result=$?
    publish --canary a a b c
    succeeds && expect 'one line per host' "$(cut -d ' ' -f 1 out | sort | tr '\n' ' ')" 'host=a host=b host=c ' || result=1
    return $result
}

# The workers answer before, and not after: the host goes back by itself.
# Answers with what is in a database, on a socket in the folder that the agent looks into.
serve_in_sockets() { # NAME DB
    "$builddir/stagename-fcgi" --db "$2" --workers 1 --listen "unix:$dir/sockets/$1.sock" 2>>fcgi.log &
    started+=($!)
    soon listens "$dir/sockets/$1.sock"
}

workers_that_fail_bring_the_old_generation_back() {
    local before
    mkdir sockets other
    cat >program <<END
#!/bin/sh
exec "$stagename" "\$@" --sockets "$dir/sockets"
END
    chmod +x program
    cp work.db other/site.db
    serve_in_sockets good "$dir/hosts/a/site.db" && serve_in_sockets foreign "$dir/other/site.db" || return 1
    program=$dir/program publish a # the workers of another site do not matter
    succeeds && expect_part servers "$out" 'servers=2' || return 1
    before=$(serves a)
    # These workers serve the current generation, and never another one.
    serve_in_sockets stuck "$dir/hosts/a/site.db.generations/$before/site.db" || return 1
    program=$dir/program publish a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'a: the workers do not answer with generation ' && expect generation "$(serves a)" "$before" || return 1
    program=$dir/program publish --rollback a
    expect 'exit code' "$code" 1 && expect generation "$(serves a)" "$before"
}

a_published_copy_is_not_written() {
    run import --db hosts/a/site.db more.tsv
    expect 'exit code' "$code" 1 && expect_part import "$err" 'hosts/a/site.db is a published copy, which stagename-publish replaces' || return 1
    run curate --db hosts/a/site.db 'SELECT 1'
    expect 'exit code' "$code" 1 && expect_part curate "$err" 'is a published copy' || return 1
    run doctor --db hosts/a/site.db --sockets none --days 100000 --free 1
    expect_part doctor "$out$err" 'all is well'
}

a_database_of_its_own_is_kept() {
    mkdir hosts/d
    cp work.db hosts/d/site.db
    printf 'own model' >hosts/d/site.safetensors
        publish d
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'd: ' && expect_part sentence "$err" 'is a database of its own: move it away, or let --adopt keep it' || return 1
    publish --adopt d
    succeeds && expect_part served "$(serves d)" Z- || return 1
    publish --rollback d
    succeeds && expect_part served "$(serves d)" own- && expect model "$(<hosts/d/site.safetensors)" 'own model'
}

a_model_of_its_own_is_kept() {
    mkdir hosts/g
    printf 'trained here' >hosts/g/site.safetensors
    publish g
    succeeds && expect kept "$(cat hosts/g/site.db.generations/own-*/site.safetensors)" 'trained here' || return 1
    publish g
    succeeds && expect 'kept once' "$(find hosts/g/site.db.generations -name 'own-*' | wc -l)" 1 || return 1
    rm -rf hosts/g/site.db.generations/2* hosts/g/site.db && publish g
    succeeds || return 1
    # There is a model, but no database to go back to.
    publish --rollback g
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'g: cannot read ' && expect_part served "$(serves g)" Z-
}

# The host takes them from the generation that it leaves.
decisions_survive_a_rollback_without_the_publisher() {
    publish a && publish a && decide 12 1 && publish --decisions a
    succeeds && expect_part hidden "$(hidden a)" 12 || return 1
    (cd hosts/a && run generation --db site.db --rollback && expect 'exit code' "$code" 0) || return 1
    expect_part 'hidden in the generation before' "$(hidden a)" 12 &&
        expect counts "$(counts a)" "$(query work.db 'SELECT sum(names) FROM name_count')" &&
        expect decisions "$(host_query a 'SELECT * FROM decision')" "$(query work.db 'SELECT * FROM decision')" &&
        expect 'other files' "$(find -L hosts/a/site.db.generations/current -type f -printf '%f\n' | grep -cE 'lock|reports|^decisions')" 0
}

# A decision that is sent while a generation is on its way: the generation was made before it.
decisions_survive_the_next_generation() {
    local id folder answer to
    mkdir hosts/h
    publish a && publish h && id=$(serves h) && decide 13 1 && publish --decisions a
    succeeds && [ "$(serves a)" != "$id" ] || return 1
    coproc host { cd hosts/a && exec "$stagename" generation --agent --db site.db --sockets none; }
    started+=("$host_PID")
    read -r answer <&"${host[0]}"
    printf 'receive\t%s\t%s\tkeep\n' "$id" "$(find work.db.generation -type f ! -name B2SUMS -printf '%s\n' | awk '{ n += $1 } END { print n }')" >&"${host[1]}"
    IFS=$'\t' read -r answer folder _ <&"${host[0]}"
    expect receive "$answer" ok && cp work.db.generation/* "$folder/" || return 1
    echo install >&"${host[1]}"
    read -r answer <&"${host[0]}"
    to=${host[1]}
    exec {to}>&-
    expect_part install "$answer" ok && expect served "$(serves a)" "$id" && expect_part hidden "$(hidden a)" 13
}

a_generation_that_this_program_cannot_read_is_no_way_back() {
    local before old
    publish a && old=$(serves a) && publish a && before=$(serves a)
    succeeds || return 1
    sqlite3 "hosts/a/site.db.generations/$old/site.db" 'PRAGMA user_version = 7' || return 1
    publish --rollback a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'has schema 7 of an older stagename' && expect served "$(serves a)" "$before"
}

the_database_itself_is_never_replaced() {
    mkdir hosts/e
    ln "$dir/work.db" hosts/e/site.db 2>/dev/null || return 77
    mkdir hosts/f && cp work.db hosts/f/work.db
    (cd hosts/f && run publish --db work.db --ssh "$dir/remote" --remote-program "$stagename" --remote-db work.db --adopt f
        echo "$code $err" >"$dir/itself")
    expect_part sentence "$(<itself)" 'is the database that is published: serve the copy at another path'
}

decisions_of_another_database_are_refused() {
    cp work.db stranger.db
    program_query stranger.db "DELETE FROM generation" >log
    publish_from stranger.db --decisions a
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'was not made from stranger.db: publish this database'
}

a_new_primary_continues() {
    # The machine of the working database is lost: another one continues from what host b serves.
    "$stagename" backup -q --db hosts/b/site.db . && "$stagename" restore -q --db new.db site-*Z && rm -r site-*Z
    expect decisions "$(query new.db 'SELECT count(*) FROM decision')" "$(host_query b 'SELECT count(*) FROM decision')" || return 1
    query new.db "INSERT INTO decision (name_id, hide, who, why) VALUES (11, 1, 'bea', 'test')"
    publish_from new.db --decisions b c
    succeeds && expect_part hidden "$(hidden c)" 11 || return 1
    publish_from new.db b c
    succeeds || return 1
    publish_from new.db --reports a b c
    succeeds && expect reports "$(query new.db.reports 'SELECT count(*) FROM report')" 3
}

wrong_calls_are_refused() {
    run publish --db work.db
    expect 'exit code' "$code" 2 && expect_part hosts "$err" 'name the hosts' || return 1
    run publish --db work.db --rollback --reports a
    expect 'exit code' "$code" 2 && expect_part modes "$err" 'exclude the others' || return 1
    run publish a
    expect 'exit code' "$code" 2 && expect_part database "$err" 'name the database with --db' || return 1
    run publish --db none.db a
    expect 'exit code' "$code" 1 && expect_part database "$err" 'cannot read none.db' || return 1
    run generation --db work.db
    expect 'exit code' "$code" 1 && expect_part sentence "$err" 'work.db has no published copies'
}

the_script_is_the_same_command() {
    mkdir bin && ln -s "$stagename" "$srcdir/src/programs/stagename-publish" bin/
    capture bin/stagename-publish --quiet --db work.db --ssh "$dir/remote" --remote-program "$stagename" --remote-db site.db c
    succeeds && expect output "$out$err" ''
}

run_tests all_hosts_get_the_generation workers_say_which_generation_they_serve decisions_follow_without_the_database \
    decisions_again_change_nothing the_next_generation_replaces_it_under_the_workers rollback_returns_to_the_generation_before \
    only_the_generation_before_is_kept reports_are_collected_once a_report_deleted_after_it_was_closed_stays_deleted \
    reports_of_a_hostile_host_are_refused \
    a_truncated_generation_is_refused a_changed_byte_is_refused a_cut_connection_is_reported another_version_is_refused \
    a_suspended_host_is_given_up an_unknown_host_key_is_explained an_unreachable_host_holds_up_no_other a_host_that_missed_a_generation_gets_it_later a_full_disk_is_noticed_before_and_during_the_transfer \
    two_publications_exclude_each_other a_publication_that_is_killed_leaves_nothing a_canary_that_fails_protects_the_others \
    workers_that_fail_bring_the_old_generation_back a_published_copy_is_not_written a_database_of_its_own_is_kept \
    a_model_of_its_own_is_kept decisions_survive_a_rollback_without_the_publisher decisions_survive_the_next_generation \
    a_generation_that_this_program_cannot_read_is_no_way_back \
    the_database_itself_is_never_replaced decisions_of_another_database_are_refused a_new_primary_continues \
    wrong_calls_are_refused the_script_is_the_same_command
finish
