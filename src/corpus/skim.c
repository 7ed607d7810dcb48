#include "corpus/skim.h"

#include <string.h>

enum { DEPTH_MAX = 2048 };

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

/* at: behind the quote that opens. Returns what is behind the quote that closes, or NULL. */
static const char *skip_string(const char *at, const char *end)
{
    const char *from = at;

    while ((at = memchr(at, '"', (size_t)(end - at)))) {
        const char *slash = at;

        while (slash > from && slash[-1] == '\\')
            slash--;
        at++;
        if ((at - 1 - slash) % 2 == 0)
            return at;
    }
    return NULL;
}

/* Returns what is behind the value, or NULL. */
static const char *skip_value(const char *at, const char *end)
{
    int depth = 0;

    while (at < end) {
        switch (*at) {
        case '"':
            at = skip_string(at + 1, end);
            if (!at || depth == 0)
                return at;
            break;
        case '{':
        case '[':
            if (++depth > DEPTH_MAX)
                return NULL;
            at++;
            break;
        case '}':
        case ']':
            if (depth == 0) /* the object's own, behind a number or a word */
                return at;
            at++;
            if (--depth == 0)
                return at;
            break;
        case ',':
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            if (depth == 0)
                return at;
            at++;
            break;
        default:
            at++;
        }
    }
    return NULL;
}

int skim_next(const struct skimmed *array, const char **at, struct skimmed *element)
{
    const char *end, *from;

    if (!array->text || array->text[0] != '[')
        return 0;
    end = array->text + array->length - 1; /* the bracket that closes: skim has seen it */
    from = skip_space(*at ? *at : array->text + 1, end);
    if (from == end)
        return 0;
    if (*at && *from == ',')
        from = skip_space(from + 1, end);
    else if (*at)
        return -1;
    *at = skip_value(from, end + 1);
    if (!*at || *at == from)
        return -1;
    *element = (struct skimmed){from, (size_t)(*at - from)};
    return 1;
}

static void keep(const char *key, size_t length, const char *const *keys, struct skimmed *values,
                 const char *value, const char *behind)
{
    for (; *keys; keys++, values++)
        if (strlen(*keys) == length && memcmp(*keys, key, length) == 0) { /* key may hold a NUL */
            *values = (struct skimmed){value, (size_t)(behind - value)};
            return;
        }
}

int skim(const char *text, size_t length, const char *const *keys, struct skimmed *values)
{
    const char *end = text + length, *at = skip_space(text, end);

    for (size_t i = 0; keys[i]; i++)
        values[i] = (struct skimmed){0};
    if (at == end || *at++ != '{')
        return -1;
    at = skip_space(at, end);
    while (at < end && *at == '"') {
        const char *key = at + 1, *behind = skip_string(key, end), *value;

        if (!behind)
            return -1;
        at = skip_space(behind, end);
        if (at == end || *at != ':')
            return -1;
        value = skip_space(at + 1, end);
        at = skip_value(value, end);
        if (!at || at == value)
            return -1;
        keep(key, (size_t)(behind - key) - 1, keys, values, value, at);
        at = skip_space(at, end);
        if (at < end && *at == ',')
            at = skip_space(at + 1, end);
        else
            break;
    }
    return at < end && *at == '}' && skip_space(at + 1, end) == end ? 0 : -1;
}
