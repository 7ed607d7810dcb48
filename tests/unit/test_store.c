/* Tests of the database: corpus, batches, draws, and the roster. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stores.h"

#include "judging/check.h"
#include "store/corpus_reader.h"
#include "store/judge_file.h"
#include "store/trait_counts.h"
#include "store/name_writer.h"

static struct store *with_artists(void)
{
    static const struct artist artists[] = {{"Björk", "", "person", "IS", "pop", NULL, 0, 0},
                                            {"deadmau5", "", "dj", "CA", "house", NULL, 0, 0},
                                            {"Maroon 5", "", "group", "US", "pop", NULL, 0, 0},
                                            {"<b>\"&\\", "", NULL, NULL, NULL, NULL, 0, 0}};
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, artists, sizeof artists / sizeof *artists, "2026-01-31");
    return store;
}

static void write_names(const char *text)
{
    FILE *out = fopen(tsv, "w");

    fputs(text, out);
    fclose(out);
}

static int import_into(struct store *store, struct import_counts *counts)
{
    return import_in_transaction(store, tsv, counts);
}

START_TEST(an_artist_of_two_sources_is_merged)
{
    struct store *store = with_artists();
    const struct artist again = {"<b>\"&\\", "", "group", "GB", NULL, NULL, 0, 0};
    struct corpus_state state;

    enter_source(store, 0, &again, 1, "2026-02-01");
    ck_assert_int_eq(store_corpus_state(store, &state, &why), 0);
    ck_assert_int_eq(store_count_artists(store, &why), 4);
    ck_assert_str_eq(state.as_of, "2026-02-01");
    store_close(store);
}
END_TEST

/* Whether the corpus has this name, read through its own connection. */
static int is_taken(const char *name)
{
    struct store *store = store_open(db, STORE_READ, &why);
    struct folder *names = folder_new(&why);
    struct name_keys keys;
    int taken;

    ck_assert_msg(store != NULL, "%s", why.text);
    key_make(names, name, &keys);
    taken = store_is_taken(store, &keys, &why);
    folder_free(names);
    store_close(store);
    return taken;
}

START_TEST(an_alias_is_taken_and_is_not_an_artist)
{
    static const struct alias aliases[] = {
        {"Joel Zimmerman", ALIAS_LEGAL}, {"DEADMAU5", ALIAS_NAME}, {"Тестпилот", ALIAS_NAME}};
    static const struct artist mouse = {"deadmau5", "", "dj", "CA", "house", aliases, 3, 0};
    struct store *store = with_artists();

    enter_source(store, 0, &mouse, 1, "2026-02-01");
    ck_assert_int_eq(store_count_artists(store, &why), 4);
    store_close(store);
    ck_assert_int_eq(is_taken("joel zimmerman"), 1);
    ck_assert_int_eq(is_taken("Testpilot"), 1);
    ck_assert_int_eq(is_taken("Deadmaus"), 1);
    ck_assert_int_eq(is_taken("Deadmau 5"), 1); /* a digit apart is not read as a letter */
    ck_assert_int_eq(is_taken("Zimmerman"), 0);
}
END_TEST

static int append_name(void *arg, const char *name, const char *style, const char *kind)
{
    (void)style;
    (void)kind;
    strcat(arg, name);
    strcat(arg, ";");
    return 0;
}

static int append_sampled(void *arg, const char *name)
{
    return append_name(arg, name, NULL, NULL);
}

/* Checks that training and the comparison with invented names both read the names in `wanted`, each followed
 * by ";". */
static void learnt_is(struct store *store, const char *wanted)
{
    char learnt[400] = "", sampled[400] = "";

    ck_assert_int_eq(store_corpus_names(store, append_name, learnt, &why), 0);
    ck_assert_int_eq(store_corpus_sample(store, 100, append_sampled, sampled, &why), 0);
    ck_assert_str_eq(learnt, wanted);
    ck_assert_str_eq(sampled, wanted);
}

START_TEST(verdict_only_artists_are_taken_but_not_learnt)
{
    static const struct artist first[] = {
        {.name = "Ohm vs. Zem", .mbid = "", .kind = "group", .verdict_only = 1},
        {.name = "Tess Ohm", .mbid = "", .verdict_only = 1},
        {.name = "Velmora", .mbid = ""},
    };
    static const struct artist second[] = {
        {.name = "Velmora", .mbid = "", .verdict_only = 1},
        {.name = "tess ohm", .mbid = ""}, /* has the same key as a verdict-only artist */
    };
    static const struct artist third[] = {{.name = "Ohm vs. Zem", .mbid = ""}};
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, first, 3, "2026-02-01");
    ck_assert_int_eq(store_count_artists(store, &why), 3);
    learnt_is(store, "Velmora;");
    ck_assert_int_eq(is_taken("ohm vs zem"), 1);
    enter_source(store, 0, second, 2, "2026-02-01");
    learnt_is(store, "Velmora;tess ohm;");
    enter_source(store, 0, third, 1, "2026-02-01");
    learnt_is(store, "Ohm vs. Zem;Velmora;tess ohm;");
    ck_assert_int_eq(store_count_artists(store, &why), 4);
    store_close(store);
}
END_TEST

