/* Samples left parts. */
#include "invent/lefts.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum { SAMPLED = 192, LETTERS_LEAST = 2, OTHER_LETTERS_MAX = 128 };

static UScriptCode script_of(uint32_t code)
{
    UErrorCode error = U_ZERO_ERROR;

    return uscript_getScript((UChar32)code, &error);
}

/* The script of a text's first letter. */
static UScriptCode script_of_text(const char *text)
{
    for (uint32_t code; (code = utf8_next(&text));)
        if (u_isalpha((UChar32)code))
            return script_of(code);
    return USCRIPT_LATIN;
}

int is_latin_text(const char *text)
{
    return script_of_text(text) == USCRIPT_LATIN;
}

int is_of_one_script(const char *text)
{
    UScriptCode script = script_of_text(text);

    for (uint32_t code; (code = utf8_next(&text));)
        if (u_isalpha((UChar32)code) && script_of(code) != script)
            return 0;
    return 1;
}

static int is_known(const struct lefts *lefts, const char *folded)
{
    for (int i = 0; i < lefts->count; i++)
        if (strcmp(lefts->items[i].folded, folded) == 0)
            return 1;
    return 0;
}

static int has_phrase(const struct lefts *lefts, const char *folded)
{
    char word[NAME_BYTES];

    for (int w = 0; w < lefts->phrase->count; w++) {
        folder_fold(lefts->coiner->folder, lefts->phrase->words[w], word, sizeof word);
        if (strstr(folded, word))
            return 1;
    }
    return 0;
}

static int take_left(void *arg, const struct sampled_name *name, struct err *why)
{
    struct lefts *lefts = arg;
    struct left *left = &lefts->items[lefts->count];
    char clean[NAME_BYTES], folded[NAME_BYTES];

    (void)why;
    if (lefts->count == LEFTS_MAX || utf8_clean(name->name, strlen(name->name), clean) != CLEAN_OK)
        return 1;
    folder_fold(lefts->coiner->folder, clean, folded, sizeof folded);
    if (strlen(clean) >= LEFT_BYTES || strlen(folded) >= LEFT_BYTES || utf8_length(clean) < LETTERS_LEAST ||
        !is_of_one_script(clean) || script_of_text(clean) != script_of_text(lefts->phrase->text) ||
        is_known(lefts, folded) || has_phrase(lefts, folded))
        return 1;
    strcpy(left->text, clean);
    strcpy(left->folded, folded);
    left->style = name->style;
    left->kind = name->kind;
    left->bits = (float)name->bits;
    lefts->count++;
    return 1;
}

/* Names in scripts other than Latin are rare, so their first letters are given. Returns the number of
 * texts. */
static int first_letters(const struct lefts *lefts, char (*letters)[8], struct sample_text *texts)
{
    const struct vocab *vocab = &lefts->coiner->model->vocab;
    UScriptCode script = script_of_text(lefts->phrase->text);
    int count = 0;

    for (int pass = 0; script != USCRIPT_LATIN && pass < 4; pass++)
        for (int c = 0; c < vocab->character_count && count < OTHER_LETTERS_MAX; c++) {
            UChar32 code = (UChar32)vocab->characters[c];

            if (!u_isalpha(code) || script_of((uint32_t)code) != script || u_islower(code))
                continue;
            letters[count][utf8_put((uint32_t)code, letters[count])] = '\0';
            texts[count] = (struct sample_text){.text = letters[count]};
            count++;
        }
    return count;
}

int lefts_make(struct lefts *lefts, const struct sample_options *options, struct err *why)
{
    struct sample_options o = *options;
    char letters[OTHER_LETTERS_MAX][8];
    struct sample_text texts[OTHER_LETTERS_MAX];
    const struct coiner *coiner = lefts->coiner;

    o.text_count = first_letters(lefts, letters, texts);
    o.texts = o.text_count > 0 ? texts : NULL;
    o.first_words = 1;
    return sample_names(coiner->sampler, &o, SAMPLED, coiner->team, take_left, lefts, why);
}
