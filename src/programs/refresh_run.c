/* Runs a refresh: reads the lists into a database of their own, trains, generates, and adds everything to the
 * database of the site in one transaction. The database is locked from the beginning; readers do not
 * notice. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/rng.h"
#include "base/team.h"
#include "config.h"
#include "fetch/digest.h"
#include "judging/import.h"
#include "judging/provenance.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "programs/refresh.h"
#include "programs/work_folder.h"
#include "store/copy.h"
#include "store/corpus_reader.h"
#include "store/corpus_take.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/lock.h"
#include "store/refreshes.h"

enum { PAUSE = 200000 /* microseconds between two attempts to open the database */ };

/* The state of a run. */
struct run {
    const struct refresh_request *request;
    struct store *store;
    struct work_folder work;
    char *real;                           /* the path of the database, without symbolic links */
    char *own_model;                      /* the path of the site's model */
    char *lists, *model, *names, *record; /* files of the work folder */
    struct refresh previous, this;
    int has_previous;
    long artists_before, lost;
    int is_new_corpus, is_trained;
    char learnt[64]; /* "2.10": bits per character of the new model */
    struct import_counts counts;
    struct retired retired;
    int64_t began;
};

/* ---- the database ---- */

struct store *refresh_open(const struct refresh_request *request, enum store_mode mode, struct err *why)
{
    int64_t end = clock_ms() + request->wait * 1000;
    struct lock_holder holder;
    struct store *store;
    struct err ignored;

    while (!(store = store_open(request->db, mode, why)) &&
           lock_find_holder(request->db, &holder, &ignored) == 1 && clock_ms() < end)
        usleep(PAUSE);
    return store;
}

/* ---- what the lists are ---- */

/* Appends the SHA-256 of a file. Returns 1, 0 for something else than a file, or -1 with *why set. */
static int add_sum(struct buffer *text, const char *path, struct err *why)
{
    char sum[SHA256_HEX_BYTES];
    struct stat st;

    if (stat(path, &st) != 0)
        return err_file(why, "read", path);
    if (!S_ISREG(st.st_mode))
        return 0;
    if (digest_file(path, sum, NULL, NULL, why) != 0)
        return -1;
    buffer_print(text, "%s\n", sum);
    return 1;
}

/* Writes a text into a file of the work folder. */
static int write_text(const char *path, const char *text, struct err *why)
{
    FILE *out = fopen(path, "we");
    int failed = !out || fputs(text, out) < 0;

    failed = (out && fclose(out) != 0) || failed;
    return failed ? err_file(why, "write", path) : 0;
}

/* Sums up the lists and all that decides what is read and learnt from them. An empty sum: unknown, because a
 * list is a folder or a pipe. Returns 0, or -1 with *why set. */
static int sum_lists(struct run *run, struct err *why)
{
    const struct refresh_request *r = run->request;
    const char *const files[] = {r->tags, r->styles};
    struct buffer text = {0};
    int known = 1;

    buffer_print(&text, "%s %s %s %d %d %ld\n", PACKAGE_STRING, r->format ? r->format : "auto",
                 r->country ? r->country : "", r->letters_only, r->single_word, r->epochs);
    for (size_t i = 0; i < sizeof files / sizeof *files && known > 0; i++)
        if (files[i])
            known = add_sum(&text, files[i], why);
    for (char **list = r->lists; *list && known > 0; list++)
        known = add_sum(&text, *list, why);
    if (known > 0)
        known = write_text(run->lists, text.bytes, why) == 0 &&
                        digest_file(run->lists, run->this.lists, NULL, NULL, why) == 0
                    ? 1
                    : -1;
    buffer_free(&text);
    return known < 0 ? -1 : 0;
}

/* Whether corpus and model are those of the same lists. Returns 1, 0, or -1 with *why set. */
static int is_unchanged(const struct run *run, struct err *why)
{
    char model[SHA256_HEX_BYTES];
    struct corpus_state corpus;

    if (!run->has_previous || !*run->this.lists || strcmp(run->this.lists, run->previous.lists) != 0)
        return 0;
    if (store_corpus_state(run->store, &corpus, why) != 0)
        return -1;
    if (!corpus.has_artists || corpus.stamp != run->previous.corpus)
        return 0;
    if (run->request->model)
        return 1;
    if (access(run->own_model, R_OK) != 0)
        return 0;
    if (digest_file(run->own_model, model, NULL, NULL, why) != 0)
        return -1;
    return strcmp(model, run->previous.model) == 0;
}

