/* Reads lists of artists, and decides which rows enter the corpus, and in which form. Does not use SQL.
 *
 * Formats
 *   text                one name per line
 *   tsv                 tab-separated with a header of column names: name, and optionally kind, country,
 *                       style (or genre), mbid. Fields may be quoted as in RFC 4180; other quotes are
 *                       literal.
 *   csv                 RFC 4180 with a header: artist_mb (or name, artist), and optionally mbid, country_mb
 *                       (or country), tags_mb (or tags: separated by semicolons, most votes first); the
 *                       separator may be ';' or '|'
 *   json                objects with a name, or strings that are names, in arrays or concatenated, with any
 *                       white space; see read_objects.c
 *   musicbrainz-json    the member mbdump/artist of artist.tar.xz, or that member alone: one JSON object
 *                       per line
 *   musicbrainz-tables  mbdump.tar.bz2, or a directory with its tables: artist, and optionally artist_alias,
 *                       artist_type, iso_3166_1, l_area_area, artist_tag, tag, in any order; see
 *                       read_tables.c
 *   wikipedia-html      a saved list page or category: the links of its lists and the names in its tables;
 *                       see read_html.c and read_wikitable.c
 * "auto" detects them by content, and by file name when the content is ambiguous: *.csv and *.tsv must have a
 * header. Column names ignore case. All inputs but directories may be compressed (.gz, .bz2, .xz, .lzma,
 * .zst). A file that is not an archive may be the only file of a zip; CR line ends are accepted, and UTF-16
 * and UTF-32 with a byte order mark are converted to UTF-8.
 *
 * Invalid input
 *   An unusable row is dropped and counted by reason, with the line number of the first; each is written to
 *   rules->explain. A row whose name should not be used for training, but may belong to an artist, enters for
 *   the verdict only (artist->verdict_only), and is counted and explained in the same way: a credit of
 *   several artists, because there are artists with such names ("X pres. Y"), and a name with control
 *   characters, which are removed. The sink decides how to use it.
 *   Also dropped are lines that are invalid JSON, are nested deeper than jansson allows (2048), or are longer
 *   than 4 MiB; rows of a CSV with another number of columns than the header, or with text after a closing
 *   quote; and rows of a TSV or of the table artist with too few columns (columns after the last known one
 *   are ignored).
 *   Ignored without a message: an invalid id, kind or style. A country may be a code or a name, one or
 *   several (places.h); an unknown country is counted, the first one is stored for messages, and the artist
 *   has none. A TIMESTAMP that is not a date, or is in the future, is reported (is_as_of_odd).
 *   Rejected by "auto": files whose first lines, taken together, show that they are in another format: XML,
 *   HTML without an element html, SQL, Markdown and lists with bullets or numbers, <SEP> between columns,
 *   PDF, RTF and other binary files, UTF-16 without a byte order mark.
 *   Rejected: a zip of several files or of an office document; a JSON file with a syntax error within an
 *   array or among values of several lines; a JSON value larger than 4 MiB; an archive or compressed file
 *   that is truncated or detectably damaged (libarchive does not verify the checksum of a .gz); an archive
 *   without the expected member; with rules->countries a table dump without iso_3166_1 (otherwise its artists
 *   have no country); an invalid row in any table but artist; a CSV with an unclosed quote; a line of a text,
 *   TSV or CSV longer than 64 KiB; a header without a column for the name; a page that contains a NUL, is not
 *   UTF-8, is larger than 64 MiB or nested deeper than 2048; and a file with more than 1 % of rows that are
 *   not UTF-8, because it has another encoding.
 *
 *   A page that is rejected, or that has no artist, passes no row to the sink: counts->format is set, and
 *   kept is 0. The caller can then continue with other files.
 *
 * With rules->artists_only, name_checks.h decides which names are not artists' names
 * (tests/name_cases.tsv). */
#ifndef STAGENAME_CORPUS_CORPUS_H
#define STAGENAME_CORPUS_CORPUS_H

#include <stdio.h>

#include "base/err.h"
#include "corpus/artist.h"

