/* stagename check: is this name taken? */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs/command.h"
#include "store/import.h"

/* "one letter away", "sounds alike": how near an artist is. */
static void print_reason(const json_t *artist)
{
    const char *reason = json_string_value(json_object_get(artist, "reason"));
    const char *alias = json_string_value(json_object_get(artist, "alias"));
    int distance = (int)json_integer_value(json_object_get(artist, "distance"));

    if (alias)
        printf(", also known as %s", alias);
    if (strcmp(reason, "sound") == 0)
        fputs(", sounds alike", stdout);
    else if (strcmp(reason, "look") == 0)
        fputs(", looks alike", stdout);
    else if (distance)
        printf(", %d letter%s away", distance, distance > 1 ? "s" : "");
}

static void print_plain(const char *json)
{
    json_t *answer = json_loads(json, 0, NULL), *artist;
    size_t i;

    printf("%s: %s", json_string_value(json_object_get(answer, "name")),
           json_string_value(json_object_get(answer, "verdict")));
    json_array_foreach(json_object_get(answer, "nearest"), i, artist)
    {
        const char *country = json_string_value(json_object_get(artist, "country"));

        printf("%s %s%s%s%s", i ? ";" : " —", json_string_value(json_object_get(artist, "name")),
               country ? " (" : "", country ? country : "", country ? ")" : "");
        print_reason(artist);
    }
    printf(" (as of the corpus of %s)\n", json_string_value(json_object_get(answer, "as_of")));
    json_decref(answer);
}

/* Of what was typed, only what a terminal can show. */
static int not_a_name(const char *idea, enum clean_result result, struct err *why)
{
    struct err reason;
    char shown[64];

    utf8_printable(idea, shown, sizeof shown);
    utf8_clean_why(idea, strlen(idea), result, &reason);
    return err_set(why, "the name '%s' %s", shown, reason.text);
}

static int check_one(struct store *store, const struct judge *judge, struct folder *folder, const char *as_of,
                     const char *idea, int json, struct err *why)
{
    char name[NAME_BYTES], *answer;
    enum clean_result clean = utf8_clean(idea, strlen(idea), name);

    if (clean != CLEAN_OK)
        return not_a_name(idea, clean, why);
    answer = check_json(store, judge, folder, as_of, name, why);
    if (!answer)
        return -1;
    if (json)
        puts(answer);
    else
        print_plain(answer);
    free(answer);
    return 0;
}

int command_check(int argc, char **argv)
{
    const char *db = NULL;
    int json = 0, quiet = 0, first, code, done = 0;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database with the corpus", &db, 0, 0},
                                    {"json", 'j', OPTION_FLAG, NULL,
                                     "print one JSON object a name: name, key, verdict, nearest, as_of",
                                     &json, 0, 0},
                                    {0}};
    const struct command_spec spec = {
        "stagename check",
        "--db DB [--json] NAME…",
        "Tells of each name whether an artist of the corpus has it (taken), has nearly\n"
        "that name (close), or neither (free), and which artists. A verdict speaks of\n"
        "the corpus as of its date, never of the world.",
        "  stagename check --db site.db 'Daft Funk' Kesha\n"
        "  stagename check --db site.db --json -- '-ziq'",
        options,
        1,
        -1};
    struct corpus_state corpus;
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
    judge = store_judge(store, &why);
    folder = judge ? folder_new(&why) : NULL;
    if (!folder)
        goto out;
    for (int i = first; i < argc; i++)
        if (check_one(store, judge, folder, corpus.as_of, argv[i], json, &why) != 0)
            goto out;
    done = 1;
out:
    folder_free(folder);
    judge_free(judge);
    store_close(store);
    return done ? command_finish("check") : command_failed("check", &why);
}