/* Checks that the first artist of the verdict on a name contains `part`; NULL: it has no alias. */
static void nearest_says(struct store *store, const char *name, const char *part)
{
    struct folder *names = folder_new(&why);
    struct judge *judge = store_judge(store, &why);
    const struct compared with = {"2026-02-01", 1};
    char *json = check_json(store, judge, names, &with, name, &why);

    ck_assert_msg(json != NULL, "%s", why.text);
    ck_assert_ptr_nonnull(strstr(json, "\"name\":\"Velmora\""));
    if (part)
        ck_assert_msg(strstr(json, part) != NULL, "%s", json);
    else
        ck_assert_msg(strstr(json, "\"alias") == NULL, "%s", json);
    free(json);
    judge_free(judge);
    folder_free(names);
}

START_TEST(the_strongest_name_of_a_key_counts)
{
    static const struct alias weak[] = {{"VELMORA", ALIAS_HINT},     {"Quandrix", ALIAS_HINT},
                                        {"Tessaly Ohm", ALIAS_HINT}, {"Tessaly OHM", ALIAS_LEGAL},
                                        {"tessaly ohm", ALIAS_HINT}, {"Zemfold", ALIAS_LEGAL}},
                              strong[] = {{"QUANDRIX", ALIAS_NAME}, {"zemfold", ALIAS_HINT}};
    static const struct artist first = {.name = "Velmora", .mbid = "", .aliases = weak, .alias_count = 6},
                               second = {.name = "Velmora", .mbid = "", .aliases = strong, .alias_count = 2};
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, &first, 1, "2026-02-01");
    nearest_says(store, "velmora", NULL);
    nearest_says(store, "quandrix", "\"alias\":\"Quandrix\",\"alias_type\":\"search hint\"}");
    nearest_says(store, "tessalyohm", "\"alias\":\"Tessaly OHM\",\"alias_type\":\"legal name\"}");
    enter_source(store, 0, &second, 1, "2026-02-01");
    nearest_says(store, "quandrix", "\"alias\":\"QUANDRIX\"}");
    nearest_says(store, "zemfold", "\"alias\":\"Zemfold\",\"alias_type\":\"legal name\"}");
    store_close(store);
}
END_TEST

/* Checks the verdict on a name with the corpus of the store. */
static void verdict_is(struct store *store, const char *name, const char *verdict)
{
    const struct compared with = {"2026-02-01", 1};
    struct folder *names = folder_new(&why);
    struct judge *judge = store_judge(store, &why);
    char *json = check_json(store, judge, names, &with, name, &why), wanted[64];

    ck_assert_msg(json != NULL, "%s", why.text);
    snprintf(wanted, sizeof wanted, "\"verdict\":\"%s\"", verdict);
    ck_assert_msg(strstr(json, wanted) != NULL, "%s", json);
    free(json);
    judge_free(judge);
    folder_free(names);
}

/* Homophones share a sound key. All homophones among an artist's own names are taken; any other is close. */
START_TEST(each_of_an_artists_homophones_is_taken)
{
    static const struct alias latin[] = {{"Deng Lijun", ALIAS_NAME}},
                              two[] = {{"张三", ALIAS_NAME}, {"章三", ALIAS_LEGAL}};
    static const struct artist teresa = {.name = "鄧麗君", .mbid = "", .aliases = latin, .alias_count = 1},
                               zhang = {.name = "Zhang San", .mbid = "", .aliases = two, .alias_count = 2};
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, &teresa, 1, "2026-02-01");
    enter_source(store, 0, &zhang, 1, "2026-02-01");
    verdict_is(store, "鄧麗君", "taken");
    verdict_is(store, "邓丽君", "taken");
    verdict_is(store, "Deng Lijun", "taken");
    verdict_is(store, "鄧力君", "close");
    verdict_is(store, "Zhang San", "taken");
    verdict_is(store, "张三", "taken");
    verdict_is(store, "章三", "taken");
    verdict_is(store, "張三", "taken");
    verdict_is(store, "掌三", "close");
    store_close(store);
}
END_TEST

/* A search hint finds an artist, but is no artist's name. */
START_TEST(a_name_that_is_only_a_search_hint_is_close)
{
    static const struct alias aliases[] = {{"Quandrix", ALIAS_HINT}, {"Tessaly Ohm", ALIAS_LEGAL}};
    static const struct artist velmora = {
        .name = "Velmora", .mbid = "", .aliases = aliases, .alias_count = 2};
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, &velmora, 1, "2026-02-01");
    verdict_is(store, "Quandrix", "close");
    verdict_is(store, "Tessaly Ohm", "taken");
    store_close(store);
}
END_TEST

START_TEST(keys_are_found_after_their_source_has_ended)
{
    static const struct artist one = {"Orbital", "", NULL, NULL, NULL, NULL, 0, 0};
    const struct source_counts counts = {"text", "2026-01-31", 1, 1};
    struct store *store = with_artists();
    struct folder *names = folder_new(&why);
    struct corpus_writer *writer;
    struct name_keys keys;

    key_make(names, one.name, &keys);
    ck_assert_int_eq(store_begin(store, &why), 0);
    writer = corpus_writer_begin(store, &why);
    ck_assert_int_eq(corpus_writer_begin_source(writer, "test", "text", "2026-01-31", &why), 0);
    add_artists(writer, &one, 1);
    ck_assert_int_eq(store_is_taken(store, &keys, &why), 0);
    ck_assert_int_eq(corpus_writer_end_source(writer, &counts, &why), 0);
    ck_assert_int_eq(store_is_taken(store, &keys, &why), 1);
    corpus_writer_free(writer);
    store_rollback(store);
    ck_assert_int_eq(store_is_taken(store, &keys, &why), 0);
    folder_free(names);
    store_close(store);
}
END_TEST

