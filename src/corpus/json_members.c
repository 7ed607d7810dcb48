/* Skips JSON values by counting brackets and quotes. */
#include "corpus/json_members.h"

#include <string.h>

enum { DEPTH_MAX = 2048 };

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

/* at: after the opening quote. Returns the position after the closing quote, or NULL. */
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

/* Returns the position after the value, or NULL. */
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
            if (depth == 0) /* closes the enclosing object or array, after a number or literal */
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

int json_next_element(const struct json_value *array, const char **at, struct json_value *element)
{
    const char *end, *from;

    if (!array->text || array->text[0] != '[')
        return 0;
    end = array->text + array->length - 1; /* the closing bracket, which json_find_members found */
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
    *element = (struct json_value){from, (size_t)(*at - from)};
    return 1;
}

static void store(const char *key, size_t length, const char *const *keys, struct json_value *values,
                  const char *value, const char *after)
{
    for (; *keys; keys++, values++)
        if (strlen(*keys) == length && memcmp(*keys, key, length) == 0) { /* the key may contain a NUL */
            *values = (struct json_value){value, (size_t)(after - value)};
            return;
        }
}

int json_find_members(const char *text, size_t length, const char *const *keys, struct json_value *values)
{
    const char *end = text + length, *at = skip_space(text, end);

    for (size_t i = 0; keys[i]; i++)
        values[i] = (struct json_value){0};
    if (at == end || *at++ != '{')
        return -1;
    at = skip_space(at, end);
    while (at < end && *at == '"') {
        const char *key = at + 1, *after = skip_string(key, end), *value;

        if (!after)
            return -1;
        at = skip_space(after, end);
        if (at == end || *at != ':')
            return -1;
        value = skip_space(at + 1, end);
        at = skip_value(value, end);
        if (!at || at == value)
            return -1;
        store(key, (size_t)(after - key) - 1, keys, values, value, at);
        at = skip_space(at, end);
        if (at < end && *at == ',')
            at = skip_space(at + 1, end);
        else
            break;
    }
    return at < end && *at == '}' && skip_space(at + 1, end) == end ? 0 : -1;
}
