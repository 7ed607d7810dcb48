/* stagename corpus: lists of real artists into the database. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/progress.h"
#include "base/team.h"
#include "corpus/corpus.h"
#include "programs/command.h"
#include "store/import.h"

struct entering {
    struct store *store;
    struct folder *folder;
    struct progress progress;
    int64_t source;
    long entered;
};

static int enter(void *arg, const struct artist *artist, struct err *why)
{
    struct entering *e = arg;
    struct name_keys keys;

    key_make(e->folder, artist->name, &keys);
    progress_show(&e->progress, (double)++e->entered, NULL);
    return store_artist_add(e->store, artist, &keys, e->source, why);
}

/* The day a file was last changed: what is known of a plain list's age. */
static void file_date(const char *path, char date[16])
{
    struct stat st;
    time_t when = time(NULL);
    struct tm day;

    if (stat(path, &st) == 0 && st.st_mtime >= 0 && st.st_mtime < when) /* not a clock that was wrong */
        when = st.st_mtime;
    strftime(date, 16, "%Y-%m-%d", gmtime_r(&when, &day));
}

static void report(const char *path, const struct corpus_counts *counts)
{
    fprintf(stderr, "%s (%s): %ld rows, %ld of them artists\n", path, corpus_format_text(counts->format),
            counts->rows, counts->kept);
    for (enum drop_reason reason = 0; reason < DROP_REASONS; reason++)
        if (counts->dropped[reason])
            fprintf(stderr, "  left out %ld: %s (first in line %ld)\n", counts->dropped[reason],
                    drop_reason_text(reason), counts->first_dropped[reason]);
}

static int read_file(struct entering *e, const char *path, enum corpus_format format,
                     const struct corpus_rules *rules, const char *as_of, int quiet, struct err *why)
{
    struct corpus_counts counts;
    char date[16];
    int result;

    file_date(path, date);
    e->source = store_source_add(e->store, path, corpus_format_text(format), as_of ? as_of : date, why);
    if (e->source < 0)
        return -1;
    progress_start(&e->progress, path, "artists", 0, quiet);
    e->entered = 0;
    result = corpus_read(path, format, rules, enter, e, &counts, why);
    progress_end(&e->progress);
    if (result != 0)
        return -1;
    if (counts.kept == 0)
        return err_set(why, "%s holds no artist that could be entered (%ld rows); the corpus is unchanged",
                       path, counts.rows);
    if (!quiet)
        report(path, &counts);
    return store_source_counts(e->store, e->source, counts.rows, counts.kept, why);
}

/* Names that are judged by the new corpus, and enter with it or not at all. */
static int import_names(struct store *store, const char *path, struct import_options *how,
                        const char *blocklist, struct import_counts *counts, struct err *why)
{
    struct blocklist *list = command_blocklist(blocklist, why);
    int result;

    how->blocklist = list;
    result = list ? import_file(store, path, how, counts, why) : -1;
    blocklist_free(list);
    return result;
}

static int is_date(const char *text)
{
    struct tm day = {0}, again;
    const char *end = strptime(text, "%Y-%m-%d", &day);
    char back[16];
    time_t when;

    if (!end || *end)
        return 0;
    when = timegm(&day); /* makes 31 February a day of March: then it reads otherwise */
    strftime(back, sizeof back, "%Y-%m-%d", gmtime_r(&when, &again));
    return strcmp(text, back) == 0;
}

/* "US,GB": two capital letters each. */
static int are_countries(const char *text)
{
    for (;; text += 3) {
        if (text[0] < 'A' || text[0] > 'Z' || text[1] < 'A' || text[1] > 'Z')
            return 0;
        if (!text[2])
            return 1;
        if (text[2] != ',')
            return 0;
    }
}

