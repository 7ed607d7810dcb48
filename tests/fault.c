/* Loaded into a program with LD_PRELOAD: makes the n-th call of a kind fail, as on a machine without memory
 * or with a full or broken disk. The environment selects the call:
 *
 *   FAULT=KIND:N    the N-th call fails; FAULT=KIND:N+ that one and all after it
 *   FAULT_COUNT=F   appends a line "KIND CALLS" for each kind to the file F at the end of main
 *   FAULT_CHILD=C   counts in the C-th child process only, from its fork on
 *   FAULT_TRACE=F   appends where the failing call came from to the file F
 *
 * Kinds: malloc (also calloc, realloc and the aligned ones), write (ENOSPC), short (writes half of the
 * bytes), sync (EIO), rename (EIO), close (EIO; the file is still closed). Calls are counted from the start
 * of main. Calls on standard error never fail, because the error message goes there. stdio does not call
 * write() through the linker, so standard output and the streams that are opened for writing are replaced by
 * streams that do. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { KIND_MALLOC, KIND_WRITE, KIND_SHORT, KIND_SYNC, KIND_RENAME, KIND_CLOSE, KINDS };
static const char *const kind_names[KINDS] = {"malloc", "write", "short", "sync", "rename", "close"};
enum { STREAMS = 64, DEPTH = 64 };

static atomic_int is_armed;
static atomic_long calls[KINDS];
static enum kind chosen = KINDS;
static long failing;
static int is_lasting;
static atomic_int children;
static const char *trace_path, *count_path;
static int counted_child; /* 0: the program itself */

/* ---- which call fails ---- */

