#!/usr/bin/env python3
"""Writes made-up artists in the layout of MusicBrainz' JSON dump, one object per line: dump.py N > artist

The names are made from syllables and word lists; the same N gives the same bytes. Shares of kinds, countries, aliases,
tags and scripts are about those of the real dump, as are the keys of a row and its length.
"""
import random
import sys

SYLLABLES = """ba be bi bo bra bu ca ce chi co cru da de di do dra du el en er fa fe fi flo ga ge gi glo gra ha he
    hi ho hu in is ja jo ju ka ke ki kra ku la le li lo lu ly ma me mi mo mu na ne ni no nu ol on or pa pe pi plo pra qui
    ra re ri ro ru sa se sha si sko so sta su ta te thi to tra tu ul um un va ve vi vo wa we wi xa ya yo za ze zi zo
    """.split()
ENDINGS = ["", "", "", "n", "r", "s", "th", "x", "ck", "lle", "nd", "rt", "sh", "m", "l"]
WORDS = """Amber Anchor Arrow Ash Atlas Autumn Avenue Beacon Bell Birch Black Blue Bone Brass Bridge Bright Broken Candle
    Canyon Cedar Chapel Cinder Circle City Clay Cloud Cold Copper Coral Crane Crimson Crow Crystal Dagger Dark Dawn Deep
    Delta Desert Diamond Distant Dream Dust Eagle Early Earth East Echo Electric Ember Empire Evening Falcon Fallen Field
    Fire First Flood Forest Fox Garden Ghost Glass Golden Granite Gravel Green Grey Harbour Hawk Heart Heavy High Hollow
    Holy House Iron Island Ivory Jade Jungle King Lake Lantern Last Lion Little Lost Loud Lunar Machine Maple Marble Mercy
    Midnight Mirror Moon Morning Mountain Native Neon Night North Ocean Old Orange Orchard Owl Paper Pilot Pine Pink Plain
    Planet Quiet Radio Rain Raven Red River Road Rose Ruby Rust Saint Salt Sand Second Shadow Silent Silver Sky Slow Smoke
    Snow Solar Song South Spirit Spring Star Stone Storm Street Summer Sun Swan Temple Thunder Tide Tiger Tower Train
    Valley Velvet Violet Water Wave West White Wild Willow Wind Winter Wolf Wood Yellow Young""".split()
ACCENTS = str.maketrans("aeioucnsz", "áéíöüçñšž")
CYRILLIC = "ба ве га до жи ка ло ми но пе ра си ту фо ха ча ши ля ню ря".split()
KANA = list("アイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワン")
COUNTRIES = [(code, name, "%08x-3f21-4d6b-9a57-0c5e8b1f2d%02x" % (7919 * i, i), weight) for i, (code, name, weight) in enumerate([
    ("US", "United States", 24), ("GB", "United Kingdom", 9), ("DE", "Germany", 8), ("JP", "Japan", 8), ("FR", "France", 6),
    ("IT", "Italy", 4), ("CA", "Canada", 4), ("NL", "Netherlands", 3), ("SE", "Sweden", 3), ("ES", "Spain", 3),
    ("BR", "Brazil", 3), ("AU", "Australia", 3), ("FI", "Finland", 3), ("PL", "Poland", 2), ("RU", "Russia", 3),
    ("BE", "Belgium", 2), ("NO", "Norway", 2), ("EE", "Estonia", 1)])]
TAGS = """rock;pop;electronic;jazz;classical;hip hop;metal;folk;punk;house;techno;trance;indie rock;alternative rock;soul;
    reggae;country;blues;ambient;drum and bass;dubstep;death metal;black metal;singer-songwriter;experimental;latin;
    british;seen live;soundtrack;composer;dj""".replace("\n    ", "").split(";")
TYPES = [("Person", "b6e035f4-3ce9-331c-97df-83397230b0df"), ("Group", "e431f5f6-b5d2-343d-8b36-72607fffb74b"),
         ("Other", "ac897045-5043-3294-969b-187360e45d86"), ("Orchestra", "a0b36c92-3eb1-3839-a4f9-4799823f54a5"),
         ("Choir", "6124967d-7e3a-3eba-b642-c9a2ffb44d94"), ("Character", "5c1375b0-f18d-3db7-a164-a49d7a63773f")]
GENDERS = [("Male", "36d3d30a-839d-3eda-8cb3-29be4384e4a9"), ("Female", "93452b5a-a947-30c8-934f-6a4056b151c2")]
ALIAS_TYPES = [("Artist name", "894afba6-2816-3c24-8072-eadb66bd04bc"), ("Legal name", "d4dcd0c0-b341-3612-a332-c0ce797b25cf"),
               ("Search hint", "1937e404-b981-3cb7-8151-4c86ebfc8d8e")]
SITES = ["https://www.discogs.com/artist/", "https://soundcloud.example/", "https://bandcamp.example/", "https://video.example/c/"]

rng = random.Random(20260131)
chance = rng.random


def pick(things):
    return things[int(chance() * len(things))]


def uuid():
    x = "%032x" % rng.getrandbits(128)
    return f"{x[:8]}-{x[8:12]}-4{x[13:16]}-a{x[17:20]}-{x[20:]}"


def word():
    text = pick(SYLLABLES) + pick(SYLLABLES)
    if chance() < 0.55:
        text += pick(SYLLABLES)
    return (text + pick(ENDINGS)).capitalize()


