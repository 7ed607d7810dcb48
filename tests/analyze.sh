#!/usr/bin/env bash
# analyze.sh LIST <LOG: compares the findings of gcc's -fanalyzer with those that LIST (doc/checks.md)
# explains, lines of file, function and kind. Fails when a finding is not explained, or when an explained one
# has disappeared.
set -euo pipefail
export LC_ALL=C

found=$(awk '
    / In function / { sub(/.* In function [^A-Za-z_]*/, ""); sub(/[^A-Za-z0-9_].*/, ""); inside = $0 }
    /\[-Wanalyzer-[a-z-]*\]$/ {
        file = $1; sub(/:.*/, "", file); sub(/^.*\/src\//, "src/", file)
        kind = $0; sub(/.*\[-Wanalyzer-/, "", kind); sub(/\]$/, "", kind)
        print file, inside, kind
    }' | sort -u)
explained=$(awk '/^    src\// { print $1, $2, $3 }' "$1" | sort -u)

new=$(comm -23 <(echo "$found") <(echo "$explained"))
gone=$(comm -13 <(echo "$found") <(echo "$explained"))
[ -z "$new" ] || printf 'not explained in doc/checks.md: %s\n' "${new//$'\n'/, }"
[ -z "$gone" ] || printf 'explained in doc/checks.md, but not found: %s\n' "${gone//$'\n'/, }"
[ -z "$new$gone" ]
