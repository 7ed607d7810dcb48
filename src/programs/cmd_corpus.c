/* stagename corpus: reads lists of real artists into the database. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "base/fileout.h"
#include "base/progress.h"
#include "base/team.h"
#include "corpus/corpus.h"
#include "corpus/places.h"
#include "judging/import.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "programs/work_folder.h"
#include "store/corpus_reader.h"
#include "store/corpus_take.h"
#include "store/corpus_writer.h"
#include "store/judge_file.h"
#include "store/refreshes.h"

struct entering {
    struct store *store;
    struct store *filled; /* the database that the files are read into: the same, or one aside */
    struct corpus_writer *writer;
    struct folder *folder;
    struct progress progress;
    const char *path, *format, *date; /* of the current source */
    long entered;                     /* number of its artists; the first one creates the source */
};

/* The result of reading a file. */
enum reading_result { READ_FAILED = -1, READ_DONE, READ_NOTHING };

static int enter(void *arg, const struct artist *artist, struct err *why)
{
    struct entering *e = arg;
    struct name_keys keys;

    if (e->entered == 0 && corpus_writer_begin_source(e->writer, e->path, e->format, e->date, why) != 0)
        return -1;
    key_make(e->folder, artist->name, &keys);
    progress_show(&e->progress, (double)++e->entered, NULL);
    return corpus_writer_add(e->writer, artist, &keys, why);
}

/* The date of the last change of a file: the default date of a plain list. */
static void file_date(const char *path, char date[DAY_BYTES])
{
    struct stat st;
    time_t when = time(NULL);

    if (stat(path, &st) == 0 && st.st_mtime >= 0 && st.st_mtime < when) /* unless it is in the future */
        when = st.st_mtime;
    day_of(when, date);
}

static void report(const char *path, const struct corpus_counts *counts)
{
    fprintf(stderr, "%s (%s): %ld rows, %ld of them artists\n", path, corpus_format_text(counts->format),
            counts->rows, counts->kept);
    if (counts->repaired)
        fprintf(stderr, "  repaired %ld: decoded wrongly before\n", counts->repaired);
    if (counts->is_as_of_odd)
        fputs("  its TIMESTAMP begins with no day up to today, and is ignored\n", stderr);
    if (counts->unknown_countries)
        fprintf(stderr, "  country not known in %ld: '%s' (first in line %ld)\n", counts->unknown_countries,
                counts->first_unknown_country, counts->first_unknown_country_line);
    for (enum drop_reason reason = 0; reason < DROP_REASONS; reason++)
        if (counts->dropped[reason])
            fprintf(stderr, "  left out %ld: %s (first in line %ld)\n", counts->dropped[reason],
                    drop_reason_text(reason), counts->first_dropped[reason]);
    for (enum drop_reason reason = 0; reason < DROP_REASONS; reason++)
        if (counts->verdict_only[reason])
            fprintf(stderr, "  for the verdict only %ld: %s (first in line %ld)\n",
                    counts->verdict_only[reason], drop_reason_text(reason),
                    counts->first_verdict_only[reason]);
}

static void tick(void *arg, long rows)
{
    progress_show(arg, (double)rows, NULL);
}

/* Whether a page was rejected or has no artist, and none of its rows was added: then the other files can be
 * added without it. */
static int is_bad_page(const struct corpus_counts *counts)
{
    return counts->format == CORPUS_WIKIPEDIA_HTML && counts->kept == 0;
}

/* Returns READ_NOTHING for a bad page, with *why set and the corpus unchanged. */
static enum reading_result read_file(struct entering *e, const char *path, enum corpus_format format,
                                     const struct corpus_rules *rules, const char *as_of, int quiet,
                                     struct err *why)
{
    struct corpus_counts counts;
    struct source_counts end;
    char date[DAY_BYTES];
    int result;

