/* Which names visitors see, and what is said of them: hidden names are neither drawn nor counted, the newest
 * name is drawn like any other, and a name that was judged again has the artists of the new corpus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stores.h"

/* Replaces the corpus by one source of these artists. */
static void enter_corpus(struct store *store, const char *const *names, int count)
{
    struct artist artists[8];

    for (int i = 0; i < count; i++)
        artists[i] = (struct artist){.name = names[i], .mbid = ""};
    enter_source(store, 1, artists, count, "2026-01-31");
}

static void import_names(struct store *store)
{
    struct import_counts counts;

    ck_assert_msg(import_in_transaction(store, tsv, &counts) == 0, "%s", why.text);
    ck_assert_int_eq(counts.duplicate + counts.blocked, 0);
}

/* ---- hidden names and the newest one ---- */

enum { VISIBLE_NAMES = 600 }; /* enough that row numbers are drawn */

static void import_many(struct store *store)
{
    FILE *out = fopen(tsv, "w");

    fputs("name\tstyle\tbits_per_char\n", out);
    for (int i = 0; i < VISIBLE_NAMES; i++)
        fprintf(out, "%c%cvqx%c%c\t%s\t%.3f\n", 'a' + i % 26, 'b' + i / 26, 'a' + i % 7, 'f' + i % 3,
                i % 2 ? "odd" : "even", 1 + (double)i / VISIBLE_NAMES);
    fclose(out);
    import_names(store);
}

/* Draws 25 times as many names as the database has, and counts each drawn id. */
static long draw_many(struct store *store, struct drawing *drawing, const struct name_filter *filter,
                      int *drawn)
{
    struct draw draw = {0};
    struct rng rng;

    rng_seed(&rng, 51, 0);
    memset(drawn, 0, (VISIBLE_NAMES + 1) * sizeof *drawn);
    for (int i = 0; i < 25 * VISIBLE_NAMES / 10; i++) {
        ck_assert_int_eq(draw_in_transaction(store, drawing, filter, 10, &rng, &draw), 0);
        for (int k = 0; k < draw.found; k++) {
            ck_assert_int_le(draw.names[k].id, VISIBLE_NAMES);
            drawn[draw.names[k].id]++;
        }
    }
    return draw.pool;
}

static const struct {
    struct name_filter filter;
    int all, hidden; /* eligible names, and those of them that are hidden below */
} draws[] = {{{.verdict = VERDICT_ANY, .min = 1, .max = 1000}, VISIBLE_NAMES, 4},
             {{.verdict = VERDICT_ANY, .style = "even", .min = 1, .max = 1000}, VISIBLE_NAMES / 2, 2},
             {{.verdict = VERDICT_ANY, .starts = "a", .min = 1, .max = 1000}, 24, 1},
             {{.verdict = VERDICT_ANY, .contains = "vq", .min = 1, .max = 1000}, VISIBLE_NAMES, 4}};
enum { DRAWS = sizeof draws / sizeof *draws };

/* Each with the roster and without. */
START_TEST(hidden_names_are_neither_drawn_nor_counted)
{
    static const char *const artists[] = {"Kraftwerk"};
    static const int hidden[] = {1, 26, 301, VISIBLE_NAMES};
    struct store *store = store_open(db, STORE_WRITE, &why), *reader;
    const struct name_filter *filter = &draws[_i % DRAWS].filter;
    struct roster *roster = NULL;
    struct drawing *drawing;
    static int drawn[VISIBLE_NAMES + 1];
    int seen = 0;

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_corpus(store, artists, 1);
    import_many(store);
    reader = store_open(db, STORE_READ, &why);
    drawing = _i < DRAWS ? drawing_new(reader, NULL, &why) : with_filled_roster(reader, &roster);
    ck_assert_int_eq(draw_many(reader, drawing, filter, drawn), draws[_i % DRAWS].all);
    for (int i = 1; i <= VISIBLE_NAMES; i++)
        seen += drawn[i] > 0;
    ck_assert_int_eq(seen, draws[_i % DRAWS].all); /* including the newest name */
    for (int i = 0; i < 4; i++) {
        char sql[128];

        snprintf(sql, sizeof sql,
                 "INSERT INTO decision (name_id, hide, who, why) VALUES (%d, 1, 'ann', 'dull')", hidden[i]);
        ask(sql);
    }
    ck_assert_int_eq(draw_many(reader, drawing, filter, drawn),
                     draws[_i % DRAWS].all - draws[_i % DRAWS].hidden);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(drawn[hidden[i]], 0);
    ck_assert_int_eq(drawing_visible(drawing, &why), VISIBLE_NAMES - 4);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 0, 'ann', 'not so dull')");
    ck_assert_int_eq(drawing_visible(drawing, &why), VISIBLE_NAMES - 3);
    drawing_free(drawing);
    store_close(reader);
    store_close(store);
    roster_free(roster);
}
END_TEST

/* ---- excluded names ---- */

