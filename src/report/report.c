#include "report/report.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "judge/quality.h"
#include "model/sample.h"
#include "report/plot.h"

enum {
    SAMPLE = 20000,    /* names of either side that distributions are counted from */
    TEMPERATURES = 11, /* 0.5, 0.6, … 1.5 */
    TEMPERATURE_NAMES = 1000,
    SHEET_STYLES = 24,
    SHEET_NAMES = 50,
    PARTS = 2, /* and one a temperature */
};
static const double sheet_temperature = 0.8;

struct report {
    FILE *out;
    struct store *store;
    const struct model *model;
    const struct report_how *how;
    struct folder *folder;
    struct judge *judge;
    struct quality_counter *counter; /* of whatever is being counted now */
    struct quality quality;          /* of the database's names */
    struct corpus_state corpus;
    double bits; /* sum over what is being counted */
    int sheet;   /* names on the sheet that is being written */
    int parts;   /* done so far */
    struct err *why;
};

static void part_done(struct report *r)
{
    if (r->how->tick)
        r->how->tick(r->how->tick_arg, ++r->parts, r->model ? PARTS + TEMPERATURES : PARTS);
}

/* Text as HTML: an element's content or an attribute in double quotes. */
static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static int put_plot(struct report *r, const char *heading, const char *words, const struct plot *plot)
{
    char *svg = plot_svg(plot, r->why);

    if (!svg)
        return -1;
    fprintf(r->out, "<section><h2>%s</h2>\n<p>%s</p>\n<figure>%s</figure></section>\n", heading, words, svg);
    free(svg);
    return 0;
}

/* ---- counting ---- */

static int count_real(void *arg, const char *name)
{
    struct report *r = arg;
    struct name_keys keys;

    key_make(r->folder, name, &keys);
    quality_add_real(r->counter, name, &keys);
    return 0;
}

static int count_invented(void *arg, const char *name, const char *style, double bits)
{
    struct report *r = arg;
    struct judge_hit hits[JUDGE_NEAREST];
    struct name_keys keys;
    int count;

    (void)style;
    key_make(r->folder, name, &keys);
    r->bits += bits;
    return quality_add_invented(r->counter, name, &keys,
                                judge_ask(r->judge, &keys, hits, &count) == VERDICT_TAKEN, r->why);
}

static int count_sampled(void *arg, const struct sampled_name *name, struct err *why)
{
    (void)why; /* the report's own */
    return count_invented(arg, name->name, name->style, name->bits) == 0 ? 1 : -1;
}

static int count_database(struct report *r)
{
    int result = -1;

    r->counter = quality_new(r->why);
    if (r->counter && store_corpus_sample(r->store, SAMPLE, count_real, r, r->why) == 0 &&
        store_name_sample(r->store, SAMPLE, count_invented, r, r->why) == 0) {
        quality_finish(r->counter, r->judge, &r->quality);
        result = 0;
    }
    quality_free(r->counter);
    part_done(r);
    return result;
}

/* ---- sections ---- */

static void put_head(struct report *r)
{
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<title>stagename report</title>\n<style>\n"
          "body{font:16px/1.5 sans-serif;color:#212529;background:#f8f9fa;margin:0 "
          "auto;max-width:60rem;padding:1rem}\n"
          "h1{margin-bottom:0}section{background:#fff;border:1px solid #dee2e6;border-radius:.5rem;padding:0 "
          "1rem "
          "1rem;margin:1rem 0}\n"
          "figure{margin:0}svg{width:100%;height:auto}table{border-collapse:collapse;width:100%}\n"
          "td,th{text-align:right;padding:.15rem .6rem;border-bottom:1px solid #e9ecef}th:first-child,"
          "td:first-child{text-align:left}\n"
          ".sheet{columns:12rem;margin:0;padding:0;list-style:none}.warning{border-left:.4rem solid "
          "#d9480f;padding-left:.6rem}\n"
          "</style></head><body>\n<h1>stagename report</h1>\n<p>",
          r->out);
    fprintf(r->out, "Against %ld artists, as of %s.", r->corpus.artists, r->corpus.as_of);
    if (r->model)
        fprintf(r->out, " Model: %d × %d cells, %d characters, %d styles.", r->model->shape.layers,
                r->model->shape.hidden, r->model->vocab.character_count, r->model->vocab.style_count);
    fputs("</p>\n", r->out);
}

