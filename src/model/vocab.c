#include "model/vocab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

void vocab_free(struct vocab *vocab)
{
    free(vocab->characters);
    free(vocab->styles);
    free(vocab->style_weights);
    memset(vocab, 0, sizeof *vocab);
}

int vocab_add_style(struct vocab *vocab, const char *style, double weight, struct err *why)
{
    int known = vocab_style(vocab, style);
    size_t count = (size_t)vocab->style_count + 1;
    void *styles, *weights;

    if (known >= 0) {
        vocab->style_weights[known - 1 - vocab->character_count] += weight;
        return 0;
    }
    if (strlen(style) >= VOCAB_STYLE_BYTES)
        return err_set(why, "the style '%.40s…' is longer than %d bytes", style, VOCAB_STYLE_BYTES - 1);
    if (count > VOCAB_MAX)
        return err_set(why, "more than %d styles", VOCAB_MAX);
    styles = realloc(vocab->styles, count * sizeof *vocab->styles);
    if (styles)
        vocab->styles = styles;
    weights = realloc(vocab->style_weights, count * sizeof *vocab->style_weights);
    if (weights)
        vocab->style_weights = weights;
    if (!styles || !weights)
        return err_set(why, "out of memory");
    snprintf(vocab->styles[count - 1], VOCAB_STYLE_BYTES, "%s", style);
    vocab->style_weights[count - 1] = weight;
    vocab->style_count++;
    return 0;
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
    return 1 + vocab->character_count + vocab->style_count;
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

int vocab_style(const struct vocab *vocab, const char *style)
{
    for (int i = 0; i < vocab->style_count; i++)
        if (strcmp(vocab->styles[i], style) == 0)
            return 1 + vocab->character_count + i;
    return -1;
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
