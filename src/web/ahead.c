/* Stores prepared answers. */
#include "web/ahead.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static int is_about(const struct ahead *ahead, const char *query, int64_t version)
{
    return ahead->version == version && strcmp(ahead->query, query) == 0;
}

int ahead_take(struct ahead *ahead, const char *query, int64_t version, struct answer *answer)
{
    size_t start;

    if (ahead->given == ahead->made || !is_about(ahead, query, version))
        return 0;
    start = ahead->given ? ahead->ends[ahead->given - 1] : 0;
    answer_add(answer, ahead->text.body.bytes + start, ahead->ends[ahead->given] - start);
    ahead->given++;
    return 1;
}

void ahead_begin(struct ahead *ahead, const char *query, int64_t version)
{
    int again = is_about(ahead, query, version) && ahead->planned > 0;

    ahead->planned = !again ? 1 : ahead->planned * 2 < AHEAD_MAX ? ahead->planned * 2 : AHEAD_MAX;
    ahead->made = ahead->given = 0;
    ahead->version = version;
    answer_begin(&ahead->text);
    snprintf(ahead->query, sizeof ahead->query, "%s", query);
    ahead->until = clock_ns() + AHEAD_NS;
}

int ahead_has_room(const struct ahead *ahead)
{
    return ahead->made == 0 || (ahead->made < ahead->planned && ahead->text.body.length < AHEAD_BYTES &&
                                clock_ns() < ahead->until);
}

struct answer *ahead_text(struct ahead *ahead)
{
    return &ahead->text;
}

void ahead_add(struct ahead *ahead)
{
    ahead->ends[ahead->made++] = ahead->text.body.length;
}

void ahead_drop(struct ahead *ahead)
{
    ahead->planned = ahead->made = ahead->given = 0;
}

void ahead_free(struct ahead *ahead)
{
    answer_free(&ahead->text);
    ahead_drop(ahead);
}
