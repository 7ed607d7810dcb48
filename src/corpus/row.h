/* Processing of rows for all readers: decide, count, explain, pass on to the sink. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_ROW_H
#define STAGENAME_CORPUS_ROW_H

#include "corpus/corpus.h"
#include "corpus/places.h"
#include "corpus/source.h"
#include "corpus/styles.h"
#include "text/utf8.h"

struct row_reader {
    struct source *source;
    const struct corpus_rules *rules;
    corpus_sink *sink;
    void *arg;
    struct corpus_counts *counts;
    struct styles *styles; /* or NULL */
    struct places *places;
};

/* The decision on a row. */
struct ruling {
    enum drop_reason reason; /* why it is dropped, or enters for the verdict only; DROP_REASONS: neither */
    int enters;
    int repaired; /* the name was mojibake */
};

/* Decides on a row with this name and country, and sets clean to the name that enters. Thread-safe. */
struct ruling row_judge(const struct corpus_rules *rules, const char *name, size_t length,
                        const char *country, char clean[NAME_BYTES]);

/* Cleans an alias. Returns whether it enters: not when it can't be cleaned, or is a placeholder. Aliases are
 * not used for training, so credits enter, and control characters are removed. */
int row_alias(const char *alias, size_t length, char clean[NAME_BYTES]);

/* Replaces each NUL in a line by the control character U+0001, so that the line is a string. */
void row_mask_nuls(char *line, size_t length);

/* Counts a dropped row, and writes it to rules->explain. Always returns 0. */
int row_drop(struct row_reader *r, long line, enum drop_reason reason, const char *what, size_t length);

/* Counts a row that enters, explains it if it enters for the verdict only, and passes it on. what: the
 * original name. Sets artist->verdict_only. Returns the result of the sink. */
int row_keep(struct row_reader *r, long line, const struct ruling *ruling, const char *what, size_t length,
             struct artist *artist, struct err *why);

/* Calls row_judge, then row_drop or row_keep. Sets artist->name. */
int row_take(struct row_reader *r, long line, const char *name, size_t length, struct artist *artist,
             struct err *why);

/* Reads a line of a text, TSV or CSV like source_line; a line longer than LINES_MAX is an error. */
int row_line(struct row_reader *r, char **line, size_t *length, struct err *why);

/* The valid kind or style, or NULL for another text. The result is valid as long as the argument. */
const char *row_kind(const char *kind);
const char *row_style(const char *style);

/* The code of a country in a source (places.h), valid until reading ends; NULL when there is none. Counts
 * unknown values, with the line of the first. text may be NULL. */
const char *row_country(struct row_reader *r, long line, const char *text);

/* Counts an unknown country: for readers whose worker threads call places_code themselves. text may have any
 * bytes: utf8_printable converts them for the message. */
void row_country_unknown(struct row_reader *r, long line, const char *text);

/* "person" or "group" for MusicBrainz' types "Person", "Group", "Orchestra", "Choir"; NULL for others. */
const char *row_kind_of_type(const char *type);

/* The text if it has the form of a MusicBrainz id (36 hexadecimal digits and dashes, with dashes at 8, 13, 18
 * and 23), or else "". */
const char *row_mbid(const char *text);

/* Whether a remark or a title describes a DJ: it has the word DJ or "disc jockey", and not "not the". */
int row_is_dj(const char *remark);

/* The readers, one for each format. Each reads r->source from its current member on. Returns 0, or -1 with
 * *why set. */
int read_text(struct row_reader *r, struct err *why);
int read_tsv(struct row_reader *r, struct err *why);
int read_csv(struct row_reader *r, struct err *why);
int read_objects(struct row_reader *r, struct err *why);
int read_json(struct row_reader *r, struct err *why);
int read_tables(struct row_reader *r, struct err *why);
int read_html(struct row_reader *r, struct err *why);

#endif
