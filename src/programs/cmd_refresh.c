/* stagename refresh: from lists of artists to names in the database, with one command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/day.h"
#include "base/memory.h"
#include "programs/command.h"
#include "programs/refresh.h"
#include "programs/style_mix.h"
#include "store/refreshes.h"

enum { OPTIONS_MAX = 26 };

static const struct refresh_request defaults = {
    .names = 100000, .best = 4, .temperature = 0.85, .max_loss = 10, .wait = 60, .seed = -1};

/* The options that belong to one call and are not remembered. */
static const char *const not_remembered[] = {"db", "as-of", "note", "seed", "rollback"};

static void list_options(struct refresh_request *r, struct option_spec options[OPTIONS_MAX])
{
    const struct option_spec all[] = {
        {"db", 0, OPTION_TEXT, "DB", "the database; created if it does not exist", &r->db, 0, 0},
        {"model", 0, OPTION_TEXT, "MODEL",
         "use this trained model (default: train a model and keep it beside DB)", &r->model, 0, 0},
        {"names", 0, OPTION_INT, "N", "how many names to keep (default 100000)", &r->names, 1, 1e9},
        {"best", 0, OPTION_INT, "K", "generate K times as many names and keep the best by appeal (default 4)",
         &r->best, 1, 999},
        {"temperature", 0, OPTION_NUMBER, "T", "1: as the model learnt; lower: more ordinary (default 0.85)",
         &r->temperature, 0.05, 5},
        {"mix", 0, OPTION_TEXT, "STYLES",
         "styles to generate, each with its share: techno=3,house=1\n"
         "(default: as in the lists)",
         &r->mix, 0, 0},
        {"epochs", 0, OPTION_INT, "N", "passes of training over the lists (default: by their size)",
         &r->epochs, 1, 9999},
        {"seed", 0, OPTION_INT, "N", "the same seed gives the same names (default: a new one)", &r->seed, 0,
         1e15},
        {"format", 0, OPTION_TEXT, "FORMAT", "of the lists; see 'stagename corpus --help'", &r->format, 0, 0},
        {"country", 0, OPTION_TEXT, "LIST", "keep artists of these countries only: US,GB", &r->country, 0, 0},
        {"letters-only", 0, OPTION_FLAG, NULL, "keep names of letters and spaces only", &r->letters_only, 0,
         0},
        {"single-word", 0, OPTION_FLAG, NULL, "keep names of one word only", &r->single_word, 0, 0},
        {"tags", 0, OPTION_TEXT, "FILE", "mbdump-derived.tar.bz2, with the tags of mbdump.tar.bz2", &r->tags,
         0, 0},
        {"styles", 0, OPTION_TEXT, "FILE", "which style a tag of MusicBrainz means", &r->styles, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE", "words no name may contain (default: the installed list)",
         &r->blocklist, 0, 0},
        {"as-of", 0, OPTION_TEXT, "DATE",
         "the date of the lists, YYYY-MM-DD (default: when each file was changed)", &r->as_of, 0, 0},
        {"note", 0, OPTION_TEXT, "TEXT", "a remark that is kept with the batch", &r->note, 0, 0},
        {"max-loss", 0, OPTION_NUMBER, "PERCENT",
         "refuse lists in which more than this share of the artists of DB is\n"
         "missing (default 10)",
         &r->max_loss, 0, 100},
        {"keep", 0, OPTION_INT, "N",
         "retire the oldest batches, so that N are served (default: keep all);\n"
         "links to their names say that these were withdrawn",
         &r->keep, 1, 1000000},
        {"wait", 0, OPTION_INT, "SECONDS", "how long to wait while another process writes DB (default 60)",
         &r->wait, 0, 86400},
        {"rollback", 0, OPTION_FLAG, NULL, "undo the last refresh: restore corpus, model and names",
         &r->rollback, 0, 0},
        {0}};

    _Static_assert(sizeof all / sizeof *all <= OPTIONS_MAX, "OPTIONS_MAX");
    memcpy(options, all, sizeof all);
}

