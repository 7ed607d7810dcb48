/* POST /api/names/ID/report: a visitor's report, for the curators. */
#include "web/handlers.h"

#include <string.h>

#include "base/log.h"
#include "store/reports.h"

static const char *const format_choices[] = {"json", "html", NULL};

enum { REPORT_WHY, REPORT_FORMAT };
const struct query_parameter report_parameters[] = {
    [REPORT_WHY] = {"why", QUERY_STRING, 0, 400, 0, NULL, 0},
    [REPORT_FORMAT] = {"format", QUERY_CHOICE, 0, 0, 0, format_choices, 0},
    {0}};

static void put_received(const struct call *call)
{
    if (strcmp(call->values[REPORT_FORMAT].text, "json") == 0)
        answer_print(call->answer, "{\"id\":%lld,\"status\":\"received\"}", (long long)call->id);
    else
        page_put_received(call->answer, call->id);
    call->answer->status = 202;
}

/* Cleans the reason like a name: one line without control characters. It may be empty. Returns 0, or -1 with
 * an error as the answer. */
static int read_reason(const struct call *call, char reason[NAME_BYTES])
{
    const char *text = call->values[REPORT_WHY].text;
    enum clean_result result = utf8_clean(text, strlen(text), reason);

    if (result == CLEAN_EMPTY)
        reason[0] = '\0';
    if (result == CLEAN_OK || result == CLEAN_EMPTY)
        return 0;
    call_not_clean(call, "why", text, result);
    return -1;
}

void serve_report(const struct call *call)
{
    struct site *site = call->site;
    char reason[NAME_BYTES];
    struct err why;
    char as_of[NAME_AS_OF];
    int noted;

    if (read_reason(call, reason) != 0 || !call_find_name(call, &site->name, as_of))
        return;
    noted = reports_add(site->path, call->id, reason, call->visitor, &why);
    if (noted < 0) {
        log_event("%s", why.text);
        answer_problem(call->answer, 503, NULL, "the report cannot be saved now; try again later");
        return;
    }
    metrics_report(site->metrics, noted);
    put_received(call);
}
