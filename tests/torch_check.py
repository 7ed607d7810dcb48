"""Holds our network against PyTorch's, in both directions; torch.sh runs it.

    torch_check.py theirs MODEL NAMES PROBABILITIES GRADIENT   our model in nn.LSTM: log-probabilities and gradients
    torch_check.py ours MODEL OUT                              a random nn.LSTM with MODEL's alphabet, as a file
    torch_check.py bits MODEL NAMES                            bits per character of names under nn.LSTM
"""
import json
import math
import struct
import sys

import torch
from torch import nn


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        tensors[name] = torch.frombuffer(bytearray(data[8 + length + start : 8 + length + end]), dtype=torch.float32)
        tensors[name] = tensors[name].reshape(entry["shape"])
    return metadata, tensors


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


class Model(nn.Module):
    def __init__(self, metadata):
        super().__init__()
        layers, hidden, embed = (int(metadata[k]) for k in ("layers", "hidden", "embed"))
        self.alphabet = metadata["alphabet"]
        outputs = 1 + len(self.alphabet)
        labels = len(json.loads(metadata["styles"])) + len(json.loads(metadata["kinds"]))
        self.embedding = nn.Embedding(outputs + labels, embed)
        self.lstm = nn.LSTM(embed, hidden, layers)
        self.output = nn.Linear(hidden, outputs)

    def symbols(self, name):
        return [1 + self.alphabet.index(c) for c in name]

    def log_probabilities(self, name):
        h, _ = self.lstm(self.embedding(torch.tensor([0] + self.symbols(name))))
        return torch.log_softmax(self.output(h), -1)

    def loss(self, names):
        nats, count = 0, 0
        for name in names:
            targets = torch.tensor(self.symbols(name) + [0])
            nats = nats - self.log_probabilities(name)[torch.arange(len(targets)), targets].sum()
            count += len(targets)
        return nats / count


def load(path):
    metadata, tensors = read(path)
    model = Model(metadata)
    model.load_state_dict(tensors)
    return model


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def theirs(path, names, probabilities, gradient):
    model, names = load(path), lines(names)
    worst = 0
    expected = [model.log_probabilities(name) for name in names]
    seen = 0
    for line in lines(probabilities):
        name, step, *values = line.split()
        row = torch.tensor([float(v) for v in values])
        worst = max(worst, (row - expected[int(name)][int(step)]).abs().max().item())
        seen += 1
    assert seen == sum(len(name) + 1 for name in names)
    model.loss(names).backward()
    _, ours = read(gradient)
    worst_gradient = 0
    for name, parameter in model.named_parameters():
        if "bias_hh" in name:
            continue  # ours is one bias a gate
        scale = parameter.grad.abs().max().item()
        worst_gradient = max(worst_gradient, (ours[name] - parameter.grad).abs().max().item() / scale)
    print(f"logits {worst:.2e} gradients {worst_gradient:.2e}")
    return worst < 1e-4 and worst_gradient < 1e-3


torch.manual_seed(1)
torch.set_num_threads(1)
what = sys.argv[1]
if what == "theirs":
    sys.exit(0 if theirs(*sys.argv[2:]) else 1)
if what == "ours":
    metadata, _ = read(sys.argv[2])
    write(sys.argv[3], metadata, Model(metadata).state_dict())
if what == "bits":
    print(f"{load(sys.argv[2]).loss(lines(sys.argv[3])).item() / math.log(2):.4f}")
