#!/usr/bin/env bash
# bench/blind: sheets do not reveal the lists and are the same for the same seed; scores match values
# computed by hand; incomplete answers are refused.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need python3
make_folder blind
cd "$dir" || exit 1

blind() { python3 "$srcdir/bench/blind" "$@" >out 2>err; }
make_test() { blind make --seed 5 --size 10 ours.tsv --list real=real.txt --list assistant=other.txt "$@"; }

refused() { # CODE PART WHAT COMMAND…
    local code=$1 part=$2 what=$3
    shift 3
    "$@"
    is $? "$code" "refused: $what"
    matches "$(cat err)" "$part" "and the sentence says so"
}

# The names and numbers of a sheet, as "number<TAB>name".
names_of() { sed -n 's/^ *\([0-9][0-9]*\)  \(.*\)/\1\t\2/p' "$1"; }

# Fills in a template with the same answer for every number.
answer() { # FILE GUESS MARK
    sed -i "s/^\([0-9]*\)\t\t\$/\1\t$2\t$3/" "$1"
}

# Changes one line of a copy of reader 1's answers and scores the copy.
score_with() { # SED-SCRIPT
    rm -rf bad && cp -r test bad && sed -i "$1" bad/answers1.txt && blind score bad
}

{
    printf 'name\tbits_per_char\tstyle\n'
    printf 'Our Name %d\t2.5\ttechno\n' $(seq 1 30)
    printf 'Shared One\t2.5\ttechno\n'
} >ours.tsv
{
    printf 'Real Näme %d\r\n' $(seq 1 9)
    printf '\nReal Näme 1\nshared one\n# Hashes\n'
} >real.txt
printf 'Other Name %d\n' $(seq 1 30) >other.txt

# ---- make ----

make_test --readers 2 -o test
is $? 0 "make writes a test"
is "$(cd test && echo *)" "answers1.txt answers2.txt key.json sheet1.txt sheet2.txt" \
    "a sheet and a template for each reader, and the key"
is "$(names_of test/sheet1.txt | cut -f 1 | paste -sd ' ')" "$(seq -s ' ' 30)" "a sheet numbers its names"
is "$(names_of test/sheet1.txt | cut -f 2 | sed 's/ .*//' | sort | uniq -c | awk '{ print $2, $1 }')" '# 1
Other 10
Our 10
Real 9' "the requested number from each list, from TSV and from plain lines"
is "$(names_of test/sheet1.txt | cut -f 2 | sort | uniq -d)" "" "no name twice"
is "$(grep -ci 'shared one' test/sheet1.txt)" 0 "a name of two lists is not drawn"
is "$(grep -c $'\r' test/sheet1.txt)" 0 "carriage returns are dropped"
is "$(names_of test/sheet1.txt | cut -f 2 | sort)" "$(names_of test/sheet2.txt | cut -f 2 | sort)" \
    "readers get the same names"
[ "$(names_of test/sheet1.txt)" != "$(names_of test/sheet2.txt)" ]
result $? "in another order"
[ "$(names_of test/sheet1.txt | head -n 10 | cut -f 2 | cut -d ' ' -f 1 | sort -u | wc -l)" -gt 1 ]
result $? "the lists are mixed"
is "$(grep -ciE 'ours|assistant|techno|bits|seed' test/sheet1.txt test/answers1.txt)" "test/sheet1.txt:0
test/answers1.txt:0" "neither sheet nor template names a list"
matches "$(cat test/sheet1.txt)" "would I put this on my poster?" "a sheet explains what to do"
is "$(grep -v '^#' test/answers1.txt)" "$(seq 30 | sed 's/$/\t\t/')" "a template has a line for each number"

make_test --readers 2 -o again
diff -r test again >/dev/null
result $? "the same seed gives the same test"
blind make --seed 6 --size 10 ours.tsv --list real=real.txt --list assistant=other.txt --readers 2 -o another
[ "$(names_of another/sheet1.txt)" != "$(names_of test/sheet1.txt)" ]
result $? "another seed, another test"