/* Each with the roster and without. */
START_TEST(excluded_names_are_neither_drawn_nor_counted)
{
    static const char *const artists[] = {"Kraftwerk"};
    static const int64_t excluded[] = {1, 26, 301, VISIBLE_NAMES, VISIBLE_NAMES + 7};
    struct store *store = store_open(db, STORE_WRITE, &why);
    struct name_filter filter = draws[_i % DRAWS].filter;
    struct roster *roster = NULL;
    struct drawing *drawing;
    static int drawn[VISIBLE_NAMES + 1];
    int seen = 0;

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_corpus(store, artists, 1);
    import_many(store);
    drawing = _i < DRAWS ? drawing_new(store, NULL, &why) : with_filled_roster(store, &roster);
    filter.excluded = excluded;
    filter.excluded_count = 5;
    ck_assert_int_eq(draw_many(store, drawing, &filter, drawn),
                     draws[_i % DRAWS].all - draws[_i % DRAWS].hidden);
    for (int i = 1; i <= VISIBLE_NAMES; i++)
        seen += drawn[i] > 0;
    ck_assert_int_eq(seen, draws[_i % DRAWS].all - draws[_i % DRAWS].hidden);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(drawn[excluded[i]], 0);
    filter.excluded_count = 0; /* the count of the filter itself was cached */
    ck_assert_int_eq(draw_many(store, drawing, &filter, drawn), draws[_i % DRAWS].all);
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}
END_TEST

START_TEST(names_by_number_keep_the_requested_order)
{
    static const char *const artists[] = {"Kraftwerk"};
    static const int64_t ids[] = {VISIBLE_NAMES, 3, VISIBLE_NAMES + 1, 9, 1};
    struct store *store = store_open(db, STORE_WRITE, &why);
    struct drawing *drawing = drawing_new(store, NULL, &why);
    struct draw draw;

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_corpus(store, artists, 1);
    import_many(store);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (9, 1, 'ann', 'dull')");
    ck_assert_int_eq(drawing_fetch(drawing, ids, 5, &draw, &why), 0);
    ck_assert_int_eq(draw.found, 3);
    ck_assert_int_eq(draw.names[0].id, VISIBLE_NAMES);
    ck_assert_int_eq(draw.names[1].id, 3);
    ck_assert_int_eq(draw.names[2].id, 1);
    ck_assert_str_eq(draw.as_of, "2026-01-31");
    drawing_free(drawing);
    store_close(store);
}
END_TEST

/* ---- names that were judged again ---- */

static void judge_again(struct store *store, long changed)
{
    struct rejudge_counts counts;

    rejudge_in_transaction(store, &counts);
    ck_assert_int_eq(counts.names, 3);
    ck_assert_int_eq(counts.changed, changed);
}

/* Whether the first near artist of a name is this one; "": the name has none. */
static int nearest_is(const char *name, const char *artist)
{
    char sql[200];

    snprintf(sql, sizeof sql,
             "SELECT coalesce(nearest ->> '$[0].name', '') = '%s' FROM name WHERE name = '%s'", artist, name);
    return ask(sql) == 1;
}

/* One name stays close, but to another artist; one becomes free; one stays free. */
START_TEST(rejudging_removes_old_neighbours)
{
    static const char *const before[] = {"Kraftwerk", "Velmora"}, *const after[] = {"Kraftwerb"};
    struct store *store = store_open(db, STORE_WRITE, &why);
    FILE *out = fopen(tsv, "w");

    fputs("name\nKraftwerg\nVelmorax\nZuqibble\n", out);
    fclose(out);
    ck_assert_msg(store != NULL, "%s", why.text);
    enter_corpus(store, before, 2);
    import_names(store);
    ck_assert(nearest_is("Kraftwerg", "Kraftwerk") && nearest_is("Velmorax", "Velmora"));
    enter_corpus(store, after, 1);
    judge_again(store, 1);
    ck_assert(nearest_is("Kraftwerg", "Kraftwerb"));
    ck_assert(nearest_is("Velmorax", "") && nearest_is("Zuqibble", ""));
    judge_again(store, 0);
    store_close(store);
}
END_TEST

/* ---- names by their number ---- */

START_TEST(a_used_number_is_withdrawn_and_never_unknown)
{
    static const char *const artists[] = {"Kraftwerk"};
    struct store *store = store_open(db, STORE_WRITE, &why);
    FILE *out = fopen(tsv, "w");
    struct drawn_names drawn = {.count = 0};
    char as_of[NAME_AS_OF];

    fputs("name\tstyle\nVelmora\thouse\nQwibble\t\n", out);
    fclose(out);
    enter_corpus(store, artists, 1);
    import_names(store);
    ck_assert_int_eq(store_name_get(store, 1, &drawn, as_of, &why), NAME_FOUND);
    ck_assert_str_eq(as_of, "2026-01-31");
    ck_assert_int_eq(drawn.count, 1);
    ck_assert_mem_eq(drawn.names[0].name.data, "Velmora", drawn.names[0].name.length);
    ck_assert_mem_eq(drawn.names[0].style.data, "house", drawn.names[0].style.length);
    ck_assert_int_eq(store_name_get(store, 3, &drawn, as_of, &why), NAME_UNKNOWN);
    ck_assert_int_eq(drawn.count, 0);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'a test', 'because')");
    ck_assert_int_eq(store_name_get(store, 1, &drawn, as_of, &why), NAME_WITHDRAWN);
    write_as_program("DELETE FROM name WHERE id = 2");
    ck_assert_int_eq(store_name_get(store, 2, &drawn, as_of, &why), NAME_WITHDRAWN);
    buffer_free(&drawn.texts);
    store_close(store);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("visible");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    if (!getenv("QUICK_TESTS")) { /* draws as test_store.c does */
        tcase_add_loop_test(tests, hidden_names_are_neither_drawn_nor_counted, 0, 2 * DRAWS);
        tcase_add_loop_test(tests, excluded_names_are_neither_drawn_nor_counted, 0, 2 * DRAWS);
    }
    tcase_add_test(tests, names_by_number_keep_the_requested_order);
    tcase_add_test(tests, rejudging_removes_old_neighbours);
    tcase_add_test(tests, a_used_number_is_withdrawn_and_never_unknown);
    tcase_set_timeout(tests, 120);
    return run_case("visible", tests);
}
