/* Looks up whether curators hide a name. */
#include "store/withdrawn.h"

#include <sqlite3.h>

static int read_hide(void *arg, sqlite3_stmt *stmt)
{
    *(int *)arg = sqlite3_column_int(stmt, 0);
    return 0;
}

int store_is_withdrawn(struct store *store, const char *key, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_KEY_IS_WITHDRAWN, why);
    int hide = 0;

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":key", key);
    return db_walk(store, stmt, read_hide, &hide, "read the decisions", why) == 0 ? hide : -1;
}
