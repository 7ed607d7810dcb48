/* Allocates, writes and maps index files. */
#include "judge/index.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unicode/uversion.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/fileout.h"
#include "base/hash.h"

/* Increment RULES with each change to the results of src/text (except blocklist.c and charset.c) or to the
 * names that corpus_keys (sql/corpus.sql) returns. The version of ICU is stored for the same reason. */
enum { FORMAT = 3, RULES = 2, BYTE_ORDER_MARK = 0x01020304 };
static const char magic[8] = "stgjudge";

struct header {
    char magic[8];
    uint32_t format, rules, byte_order;
    UVersionInfo icu;
    int64_t corpus;
    struct index_sizes sizes;
    uint64_t checksum; /* XXH3 of all that follows the header */
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
    RESPELLING_AT,
    FRONT_LETTERS,
    BACK_LETTERS,
    TEXT,
    RESPELLINGS,
    SECTIONS
};

/* The offset of each section in the block; the last number is the size of the block. */
static void compute_offsets(const struct index_sizes *sizes, size_t offsets[SECTIONS + 1])
{
    const size_t bytes[SECTIONS] = {
        [AT] = 4 * ((size_t)sizes->keys + 1),
        [ARTIST_AT] = 4 * ((size_t)sizes->keys + 1),
        [ARTISTS] = 4 * (size_t)sizes->artists,
        [MARKS] = 8 * (size_t)sizes->marks,
        [FRONT_REFS] = 4 * (size_t)sizes->nodes[TRIE_FRONT],
        [BACK_REFS] = 4 * (size_t)sizes->nodes[TRIE_BACK],
        [LOOKS] = 8 * (size_t)sizes->postings[POSTING_LOOK],
        [WORDS] = 8 * (size_t)sizes->postings[POSTING_WORDS],
        [SOUNDS] = 8 * (size_t)sizes->postings[POSTING_SOUND],
        [RESPELLING_AT] = 4 * ((size_t)sizes->postings[POSTING_SOUND] / RESPELLING_STEP + 1),
        [FRONT_LETTERS] = sizes->nodes[TRIE_FRONT],
        [BACK_LETTERS] = sizes->nodes[TRIE_BACK],
        [TEXT] = sizes->text,
        [RESPELLINGS] = sizes->respellings,
    };

    offsets[0] = sizeof(struct header);
    for (int i = 0; i < SECTIONS; i++)
        offsets[i + 1] = (offsets[i] + bytes[i] + 7) & ~(size_t)7;
}

static void set_pointers(struct index *index, void *block)
{
    const struct header *h = block;
    unsigned char *base = block;
    size_t offsets[SECTIONS + 1];

    compute_offsets(&h->sizes, offsets);
    *index = (struct index){
        .sizes = &h->sizes,
        .keys = {(char *)base + offsets[TEXT], (uint32_t *)(base + offsets[AT]), h->sizes.keys},
        .artist_at = (uint32_t *)(base + offsets[ARTIST_AT]),
        .artists = (uint32_t *)(base + offsets[ARTISTS]),
        .marks = (uint64_t *)(base + offsets[MARKS]),
        .tries = {{TRIE_FRONT, (uint32_t *)(base + offsets[FRONT_REFS]), base + offsets[FRONT_LETTERS]},
                  {TRIE_BACK, (uint32_t *)(base + offsets[BACK_REFS]), base + offsets[BACK_LETTERS]}},
        .postings = {{(uint64_t *)(base + offsets[LOOKS]), h->sizes.postings[POSTING_LOOK]},
                     {(uint64_t *)(base + offsets[WORDS]), h->sizes.postings[POSTING_WORDS]},
                     {(uint64_t *)(base + offsets[SOUNDS]), h->sizes.postings[POSTING_SOUND]}},
        .respellings = (char *)base + offsets[RESPELLINGS],
        .respelling_at = (uint32_t *)(base + offsets[RESPELLING_AT]),
        .block = block,
        .bytes = offsets[SECTIONS],
    };
}

uint64_t index_hash(const char *text)
{
    uint64_t hash = hash_text(hash_start, text);

    return !text[0] ? 0 : hash ? hash : 1;
}

uint32_t index_lower_bound(const uint64_t *numbers, uint32_t count, uint64_t number)
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
    uint32_t count = index->sizes->marks, at = index_lower_bound(index->marks, count, (uint64_t)place << 32);

    return at < count && index->marks[at] >> 32 == place ? (uint32_t)index->marks[at] : 0;
}

/* The header of an index of this corpus, machine and program, without its sizes. */
static struct header header_of(int64_t corpus)
{
    struct header h;

    memset(&h, 0, sizeof h); /* including padding: headers are compared as bytes */
    h.format = FORMAT;
    h.rules = RULES;
    h.byte_order = BYTE_ORDER_MARK;
    h.corpus = corpus;
    memcpy(h.magic, magic, sizeof h.magic);
    u_getVersion(h.icu);
    return h;
}

void index_version(char version[INDEX_VERSION])
{
    const struct header h = header_of(0);
    char icu[U_MAX_VERSION_STRING_LENGTH];

    u_versionToString(h.icu, icu);
    snprintf(version, INDEX_VERSION, "%u.%u of ICU %s", h.format, h.rules, icu);
}

int index_allocate(struct index *index, const struct index_sizes *sizes, int64_t corpus, struct err *why)
{
    struct header h = header_of(corpus);
    size_t offsets[SECTIONS + 1];
    void *block;

    h.sizes = *sizes;
    compute_offsets(sizes, offsets);
    block = calloc(1, offsets[SECTIONS]);
    if (!block)
        return err_set(why, "out of memory for the index of artists");
    memcpy(block, &h, sizeof h);
    set_pointers(index, block);
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
    const struct header expected = header_of(corpus);
    size_t offsets[SECTIONS + 1];

    if (memcmp(h, &expected, offsetof(struct header, sizes)) != 0 || h->sizes.text > bytes ||
        h->sizes.respellings > bytes)
        return 0;
    compute_offsets(&h->sizes, offsets);
    return offsets[SECTIONS] == bytes;
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
    set_pointers(index, block);
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
