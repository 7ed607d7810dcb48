/* Tests of similar names: profiles, and draws by taste. */
#include <ctype.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stores.h"

#include "appeal/profile.h"
#include "draw/similar.h"
#include "judge/edits.h"

/* ---- profiles ---- */

static void profile_of(const char *name, const char *style, const char *kind, struct profile *profile)
{
    static struct lexicon *lexicon;
    static struct folder *names;
    char folded[NAME_BYTES];

    if (!lexicon) {
        lexicon = lexicon_open(source_file("data/words.tsv"), &why);
        names = folder_new(&why);
    }
    ck_assert_msg(lexicon != NULL && names != NULL, "%s", why.text);
    folder_fold(names, name, folded, sizeof folded);
    profile_make(lexicon, &(const struct profiled){name, folded, style, kind}, profile);
}

static int apart(const char *a, const char *b)
{
    struct profile first, second;

    profile_of(a, NULL, NULL, &first);
    profile_of(b, NULL, NULL, &second);
    return profile_distance(&first, &second);
}

/* A reader finds the second name more similar to the first than the third. */
static const char *const preferences[][3] = {
    {"DJ Krush", "DJ Tolva", "The Krush"},                 /* title */
    {"Lil Wayne", "Kid Danny", "Lila Wayne"},              /* titles of the same kind */
    {"The Velvet Harbour", "The Silent Garden", "Velvet"}, /* words and their number */
    {"The Velvet Harbour", "The Silent Garden", "Velvet Harbor Sound System"},
    {"XVRN", "BLKT", "Xavern"},                      /* capitals without vowels */
    {"Кино", "Браво", "Kino"},                       /* a script */
    {"Кино", "Браво", "きのこ"},                     /* which script it is */
    {"deadmau5", "lumin4te", "Deadman"},             /* digits for letters */
    {"M.I.A.", "K.L.O.", "Mia"},                     /* dots */
    {"Björk", "Dört", "Bjork"},                      /* accents */
    {"Alina Morea", "Elora Minale", "Brukt Strand"}, /* sound: vowels and sonorants */
    {"Brukt", "Strakt", "Aeloa"},                    /* sound: stops */
    {"Queens of the Stone Age", "Kings in the Paper House", "Stoned Queens"},
    {"Maroon 5", "Copper 9", "Maroon Five"},                   /* a number */
    {"anna", "lora", "ANNA"},                                  /* small letters */
    {"Wu-Tang Clan", "Ko-Rin Tribe", "Wutang Clan Orchestra"}, /* hyphens */
    {"Perfume", "Machine", "Prefmue"},                         /* English, not coined */
};

START_TEST(similar_manner_counts_more_than_similar_letters)
{
    const char *const *names = preferences[_i];

    ck_assert_msg(apart(names[0], names[1]) < apart(names[0], names[2]), "%s: %s %d, %s %d", names[0],
                  names[1], apart(names[0], names[1]), names[2], apart(names[0], names[2]));
}
END_TEST

START_TEST(style_and_kind_count_and_weigh_less_than_the_name)
{
    struct profile plain, house, techno, group, again;

    profile_of("Velvet Harbour", "house", "dj", &house);
    profile_of("Velvet Harbour", "house", "dj", &again);
    profile_of("Velvet Harbour", "techno", "dj", &techno);
    profile_of("Velvet Harbour", "house", "group", &group);
    profile_of("VLVT", "house", "dj", &plain);
    ck_assert_int_eq(profile_distance(&house, &again), 0);
    ck_assert_int_gt(profile_distance(&house, &techno), 0);
    ck_assert_int_gt(profile_distance(&house, &group), 0);
    ck_assert_int_gt(profile_distance(&house, &plain),
                     profile_distance(&house, &techno) + profile_distance(&house, &group));
}
END_TEST

START_TEST(names_without_letters_and_very_long_ones_have_profiles)
{
    static const char *const odd[] = {"!!!", "808", "🎧", "-", "'", "e", "日本", "a' 'b"};
    char lengthy[NAME_BYTES];
    struct profile profile;

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        profile_of(odd[i], NULL, NULL, &profile);
        ck_assert_msg(!profile_is_empty(&profile), "%s", odd[i]);
    }
    memset(lengthy, 'x', sizeof lengthy);
    lengthy[sizeof lengthy - 1] = '\0';
    profile_of(lengthy, NULL, NULL, &profile);
    ck_assert(!profile_is_empty(&profile));
}
END_TEST

