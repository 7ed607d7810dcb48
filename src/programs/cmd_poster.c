/* stagename poster: a name as a picture. */
#include <stdio.h>
#include <string.h>

#include "base/fileout.h"
#include "poster/poster.h"
#include "programs/command.h"
#include "text/utf8.h"

static int write_to(void *to, const void *bytes, size_t length)
{
    return fwrite(bytes, 1, length, to) == length ? 0 : -1;
}

/* Sets *place to that of the word, unless the option was not given. Returns 0, or the exit code after
 * printing what can be chosen. */
static int choose(const char *option, const char *const *list, const char *word, int *place)
{
    char sentence[240];
    int put;

    if (!word || (*place = poster_find(list, word)) >= 0)
        return 0;
    put = snprintf(sentence, sizeof sentence, "--%s takes", option);
    for (int i = 0; list[i]; i++)
        put += snprintf(sentence + put, sizeof sentence - (size_t)put, "%s %s", i ? "," : "", list[i]);
    snprintf(sentence + put, sizeof sentence - (size_t)put, "; not '%.40s'", word);
    return command_wrong("poster", sentence);
}

static int has_ending(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);

    return length > tail && strcmp(path + length - tail, ending) == 0;
}

static int clean(const char *what, const char *text, char out[NAME_BYTES], struct err *why)
{
    enum clean_result result = utf8_clean(text, strlen(text), out);
    struct err reason;

    if (result == CLEAN_OK)
        return 0;
    utf8_clean_why(text, strlen(text), result, &reason);
    return err_set(why, "the %s %s", what, reason.text);
}

static int render(const struct poster *poster, const char *output, struct err *why)
{
    enum poster_format format = has_ending(output, ".svg") ? POSTER_SVG : POSTER_PNG;
    struct fileout out;

    if (fileout_open(&out, output, why) != 0)
        return -1;
    if (poster_render(poster, format, write_to, out.stream, why) != 0) {
        fileout_abandon(&out);
        return -1;
    }
    return fileout_commit(&out, why);
}

int command_poster(int argc, char **argv)
{
    const char *output = NULL, *shape = NULL, *colour = NULL, *line = "";
    char name[NAME_BYTES], second[NAME_BYTES] = "";
    long design = 0;
    int quiet = 0, first, code;
    struct option_spec options[] = {
        {"output", 'o', OPTION_TEXT, "FILE", "the picture to write, FILE.png or FILE.svg", &output, 0, 0},
        {"design", 0, OPTION_INT, "N",
         "1 club, 2 swiss, 3 letterpress, 4 neon, 5 metal, 6 festival, 7 zine, 8 vinyl\n"
         "(default: the letters of the name choose)",
         &design, 1, POSTER_DESIGNS},
        {"shape", 0, OPTION_TEXT, "SHAPE",
         "wide (1200x630, the default), square (1080x1080), story (1080x1920) or banner\n"
         "(1500x500)",
         &shape, 0, 0},
        {"line", 0, OPTION_TEXT, "TEXT", "small text beside the name (default: none)", &line, 0, 0},
        {"colour", 0, OPTION_TEXT, "COLOUR",
         "red, orange, yellow, green, teal, blue, violet, pink or mono (default: the\n"
         "letters of the name choose)",
         &colour, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename poster",
        "NAME -o FILE.png|FILE.svg [--design N] [--shape SHAPE] [--colour COLOUR] [--line TEXT]",
        "Draws a name as a poster, for a preview of a link or to be printed. The letters of\n"
        "an SVG are outlines, so no font is needed to show it. The same call gives the\n"
        "same picture as long as the same fonts are installed.",
        "  stagename poster 'Velvet Static' -o velvet.png\n"
        "  stagename poster 'Velvet Static' -o velvet.svg --design 4 --shape story --colour teal",
        options,
        1,
        1};
    struct poster poster = {.name = name, .line = second, .site = "stagename", .colour = POSTER_BY_NAME};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!output || (!has_ending(output, ".png") && !has_ending(output, ".svg")))
        return command_wrong("poster", "name the picture to write with -o, as FILE.png or FILE.svg");
    if ((code = choose("shape", poster_shapes, shape, &poster.shape)) != 0 ||
        (code = choose("colour", poster_colours, colour, &poster.colour)) != 0)
        return code;
    poster.design = (int)design;
    if (clean("name", argv[first], name, &why) != 0 || (*line && clean("line", line, second, &why) != 0) ||
        render(&poster, output, &why) != 0)
        return command_failed("poster", &why);
    return command_finish("poster");
}
