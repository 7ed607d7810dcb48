/* Error answers that several handlers share. */
#include "web/call.h"

#include <string.h>

#include "base/log.h"

void call_unavailable(const struct call *call, const struct err *why)
{
    if (!call->site->is_unavailable)
        log_event("%s", why->text);
    call->site->is_unavailable = 1;
    site_close_store(call->site);
    answer_problem(call->answer, 503, NULL,
                   "the database cannot be read just now; try again in a few seconds");
}

void call_no_artists(const struct call *call)
{
    answer_problem(call->answer, 503, NULL, "there are no artists to compare with yet");
}

void call_not_clean(const struct call *call, const char *parameter, const char *text,
                    enum clean_result result)
{
    struct err reason, why;

    utf8_clean_why(text, strlen(text), result, &reason);
    err_set(&why, "%s %s", parameter, reason.text);
    answer_problem(call->answer, 400, parameter, why.text);
}

int call_is_ready(const struct call *call)
{
    struct err why;

    if (site_refresh(call->site, &why) != 0) {
        call_unavailable(call, &why);
        return 0;
    }
    if (call->site->is_unavailable)
        log_event("the database is back");
    call->site->is_unavailable = 0;
    return 1;
}

int call_find_name(const struct call *call, struct drawn_names *drawn, char as_of[NAME_AS_OF])
{
    struct err why;

    if (!call_is_ready(call))
        return 0;
    switch (store_name_get(call->site->store, call->id, drawn, as_of, &why)) {
    case NAME_FOUND:
        return 1;
    case NAME_WITHDRAWN:
        answer_problem(call->answer, 410, NULL, "the name with this number was withdrawn");
        return 0;
    case NAME_UNKNOWN:
        answer_problem(call->answer, 404, NULL, "there is no name with this number");
        return 0;
    }
    call_unavailable(call, &why);
    return 0;
}
