#!/usr/bin/env bash
# Holds "stagename check" to tests/verdict_cases.tsv: of every idea there, whether a musician would call it taken, close or
# free. The corpus is all artists of that file, so that a verdict also says that no other artist of it comes nearer.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
cases=$srcdir/tests/verdict_cases.tsv
need_build stagename
need jq
make_folder verdict
cd "$dir" || exit 1
unset STAGENAME_DATADIR

# One object a case, in the file's order; \uXXXX is that character.
read_cases() {
    jq -cnR 'def name: gsub("\\\\u(?<code>[0-9a-f]{4})"; "\"\\u\(.code)\"" | fromjson);
        foreach (inputs | select(. != "" and (startswith("# ") | not))) as $line ({};
            if $line | startswith("## ") then {group: $line[3:]}
            else {group} + ($line / "\t" | {columns: length, idea: .[0] | name, artist: .[1] | name,
                verdict: .[2], reason: (.[3] | select(. != "") // null), why: .[4]})
            end;
            select(.columns))' "$cases"
}

# A list with every artist once, and all ideas asked in as few calls as fit a command line.
ask() {
    jq -r .artist cases.json | awk '!seen[$0]++' >artists.txt &&
        "$stagename" corpus --quiet --db site.db artists.txt >corpus.out &&
        jq -j '.idea + "\u0000"' cases.json | xargs -0 -x "$stagename" check --json --db site.db -- >answers.json
}

# Group, idea, what is expected and what came of every case, the nearest artist among it unless the idea is free.
compare() {
    jq -rn --slurpfile cases cases.json --slurpfile answers answers.json '
        def told: "\(.verdict)" + if .verdict == "free" then "" else ", \(.reason), \(.artist)" end;
        range($cases | length) as $i | $cases[$i] as $case | $answers[$i] as $answer |
        ($answer.nearest[0] // {}) as $nearest |
        [$case.group, $case.idea, ($case | told),
         ($answer | {verdict, reason: $nearest.reason, artist: $nearest.name} | told)] | @tsv'
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