/* ---- the commands ---- */

/* The words of a command. */
struct words {
    const char *word[64];
    int count;
};

static void add(struct words *words, const char *word)
{
    if (words->count < (int)(sizeof words->word / sizeof *words->word) - 1)
        words->word[words->count++] = word;
}

/* Adds an option, unless it has no value. */
static void add_option(struct words *words, const char *option, const char *value)
{
    if (!value)
        return;
    add(words, option);
    add(words, value);
}

/* Reads the lists into a database in the work folder. */
static int read_lists(struct run *run, const char *database, struct err *why)
{
    const struct refresh_request *r = run->request;
    struct words words = {{"corpus", "--db", database}, 3};
    size_t lists = 0;
    const char **all;
    int result;

    if (r->quiet)
        add(&words, "--quiet");
    add_option(&words, "--format", r->format);
    add_option(&words, "--country", r->country);
    add_option(&words, "--tags", r->tags);
    add_option(&words, "--styles", r->styles);
    add_option(&words, "--as-of", r->as_of);
    if (r->letters_only)
        add(&words, "--letters-only");
    if (r->single_word)
        add(&words, "--single-word");
    add(&words, "--");
    while (r->lists[lists])
        lists++;
    all = memory_new(((size_t)words.count + lists + 1) * sizeof *all);
    memcpy(all, words.word, (size_t)words.count * sizeof *all);
    memcpy(all + words.count, r->lists, (lists + 1) * sizeof *all);
    result = work_folder_run(&run->work, all, why);
    free(all);
    return result;
}

static int train(struct run *run, const char *database, struct err *why)
{
    struct words words = {{"train", "--db", database, "-o", run->model}, 5};
    char epochs[24], line[256], *out = work_folder_file(&run->work, "out");
    FILE *in;
    int result;

    snprintf(epochs, sizeof epochs, "%ld", run->request->epochs);
    add_option(&words, "--epochs", run->request->epochs ? epochs : NULL);
    if (run->request->quiet)
        add(&words, "--quiet");
    result = work_folder_run(&run->work, words.word, why);
    in = result == 0 ? fopen(out, "re") : NULL;
    while (in && fgets(line, sizeof line, in)) {
        const char *bits = strstr(line, "bits_per_char=");

        if (bits)
            sscanf(bits, "bits_per_char=%60[0-9.]", run->learnt);
    }
    if (in)
        fclose(in);
    free(out);
    run->is_trained = result == 0;
    return result;
}

static int generate(struct run *run, struct err *why)
{
    const struct refresh_request *r = run->request;
    const char *model = r->model ? r->model : run->is_trained ? run->model : run->own_model;
    char names[24], best[24], seed[24], temperature[40];
    struct words words = {{"generate", "-n", names, "--best", best, "--temperature", temperature, "--seed",
                           seed, "-o", run->names, "--record", run->record},
                          13};

    snprintf(names, sizeof names, "%ld", r->names);
    snprintf(best, sizeof best, "%ld", r->best);
    snprintf(seed, sizeof seed, "%llu",
             r->seed >= 0 ? (unsigned long long)r->seed : (unsigned long long)rng_entropy());
    snprintf(temperature, sizeof temperature, "%.10g", r->temperature);
    add_option(&words, "--mix", r->mix);
    add_option(&words, "--blocklist", r->blocklist);
    if (r->quiet)
        add(&words, "--quiet");
    add(&words, "--");
    add(&words, model);
    return work_folder_run(&run->work, words.word, why);
}

/* Counts the artists that are in the corpus and not in the lists; too many are an error. */
static int check_loss(struct run *run, struct err *why)
{
    double percent;

    run->lost = run->artists_before > 0 ? store_artists_lost(run->store, why) : 0;
    if (run->lost <= 0)
        return run->lost < 0 ? -1 : 0;
    percent = 100.0 * (double)run->lost / (double)run->artists_before;
    if (percent <= run->request->max_loss)
        return 0;
    return err_set(
        why,
        "the lists lack %ld of the %ld artists of %s (%.1f %%), and --max-loss allows %g %%: nothing "
        "was changed. Are the lists complete? If so, run it again with --max-loss %.0f",
        run->lost, run->artists_before, run->request->db, percent, run->request->max_loss, ceil(percent));
}

