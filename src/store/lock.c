/* Locks DB.lock. Beside flock(2), which excludes other holders, record locks (fcntl) on single bytes say who
 * holds the lock and who waits for it: the system drops them when their process ends, however it ends. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "store/location.h"

enum {
    HOLDER_BYTE,
    WAITING_BYTE,
    RETRY_MS = 200,
    UNNAMED_RETRIES = 3,                       /* a holder that has just taken the lock is not named yet */
    PATIENCE_SECONDS = LOCK_SHELL_SECONDS + 60 /* a shell gives way before; if not, something is wrong */
};

static void (*on_wait)(const char *sentence);

void lock_on_wait(void (*report)(const char *sentence))
{
    on_wait = report;
}

/* ---- record locks on a byte ---- */

static struct flock byte_lock(short type, int byte)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

static void set_byte(int fd, short type, int byte)
{
    struct flock lock = byte_lock(type, byte);

    fcntl(fd, F_SETLK, &lock); /* fails on a read-only descriptor; then messages do not name this process */
}

/* The number of another process that has locked the byte, 0 when none has. */
static long locker_of_byte(int fd, int byte)
{
    struct flock lock = byte_lock(F_WRLCK, byte);

    return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}

long lock_waiting(int lock)
{
    return locker_of_byte(lock, WAITING_BYTE);
}

/* ---- who holds it ---- */

static void name_user(uid_t uid, char *user, size_t size)
{
    const struct passwd *entry = getpwuid(uid);

    if (entry)
        snprintf(user, size, "%s", entry->pw_name);
    else
        snprintf(user, size, "%ld", (long)uid);
}

/* Writes the number of the user: only who reads it needs the name, and glibc aborts when it has no memory to
 * look one up. */
static void write_holder(int fd, enum lock_use use)
{
    char since[32];
    const time_t now = time(NULL);

    strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    set_byte(fd, F_WRLCK, HOLDER_BYTE);
    if (ftruncate(fd, 0) == 0)
        dprintf(fd, "%ld %s %s %ld\n", (long)getpid(), use == LOCK_SHELL ? "shell" : "program", since,
                (long)geteuid());
}

/* Reads what write_holder wrote. Returns whether it is about the process pid. */
static int read_holder(int fd, long pid, struct lock_holder *holder)
{
    char text[256], kind[16];
    long user;
    ssize_t length = pread(fd, text, sizeof text - 1, 0);

    if (length <= 0)
        return 0;
    text[length] = '\0';
    if (sscanf(text, "%ld %15s %31s %ld", &holder->pid, kind, holder->since, &user) != 4 ||
        holder->pid != pid)
        return 0;
    name_user((uid_t)user, holder->user, sizeof holder->user);
    holder->is_shell = strcmp(kind, "shell") == 0;
    return 1;
}

/* The number of the process with a lock of flock(2) on the file, from /proc; 0: unknown. */
static long flock_holder(int fd)
{
    FILE *locks = fopen("/proc/locks", "re");
    char line[256];
    struct stat st;
    long pid = 0;

    if (!locks)
        return 0;
    while (pid == 0 && fstat(fd, &st) == 0 && fgets(line, sizeof line, locks)) {
        unsigned major_number, minor_number;
        unsigned long inode;
        long owner;

        if (sscanf(line, "%*s FLOCK %*s %*s %ld %x:%x:%lu", &owner, &major_number, &minor_number, &inode) ==
                4 &&
            inode == st.st_ino && makedev(major_number, minor_number) == st.st_dev)
            pid = owner;
    }
    fclose(locks);
    return pid;
}

static void find_holder(int fd, struct lock_holder *holder)
{
    long pid = locker_of_byte(fd, HOLDER_BYTE);
    char process[32];
    struct stat st;

    *holder = (struct lock_holder){0};
    if (pid > 0 && read_holder(fd, pid, holder))
        return;
    *holder = (struct lock_holder){.pid = pid > 0 ? pid : flock_holder(fd)};
    snprintf(process, sizeof process, "/proc/%ld", holder->pid);
    if (holder->pid > 0 && stat(process, &st) == 0)
        name_user(st.st_uid, holder->user, sizeof holder->user);
    else
        holder->pid = 0;
}

void lock_describe(const struct lock_holder *holder, char *text, size_t size)
{
    if (holder->pid == 0)
        snprintf(text, size, "another process");
    else
        snprintf(text, size, "%s of %s (process %ld%s%s)", holder->is_shell ? "the shell" : "a program",
                 holder->user, holder->pid, *holder->since ? ", since " : "", holder->since);
}

