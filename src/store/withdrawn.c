/* Looks up whether curators hide a name. */
#include "store/withdrawn.h"

#include <stddef.h>

#include "text/sound.h"

int store_is_withdrawn(struct store *store, const char *folded, const char *key, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_IS_WITHDRAWN, why);
    struct sounds sounds;

    if (!stmt)
        return -1;
    sounds_make(key, &sounds);
    db_bind_text(stmt, ":folded", folded);
    db_bind_text(stmt, ":key", key);
    db_bind_text(stmt, ":sound", sounds.count > 0 ? sounds.respellings[0] : NULL);
    return (int)db_number(store, stmt, "read the decisions", why);
}
