/* What every reader does with a row: decide, count, explain, hand on. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_ROW_H
#define STAGENAME_CORPUS_ROW_H

#include "corpus/corpus.h"
#include "corpus/places.h"
#include "corpus/source.h"
#include "corpus/styles.h"
#include "text/utf8.h"

struct reading {
    struct source *source;
    const struct corpus_rules *rules;
    corpus_sink *sink;
    void *arg;
    struct corpus_counts *counts;
    struct styles *styles; /* or NULL */
    struct places *places;
};

/* What becomes of a row. */
struct ruling {
    enum drop_reason reason; /* why it is left out, or enters for the verdict only; DROP_REASONS: neither */
    int enters;
    int repaired; /* the name was mojibake */
};

/* Decides on a row with this name and country; clean is the name as it enters. Any number of threads may call
 * it at once. */
struct ruling row_judge(const struct corpus_rules *rules, const char *name, size_t length,
                        const char *country, char clean[NAME_BYTES]);

/* An alias as it enters; 0 when it does not: not clean, or a placeholder. Models do not learn from aliases,
 * so one that looks like a credit enters, and one with control characters enters without them. */
int row_alias(const char *alias, size_t length, char clean[NAME_BYTES]);

/* Makes each NUL in a line the control character U+0001, so that a line with one can be read as a string. */
void row_mask_nuls(char *line, size_t length);

/* Counts a row that does not enter, and writes it to rules->explain. Always returns 0. */
int row_drop(struct reading *r, long line, enum drop_reason reason, const char *what, size_t length);

/* Counts a row that enters, explains it if it enters for the verdict only, and hands it on. what: the name as
 * the source has it. artist->verdict_only is set here. Returns what the sink returns. */
int row_keep(struct reading *r, long line, const struct ruling *ruling, const char *what, size_t length,
             struct artist *artist, struct err *why);

/* row_judge, then one of the two; artist->name is set here. */
int row_take(struct reading *r, long line, const char *name, size_t length, struct artist *artist,
             struct err *why);

/* A line of a text, TSV or CSV: as source_line, but one longer than LINES_MAX is refused. */
int row_line(struct reading *r, char **line, size_t *length, struct err *why);

/* The kind, style or NULL when it is not one that the corpus knows. The answers live as long as the text, or
 * forever. */
const char *row_kind(const char *kind);
const char *row_style(const char *style);

/* The code of a country as a source writes it (places.h), which lives until the reading ends; NULL when there
 * is none. A value that is not known is counted, with the line of the first. text may be NULL. */
const char *row_country(struct reading *r, long line, const char *text);

/* Counts a value that places_code does not know: for readers whose threads ask places themselves. Any bytes
 * will do: the message shows what utf8_printable makes of them. */
void row_country_unknown(struct reading *r, long line, const char *text);

/* "person" or "group" of MusicBrainz' types "Person", "Group", "Orchestra", "Choir"; NULL of the others. */
const char *row_kind_of_type(const char *type);

/* The text when it has the form of a MusicBrainz id: 36 hexadecimal digits and dashes, the dashes at 8, 13,
 * 18 and 23. "" otherwise. */
const char *row_mbid(const char *text);

/* Whether a remark or a title says that somebody is a DJ: the word DJ, or "disc jockey", and not "not
 * the". */
int row_says_dj(const char *remark);

/* One reader a format. Each reads r->source from the member at which it stands. Returns 0, or -1 with *why
 * set. */
int read_text(struct reading *r, struct err *why);
int read_tsv(struct reading *r, struct err *why);
int read_csv(struct reading *r, struct err *why);
int read_objects(struct reading *r, struct err *why);
int read_json(struct reading *r, struct err *why);
int read_tables(struct reading *r, struct err *why);
int read_html(struct reading *r, struct err *why);

#endif
