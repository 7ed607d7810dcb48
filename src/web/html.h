/* The pieces that the worker's pages are made of. Markup is ours and goes in as it stands; texts are escaped. */
#ifndef STAGENAME_WEB_HTML_H
#define STAGENAME_WEB_HTML_H

#include <jansson.h>

#include "web/answer.h"

void html(struct answer *answer, const char *markup);

/* From the document's beginning to the end of its title, which is the text, then " · stagename". More of the head may
 * follow. */
void html_begin(struct answer *answer, const char *title);

/* From the end of the head to the beginning of what is the page's own. */
void html_top(struct answer *answer);
void html_end(struct answer *answer);

/* The page says only why there is no other. What was built so far, a problem, is replaced. */
void html_problem(struct answer *answer);

/* "Free", and what that means. */
const char *html_verdict_word(const char *verdict);
const char *html_verdict_sentence(const char *verdict);
void html_verdict(struct answer *answer, const char *verdict);

/* With how many artists names were compared, and that they are few where they are: plain sentences. */
struct compared;
void html_compared(struct answer *answer, const struct compared *with, int warns);

/* What a verdict means, and what it was made by: plain sentences, for a paragraph or an attribute. */
void html_verdict_text(struct answer *answer, const char *verdict, const struct compared *with);

/* A name as the page's heading, and its verdict in a paragraph. */
void html_judged(struct answer *answer, const char *name, const char *verdict, const struct compared *with);

/* The artists of a verdict, as a list under a heading; nothing when there are none. */
void html_nearest(struct answer *answer, const json_t *nearest);

/* "DJ", "solo artist" or "band"; "" for none. */
const char *html_kind_word(const char *kind);

/* Whom a name is for and in which style, "DJ, techno"; nothing when neither is known. */
void html_for_whom(struct answer *answer, const json_t *name);

/* A text of a JSON object; "" when it is not there. Borrowed. */
const char *html_text_of(const json_t *object, const char *key);

#endif
