#include "store/import.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"

enum { COLUMNS_MAX = 32, TICK_ROWS = 1000 };

char *check_json(struct store *store, const struct judge *judge, struct folder *folder, const char *as_of,
                 const char *name, struct err *why)
{
    struct judge_hit hits[JUDGE_NEAREST];
    struct name_keys keys;
    enum verdict verdict;
    char *nearest, *text;
    json_t *answer;
    int count;

    key_make(folder, name, &keys);
    verdict = judge_ask(judge, &keys, hits, &count);
    nearest = store_nearest_json(store, hits, count, why);
    if (!nearest)
        return NULL;
    answer = json_pack("{s:s, s:s, s:s, s:o, s:s}", "name", name, "key", keys.read, "verdict",
                       verdict_text(verdict), "nearest", json_loads(nearest, 0, NULL), "as_of", as_of);
    text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
    if (!text)
        err_set(why, "out of memory");
    json_decref(answer);
    free(nearest);
    return text;
}

struct import {
    struct store *store;
    struct judge *judge;
    struct folder *folder;
    struct quality_counter *quality;
    const struct import_options *options;
    struct import_counts *counts;
    struct lines in;
    int name, bits, style, columns; /* where they stand; -1 for none */
};

static int read_header(struct import *im, struct err *why)
{
    char *fields[COLUMNS_MAX];

    im->columns = lines_split_tabs(im->in.line, fields, COLUMNS_MAX);
    im->name = lines_column(fields, im->columns, "name");
    im->bits = lines_column(fields, im->columns, "bits_per_char");
    im->style = lines_column(fields, im->columns, "style");
    if (im->name < 0)
        return err_set(why, "%s, line 1: no column 'name'; 'stagename generate' writes such files",
                       im->in.path);
    return 0;
}

static int bad_row(const struct import *im, const char *what, struct err *why)
{
    return err_set(why, "%s, line %ld: %s; nothing was imported", im->in.path, im->in.number, what);
}

/* Reads a row's fields into *row; name and key point into clean and keys. */
static int read_row(struct import *im, struct new_name *row, char clean[NAME_BYTES], struct err *why)
{
    char *fields[COLUMNS_MAX], *end;
    enum clean_result result;

    if (utf8_invalid_at(im->in.line, im->in.length) != im->in.length)
        return bad_row(im, "not UTF-8", why);
    if (strlen(im->in.line) != im->in.length)
        return bad_row(im, "holds a NUL byte", why);
    if (lines_split_tabs(im->in.line, fields, COLUMNS_MAX) != im->columns)
        return bad_row(im, "not as many columns as the header", why);
    result = utf8_clean(fields[im->name], strlen(fields[im->name]), clean);
    if (result != CLEAN_OK)
        return bad_row(im, clean_result_text(result), why);
    row->name = clean;
    row->style = im->style >= 0 && fields[im->style][0] ? fields[im->style] : NULL;
    row->bits = NAN;
    if (im->bits >= 0 && fields[im->bits][0]) {
        row->bits = strtod(fields[im->bits], &end);
        if (*end || !isfinite(row->bits) || row->bits < 0)
            return bad_row(im, "bits_per_char is not a number", why);
    }
    return 0;
}

static int enter_row(struct import *im, struct new_name *row, struct err *why)
{
    struct judge_hit hits[JUDGE_NEAREST];
    char folded[NAME_BYTES];
    struct name_keys keys;
    char *nearest;
    int count, entered;

    if (blocklist_find(im->options->blocklist, im->folder, row->name)) {
        im->counts->blocked++;
        return 0;
    }
    folder_fold(im->folder, row->name, folded, sizeof folded);
    key_from_folded(folded, &keys);
    row->verdict = judge_ask(im->judge, &keys, hits, &count);
    if (quality_add_invented(im->quality, row->name, &keys, row->verdict == VERDICT_TAKEN, why) != 0)
        return -1;
    nearest = store_nearest_json(im->store, hits, count, why);
    if (!nearest)
        return -1;
    row->key = keys.read;
    row->folded = folded;
    row->nearest_json = nearest;
    entered = store_name_add(im->store, row, why);
    free(nearest);
    if (entered < 0)
        return -1;
    if (entered) {
        im->counts->entered++;
        im->counts->verdicts[row->verdict]++;
    } else {
        im->counts->duplicate++;
    }
    return 0;
}

static int read_rows(struct import *im, struct err *why)
{
    char clean[NAME_BYTES];
    int got = lines_next(&im->in, why);

    if (got == 0)
        return err_set(why, "%s is empty; 'stagename generate' writes such files", im->in.path);
    if (got < 0 || read_header(im, why) != 0)
        return -1;
    while ((got = lines_next(&im->in, why)) == 1) {
        struct new_name row = {.batch = im->counts->batch};

        im->counts->rows++;
        if (read_row(im, &row, clean, why) != 0 || enter_row(im, &row, why) != 0)
            return -1;
        if (im->options->tick && im->counts->rows % TICK_ROWS == 0)
            im->options->tick(im->options->tick_arg, im->counts->rows);
    }
    return got;
}

static int add_real(void *arg, const char *name)
{
    struct import *im = arg;
    struct name_keys keys;

    key_make(im->folder, name, &keys);
    quality_add_real(im->quality, name, &keys);
    return 0;
}

static int measure(struct import *im, struct err *why)
{
    if (store_corpus_sample(im->store, QUALITY_SAMPLE, add_real, im, why) != 0)
        return -1;
    quality_finish(im->quality, im->judge, &im->counts->quality);
    return 0;
}

int import_file(struct store *store, const char *path, const struct import_options *options,
                struct import_counts *counts, struct err *why)
{
    struct import im = {.store = store, .options = options, .counts = counts};
    struct corpus_state corpus;
    int result = -1, open = 0;

    memset(counts, 0, sizeof *counts);
    if (store_corpus_state(store, &corpus, why) != 0)
        return -1;
    if (corpus.artists == 0)
        return err_set(
            why, "the corpus is empty, so no verdict would mean anything: run 'stagename corpus' first");
    im.judge = store_judge(store, why);
    im.folder = im.judge ? folder_new(why) : NULL;
    im.quality = im.folder ? quality_new(why) : NULL;
    if (!im.quality || lines_open(&im.in, path, why) != 0 ||
        (!options->joins && store_begin(store, why) != 0))
        goto out;
    open = !options->joins;
    counts->batch = store_batch_add(store, im.in.path, options->note, corpus.as_of, why);
    if (counts->batch < 0 || read_rows(&im, why) != 0)
        goto out;
    if (counts->entered == 0 && counts->duplicate == 0) {
        err_set(why, "%s has no name to import", im.in.path);
        goto out;
    }
    if (measure(&im, why) != 0)
        goto out;
    if (options->dry_run) {
        counts->batch = 0;
        result = 0;
        goto out;
    }
    open = 0;
    result = options->joins ? 0 : store_commit(store, why);
out:
    if (open)
        store_rollback(store);
    lines_close(&im.in);
    quality_free(im.quality);
    folder_free(im.folder);
    judge_free(im.judge);
    return result;
}
