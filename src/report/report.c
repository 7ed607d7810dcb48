/* The figures and sample sheets of a report. */
#include "report/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/sample.h"

enum {
    SAMPLE = 20000, /* names of each side for the distributions */
    SHEET_STYLES = 24,
    SHEET_NAMES = 50,
    PARTS = 2, /* and one per temperature */
};
static const double sheet_temperature = 0.8;

void report_part_done(struct report *r)
{
    if (r->how->tick)
        r->how->tick(r->how->tick_arg, ++r->parts, r->model ? PARTS + REPORT_TEMPERATURES : PARTS);
}

/* Escapes text for HTML: an element's content or an attribute in double quotes. */
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

/* ---- counting ---- */

static int count_real(void *arg, const char *name)
{
    struct report *r = arg;
    struct name_keys keys;

    key_make(r->folder, name, &keys);
    quality_add_real(r->counter, name, &keys);
    return 0;
}

int report_count_invented(void *arg, const char *name, const char *style, double bits)
{
    struct report *r = arg;
    struct judge_hit hits[JUDGE_NEAREST];
    struct idea idea;
    int count;

    (void)style;
    idea_make(r->folder, name, NULL, &idea);
    r->bits += bits;
    quality_add_invented(r->counter, name, &idea.keys,
                         judge_name(r->judge, &idea, hits, &count) == VERDICT_TAKEN);
    return 0;
}

static int count_database(struct report *r)
{
    int result = -1;

    r->counter = quality_new(r->why);
    if (r->counter && store_corpus_sample(r->store, SAMPLE, count_real, r, r->why) == 0 &&
        store_name_sample(r->store, SAMPLE, report_count_invented, r, r->why) == 0) {
        quality_finish(r->counter, r->judge, &r->quality);
        result = 0;
    }
    quality_free(r->counter);
    report_part_done(r);
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
    fprintf(r->out, "Against %ld artists, as of %s.", store_count_artists(r->store, r->why), r->corpus.as_of);
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
        "<section><h2>At a glance</h2>\n<p>%ld names of the database and %ld artists, sampled evenly from "
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
        struct sample_options options = sample_plainly(1);
        int best = -1;

        for (int i = 0; i < vocab->style_count; i++)
            if (!done[i] && (best < 0 || vocab_style_weight(vocab, vocab_first_style(vocab) + i) >
                                             vocab_style_weight(vocab, vocab_first_style(vocab) + best)))
                best = i;
        done[best] = 1;
        options.temperature = sheet_temperature;
        options.style = vocab->styles[best];
        begin_sheet(r, options.style);
        if (sample_names(r->sampler, &options, SHEET_NAMES, r->how->team, put_sampled, r, r->why) != 0) {
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
    report_part_done(r);
    return result;
}

static int put_body(struct report *r)
{
    put_head(r);
    put_figures(r);
    if (report_put_plots(r) != 0 || put_sheets(r) != 0)
        return -1;
    fputs("</body></html>\n", r->out);
    return 0;
}

static int write_page(struct report *r)
{
    int result = -1;

    if (store_corpus_needed(r->store, &r->corpus, r->why) != 0)
        return -1;
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
    int result = -1;

    if (model && !(r.sampler = sampler_new(model, PRECISION_FLOAT32, why)))
        return -1;
    if (store_read_begin(store, why) == 0) {
        result = write_page(&r);
        if (store_read_end(store, why) != 0)
            result = -1;
    }
    sampler_free(r.sampler);
    return result;
}