static void trace(void)
{
    void *addresses[DEPTH];
    int fd;

    if (!trace_path || (fd = open(trace_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) < 0)
        return;
    is_armed = 0;
    backtrace_symbols_fd(addresses, backtrace(addresses, DEPTH), fd);
    is_armed = 1;
    close(fd);
}

static int fails(enum kind kind)
{
    long number;

    if (!is_armed)
        return 0;
    number = ++calls[kind];
    if (kind != chosen || !(number == failing || (is_lasting && number > failing)))
        return 0;
    trace();
    return 1;
}

static int fails_with(enum kind kind, int error)
{
    if (!fails(kind))
        return 0;
    errno = error;
    return 1;
}

/* ---- memory ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    return fails_with(KIND_MALLOC, ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails_with(KIND_MALLOC, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return size > 0 && fails_with(KIND_MALLOC, ENOMEM) ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (!__builtin_mul_overflow(count, size, &bytes))
        return realloc(old, bytes);
    errno = ENOMEM;
    return NULL;
}

void *memalign(size_t alignment, size_t size)
{
    return fails_with(KIND_MALLOC, ENOMEM) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **place, size_t alignment, size_t size)
{
    void *memory = memalign(alignment, size);

    if (memory)
        *place = memory;
    return memory ? 0 : ENOMEM;
}

/* ---- files ---- */

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* Returns how many of the bytes may be written: all, half of them, or -1 for none. */
static ssize_t allowed(int fd, size_t size)
{
    if (fd == STDERR_FILENO)
        return (ssize_t)size;
    if (fails_with(KIND_WRITE, ENOSPC))
        return -1;
    return (ssize_t)(size > 1 && fails(KIND_SHORT) ? size / 2 : size);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    ssize_t most = allowed(fd, size);

    return most < 0 ? -1 : REAL(write)(fd, bytes, (size_t)most);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    ssize_t most = allowed(fd, size);

    return most < 0 ? -1 : REAL(pwrite)(fd, bytes, (size_t)most, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    ssize_t most = allowed(fd, size);

    return most < 0 ? -1 : REAL(pwrite64)(fd, bytes, (size_t)most, at);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    ssize_t most = allowed(fd, count > 1 ? 2 : 1);

    if (most == 1 && count > 1)
        count /= 2;
    return most < 0 ? -1 : REAL(writev)(fd, pieces, count);
}

int fsync(int fd)
{
    return fails_with(KIND_SYNC, EIO) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails_with(KIND_SYNC, EIO) ? -1 : REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    return fails_with(KIND_RENAME, EIO) ? -1 : REAL(rename)(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return fails_with(KIND_RENAME, EIO) ? -1 : REAL(renameat)(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return fails_with(KIND_RENAME, EIO) ? -1 : REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

int close(int fd)
{
    int failed = fails(KIND_CLOSE), result = REAL(close)(fd);

    if (!failed)
        return result;
    errno = EIO;
    return -1;
}

/* ---- streams ---- */

static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    FILE *stream;
    int fd;
} streams[STREAMS];

/* Also changes it, to the fd `becomes` unless that is -1. Returns the fd before, or -1. */
static int fd_of(FILE *stream, int becomes)
{
    int fd = -1;

    pthread_mutex_lock(&streams_lock);
    for (int i = 0; i < STREAMS && fd < 0; i++)
        if (streams[i].stream == stream) {
            fd = streams[i].fd;
            if (becomes >= 0) {
                streams[i].stream = becomes ? stream : NULL;
                streams[i].fd = becomes;
            }
        }
    pthread_mutex_unlock(&streams_lock);
    return fd;
}

static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
    int fd = (int)(intptr_t)cookie;
    size_t done = 0;

    while (done < size) { /* as glibc does */
        ssize_t wrote = write(fd, bytes + done, size - done);

        if (wrote < 0)
            break;
        done += (size_t)wrote;
    }
    return (ssize_t)done;
}

static int stream_seek(void *cookie, off64_t *at, int whence)
{
    *at = lseek64((int)(intptr_t)cookie, *at, whence);
    return *at < 0 ? -1 : 0;
}

static int stream_close(void *cookie)
{
    return close((int)(intptr_t)cookie);
}

static FILE *stream_of(int fd, const char *mode)
{
    FILE *stream = fopencookie((void *)(intptr_t)fd, mode,
                               (cookie_io_functions_t){NULL, stream_write, stream_seek, stream_close});

    pthread_mutex_lock(&streams_lock);
    for (int i = 0; i < STREAMS && stream; i++)
        if (!streams[i].stream) {
            streams[i].stream = stream;
            streams[i].fd = fd;
            break;
        }
    pthread_mutex_unlock(&streams_lock);
    return stream;
}

FILE *fdopen(int fd, const char *mode)
{
    return *mode == 'r' ? REAL(fdopen)(fd, mode) : stream_of(fd, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    int flags = O_WRONLY | O_CREAT | (*mode == 'a' ? O_APPEND : O_TRUNC), fd;
    FILE *stream;

    if (*mode == 'r')
        return REAL(fopen)(path, mode);
    if ((fd = open(path, flags | (strchr(mode, 'e') ? O_CLOEXEC : 0), 0666)) < 0)
        return NULL;
    if (!(stream = stream_of(fd, mode)))
        close(fd);
    return stream;
}

FILE *fopen64(const char *path, const char *mode)
{
    return fopen(path, mode);
}

int fileno(FILE *stream)
{
    int fd = fd_of(stream, -1);

    return fd >= 0 ? fd : REAL(fileno)(stream);
}

int fclose(FILE *stream)
{
    fd_of(stream, 0);
    return REAL(fclose)(stream);
}

/* ---- from the start of main to its end ---- */

static int (*program_main)(int argc, char **argv, char **environment);

/* Child programs must run without faults. */
static void read_environment(void)
{
    const char *fault = getenv("FAULT"), *number = fault ? strchr(fault, ':') : NULL;
    const char *child = getenv("FAULT_CHILD");
    char *end;

    trace_path = getenv("FAULT_TRACE");
    count_path = getenv("FAULT_COUNT");
    counted_child = child ? atoi(child) : 0;
    unsetenv("LD_PRELOAD");
    for (int i = 0; number && i < KINDS; i++)
        if (strlen(kind_names[i]) == (size_t)(number - fault) &&
            strncmp(fault, kind_names[i], (size_t)(number - fault)) == 0)
            chosen = (enum kind)i;
    failing = number ? strtol(number + 1, &end, 10) : 0;
    is_lasting = number && *end == '+';
}

static void report(void)
{
    int fd = count_path ? open(count_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;

    for (int i = 0; i < KINDS && fd >= 0; i++)
        dprintf(fd, "%s %ld\n", kind_names[i], (long)calls[i]);
}

/* In the child: only the selected child counts calls. */
static void forked(void)
{
    is_armed = counted_child > 0 && counted_child == children;
}

static void about_to_fork(void)
{
    children++;
}

static int faulty_main(int argc, char **argv, char **environment)
{
    int result;

    read_environment();
    pthread_atfork(about_to_fork, NULL, forked);
    stdout = stream_of(STDOUT_FILENO, "w");
    is_armed = counted_child == 0;
    result = program_main(argc, argv, environment);
    is_armed = 0;
    report();
    return result;
}

typedef int start_function(int (*start)(int, char **, char **), int argc, char **argv, void (*init)(void),
                           void (*fini)(void), void (*rtld_fini)(void), void *stack_end);
int __libc_start_main(int (*start)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

int __libc_start_main(int (*start)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
    start_function *real = (start_function *)dlsym(RTLD_NEXT, "__libc_start_main");

    program_main = start;
    return real(faulty_main, argc, argv, init, fini, rtld_fini, stack_end);
}