/* ---- remembering a call ---- */

struct word_list {
    char **words; /* terminated by NULL */
    int count;
};

static void add_word(struct word_list *list, char *word)
{
    list->words = memory_resize(list->words, ((size_t)list->count + 2) * sizeof *list->words);
    list->words[list->count++] = word;
    list->words[list->count] = NULL;
}

static int copy_word(void *arg, const char *word)
{
    add_word(arg, memory_copy(word));
    return 0;
}

static void free_words(struct word_list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->words[i]);
    free(list->words);
}

/* A path that is valid from any folder. */
static char *absolute(const char *path)
{
    struct buffer text = {0};
    char *here = *path == '/' ? NULL : getcwd(NULL, 0);

    buffer_print(&text, "%s%s%s", here ? here : "", here ? "/" : "", path);
    free(here);
    return text.bytes;
}

static int is_remembered(const struct option_spec *option)
{
    for (size_t i = 0; i < sizeof not_remembered / sizeof *not_remembered; i++)
        if (strcmp(option->name, not_remembered[i]) == 0)
            return 0;
    return 1;
}

/* The option as a word, NULL if it is not set. */
static char *word_of(const struct option_spec *option)
{
    int is_file =
        option->metavar && (strcmp(option->metavar, "FILE") == 0 || strcmp(option->metavar, "MODEL") == 0);
    const char *text = option->type == OPTION_TEXT ? *(const char **)option->value : NULL;
    char *path = text && is_file ? absolute(text) : NULL;
    struct buffer word = {0};

    if (option->type == OPTION_FLAG && *(int *)option->value)
        buffer_print(&word, "--%s", option->name);
    else if (option->type == OPTION_INT && *(long *)option->value >= (long)option->low)
        buffer_print(&word, "--%s=%ld", option->name, *(long *)option->value);
    else if (option->type == OPTION_NUMBER)
        buffer_print(&word, "--%s=%.10g", option->name, *(double *)option->value);
    else if (text)
        buffer_print(&word, "--%s=%s", option->name, path ? path : text);
    free(path);
    return word.bytes;
}

/* The words that repeat this call. */
static void list_words(struct word_list *list, const struct option_spec *options, char *const *lists)
{
    for (; options->name; options++) {
        char *word = is_remembered(options) ? word_of(options) : NULL;

        if (word)
            add_word(list, word);
    }
    add_word(list, memory_copy("--"));
    for (; *lists; lists++)
        add_word(list, absolute(*lists));
}

/* Reads the remembered words; there may be no database yet. Returns 0, or -1 with *why set. */
static int recall(const char *db, struct word_list *list, struct err *why)
{
    struct store *store;
    int result;

    add_word(list, memory_copy("refresh"));
    if (access(db, F_OK) != 0)
        return 0;
    store = store_open(db, STORE_READ, why);
    result = store ? store_refresh_words(store, copy_word, list, why) : -1;
    store_close(store);
    return result;
}

/* ---- the command ---- */

static int failed(const struct err *why)
{
    if (*why->text) /* otherwise a command has printed it */
        fprintf(stderr, "stagename-refresh: %s\n", why->text);
    return EXIT_FAILED;
}

static int wrong(const char *sentence)
{
    fprintf(stderr, "stagename-refresh: %s\nTry 'stagename-refresh --help'.\n", sentence);
    return EXIT_WRONG;
}

