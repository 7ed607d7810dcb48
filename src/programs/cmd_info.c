/* stagename info: describes a model file. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/modelfile.h"
#include "programs/command.h"
#include "report/info.h"

static int print_json(const json_t *info, struct err *why)
{
    char *text = json_dumps(info, JSON_COMPACT | JSON_REAL_PRECISION(9));

    if (!text)
        return err_set(why, "out of memory");
    puts(text);
    free(text);
    return 0;
}

static int print_info(const char *path, int as_json, struct err *why)
{
    struct model_file file;
    struct model *model = model_load_file(path, &file, why);
    json_t *info = model ? info_json(path, model, &file, why) : NULL;
    int result = -1;

    if (info)
        result = as_json ? print_json(info, why) : info_print(stdout, info, isatty(STDOUT_FILENO), why);
    json_decref(info);
    model_free(model);
    return result;
}

int command_info(int argc, char **argv)
{
    int json = 0, quiet = 0, first, code;
    struct option_spec options[] = {
        {"json", 'j', OPTION_FLAG, NULL,
         "print one JSON object: file, bytes, dtype, layers, hidden, embed, parameters,\n"
         "alphabet, styles, kinds, without_style, without_kind, settings, curve",
         &json, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename info",
        "MODEL [--json]",
        "Describes a model file: size and number format, network, alphabet, styles and kinds\n"
        "with the number of names that had each, the settings it was trained with, as options\n"
        "of 'stagename train', and its loss after each epoch, on a terminal with a plot. The two\n"
        "biases of a gate count as one parameter.",
        "  stagename info site.safetensors\n"
        "  stagename info site.safetensors --json | jq -r '.styles[].name'    # what --style takes\n"
        "  stagename info site.safetensors --json | jq '.curve[-1].heldout'   # bits per character at the "
        "end",
        options,
        1,
        1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    return print_info(argv[first], json, &why) == 0 ? command_finish("info") : command_failed("info", &why);
}
