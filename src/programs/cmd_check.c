/* stagename check: judges names by the corpus. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/figure.h"
#include "programs/command.h"
#include "judging/check.h"
#include "store/judge_file.h"

/* Describes an artist and the matched name: "Cher (US)", "Joel Zimmerman, legal name of deadmau5 (CA)". */
static void print_artist(const json_t *artist)
{
    const char *alias = json_string_value(json_object_get(artist, "alias"));
    const char *type = json_string_value(json_object_get(artist, "alias_type"));
    const char *country = json_string_value(json_object_get(artist, "country"));
    int is_legal = alias && type && strcmp(type, "legal name") == 0;

    if (is_legal)
        printf("%s, legal name of ", alias);
    fputs(json_string_value(json_object_get(artist, "name")), stdout);
    if (country)
        printf(" (%s)", country);
    if (alias && !is_legal)
        printf(", %s %s", type ? "often searched as" : "also known as", alias);
}

/* Describes the similarity: "one letter away", "sounds alike". */
static void print_reason(const json_t *artist)
{
    const char *reason = json_string_value(json_object_get(artist, "reason"));
    int distance = (int)json_integer_value(json_object_get(artist, "distance"));

    if (strcmp(reason, "sound") == 0)
        fputs(", sounds alike", stdout);
    else if (strcmp(reason, "look") == 0)
        fputs(", looks alike", stdout);
    else if (strcmp(reason, "words") == 0)
        fputs(", the same words", stdout);
    else if (distance)
        printf(", %d letter%s away", distance, distance > 1 ? "s" : "");
}

/* Writes the number of artists, and warns of a small corpus unless the name is taken. */
static void print_compared(const json_t *answer)
{
    long artists = (long)json_integer_value(json_object_get(answer, "artists"));
    int warns = json_is_true(json_object_get(answer, "corpus_is_small")) &&
                strcmp(json_string_value(json_object_get(answer, "verdict")), "taken") != 0;
    char figure[FIGURE_BYTES];

    printf(" (among %s artist%s as of %s%s)\n", figure_text(artists, figure), artists == 1 ? "" : "s",
           json_string_value(json_object_get(answer, "as_of")),
           warns ? ", a small list: check before you use it" : "");
}

/* The word for a verdict; names are withdrawn from this database only. */
static const char *word_of(const char *verdict)
{
    return strcmp(verdict, VERDICT_WITHDRAWN) == 0 ? "withdrawn here" : verdict;
}

static int print_plain(const char *json, struct err *why)
{
    json_t *answer = json_loads(json, 0, NULL), *artist;
    size_t i;

    if (!answer)
        return err_set(why, "out of memory");
    printf("%s: %s", json_string_value(json_object_get(answer, "name")),
           word_of(json_string_value(json_object_get(answer, "verdict"))));
    json_array_foreach(json_object_get(answer, "nearest"), i, artist)
    {
        fputs(i ? "; " : " — ", stdout);
        print_artist(artist);
        print_reason(artist);
    }
    print_compared(answer);
    json_decref(answer);
    return 0;
}

/* Writes only the printable characters of the argument. */
static int not_a_name(const char *idea, enum clean_result result, struct err *why)
{
    struct err reason;
    char shown[64];

    utf8_printable(idea, shown, sizeof shown);
    utf8_clean_why(idea, strlen(idea), result, &reason);
    return err_set(why, "the name '%s' %s", shown, reason.text);
}

static int check_one(struct store *store, const struct judge *judge, struct folder *folder,
                     const struct compared *with, const char *idea, int json, struct err *why)
{
    char name[NAME_BYTES], *answer;
    enum clean_result clean = utf8_clean(idea, strlen(idea), name);
    int result = 0;

    if (clean != CLEAN_OK)
        return not_a_name(idea, clean, why);
    answer = check_json(store, judge, folder, with, name, why);
    if (!answer)
        return -1;
    if (json)
        puts(answer);
    else
        result = print_plain(answer, why);
    free(answer);
    return result;
}

int command_check(int argc, char **argv)
{
    const char *db = NULL;
    int json = 0, quiet = 0, first, code, done = 0;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database with the corpus", &db, 0, 0},
                                    {"json", 'j', OPTION_FLAG, NULL,
                                     "print one JSON object a name: name, key, verdict, nearest, as_of,\n"
                                     "artists, corpus_is_small",
                                     &json, 0, 0},
                                    {0}};
    const struct command_spec spec = {
        "stagename check",
        "--db DB [--json] NAME…",
        "Checks each name: taken (an artist of the corpus has it), close (an artist has a\n"
        "similar name) or free, and prints which artists. It says when the match is an\n"
        "artist's legal name or a search hint. A name that the curators of the database\n"
        "hide is withdrawn, whatever it would be otherwise. A verdict is about the corpus as of its\n"
        "date, not about the world: it names the number of artists, and warns when they\n"
        "are few.",
        "  stagename check --db site.db 'Daft Funk' Kesha\n"
        "  stagename check --db site.db --json -- '-ziq'",
        options,
        1,
        -1};
    struct corpus_state corpus;
    struct compared with = {.as_of = corpus.as_of};
    struct folder *folder = NULL;
    struct judge *judge = NULL;
    struct store *store;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("check", "name the database with --db");
    store = store_open(db, STORE_READ, &why);
    if (!store || store_read_begin(store, &why) != 0 || store_corpus_needed(store, &corpus, &why) != 0)
        goto out;
    with.artists = store_count_artists(store, &why);
    judge = with.artists > 0 ? store_judge(store, &why) : NULL;
    folder = judge ? folder_new(&why) : NULL;
    if (!folder)
        goto out;
    for (int i = first; i < argc; i++)
        if (check_one(store, judge, folder, &with, argv[i], json, &why) != 0)
            goto out;
    done = 1;
out:
    folder_free(folder);
    judge_free(judge);
    store_close(store);
    return done ? command_finish("check") : command_failed("check", &why);
}