START_TEST(a_pass_over_many_names_compares_a_bounded_number)
{
    static struct similar similar;
    static struct taste taste;
    const long pool = 5000000;
    struct rng rng;
    long wanted = 0;

    taste.liked_count = 4;
    rng_seed(&rng, 1, 0);
    similar_begin(&similar, &taste, 10, pool, &rng);
    for (long i = 0; i < pool; i++)
        wanted += similar_wants(&similar);
    ck_assert_int_gt(wanted * taste.liked_count, SIMILAR_COST / 2);
    ck_assert_int_le(wanted * taste.liked_count, SIMILAR_COST + taste.liked_count);
}
END_TEST

/* ---- draws ---- */

enum { N = 10, SHORTEST = 1 };

static struct store *store;
static struct roster *roster;
static struct drawing *drawing;

/* Imports every `step`th bundled artist and some more as the names of a database. */
static void write_names(int step)
{
    FILE *in = fopen(source_file("data/artists.tsv"), "r"), *out = fopen(tsv, "w");
    char line[1024];

    ck_assert(in && out);
    for (int i = 0; fgets(line, sizeof line, in); i++)
        if (i % step == 0)
            fputs(line, out);
    for (int i = 0; i < 12; i++) /* many nearly identical names */
        fprintf(out, "DJ Korvat%c\tdj\tDE\ttechno\n", 'a' + i);
    fputs("DJ Krushka\tdj\tDE\thip hop\nThe Velvet Harbour\tgroup\tGB\trock\nXVRN\tdj\tDE\ttechno\n"
          "Сонце\tgroup\tUA\trock\nMaroon 57\tgroup\tUS\tpop\n",
          out);
    fclose(in);
    ck_assert_int_eq(fclose(out), 0);
}

static void make_database(int step)
{
    static const struct artist artist = {"Zzyzx Quorl", "", "group", "US", "rock", NULL, 0, 0};
    struct import_counts counts;
    struct store *writer;

    make_folder();
    write_names(step);
    writer = store_open(db, STORE_WRITE, &why);
    ck_assert_msg(writer != NULL, "%s", why.text);
    enter_source(writer, 0, &artist, 1, "2026-01-31");
    ck_assert_msg(import_in_transaction(writer, tsv, &counts) == 0, "%s", why.text);
    store_close(writer);
}

static void make_large_database(void)
{
    make_database(1);
}

static void make_small_database(void)
{
    make_database(8);
}

static void open_database(void)
{
    store = store_open(db, STORE_READ, &why);
    ck_assert_msg(store != NULL, "%s", why.text);
    drawing = with_filled_roster(store, &roster);
}

static void close_database(void)
{
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}

/* Runs a statement with one text on its own connection. Returns the resulting number, or 0. */
static int64_t sql(const char *text, const char *value)
{
    sqlite3 *connection;
    sqlite3_stmt *stmt;
    int64_t number = 0;

    ck_assert_int_eq(sqlite3_open(db, &connection), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(connection, text, -1, &stmt, NULL) == SQLITE_OK, "%s",
                  sqlite3_errmsg(connection));
    sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    ck_assert_int_eq(sqlite3_close(connection), SQLITE_OK);
    return number;
}

static int64_t id_of(const char *name)
{
    int64_t id = sql("SELECT id FROM name WHERE name = ?", name);

    ck_assert_msg(id > 0, "%s is missing", name);
    return id;
}

static const struct name_filter any = {.verdict = VERDICT_ANY, .min = SHORTEST, .max = DRAW_LONGEST};

/* A copy of the names of a draw. */
struct kept {
    char names[DRAW_MAX][NAME_BYTES];
    char styles[DRAW_MAX][64];
    int64_t ids[DRAW_MAX];
    int found;
    long pool;
};

static void keep(const struct draw *draw, struct kept *kept)
{
    kept->found = draw->found;
    kept->pool = draw->pool;
    for (int i = 0; i < draw->found; i++) {
        const struct drawn_name *name = &draw->names[i];

        kept->ids[i] = name->id;
        snprintf(kept->names[i], NAME_BYTES, "%.*s", (int)name->name.length, name->name.data);
        snprintf(kept->styles[i], sizeof kept->styles[i], "%.*s", (int)name->style.length,
                 name->style.data ? name->style.data : "");
    }
}

