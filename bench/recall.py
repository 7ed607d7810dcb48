#!/usr/bin/env python3
"""The two parts of bench/recall.sh that are not commands of stagename.

`plan` splits a list of names into corpora and unseen names, and makes the names to check:
    corpus-SIZE.txt   the names of a corpus, and the artists of the pairs
    pairs.tsv, respelled.tsv    written, artist
    unseen.txt        names that no corpus has
    ask.txt           every name to check, each once
`score` reads the output of `stagename check --json` for ask.txt, and prints one block of the table.
"""
import argparse
import json
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from respell import distance, letters, respell  # noqa: E402

LONG = 7   # letters of a name that counts as long
SHORT = 4  # letters of the shortest name that counts


def read_names(path):
    """The names of a list, without duplicates by letters and digits."""
    names = {}
    with open(path, encoding="utf-8-sig", errors="ignore") as file:
        for line in file:
            name = " ".join(line.split())
            if name.isprintable() and len(letters(name)) > 0:
                names.setdefault(letters(name), name)
    return names


def read_pairs(path):
    """The rows (written, artist) of a file with comments and a header."""
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                rows.append(tuple(line.split("\t")))
    return rows[1:]


def write_lines(folder, name, lines):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def hold_out(names, count):
    """Splits names into unseen ones, which no corpus may have and of which `count` are long, and the others."""
    unseen, long = [], 0
    for name in names:
        if long == count:
            break
        unseen.append(name)
        long += len(letters(name)) >= LONG
    return unseen, names[len(unseen):]


def respelled(names, known, count, seed):
    rows = []
    for name in names:
        written = respell(name, random.Random(f"{seed}/{name}")) if len(rows) < count else None
        if written and letters(written) not in known:
            rows.append((written, name))
    return rows


def plan(options):
    pairs = read_pairs(options.pairs)
    known = read_names(options.list)
    artists = {letters(artist): artist for _, artist in pairs}
    names = [name for key, name in known.items() if key not in artists]
    random.Random(options.seed).shuffle(names)
    if len(names) < 4:
        sys.exit(f"recall.py: {options.list} has {len(names)} names; a list of at least 4 is needed")
    unseen, rest = hold_out(names, min(options.unseen, len(names) // 2))
    counts = {size: len(rest) if size == "all" else min(int(size), len(rest)) for size in options.sizes}
    for size, count in counts.items():
        write_lines(options.folder, f"corpus-{size}.txt", list(artists.values()) + rest[:count])
    rows = respelled(rest[:min(counts.values())], known, options.names, options.seed)
    write_lines(options.folder, "pairs.tsv", map("\t".join, pairs))
    write_lines(options.folder, "respelled.tsv", map("\t".join, rows))
    write_lines(options.folder, "unseen.txt", unseen)
    ask = dict.fromkeys([name for row in pairs + rows for name in row] + unseen)
    write_lines(options.folder, "ask.txt", ask)


def lines_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def read_answers(folder, path):
    """The verdict on each name that was checked."""
    asked = lines_of(folder, "ask.txt")
    with open(path, encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    if len(asked) != len(answers):
        sys.exit(f"recall.py: {path} has {len(answers)} answers to {len(asked)} names; run recall.sh again")
    return dict(zip(asked, answers))


def share(part, whole):
    return f"{100 * part / whole:.1f}" if whole else "-"


def print_shares(label, group, whole, first, second):
    print(f"  {label:<12} {group:<12} {whole:>7} {share(first, whole):>9} {share(second, whole):>9}")


def outcome(answers, written, artist):
    """Whether the verdict is not free, and whether the artist is among the nearest."""
    answer = answers[written]
    near = {letters(entry["name"]) for entry in answer["nearest"]}
    return answer["verdict"] != "free", letters(artist) in near


def print_recall(answers, rows, label):
    """Prints a line for all rows and one for each number of edits. Skips rows whose artist is not in the corpus."""
    rows = [row for row in rows if outcome(answers, row[1], row[1])[1]]
    groups = [("all", rows)]
    edits = {row: distance(letters(row[0]), letters(row[1])) for row in rows}
    for name, least, most in (("1 edit", 1, 1), ("2 edits", 2, 2), ("3 or more", 3, 99)):
        groups.append((name, [row for row in rows if least <= edits[row] <= most]))
    for name, some in groups:
        outcomes = [outcome(answers, *row) for row in some]
        found = sum(a for a, _ in outcomes)
        right = sum(a and b for a, b in outcomes)
        print_shares(label, name, len(some), found, right)


def print_precision(answers, names):
    for label, least, most in (("4-6 letters", SHORT, LONG - 1), ("7 or more", LONG, 10 ** 6)):
        some = [answers[name]["nearest"] for name in names if least <= len(letters(name)) <= most]
        first = sum(1 for near in some if near and near[0]["reason"] == "sound")
        any_ = sum(1 for near in some if any(entry["reason"] == "sound" for entry in near))
        print_shares("unseen", label, len(some), first, any_)


def print_misses(answers, rows):
    for written, artist in rows:
        found, right = outcome(answers, written, artist)
        if not (found and right) and outcome(answers, artist, artist)[1]:
            answer = answers[written]
            near = "; ".join(f"{entry['name']} ({entry['reason']})" for entry in answer["nearest"])
            print("\t".join(["missed", written, artist, answer["verdict"], near]))


def print_neighbours(answers, names):
    for name in names:
        for entry in answers[name]["nearest"]:
            if entry["reason"] == "sound" and len(letters(name)) >= LONG:
                print("\t".join(["sound", name, entry["name"], answers[name]["verdict"], ""]))


def score(options):
    answers = read_answers(options.folder, options.answers)
    sets = {name: [tuple(line.split("\t")) for line in lines_of(options.folder, name + ".tsv")]
            for name in ("pairs", "respelled")}
    unseen = lines_of(options.folder, "unseen.txt")
    if options.misses:
        for rows in sets.values():
            print_misses(answers, rows)
        print_neighbours(answers, unseen)
        return
    print(f"  {'recall':<25} {'names':>7} {'found %':>9} {'right %':>9}")
    for name, rows in sets.items():
        print_recall(answers, rows, name)
    print(f"  {'by sound':<25} {'names':>7} {'first %':>9} {'any %':>9}")
    print_precision(answers, unseen)


def main():
    parser = argparse.ArgumentParser(description="Makes and scores the names of bench/recall.sh.")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("plan", help="split a list and make the names to check")
    one.add_argument("list", help="names, one a line")
    one.add_argument("pairs", help="tests/misspelled_artists.tsv")
    one.add_argument("folder", help="where the files are written")
    one.add_argument("sizes", nargs="+", help="sizes of the corpora: a number or all")
    one.add_argument("--names", type=int, default=2000, help="names to respell (default: 2000)")
    one.add_argument("--unseen", type=int, default=10000,
                     help="unseen names of 7 letters or more (default: 10000)")
    one.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    one.set_defaults(run=plan)
    two = commands.add_parser("score", help="print the table of one corpus")
    two.add_argument("folder", help="the folder that plan wrote")
    two.add_argument("answers", help="the output of `stagename check --json` for ask.txt")
    two.add_argument("--misses", action="store_true", help="print the names instead of shares (TSV)")
    two.set_defaults(run=score)
    options = parser.parse_args()
    try:
        options.run(options)
    except OSError as error:
        sys.exit(f"recall.py: {error}")


if __name__ == "__main__":
    main()
