/* Words for parsing Wikipedia pages, in many languages (data/wiki_words.tsv): names of namespaces, headings,
 * beginnings of titles, headers of table columns, and professions in remarks. Ignores case, accents and
 * punctuation. */
#ifndef STAGENAME_CORPUS_WIKI_WORDS_H
#define STAGENAME_CORPUS_WIKI_WORDS_H

struct wiki_words;

/* The lookups below are thread-safe. */
struct wiki_words *wiki_words_new(void);
void wiki_words_free(struct wiki_words *words);

/* Whether a title is in the namespace of articles: not "Category:DJs", "Datei:X.jpg", "User talk:X". */
int wiki_is_article(const struct wiki_words *words, const char *title);

/* Whether it is the title of a list: "List of DJs", "Liste von DJs", "ラッパーの一覧". */
int wiki_is_list(const struct wiki_words *words, const char *title);

/* Whether a section with this heading has no artists: "See also", "Einzelnachweise und Anmerkungen". */
int wiki_is_end(const struct wiki_words *words, const char *heading);

/* The contents of a table column with this header. */
enum wiki_column {
    COLUMN_UNKNOWN,
    COLUMN_OTHER, /* not artists: "Year", "Album" */
    COLUMN_NAME,  /* "Name" */
    COLUMN_ARTIST /* "Artist", "DJ", "Stage name": preferred to "Name" */
};
enum wiki_column wiki_column(const struct wiki_words *words, const char *header);

/* Whether a remark is a profession or type of group: "DJ", "American rock band", "group from Cuba", "Musiker,
 * 1970". */
int wiki_is_trade(const struct wiki_words *words, const char *remark);

#endif
