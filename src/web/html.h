/* The parts of the workers' pages. Markup is appended unchanged; texts are escaped. */
#ifndef STAGENAME_WEB_HTML_H
#define STAGENAME_WEB_HTML_H

#include <jansson.h>

#include "web/answer.h"

/* Appends the start of the document up to the end of its title, "TITLE · stagename". The caller may append
 * more to the head. */
void html_begin(struct answer *answer, const char *title);

/* Appends everything from the end of the head to the start of the content. */
void html_top(struct answer *answer);
void html_end(struct answer *answer);

/* Replaces the problem details in the answer by an error page. */
void html_problem(struct answer *answer);

/* The words of a verdict. A small corpus is no reason to call a name free: the words say that it is not in
 * the list. */
struct compared;
const char *html_verdict_word(const char *verdict, const struct compared *with);
const char *html_verdict_sentence(const char *verdict);
void html_verdict(struct answer *answer, const char *verdict, const struct compared *with);

/* The number of artists in the comparison, and a warning when they are few: plain sentences. */
void html_compared(struct answer *answer, const struct compared *with, int warns);

/* Appends the meaning of a verdict and its corpus as plain sentences, for a paragraph or an attribute. */
void html_verdict_text(struct answer *answer, const char *verdict, const struct compared *with);

/* Appends a name as the page's heading. */
void html_heading(struct answer *answer, const char *name);

/* Appends a verdict in a paragraph. */
void html_judged(struct answer *answer, const char *verdict, const struct compared *with);

/* Appends data for the modules of the page: JSON in a script element with this id and data-query, and the
 * size of the corpus in data-artists (0 when unknown) and data-small. */
void html_data(struct answer *answer, const char *id, const char *query, const char *json,
               const struct compared *with);

/* An artist near a name, and how near: "1 letter from Daft Punk, FR". */
void html_artist(struct answer *answer, const json_t *artist);

/* The artists of a verdict, as a list under a heading; nothing when there are none. */
void html_nearest(struct answer *answer, const json_t *nearest);

/* "DJ", "solo artist" or "band"; "" for none. */
const char *html_kind_word(const char *kind);

/* Appends the kind and style of a name, "DJ, techno"; nothing when neither is known. */
void html_style_and_kind(struct answer *answer, const json_t *name);

/* A text of a JSON object; "" when it is missing. Borrowed. */
const char *html_text_of(const json_t *object, const char *key);

#endif