/* Checks values that the table of options cannot. Returns 0 or the exit code, with a sentence printed. */
static int check(const struct refresh_request *r)
{
    const char *const files[] = {r->model, r->tags, r->styles, r->blocklist};
    struct style_mix mix;
    struct err why;
    int is_good;

    if (r->as_of && !day_is(r->as_of))
        return wrong("--as-of takes a date as 2026-01-31");
    if (r->mix) {
        is_good = style_mix_read(&mix, r->mix, &why) == 0;
        style_mix_free(&mix);
        if (!is_good)
            return wrong(why.text);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && access(files[i], R_OK) != 0) {
            err_file(&why, "read", files[i]);
            return failed(&why);
        }
    for (char **list = r->lists; *list; list++)
        if (access(*list, R_OK) != 0) {
            err_file(&why, "read", *list);
            return failed(&why);
        }
    return 0;
}

/* Repeats the remembered call with the options of this one. Returns 0 or the exit code. */
static int repeat(const struct command_spec *spec, struct refresh_request *request, int argc, char **argv,
                  struct word_list *words)
{
    const char *db = request->db;
    int first, code, quiet;
    struct err why;

    if (recall(db, words, &why) != 0)
        return failed(&why);
    *request = defaults;
    if (!command_begins(spec, words->count, words->words, &first, &quiet, &code))
        return code;
    if (first >= words->count)
        return wrong("name at least one list of artists: the database remembers none yet");
    request->lists = words->words + first;
    if (!command_begins(spec, argc, argv, &first, &request->quiet, &code))
        return code;
    return 0;
}

static int run(struct refresh_request *request, const struct option_spec *options)
{
    struct word_list words = {0};
    int code = check(request), result;
    struct err why;

    if (code != 0)
        return code;
    list_words(&words, options, request->lists);
    request->words = words.words;
    result = refresh_run(request, &why);
    free_words(&words);
    return result == 0 ? command_finish("refresh") : failed(&why);
}

int command_refresh(int argc, char **argv)
{
    struct refresh_request request = defaults;
    struct option_spec options[OPTIONS_MAX] = {{0}};
    struct word_list words = {0};
    struct command_spec spec = {
        "stagename-refresh",
        "--db DB [options] [FILE…]",
        "Reads lists of real artists (see 'stagename corpus --help'), trains a model on\n"
        "them, generates names and adds these to the database as a new batch.\n"
        "\n"
        "The lists replace the corpus of DB. Its names and the decisions of curators stay,\n"
        "so each run adds N names, unless --keep retires old batches. Workers continue to\n"
        "serve, and are signalled at the end. A failure or Ctrl-C leaves DB unchanged. One\n"
        "line on standard output says when and what changed. DB cannot be written by other\n"
        "processes meanwhile.\n"
        "\n"
        "DB remembers the lists and the options of a call that names lists; without lists\n"
        "that call is repeated, with other values for the options that are given. So the\n"
        "line for cron is short. --db, --as-of, --note and --seed are not remembered.\n"
        "\n"
        "When the lists are the same as before, nothing is trained: the model is used\n"
        "again. A list from which many artists have disappeared is refused, see\n"
        "--max-loss. The state before is kept in files beside DB and the model\n"
        "(DB.before-N), until the next refresh: --rollback restores corpus, model and\n"
        "names from them. The decisions of curators since then stay.",
        "  stagename-refresh --db /var/lib/stagename/site.db --country GB,IE --keep 8 artists.tsv\n"
        "  17 3 * * 0  stagename-refresh --quiet --db /var/lib/stagename/site.db\n"
        "  stagename-refresh --rollback --db /var/lib/stagename/site.db",
        options,
        0,
        -1};
    struct err why;
    int first, code;

    list_options(&request, options);
    if (!command_begins(&spec, argc, argv, &first, &request.quiet, &code))
        return code;
    if (!request.db)
        return wrong("name the database with --db");
    if (request.rollback && first < argc)
        return wrong("--rollback takes no lists");
    if (request.rollback)
        return refresh_undo(&request, &why) == 0 ? command_finish("refresh") : failed(&why);
    request.lists = argv + first;
    code = first < argc ? 0 : repeat(&spec, &request, argc, argv, &words);
    if (code == 0)
        code = run(&request, options);
    free_words(&words);
    return code;
}
