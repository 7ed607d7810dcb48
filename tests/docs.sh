#!/bin/bash
# README and doc/: short lines, links to files that exist, and only commands and options that the programs
# have.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8
need_build stagename
make_folder docs
files=("$srcdir/README" "$srcdir"/doc/*.md)

# Except rows of tables, and lines with addresses.
lines_are_short() {
    local file
    for file in "${files[@]}"; do
        is "$(grep -nE '.{111,}' "$file" | grep -vE '^[0-9]+:\||https?:')" "" "${file##*/} has no line above 110 characters"
    done
}

links_lead_to_files() {
    local file link
    for file in "${files[@]}"; do
        for link in $(grep -oE '\]\([^)]*\)' "$file" | tr -d '[]()' | grep -v '^http'); do
            test -e "$(dirname "$file")/$link"
            result $? "${file##*/}: $link exists"
        done
    done
    is "$(grep -c '(doc/.*\.png)' "$srcdir/README")" 1 "README has a picture"
}

# Checks the options of each call in an indented example.
calls_are_valid() {
    local command rest option
    grep -hoE '^    (\$ )?stagename [a-z]+ .*' "${files[@]}" | sed -e 's/^[ $]*//' -e 's/ #.*//' -e "s/'[^']*'//g" >"$dir/calls"
    while read -r _ command rest; do
        "$builddir/stagename" "$command" --help >"$dir/help" 2>"$dir/err"
        result $? "$command is a command"
        for option in $rest; do
            [[ $option == --* ]] || continue
            grep -qE -- "^ +(-., )?$option( |\$)" "$dir/help"
            result $? "$command has $option"
        done
    done <"$dir/calls"
    test "$(wc -l <"$dir/calls")" -ge 8
    result $? "the examples were found"
}

lines_are_short
links_lead_to_files
calls_are_valid
finish
