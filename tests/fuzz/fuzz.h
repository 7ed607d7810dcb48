/* What the fuzz harnesses share. Each harness fuzz_X.c defines LLVMFuzzerTestOneInput; `make fuzz` links it
 * with libFuzzer, `make check` with replay.c, which runs it over the files of seeds/X. */
#ifndef STAGENAME_TESTS_FUZZ_H
#define STAGENAME_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "corpus/corpus.h"
#include "model/train.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, which libFuzzer and `make check` report, when a condition does not hold. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_fail(const char *condition, const char *file, int line);

/* The path of a file in memory that holds these bytes until the next call for the same slot. */
enum { FUZZ_SLOTS = 4 };
const char *fuzz_file(int slot, const void *data, size_t size);

/* A path in a temporary folder, which is made by the first call and removed with its files at the end. Lives
 * until the end. */
const char *fuzz_path(const char *name);

/* The bytes as a string. Caller frees. */
char *fuzz_string(const uint8_t *data, size_t size);

/* Whether a string is well-formed UTF-8. */
int fuzz_is_utf8(const char *text);

/* Whether a name is one as it enters the project: cleaning changes nothing. */
int fuzz_is_clean(const char *name);

/* A stream to /dev/null, opened once. */
FILE *fuzz_null(void);

/* Reads the bytes as a list of artists in this format, with few rules and with many, and checks what it hands
 * on. */
void fuzz_corpus(enum corpus_format format, const void *data, size_t size);

/* Some names to train on, and the smallest training of them. */
void fuzz_names(struct name_list *list);
struct train_how fuzz_training(void);

/* Makes the file of a small model, once. Returns its path. */
const char *fuzz_model_file(void);

#endif
