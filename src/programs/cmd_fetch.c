/* stagename fetch: downloads lists of real artists. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fileout.h"
#include "base/progress.h"
#include "base/stop.h"
#include "fetch/fetch.h"
#include "programs/command.h"

enum { MOST_SOURCES = 100 };

struct download_progress {
    struct progress progress;
    int64_t before;
    int quiet;
};

static void say(void *arg, const char *line)
{
    struct download_progress *s = arg;

    progress_end(&s->progress);
    memset(&s->progress, 0, sizeof s->progress);
    if (!s->quiet)
        fprintf(stderr, "%s\n", line);
}

static int show(void *arg, const char *what, int64_t done, int64_t total, int64_t before)
{
    struct download_progress *s = arg;

    if (s->progress.what != what || s->before != before) {
        progress_end(&s->progress);
        progress_start(&s->progress, what, "kB", 0, s->quiet);
        s->progress.before = (double)before / 1000;
        s->before = before;
    }
    s->progress.total = total > 0 ? (double)total / 1000 : 0;
    if (done > 0)
        progress_show(&s->progress, (double)done / 1000, NULL);
    return stop_requested();
}

/* Rejects sources with the same file name, which would overwrite each other. */
static int check_names(const struct origin *sources, int count, struct err *why)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(sources[i].name, sources[k].name) == 0)
                return err_set(
                    why, "two of these would be saved as %s: fetch them into separate folders with --dir",
                    sources[i].name);
    return 0;
}

static int make_folder(const char *folder, struct err *why)
{
    struct stat st;

    if (mkdir(folder, 0777) == 0)
        return 0;
    if (errno != EEXIST)
        return err_file(why, "make the folder", folder);
    if (stat(folder, &st) == 0 && !S_ISDIR(st.st_mode))
        return err_set(why, "%s is not a folder: choose one with --dir", folder);
    return 0;
}