sum=$(cat test/* | cksum)
refused 1 "test/key.json exists already" "a folder that holds a test" make_test --readers 2 -o test
is "$(cat test/* | cksum)" "$sum" "and the test is unchanged"
refused 1 "real.txt has 10 names that are in no other list, which is fewer than 11" "more names than there are" \
    make_test --size 11 -o none
refused 1 "cannot read no.txt" "a list that is not there" make_test --list no=no.txt -o none
refused 1 "two lists are called 'real'" "one label twice" make_test --list real=other.txt -o none
refused 1 "two lists are called 'ours'" "the label of the first list" make_test --list ours=other.txt -o none
refused 2 "is not LABEL=FILE" "a list without a label" make_test --list other.txt -o none
refused 2 "not a whole number" "a size of 0" make_test --size 0 -o none
refused 2 "--seed" "no seed" blind make ours.tsv --list real=real.txt -o none
printf 'One\nTwo\tcolumns\n' >tabs.txt
refused 1 "tabs.txt, line 2: a plain list has no tabs" "columns without a header" make_test --list tabs=tabs.txt -o none
printf 'Bj\366rk\n' >latin.txt
refused 1 "latin.txt is not UTF-8" "another encoding" make_test --list latin=latin.txt -o none
printf 'name\n' >empty.tsv
refused 1 "empty.tsv holds no names" "a list without names" make_test --list empty=empty.tsv -o none
[ ! -e none ]
result $? "what is refused leaves no folder"

# ---- score ----

# Reader 1: real names r 5, one of them i 2; ours i 3; others i 1. Reader 2: all r 4.
names_of test/sheet1.txt | awk -F '\t' '{ say = "r\t5" } $2 ~ /^Our/ { say = "i\t3" } $2 ~ /^Other/ { say = "i\t1" }
    $2 ~ /^#/ { say = "i\t2" } { print $1 "\t" say }' | sort -r >test/answers1.txt
printf '\n# a remark\n' >>test/answers1.txt
answer test/answers2.txt r 4
blind score test
is $? 0 "score reads the answers, in any order and with remarks"
is "$(cat out)" '| list      | reader | names | answers | mean mark | 3 or more | 4 or more | guessed real |
|-----------|-------:|------:|--------:|----------:|----------:|----------:|-------------:|
| ours      |      1 |    10 |      10 |      3.00 |     100 % |       0 % |          0 % |
| ours      |      2 |    10 |      10 |      4.00 |     100 % |     100 % |        100 % |
| ours      |    all |    10 |      20 |      3.50 |     100 % |      50 % |         50 % |
| real      |      1 |    10 |      10 |      4.70 |      90 % |      90 % |         90 % |
| real      |      2 |    10 |      10 |      4.00 |     100 % |     100 % |        100 % |
| real      |    all |    10 |      20 |      4.35 |      95 % |      95 % |         95 % |
| assistant |      1 |    10 |      10 |      1.00 |       0 % |       0 % |          0 % |
| assistant |      2 |    10 |      10 |      4.00 |     100 % |     100 % |        100 % |
| assistant |    all |    10 |      20 |      2.50 |      50 % |      50 % |         50 % |' \
    "the table, by list and reader and together"

sed 's/$/\r/' test/answers1.txt >crlf && rm -rf bad && cp -r test bad && mv crlf bad/answers1.txt
blind score bad
is "$(grep -c '^| ours  ' out)" 3 "answers with carriage returns are read"

score_with '3q'
is $? 1 "refused: lines that are missing"
matches "$(cat err)" "bad/answers1.txt has no line for number" "and the sentence names the numbers"
refused 1 "bad/answers1.txt has no line for number 7;" "one line that is missing" score_with "/^7$tab/d"
refused 1 "number 7 was answered in line " "a number that is there twice" score_with "s/^8$tab/7$tab/"
refused 1 "line 1: the guess is 'x'" "a guess that is neither r nor i" score_with "1s/${tab}[ri]$tab/${tab}x$tab/"
refused 1 "line 1: the guess is ''" "no guess" score_with "1s/${tab}[ri]$tab/$tab$tab/"
refused 1 "line 2: the mark is '6'" "a mark above 5" score_with "2s/[0-9]\$/6/"
refused 1 "line 2: the mark is '0'" "a mark below 1" score_with "2s/[0-9]\$/0/"
refused 1 "line 2: the mark is '3.5'" "half a mark" score_with "2s/[0-9]\$/3.5/"
refused 1 "line 2: the mark is ''" "no mark" score_with "2s/[0-9]\$//"
refused 1 "line 1: '31' is not a number of the sheet; use 1 to 30" "a number beyond the sheet" score_with "1s/^[0-9]*/31/"
refused 1 "line 1: 'x' is not a number" "a malformed number" score_with "1s/^[0-9]*/x/"
refused 1 "line 4: 1 columns instead of 3" "blanks for tabs" score_with "4s/$tab/ /g"
refused 1 "line 4: 4 columns instead of 3" "a column too many" score_with "4s/\$/${tab}x/"
refused 1 "is not answered" "an empty template" blind score another

rm test/answers2.txt
blind score test
is "$?,$(grep -c '^| real  ' out),$(tail -n 1 out)" "0,2,Without reader 2: no file of answers." \
    "a reader without a file is left out, and named"
rm test/answers1.txt
refused 1 "test holds no answers" "a test without answers" blind score test
for key in '{}' '[]' 'null' '{' '{"format": "x"}'; do
    printf '%s' "$key" >again/key.json
    refused 1 "again/key.json is not a key" "a key that reads $key" blind score again
done
refused 1 "cannot read nowhere/key.json" "a folder that is not there" blind score nowhere

finish
