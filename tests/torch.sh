#!/usr/bin/env bash
# Compares the network with PyTorch: a model of stagename gives the same logits and gradients in torch.nn,
# a model of PyTorch gives the same bits in stagename, and training takes the same steps.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
export LC_ALL=C.UTF-8
python=/usr/bin/python3
need_build stagename
"$python" -c 'import torch, numpy' 2>/dev/null || skip_all 'PyTorch is not installed (Debian: python3-torch)'
make_folder torch
cd "$dir" || exit 1

# The program of doc/pytorch.md.
awk '/^```/ { inside = /python/; next } inside' "$srcdir/doc/pytorch.md" >stagename_torch.py
check() { "$python" "$srcdir/tests/torch_check.py" "$@"; } # WORD…

# Compares log-probabilities and gradients of a model with those of PyTorch.
agrees() { # WHAT MODEL [STYLE [KIND]]
    local what=$1 model=$2 found
    shift 2
    "$builddir/tests/interchange" "$model" names.txt gradient.safetensors "$@" >probabilities &&
        found=$(check theirs "$model" names.txt probabilities gradient.safetensors "$@")
    result $? "$what: the same logits to 1e-4 and gradients to 1e-3 (${found:-no answer})"
}

printf '%s\n' Velmora Sigur Rós Kino Alto Meridan Sol Luma Nova Arctura Delphi Orin Mirelle Tansy Oto Bel Varga Quill \
    Ember Haldane Iris Juno Koda Lyra Mosaic Nadir Opal Pax Rook Sable >names.txt
# So many names that no letter is too rare to learn. Only metal names have an X.
{
    printf 'name\tkind\tstyle\n'
    awk -v OFS='\t' '{
        print $0, "person", "pop"; print $0 " Duo", "group", "pop"
        print "Xar" $0, "person", "metal"; print "Xor" $0 " Duo", "group", "metal"
    }' names.txt
} >list.tsv
"$stagename" train --quiet list.tsv -o ours.safetensors --layers 2 --hidden 24 --epochs 40 --rate 0.02 --average 1 \
    --precision float32 >/dev/null
result $? 'a model is trained on a list with styles and kinds'
agrees "a model of stagename in torch.nn.LSTM" ours.safetensors
agrees "with a style" ours.safetensors metal
agrees "with a style and a kind" ours.safetensors pop group
for dtype in float16 bfloat16; do
    "$stagename" convert --quiet ours.safetensors -o "$dtype.safetensors" --dtype "$dtype"
    agrees "in $dtype" "$dtype.safetensors" metal group
done

check ours ours.safetensors theirs.safetensors
agrees "a model of torch.nn.LSTM here, both biases set" theirs.safetensors
bits=$("$stagename" evaluate --quiet theirs.safetensors names.txt)
matches "$bits" "bits_per_char=$(check bits theirs.safetensors names.txt) " \
    "evaluate measures a model of torch.nn.LSTM as PyTorch does"

found=
"$builddir/tests/losses" names.txt start.safetensors >losses && found=$(check train start.safetensors losses)
result $? "ten steps of training have the same losses as torch.optim.AdamW from the same weights (${found:-no answer})"

shares="$(check sample ours.safetensors metal X) $(check sample ours.safetensors pop X)"
awk '{ exit !($1 > 0.7 && $2 < 0.3) }' <<<"$shares"
result $? "names sampled by the page's program have the requested style (X in metal and pop: $shares)"
"$python" stagename_torch.py ours.safetensors 7 metal group >sampled
is "$? $(wc -l <sampled)" "0 7" "and it runs as a program"
"$python" stagename_torch.py ours.safetensors >sampled
is "$? $(wc -l <sampled)" "0 10" "also without a style"
finish
