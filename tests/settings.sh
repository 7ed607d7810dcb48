#!/bin/bash
# The settings of a site: an upgrade leaves them alone, the programs read the words of the site, and the units
# have every setting.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export STAGENAME_DATADIR=$srcdir/data
need_build stagename
need make
make_folder settings
root=$dir/root

# Runs a target of the build; the rest of `make install` does not matter here.
target() { # TARGET
    make -s -C "$builddir" "$1" DESTDIR="$root" sysconfdir=/etc >"$dir/make.log" 2>&1 || {
        sed 's/^/# /' "$dir/make.log"
        return 1
    }
}

an_installation_creates_settings_that_change_nothing() {
    target install-settings &&
        expect files "$(find "$root" -type f -printf '%P %m\n' | sort)" 'etc/stagename/blocklist 644
etc/stagename/stagename.conf 644' &&
        expect 'lines that set something' "$(grep -hv '^#' "$root"/etc/stagename/* | grep -c .)" 0
}

an_upgrade_keeps_what_was_changed() {
    echo 'word quarry' >>"$root/etc/stagename/blocklist"
    rm "$root/etc/stagename/stagename.conf"
    target install-settings &&
        expect 'the last line' "$(tail -n 1 "$root/etc/stagename/blocklist")" 'word quarry' &&
        expect 'the missing file' "$(cmp "$root/etc/stagename/stagename.conf" "$srcdir/conf/stagename.conf" && echo new)" new
}

names_with_words_of_the_site_are_refused() {
    printf 'name\nVelvet Quarry\nVelvet Lantern\n' >"$dir/names.tsv"
    printf 'name\nDaft Punk\n' >"$dir/artists.tsv"
    run corpus --quiet --db "$dir/site.db" "$dir/artists.tsv"
    STAGENAME_CONFDIR=$root/etc/stagename run import --dry-run --db "$dir/site.db" "$dir/names.tsv"
    expect_part 'with the words of the site' "$out" 'blocked=1' || return 1
    run import --dry-run --db "$dir/site.db" "$dir/names.tsv"
    expect_part without "$out" 'blocked=0' || return 1
    STAGENAME_CONFDIR=$root/etc/stagename run import --dry-run --blocklist "$srcdir/data/blocklist.txt" \
        --db "$dir/site.db" "$dir/names.tsv"
    expect_part 'with another list' "$out" 'blocked=0'
}

an_exception_of_the_site_holds_for_the_installed_words() {
    printf 'name\nFuck Lantern\nVelvet Lantern\n' >"$dir/names.tsv"
    mkdir "$dir/own" && echo 'except fuck lantern' >"$dir/own/blocklist"
    run import --dry-run --db "$dir/site.db" "$dir/names.tsv"
    expect_part without "$out" 'blocked=1' || return 1
    STAGENAME_CONFDIR=$dir/own run import --dry-run --db "$dir/site.db" "$dir/names.tsv"
    expect_part 'with the exception' "$out" 'blocked=0'
}

a_wrong_line_is_named() {
    echo 'quarry' >"$dir/own/blocklist"
    STAGENAME_CONFDIR=$dir/own run import --dry-run --db "$dir/site.db" "$dir/names.tsv"
    expect code "$code" 1 && expect_part sentence "$err" "$dir/own/blocklist, line 1: expected 'word TERM'"
}

# As "NAME=value".
settings_of_units() {
    sed -n 's/^Environment=//p' "$srcdir"/systemd/*.service.in | tr ' ' '\n' | sort -u
}

the_units_use_every_setting_and_its_default() {
    expect settings "$(sed -n 's/^#\(STAGENAME_[A-Z_]*=\)/\1/p' "$srcdir/conf/stagename.conf" | sort)" "$(settings_of_units)"
}

removing_stagename_keeps_what_was_changed() {
    target uninstall-settings &&
        expect files "$(find "$root/etc" -type f -printf '%P\n')" stagename/blocklist &&
        cp "$srcdir/conf/blocklist" "$root/etc/stagename" && target uninstall-settings &&
        expect 'what is left' "$(ls "$root/etc")" ''
}

run_tests an_installation_creates_settings_that_change_nothing an_upgrade_keeps_what_was_changed \
    names_with_words_of_the_site_are_refused an_exception_of_the_site_holds_for_the_installed_words \
    a_wrong_line_is_named the_units_use_every_setting_and_its_default removing_stagename_keeps_what_was_changed
finish
