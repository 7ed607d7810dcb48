#!/usr/bin/python3
"""Fits the weights of appeal (src/appeal/appeal.c) to readers' marks: ridge regression of the mean mark on the features.

Usage: appeal_fit.py TABLE MARKS...
TABLE is what bench/features prints; MARKS are lines "name TAB mark" (1 to 5), one file per reader. Prints the weights as
initialisers, scaled so that a mark of 2.7 is an appeal of 0.5, how many names have each feature, and the correlation
with the marks under five-fold cross-validation.
"""
import collections
import random
import sys

MIDDLE, SCALE, RIDGE = 2.7, 1.6, 4.0


def read_table(path):
    with open(path, encoding="utf-8") as f:
        header = f.readline().rstrip("\n").split("\t")
        rows = [line.rstrip("\n").split("\t") for line in f]
    names = ["classifier"] + header[3:]
    clip = lambda x: max(-4.0, min(4.0, x))
    return names, {r[0]: [clip(float(r[2]))] + [float(x) for x in r[3:]] for r in rows}


def read_marks(paths):
    """Mean marks. Readers differ in strictness: the marks of each are shifted to the mean of all readers."""
    marks, readers = collections.defaultdict(list), []
    for path in paths:
        with open(path, encoding="utf-8") as f:
            readers.append([line.rstrip("\n").split("\t")[:2] for line in f])
    overall = sum(float(m) for r in readers for _, m in r) / sum(map(len, readers))
    for reader in readers:
        mean = sum(float(mark) for _, mark in reader) / len(reader)
        for name, mark in reader:
            marks[name].append(float(mark) - mean + overall)
    return {name: sum(m) / len(m) for name, m in marks.items()}


def solve(a, b):
    n = len(b)
    rows = [list(a[i]) + [b[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def fit(data):
    """Weights; the last is the constant, which ridge regression does not shrink."""
    width = len(data[0][0]) + 1
    a = [[0.0] * width for _ in range(width)]
    b = [0.0] * width
    for features, mark in data:
        x = features + [1.0]
        for i in range(width):
            b[i] += x[i] * mark
            for k in range(width):
                a[i][k] += x[i] * x[k]
    for i in range(width - 1):
        a[i][i] += RIDGE
    return solve(a, b)


def predict(weights, features):
    return weights[-1] + sum(w * x for w, x in zip(weights, features))


def correlation(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    cov = sum((a - mx) * (b - my) for a, b in zip(x, y))
    return cov / (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5


names, table = read_table(sys.argv[1])
marks = read_marks(sys.argv[2:])
data = [(table[name], mark) for name, mark in marks.items() if name in table]
random.Random(1).shuffle(data)
predicted = []
for fold in range(5):
    weights = fit([d for i, d in enumerate(data) if i % 5 != fold])
    predicted += [(predict(weights, f), m) for i, (f, m) in enumerate(data) if i % 5 == fold]
print(f"{len(data)} names, cross-validated correlation {correlation(*zip(*predicted)):.3f}")
weights = fit(data)
print(f"bias = {SCALE * (weights[-1] - MIDDLE):.2f}, classifier_weight = {SCALE * weights[0]:.2f}")
for name, weight, column in zip(names[1:], weights[1:], list(zip(*[f for f, _ in data]))[1:]):
    print(f"    [FEATURE_{name.upper()}] = {SCALE * weight:.2f}F, /* {sum(x != 0 for x in column)} names */")
