#!/usr/bin/env bash
# Applies each change of mutations.tsv to the source, one at a time, and expects the named test to fail. A change that
# passes shows code that no test covers. Works on a copy of the tree that is built once; each row compiles one file and
# links one test. Not part of `make check`: see `make mutate`.
#
#   mutate.sh [TEXT…]    all rows, or those that contain one of the texts
set -u
export LC_ALL=C

srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
# shellcheck source=tests/tap.sh
. "$srcdir/tests/tap.sh"
table=$srcdir/tests/mutations.tsv
need perl make tar
make_folder mutate
tree=$dir/tree build=$dir/tree/build
limit=300 # seconds for a test; a longer run counts as a failure
export STAGENAME_DATADIR=$tree/data CK_TIMEOUT_MULTIPLIER=20 # no test fails because the machine is busy

# The rows that are asked for, without the header: file, pattern, replacement, test.
rows() { tail -n +2 "$table" | grep -F -- "$wanted"; }
wanted=$(printf '%s\n' "$@")

say() { printf '%s\n' "$*"; }

give_up() { # WHAT
    say "mutate.sh: $1"
    tail -n 20 "$dir/log" 2>/dev/null
    exit 1
}

copy_tree() {
    mkdir -p "$build" || return 1
    tar -C "$srcdir" --exclude=.git --exclude=./build --exclude=./build-release --exclude=./var \
        --exclude=node_modules -cf - . | tar -C "$tree" -xf -
    [ -x "$tree/configure" ]
}

# Reuses the configuration of the build that this was started from, if any. config.status contains the path of that
# build, and rules that use abs_builddir would write there. No -Werror: a change may leave a variable unused.
configure_copy() {
    if [ -f "$builddir/config.status" ]; then
        (cd "$builddir" && tar -cf - config.status src tests ./*.a) | tar -C "$build" -xf - &&
            (cd "$build" && sed -i "s/^ac_pwd=.*/ac_pwd=\$(pwd)/" config.status && ./config.status &&
                sed -i '/^STAGENAME_CFLAGS =/s/ -Werror//' Makefile)
    else
        (cd "$build" && ../configure)
    fi >"$dir/log" 2>&1
}

# A test and the programs that it runs.
make_test() { # TEST
    case $1 in
    *.sh) make -C "$build" -s -j"$(nproc)" stagename stagename-fcgi ;;
    *) make -C "$build" -s -j"$(nproc)" "$1" ;;
    esac >"$dir/log" 2>&1
}

run_test() { # TEST
    case $1 in
    *.sh) (cd "$build" && srcdir=$tree builddir=$build timeout "$limit" bash "$tree/$1") ;;
    *) (cd "$build" && srcdir=$tree timeout "$limit" "./$1") ;;
    esac >"$dir/log" 2>&1
}

# Replaces the pattern. Fails unless it occurs exactly once.
change() { # FILE PATTERN REPLACEMENT
    perl -0777 -e '
        my ($file, $pattern, $replacement) = @ARGV;
        open(my $in, "<", $file) or exit 2;
        my $text = <$in>;
        my $count = () = $text =~ /\Q$pattern\E/g;
        exit 3 if $count != 1;
        substr($text, index($text, $pattern), length $pattern) = $replacement;
        open(my $out, ">", $file) or exit 2;
        print $out $text;' "$1" "$2" "$3"
}

killed=0 survived=0 broken=0 failed_rows=()

count_row() { # OUTCOME FILE PATTERN REPLACEMENT TEST SECONDS
    printf '%-8s %-28s %-30s %3d s  %s -> %s\n' "$1" "$2" "$5" "$6" "$3" "$4"
    case $1 in
    killed) killed=$((killed + 1)) ;;
    survived) survived=$((survived + 1)) ;;
    *) broken=$((broken + 1)) ;;
    esac
    [ "$1" = killed ] || failed_rows+=("$1: $2: $3 -> $4 ($5)")
}

mutate() { # FILE PATTERN REPLACEMENT TEST
    local file=$tree/$1 outcome=killed begun=$SECONDS
    cp "$file" "$dir/original" || give_up "$1 is not there"
    if ! change "$file" "$2" "$3"; then
        outcome=no-match # or several
    elif ! make_test "$4"; then
        outcome=no-build
    elif run_test "$4"; then
        outcome=survived
    fi
    cp "$dir/original" "$file"
    count_row "$outcome" "$@" $((SECONDS - begun))
}

[ -x "$srcdir/configure" ] || give_up "run ./bootstrap first"
copy_tree || give_up "cannot copy the tree"
configure_copy || give_up "configure failed"
mapfile -t tests < <(rows | cut -f 4 | sort -u)
[ ${#tests[@]} -gt 0 ] || give_up "no row of $table contains '$*'"
make -C "$build" -s generated >"$dir/log" 2>&1 || give_up "the build failed"
for test in "${tests[@]}"; do
    { make_test "$test" && run_test "$test"; } || give_up "$test fails before anything is changed"
done
while IFS=$'\t' read -r file pattern replacement test; do
    mutate "$file" "$pattern" "$replacement" "$test"
done < <(rows)
say
rows | cut -f 1 | cut -d / -f 1-2 | sed 's,^sql/.*,sql,' | sort | uniq -c | awk '{ print $2 ": " $1 " mutations" }'
say "total: $((killed + survived + broken)) mutations, $killed killed, $survived survived, $broken could not be applied" \
    "($SECONDS s)"
for row in "${failed_rows[@]}"; do say "$row"; done
[ $((survived + broken)) -eq 0 ]
