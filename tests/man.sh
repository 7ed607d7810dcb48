#!/bin/bash
# The manual pages: each has no error, and describes every option that --help lists.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8
need_build stagename stagename-fcgi
need groff mandoc
make_folder man
pages=$builddir/man
[ -e "$pages/stagename.7" ] || pages=$srcdir/man # in a tarball

commands() {
    "$builddir/stagename" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

help_of() { # PAGE
    case $1 in
    stagename-fcgi) "$builddir/stagename-fcgi" --help ;;
    *) "$builddir/stagename" "${1#stagename-}" --help ;;
    esac
}

# The page as plain text, each paragraph in one line.
text_of() { # PAGE
    mandoc -Tutf8 -Owidth=1000 "$1" | sed 's/.\x08//g'
}

# The lines of --help that begin an option, as "-d, --db DB".
options_of() { # PAGE
    help_of "$1" | sed -n '/^Options:/,/^$/s/^  *\(\(-., \)\{0,1\}--[a-z-]*\( [A-Z]\{1,\}\)\{0,1\}\)\( .*\)\{0,1\}$/\1/p'
}

every_page_is_correct() {
    local page
    for page in "$pages"/*.[17]; do
        is "$(mandoc -Tlint "$page" 2>&1)" "" "mandoc accepts ${page##*/}"
        is "$(groff -man -ww -K utf8 -Tutf8 -z "$page" 2>&1)" "" "groff accepts ${page##*/}"
    done
}

every_program_has_a_page() {
    local command
    for command in $(commands); do
        test -s "$pages/stagename-$command.1"
        result $? "stagename-$command.1 exists"
        grep -q "^\.BR stagename.-$command (1)" "$pages/stagename.1"
        result $? "stagename.1 lists $command"
    done
    is "$(find "$pages" -name '*.[17]' | wc -l)" $(($(commands | wc -l) + 3)) "no page is without a program"
}

every_option_is_in_its_page() {
    local page options option missing
    for page in $(commands | sed 's/^/stagename-/') stagename-fcgi; do
        missing=
        text_of "$pages/$page.1" >"$dir/text"
        options=$(options_of "$page")
        while read -r option; do
            grep -q "^ *$option\$" "$dir/text" || missing="$missing $option;"
        done <<<"$options"
        is "$missing" "" "the page of $page has its options"
        is "$(grep -c -- --help <<<"$options")" 1 "the options of $page are read from --help"
    done
}

hand_written_parts_are_included() {
    local part section
    for part in "$srcdir"/man/stagename*.in; do
        [ "${part##*/}" != stagename.7.in ] || continue
        section=$(sed -n '1s/^\.SH //p' "$part")
        grep -qx ".SH $section" "$pages/$(basename "$part" .in).1"
        result $? "$(basename "$part" .in).1 has the section $section"
    done
}

every_page_is_correct
every_program_has_a_page
every_option_is_in_its_page
hand_written_parts_are_included
finish
