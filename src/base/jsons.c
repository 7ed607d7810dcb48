#include "base/jsons.h"

static void check(json_t **to, int failed)
{
    if (!failed)
        return;
    json_decref(*to);
    *to = NULL;
}

void jsons_append(json_t **to, json_t *value)
{
    check(to, json_array_append_new(*to, value) != 0);
}

void jsons_put(json_t **to, const char *key, json_t *value)
{
    check(to, json_object_set_new(*to, key, value) != 0);
}
