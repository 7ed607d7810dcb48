/* The part of a name that its Latin letters don't keep: Chinese characters, of which many have one sound, and the
 * letters and tone marks of Thai and Lao. Two names with the same key are the same name only when this part is the
 * same; otherwise they are said alike. Knows no artists. */
#ifndef STAGENAME_TEXT_NATIVE_H
#define STAGENAME_TEXT_NATIVE_H

#include "text/utf8.h"

enum { NATIVE_MAX = 0x7fffffff };

/* A hash of that part of a clean name, at most NATIVE_MAX, traditional characters as simplified ones (ICU's Traditional-Simplified);
 * 0 when there is none: nearly always. */
uint32_t native_of(struct folder *folder, const char *name);

#endif
