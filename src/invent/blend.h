/* Blends of two words: the beginning of one and the end of the other, joined where they share letters or
 * sounds, or where a vowel meets a consonant (neon, tiger: tigeon, neiger, neonger). Uses no model and no
 * dictionary. */
#ifndef STAGENAME_INVENT_BLEND_H
#define STAGENAME_INVENT_BLEND_H

enum { BLEND_LETTERS = 48, BLEND_BYTES = 4 * BLEND_LETTERS + 1 };

struct blend {
    char text[BLEND_BYTES];    /* lower case */
    float of_first, of_second; /* the fraction of each word that is kept, up to 1 */
    int shared;                /* letters or sounds shared by both words */
    float worth;               /* how much of both words is kept, and how well they join; mostly 1 to 3 */
};

/* Blends that begin with `first` and end with `second` (UTF-8; up to BLEND_LETTERS / 2 letters of any case;
 * other words have no blends). Writes up to `max` blends, the highest worth first. Returns their number. */
int blend_words(const char *first, const char *second, struct blend *blends, int max);

#endif
