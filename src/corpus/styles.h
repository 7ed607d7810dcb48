/* Maps tags and genres of a source to styles, by a table with the columns tag and style (data/styles.tsv). */
#ifndef STAGENAME_CORPUS_STYLES_H
#define STAGENAME_CORPUS_STYLES_H

#include <stddef.h>

#include "base/err.h"

struct styles;

/* Returns NULL with *why set. */
struct styles *styles_open(const char *path, struct err *why);
void styles_free(struct styles *styles);

/* The style of a tag, ignoring case; NULL when the table has none, or when styles is NULL. Thread-safe. */
const char *styles_of(const struct styles *styles, const char *tag, size_t length);

#endif
