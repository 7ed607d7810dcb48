/* Computes the forms of rules that SQL cannot compute, and applies the blocklist. */
#include "store/rules.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "text/key.h"
#include "text/sound.h"

struct waiting {
    int64_t id;
    char kind[16], text[NAME_BYTES];
};

static int read_waiting(void *arg, sqlite3_stmt *stmt)
{
    struct waiting *rule = arg;

    rule->id = sqlite3_column_int64(stmt, 0);
    snprintf(rule->kind, sizeof rule->kind, "%s", db_text(stmt, 1));
    snprintf(rule->text, sizeof rule->text, "%s", db_text(stmt, 2));
    return 1;
}

/* Returns 1 with the next rule that waits, 0 without one, or -1 with *why set. */
static int next_waiting(struct store *store, struct waiting *rule, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_RULES_WAITING, why);

    return stmt ? db_walk(store, stmt, read_waiting, rule, "read the rules", why) : -1;
}

int store_rules_wait(struct store *store, struct err *why)
{
    struct waiting rule;

    return next_waiting(store, &rule, why);
}

/* What names are compared with. Returns NULL, or why there is nothing. */
static const char *make_form(struct folder *folder, const struct waiting *rule, char form[NAME_BYTES])
{
    struct name_keys keys;
    struct sounds sounds;

    if (utf8_invalid_at(rule->text, strlen(rule->text)) != strlen(rule->text))
        return "the text is not UTF-8";
    folder_fold(folder, rule->text, form, NAME_BYTES);
    if (strcmp(rule->kind, "sounds") == 0) {
        key_of_folded(folder, rule->text, form, &keys);
        sounds_make(keys.read, &sounds);
        snprintf(form, NAME_BYTES, "%s", sounds.count > 0 ? sounds.respellings[0] : "");
    }
    return form[0] ? NULL : "the text has no letters to compare";
}

/* Sets the form, upon which triggers hide the names. Returns how many, with *problem set if a trigger
 * refuses, or -1 with *why set. */
static long set_form(struct store *store, int64_t rule, const char *form, struct err *problem,
                     struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_RULE_FORM, why);
    sqlite3_stmt *hidden = stmt ? db_statement(store, SQL_RULE_HIDES, why) : NULL;
    int code;

    if (!hidden)
        return -1;
    db_bind_text(stmt, ":form", form);
    db_bind_int(stmt, ":rule", rule);
    code = sqlite3_step(stmt);
    if (code == SQLITE_CONSTRAINT)
        err_set(problem, "%s", sqlite3_errmsg(sqlite3_db_handle(stmt)));
    else if (code != SQLITE_DONE)
        db_error(store, "apply a rule", why);
    sqlite3_reset(stmt);
    if (code != SQLITE_DONE)
        return code == SQLITE_CONSTRAINT ? 0 : -1;
    db_bind_int(hidden, ":rule", rule);
    return (long)db_number(store, hidden, "apply a rule", why);
}

static int end_rule(struct store *store, int64_t rule, const char *reason, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_RULE_END, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":rule", rule);
    db_bind_text(stmt, ":why", reason);
    return db_run(store, stmt, "end a rule", why);
}

int store_rules_begin(struct store *store, struct folder *folder,
                      void (*each)(void *arg, const struct begun_rule *rule), void *arg, struct err *why)
{
    struct waiting rule;
    int found;

    while ((found = next_waiting(store, &rule, why)) == 1) {
        char form[NAME_BYTES];
        const char *formless = make_form(folder, &rule, form);
        struct err problem = {""};
        long hidden;

        if (formless)
            err_set(&problem, "%s", formless);
        hidden = formless ? 0 : set_form(store, rule.id, form, &problem, why);
        if (hidden < 0 || (problem.text[0] && end_rule(store, rule.id, problem.text, why) != 0))
            return -1;
        each(arg, &(const struct begun_rule){rule.id, rule.kind, rule.text, hidden,
                                             problem.text[0] ? problem.text : NULL});
    }
    return found;
}

int store_name_block(struct store *store, int64_t id, const char *word, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, word ? SQL_NAME_BLOCKED : SQL_NAME_UNBLOCKED, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    if (word)
        db_bind_text(stmt, ":word", word);
    if (db_run(store, stmt, "apply the blocklist", why) != 0)
        return -1;
    return db_changed_rows(store) > 0;
}
