/* Examines the installation around a database: each finding says what is wrong, where, and what to do.
 * Nothing is written, neither by this program nor by SQLite. */
#ifndef STAGENAME_DOCTOR_DOCTOR_H
#define STAGENAME_DOCTOR_DOCTOR_H

#include "doctor/findings.h"

/* What to examine. */
struct doctor_plan {
    const char *database;
    const char *model;    /* NULL: the one beside the database, if any */
    const char *pages;    /* the folder with the files of the site; NULL: do not examine them */
    const char *sockets;  /* the folder with the sockets of the workers */
    const char *web_user; /* the user of nginx */
    long days;            /* the oldest corpus that is well, in days */
    long megabytes;       /* that must be free; 0: by the size of the database */
};

/* Runs all checks. findings: empty before; the caller frees them. */
void doctor_examine(const struct doctor_plan *plan, struct findings *findings);

/* The number of checks. */
int doctor_checks(void);

#endif
