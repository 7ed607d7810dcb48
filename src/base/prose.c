/* Parses paragraphs and lists of help texts, and fills them for a terminal. */
#include "base/prose.h"

#include <string.h>

enum { ITEM_INDENT = 2, ITEM_GAP = 2 };

static size_t spaces(const char *line)
{
    return strspn(line, " ");
}

static size_t line_length(const char *line)
{
    return strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
    const char *end = line + line_length(line);

    return *end ? end + 1 : end;
}

static int is_blank(const char *line)
{
    return spaces(line) == line_length(line);
}

/* The term ends before the first two spaces of its line. */
static const char *term_end(const char *term)
{
    const char *end = term;

    while (*end && *end != '\n' && strncmp(end, "  ", 2) != 0)
        end++;
    return end;
}

int prose_next_block(const char **at, struct prose_block *block)
{
    const char *line = *at;
    int is_item;

    *block = (struct prose_block){0};
    for (; *line && is_blank(line); line = next_line(line))
        block->after_blank = 1;
    if (!*line)
        return 0;
    is_item = spaces(line) == ITEM_INDENT;
    block->text.begin = line;
    if (is_item) {
        block->term = (struct prose_span){line + ITEM_INDENT, term_end(line + ITEM_INDENT)};
        block->text.begin = block->term.end;
    }
    do
        line = next_line(line);
    while (*line && !is_blank(line) && (is_item ? spaces(line) > ITEM_INDENT : spaces(line) == 0));
    block->text.end = line;
    *at = line;
    return 1;
}

static int is_space(char c)
{
    return c == ' ' || c == '\n';
}

int prose_next_word(struct prose_span *span, struct prose_span *word)
{
    while (span->begin < span->end && is_space(*span->begin))
        span->begin++;
    word->begin = span->begin;
    while (span->begin < span->end && !is_space(*span->begin))
        span->begin++;
    word->end = span->begin;
    return word->begin < word->end;
}

int prose_columns(struct prose_span span)
{
    int columns = 0;

    for (const char *at = span.begin; at < span.end; at++)
        columns += ((unsigned char)*at & 0xc0) != 0x80;
    return columns;
}

static void print_span(FILE *out, struct prose_span span)
{
    fwrite(span.begin, 1, (size_t)(span.end - span.begin), out);
}

void prose_fill(FILE *out, struct prose_span span, int column, int indent, int width)
{
    struct prose_span word;
    int is_first = 1;

    while (prose_next_word(&span, &word)) {
        int columns = prose_columns(word);

        if (!is_first && column + 1 + columns > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (!is_first) {
            fputc(' ', out);
            column++;
        }
        print_span(out, word);
        column += columns;
        is_first = 0;
    }
    fputc('\n', out);
}

/* The column at which the texts of all items begin. */
static int item_column(const char *text)
{
    struct prose_block block;
    int longest = 0;

    while (prose_next_block(&text, &block))
        if (prose_columns(block.term) > longest)
            longest = prose_columns(block.term);
    return ITEM_INDENT + longest + ITEM_GAP;
}

void prose_print(FILE *out, const char *text, int width)
{
    const int column = item_column(text);
    struct prose_block block;

    while (prose_next_block(&text, &block)) {
        if (block.after_blank)
            fputc('\n', out);
        if (block.term.begin == block.term.end) {
            prose_fill(out, block.text, 0, 0, width);
            continue;
        }
        fprintf(out, "%*s", ITEM_INDENT, "");
        print_span(out, block.term);
        fprintf(out, "%*s", column - ITEM_INDENT - prose_columns(block.term), "");
        prose_fill(out, block.text, column, column, width);
    }
}

struct prose_span prose_all(const char *text)
{
    return (struct prose_span){text, text + strlen(text)};
}
