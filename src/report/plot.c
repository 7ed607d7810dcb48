/* Runs gnuplot and extracts the SVG from its output. */
#include "report/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The series differ in brightness and in point type as well as in hue. */
static const char *const colours[PLOT_SERIES_MAX] = {"#7a3cff", "#d9480f", "#0b7285", "#495057"};

static void write_script(FILE *to, const struct plot *plot)
{
    fputs("set terminal svg size 720,360 dynamic font 'sans-serif,13' background '#ffffff'\n"
          "set border 3 linecolor rgb '#868e96'\nset tics nomirror textcolor rgb '#212529'\n"
          "set grid ytics linecolor rgb '#dee2e6'\nset key outside top center horizontal\nset datafile "
          "missing 'nan'\n",
          to);
    fprintf(to, "set xlabel '%s'\nset ylabel '%s'\n", plot->x, plot->y);
    if (plot->shares)
        fputs("set yrange [0:*]\nset format y '%.0f %%'\n", to);
    if (plot->bars)
        fputs("set style data histogram\nset style histogram clustered gap 1\nset style fill solid 0.9\n",
              to);
    fputs("$data << END\n", to);
    for (int i = 0; i < plot->count; i++) {
        if (plot->labels)
            fprintf(to, "%s", plot->labels[i]);
        else
            fprintf(to, "%g", plot->at[i]);
        for (int s = 0; s < plot->series_count; s++) {
            double value = plot->series[s].values[i];

            if (isfinite(value))
                fprintf(to, " %g", plot->shares ? 100 * value : value);
            else
                fputs(" nan", to);
        }
        fputc('\n', to);
    }
    fputs("END\nplot ", to);
    for (int s = 0; s < plot->series_count; s++) {
        const char *using = plot->bars || plot->labels ? "%d:xtic(1)" : "1:%d";

        fprintf(to, "%s$data using ", s ? ", " : "");
        fprintf(to, using, s + 2); // NOLINT(clang-diagnostic-format-nonliteral): one of the two above
        fprintf(to, " title '%s'%s linecolor rgb '%s'", plot->series[s].title,
                plot->bars ? "" : " with linespoints", colours[s]);
        if (!plot->bars)
            fprintf(to, " linewidth 2 pointtype %d pointsize 0.6", 5 + 2 * s);
    }
    fputc('\n', to);
}

/* Runs gnuplot with these files as standard input and output. Returns 0, or -1 with *why set. */
static int run_gnuplot(FILE *script, FILE *picture, struct err *why)
{
    /* Without ~/.gnuplot and the system's gnuplotrc, so that reports look the same everywhere. */
    char name[] = "gnuplot", defaults[] = "--default-settings", *const words[] = {name, defaults, NULL};
    posix_spawn_file_actions_t actions;
    int status = 0, code;
    pid_t child;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(picture), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    code = posix_spawnp(&child, name, &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0)
        return err_set(
            why, "cannot run gnuplot, which draws the plots: %s (on Debian: apt-get install gnuplot-nox)",
            strerror(code));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return err_set(why, "gnuplot could not draw a plot (status %d)", status);
    return 0;
}

/* Reads from <svg to the end: HTML does not allow the XML declaration before it. */
static char *read_svg(FILE *picture, struct err *why)
{
    long size = fseek(picture, 0, SEEK_END) == 0 ? ftell(picture) : -1;
    char *text = size > 0 ? malloc((size_t)size + 1) : NULL, *begin;

    rewind(picture);
    if (!text || fread(text, 1, (size_t)size, picture) != (size_t)size) {
        free(text);
        err_set(why, "gnuplot drew nothing");
        return NULL;
    }
    text[size] = '\0';
    begin = strstr(text, "<svg");
    if (!begin) {
        free(text);
        err_set(why, "gnuplot drew no SVG");
        return NULL;
    }
    memmove(text, begin, strlen(begin) + 1);
    return text;
}

char *plot_svg(const struct plot *plot, struct err *why)
{
    FILE *script = tmpfile(), *picture = tmpfile();
    char *svg = NULL;

    if (script && picture) {
        write_script(script, plot);
        if (fflush(script) == 0 && fseek(script, 0, SEEK_SET) == 0 && run_gnuplot(script, picture, why) == 0)
            svg = read_svg(picture, why);
    } else {
        err_file(why, "write", "a temporary file");
    }
    if (script)
        fclose(script);
    if (picture)
        fclose(picture);
    return svg;
}
