/* Makes keys from folded names. */
#include "text/key.h"

#include <string.h>
#include <unicode/uchar.h>

#include "text/native.h"

/* Room for a folded name. A longer one is cut, as a key has fewer bytes. */
enum { FOLDED_BYTES = 2 * KEY_BYTES };

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The letter that a symbol stands for next to a letter ("A$AP" but not "$ 5"), or 0. '!' must be between two
 * letters: "P!nk" but not "Wham!". */
static char symbol_letter(char before, char c, char after)
{
    switch (c) {
    case '$':
        return is_letter(before) || is_letter(after) ? 's' : 0;
    case '@':
        return is_letter(before) || is_letter(after) ? 'a' : 0;
    case '!':
        return is_letter(before) && is_letter(after) ? 'i' : 0;
    default:
        return 0;
    }
}

static char digit_letter(char c)
{
    static const char letters[] = "oi\0ea"
                                  "s\0t\0\0";

    return letters[c - '0'];
}

/* Skips leading words "the", "dj", "mc" and "lil", unless nothing would remain. "d.j." must be followed by a
 * separator, because "m.c.a" may be initials. */
static const char *skip_title(const char *text)
{
    static const struct {
        char text[5];
        size_t length;
    } titles[] = {{"the", 3}, {"dj", 2}, {"mc", 2}, {"lil", 3}, {"d.j.", 4}, {"m.c.", 4}};

    for (;;) {
        size_t n = 0;

        for (size_t i = 0; i < sizeof titles / sizeof *titles && !n; i++) {
            size_t length = titles[i].length;

            if (text[0] == titles[i].text[0] && strncmp(text, titles[i].text, length) == 0 && text[length] &&
                strchr(" .'-_", text[length]))
                n = length + strspn(text + length, " .'-_");
        }
        if (!n || !text[n])
            return text;
        text += n;
    }
}

/* Moves a trailing article or title to the front: "beatles, the", as in library catalogues, becomes "the
 * beatles", "tribe called quest, a" becomes "a tribe called quest". */
static void article_to_front(char text[FOLDED_BYTES])
{
    static const char *const articles[] = {"the", "a",   "an",  "dj", "mc", "lil", "la",  "le",
                                           "les", "los", "las", "el", "il", "der", "die", "das"};
    char *comma = strrchr(text, ','), article[8];
    size_t length;

    if (!comma || comma == text || strlen(comma + 1 + strspn(comma + 1, " ")) >= sizeof article)
        return;
    strcpy(article, comma + 1 + strspn(comma + 1, " "));
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        if (strcmp(article, articles[i]) != 0)
            continue;
        length = strlen(article);
        *comma = '\0';
        memmove(text + length + 1, text, (size_t)(comma - text) + 1);
        memcpy(text, article, length);
        text[length] = ' ';
        return;
    }
}

/* The number of letters in the word that starts at text. */
static int word_letters(const char *text, const char *end)
{
    int n = 0;

    for (; text < end && *text != ' '; text++)
        n += is_letter(*text);
    return n;
}

/* Whether the digit at `at` can be read as a letter, given its neighbours: a single digit next to a letter
 * (deadmau5), or one of a run of such digits with letters at both ends (Gr33n). */
static int is_among_letters(const char *text, size_t length, size_t at)
{
    size_t from = at, to = at + 1;
    int letters;

    while (from > 0 && is_digit(text[from - 1]) && digit_letter(text[from - 1]))
        from--;
    while (to < length && is_digit(text[to]) && digit_letter(text[to]))
        to++;
    if ((from > 0 && is_digit(text[from - 1])) || (to < length && is_digit(text[to])))
        return 0;
    letters = (from > 0 && is_letter(text[from - 1])) + (to < length && is_letter(text[to]));
    return letters == 2 || (letters == 1 && to - from == 1);
}

static size_t append(char *key, size_t length, const char *text)
{
    for (; *text && length + 1 < KEY_BYTES; text++)
        key[length++] = *text;
    return length;
}

/* Terminates a key, and drops an incomplete character at the end of a full one. */
static void end_key(char *key, size_t length)
{
    key[length] = '\0';
    key[utf8_invalid_at(key, length)] = '\0';
}

static void make_key(const char *text, size_t length, int read_digits, char *key)
{
    size_t to = 0;
    int letters = 0;

    for (size_t i = 0; i < length; i++) {
        char before = i > 0 ? text[i - 1] : ' ';
        char c = text[i];
        char after = i + 1 < length ? text[i + 1] : ' ';
        char one[2] = {0, 0};

        if (before == ' ')
            letters = word_letters(text + i, text + length);
        if (is_letter(c))
            one[0] = c;
        else if (is_digit(c) && read_digits && letters >= 2 && digit_letter(c) &&
                 is_among_letters(text, length, i))
            one[0] = digit_letter(c);
        else if (is_digit(c))
            one[0] = c;
        else if (c == '&' || (c == '+' && before == ' ' && after == ' '))
            to = append(key, to, to > 0 && i + 1 < length ? "and" : "");
        else
            one[0] = symbol_letter(before, c, after);
        to = append(key, to, one);
    }
    end_key(key, to);
}

static int is_ignorable(uint32_t code)
{
    return u_hasBinaryProperty((UChar32)code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* Copies the folded name. Non-ASCII characters other than letters, digits and combining marks become a full
 * stop, which is dropped later like all punctuation. */
static void replace_symbols(const char *folded, char text[FOLDED_BYTES])
{
    size_t to = 0;

    while (*folded) {
        const char *from = folded;
        UChar32 code = (UChar32)utf8_next(&folded);

        if (code >= 0x80 &&
            (is_ignorable((uint32_t)code) ||
             !(U_GET_GC_MASK(code) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MN_MASK | U_GC_MC_MASK))))
            from = ".", code = '.';
        if (to + U8_LENGTH(code) >= FOLDED_BYTES)
            break;
        memcpy(text + to, from, U8_LENGTH(code));
        to += U8_LENGTH(code);
    }
    text[to] = '\0';
}

/* The key of a name of symbols ("!!!"): all characters but spaces and invisible ones, such as the variation
 * selector of ❤️. */
static void key_of_symbols(const char *folded, char *key)
{
    size_t to = 0;

    while (*folded && to + 4 < KEY_BYTES) {
        uint32_t code = utf8_next(&folded);

        if (code != ' ' && !is_ignorable(code))
            to += (size_t)utf8_put(code, key + to);
    }
    end_key(key, to);
}

void key_of_folded(struct folder *folder, const char *name, const char *folded, struct name_keys *keys)
{
    char plain[FOLDED_BYTES];
    const char *text;
    size_t length;

    replace_symbols(folded, plain);
    article_to_front(plain);
    text = skip_title(plain);
    length = strlen(text);
    make_key(text, length, 1, keys->read);
    make_key(text, length, 0, keys->plain);
    if (!keys->read[0]) {
        key_of_symbols(folded, keys->read);
        strcpy(keys->plain, keys->read);
    }
    keys->count = strcmp(keys->read, keys->plain) == 0 ? 1 : 2;
    keys->native = native_of(folder, name);
}

void key_make(struct folder *folder, const char *name, struct name_keys *keys)
{
    char folded[FOLDED_BYTES];

    folder_fold(folder, name, folded, sizeof folded);
    key_of_folded(folder, name, folded, keys);
}
