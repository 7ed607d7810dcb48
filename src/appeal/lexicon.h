/* A dictionary: which words exist, how common they are, and how similar to English the spelling of a coined
 * word is. Reads words.tsv; handles words, not names. */
#ifndef STAGENAME_APPEAL_LEXICON_H
#define STAGENAME_APPEAL_LEXICON_H

#include "base/err.h"

/* Classes of words; a word can have several. */
enum word_class {
    WORD_COMMON = 1,  /* an English word that is frequent in running text */
    WORD_KNOWN = 2,   /* one that most speakers know */
    WORD_RARE = 4,    /* one of a large dictionary */
    WORD_PERSON = 8,  /* a given or family name, or another proper name */
    WORD_ARTIST = 16, /* in no dictionary, but in the names of several artists */
    WORD_ENGLISH = WORD_COMMON | WORD_KNOWN | WORD_RARE,
    /* Its usual part of speech: */
    WORD_NOUN = 32,
    WORD_PLURAL = 64, /* of a noun */
    WORD_ADJECTIVE = 128,
    WORD_VERB = 256, /* or a form of one */
    WORD_ADVERB = 512
};

struct lexicon;

/* Reads lines "word TAB classes" (letters c, k, r, n, a, then N, P, J, V or D as part of speech, and a digit
 * from 1 to 5 as a mark); '#' starts a comment. Words are folded to a-z. Returns NULL with *why set when the
 * file cannot be read or a line is malformed. */
struct lexicon *lexicon_open(const char *path, struct err *why);
void lexicon_free(struct lexicon *lexicon);

/* The classes of a folded word of `length` letters a-z; 0 for a word in no list. Thread-safe, like all
 * functions below. */
int lexicon_classes(const struct lexicon *lexicon, const char *word, int length);

/* The mark of a word for use in an act's name, from 1 (spoils it) to 5 (a vivid image); 0 when it has
 * none. */
int lexicon_mark(const struct lexicon *lexicon, const char *word, int length);

/* The classes of all words at edit distance 1 (swaps included): a coined word with such a neighbour looks
 * like a misprint of it. Words of less than 4 letters have none. */
int lexicon_neighbours(const struct lexicon *lexicon, const char *word, int length);

/* How much the spelling of a coined word differs from that of English words: bits per trigram under counts of
 * the lexicon's words, ends included. Sets *worst to the bits of its least likely trigram. */
double lexicon_spelling(const struct lexicon *lexicon, const char *word, int length, double *worst);

#endif