/* Returns the result of drawing_draw_similar. */
static int draw_like(struct drawing *from, const struct name_filter *filter, const struct likes *likes,
                     uint64_t seed, struct kept *kept)
{
    struct rng rng;
    struct draw draw;
    int result;

    rng_seed(&rng, seed, 0);
    ck_assert_int_eq(store_read_begin(store, &why), 0);
    result = drawing_draw_similar(from, filter, likes, N, &rng, &draw, &why);
    ck_assert_msg(result >= 0, "%s", why.text);
    ck_assert_int_eq(store_read_end(store, &why), 0);
    keep(&draw, kept);
    return result;
}

static void like_one(const char *name, uint64_t seed, struct kept *kept)
{
    const struct likes likes = {.liked = {id_of(name)}, .liked_count = 1};

    ck_assert_int_eq(draw_like(drawing, &any, &likes, seed, kept), 0);
    ck_assert_int_eq(kept->found, N);
}

static void draw_random(uint64_t seed, struct kept *kept)
{
    struct rng rng;
    struct draw draw;

    rng_seed(&rng, seed, 0);
    ck_assert_int_eq(draw_in_transaction(store, drawing, &any, N, &rng, &draw), 0);
    keep(&draw, kept);
}

static int has(const struct kept *kept, int64_t id)
{
    for (int i = 0; i < kept->found; i++)
        if (kept->ids[i] == id)
            return 1;
    return 0;
}

static int common(const struct kept *a, const struct kept *b)
{
    int both = 0;

    for (int i = 0; i < a->found; i++)
        both += has(b, a->ids[i]);
    return both;
}

/* ---- visible features of a name, each as a number ---- */

static double syllables(const char *name)
{
    int groups = 0, inside = 0;

    for (; *name; name++) {
        int is_vowel = strchr("aeiouyAEIOUY", *name) != NULL;

        groups += is_vowel && !inside;
        inside = is_vowel;
    }
    return groups;
}

/* 0: Capitalised, 1: ALL CAPITALS, 2: lower case; plus 4 if it has a digit. */
static int shape(const char *name)
{
    int upper = 0, lower = 0, digits = 0;

    for (const char *at = name; *at; at++) {
        upper += isupper((unsigned char)*at) != 0;
        lower += islower((unsigned char)*at) != 0;
        digits += isdigit((unsigned char)*at) != 0;
    }
    return (lower == 0 && upper > 1 ? 1 : upper == 0 ? 2 : 0) + (digits ? 4 : 0);
}

enum { LENGTH, WORDS, STYLE, SYLLABLES, SHAPE, MEASURES };
static const char *const measures[MEASURES] = {"length", "words", "style", "syllables", "shape"};

/* Adds the distances of the names from the given one. */
static void measure(const char *given, const char *style, const struct kept *kept, double sums[MEASURES])
{
    for (int i = 0; i < kept->found; i++) {
        const char *name = kept->names[i];

        sums[LENGTH] += abs(utf8_length(name) - utf8_length(given));
        sums[WORDS] += abs(utf8_words(name) - utf8_words(given));
        sums[STYLE] += strcmp(kept->styles[i], style) != 0;
        sums[SYLLABLES] += fabs(syllables(name) - syllables(given));
        sums[SHAPE] += shape(name) != shape(given);
    }
}

START_TEST(similar_names_are_nearer_than_random_ones_in_five_measures)
{
    double similar[MEASURES] = {0}, others[MEASURES] = {0};
    struct kept givens, kept;

    for (uint64_t seed = 1; seed <= 10; seed++) {
        draw_random(seed, &givens);
        for (int i = 0; i < givens.found; i++) {
            like_one(givens.names[i], seed, &kept);
            measure(givens.names[i], givens.styles[i], &kept, similar);
            draw_random(1000 * seed + (uint64_t)i, &kept);
            measure(givens.names[i], givens.styles[i], &kept, others);
        }
    }
    for (int i = 0; i < MEASURES; i++)
        ck_assert_msg(similar[i] < (i == STYLE ? 0.9 : 0.5) * others[i], "%s: %g, random names %g",
                      measures[i], similar[i], others[i]);
}
END_TEST