int command_corpus(int argc, char **argv)
{
    const char *db = NULL, *format_text = "auto", *as_of = NULL, *names = NULL, *blocklist = NULL;
    struct import_options how = {.joins = 1, .threads = team_processors()};
    struct import_counts counts;
    struct rejudge_counts again;
    struct corpus_rules rules = {0};
    int replace = 0, quiet = 0, first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database; made if it is not there", &db, 0, 0},
        {"format", 'f', OPTION_TEXT, "FORMAT",
         "auto (default), text (one name a line) or tsv (a header names the\n"
         "columns: name, kind, country, style or genre, mbid)",
         &format_text, 0, 0},
        {"country", 'c', OPTION_TEXT, "LIST", "keep artists of these countries only: US,GB,CA,AU",
         &rules.countries, 0, 0},
        {"letters-only", 0, OPTION_FLAG, NULL, "keep names of letters and spaces only", &rules.letters_only,
         0, 0},
        {"single-word", 0, OPTION_FLAG, NULL, "keep names of one word only", &rules.single_word, 0, 0},
        {"as-of", 0, OPTION_TEXT, "DATE",
         "the list's own date, YYYY-MM-DD (default: when the file was changed)", &as_of, 0, 0},
        {"replace", 0, OPTION_FLAG, NULL, "empty the corpus first", &replace, 0, 0},
        {"import", 0, OPTION_TEXT, "NAMES", "import these names too: corpus and names enter, or neither",
         &names, 0, 0},
        {"note", 0, OPTION_TEXT, "TEXT", "a remark that is kept with the batch of --import", &how.note, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE", "for --import; see 'stagename import --help'", &blocklist, 0,
         0},
        {0}};
    const struct command_spec spec = {
        "stagename corpus",
        "--db DB [options] FILE…",
        "Reads lists of real artists: what names are learnt from, and what a new name\n"
        "is compared with. All files enter, or none of them. Rows that can't be used\n"
        "are left out and counted by reason; a file of which more than one row in a\n"
        "hundred is not UTF-8 is refused.",
        "  stagename corpus --db site.db artists.tsv djs.txt\n"
        "  stagename corpus --db site.db --replace --country GB,IE --single-word artists.tsv",
        options,
        1,
        -1};
    struct entering e = {0};
    struct corpus_state state;
    enum corpus_format format;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("corpus", "name the database with --db");
    if (corpus_format_from(format_text, &format) != 0)
        return command_wrong("corpus", "--format takes auto, text or tsv");
    if (rules.countries && !are_countries(rules.countries))
        return command_wrong("corpus", "--country takes two-letter codes with commas between: US,GB");
    if (as_of && !is_date(as_of))
        return command_wrong("corpus", "--as-of takes a date as 2026-01-31");
    e.store = store_open(db, STORE_WRITE, &why);
    e.folder = e.store ? folder_new(&why) : NULL;
    if (!e.folder || store_begin(e.store, &why) != 0)
        goto out;
    if (replace && store_corpus_clear(e.store, &why) != 0)
        goto out;
    for (int i = first; i < argc; i++)
        if (read_file(&e, argv[i], format, &rules, as_of, quiet, &why) != 0)
            goto out;
    if (store_judge_write(e.store, &why) != 0 || import_rejudge(e.store, &how, &again, &why) != 0)
        goto out;
    if (names && import_names(e.store, names, &how, blocklist, &counts, &why) != 0)
        goto out;
    if (store_corpus_state(e.store, &state, &why) != 0 || store_commit(e.store, &why) != 0)
        goto out;
    printf("artists=%ld as_of=%s\n", state.artists, state.as_of);
    if (names)
        command_import_counts(&counts, 0, quiet);
    if (again.names)
        command_rejudge_counts(&again);
    done = 1;
out:
    if (e.store && !done)
        store_rollback(e.store);
    if (e.store)
        store_judge_tidy(e.store);
    folder_free(e.folder);
    store_close(e.store);
    return done ? command_finish("corpus") : command_failed("corpus", &why);
}
