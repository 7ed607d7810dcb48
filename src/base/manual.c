/* Manual pages: escapes texts and writes man(7)'s macros. */
#include "base/manual.h"

#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/prose.h"

/* The maximum width of a source line, not counting escapes. */
enum { SOURCE_WIDTH = 60 };

#define INSERT_HERE ".\\\" hand-written sections"

/* ---- escaping ---- */

/* Decodes a character of valid UTF-8 and moves *at past it. */
static unsigned decode(const char **at)
{
    const unsigned char lead = (unsigned char)*(*at)++;
    unsigned code = lead < 0xc0 ? lead : lead < 0xe0 ? lead & 0x1f : lead < 0xf0 ? lead & 0xf : lead & 7;

    while (((unsigned char)**at & 0xc0) == 0x80)
        code = code << 6 | ((unsigned char)*(*at)++ & 0x3f);
    return code;
}

/* The escape of a character that troff would interpret or replace; NULL for others. */
static const char *escape_of(char c)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '"':
        return "\\(dq";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        return NULL;
    }
}

/* is_literal: prints hyphens as ASCII hyphens, as a shell needs them. */
static void put_escaped(FILE *out, struct prose_span span, int is_literal)
{
    if (span.begin < span.end && *span.begin == '.')
        fputs("\\&", out); /* at the beginning of a line it would start a macro */
    while (span.begin < span.end) {
        const char *escape = escape_of(*span.begin);

        if ((unsigned char)*span.begin >= 0x80)
            fprintf(out, "\\[u%04X]", decode(&span.begin));
        else if (escape)
            fputs(escape, out), span.begin++;
        else if (is_literal && *span.begin == '-')
            fputs("\\-", out), span.begin++;
        else
            fputc(*span.begin++, out);
    }
}

static void put_literal(FILE *out, const char *text)
{
    put_escaped(out, prose_all(text), 1);
}

static void put_font(FILE *out, char font, struct prose_span span)
{
    fprintf(out, "\\f%c", font);
    put_escaped(out, span, 1);
    fputs("\\fR", out);
}

/* ---- texts ---- */

/* The part of a word that is an option's name: from its dashes to the last letter. Empty when there is
 * none. */
static struct prose_span option_in(struct prose_span word)
{
    struct prose_span option = word;

    while (option.begin < option.end && strchr("('", *option.begin))
        option.begin++;
    if (option.end - option.begin < 2 || *option.begin != '-')
        return (struct prose_span){word.end, word.end};
    for (option.end = option.begin; option.end < word.end; option.end++)
        if (!isalnum((unsigned char)*option.end) && *option.end != '-')
            break;
    return option;
}

static void put_word(FILE *out, struct prose_span word)
{
    const struct prose_span option = option_in(word);

    if (option.begin == option.end) {
        put_escaped(out, word, memchr(word.begin, '/', (size_t)(word.end - word.begin)) != NULL);
        return;
    }
    put_escaped(out, (struct prose_span){word.begin, option.begin}, 0);
    put_font(out, 'B', option);
    put_escaped(out, (struct prose_span){option.end, word.end}, 0);
}

/* Lines of the source are short, and a sentence begins a line, so that troff sets the space between
 * sentences. */
static void put_words(FILE *out, struct prose_span span)
{
    struct prose_span word;
    int column = 0, ends = 0;

    while (prose_next_word(&span, &word)) {
        const int columns = 1 + (int)(word.end - word.begin);

        if (column && (ends || column + columns > SOURCE_WIDTH)) {
            fputc('\n', out);
            column = 0;
        } else if (column) {
            fputc(' ', out);
        }
        put_word(out, word);
        column += columns;
        ends = strchr(".?!", word.end[-1]) != NULL;
    }
    fputc('\n', out);
}

void manual_text(FILE *out, const char *text)
{
    struct prose_block block;
    int is_first = 1, was_item = 0;

    while (prose_next_block(&text, &block)) {
        if (block.term.begin < block.term.end) {
            fputs(".TP\n", out);
            put_font(out, 'B', block.term);
            fputc('\n', out);
            was_item = 1;
        } else if (!is_first || was_item) {
            fputs(".PP\n", out);
            was_item = 0;
        }
        put_words(out, block.text);
        is_first = 0;
    }
}