/* One writer is rolled back, and another adds the same artist: nothing of the first remains. */
START_TEST(a_writer_that_was_rolled_back_leaves_nothing)
{
    static const struct artist one = {.name = "Orbital", .mbid = ""};
    struct store *store = store_open(db, STORE_WRITE, &why);
    struct corpus_writer *writer;

    ck_assert_msg(store != NULL, "%s", why.text);
    ck_assert_int_eq(store_begin(store, &why), 0);
    writer = corpus_writer_begin(store, &why);
    ck_assert_int_eq(corpus_writer_begin_source(writer, "test", "text", "2026-01-31", &why), 0);
    add_artists(writer, &one, 1);
    corpus_writer_free(writer);
    store_rollback(store);
    enter_source(store, 0, &one, 1, "2026-02-01");
    enter_source(store, 0, &one, 1, "2026-02-02");
    ck_assert_int_eq(store_count_artists(store, &why), 1);
    ck_assert_int_eq(is_taken("orbital"), 1);
    store_close(store);
}
END_TEST

START_TEST(a_second_writer_is_refused_and_a_reader_is_not)
{
    struct store *store = with_artists(), *reader;

    ck_assert_ptr_null(store_open(db, STORE_WRITE, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "is being written by"));
    reader = store_open(db, STORE_READ, &why);
    ck_assert_ptr_nonnull(reader);
    store_close(reader);
    store_close(store);
}
END_TEST

/* Deletes a batch in a transaction. Returns how many names it had, or -1. */
static long roll_back(struct store *store, int64_t batch)
{
    long names;

    ck_assert_int_eq(store_begin(store, &why), 0);
    names = store_batch_roll_back(store, batch, &why);
    if (names < 0)
        store_rollback(store);
    else
        ck_assert_int_eq(store_commit(store, &why), 0);
    return names;
}

START_TEST(import_sets_verdicts)
{
    struct store *store = with_artists();
    struct import_counts counts;

    write_names("name\tbits_per_char\tstyle\n"
                "Bjork\t2.5\tpop\n"   /* taken */
                "Maroon5\t2\tpop\n"   /* taken, digits as letters or not */
                "Bjorka\t2\t\n"       /* close */
                "Velmora\t\thouse\n"  /* free */
                "velmora\t3\thouse\n" /* a duplicate */
                "F.U.C.K\t3\thouse\n");
    ck_assert_msg(import_into(store, &counts) == 0, "%s", why.text);
    ck_assert_int_eq(counts.entered, 4);
    ck_assert_int_eq(counts.verdicts[VERDICT_TAKEN], 2);
    ck_assert_int_eq(counts.verdicts[VERDICT_CLOSE], 1);
    ck_assert_int_eq(counts.verdicts[VERDICT_FREE], 1);
    ck_assert_int_eq(counts.duplicate, 1);
    ck_assert_int_eq(counts.blocked, 1);
    ck_assert_int_eq(roll_back(store, counts.batch), 4);
    ck_assert_int_eq(roll_back(store, counts.batch), -1);
    store_close(store);
}
END_TEST

static void count_names(void *arg, const struct batch_row *row)
{
    *(long *)arg += row->names;
}

START_TEST(a_bad_row_imports_nothing)
{
    static const char *const bad[] = {"Fine\t2\tpop\nNo columns\n", "Fine\t2\tpop\nB\xf6se\t2\tpop\n",
                                      "Fine\t2\tpop\nWhat\tmany\tpop\n", "Fine\t2\tpop\nWhat\tinf\tpop\n",
                                      "Fine\t2\tpop\n\t2\tpop\n"};
    struct store *store = with_artists();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct import_counts counts;
        char text[200];
        long names = 0;

        snprintf(text, sizeof text, "name\tbits_per_char\tstyle\n%s", bad[i]);
        write_names(text);
        ck_assert_int_ne(import_into(store, &counts), 0);
        ck_assert_msg(strstr(why.text, "line 3") != NULL, "%s", why.text);
        ck_assert_int_eq(store_batches(store, 0, count_names, &names, &why), 0);
        ck_assert_int_eq(names, 0);
    }
    store_close(store);
}
END_TEST

START_TEST(a_bad_kind_or_appeal_imports_nothing)
{
    static const char *const bad[][2] = {{"DJ\t0.5", "kind"},      {"band\t", "kind"},
                                         {"dj\t1.001", "appeal"},  {"\t-0.1", "appeal"},
                                         {"group\tnan", "appeal"}, {"\tgood", "appeal"}};
    struct store *store = with_artists();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct import_counts counts;
        char text[200];
        long names = 0;

        snprintf(text, sizeof text, "name\tkind\tappeal\nFine\tdj\t1\nBad\t%s\n", bad[i][0]);
        write_names(text);
        ck_assert_int_ne(import_into(store, &counts), 0);
        ck_assert_msg(strstr(why.text, "line 3") && strstr(why.text, bad[i][1]), "%s", why.text);
        ck_assert_int_eq(store_batches(store, 0, count_names, &names, &why), 0);
        ck_assert_int_eq(names, 0);
    }
    store_close(store);
}
END_TEST