/* Reads the lists, attaches them and trains. Returns 0, or -1 with *why set. */
static int learn(struct run *run, struct err *why)
{
    char *database = work_folder_file(&run->work, "corpus.db");
    int result = -1;

    if (read_lists(run, database, why) == 0 && store_attach(run->store, database, why) == 0 &&
        check_loss(run, why) == 0)
        result = run->request->model ? 0 : train(run, database, why);
    run->is_new_corpus = result == 0;
    free(database);
    return result;
}

/* ---- keeping the state before ---- */

static int keep_database(struct run *run, struct err *why)
{
    char *before = refresh_before(run->real, run->this.id);
    const struct copy_plan at_once = {-1, NULL};
    int result;

    unlink(before); /* of a refresh that was killed */
    result = copy_to_file(db_connection(run->store), before, &at_once, why);
    if (result != 0)
        unlink(before);
    free(before);
    return result;
}

/* Before the model is replaced. */
static int keep_model(struct run *run, struct err *why)
{
    char *before = refresh_before(run->own_model, run->this.id);
    int result = 0;

    if (run->is_trained && access(run->own_model, F_OK) == 0)
        result = copy_plain(run->own_model, before, NULL, why);
    free(before);
    return result;
}

/* ---- the transaction ---- */

static void tick(void *arg, long rows)
{
    progress_show(arg, (double)rows, NULL);
}

static int take_corpus(struct run *run, struct err *why)
{
    struct corpus_difference difference;
    struct rejudge_counts again;

    if (!run->is_new_corpus)
        return 0;
    if (store_corpus_take(run->store, &difference, why) != 0)
        return -1;
    return command_judge_again(run->store, &difference, team_processors(), run->request->quiet, &again, why);
}

/* The lists as the batch names them. */
static char *source_text(char *const *lists)
{
    struct buffer text = {0};

    for (; *lists; lists++)
        buffer_print(&text, "%s%s", text.length ? ", " : "", *lists);
    return text.bytes;
}

static int import_names(struct run *run, struct err *why)
{
    const struct refresh_request *r = run->request;
    struct blocklist *blocklist = command_blocklist(r->blocklist, why);
    struct lexicon *lexicon = blocklist ? command_lexicon(why) : NULL;
    char *source = source_text(r->lists);
    struct progress progress;
    struct import_options how = {.source = source,
                                 .note = r->note ? r->note : "stagename-refresh",
                                 .threads = team_processors(),
                                 .blocklist = blocklist,
                                 .lexicon = lexicon,
                                 .tick = tick,
                                 .tick_arg = &progress};
    json_t *record = lexicon ? provenance_read(run->record, &how.provenance, why) : NULL;
    int result = -1;

    how.provenance.model = r->model ? r->model : run->own_model;
    progress_start(&progress, "importing", "names", 0, r->quiet);
    if (record)
        result = import_file(run->store, run->names, &how, &run->counts, why);
    progress_end(&progress);
    json_decref(record);
    free(source);
    lexicon_free(lexicon);
    blocklist_free(blocklist);
    return result;
}

/* The line that says what changed, without the end that is known after the commit. */
static int describe(struct run *run, struct buffer *line, struct err *why)
{
    long artists = store_count_artists(run->store, why);
    struct corpus_state corpus;

    if (artists < 0 || store_corpus_state(run->store, &corpus, why) != 0)
        return -1;
    run->this.corpus = corpus.stamp;
    buffer_print(line, "artists=%ld as_of=%s", artists, corpus.as_of);
    if (run->lost)
        buffer_print(line, " lost=%ld", run->lost);
    if (!run->is_new_corpus)
        buffer_add_text(line, ", lists unchanged");
    if (run->is_trained)
        buffer_print(line, ", model of %s bits per character", run->learnt);
    buffer_add_text(line, "; ");
    command_import_text(line, &run->counts, 0);
    if (run->retired.batches)
        buffer_print(line, "; retired batches=%d names=%ld", run->retired.batches, run->retired.names);
    return 0;
}

