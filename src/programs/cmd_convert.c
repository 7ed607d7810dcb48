/* stagename convert: a model file in another number format. */
#include <stdio.h>
#include <string.h>

#include "base/fileout.h"
#include "model/modelfile.h"
#include "programs/command.h"

static void print_rounding(const struct model *model, const struct model_file *from, enum number_format to)
{
    const struct number_format_spec *format = &number_formats[to];
    struct rounding rounding = {0};

    rounding_add(&rounding, to, model->parameters.all, model->parameters.count);
    fprintf(stderr, "%zu numbers from %s to %s: largest relative rounding error %.3g", rounding.count,
            from->is_mixed ? "mixed formats" : number_formats[from->format].name, format->name,
            rounding.relative);
    if (rounding.small)
        fprintf(stderr, "; %zu numbers below %.2g are off by at most %.3g", rounding.small, format->smallest,
                rounding.absolute);
    fputc('\n', stderr);
}

static int convert(const char *path, const char *output, enum number_format format, int quiet,
                   struct err *why)
{
    const char *const inputs[] = {path, ""};
    struct model_file file;
    struct model *model;
    int result;

    if (fileout_keep_apart(output, inputs, why) != 0 || !(model = model_load_file(path, &file, why)))
        return -1;
    result = model_save_as(model, output, format, why);
    if (result == 0 && !quiet)
        print_rounding(model, &file, format);
    model_free(model);
    return result;
}

int command_convert(int argc, char **argv)
{
    const char *output = NULL, *dtype = NULL;
    enum number_format format;
    int quiet = 0, first, code;
    struct option_spec options[] = {
        {"output", 'o', OPTION_TEXT, "OUT", "the .safetensors file to write; '-' is standard output", &output,
         0, 0},
        {"dtype", 0, OPTION_TEXT, "TYPE",
         "float32, as trained; float16: half the size, numbers up to 65504 with 11 bits;\n"
         "bfloat16: half the size, any float32 with 8 bits",
         &dtype, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename convert",
        "MODEL -o OUT --dtype float32|float16|bfloat16",
        "Rewrites a model file in another number format and prints the largest relative\n"
        "rounding error on standard error. Every command reads all three formats. OUT must\n"
        "not be the file MODEL, because rounding cannot be undone.",
        "  stagename convert site.safetensors -o small.safetensors --dtype float16\n"
        "  stagename evaluate small.safetensors unseen-names.txt    # whether it lost anything\n"
        "  stagename convert theirs.safetensors -o ours.safetensors --dtype float32",
        options,
        1,
        1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!output)
        return command_wrong("convert", "name the model to write with -o");
    if (!dtype)
        return command_wrong("convert", "name the number format with --dtype: float32, float16 or bfloat16");
    if (number_format_from_name(dtype, &format) != 0) {
        char sentence[120];

        snprintf(sentence, sizeof sentence, "--dtype takes float32, float16 or bfloat16, not '%.40s'", dtype);
        return command_wrong("convert", sentence);
    }
    return convert(argv[first], output, format, quiet, &why) == 0 ? command_finish("convert")
                                                                  : command_failed("convert", &why);
}
