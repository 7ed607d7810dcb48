#!/usr/bin/env bash
# Model files: `stagename info` and `stagename convert`, also with unusable files, and the program of
# doc/pytorch.md, which is compiled here; torch.sh compares it with stagename.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8
need_build stagename
need jq
tab=$'\t'
make_folder modelfile
mkdir "$dir/here" && cd "$dir/here" || exit 1 # files of the tests; output of commands is in $dir

# ---- running it ----

state() { find . -type f -exec sha256sum {} + | sort -k 2; }

# The command ends with CODE and one sentence that contains PART. It prints no results and changes no file.
refused() { # CODE PART WHAT WORD…
    local wanted=$1 part=$2 what=$3 before
    shift 3
    before=$(state)
    run "$@"
    expect 'exit code' "$code" "$wanted" &&
        expect results "$out" '' &&
        expect 'lines of errors' "$(grep -cv "^Try 'stagename [a-z]* --help'\.$" "$dir/err")" 1 &&
        expect 'what changed' "$(diff <(echo "$before") <(state))" '' &&
        case $err in "stagename "*"$part"*) ;; *) expect sentence "$err" "…$part…" ;; esac
    result $? "$what"
}

# Writes a model file with a header that jq changes, padded to the same length.
rewrite() { # FROM TO FILTER
    local length header
    length=$(od -An -t u8 -N 8 "$1" | tr -d ' ')
    header=$(tail -c +9 "$1" | head -c "$length" | jq -c "$3")
    [ "${#header}" -le "$length" ] || return 1
    { head -c 8 "$1" && printf '%-*s' "$length" "$header" && tail -c +$((9 + length)) "$1"; } >"$2"
}

# Overwrites bytes of a tensor's data.
poke() { # FILE TENSOR BYTES
    local length from
    length=$(od -An -t u8 -N 8 "$1" | tr -d ' ')
    from=$(tail -c +9 "$1" | head -c "$length" | jq ".\"$2\".data_offsets[0]")
    # shellcheck disable=SC2059 # the argument contains escapes
    printf "$3" | dd of="$1" bs=1 seek=$((8 + length + from)) conv=notrunc status=none
}

# Two hundred names with two styles; every fourth has the kind DJ.
awk -v OFS='\t' 'BEGIN {
    n = split("ba de fi go lu mar nor pel quin sor", s, " ")
    print "name", "kind", "style"
    for (i = 0; i < 200; i++) {
        print toupper(substr(s[i % n + 1], 1, 1)) substr(s[i % n + 1], 2) s[int(i / n) % n + 1] s[i * 7 % 9 + 1] s[int(i / 23) + 1],
            i % 4 ? "group" : "dj", i % 2 ? "techno" : "rock"
    }
}' >names.tsv
"$stagename" train --quiet names.tsv -o m.safetensors --layers 1 --hidden 16 --epochs 3 --seed 7 >/dev/null || exit 1

# ---- info ----

