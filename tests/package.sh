#!/bin/bash
# The Debian package: lintian, and a life of it in a fresh Debian with systemd and no network: installed, served,
# upgraded under requests, removed, installed again, purged. `make check-package` builds the package and runs this. As
# root with debootstrap and systemd-nspawn; otherwise lintian only. The fresh system and what apt downloads are kept in
# package/ of the build folder.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"
need lintian dpkg-deb curl
make_folder package

version=$(dpkg-parsechangelog --file "$srcdir/debian/changelog" --show-field Version)
package=$builddir/stagename_${version}_$(dpkg --print-architecture).deb
[ -e "$package" ] || skip_all "$package is not built: make deb"
mirror=${MIRROR:-http://deb.debian.org/debian}
cache=$builddir/package
root=$dir/root
state=/var/lib/stagename
site=/etc/nginx/sites-available/stagename
leader=''

lintian_finds_nothing() {
    is "$(lintian --allow-root --pedantic --display-info --fail-on none "${package%.deb}.changes" 2>&1)" "" "lintian finds nothing"
}

# ---- the fresh system ----

# apt's lists are as old as the cache; a mirror that is a snapshot may be older.
fresh_apt() { # WORD…
    chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Check-Valid-Until=false \
        -o Acquire::Check-Date=false "$@"
}

make_system() {
    local packages="$cache/archives"
    mkdir -p "$packages" "$root"
    if [ ! -e "$cache/system.tar" ]; then
        debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates bookworm "$root" "$mirror" \
            >"$cache/debootstrap.log" 2>&1 || return 1
        tar -C "$root" --one-file-system -cf "$cache/system.tar.part" . && mv "$cache/system.tar.part" "$cache/system.tar"
    else
        tar -C "$root" -xf "$cache/system.tar"
    fi
    cp "$package" "$root/root/stagename.deb"
    # Everything is downloaded before the system starts, because it has no network.
    cp "$packages"/*.deb "$root/var/cache/apt/archives" 2>/dev/null
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    { fresh_apt update && fresh_apt install --yes --download-only /root/stagename.deb; } >"$cache/download.log" 2>&1 ||
        return 1
    cp "$root"/var/cache/apt/archives/*.deb "$packages"
}

start_system() {
    local nspawn
    systemd-nspawn --quiet --directory="$root" --private-network --register=no --keep-unit --link-journal=no \
        --resolv-conf=off --timezone=off --boot >"$dir/console" 2>&1 </dev/null &
    nspawn=$!
    started+=("$nspawn")
    # shellcheck disable=SC2317 # called by soon
    has_started() {
        leader=$(children_of "$nspawn" | head -n 1)
        [ -n "$leader" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'
    }
    soon has_started
}

inside() { # COMMAND…
    nsenter --target "$leader" --all env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Settings that were changed are kept without a question, as unattended upgrades do.
install_package() { # FILE
    inside apt-get install --yes --quiet -o Dpkg::Options::=--force-confold "$1" >"$dir/apt.log" 2>&1 || {
        tr '\r' '\n' <"$dir/apt.log" | tail -n 20 | sed 's/^/# /'
        return 1
    }
}

# A request from beside nginx, as of the site's address.
request() { # ADDRESS [OPTION…]
    nsenter --target "$leader" --net curl --silent --max-time 20 --resolve names.example:80:127.0.0.1 \
        "http://names.example$1" "${@:2}"
}

status() { # ADDRESS
    request "$1" --output /dev/null --write-out '%{http_code}'
}

in_database() { # SQL
    inside sqlite3 -readonly "$state/site.db" "$1"
}

# ---- a life of the package ----

installing_makes_user_folder_and_database() {
    local began=$SECONDS
    install_package /root/stagename.deb || return 1
    echo "# installed with $(grep -c '^Setting up' "$dir/apt.log") packages in $((SECONDS - began)) seconds"
    expect user "$(inside id -nG stagename)" stagename &&
        expect folder "$(inside stat -c '%U:%G %a' $state)" "stagename:stagename 2770" &&
        expect owner "$(inside stat -c '%U:%G' $state/site.db)" stagename:stagename &&
        expect artists "$(in_database 'SELECT count(*) > 30000 FROM artist')" 1 &&
        expect names "$(in_database 'SELECT count(*) > 3000 FROM name')" 1 &&
        expect model "$(inside test -s $state/site.safetensors && echo there)" there
}

units_run() {
    local unit
    for unit in stagename.socket stagename-invent.socket stagename.service stagename-invent.service stagename-refresh.timer; do
        expect "$unit" "$(inside systemctl is-active "$unit") $(inside systemctl is-enabled "$unit")" "active enabled" || return 1
    done
}

set_setting() { # NAME VALUE
    inside sed -i "s|^#*$1=.*|$1=$2|" /etc/stagename/stagename.conf
}

one_command_enables_the_site() {
    inside sed -i 's/stagename\.example/names.example/' "$site"
    set_setting STAGENAME_SITE http://names.example
    inside systemctl restart stagename stagename-invent
    inside sh -c 'ln -s ../sites-available/stagename /etc/nginx/sites-enabled/ && nginx -t -q && systemctl reload nginx' &&
        soon is_served
}

is_served() { [ "$(status /healthz)" = 200 ]; }

the_site_answers() {
    expect page "$(request / | grep -c '<h1')" 1 &&
        expect names "$(request '/api/names?n=3' | jq '.names | length')" 3 &&
        expect check "$(request '/api/check?name=Daft+Funk' | jq -r '.verdict')" close &&
        expect invent "$(request '/api/invent?n=2' | jq '.names | length')" 2 &&
        expect picture "$(status /poster.png?name=Velmora)" 200 &&
        expect report "$(request '/api/names/1/report' --data '' --output /dev/null --write-out '%{http_code}')" 202
}

# The same files with another version, and with settings of the package that have changed.
make_next_version() {
    local next=$dir/next
    dpkg-deb --raw-extract "$package" "$next" &&
        sed -i "s/^Version: .*/Version: $version+next/" "$next/DEBIAN/control" &&
        echo '# a new remark' >>"$next/etc/nginx/sites-available/stagename" &&
        echo '# a new remark' >>"$next/etc/stagename/stagename.conf" &&
        dpkg-deb --root-owner-group --build "$next" "$root/root/next.deb" >/dev/null
}

settings() {
    inside sha256sum "$site" /etc/stagename/stagename.conf /etc/stagename/blocklist
}

workers() {
    inside systemctl show --property MainPID --value stagename.service
}

# Prints the status of each request that fails, until the file "done" is there.
keep_requesting() {
    local code
    while [ ! -e "$dir/done" ]; do
        code=$(status '/api/names?n=1')
        [ "$code" = 200 ] || [ "$code" = 429 ] || echo "$code"
        sleep 0.1
    done >"$dir/failed"
}

upgrading_keeps_settings_and_serves_on() {
    local before names pid requests code
    set_setting STAGENAME_WORKERS 3
    set_setting STAGENAME_REFRESH_OPTIONS '--epochs 1 --names 500'
    before=$(settings) names=$(in_database 'SELECT count(*), max(id) FROM name') pid=$(workers)
    make_next_version || return 1
    keep_requesting &
    requests=$!
    install_package /root/next.deb
    code=$?
    touch "$dir/done"
    wait "$requests"
    expect upgrade "$code" 0 &&
        expect version "$(inside dpkg-query --show stagename | cut -f 2)" "$version+next" &&
        expect settings "$(settings)" "$before" &&
        expect names "$(in_database 'SELECT count(*), max(id) FROM name')" "$names" &&
        expect restarted "$([ "$(workers)" != "$pid" ] && echo yes)" yes &&
        expect workers "$(inside sh -c 'cat /proc/[0-9]*/stat' | awk -v pid="$(workers)" '$4 == pid' | wc -l)" 3 &&
        expect "failed requests" "$(<"$dir/failed")" ""
}

refreshing_succeeds() {
    inside systemctl start stagename-refresh.service &&
        expect result "$(inside systemctl show --property Result --value stagename-refresh.service)" success
}

removing_keeps_data_and_settings() {
    local names
    names=$(in_database 'SELECT count(*), max(id) FROM name')
    inside apt-get remove --yes --quiet stagename >"$dir/apt.log" 2>&1 || return 1
    expect enabled "$(inside ls /etc/nginx/sites-enabled)" default &&
        expect settings "$(inside grep -c names.example "$site")" 1 &&
        expect processes "$(inside sh -c 'cat /proc/[0-9]*/comm' 2>/dev/null | grep -c stagename)" 0 &&
        expect nginx "$(inside nginx -t -q 2>&1; inside systemctl is-active nginx)" active &&
        install_package /root/stagename.deb &&
        expect names "$(in_database 'SELECT count(*), max(id) FROM name')" "$names" &&
        one_command_enables_the_site &&
        expect served "$(status '/api/names?n=1')" 200
}

purging_leaves_nothing() {
    local left
    inside apt-get purge --yes --quiet stagename >"$dir/apt.log" 2>&1 || return 1
    left=$(inside find / -xdev ! -path '/proc/*' ! -path '/sys/*' ! -path '/root/*' ! -path '/var/cache/apt/*' -name '*stagename*')
    expect files "$left" "" &&
        expect owned "$(inside find / -xdev ! -path '/proc/*' ! -path '/sys/*' \( -user stagename -o -group stagename \))" "" &&
        expect user "$(inside id -nG stagename)" stagename &&
        expect units "$(inside systemctl list-units --plain --no-legend 'stagename*')" "" &&
        expect nginx "$(inside nginx -t -q 2>&1; inside systemctl is-active nginx)" active
}

lintian_finds_nothing
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null || ! command -v systemd-nspawn >/dev/null; then
    skip "the package in a fresh system" "needs root, debootstrap and systemd-nspawn"
    finish
    exit
fi
make_system && start_system
result $? "a fresh system starts"
[ "$failures" -gt 0 ] || run_tests installing_makes_user_folder_and_database
[ "$failures" -gt 0 ] || run_tests units_run one_command_enables_the_site \
    the_site_answers upgrading_keeps_settings_and_serves_on refreshing_succeeds \
    removing_keeps_data_and_settings purging_leaves_nothing
finish
