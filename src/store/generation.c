/* Makes and describes generations. */
#include "store/generation.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "judge/index.h"
#include "store/db.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/sums.h"

static const char form[] = "ddddddddTddddddZ-xxxxxxxx";

int generation_is_id(const char *text)
{
    if (strlen(text) != strlen(form))
        return 0;
    for (size_t i = 0; i < strlen(form); i++)
        if (form[i] == 'd'   ? !strchr("0123456789", text[i])
            : form[i] == 'x' ? !strchr("0123456789abcdef", text[i])
                             : text[i] != form[i])
            return 0;
    return 1;
}

static void choose_id(char id[GENERATION_ID])
{
    const time_t now = time(NULL);
    struct tm parts;
    size_t length = strftime(id, GENERATION_ID, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));

    snprintf(id + length, GENERATION_ID - length, "-%08" PRIx32, (uint32_t)rng_entropy());
}

void generation_format(char format[GENERATION_FORMAT])
{
    char index[INDEX_VERSION];

    index_version(index);
    snprintf(format, GENERATION_FORMAT, "schema %d and index %s", STORE_SCHEMA, index);
}

int generation_has_file(const char *name)
{
    return strcmp(name, backup_names[BACKUP_DATABASE]) == 0 ||
           strcmp(name, backup_names[BACKUP_MODEL]) == 0 ||
           store_judge_is_file(name, backup_names[BACKUP_DATABASE]);
}

/* ---- making one ---- */

/* Chooses an id behind the last one: the order of generations on a host is that of their ids. */
static int choose_next_id(struct store *store, char id[GENERATION_ID], struct err *why)
{
    enum { MOST_TRIES = 30, RETRY_MS = 100 };
    const size_t time_length = strcspn(form, "-");
    struct generation_state state;

    if (generation_state(store, &state, why) != 0)
        return -1;
    choose_id(id);
    for (int i = 0; i < MOST_TRIES && strncmp(id, state.id, time_length) == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
        choose_id(id);
    }
    if (strncmp(id, state.id, time_length) > 0)
        return 0;
    return err_set(why, "the clock is not later than the last generation %s: set it", state.id);
}

static int record(const char *database, char id[GENERATION_ID], struct err *why)
{
    struct store *store = store_open(database, STORE_CHANGE, why);
    sqlite3_stmt *stmt;
    int result = -1;

    if (store && choose_next_id(store, id, why) == 0 && store_begin(store, why) == 0) {
        stmt = db_statement(store, SQL_GENERATION_ADD, why);
        if (stmt)
            db_bind_text(stmt, ":id", id);
        result =
            stmt && db_run(store, stmt, "record the generation", why) == 0 ? store_commit(store, why) : -1;
    }
    store_close(store);
    return result;
}

static int add_index(const char *copy, const char *database, struct err *why)
{
    struct store *store = store_open(copy, STORE_READ, why);
    int result = store ? store_judge_copy(store, database, why) : -1;

    store_close(store);
    return result;
}

/* Writes B2SUMS. The name of the index contains the stamp of the corpus. */
static int add_sums(const char *folder, const char *copy, struct generation *made, struct err *why)
{
    const char *names[] = {backup_names[BACKUP_DATABASE], NULL, backup_names[BACKUP_MODEL], NULL};
    struct store *store = store_open(copy, STORE_READ, why);
    char *index = store ? store_judge_name(store, why) : NULL;
    int result = -1;

    names[1] = index;
    if (index)
        result = sums_write(folder, names, &made->bytes, why);
    free(index);
    store_close(store);
    return result;
}

int generation_make(const struct generation_plan *plan, struct generation *made, struct err *why)
{
    char *copy = sums_path(plan->folder, backup_names[BACKUP_DATABASE]);
    char *model = sums_path(plan->folder, backup_names[BACKUP_MODEL]);
    int result = -1;

    *made = (struct generation){.id = ""};
    if (record(plan->database, made->id, why) == 0 &&
        backup_copy_database(plan->database, copy, plan->is_stopped, &made->figures, why) == 0 &&
        add_index(copy, plan->database, why) == 0 &&
        (made->has_model = backup_copy_model(plan->database, plan->model, model, plan->is_stopped, why)) >= 0)
        result = add_sums(plan->folder, copy, made, why);
    free(model);
    free(copy);
    return result;
}

static int add_size(void *arg, const char *name)
{
    struct generation *made = arg;

    if (!generation_has_file(name))
        return -1;
    made->has_model |= strcmp(name, backup_names[BACKUP_MODEL]) == 0;
    return 0;
}

int generation_read(const char *folder, struct generation *made, struct err *why)
{
    char *copy = sums_path(folder, backup_names[BACKUP_DATABASE]);
    struct store *store = NULL;
    struct generation_state state;
    int result = -1;

    *made = (struct generation){.id = ""};
    if (sums_verify(folder, "a generation", add_size, made, &made->bytes, why) == 0)
        store = store_open(copy, STORE_READ, why);
    if (store && figures_read(store, &made->figures, why) == 0)
        result = generation_state(store, &state, why);
    if (result == 0)
        strcpy(made->id, state.id);
    store_close(store);
    free(copy);
    return result;
}

/* ---- the state ---- */

static int take_state(void *arg, sqlite3_stmt *stmt)
{
    struct generation_state *state = arg;

    snprintf(state->id, sizeof state->id, "%s", db_text(stmt, 0));
    state->decision = sqlite3_column_int64(stmt, 1);
    state->undo = sqlite3_column_int64(stmt, 2);
    state->review = sqlite3_column_int64(stmt, 3);
    state->tagging = sqlite3_column_int64(stmt, 4);
    snprintf(state->decision_text, sizeof state->decision_text, "%s", db_text(stmt, 5));
    return 0;
}

int generation_state(struct store *store, struct generation_state *state, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_GENERATION_STATE, why);

    return stmt ? db_walk(store, stmt, take_state, state, "read the generation", why) : -1;
}

/* A published copy lies in the folder of its generation, and the last generation that it knows is itself. */
int generation_served(struct store *store, char id[GENERATION_ID], struct err *why)
{
    char *real = location_real(store_path(store)), *slash, *folder = NULL;
    struct generation_state state;

    *id = '\0';
    if (!real)
        return err_set(why, "out of memory");
    if ((slash = strrchr(real, '/'))) {
        *slash = '\0';
        folder = strrchr(real, '/');
    }
    if (folder && generation_is_id(folder + 1)) {
        if (generation_state(store, &state, why) != 0) {
            free(real);
            return -1;
        }
        if (strcmp(state.id, folder + 1) == 0)
            strcpy(id, state.id);
    }
    free(real);
    return 0;
}