int lock_find_holder(const char *database, struct lock_holder *holder, struct err *why)
{
    char *path = location_beside(database, ".lock");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1, result = 0;

    *holder = (struct lock_holder){0};
    if (fd >= 0) {
        find_holder(fd, holder);
        result = holder->pid > 0 || flock(fd, LOCK_SH | LOCK_NB) != 0;
        close(fd);
    } else if (!path) {
        result = err_set(why, "out of memory");
    } else if (errno != ENOENT) {
        result = err_file(why, "read", path);
    }
    free(path);
    return result;
}

/* ---- taking it ---- */

/* Waiting for a holder that names itself and may be waited for. */
struct wait {
    const char *database;
    enum lock_use use;
    long reported; /* the process that the user knows of */
    int unnamed;   /* how often the holder was not known */
    time_t until;
};

static void report_wait(struct wait *wait, const struct lock_holder *holder, const char *who)
{
    char sentence[512];

    if (holder->pid == wait->reported || !on_wait)
        return;
    wait->reported = holder->pid;
    if (holder->is_shell)
        snprintf(sentence, sizeof sentence, "waiting for %s, which ends within %d minutes", who,
                 LOCK_SHELL_SECONDS / 60);
    else
        snprintf(sentence, sizeof sentence, "waiting for %s, which is writing %s", who, wait->database);
    on_wait(sentence);
}

/* Returns 0 to try again, or -1 with *why set. */
static int wait_for_holder(int fd, struct wait *wait, struct err *why)
{
    struct lock_holder holder;
    char who[160];

    find_holder(fd, &holder);
    lock_describe(&holder, who, sizeof who);
    if (wait->use == LOCK_PROGRAM && !holder.is_shell &&
        (holder.pid > 0 || ++wait->unnamed > UNNAMED_RETRIES))
        return err_set(why, "%s is being written by %s; try again when it has ended", wait->database, who);
    if (wait->use == LOCK_PROGRAM && time(NULL) > wait->until)
        return err_set(why, "%s is still locked by %s; end that process", wait->database, who);
    if (holder.is_shell || wait->use == LOCK_SHELL)
        report_wait(wait, &holder, who);
    nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
    return 0;
}

static int take(int fd, const char *database, enum lock_use use, struct err *why)
{
    struct wait wait = {.database = database, .use = use, .until = time(NULL) + PATIENCE_SECONDS};
    int result = 0;

    set_byte(fd, F_RDLCK, WAITING_BYTE);
    while (result == 0 && flock(fd, LOCK_EX | LOCK_NB) != 0)
        result = errno == EWOULDBLOCK || errno == EINTR ? wait_for_holder(fd, &wait, why)
                                                        : err_set(why, "cannot lock %s", database);
    set_byte(fd, F_UNLCK, WAITING_BYTE);
    if (result == 0)
        write_holder(fd, use);
    return result;
}

/* A lock file that another user created without permission to write can still be locked. It may be root that
 * writes into it, so it must not be a link. */
static int open_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);

    return fd < 0 && errno == EACCES ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : fd;
}

int lock_take(const char *database, enum lock_use use, struct err *why)
{
    char *path = location_beside(database, ".lock");
    int fd = path ? open_lock(path) : -1;

    if (!path)
        err_set(why, "out of memory");
    else if (fd < 0)
        err_file(why, "write", path);
    else
        location_share(path);
    free(path);
    if (fd >= 0 && take(fd, database, use, why) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int lock_file(const char *database, const char *what, int how, struct err *why)
{
    char suffix[32], *path;
    int lock;

    snprintf(suffix, sizeof suffix, ".%s", what);
    path = location_beside(database, suffix);
    lock = path ? open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666) : -1;
    if (!path)
        err_set(why, "out of memory");
    else if (lock < 0)
        err_file(why, "write", path);
    else
        location_share(path);
    if (lock >= 0 && flock(lock, how) != 0) {
        err_set(why, "another %s of %s is running", what, database);
        close(lock);
        lock = -1;
    }
    free(path);
    return lock;
}

int lock_activity(const char *database, const char *what, struct err *why)
{
    return lock_file(database, what, LOCK_EX | LOCK_NB, why);
}

int lock_activity_wait(const char *database, const char *what, struct err *why)
{
    return lock_file(database, what, LOCK_EX, why);
}

void lock_release(int lock)
{
    if (lock < 0)
        return;
    if (ftruncate(lock, 0) != 0)
        set_byte(lock, F_UNLCK, HOLDER_BYTE);
    close(lock);
}