static void put_row(struct report *r, const char *what, double invented, double artists)
{
    fprintf(r->out, "<tr><td>%s<td>%.1f %%<td>", what, 100 * invented);
    if (isfinite(artists))
        fprintf(r->out, "%.1f %%", 100 * artists);
    fputc('\n', r->out);
}

static void put_figures(struct report *r)
{
    const struct quality *q = &r->quality;
    char warnings[QUALITY_WARNINGS][160];
    int count = quality_warnings(q, warnings);

    fprintf(
        r->out,
        "<section><h2>At a glance</h2>\n<p>%ld names of the database beside %ld artists, taken evenly from "
        "all.</p>\n<table><tr><th><th>names<th>artists\n",
        q->invented.names, q->real.names);
    put_row(r, "new: no artist has them", quality_new_share(q), NAN);
    put_row(r, "pronounceable", quality_pronounceable(&q->invented), quality_pronounceable(&q->real));
    for (int i = 3; i <= QUALITY_LETTERS; i++) {
        char what[80];

        snprintf(what, sizeof what, "two or more edits from any other artist, %d%s letters", i,
                 i == QUALITY_LETTERS ? " or more" : "");
        if (isfinite(quality_distant(&q->invented, i)))
            put_row(r, what, quality_distant(&q->invented, i), quality_distant(&q->real, i));
    }
    fprintf(r->out, "</table>\n<p>The lengths are %.3f apart (0: the same, 1: nothing in common).</p>\n",
            quality_lengths_apart(q));
    for (int i = 0; i < count; i++)
        fprintf(r->out, "<p class=\"warning\">Warning: %s.</p>\n", warnings[i]);
    fputs("</section>\n", r->out);
}

/* Shares of counts, for a plot. */
static void shares(const long *counts, int count, double *to)
{
    long all = 0;

    for (int i = 0; i < count; i++)
        all += counts[i];
    for (int i = 0; i < count; i++)
        to[i] = all ? (double)counts[i] / (double)all : NAN;
}

static int put_curve(struct report *r)
{
    json_t *settings = json_loads(r->model->settings, 0, NULL), *curve = json_object_get(settings, "curve"),
           *pair;
    size_t count = json_array_size(curve), i;
    double *values = calloc(3 * count + 1, sizeof *values), last = 0;
    struct plot plot = {.x = "epoch", .y = "bits per character", .count = (int)count, .at = values};
    char words[200];
    int result = -1;

    if (!values) {
        err_set(r->why, "out of memory");
        goto out;
    }
    json_array_foreach(curve, i, pair)
    {
        values[i] = (double)i + 1;
        values[count + i] = json_number_value(json_array_get(pair, 0));
        values[2 * count + i] = last = json_number_value(json_array_get(pair, 1));
    }
    plot.series_count = 2;
    plot.series[0] = (struct plot_series){"learnt from (dropout in force)", values + count};
    plot.series[1] = (struct plot_series){"held out", values + 2 * count};
    snprintf(
        words, sizeof words,
        "How many bits the model needs for a character of a name. The last epoch's held-out names: %.3f.",
        last);
    if (count == 0)
        fputs("<section><h2>Loss</h2><p>The model does not say how it was trained.</p></section>\n", r->out);
    result = count == 0 ? 0 : put_plot(r, "Loss", words, &plot);
out:
    free(values);
    json_decref(settings);
    return result;
}

static int put_lengths(struct report *r)
{
    double at[QUALITY_LENGTHS], artists[QUALITY_LENGTHS], invented[QUALITY_LENGTHS];
    struct plot plot = {.x = "characters of a name",
                        .y = "share",
                        .count = QUALITY_LENGTHS - 2, /* the last place counts all longer ones */
                        .at = at + 1,
                        .series_count = 2,
                        .series = {{"names", invented + 1}, {"artists", artists + 1}},
                        .shares = 1};

    for (int i = 0; i < QUALITY_LENGTHS; i++)
        at[i] = i;
    shares(r->quality.real.lengths, QUALITY_LENGTHS, artists);
    shares(r->quality.invented.lengths, QUALITY_LENGTHS, invented);
    return put_plot(r, "Lengths", "How long the invented names are, beside artists'.", &plot);
}

