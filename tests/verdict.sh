#!/usr/bin/env bash
# Compares "stagename check" with tests/verdict_cases.tsv, which says for each idea whether a musician would
# call it taken, close or free. The corpus has all artists of this file, so no other one may be nearer.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
cases=$srcdir/tests/verdict_cases.tsv
need_build stagename
need jq
make_folder verdict
cd "$dir" || exit 1
unset STAGENAME_DATADIR

# Prints one object per case, in the order of the file, with \uXXXX decoded.
read_cases() {
    jq -cnR 'def name: gsub("\\\\u(?<code>[0-9a-f]{4})"; "\"\\u\(.code)\"" | fromjson);
        foreach (inputs | select(. != "" and (startswith("# ") | not))) as $line ({};
            if $line | startswith("## ") then {group: $line[3:]}
            else {group} + ($line / "\t" | {columns: length, idea: .[0] | name, artist: .[1] | name,
                verdict: .[2], reason: (.[3] | select(. != "") // null), why: .[4]})
            end;
            select(.columns))' "$cases"
}

# Makes a list with every artist once, and checks all ideas in as few calls as possible.
ask() {
    jq -r .artist cases.json | awk '!seen[$0]++' >artists.txt &&
        "$stagename" corpus --quiet --db site.db artists.txt >corpus.out &&
        jq -j '.idea + "\u0000"' cases.json | xargs -0 -x "$stagename" check --json --db site.db -- >answers.json
}

# Prints group, idea, expected and actual verdict of every case, with the nearest artist unless the idea is free.
compare() {
    jq -rn --slurpfile cases cases.json --slurpfile answers answers.json '
        def summary: "\(.verdict)" + if .verdict == "free" then "" else ", \(.reason), \(.artist)" end;
        range($cases | length) as $i | $cases[$i] as $case | $answers[$i] as $answer |
        ($answer.nearest[0] // {}) as $nearest |
        [$case.group, $case.idea, ($case | summary),
         ($answer | {verdict, reason: $nearest.reason, artist: $nearest.name} | summary)] | @tsv'
}

are_well_formed() {
    jq -es 'all(.columns == 5 and (.idea | length > 0) and (.artist | length > 0) and (.group | length > 0) and
        if .verdict == "free" then .reason == null
        elif .verdict == "taken" then .reason == "same"
        else .verdict == "close" and (.reason | IN("spelling", "sound", "look", "words")) end)' cases.json >/dev/null
}

read_cases >cases.json && are_well_formed
result $? "every case has an idea, an artist, a verdict, its reason and a remark"
ask &&
    expect answers "$(wc -l <answers.json)" "$(wc -l <cases.json)" && compare >compared.tsv
result $? "every idea has an answer"

while IFS= read -r group; do
    wrong=$(awk -F '\t' -v group="$group" '$1 == group && $3 != $4 { print $2 ": expected " $3 "; came " $4 }' compared.tsv)
    is "$wrong" '' "$group ($(awk -F '\t' -v group="$group" '$1 == group' compared.tsv | wc -l) names)"
done < <(jq -r .group cases.json | uniq)
finish