    file_date(path, date);
    e->path = path;
    e->format = corpus_format_text(format);
    e->date = as_of ? as_of : date;
    progress_start(&e->progress, path, "artists", 0, quiet);
    e->entered = 0;
    result = corpus_read(path, format, rules, enter, e, &counts, why);
    progress_end(&e->progress);
    if (result == 0 && !quiet && (counts.kept || is_bad_page(&counts)))
        report(path, &counts);
    if (result == 0 && counts.kept == 0)
        result = err_set(why, "%s holds no artist that could be entered (%ld rows)%s", path, counts.rows,
                         is_bad_page(&counts) ? "" : "; the corpus is unchanged");
    if (result != 0)
        return is_bad_page(&counts) ? READ_NOTHING : READ_FAILED;
    end = (struct source_counts){corpus_format_text(counts.format),
                                 as_of             ? as_of
                                 : counts.as_of[0] ? counts.as_of
                                                   : date,
                                 counts.rows, counts.kept};
    return corpus_writer_end_source(e->writer, &end, why) == 0 ? READ_DONE : READ_FAILED;
}

static int start_explaining(struct fileout *out, const char *path, struct err *why)
{
    if (fileout_open(out, path, why) != 0)
        return -1;
    fputs(corpus_explain_header, out->stream);
    return 0;
}

/* Imports names that are judged by the new corpus, in the same transaction. */
static int import_names(struct entering *e, const char *path, struct import_options *how,
                        const char *blocklist, int quiet, struct import_counts *counts, struct err *why)
{
    struct blocklist *list = command_blocklist(blocklist, why);
    struct lexicon *lexicon = list ? command_lexicon(why) : NULL;
    int result;

    how->blocklist = list;
    how->lexicon = lexicon;
    how->tick = tick;
    how->tick_arg = &e->progress;
    progress_start(&e->progress, "importing", "names", 0, quiet);
    result = lexicon ? import_file(e->store, path, how, counts, why) : -1;
    progress_end(&e->progress);
    lexicon_free(lexicon);
    blocklist_free(list);
    return result;
}

/* The parameters of a call. */
struct corpus_request {
    const char *db, *as_of, *names, *blocklist;
    enum corpus_format format;
    struct corpus_rules rules;
    struct import_options how;
    char **paths; /* terminated by NULL */
    int replace, quiet;
};

/* The result of a call. */
struct outcome {
    struct corpus_state state;
    long artists;
    struct import_counts counts;
    struct rejudge_counts again;
    int files, bad_pages; /* files that were added; files that were left out */
};

static int add_to_sentence(struct err *why, const char *rest)
{
    struct err begin = *why;

    return err_set(why, "%s; %s", begin.text, rest);
}

/* Reads the files. Reports and skips a bad page among other files; with --replace it is an error, because the
 * earlier artists of the page would be lost. Returns 0, or -1 with *why set. */
static int read_files(struct entering *e, const struct corpus_request *request, struct outcome *outcome,
                      struct err *why)
{
    for (char **path = request->paths; *path; path++) {
        enum reading_result result =
            read_file(e, *path, request->format, &request->rules, request->as_of, request->quiet, why);

        if (result == READ_FAILED)
            return -1;
        if (result == READ_NOTHING && !request->paths[1])
            return add_to_sentence(why, "the corpus is unchanged");
        if (result == READ_NOTHING && request->replace)
            return add_to_sentence(why, "--replace needs all files, so the corpus is unchanged");
        outcome->files += result == READ_DONE;
        outcome->bad_pages += result == READ_NOTHING;
        if (result == READ_NOTHING) {
            add_to_sentence(why, "this page is left out");
            command_failed("corpus", why);
        }
    }
    return outcome->files ? 0 : err_set(why, "no file holds an artist; the corpus is unchanged");
}

/* Reads the files into the corpus of a store, in a transaction that has begun. */
static int fill(struct entering *e, const struct corpus_request *request, struct outcome *outcome,
                struct err *why)
{
    int result = -1;

    e->writer = corpus_writer_begin(e->filled, why);
    if (e->writer && read_files(e, request, outcome, why) == 0)
        result = corpus_writer_finish(e->writer, why);
    corpus_writer_free(e->writer);
    e->writer = NULL;
    return result;
}

