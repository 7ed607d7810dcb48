#!/usr/bin/env python3
"""Respells artist names by ear: respell.py [options] [FILE] prints "written TAB artist", one line per name.

FILE (default: standard input) has one name per line. Each name gets one to three substitutions from a table of
spelling habits: English first, then German, French, Spanish, Slavic and romanised Japanese. The table is
independent of the judge, so that bench/recall.sh can measure how many respelled names the judge finds. The
result always differs from the name after lower-casing and removing all but letters and digits. A name that no
rule fits is left out: names in other scripts than Latin, names of less than four letters, abbreviations. The
same seed and names give the same result.
"""
import argparse
import random
import re
import sys
import unicodedata

# ---- letters and distance ----

UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss",
                              "æ": "ae", "œ": "oe", "ı": "i"})


def plain(text):
    """The text in lower case, without accents."""
    text = unicodedata.normalize("NFKD", text.lower().translate(UNDECOMPOSED))
    return "".join(c for c in text if not unicodedata.combining(c))


def letters(text):
    """The letters and digits of a text, by which two spellings are compared."""
    return "".join(c for c in plain(text) if c.isalnum())


def distance(a, b):
    """The number of insertions, deletions, substitutions and swaps of neighbours that turn a into b."""
    before, row = [], list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            least = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return row[-1]


# ---- the rules ----
# A rule is a weight, a pattern and its replacements, of which one is chosen at random. A pattern is matched
# against one word in lower case; \b is the beginning or the end of the word.

C = "bcdfghjklmnpqrstvwxz"
V = "aeiouy"
BEFORE = f"(?<=[{C}])"  # after a consonant
NEXT = f"(?=[{C}])"     # before a consonant
LATER = rf"(?<=[{V}][{C}])"  # not in the first syllable

