/* Builds the description of a model as JSON, and prints it. */
#include "report/info.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsons.h"
#include "model/settings.h"
#include "report/textplot.h"
#include "text/charset.h"
#include "text/utf8.h"

/* The maximum bits per character in a valid curve. */
enum { BITS_MAX = 64 };

/* ---- as JSON ---- */

static json_t *number_json(double number)
{
    const double exact = 9007199254740992.0; /* 2^53: a double represents all whole numbers up to here */

    return number < exact && number >= floor(number) && number <= floor(number)
               ? json_integer((json_int_t)number)
               : json_real(fmin(number, 1e300));
}

static json_t *characters_json(const uint32_t *codes, int count)
{
    char *text = malloc((size_t)count * 4 + 1);
    size_t length = 0;
    json_t *string;

    if (!text)
        return NULL;
    for (int i = 0; i < count; i++)
        length += (size_t)utf8_put(codes[i], text + length);
    string = json_stringn(text, length);
    free(text);
    return string;
}

static json_t *find_group(const json_t *groups, const char *name)
{
    json_t *group;
    size_t i;

    json_array_foreach(groups, i, group)
    {
        if (strcmp(json_string_value(json_object_get(group, "name")), name) == 0)
            return group;
    }
    return NULL;
}

/* A group of characters of the vocabulary, searched from index `first` on. */
static json_t *group_json(const struct vocab *vocab, int first, const char *name, uint32_t *codes)
{
    int count = 0;

    for (int i = first; i < vocab->character_count; i++) {
        char group[CHARSET_GROUP_BYTES];

        charset_group(vocab->characters[i], group);
        if (strcmp(group, name) == 0)
            codes[count++] = vocab->characters[i];
    }
    return json_pack("{s:s, s:i, s:o}", "name", name, "count", count, "characters",
                     characters_json(codes, count));
}

/* Groups of letters first, then all others; each in the order of its first character. */
static json_t *groups_json(const struct vocab *vocab, uint32_t *codes)
{
    json_t *groups = json_array();

    for (int letters = 1; letters >= 0; letters--)
        for (int i = 0; i < vocab->character_count; i++) {
            char name[CHARSET_GROUP_BYTES];

            if (charset_group(vocab->characters[i], name) == letters && !find_group(groups, name))
                jsons_append(&groups, group_json(vocab, i, name, codes));
        }
    return groups;
}

static json_t *alphabet_json(const struct vocab *vocab)
{
    uint32_t *codes = malloc((size_t)vocab->character_count * sizeof *codes);
    json_t *json;

    if (!codes)
        return NULL;
    json = json_pack("{s:i, s:o, s:o}", "count", vocab->character_count, "characters",
                     characters_json(vocab->characters, vocab->character_count), "groups",
                     groups_json(vocab, codes));
    free(codes);
    return json;
}

static json_t *labels_json(const struct vocab *vocab, int first, int count,
                           double (*weight)(const struct vocab *vocab, int symbol))
{
    json_t *labels = json_array();

    for (int i = first; i < first + count; i++)
        jsons_append(&labels, json_pack("{s:s, s:o}", "name", vocab_label(vocab, i), "names",
                                        number_json(weight(vocab, i))));
    return labels;
}

/* The loss curve of the settings, or an empty one when there is none or it is malformed. */
static json_t *curve_json(const json_t *settings)
{
    const json_t *pairs = json_object_get(settings, "curve"), *pair;
    json_t *curve = json_array();
    size_t i;

    json_array_foreach(pairs, i, pair)
    {
        const json_t *learnt = json_array_get(pair, 0), *heldout = json_array_get(pair, 1);
        double a = json_number_value(learnt), b = json_number_value(heldout);

        if (!json_is_number(learnt) || !json_is_number(heldout) ||
            !(a >= 0 && a <= BITS_MAX && b >= 0 && b <= BITS_MAX)) {
            json_array_clear(curve);
            break;
        }
        jsons_append(&curve,
                     json_pack("{s:I, s:f, s:f}", "epoch", (json_int_t)i + 1, "learnt", a, "heldout", b));
    }
    return curve;
}

static json_t *settings_json(const char *text)
{
    json_t *settings = json_loads(text ? text : "", 0, NULL);

    if (json_is_object(settings)) {
        train_settings_words(&settings);
        return settings;
    }
    json_decref(settings);
    return json_object();
}

