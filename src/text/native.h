/* The part of a name that transliteration to Latin letters loses: Chinese characters, many of which have the
 * same transliteration, and the letters and tone marks of Thai and Lao. Two names with the same key are the
 * same name only when this part is the same; otherwise they only sound alike. Depends on no corpus. */
#ifndef STAGENAME_TEXT_NATIVE_H
#define STAGENAME_TEXT_NATIVE_H

#include "text/fold.h"

enum { NATIVE_MAX = 0x7fffffff };

/* A hash of that part of a clean name, from 1 to NATIVE_MAX, with traditional characters simplified (ICU's
 * Traditional-Simplified); 0 when there is none, as for nearly all names. */
uint32_t native_of(struct folder *folder, const char *name);

#endif
