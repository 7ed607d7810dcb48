#include "fuzz.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "corpus/places.h"
#include "corpus/wiki_words.h"
#include "model/modelfile.h"
#include "text/utf8.h"

_Noreturn void fuzz_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
    abort();
}

/* ---- files ---- */

static void put_bytes(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);

        FUZZ_CHECK(put > 0);
        bytes += put;
        size -= (size_t)put;
    }
}

const char *fuzz_file(int slot, const void *data, size_t size)
{
    static struct {
        int fd;
        char path[40];
    } files[FUZZ_SLOTS];

    if (!files[slot].path[0]) {
        files[slot].fd = memfd_create("fuzz", MFD_CLOEXEC);
        FUZZ_CHECK(files[slot].fd >= 0);
        snprintf(files[slot].path, sizeof files[slot].path, "/proc/self/fd/%d", files[slot].fd);
    }
    FUZZ_CHECK(ftruncate(files[slot].fd, 0) == 0 && lseek(files[slot].fd, 0, SEEK_SET) == 0);
    put_bytes(files[slot].fd, data, size);
    return files[slot].path;
}

static char *folder;

static void remove_folder(void)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;

    while (listing && (entry = readdir(listing)))
        unlinkat(dirfd(listing), entry->d_name, 0);
    if (listing)
        closedir(listing);
    rmdir(folder);
    free(folder);
}

const char *fuzz_path(const char *name)
{
    static char *paths[16];
    static int count;
    const char *parent = getenv("TMPDIR");

    if (!folder) {
        FUZZ_CHECK(asprintf(&folder, "%s/stagename-fuzz-XXXXXX", parent && *parent ? parent : "/tmp") > 0);
        FUZZ_CHECK(mkdtemp(folder) != NULL);
        atexit(remove_folder);
    }
    FUZZ_CHECK(count < (int)(sizeof paths / sizeof *paths));
    FUZZ_CHECK(asprintf(&paths[count], "%s/%s", folder, name) > 0);
    return paths[count++];
}

FILE *fuzz_null(void)
{
    static FILE *null;

    if (!null)
        null = fopen("/dev/null", "we");
    FUZZ_CHECK(null != NULL);
    return null;
}

/* ---- what is made once ---- */

/* What reads tables of ICU takes longer to make than an input to read. The linker puts these in place of the
 * real functions (--wrap): they keep what those make. */
#define KEPT(type, maker, freer, parameters, arguments)         \
    struct type *__real_##maker parameters;                     \
    struct type *__wrap_##maker parameters;                     \
    void __wrap_##freer(struct type *made);                     \
    struct type *__wrap_##maker parameters                      \
    {                                                           \
        static struct type *kept;                               \
                                                                \
        return kept ? kept : (kept = __real_##maker arguments); \
    }                                                           \
    void __wrap_##freer(struct type *made)                      \
    {                                                           \
        (void)made;                                             \
    }

KEPT(folder, folder_new, folder_free, (struct err * why), (why))
KEPT(places, places_new, places_free, (struct err * why), (why))
KEPT(wiki_words, wiki_words_new, wiki_words_free, (void), ())

/* ---- texts ---- */

char *fuzz_string(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    FUZZ_CHECK(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

int fuzz_is_utf8(const char *text)
{
    return utf8_invalid_at(text, strlen(text)) == strlen(text);
}

int fuzz_is_clean(const char *name)
{
    char again[NAME_BYTES];

    return utf8_clean(name, strlen(name), again) == CLEAN_OK && strcmp(name, again) == 0;
}

/* ---- lists of artists ---- */

static int take_artist(void *arg, const struct artist *artist, struct err *why)
{
    (void)why;
    ++*(long *)arg;
    FUZZ_CHECK(fuzz_is_clean(artist->name));
    FUZZ_CHECK(strlen(artist->mbid) == 36 || !*artist->mbid);
    FUZZ_CHECK(!artist->country || strlen(artist->country) == 2);
    for (int i = 0; i < artist->alias_count; i++)
        FUZZ_CHECK(fuzz_is_clean(artist->aliases[i].name));
    return 0;
}

static void read_by(const char *path, enum corpus_format format, const struct corpus_rules *rules)
{
    struct corpus_counts counts;
    struct err why = {""};
    long taken = 0;

    if (corpus_read(path, format, rules, take_artist, &taken, &counts, &why) != 0)
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
    else
        FUZZ_CHECK(counts.kept == taken);
    FUZZ_CHECK(counts.rows >= counts.kept && counts.kept >= counts.learnable);
}

void fuzz_corpus(enum corpus_format format, const void *data, size_t size)
{
    static const char styles[] = "tag\tstyle\nrock\trock\nhip hop\thip-hop\nelectro\telectronic\n";
    const char *path = fuzz_file(0, data, size);
    const struct corpus_rules few = {.explain = NULL};
    const struct corpus_rules many = {.countries = "US,GB,DE",
                                      .letters_only = 1,
                                      .artists_only = 1,
                                      .styles = fuzz_file(1, styles, sizeof styles - 1),
                                      .explain = fuzz_null()};
    struct corpus_rules usual = many;

    usual.countries = NULL;
    usual.letters_only = 0;
    read_by(path, format, &few);
    read_by(path, format, &usual);
    if (size % 8 == 0)
        read_by(path, format, &many);
}

/* ---- models ---- */

void fuzz_names(struct name_list *list)
{
    static const char *const parts[] = {"ka", "lo", "mi", "nu", "Re", "So"};

    memset(list, 0, sizeof *list);
    for (int i = 0; i < 216; i++) {
        char name[16];

        snprintf(name, sizeof name, "%s%s %s", parts[i % 6], parts[i / 6 % 6], parts[i / 36]);
        name_list_add(list, name, i % 2 ? "rock" : NULL, i % 3 ? "group" : "dj");
    }
}

struct train_how fuzz_training(void)
{
    struct train_how how = {.settings = train_settings_open(), .threads = 1};

    how.settings.layers = 1;
    how.settings.hidden = 4;
    how.settings.embed = 2;
    how.settings.first = 0;
    how.settings.epochs = 2;
    how.settings.batch = 32;
    how.settings.teacher = 0;
    how.settings.precision = PRECISION_FLOAT32;
    return how;
}

const char *fuzz_model_file(void)
{
    static const char *path;
    struct train_how how = fuzz_training();
    struct train_result result;
    struct name_list list;
    struct model *model;
    struct err why;

    if (path)
        return path;
    path = fuzz_path("model.safetensors");
    fuzz_names(&list);
    model = train_model(&list, &how, &result, &why);
    FUZZ_CHECK(model != NULL);
    FUZZ_CHECK(model_save(model, path, &why) == 0);
    free(result.curve);
    model_free(model);
    name_list_free(&list);
    return path;
}
