#!/usr/bin/env bash
# The transcripts of doc/curation.md: each command is run on a small database, and must print what the page has.
# WRITE=1 puts what the commands print into the page instead. Dates and times may differ.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need sqlite3 flock
[ "$(sqlite3 :memory: "SELECT '{\"a\":1}' ->> 'a'" 2>/dev/null)" = 1 ] || skip_all "sqlite3 is older than 3.38"
make_folder transcript
export STAGENAME_DATADIR=$srcdir/data
page=$srcdir/doc/curation.md
mkdir "$dir/bin" "$dir/site"
ln -s "$builddir/stagename" "$dir/bin/"
PATH=$dir/bin:$PATH
cd "$dir/site" || exit 1

make_site() {
    printf '%s\n' 'Daft Punk' Kraftwerk Portishead Björk 'Massive Attack' >artists.txt
    {
        printf 'name\tbits_per_char\tstyle\tkind\tappeal\n'
        printf '%s\t%s\t%s\t%s\t%s\n' \
            'Velvet Quarry' 2.1 house dj 0.91 'Night Idiots' 2.4 rock group 0.83 Bjorka 2.9 pop person 0.72 \
            'Marlow Finch' 2.2 pop person 0.88 Oblimon 3.6 techno dj 0.54 'Silent Idiom' 2.5 rock group 0.79 \
            Marlowe 2.0 pop person 0.61 Kwixt 4.8 techno dj 0.22 'Daft Funk' 1.9 house dj 0.66 Kwikst 4.9 techno dj 0.18
    } >names.tsv
    stagename corpus -q --db site.db --as-of 2026-01-31 artists.txt && stagename import -q --db site.db names.tsv &&
        sqlite3 site.db.reports "INSERT INTO report (name_id, why, visitor) VALUES (3, 'too near to Björk', x'01'),
            (5, 'I do not like it', x'01'), (3, 'this is my name', x'02');"
}
make_site >"$dir/out" 2>&1 || skip_all "the site can't be made: $(<"$dir/out")"

indented() { sed -e 's/[[:space:]]*$//' -e '/./s/^/    /'; }

# Runs the statements of one session in one shell, and prints each with what it prints.
session() { # STATEMENT…
    local statement number=0
    for statement in "$@"; do
        printf '.print @%d\n%s\n' "$number" "$statement"
        number=$((number + 1))
    done | stagename curate --db site.db >"$dir/session" 2>&1
    for ((number = 0; number < $#; number++)); do
        printf '    sqlite> %s\n' "${@:number+1:1}"
        sed -n "/^@$number\$/,/^@/{ /^@/!p; }" "$dir/session" | indented
    done
}

# Prints the page with what its commands print now. Blocks of commands are indented; each line of them that begins
# with $ or sqlite> is typed, and the others are output.
replay() {
    local line statements=() in_session=
    while IFS= read -r line; do
        case $line in
        '    sqlite> .quit')
            session "${statements[@]}"
            echo "$line"
            statements=() in_session=
            ;;
        '    sqlite> '*) statements+=("${line#*> }") ;;
        '    $ stagename curate --db site.db')
            echo "$line"
            in_session=1
            ;;
        '    $ '*)
            echo "$line"
            bash -c "${line#*\$ }" 2>&1 | indented
            ;;
        '    '*) ;;
        *) [ -n "$in_session" ] || printf '%s\n' "$line" ;;
        esac
    done
}

same_day() { sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}Z)?/DATE/g'; }

replay <"$page" >"$dir/page"
if [ -n "${WRITE:-}" ]; then
    cp "$dir/page" "$page"
fi
is "$(same_day <"$dir/page")" "$(same_day <"$page")" "the transcripts of curation.md are what the commands print"
[ "$(grep -cE '^    (\$|sqlite>) ' "$page")" -ge 10 ]
result $? "and there are some"
finish