RULES = [
    # consonants with the same sound
    (6, r"ph", ("f",)),
    (2, r"(?<![fp])f(?![ft])", ("ph",)),
    (2, rf"(?<=[{V}])ff", ("ph",)),
    (4, r"ck\b", ("k", "c")),
    (4, r"ck(?=.)", ("k", "kk", "c")),
    (3, r"\bk(?=[aour])", ("c",)),
    (2, rf"(?<=[{V}lnr])k(?=[aou])", ("c", "ck")),
    (3, rf"(?<=[{V}])k\b", ("ck", "c")),
    (2, r"(?<=[lnrs])k\b", ("c", "ck")),
    (3, r"(?<![csx])c(?=[aourlt])", ("k",)),
    (3, r"c\b", ("k", "ck")),
    (2, r"cc(?=[aour])", ("ck", "k", "c")),
    (3, r"(?<![cs])c(?=[eiy])", ("s", "ss")),
    (2, r"\bs(?=[eiy])", ("c",)),
    (3, r"sc(?=[eiy])", ("s", "c")),
    (4, r"(?<=.)x\b", ("ks", "cks", "cs")),
    (3, r"(?<=[^c])x(?=.)", ("ks", "cks", "cs")),
    (3, r"\bx", ("z",)),
    (4, r"ck?s\b", ("x",)),
    (3, r"ks\b", ("x", "cks")),
    (4, r"qu(?=[aeio])", ("kw",)),
    (2, r"kw", ("qu",)),
    (4, r"que\b", ("k", "ck", "c")),
    (5, r"t?sch(?=.)", ("sh", "ch")),
    (3, r"(?<![st])ch\b", ("tch",)),
    (4, r"tch", ("ch",)),
    (4, r"ch(?=[lrn])", ("k", "c")),
    (2, r"sh\b", ("sch",)),
    (3, r"sz", ("sh", "s")),
    (3, r"cz", ("ch", "tch")),
    (3, r"tz", ("ts", "z")),
    (2, r"(?<=[lrnt])z\b", ("tz", "s")),
    (2, rf"(?<=[{V}n])ts\b", ("tz",)),
    (4, r"dge", ("ge", "je")),
    (3, r"\bg(?=e[no]|ia|io)", ("j",)),
    (3, r"(?<=[nrad])g(?=e)", ("j",)),
    (2, r"j(?=[ei])", ("g",)),
    (3, r"dj", ("j",)),
    (1, r"\bj(?=[aou])", ("dj",)),
    (1, r"\by(?=[ou])", ("j",)),
    (3, rf"(?<=[{V}])s(?=[{V}])", ("z",)),
    (3, rf"(?<=[{V}])z(?=[{V}])", ("s", "zz")),
    (3, rf"(?<=[{V}bdglmnrvw])s\b", ("z",)),
    (2, r"z\b", ("s",)),
    (1, r"\bv(?=[aeio])", ("w",)),
    (1, r"\bw(?=[aeio])", ("v",)),
    (2, r"v\b", ("ff", "f")),
    (2, r"ov\b", ("off", "of")),
    # silent letters
    (5, r"wh(?=[aei])", ("w",)),
    (2, r"\bw(?=[aei])", ("wh",)),
    (5, r"\bkn", ("n",)),
    (5, r"\bwr", ("r",)),
    (1, r"\br(?=[aio])", ("wr", "rh")),
    (4, r"\brh", ("r",)),
    (5, r"mb\b", ("m",)),
    (4, r"mn\b", ("m",)),
    (4, r"\bps(?=y)", ("s",)),
    (5, r"ight", ("ite", "yte")),
    (4, r"igh\b", ("y", "ie")),
    (4, r"eigh", ("ay", "ei")),
    (4, r"(?<=[au])ght", ("t",)),
    (4, r"\bgh", ("g",)),
    (4, r"gh\b", ("",)),
    (1, r"th(?=[aor])", ("t",)),
    (2, r"(?<=[aeo])h\b", ("",)),
    (2, rf"{BEFORE}a\b", ("ah", "er")),
    (1, rf"{BEFORE}o\b", ("oh", "ow")),
    (2, rf"(?<=[{V}][lnrts])e\b", ("",)),
    (1, rf"(?<=\b[{C}][aeiou][lnt])\b", ("e",)),
    # letters doubled and undoubled
    (7, r"([bdfglmnprstz])\1", (r"\1",)),
    (4, rf"(?<=[{C}][aeiou])([bdfglmnprtz])(?=[{V}])(?!e[sd]?\b|.i[aou])", (r"\1\1",)),
    (2, rf"(?<=[{C}][aeiou])([flnst])\b", (r"\1\1",)),
    # whole endings
    (6, r"t?tion", ("shun", "shon")),
    (5, r"s?sion", ("shun", "tion")),
    (5, r"cian", ("shun", "tian")),
    (5, r"[ct]ious", ("shus", "shous")),
    (5, r"[ct]ial", ("shal", "shul")),
    (4, rf"{BEFORE}le\b", ("el", "il", "al")),
    (4, rf"{BEFORE}el\b", ("le", "ell", "il")),
    (3, rf"{BEFORE}al\b", ("el", "le", "all")),
    (4, r"able\b", ("ible",)),
    (4, r"ible\b", ("able",)),
    (4, r"(?<=.)ance", ("ence", "anse")),
    (4, r"(?<=.)ence", ("ance", "ense")),
    (3, rf"{LATER}ant", ("ent",)),
    (3, rf"{LATER}ent", ("ant", "int")),
    (4, rf"{LATER}ous\b", ("us", "is")),
    (3, rf"{LATER}us\b", ("is", "ous", "uss")),
    (3, rf"{LATER}um\b", ("em", "am", "umm")),
    (4, rf"{BEFORE}er\b", ("or", "ar", "ur", "a", "re")),
    (4, rf"{BEFORE}or\b", ("er", "ar", "our")),
    (4, rf"{BEFORE}ar\b", ("er", "or")),
    (4, rf"(?<=[bt])re\b", ("er",)),
    (3, rf"{LATER}en\b", ("an", "on", "in")),
    (3, rf"{LATER}on\b", ("en", "an", "in")),
    (3, rf"{LATER}an\b", ("en", "on")),
    (3, rf"{LATER}in\b", ("en", "inn")),
    (3, r"ing\b", ("in", "yng")),
    (3, rf"(?<=[{V}][{C}])y\b", ("ie", "ey", "i")),
    (3, rf"(?<=[{C}][{C}])y\b", ("ie", "ey", "i")),
    (4, rf"{BEFORE}ie\b", ("y", "ey", "i", "ee")),
    (4, rf"{BEFORE}ey\b", ("y", "ie", "i")),
    (3, rf"{BEFORE}i\b", ("y", "ie", "ee")),
    (3, rf"{BEFORE}ee\b", ("y", "ie", "ey")),
    # vowels with the same sound
    (5, rf"ee(?=[{C}])", ("ea", "ie", "i")),
    (5, r"ea(?=d|th)", ("e",)),
    (5, r"ea(?=[ckglmnprstvz])", ("ee", "ie")),
    (4, rf"ie(?=[{C}])", ("ee", "ei", "ea")),
    (4, rf"ei(?=[{C}])", ("ie", "ee", "ai")),
    (4, r"ay", ("ai", "ey")),
    (4, rf"ai(?=[{C}])", ("ay", "ei")),
    (4, r"ai([dlmnrt])\b", (r"a\1e", r"ay\1e")),
    (3, r"a([dklmnptv])e\b", (r"ai\1", r"ay\1", r"ai\1e")),
    (4, r"ou(?!s\b)(?=[dnrst])", ("ow",)),
    (2, rf"ou(?!s\b)(?=[{C}])", ("oo", "u")),
    (4, r"ow(?=[dnl])", ("ou",)),
    (3, r"ow\b", ("o", "oe", "oh")),
    (4, r"au", ("aw", "o")),
    (4, rf"aw(?=[{C}]|\b)", ("au", "or")),
    (4, r"oa([dklmnpt])\b", (r"o\1e", r"ow\1")),
    (3, r"o([dklmnpt])e\b", (r"oa\1", r"oa\1e", r"ow\1")),
    (5, r"oo", ("u", "ou", "ew")),
    (3, r"ew", ("oo", "ue", "u")),
    (3, r"ue\b", ("ew", "oo")),
    (2, rf"u(?=[{C}][{V}])", ("oo", "ou")),
    (3, rf"(?<=[{C}])i([dklmnptv])e\b", (r"y\1e", r"ie\1")),
    (3, rf"(?<=[{C}])y(?=[{C}])", ("i",)),
    (2, rf"(?<=[{C}])i(?!gh)(?=[{C}])", ("y",)),
    (3, rf"er(?=[{C}])", ("ur", "ir")),
    (3, rf"ir(?=[{C}])", ("er", "ur")),
    (3, rf"ur(?=[{C}])", ("er", "ir")),
    (3, r"ae", ("e", "ay")),
    (3, r"oe", ("o", "e")),
    (4, r"eau", ("o", "oh")),
    (3, r"eu", ("oi", "oy")),
    (3, r"oi", ("oy",)),
    (3, r"oy(?=.)", ("oi",)),
    (4, r"stein\b", ("stine", "stien", "stain")),
    (3, r"ij", ("i", "iy")),
    # vowels without stress
    (2, rf"(?<=[{V}][{C}])a{NEXT}", ("e", "o")),
    (2, rf"(?<=[{V}][{C}])e{NEXT}", ("a", "i")),
    (2, rf"(?<=[{V}][{C}])i{NEXT}", ("e",)),
    (2, rf"(?<=[{V}][{C}])o{NEXT}", ("a", "e")),
    (2, rf"(?<=[{V}][{C}])u{NEXT}", ("o", "a")),
    (1, rf"(?<=[{V}][{C}][{C}])a{NEXT}", ("e", "o")),
    (1, rf"(?<=[{V}][{C}][{C}])e{NEXT}", ("a", "i")),
    (1, rf"(?<=[{V}][{C}][{C}])o{NEXT}", ("a", "e")),
    # names
    (3, r"\bmac(?=[a-z]{3})", ("mc",)),
    (3, r"\bmc(?=[a-z]{3})", ("mac", "mack")),
]
RULES = [(weight, re.compile(pattern), choices) for weight, pattern, choices in RULES]

