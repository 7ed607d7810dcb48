/* The table of checks, and the examination. */
#include "doctor/doctor.h"

#include <libgen.h>
#include <stdlib.h>

#include "base/memory.h"
#include "doctor/exam.h"
#include "store/location.h"

/* In the order of their findings. The first ones say what keeps the others from working. */
static const struct {
    const char *name;
    void (*run)(struct exam *exam);
    int needs_store; /* left out when the database cannot be opened */
} checks[] = {
    {"database", check_database_file, 0},
    {"log", check_log, 0},
    {"opening", check_opening, 0},
    {"structure", check_structure, 1},
    {"journal", check_journal, 1},
    {"corpus", check_corpus, 1},
    {"names", check_names, 1},
    {"index", check_index, 1},
    {"model", check_model, 0},
    {"reports", check_reports, 0},
    {"folder", check_folder, 0},
    {"rights", check_rights, 0},
    {"pages", check_pages, 0},
    {"sockets", check_sockets, 0},
    {"disk", check_disk, 0},
    {"leftovers", check_leftovers, 0},
    {"lock", check_lock, 0},
};
enum { CHECKS = sizeof checks / sizeof *checks };

int doctor_checks(void)
{
    return CHECKS;
}

char *exam_beside(const struct exam *exam, const char *suffix)
{
    char *path = location_beside(exam->real, suffix);

    if (!path)
        memory_full();
    return path;
}

void doctor_examine(const struct doctor_plan *plan, struct findings *findings)
{
    struct exam exam = {.plan = plan, .findings = findings, .real = location_place(plan->database)};
    char *copy;

    if (!exam.real)
        memory_full();
    copy = memory_copy(exam.real);
    exam.folder = memory_copy(dirname(copy));
    for (int i = 0; i < CHECKS; i++) {
        findings->check = checks[i].name;
        if (exam.store || !checks[i].needs_store)
            checks[i].run(&exam);
    }
    store_close(exam.store);
    free(exam.folder);
    free(exam.real);
    free(copy);
}