/* Reads the files into a new database, and attaches it. */
static int fill_aside(struct entering *e, const struct corpus_request *request, const char *path,
                      struct outcome *outcome, struct err *why)
{
    int result = -1;

    e->filled = store_open(path, STORE_WRITE, why);
    if (e->filled && store_begin(e->filled, why) == 0 && fill(e, request, outcome, why) == 0)
        result = store_commit(e->filled, why);
    store_close(e->filled);
    return result == 0 ? store_attach(e->store, path, why) : -1;
}

/* After the corpus has changed: judges the names, and completes the outcome. */
static int judge(struct entering *e, struct corpus_request *request,
                 const struct corpus_difference *difference, struct fileout *explained,
                 struct outcome *outcome, struct err *why)
{
    if (command_judge_again(e->store, difference, request->how.threads, request->quiet, &outcome->again,
                            why) != 0)
        return -1;
    if (request->names && import_names(e, request->names, &request->how, request->blocklist, request->quiet,
                                       &outcome->counts, why) != 0)
        return -1;
    if (explained->stream && fileout_commit(explained, why) != 0)
        return -1;
    outcome->artists = store_count_artists(e->store, why);
    if (outcome->artists < 0 || store_corpus_state(e->store, &outcome->state, why) != 0)
        return -1;
    return store_commit(e->store, why);
}

/* Adds the files to the corpus in one transaction. */
static int add_all(struct entering *e, struct corpus_request *request, struct fileout *explained,
                   struct outcome *outcome, struct err *why)
{
    if (store_begin(e->store, why) != 0 || command_begin_rules(e->store, request->quiet, why) != 0)
        return -1;
    e->filled = e->store;
    if (fill(e, request, outcome, why) != 0)
        return -1;
    return judge(e, request, NULL, explained, outcome, why);
}

/* Reads the files aside, then replaces the corpus in one transaction. Artists that stay are not written. */
static int replace_all(struct entering *e, struct corpus_request *request, struct fileout *explained,
                       struct outcome *outcome, struct err *why)
{
    static const char *const files[] = {"corpus.db",      "corpus.db-wal",     "corpus.db-shm",
                                        "corpus.db.lock", "corpus.db.reports", NULL};
    struct corpus_difference difference;
    struct work_folder work;
    char *path;
    int result;

    if (work_folder_begin(&work, request->db, why) != 0)
        return -1;
    work_folder_keep(&work, files);
    path = work_folder_file(&work, files[0]);
    result = fill_aside(e, request, path, outcome, why);
    if (result == 0)
        result = store_begin(e->store, why);
    if (result == 0)
        result = command_begin_rules(e->store, request->quiet, why);
    if (result == 0)
        result = store_corpus_take(e->store, &difference, why);
    if (result == 0)
        result = judge(e, request, &difference, explained, outcome, why);
    store_detach(e->store);
    work_folder_end(&work);
    free(path);
    return result;
}

/* Without artists there is nothing to replace. */
static int enter_all(struct entering *e, struct corpus_request *request, struct fileout *explained,
                     struct outcome *outcome, struct err *why)
{
    struct corpus_state state;

    if (store_corpus_state(e->store, &state, why) != 0)
        return -1;
    return (request->replace && state.has_artists ? replace_all : add_all)(e, request, explained, outcome,
                                                                           why);
}

static void show(const struct corpus_request *request, const struct outcome *outcome)
{
    printf("artists=%ld as_of=%s\n", outcome->artists, outcome->state.as_of);
    if (request->names)
        command_import_counts(&outcome->counts, 0, request->quiet);
    if (outcome->again.names)
        command_rejudge_counts(&outcome->again);
}

/* Checks that the output of --explain is not one of the inputs. Returns 0, or -1 with *why set. */
static int keep_apart(const struct corpus_request *request, const char *explain, struct err *why)
{
    const char *const others[] = {request->db,           request->rules.tags, request->names,
                                  request->rules.styles, request->blocklist,  ""};

    for (char **path = request->paths; *path; path++) {
        const char *const source[] = {*path, ""};

        if (fileout_keep_apart(explain, source, why) != 0)
            return -1;
    }
    return fileout_keep_apart(explain, others, why);
}