/* A draw with a temporary drawing. */
static void draw_once(struct store *store, const struct name_filter *filter, int n, uint64_t seed,
                      struct draw *draw, struct drawing **drawing)
{
    struct rng rng;

    *drawing = drawing_new(store, NULL, &why);
    ck_assert_msg(*drawing != NULL, "%s", why.text);
    rng_seed(&rng, seed, 0);
    ck_assert_int_eq(store_read_begin(store, &why), 0);
    ck_assert_msg(drawing_draw(*drawing, filter, n, &rng, draw, &why) == 0, "%s", why.text);
    ck_assert_int_eq(store_read_end(store, &why), 0);
}

static int slice_is(const struct slice *slice, const char *text)
{
    if (!text)
        return slice->data == NULL;
    return slice->data && slice->length == strlen(text) && memcmp(slice->data, text, slice->length) == 0;
}

/* Returns the only name of a kind. */
static void drawn_is(struct store *store, enum artist_kind kind, int64_t id, const char *name,
                     const char *style, double bits, double appeal)
{
    const struct name_filter filter = {.verdict = VERDICT_ANY, .kind = kind, .min = 1, .max = DRAW_LONGEST};
    struct drawing *drawing;
    struct draw draw;

    draw_once(store, &filter, 10, 25, &draw, &drawing);
    ck_assert_int_eq(draw.pool, 1);
    ck_assert_int_eq(draw.found, 1);
    ck_assert_int_eq(draw.names[0].id, id);
    ck_assert(slice_is(&draw.names[0].name, name));
    ck_assert(slice_is(&draw.names[0].style, style));
    ck_assert_int_eq(draw.names[0].kind, kind);
    ck_assert_int_eq(draw.names[0].verdict, VERDICT_FREE);
    ck_assert(slice_is(&draw.names[0].nearest, "[]"));
    ck_assert(isnan(bits) ? isnan(draw.names[0].bits) : draw.names[0].bits == bits);
    ck_assert(isnan(appeal) ? isnan(draw.names[0].appeal) : draw.names[0].appeal == appeal);
    drawing_free(drawing);
}

static void list_count(void *arg, const struct trait_count *count)
{
    char *list = arg;
    size_t length = strlen(list);

    snprintf(list + length, 64 - length, "%s %ld, ", count->text, count->names);
}

START_TEST(kind_and_appeal_are_imported)
{
    struct store *store = with_artists();
    struct import_counts counts;
    char kinds[64] = "";

    write_names("name\tbits_per_char\tstyle\tkind\tappeal\n"
                "Velmora\t2\thouse\tdj\t0.875\n"
                "Qwibble\t\t\tgroup\t\n"
                "Zorplix\t\t\t\t1\n");
    ck_assert_msg(import_into(store, &counts) == 0, "%s", why.text);
    drawn_is(store, KIND_DJ, 1, "Velmora", "house", 2, 0.875);
    drawn_is(store, KIND_GROUP, 2, "Qwibble", NULL, NAN, NAN);
    ck_assert_int_eq(store_each_trait_count(store, "kind", list_count, kinds, &why), 0);
    ck_assert_str_eq(kinds, "dj 1, group 1, ");
    store_close(store);
}
END_TEST

/* ---- thirds of weirdness ---- */

static long pool_of(struct store *store, enum weird weird, int length)
{
    const struct name_filter filter = {.verdict = VERDICT_ANY,
                                       .weird = weird,
                                       .min = length ? length : 1,
                                       .max = length ? length : DRAW_LONGEST};
    struct drawing *drawing;
    struct draw draw;

    draw_once(store, &filter, 1, 26, &draw, &drawing);
    drawing_free(drawing);
    return draw.pool;
}

enum { SHORTEST = 4, LONGEST = 14, OF_A_LENGTH = 150 };

/* Each third has 30 to 37 percent of all names, and of the names of each length. */
static void thirds_are_even(const char *when)
{
    struct store *store = store_open(db, STORE_READ, &why);

    for (int length = SHORTEST - 1; length <= LONGEST; length++) {
        int which = length < SHORTEST ? 0 : length;
        long all = pool_of(store, WEIRD_ANY, which);

        ck_assert_int_gt(all, OF_A_LENGTH - 1);
        for (enum weird third = WEIRD_LOW; third <= WEIRD_HIGH; third++) {
            double share = (double)pool_of(store, third, which) / (double)all;

            ck_assert_msg(share > 0.30 && share < 0.37, "%s: %.3f of length %d are %s", when, share, which,
                          weird_text(third));
        }
    }
    store_close(store);
}

/* Names of all lengths; short ones have more bits, as with the model. */
static int64_t import_lengths(struct store *store, int batch, double bits)
{
    FILE *out = fopen(tsv, "w");
    struct import_counts counts;
    struct rng rng;

    rng_seed(&rng, 27, (uint64_t)batch);
    fputs("name\tbits_per_char\n", out);
    for (int length = SHORTEST; length <= LONGEST; length++)
        for (int n = 0; n < OF_A_LENGTH; n++)
            fprintf(out, "%c%c%c%.*s\t%.3f\n", 'a' + n % 26, 'f' + n / 26, 'o' + batch, length - 3,
                    "qxqxqxqxqxq", bits + 8.0 / length + (double)rng_below(&rng, 1000) / 1000);
    fclose(out);
    ck_assert_msg(import_into(store, &counts) == 0, "%s", why.text);
    ck_assert_int_eq(counts.entered, OF_A_LENGTH * (LONGEST - SHORTEST + 1));
    return counts.batch;
}

