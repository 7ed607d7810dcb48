/* Error messages: one sentence for each failure.
 *
 * A function that can fail takes a struct err last, returns -1 (or NULL) and sets one sentence: what
 * went wrong, where, and what to do about it. Only the programs print it. */
#ifndef STAGENAME_BASE_ERR_H
#define STAGENAME_BASE_ERR_H

struct err {
    char text[600];
};

/* Sets the sentence; one that is too long is cut at a whole character. Always returns -1, so that a caller
 * can write `return err_set(why, …)`. */
int err_set(struct err *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The sentence for a failed system call on a file: "cannot WHAT PATH: strerror(errno)". Always returns -1. */
int err_file(struct err *why, const char *what, const char *path);

#endif
