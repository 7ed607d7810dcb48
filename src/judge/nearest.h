/* Of a list of words the one that a person may have meant by a misspelled one: the fewest edits, whatever the
 * capitals. For short lists; knows no artists. */
#ifndef STAGENAME_JUDGE_NEAREST_H
#define STAGENAME_JUDGE_NEAREST_H

struct nearest {
    const char *word; /* NULL as long as none was compared */
    int edits;
};

/* Compares one more word of the list; of equally near ones the first stays. Zero the struct before. */
void nearest_compare(struct nearest *nearest, const char *typed, const char *word);

/* Whether so few letters differ that the word was meant: one in three. */
int nearest_is_likely(const struct nearest *nearest);

#endif
