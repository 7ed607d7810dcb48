#include "text/key.h"

#include <string.h>
#include <unicode/uchar.h>

#include "text/native.h"

/* Of a folded name; what is longer is cut, as no key has room for it. */
enum { FOLDED_BYTES = 2 * KEY_BYTES };

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Symbols that stand for letters when they touch one: "A$AP" but not "$ 5". '!' must be between two: "P!nk",
 * "Wham!". */
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

/* Sets aside a leading "the", "dj", "mc" or "lil" that stands as a word of its own, as long as something
 * remains. "d.j." needs a space behind it, for "m.c.a" may be anybody's initials. */
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

/* "beatles, the": how library catalogues and some lists write "the beatles". Moves such a word to the front, where it
 * is set aside or stays like any other: "tribe called quest, a". */
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

/* Letters of the word that starts at text: a digit is read as a letter only in a word that has at least two.
 */
static int word_letters(const char *text, const char *end)
{
    int n = 0;

    for (; text < end && *text != ' '; text++)
        n += is_letter(*text);
    return n;
}

/* Whether the digit at `at` is read as a letter, as far as its neighbours tell: alone and touching a letter
 * (deadmau5), or in a run of such digits with letters at both ends (Gr33n). */
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

/* Ends a key, without the half of a character that a full key may end in. */
static void end_key(char *key, size_t length)
{
    key[length] = '\0';
    key[utf8_invalid_at(key, length)] = '\0';
}

static void squeeze(const char *text, size_t length, int read_digits, char *key)
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

/* Copies the folded name. Emoji, daggers and all else that is no letter, digit or a letter's mark become a full
 * stop, which is dropped later like all punctuation. */
static void without_symbols(const char *folded, char text[FOLDED_BYTES])
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

/* "!!!" and the like: everything but spaces and what can't be seen, as the choice between ❤ and ❤️. */
static void symbols_only(const char *folded, char *key)
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

    without_symbols(folded, plain);
    article_to_front(plain);
    text = skip_title(plain);
    length = strlen(text);
    squeeze(text, length, 1, keys->read);
    squeeze(text, length, 0, keys->plain);
    if (!keys->read[0]) {
        symbols_only(folded, keys->read);
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
