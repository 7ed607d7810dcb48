/* What curators and the blocklist hide: names that are withdrawn, rules that the program begins, and stored
 * names with blocked words. */
#include <stdio.h>
#include <string.h>

#include "stores.h"

#include "store/rules.h"
#include "store/withdrawn.h"

static struct store *store;
static struct folder *folds;

/* Stores these names, one a line. */
static void store_names(const char *names)
{
    struct import_counts counts;
    FILE *out = fopen(tsv, "w");

    ck_assert_ptr_nonnull(out);
    fprintf(out, "name\n%s", names);
    fclose(out);
    ck_assert_msg(import_in_transaction(store, tsv, &counts) == 0, "%s", why.text);
}

static void set_up(void)
{
    static const struct artist artist = {.name = "Kraftwerk", .mbid = ""};

    make_folder();
    store = store_open(db, STORE_WRITE, &why);
    folds = folder_new(&why);
    ck_assert_msg(store && folds, "%s", why.text);
    enter_source(store, 0, &artist, 1, "2026-01-31");
    store_names("Sigur Rós\nКино\nA$AP Rocky\nVelmora\n");
}

static void tear_down(void)
{
    folder_free(folds);
    store_close(store);
    remove_folder();
}

static int is_withdrawn(const char *name)
{
    char folded[NAME_BYTES];
    struct name_keys keys;

    folder_fold(folds, name, folded, sizeof folded);
    key_of_folded(folds, name, folded, &keys);
    return store_is_withdrawn(store, folded, keys.read, &why);
}

static int64_t hidden(void)
{
    return ask("SELECT count(*) FROM name WHERE hidden = 1");
}

START_TEST(a_decision_binds_every_spelling)
{
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (1, 1, 'ann', 'x'), (2, 1, 'ann', 'x'), "
        "(3, 1, 'ann', 'x')");
    ck_assert_int_eq(is_withdrawn("SIGUR ROS"), 1);
    ck_assert_int_eq(is_withdrawn("Kino"), 1);
    ck_assert_int_eq(is_withdrawn("ASAP Rocky"), 1);
    ck_assert_int_eq(is_withdrawn("Sigur Rosa"), 0);
    ck_assert_int_eq(is_withdrawn("Velmora"), 0);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (2, 0, 'bob', 'y')");
    ck_assert_int_eq(is_withdrawn("Кино"), 0);
}
END_TEST

/* ---- rules ---- */

static struct begun {
    int count;
    long hidden[4];
    char problems[4][160];
} begun;

static void note_rule(void *arg, const struct begun_rule *rule)
{
    (void)arg;
    begun.hidden[begun.count] = rule->hidden;
    snprintf(begun.problems[begun.count++], sizeof begun.problems[0], "%s",
             rule->problem ? rule->problem : "");
}

static void begin_rules(void)
{
    begun.count = 0;
    ck_assert_int_eq(store_begin(store, &why), 0);
    ck_assert_msg(store_rules_begin(store, folds, note_rule, NULL, &why) == 0, "%s", why.text);
    ck_assert_int_eq(store_commit(store, &why), 0);
}

START_TEST(rules_that_wait_begin_with_the_program)
{
    ask("INSERT INTO rule (kind, text, who, why, force) VALUES ('sounds', 'Vellmorra', 'ann', 'x', 1), "
        "('contains', 'РОС', 'ann', 'x', 1)");
    ck_assert_int_eq(is_withdrawn("Welmora"), 0);
    begin_rules();
    ck_assert_int_eq(begun.count, 2);
    ck_assert_int_eq(begun.hidden[0], 1);
    ck_assert_int_eq(begun.hidden[1], 1);
    ck_assert_int_eq(hidden(), 2);
    ck_assert_int_eq(is_withdrawn("Velmorah"), 1);
    ck_assert_int_eq(is_withdrawn("Rossini"), 1);
    ck_assert_int_eq(is_withdrawn("Velmira"), 0);
    begin_rules();
    ck_assert_int_eq(begun.count, 0);
}
END_TEST

START_TEST(rules_that_cannot_begin_are_ended)
{
    ask("INSERT INTO rule (kind, text, who, why, force) VALUES ('sounds', '!!!', 'ann', 'x', 1), "
        "('contains', CAST(x'ff41' AS TEXT), 'ann', 'x', 1), ('begins', 'Кин', 'ann', 'x', 0)");
    begin_rules();
    ck_assert_int_eq(begun.count, 3);
    ck_assert_str_eq(begun.problems[0], "the text has no letters to compare");
    ck_assert_str_eq(begun.problems[1], "the text is not UTF-8");
    ck_assert_ptr_nonnull(strstr(begun.problems[2], "more than a tenth of all names"));
    ck_assert_int_eq(ask("SELECT count(*) FROM rule_end WHERE who = 'stagename'"), 3);
    ck_assert_int_eq(hidden(), 0);
}
END_TEST

/* ---- the blocklist ---- */

static void judge_with(const char *words, struct rejudge_counts *counts)
{
    FILE *out = fopen(tsv, "w");
    struct blocklist *list;

    ck_assert_ptr_nonnull(out);
    fputs(words, out);
    fclose(out);
    list = blocklist_open(tsv, &why);
    ck_assert_msg(list != NULL, "%s", why.text);
    ck_assert_int_eq(store_begin(store, &why), 0);
    ck_assert_msg(rejudge_all(store, NULL, &(const struct rejudge_options){.threads = 2, .blocklist = list},
                              counts, &why) == 0,
                  "%s", why.text);
    ck_assert_int_eq(store_commit(store, &why), 0);
    blocklist_free(list);
}

START_TEST(blocked_words_hide_stored_names)
{
    struct rejudge_counts counts;

    judge_with("word kino\nword asap\n", &counts);
    ck_assert_int_eq(counts.blocked, 2);
    ck_assert_int_eq(counts.names, 4);
    ck_assert_int_eq(hidden(), 2);
    ck_assert_int_eq(is_withdrawn("KINO"), 1);
    judge_with("word asap\n", &counts);
    ck_assert_int_eq(counts.blocked, 0);
    ck_assert_int_eq(counts.unblocked, 1);
    ck_assert_int_eq(is_withdrawn("KINO"), 0);
    rejudge_in_transaction(store, &counts);
    ck_assert_int_eq(hidden(), 1);
    ask("INSERT INTO decision (name_id, hide, who, why) VALUES (3, 0, 'ann', 'x')");
    judge_with("word asap\n", &counts);
    ck_assert_int_eq(hidden(), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("decisions");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_decision_binds_every_spelling);
    tcase_add_test(tests, rules_that_wait_begin_with_the_program);
    tcase_add_test(tests, rules_that_cannot_begin_are_ended);
    tcase_add_test(tests, blocked_words_hide_stored_names);
    return run_case("decisions", tests);
}