/* ---- parts of a page ---- */

/* The page of "stagename corpus" is stagename-corpus. */
static void put_page_name(FILE *out, const char *name)
{
    for (; *name; name++)
        fputs(*name == ' ' || *name == '-' ? "\\-" : (const char[]){*name, '\0'}, out);
}

void manual_begin(FILE *out, const char *name, const char *what)
{
    fputs(".\\\" Written by the program: change the text in src/programs or man/*.in.\n.TH ", out);
    for (const char *at = name; *at; at++)
        fputc(isalpha((unsigned char)*at) ? toupper((unsigned char)*at) : '-', out);
    fprintf(out, " 1 \"%s\" \"%s\" \"User Commands\"\n", PACKAGE_DATE, PACKAGE_STRING);
    manual_section(out, "NAME");
    put_page_name(out, name);
    fputs(" \\- ", out);
    put_words(out, prose_all(what));
}

void manual_section(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

/* In a synopsis, words in capitals are placeholders; the others are typed literally. */
static void put_synopsis_part(FILE *out, struct prose_span part)
{
    const size_t length = (size_t)(part.end - part.begin);

    if (isupper((unsigned char)*part.begin) || (length == 7 && memcmp(part.begin, "options", 7) == 0))
        put_font(out, 'I', part);
    else
        put_font(out, 'B', part);
}

static int is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == ':';
}

void manual_synopsis(FILE *out, const char *name, const char *synopsis)
{
    put_font(out, 'B', prose_all(name));
    fputc(' ', out);
    while (*synopsis) {
        struct prose_span part = {synopsis, synopsis};

        while (is_name_byte(*part.end))
            part.end++;
        if (part.end > part.begin) {
            put_synopsis_part(out, part);
        } else {
            do
                part.end++;
            while (*part.end && !is_name_byte(*part.end));
            put_escaped(out, part, 0);
        }
        synopsis = part.end;
    }
    fputc('\n', out);
}

void manual_option(FILE *out, char letter, const char *name, const char *metavar, const char *help)
{
    fputs(".TP\n", out);
    if (letter)
        fprintf(out, "\\fB\\-%c\\fR, ", letter);
    fputs("\\fB\\-\\-", out);
    put_literal(out, name);
    fputs("\\fR", out);
    if (metavar) {
        fputc(' ', out);
        put_font(out, 'I', prose_all(metavar));
    }
    fputc('\n', out);
    put_words(out, prose_all(help));
}

void manual_examples(FILE *out, const char *examples)
{
    fputs(".EX\n", out);
    while (*examples) {
        struct prose_span line;

        line.begin = examples + strspn(examples, " ");
        line.end = line.begin + strcspn(line.begin, "\n");
        put_escaped(out, line, 1);
        fputc('\n', out);
        examples = *line.end ? line.end + 1 : line.end;
    }
    fputs(".EE\n", out);
}

void manual_insert_here(FILE *out)
{
    fputs(INSERT_HERE "\n", out);
}

static void put_options(FILE *out, const struct command_spec *spec)
{
    for (const struct option_spec *o = spec->options; o->name; o++)
        manual_option(out, o->letter, o->name, o->metavar, o->help);
    for (const struct option_spec *o = options_of_all; o->name; o++)
        manual_option(out, o->letter, o->name, o->metavar, o->help);
}

static void put_see_also(FILE *out)
{
    manual_section(out, "SEE ALSO");
    fputs(".BR stagename (1),\n.BR stagename (7)\n", out);
}

void manual_print(FILE *out, const struct command_spec *spec, const char *what)
{
    manual_begin(out, spec->name, what);
    manual_section(out, "SYNOPSIS");
    manual_synopsis(out, spec->name, spec->synopsis);
    manual_section(out, "DESCRIPTION");
    manual_text(out, spec->about);
    manual_section(out, "OPTIONS");
    put_options(out, spec);
    manual_insert_here(out);
    manual_section(out, "EXIT STATUS");
    manual_text(out, options_exit_codes);
    if (spec->examples) {
        manual_section(out, "EXAMPLES");
        manual_examples(out, spec->examples);
    }
    put_see_also(out);
}
