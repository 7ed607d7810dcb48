"""Compares our network with PyTorch's, in both directions; torch.sh runs it, with the program of doc/pytorch.md as
stagename_torch.py in the working directory.

    torch_check.py theirs MODEL NAMES PROBABILITIES GRADIENT [STYLE [KIND]]   our model in nn.LSTM: log-probabilities
                                                                              and gradients
    torch_check.py ours MODEL OUT                              a random nn.LSTM with MODEL's alphabet, as a file
    torch_check.py bits MODEL NAMES                            bits per character of names under nn.LSTM
    torch_check.py sample MODEL STYLE LETTERS                  share of names of a style that have one of these letters
    torch_check.py train MODEL LOSSES                          ten steps of torch.optim.AdamW from MODEL, beside ours
                                                               (tests/losses.c)
"""
import json
import math
import os
import struct
import sys

import torch

sys.path.insert(0, os.getcwd())
from stagename_torch import Names, load, read


def write(path, metadata, tensors):
    header, body = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        data = bytes(tensor.detach().contiguous().flatten().numpy().tobytes())
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def loss(model, names, style=None, kind=None):
    nats, count = 0, 0
    for name in names:
        targets = torch.tensor(model.characters(name) + [0])
        nats = nats - model.log_probabilities(name, style, kind)[torch.arange(len(targets)), targets].sum()
        count += len(targets)
    return nats / count


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def theirs(path, names, probabilities, gradient, style=None, kind=None):
    model, names = load(path), lines(names)
    worst = 0
    expected = [model.log_probabilities(name, style, kind) for name in names]
    seen = 0
    for line in lines(probabilities):
        name, step, *values = line.split()
        row = torch.tensor([float(v) for v in values])
        worst = max(worst, (row - expected[int(name)][int(step)]).abs().max().item())
        seen += 1
    assert seen == sum(len(name) + 1 for name in names)
    loss(model, names, style, kind).backward()
    _, ours = read(gradient)
    worst_gradient = 0
    for name, parameter in model.named_parameters():
        if "bias_hh" in name:
            continue  # ours has one bias per gate
        scale = parameter.grad.abs().max().item()
        worst_gradient = max(worst_gradient, (ours[name] - parameter.grad).abs().max().item() / scale)
    print(f"logits {worst:.2e} gradients {worst_gradient:.2e}")
    return worst < 1e-4 and worst_gradient < 1e-3


def sample(path, style, letters):
    model, count = load(path), 200
    names = [model.sample(style) for _ in range(count)]
    print(f"{sum(any(letter in letters for letter in name) for name in names) / count:.2f}")


def share_of_rate(step, steps):
    """Share of the peak rate: linear warm-up in the first tenth, then half a cosine down to a hundredth."""
    x = step / steps
    if x < 0.1:
        return x / 0.1 + 0.02
    return 0.01 + 0.99 * (1 + math.cos(math.pi * (x - 0.1) / 0.9)) / 2


def train(path, losses):
    """Whether PyTorch's optimizer gives the same losses."""
    words = [line.split(" ", 1) for line in lines(losses)]
    settings = dict(rest.split() for word, rest in words if word == "set")
    learnt, held = ([rest for word, rest in words if word == which] for which in ("learn", "hold"))
    ours = [[float(x) for x in rest.split()] for word, rest in words if word == "bits"]
    model, mean = load(path), load(path)
    for name, parameter in model.named_parameters():
        parameter.requires_grad = "bias_hh" not in name  # ours has one bias per gate
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    means = [parameter for name, parameter in mean.named_parameters() if "bias_hh" not in name]
    adam = torch.optim.AdamW(
        trained, lr=float(settings["rate"]), betas=(0.9, 0.99), eps=1e-8, weight_decay=float(settings["decay"])
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: share_of_rate(step, len(ours)))
    worst = 0
    for step, (bits_learnt, bits_held) in enumerate(ours):
        nats = loss(model, learnt)
        adam.zero_grad()
        nats.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        adam.step()
        schedule.step()
        with torch.no_grad():
            for of_mean, parameter in zip(means, trained):
                of_mean += (parameter - of_mean) / min(step + 1, int(settings["average"]))
            theirs_held = loss(mean, held).item() / math.log(2)
        worst = max(worst, abs(nats.item() / math.log(2) - bits_learnt), abs(theirs_held - bits_held))
    print(f"bits apart {worst:.2e}")
    return len(ours) == 10 and worst < 1e-3


torch.manual_seed(1)
torch.set_num_threads(1)
what = sys.argv[1]
if what == "theirs":
    sys.exit(0 if theirs(*sys.argv[2:]) else 1)
if what == "ours":
    metadata, _ = read(sys.argv[2])
    write(sys.argv[3], metadata, Names(metadata).state_dict())
if what == "bits":
    print(f"{loss(load(sys.argv[2]), lines(sys.argv[3])).item() / math.log(2):.4f}")
if what == "train":
    sys.exit(0 if train(*sys.argv[2:]) else 1)
if what == "sample":
    sample(*sys.argv[2:])
