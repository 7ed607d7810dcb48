#!/usr/bin/python3
"""Writes the corpus of the base model: words, collocations, names and places from installed Debian packages and the
npm package humannames, and the bundled artists. `make base` runs it; doc/base.md lists the sources and licences.

Usage: base.py ARTISTS.tsv HUMANNAMES.txt >base.tsv       name, kind and style, with a header line
       base.py --words ARTISTS.tsv HUMANNAMES.txt >words.tsv   the word list that the appeal score reads
"""
import collections
import csv
import gzip
import pathlib
import random
import re
import sys
import unicodedata

DICT = pathlib.Path("/usr/share/dict")
WORDNET = pathlib.Path("/usr/share/wordnet")
# Words of other languages: the same number of each, short ones first, because names have short words.
LANGUAGES = {"french": "french", "german": "ngerman", "spanish": "spanish", "italian": "italian",
             "portuguese": "portuguese", "dutch": "dutch", "swedish": "swedish", "norwegian": "bokmaal",
             "catalan": "catalan", "polish": "polish"}
OF_LANGUAGE = {"catalan": 4000, "polish": 5000, "norwegian": 5000}
rng = random.Random(1)


def lines(path):
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return data.decode("latin-1").splitlines()


def frequencies():
    """The frequency of each word in the tagged texts of WordNet, summed over its senses."""
    counts = collections.Counter()
    for line in lines(WORDNET / "cntlist.rev"):
        key, _, count = line.split()
        counts[key.split("%")[0]] += int(count)
    return counts


def parts_of_speech():
    """The usual part of speech of each word, including inflected forms: N noun, P plural noun, J adjective, V verb form,
    D adverb."""
    letters = {"1": "N", "2": "V", "3": "J", "4": "D", "5": "J"}
    counts = collections.defaultdict(collections.Counter)
    for line in lines(WORDNET / "cntlist.rev"):
        key, _, count = line.split()
        word, sense = key.split("%")
        counts[word][letters[sense[0]]] += int(count)
    for part, letter in (("noun", "N"), ("adj", "J"), ("adv", "D"), ("verb", "V")):
        for word in lemmas(part):
            counts[word][letter] += 0.5
    usual = {word: max(c, key=c.get) for word, c in counts.items()}

    def of(word):
        if word in usual:
            return usual[word]
        for ending, stems, letter in (("ies", ("y",), "P"), ("es", ("", "e"), "P"), ("s", ("",), "P"),
                                      ("ed", ("", "e"), "V"), ("ing", ("", "e"), "V"), ("er", ("", "e"), "J"),
                                      ("est", ("", "e"), "J"), ("ly", ("",), "D")):
            if word.endswith(ending):
                for stem in stems:
                    kind = usual.get(word[: -len(ending)] + stem)
                    if kind:
                        return "V" if letter == "P" and kind == "V" else letter
        return ""

    return of


def lemmas(part):
    return [line.split(" ", 1)[0] for line in lines(WORDNET / f"index.{part}") if not line.startswith(" ")]


def is_plain(word):
    return re.fullmatch("[a-z]{2,14}", word) is not None


def title(text):
    small = {"of", "the", "and", "in", "a", "to", "for", "on", "at", "by", "de", "la", "le", "du", "des", "von", "van"}
    words = text.split(" ")
    return " ".join(w if i and w in small else w[:1].upper() + w[1:] for i, w in enumerate(words))