START_TEST(low_mid_and_high_are_thirds_of_each_length)
{
    struct store *store = with_artists();
    int64_t first = import_lengths(store, 0, 1), second;

    thirds_are_even("after an import");
    second = import_lengths(store, 1, 1.4);
    thirds_are_even("after another import");
    ck_assert_int_gt(roll_back(store, first), 0);
    thirds_are_even("after a rollback");
    ck_assert_int_gt(roll_back(store, second), 0);
    ck_assert_int_eq(pool_of(store, WEIRD_MID, 0), 0);
    store_close(store);
}
END_TEST

/* Adding a few names does not read all: their thirds have the limits of before. */
START_TEST(the_thirds_follow_when_many_names_have_changed)
{
    struct store *store = with_artists();
    struct import_counts counts;
    long high;

    import_lengths(store, 0, 1);
    high = pool_of(store, WEIRD_HIGH, 0);
    write_names("name\tbits_per_char\nZabqx\t9\nZacqx\t9\n");
    ck_assert_int_eq(import_into(store, &counts), 0);
    ck_assert_int_eq(pool_of(store, WEIRD_HIGH, 0), high + 2);
    import_lengths(store, 1, 1.4);
    thirds_are_even("after a small import and a large one");
    store_close(store);
}
END_TEST

/* ---- drawing ---- */

enum { POOL = 2000 };

/* POOL names of one length, of which every third is of style "s3" and every 50th of "s50", one in four of
 * each kind or none, each with different bits; and half as many deleted rows, so that a third of the row
 * numbers are empty. */
static struct store *with_pool(void)
{
    struct store *store = with_artists();
    static const char *const kinds[] = {"", "dj", "person", "group"};
    struct import_counts counts, gone;
    FILE *out;

    for (int batch = 0; batch < 3; batch++) {
        out = fopen(tsv, "w");
        fputs("name\tstyle\tkind\tbits_per_char\n", out);
        for (int i = 0; i < POOL / 2; i++) {
            int n = batch / 2 * (POOL / 2) + i;

            fprintf(out, "%c%c%c%c%c%s\t%s\t%s\t%.3f\n", 'a' + n % 26, 'f' + n / 26 % 20, 'a' + n / 520 % 26,
                    'x', 'q', batch == 1 ? "gone" : "xxxxx",
                    n % 50 == 0  ? "s50"
                    : n % 3 == 0 ? "s3"
                                 : "s1",
                    kinds[n % 4], 1 + n * 7919 % POOL / 500.0);
        }
        fclose(out);
        ck_assert_msg(import_into(store, batch == 1 ? &gone : &counts) == 0, "%s", why.text);
        ck_assert_int_eq(batch == 1 ? gone.entered : counts.entered, POOL / 2);
    }
    ck_assert_int_eq(roll_back(store, gone.batch), POOL / 2);
    return store;
}

/* Adds one to the count of each drawn id, and checks that none is repeated. */
static void tally(const struct draw *draw, int *drawn, int size)
{
    static int answer[8 * POOL];
    static int number;

    number++;
    for (int i = 0; i < draw->found; i++) {
        int id = (int)draw->names[i].id;

        ck_assert_int_lt(id, size);
        ck_assert_msg(answer[id] != number, "name %d twice in an answer", id);
        answer[id] = number;
        drawn[id]++;
    }
}

/* Chi-squared of the counts of the eligible rows, as a standard normal deviate (Wilson and Hilferty 1931). */
static double deviation(const int *drawn, int size, int eligible, double expected)
{
    double chi = 0, k = eligible - 1;
    int seen = 0;

    for (int i = 0; i < size; i++)
        if (drawn[i]) {
            chi += (drawn[i] - expected) * (drawn[i] - expected) / expected;
            seen++;
        }
    ck_assert_int_eq(seen, eligible); /* the sum would hide a row that is never drawn, such as the newest */
    return (cbrt(chi / k) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k));
}

/* Each with the roster and without. */
static const struct {
    struct name_filter filter;
    int n, eligible;
} draws[] = {
    {{.verdict = VERDICT_ANY, .min = 1, .max = 1000}, 10, 2000},
    {{.verdict = VERDICT_ANY, .min = 1, .max = 1000}, 100, 2000},
    {{.verdict = VERDICT_FREE, .words = 1, .min = 10, .max = 10}, 10, 2000},
    {{.verdict = VERDICT_ANY, .style = "s3", .min = 1, .max = 1000}, 10, 653},
    {{.verdict = VERDICT_ANY, .starts = "b", .min = 1, .max = 1000}, 10, 77},
    {{.verdict = VERDICT_ANY, .contains = "fa", .min = 1, .max = 1000}, 10, 26},
    {{.verdict = VERDICT_ANY, .style = "s50", .ends = "qxxxxx", .min = 1, .max = 1000}, 10, 40},
    {{.verdict = VERDICT_ANY, .kind = KIND_DJ, .min = 1, .max = 1000}, 10, 500},
    {{.verdict = VERDICT_ANY, .weird = WEIRD_HIGH, .min = 1, .max = 1000}, 10, 667},
    {{.verdict = VERDICT_ANY, .kind = KIND_GROUP, .weird = WEIRD_MID, .contains = "f", .min = 1, .max = 1000},
     5,
     20},
    {{.verdict = VERDICT_ANY, .without = "bcdg", .min = 1, .max = 1000}, 10, 418}};
