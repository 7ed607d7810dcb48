/* Parses the words that names must contain. */
#include "invent/phrase.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

const char *const where_choices[] = {"start", "end", "inside", "blend", NULL};

int where_find(const char *text)
{
    if (!*text)
        return WHERE_ANY;
    for (int i = 0; where_choices[i]; i++)
        if (strcmp(where_choices[i], text) == 0)
            return WHERE_START + i;
    return -1;
}

static int has_letter(const char *word)
{
    for (uint32_t code; (code = utf8_next(&word));)
        if (u_isalpha((UChar32)code))
            return 1;
    return 0;
}

static int has_capital(const char *text)
{
    for (uint32_t code; (code = utf8_next(&text));)
        if (u_isupper((UChar32)code))
            return 1;
    return 0;
}

/* Copies a word with its first letter capitalised. */
static void capitalise(const char *word, char *out)
{
    uint32_t code = utf8_next(&word);

    out += utf8_put((uint32_t)u_totitle((UChar32)code), out);
    strcpy(out, word);
}

static int add_word(struct phrase *phrase, const char *word, int keeps_capitals, struct err *why)
{
    char *into;

    if (phrase->count == PHRASE_WORDS)
        return err_set(why, "has more than %d words", PHRASE_WORDS);
    into = phrase->words[phrase->count];
    if (utf8_length(word) > PHRASE_WORD_LETTERS)
        return err_set(why, "has a word of more than %d characters", PHRASE_WORD_LETTERS);
    if (!has_letter(word))
        return err_set(why, "has the word '%s', which has no letter", word);
    if (keeps_capitals)
        strcpy(into, word);
    else
        capitalise(word, into);
    phrase->count++;
    return 0;
}

static int is_known(const struct vocab *vocab, const char *text, struct err *why)
{
    char character[8];

    for (uint32_t code; (code = utf8_next(&text));)
        if (vocab_character(vocab, code) < 0) {
            character[utf8_put(code, character)] = '\0';
            return err_set(why, "has the character '%s', which no name of the model's list has", character);
        }
    return 0;
}

int phrase_read(const char *text, const struct vocab *vocab, struct folder *folder, struct phrase *phrase,
                struct err *why)
{
    char clean[NAME_BYTES], *rest = clean;
    enum clean_result result = utf8_clean(text, strlen(text), clean);
    int keeps_capitals;
    size_t length = 0;

    memset(phrase, 0, sizeof *phrase);
    if (result == CLEAN_EMPTY)
        return err_set(why, "has no word");
    if (result != CLEAN_OK)
        return utf8_clean_why(text, strlen(text), result, why);
    keeps_capitals = has_capital(clean);
    for (char *word; (word = strsep(&rest, " "));)
        if (add_word(phrase, word, keeps_capitals, why) != 0)
            return -1;
    for (int i = 0; i < phrase->count; i++)
        length += (size_t)snprintf(phrase->text + length, NAME_BYTES - length, "%s%s", i ? " " : "",
                                   phrase->words[i]);
    if (utf8_length(phrase->text) > PHRASE_LETTERS)
        return err_set(why, "must not be longer than %d characters", PHRASE_LETTERS);
    folder_fold(folder, phrase->text, phrase->folded, sizeof phrase->folded);
    return is_known(vocab, phrase->text, why);
}
