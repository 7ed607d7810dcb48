#!/bin/bash
# www/publish: the site as it is installed, and what an update leaves in place.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

make_folder publish
cp -r "$srcdir/www" "$dir/source" && chmod -R u+w "$dir/source" || exit 1

publish()
{
    sh "$srcdir/www/publish" "$dir/source" "$dir/www"
}

folder() # of the assets, as the pages name it
{
    sed -n 's|^<script type="module" src="\(.*\)/main\.js"></script>$|\1|p' "$dir/www/index.html"
}

folders()
{
    find "$dir/www/a" -mindepth 1 -maxdepth 1 | wc -l
}

pages_name_a_folder_that_has_all_assets()
{
    publish &&
        expect address "$(folder | grep -cxE '/a/[0-9a-f]{16}')" 1 &&
        expect 'as the programs name it' "$(sh "$srcdir/www/publish" "$dir/source")" "$(folder)" &&
        expect 'as this build names it' "$(cut -d '"' -f 2 "$builddir/src/web/assets.h")" \
            "$(sh "$srcdir/www/publish" "$srcdir/www")" &&
        expect 'names that were not filled in' "$(grep -rlE '@(ASSETS|FILES)@' "$dir/www" | wc -l)" 0 &&
        expect files "$(find "$dir/www" -type f -printf '%f\n' | sort)" \
            "$(find "$dir/source" -type f ! -name publish -printf '%f\n' | sed 's/^api.jq$/api.html/' | sort)" &&
        expect modes "$(find "$dir/www" -type f ! -perm 644 | wc -l)" 0 &&
        expect 'a module' "$(cmp "$dir/www$(folder)/main.js" "$dir/source/main.js" && echo same)" same
}

the_same_content_has_the_same_folder()
{
    local before
    before=$(folder)
    touch "$dir/source/main.js" && echo '<!-- another page -->' >> "$dir/source/about.html" && publish &&
        expect folder "$(folder)" "$before" &&
        expect page "$(grep -c 'another page' "$dir/www/about.html")" 1 &&
        expect folders "$(folders)" 1
}

a_change_has_a_folder_of_its_own_and_leaves_the_one_before()
{
    local before file
    for file in main.js style.css icon.svg; do
        before=$(folder)
        echo ' ' >> "$dir/source/$file" && publish || return 1
        expect "the same folder after a change of $file" "$([ "$(folder)" = "$before" ] && echo same)" '' &&
            expect 'the one before' "$(cmp "$dir/www$before/copy.js" "$dir/source/copy.js" && echo there)" there || return 1
    done
    before=$(folder)
    mv "$dir/source/save.js" "$dir/source/saved.js" && publish &&
        expect 'the same folder with another name of a file' "$([ "$(folder)" = "$before" ] && echo same)" '' &&
        expect folders "$(folders)" 5
}

# The command of stagename(7).
what_no_page_named_for_30_days_is_removed()
{
    local old=/a/0000000000000000 before
    before=$(folder)
    mkdir "$dir/www$old" && touch -d '40 days ago' "$dir/www"/a/* "$dir/www/index.html" && echo ' ' >> "$dir/source/main.js" &&
        publish && touch -d '31 days ago' "$dir/www/index.html" && touch -d '31 days ago + 1 second' "$dir/www$(folder)" &&
        (cd "$dir/www" && find a -mindepth 1 -maxdepth 1 -mtime +30 ! -newer index.html -exec rm -r {} +) &&
        expect 'the old ones' "$(find "$dir/www/a" -mindepth 1 -maxdepth 1 -printf '/a/%f\n' | sort)" \
            "$(printf '%s\n' "$before" "$(folder)" | sort)"
}

what_is_half_made_is_made_again()
{
    mkdir -p "$dir/www/a/.new" && echo half > "$dir/www/a/.new/main.js" && echo ' ' >> "$dir/source/main.js" && publish &&
        expect 'a module' "$(cmp "$dir/www$(folder)/main.js" "$dir/source/main.js" && echo same)" same &&
        expect 'what was half made' "$(find "$dir/www" -name .new)" ''
}

run_tests \
    pages_name_a_folder_that_has_all_assets \
    the_same_content_has_the_same_folder \
    a_change_has_a_folder_of_its_own_and_leaves_the_one_before \
    what_no_page_named_for_30_days_is_removed \
    what_is_half_made_is_made_again
finish