# Words that are hardly ever misspelled.
FUNCTION_WORDS = frozenset("""a an and at by das de del der des die dj e el for from in la las le les los mc o
    of on or the to und van von with y""".split())
WORD = re.compile(r"[^\W\d_]+")
ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz")
# Letter sequences that no respelling may contain.
UGLY = re.compile(r"(.)\1\1|hh|jj|uu|vv|ww|yy|\b([bdfgkmnprstz])\2|[aeiou]{4}|[^aeiouy\W\d]{6}")


def places(name):
    """The substitutions that fit a name in lower case: weight, beginning, end, new text."""
    found = []
    for word in WORD.finditer(name):
        text = word.group()
        beside_digit = any(c.isdigit() for c in name[max(0, word.start() - 1):word.end() + 1])
        if len(text) < 3 or text in FUNCTION_WORDS or beside_digit:
            continue
        if set(text) <= set(C) or set(text) <= set(V):
            continue
        for weight, pattern, choices in RULES:
            for match in pattern.finditer(text):
                found.append((weight, word.start() + match.start(), word.start() + match.end(),
                              [match.expand(choice) for choice in choices]))
    return found


def substitute(name, found, count, rng):
    """The name after `count` substitutions, or fewer when no more fit without an overlap."""
    done = []
    left = list(found)
    while left and len(done) < count:
        _, start, end, choices = rng.choices(left, [place[0] for place in left])[0]
        done.append((start, end, rng.choice(choices)))
        left = [place for place in left if place[2] < start or place[1] > end]
    for start, end, new in sorted(done, reverse=True):
        name = name[:start] + new + name[end:]
    return name


