/* Finds the word of a short list that is nearest to a misspelled one: the fewest edits, ignoring case. Used
 * for suggestions in error messages. */
#ifndef STAGENAME_JUDGE_NEAREST_H
#define STAGENAME_JUDGE_NEAREST_H

struct nearest {
    const char *word; /* NULL before the first comparison */
    int edits;
};

/* Compares one more word of the list; the first of equally near words wins. Zero-initialize the struct. */
void nearest_compare(struct nearest *nearest, const char *typed, const char *word);

/* Whether the nearest word is a plausible correction: at most a third of its letters differ. */
int nearest_is_likely(const struct nearest *nearest);

#endif