json_t *info_json(const char *path, const struct model *model, const struct model_file *file, struct err *why)
{
    const struct vocab *vocab = &model->vocab;
    json_t *settings = settings_json(model->settings), *curve = curve_json(settings), *info;

    json_object_del(settings, "curve");
    info = json_pack(
        "{s:s%, s:I, s:s, s:i, s:i, s:i, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file", path, strlen(path),
        "bytes", (json_int_t)file->bytes, "dtype",
        file->is_mixed ? "mixed" : number_formats[file->format].name, "layers", model->shape.layers, "hidden",
        model->shape.hidden, "embed", model->shape.embed, "parameters", (json_int_t)model->parameters.count,
        "alphabet", alphabet_json(vocab), "styles",
        labels_json(vocab, vocab_first_style(vocab), vocab->style_count, vocab_style_weight), "kinds",
        labels_json(vocab, vocab_first_kind(vocab), vocab->kind_count, vocab_kind_weight), "without_style",
        number_json(vocab_style_weight(vocab, VOCAB_BOUNDARY)), "without_kind",
        number_json(vocab_kind_weight(vocab, VOCAB_BOUNDARY)), "settings", settings, "curve", curve);
    if (!info)
        err_set(why, "cannot describe %s: its path is not UTF-8, or memory is full", path);
    return info;
}

/* ---- as text ---- */

enum { WIDTH = 100, INDENT = 12, GROUP_INDENT = 36, GROUP_ENTRIES = 80 };

static json_int_t whole(const json_t *json, const char *name)
{
    return json_integer_value(json_object_get(json, name));
}

static const char *text_of(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

/* Items of a list that is wrapped at WIDTH. */
struct wrapped {
    FILE *out;
    int column, items;
};

static void put_item(struct wrapped *w, const char *separator, const char *text)
{
    int length = utf8_length(text) + (int)strlen(separator) + 1;

    if (w->items++)
        fputs(separator, w->out);
    if (w->items > 1 && w->column + length > WIDTH) {
        fprintf(w->out, "\n%*s", INDENT, "");
        w->column = INDENT;
    } else if (w->items > 1) {
        fputc(' ', w->out);
    }
    charset_print_text(w->out, text);
    w->column += length;
}

static struct wrapped begin(FILE *out, const char *heading)
{
    fprintf(out, "%-*s", INDENT, heading);
    return (struct wrapped){out, INDENT, 0};
}

static int put_groups(FILE *out, const json_t *alphabet, struct err *why)
{
    uint32_t *codes = malloc((size_t)whole(alphabet, "count") * sizeof *codes);
    const json_t *group;
    size_t i;

    if (!codes)
        return err_set(why, "out of memory");
    fprintf(out, "%-*s%lld characters\n", INDENT, "alphabet", (long long)whole(alphabet, "count"));
    json_array_foreach(json_object_get(alphabet, "groups"), i, group)
    {
        const char *characters = text_of(group, "characters");
        int count = 0;

        while ((codes[count] = utf8_next(&characters)) != 0 && ++count < whole(group, "count"))
            ;
        fprintf(out, "%*s%-*s%4d  ", INDENT, "", GROUP_INDENT - INDENT - 6, text_of(group, "name"), count);
        charset_print(out, codes, count, GROUP_ENTRIES, WIDTH, GROUP_INDENT);
    }
    free(codes);
    return 0;
}

static double names_of(const json_t *label)
{
    return json_number_value(json_object_get(label, "names"));
}

static int compare_labels(const void *a, const void *b)
{
    double x = names_of(*(json_t *const *)a), y = names_of(*(json_t *const *)b);

    return (y > x) - (y < x);
}

/* Prints the labels with the most names first; equal ones in the order of the file. */
static int put_labels(FILE *out, const char *heading, const json_t *labels, const json_t *without,
                      struct err *why)
{
    size_t count = json_array_size(labels);
    json_t **sorted = calloc(count + 1, sizeof *sorted);
    struct wrapped w = begin(out, heading);
    char text[VOCAB_STYLE_BYTES + 400];

    if (!sorted)
        return err_set(why, "out of memory");
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(labels, i);
    qsort(sorted, count, sizeof *sorted, compare_labels);
    snprintf(text, sizeof text, "%zu%s", count, count ? ":" : "");
    put_item(&w, "", text);
    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%s %.0f", text_of(sorted[i], "name"), names_of(sorted[i]));
        put_item(&w, i ? "," : "", text);
    }
    free(sorted);
    snprintf(text, sizeof text, "names without: %.0f", json_number_value(without));
    put_item(&w, ";", text);
    fputc('\n', out);
    return 0;
}