def cased_like(text, name):
    """The respelled text with the capitals of the words of the name."""
    if name.upper() == name:
        return text.upper()
    capitals = iter([word.group()[0].isupper() for word in WORD.finditer(name)])
    return WORD.sub(lambda word: word.group().capitalize() if next(capitals, False) else word.group(), text)


# Numbers of substitutions and of edits, each with weights.
SUBSTITUTIONS = ((1, 2, 3), (30, 45, 25))
EDITS = ((1, 2, 3), (15, 45, 40))
TRIES = 24


def most_edits(length):
    """The maximum number of edits. With more, a short name would become a different name."""
    return 2 if length < 6 else 3 if length < 10 else 4


def respell(name, rng, rules=None):
    """The name respelled, or None when no rule fits. `rules`: how many substitutions (None: one to three)."""
    low = plain(name)
    original = letters(name)
    if sum(c in ALPHABET for c in original) < 4 or any(c.isalpha() and c not in ALPHABET for c in original):
        return None
    found = places(low)
    if not found:
        return None
    most = most_edits(len(original))
    wanted = min(most, rng.choices(*EDITS)[0])
    best = None
    for _ in range(TRIES):
        text = substitute(low, found, rules or rng.choices(*SUBSTITUTIONS)[0], rng)
        edits = distance(original, letters(text))
        if edits == 0 or edits > most or UGLY.search(text):
            continue
        if best is None or abs(edits - wanted) < abs(best[0] - wanted):
            best = edits, text
        if rules or edits == wanted:
            break
    return best and cased_like(best[1], name)


def main():
    parser = argparse.ArgumentParser(description="Respells artist names by ear; prints written TAB artist.",
                                     epilog="Names that no rule fits are left out.")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE",
                        help="names, one per line (default: standard input)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    parser.add_argument("--rules", type=int, choices=(1, 2, 3), metavar="N",
                        help="substitutions per name, 1 to 3 (default: random; most results have 2 or 3 edits)")
    parser.add_argument("--distance", action="store_true",
                        help="a third column: the number of edits between written and artist")
    options = parser.parse_args()
    try:
        source = sys.stdin if options.file == "-" else open(options.file, encoding="utf-8")
        source.reconfigure(encoding="utf-8", errors="replace")
        sys.stdout.reconfigure(encoding="utf-8")
        with source:
            for line in source:
                name = line.rstrip("\r\n").split("\t")[0].strip()
                # One generator per name, so that a name's respelling does not depend on the names before it.
                written = respell(name, random.Random(f"{options.seed}/{name}"), options.rules)
                if written:
                    tail = [str(distance(letters(written), letters(name)))] if options.distance else []
                    print("\t".join([written, name] + tail))
    except OSError as error:
        sys.exit(f"respell.py: {error}")


if __name__ == "__main__":
    main()
