/* Parses query strings and forms by a table of parameters. */
#include "web/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "judge/nearest.h"
#include "text/utf8.h"

enum decoded { DECODED, DECODE_BROKEN, DECODE_TOO_LONG, DECODE_NUL, DECODE_NOT_TEXT };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes form encoding: '+' is a space, %XX a byte. out is always NUL-terminated. */
static enum decoded decode(const char *text, size_t length, char *out, size_t size)
{
    const char *end = text + length;
    size_t put = 0;

    out[0] = '\0';
    while (text < end) {
        int byte = (unsigned char)*text;

        if (byte == '%') {
            int high = end - text > 2 ? hex_digit(text[1]) : -1, low = high >= 0 ? hex_digit(text[2]) : -1;

            if (low < 0)
                return DECODE_BROKEN;
            byte = high << 4 | low;
            text += 2;
        } else if (byte == '+') {
            byte = ' ';
        }
        text++;
        if (byte == '\0')
            return utf8_invalid_at(out, put) == put ? DECODE_NUL : DECODE_NOT_TEXT;
        if (put + 1 >= size)
            return DECODE_TOO_LONG;
        out[put++] = (char)byte;
        out[put] = '\0';
    }
    return utf8_invalid_at(out, put) == put ? DECODED : DECODE_NOT_TEXT;
}

/* A parameter's name for the error message: shortened, with U+FFFD for bytes that are not UTF-8. */
static void echo_name(const char *text, size_t length, char *out, size_t size)
{
    char raw[QUERY_NAME];
    size_t put = 0, left, good;
    const char *at = raw;

    decode(text, length, raw, sizeof raw);
    left = strlen(raw);
    while (left > 0 && put + sizeof raw < size) {
        good = utf8_invalid_at(at, left);
        memcpy(out + put, at, good);
        put += good;
        at += good;
        left -= good;
        if (left > 0) {
            memcpy(out + put, "\xEF\xBF\xBD", 3);
            put += 3;
            at++;
            left--;
        }
    }
    out[put] = '\0';
}

static int read_choice(const struct query_parameter *parameter, const struct query_value *value,
                       struct err *why)
{
    struct nearest nearest = {0};
    char list[128] = "";
    size_t put = 0;

    for (int i = 0; parameter->choices[i]; i++) {
        if (strcmp(value->text, parameter->choices[i]) == 0)
            return 0;
        nearest_compare(&nearest, value->text, parameter->choices[i]);
        put += (size_t)snprintf(list + put, sizeof list - put, "%s%s", i ? ", " : "", parameter->choices[i]);
        if (put >= sizeof list)
            break;
    }
    if (nearest_is_likely(&nearest))
        return err_set(why, "%s must be one of %s; the nearest is %s", parameter->name, list, nearest.word);
    return err_set(why, "%s must be one of %s", parameter->name, list);
}

/* Reads a decimal number with at most two decimals: "1", "0.8", ".25". Returns 0, or -1. */
static int read_hundredths(const char *text, long low, long high, long *number)
{
    size_t whole = strspn(text, "0123456789"), point = text[whole] == '.';
    size_t rest = point ? strspn(text + whole + 1, "0123456789") : 0;
    char digits[16];

    if (text[whole + point + rest] || whole + rest == 0 || whole > 9 || rest > 2)
        return -1;
    snprintf(digits, sizeof digits, "%.*s%.*s%.*s", (int)whole, text, (int)rest, text + whole + point,
             (int)(2 - rest), "00");
    return options_long(digits, low, high, number);
}

size_t query_id(const char *text, int64_t *id)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 18 || text[0] == '0')
        return 0;
    *id = strtoll(text, NULL, 10);
    return digits;
}

static int is_among(int64_t id, const int64_t *ids, int count)
{
    for (int i = 0; i < count; i++)
        if (ids[i] == id)
            return 1;
    return 0;
}

int query_ids(const char *text, int64_t *ids, int most)
{
    int count = 0, read = 0;

    while (*text) {
        size_t digits;
        int64_t id;

        if (read == most || (read > 0 && *text++ != ',') || (digits = query_id(text, &id)) == 0)
            return -1;
        if (!is_among(id, ids, count))
            ids[count++] = id;
        read++;
        text += digits;
    }
    return count;
}

/* Returns 0, or -1 with *why set. */
static int read_ids(const struct query_parameter *parameter, const struct query_value *value, struct err *why)
{
    int64_t ids[QUERY_IDS_MAX];

    if (query_ids(value->text, ids, (int)parameter->high) >= parameter->low)
        return 0;
    return err_set(why, "%s must be %ld to %ld numbers of names, with commas between them", parameter->name,
                   parameter->low, parameter->high);
}

