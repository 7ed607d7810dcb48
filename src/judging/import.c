/* Reads names from a TSV in blocks, judges the blocks on several threads, and stores them in order: reading,
 * judging and storing take place at the same time. */
#include "judging/import.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/conveyor.h"
#include "base/lines.h"
#include "judging/check.h"
#include "judging/judging.h"
#include "store/judge_file.h"
#include "store/name_writer.h"

enum { COLUMNS_MAX = 32, STYLE_BYTES = 64, BLOCK_ROWS = 512 };

/* The data of a row, besides what the judge finds out about its name. */
struct row {
    char style[STYLE_BYTES]; /* "" for none */
    enum artist_kind kind;
    double bits, appeal; /* NaN when unknown */
    struct profile profile;
};

struct block {
    struct judged names[BLOCK_ROWS];
    struct row rows[BLOCK_ROWS];
    int count;
};

struct import {
    struct store *store;
    struct judge *judge;
    struct folder *folder;
    struct judging *judging;
    struct quality_counter *quality;
    const struct import_options *options;
    struct import_counts *counts;
    struct lines in;
    int name, bits, style, kind, appeal; /* indexes of the columns; -1 for a missing one */
    int columns;
};

static int read_header(struct import *im, struct err *why)
{
    char *fields[COLUMNS_MAX];

    im->columns = lines_split_tabs(im->in.line, fields, COLUMNS_MAX);
    im->name = lines_column(fields, im->columns, "name");
    im->bits = lines_column(fields, im->columns, "bits_per_char");
    im->style = lines_column(fields, im->columns, "style");
    im->kind = lines_column(fields, im->columns, "kind");
    im->appeal = lines_column(fields, im->columns, "appeal");
    if (im->name < 0)
        return err_set(why, "%s, line 1: no column 'name'; 'stagename generate' writes such files",
                       im->in.path);
    return 0;
}

static int bad_row(const struct import *im, const char *what, struct err *why)
{
    return err_set(why, "%s, line %ld: %s; nothing was imported", im->in.path, im->in.number, what);
}

static int bad_name(const struct import *im, const char *name, enum clean_result result, struct err *why)
{
    struct err reason;

    utf8_clean_why(name, strlen(name), result, &reason);
    return err_set(why, "%s, line %ld: the name %s; nothing was imported", im->in.path, im->in.number,
                   reason.text);
}

/* A number from 0 to most; NaN for a column that is blank or missing. Returns 0, or -1. */
static int read_number(char *const *fields, int column, double most, double *number)
{
    char *end;

    *number = NAN;
    if (column < 0 || !fields[column][0])
        return 0;
    *number = strtod(fields[column], &end);
    return !*end && *number >= 0 && *number <= most ? 0 : -1;
}

/* KIND_NONE for a column that is blank or missing. Returns 0, or -1. */
static int read_kind(char *const *fields, int column, enum artist_kind *kind)
{
    *kind = KIND_NONE;
    if (column < 0 || !fields[column][0])
        return 0;
    *kind = kind_of_text(fields[column]);
    return *kind != KIND_NONE ? 0 : -1;
}

/* Parses the line as the next row of the block. */
static int read_row(const struct import *im, struct block *block, struct err *why)
{
    char *fields[COLUMNS_MAX];
    struct row *row = &block->rows[block->count];
    enum clean_result result;

    if (utf8_invalid_at(im->in.line, im->in.length) != im->in.length)
        return bad_row(im, "not UTF-8", why);
    if (strlen(im->in.line) != im->in.length)
        return bad_row(im, "holds a NUL byte", why);
    if (lines_split_tabs(im->in.line, fields, COLUMNS_MAX) != im->columns)
        return bad_row(im, "not as many columns as the header", why);
    result = utf8_clean(fields[im->name], strlen(fields[im->name]), block->names[block->count].name);
    if (result != CLEAN_OK)
        return bad_name(im, fields[im->name], result, why);
    if (im->style >= 0 && strlen(fields[im->style]) >= STYLE_BYTES)
        return bad_row(im, "the style is too long", why);
    strcpy(row->style, im->style >= 0 ? fields[im->style] : "");
    if (read_number(fields, im->bits, DBL_MAX, &row->bits) != 0)
        return bad_row(im, "bits_per_char is not a number", why);
    if (read_number(fields, im->appeal, 1, &row->appeal) != 0)
        return bad_row(im, "appeal is not a number from 0 to 1", why);
    if (read_kind(fields, im->kind, &row->kind) != 0)
        return bad_row(im, "kind is none of dj, person and group", why);
    block->count++;
    return 0;
}

/* Counts a name whose key is in the database. Returns 0, or -1 with *why set. */
static int count_duplicate(struct import *im, const char *key, struct err *why)
{
    int repeated = store_name_is_of_batch(im->store, key, im->counts->batch, why);

    if (repeated < 0)
        return -1;
    if (repeated)
        quality_repeated(im->quality);
    im->counts->duplicate++;
    return 0;
}

static int enter_row(struct import *im, const struct judged *name, const struct row *row, struct err *why)
{
    struct new_name new = {.name = name->name,
                           .key = name->idea.keys.read,
                           .folded = name->folded,
                           .style = row->style[0] ? row->style : NULL,
                           .kind = row->kind,
                           .bits = row->bits,
                           .appeal = row->appeal,
                           .verdict = name->verdict,
                           .profile = row->profile,
                           .batch = im->counts->batch,
                           .values = name->values,
                           .sound = name->sound};
    char *nearest;
    int entered;

    if (name->blocked) {
        im->counts->blocked++;
        return 0;
    }
    quality_add_invented(im->quality, name->name, &name->idea.keys, name->verdict == VERDICT_TAKEN);
    nearest = check_nearest_json(im->store, im->judge, name->nearest, name->count, why);
    if (!nearest)
        return -1;
    new.nearest_json = nearest;
    entered = store_name_add(im->store, &new, why);
    free(nearest);
    if (entered < 0)
        return -1;
    if (!entered)
        return count_duplicate(im, new.key, why);
    im->counts->entered++;
    im->counts->verdicts[name->verdict]++;
    return 0;
}

