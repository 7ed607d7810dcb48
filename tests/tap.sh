# shellcheck shell=bash
# What all tests share: a folder of their own, everything they start stopped by its own number, and TAP output: one line
# "ok N - WHAT" or "not ok N - WHAT" a test, 77 as exit code when something is missing that the test needs. Sourced.

# ---- what is needed ----

skip_all() { # REASON
    echo "1..0 # SKIP $1"
    exit 77
}

need() { # PROGRAM…
    local program
    for program in "$@"; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || skip_all "$program is not installed"
    done
}

# ---- a folder of its own ----

dir=
started=()

tidy_up() {
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null
    done
    for pid in "${started[@]}"; do
        soon is_gone "$pid" || kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    if [ -n "${KEEP:-}" ]; then
        echo "# kept: $dir"
    else
        rm -rf "$dir"
    fi
}

make_folder() { # NAME; leaves its path in $dir
    dir=$(mktemp -d "${TMPDIR:-/tmp}/stagename-$1.XXXXXX") || exit 1
    trap tidy_up EXIT
    trap 'exit 1' INT TERM HUP
}

# ---- processes: a test adds the number of what it starts to $started ----

forget() { # PID
    local pid kept=()
    for pid in "${started[@]}"; do
        [ "$pid" = "$1" ] || kept+=("$pid")
    done
    started=("${kept[@]}")
}

# Waits up to five seconds (longer under a sanitizer) until a command succeeds.
soon() { # COMMAND…
    for _ in $(seq 250); do
        "$@" && return 0
        sleep 0.02
    done
    return 1
}

is_gone() { # PID
    ! [ -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# The living children of a process.
children_of() { # PID
    sed -n "s/^\([0-9]*\) (.*) [^Z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null
}

# Waits until a process that we started has ended; its exit code is in $ended.
await_end() { # PID
    ended=
    soon is_gone "$1" 2>/dev/null || return 1 # the shell would remark on one that was killed
    wait "$1" 2>/dev/null
    # shellcheck disable=SC2034 # for who sources this
    ended=$?
    forget "$1"
}

# ---- telling ----

count=0
failures=0

result() { # WHETHER WHAT
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

is() { # GOT WANTED WHAT
    [ "$1" = "$2" ]
    result $? "$3"
    [ "$1" = "$2" ] || printf '# got:\n%s\n# wanted:\n%s\n' "$1" "$2" | sed '/^#/!s/^/#   /' | head -n 40
}

matches() { # GOT PART WHAT
    case $1 in
    *"$2"*) result 0 "$3" ;;
    *) result 1 "$3" && printf '%s\n' "got: $1" "wanted: $2" | sed 's/^/# /' ;;
    esac
}

# Within a test that is a function of its own: true when the two are the same, a remark otherwise.
expect() { # WHAT ACTUAL WANTED
    [ "$2" = "$3" ] && return 0
    printf "# %s is '%s', not '%s'\n" "$1" "$2" "$3"
    return 1
}

# Runs tests by the names of their functions. One that returns 77 is told as skipped.
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

# The end of a test: the plan, and whether all went well.
finish() {
    echo "1..$count"
    [ "$failures" -eq 0 ]
}
