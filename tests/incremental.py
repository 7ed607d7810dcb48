"""Writes two lists of artists that differ a little, and names that are near to them: incremental.py SEED ARTISTS FOLDER

The files are before.json, after.json (objects as of MusicBrainz' web service) and names.tsv."""
import json
import random
import sys

seed, artists, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
rng = random.Random(seed)
COUNTRIES = ["SE", "US", "JP", "BR", None]
NATIVE = ["Кино", "周杰倫", "周杰伦", "Мумий Тролль", "อัสนี", "ลาบานูน", "アイウ", "방탄소년단", "Ελένη", "!!!", "+/-", "李宗盛", "里宗盛"]
RESPELL = [("c", "k"), ("ph", "f"), ("i", "y"), ("s", "z"), ("ee", "ea"), ("o", "0"), ("l", "1"), ("w", "vv"), ("u", "v")]


def edited(name):
    """Another name that a reader, a listener or a typist takes for this one; or hardly."""
    how, at = rng.randrange(7), rng.randrange(len(name))
    if how == 0:
        return name[:at] + rng.choice("aeinrst") + name[at:]
    if how == 1:
        return name[:at] + name[at + 1:] or name
    if how == 2:
        return name[:at] + name[at:at + 2][::-1] + name[at + 2:]
    if how == 3:
        words = name.split()
        rng.shuffle(words)
        return rng.choice(["", "The ", "DJ "]) + " ".join(words)
    if how == 4:
        old, new = rng.choice(RESPELL)
        return name.lower().replace(old, new)
    if how == 5:
        return name.replace("and", "&").replace(" ", rng.choice([" ", "-", ""]))
    return name.swapcase()


def artist(name, number):
    """Some artists have an id, some have aliases, and some names occur twice."""
    one = {"name": name, "type": rng.choice(["Person", "Group", None]), "country": rng.choice(COUNTRIES)}
    if rng.random() < 0.7:
        one["id"] = "%08x-1111-4111-8111-111111111111" % number
    if rng.random() < 0.4:
        one["aliases"] = [{"name": rng.choice([edited(name), rng.choice(names), rng.choice(NATIVE)]),
                           "type": rng.choice(["Artist name", "Legal name", "Search hint"])}
                          for _ in range(rng.randrange(1, 4))]
    return one


def changed(one):
    """The same artist with another value, or with an alias more or less."""
    two = dict(one)
    how = rng.randrange(4)
    if how == 0:
        two["country"] = rng.choice([country for country in COUNTRIES if country != one["country"]])
    elif how == 1:
        two["aliases"] = one.get("aliases", []) + [{"name": edited(one["name"]), "type": "Artist name"}]
    elif how == 2:
        two.pop("aliases", None)
    else:
        two["name"] = edited(one["name"])
    return two


with open(artists, encoding="utf-8") as lines:
    names = [line.split("\t")[0] for line in lines][1:]
rng.shuffle(names)
names = names[:1500] + NATIVE
before = [artist(name, number) for number, name in enumerate(names)]
before += [artist(rng.choice(names), 10000 + i) for i in range(40)]
rng.shuffle(before)
after = [changed(one) if rng.random() < 0.03 else one for one in before if rng.random() > 0.03]
for i in range(60):
    new = rng.choice([edited(rng.choice(names)), edited(rng.choice(names)), rng.choice(names), rng.choice(NATIVE)])
    after.insert(rng.randrange(len(after)), artist(new, 20000 + i))
for path, rows in (("before", before), ("after", after)):
    with open(f"{folder}/{path}.json", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
near = [one for one in after if one not in before] + [one for one in before if one not in after]
texts = [edited(rng.choice(names)) for _ in range(1500)] + NATIVE
texts += [edited(one["name"]) for one in near for _ in range(5)]
texts += [edited(alias["name"]) for one in near for alias in one.get("aliases", []) for _ in range(2)]
with open(f"{folder}/names.tsv", "w", encoding="utf-8") as out:
    out.write("name\n")
    out.writelines(text.strip() + "\n" for text in texts if text.strip())