/* The paths are printed after all downloads, so that a reader gets all or none. */
static int fetch_all(struct fetch *f, struct origin *sources, int count, const char *folder, struct err *why)
{
    if (make_folder(folder, why) != 0)
        return -1;
    fileout_sweep(folder);
    for (int i = 0; i < count; i++)
        if ((sources[i].kind == ORIGIN_MUSICBRAINZ && fetch_newest(f, &sources[i], why) != 0) ||
            fetch_file(f, &sources[i], folder, why) != 0)
            return -1;
    for (int i = 0; i < count; i++)
        printf("%s%s%s\n", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", sources[i].name);
    return 0;
}

struct asked {
    const char *folder, *mirror, *sha256, *max_size, *min_speed;
    int64_t most, speed; /* the parsed values of the last two; 0: the limit of each source */
    long retries, timeout;
    double delay;
    int tables, quiet;
};

/* The error for options that fit none of the sources, or NULL. */
static const char *misfit(const struct origin *sources, int count, const struct asked *asked)
{
    int named = 0, musicbrainz = 0;

    for (int i = 0; i < count; i++) {
        named += sources[i].kind != ORIGIN_URL;
        musicbrainz += sources[i].kind == ORIGIN_MUSICBRAINZ;
    }
    if (!*asked->folder)
        return "--dir takes a folder, '.' for this one";
    if (asked->tables && !musicbrainz)
        return "--tables applies to musicbrainz, which is not among the sources";
    if (asked->mirror && (named != 1 || count != 1))
        return "--mirror is for one source: name only musicbrainz or wikipedia-djs";
    if (asked->sha256 && (named || count != 1))
        return "--sha256 is the checksum of one file: give one URL with it";
    return NULL;
}

/* Parses --max-size and --min-speed. Returns an error, or NULL. */
static const char *wrong_limits(struct asked *asked)
{
    if (asked->max_size && fetch_read_size(asked->max_size, &asked->most) != 0)
        return "--max-size takes a whole number of bytes from 1 up, such as 500M or 8G";
    if (fetch_read_size(asked->min_speed, &asked->speed) != 0 || asked->speed > LONG_MAX)
        return "--min-speed takes a whole number of bytes a second from 1 up, such as 500 or 20k";
    return NULL;
}

/* Returns 0, or the exit code after printing a usage error. */
static int read_sources(struct origin *sources, char **words, int count, struct asked *asked)
{
    const char *wrong;
    struct err why;

    for (int i = 0; i < count; i++)
        if (origin_read(&sources[i], words[i], asked->mirror, asked->tables, &why) != 0)
            return command_wrong("fetch", why.text);
    wrong = misfit(sources, count, asked);
    wrong = wrong ? wrong : wrong_limits(asked);
    if (wrong)
        return command_wrong("fetch", wrong);
    if (asked->sha256 && origin_sha256(asked->sha256, sources[0].sha256) != 0)
        return command_wrong("fetch", "--sha256 takes 64 hexadecimal digits");
    return check_names(sources, count, &why) == 0 ? 0 : command_wrong("fetch", why.text);
}

static int run(struct origin *sources, int count, const struct asked *asked)
{
    struct download_progress s = {.quiet = asked->quiet};
    struct fetch f = {.retries = (int)asked->retries,
                      .max_size = asked->most,
                      .delay = asked->delay,
                      .say = say,
                      .progress = show,
                      .arg = &s};
    struct err why;
    int done;

    stop_on_signals();
    rng_seed(&f.rng, rng_entropy(), 0);
    f.http = http_new(asked->timeout, (long)asked->speed, &why);
    done = f.http && fetch_all(&f, sources, count, asked->folder, &why) == 0;
    progress_end(&s.progress);
    http_free(f.http);
    if (done)
        return command_finish("fetch");
    command_failed("fetch", &why);
    return stop_requested() ? 128 + stop_requested() : EXIT_FAILED;
}

int command_fetch(int argc, char **argv)
{
    struct asked asked = {.folder = ".", .min_speed = "1k", .retries = 5, .timeout = 30, .delay = 1};
    int first, code;
    struct option_spec options[] = {
        {"dir", 'd', OPTION_TEXT, "DIR",
         "the folder for the files (default: the current one); created if missing", &asked.folder, 0, 0},
        {"tables", 0, OPTION_FLAG, NULL,
         "musicbrainz: the tables, mbdump.tar.bz2 (about 7 GB), not the\n"
         "JSON of artists, artist.tar.xz (about 2 GB)",
         &asked.tables, 0, 0},
        {"mirror", 0, OPTION_TEXT, "URL",
         "the address of a named source instead of\n"
         "https://data.metabrainz.org/pub/musicbrainz/data or\n"
         "https://en.wikipedia.org/wiki",
         &asked.mirror, 0, 0},
        {"sha256", 0, OPTION_TEXT, "HEX", "the SHA-256 that the file must have; only with one URL",
         &asked.sha256, 0, 0},
        {"retries", 0, OPTION_INT, "N",
         "maximum consecutive retries without progress, after a lost connection,\n"
         "a stall, or an answer 429 or 5xx (default 5)",
         &asked.retries, 0, 1000},
        {"retry-delay", 0, OPTION_NUMBER, "S",
         "seconds before the first retry; doubled for each further one, up to a\n"
         "minute; a longer Retry-After of the server is respected (default 1)",
         &asked.delay, 0, 60},
        {"timeout", 0, OPTION_INT, "S",
         "seconds without a byte, or slower than --min-speed, that count as a\n"
         "stall (default 30)",
         &asked.timeout, 1, 3600},
        {"min-speed", 0, OPTION_TEXT, "SIZE",
         "bytes per second; a slower download is stopped and retried, and\n"
         "retries that are no faster count as without progress (default 1k)",
         &asked.min_speed, 0, 0},
        {"max-size", 0, OPTION_TEXT, "SIZE",
         "maximum size of a file, in bytes or with k, M, G or T (default 4G,\n"
         "musicbrainz --tables 16G); larger files are refused",
         &asked.max_size, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename fetch",
        "(musicbrainz | wikipedia-djs | URL)… [options]",
        "Downloads lists of real artists: MusicBrainz' newest dump, Wikipedia's list of\n"
        "club DJs, or any http or https address. Prints size and licence, checks the\n"
        "checksum where one is published, and prints the path of each file.\n"
        "\n"
        "An interrupted download (also by Ctrl-C) leaves NAME.part, and the next run\n"
        "continues it, unless the server then has another version. A file that is there\n"
        "already and has not changed is not fetched again. Redirects from a public\n"
        "address to a private one (10.0.0.1, localhost) or from https to http are not\n"
        "followed. SSL_CERT_FILE in the environment names certificates to trust in place\n"
        "of the system's.",
        "  stagename fetch musicbrainz --dir lists\n"
        "  stagename corpus --db site.db $(stagename fetch musicbrainz wikipedia-djs)",
        options,
        1,
        MOST_SOURCES};
    struct origin *sources;

    if (!command_begins(&spec, argc, argv, &first, &asked.quiet, &code))
        return code;
    sources = calloc((size_t)(argc - first), sizeof *sources);
    if (!sources) {
        const struct err why = {"out of memory"};

        return command_failed("fetch", &why);
    }
    code = read_sources(sources, argv + first, argc - first, &asked);
    if (code == 0)
        code = run(sources, argc - first, &asked);
    free(sources);
    return code;
}
