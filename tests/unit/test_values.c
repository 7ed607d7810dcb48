/* What is computed from the text of stored names: it is stored at the import, renewed with the verdicts,
 * counted, and names are drawn by it. */
#include <stdio.h>
#include <string.h>

#include "stores.h"

#include "store/trait_counts.h"
#include "text/themes.h"

static const char names[] = "name\n"
                            "Kelly Cold\n"      /* 1 */
                            "Night Ocean\n"     /* 2 */
                            "Velmora\n"         /* 3 */
                            "Zvrkt\n"           /* 4 */
                            "Midnight Moon\n"   /* 5 */
                            "Bold Bright Bat\n" /* 6 */
                            "Ночной Кот\n"      /* 7 */
                            "محمد عبده\n";      /* 8 */

static struct store *with_names(void)
{
    static const struct artist artist = {.name = "Kraftwerk", .mbid = ""};
    struct store *store = store_open(db, STORE_WRITE, &why);
    FILE *out = fopen(tsv, "w");
    struct import_counts counts;

    fputs(names, out);
    fclose(out);
    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, &artist, 1, "2026-01-31");
    ck_assert_msg(import_in_transaction(store, tsv, &counts) == 0, "%s", why.text);
    ck_assert_int_eq(counts.entered, 8);
    return store;
}

/* ---- drawing ---- */

#define ANY .verdict = VERDICT_ANY, .min = 1, .max = DRAW_LONGEST

static const struct {
    struct name_filter filter;
    const char *theme, *ids; /* ids: in order */
} filters[] = {
    {{ANY, .syllables = 3}, NULL, "1 2 3 5 6 7 "},
    {{ANY, .syllables = 8}, NULL, ""},
    {{ANY, .easy = 1}, NULL, "1 2 3 5 6 7 "},
    {{ANY, .alliteration = 1}, NULL, "1 5 6 "},
    {{ANY, .without = "o"}, NULL, "4 8 "},
    {{ANY, .without = "elz"}, NULL, "5 7 8 "},
    {{ANY}, "night", "2 5 6 "},
    {{ANY}, "sea", "2 "},
    {{ANY, .without = "c", .syllables = 3, .easy = 1, .alliteration = 1}, "night", "5 6 "},
    {{ANY, .starts = "mid", .syllables = 3}, "night", "5 "},
    {{ANY, .words = 1, .easy = 1}, NULL, "3 "},
};
enum { LIST_MAX = 2048 };

enum { FILTERS = sizeof filters / sizeof *filters };

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static void write_ids(const struct draw *draw, char *out)
{
    int64_t ids[16];

    ck_assert_int_le(draw->found, 16);
    for (int i = 0; i < draw->found; i++)
        ids[i] = draw->names[i].id;
    qsort(ids, (size_t)draw->found, sizeof *ids, compare_ids);
    *out = '\0';
    for (int i = 0; i < draw->found; i++)
        out += sprintf(out, "%d ", (int)ids[i]);
}

/* Each with the roster and without. */
START_TEST(names_are_drawn_by_values_of_their_texts)
{
    struct store *store = with_names();
    struct name_filter filter = filters[_i % FILTERS].filter;
    const char *theme = filters[_i % FILTERS].theme;
    struct roster *roster = NULL;
    struct drawing *drawing =
        _i < FILTERS ? drawing_new(store, NULL, &why) : with_filled_roster(store, &roster);
    struct draw draw = {0};
    struct rng rng;
    char ids[64];

    rng_seed(&rng, 71, 0);
    if (theme)
        filter.theme = UINT64_C(1) << theme_find(theme);
    ck_assert_int_eq(draw_in_transaction(store, drawing, &filter, 16, &rng, &draw), 0);
    write_ids(&draw, ids);
    ck_assert_str_eq(ids, filters[_i % FILTERS].ids);
    ck_assert_int_eq(draw.pool, draw.found);
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}
END_TEST

static const struct {
    struct name_filter filter;
    const char *ids;
} tagged[] = {
    {{ANY, .tag = "summer"}, "2 3 5 "},
    {{ANY, .featured = 1}, "3 6 "},
    {{ANY, .tag = "featured"}, "3 6 "},
    {{ANY, .tag = "summer", .featured = 1}, "3 "},
    {{ANY, .tag = "summer", .words = 2}, "2 5 "},
    {{ANY, .tag = "summer", .starts = "mid"}, "5 "},
    {{ANY, .tag = "winter"}, ""},
};
enum { TAGGED = sizeof tagged / sizeof *tagged };

