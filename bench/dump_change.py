#!/usr/bin/env python3
"""Changes a dump that dump.py wrote, and writes names like those of its artists:

    dump_change.py change DUMP SEED >CHANGED    one artist in a hundred is new, one in 500 gone, about as many moved
    dump_change.py names N SEED >names.tsv      N names, of which one in fifty may be in another script
"""
import random
import sys

import dump


def move(line):
    """The artist in another country, or in none."""
    if '"country":null' in line:
        return line.replace('"country":null', '"country":"SE"', 1)
    return line.replace('"country":"US"', '"country":null', 1)


def change(path, seed):
    rng = random.Random(seed)
    dump.rng.seed(seed + 1000)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            x = rng.random()
            if x > 0.99:
                print(dump.row())
            if x >= 0.002:
                print((move(line) if x < 0.004 else line).rstrip("\n"))


def names(count, seed):
    dump.rng.seed(seed)
    print("name")
    for i in range(count):
        print(dump.artist_name() if i % 50 == 0 else dump.latin_name())


if sys.argv[1] == "change":
    change(sys.argv[2], int(sys.argv[3]))
else:
    names(int(sys.argv[2]), int(sys.argv[3]))