enum corpus_format {
    CORPUS_AUTO,
    CORPUS_TEXT,
    CORPUS_TSV,
    CORPUS_CSV,
    CORPUS_JSON,
    CORPUS_MUSICBRAINZ_JSON,
    CORPUS_MUSICBRAINZ_TABLES,
    CORPUS_WIKIPEDIA_HTML,
    CORPUS_FORMATS
};

enum drop_reason {
    DROP_NOT_UTF8,
    DROP_EMPTY,
    DROP_CONTROL, /* a control character: it is removed, and the name enters for the verdict only */
    DROP_TOO_LONG,
    DROP_COLUMNS,     /* fewer columns than the header, or more in a CSV */
    DROP_QUOTES,      /* text after a closing quote in a CSV */
    DROP_LINE,        /* a line longer than SOURCE_LINE_MAX */
    DROP_JSON,        /* not a JSON object with a name */
    DROP_MOJIBAKE,    /* wrongly decoded and not repairable, or with U+FFFD */
    DROP_PLACEHOLDER, /* "[unknown]" */
    DROP_CREDIT,      /* "A feat. B": enters for the verdict only */
    DROP_COUNTRY,     /* not in rules->countries */
    DROP_LETTERS,     /* --letters-only, and the name has other characters */
    DROP_WORDS,       /* --single-word, and the name has several words */
    DROP_NO_LINK,     /* in a saved page: a list item without a link to an article */
    DROP_RED,         /* a link to an article that does not exist */
    DROP_SITE,        /* a link to another site */
    DROP_SPACE,       /* a link to a page other than an article: "Category:…" */
    DROP_LIST,        /* a link to another list */
    DROP_SECTION,     /* in a section such as See also or References */
    DROP_TABLE,       /* in a table without a column of artists */
    DROP_CELL,        /* a row of a table without a name */
    DROP_REASONS
};

struct corpus_rules {
    const char *countries; /* codes "US,GB" (places_list), or NULL for all */
    int letters_only;      /* only Unicode letters and spaces */
    int single_word;
    int artists_only;   /* repair mojibake, drop placeholders, use credits for the verdict only */
    const char *styles; /* path of the table that maps tags to styles, or NULL to ignore tags */
    const char *tags;   /* path of another archive, with the tables artist_tag and tag, or NULL */
    FILE *explain;      /* or NULL; TSV is written there: file, member, line, reason, the text of the row */
};

struct corpus_counts {
    long rows;
    long kept;      /* rows that entered */
    long learnable; /* of these: rows that are used for training */
    long repaired;  /* names that were mojibake, and were kept repaired */
    long dropped[DROP_REASONS];
    long first_dropped[DROP_REASONS]; /* line number of the first for each reason */
    long unknown_countries;           /* values that are not a known country: these artists have none */
    char first_unknown_country[64];   /* the first of these values, cut if it is long, and its line */
    long first_unknown_country_line;
    long verdict_only[DROP_REASONS]; /* rows that entered for the verdict only, by reason */
    long first_verdict_only[DROP_REASONS];
    enum corpus_format format; /* the detected format, for "auto" */
    char as_of[16];            /* the date in the source, YYYY-MM-DD, or "" */
    int is_as_of_odd;          /* the date is invalid or in the future: as_of is "" */
};

/* Receives a row that enters. The strings are valid until it returns. Returns 0, or -1 with *why set, which
 * stops reading. */
typedef int corpus_sink(void *arg, const struct artist *artist, struct err *why);

/* Reads path ("-": standard input) to its end, and calls sink for rows in the order of the file. Returns 0,
 * or -1 with *why set. */
int corpus_read(const char *path, enum corpus_format format, const struct corpus_rules *rules,
                corpus_sink *sink, void *arg, struct corpus_counts *counts, struct err *why);

/* Parses "auto", "text", "tsv", …. Returns 0, or -1 for another text. */
int corpus_format_from(const char *text, enum corpus_format *format);
const char *corpus_format_text(enum corpus_format format);

/* "not UTF-8", "another country", … */
const char *drop_reason_text(enum drop_reason reason);

/* The header line of the file rules->explain. */
extern const char corpus_explain_header[];

#endif