enum { DRAWS = sizeof draws / sizeof *draws };

START_TEST(every_eligible_name_is_equally_likely)
{
    struct store *store = with_pool();
    int which = _i % DRAWS, n = draws[which].n, eligible = draws[which].eligible;
    struct roster *roster = NULL;
    struct drawing *drawing =
        _i < DRAWS ? drawing_new(store, NULL, &why) : with_filled_roster(store, &roster);
    static int drawn[4 * POOL];
    struct rng rng;
    int rounds = getenv("QUICK_TESTS") ? 15 : 60; /* as under valgrind */
    int answers = rounds * eligible / n, total = 0;
    struct draw draw;
    double z;

    rng_seed(&rng, 21, 0);
    memset(drawn, 0, sizeof drawn);
    ck_assert_int_eq(store_read_begin(store, &why), 0);
    for (int i = 0; i < answers; i++) {
        ck_assert_int_eq(drawing_draw(drawing, &draws[which].filter, n, &rng, &draw, &why), 0);
        ck_assert_int_eq(draw.found, n);
        ck_assert_int_eq(draw.pool, eligible);
        tally(&draw, drawn, 4 * POOL);
        total += draw.found;
    }
    ck_assert_int_eq(total, answers * n);
    z = deviation(drawn, 4 * POOL, eligible, (double)total / eligible);
    /* Names within an answer exclude each other, so a little under 0 is expected; 4 is one in 30,000. */
    ck_assert_msg(z < 4, "the draws are uneven: %.1f standard deviations", z);
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}
END_TEST

/* Chooses one value of each filter, or none. */
static const char *some(struct rng *rng, const char *const *values, int count)
{
    uint64_t i = rng_below(rng, (uint64_t)count + 2);

    return i < (uint64_t)count ? values[i] : NULL;
}

static struct name_filter some_filter(struct rng *rng)
{
    static const char *const styles[] = {"s1", "s3", "s50", "none such"};
    static const char *const starts[] = {"b", "bg", "zz", "a"}, *const ends[] = {"x", "xx", "q", "qxxxxx"};
    static const char *const without[] = {"a", "bcdg", "x"};
    static const char *const contains[] = {"a", "fa", "ax", "xq", "no"};
    struct name_filter filter = {.verdict = (int)rng_below(rng, 4) - 1,
                                 .style = some(rng, styles, 4),
                                 .kind = (enum artist_kind)rng_below(rng, 4),
                                 .weird = rng_below(rng, 4) ? WEIRD_ANY : (enum weird)(1 + rng_below(rng, 3)),
                                 .starts = some(rng, starts, 4),
                                 .ends = some(rng, ends, 4),
                                 .contains = some(rng, contains, 5),
                                 .words = (int)rng_below(rng, 3),
                                 .min = (int)rng_below(rng, 11) + 1};

    filter.max = filter.min + (int)rng_below(rng, 900);
    filter.without = some(rng, without, 3);
    if (rng_below(rng, 3) == 0)
        filter.syllables = (int)rng_below(rng, 5);
    filter.easy = rng_below(rng, 4) == 0;
    filter.alliteration = rng_below(rng, 8) == 0;
    if (rng_below(rng, 8) == 0)
        filter.theme = UINT64_C(1) << rng_below(rng, 8);
    return filter;
}

/* Two connections to one database, one with a roster. */
struct pair {
    struct store *by_roster, *by_sql;
    struct drawing *roster_drawing, *sql_drawing;
};

/* The same random numbers give the same names in the same order. */
static void compare_with_sql(const struct pair *pair)
{
    struct draw a, b;
    struct rng rng;

    rng_seed(&rng, 24, 0);
    for (int i = 0; i < 60; i++) {
        struct name_filter filter = some_filter(&rng);
        struct rng same = rng;
        int n = 1 + i % 20;

        ck_assert_int_eq(draw_in_transaction(pair->by_roster, pair->roster_drawing, &filter, n, &rng, &a), 0);
        ck_assert_int_eq(draw_in_transaction(pair->by_sql, pair->sql_drawing, &filter, n, &same, &b), 0);
        ck_assert_int_eq(a.pool, b.pool);
        ck_assert_int_eq(a.found, b.found);
        ck_assert(rng_u64(&rng) == rng_u64(&same));
        for (int k = 0; k < a.found; k++)
            ck_assert_int_eq(a.names[k].id, b.names[k].id);
    }
}

/* Enters an artist with the name of an invented one, which is then judged again. */
static void enter_artist(struct store *store, const char *name)
{
    const struct artist artist = {.name = name, .mbid = ""};
    struct rejudge_counts counts;

    enter_source(store, 0, &artist, 1, "2026-03-01");
    rejudge_in_transaction(store, &counts);
    ck_assert_int_gt(counts.changed, 0);
}