static int begins_with_dj(const char *name)
{
    return strncmp(name, "DJ ", 3) == 0;
}

static int is_the_with_two_words(const char *name)
{
    return strncmp(name, "The ", 4) == 0 && utf8_words(name) == 3;
}

static int is_capitals_without_vowels(const char *name)
{
    return shape(name) == 1 && utf8_words(name) == 1 && syllables(name) <= 1;
}

static int is_cyrillic(const char *name)
{
    return (unsigned char)name[0] == 0xd0 || (unsigned char)name[0] == 0xd1;
}

static int has_number(const char *name)
{
    return shape(name) >= 4;
}

static const struct {
    const char *name;
    int (*fits)(const char *name);
    int at_least; /* of N */
} obvious[] = {{"DJ Krushka", begins_with_dj, N},
               {"The Velvet Harbour", is_the_with_two_words, N - 2},
               {"XVRN", is_capitals_without_vowels, N},
               {"Сонце", is_cyrillic, N - 1},
               {"Maroon 57", has_number, N - 1}};

START_TEST(obvious_features_are_shared_by_similar_names)
{
    struct kept kept;

    for (uint64_t seed = 1; seed <= 5; seed++) {
        int fitting = 0;
        const char *other = "";

        like_one(obvious[_i].name, seed, &kept);
        for (int i = 0; i < kept.found; i++) {
            int fits = obvious[_i].fits(kept.names[i]);

            fitting += fits;
            other = fits ? other : kept.names[i];
        }
        ck_assert_msg(fitting >= obvious[_i].at_least, "%s: %d of %d; not %s", obvious[_i].name, fitting,
                      kept.found, other);
    }
}
END_TEST

START_TEST(opposite_tastes_have_no_name_in_common)
{
    const struct likes loud = {.liked = {id_of("XVRN"), id_of("DJ Krushka")}, .liked_count = 2};
    const struct likes quiet = {.liked = {id_of("The Velvet Harbour"), id_of("Сонце")}, .liked_count = 2};
    struct kept first, second;

    for (uint64_t seed = 1; seed <= 10; seed++) {
        draw_like(drawing, &any, &loud, seed, &first);
        draw_like(drawing, &any, &quiet, seed, &second);
        ck_assert_int_eq(first.found, N);
        ck_assert_int_eq(second.found, N);
        ck_assert_int_eq(common(&first, &second), 0);
    }
}
END_TEST

/* Each liked name gets its share, even if the names are very different. */
START_TEST(every_liked_name_of_a_taste_has_similar_names)
{
    const struct likes likes = {.liked = {id_of("DJ Krushka"), id_of("Сонце"), id_of("The Velvet Harbour")},
                                .liked_count = 3};
    struct kept kept;
    int djs = 0, cyrillic = 0, articles = 0;

    draw_like(drawing, &any, &likes, 1, &kept);
    for (int i = 0; i < kept.found; i++) {
        djs += begins_with_dj(kept.names[i]);
        cyrillic += is_cyrillic(kept.names[i]);
        articles += is_the_with_two_words(kept.names[i]);
    }
    ck_assert_int_ge(djs + cyrillic + articles, N - 2);
    ck_assert(djs >= 2 && cyrillic >= 2 && articles >= 2);
}
END_TEST

START_TEST(a_given_name_is_never_drawn_and_does_not_count)
{
    const struct likes likes = {.liked = {id_of("DJ Krushka"), id_of("XVRN")},
                                .disliked = {id_of("Сонце"), id_of("DJ Krushka")},
                                .liked_count = 2,
                                .disliked_count = 2};
    struct name_filter techno = any;
    struct kept kept;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        draw_like(drawing, &any, &likes, seed, &kept);
        for (int i = 0; i < 2; i++)
            ck_assert(!has(&kept, likes.liked[i]) && !has(&kept, likes.disliked[i]));
    }
    ck_assert_int_eq(kept.pool, sql("SELECT count(*) FROM name", NULL) - 3);
    techno.style = "techno"; /* only XVRN is techno */
    draw_like(drawing, &techno, &likes, 1, &kept);
    ck_assert_int_eq(kept.pool, sql("SELECT count(*) FROM name WHERE style = 'techno'", NULL) - 1);
}
END_TEST

