/* Computes the look and the words of a name. */
#include "text/likeness.h"

/* Whether the words of a name are compared: not for a non-ASCII name without ASCII spaces, punctuation or
 * digits. Its transliteration may have several words (Chinese characters), which must not be sorted; if it
 * has one, its key is enough. */
static int has_words(const char *name)
{
    int is_ascii = 1;

    for (const char *at = name; *at; at++) {
        if ((unsigned char)*at >= 0x80)
            is_ascii = 0;
        else if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z')))
            return 1;
    }
    return is_ascii;
}

void likeness_make(struct folder *folder, const char *name, const char *folded, struct likeness *likeness)
{
    char text[NAME_BYTES];

    look_make(folder_look(folder), name, likeness->look);
    likeness->words[0] = '\0';
    if (!has_words(name))
        return;
    if (!folded) {
        folder_fold(folder, name, text, sizeof text);
        folded = text;
    }
    words_make(folded, likeness->words);
}