static int change(struct run *run, struct buffer *line, struct err *why)
{
    const struct refresh_request *r = run->request;

    if (command_begin_rules(run->store, r->quiet, why) != 0 || take_corpus(run, why) != 0 ||
        import_names(run, why) != 0)
        return -1;
    run->this.batch = run->counts.batch;
    if (r->keep && store_batches_retire(run->store, r->keep, &run->retired, why) != 0)
        return -1;
    if (store_removed_names_clear(run->store, why) != 0 || describe(run, line, why) != 0)
        return -1;
    if (r->words && store_refresh_remember(run->store, r->words, why) != 0)
        return -1;
    if (!r->model &&
        digest_file(run->is_trained ? run->model : run->own_model, run->this.model, NULL, NULL, why) != 0)
        return -1;
    return store_refresh_add(run->store, &run->this, line->bytes, why);
}

/* Returns 0, or -1 with *why set and nothing changed. */
static int change_all(struct run *run, struct buffer *line, struct err *why)
{
    int result = store_begin(run->store, why);

    if (result == 0)
        result = change(run, line, why);
    if (result == 0)
        result = store_commit(run->store, why);
    else
        store_rollback(run->store);
    store_judge_tidy(run->store);
    return result;
}

/* ---- the run ---- */

/* After the commit. Returns 0, or -1 with *why set when the model cannot be moved into place. */
static int complete(struct run *run, struct buffer *line, struct err *why)
{
    int servers;

    refresh_before_tidy(run->real, run->this.id);
    if (run->is_trained && rename(run->model, run->own_model) != 0)
        return err_file(why, "write", run->own_model);
    location_share(run->own_model);
    refresh_before_tidy(run->own_model, run->this.id);
    servers = command_signal(run->request->db);
    if (servers)
        buffer_print(line, "; %d servers signalled", servers);
    buffer_print(line, "; %lld seconds", (long long)(clock_ms() - run->began) / 1000);
    command_import_quality(&run->counts, run->request->quiet);
    refresh_report(run->request, line->bytes);
    return 0;
}

static int finish(struct run *run, struct err *why)
{
    static const char *const kept[] = {
        "corpus.db", "corpus.db-wal", "corpus.db-shm", "model.safetensors", "names.tsv", "names.json", NULL};
    char *before = refresh_before(run->real, run->this.id);
    struct buffer line = {0};
    int result = 0;

    work_folder_also(before);
    work_folder_keep(&run->work, kept);
    if (run->artists_before > 0)
        result = keep_database(run, why);
    if (result == 0)
        result = keep_model(run, why);
    if (result == 0)
        result = change_all(run, &line, why);
    work_folder_also(NULL);
    if (result != 0)
        unlink(before);
    else
        result = complete(run, &line, why);
    buffer_free(&line);
    free(before);
    return result;
}

/* Returns 0, or -1 with *why set. */
static int prepare(struct run *run, struct err *why)
{
    run->this.id = store_refresh_next(run->store, why);
    run->artists_before = run->this.id < 0 ? -1 : store_count_artists(run->store, why);
    run->has_previous =
        run->artists_before < 0 ? -1 : store_refresh_in_force(run->store, &run->previous, why);
    return run->has_previous < 0 ? -1 : sum_lists(run, why);
}

static int run_all(struct run *run, struct err *why)
{
    int unchanged = prepare(run, why) == 0 ? is_unchanged(run, why) : -1;

    if (unchanged < 0 || (unchanged == 0 && learn(run, why) != 0))
        return -1;
    return generate(run, why) == 0 ? finish(run, why) : -1;
}

int refresh_run(const struct refresh_request *request, struct err *why)
{
    struct run run = {.request = request, .began = clock_ms()};
    int result = -1, is_new;

    is_new = access(request->db, F_OK) != 0;
    if (work_folder_begin(&run.work, request->db, why) == 0) {
        run.lists = work_folder_file(&run.work, "lists");
        run.model = work_folder_file(&run.work, "model.safetensors");
        run.names = work_folder_file(&run.work, "names.tsv");
        run.record = work_folder_file(&run.work, "names.json");
        run.own_model = location_model(request->db);
        run.store = refresh_open(request, STORE_WRITE, why);
        run.real = location_real(request->db);
        if (run.store)
            result = run_all(&run, why);
        store_close(run.store);
        if (result != 0 && is_new && run.store)
            unlink(request->db);
    }
    work_folder_end(&run.work);
    free(run.lists);
    free(run.model);
    free(run.names);
    free(run.record);
    free(run.own_model);
    free(run.real);
    return result;
}