static void put_training(FILE *out, const json_t *settings)
{
    static const struct {
        const char *name, *what;
    } figures[] = {
        {"names", "names learnt from"},
        {"heldout_names", "held out"},
        {"epochs_done", "epochs"},
        {"bits_per_char", "bits per character of the held-out names"},
    };
    struct wrapped w = begin(out, "training");
    char text[120];

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const json_t *figure = json_object_get(settings, figures[i].name);

        snprintf(text, sizeof text, "%.10g %s", json_number_value(figure), figures[i].what);
        if (json_is_number(figure))
            put_item(&w, ",", text);
    }
    if (w.items == 0)
        put_item(&w, "", "the file has no training data");
    fputc('\n', out);
}

/* Prints the settings as options of `stagename train`. */
static void put_settings(FILE *out, const json_t *settings)
{
    struct wrapped w = begin(out, "settings");
    char option[32], text[160];

    for (int i = 0; i <= SETTINGS; i++) {
        const json_t *value = json_object_get(settings, i < SETTINGS ? train_setting_table[i].name : "seed");

        snprintf(option, sizeof option, "seed");
        if (i < SETTINGS)
            train_setting_option(&train_setting_table[i], option);
        if (json_is_string(value))
            snprintf(text, sizeof text, "--%s %.40s", option, json_string_value(value));
        else
            snprintf(text, sizeof text, "--%s %.10g", option, json_number_value(value));
        if (json_is_string(value) || json_is_number(value))
            put_item(&w, "", text);
    }
    if (w.items == 0)
        put_item(&w, "", "not in the file");
    fputc('\n', out);
}

/* Splits the curve into two arrays of `count` numbers, learnt and held out. Owned by the caller. */
static double *curve_values(const json_t *curve, size_t count)
{
    double *values = calloc(2 * count + 1, sizeof *values);
    const json_t *epoch;
    size_t i;

    if (!values)
        return NULL;
    json_array_foreach(curve, i, epoch)
    {
        values[i] = json_number_value(json_object_get(epoch, "learnt"));
        values[count + i] = json_number_value(json_object_get(epoch, "heldout"));
    }
    return values;
}

static int put_curve(FILE *out, const json_t *curve, int plot, struct err *why)
{
    size_t count = json_array_size(curve), best = 0;
    double *values = curve_values(curve, count), *heldout = values ? values + count : NULL;

    if (!values)
        return err_set(why, "out of memory");
    for (size_t i = 1; i < count; i++)
        if (heldout[i] < heldout[best])
            best = i;
    if (count)
        fprintf(out, "%-*sbits per character (training: with dropout)\n%*sepoch  training  held out\n",
                INDENT, "loss", INDENT, "");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%*s%5zu   %6.4f    %6.4f%s\n", INDENT, "", i + 1, values[i], heldout[i],
                i == best ? "  best" : "");
    if (plot && count) {
        const struct textplot_series series[] = {{"training", '.', values}, {"held out", 'o', heldout}};

        fputc('\n', out);
        textplot(out, series, 2, (int)count);
    }
    free(values);
    return 0;
}

int info_print(FILE *out, const json_t *info, int plot, struct err *why)
{
    charset_print_text(out, text_of(info, "file"));
    fprintf(out, "\n%-*s%lld bytes, %s\n", INDENT, "size", (long long)whole(info, "bytes"),
            text_of(info, "dtype"));
    fprintf(out, "%-*s%lld layer%s of %lld cells, embedding of %lld, %lld parameters\n", INDENT, "network",
            (long long)whole(info, "layers"), whole(info, "layers") == 1 ? "" : "s",
            (long long)whole(info, "hidden"), (long long)whole(info, "embed"),
            (long long)whole(info, "parameters"));
    if (put_groups(out, json_object_get(info, "alphabet"), why) != 0 ||
        put_labels(out, "styles", json_object_get(info, "styles"), json_object_get(info, "without_style"),
                   why) != 0 ||
        put_labels(out, "kinds", json_object_get(info, "kinds"), json_object_get(info, "without_kind"),
                   why) != 0)
        return -1;
    put_training(out, json_object_get(info, "settings"));
    put_settings(out, json_object_get(info, "settings"));
    return put_curve(out, json_object_get(info, "curve"), plot, why);
}
