/* The symbols of characters, styles and kinds. */
#include "model/vocab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "judge/nearest.h"
#include "text/utf8.h"

void vocab_free(struct vocab *vocab)
{
    free(vocab->characters);
    free(vocab->styles);
    free(vocab->kinds);
    free(vocab->weights);
    memset(vocab, 0, sizeof *vocab);
}

static int find(const char (*labels)[VOCAB_STYLE_BYTES], int count, const char *text)
{
    for (int i = 0; i < count; i++)
        if (strcmp(labels[i], text) == 0)
            return i;
    return -1;
}

static int add(char (**labels)[VOCAB_STYLE_BYTES], int *count, size_t *room, const char *what,
               const char *text, struct err *why)
{
    if (find((const char(*)[VOCAB_STYLE_BYTES]) * labels, *count, text) >= 0)
        return 0;
    if (strlen(text) >= VOCAB_STYLE_BYTES)
        return err_set(why, "the %s '%.40s…' is longer than %d bytes", what, text, VOCAB_STYLE_BYTES - 1);
    if (*count == VOCAB_MAX)
        return err_set(why, "more than %d %ss", VOCAB_MAX, what);
    *labels = array_grow(*labels, (size_t)*count, 1, room, sizeof **labels);
    snprintf((*labels)[(*count)++], VOCAB_STYLE_BYTES, "%s", text);
    return 0;
}

int vocab_add_style(struct vocab *vocab, const char *style, struct err *why)
{
    return add(&vocab->styles, &vocab->style_count, &vocab->style_room, "style", style, why);
}

int vocab_add_kind(struct vocab *vocab, const char *kind, struct err *why)
{
    return add(&vocab->kinds, &vocab->kind_count, &vocab->kind_room, "kind", kind, why);
}

int vocab_make_weights(struct vocab *vocab, struct err *why)
{
    size_t count = ((size_t)vocab->style_count + 1) * ((size_t)vocab->kind_count + 1);

    vocab->weights = calloc(count, sizeof *vocab->weights);
    return vocab->weights ? 0 : err_set(why, "out of memory");
}

double *vocab_weight(const struct vocab *vocab, int style, int kind)
{
    int row = style == VOCAB_BOUNDARY ? 0 : 1 + style - vocab_first_style(vocab);
    int column = kind == VOCAB_BOUNDARY ? 0 : 1 + kind - vocab_first_kind(vocab);

    return &vocab->weights[(size_t)row * ((size_t)vocab->kind_count + 1) + (size_t)column];
}

double vocab_style_weight(const struct vocab *vocab, int style)
{
    double sum = *vocab_weight(vocab, style, VOCAB_BOUNDARY);

    for (int k = 0; k < vocab->kind_count; k++)
        sum += *vocab_weight(vocab, style, vocab_first_kind(vocab) + k);
    return sum;
}

double vocab_kind_weight(const struct vocab *vocab, int kind)
{
    double sum = *vocab_weight(vocab, VOCAB_BOUNDARY, kind);

    for (int s = 0; s < vocab->style_count; s++)
        sum += *vocab_weight(vocab, vocab_first_style(vocab) + s, kind);
    return sum;
}

int vocab_set_characters(struct vocab *vocab, const uint32_t *characters, int count, struct err *why)
{
    if (count < 1 || count > VOCAB_MAX)
        return err_set(why, "an alphabet of %d characters; 1 to %d are possible", count, VOCAB_MAX);
    for (int i = 1; i < count; i++)
        if (characters[i] <= characters[i - 1])
            return err_set(why, "the alphabet is not sorted");
    vocab->characters = malloc((size_t)count * sizeof *characters);
    if (!vocab->characters)
        return err_set(why, "out of memory");
    memcpy(vocab->characters, characters, (size_t)count * sizeof *characters);
    vocab->character_count = count;
    return 0;
}

int vocab_inputs(const struct vocab *vocab)
{
    return vocab_first_kind(vocab) + vocab->kind_count;
}

int vocab_outputs(const struct vocab *vocab)
{
    return 1 + vocab->character_count;
}

int vocab_character(const struct vocab *vocab, uint32_t code)
{
    int low = 0, high = vocab->character_count - 1;

    while (low <= high) {
        int middle = (low + high) / 2;

        if (vocab->characters[middle] == code)
            return 1 + middle;
        if (vocab->characters[middle] < code)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

int vocab_first_style(const struct vocab *vocab)
{
    return 1 + vocab->character_count;
}

int vocab_first_kind(const struct vocab *vocab)
{
    return vocab_first_style(vocab) + vocab->style_count;
}

int vocab_style(const struct vocab *vocab, const char *style)
{
    int index = find((const char(*)[VOCAB_STYLE_BYTES])vocab->styles, vocab->style_count, style);

    return index < 0 ? -1 : vocab_first_style(vocab) + index;
}

int vocab_kind(const struct vocab *vocab, const char *kind)
{
    int index = find((const char(*)[VOCAB_STYLE_BYTES])vocab->kinds, vocab->kind_count, kind);

    return index < 0 ? -1 : vocab_first_kind(vocab) + index;
}

static int unknown(const char *what, const char *typed, const char (*words)[VOCAB_STYLE_BYTES], int count,
                   struct err *why)
{
    struct nearest nearest = {0};
    char shown[3 * VOCAB_STYLE_BYTES];

    for (int i = 0; i < count; i++)
        nearest_compare(&nearest, typed, words[i]);
    utf8_printable(typed, shown, sizeof shown);
    if (nearest_is_likely(&nearest))
        return err_set(why, "the model knows no %s '%s'; the nearest is '%s'", what, shown, nearest.word);
    if (nearest.word)
        return err_set(why, "the model knows no %s '%s'", what, shown);
    return err_set(why, "the model knows no %s '%s'; it was trained on a list without %ss", what, shown,
                   what);
}

int vocab_no_style(const struct vocab *vocab, const char *style, struct err *why)
{
    return unknown("style", style, (const char(*)[VOCAB_STYLE_BYTES])vocab->styles, vocab->style_count, why);
}

int vocab_no_kind(const struct vocab *vocab, const char *kind, struct err *why)
{
    return unknown("kind", kind, (const char(*)[VOCAB_STYLE_BYTES])vocab->kinds, vocab->kind_count, why);
}

const char *vocab_label(const struct vocab *vocab, int symbol)
{
    if (symbol == VOCAB_BOUNDARY)
        return "";
    return symbol < vocab_first_kind(vocab) ? vocab->styles[symbol - vocab_first_style(vocab)]
                                            : vocab->kinds[symbol - vocab_first_kind(vocab)];
}

int vocab_encode(const struct vocab *vocab, const char *name, int *symbols, int max)
{
    int n = 0;
    uint32_t code;

    while ((code = utf8_next(&name))) {
        int symbol = vocab_character(vocab, code);

        if (symbol < 0 || n == max)
            return -1;
        symbols[n++] = symbol;
    }
    return n;
}