START_TEST(the_roster_and_sql_draw_the_same)
{
    struct store *writer = with_pool();
    struct pair pair = {.by_roster = store_open(db, STORE_READ, &why),
                        .by_sql = store_open(db, STORE_READ, &why)};
    struct import_counts counts;
    struct roster *roster;

    pair.roster_drawing = with_filled_roster(pair.by_roster, &roster);
    pair.sql_drawing = drawing_new(pair.by_sql, NULL, &why);
    compare_with_sql(&pair);
    write_names(
        "name\tbits_per_char\tstyle\tkind\nBag Of X\t9\tnew\tdj\nFaxq\t1\ts3\t\nBjork\t3.5\t\tperson\n");
    ck_assert_msg(import_into(writer, &counts) == 0, "%s", why.text); /* the roster is now behind */
    compare_with_sql(&pair);
    enter_artist(writer, "Faxq"); /* the roster has old verdicts now */
    compare_with_sql(&pair);
    ck_assert_int_gt(roll_back(writer, 1), 0); /* the roster has deleted names now */
    compare_with_sql(&pair);
    roster_forget(roster);
    compare_with_sql(&pair);
    drawing_free(pair.roster_drawing);
    drawing_free(pair.sql_drawing);
    store_close(pair.by_roster);
    store_close(pair.by_sql);
    store_close(writer);
    roster_free(roster);
}
END_TEST

START_TEST(the_roster_of_another_file_is_not_used)
{
    struct store *store = with_pool();
    struct roster *roster;
    struct drawing *drawing = with_filled_roster(store, &roster);
    const struct name_filter all = {.verdict = VERDICT_ANY, .min = 1, .max = 1000};
    const struct roster_of other = {1, 1, 1};
    const struct visible_names none = {0};

    ck_assert_int_eq(roster_rows(roster, &other), 0);
    ck_assert_int_eq(roster_scan(roster, &other, 1, &none, &all, NULL, NULL), -1);
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}
END_TEST

/* A worker that adds rows may not know that the roster has become invalid meanwhile. */
START_TEST(rows_that_were_made_invalid_while_they_were_added_are_not_used)
{
    const struct roster_of of = {1, 2, 3};
    const struct name_traits name = {.id = 1, .folded = "x", .style = "", .words = 1, .length = 1};
    struct roster *roster = roster_new(&why);

    ck_assert_msg(roster != NULL, "%s", why.text);
    ck_assert_int_eq(roster_acquire(roster, &of), 1);
    ck_assert_int_eq(roster_add(roster, &name), 0);
    roster_forget(roster);
    roster_publish(roster, 1);
    ck_assert_int_eq(roster_rows(roster, &of), 0);
    roster_release(roster);
    ck_assert_int_eq(roster_acquire(roster, &of), 1);
    ck_assert_int_eq(roster_add(roster, &name), 0);
    roster_publish(roster, 1);
    roster_release(roster);
    ck_assert_int_eq(roster_rows(roster, &of), 1);
    roster_free(roster);
}
END_TEST

/* Returns how many of n names are found. */
static int found_of(struct store *store, const struct name_filter *filter, int n, uint64_t seed)
{
    struct drawing *drawing;
    struct draw draw;

    draw_once(store, filter, n, seed, &draw, &drawing);
    drawing_free(drawing);
    return draw.found;
}

START_TEST(draws_are_short_only_when_no_more_are_eligible)
{
    struct store *store = with_pool();
    struct name_filter filter = {.verdict = VERDICT_ANY, .style = "s50", .min = 1, .max = DRAW_LONGEST};

    ck_assert_int_eq(found_of(store, &filter, 100, 22), 40);
    filter.starts = "zzz";
    ck_assert_int_eq(found_of(store, &filter, 10, 22), 0);
    store_close(store);
}
END_TEST

START_TEST(filters_select_names)
{
    struct store *store = with_pool();
    struct name_filter filter = {.verdict = VERDICT_FREE, .starts = "bg", .min = 10, .max = 10};
    struct drawing *drawing;
    struct draw draw;

    draw_once(store, &filter, 1, 23, &draw, &drawing);
    ck_assert_int_eq(draw.found, 1);
    ck_assert_int_eq(memcmp(draw.names[0].name.data, "bg", 2), 0);
    drawing_free(drawing);
    filter.min = 11;
    filter.max = DRAW_LONGEST;
    ck_assert_int_eq(found_of(store, &filter, 1, 23), 0);
    store_close(store);
}
END_TEST

START_TEST(a_hostile_name_is_valid_json)
{
    struct store *store = with_artists();
    struct folder *names = folder_new(&why);
    struct judge *judge = store_judge(store, &why);
    struct compared with = {"2026-01-31", CORPUS_SMALL - 1};
    char *json = check_json(store, judge, names, &with, "<b>\"&\\", &why);

    ck_assert_msg(json != NULL, "%s", why.text);
    ck_assert_ptr_nonnull(strstr(json, "\"name\":\"<b>\\\"&\\\\\""));
    ck_assert_ptr_nonnull(strstr(json, "\"verdict\":\"taken\""));
    ck_assert_ptr_nonnull(
        strstr(json, "\"as_of\":\"2026-01-31\",\"artists\":99999,\"corpus_is_small\":true}"));
    free(json);
    with.artists = CORPUS_SMALL;
    json = check_json(store, judge, names, &with, "x", &why);
    ck_assert_ptr_nonnull(strstr(json, "\"artists\":100000,\"corpus_is_small\":false}"));
    free(json);
    judge_free(judge);
    folder_free(names);
    store_close(store);
}
END_TEST

