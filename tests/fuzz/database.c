#include "database.h"

#include "fuzz.h"
#include "judging/import.h"
#include "store/corpus_writer.h"
#include "store/judge_file.h"

static const char *const artists[] = {
    "ABBA",      "Björk",          "deadmau5",   "Maroon 5",   "Sigur Rós",        "The Beatles",
    "Кино",      "宇多田ヒカル",   "A$AP Rocky", "P!nk",       "Metallica",        "Daft Punk",
    "Kraftwerk", "Massive Attack", "!!!",        "Portishead", "Boards of Canada", "<b>\"&\\",
    "Blink-182", "Ke$ha"};
static const char names[] = "name\tbits_per_char\tstyle\tkind\tappeal\n"
                            "Velvet Harbor\t2.5\trock\tgroup\t0.8\n"
                            "Metalica\t2.0\tmetal\tgroup\t0.1\n"
                            "Nova Krill\t3.1\thouse\tdj\t0.4\n"
                            "Zora Zane\t2.9\tpop\tperson\t0.6\n"
                            "Kraftwork\t1.9\t\t\t\n"
                            "O'Tool & Sons\t2.2\tfolk\tgroup\t0.5\n"
                            "<i>Tag</i>\t4.0\t\t\t\n"
                            "Éclair Noir\t3.3\tpop\tgroup\t0.9\n"
                            "ABBA\t1.0\tpop\tgroup\t0.2\n"
                            "Three Small Words\t2.1\trock\tgroup\t0.3\n";

struct blocklist *fuzz_blocklist(void)
{
    static const char words[] = "word nasty*\ntext bad word\nexcept nastya\n";
    struct err why;
    struct blocklist *list = blocklist_open(fuzz_file(FUZZ_SLOTS - 1, words, sizeof words - 1), &why);

    FUZZ_CHECK(list != NULL);
    return list;
}

struct lexicon *fuzz_lexicon(void)
{
    static const char words[] = "nova\tkN\nsmall\tcJ\nvelvet\tkN\nwords\tcP\nzane\tn\n";
    struct err why;
    struct lexicon *lexicon = lexicon_open(fuzz_file(FUZZ_SLOTS - 1, words, sizeof words - 1), &why);

    FUZZ_CHECK(lexicon != NULL);
    return lexicon;
}

static void add_artists(struct store *store)
{
    const struct source_counts read = {"text", "2026-01-31", sizeof artists / sizeof *artists,
                                       sizeof artists / sizeof *artists};
    struct err why;
    struct folder *folder = folder_new(&why);
    struct corpus_writer *writer;

    FUZZ_CHECK(folder != NULL && store_begin(store, &why) == 0);
    writer = corpus_writer_begin(store, &why);
    FUZZ_CHECK(writer != NULL && corpus_writer_begin_source(writer, "fuzz", "text", "2026-01-31", &why) == 0);
    for (size_t i = 0; i < sizeof artists / sizeof *artists; i++) {
        const struct artist artist = {artists[i], "", NULL, "GB", "rock", NULL, 0, 0};
        struct name_keys keys;

        key_make(folder, artist.name, &keys);
        FUZZ_CHECK(corpus_writer_add(writer, &artist, &keys, &why) == 0);
    }
    FUZZ_CHECK(corpus_writer_end_source(writer, &read, &why) == 0 && corpus_writer_finish(writer, &why) == 0);
    FUZZ_CHECK(store_judge_write(store, &why) == 0 && store_commit(store, &why) == 0);
    corpus_writer_free(writer);
    folder_free(folder);
}

const char *fuzz_database(void)
{
    static const char *path;
    struct import_options options = {.threads = 1, .blocklist = NULL};
    struct import_counts counts;
    struct blocklist *list;
    struct lexicon *lexicon;
    struct store *store;
    struct err why;

    if (path)
        return path;
    path = fuzz_path("site.db");
    store = store_open(path, STORE_WRITE, &why);
    FUZZ_CHECK(store != NULL);
    add_artists(store);
    options.blocklist = list = fuzz_blocklist();
    options.lexicon = lexicon = fuzz_lexicon();
    FUZZ_CHECK(store_begin(store, &why) == 0);
    FUZZ_CHECK(import_file(store, fuzz_file(0, names, sizeof names - 1), &options, &counts, &why) == 0);
    FUZZ_CHECK(store_commit(store, &why) == 0);
    lexicon_free(lexicon);
    blocklist_free(list);
    store_close(store);
    return path;
}
