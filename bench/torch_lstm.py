"""The same network in PyTorch, for comparison: prints characters per second of training or names per second of generating.

Usage: torch_lstm.py train|generate LAYERS HIDDEN BATCH LENGTH

One thread of PyTorch's own: those of the matrix products are OpenBLAS' and follow OPENBLAS_NUM_THREADS, not
set_num_threads.
"""
import sys
import time

import torch
from torch import nn

layers, hidden, batch, length = map(int, sys.argv[2:])
torch.set_num_threads(1)
torch.manual_seed(1)
SYMBOLS, EMBED = 28, 64


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, EMBED)
        self.lstm = nn.LSTM(EMBED, hidden, layers, batch_first=True)
        self.output = nn.Linear(hidden, SYMBOLS)

    def forward(self, x, state=None):
        h, state = self.lstm(self.embedding(x), state)
        return self.output(h), state


def median(values):
    return sorted(values)[len(values) // 2]


def train_rate(model):
    optimizer = torch.optim.AdamW(model.parameters())
    rates = []
    for step in range(25):
        x = torch.randint(SYMBOLS, (batch, length + 1))
        start = time.perf_counter()
        logits, _ = model(x[:, :-1])
        loss = nn.functional.cross_entropy(logits.reshape(-1, SYMBOLS), x[:, 1:].reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step >= 5:
            rates.append(batch * length / (time.perf_counter() - start))
    return median(rates)


@torch.no_grad()
def generate_rate(model):
    rates = []
    for _ in range(4):
        start = time.perf_counter()
        x, state = torch.zeros(batch, 1, dtype=torch.long), None
        for _ in range(length):
            logits, state = model(x, state)
            x = torch.multinomial(torch.softmax(logits[:, 0], -1), 1)
        rates.append(batch / (time.perf_counter() - start))
    return median(rates[1:])


print(round((train_rate if sys.argv[1] == "train" else generate_rate)(Model())))