START_TEST(no_two_names_of_an_answer_are_nearly_the_same)
{
    struct kept kept;
    int korvats = 0;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        like_one("DJ Krushka", seed, &kept);
        for (int i = 0; i < kept.found; i++) {
            korvats += strncmp(kept.names[i], "DJ Korvat", 9) == 0;
            for (int k = 0; k < i; k++)
                ck_assert_msg(edits_between(kept.names[i], kept.names[k]) > 1, "%s and %s", kept.names[i],
                              kept.names[k]);
        }
        ck_assert_int_le(korvats, (int)seed);
    }
    ck_assert_int_gt(korvats, 0);
    like_one("DJ Korvata", 1, &kept); /* nor nearly the same as the given one */
    for (int i = 0; i < kept.found; i++)
        ck_assert_str_ne(kept.names[i], "DJ Korvatb");
}
END_TEST

START_TEST(filters_hold_for_similar_names)
{
    const struct likes likes = {.liked = {id_of("The Velvet Harbour")}, .liked_count = 1};
    const struct name_filter filter = {
        .verdict = VERDICT_ANY, .style = "techno", .words = 2, .min = 6, .max = 12, .contains = "a"};
    struct kept kept;

    draw_like(drawing, &filter, &likes, 1, &kept);
    ck_assert_int_eq(kept.found, N);
    for (int i = 0; i < kept.found; i++) {
        ck_assert_str_eq(kept.styles[i], "techno");
        ck_assert_int_eq(utf8_words(kept.names[i]), 2);
        ck_assert(utf8_length(kept.names[i]) >= 6 && utf8_length(kept.names[i]) <= 12);
    }
}
END_TEST

START_TEST(a_seed_gives_the_same_names_and_another_gives_others)
{
    struct kept first, again, other;

    like_one("DJ Krushka", 7, &first);
    like_one("DJ Krushka", 7, &again);
    like_one("DJ Krushka", 8, &other);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(first.ids[i], again.ids[i]);
    ck_assert_int_le(common(&first, &other), N - 3);
}
END_TEST

START_TEST(roster_and_table_give_the_same_names)
{
    const struct likes likes = {.liked = {id_of("XVRN"), id_of("Сонце")},
                                .disliked = {id_of("DJ Krushka")},
                                .liked_count = 2,
                                .disliked_count = 1};
    struct drawing *without = drawing_new(store, NULL, &why);
    struct kept first, second;

    ck_assert_msg(without != NULL, "%s", why.text);
    draw_like(drawing, &any, &likes, 3, &first);
    draw_like(without, &any, &likes, 3, &second);
    ck_assert_int_eq(first.pool, second.pool);
    for (int i = 0; i < N; i++)
        ck_assert_int_eq(first.ids[i], second.ids[i]);
    drawing_free(without);
}
END_TEST

START_TEST(names_like_a_disliked_one_are_rare)
{
    const struct likes unlike = {.disliked = {id_of("The Velvet Harbour")}, .disliked_count = 1};
    struct kept kept;
    int bands = 0, random_bands = 0;

    for (uint64_t seed = 1; seed <= 40; seed++) {
        draw_like(drawing, &any, &unlike, seed, &kept);
        ck_assert_int_eq(kept.found, N);
        for (int i = 0; i < N; i++)
            bands += is_the_with_two_words(kept.names[i]);
        draw_random(seed, &kept);
        for (int i = 0; i < N; i++)
            random_bands += is_the_with_two_words(kept.names[i]);
    }
    ck_assert_int_gt(random_bands, 8);
    ck_assert_int_lt(bands, random_bands / 2);
}
END_TEST

START_TEST(a_dislike_moves_a_taste_away)
{
    const struct likes like = {.liked = {id_of("The Velvet Harbour")}, .liked_count = 1};
    struct likes both = like;
    struct profile disliked, profile;
    struct kept kept;
    long near[2] = {0};

    draw_like(drawing, &any, &like, 1, &kept);
    both.disliked[0] = kept.ids[0];
    both.disliked_count = 1;
    profile_of(kept.names[0], NULL, NULL, &disliked);
    for (uint64_t seed = 2; seed <= 11; seed++)
        for (int with = 0; with < 2; with++) {
            draw_like(drawing, &any, with ? &both : &like, seed, &kept);
            for (int i = 0; i < kept.found; i++) {
                profile_of(kept.names[i], NULL, NULL, &profile);
                near[with] += profile_distance(&profile, &disliked);
            }
        }
    ck_assert_int_gt(near[1], near[0]);
}
END_TEST