/* Opens the files, reads them, and closes them. Returns 0; 1 when bad pages were left out and reported; or -1
 * with *why set and the database unchanged. */
static int run(struct corpus_request *request, const char *explain, struct err *why)
{
    struct entering e = {0};
    struct fileout explained = {0};
    struct outcome outcome = {0};
    struct err ignored;
    int result = -1;

    if (explain &&
        (keep_apart(request, explain, why) != 0 || start_explaining(&explained, explain, why) != 0))
        return -1;
    request->rules.explain = explained.stream;
    e.store = store_open(request->db, STORE_WRITE, why);
    e.folder = e.store ? folder_new(why) : NULL;
    if (e.folder)
        result = enter_all(&e, request, &explained, &outcome, why);
    if (result == 0)
        show(request, &outcome);
    else if (e.store)
        store_rollback(e.store);
    if (e.store)
        store_judge_tidy(e.store);
    if (explained.stream)
        fileout_commit(&explained,
                       &ignored); /* keep --explain: the dropped rows may show why the files were rejected */
    folder_free(e.folder);
    store_close(e.store);
    return result == 0 && outcome.bad_pages ? 1 : result;
}

/* Converts --country to codes. Returns 0, or -1 with *why set. */
static int read_countries(struct corpus_rules *rules, const char *list, char **codes, struct err *why)
{
    struct places *places = list ? places_new(why) : NULL;

    if (list && places)
        rules->countries = *codes = places_list(places, list, why);
    places_free(places);
    return !list || rules->countries ? 0 : -1;
}

static int wrong_country(const struct err *why)
{
    struct err sentence;

    err_set(&sentence, "--country: %s", why->text);
    return command_wrong("corpus", sentence.text);
}