static int put_first_letters(struct report *r)
{
    double artists[QUALITY_FIRST], invented[QUALITY_FIRST];
    const char *labels[QUALITY_FIRST];
    char text[QUALITY_FIRST][2];
    struct plot plot = {.x = "first letter",
                        .y = "share",
                        .count = QUALITY_FIRST,
                        .labels = labels,
                        .series_count = 2,
                        .series = {{"names", invented}, {"artists", artists}},
                        .bars = 1,
                        .shares = 1};

    for (int i = 0; i < QUALITY_FIRST; i++) {
        text[i][0] = (char)(i < 26 ? 'a' + i : '*');
        text[i][1] = '\0';
        labels[i] = text[i];
    }
    shares(r->quality.real.first, QUALITY_FIRST, artists);
    shares(r->quality.invented.first, QUALITY_FIRST, invented);
    return put_plot(r, "First letters", "As the key has them; * stands for digits, signs and other scripts.",
                    &plot);
}

static int put_distances(struct report *r)
{
    double at[QUALITY_LETTERS], artists[QUALITY_LETTERS], invented[QUALITY_LETTERS];
    struct plot plot = {
        .x = "letters of the key",
        .y = "two or more edits away",
        .count = QUALITY_LETTERS,
        .at = at,
        .series_count = 2,
        .series = {{"names, from every artist", invented}, {"artists, from each other", artists}},
        .shares = 1};

    for (int i = 0; i < QUALITY_LETTERS; i++) {
        at[i] = i + 1;
        invented[i] = quality_distant(&r->quality.invented, i + 1);
        artists[i] = quality_distant(&r->quality.real, i + 1);
    }
    return put_plot(
        r, "Novelty by length",
        "Short names have neighbours by mere chance, real ones too: where the curves run together, the "
        "invented names are as much their own as artists' names are.",
        &plot);
}

static int put_temperatures(struct report *r)
{
    double at[TEMPERATURES], bits[TEMPERATURES];
    double new_share[TEMPERATURES], distant[TEMPERATURES], pronounceable[TEMPERATURES];
    struct plot shares_plot = {.x = "temperature",
                               .y = "share",
                               .count = TEMPERATURES,
                               .at = at,
                               .series_count = 3,
                               .series = {{"new", new_share},
                                          {"two or more edits from every artist", distant},
                                          {"pronounceable", pronounceable}},
                               .shares = 1};
    struct plot trade = {.x = "bits per character under the model",
                         .y = "share",
                         .count = TEMPERATURES,
                         .at = bits,
                         .series_count = 2,
                         .series = {{"new", new_share}, {"two or more edits from every artist", distant}},
                         .shares = 1};

    for (int i = 0; i < TEMPERATURES; i++) {
        struct sample_options options = {.temperature = at[i] = 0.5 + 0.1 * i,
                                         .prefix = "",
                                         .suffix = "",
                                         .min_length = 1,
                                         .max_length = 40,
                                         .seed = 1,
                                         .precision = PRECISION_FLOAT32};
        struct quality q;
        int failed;

        r->bits = 0;
        r->counter = quality_new(r->why);
        failed = !r->counter || sample_names(r->model, &options, TEMPERATURE_NAMES, r->how->team,
                                             count_sampled, r, r->why) != 0;
        if (!failed)
            quality_finish(r->counter, r->judge, &q);
        quality_free(r->counter);
        if (failed)
            return -1;
        new_share[i] = quality_new_share(&q);
        distant[i] = quality_distant_all(&q.invented);
        pronounceable[i] = quality_pronounceable(&q.invented);
        bits[i] = r->bits / TEMPERATURE_NAMES;
        part_done(r);
    }
    if (put_plot(r, "Temperature",
                 "A thousand names at each temperature: low ones repeat what is known, high ones leave the "
                 "language.",
                 &shares_plot) != 0)
        return -1;
    return put_plot(
        r, "Novelty against likelihood",
        "The same names, a point for each temperature: how new they are, against how likely the model finds "
        "them on average.",
        &trade);
}