def artists(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def persons(rows, count):
    """Random pairs of given and family names of bundled persons from the same country."""
    given, family = collections.defaultdict(list), collections.defaultdict(list)
    for row in rows:
        words = row["name"].split(" ")
        if row["kind"] == "person" and row["country"] and len(words) == 2 and all(len(w) > 2 for w in words):
            given[row["country"]].append(words[0])
            family[row["country"]].append(words[1])
    countries = [c for c in given for _ in range(len(given[c]))]
    return {f"{rng.choice(given[c])} {rng.choice(family[c])}" for c in rng.choices(countries, k=count)}


def places():
    found = set()
    for path in pathlib.Path("/usr/share/zoneinfo").glob("*/*"):
        if re.fullmatch("[A-Z][A-Za-z_]+", path.name) and path.parent.name not in ("Etc", "SystemV"):
            found.add(path.name.replace("_", " "))
    for line in lines(pathlib.Path("/usr/share/misc/cities.dat.gz")):
        match = re.match(r"Name\s+: (.+)", line)
        if match:
            found.add(match[1].strip())
    return found


def pairs(counts, count):
    """Adjective and noun, or noun and noun: random pairs, common words more often."""
    def common(part):
        words = [w for w in lemmas(part) if is_plain(w) and len(w) <= 9 and counts[w] > 0]
        return words, [min(counts[w], 60) ** 0.5 for w in words]
    nouns, adjectives = common("noun"), common("adj")
    found = set()
    while len(found) < count:
        first = adjectives if rng.random() < 0.5 else nouns
        a, b = rng.choices(*first)[0], rng.choices(*nouns)[0]
        if a != b and len(a) + len(b) <= 14:
            found.add(title(f"{a} {b}"))
    return found


def write_corpus(artists_path, names_path):
    counts = frequencies()
    rows = []

    def add(style, names, kind=""):
        rows.extend((name, kind, style) for name in sorted(names))

    small = {w for w in lines(DICT / "american-english-small") if is_plain(w)}
    known = {w for part in ("noun", "verb", "adj", "adv") for w in lemmas(part) if is_plain(w)}
    words = sorted((small & known) | {w for w in known if counts[w]} | set(rng.sample(sorted(small - known), 9000)))
    add("english", {w if rng.random() < 0.3 else w.capitalize() for w in words})
    # The more common words a second time, so that the model learns them better.
    add("english", {w.capitalize() if rng.random() < 0.5 else w.upper() if rng.random() < 0.1 else w for w in words
                    if counts[w] > 1})
    phrases = [p.replace("_", " ") for part in ("noun", "adj") for p in lemmas(part) if "_" in p]
    phrases = [p for p in phrases if re.fullmatch("[a-z' -]{5,22}", p) and p.count(" ") <= 2]
    add("phrase", {title(p) if rng.random() < 0.9 else p for p in phrases})
    add("pair", pairs(counts, 45000))
    bundled = artists(artists_path)
    add("name", set(rng.sample([n for n in lines(pathlib.Path(names_path)) if 3 <= len(n) <= 10], 22000)))
    add("name", set(lines(DICT / "propernames.gz")))
    add("persons", persons(bundled, 22000), "person")
    add("place", places())
    for style, file in LANGUAGES.items():
        found = [w for w in (unicodedata.normalize("NFC", line.split("/")[0]) for line in lines(DICT / file))
                 if 3 <= len(w) <= 10 and w.isalpha() and w == w.lower()]
        found = rng.sample(sorted(set(found)), OF_LANGUAGE.get(style, 9000))
        add(style, {w.capitalize() if rng.random() < 0.7 else w for w in found})
    rows.extend((a["name"], a["kind"], a["style"]) for a in bundled)
    rng.shuffle(rows)
    print("name\tkind\tstyle")
    for row in rows:
        print("\t".join(row))


def write_words(artists_path, names_path):
    """Prints folded words and their classes: c common, k known, r rare English words; n personal names; a words in the
    names of several bundled artists, but in no list. A word can have n and one of the others. A part of speech
    (N, P, J, V, D) and a mark from 1 to 5 may follow."""
    counts = frequencies()

    letters = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe", "đ": "d", "ð": "d",
                             "þ": "th", "ı": "i"})

    def fold(word):
        word = word.translate(letters)
        return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if "a" <= c <= "z")

    bundled = artists(artists_path)
    classes = {}
    tiers = (("c", [w for w in lines(DICT / "american-english-small") if counts[w] or (len(w) < 4 and w.islower())]),
             ("k", lines(DICT / "american-english-small")), ("k", lines(DICT / "american-english")),
             ("r", lines(DICT / "american-english-large")))
    people = {fold(n) for n in lines(DICT / "propernames.gz")}
    for letter, words in tiers:
        for word in words:
            if "'" not in word and word[:1].islower():
                classes.setdefault(fold(word), letter)
            elif "'" not in word:
                people.add(fold(word))
    parts = collections.Counter()
    used = collections.Counter()
    for row in bundled:
        words = [fold(w) for w in row["name"].split(" ")]
        used.update(set(words))
        if row["kind"] == "person" and len(words) == 2:
            parts.update(words)
    people |= {word for word, n in parts.items() if n >= 3}
    out = {word: letter for word, letter in classes.items() if 2 <= len(word) <= 16}
    for word in people:
        if 2 < len(word) <= 16:
            out[word] = out.get(word, "") + "n"
    for word, n in used.items():
        if n >= 3 and len(word) >= 2:
            out.setdefault(word, "a")
    marks = dict(line.split("\t") for line in lines(pathlib.Path(__file__).with_name("word_marks.tsv")) if line[0] != "#")
    part_of = parts_of_speech()
    print("# word, classes, part of speech and mark; made by data/base.py --words (make words)")
    for word in sorted(out):
        english = set(out[word]) & set("ckr")
        print(f"{word}\t{out[word]}{part_of(word) if english else ''}{marks.get(word, '')}")


if __name__ == "__main__":
    if sys.argv[1] == "--words":
        write_words(*sys.argv[2:])
    else:
        write_corpus(*sys.argv[1:])
