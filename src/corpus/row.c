/* Applies the rules to rows, and counts and explains them. */
#include "corpus/row.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

#include "corpus/name_checks.h"

enum { STYLE_BYTES = 64, MBID_LENGTH = 36, EXPLAINED_BYTES = 300 };

const char corpus_explain_header[] = "file\tmember\tline\treason\twhat was there\n";

const char *drop_reason_text(enum drop_reason reason)
{
    static const char *const texts[DROP_REASONS] = {
        [DROP_NOT_UTF8] = "not UTF-8",
        [DROP_EMPTY] = "empty",
        [DROP_CONTROL] = "a control character",
        [DROP_TOO_LONG] = "too long",
        [DROP_COLUMNS] = "wrong number of columns",
        [DROP_QUOTES] = "text after a closing quote",
        [DROP_LINE] = "a line longer than 4 MiB",
        [DROP_JSON] = "not a JSON object with a name",
        [DROP_MOJIBAKE] = "characters of a wrong encoding",
        [DROP_PLACEHOLDER] = "a placeholder, not an artist",
        [DROP_CREDIT] = "a credit of several artists",
        [DROP_COUNTRY] = "another country",
        [DROP_LETTERS] = "not letters only",
        [DROP_WORDS] = "several words",
        [DROP_NO_LINK] = "a list item without a link to an article",
        [DROP_RED] = "a link to an article that does not exist",
        [DROP_SITE] = "a link to another site",
        [DROP_SPACE] = "a link to a page other than an article",
        [DROP_LIST] = "a link to another list",
        [DROP_SECTION] = "in a section such as See also or References",
        [DROP_TABLE] = "in a table without a column of artists",
        [DROP_CELL] = "a table row without a name",
    };

    return texts[reason];
}

/* All codes have two letters, so that none is found across a comma. */
static int is_country_listed(const char *countries, const char *country)
{
    return !countries || (country && strstr(countries, country));
}

