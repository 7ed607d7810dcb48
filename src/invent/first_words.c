/* Samples the first words of names, to put before given words. */
#include "invent/first_words.h"

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

static int is_known(const struct first_words *first_words, const char *folded)
{
    for (int i = 0; i < first_words->count; i++)
        if (strcmp(first_words->items[i].folded, folded) == 0)
            return 1;
    return 0;
}

static int has_phrase(const struct first_words *first_words, const char *folded)
{
    char word[NAME_BYTES];

    for (int w = 0; w < first_words->phrase->count; w++) {
        folder_fold(first_words->coiner->folder, first_words->phrase->words[w], word, sizeof word);
        if (strstr(folded, word))
            return 1;
    }
    return 0;
}

static int take_first_word(void *arg, const struct sampled_name *name, struct err *why)
{
    struct first_words *first_words = arg;
    struct first_word *first = &first_words->items[first_words->count];
    char clean[NAME_BYTES], folded[NAME_BYTES];

    (void)why;
    if (first_words->count == FIRST_WORDS_MAX ||
        utf8_clean(name->name, strlen(name->name), clean) != CLEAN_OK)
        return 1;
    folder_fold(first_words->coiner->folder, clean, folded, sizeof folded);
    if (strlen(clean) >= FIRST_WORD_BYTES || strlen(folded) >= FIRST_WORD_BYTES ||
        utf8_length(clean) < LETTERS_LEAST || !is_of_one_script(clean) ||
        script_of_text(clean) != script_of_text(first_words->phrase->text) || is_known(first_words, folded) ||
        has_phrase(first_words, folded))
        return 1;
    strcpy(first->text, clean);
    strcpy(first->folded, folded);
    first->style = name->style;
    first->kind = name->kind;
    first->bits = (float)name->bits;
    first_words->count++;
    return 1;
}

/* Names in scripts other than Latin are rare, so their first letters are given. Returns the number of
 * texts. */
static int first_letters(const struct first_words *first_words, char (*letters)[8], struct sample_text *texts)
{
    const struct vocab *vocab = &first_words->coiner->model->vocab;
    UScriptCode script = script_of_text(first_words->phrase->text);
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

int first_words_sample(struct first_words *first_words, const struct sample_options *options, struct err *why)
{
    struct sample_options o = *options;
    char letters[OTHER_LETTERS_MAX][8];
    struct sample_text texts[OTHER_LETTERS_MAX];
    const struct coiner *coiner = first_words->coiner;

    o.text_count = first_letters(first_words, letters, texts);
    o.texts = o.text_count > 0 ? texts : NULL;
    o.first_words = 1;
    return sample_names(coiner->sampler, &o, SAMPLED, coiner->team, take_first_word, first_words, why);
}
