/* What the checks of one examination share, and the checks themselves: each looks for one thing that can be
 * wrong and adds its findings. Part of the doctor. */
#ifndef STAGENAME_DOCTOR_EXAM_H
#define STAGENAME_DOCTOR_EXAM_H

#include <sys/stat.h>

#include "doctor/doctor.h"
#include "store/db.h"

struct exam {
    const struct doctor_plan *plan;
    struct findings *findings;
    char *real;          /* the place of the database (store/location.h) */
    char *folder;        /* that it is in */
    int is_database;     /* the file can be read and looks like a database */
    struct store *store; /* NULL when the database cannot be opened */
};

/* The path of a file beside the database. The caller frees it. */
char *exam_beside(const struct exam *exam, const char *suffix);

/* In files.c: the files, without opening the database. */
void check_database_file(struct exam *exam);
void check_log(struct exam *exam);
void check_leftovers(struct exam *exam);
void check_disk(struct exam *exam);

/* In content.c: what is in them. All but the first two need the open database. */
void check_opening(struct exam *exam);
void check_reports(struct exam *exam);
void check_structure(struct exam *exam);
void check_journal(struct exam *exam);
void check_corpus(struct exam *exam);
void check_names(struct exam *exam);
void check_index(struct exam *exam);
void check_model(struct exam *exam);

/* In rights.c: owners and modes. */
void check_folder(struct exam *exam);
void check_rights(struct exam *exam);
void check_pages(struct exam *exam);

/* In service.c: running processes. */
void check_lock(struct exam *exam);
void check_sockets(struct exam *exam);

#endif
