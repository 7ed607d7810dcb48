/* The card of a name as HTML. */
#include "web/card.h"

#include <stdlib.h>

#include "base/memory.h"
#include "judging/check.h"
#include "web/assets.h"
#include "web/html.h"

/* The address of the square poster. */
static void put_poster(struct answer *answer, const struct card *card, const char *type)
{
    if (card->id) {
        answer_print(answer, "/n/%lld.%s?", (long long)card->id, type);
    } else {
        answer_print(answer, "/poster.%s?name=", type);
        answer_add_percent(answer, card->name);
        answer_add_text(answer, "&amp;");
    }
    answer_add_text(answer, "shape=square");
}

void card_put(struct answer *answer, const struct card *card)
{
    answer_add_text(answer, "  <div class=\"card-body\" id=\"card\"><div>\n");
    html_judged(answer, card->verdict, card->with);
    html_nearest(answer, card->nearest);
    if (card->id)
        answer_print(answer, "  <p><a href=\"/?like=%lld\">More like this</a></p>\n", (long long)card->id);
    answer_add_text(answer, "  <p><a href=\"");
    put_poster(answer, card, "png");
    answer_add_text(answer, "\" download>Save the poster</a></p>\n"
                            "  </div><div class=\"posters\"><img class=\"poster\" src=\"");
    put_poster(answer, card, "svg");
    answer_add_text(answer, "\" width=\"1080\" height=\"1080\" alt=\"");
    answer_add_html(answer, card->name);
    answer_add_text(answer, ", as a poster\"></div></div>\n");
}

void card_put_modules(struct answer *answer, const struct card *card, const json_t *facts)
{
    char *json = json_dumps(facts, JSON_COMPACT);

    if (!json)
        memory_full();
    answer_add_text(answer, "  <p class=\"unseen spoken\" id=\"spoken\" role=\"status\"></p>\n"
                            "<script src=\"/again.js\" data-version=\"" ASSETS_FOLDER "\" defer></script>\n"
                            "<script type=\"module\" src=\"" ASSETS_FOLDER "/name.js\"></script>\n");
    html_data(answer, "entry", "", json, card->with);
    free(json);
}