int command_corpus(int argc, char **argv)
{
    struct corpus_request request = {.how = {.threads = team_processors()}, .rules = {.artists_only = 1}};
    const char *format = "auto", *explain = NULL, *styles = NULL, *countries = NULL;
    char *installed = NULL, *codes = NULL;
    int first, code, result = -1;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database; created if it does not exist", &request.db, 0, 0},
        {"format", 'f', OPTION_TEXT, "FORMAT",
         "auto (default: by the content), text, tsv, csv, json,\n"
         "musicbrainz-json, musicbrainz-tables or wikipedia-html",
         &format, 0, 0},
        {"country", 'c', OPTION_TEXT, "LIST",
         "keep artists of these countries only: codes or names\n"
         "separated by commas, written as in a list: US,GB or UK,Sweden",
         &countries, 0, 0},
        {"letters-only", 0, OPTION_FLAG, NULL, "keep names of letters and spaces only",
         &request.rules.letters_only, 0, 0},
        {"single-word", 0, OPTION_FLAG, NULL, "keep names of one word only", &request.rules.single_word, 0,
         0},
        {"as-of", 0, OPTION_TEXT, "DATE",
         "the list's own date, YYYY-MM-DD (default: what a MusicBrainz dump\n"
         "says, otherwise when the file was changed)",
         &request.as_of, 0, 0},
        {"explain", 0, OPTION_TEXT, "FILE",
         "write every row that is left out or for the verdict only: file,\n"
         "member, line, reason and what was there (TSV; also when a file is\n"
         "refused)",
         &explain, 0, 0},
        {"tags", 0, OPTION_TEXT, "FILE",
         "mbdump-derived.tar.bz2, which has the tags of the artists of\n"
         "mbdump.tar.bz2",
         &request.rules.tags, 0, 0},
        {"styles", 0, OPTION_TEXT, "FILE",
         "which style a tag of MusicBrainz means (TSV: tag, style; default:\n"
         "the one that is installed)",
         &styles, 0, 0},
        {"replace", 0, OPTION_FLAG, NULL,
         "the corpus becomes that of these files, from which no page may be\n"
         "left out; what stays the same is not written and judged again",
         &request.replace, 0, 0},
        {"import", 0, OPTION_TEXT, "NAMES", "import these names too, in the same transaction", &request.names,
         0, 0},
        {"note", 0, OPTION_TEXT, "TEXT", "a remark that is kept with the batch of --import",
         &request.how.note, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE", "for --import; see 'stagename import --help'",
         &request.blocklist, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename corpus",
        "--db DB [options] FILE…",
        "Reads lists of real artists into the corpus of a database. Models learn from the\n"
        "corpus, and new names are compared with it: a name of an artist, or an alias, is\n"
        "taken. Either all files enter or none. The exception is a Wikipedia page that is\n"
        "damaged or has no artist: it is reported and left out, the other files enter, and\n"
        "the exit code is 1. With --replace such a page makes the command fail, because\n"
        "the new corpus would lack its artists.\n"
        "\n"
        "Formats (all may be compressed: .gz, .bz2, .xz, .zst, or the only file of a\n"
        ".zip; UTF-8, or UTF-16 with a byte order mark; lines end in LF, CR LF or CR):\n"
        "  text                one name a line\n"
        "  tsv                 a header names the columns: name, kind, country, style\n"
        "                      or genre, mbid; fields may be quoted, as spreadsheets do\n"
        "  csv                 a header names the columns: artist_mb or name, mbid,\n"
        "                      country_mb or country, tags_mb or tags; ',', ';' or '|'\n"
        "                      separates them\n"
        "  json                objects with a name, in an array or one after the other, and\n"
        "                      any of kind or type, country, style or genre, tags, mbid or\n"
        "                      id, aliases; or an array of names\n"
        "  musicbrainz-json    artist.tar.xz of the JSON dump, or its mbdump/artist\n"
        "  musicbrainz-tables  mbdump.tar.bz2, or a directory with its tables; tags are in\n"
        "                      another archive, see --tags\n"
        "  wikipedia-html      a saved list page or category: the links of its lists, and\n"
        "                      the column of names of its tables\n"
        "\n"
        "Countries may be codes (GB, GBR, UK) or names in English and other languages\n"
        "(England, Kingdom of the Netherlands, Deutschland); of several, the first counts.\n"
        "Unknown values are counted, and their artists enter without a country.\n"
        "\n"
        "Rows without a usable name are left out, and counted by reason. Credits of\n"
        "several artists, such as 'A feat B', count as taken, but no model learns from\n"
        "them. Files in other formats are refused. stagename-corpus(1) has the details.",
        "  stagename corpus --db site.db artists.tsv djs.txt\n"
        "  stagename corpus --db site.db --country US,GB,CA,AU --letters-only artist.tar.xz\n"
        "  stagename corpus --db site.db --replace --country GB,IE --single-word artists.tsv",
        options,
        1,
        -1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &request.quiet, &code))
        return code;
    if (!request.db)
        return command_wrong("corpus", "name the database with --db");
    if (corpus_format_from(format, &request.format) != 0)
        return command_wrong("corpus", "--format takes auto, text, tsv, csv, json, musicbrainz-json, "
                                       "musicbrainz-tables or wikipedia-html");
    if (request.as_of && !day_is(request.as_of))
        return command_wrong("corpus", "--as-of takes a date as 2026-01-31");
    if (read_countries(&request.rules, countries, &codes, &why) != 0)
        return wrong_country(&why);
    /* SQLite allocates and frees 190 KB for each existing artist: avoid system calls for them. */
    mallopt(M_TOP_PAD, 1 << 20);
    request.paths = argv + first;
    request.rules.styles = styles ? styles : (installed = command_data("styles.tsv", &why));
    if (request.rules.styles)
        result = run(&request, explain, &why);
    free(installed);
    free(codes);
    return result < 0 ? command_failed("corpus", &why) : result > 0 ? EXIT_FAILED : command_finish("corpus");
}