static int is_letters_only(const char *name)
{
    uint32_t code;

    while ((code = utf8_next(&name)))
        if (code != ' ' && !u_isalpha((UChar32)code) &&
            !u_hasBinaryProperty((UChar32)code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            return 0;
    return 1;
}

static struct ruling left_out(enum drop_reason reason)
{
    return (struct ruling){.reason = reason};
}

/* Cleans UTF-8. A name with control characters, which are removed, enters for the verdict only. */
static struct ruling clean_text(const char *text, size_t length, char clean[NAME_BYTES])
{
    static const enum drop_reason reasons[] = {
        [CLEAN_OK] = DROP_REASONS,      [CLEAN_NOT_UTF8] = DROP_NOT_UTF8, [CLEAN_EMPTY] = DROP_EMPTY,
        [CLEAN_CONTROL] = DROP_CONTROL, [CLEAN_TOO_LONG] = DROP_TOO_LONG,
    };
    enum clean_result result = utf8_clean(text, length, clean);
    char rest[NAME_BYTES];
    size_t rest_length;

    if (result == CLEAN_OK)
        return (struct ruling){.reason = DROP_REASONS, .enters = 1};
    if (result != CLEAN_CONTROL)
        return left_out(reasons[result]);
    if (name_remove_controls(text, length, rest, &rest_length) != 0)
        return left_out(DROP_MOJIBAKE);
    result = utf8_clean(rest, rest_length, clean);
    return result == CLEAN_OK ? (struct ruling){.reason = DROP_CONTROL, .enters = 1}
                              : left_out(reasons[result]);
}

/* Cleans a name, and repairs mojibake. */
static struct ruling clean_name(int artists_only, const char *name, size_t length, char clean[NAME_BYTES])
{
    struct ruling ruling;
    char right[NAME_BYTES];
    size_t right_length, i = 0;
    int repaired = 0;

    while (i < length && (unsigned char)name[i] < 0x80)
        i++;
    if (artists_only && i < length && utf8_invalid_at(name, length) == length)
        repaired = name_repair_mojibake(name, length, right, &right_length);
    if (repaired < 0)
        return left_out(DROP_MOJIBAKE);
    ruling = clean_text(repaired ? right : name, repaired ? right_length : length, clean);
    ruling.repaired = repaired;
    return ruling;
}

/* The reason why a name does not meet the rules of the caller, or DROP_REASONS. */
static enum drop_reason filter(const struct corpus_rules *rules, const char *clean, const char *country)
{
    if (!is_country_listed(rules->countries, country))
        return DROP_COUNTRY;
    if (rules->letters_only && !is_letters_only(clean))
        return DROP_LETTERS;
    if (rules->single_word && utf8_words(clean) > 1)
        return DROP_WORDS;
    return DROP_REASONS;
}

struct ruling row_judge(const struct corpus_rules *rules, const char *name, size_t length,
                        const char *country, char clean[NAME_BYTES])
{
    struct ruling ruling = clean_name(rules->artists_only, name, length, clean);
    enum drop_reason reason;

    if (!ruling.enters)
        return ruling;
    if (rules->artists_only && name_is_placeholder(clean))
        return left_out(DROP_PLACEHOLDER);
    reason = filter(rules, clean, country);
    if (reason != DROP_REASONS)
        return left_out(reason);
    if (ruling.reason == DROP_REASONS && rules->artists_only && name_is_credit(clean))
        ruling.reason = DROP_CREDIT;
    return ruling;
}

int row_alias(const char *alias, size_t length, char clean[NAME_BYTES])
{
    return clean_name(1, alias, length, clean).enters && !name_is_placeholder(clean);
}

void row_mask_nuls(char *line, size_t length)
{
    for (char *at = line; (at = memchr(at, '\0', length - (size_t)(at - line)));)
        *at = '\x01';
}

/* Writes a text with invalid or unprintable UTF-8 as \xNN, and cuts it if it is long. */
static void print_escaped(FILE *out, const char *text, size_t length)
{
    size_t end = length < EXPLAINED_BYTES ? length : EXPLAINED_BYTES, i = 0;

    while (end < length && end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    while (i < end) {
        size_t valid = utf8_invalid_at(text + i, end - i);

        for (size_t k = 0; k < valid; k++, i++)
            if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
                fprintf(out, "\\x%02x", (unsigned)(unsigned char)text[i]);
            else
                putc(text[i], out);
        if (i < end)
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)text[i++]);
    }
    if (end < length)
        fputs("…", out);
}

static void explain(const struct row_reader *r, long line, const char *what_became, enum drop_reason reason,
                    const char *what, size_t length)
{
    FILE *out = r->rules->explain;

    if (!out)
        return;
    print_escaped(out, source_path(r->source), strlen(source_path(r->source)));
    fprintf(out, "\t%s\t%ld\t%s%s\t", source_member(r->source), line, what_became, drop_reason_text(reason));
    print_escaped(out, what, length);
    putc('\n', out);
}

int row_drop(struct row_reader *r, long line, enum drop_reason reason, const char *what, size_t length)
{
    if (r->counts->dropped[reason]++ == 0)
        r->counts->first_dropped[reason] = line;
    explain(r, line, "", reason, what, length);
    return 0;
}

int row_keep(struct row_reader *r, long line, const struct ruling *ruling, const char *what, size_t length,
             struct artist *artist, struct err *why)
{
    struct corpus_counts *counts = r->counts;

    artist->verdict_only = ruling->reason != DROP_REASONS;
    counts->kept++;
    counts->learnable += !artist->verdict_only;
    counts->repaired += ruling->repaired;
    if (artist->verdict_only) {
        if (counts->verdict_only[ruling->reason]++ == 0)
            counts->first_verdict_only[ruling->reason] = line;
        explain(r, line, "for the verdict only: ", ruling->reason, what, length);
    }
    return r->sink(r->arg, artist, why);
}

int row_take(struct row_reader *r, long line, const char *name, size_t length, struct artist *artist,
             struct err *why)
{
    char clean[NAME_BYTES];
    struct ruling ruling = row_judge(r->rules, name, length, artist->country, clean);

    if (!ruling.enters)
        return row_drop(r, line, ruling.reason, name, length);
    artist->name = clean;
    return row_keep(r, line, &ruling, name, length, artist, why);
}

const char *row_kind(const char *kind)
{
    static const char *const kinds[] = {"dj", "person", "group"};

    for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return kinds[i];
    return NULL;
}

/* Fast path for two capital letters: a dump has millions of them. */
const char *row_country(struct row_reader *r, long line, const char *text)
{
    const char *code;

    if (!text || (code = places_code_of_two(r->places, text)))
        return text ? code : NULL;
    code = places_code(r->places, text);
    if (!code && !places_is_none(text))
        row_country_unknown(r, line, text);
    return code;
}

void row_country_unknown(struct row_reader *r, long line, const char *text)
{
    struct corpus_counts *c = r->counts;

    if (c->unknown_countries++ > 0)
        return;
    c->first_unknown_country_line = line;
    utf8_printable(text, c->first_unknown_country, sizeof c->first_unknown_country);
}

/* Longer texts are sentences, not styles. */
const char *row_style(const char *style)
{
    return style && strlen(style) < STYLE_BYTES && utf8_invalid_at(style, strlen(style)) == strlen(style)
               ? style
               : NULL;
}

const char *row_kind_of_type(const char *type)
{
    if (strcmp(type, "Person") == 0)
        return "person";
    if (strcmp(type, "Group") == 0 || strcmp(type, "Orchestra") == 0 || strcmp(type, "Choir") == 0)
        return "group";
    return NULL;
}

const char *row_mbid(const char *text)
{
    int i = 0;

    for (; i < MBID_LENGTH; i++) {
        int is_dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (is_dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return "";
    }
    return text[i] ? "" : text;
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

int row_is_dj(const char *remark)
{
    static const char *const words[] = {"DJ", "DJs", "disc jockey", "disc jockeys"};

    if (strcasestr(remark, "not the"))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = remark;

        while ((at = strcasestr(at, words[i]))) {
            if ((at == remark || !is_letter(at[-1])) && !is_letter(at[strlen(words[i])]))
                return 1;
            at++;
        }
    }
    return 0;
}