/* ---- sample sheets ---- */

static void begin_sheet(struct report *r, const char *style)
{
    fputs("<section><h2>", r->out);
    put_escaped(r->out, *style ? style : "no style");
    fputs("</h2>\n<ul class=\"sheet\">\n", r->out);
    r->sheet = 0;
}

static void put_name(struct report *r, const char *name)
{
    fputs("<li>", r->out);
    put_escaped(r->out, name);
    fputc('\n', r->out);
    r->sheet++;
}

static int put_sampled(void *arg, const struct sampled_name *name, struct err *why)
{
    (void)why;
    put_name(arg, name->name);
    return 1;
}

/* The model's most common styles. */
static int put_style_sheets(struct report *r)
{
    const struct vocab *vocab = &r->model->vocab;
    char *done = calloc((size_t)vocab->style_count + 1, 1);

    if (!done)
        return err_set(r->why, "out of memory");
    for (int n = 0; n < SHEET_STYLES && n < vocab->style_count; n++) {
        struct sample_options options = {.temperature = sheet_temperature,
                                         .prefix = "",
                                         .suffix = "",
                                         .min_length = 1,
                                         .max_length = 40,
                                         .seed = 1,
                                         .precision = PRECISION_FLOAT32};
        int best = -1;

        for (int i = 0; i < vocab->style_count; i++)
            if (!done[i] && (best < 0 || vocab->style_weights[i] > vocab->style_weights[best]))
                best = i;
        done[best] = 1;
        options.style = vocab->styles[best];
        begin_sheet(r, options.style);
        if (sample_names(r->model, &options, SHEET_NAMES, r->how->team, put_sampled, r, r->why) != 0) {
            free(done);
            return -1;
        }
        fputs("</ul></section>\n", r->out);
    }
    free(done);
    return 0;
}

static int put_stored(void *arg, const char *name, const char *style, double bits)
{
    (void)style;
    (void)bits;
    put_name(arg, name);
    return ((struct report *)arg)->sheet == SHEET_NAMES; /* the sample may be larger */
}

static int put_sheets(struct report *r)
{
    int result;

    begin_sheet(r, "Names of the database");
    result = store_name_sample(r->store, SHEET_NAMES, put_stored, r, r->why) < 0 ? -1 : 0;
    fputs("</ul></section>\n", r->out);
    if (result == 0 && r->model)
        result = put_style_sheets(r);
    part_done(r);
    return result;
}

static int put_body(struct report *r)
{
    put_head(r);
    put_figures(r);
    if (r->model && put_curve(r) != 0)
        return -1;
    if (put_lengths(r) != 0 || put_first_letters(r) != 0 || put_distances(r) != 0)
        return -1;
    if (r->model && put_temperatures(r) != 0)
        return -1;
    if (put_sheets(r) != 0)
        return -1;
    fputs("</body></html>\n", r->out);
    return 0;
}

static int write_page(struct report *r)
{
    int result = -1;

    if (store_corpus_state(r->store, &r->corpus, r->why) != 0)
        return -1;
    if (r->corpus.artists == 0)
        return err_set(
            r->why, "the corpus is empty, so there is nothing to compare with: run 'stagename corpus' first");
    r->judge = store_judge(r->store, r->why);
    r->folder = r->judge ? folder_new(r->why) : NULL;
    if (r->folder && count_database(r) == 0) {
        if (r->quality.invented.names == 0)
            err_set(r->why, "the database has no names to report on: run 'stagename import' first");
        else
            result = put_body(r);
    }
    folder_free(r->folder);
    judge_free(r->judge);
    return result;
}

int report_write(FILE *out, struct store *store, const struct model *model, const struct report_how *how,
                 struct err *why)
{
    struct report r = {.out = out, .store = store, .model = model, .how = how, .why = why};
    int result;

    if (store_read_begin(store, why) != 0)
        return -1;
    result = write_page(&r);
    return store_read_end(store, why) == 0 ? result : -1;
}