/* These two change their own copy of the database. */
START_TEST(hidden_and_unknown_numbers_are_ignored_unless_there_is_no_other)
{
    const int64_t hidden = id_of("XVRN"), visible = id_of("Сонце");
    const struct likes some = {.liked = {hidden, 99999999, visible}, .liked_count = 3};
    const struct likes none = {.liked = {hidden, 99999999}, .liked_count = 2};
    struct kept kept;

    sql("INSERT INTO decision (name_id, hide, who, why) SELECT id, 1, 'me', 'test' FROM name WHERE name = ?",
        "XVRN");
    ck_assert_int_eq(draw_like(drawing, &any, &some, 1, &kept), 0);
    ck_assert(is_cyrillic(kept.names[0]));
    ck_assert_int_eq(draw_like(drawing, &any, &none, 1, &kept), 1);
    ck_assert_int_eq(kept.found, 0);
}
END_TEST

START_TEST(a_name_without_a_profile_is_never_similar)
{
    const struct likes likes = {.liked = {id_of("Сонце")}, .liked_count = 1};
    struct kept kept;

    close_database();
    write_as_program("UPDATE name SET profile = NULL WHERE folded NOT LIKE '%a%' AND name <> 'Сонце'");
    open_database();
    for (uint64_t seed = 1; seed <= 5; seed++) {
        draw_like(drawing, &any, &likes, seed, &kept);
        ck_assert_int_eq(kept.found, N);
        for (int i = 0; i < N; i++)
            ck_assert_int_gt(sql("SELECT profile IS NOT NULL FROM name WHERE name = ?", kept.names[i]), 0);
    }
    write_as_program("UPDATE name SET profile = NULL WHERE name = 'Сонце'");
    ck_assert_int_eq(draw_like(drawing, &any, &likes, 1, &kept), 1);
}
END_TEST

int main(void)
{
    TCase *profiles = tcase_create("profiles"), *draws = tcase_create("draws"),
          *changes = tcase_create("changes");
    Suite *suite = suite_create("like");
    SRunner *runner;
    int failed;

    tcase_add_loop_test(profiles, similar_manner_counts_more_than_similar_letters, 0,
                        sizeof preferences / sizeof *preferences);
    tcase_add_test(profiles, style_and_kind_count_and_weigh_less_than_the_name);
    tcase_add_test(profiles, names_without_letters_and_very_long_ones_have_profiles);
    tcase_add_test(profiles, a_pass_over_many_names_compares_a_bounded_number);
    tcase_add_unchecked_fixture(draws, make_large_database, remove_folder);
    tcase_add_checked_fixture(draws, open_database, close_database);
    tcase_add_test(draws, similar_names_are_nearer_than_random_ones_in_five_measures);
    tcase_add_loop_test(draws, obvious_features_are_shared_by_similar_names, 0,
                        sizeof obvious / sizeof *obvious);
    tcase_add_test(draws, opposite_tastes_have_no_name_in_common);
    tcase_add_test(draws, every_liked_name_of_a_taste_has_similar_names);
    tcase_add_test(draws, a_given_name_is_never_drawn_and_does_not_count);
    tcase_add_test(draws, no_two_names_of_an_answer_are_nearly_the_same);
    tcase_add_test(draws, filters_hold_for_similar_names);
    tcase_add_test(draws, a_seed_gives_the_same_names_and_another_gives_others);
    tcase_add_test(draws, roster_and_table_give_the_same_names);
    tcase_add_test(draws, names_like_a_disliked_one_are_rare);
    tcase_add_test(draws, a_dislike_moves_a_taste_away);
    tcase_add_checked_fixture(changes, make_small_database, remove_folder);
    tcase_add_checked_fixture(changes, open_database, close_database);
    tcase_add_test(changes, hidden_and_unknown_numbers_are_ignored_unless_there_is_no_other);
    tcase_add_test(changes, a_name_without_a_profile_is_never_similar);
    tcase_set_timeout(draws, 60);
    tcase_set_timeout(changes, 60);
    suite_add_tcase(suite, profiles);
    suite_add_tcase(suite, draws);
    suite_add_tcase(suite, changes);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
