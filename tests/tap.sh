# shellcheck shell=bash disable=SC2034 # scripts that source this use its variables
# The library of all tests: shared set-up, a temporary folder, processes that end with the test,
# calls of the programs, and TAP output. A script sources it with
#
#   . "${srcdir:-.}/tests/tap.sh"
#
# TAP output is one line per test, "ok N - WHAT" or "not ok N - WHAT", and the plan "1..N" from finish. The
# exit code is 77 when a program that the test needs is missing. KEEP=1 keeps the folder. The locale is C, or
# C.UTF-8 for a script that sets it.
set -u
case ${LC_ALL:-} in C | C.UTF-8) ;; *) LC_ALL=C ;; esac
export LC_ALL TZ=UTC STAGENAME_CONFDIR=/nowhere # not the words of this machine

# make sets both; a script that is run by hand takes the current folder.
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
export srcdir builddir
stagename=$builddir/stagename
tab=$'\t'

# ---- requirements of a test ----

skip_all() { # REASON
    echo "1..0 # SKIP $1"
    is_finished=1
    exit 77
}

need() { # PROGRAM…
    local program
    for program in "$@"; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || skip_all "$program is not installed"
    done
}

need_build() { # PROGRAM…
    local program
    for program in "$@"; do
        [ -x "$builddir/$program" ] || skip_all "$builddir/$program is not built"
    done
}

# ---- the temporary folder ----

dir=
started=()
is_finished=

tidy_up() {
    local code=$? pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null
    done
    for pid in "${started[@]}"; do
        soon is_gone "$pid" || kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    if [ -n "${KEEP:-}" ]; then
        echo "# kept: $dir"
    elif [ -n "$dir" ]; then
        rm -rf "$dir"
    fi
    if [ "$code" = 0 ] && [ -z "$is_finished" ] && [ "$count" -gt 0 ]; then
        echo "Bail out! the script does not call finish"
        exit 1
    fi
}

make_folder() { # [NAME]; leaves its path in $dir
    dir=$(mktemp -d "${TMPDIR:-/tmp}/stagename-${1:-test}.XXXXXX") || exit 1
    export HOME=$dir # no .sqliterc, no .curlrc
    trap tidy_up EXIT
    trap 'exit 1' INT TERM HUP
}

# ---- processes: a test adds the PID of what it starts to $started ----

forget() { # PID
    local pid kept=()
    for pid in "${started[@]}"; do
        [ "$pid" = "$1" ] || kept+=("$pid")
    done
    started=("${kept[@]}")
}

# Waits until a command succeeds, for up to a minute: a step of a few milliseconds can take many seconds on a busy
# machine with a sanitizer.
soon() { # COMMAND…
    local end=$((SECONDS + 60))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

is_gone() { # PID
    ! [ -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# Prints the PIDs of a process's running children.
children_of() { # PID
    sed -n "s/^\([0-9]*\) (.*) [^Z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null
}

# Waits until a process of $started has ended; leaves its exit code in $ended.
await_end() { # PID
    ended=
    soon is_gone "$1" 2>/dev/null || return 1 # the shell prints a message about a killed process
    wait "$1" 2>/dev/null
    ended=$?
    forget "$1"
}

# ---- calls of the programs ----

# Runs a command. Leaves its exit code in $code, its output in $out and $err, and in the files out and err of
# $dir.
capture() { # COMMAND…
    "$@" >"$dir/out" 2>"$dir/err" </dev/null
    code=$?
    read_output
}

# Sets the same variables for a command that has already written these files.
read_output() {
    out=$(tr -d '\0' <"$dir/out")
    err=$(<"$dir/err")
}

run() { # WORD…
    capture "$stagename" "$@"
}

query() { # DB SQL
    sqlite3 -batch "$1" "$2" 2>&1
}

# Writes as the program does, which the triggers of sql/guards.sql allow.
program_query() { # DB SQL
    sqlite3 -batch "$1" "BEGIN IMMEDIATE; INSERT INTO writing VALUES (1); $2; DELETE FROM writing; COMMIT;" 2>&1
}

# The text of a statement of sql/, with what it includes.
sql_text() { # NAME
    awk -f "$srcdir/sql/embed.awk" -v part=text -v statement="$1" "$srcdir"/sql/*.sql
}

# ---- results ----

count=0
failures=0

result() { # EXIT-CODE WHAT
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failures=$((failures + 1))
    fi
}

skip() { # WHAT WHY: one test
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

is() { # ACTUAL EXPECTED WHAT
    [ "$1" = "$2" ]
    result $? "$3"
    [ "$1" = "$2" ] || printf '# actual:\n%s\n# expected:\n%s\n' "$1" "$2" | sed '/^#/!s/^/#   /' | head -n 40
}

matches() { # ACTUAL PART WHAT
    case $1 in
    *"$2"*) result 0 "$3" ;;
    *) result 1 "$3" && printf '%s\n' "actual: $1" "expected part: $2" | sed 's/^/# /' ;;
    esac
}

# For a test that is a function: succeeds when both values are equal, otherwise prints a comment.
expect() { # WHAT ACTUAL EXPECTED
    [ "$2" = "$3" ] && return 0
    printf "# %s is '%s', not '%s'\n" "$1" "$2" "$3"
    return 1
}

# Like expect, but succeeds when a text contains a part.
expect_part() { # WHAT ACTUAL PART
    case $2 in *"$3"*) return 0 ;; esac
    printf "# %s is '%s', without '%s'\n" "$1" "$2" "$3"
    return 1
}

# Runs each function as a test, named after it. A test that returns 77 counts as skipped.
run_tests() { # FUNCTION…
    local name code
    for name in "$@"; do
        "$name"
        code=$?
        if [ "$code" = 77 ]; then
            skip "${name//_/ }" ''
        else
            result "$code" "${name//_/ }"
        fi
    done
}

# Prints the plan; the exit code says whether all tests passed.
finish() {
    echo "1..$count"
    is_finished=1
    [ "$failures" -eq 0 ]
}