static int read_value(const struct query_parameter *parameter, struct query_value *value, struct err *why)
{
    long length = (long)strlen(value->text);

    switch (parameter->type) {
    case QUERY_NUMBER:
        if (options_long(value->text, parameter->low, parameter->high, &value->number) == 0)
            return 0;
        return err_set(why, "%s must be a whole number from %ld to %ld", parameter->name, parameter->low,
                       parameter->high);
    case QUERY_HUNDREDTHS:
        if (read_hundredths(value->text, parameter->low, parameter->high, &value->number) == 0)
            return 0;
        return err_set(why, "%s must be a number from %g to %g with at most two decimals", parameter->name,
                       (double)parameter->low / 100, (double)parameter->high / 100);
    case QUERY_CHOICE:
        return read_choice(parameter, value, why);
    case QUERY_IDS:
        return read_ids(parameter, value, why);
    case QUERY_STRING:
        break;
    }
    if (length < parameter->low)
        return err_set(why, "%s must not be empty", parameter->name);
    if (length > parameter->high)
        return err_set(why, "%s must not be longer than %ld bytes", parameter->name, parameter->high);
    return 0;
}

static int find_parameter(const struct query_parameter *table, const char *name)
{
    for (int i = 0; table[i].name; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return -1;
}

static size_t name_length_of(const char *pair, size_t length)
{
    const char *equals = memchr(pair, '=', length);

    return equals ? (size_t)(equals - pair) : length;
}

int query_find(const struct query_parameter *table, const char *pair, size_t length)
{
    char name[QUERY_NAME];

    return decode(pair, name_length_of(pair, length), name, sizeof name) == DECODED
               ? find_parameter(table, name)
               : -1;
}

/* Reads one "name=value" pair. */
static int read_pair(const char *pair, size_t length, const struct query_parameter *table, int for_page,
                     struct query_value *values, struct query_problem *problem)
{
    size_t name_length = name_length_of(pair, length);
    int index = query_find(table, pair, length);
    const char *name = index < 0 ? "" : table[index].name;

    if (index < 0 && for_page)
        return 0;
    echo_name(pair, name_length, problem->parameter, sizeof problem->parameter);
    if (index < 0)
        return err_set(&problem->why, "there is no parameter '%s' here", problem->parameter);
    if (values[index].given)
        return err_set(&problem->why, "%s must not be given more than once", name);
    if (for_page && name_length + 1 == length)
        return 0;
    values[index].given = 1;
    name_length += name_length < length; /* and '=' */
    pair += name_length;
    length -= name_length;
    switch (decode(pair, length, values[index].text, sizeof values[index].text)) {
    case DECODE_BROKEN:
        return err_set(&problem->why, "%s has a '%%' without two hexadecimal digits after it", name);
    case DECODE_NUL:
        return err_set(&problem->why, "%s holds U+0000 as character %d: a control character", name,
                       utf8_length(values[index].text) + 1);
    case DECODE_NOT_TEXT:
        return err_set(&problem->why, "%s is not UTF-8 text", name);
    case DECODE_TOO_LONG: /* even the truncated value is too long for any parameter */
    case DECODED:
        break;
    }
    return read_value(&table[index], &values[index], &problem->why);
}

static int fill_absent(const struct query_parameter *table, struct query_value *values,
                       struct query_problem *problem)
{
    for (int i = 0; table[i].name; i++) {
        if (values[i].given)
            continue;
        if (table[i].required) {
            snprintf(problem->parameter, sizeof problem->parameter, "%s", table[i].name);
            return err_set(&problem->why, "%s is missing", table[i].name);
        }
        values[i].number = table[i].standard;
        if (table[i].type == QUERY_CHOICE)
            snprintf(values[i].text, sizeof values[i].text, "%s", table[i].choices[0]);
    }
    return 0;
}

int query_parse(const char *query, const struct query_parameter *table, int for_page,
                struct query_value *values, struct query_problem *problem)
{
    for (int i = 0; table[i].name; i++)
        values[i].given = 0, values[i].number = 0, values[i].text[0] = '\0'; /* one byte is enough */
    while (*query) {
        size_t length = strcspn(query, "&");

        if (length > 0 && read_pair(query, length, table, for_page, values, problem) != 0)
            return -1;
        query += length;
        query += *query == '&';
    }
    return fill_absent(table, values, problem);
}