/* ---- the stages of the conveyor ---- */

static int fetch_block(void *arg, void **piece, struct err *why)
{
    struct import *im = arg;
    struct block *block = malloc(sizeof *block);
    int got = 1;

    if (!block)
        return err_set(why, "out of memory");
    block->count = 0;
    while (block->count < BLOCK_ROWS && (got = lines_next(&im->in, why)) == 1)
        if (read_row(im, block, why) != 0) {
            got = -1;
            break;
        }
    if (got >= 0 && block->count > 0) {
        *piece = block;
        return 1;
    }
    free(block);
    return got;
}

static void judge_block(void *arg, void *piece)
{
    const struct import *im = arg;
    struct block *block = piece;

    judging_here(im->judging, block->names, block->count);
    for (int i = 0; i < block->count; i++) {
        const struct judged *name = &block->names[i];
        struct row *row = &block->rows[i];
        const struct profiled of = {name->name, name->folded, row->style[0] ? row->style : NULL,
                                    kind_text(row->kind)};

        profile_make(im->options->lexicon, &of, &row->profile);
    }
}

static int enter_block(void *arg, void *piece, struct err *why)
{
    struct import *im = arg;
    const struct block *block = piece;

    for (int i = 0; i < block->count; i++)
        if (enter_row(im, &block->names[i], &block->rows[i], why) != 0)
            return -1;
    im->counts->rows += block->count;
    if (im->options->tick)
        im->options->tick(im->options->tick_arg, im->counts->rows);
    return 0;
}

static int read_rows(struct import *im, struct err *why)
{
    const struct conveyor conveyor = {fetch_block, judge_block, enter_block, free, im};
    int helpers = im->options->threads < JUDGING_CALLERS ? im->options->threads : JUDGING_CALLERS;
    int got = lines_next(&im->in, why);

    if (got == 0)
        return err_set(why, "%s is empty; 'stagename generate' writes such files", im->in.path);
    if (got < 0 || read_header(im, why) != 0)
        return -1;
    return conveyor_run(&conveyor, helpers, why);
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

/* Opens all that is needed to judge names. Returns 0, or -1 with *why set. */
static int prepare(struct import *im, struct err *why)
{
    return (im->judge = store_judge(im->store, why)) && (im->folder = folder_new(why)) &&
                   (im->judging =
                        judging_new(im->judge, im->options->blocklist, im->options->threads, why)) &&
                   (im->quality = quality_new(why))
               ? 0
               : -1;
}

/* Deletes the batch if no name was new. Returns 0, or -1 with *why set. */
static int close_batch(struct import *im, struct err *why)
{
    int64_t batch = im->counts->batch;

    if (im->counts->entered > 0)
        return store_weird_follow(im->store, im->counts->entered, why);
    im->counts->batch = 0;
    return store_batch_delete(im->store, batch, why);
}

static int enter_file(struct import *im, const char *path, struct err *why)
{
    int result = lines_open(&im->in, path, why) == 0 ? read_rows(im, why) : -1;

    lines_close(&im->in);
    return result;
}

static const char *shown_path(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Adds the batch. Returns 0, or -1 with *why set. */
static int open_batch(struct import *im, char *const *paths, int count, const char *as_of, struct err *why)
{
    const struct import_options *options = im->options;
    struct new_batch batch = {options->source, options->note, as_of, options->provenance};
    struct buffer source = {0};

    for (int i = 0; i < count; i++)
        buffer_print(&source, "%s%s", i > 0 ? ", " : "", shown_path(paths[i]));
    if (!batch.file)
        batch.file = source.bytes;
    im->counts->batch = store_batch_add(im->store, &batch, why);
    buffer_free(&source);
    return im->counts->batch < 0 ? -1 : 0;
}

static int enter_files(struct import *im, char *const *paths, int count, const char *as_of, struct err *why)
{
    if (open_batch(im, paths, count, as_of, why) != 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (enter_file(im, paths[i], why) != 0)
            return -1;
    if (im->counts->entered == 0 && im->counts->duplicate == 0)
        return err_set(why, "%s%s no name to import", shown_path(paths[0]),
                       count > 1 ? " and the other files have" : " has");
    return measure(im, why) == 0 ? close_batch(im, why) : -1;
}

int import_files(struct store *store, char *const *paths, int count, const struct import_options *options,
                 struct import_counts *counts, struct err *why)
{
    struct import im = {.store = store, .options = options, .counts = counts};
    struct corpus_state corpus;
    int result = -1;

    memset(counts, 0, sizeof *counts);
    if (store_corpus_needed(store, &corpus, why) != 0)
        return -1;
    if (prepare(&im, why) == 0)
        result = enter_files(&im, paths, count, corpus.as_of, why);
    quality_free(im.quality);
    judging_free(im.judging);
    folder_free(im.folder);
    judge_free(im.judge);
    return result;
}

int import_file(struct store *store, const char *path, const struct import_options *options,
                struct import_counts *counts, struct err *why)
{
    char *const paths[] = {(char *)(uintptr_t)path};

    return import_files(store, paths, 1, options, counts, why);
}