describing() {
    local settings parameters part
    run info m.safetensors --json
    is "$code$err $(jq -c '[.layers, .hidden, .dtype, (.curve | length), .settings.schedule, .settings.seed]' "$dir/out")" \
        '0 [1,16,"float32",3,"cosine","7"]' "info --json prints shape, format, curve and settings"
    is "$(jq .bytes "$dir/out")" "$(stat -c %s m.safetensors)" "the file's size"
    is "$(jq -c '[([.styles[].names] | add) + .without_style, ([.kinds[].names] | add) + .without_kind]' "$dir/out")" \
        "$(jq -c '[.settings.names + .settings.heldout_names] | . + .' "$dir/out")" \
        "every name has a style or none, and a kind or none"
    is "$(jq -r '.alphabet | ([.groups[].count] | add) - .count, (.characters | length) - .count' "$dir/out" | tr '\n' ' ')" \
        "0 0 " "the groups are the alphabet"
    parameters=$(jq '.embed * (1 + .alphabet.count + (.styles | length) + (.kinds | length))
        + 4 * .hidden * (.embed + .hidden + 1) + (1 + .alphabet.count) * (.hidden + 1)' "$dir/out")
    is "$(jq .parameters "$dir/out")" "$parameters" "the number of parameters follows from the shape"
    run info m.safetensors
    is "$code$err" 0 "info without --json"
    for part in "float32" "1 layer of 16 cells" "techno " "--schedule cosine" "--seed 7" "best" "$parameters parameters"; do
        matches "$out" "$part" "says: $part"
    done
    is "$(grep -c '|' "$dir/out")" 0 "draws no plot into a file"
    if command -v script >/dev/null; then
        is "$(script -qec "'$stagename' info m.safetensors" /dev/null </dev/null | grep -c '|')" 12 "and one on a terminal"
    else
        skip "a plot on a terminal" "script is not installed"
    fi
    rewrite m.safetensors plain.safetensors '.__metadata__.settings = "{}"'
    run info plain.safetensors
    matches "$code$out" "has no training data" "a model of someone else's training"
    for settings in '[]' '{"curve":[[1,2],["3",2]]}' '{"curve":[[1,2],[1,"2"]]}' '{"curve":[[1]]}' '{"curve":[[-1,2]]}' \
        '{"curve":[[1,-2]]}' '{"curve":[[1e9,2]]}' '{"curve":[[1,1e9]]}'; do
        rewrite m.safetensors plain.safetensors ".__metadata__.settings = $(jq -Rn --arg s "$settings" '$s')"
        run info --json plain.safetensors
        is "$code$err $(jq -c .curve "$dir/out")" "0 []" "no curve from settings that are $settings"
    done
    "$stagename" info m.safetensors >/dev/full 2>"$dir/err"
    is "$? $(<"$dir/err")" "1 stagename info: cannot write standard output" "a full disk behind standard output"
}

# ---- convert ----

converting() {
    local dtype most names
    run convert m.safetensors -o again.safetensors --dtype float32
    cmp m.safetensors again.safetensors
    is "$?$code$out $err" "00 $(jq .parameters <("$stagename" info -j m.safetensors)) numbers from float32 to float32: largest relative rounding error 0" \
        "float32 to float32 is the same file"
    names=$("$stagename" evaluate --quiet m.safetensors names.tsv)
    for dtype in float16:11 bfloat16:8; do
        most=$(awk -v bits="${dtype#*:}" 'BEGIN { print 2 ^ -bits }')
        dtype=${dtype%:*}
        run convert m.safetensors -o "$dtype.safetensors" --dtype "$dtype"
        matches "$code$err" "float32 to $dtype: largest relative rounding error " "$dtype: the rounding error is printed"
        [[ $err =~ error\ ([0-9.e-]+) ]] && awk -v e="${BASH_REMATCH[1]}" -v most="$most" 'BEGIN { exit !(e > most / 2 && e <= most) }'
        result $? "$dtype: it is at most half a unit of the last digit, $most (${BASH_REMATCH[1]:-})"
        run info --json "$dtype.safetensors"
        is "$(jq -r .dtype "$dir/out")" "$dtype" "$dtype: info says so"
        is "$(jq 'del(.file, .bytes, .dtype)' "$dir/out")" \
            "$("$stagename" info --json m.safetensors | jq 'del(.file, .bytes, .dtype)')" "$dtype: everything else is unchanged"
        [ "$(($(jq .bytes "$dir/out") * 100 / $(stat -c %s m.safetensors)))" -lt 65 ]
        result $? "$dtype: the file is about half the size"
        awk -v a="${names#*=}" -v b="$("$stagename" evaluate --quiet "$dtype.safetensors" names.tsv | cut -d = -f 2)" \
            'BEGIN { split(a, x, " "); split(b, y, " "); d = x[1] - y[1]; exit !(d < 0.02 && d > -0.02) }'
        result $? "$dtype: evaluate finds the same bits to 0.02"
        run generate "$dtype.safetensors" --blocklist "$srcdir/data/blocklist.txt" -n 5
        is "$code $(wc -l <"$dir/out")" "0 6" "$dtype: generate reads it"
        run convert "$dtype.safetensors" -o "$dtype.2" --dtype float32 --quiet
        is "$code$out$err" 0 "$dtype: back to float32, quietly"
        run convert "$dtype.2" -o "$dtype.3" --dtype "$dtype"
        cmp "$dtype.safetensors" "$dtype.3"
        matches "$?$err" "0$(jq .parameters <("$stagename" info -j m.safetensors)) numbers from float32 to $dtype: largest relative rounding error 0" \
            "$dtype: rounded once, it stays"
    done
    "$stagename" convert m.safetensors -o - --dtype float16 --quiet >piped.safetensors
    cmp piped.safetensors float16.safetensors
    result $? "-o - writes to standard output"
}

# The output must be another file; an old file there stays until the new one is complete.
writing() {
    local before
    refused 1 "would overwrite an input" "over its input" convert m.safetensors -o m.safetensors --dtype float16
    ln -s m.safetensors link
    refused 1 "would overwrite an input" "over its input by another name" convert m.safetensors -o link --dtype float16
    refused 1 "cannot write no/such/file" "a directory that is missing" convert m.safetensors -o no/such/file --dtype float16
    refused 1 "cannot write /dev/full" "a full disk" convert m.safetensors -o /dev/full --dtype float16
    before=$(state)
    (ulimit -f 1 && run convert m.safetensors -o float16.safetensors --dtype float32 && [ "$code" = 1 ])
    result $? "the disk fills up while writing"
    is "$(diff <(echo "$before") <(state))" "" "and the old file is still there, and no other"
    cp m.safetensors wide.safetensors
    poke wide.safetensors output.bias '\0\0\200\107' # 65536
    refused 1 "tensor output.bias holds 65536, but float16 ends at 65504" "a number that float16 cannot hold" \
        convert wide.safetensors -o float16.safetensors --dtype float16
    run convert wide.safetensors -o wide.bfloat16 --dtype bfloat16
    is "$code" 0 "bfloat16 can"
}

# ---- wrong calls and bad files ----

usage_errors() {
    local command rest=()
    for command in info convert; do
        [ "$command" = info ] || rest=(-o new --dtype float16)
        refused 2 "'--frobnicate'" "$command: an unknown option" "$command" --frobnicate
        refused 2 "missing operand" "$command without a model" "$command"
        refused 1 "cannot read missing" "$command: no such file" "$command" missing "${rest[@]}"
        run "$command" --help
        is "$code$err $(grep -c "^  stagename $command .*safetensors" "$dir/out")" "0 $([ "$command" = info ] && echo 3 || echo 2)" \
            "$command --help has examples"
        run --help
        matches "$out" "
  $command " "stagename --help lists $command"
    done
    refused 2 "with -o" "convert without -o" convert m.safetensors --dtype float16
    refused 2 "with --dtype" "convert without --dtype" convert m.safetensors -o new
    refused 2 "float32, float16 or bfloat16, not 'int8'" "convert to an unknown format" \
        convert m.safetensors -o new --dtype int8
}

bad_files() {
    local file filter part
    head -c 2000 m.safetensors >short
    refused 1 "short is not a usable model: tensor " "a file that is cut" info short
    head -c 4 m.safetensors >shorter
    refused 1 "shorter is not a usable model: it is too short" "a file of four bytes" info shorter
    head -c -1 float16.safetensors >cut.safetensors
    refused 1 "cut.safetensors is not a usable model" "a float16 file that is cut" convert cut.safetensors -o new --dtype float32
    rewrite m.safetensors shape '."output.bias".shape = [1]' &&
        refused 1 "tensor output.bias does not have the shape that the metadata asks for" "a wrong shape" info shape
    rewrite m.safetensors hidden '.__metadata__.hidden = "15"' &&
        refused 1 "does not have the shape that the metadata asks for" "another shape in the metadata" info hidden
    rewrite m.safetensors dtype '."output.bias".dtype = "F64"' &&
        refused 1 "tensor output.bias is F64; only F32, F16 and BF16 are read" "an unknown dtype" info dtype
    rewrite m.safetensors half '."output.bias".dtype = "F16"' &&
        refused 1 "tensor output.bias is not where the header says" "a dtype of another size" info half
    rewrite m.safetensors format '.__metadata__.format = "other"' &&
        refused 1 "its metadata lacks format 'stagename-2'" "another format" info format
    while IFS=$tab read -r filter part; do
        rewrite m.safetensors odd "del(.__metadata__.settings) | $filter" # makes room for what a filter adds
        refused 1 "odd is not a usable model: $part" "a header after $filter" info odd
    done <<'END'
del(.__metadata__.layers)	the number of layers is not between 1 and 8
.__metadata__.layers = ""	the number of layers is not between 1 and 8
.__metadata__.layers = "1x"	the number of layers is not between 1 and 8
.__metadata__.layers = "0"	the number of layers is not between 1 and 8
.__metadata__.layers = "1000000"	the number of layers is not between 1 and 8
del(.__metadata__.format)	its metadata lacks format
del(.__metadata__.alphabet)	its metadata has no alphabet
.__metadata__.alphabet = ""	an alphabet of 0 characters
del(.__metadata__.styles)	its metadata has no list of styles
.__metadata__.styles = "{}"	its metadata has no list of styles
.__metadata__.styles = "[7]"	entry 1 of the styles in its metadata is not usable
.__metadata__.styles = "[\"a\\tb\"]"	entry 1 of the styles in its metadata is not usable
.__metadata__.styles = "[7, 8]"	entry 1 of the styles in its metadata is not usable
del(.__metadata__.weights)	its metadata has no list of 9 weights
.__metadata__.weights = "{}"	its metadata has no list of 9 weights
.__metadata__.weights = "[1]"	its metadata has no list of 9 weights
.__metadata__.weights |= (fromjson | .[0] = "x" | .[1] = -1 | tojson)	weight 1 in its metadata is not usable
.__metadata__.weights |= (fromjson | .[0] = -1 | tojson)	weight 1 in its metadata is not usable
."output.bias".data_offsets = [0]	tensor output.bias is not where the header says
."output.bias".data_offsets = [-4, 0]	tensor output.bias is not where the header says
."output.bias".data_offsets = [8, 4]	tensor output.bias is not where the header says
."output.bias".data_offsets[1] -= 4	it has 
del(."output.bias".dtype)	tensor output.bias is of no type
."output.bias".shape = []	tensor output.bias does not have the shape
."output.weight".shape[1] += 1	tensor output.weight does not have the shape
."output.weight".shape[0] += 1	tensor output.weight does not have the shape
."output.bia" = ."output.bias" | del(."output.bias")	tensor output.bias is missing
."appeal.classifier".shape = [0]	its classifier has 0 weights
."appeal.classifier".shape = [2000000000]	its classifier has 2000000000 weights
[]	its header is not JSON (no object)
END
    for file in m:'\0\0\300\177' float16:'\0\176' bfloat16:'\300\177' bfloat16:'\200\377'; do
        cp "${file%%:*}.safetensors" nan
        poke nan lstm.weight_hh_l0 "${file#*:}"
        refused 1 "nan is not a usable model: tensor lstm.weight_hh_l0 holds a number that is not finite" \
            "a number that is not finite, $file" convert nan -o new --dtype float32
    done
}

# ---- the page about PyTorch ----

page() {
    local python=/usr/bin/python3
    [ -x "$python" ] || {
        skip "the program of doc/pytorch.md" "python3 is not installed"
        return
    }
    awk '/^```/ { inside = /python/; next } inside' "$srcdir/doc/pytorch.md" >page.py
    [ "$(wc -l <page.py)" -gt 50 ]
    result $? "doc/pytorch.md has a program"
    "$python" -m py_compile page.py
    result $? "which Python compiles"
    "$python" -c 'import torch' 2>/dev/null || {
        skip "it invents names" "PyTorch is not installed"
        return
    }
    is "$("$python" page.py float16.safetensors 4 techno dj 2>&1 | wc -l)" 4 "and which invents names"
}

describing
converting
writing
usage_errors
bad_files
page
finish
