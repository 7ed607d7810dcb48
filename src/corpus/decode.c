/* Decodes UTF-16 and UTF-32 with ICU, and converts line ends. */
#include "corpus/decode.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

enum { PIVOT = 4096 };

struct decoder {
    UConverter *from, *to;
    UChar pivot[PIVOT];
    UChar *pivot_at, *pivot_end;
    int begun;
};

int decoder_new(const char *bytes, size_t length, struct decoder **decoder, struct err *why)
{
    static const char *const encodings[] = {"UTF-16", "UTF-32"};
    UErrorCode status = U_ZERO_ERROR;
    const char *found = ucnv_detectUnicodeSignature(bytes, (int32_t)length, NULL, &status);
    const char *encoding = NULL;
    struct decoder *d;

    *decoder = NULL;
    for (size_t i = 0; found && i < sizeof encodings / sizeof *encodings; i++)
        if (strncmp(found, encodings[i], strlen(encodings[i])) == 0)
            encoding = encodings[i]; /* a converter without LE or BE in its name removes the mark */
    if (!encoding)
        return 0;
    if (!(d = calloc(1, sizeof *d)))
        return err_set(why, "out of memory");
    status = U_ZERO_ERROR;
    d->from = ucnv_open(encoding, &status);
    d->to = ucnv_open("UTF-8", &status);
    if (U_FAILURE(status)) {
        decoder_free(d);
        return err_set(why, "ICU cannot convert %s: %s", encoding, u_errorName(status));
    }
    *decoder = d;
    return 0;
}

void decoder_free(struct decoder *d)
{
    if (!d)
        return;
    ucnv_close(d->from);
    ucnv_close(d->to);
    free(d);
}

long decoder_run(struct decoder *d, const char *bytes, size_t *length, int is_last, char *out, size_t size,
                 struct err *why)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *in = bytes;
    char *at = out;

    if (!d->begun)
        d->pivot_at = d->pivot_end = d->pivot;
    ucnv_convertEx(d->to, d->from, &at, out + size, &in, bytes + *length, d->pivot, &d->pivot_at,
                   &d->pivot_end, d->pivot + PIVOT, (UBool)!d->begun, (UBool)is_last, &status);
    d->begun = 1;
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
        return err_set(why, "ICU cannot convert the text to UTF-8: %s", u_errorName(status));
    *length = (size_t)(in - bytes);
    return at - out;
}

int decode_ends_in_cr(const char *bytes, size_t length)
{
    size_t cr = 0, lf = 0;

    for (size_t i = 0; i < length; i++) {
        lf += bytes[i] == '\n';
        cr += bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n');
    }
    return cr > lf;
}

size_t decode_cr(char *bytes, size_t length, int *after_cr)
{
    size_t made = 0;

    for (size_t i = 0; i < length; i++) {
        int is_cr = bytes[i] == '\r';

        if (bytes[i] != '\n' || !*after_cr)
            bytes[made++] = is_cr ? '\n' : bytes[i];
        *after_cr = is_cr;
    }
    return made;
}