/* A statement that is not reset keeps the connection in its old snapshot. */
START_TEST(after_a_verdict_a_reader_sees_changes_of_others)
{
    static const struct artist orbital = {.name = "Orbital", .mbid = ""};
    struct store *writer = with_artists(), *reader = store_open(db, STORE_READ, &why);
    long before = store_count_artists(reader, &why);

    verdict_is(reader, "Bjork", "taken");
    enter_source(writer, 0, &orbital, 1, "2026-02-01");
    ck_assert_int_eq(store_count_artists(reader, &why), before + 1);
    store_close(reader);
    store_close(writer);
}
END_TEST

START_TEST(a_writer_leaves_no_large_log_to_a_reader)
{
    struct store *writer = with_artists(), *reader = store_open(db, STORE_READ, &why);
    char path[sizeof db + 8];
    struct stat log;

    snprintf(path, sizeof path, "%s-wal", db);
    ck_assert_int_eq(store_count_artists(reader, &why), 4);
    ck_assert_int_eq(sqlite3_exec(db_connection(writer),
                                  "CREATE TABLE filler AS SELECT zeroblob(20000000) AS bytes", NULL, NULL,
                                  NULL),
                     SQLITE_OK);
    ck_assert_int_eq(stat(path, &log), 0);
    ck_assert_int_gt(log.st_size, 20000000);
    store_close(writer);
    ck_assert_int_eq(stat(path, &log), 0);
    ck_assert_int_eq(log.st_size, 0);
    ck_assert_int_eq(store_count_artists(reader, &why), 4);
    store_close(reader);
}
END_TEST

/* What SQLite saves to undo such a statement goes to a temporary file in one write: see STATEMENT_BYTES. */
START_TEST(a_statement_may_change_many_pages)
{
    struct store *store = store_open(db, STORE_WRITE, &why);
    sqlite3 *connection;

    ck_assert_msg(store != NULL, "%s", why.text);
    connection = db_connection(store);
    ck_assert_int_eq(store_begin(store, &why), 0);
    ck_assert_int_eq(
        sqlite3_exec(connection,
                     "CREATE TABLE big (n INTEGER PRIMARY KEY, text TEXT NOT NULL);"
                     "INSERT INTO big WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r "
                     "WHERE n < 4000) SELECT n, hex(zeroblob(500)) FROM r",
                     NULL, NULL, NULL),
        SQLITE_OK);
    ck_assert_msg(sqlite3_exec(connection, "UPDATE big SET text = text || 'x'", NULL, NULL, NULL) ==
                      SQLITE_OK,
                  "%s", sqlite3_errmsg(connection));
    ck_assert_int_eq(store_commit(store, &why), 0);
    store_close(store);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("store");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, an_artist_of_two_sources_is_merged);
    tcase_add_test(tests, a_statement_may_change_many_pages);
    tcase_add_test(tests, an_alias_is_taken_and_is_not_an_artist);
    tcase_add_test(tests, verdict_only_artists_are_taken_but_not_learnt);
    tcase_add_test(tests, the_strongest_name_of_a_key_counts);
    tcase_add_test(tests, each_of_an_artists_homophones_is_taken);
    tcase_add_test(tests, a_name_that_is_only_a_search_hint_is_close);
    tcase_add_test(tests, keys_are_found_after_their_source_has_ended);
    tcase_add_test(tests, a_writer_that_was_rolled_back_leaves_nothing);
    tcase_add_test(tests, a_second_writer_is_refused_and_a_reader_is_not);
    tcase_add_test(tests, import_sets_verdicts);
    tcase_add_test(tests, a_bad_row_imports_nothing);
    tcase_add_test(tests, a_bad_kind_or_appeal_imports_nothing);
    tcase_add_test(tests, kind_and_appeal_are_imported);
    tcase_add_test(tests, low_mid_and_high_are_thirds_of_each_length);
    tcase_add_test(tests, the_thirds_follow_when_many_names_have_changed);
    /* Under valgrind only the first draw of each kind, since all use the same memory. */
    if (getenv("QUICK_TESTS")) {
        tcase_add_loop_test(tests, every_eligible_name_is_equally_likely, 0, 1);
        tcase_add_loop_test(tests, every_eligible_name_is_equally_likely, DRAWS, DRAWS + 1);
    } else {
        tcase_add_loop_test(tests, every_eligible_name_is_equally_likely, 0, 2 * DRAWS);
    }
    tcase_add_test(tests, the_roster_and_sql_draw_the_same);
    tcase_add_test(tests, the_roster_of_another_file_is_not_used);
    tcase_add_test(tests, rows_that_were_made_invalid_while_they_were_added_are_not_used);
    tcase_add_test(tests, draws_are_short_only_when_no_more_are_eligible);
    tcase_add_test(tests, filters_select_names);
    tcase_add_test(tests, a_hostile_name_is_valid_json);
    tcase_add_test(tests, after_a_verdict_a_reader_sees_changes_of_others);
    tcase_add_test(tests, a_writer_leaves_no_large_log_to_a_reader);
    tcase_set_timeout(tests, 120);
    return run_case("store", tests);
}
