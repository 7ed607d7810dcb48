#!/usr/bin/env bash
# Random decisions, undoings, rules and tags reach published copies in random parts. Afterwards each copy has the
# state of the working database, with all counts, and copies of one generation do not depend on the parts.
#
# SEEDS="1 2 3": the seeds (default: three).
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 python3 rsync
make_folder publication_decisions
cd "$dir" || exit 1
export STAGENAME_DATADIR=$srcdir/data
names=400
limits='SELECT * FROM weird_limit'

# In place of ssh: a host is a folder, and commands run in it.
cat >remote <<'END'
#!/bin/sh
while [ "${1#-}" != "$1" ] && [ "$1" != -- ]; do shift; done
[ "$1" != -- ] || shift
cd "${0%/*}/hosts/$1" || exit 255
shift
[ "${1:-}" != -- ] || shift
exec sh -c "$*"
END
chmod +x remote

publish() { # OPTION… HOST…
    "$stagename" publish --quiet --db work.db --ssh "$dir/remote" --remote-program "$stagename" --remote-db site.db "$@" 2>err ||
        { echo "# $(<err)"; return 1; }
}

# Refused statements are part of the test: a rule that would hide too much, an undoing of nothing.
curators_work() { # SEED COUNT
    python3 "$srcdir/tests/publication_decisions.py" "$1" $names "$2" >curators.sql
    sqlite3 -batch work.db <curators.sql >/dev/null 2>&1
    # Rules with a text that SQL cannot compare begin when a shell of the program ends.
    "$stagename" curate --quiet --db work.db 'SELECT 1' >/dev/null 2>&1
}

state_of() { # DB
    query "$1" "SELECT 'name', id, hidden FROM name ORDER BY id;
        SELECT 'count', * FROM name_count WHERE names > 0;
        SELECT 'trait', * FROM trait_count WHERE names > 0;
        SELECT 'limit', * FROM weird_limit; SELECT 'weird', * FROM weird_state;
        SELECT 'tag', * FROM name_tag; SELECT 'rule', * FROM rule; SELECT 'end', * FROM rule_end;
        SELECT 'decision', * FROM decision; SELECT 'undo', * FROM undo; SELECT 'review', * FROM review;
        SELECT 'tagging', * FROM tagging;"
}
is_like() { # HOST DB
    expect "host $1 against $2" "$(diff <(state_of "hosts/$1/site.db") <(state_of "$2") | head -n 5)" ''
}

# Host a gets every part, b some, c all at the end.
copies_follow_seed() { # SEED
    local seed=$1 round
    rm -rf hosts work.db*
    mkdir -p hosts/a hosts/b hosts/c
    cp start.db work.db
    curators_work "$((seed * 1000))" 20
    publish a b c || return 1
    for round in 1 2 3 4 5 6; do
        curators_work "$((seed * 1000 + round))" 20
        publish --decisions a || return 1
        if [ $((round % 3)) = 0 ]; then publish --decisions b || return 1; fi
    done
    expect 'decisions were made' "$(query work.db 'SELECT count(*) > 50 FROM decision')" 1 &&
        expect 'decisions were undone' "$(query work.db 'SELECT count(*) > 5 FROM undo')" 1 &&
        expect 'limits were renewed' "$(diff <(query work.db "$limits") <(query start.db "$limits") >/dev/null && echo no)" '' || return 1
    publish --decisions a b c || return 1
    is_like a work.db && is_like b work.db && is_like c work.db || return 1
    # An older generation with the decisions since is the same on a host that stayed with it and on one that
    # returned to it. The working database has other names then.
    printf 'name\tbits_per_char\nQuarvenio\t3.5\n' >more.tsv
    "$stagename" import --quiet --db work.db --blocklist none.txt more.tsv >/dev/null
    publish b || return 1
    curators_work "$((seed * 1000 + 7))" 20
    publish --decisions a b || return 1
    is_like b work.db || return 1
    curators_work "$((seed * 1000 + 8))" 20
    publish --decisions a && publish --rollback b && publish --decisions c || return 1
    is_like b hosts/a/site.db && is_like c hosts/a/site.db
}

: >none.txt
awk -v names=$names 'BEGIN {
    srand(7); c = "bdfgklmnprst"; v = "aeiou"; print "name\tbits_per_char"
    for (i = 0; i < names; i++) {
        name = ""
        for (j = 0; j < 2 + i % 3; j++) name = name substr(c, 1 + int(rand() * 12), 1) substr(v, 1 + int(rand() * 5), 1)
        printf "%s%sx%d\t%.3f\n", toupper(substr(name, 1, 1)), substr(name, 2), i, 2 + 3 * rand()
    }
}' >names.tsv
head -n 200 "$srcdir/data/artists.tsv" >artists.tsv
make_database() {
    "$stagename" corpus -q --db start.db --as-of 2026-01-01 artists.tsv &&
        "$stagename" import -q --db start.db --blocklist none.txt names.tsv
}
make_database >log 2>&1 || skip_all "the database can't be made: $(tail -n 1 log)"

copies_follow() { for seed in ${SEEDS:-1 2 3}; do copies_follow_seed "$seed" || { echo "# seed $seed"; return 1; }; done; }
run_tests copies_follow
finish
