/* Checks of what is in the files: structure, corpus, names, index, model, reports. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "doctor/exam.h"
#include "model/modelfile.h"
#include "store/backup.h"
#include "store/copy.h"
#include "store/corpus_reader.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/reports.h"

static const char restore_it[] = "restore a backup: stagename restore --db DB BACKUP";

/* Quiet when check_database_file has already said why. */
void check_opening(struct exam *exam)
{
    struct err why;

    if (!exam->is_database)
        return;
    exam->store = store_open(exam->real, STORE_LOOK, &why);
    if (!exam->store)
        findings_problem(exam->findings, exam->real, restore_it, "%s", why.text);
}

void check_structure(struct exam *exam)
{
    struct err why;

    if (copy_check_open(db_connection(exam->store), exam->real, &why) != 0)
        findings_problem(exam->findings, exam->real, restore_it, "%s", why.text);
}

void check_journal(struct exam *exam)
{
    if (!store_has_wal(exam->store))
        findings_problem(
            exam->findings, exam->real,
            "run a command that writes, such as: stagename import --db DB --rejudge",
            "the database has no write-ahead log, as after a copy of a backup: workers wait while "
            "it is written");
}

/* Days since the day of a text, YYYY-MM-DD. */
static long age_of(const char *day)
{
    struct tm parts = {0};

    strptime(day, "%Y-%m-%d", &parts);
    return (long)((time(NULL) - timegm(&parts)) / (24 * 60 * 60));
}

void check_corpus(struct exam *exam)
{
    struct corpus_state corpus;
    struct err why;

    if (store_corpus_state(exam->store, &corpus, &why) != 0) {
        findings_problem(exam->findings, exam->real, restore_it, "%s", why.text);
        return;
    }
    if (!corpus.has_artists)
        findings_problem(exam->findings, exam->real, "read a list of artists: stagename-refresh --db DB FILE",
                         "there are no artists, so that no name can be judged");
    else if (age_of(corpus.as_of) > exam->plan->days)
        findings_problem(
            exam->findings, exam->real,
            "fetch newer lists and refresh: stagename fetch, stagename-refresh; or enable its timer",
            "the artists are those of %s, %ld days ago", corpus.as_of, age_of(corpus.as_of));
}

void check_names(struct exam *exam)
{
    struct figures figures;
    struct err why;

    if (figures_read(exam->store, &figures, &why) != 0)
        findings_problem(exam->findings, exam->real, restore_it, "%s", why.text);
    else if (figures.names == 0)
        findings_problem(exam->findings, exam->real, "generate some: stagename-refresh --db DB FILE",
                         "there are no names to show");
}

void check_index(struct exam *exam)
{
    struct corpus_state corpus;
    struct err why;
    int is_there = store_judge_is_written(exam->store, &why);

    if (is_there < 0)
        findings_problem(exam->findings, exam->real, restore_it, "%s", why.text);
    else if (!is_there && store_corpus_state(exam->store, &corpus, &why) == 0 && corpus.has_artists)
        findings_problem(exam->findings, exam->real,
                         "write it: stagename import --db DB --rejudge; then send the workers SIGHUP",
                         "the index of the artists (DB.judge-…) is missing or damaged: each worker makes its "
                         "own, which takes time and memory");
}

void check_model(struct exam *exam)
{
    char *beside = location_model(exam->plan->database);
    const char *path = exam->plan->model ? exam->plan->model : beside;
    struct model *model;
    struct err why;

    if (!path)
        memory_full();
    if (exam->plan->model || access(path, F_OK) == 0) {
        model = model_load(path, &why);
        if (!model)
            findings_problem(
                exam->findings, path,
                "train another: stagename-refresh, or stagename train --db DB -o MODEL; or restore a "
                "backup",
                "%s", why.text);
        model_free(model);
    }
    free(beside);
}

void check_reports(struct exam *exam)
{
    char *path = exam_beside(exam, ".reports");
    struct err why;
    int found = reports_check(exam->real, &why);

    if (found == 0 && exam->is_database)
        findings_problem(exam->findings, path,
                         "run a command that writes, such as: stagename import --db DB --rejudge",
                         "there is no file for the reports of visitors");
    else if (found < 0)
        findings_problem(exam->findings, path,
                         "restore a backup, or move the file away: the next import makes a new one", "%s",
                         why.text);
    free(path);
}
