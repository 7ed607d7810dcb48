#include "judge/index.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unicode/uversion.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/fileout.h"
#include "base/hash.h"

/* RULES: one more with each change of what src/text makes of a name (all of it but blocklist.c and charset.c), and of
 * which names corpus_keys (sql/corpus.sql) gives; ICU's version says the same of what ICU makes of a name. */
enum { FORMAT = 3, RULES = 2, BYTE_ORDER_MARK = 0x01020304 };
static const char magic[8] = "stgjudge";

struct header {
    char magic[8];
    uint32_t format, rules, byte_order;
    UVersionInfo icu;
    int64_t corpus;
    struct index_sizes sizes;
    uint64_t checksum; /* of all that follows, by XXH3 */
};

enum section {
    AT,
    ARTIST_AT,
    ARTISTS,
    MARKS,
    FRONT_REFS,
    BACK_REFS,
    LOOKS,
    WORDS,
    SOUNDS,
    SAID_AT,
    FRONT_LETTERS,
    BACK_LETTERS,
    TEXT,
    SAID,
    SECTIONS
};

/* Where each section begins in the block; the last number is the block's size. */
static void lay_out(const struct index_sizes *sizes, size_t begins[SECTIONS + 1])
{
    const size_t bytes[SECTIONS] = {
        [AT] = 4 * ((size_t)sizes->keys + 1),
        [ARTIST_AT] = 4 * ((size_t)sizes->keys + 1),
        [ARTISTS] = 4 * (size_t)sizes->artists,
        [MARKS] = 8 * (size_t)sizes->marks,
        [FRONT_REFS] = 4 * (size_t)sizes->nodes[TRIE_FRONT],
        [BACK_REFS] = 4 * (size_t)sizes->nodes[TRIE_BACK],
        [LOOKS] = 8 * (size_t)sizes->alikes[ALIKE_LOOK],
        [WORDS] = 8 * (size_t)sizes->alikes[ALIKE_WORDS],
        [SOUNDS] = 8 * (size_t)sizes->alikes[ALIKE_SOUND],
        [SAID_AT] = 4 * ((size_t)sizes->alikes[ALIKE_SOUND] / SAID_STEP + 1),
        [FRONT_LETTERS] = sizes->nodes[TRIE_FRONT],
        [BACK_LETTERS] = sizes->nodes[TRIE_BACK],
        [TEXT] = sizes->text,
        [SAID] = sizes->said,
    };

    begins[0] = sizeof(struct header);
    for (int i = 0; i < SECTIONS; i++)
        begins[i + 1] = (begins[i] + bytes[i] + 7) & ~(size_t)7;
}

static void point_into(struct index *index, void *block)
{
    const struct header *h = block;
    unsigned char *base = block;
    size_t begins[SECTIONS + 1];

    lay_out(&h->sizes, begins);
    *index = (struct index){
        .sizes = &h->sizes,
        .keys = {(char *)base + begins[TEXT], (uint32_t *)(base + begins[AT]), h->sizes.keys},
        .artist_at = (uint32_t *)(base + begins[ARTIST_AT]),
        .artists = (uint32_t *)(base + begins[ARTISTS]),
        .marks = (uint64_t *)(base + begins[MARKS]),
        .tries = {{TRIE_FRONT, (uint32_t *)(base + begins[FRONT_REFS]), base + begins[FRONT_LETTERS]},
                  {TRIE_BACK, (uint32_t *)(base + begins[BACK_REFS]), base + begins[BACK_LETTERS]}},
        .alikes = {{(uint64_t *)(base + begins[LOOKS]), h->sizes.alikes[ALIKE_LOOK]},
                   {(uint64_t *)(base + begins[WORDS]), h->sizes.alikes[ALIKE_WORDS]},
                   {(uint64_t *)(base + begins[SOUNDS]), h->sizes.alikes[ALIKE_SOUND]}},
        .said = (char *)base + begins[SAID],
        .said_at = (uint32_t *)(base + begins[SAID_AT]),
        .block = block,
        .bytes = begins[SECTIONS],
    };
}

uint64_t index_alike_hash(const char *text)
{
    uint64_t hash = hash_text(hash_start, text);

    return !text[0] ? 0 : hash ? hash : 1;
}

uint32_t index_first_from(const uint64_t *numbers, uint32_t count, uint64_t number)
{
    uint32_t from = 0;

    while (from < count) {
        uint32_t middle = from + (count - from) / 2;

        if (numbers[middle] < number)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

uint32_t index_mark(const struct index *index, uint32_t place)
{
    uint32_t count = index->sizes->marks, at = index_first_from(index->marks, count, (uint64_t)place << 32);

    return at < count && index->marks[at] >> 32 == place ? (uint32_t)index->marks[at] : 0;
}

/* What an index of this corpus, machine and program begins with, but for its sizes. */
static struct header header_of(int64_t corpus)
{
    struct header h;

    memset(&h, 0, sizeof h); /* what lies between members too: headers are compared as bytes */
    h.format = FORMAT;
    h.rules = RULES;
    h.byte_order = BYTE_ORDER_MARK;
    h.corpus = corpus;
    memcpy(h.magic, magic, sizeof h.magic);
    u_getVersion(h.icu);
    return h;
}

int index_allocate(struct index *index, const struct index_sizes *sizes, int64_t corpus, struct err *why)
{
    struct header h = header_of(corpus);
    size_t begins[SECTIONS + 1];
    void *block;

    h.sizes = *sizes;
    lay_out(sizes, begins);
    block = calloc(1, begins[SECTIONS]);
    if (!block)
        return err_set(why, "out of memory for the index of artists");
    memcpy(block, &h, sizeof h);
    point_into(index, block);
    return 0;
}

static uint64_t checksum_of(const void *block, size_t bytes)
{
    return XXH3_64bits((const char *)block + sizeof(struct header), bytes - sizeof(struct header));
}

int index_write(const struct index *index, const char *path, struct err *why)
{
    struct fileout out;

    struct header h;

    if (fileout_open(&out, path, why) != 0)
        return -1;
    memcpy(&h, index->block, sizeof h);
    h.checksum = checksum_of(index->block, index->bytes);
    fwrite(&h, sizeof h, 1, out.stream);
    fwrite((const char *)index->block + sizeof h, 1, index->bytes - sizeof h, out.stream);
    return fileout_commit(&out, why);
}

static int is_usable(const struct header *h, size_t bytes, int64_t corpus)
{
    const struct header wanted = header_of(corpus);
    size_t begins[SECTIONS + 1];

    if (memcmp(h, &wanted, offsetof(struct header, sizes)) != 0 || h->sizes.text > bytes ||
        h->sizes.said > bytes)
        return 0;
    lay_out(&h->sizes, begins);
    return begins[SECTIONS] == bytes;
}

int index_map(struct index *index, const char *path, int64_t corpus)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *block = MAP_FAILED;
    struct stat st;
    size_t bytes = 0;

    *index = (struct index){0};
    if (fd < 0)
        return 0;
    if (fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(struct header)) {
        bytes = (size_t)st.st_size;
        block = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    }
    close(fd);
    if (block == MAP_FAILED)
        return 0;
    if (!is_usable(block, bytes, corpus) || checksum_of(block, bytes) != ((struct header *)block)->checksum) {
        munmap(block, bytes);
        return 0;
    }
    point_into(index, block);
    index->is_mapped = 1;
    return 1;
}

void index_free(struct index *index)
{
    if (index->is_mapped)
        munmap(index->block, index->bytes);
    else
        free(index->block);
    *index = (struct index){0};
}