def latin_name():
    x = chance()
    if x < 0.5:
        return word() + " " + word()
    if x < 0.72:
        return word() + pick(SYLLABLES)
    if x < 0.8:
        return "The " + pick(WORDS) + " " + word()
    if x < 0.86:
        return pick(WORDS) + " " + pick(WORDS) + " " + word()
    if x < 0.9:
        return "DJ " + word() + pick(SYLLABLES)
    if x < 0.93:
        return word() + " & " + word()
    if x < 0.96:
        return word() + str(int(chance() * 100))
    return word() + "-" + word() + "!"


def other_name():
    if chance() < 0.5:
        return "".join(pick(CYRILLIC) for _ in range(3)).capitalize() + " " + "".join(pick(CYRILLIC) for _ in range(4)).capitalize()
    return "".join(pick(KANA) for _ in range(3 + int(chance() * 5)))


def artist_name():
    x = chance()
    if x < 0.86:
        return latin_name()
    if x < 0.94:
        return latin_name().translate(ACCENTS)
    return other_name()


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def area(country):
    code, name, number, _ = country
    return (f'{{"id":"{number}","name":"{name}","sort-name":"{name}","iso-3166-1-codes":["{code}"],"type":null,"type-id":null,'
            f'"disambiguation":""}}')


def city():
    name = word()
    return (f'{{"id":"{uuid()}","name":"{name}","sort-name":"{name}","type":"City",'
            f'"type-id":"6fd8f29a-3d0a-32fc-980d-ea697b69da78","disambiguation":""}}')


def alias(person):
    name = quoted(latin_name() if chance() < 0.7 else other_name())
    kind, number = ALIAS_TYPES[0] if chance() < 0.6 else pick(ALIAS_TYPES)
    locale, primary = ('"en"', "true") if chance() < 0.2 else ("null", "null")
    return (f'{{"name":{name},"sort-name":{name},"type":"{kind}","type-id":"{number}","locale":{locale},"primary":{primary},'
            f'"begin":null,"end":null,"ended":false}}')


def votes(names, with_id):
    if with_id:
        return ",".join(f'{{"id":"{uuid()}","name":"{n}","count":{c},"disambiguation":""}}' for n, c in names)
    return ",".join(f'{{"name":"{n}","count":{c}}}' for n, c in names)


WHERE = [area(c) for c in COUNTRIES]
WEIGHTED = [i for i, c in enumerate(COUNTRIES) for _ in range(c[3])]


def row():
    name, x = artist_name(), chance()
    kind, kind_id = TYPES[0] if x < 0.6 else TYPES[1] if x < 0.92 else pick(TYPES)
    kind, kind_id = (f'"{kind}"', f'"{kind_id}"') if chance() < 0.85 else ("null", "null")
    gender, gender_id = ("null", "null")
    if kind == '"Person"' and chance() < 0.8:
        gender, gender_id = ('"%s"' % part for part in GENDERS[chance() < 0.3])
    country, where = "null", "null"
    if chance() < 0.55:
        i = pick(WEIGHTED)
        country, where = f'"{COUNTRIES[i][0]}"', WHERE[i]
    begin_area = city() if chance() < 0.3 else "null"
    begin = '"%d-%02d-%02d"' % (1920 + int(chance() * 90), 1 + int(chance() * 12), 1 + int(chance() * 28)) if chance() < 0.35 else "null"
    aliases = ",".join(alias(kind) for _ in range(1 + int(chance() * chance() * 5))) if chance() < 0.35 else ""
    tags = [(pick(TAGS), 1 + int(chance() * chance() * 12)) for _ in range(1 + int(chance() * 5))] if chance() < 0.25 else []
    genres = tags[: 1 + len(tags) // 2]
    links = ",".join(
        f'{{"type":"social network","type-id":"99429741-f3f6-484b-84f8-23af51991770","direction":"forward","target-type":"url",'
        f'"ordering-key":null,"attributes":[],"begin":null,"end":null,"ended":false,'
        f'"url":{{"id":"{uuid()}","resource":"{pick(SITES)}{rng.getrandbits(30)}"}}}}' for _ in range(int(chance() * 2.4)))
    disambiguation = pick(["UK band", "drummer", "DJ", "rapper from Ohio", "1990s punk", "composer", "German techno producer"]) if chance() < 0.3 else ""
    sort_name = quoted(", ".join(reversed(name.split(" ", 1))))
    rating = '{"value":%d,"votes-count":%d}' % (1 + int(chance() * 5), 1 + int(chance() * 9)) if chance() < 0.05 else '{"value":null,"votes-count":0}'
    return (f'{{"id":"{uuid()}","name":{quoted(name)},"sort-name":{sort_name},"disambiguation":"{disambiguation}","type":{kind},'
            f'"type-id":{kind_id},"gender":{gender},"gender-id":{gender_id},"country":{country},"area":{where},'
            f'"begin-area":{begin_area},"begin_area":{begin_area},"end-area":null,"end_area":null,'
            f'"life-span":{{"begin":{begin},"end":null,"ended":false}},"isnis":[],"ipis":[],"annotation":null,'
            f'"aliases":[{aliases}],"tags":[{votes(tags, False)}],"genres":[{votes(genres, True)}],"rating":{rating},'
            f'"relations":[{links}]}}')


def main():
    count = int(sys.argv[1])
    write = sys.stdout.buffer.write
    for i in range(count):
        write((row() + ("\n" if i + 1 < count else "")).encode())


if __name__ == "__main__":
    main()
