/* /api/names/ID: one name by its number. */
#include "web/handlers.h"

#include "web/name_format.h"

/* Appends the name as JSON to out. Returns 0, or -1 with an error as the answer. */
static int put_name(const struct call *call, struct answer *out)
{
    struct drawn_names *drawn = &call->site->name;
    char as_of[NAME_AS_OF];

    if (!call_find_name(call, drawn, as_of))
        return -1;
    name_format_object(out, &drawn->names[0], as_of);
    return 0;
}

void serve_name(const struct call *call)
{
    put_name(call, call->answer);
}

json_t *name_json(const struct call *call)
{
    struct answer text = {0};
    json_t *name = NULL;

    if (put_name(call, &text) == 0)
        name = answer_json(&text);
    answer_free(&text);
    return name;
}
