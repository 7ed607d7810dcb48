/* Splits a folded name into words and examines the respellings of each. */
#include "text/saying.h"

#include <string.h>

#include "text/key.h"
#include "text/numerals.h"
#include "text/sound.h"

enum { WORDS_EASY = 4, WORDS_MAX = 16, DIGITS_EASY = 4, LETTERS_EASY = 16, RUN_EASY = 3 };

static const char unstressed[] =
    " a an and as at by da de del der des di du el en et for from in into la las le les los my "
    "n nor o of off on or our per so than that the their to und van von with y your ";

/* Pairs of consonant sounds with which an English syllable can begin. */
static const char onsets[] =
    " pl pr bl br tr dr tw dw kl kr kw gl gr gw fl fr Tr Tw sl sm sn sp st sk sw sv sf Sr Sm Sl Sn Sw "
    "ts vl vr hw Vr Vl mi ni li ";

/* A word of a folded name: letters and digits. */
struct word {
    char text[KEY_BYTES];
    int length;
};

/* Reads the next word from *at and advances it. All characters but letters, digits and apostrophes end a
 * word. Returns 0 at the end. */
static int next_word(const char **at, struct word *word)
{
    word->length = 0;
    for (; **at; (*at)++) {
        unsigned char c = (unsigned char)**at;
        int is_inside = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;

        if (is_inside && word->length + 1 < KEY_BYTES)
            word->text[word->length++] = (char)c;
        else if (!is_inside && c != '\'' && word->length > 0)
            break;
    }
    word->text[word->length] = '\0';
    return word->length > 0;
}

static int is_number(const struct word *word)
{
    return strspn(word->text, "0123456789") == (size_t)word->length;
}

static int is_listed(const char *list, const char *text, int length)
{
    char padded[KEY_BYTES + 2];

    padded[0] = ' ';
    memcpy(padded + 1, text, (size_t)length);
    padded[length + 1] = ' ';
    padded[length + 2] = '\0';
    return strstr(list, padded) != NULL;
}

static int is_vowel(char sound)
{
    return strchr("aeiou", sound) != NULL;
}

/* ---- easy ---- */

/* Whether the consonants before the first vowel are easy to say. */
static int start_is_easy(const char *sounds, int length)
{
    if (length == 3)
        return (sounds[0] == 's' || sounds[0] == 'S') && is_listed(onsets, sounds + 1, 2);
    return length < 2 || (length == 2 && is_listed(onsets, sounds, 2));
}

/* The same for those after the last vowel: at most two, or three of which the last is s, z, t or d. */
static int end_is_easy(const char *sounds, int length)
{
    return length <= 2 || (length == 3 && strchr("szZtd", sounds[2]));
}

static int sounds_are_easy(const char *sounds)
{
    int at_start = 1, length = (int)strlen(sounds);

    for (int at = 0, run; at < length; at += run) {
        int vowels = is_vowel(sounds[at]);

        for (run = 1; at + run < length && is_vowel(sounds[at + run]) == vowels; run++)
            ;
        if (vowels               ? run > 2
            : at_start           ? at + run == length || !start_is_easy(sounds + at, run)
            : at + run == length ? !end_is_easy(sounds + at, run)
                                 : run > RUN_EASY)
            return 0;
        at_start = 0;
    }
    return length > 0 && length <= SAYING_LONGEST;
}

static int word_is_easy(const struct word *word)
{
    struct sounds sounds;

    if (is_number(word))
        return word->length <= DIGITS_EASY;
    if (word->length > LETTERS_EASY || strpbrk(word->text, "0123456789"))
        return 0;
    sounds_make(word->text, &sounds);
    for (int i = 0; i < sounds.count; i++)
        if (sounds_are_easy(sounds.respellings[i]) || word->length == 1)
            return 1;
    return 0;
}

int saying_is_easy(const char *folded)
{
    struct word word;
    int words = 0;

    for (; next_word(&folded, &word); words++)
        if (words == WORDS_EASY || !word_is_easy(&word))
            return 0;
    return words > 0;
}

/* ---- alliteration ---- */

/* The sound with which a word begins, or 0 when it is unknown. */
static char first_sound(const struct word *word)
{
    size_t digits = strspn(word->text, "0123456789");
    struct sounds sounds;

    if (digits > 0)
        return numeral_sound(word->text, (int)digits);
    sounds_make(word->text, &sounds);
    return sounds.count > 0 ? sounds.respellings[0][0] : '\0';
}

int saying_alliterates(const char *folded)
{
    char seen[WORDS_MAX + 1] = "";
    int count = 0;
    struct word word;

    while (count < WORDS_MAX && next_word(&folded, &word)) {
        char sound = is_listed(unstressed, word.text, word.length) ? '\0' : first_sound(&word);

        if (!sound)
            continue;
        if (strchr(seen, sound))
            return 1;
        seen[count++] = sound;
        seen[count] = '\0';
    }
    return 0;
}
