/* Reads lists of artists and decides which rows enter the corpus, and as what. Knows files, not SQL.
 *
 * Formats
 *   text                one name a line
 *   tsv                 tab-separated; a header names the columns: name, and any of kind, country, style (or
 *                       genre), mbid; fields may be quoted by RFC 4180, and any other quote is a character
 *   csv                 RFC 4180 with a header: artist_mb (or name, artist), and any of mbid, country_mb (or country), tags_mb (or tags: separated by semicolons, the most voted first);
 *                       ';' or '|' may separate the columns
 *   json                objects with a name, or names alone, in arrays or one after the other, with any white
 *                       space; see read_objects.c
 *   musicbrainz-json    the member mbdump/artist of artist.tar.xz, or that member alone: one JSON object a line
 *   musicbrainz-tables  mbdump.tar.bz2, or a directory with its tables: artist, and if they are there artist_alias,
 *                       artist_type, iso_3166_1, l_area_area, artist_tag, tag, in any order; see read_tables.c
 *   wikipedia-html      a saved list page or category: the links of its lists and the names of its tables; see
 *                       read_html.c and read_wikitable.c
 * "auto" recognises them by their content, and what has no header by its name: *.csv and *.tsv must have one.
 * Names of columns count in any case. All but a directory may be compressed (.gz, .bz2, .xz, .lzma, .zst).
 * What is no archive may be the only file of a zip; its lines may end in CR, and UTF-16 and UTF-32 with a
 * byte order mark are converted.
 *
 * What becomes of bad input
 *   A row that can't be used is left out and counted by reason, with the number of the first line; each is
 *   written to rules->explain. A row whose name no model should learn from, but which an artist may have,
 *   enters for the verdict only (artist->verdict_only), and is counted and explained in the same way: a
 *   credit of several artists, because acts have such names ("X pres. Y"), and a name with control
 *   characters, which are removed. The sink decides what to do with it.
 *   Left out are also lines that are no JSON, are nested deeper than jansson goes (2048), or are longer
 *   than 4 MiB; rows of a CSV with another number of columns than the header, or with text behind a closing
 *   quote; and rows of a TSV or of the table artist with fewer columns (what is behind the last known one
 *   is ignored).
 *   Ignored without a message: an invalid id, kind or style. A country may be a code or a name, one or
 *   several (places.h); one that is not known is counted, with the first of them, and the artist has none.
 *   A TIMESTAMP that is no day, or one that lies ahead, is reported (is_as_of_odd).
 *   Refused whole by "auto": files that are none of these, as their first lines show together: XML, HTML
 *   without an element html, SQL, Markdown and lists with bullets or numbers, <SEP> between columns, PDF, RTF
 *   and other binary files, UTF-16 without a mark.
 *   Refused whole: a zip of several files or of an office document; a JSON file that is broken within an
 *   array or among values of several lines; a JSON value larger than 4 MiB; an archive or compressed file
 *   that ends early, or is damaged where its packing shows it (libarchive does not compare the checksum of a
 *   .gz); an archive without the member; with rules->countries a table dump without iso_3166_1 (otherwise its
 *   artists have no country); a bad row in any table beside artist; a quote in a CSV that is never closed; a
 *   line of a text, TSV or CSV that is longer than 64 KiB; a header without the name's column; a page that
 *   holds a NUL, is not UTF-8, is larger than 64 MiB or nested deeper than 2048; and a file of which more
 *   than one row in a hundred is not UTF-8: it is in another encoding.
 *
 *   A page that is refused, or that has no artist, hands no row on: counts has its format then, and kept is 0. So other
 *   files can enter without it.
 *
 * What is no artist's name (with rules->artists_only; cases in tests/name_cases.tsv) is decided by
 * noname.h. */
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
    DROP_CONTROL, /* a control character: without it the name enters for the verdict only */
    DROP_TOO_LONG,
    DROP_COLUMNS,     /* fewer columns than the header, or in a CSV more */
    DROP_QUOTES,      /* text behind a closing quote of a CSV */
    DROP_LINE,        /* a line longer than SOURCE_LINE_MAX */
    DROP_JSON,        /* not a JSON object with a name */
    DROP_MOJIBAKE,    /* decoded wrongly and not to be repaired, or U+FFFD in place of a character */
    DROP_PLACEHOLDER, /* "[unknown]" */
    DROP_CREDIT,      /* "A feat. B": enters for the verdict only */
    DROP_COUNTRY,     /* not among those asked for */
    DROP_LETTERS,     /* --letters-only, and the name has something else */
    DROP_WORDS,       /* --single-word, and the name has several */
    DROP_NO_LINK,     /* of a saved page: a list item without a link to an article */
    DROP_RED,         /* a link to an article that does not exist */
    DROP_SITE,        /* a link to another site */
    DROP_SPACE,       /* a link to a page that is no article: "Category:…" */
    DROP_LIST,        /* a link to another list */
    DROP_SECTION,     /* in a section such as See also or References */
    DROP_TABLE,       /* in a table that has no column of artists */
    DROP_CELL,        /* a row of a table without a name */
    DROP_REASONS
};

struct corpus_rules {
    const char *countries; /* codes: "US,GB" (places_list), or NULL: all */
    int letters_only;      /* Unicode letters and spaces */
    int single_word;
    int artists_only;   /* repair mojibake, leave out placeholders, take credits for the verdict only */
    const char *styles; /* path of the table of what tags mean; NULL: no style comes of tags */
    const char *tags;   /* another archive of tables, that has artist_tag and tag; or NULL */
    FILE *explain;      /* or NULL; rows of TSV go there: file, member, line, reason, what was there */
};

struct corpus_counts {
    long rows;
    long kept;      /* rows that entered */
    long learnable; /* of them those that do not enter for the verdict only */
    long repaired;  /* names that were mojibake, kept as what they were before */
    long dropped[DROP_REASONS];
    long first_dropped[DROP_REASONS]; /* line number of the first of its kind */
    long unknown_countries;           /* values that no country is known for: those artists have none */
    char first_unknown_country[64];   /* the first of them, cut where it is long, and its line */
    long first_unknown_country_line;
    long verdict_only[DROP_REASONS]; /* rows that entered for the verdict only, by the reason */
    long first_verdict_only[DROP_REASONS];
    enum corpus_format format; /* what "auto" came to */
    char as_of[16];            /* the date that the source itself states, YYYY-MM-DD, or "" */
    int is_as_of_odd;          /* it states something else, or a day that lies ahead: as_of is "" */
};

/* Takes a row that entered. The texts live until it returns. Returns 0, or -1 with *why set, which ends the
 * reading. */
typedef int corpus_sink(void *arg, const struct artist *artist, struct err *why);

/* Reads path ("-": standard input) to its end. Rows come in the order of the file. Returns 0, or -1 with *why
 * set. */
int corpus_read(const char *path, enum corpus_format format, const struct corpus_rules *rules,
                corpus_sink *sink, void *arg, struct corpus_counts *counts, struct err *why);

/* "auto", "text", "tsv", … to a format. Returns 0, or -1. */
int corpus_format_from(const char *text, enum corpus_format *format);
const char *corpus_format_text(enum corpus_format format);

/* "not UTF-8", "another country", … */
const char *drop_reason_text(enum drop_reason reason);

/* The header line of what rules->explain gets. */
extern const char corpus_explain_header[];

#endif
