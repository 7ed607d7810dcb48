/* Checks of the files around a database: the database itself, its log, what killed processes left, the
 * disk. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/fileout.h"
#include "base/memory.h"
#include "doctor/exam.h"
#include "store/location.h"

static const char restore_it[] =
    "put a backup in its place: stagename restore --db DB BACKUP; or make a new database: stagename-refresh";

void check_database_file(struct exam *exam)
{
    static const char header[] = "SQLite format 3"; /* and a NUL */
    char found[sizeof header] = "";
    struct stat st;
    FILE *in;

    if (stat(exam->real, &st) != 0) {
        findings_problem(exam->findings, exam->real, restore_it, "there is no database");
        return;
    }
    if (!S_ISREG(st.st_mode)) {
        findings_problem(exam->findings, exam->real, "name the database with --db", "this is not a file");
        return;
    }
    in = fopen(exam->real, "re");
    if (!in) {
        findings_problem(exam->findings, exam->real,
                         "run this as root or as the user of the site: sudo -u stagename stagename doctor …",
                         "the database cannot be read");
        return;
    }
    if (fread(found, 1, sizeof found, in) < sizeof found || memcmp(found, header, sizeof header) != 0)
        findings_problem(exam->findings, exam->real, restore_it, "this is no database of SQLite");
    else
        exam->is_database = 1;
    fclose(in);
}

/* When a file was made; 0 when the file system does not say. */
static double birth(const char *path)
{
    struct statx st;

    if (statx(AT_FDCWD, path, 0, STATX_BTIME, &st) != 0 || !(st.stx_mask & STATX_BTIME))
        return 0;
    return (double)st.stx_btime.tv_sec + st.stx_btime.tv_nsec / 1e9;
}

/* SQLite makes the log after the database. An older one belongs to a database that was here before. */
void check_log(struct exam *exam)
{
    char *log = location_of_content(exam->real, "-wal");
    struct stat of_log, of_database;

    if (!log)
        memory_full();
    if (stat(log, &of_log) == 0 && of_log.st_size > 0) {
        if (stat(exam->real, &of_database) != 0)
            findings_problem(
                exam->findings, log, "move the database of this log back to its place, or remove the log",
                "this is the log of a database that is gone: it was moved or deleted without its "
                "log, which has its newest changes");
        else if (birth(log) > 0 && birth(exam->real) > birth(log))
            findings_problem(
                exam->findings, log,
                "stop the workers, and restore a backup (stagename restore); never put a database "
                "in the place of another with mv or cp",
                "the log is older than the database beside it, which someone has put there: "
                "SQLite applies changes of another database to it");
    }
    free(log);
}

/* Whether no process holds the lock of this file. */
static int is_unlocked(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), is_free = 0;

    if (fd >= 0) {
        is_free = flock(fd, LOCK_SH | LOCK_NB) == 0;
        close(fd);
    }
    return is_free;
}

static void check_refresh(struct exam *exam)
{
    char *work = exam_beside(exam, ".refresh.work"), *lock = exam_beside(exam, ".refresh");

    if (access(work, F_OK) == 0 && (access(lock, F_OK) != 0 || is_unlocked(lock)))
        findings_problem(exam->findings, work, "run stagename-refresh again, which removes it",
                         "a refresh was killed and left its files");
    free(work);
    free(lock);
}

/* A file that a killed program was writing. */
static void check_temporary(struct exam *exam, const char *name)
{
    char *path;

    if (!fileout_is_temporary(name))
        return;
    path = memory_new(strlen(exam->folder) + strlen(name) + 2);
    sprintf(path, "%s/%s", exam->folder, name);
    if (is_unlocked(path))
        findings_problem(exam->findings, path, "the next import removes it; rm does, too",
                         "a program was killed and left an unfinished file");
    free(path);
}

static void check_damaged(struct exam *exam, const char *name)
{
    if (strstr(name, ".damaged-"))
        findings_note(exam->findings, name, "remove it when you do not need it any more",
                      "a restore kept this file of a damaged database");
}

void check_leftovers(struct exam *exam)
{
    DIR *dir = opendir(exam->folder);
    const struct dirent *entry;

    check_refresh(exam);
    while (dir && (entry = readdir(dir))) {
        check_temporary(exam, entry->d_name);
        check_damaged(exam, entry->d_name);
    }
    if (dir)
        closedir(dir);
}

/* A refresh needs a copy of the database, and so does its log. */
void check_disk(struct exam *exam)
{
    enum { MEGABYTE = 1 << 20, LEAST = 100 };
    long needed = exam->plan->megabytes, available;
    struct statvfs disk;
    struct stat st;

    if (statvfs(exam->folder, &disk) != 0)
        return;
    available = (long)((double)disk.f_bavail * (double)disk.f_frsize / MEGABYTE);
    if (needed == 0 && stat(exam->real, &st) == 0)
        needed = LEAST + 2 * (long)(st.st_size / MEGABYTE);
    if (available < needed)
        findings_problem(exam->findings, exam->folder,
                         "free some space: remove old files, or backups that are on the same disk",
                         "%ld MB are free, and imports need %ld MB", available, needed);
}
