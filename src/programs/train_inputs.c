/* Copies the inputs of a training from rank 0 to the others. */
#include "programs/train_inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/ranks.h"
#include "model/dataset.h"

int train_inputs_ready(int is_ready)
{
    ranks_spread(&is_ready, sizeof is_ready);
    return is_ready;
}

/* Copies the bytes of rank 0's buffer to the buffers of the others. */
static void spread_buffer(struct buffer *buffer)
{
    size_t length = buffer->length;

    ranks_spread(&length, sizeof length);
    if (ranks_index() > 0) {
        buffer_reserve(buffer, length);
        buffer->length = length;
    }
    if (length > 0)
        ranks_spread(buffer->bytes, length);
}

static void put_text(struct buffer *out, const char *text)
{
    buffer_add(out, text ? text : "", (text ? strlen(text) : 0) + 1);
}

/* Returns the text at *at, NULL if it is empty, and moves *at behind it. */
static const char *next_text(const char **at)
{
    const char *text = *at;

    *at += strlen(text) + 1;
    return *text ? text : NULL;
}

void train_inputs_names(struct name_list *list)
{
    struct buffer texts = {0};

    if (ranks_count() == 1)
        return;
    for (int i = 0; ranks_index() == 0 && i < list->count; i++) {
        put_text(&texts, list->items[i].name);
        put_text(&texts, list->items[i].style);
        put_text(&texts, list->items[i].kind);
    }
    spread_buffer(&texts);
    for (const char *at = texts.bytes; ranks_index() > 0 && at < texts.bytes + texts.length;) {
        const char *name = next_text(&at), *style = next_text(&at), *kind = next_text(&at);

        name_list_add(list, name ? name : "", style, kind);
    }
    buffer_free(&texts);
}

/* Reads a whole file. Returns 0, or -1 with *why set. */
static int read_file(const char *path, struct buffer *to, struct err *why)
{
    FILE *in = fopen(path, "re");
    struct stat st;
    int result = -1;

    if (!in || fstat(fileno(in), &st) != 0) {
        err_file(why, "read", path);
    } else {
        buffer_reserve(to, (size_t)st.st_size);
        to->length = fread(to->bytes, 1, (size_t)st.st_size, in);
        result = to->length == (size_t)st.st_size ? 0 : err_file(why, "read", path);
    }
    if (in)
        fclose(in);
    return result;
}

/* Writes a file in memory, and sets *path. Returns 0, or -1 with *why set. */
static int write_memory(const struct buffer *from, char **path, struct err *why)
{
    int file = memfd_create("stagename", MFD_CLOEXEC);
    char text[40];

    if (file < 0)
        return err_file(why, "open", "a file in memory");
    for (size_t at = 0; at < from->length;) {
        ssize_t written = write(file, from->bytes + at, from->length - at);

        if (written < 0)
            return err_file(why, "write", "a file in memory");
        at += (size_t)written;
    }
    snprintf(text, sizeof text, "/proc/self/fd/%d", file);
    *path = memory_copy(text);
    return 0;
}

int train_inputs_file(char **path, struct err *why)
{
    struct buffer bytes = {0};
    int exists = ranks_index() == 0 && *path, result = 0;

    if (ranks_count() == 1)
        return 0;
    if (exists)
        result = read_file(*path, &bytes, why);
    if (train_inputs_ready(result == 0)) {
        ranks_spread(&exists, sizeof exists);
        if (exists)
            spread_buffer(&bytes);
        if (exists && ranks_index() > 0)
            result = write_memory(&bytes, path, why);
    } else if (ranks_index() > 0) {
        result = err_set(why, "the first process cannot read its files");
    }
    buffer_free(&bytes);
    return result;
}
