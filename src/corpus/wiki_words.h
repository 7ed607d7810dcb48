/* Words by which a Wikipedia page is read, in the languages of wiki_words.c: names of namespaces, headings,
 * beginnings of titles, headers of table columns, and what a remark in parentheses says that somebody is.
 * Case, accents and punctuation do not count. */
#ifndef STAGENAME_CORPUS_WIKI_WORDS_H
#define STAGENAME_CORPUS_WIKI_WORDS_H

#include "base/err.h"

struct wiki_words;

/* Returns NULL with *why set. One serves any number of threads. */
struct wiki_words *wiki_words_new(struct err *why);
void wiki_words_free(struct wiki_words *words);

/* Whether a title is in the space of articles: not "Category:DJs", "Datei:X.jpg", "User talk:X". */
int wiki_is_article(const struct wiki_words *words, const char *title);

/* Whether it is the title of a list: "List of DJs", "Liste von DJs", "ラッパーの一覧". */
int wiki_is_list(const struct wiki_words *words, const char *title);

/* Whether a section with this heading has no artists: "See also", "Einzelnachweise und Anmerkungen". */
int wiki_is_end(const struct wiki_words *words, const char *heading);

/* What the column of a table with this header has. */
enum wiki_column {
    COLUMN_UNKNOWN,
    COLUMN_OTHER, /* "Year", "Album": no artists */
    COLUMN_NAME,  /* "Name" */
    COLUMN_ARTIST /* "Artist", "DJ", "Stage name": better than a name */
};
enum wiki_column wiki_column(const struct wiki_words *words, const char *header);

/* Whether a remark says what somebody is: "DJ", "American rock band", "group from Cuba", "Musiker, 1970". */
int wiki_is_trade(const struct wiki_words *words, const char *remark);

#endif
