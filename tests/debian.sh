#!/bin/bash
# What debian/ repeats from other files agrees with them: the version, and the packages that stagename needs. `make
# check-package` tests the package itself.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

run_packages() { # PATTERN: those of the group "run"
    awk -v pattern="$1" '$1 == "run" && $2 ~ pattern { print $2 }' "$srcdir/packages" | sort
}

control_packages() { # PATTERN: those that debian/control names
    sed -n 's/^ \([a-z0-9.+-]*\),$/\1/p' "$srcdir/debian/control" | grep -E "$1" | sort
}

version=$(sed -n 's/^AC_INIT(\[stagename\], \[\(.*\)\])$/\1/p' "$srcdir/configure.ac")
is "$(sed -n '1s/^stagename (\(.*\)) .*/\1/p' "$srcdir/debian/changelog")" "$version" "the package has the version of configure.ac"
is "$(control_packages '^fonts-')" "$(run_packages '^fonts-')" "the package depends on the fonts of the posters"
is "$(control_packages '^lib.*-dev$')" "$(run_packages '^lib.*-dev$' | grep -v '^libc6-dev$')" \
    "the package is built with the libraries of the file packages"

# A file that `make dist` leaves out would be missing in the package. A folder of git is needed to list them.
if git -C "$srcdir" rev-parse 2>/dev/null && [ -e "$srcdir/.git" ]; then
    for file in $(cd "$srcdir" && git ls-files debian); do
        grep -qF "$file" "$srcdir/Makefile.am"
        result $? "make dist includes $file"
    done
fi
finish
