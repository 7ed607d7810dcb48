/* Checks of running processes: who holds the lock, and whether workers answer on their sockets. */
#include <dirent.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/ping.h"
#include "doctor/exam.h"
#include "doctor/user.h"
#include "store/lock.h"

/* Not a problem by itself: an import holds the lock for minutes. */
void check_lock(struct exam *exam)
{
    char *path = exam_beside(exam, ".lock"), who[160];
    struct lock_holder holder;
    struct err why;
    int held = lock_find_holder(exam->real, &holder, &why);

    lock_describe(&holder, who, sizeof who);
    if (held < 0)
        findings_problem(exam->findings, path, "run this as root or as the user of the site", "%s", why.text);
    else if (held)
        findings_note(exam->findings, path,
                      holder.is_shell ? "" : "imports wait for it; end that process if it should not run",
                      "the lock is held by %s", who);
    free(path);
}

static void check_answer(struct exam *exam, const char *path)
{
    struct err why;
    int status = ping_worker(path, NULL, &why);

    if (status < 0)
        findings_problem(exam->findings, path,
                         "start the workers: systemctl restart stagename; look at: journalctl -u stagename",
                         "no worker answers: %s", why.text);
    else if (status != 200)
        findings_problem(exam->findings, path, "look at the log of the workers: journalctl -u stagename",
                         "a worker answers with status %d: it cannot use its database", status);
}

static void check_connection(struct exam *exam, const char *path, const struct stat *socket)
{
    const struct group *group = getgrgid(socket->st_gid);
    char *barrier, *advice;
    struct user user;

    if (user_find(&user, exam->plan->web_user) != 0 || !(barrier = user_barrier(&user, path, W_OK)))
        return;
    if (strcmp(strrchr(barrier, '/'), strrchr(path, '/')) != 0)
        advice = memory_copy("chmod o+x this folder");
    else if (asprintf(&advice, "usermod -aG %s %s, and then: systemctl restart nginx",
                      group ? group->gr_name : "GROUP", user.name) < 0)
        memory_full();
    findings_problem(exam->findings, barrier, advice,
                     "nginx (user %s) cannot connect to the workers: visitors get 502 or 503", user.name);
    free(advice);
    free(barrier);
}

/* All sockets in the folder of the sockets. Without the folder, the site does not run here. */
void check_sockets(struct exam *exam)
{
    DIR *dir = opendir(exam->plan->sockets);
    const struct dirent *entry;
    struct stat st;
    int found = 0;

    while (dir && (entry = readdir(dir))) {
        char *path = memory_new(strlen(exam->plan->sockets) + strlen(entry->d_name) + 2);

        sprintf(path, "%s/%s", exam->plan->sockets, entry->d_name);
        if (stat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
            found = 1;
            check_answer(exam, path);
            check_connection(exam, path, &st);
        }
        free(path);
    }
    if (dir && !found)
        findings_problem(exam->findings, exam->plan->sockets,
                         "start the workers: systemctl start stagename.socket",
                         "there is no socket, so that nginx answers with 502 or 503");
    if (dir)
        closedir(dir);
}