/* Each with the roster, which knows no tags, and without. Name 1 has a tag, too, and is hidden. */
START_TEST(names_are_drawn_by_tags)
{
    struct store *store = with_names();
    struct roster *roster = NULL;
    struct drawing *drawing =
        _i < TAGGED ? drawing_new(store, NULL, &why) : with_filled_roster(store, &roster);
    const struct likes likes = {.liked = {2}, .liked_count = 1};
    struct draw draw = {0};
    struct rng rng;
    char ids[64];

    ask("INSERT INTO tagging (name_id, tag, who) SELECT id, 'summer', 'ann' FROM name WHERE id IN (1, 2, 3, "
        "5)");
    ask("INSERT INTO tagging (name_id, tag, who) SELECT id, 'featured', 'ann' FROM name WHERE id IN (1, 3, "
        "6)");
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'dull')");
    rng_seed(&rng, 71, 0);
    ck_assert_int_eq(draw_in_transaction(store, drawing, &tagged[_i % TAGGED].filter, 16, &rng, &draw), 0);
    write_ids(&draw, ids);
    ck_assert_str_eq(ids, tagged[_i % TAGGED].ids);
    ck_assert_int_eq(draw.pool, draw.found);
    ask("INSERT INTO tagging (name_id, tag, remove, who) VALUES (3, 'featured', 1, 'ann')");
    ck_assert_int_eq(draw_in_transaction(store, drawing, &tagged[1].filter, 16, &rng, &draw), 0);
    write_ids(&draw, ids);
    ck_assert_str_eq(ids, "6 "); /* the cached count is discarded */
    ck_assert_int_eq(draw.pool, 1);
    ck_assert_int_eq(store_read_begin(store, &why), 0);
    ck_assert_int_eq(drawing_draw_similar(drawing, &tagged[0].filter, &likes, 16, &rng, &draw, &why), 0);
    ck_assert_int_eq(store_read_end(store, &why), 0);
    write_ids(&draw, ids);
    ck_assert_str_eq(ids, "3 5 ");
    ck_assert_int_eq(draw.pool, 2);
    drawing_free(drawing);
    store_close(store);
    roster_free(roster);
}
END_TEST

/* ---- counts ---- */

/* Checks that the table of counts matches the visible names. */
static void counts_are_right(void)
{
    ck_assert_int_eq(ask("SELECT count(*) FROM (SELECT trait, value, names FROM trait_count WHERE names > 0 "
                         "EXCEPT SELECT trait, value, count(*) FROM name_trait "
                         "JOIN name USING (id) WHERE hidden = 0 GROUP BY trait, value)"),
                     0);
    ck_assert_int_eq(ask("SELECT (SELECT coalesce(sum(names), 0) FROM trait_count) = "
                         "(SELECT count(*) FROM name_trait JOIN name USING (id) WHERE hidden = 0)"),
                     1);
}

START_TEST(counts_follow_changes_of_names)
{
    struct store *store = with_names();

    counts_are_right();
    ck_assert_int_eq(ask("SELECT names FROM trait_count WHERE trait = 'syllables' AND value = 3"), 6);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'dull')");
    counts_are_right();
    ck_assert_int_eq(ask("SELECT names FROM trait_count WHERE trait = 'syllables' AND value = 3"), 5);
    write_as_program("UPDATE name SET syllables = 7, themes = 3 WHERE id < 4");
    counts_are_right();
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 0, 'ann', 'not so dull')");
    counts_are_right();
    write_as_program("UPDATE name SET verdict = 'close'");
    counts_are_right();
    write_as_program("DELETE FROM name WHERE id > 2");
    counts_are_right();
    ck_assert_int_eq(ask("SELECT sum(names) FROM trait_count WHERE trait = 'syllables'"), 2);
    store_close(store);
}
END_TEST

static void list_count(void *arg, const struct trait_count *count)
{
    char *list = arg;
    size_t length = strlen(list);

    snprintf(list + length, LIST_MAX - length, "%s%s %ld", length ? ", " : "", count->text, count->names);
}

START_TEST(the_values_of_a_trait_have_the_counts_of_names)
{
    static const struct {
        const char *trait, *counts;
    } cases[] = {{"syllables", "1 1, 3 6"}, {"easy", "1 6"}, {"alliteration", "1 3"}};
    struct store *store = with_names();
    char list[LIST_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        list[0] = '\0';
        ck_assert_int_eq(store_each_trait_count(store, cases[i].trait, list_count, list, &why), 0);
        ck_assert_str_eq(list, cases[i].counts);
    }
    list[0] = '\0';
    ck_assert_int_eq(store_each_trait_count(store, "theme", list_count, list, &why), 0);
    ck_assert_ptr_nonnull(strstr(list, "night 3"));
    ck_assert_ptr_null(strstr(list, "toys"));
    store_close(store);
}
END_TEST

/* As stored by an older program with different rules. */
START_TEST(values_are_renewed_with_the_verdicts)
{
    struct store *store = with_names();
    struct rejudge_counts counts;

    write_as_program(
        "UPDATE name SET syllables = NULL, easy = 0, alliteration = 1, themes = 0 WHERE id IN (2, 3)");
    rejudge_in_transaction(store, &counts);
    ck_assert_int_eq(counts.renewed, 2);
    ck_assert_int_eq(counts.changed, 0);
    ck_assert_int_eq(ask("SELECT count(*) FROM judging"), 1); /* workers drop their cached data */
    ck_assert_int_eq(ask("SELECT syllables FROM name WHERE id = 2"), 3);
    ck_assert_int_eq(ask("SELECT easy FROM name WHERE id = 3"), 1);
    ck_assert_int_eq(ask("SELECT alliteration FROM name WHERE id = 3"), 0);
    ck_assert(ask("SELECT themes FROM name WHERE id = 2") == (int64_t)theme_bits("Night Ocean"));
    counts_are_right();
    rejudge_in_transaction(store, &counts);
    ck_assert_int_eq(counts.renewed, 0);
    ck_assert_int_eq(ask("SELECT count(*) FROM judging"), 1);
    store_close(store);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("values");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, names_are_drawn_by_values_of_their_texts, 0, 2 * FILTERS);
    tcase_add_loop_test(tests, names_are_drawn_by_tags, 0, 2 * TAGGED);
    tcase_add_test(tests, counts_follow_changes_of_names);
    tcase_add_test(tests, the_values_of_a_trait_have_the_counts_of_names);
    tcase_add_test(tests, values_are_renewed_with_the_verdicts);
    tcase_set_timeout(tests, 60);
    return run_case("values", tests);
}
