/* The plots of a report. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "model/sample.h"
#include "report/page.h"
#include "report/plot.h"

enum { TEMPERATURE_NAMES = 1000 };

static int put_plot(struct report *r, const char *heading, const char *words, const struct plot *plot)
{
    char *svg = plot_svg(plot, r->why);

    if (!svg)
        return -1;
    fprintf(r->out, "<section><h2>%s</h2>\n<p>%s</p>\n<figure>%s</figure></section>\n", heading, words, svg);
    free(svg);
    return 0;
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
    plot.series[0] = (struct plot_series){"training (with dropout)", values + count};
    plot.series[1] = (struct plot_series){"held out", values + 2 * count};
    snprintf(
        words, sizeof words,
        "How many bits the model needs for a character of a name. The last epoch's held-out names: %.3f.",
        last);
    if (count == 0)
        fputs("<section><h2>Loss</h2><p>The model has no training data.</p></section>\n", r->out);
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
                        .count = QUALITY_LENGTHS - 2, /* the last element counts all longer names */
                        .at = at + 1,
                        .series_count = 2,
                        .series = {{"names", invented + 1}, {"artists", artists + 1}},
                        .shares = 1};

    for (int i = 0; i < QUALITY_LENGTHS; i++)
        at[i] = i;
    shares(r->quality.real.lengths, QUALITY_LENGTHS, artists);
    shares(r->quality.invented.lengths, QUALITY_LENGTHS, invented);
    return put_plot(r, "Lengths", "The lengths of invented names, compared with artists' names.", &plot);
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
    return put_plot(r, "First letters", "Of the keys; * stands for digits, signs and other scripts.", &plot);
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
        "Short names have neighbours by chance, real ones too: where the curves coincide, the invented names "
        "are as distinct as artists' names.",
        &plot);
}

static int count_sampled(void *arg, const struct sampled_name *name, struct err *why)
{
    (void)why; /* the report's own */
    return report_count_invented(arg, name->name, name->style, name->bits) == 0 ? 1 : -1;
}

static int put_temperatures(struct report *r)
{
    double at[REPORT_TEMPERATURES], bits[REPORT_TEMPERATURES];
    double new_share[REPORT_TEMPERATURES], distant[REPORT_TEMPERATURES], pronounceable[REPORT_TEMPERATURES];
    struct plot shares_plot = {.x = "temperature",
                               .y = "share",
                               .count = REPORT_TEMPERATURES,
                               .at = at,
                               .series_count = 3,
                               .series = {{"new", new_share},
                                          {"two or more edits from every artist", distant},
                                          {"pronounceable", pronounceable}},
                               .shares = 1};
    struct plot trade = {.x = "bits per character under the model",
                         .y = "share",
                         .count = REPORT_TEMPERATURES,
                         .at = bits,
                         .series_count = 2,
                         .series = {{"new", new_share}, {"two or more edits from every artist", distant}},
                         .shares = 1};

    for (int i = 0; i < REPORT_TEMPERATURES; i++) {
        struct sample_options options = sample_plainly(1);
        struct quality q;
        int failed;

        options.temperature = at[i] = 0.5 + 0.1 * i;
        r->bits = 0;
        r->counter = quality_new(r->why);
        failed = !r->counter || sample_names(r->sampler, &options, TEMPERATURE_NAMES, r->how->team,
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
        report_part_done(r);
    }
    if (put_plot(r, "Temperature",
                 "A thousand names at each temperature: low ones repeat known names, high ones give less "
                 "pronounceable ones.",
                 &shares_plot) != 0)
        return -1;
    return put_plot(
        r, "Novelty against likelihood",
        "The same names, a point for each temperature: the share of new names against the mean bits per "
        "character under the model.",
        &trade);
}

int report_put_plots(struct report *r)
{
    if (r->model && put_curve(r) != 0)
        return -1;
    if (put_lengths(r) != 0 || put_first_letters(r) != 0 || put_distances(r) != 0)
        return -1;
    return r->model ? put_temperatures(r) : 0;
}
