#!/usr/bin/env bash
# Our network and PyTorch's are one: a model trained here gives the same logits and gradients in torch.nn, and one made
# there the same bits here.
set -u
export LC_ALL=C.UTF-8

srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(cd "${builddir:-.}" && pwd)
# shellcheck source=tests/tap.sh
. "$srcdir/tests/tap.sh"
stagename=$builddir/stagename
python=/usr/bin/python3
[ -x "$stagename" ] || skip_all "$stagename is not built"
"$python" -c 'import torch, numpy' 2>/dev/null || skip_all 'PyTorch is not installed (Debian: python3-torch)'
make_folder torch
cd "$dir" || exit 1

printf '%s\n' Velmora Sigur Rós Kino Alto Meridan Sol Luma Nova Arctura Delphi Orin Mirelle Tansy Oto Bel Varga Quill \
    Ember Haldane Iris Juno Koda Lyra Mosaic Nadir Opal Pax Rook Sable >names.txt
{ cat names.txt && sed 's/$/ Duo/' names.txt; } >list.txt # so that no letter is too rare to be learnt
"$stagename" train --quiet list.txt -o ours.safetensors --layers 2 --hidden 24 --epochs 3 --precision float32 >/dev/null
"$builddir/tests/interchange" ours.safetensors names.txt gradient.safetensors >probabilities
result $? 'our network computes log-probabilities and gradients'
found=$("$python" "$srcdir/tests/torch_check.py" theirs ours.safetensors names.txt probabilities gradient.safetensors)
result $? "a model of ours in torch.nn.LSTM: the same logits to 1e-4 and gradients to 1e-3 ($found)"

"$python" "$srcdir/tests/torch_check.py" ours ours.safetensors theirs.safetensors
"$builddir/tests/interchange" theirs.safetensors names.txt gradient.safetensors >probabilities
found=$("$python" "$srcdir/tests/torch_check.py" theirs theirs.safetensors names.txt probabilities gradient.safetensors)
result $? "a model of torch.nn.LSTM here, both biases set: the same logits and gradients ($found)"
bits=$("$stagename" evaluate --quiet theirs.safetensors names.txt)
matches "$bits" "bits_per_char=$("$python" "$srcdir/tests/torch_check.py" bits theirs.safetensors names.txt) " \
    "evaluate measures a model of torch.nn.LSTM as PyTorch does"
finish
