"""Prints SQL with random decisions of curators, for tests/publication_decisions.sh: SEED NAMES COUNT."""
import random
import sys

seed, names, count = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
who = "'ann', 'test'"


def some_name():
    return rng.randint(1, names)


def some(table):
    """The number of a random row; NULL, which the statements below refuse or ignore, when there is none."""
    return f"(SELECT id FROM {table} ORDER BY id * {rng.randint(1, 10**6)} % 7919, id LIMIT 1)"


def decide():
    hide, first, last = rng.randint(0, 1), some_name(), some_name()
    if rng.random() < 0.5:
        last = first + rng.randint(0, 3)
    elif last > first + names // 15:
        last = first + names // 15
    return f"INSERT INTO decision (name_id, hide, who, why) SELECT id, {hide}, {who} FROM name WHERE id BETWEEN {first} AND {last}"


def undo():
    column, number = rng.choice([("decision", some("decision")), ("statement", f"(SELECT statement FROM decision WHERE id = {some('decision')})")])
    return f"INSERT INTO undo ({column}, who, why) VALUES ({number}, {who})"


def begin_rule():
    kind = rng.choice(["contains", "begins", "matches", "sounds"])
    text = rng.choice("bdfgklmnprst") + rng.choice("aeiou") + rng.choice(["", "", "r", "ü"])
    if kind == "matches":
        text = f"*{text}?*"
    elif kind == "sounds":
        return f"INSERT INTO rule (kind, text, who, why) SELECT 'sounds', name, {who} FROM name WHERE id = {some_name()}"
    return f"INSERT INTO rule (kind, text, who, why) VALUES ('{kind}', '{text}', {who})"


def end_rule():
    return f"INSERT INTO rule_end (rule, who, why) VALUES ({some('rule')}, {who})"


def tag():
    return (f"INSERT INTO tagging (name_id, tag, remove, who) "
            f"VALUES ({some_name() % 20 + 1}, '{rng.choice(['featured', 'summer'])}', {rng.randint(0, 1)}, 'ann')")


def review():
    return f"INSERT INTO review (name_id, mark, who) VALUES ({some_name()}, '{rng.choice(['seen', 'kept'])}', 'bea')"


for _ in range(count):
    action = rng.choices([decide, undo, begin_rule, end_rule, tag, review], [5, 3, 2, 1, 2, 1])[0]
    print(action() + ";")
