/* Tries every number of lines, each with the breaks that make the longest line shortest. */
#include "poster/breaks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pieces between two places where a line may end. A longer text is not broken after the last one. */
enum { PIECES = 40 };

struct pieces {
    int count;
    int start[PIECES + 1];    /* bytes; the last is the end of the text */
    double left[PIECES + 1];  /* where each begins in a line of the whole text */
    double space[PIECES + 1]; /* how wide the spaces before it are */
    double height;
};

static double place_of(PangoLayout *layout, int byte)
{
    int x = 0;

    pango_layout_line_index_to_x(pango_layout_get_line_readonly(layout, 0), byte, FALSE, &x);
    return x;
}

/* Not after a lone "&" or "+": it belongs to the next word. */
static int may_break(const char *text, int byte)
{
    int lone = byte > 1 && text[byte - 1] == ' ' && (text[byte - 2] == '&' || text[byte - 2] == '+');

    return !lone || (byte > 2 && text[byte - 3] != ' ');
}

/* A longer word is broken within, too, into parts of about that many letters. */
enum { WORD = 16, PART = 10 };

/* How many letters from here to the next place where a line may end; 0 when some of them are of a script
 * whose letters may be joined. */
static int word_length(const PangoLogAttr *attributes, int characters, int first, const char *at)
{
    int length = 0;

    for (int i = first; i < characters && *at && (i == first || !attributes[i].is_line_break); i++) {
        if (g_utf8_get_char(at) >= 0x530)
            return 0;
        length += attributes[i].is_cursor_position;
        at = g_utf8_next_char(at);
    }
    return length;
}

static void find_pieces(struct pieces *pieces, PangoLayout *layout, const char *text)
{
    int characters, length = (int)strlen(text);
    const PangoLogAttr *attributes = pango_layout_get_log_attrs_readonly(layout, &characters);
    int letters = 0, part = 0; /* since the last break; after which there is the next */
    const char *at = text;
    PangoRectangle ink;

    pieces->count = 0;
    for (int i = 0; i < characters && *at && pieces->count < PIECES; i++) {
        int is_break = i == 0 || (attributes[i].is_line_break && may_break(text, (int)(at - text)));

        if (is_break) {
            int word = word_length(attributes, characters, i, at);

            part = word > WORD ? (word + word / PART - 1) / (word / PART) : 0;
        } else if (part > 0 && letters >= part && attributes[i].is_cursor_position) {
            is_break = 1;
        }
        if (is_break) {
            int n = pieces->count++, byte = (int)(at - text);
            int before = byte > 0 && text[byte - 1] == ' ';

            pieces->start[n] = byte;
            pieces->left[n] = place_of(layout, byte);
            pieces->space[n] = before ? fabs(pieces->left[n] - place_of(layout, byte - 1)) : 0;
            letters = 0;
        }
        letters += attributes[i].is_cursor_position;
        at = g_utf8_next_char(at);
    }
    pieces->start[pieces->count] = length;
    pieces->left[pieces->count] = place_of(layout, length);
    pieces->space[pieces->count] = 0;
    pango_layout_get_extents(layout, &ink, NULL);
    pieces->height = fmax(ink.height, PANGO_SCALE);
}

/* Of a line of the pieces from first up to but without end. */
static double width_of(const struct pieces *pieces, int first, int end)
{
    return fmax(fabs(pieces->left[end] - pieces->left[first]) - pieces->space[end], PANGO_SCALE);
}

/* last[n][i]: where the last of n + 1 lines begins when they hold the first i pieces. */
struct table {
    double widest[BREAKS_LINES][PIECES + 1];
    int last[BREAKS_LINES][PIECES + 1];
};

static void fill_table(struct table *table, const struct pieces *pieces, int most)
{
    for (int i = 1; i <= pieces->count; i++) {
        table->widest[0][i] = width_of(pieces, 0, i);
        table->last[0][i] = 0;
    }
    for (int n = 1; n < most; n++)
        for (int i = n + 1; i <= pieces->count; i++) {
            table->widest[n][i] = DBL_MAX;
            for (int k = n; k < i; k++) {
                double widest = fmax(table->widest[n - 1][k], width_of(pieces, k, i));

                if (widest < table->widest[n][i]) {
                    table->widest[n][i] = widest;
                    table->last[n][i] = k;
                }
            }
        }
}

/* How large the letters of that many lines are; an area when each line has its own size. */
static double merit(const struct table *table, const struct pieces *pieces, int lines, int block,
                    double shape)
{
    double widest = table->widest[lines - 1][pieces->count], height = pieces->height, total = 0, fits;
    int end = pieces->count;

    if (!block)
        return fmin(shape / widest, 1 / (height * (lines + 0.12 * (lines - 1)))) * pow(0.96, lines);
    for (int n = lines - 1; n >= 0; n--) {
        int first = table->last[n][end];
        double width = width_of(pieces, first, end);

        total += height * fmin(shape / width, 2 * shape / widest);
        end = first;
    }
    fits = fmin(1, 1 / total);
    return total * fits * fits * pow(0.96, lines);
}

void breaks_find(struct breaks *breaks, PangoLayout *layout, const char *text, int block, double shape,
                 int most)
{
    static struct table table;
    struct pieces pieces;
    double best = -1;
    int end;

    find_pieces(&pieces, layout, text);
    most = most < pieces.count ? most : pieces.count;
    fill_table(&table, &pieces, most);
    breaks->count = 1;
    for (int lines = 1; lines <= most; lines++) {
        double value = merit(&table, &pieces, lines, block, shape);

        if (value > best) {
            best = value;
            breaks->count = lines;
        }
    }
    end = pieces.count;
    for (int n = breaks->count - 1; n >= 0; n--) {
        int first = table.last[n][end], start = pieces.start[first], stop = pieces.start[end];

        while (stop > start + 1 && text[stop - 1] == ' ')
            stop--;
        breaks->parts[n].start = start;
        breaks->parts[n].length = stop - start;
        end = first;
    }
}
