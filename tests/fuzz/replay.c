/* Runs a harness over the inputs that were collected for it: the files of a folder, by default
 * tests/fuzz/seeds/X of the source for fuzz_X. `make check` does so with any compiler. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *path_of(const char *folder, const char *file)
{
    char *path;

    FUZZ_CHECK(asprintf(&path, "%s/%s", folder, file) > 0);
    return path;
}

static char *usual_folder(const char *program)
{
    const char *source = getenv("srcdir"), *name = strrchr(program, '/');
    char *folder;

    name = name ? name + 1 : program;
    FUZZ_CHECK(strncmp(name, "fuzz_", 5) == 0);
    FUZZ_CHECK(asprintf(&folder, "%s/tests/fuzz/seeds/%s", source ? source : ".", name + 5) > 0);
    return folder;
}

static void run_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t size = 0, got;

    FUZZ_CHECK(in != NULL);
    do {
        data = realloc(data, size + 4096);
        FUZZ_CHECK(data != NULL);
        got = fread(data + size, 1, 4096, in);
        size += got;
    } while (got > 0);
    fclose(in);
    /* Exactly as large as the input, so that a read past its end is seen. */
    data = realloc(data, size ? size : 1);
    FUZZ_CHECK(data != NULL);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    char *folder = argc > 1 ? strdup(argv[1]) : usual_folder(argv[0]);
    struct dirent **files;
    int count = folder ? scandir(folder, &files, is_input, alphasort) : -1;

    if (count <= 0) {
        fprintf(stderr, "%s: no inputs in %s: %s\n", argv[0], folder ? folder : "", strerror(errno));
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char *path = path_of(folder, files[i]->d_name);

        fprintf(stderr, "%s\n", path); /* the last one is the one that fails */
        run_file(path);
        free(path);
        free(files[i]);
    }
    printf("ok - %d inputs\n", count);
    free(files);
    free(folder);
    return 0;
}
