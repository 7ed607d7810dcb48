/* The properties of a name that readers like or dislike, as a vector of numbers. Applies no weights. */
#ifndef STAGENAME_APPEAL_FEATURES_H
#define STAGENAME_APPEAL_FEATURES_H

#include "appeal/lexicon.h"
#include "text/fold.h"

enum feature {
    FEATURE_ONE_WORD,
    FEATURE_THREE_WORDS,
    FEATURE_MORE_WORDS,
    FEATURE_SHORT,           /* below 4 characters */
    FEATURE_LENGTH,          /* tens of characters beyond 12 */
    FEATURE_COMMON,          /* share of the letters in common words */
    FEATURE_KNOWN,           /* share in known words */
    FEATURE_RARE,            /* share in rare words */
    FEATURE_PERSON,          /* share in words that only lists of names have */
    FEATURE_IMAGE,           /* mean mark of marked words, less 3 */
    FEATURE_BEST_WORD,       /* the highest mark beyond 3 */
    FEATURE_WORST_WORD,      /* how far the lowest mark is below 3 */
    FEATURE_UNMARKED,        /* an English word that has no mark */
    FEATURE_PERSON_MEETS,    /* a personal name and an English word */
    FEATURE_ADJECTIVE_NOUN,  /* an adjective before a noun, nothing else */
    FEATURE_NOUN_NOUN,       /* two nouns, nothing else */
    FEATURE_PLURAL_LAST,     /* a plural at the end of several words */
    FEATURE_ADJECTIVE_LAST,  /* an adjective or adverb at the end of several words */
    FEATURE_VERB_LAST,       /* a verb form at the end of several words */
    FEATURE_LONE_INFLECTED,  /* a verb form, adverb or adjective alone */
    FEATURE_PERSON_MARK,     /* mean mark of words that are only personal names, less 3 */
    FEATURE_LONE_MARK,       /* the mark of a word alone, less 3 */
    FEATURE_PERSON_NOUN,     /* a personal name before a noun */
    FEATURE_PERSON_LAST,     /* a personal name after an English word */
    FEATURE_MARK_LAST,       /* the mark of the last word, less 3 */
    FEATURE_TWO_WORDS_MEET,  /* two or three words, each an English word */
    FEATURE_COINAGE,         /* one coined word among others */
    FEATURE_COINAGES,        /* two or more coined words */
    FEATURE_LONE_COINAGE,    /* a coined word alone */
    FEATURE_SPELLING,        /* bits per trigram of the worst coined word beyond 3.5 */
    FEATURE_WORST_TRIGRAM,   /* bits of the worst trigram beyond 8 */
    FEATURE_NEAR_COMMON,     /* a coined word one edit from a common or known one */
    FEATURE_NEAR_OTHER,      /* or one edit from only a rare word or a name */
    FEATURE_LONE_COMMON,     /* a common or known English word alone */
    FEATURE_LONE_RARE,       /* a rare English word alone */
    FEATURE_LONE_PERSON,     /* a personal name alone */
    FEATURE_PLAIN_PERSON,    /* a given and a family name */
    FEATURE_COINED_PERSON,   /* a personal name and a coined word */
    FEATURE_FUNCTION_LAST,   /* "of", "the", "and" … at the end */
    FEATURE_FUNCTION_FIRST,  /* or at the beginning, except "the" */
    FEATURE_REPEATED,        /* the same word twice */
    FEATURE_ARTICLE_COINAGE, /* an article before a coined word */
    FEATURE_ARTICLE,         /* "the" and an English word */
    FEATURE_CAPITALS,        /* unusual use of capitals */
    FEATURE_UPPER,           /* all capitals */
    FEATURE_DIGITS,
    FEATURE_MARKS,        /* other signs, by count */
    FEATURE_CONSONANTS,   /* a word without a vowel, or four consonants in a row */
    FEATURE_STOCK,        /* overused mood words: velvet, ember, hollow … */
    FEATURE_TITLE,        /* DJ, MC, Lil, Big … at the beginning */
    FEATURE_ALLITERATION, /* two words with the same first letter */
    FEATURE_MIXED_SCRIPT, /* Latin letters and letters of another script */
    FEATURE_OTHER_SCRIPT, /* no letter that folds to a-z */
    FEATURES
};

/* Their names, for tables. */
extern const char *const feature_names[FEATURES];

/* folder: of the calling thread. name: clean UTF-8. */
void features_of(const struct lexicon *lexicon, struct folder *folder, const char *name,
                 float features[FEATURES]);

#endif
