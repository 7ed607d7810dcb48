/* Checks of owners and modes: the files of the database for their users, those of the site for nginx. */
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "doctor/exam.h"
#include "doctor/user.h"

/* Files that everyone who works with the database must be able to write. */
static const char *const written[] = {"", "-wal", "-shm", ".lock", ".reports", ".refresh", ".servers"};

static const char *group_name(gid_t group, char text[32])
{
    const struct group *entry = getgrgid(group);

    if (entry)
        return entry->gr_name;
    snprintf(text, 32, "%ld", (long)group);
    return text;
}

/* A folder with setgid is shared: its files belong to its group. */
void check_folder(struct exam *exam)
{
    struct stat st;

    if (stat(exam->folder, &st) != 0)
        return;
    if ((st.st_mode & S_ISGID) && (st.st_mode & 0070) != 0070)
        findings_problem(exam->findings, exam->folder, "chmod 2770 this folder",
                         "its group cannot write in it (mode %o), so that only its owner can work with the "
                         "database",
                         st.st_mode & 07777);
    if (st.st_mode & S_IWOTH && !(st.st_mode & S_ISVTX))
        findings_problem(exam->findings, exam->folder, "chmod o-w this folder",
                         "every user can replace the database (mode %o)", st.st_mode & 07777);
}

static void check_shared_file(struct exam *exam, const char *path, const struct stat *folder)
{
    char number[32], *advice;
    const char *group = group_name(folder->st_gid, number);
    struct stat st;

    if (stat(path, &st) != 0 || (st.st_gid == folder->st_gid && (st.st_mode & 0060) == 0060))
        return;
    if (asprintf(&advice, "chgrp %s '%s' && chmod g+rw '%s'", group, path, path) < 0)
        memory_full();
    findings_problem(exam->findings, path, advice,
                     "members of the group %s cannot write it, as curators, workers and imports must", group);
    free(advice);
}

/* In a folder of one user, all files belong to this user. */
static void check_owned_file(struct exam *exam, const char *path, const struct stat *database)
{
    char *advice;
    struct stat st;

    if (stat(path, &st) != 0 || st.st_uid == database->st_uid || (st.st_mode & 0006) == 0006)
        return;
    if (asprintf(&advice, "chown --reference='%s' '%s'", exam->real, path) < 0)
        memory_full();
    findings_problem(exam->findings, path, advice,
                     "it belongs to another user than the database, as after a command that root has run");
    free(advice);
}

void check_rights(struct exam *exam)
{
    struct stat folder, database;

    if (stat(exam->folder, &folder) != 0 || stat(exam->real, &database) != 0)
        return;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        char *path = exam_beside(exam, written[i]);

        if (folder.st_mode & S_ISGID)
            check_shared_file(exam, path, &folder);
        else
            check_owned_file(exam, path, &database);
        free(path);
    }
}

/* nginx serves the files itself. */
void check_pages(struct exam *exam)
{
    struct user user;
    char *page, *barrier;

    if (!exam->plan->pages || user_find(&user, exam->plan->web_user) != 0)
        return;
    page = memory_new(strlen(exam->plan->pages) + sizeof "/index.html");
    strcpy(stpcpy(page, exam->plan->pages), "/index.html");
    if (access(page, F_OK) != 0 && errno == ENOENT)
        findings_problem(exam->findings, page, "install the site: make install", "the start page is missing");
    else if ((barrier = user_barrier(&user, page, R_OK))) {
        findings_problem(exam->findings, barrier, "chmod o+rX this path",
                         "nginx (user %s) cannot read it, so that the site has no pages", user.name);
        free(barrier);
    }
    free(page);
}
